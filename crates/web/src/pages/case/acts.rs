//! The forms of a case: each reads what was typed, asks one use case, and leads back; a refused one shows its page again.

use super::{Show, Shown, show_with};
use crate::errors::Trouble;
use crate::forms::{Received, Retained};
use crate::pages::around::{Around, id, refusal};
use crate::pages::done;
use crate::pages::links::{CasePart, Links};
use crate::parts::composer::{BODY_FIELD, TO_FIELD};
use crate::parts::form::BothValues;
use crate::visitor::{Act, Member};
use ambergate_coordinator::coordinate::{FactChange, Tell, score};
use ambergate_coordinator::{Coordinator, Error, Fault, Viewer};
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::case::Ending;
use ambergate_process::facts::TABLE;
use ambergate_process::ids::{CaseId, MemberId};
use ambergate_process::policy::MessageKind;
use ambergate_process::severity::Scheme;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// A form about a case, on its way to a use case and back.
pub(super) struct Table {
    member: Member,
    form: Received,
    pub(super) case: CaseId,
}

impl Table {
    pub(super) fn of(act: Act) -> Result<Self, Trouble> {
        let case = id(act.member.param("id"))?;
        Ok(Self {
            member: act.member,
            form: act.form,
            case,
        })
    }
    pub(super) fn coordinator(&self) -> &Coordinator {
        &self.member.app.coordinator
    }
    pub(super) fn viewer(&self) -> &Viewer {
        &self.member.viewer
    }
    pub(super) fn field(&self, name: &str) -> &str {
        self.form.fields.get(name)
    }
    pub(super) fn has(&self, name: &str) -> bool {
        self.form.fields.has(name)
    }
    /// What was not a choice of the form is no choice.
    fn members(&self, name: &str) -> Vec<MemberId> {
        self.form.fields.all(name).filter_map(|id| id.parse().ok()).collect()
    }
    pub(super) fn done(&self, part: CasePart, key: &'static str) -> Response {
        done(&Links::of(self.member.shell.get()).case(self.case.as_str(), part), key)
    }
    async fn again(&self, what: Shown, around: Around) -> Result<Response, Trouble> {
        Ok(show_with(&self.member, &self.case, &what, around)
            .await?
            .into_response())
    }
    pub(super) async fn refused(&self, form: &'static str, error: Error, what: Shown) -> Result<Response, Trouble> {
        self.again(what, refusal(form, &self.form.fields, error)?).await
    }
    /// Refused by the page itself: a choice is missing.
    pub(super) async fn unchosen(
        &self,
        form: &'static str,
        field: &str,
        says: &str,
        what: Shown,
    ) -> Result<Response, Trouble> {
        self.again(
            what,
            Around::refused(Retained::because(form, &self.form.fields, field, says)),
        )
        .await
    }
}

/// Volunteers, or asks the member whom the rota proposes (S13, S14).
pub async fn lead(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let member = table.members("member").into_iter().next();
    match table.coordinator().take_lead(table.viewer(), &table.case, member).await {
        Ok(()) => Ok(table.done(CasePart::People, "lead")),
        Err(error) => table.refused("lead", error, Shown::People).await,
    }
}

pub async fn hand_over(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(to) = table.members("to").into_iter().next() else {
        return table
            .unchosen("hand-over", "to", "Choose who leads from now on.", Shown::People)
            .await;
    };
    match table
        .coordinator()
        .hand_over_lead(table.viewer(), &table.case, to, table.field("reason"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::People, "hand-over")),
        Err(error) => table.refused("hand-over", error, Shown::People).await,
    }
}

/// The form says who was on the team when it was made, so that only what the person changed is changed.
pub async fn team(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (ticked, was) = (table.members("member"), table.members("was"));
    let add = ticked.iter().filter(|m| !was.contains(m)).cloned().collect();
    let remove = was.iter().filter(|m| !ticked.contains(m)).cloned().collect();
    match table
        .coordinator()
        .name_team(table.viewer(), &table.case, add, remove)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::People, "team")),
        Err(error) => table.refused("team", error, Shown::People).await,
    }
}

