//! Forms as they arrive: read within limits, proven to come from one of our pages, kept when they are refused.
//!
//! What lives here: the bytes of a form and its fields, the proof, and [`Retained`], with which a page shows a refused
//! form again. Who sends it is found in [`crate::visitor`]. What must not: what a field means.

mod retained;

pub use retained::{Keep, Retained};

use crate::app::App;
use crate::errors::Trouble;
use crate::parts::form::{CSRF_FIELD, ONCE_FIELD};
use ambergate_coordinator::intake::FormFile;
use ambergate_coordinator::messages::NewFile;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::OwnedSemaphorePermit;

/// The largest form without files, in bytes: the longest text of any page fits, however it is encoded.
const PLAIN: usize = 2 << 20;
/// The longest single field of a form with files, in bytes.
const FIELD: usize = 1 << 20;
/// So many fields and files a form may have.
const PIECES: usize = 400;
const TOO_MANY: Trouble = Trouble::Unreadable("The form has too many fields.");
/// A body that takes longer is given up: a slow sender must not hold room for ever.
const PATIENCE: Duration = Duration::from_secs(300);

/// The fields of a form, in the order of the page. Its words may be embargoed: `Debug` shows none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of this name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
    /// All values of this name: ticks, repeated lines.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
    /// What a person typed, without our own hidden fields.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let ours = |name: &str| name == CSRF_FIELD || name == ONCE_FIELD;
        self.0
            .iter()
            .filter(move |(name, _)| !ours(name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fields({}, •••)", self.0.len())
    }
}

/// A form as it was read. Its room in memory is given back when this is dropped.
#[derive(Default)]
pub struct Received {
    pub fields: Fields,
    pub files: Vec<FormFile>,
    room: Option<OwnedSemaphorePermit>,
}

impl Received {
    /// The files as a message takes them.
    pub fn new_files(&self) -> Vec<NewFile> {
        let file = |f: &FormFile| NewFile {
            name: f.name.clone(),
            media_type: f.media_type.clone(),
            bytes: f.bytes.clone(),
        };
        self.files.iter().map(file).collect()
    }

    /// Counts bytes before they are kept.
    fn count(&mut self, app: &App, bytes: usize) -> Result<(), Trouble> {
        let kib = u32::try_from(bytes / 1024 + 1).map_err(|_| Trouble::Crowded)?;
        let more = Arc::clone(&app.room)
            .try_acquire_many_owned(kib)
            .map_err(|_| Trouble::Crowded)?;
        match &mut self.room {
            Some(held) => held.merge(more),
            None => self.room = Some(more),
        }
        Ok(())
    }
}

/// A form that anybody may send: the report form, the sign-in page. It needs no proof but that no other site sent it.
pub struct Posted(pub Received);

impl FromRequest<App> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (parts, body) = request.into_parts();
        own_site(&parts)?;
        Ok(Self(receive(&parts, body, app).await?))
    }
}

/// Reads a form, with files or without.
pub async fn receive(parts: &Parts, body: Body, app: &App) -> Result<Received, Trouble> {
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let limit = match kind.starts_with("multipart/form-data") {
        true => app.coordinator.limits().form,
        false => PLAIN,
    };
    if announced(parts).is_some_and(|length| length > limit) {
        return Err(Trouble::TooLarge(limit));
    }
    let reading = async {
        if kind.starts_with("multipart/form-data") {
            with_files(parts, body, app, limit).await
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let mut received = Received::default();
            let bytes = all(body, app, limit, &mut received).await?;
            let pairs = form_urlencoded::parse(&bytes);
            received.fields = pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .take(PIECES + 1)
                .collect();
            if received.fields.0.len() > PIECES {
                return Err(TOO_MANY);
            }
            Ok(received)
        } else {
            Err(Trouble::Unreadable(
                "A form is sent as application/x-www-form-urlencoded or multipart/form-data.",
            ))
        }
    };
    let gave_up = |_| Trouble::Unreadable("The form took too long to arrive. Send it again.");
    tokio::time::timeout(PATIENCE, reading).await.map_err(gave_up)?
}

/// Reads a whole body that is not a form, within a limit.
pub async fn bytes(body: Body, app: &App, limit: usize) -> Result<Bytes, Trouble> {
    let mut received = Received::default();
    let gave_up = |_| Trouble::Unreadable("The request took too long to arrive. Send it again.");
    tokio::time::timeout(PATIENCE, all(body, app, limit, &mut received))
        .await
        .map_err(gave_up)?
}

async fn all(mut body: Body, app: &App, limit: usize, received: &mut Received) -> Result<Bytes, Trouble> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Trouble::Unreadable("The connection broke off. Send it again."))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > limit {
            return Err(Trouble::TooLarge(limit));
        }
        received.count(app, data.len())?;
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

