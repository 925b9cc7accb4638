//! What goes wrong, as a page or as JSON. Three kinds: *refused* (the reason, and what to do; the page of the form says
//! it where there is one, see [`crate::forms::Retained`]), *not here* (one answer, byte for byte, for what is absent and
//! what is forbidden), *ours* (an id to quote; the log has the same id and no content).
//!
//! What must not live here: a sentence that tells one case from another.

use crate::app::App;
use crate::forms::Fields;
use crate::pages::{not_found, problem, sign_in};
use ambergate_coordinator::{Error, Fault};
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use std::fmt;

/// Why a request was not done.
pub enum Trouble {
    /// Not there, or not for you.
    NotFound,
    /// A page for members was asked for without a session; `next` is where the person wanted to go.
    SignIn {
        next: String,
    },
    /// A form came without a session. What was typed is shown, so that it is not lost.
    SignedOut {
        kept: Fields,
    },
    /// A form came from our own page, but from before this session: shown once more, with a new proof.
    SendAgain {
        action: String,
        fields: Fields,
        csrf: String,
    },
    /// A form came from another site.
    OtherSite,
    Refused {
        what: String,
        faults: Vec<Fault>,
    },
    /// Somebody else was quicker.
    Conflict(String),
    /// The request cannot be read at all.
    Unreadable(&'static str),
    /// More than this many bytes.
    TooLarge(usize),
    /// All room for bodies is taken.
    Crowded,
    /// Ours; for the log.
    Ours(String),
}

/// Words of a case may be inside.
impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trouble({})", self.kind())
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let what = error.to_string();
        match error {
            Error::Absent => Trouble::NotFound,
            Error::Refused(what) => Trouble::Refused { what, faults: vec![] },
            Error::Invalid(faults) => Trouble::Refused { what, faults },
            Error::Document(_) => Trouble::Refused { what, faults: vec![] },
            Error::Stale { .. } | Error::Busy => Trouble::Conflict(what),
            Error::Profile(_) | Error::NoProfile(_) | Error::ChangedProfile { .. } => Trouble::Ours(what),
            Error::Store(store) => Trouble::Ours(store.to_string()),
        }
    }
}

impl Trouble {
    pub fn refused(what: impl Into<String>) -> Self {
        Trouble::Refused {
            what: what.into(),
            faults: vec![],
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Trouble::NotFound => StatusCode::NOT_FOUND,
            Trouble::SignIn { .. } | Trouble::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Trouble::SendAgain { .. } | Trouble::OtherSite => StatusCode::FORBIDDEN,
            Trouble::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Conflict(_) => StatusCode::CONFLICT,
            Trouble::Unreadable(_) => StatusCode::BAD_REQUEST,
            Trouble::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::Crowded | Trouble::Ours(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The word for it in the API.
    pub fn kind(&self) -> &'static str {
        match self {
            Trouble::NotFound => "not_found",
            Trouble::SignIn { .. } | Trouble::SignedOut { .. } => "signed_out",
            Trouble::SendAgain { .. } | Trouble::OtherSite => "other_site",
            Trouble::Refused { .. } => "refused",
            Trouble::Conflict(_) => "conflict",
            Trouble::Unreadable(_) => "unreadable",
            Trouble::TooLarge(_) => "too_large",
            Trouble::Crowded => "crowded",
            Trouble::Ours(_) => "ours",
        }
    }

    fn what(&self) -> String {
        match self {
            Trouble::NotFound => "There is nothing here.".to_owned(),
            Trouble::SignIn { .. } | Trouble::SignedOut { .. } => {
                "This needs a valid token: Authorization: Bearer …".to_owned()
            }
            Trouble::SendAgain { .. } | Trouble::OtherSite => {
                "This came from another site and was not done.".to_owned()
            }
            Trouble::Refused { what, .. } | Trouble::Conflict(what) => what.clone(),
            Trouble::Unreadable(what) => (*what).to_owned(),
            Trouble::TooLarge(limit) => format!("This is too large. Up to {} are taken.", size(*limit)),
            Trouble::Crowded => {
                "Many large requests are being received. Nothing was stored; try again in a minute.".to_owned()
            }
            Trouble::Ours(_) => "This could not be done just now.".to_owned(),
        }
    }
}

/// As a page.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let status = self.status();
        match self {
            Trouble::NotFound => not_found::answer(),
            Trouble::SignIn { next } => Redirect::to(&sign_in::address(&next)).into_response(),
            Trouble::SignedOut { kept } => (status, problem::signed_out(&kept)).into_response(),
            Trouble::SendAgain { action, fields, csrf } => {
                (status, problem::send_again(&action, &fields, &csrf)).into_response()
            }
            Trouble::Ours(what) => Broken::store(what).into_response(),
            Trouble::Crowded => {
                let retry = [(header::RETRY_AFTER, HeaderValue::from_static("60"))];
                (status, retry, problem::page("Not just now", &self.what())).into_response()
            }
            Trouble::OtherSite => (status, problem::page("Not done", &self.what())).into_response(),
            Trouble::Refused { .. } => (status, problem::page("Refused", &self.what())).into_response(),
            Trouble::Conflict(_) => (status, problem::page("Changed meanwhile", &self.what())).into_response(),
            Trouble::Unreadable(_) => (status, problem::page("Could not be read", &self.what())).into_response(),
            Trouble::TooLarge(_) => (status, problem::page("Too large", &self.what())).into_response(),
        }
    }
}

