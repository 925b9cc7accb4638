//! What people state so that the policy can be applied to a case.

use super::{Answer, DONE, Member, Told, chosen, requests};
use ambergate_coordinator::inputs::{TargetTold, UpstreamTold};
use ambergate_process::case::inputs::{Awareness, REACHED_BY_PEOPLE, StatedFact};
use ambergate_process::policy::Anchor;
use axum::http::StatusCode;

pub async fn targets(member: Member, Told(told): Told<requests::MoveTarget>) -> Answer<StatusCode> {
    let told = TargetTold {
        profile: told.profile.unwrap_or_default(),
        clock: told.clock,
        to: told.to,
        reason: told.reason,
        discussion: told.discussion,
    };
    let id = member.id("id")?;
    member.app.coordinator.move_target(&member.viewer, &id, told).await?;
    Ok(DONE)
}

pub async fn gates(member: Member, Told(told): Told<requests::BreakGate>) -> Answer<StatusCode> {
    let (id, profile) = (member.id("id")?, told.profile.unwrap_or_default());
    let coordinator = &member.app.coordinator;
    coordinator
        .break_gate(&member.viewer, &id, &profile, &told.gate, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn upstream(member: Member, Told(told): Told<requests::SetUpstream>) -> Answer<StatusCode> {
    let told = UpstreamTold {
        project: told.project,
        date: told.date,
        contact: told.contact,
        terms: told.terms,
        reason: told.reason,
    };
    let id = member.id("id")?;
    member.app.coordinator.set_upstream(&member.viewer, &id, told).await?;
    Ok(DONE)
}

pub async fn reporter_date(member: Member, Told(told): Told<requests::SetReporterDate>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .set_reporter_date(&member.viewer, &id, &told.date, &told.said)
        .await?;
    Ok(DONE)
}

pub async fn exploit(member: Member, Told(told): Told<requests::MarkPublic>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .note_exploit(&member.viewer, &id, &told.url, &told.seen)
        .await?;
    Ok(DONE)
}

pub async fn attack(member: Member, Told(told): Told<requests::NoteAttack>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .note_attack(&member.viewer, &id, &told.seen, &told.evidence)
        .await?;
    Ok(DONE)
}

pub async fn asked(member: Member, Told(told): Told<requests::StateFacts>) -> Answer<StatusCode> {
    let known = StatedFact::ALL.map(StatedFact::key);
    let one = |answer: requests::AnswerFact| {
        let fact = chosen("fact", StatedFact::from_key(&answer.fact), &known)?;
        Ok((fact, answer.answer))
    };
    let answers = told.answers.into_iter().map(one).collect::<Answer<Vec<_>>>()?;
    let id = member.id("id")?;
    member.app.coordinator.state_facts(&member.viewer, &id, answers).await?;
    Ok(DONE)
}

pub async fn milestones(member: Member, Told(told): Told<requests::ReachMilestone>) -> Answer<StatusCode> {
    let known: Vec<&str> = REACHED_BY_PEOPLE.iter().map(|anchor| anchor.key()).collect();
    let anchor = chosen("anchor", Anchor::from_key(&told.anchor), &known)?;
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .reach_milestone(&member.viewer, &id, anchor, &told.at, &told.note)
        .await?;
    Ok(DONE)
}

pub async fn corrections(member: Member, Told(told): Told<requests::CorrectRecord>) -> Answer<StatusCode> {
    let mut known: Vec<&str> = REACHED_BY_PEOPLE.iter().map(|anchor| anchor.key()).collect();
    known.push(Anchor::Aware.key());
    let anchor = chosen("anchor", Anchor::from_key(&told.anchor), &known)?;
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .correct_record(&member.viewer, &id, anchor, &told.at, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn awareness(member: Member, Told(told): Told<requests::RecordAwareness>) -> Answer<StatusCode> {
    let about = chosen(
        "about",
        Awareness::from_key(&told.about),
        &Awareness::ALL.map(Awareness::key),
    )?;
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .record_awareness(&member.viewer, &id, about, &told.at, &told.evidence)
        .await?;
    Ok(DONE)
}

pub async fn role(member: Member) -> Answer<StatusCode> {
    let id = member.id("id")?;
    member.app.coordinator.take_role(&member.viewer, &id).await?;
    Ok(DONE)
}

pub async fn bind(member: Member, Told(told): Told<requests::BindPolicy>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    member
        .app
        .coordinator
        .bind_profile(&member.viewer, &id, &told.profile)
        .await?;
    Ok(DONE)
}

pub async fn unbind(member: Member, Told(told): Told<requests::UnbindPolicy>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .unbind_profile(&member.viewer, &id, &told.profile, &told.reason)
        .await?;
    Ok(DONE)
}

pub async fn version(member: Member, Told(told): Told<requests::MovePolicy>) -> Answer<StatusCode> {
    let id = member.id("id")?;
    let coordinator = &member.app.coordinator;
    coordinator
        .move_profile(&member.viewer, &id, &told.profile, &told.version, &told.reason)
        .await?;
    Ok(DONE)
}
