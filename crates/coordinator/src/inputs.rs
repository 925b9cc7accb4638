//! What people state so that the policy can be applied to a case: each use case reads what was typed, decides, and writes
//! one transaction.

use crate::{Coordinator, Error, Fault, Viewer};
use ambergate_process::Instant;
use ambergate_process::case::inputs::{Awareness, Discussion, Input, StatedFact, Upstream};
use ambergate_process::case::{Case, Command};
use ambergate_process::facts;
use ambergate_process::ids::{CaseId, MessageId};
use ambergate_process::policy::Anchor;

/// A target that somebody wants moved, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TargetTold {
    /// Whose clock it is; empty is the project's own.
    pub profile: String,
    pub clock: String,
    /// `2026-12-01 14:00`, UTC.
    pub to: String,
    pub reason: String,
    /// A message on the case, or in words where it was discussed; may be empty where the policy does not ask for it.
    pub discussion: String,
}

/// An upstream project, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct UpstreamTold {
    /// Empty takes the project away.
    pub project: String,
    /// Empty where it has named none yet.
    pub date: String,
    pub contact: String,
    pub terms: String,
    pub reason: String,
}

impl Coordinator {
    /// Moves the target of a clock, where the gate of the policy lets it (S25, S26).
    pub async fn move_target(&self, viewer: &Viewer, case: &CaseId, told: TargetTold) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let to = instant("to", &told.to)?;
        let input = Input::MoveTarget {
            profile: own_unless(&told.profile, &table.case.get().state),
            clock: told.clock,
            to,
            reason: told.reason,
            discussion: self.discussion(viewer, case, &told.discussion).await?,
        };
        self.act(viewer, &table, Command::Input(input), vec![]).await
    }

    /// Breaks a gate, or agrees that it is broken.
    pub async fn break_gate(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        profile: &str,
        gate: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let input = Input::BreakGate {
            profile: own_unless(profile, &table.case.get().state),
            gate: gate.to_owned(),
            reason: reason.to_owned(),
        };
        self.act(viewer, &table, Command::Input(input), vec![]).await
    }

    /// Names the upstream project whose date binds, changes what is known of it, or takes it away (S19).
    pub async fn set_upstream(&self, viewer: &Viewer, case: &CaseId, told: UpstreamTold) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let upstream = if told.project.trim().is_empty() {
            None
        } else {
            Some(Upstream {
                project: told.project,
                date: instant_if("date", &told.date)?,
                contact: told.contact,
                terms: told.terms,
            })
        };
        if upstream.is_none() && table.case.get().state.inputs.upstream.is_none() {
            return Err(Error::invalid(
                "project",
                "Name the upstream project that the case hangs on (S19).",
            ));
        }
        let reason = told.reason;
        self.input(viewer, &table, Input::SetUpstream { upstream, reason })
            .await
    }

    /// When the reporter publishes, whatever we do; an empty date: no longer.
    pub async fn set_reporter_date(&self, viewer: &Viewer, case: &CaseId, date: &str, said: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let date = instant_if("date", date)?;
        let said = said.to_owned();
        self.input(viewer, &table, Input::SetReporterDate { date, said }).await
    }

    /// Notes that an exploit is public, which makes the matter public too.
    pub async fn note_exploit(&self, viewer: &Viewer, case: &CaseId, url: &str, seen: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let known = self.public_knowledge(url, seen)?;
        self.input(viewer, &table, Input::NoteExploit(known)).await
    }

    /// Notes that attacks were seen. An empty time is now.
    pub async fn note_attack(&self, viewer: &Viewer, case: &CaseId, seen: &str, evidence: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let seen = instant_if("seen", seen)?.unwrap_or_else(|| self.now());
        let evidence = evidence.to_owned();
        self.input(viewer, &table, Input::NoteAttack { seen, evidence }).await
    }

    /// Answers what the policies of a case ask; an empty answer is *not known*.
    pub async fn state_facts(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        answers: Vec<(StatedFact, String)>,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let (mut changes, mut faults) = (Vec::new(), Vec::new());
        for (fact, typed) in answers {
            match fact.read(&typed, &table.rules) {
                Ok(value) => changes.push((fact, value)),
                Err(what) => faults.push(Fault {
                    field: fact.key(),
                    what: format!("{} {what}", fact.question()),
                }),
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        self.input(viewer, &table, Input::StateFacts { changes }).await
    }

    /// Records something that only people know. An empty time is now.
    pub async fn reach_milestone(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        anchor: Anchor,
        at: &str,
        note: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let at = instant_if("at", at)?.unwrap_or_else(|| self.now());
        let note = note.to_owned();
        self.input(viewer, &table, Input::ReachMilestone { anchor, at, note })
            .await
    }

    /// Corrects what was recorded by hand: it was then; an empty time: it did not happen.
    pub async fn correct_record(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        anchor: Anchor,
        at: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let at = instant_if("at", at)?;
        let reason = reason.to_owned();
        self.input(viewer, &table, Input::Correct { anchor, at, reason }).await
    }

    /// Records that whoever is signed in became aware of exploitation or of a severe incident (CRA Art. 14).
    pub async fn record_awareness(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        about: Awareness,
        at: &str,
        evidence: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let at = instant_if("at", at)?.unwrap_or_else(|| self.now());
        let evidence = evidence.to_owned();
        self.input(viewer, &table, Input::RecordAwareness { at, about, evidence })
            .await
    }

    /// The rules of a list, a finder or a regulator bind the case from now on, in the version in force.
    pub async fn bind_profile(&self, viewer: &Viewer, case: &CaseId, id: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let bindable = self.shelf().bindable(self.now());
        let found = bindable.into_iter().find(|(one, _, _)| one == id);
        let Some((id, version, _)) = found else {
            return Err(Error::invalid(
                "profile",
                "Choose the profile of a list, a finder, a coordinator or a regulator.",
            ));
        };
        self.keep_profile(&(id.clone(), version.clone())).await?;
        self.act(viewer, &table, Command::BindProfile { id, version }, vec![])
            .await
    }

    pub async fn unbind_profile(&self, viewer: &Viewer, case: &CaseId, id: &str, reason: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let (id, reason) = (id.to_owned(), reason.to_owned());
        self.act(viewer, &table, Command::UnbindProfile { id, reason }, vec![])
            .await
    }

    /// Pins the case to another version of a profile that binds it.
    pub async fn move_profile(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        id: &str,
        version: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        if !self.shelf().has(id, version) {
            return Err(Error::invalid(
                "version",
                "This instance has no such version. Choose one that the case lists.",
            ));
        }
        let (id, version, reason) = (id.to_owned(), version.to_owned(), reason.to_owned());
        self.keep_profile(&(id.clone(), version.clone())).await?;
        let command = Command::MoveProfile { id, version, reason };
        self.act(viewer, &table, command, vec![]).await
    }

    async fn input(&self, viewer: &Viewer, table: &crate::coordinate::Table, input: Input) -> Result<(), Error> {
        self.act(viewer, table, Command::Input(input), vec![]).await
    }

    /// A message that this viewer reads on the case, else words.
    async fn discussion(&self, viewer: &Viewer, case: &CaseId, typed: &str) -> Result<Option<Discussion>, Error> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let Ok(message) = typed.parse::<MessageId>() else {
            return Ok(Some(Discussion::Reference(typed.chars().take(500).collect())));
        };
        let look = self.store().look(viewer, self.now());
        let entries = look.entries::<Case>(case).await?.ok_or(Error::Absent)?;
        let known = entries.get().iter().any(|entry| entry.id == message.to_string());
        if known {
            Ok(Some(Discussion::Message(message)))
        } else {
            Err(Error::invalid(
                "discussion",
                "There is no such message on this case. Give its id, or say in words where it is.",
            ))
        }
    }
}

fn own_unless(profile: &str, case: &Case) -> String {
    if profile.is_empty() {
        case.profile.0.clone()
    } else {
        profile.to_owned()
    }
}

fn instant(field: &'static str, typed: &str) -> Result<Instant, Error> {
    facts::instant(typed).ok_or_else(|| Error::invalid(field, "Write 2026-12-01 14:00 (UTC)."))
}

fn instant_if(field: &'static str, typed: &str) -> Result<Option<Instant>, Error> {
    if typed.trim().is_empty() {
        Ok(None)
    } else {
        instant(field, typed).map(Some)
    }
}
