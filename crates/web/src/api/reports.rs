//! Reports: the inbox, one report, and what becomes of it.

use super::answers::{ReportDoc, ReportsDoc};
use super::{Answer, DONE, Made, Member, Shown, Told, chosen, parsed, requests};
use ambergate_process::report::Exit;
use axum::http::StatusCode;

/// The words of the tabs, in the order of the store's column.
const TABS: [&str; 4] = ["waiting", "asked", "handled", "unreadable"];

pub async fn list(member: Member) -> Answer<Shown<ReportsDoc>> {
    let asked = Some(member.query("tab"))
        .filter(|tab| !tab.is_empty())
        .unwrap_or("waiting");
    let tab = chosen("tab", (0i64..).zip(TABS).find(|(_, word)| *word == asked), &TABS)?.0;
    Ok(Shown::of(
        &member.app.coordinator.inbox(&member.viewer, member.slug(), tab).await?,
    ))
}

pub async fn one(member: Member) -> Answer<Shown<ReportDoc>> {
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .report(&member.viewer, member.slug(), member.param("id"))
            .await?,
    ))
}

pub async fn open(member: Member, Told(told): Told<requests::OpenCase>) -> Answer<Made> {
    Ok(Made::new(
        member
            .app
            .coordinator
            .open_case(&member.viewer, &member.id("id")?, &told.title)
            .await?,
    ))
}

pub async fn attach(member: Member, Told(told): Told<requests::Attach>) -> Answer<Made> {
    let case = parsed("case", &told.case, "Write a case as AG-7K3F-9QXA.")?;
    Ok(Made::new(
        member
            .app
            .coordinator
            .attach(&member.viewer, &member.id("id")?, &case)
            .await?,
    ))
}

pub async fn ask(member: Member, Told(told): Told<requests::Write>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .ask_more(&member.viewer, &member.id("id")?, &told.text)
        .await?;
    Ok(DONE)
}

pub async fn answer(member: Member, Told(told): Told<requests::Write>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .answer(&member.viewer, &member.id("id")?, &told.text)
        .await?;
    Ok(DONE)
}

pub async fn decline(member: Member, Told(told): Told<requests::Decline>) -> Answer<StatusCode> {
    let exit = chosen("exit", Exit::from_key(&told.exit), &Exit::ALL.map(Exit::key))?;
    member
        .app
        .coordinator
        .decline(&member.viewer, &member.id("id")?, exit, &told.text)
        .await?;
    Ok(DONE)
}

pub async fn fix_public(member: Member, Told(told): Told<requests::At>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .mark_fix_public(&member.viewer, &member.id("id")?, &told.url)
        .await?;
    Ok(DONE)
}

pub async fn credit(member: Member, Told(told): Told<requests::ChooseCredit>) -> Answer<StatusCode> {
    let credit = super::intake::credit(told.credit);
    member
        .app
        .coordinator
        .record_credit(&member.viewer, &member.id("id")?, credit, &told.credit_name)
        .await?;
    Ok(DONE)
}

pub async fn clear_mail(member: Member, Told(told): Told<requests::Because>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .allow_clear_mail(&member.viewer, &member.id("id")?, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn public(member: Member, Told(told): Told<requests::MarkPublic>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    member
        .app
        .coordinator
        .mark_report_public(&member.viewer, &id, &told.url, &told.seen)
        .await?;
    Ok(DONE)
}

pub async fn assumed(member: Member, Told(told): Told<requests::Because>) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .note_assumed_arrival(&member.viewer, &member.id("id")?, &told.reason)
        .await?;
    Ok(DONE)
}