/// As JSON.
pub struct ApiTrouble(pub Trouble);

impl From<Trouble> for ApiTrouble {
    fn from(trouble: Trouble) -> Self {
        ApiTrouble(trouble)
    }
}

impl From<Error> for ApiTrouble {
    fn from(error: Error) -> Self {
        ApiTrouble(error.into())
    }
}

/// The body of every refusal of the API.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ErrorBody {
    pub error: ErrorSaid,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ErrorSaid {
    /// `not_found`, `signed_out`, `refused`, `conflict`, `unreadable`, `too_large`, `crowded`, `ours`.
    pub kind: String,
    /// What is wrong and what to do instead, for people.
    pub what: String,
    /// The fields that need another value.
    pub fields: Vec<FieldSaid>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct FieldSaid {
    pub field: String,
    pub what: String,
}

impl IntoResponse for ApiTrouble {
    fn into_response(self) -> Response {
        let trouble = self.0;
        let (status, kind, what) = (trouble.status(), trouble.kind(), trouble.what());
        let faults = match trouble {
            Trouble::Ours(what) => return Broken::store(what).into_response(),
            Trouble::Refused { faults, .. } => faults,
            _ => vec![],
        };
        let mut answer = (status, Json(body(kind, what, faults))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            answer
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}

fn body(kind: &str, what: String, faults: Vec<Fault>) -> ErrorBody {
    let field = |fault: Fault| FieldSaid {
        field: fault.field.to_owned(),
        what: fault.what,
    };
    ErrorBody {
        error: ErrorSaid {
            kind: kind.to_owned(),
            what,
            fields: faults.into_iter().map(field).collect(),
        },
    }
}

/// Something of ours broke. The answer is made where the chance for its id is at hand, see [`shown`].
#[derive(Debug, Clone)]
pub struct Broken {
    what: String,
    status: StatusCode,
}

impl Broken {
    /// The disk or the database; it may work in a minute. `what` is for the log: an error's own text, no words of a case.
    pub fn store(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            status: StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A fault of this program.
    pub fn program(what: &'static str) -> Self {
        Self {
            what: what.to_owned(),
            status: StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// How a path's answers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Page,
    Json,
}

impl Face {
    pub fn of(path: &str) -> Self {
        if path.starts_with("/api/") {
            Face::Json
        } else {
            Face::Page
        }
    }
}

/// Gives what broke an id that people can quote, and the log the same id.
pub fn shown(app: &App, face: Face, mut answer: Response) -> Response {
    let Some(Broken { what, status }) = answer.extensions_mut().remove::<Broken>() else {
        return answer;
    };
    let id: String = app.coordinator.token().chars().take(10).collect();
    tracing::error!(id, what, "a request failed");
    let words =
        format!("This could not be done just now. Nothing is lost; try again in a minute. If it stays so, quote {id}.");
    match face {
        Face::Page => (status, problem::page("Something broke here", &words)).into_response(),
        Face::Json => (status, Json(body("ours", words, vec![]))).into_response(),
    }
}

/// The answer to every path and method that no route has.
pub async fn nothing_here(request: Request) -> Response {
    match Face::of(request.uri().path()) {
        Face::Page => Trouble::NotFound.into_response(),
        Face::Json => ApiTrouble(Trouble::NotFound).into_response(),
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        ..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes >> 20),
    }
}
