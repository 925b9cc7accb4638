//! What can be read, beside reports, cases and announcements themselves.

use super::answers::{
    CalendarDoc, LogDoc, MeDoc, MetricsDoc, MyProject, OutgoingDoc, PeopleDoc, ProductsDoc, RemindersDoc, TodayDoc,
};
use super::{Answer, DONE, Member, Shown, Told, chosen, requests};
use crate::errors::Trouble;
use crate::pages::download::{bytes, number};
use crate::pages::metrics::period_of;
use crate::visitor::Caller;
use ambergate_coordinator::reminders::{ByMail, ReminderChoices};
use ambergate_process::access::Role;
use ambergate_process::people::Absence;
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;

/// Whose token this is. It names no case.
pub async fn me(Caller { app, viewer }: Caller) -> Json<MeDoc> {
    let projects = app.coordinator.projects();
    let mine = projects.iter().filter_map(|listed| {
        let (member, role) = viewer.member_in(&listed.id)?;
        let (slug, name) = (listed.slug.to_string(), listed.settings.name.clone());
        Some(MyProject {
            slug,
            name,
            member: member.to_string(),
            role: role.key().to_owned(),
        })
    });
    Json(MeDoc {
        projects: mine.collect(),
    })
}

pub async fn today(member: Member) -> Answer<Shown<TodayDoc>> {
    Ok(Shown::of(
        &member.app.coordinator.today(&member.viewer, member.slug()).await?,
    ))
}

pub async fn people(member: Member) -> Answer<Shown<PeopleDoc>> {
    Ok(Shown::of(
        &member.app.coordinator.people(&member.viewer, member.slug()).await?,
    ))
}

pub async fn products(member: Member) -> Answer<Shown<ProductsDoc>> {
    Ok(Shown::of(
        &member.app.coordinator.products(&member.viewer, member.slug()).await?,
    ))
}

pub async fn state_role(member: Member, Told(told): Told<requests::StateRole>) -> Answer<StatusCode> {
    let coordinator = &member.app.coordinator;
    coordinator
        .state_role(
            &member.viewer,
            &member.listed.id,
            &told.product,
            &told.role,
            &told.reason,
        )
        .await?;
    Ok(DONE)
}

pub async fn be_away(member: Member, Told(told): Told<requests::BeAway>) -> Answer<StatusCode> {
    let absence = Absence {
        from: told.from,
        to: told.to,
    };
    let who = member.id("member")?;
    member
        .app
        .coordinator
        .be_away(&member.viewer, &member.listed.id, who, absence)
        .await?;
    Ok(DONE)
}

/// The caller's own settings. They name no case.
pub async fn reminders(member: Member) -> Answer<Json<RemindersDoc>> {
    let view = member.app.coordinator.reminders(&member.viewer, member.slug()).await?;
    Ok(Json(RemindersDoc::from(&view)))
}

pub async fn choose_reminders(member: Member, Told(told): Told<requests::ChooseReminders>) -> Answer<StatusCode> {
    let choices = ReminderChoices {
        by_mail: chosen(
            "by_mail",
            ByMail::from_key(&told.by_mail),
            &ByMail::ALL.map(ByMail::key),
        )?,
        zone: told.zone,
        quiet_from: told.quiet_from.unwrap_or_default(),
        quiet_until: told.quiet_until.unwrap_or_default(),
        digest: told.digest.unwrap_or_default(),
    };
    let coordinator = &member.app.coordinator;
    coordinator
        .choose_reminders(&member.viewer, member.slug(), choices)
        .await?;
    Ok(DONE)
}

pub async fn make_calendar(member: Member) -> Answer<Json<CalendarDoc>> {
    let coordinator = &member.app.coordinator;
    let address = coordinator.make_calendar(&member.viewer, member.slug()).await?;
    Ok(Json(CalendarDoc { address }))
}

pub async fn revoke_calendar(member: Member) -> Answer<StatusCode> {
    let coordinator = &member.app.coordinator;
    coordinator.revoke_calendar(&member.viewer, member.slug()).await?;
    Ok(DONE)
}

pub async fn outgoing(member: Member) -> Answer<Shown<OutgoingDoc>> {
    Ok(Shown::of(
        &member.app.coordinator.outgoing(&member.viewer, member.slug()).await?,
    ))
}

pub async fn metrics(member: Member) -> Answer<Shown<MetricsDoc>> {
    let period = period_of(member.query("period"))?;
    let view = member
        .app
        .coordinator
        .metrics(&member.viewer, member.slug(), period)
        .await?;
    Ok(Shown::of(&view))
}

pub async fn log(member: Member) -> Answer<Shown<LogDoc>> {
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .log(&member.viewer, member.slug(), member.param("id"))
            .await?,
    ))
}

pub async fn file(member: Member) -> Answer<Response> {
    let n = number(member.param("n"))?;
    let file = member
        .app
        .coordinator
        .file(&member.viewer, member.param("entry"), n)
        .await?;
    let file = file.get();
    Ok(bytes(&file.name, "application/octet-stream", file.bytes.clone()))
}

pub async fn raw(member: Member) -> Answer<Response> {
    match member.viewer.member_in(&member.listed.id) {
        Some((_, Role::Pst)) => {}
        _ => return Err(Trouble::NotFound.into()),
    }
    let raw = member
        .app
        .coordinator
        .raw_message(&member.viewer, member.param("id"))
        .await?;
    Ok(bytes(
        &format!("{}.eml", member.param("id")),
        "application/octet-stream",
        raw.get().clone(),
    ))
}
