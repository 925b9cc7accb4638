//! What can be read, beside reports, cases and announcements themselves.

use super::answers::{LogDoc, MeDoc, MetricsDoc, MyProject, OutgoingDoc, PeopleDoc, TodayDoc};
use super::{Answer, DONE, Member, Shown, Told, requests};
use crate::errors::Trouble;
use crate::pages::download::{bytes, number};
use crate::pages::metrics::period_of;
use crate::visitor::Caller;
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
