//! The API, version 1: what the pages can do, as JSON, for the person whose token it is. `docs/api.md` says what may
//! change within a version.
//!
//! What lives here: how a request is read and an answer is written; the documents ([`answers`], [`requests`]) and one
//! handler per use case beside it; the description ([`openapi`]). What must not: a decision. A document is made from a
//! `Seen` view and from nothing else: [`Shown`] has no other constructor.

pub mod announcements;
pub mod answers;
pub mod cases;
pub mod inputs;
pub mod intake;
pub mod openapi;
pub mod reading;
pub mod reporter;
pub mod reports;
pub mod requests;

use crate::app::App;
use crate::errors::{ApiTrouble, Trouble};
use crate::forms;
use crate::visitor::{Caller, Visit};
use ambergate_coordinator::projects::Listed;
use ambergate_coordinator::{Error, Seen, Viewer};
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// The largest JSON body, in bytes.
pub(crate) const BODY: usize = 4 << 20;

/// What handlers answer.
pub type Answer<T> = Result<T, ApiTrouble>;

/// A member of the project in the path, with a token.
pub struct Member {
    pub app: App,
    pub viewer: Viewer,
    pub listed: Listed,
    visit: Visit,
}

impl Member {
    pub fn slug(&self) -> &str {
        self.listed.slug.as_str()
    }
    pub fn param(&self, name: &str) -> &str {
        self.visit.param(name)
    }
    pub fn query(&self, name: &str) -> &str {
        self.visit.query(name)
    }
    /// An id of the path. One that has not the form of its kind is not found, as one that is not there.
    pub fn id<T: FromStr>(&self, name: &str) -> Answer<T> {
        self.param(name).parse().map_err(|_| Trouble::NotFound.into())
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = ApiTrouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiTrouble> {
        let Caller { viewer, .. } = Caller::from_request_parts(parts, app).await?;
        let Ok(visit) = Visit::from_request_parts(parts, app).await;
        let listed = visit.project()?;
        viewer.member_in(&listed.id).ok_or(Trouble::NotFound)?;
        Ok(Self {
            app: app.clone(),
            viewer,
            listed,
            visit,
        })
    }
}

/// A JSON body. Unknown fields are refused, so that a misspelt one is noticed.
pub struct Told<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Told<T> {
    type Rejection = ApiTrouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiTrouble> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Trouble::Unreadable("Send a JSON document, with Content-Type: application/json.").into());
        }
        let bytes = forms::bytes(request.into_body(), app, BODY).await?;
        read(&bytes).map(Told)
    }
}

/// Reads a document. What is wrong is said with its place.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes).map_err(|bad| Trouble::refused(format!("The document cannot be read: {bad}.")).into())
}

/// A document of something that the caller was allowed to read.
pub struct Shown<D>(D);

impl<D> Shown<D> {
    pub fn of<V>(seen: &Seen<V>) -> Self
    where
        D: for<'a> From<&'a V>,
    {
        Self(D::from(seen.get()))
    }
}

impl<D: Serialize> IntoResponse for Shown<D> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

/// The id of what a request made: 201.
#[derive(Serialize, JsonSchema)]
pub struct Made {
    pub id: String,
}

impl Made {
    pub fn new(id: impl ToString) -> Self {
        Self { id: id.to_string() }
    }
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self)).into_response()
    }
}

/// Done; there is nothing to say: 204.
pub const DONE: StatusCode = StatusCode::NO_CONTENT;

/// A value of a document that has a form of its own.
pub(crate) fn parsed<T: FromStr>(field: &'static str, text: &str, what: &str) -> Answer<T> {
    text.parse().map_err(|_| Error::invalid(field, what).into())
}

/// A value of a document that is one of a few words.
pub(crate) fn chosen<T>(field: &'static str, found: Option<T>, words: &[&str]) -> Answer<T> {
    found.ok_or_else(|| Error::invalid(field, format!("Write one of: {}.", words.join(", "))).into())
}
