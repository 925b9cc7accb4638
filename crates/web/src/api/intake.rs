//! A report by the API: on the public listener, without a token.

use super::{Answer, Made, read, requests};
use crate::app::App;
use crate::errors::{ApiTrouble, Trouble};
use crate::forms;
use crate::pages::report_form;
use crate::visitor::Visit;
use ambergate_coordinator::intake::{ClearMail, Credit, FormReport};
use ambergate_process::report::Via;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// The same key within a project is the same report.
const KEY: &str = "idempotency-key";

pub async fn send(visit: Visit, ReportTold(mut report): ReportTold) -> Answer<Made> {
    let listed = visit.project()?;
    report.token = token(&visit.headers, listed.slug.as_str()).unwrap_or_else(|| visit.app.coordinator.token());
    let receipt = visit
        .app
        .coordinator
        .take_form(listed.slug.as_str(), report, Via::Api)
        .await?;
    Ok(Made::new(receipt.report))
}

/// A report as JSON, or as a form with files.
pub struct ReportTold(FormReport);

impl FromRequest<App> for ReportTold {
    type Rejection = ApiTrouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiTrouble> {
        let (parts, body) = request.into_parts();
        let kind = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return Ok(Self(report_form::read(&forms::receive(&parts, body, app).await?)));
        }
        if !kind.starts_with("application/json") {
            return Err(Trouble::Unreadable("Send application/json, or multipart/form-data with files.").into());
        }
        let told: requests::SendReport = read(&forms::bytes(body, app, super::BODY).await?)?;
        Ok(Self(FormReport {
            token: String::new(),
            name: told.name,
            address: told.address,
            title: told.title,
            what: told.what,
            steps: told.steps,
            other: told.other,
            credit: credit(told.credit),
            credit_name: told.credit_name,
            public_url: told.public_url,
            public_seen: told.public_seen,
            secret: told.secret,
            clear_mail: if told.clear_mail {
                ClearMail::Allowed
            } else {
                ClearMail::No
            },
            files: vec![],
        }))
    }
}

pub fn credit(word: requests::CreditWord) -> Credit {
    match word {
        requests::CreditWord::Name => Credit::ByName,
        requests::CreditWord::Anonymous => Credit::Anonymous,
        requests::CreditWord::Later => Credit::NotSaid,
    }
}

/// The form's token from the caller's key, whatever the key looks like.
fn token(headers: &HeaderMap, slug: &str) -> Option<String> {
    let key = headers.get(KEY)?.as_bytes();
    let mut hash = Sha256::new();
    hash.update(slug.as_bytes());
    hash.update([0]);
    hash.update(key);
    Some(
        hash.finalize()
            .iter()
            .take(13)
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}
