//! Cases: the list, one case, and what people do to it.

use super::answers::{AuthorityDoc, CaseDoc, CasesDoc, PlanDoc};
use super::{Answer, DONE, Made, Member, Shown, Told, chosen, parsed, read, requests};
use crate::app::App;
use crate::errors::{ApiTrouble, Trouble};
use crate::forms;
use crate::pages::download::bytes;
use ambergate_coordinator::coordinate::{FactChange, Tell};
use ambergate_coordinator::messages::NewFile;
use ambergate_coordinator::views::{CasesTab, WhatIf};
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::case::Ending;
use ambergate_process::facts::{FactKind, TABLE};
use ambergate_process::ids::MemberId;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;

/// So many cases a page of the list has where the caller does not say.
const PAGE: u32 = 100;
const PAGE_AT_MOST: u32 = 500;

pub async fn list(member: Member) -> Answer<Shown<CasesDoc>> {
    let tab = match member.query("tab") {
        "" | "open" => Some(CasesTab::Open),
        "released" => Some(CasesTab::Released),
        "closed" => Some(CasesTab::Closed),
        _ => None,
    };
    let tab = chosen("tab", tab, &["open", "released", "closed"])?;
    let limit = match member.query("limit") {
        "" => PAGE,
        text => parsed::<u32>("limit", text, "Write a number from 1 to 500.")?.clamp(1, PAGE_AT_MOST),
    };
    let after = Some(member.query("after")).filter(|after| !after.is_empty());
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .cases(&member.viewer, member.slug(), tab, after, limit)
            .await?,
    ))
}

pub async fn one(member: Member) -> Answer<Shown<CaseDoc>> {
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .case(&member.viewer, member.slug(), member.param("id"))
            .await?,
    ))
}

pub async fn plan(member: Member) -> Answer<Shown<PlanDoc>> {
    let [release, public, score, remote] = ["release", "public", "score", "remote"].map(|name| member.query(name));
    let asked = WhatIf::read(release, public, score, remote)?;
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .plan(&member.viewer, member.slug(), member.param("id"), asked)
            .await?,
    ))
}

pub async fn authority(member: Member) -> Answer<Shown<AuthorityDoc>> {
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .authority(&member.viewer, member.slug(), member.param("id"))
            .await?,
    ))
}

/// The same as plain text. The name of the file says nothing.
pub async fn authority_text(member: Member) -> Answer<Response> {
    let coordinator = &member.app.coordinator;
    let view = coordinator
        .authority(&member.viewer, member.slug(), member.param("id"))
        .await?;
    let text = view.get().text().into_bytes();
    Ok(bytes("authority.txt", "text/plain; charset=utf-8", text))
}

pub async fn lead(member: Member, Told(told): Told<requests::TakeLead>) -> Answer<StatusCode> {
    let who = told.member.map(|id| a_member("member", &id)).transpose()?;
    member
        .app
        .coordinator
        .take_lead(&member.viewer, &member.id("id")?, who)
        .await?;
    Ok(DONE)
}

