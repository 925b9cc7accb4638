//! What every answer says beside its body: what a browser may load, keep and pass on.
//!
//! What lives here: the header values and the one function that puts them on. An answer that set a header itself keeps
//! it: the public site may be cached, an attachment is sandboxed. What must not: a word about cases.

use crate::app::{App, Over};
use crate::errors;
use crate::routes::Listener;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// For every page. No inline script or style, nothing from elsewhere, no frame around us.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'";

/// For a file that came from outside: even opened in a tab of its own it can do nothing.
pub const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// For a page of the public site.
pub const SITE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // A case's address must not leak by Referer.
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Two years; only said where the browser came over HTTPS.
const TRANSPORT: &str = "max-age=63072000";

/// Puts the headers on, and turns an inner fault into its page.
pub async fn dress(State((app, listener)): State<(App, Listener)>, request: Request, next: Next) -> Response {
    let face = errors::Face::of(request.uri().path());
    let answer = next.run(request).await;
    let mut answer = errors::shown(&app, face, answer);
    let headers = answer.headers_mut();
    // Which methods a path has would tell it from a path that is not there.
    headers.remove(header::ALLOW);
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.over(listener) == Over::Https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static(TRANSPORT));
    }
    answer
}

/// `Content-Disposition` that makes a browser save and never show (RFC 6266). The name was chosen by a stranger: the
/// plain form keeps letters that no shell or browser obeys, the extended form has the rest (RFC 8187).
pub fn attachment(name: &str) -> HeaderValue {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name = if last.is_empty() || last == "." || last == ".." {
        "file"
    } else {
        last
    };
    let kept: String = name.chars().take(150).filter(|c| !c.is_control()).collect();
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let plain: String = kept.chars().map(|c| if fine(c) { c } else { '_' }).collect();
    let attr = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
    let mut extended = String::new();
    for byte in kept.bytes() {
        if attr(byte) {
            extended.push(char::from(byte));
        } else {
            extended.push_str(&format!("%{byte:02X}"));
        }
    }
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_header() {
        let said = |name: &str| attachment(name).to_str().unwrap().to_owned();
        assert_eq!(
            said("poc.sh"),
            "attachment; filename=\"poc.sh\"; filename*=UTF-8''poc.sh"
        );
        assert_eq!(
            said("../../etc/pass\"wd\r\nX: y"),
            "attachment; filename=\"pass_wdX_ y\"; filename*=UTF-8''pass%22wdX%3A%20y"
        );
        assert_eq!(
            said("Ünï.png"),
            "attachment; filename=\"_n_.png\"; filename*=UTF-8''%C3%9Cn%C3%AF.png"
        );
        assert_eq!(said(".."), "attachment; filename=\"file\"; filename*=UTF-8''file");
        assert_eq!(said(""), "attachment; filename=\"file\"; filename*=UTF-8''file");
    }
}