pub async fn repository(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (name, url) = (table.field("name"), table.field("url"));
    match table
        .coordinator()
        .link_repository(table.viewer(), &table.case, name, url)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Fix, "repository")),
        Err(error) => table.refused("repositories", error, Shown::Fix).await,
    }
}

pub async fn commit(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (commit, subject) = (table.field("commit"), table.field("subject"));
    match table
        .coordinator()
        .record_commit(table.viewer(), &table.case, commit, subject)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Fix, "commit")),
        Err(error) => table.refused("commits", error, Shown::Fix).await,
    }
}

pub async fn lgtm(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    match table
        .coordinator()
        .lgtm(table.viewer(), &table.case, table.field("commit"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Fix, "lgtm")),
        Err(error) => table.refused("lgtm", error, Shown::Fix).await,
    }
}

pub async fn fix_ready(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    match table.coordinator().declare_fix_ready(table.viewer(), &table.case).await {
        Ok(()) => Ok(table.done(CasePart::Fix, "fix-ready")),
        Err(error) => table.refused("fix-ready", error, Shown::Fix).await,
    }
}

/// Sets the severity, or computes the scores and shows them. A score is never taken from anybody.
pub async fn set_severity(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let typed = [("vector31", Scheme::V31), ("vector40", Scheme::V40)];
    let faults: Vec<Fault> = typed
        .into_iter()
        .filter_map(|(name, scheme)| wrong(name, scheme, table.field(name)))
        .collect();
    let computed = faults.is_empty() && table.field("do") == "compute";
    if computed || !faults.is_empty() {
        let mut kept = Retained::new("severity", &table.form.fields, Error::Invalid(faults))?;
        if computed {
            kept.status = StatusCode::OK;
        }
        return table.again(Shown::Severity, Around::refused(kept)).await;
    }
    let vectors: Vec<String> = typed
        .into_iter()
        .map(|(name, _)| table.field(name).to_owned())
        .collect();
    match table
        .coordinator()
        .set_severity(table.viewer(), &table.case, &vectors, table.field("reason"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Severity, "severity")),
        Err(error) => table.refused("severity", error, Shown::Severity).await,
    }
}

/// What is wrong with a vector that stands in the field of this version.
fn wrong(name: &'static str, scheme: Scheme, typed: &str) -> Option<Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let what = match score(typed) {
        Err(what) => what,
        Ok(scored) if scored.scheme == scheme => return None,
        Ok(scored) => format!(
            "This is a {} vector. Write a {} vector here, or nothing.",
            scored.scheme.word(),
            scheme.word()
        ),
    };
    Some(Fault { field: name, what })
}

pub async fn set_facts(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let fields = &table.form.fields;
    let changes = TABLE.iter().filter(|row| fields.has(row.key)).map(|row| FactChange {
        kind: row.kind,
        was: Some(fields.get(&format!("was_{}", row.key)).to_owned()),
        text: fields.get(row.key).to_owned(),
    });
    let changes = changes.collect();
    match table
        .coordinator()
        .set_facts(table.viewer(), &table.case, changes)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Facts, "facts")),
        Err(error) => {
            let stale = match &error {
                Error::Stale { what, yours, theirs } => vec![BothValues {
                    label: what.clone(),
                    yours: yours.clone(),
                    theirs: theirs.clone(),
                    changed_by: "somebody else".to_owned(),
                }],
                _ => vec![],
            };
            table.refused("facts", error, Shown::Facts(stale)).await
        }
    }
}

pub async fn public(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (url, seen) = (table.field("url"), table.field("seen"));
    match table
        .coordinator()
        .mark_public(table.viewer(), &table.case, url, seen)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Timeline, "public")),
        Err(error) => table.refused("public", error, Shown::Decisions).await,
    }
}

pub async fn give_reason(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let (clock, reason) = (table.field("clock"), table.field("reason"));
    match table
        .coordinator()
        .give_reason(table.viewer(), &table.case, clock, reason)
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Decisions, "reason")),
        Err(error) => table.refused("reasons", error, Shown::Decisions).await,
    }
}

