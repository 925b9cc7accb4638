//! The reporter's own report, by the API on the public listener: reference and secret give a token, the token reads,
//! writes and chooses the credit.

use super::answers::{SessionDoc, StatusDoc};
use super::{Answer, DONE, Shown, Told, intake, requests};
use crate::errors::Trouble;
use crate::pages::status;
use crate::visitor::{Caller, Visit};
use axum::Json;
use axum::http::StatusCode;

pub async fn open(visit: Visit, Told(told): Told<requests::OpenReport>) -> Answer<Json<SessionDoc>> {
    visit.project()?;
    let session = status::check(&visit, &told.reference, &told.secret).await?;
    let session = session.ok_or_else(|| Trouble::refused(status::WRONG))?;
    Ok(Json(SessionDoc {
        lasts: session.lasts.as_secs(),
        token: session.token,
    }))
}

pub async fn read(visit: Visit, caller: Caller) -> Answer<Shown<StatusDoc>> {
    let view = caller.app.coordinator.status(&caller.viewer).await?;
    if view.get().slug != visit.param("project") {
        return Err(Trouble::NotFound.into());
    }
    Ok(Shown::of(&view))
}

pub async fn write(visit: Visit, caller: Caller, Told(told): Told<requests::Write>) -> Answer<StatusCode> {
    read(
        visit,
        Caller {
            app: caller.app.clone(),
            viewer: caller.viewer.clone(),
        },
    )
    .await?;
    caller
        .app
        .coordinator
        .reporter_writes(&caller.viewer, &told.text, vec![])
        .await?;
    Ok(DONE)
}

pub async fn credit(visit: Visit, caller: Caller, Told(told): Told<requests::ChooseCredit>) -> Answer<StatusCode> {
    read(
        visit,
        Caller {
            app: caller.app.clone(),
            viewer: caller.viewer.clone(),
        },
    )
    .await?;
    caller
        .app
        .coordinator
        .choose_credit(&caller.viewer, intake::credit(told.credit), &told.credit_name)
        .await?;
    Ok(DONE)
}
