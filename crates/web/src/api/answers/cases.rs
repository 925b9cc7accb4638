//! A case as the API shows it.

use super::lists::{TurnDoc, turns};
use super::policy::PolicyDoc;
use super::{LetterDoc, MilestoneDoc, PublicDoc, audiences, word};
use ambergate_coordinator::views::{CaseView, ClockLine, CommitLine, FactLine, ThreadChoice, TimelineItem};
use ambergate_process::severity::decimal;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct CaseDoc {
    pub id: String,
    pub title: String,
    pub phase: String,
    pub opened: Option<Timestamp>,
    pub published: Option<Timestamp>,
    pub advisory: Option<String>,
    /// It is public already (S9, S18).
    pub public: Option<PublicDoc>,
    /// From what the time of arrival was assumed.
    pub assumed: Option<String>,
    pub embargo_end: Option<Timestamp>,
    pub release_window: Option<WindowDoc>,
    pub tlp: String,
    pub lead: Option<String>,
    pub lead_since: Option<Timestamp>,
    pub severity: Option<SeverityDoc>,
    pub clocks: Vec<ClockDoc>,
    pub people: Vec<PersonOnCase>,
    pub facts: Vec<FactDoc>,
    pub repositories: Vec<RepositoryDoc>,
    pub commits: Vec<CommitDoc>,
    pub fix_ready: bool,
    pub distributors: Option<DistributorsDoc>,
    /// What the policies ask, allow and keep back.
    pub policy: PolicyDoc,
    pub announcements: Vec<AnnouncementLineDoc>,
    /// References of the reports that belong to it.
    pub reports: Vec<String>,
    /// Who can be written to.
    pub threads: Vec<ThreadDoc>,
    /// Oldest first.
    pub timeline: Vec<EntryDoc>,
    /// Members' ids.
    pub team: Vec<String>,
    pub rota: Vec<TurnDoc>,
    /// What you may do here, by your standing; the state of the case may still refuse it.
    pub may: Vec<String>,
}