pub async fn decide_distributors(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let tell = match table.field("tell") {
        "early" => Tell::Early,
        "not-early" => Tell::NotEarly,
        _ => {
            return table
                .unchosen("distributors", "tell", "Choose one of the two.", Shown::Decisions)
                .await;
        }
    };
    match table
        .coordinator()
        .decide_distributors(table.viewer(), &table.case, tell, table.field("reason"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Decisions, "distributors")),
        Err(error) => table.refused("distributors", error, Shown::Decisions).await,
    }
}

pub async fn list_notified(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    match table
        .coordinator()
        .record_list_notified(table.viewer(), &table.case, table.field("note"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Decisions, "list-notified")),
        Err(error) => table.refused("list-notified", error, Shown::Decisions).await,
    }
}

pub async fn close(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(ending) = Ending::from_key(table.field("ending")) else {
        return table
            .unchosen("close", "ending", "Choose how it ends.", Shown::Decisions)
            .await;
    };
    match table
        .coordinator()
        .close_case(table.viewer(), &table.case, ending, table.field("reason"))
        .await
    {
        Ok(()) => Ok(table.done(CasePart::Timeline, "closed")),
        Err(error) => table.refused("close", error, Shown::Decisions).await,
    }
}

pub async fn message(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let timeline = || Shown::Timeline(Show::Everything);
    let Some(audiences) = audiences(table.field(TO_FIELD)) else {
        return table
            .unchosen("write", "", "Choose who will read this. Nothing was sent.", timeline())
            .await;
    };
    let files = table.form.new_files();
    let posted =
        table
            .coordinator()
            .post_message(table.viewer(), &table.case, audiences, table.field(BODY_FIELD), files);
    match posted.await {
        Ok(_) => Ok(table.done(CasePart::Timeline, "sent")),
        Err(error) => {
            let kept = Retained::new("write", &table.form.fields, error)?.renamed("text", "body");
            table.again(timeline(), Around::refused(kept)).await
        }
    }
}

/// The value of a choice in the composer: `pst+fix_team`.
pub(super) fn audiences_key(set: Audiences) -> String {
    set.iter().map(Audience::key).collect::<Vec<_>>().join("+")
}

fn audiences(key: &str) -> Option<Audiences> {
    let one = |key: &str| Audience::ALL.into_iter().find(|audience| audience.key() == key);
    let set: Option<Vec<Audience>> = key.split('+').map(one).collect();
    set.map(|set| Audiences::of(&set))
}

/// Drafts an announcement and leads to its page.
pub async fn draft(act: Act) -> Result<Response, Trouble> {
    let table = Table::of(act)?;
    let Some(kind) = MessageKind::from_key(table.field("kind")) else {
        return table
            .unchosen("announcements", "", "Choose what to announce.", Shown::Announcements)
            .await;
    };
    match table
        .coordinator()
        .draft_announcement(table.viewer(), &table.case, kind)
        .await
    {
        Ok(announcement) => {
            let links = Links::of(table.member.shell.get());
            Ok(done(
                &links.announcement(table.case.as_str(), announcement.as_str()),
                "drafted",
            ))
        }
        Err(error) => table.refused("announcements", error, Shown::Announcements).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_of_readers_is_read_back_or_refused() {
        for set in [
            Audiences::PST,
            Audiences::TEAM,
            Audiences::DISCLOSURE,
            Audiences::REPORTER,
        ] {
            assert_eq!(audiences(&audiences_key(set)), Some(set));
        }
        for odd in ["", "everyone", "pst+everyone", "pst,fix_team"] {
            assert_eq!(audiences(odd), None);
        }
    }

    #[test]
    fn a_vector_stands_in_the_field_of_its_version() {
        let v31 = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";
        assert!(wrong("vector31", Scheme::V31, v31).is_none());
        assert!(
            wrong("vector40", Scheme::V40, v31)
                .unwrap()
                .what
                .contains("This is a CVSS 3.1 vector")
        );
        assert!(wrong("vector31", Scheme::V31, "AV:N").is_some());
        assert!(wrong("vector40", Scheme::V40, "  ").is_none());
    }
}
