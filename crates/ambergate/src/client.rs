//! A small HTTP client for our own API and pages, on this machine or behind TLS. It follows no redirect: the caller is
//! told where it leads.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, Uri, header};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// One server, and who asks.
#[derive(Clone)]
pub struct Client {
    base: String,
    authority: Option<(header::HeaderName, String)>,
    pool: Pool<hyper_rustls::HttpsConnector<HttpConnector>, Full<Bytes>>,
}

pub struct Answer {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Client {
    pub fn new(base: &str) -> Result<Self, String> {
        let base = base.trim_end_matches('/').to_owned();
        let uri: Uri = base
            .parse()
            .map_err(|_| format!("{base} is no address; write https://psirt.example.org"))?;
        if uri.host().is_none() {
            return Err(format!("{base} is no address; write https://psirt.example.org"));
        }
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            base,
            authority: None,
            pool: Pool::builder(TokioExecutor::new()).build(connector),
        })
    }

    /// Asks with an API token.
    pub fn bearing(mut self, token: &str) -> Self {
        self.authority = Some((header::AUTHORIZATION, format!("Bearer {token}")));
        self
    }

    /// Asks with a cookie.
    pub fn carrying(mut self, cookie: &str) -> Self {
        self.authority = Some((header::COOKIE, cookie.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Result<Answer, String> {
        self.send(Method::GET, path, None).await
    }

    pub async fn post_json(&self, path: &str, value: &serde_json::Value) -> Result<Answer, String> {
        self.send(
            Method::POST,
            path,
            Some(("application/json", Bytes::from(value.to_string()))),
        )
        .await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let body: Vec<String> = fields
            .iter()
            .map(|(k, v)| format!("{}={}", encoded(k), encoded(v)))
            .collect();
        let body = Bytes::from(body.join("&"));
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", body)))
            .await
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, Bytes)>) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some((name, value)) = &self.authority {
            request = request.header(name, value);
        }
        let bytes = match body {
            Some((kind, bytes)) => {
                request = request
                    .header(header::CONTENT_TYPE, kind)
                    .header(header::ORIGIN, &self.base);
                bytes
            }
            None => Bytes::new(),
        };
        let request = request.body(Full::new(bytes)).map_err(|error| error.to_string())?;
        let answer = self
            .pool
            .request(request)
            .await
            .map_err(|_| format!("{} does not answer", self.base))?;
        let (parts, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| format!("{} broke off its answer", self.base))?
            .to_bytes();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }
}

/// Percent-encoding of a form value.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