impl From<&CaseView> for CaseDoc {
    fn from(view: &CaseView) -> Self {
        Self {
            id: view.id.clone(),
            title: view.title.clone(),
            phase: view.phase.key().to_owned(),
            opened: view.opened,
            published: view.published,
            advisory: view.advisory_url.clone(),
            public: view.public.as_ref().map(PublicDoc::from),
            assumed: view.assumed.clone(),
            embargo_end: view.embargo_end,
            release_window: view.release_window.map(|(from, to)| WindowDoc { from, to }),
            tlp: view.tlp.clone(),
            lead: view.lead.clone(),
            lead_since: view.lead_since,
            severity: view.severity.as_ref().map(SeverityDoc::from),
            clocks: view.clocks.iter().map(ClockDoc::from).collect(),
            people: view.people.iter().map(PersonOnCase::from).collect(),
            facts: view.facts.iter().map(FactDoc::from).collect(),
            repositories: view.repositories.iter().map(RepositoryDoc::from).collect(),
            commits: view.commits.iter().map(CommitDoc::from).collect(),
            fix_ready: view.fix_ready,
            distributors: DistributorsDoc::of(view),
            policy: PolicyDoc::from(&view.policy),
            announcements: view.announcements.iter().map(AnnouncementLineDoc::from).collect(),
            reports: view.reports.iter().map(|(reference, _)| reference.clone()).collect(),
            threads: view.threads.iter().map(ThreadDoc::from).collect(),
            timeline: view.timeline.iter().map(EntryDoc::from).collect(),
            team: view.team.iter().map(ToString::to_string).collect(),
            rota: turns(&view.rota),
            may: view.may.iter().map(word).collect(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct WindowDoc {
    pub from: Timestamp,
    pub to: Timestamp,
}

#[derive(Serialize, JsonSchema)]
pub struct SeverityDoc {
    pub rating: String,
    pub scored: Vec<ScoredDoc>,
    pub by: String,
    pub reason: String,
    pub revision: u32,
    /// The Fix Lead set it; only the Fix Lead changes it (S23).
    pub final_call: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct ScoredDoc {
    /// "CVSS 3.1"
    pub scheme: String,
    pub vector: String,
    /// `7.1`
    pub score: String,
}

impl From<&ambergate_coordinator::views::SeverityView> for SeverityDoc {
    fn from(view: &ambergate_coordinator::views::SeverityView) -> Self {
        let scored = |one: &ambergate_process::severity::Scored| ScoredDoc {
            scheme: one.scheme.word().to_owned(),
            vector: one.vector.clone(),
            score: decimal(one.tenths),
        };
        Self {
            rating: word(&view.rating),
            scored: view.scored.iter().map(scored).collect(),
            by: view.by.clone(),
            reason: view.reason.clone(),
            revision: view.revision,
            final_call: view.final_call,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct ClockDoc {
    #[serde(flatten)]
    pub milestone: MilestoneDoc,
    /// Why it came late.
    pub reason: Option<String>,
    pub owes_reason: bool,
}

impl From<&ClockLine> for ClockDoc {
    fn from(line: &ClockLine) -> Self {
        Self {
            milestone: MilestoneDoc::from(&line.milestone),
            reason: line.reason.clone(),
            owes_reason: line.owes_reason,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct PersonOnCase {
    pub audience: String,
    pub name: String,
    pub what: String,
}

impl From<&ambergate_coordinator::views::PersonLine> for PersonOnCase {
    fn from(line: &ambergate_coordinator::views::PersonLine) -> Self {
        Self {
            audience: line.audience.key().to_owned(),
            name: line.name.clone(),
            what: line.what.clone(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct FactDoc {
    pub fact: String,
    pub label: String,
    /// What it gives away: `existence`, `date`, `impact`, `patch`, …
    pub class: String,
    /// As it is typed; empty where nothing is known.
    pub value: String,
}

impl From<&FactLine> for FactDoc {
    fn from(line: &FactLine) -> Self {
        Self {
            fact: line.kind.key().to_owned(),
            label: line.label.to_owned(),
            class: word(&line.class),
            value: line.value.clone(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct RepositoryDoc {
    pub name: String,
    pub url: String,
    pub by: String,
}

impl From<&ambergate_coordinator::views::RepositoryLine> for RepositoryDoc {
    fn from(line: &ambergate_coordinator::views::RepositoryLine) -> Self {
        Self {
            name: line.name.clone(),
            url: line.url.clone(),
            by: line.by.clone(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct CommitDoc {
    pub commit: String,
    pub subject: String,
    pub by: String,
    /// Who gave it an LGTM.
    pub lgtm: Vec<String>,
}

impl From<&CommitLine> for CommitDoc {
    fn from(line: &CommitLine) -> Self {
        Self {
            commit: line.commit.clone(),
            subject: line.subject.clone(),
            by: line.by.clone(),
            lgtm: line.lgtm.clone(),
        }
    }
}

/// The decision on early notice (S30).
#[derive(Serialize, JsonSchema)]
pub struct DistributorsDoc {
    pub told_early: bool,
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
}

impl DistributorsDoc {
    fn of(view: &CaseView) -> Option<Self> {
        let decision = view.distributors.as_ref()?;
        Some(Self {
            told_early: decision.tell,
            reason: decision.reason.clone(),
            by: view.distributors_by.clone().unwrap_or_default(),
            at: decision.at,
        })
    }
}

#[derive(Serialize, JsonSchema)]
pub struct AnnouncementLineDoc {
    pub id: String,
    pub kind: String,
    /// `draft`, `sent`, `correcting`, `closed`.
    pub state: String,
    pub subject: String,
    pub revision: u32,
    pub sent_at: Option<Timestamp>,
}

impl From<&ambergate_coordinator::views::AnnouncementLine> for AnnouncementLineDoc {
    fn from(line: &ambergate_coordinator::views::AnnouncementLine) -> Self {
        Self {
            id: line.id.clone(),
            kind: line.kind.key().to_owned(),
            state: word(&line.state),
            subject: line.subject.clone(),
            revision: line.revision,
            sent_at: line.sent_at,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct ThreadDoc {
    pub audiences: Vec<String>,
    pub name: String,
    /// Names of the members who will read.
    pub members: Vec<String>,
    pub reporter: Option<String>,
    /// Who will not read it, in words.
    pub not: String,
}

impl From<&ThreadChoice> for ThreadDoc {
    fn from(choice: &ThreadChoice) -> Self {
        Self {
            audiences: audiences(choice.audiences),
            name: choice.name.clone(),
            members: choice.members.clone(),
            reporter: choice.reporter.as_ref().map(|(name, _)| name.clone()),
            not: choice.not.clone(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum EntryDoc {
    Message(LetterDoc),
    Happening {
        at: Timestamp,
        who: String,
        what: String,
        paragraph: Option<String>,
        audiences: Vec<String>,
    },
}

impl From<&TimelineItem> for EntryDoc {
    fn from(item: &TimelineItem) -> Self {
        match item {
            TimelineItem::Message(letter) => EntryDoc::Message(LetterDoc::from(letter)),
            TimelineItem::Happening(h) => EntryDoc::Happening {
                at: h.at,
                who: h.who.clone(),
                what: h.what.clone(),
                paragraph: h.paragraph.clone(),
                audiences: audiences(h.audiences),
            },
        }
    }
}
