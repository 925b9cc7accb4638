//! Announcements and the gate.

use super::answers::{AnnouncementDoc, GateDoc};
use super::{Answer, DONE, Made, Member, Shown, Told, chosen, requests};
use ambergate_coordinator::release::Gate;
use ambergate_process::policy::MessageKind;
use axum::http::StatusCode;

pub async fn draft(member: Member, Told(told): Told<requests::DraftAnnouncement>) -> Answer<Made> {
    let kind = chosen(
        "kind",
        MessageKind::from_key(&told.kind),
        &["forthcoming_fix", "final_announcement"],
    )?;
    Ok(Made::new(
        member
            .app
            .coordinator
            .draft_announcement(&member.viewer, &member.id("id")?, kind)
            .await?,
    ))
}

pub async fn one(member: Member) -> Answer<Shown<AnnouncementDoc>> {
    let (case, id) = (member.param("id"), member.param("a"));
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .announcement(&member.viewer, member.slug(), case, id)
            .await?,
    ))
}

pub async fn redraft(member: Member, Told(told): Told<requests::Redraft>) -> Answer<StatusCode> {
    let (case, id) = (member.id("id")?, member.id("a")?);
    member
        .app
        .coordinator
        .redraft(&member.viewer, &case, &id, &told.subject, &told.body)
        .await?;
    Ok(DONE)
}

pub async fn anew(member: Member) -> Answer<StatusCode> {
    member
        .app
        .coordinator
        .draft_anew(&member.viewer, &member.id("id")?, &member.id("a")?)
        .await?;
    Ok(DONE)
}

pub async fn approve(member: Member, Told(told): Told<requests::Approve>) -> Answer<StatusCode> {
    let (case, id) = (member.id("id")?, member.id("a")?);
    member
        .app
        .coordinator
        .approve_announcement(&member.viewer, &case, &id, &told.digest)
        .await?;
    Ok(DONE)
}

/// The publication act as it would be now.
pub async fn gate(member: Member) -> Answer<Shown<GateDoc>> {
    let (case, id) = (member.param("id"), member.param("a"));
    Ok(Shown::of(
        &member
            .app
            .coordinator
            .gate(&member.viewer, member.slug(), case, id)
            .await?,
    ))
}

/// Opens the gate. The id in the answer is the advisory's address on the public site.
pub async fn publish(member: Member, Told(told): Told<requests::Publish>) -> Answer<Made> {
    let gate = Gate {
        announcement: member.id("a")?,
        announcement_digest: told.announcement_digest,
        documents_digest: told.documents_digest,
        prepared_at: told.prepared_at,
    };
    Ok(Made::new(
        member
            .app
            .coordinator
            .publish(&member.viewer, &member.id("id")?, gate)
            .await?,
    ))
}
