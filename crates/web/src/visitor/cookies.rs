//! The cookies: who is signed in, which browser asked for a link, where to go next. There are no others.

use crate::app::{App, Over};
use crate::routes::Listener;
use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;

/// A cookie of ours. `__Host-` binds it to this host and to HTTPS; the two listeners may share a host name, so each has
/// its own.
pub struct OurCookie {
    members: [&'static str; 2],
    public: [&'static str; 2],
    /// `Lax` for sessions: a link in a mail may lead into a session, and no GET changes anything.
    same_site: &'static str,
}

/// Who is signed in.
pub const SESSION: OurCookie = OurCookie {
    members: ["__Host-ambergate", "ambergate"],
    public: ["__Host-ambergate-report", "ambergate-report"],
    same_site: "Lax",
};
/// Which browser asked for a sign-in link.
pub const BROWSER: OurCookie = OurCookie {
    members: ["__Host-ambergate-browser", "ambergate-browser"],
    public: ["__Host-ambergate-report-browser", "ambergate-report-browser"],
    same_site: "Strict",
};
/// Where to go once signed in.
pub const NEXT: OurCookie = OurCookie {
    members: ["__Host-ambergate-next", "ambergate-next"],
    public: ["__Host-ambergate-report-next", "ambergate-report-next"],
    same_site: "Strict",
};

impl OurCookie {
    pub fn name(&self, over: Over, listener: Listener) -> &'static str {
        let [secure, plain] = match listener {
            Listener::Members => self.members,
            Listener::Public => self.public,
        };
        match over {
            Over::Https => secure,
            Over::Http => plain,
        }
    }

    /// The value of a `Set-Cookie` header. `value` is written so that it cannot leave its place.
    pub fn set(&self, app: &App, listener: Listener, value: &str, lasts: SignedDuration) -> HeaderValue {
        let over = app.over(listener);
        let secure = if over == Over::Https { "; Secure" } else { "" };
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let (name, site, age) = (self.name(over, listener), self.same_site, lasts.as_secs());
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite={site}; Max-Age={age}{secure}");
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    pub fn clear(&self, app: &App, listener: Listener) -> HeaderValue {
        self.set(app, listener, "", SignedDuration::ZERO)
    }

    pub fn read(&self, app: &App, listener: Listener, headers: &HeaderMap) -> Option<String> {
        let name = self.name(app.over(listener), listener);
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut pairs = cookies
            .flat_map(|all| all.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(known, _)| *known == name)?;
        let mut decoded = form_urlencoded::parse(value.as_bytes());
        decoded
            .next()
            .map(|(value, _)| value.into_owned())
            .filter(|value| !value.is_empty())
    }
}
