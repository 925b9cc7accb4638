//! Coordination: what people do to a case until it can be published. Each use case checks what was typed, decides, and
//! writes one transaction.

use crate::errands::{Fanout, case_deed};
use crate::messages::{MessageBody, MessageVia, NewFile, message_entry};
use crate::projects::Listed;
use crate::triage::{needed, writer};
use crate::{Coordinator, Error, Fault};
use ambergate_formats::cvss::{self, Vector, Version};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::{self, Case, CaseEvent, Command, Ending};
use ambergate_process::facts::{self, FactKind};
use ambergate_process::ids::{CaseId, MemberId, MessageId, ProjectId, RepositoryId};
use ambergate_process::people::{Led, proposed, rota};
use ambergate_process::policy::Rules;
use ambergate_process::project::Project;
use ambergate_process::severity::{Scheme, Scored};
use ambergate_store::{NewEntry, Row, Seen, Viewer};
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

/// What an act on a case needs beside the case.
pub(crate) struct Table {
    pub listed: Listed,
    pub project: Project,
    pub rules: Arc<Rules>,
    pub case: Seen<Row<Case>>,
}

/// A fact as a form sends it: what it said when the form was shown, and what it shall say.
#[derive(Clone)]
pub struct FactChange {
    pub kind: FactKind,
    /// `None`: the sender did not say (the API may leave it out); then no other person's change is noticed.
    pub was: Option<String>,
    pub text: String,
}

