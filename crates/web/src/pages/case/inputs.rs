//! The forms by which people state what the policy asks: each reads what was typed, asks one use case, and leads back to
//! the decisions.

use super::Shown;
use super::acts::Table;
use crate::errors::Trouble;
use crate::pages::links::CasePart;
use crate::visitor::Act;
use ambergate_coordinator::Error;
use ambergate_coordinator::inputs::{TargetTold, UpstreamTold};
use ambergate_process::case::inputs::{Awareness, StatedFact};
use ambergate_process::policy::Anchor;
use axum::response::Response;

async fn answer(table: &Table, form: &'static str, done: Result<(), Error>) -> Result<Response, Trouble> {
    match done {
        // Reports are asked things too, and that says another sentence.
        Ok(()) if form == "asked" => Ok(table.done(CasePart::Decisions, "answers")),
        Ok(()) => Ok(table.done(CasePart::Decisions, form)),
        Err(error) => table.refused(form, error, Shown::Decisions).await,
    }
}

/// The value of a choice names a profile and what of it: `coredns:released`.
fn of_profile(value: &str) -> (String, String) {
    let (profile, of) = value.split_once(':').unwrap_or(("", value));
    (profile.to_owned(), of.to_owned())
}

pub async fn targets(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (profile, clock) = of_profile(table.field("clock"));
    let told = TargetTold {
        profile,
        clock,
        to: table.field("to").to_owned(),
        reason: table.field("reason").to_owned(),
        discussion: table.field("discussion").to_owned(),
    };
    let done = table.coordinator().move_target(table.viewer(), &table.case, told).await;
    answer(&table, "targets", done).await
}

pub async fn gates(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (profile, gate) = of_profile(table.field("gate"));
    let reason = table.field("reason");
    let done = table
        .coordinator()
        .break_gate(table.viewer(), &table.case, &profile, &gate, reason);
    let done = done.await;
    answer(&table, "gates", done).await
}

pub async fn upstream(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let told = UpstreamTold {
        project: table.field("project").to_owned(),
        date: table.field("date").to_owned(),
        contact: table.field("contact").to_owned(),
        terms: table.field("terms").to_owned(),
        reason: table.field("reason").to_owned(),
    };
    let done = table
        .coordinator()
        .set_upstream(table.viewer(), &table.case, told)
        .await;
    answer(&table, "upstream", done).await
}

pub async fn reporter_date(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (date, said) = (table.field("date"), table.field("said"));
    let done = table
        .coordinator()
        .set_reporter_date(table.viewer(), &table.case, date, said);
    let done = done.await;
    answer(&table, "reporter-date", done).await
}

pub async fn exploit(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (url, seen) = (table.field("url"), table.field("seen"));
    let done = table
        .coordinator()
        .note_exploit(table.viewer(), &table.case, url, seen)
        .await;
    answer(&table, "exploit", done).await
}

pub async fn attack(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (seen, evidence) = (table.field("seen"), table.field("evidence"));
    let done = table
        .coordinator()
        .note_attack(table.viewer(), &table.case, seen, evidence)
        .await;
    answer(&table, "attack", done).await
}

/// Only what the form asked is answered: a fact that it did not show keeps its answer.
pub async fn asked(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let shown = StatedFact::ALL.into_iter().filter(|fact| table.has(fact.key()));
    let answers = shown.map(|fact| (fact, table.field(fact.key()).to_owned())).collect();
    let done = table
        .coordinator()
        .state_facts(table.viewer(), &table.case, answers)
        .await;
    answer(&table, "asked", done).await
}

pub async fn milestones(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(anchor) = Anchor::from_key(table.field("anchor")) else {
        let says = "Choose what happened.";
        return table.unchosen("milestones", "anchor", says, Shown::Decisions).await;
    };
    let (at, note) = (table.field("at"), table.field("note"));
    let done = table
        .coordinator()
        .reach_milestone(table.viewer(), &table.case, anchor, at, note);
    let done = done.await;
    answer(&table, "milestones", done).await
}

pub async fn corrections(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(anchor) = Anchor::from_key(table.field("anchor")) else {
        let says = "Choose which record is wrong.";
        return table.unchosen("corrections", "anchor", says, Shown::Decisions).await;
    };
    let (at, reason) = (table.field("at"), table.field("reason"));
    let done = table
        .coordinator()
        .correct_record(table.viewer(), &table.case, anchor, at, reason);
    let done = done.await;
    answer(&table, "corrections", done).await
}

pub async fn awareness(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(about) = Awareness::from_key(table.field("about")) else {
        let says = "Choose what you are aware of.";
        return table.unchosen("awareness", "about", says, Shown::Decisions).await;
    };
    let (at, evidence) = (table.field("at"), table.field("evidence"));
    let done = table
        .coordinator()
        .record_awareness(table.viewer(), &table.case, about, at, evidence);
    let done = done.await;
    answer(&table, "awareness", done).await
}

pub async fn role(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let done = table.coordinator().take_role(table.viewer(), &table.case).await;
    answer(&table, "role", done).await
}

pub async fn policies(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let profile = table.field("profile");
    let done = table
        .coordinator()
        .bind_profile(table.viewer(), &table.case, profile)
        .await;
    answer(&table, "policies", done).await
}

pub async fn policy_off(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (profile, reason) = (table.field("profile"), table.field("reason"));
    let done = table
        .coordinator()
        .unbind_profile(table.viewer(), &table.case, profile, reason)
        .await;
    answer(&table, "policy-off", done).await
}

pub async fn policy_version(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (profile, version) = (table.field("profile"), table.field("version"));
    let reason = table.field("reason");
    let done = table
        .coordinator()
        .move_profile(table.viewer(), &table.case, profile, version, reason);
    let done = done.await;
    answer(&table, "policy-version", done).await
}