pub async fn hand_over(member: Member, Told(told): Told<requests::HandOver>) -> Answer<StatusCode> {
    let to = a_member("to", &told.to)?;
    member
        .app
        .coordinator
        .hand_over_lead(&member.viewer, &member.id("id")?, to, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn team(member: Member, Told(told): Told<requests::ChangeTeam>) -> Answer<StatusCode> {
    let all = |field, ids: &[String]| ids.iter().map(|id| a_member(field, id)).collect::<Answer<Vec<_>>>();
    let (add, remove) = (all("add", &told.add)?, all("remove", &told.remove)?);
    member
        .app
        .coordinator
        .name_team(&member.viewer, &member.id("id")?, add, remove)
        .await?;
    Ok(DONE)
}

pub async fn repository(member: Member, Told(told): Told<requests::LinkRepository>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .link_repository(&member.viewer, &member.id("id")?, &told.name, &told.url)
        .await?;
    Ok(DONE)
}

pub async fn commit(member: Member, Told(told): Told<requests::RecordCommit>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .record_commit(&member.viewer, &member.id("id")?, &told.commit, &told.subject)
        .await?;
    Ok(DONE)
}

pub async fn lgtm(member: Member, Told(told): Told<requests::Lgtm>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .lgtm(&member.viewer, &member.id("id")?, &told.commit)
        .await?;
    Ok(DONE)
}

pub async fn fix_ready(member: Member) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .declare_fix_ready(&member.viewer, &member.id("id")?)
        .await?;
    Ok(DONE)
}

pub async fn severity(member: Member, Told(told): Told<requests::SetSeverity>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .set_severity(&member.viewer, &member.id("id")?, &told.vectors, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn facts(member: Member, Told(told): Told<requests::SetFacts>) -> Answer<StatusCode> {
    let known = TABLE.iter().map(|row| row.key).collect::<Vec<_>>();
    let change = |change: requests::ChangeFact| {
        let kind = chosen("fact", FactKind::from_key(&change.fact), &known)?;
        Ok(FactChange {
            kind,
            was: change.was,
            text: change.value,
        })
    };
    let changes = told.changes.into_iter().map(change).collect::<Answer<Vec<_>>>()?;
    member
        .app
        .coordinator
        .set_facts(&member.viewer, &member.id("id")?, changes)
        .await?;
    Ok(DONE)
}

pub async fn public(member: Member, Told(told): Told<requests::MarkPublic>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .mark_public(&member.viewer, &member.id("id")?, &told.url, &told.seen)
        .await?;
    Ok(DONE)
}

pub async fn reason(member: Member, Told(told): Told<requests::GiveReason>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .give_reason(&member.viewer, &member.id("id")?, &told.clock, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn distributors(member: Member, Told(told): Told<requests::DecideDistributors>) -> Answer<StatusCode> {
    let tell = match told.tell {
        requests::TellWord::Early => Tell::Early,
        requests::TellWord::NotEarly => Tell::NotEarly,
    };
    member
        .app
        .coordinator
        .decide_distributors(&member.viewer, &member.id("id")?, tell, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn list_notified(member: Member, Told(told): Told<requests::Note>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .record_list_notified(&member.viewer, &member.id("id")?, &told.note)
        .await?;
    Ok(DONE)
}

pub async fn message(member: Member, MessageTold { to, text, files }: MessageTold) -> Answer<Made> {
    let words = Audience::ALL.map(Audience::key);
    let one = |key: &String| chosen("to", Audience::ALL.into_iter().find(|a| a.key() == key), &words);
    let to = Audiences::of(&to.iter().map(one).collect::<Answer<Vec<_>>>()?);
    Ok(Made::new(
        member
            .app
            .coordinator
            .post_message(&member.viewer, &member.id("id")?, to, &text, files)
            .await?,
    ))
}

pub async fn close(member: Member, Told(told): Told<requests::CloseCase>) -> Answer<StatusCode> {
    let ending = chosen("ending", Ending::from_key(&told.ending), &Ending::ALL.map(Ending::key))?;
    member
        .app
        .coordinator
        .close_case(&member.viewer, &member.id("id")?, ending, &told.reason)
        .await?;
    Ok(DONE)
}

/// A message as JSON, or as a form with files.
pub struct MessageTold {
    to: Vec<String>,
    text: String,
    files: Vec<NewFile>,
}

impl FromRequest<App> for MessageTold {
    type Rejection = ApiTrouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiTrouble> {
        let (parts, body) = request.into_parts();
        let kind = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let form = forms::receive(&parts, body, app).await?;
            let to = form.fields.all("to").map(str::to_owned).collect();
            return Ok(Self {
                to,
                text: form.fields.get("text").to_owned(),
                files: form.new_files(),
            });
        }
        if !kind.starts_with("application/json") {
            return Err(Trouble::Unreadable("Send application/json, or multipart/form-data with files.").into());
        }
        let requests::PostMessage { to, text } = read(&forms::bytes(body, app, super::BODY).await?)?;
        Ok(Self {
            to,
            text,
            files: vec![],
        })
    }
}

fn a_member(field: &'static str, id: &str) -> Answer<MemberId> {
    parsed(field, id, "Write a member's id; GET …/people lists them.")
}