impl Coordinator {
    /// Somebody of the PST leads from now on: oneself, or the one that the rota proposes.
    pub async fn take_lead(&self, viewer: &Viewer, case: &CaseId, member: Option<MemberId>) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let now = self.now();
        let next = self.next_lead(viewer, &table.listed, &table.project).await?;
        let me = viewer
            .member_in(&table.listed.id)
            .map(|(id, _)| id)
            .ok_or(Error::Absent)?;
        let member = member.unwrap_or(me);
        if !table.project.pst(now).any(|m| m.id == member) {
            return Err(Error::invalid(
                "member",
                "The Fix Lead is a PST member who serves now (S13).",
            ));
        }
        // Another person is only ever asked through the rota; otherwise one volunteers oneself.
        let take = Command::TakeLead {
            member: member.clone(),
            proposed_by_rota: next,
        };
        self.act(viewer, &table, take, vec![]).await?;
        if let Some((_, led)) = self.counts().get_mut(&table.listed.id) {
            led.entry(member).or_default().times += 1;
        }
        Ok(())
    }

    pub async fn hand_over_lead(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        to: MemberId,
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        if !table.project.pst(self.now()).any(|m| m.id == to) {
            return Err(Error::invalid(
                "to",
                "The Fix Lead is a PST member who serves now (S13).",
            ));
        }
        let reason = needed("reason", reason, "Say why the lead changes hands.")?;
        self.act(viewer, &table, Command::HandOver { to, reason }, vec![])
            .await?;
        self.counts().remove(&table.listed.id);
        Ok(())
    }

    pub async fn name_team(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        add: Vec<MemberId>,
        remove: Vec<MemberId>,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let now = self.now();
        let serves = |id: &MemberId| table.project.roster.get(id).is_some_and(|m| m.serves(now));
        if !add.iter().all(serves) {
            return Err(Error::invalid(
                "member",
                "Everybody on the Fix Team is a member of the project. Add the person first.",
            ));
        }
        self.act(viewer, &table, Command::NameTeam { add, remove }, vec![])
            .await
    }

    pub async fn link_repository(&self, viewer: &Viewer, case: &CaseId, name: &str, url: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let id = RepositoryId::mint(self.rng());
        let command = Command::LinkRepository {
            id,
            name: name.to_owned(),
            url: url.to_owned(),
        };
        self.act(viewer, &table, command, vec![]).await
    }

    pub async fn record_commit(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        commit: &str,
        subject: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let command = Command::RecordCommit {
            commit: commit.to_owned(),
            subject: subject.to_owned(),
        };
        self.act(viewer, &table, command, vec![]).await
    }

    pub async fn lgtm(&self, viewer: &Viewer, case: &CaseId, commit: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        self.act(
            viewer,
            &table,
            Command::Lgtm {
                commit: commit.to_owned(),
            },
            vec![],
        )
        .await
    }

    pub async fn declare_fix_ready(&self, viewer: &Viewer, case: &CaseId) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        self.act(viewer, &table, Command::DeclareFixReady, vec![]).await
    }

    /// Sets the severity from vectors; the scores are computed here, never taken from anybody.
    pub async fn set_severity(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        vectors: &[String],
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let mut scored: Vec<Scored> = Vec::new();
        let mut faults = Vec::new();
        for text in vectors.iter().map(|v| v.trim()).filter(|v| !v.is_empty()) {
            match score(text) {
                Ok(one) if scored.iter().any(|s| s.scheme == one.scheme) => {
                    let what = format!("Two {} vectors; give one of each version.", one.scheme.word());
                    faults.push(Fault { field: "vector", what });
                }
                Ok(one) => scored.push(one),
                Err(what) => faults.push(Fault { field: "vector", what }),
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        self.act(
            viewer,
            &table,
            Command::SetSeverity {
                scored,
                reason: reason.to_owned(),
            },
            vec![],
        )
        .await
    }

    /// Changes facts. A form that is stale in a field it changes is refused, showing both values; other people's changes
    /// to other fields do not matter.
    pub async fn set_facts(&self, viewer: &Viewer, case: &CaseId, changes: Vec<FactChange>) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let mut read = Vec::new();
        let mut faults = Vec::new();
        for change in &changes {
            if change.was.as_deref().is_some_and(|was| same(was, &change.text)) {
                continue;
            }
            match facts::read(change.kind, &change.text) {
                Ok(value) => read.push((change.kind, change.was.clone(), value, change.text.clone())),
                Err(bad) => {
                    let what = format!("{}: {bad}.", change.kind.label());
                    faults.push(Fault {
                        field: change.kind.key(),
                        what,
                    });
                }
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let now = self.now();
        let fan = self.fanout(&table);
        Ok(self
            .store()
            .act::<Case, _, Error>(viewer, case, now, |state, actor| {
                for (kind, was, _, yours) in &read {
                    let theirs = state.facts.get(kind).map(|v| v.typed()).unwrap_or_default();
                    if was.as_deref().is_some_and(|was| !same(was, &theirs)) && !same(yours, &theirs) {
                        return Err(Error::Stale {
                            what: kind.label().to_owned(),
                            yours: yours.clone(),
                            theirs,
                        });
                    }
                }
                let changes = read.iter().map(|(kind, _, value, _)| (*kind, value.clone())).collect();
                let rules = self.rules_of(state)?;
                let mut events = case::decide(state, Command::SetFacts { changes }, actor, &rules, now)?;
                self.role_of_component(&table.project, state, &mut events, (actor, &rules, now));
                let rules = self.rules_after(state, &events, now)?;
                Ok(case_deed(state, events, &rules, &fan, ()))
            })
            .await?)
    }

    pub async fn mark_public(&self, viewer: &Viewer, case: &CaseId, url: &str, seen: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let known = self.public_knowledge(url, seen)?;
        self.act(viewer, &table, Command::MarkPublic(known), vec![]).await
    }

    pub async fn give_reason(&self, viewer: &Viewer, case: &CaseId, clock: &str, reason: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let command = Command::GiveReason {
            clock: clock.to_owned(),
            reason: reason.to_owned(),
        };
        self.act(viewer, &table, command, vec![]).await
    }

    pub async fn decide_distributors(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        tell: Tell,
        reason: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let command = Command::DecideDistributors {
            tell: tell == Tell::Early,
            reason: reason.to_owned(),
        };
        self.act(viewer, &table, command, vec![]).await
    }

    pub async fn record_list_notified(&self, viewer: &Viewer, case: &CaseId, note: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        self.act(
            viewer,
            &table,
            Command::RecordListNotified { note: note.to_owned() },
            vec![],
        )
        .await
    }

    /// Posts a message to a set of audiences.
    pub async fn post_message(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        audiences: Audiences,
        text: &str,
        files: Vec<NewFile>,
    ) -> Result<MessageId, Error> {
        let table = self.table(viewer, case).await?;
        let text = needed("text", text, "Write a message.")?;
        if text.len() > 200_000 {
            return Err(Error::invalid(
                "text",
                "A message holds up to 200,000 bytes. Attach the rest as a file.",
            ));
        }
        let message = MessageId::mint(self.rng());
        let who = table.case.get().actor.who.clone();
        let name = writer(&table.project, &who);
        let body = MessageBody {
            who,
            name,
            via: MessageVia::Page,
            text,
            warnings: vec![],
            in_clear: false,
        };
        // One thread per counterpart: what goes to the reporter goes to the reporter of the origin.
        let reporter = table.case.get().state.origin().map(|r| r.reporter.clone());
        let counterpart = reporter.filter(|_| audiences.has(Audience::Reporter));
        let with_pst: Vec<Audience> = audiences.iter().chain([Audience::Pst]).collect();
        let entry = message_entry(
            &message,
            Audiences::of(&with_pst),
            counterpart,
            &body,
            &files,
            self.rng(),
        );
        self.act(
            viewer,
            &table,
            Command::Post {
                message: message.clone(),
                audiences,
            },
            vec![entry],
        )
        .await?;
        Ok(message)
    }

    pub async fn close_case(&self, viewer: &Viewer, case: &CaseId, ending: Ending, reason: &str) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        self.act(
            viewer,
            &table,
            Command::Close {
                ending,
                reason: reason.to_owned(),
            },
            vec![],
        )
        .await
    }

    /// Decides and writes one command on a case, with the entries that go with it.
    pub(crate) async fn act(
        &self,
        viewer: &Viewer,
        table: &Table,
        command: Command,
        entries: Vec<NewEntry>,
    ) -> Result<(), Error> {
        let now = self.now();
        let id = table.case.get().state.id.clone().ok_or(Error::Absent)?;
        let fan = self.fanout(table);
        self.store()
            .act::<Case, _, Error>(viewer, &id, now, |state, actor| {
                let named = |refusal: case::Refusal| match refusal {
                    case::Refusal::HasLead(member) => {
                        let name = member.parse().map(|id| table.project.name_of(&id)).unwrap_or(member);
                        Error::from(case::Refusal::HasLead(name))
                    }
                    other => Error::from(other),
                };
                let mut events =
                    case::decide(state, command.clone(), actor, &*self.rules_of(state)?, now).map_err(named)?;
                self.reserved_but_public(state, &mut events, (actor, now))?;
                let rules = self.rules_after(state, &events, now)?;
                Ok(case_deed(state, events, &rules, &fan, ()).entries(entries.clone()))
            })
            .await?;
        self.inner.wake.notify_one();
        Ok(())
    }

    /// The rules that bind the case after these events: its next deadline is theirs.
    pub(crate) fn rules_after(&self, state: &Case, events: &[CaseEvent], now: Instant) -> Result<Arc<Rules>, Error> {
        let mut after = state.clone();
        for event in events {
            after.apply(event, now);
        }
        self.rules_of(&after)
    }

    pub(crate) fn fanout<'a>(&self, table: &'a Table) -> Fanout<'a> {
        let reply_token = self.token();
        Fanout {
            project: &table.project,
            id: &table.listed.id,
            text: None,
            reply_token,
            now: self.now(),
        }
    }

    pub(crate) async fn table(&self, viewer: &Viewer, case: &CaseId) -> Result<Table, Error> {
        let seen = self
            .store()
            .look(viewer, self.now())
            .row::<Case>(case)
            .await?
            .ok_or(Error::Absent)?;
        let listed = self.listed(&seen.get().project)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let rules = self.rules_of(&seen.get().state)?;
        Ok(Table {
            listed,
            project,
            rules,
            case: seen,
        })
    }

    /// Whom the rota proposes next (S14).
    async fn next_lead(&self, viewer: &Viewer, listed: &Listed, project: &Project) -> Result<Option<MemberId>, Error> {
        let led = self.led_lately(viewer, listed).await?;
        Ok(proposed(&rota(&project.roster, &led, self.now())).map(|turn| turn.member.clone()))
    }

    /// How often each member led in the last twelve months: counted at most once a minute, since it walks over a year of
    /// cases. What this program itself adds meanwhile is counted in at once.
    /// Only the PST is shown the rota; what others would see of the counts depends on cases that are not theirs.
    pub(crate) async fn led_lately(&self, viewer: &Viewer, listed: &Listed) -> Result<BTreeMap<MemberId, Led>, Error> {
        if !matches!(viewer.member_in(&listed.id), Some((_, Role::Pst))) {
            return Ok(BTreeMap::new());
        }
        let now = self.now();
        let held = |counts: &mut Counts| {
            let fresh = counts
                .get(&listed.id)
                .filter(|(at, _)| now.duration_since(*at).abs() < COUNTED_FOR);
            fresh.map(|(_, led)| led.clone())
        };
        if let Some(led) = held(&mut self.counts()) {
            return Ok(led);
        }
        let led = self.led(viewer, listed).await?;
        self.counts().insert(listed.id.clone(), (now, led.clone()));
        Ok(led)
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.inner.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn led(&self, viewer: &Viewer, listed: &Listed) -> Result<BTreeMap<MemberId, Led>, Error> {
        let now = self.now();
        let year_ago = now
            .to_zoned(jiff::tz::TimeZone::UTC)
            .checked_sub(1.year())
            .map_or(now, |z| z.timestamp());
        let counts = self.store().look(viewer, now).lead_counts(&listed.id, year_ago).await?;
        Ok(counts
            .get()
            .iter()
            .map(|(member, times)| {
                (
                    member.clone(),
                    Led {
                        times: *times,
                        last: None,
                    },
                )
            })
            .collect())
    }
}

/// By project: when it was counted, and how often each member led.
pub(crate) type Counts = BTreeMap<ProjectId, (Instant, BTreeMap<MemberId, Led>)>;

/// How long a count of the rota is shown.
const COUNTED_FOR: SignedDuration = SignedDuration::from_secs(60);

/// The decision on early notice to distributors (S30).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    Early,
    NotEarly,
}

/// Reads a vector and computes its score.
pub fn score(text: &str) -> Result<Scored, String> {
    let vector: Vector = text.parse().map_err(|bad| format!("{bad}"))?;
    let score = cvss::score(&vector);
    let scheme = match vector.version() {
        Version::V3_0 => Scheme::V30,
        Version::V3_1 => Scheme::V31,
        Version::V4_0 => Scheme::V40,
    };
    Ok(Scored {
        scheme,
        vector: vector.to_string(),
        tenths: u16::try_from(score.tenths).unwrap_or(u16::MAX),
    })
}

/// Browsers send CRLF and people leave blanks at the ends; neither is a change.
fn same(a: &str, b: &str) -> bool {
    a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim()
}