async fn with_files(parts: &Parts, body: Body, app: &App, limit: usize) -> Result<Received, Trouble> {
    let broken = Trouble::Unreadable("The form broke off or is not well-formed. Send it again.");
    let limited = Body::new(http_body_util::Limited::new(body, limit));
    let mut request = Request::new(limited);
    *request.headers_mut() = parts.headers.clone();
    let Ok(mut form) = Multipart::from_request(request, app).await else {
        return Err(broken);
    };
    let mut received = Received::default();
    let (mut fields, mut total) = (Vec::new(), 0);
    for _ in 0..PIECES {
        let mut piece = match form.next_field().await {
            Ok(Some(piece)) => piece,
            Ok(None) => {
                received.fields = Fields(fields);
                return Ok(received);
            }
            Err(error) => return Err(refused(error.status(), limit, broken)),
        };
        let name = piece.name().unwrap_or_default().to_owned();
        let file = piece.file_name().map(str::to_owned);
        let media_type = piece.content_type().unwrap_or("application/octet-stream").to_owned();
        let mut held = BytesMut::new();
        loop {
            match piece.chunk().await {
                Ok(Some(chunk)) => {
                    total += chunk.len();
                    let room = if file.is_some() { limit } else { FIELD };
                    if total > limit || held.len() + chunk.len() > room {
                        return Err(Trouble::TooLarge(room));
                    }
                    received.count(app, chunk.len())?;
                    held.extend_from_slice(&chunk);
                }
                Ok(None) => break,
                Err(error) => return Err(refused(error.status(), limit, broken)),
            }
        }
        match file {
            // A file field that was left empty.
            Some(name) if name.is_empty() && held.is_empty() => {}
            Some(name) => received.files.push(FormFile {
                name,
                media_type,
                bytes: held.freeze(),
            }),
            None => fields.push((name, String::from_utf8_lossy(&held).into_owned())),
        }
    }
    Err(TOO_MANY)
}

fn refused(status: StatusCode, limit: usize, otherwise: Trouble) -> Trouble {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Trouble::TooLarge(limit)
    } else {
        otherwise
    }
}

fn announced(parts: &Parts) -> Option<usize> {
    parts.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Refuses a form that another site sent. Browsers say where a form comes from in `Sec-Fetch-Site`; older ones in
/// `Origin`, which our own referrer policy makes `null`. Sessions need a proof on top, see [`proven`].
pub fn own_site(parts: &Parts) -> Result<(), Trouble> {
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None | Some("null")) => true,
        (None, Some(origin)) => {
            let host = origin.split_once("://").map_or(origin, |(_, host)| host);
            text("host").is_some_and(|ours| ours.eq_ignore_ascii_case(host))
        }
    };
    if ours { Ok(()) } else { Err(Trouble::OtherSite) }
}

/// Whether the form came, beyond doubt, from a page of ours in this browser.
pub fn surely_own_site(parts: &Parts) -> bool {
    parts
        .headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "same-origin")
}

/// Whether the form carries the proof that was written into it for this session.
pub fn proven(fields: &Fields, proof: &str) -> bool {
    bool::from(fields.get(CSRF_FIELD).as_bytes().ct_eq(proof.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = axum::http::Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        for headers in [
            &[][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("host", "psirt.example.org"), ("origin", "https://psirt.example.org")],
            &[("host", "psirt.example.org"), ("origin", "null")],
        ] {
            assert!(own_site(&parts(headers)).is_ok(), "{headers:?}");
        }
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("host", "psirt.example.org"), ("origin", "https://evil.example")],
            &[("origin", "https://evil.example")],
            &[
                ("host", "psirt.example.org"),
                ("origin", "https://psirt.example.org.evil.example"),
            ],
        ] {
            assert!(own_site(&parts(headers)).is_err(), "{headers:?}");
        }
    }

    #[test]
    fn the_proof_is_compared_whole() {
        let fields: Fields = [("csrf".to_owned(), "abc".to_owned())].into_iter().collect();
        assert!(proven(&fields, "abc"));
        assert!(!proven(&fields, "abcd"));
        assert!(!proven(&Fields::default(), "abc"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_is_kept_than_there_is_room_for() {
        let bed = ambergate_testkit::Bed::sqlite().await;
        let world = ambergate_testkit::World::on(&bed).await;
        let files = crate::SiteFiles::new(Arc::new(world.clock.clone()), None);
        let app = App::new(world.coordinator.clone(), Arc::new(files));
        let room = app.room.available_permits();
        let form = parts(&[("content-type", "application/x-www-form-urlencoded")]);
        let body = || Body::from(format!("text={}", "x".repeat(64 << 10)));
        let others = u32::try_from(room - 10).unwrap();
        let others = Arc::clone(&app.room).try_acquire_many_owned(others).unwrap();
        assert!(matches!(receive(&form, body(), &app).await, Err(Trouble::Crowded)));
        drop(others);
        let Ok(received) = receive(&form, body(), &app).await else {
            panic!("there is room again")
        };
        assert!(app.room.available_permits() <= room - 64);
        drop(received);
        assert_eq!(app.room.available_permits(), room, "all room is given back");
        let many = Body::from("a=b&".repeat(PIECES + 1));
        assert!(matches!(receive(&form, many, &app).await, Err(Trouble::Unreadable(_))));
    }
}
