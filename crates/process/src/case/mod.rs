//! The case: a report that people decided to work on, under embargo, until it is public. [`decide`] says what may
//! happen, [`Case::apply`] what is true after it, [`react`] what the outside world must be told.

mod apply;
mod command;
mod decide;
mod event;
pub mod gates;
pub mod inputs;
mod known;
mod react;
mod refusal;

pub use command::Command;
pub use decide::decide;
pub use event::CaseEvent;
pub use known::{circumstances, known, machines};
pub use react::{Errand, react};
pub use refusal::Refusal;

use crate::Instant;
use crate::access::Audiences;
use crate::aggregate::{Aggregate, Clear, Headline, Kind};
use crate::facts::Facts;
use crate::ids::{AnnouncementId, CaseId, MemberId, OutsiderId, ProjectId, PublicationId, ReportId, RepositoryId};
use crate::planner::{Anchors, Plan, plan};
use crate::policy::{Anchor, MessageKind, Rules};
use crate::report::{CreditWish, PublicKnowledge};
use crate::severity::Severity;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far the case has come. Only the publication act reaches `Released`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A report that nobody made a case yet; a case itself begins embargoed.
    #[default]
    Received,
    Embargoed,
    /// The forthcoming fix is announced; the rest is still under embargo.
    Announced,
    Released,
    Closed,
}

impl Phase {
    pub const ALL: [Phase; 5] = [
        Phase::Received,
        Phase::Embargoed,
        Phase::Announced,
        Phase::Released,
        Phase::Closed,
    ];
    pub fn word(self) -> &'static str {
        match self {
            Phase::Received => "Received",
            Phase::Embargoed => "Embargoed",
            Phase::Announced => "Announced",
            Phase::Released => "Released",
            Phase::Closed => "Closed",
        }
    }
    pub fn key(self) -> &'static str {
        match self {
            Phase::Received => "received",
            Phase::Embargoed => "embargoed",
            Phase::Announced => "announced",
            Phase::Released => "released",
            Phase::Closed => "closed",
        }
    }
    /// The clear column of the row.
    pub fn rank(self) -> i64 {
        match self {
            Phase::Received => 0,
            Phase::Embargoed => 1,
            Phase::Announced => 2,
            Phase::Released => 3,
            Phase::Closed => 4,
        }
    }
    pub fn from_rank(rank: i64) -> Self {
        Phase::ALL.into_iter().find(|p| p.rank() == rank).unwrap_or_default()
    }
    pub fn is_embargoed(self) -> bool {
        matches!(self, Phase::Received | Phase::Embargoed | Phase::Announced)
    }
}

/// A report that belongs to the case. The first one is the case's origin; the others are duplicates that keep their
/// reporter's thread and credit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedReport {
    pub report: ReportId,
    pub reporter: OutsiderId,
    pub name: String,
    pub arrived: Instant,
    pub assumed: Option<String>,
    pub credit: CreditWish,
    /// Whether a mail to the reporter can go out at all.
    pub has_mail: bool,
    pub clear_mail: bool,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    pub id: RepositoryId,
    pub name: String,
    pub url: String,
    pub by: MemberId,
    pub at: Instant,
}

/// A commit of the fix and who has read it (S24).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixCommit {
    pub commit: String,
    pub subject: String,
    pub by: MemberId,
    pub lgtm: BTreeSet<MemberId>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub kind: MessageKind,
    pub state: AnnouncementState,
    pub subject: String,
    /// SHA-256 of the exact text; an approval names it.
    pub digest: String,
    pub drafted_by: MemberId,
    pub drafted_at: Instant,
    pub revision: u32,
    /// The digest of the text that is out, where a correction is being drafted.
    pub sent_digest: Option<String>,
    pub sent_at: Option<Instant>,
    pub publication: PublicationId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementState {
    Draft,
    Sent,
    /// Sent, and a correction is drafted.
    Correcting,
    /// The release closed it.
    Closed,
}

/// The decision on early notice to distributors (S30): yes or no, with reasons, by whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistributorsDecision {
    pub tell: bool,
    pub reason: String,
    pub by: MemberId,
    pub at: Instant,
}

/// Why a case ended without or after publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Done,
    NotSecurity,
    Duplicate,
    OtherVendor,
    Obsolete,
}

impl Ending {
    pub const ALL: [Ending; 5] = [
        Ending::Done,
        Ending::NotSecurity,
        Ending::Duplicate,
        Ending::OtherVendor,
        Ending::Obsolete,
    ];
    pub fn key(self) -> &'static str {
        match self {
            Ending::Done => "done",
            Ending::NotSecurity => "not_security",
            Ending::Duplicate => "duplicate",
            Ending::OtherVendor => "other_vendor",
            Ending::Obsolete => "obsolete",
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Ending::Done => "published and done",
            Ending::NotSecurity => "not security",
            Ending::Duplicate => "duplicate of another case",
            Ending::OtherVendor => "another vendor's product",
            Ending::Obsolete => "obsolete version",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        Ending::ALL.into_iter().find(|e| e.key() == key)
    }
}

/// The row: bounded state only. Messages, files and drafts are entries beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Case {
    pub id: Option<CaseId>,
    pub project: Option<ProjectId>,
    /// The working title, for those who work on the case; the public title is a fact.
    pub title: String,
    pub phase: Phase,
    pub opened: Option<Instant>,
    pub opened_by: Option<MemberId>,
    /// Profile id and version.
    pub profile: (String, String),
    pub reports: Vec<LinkedReport>,
    pub anchors: Anchors,
    pub public: Option<PublicKnowledge>,
    pub lead: Option<MemberId>,
    pub lead_since: Option<Instant>,
    pub team: BTreeSet<MemberId>,
    pub repositories: Vec<Repository>,
    pub commits: Vec<FixCommit>,
    pub severity: Option<Severity>,
    pub facts: Facts,
    /// By clock id: why it came late (S17).
    pub reasons: BTreeMap<String, String>,
    pub distributors: Option<DistributorsDecision>,
    pub announcements: Vec<Announcement>,
    pub publication: Option<PublicationId>,
    pub published: Option<Instant>,
    pub ended: Option<(Ending, Instant)>,
    pub messages: u32,
    /// What people stated so that the policy can be applied.
    #[serde(default)]
    pub inputs: inputs::Inputs,
    /// The pinned profiles of others that bind the case too, id and version.
    #[serde(default)]
    pub others: Vec<(String, String)>,
}

impl Case {
    /// As the people wished to be credited; nobody is named who did not choose to be (S7).
    pub fn credits(&self) -> Vec<String> {
        let named = |r: &LinkedReport| match &r.credit {
            CreditWish::As(name) => Some(name.clone()),
            CreditWish::Anonymous => Some("an anonymous reporter".to_owned()),
            CreditWish::NotSaid => None,
        };
        let mut names: Vec<String> = Vec::new();
        for name in self.reports.iter().filter_map(named) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The report that the case was opened from.
    pub fn origin(&self) -> Option<&LinkedReport> {
        self.reports.first()
    }

    pub fn announcement(&self, id: &AnnouncementId) -> Option<&Announcement> {
        self.announcements.iter().find(|a| &a.id == id)
    }

    /// The announcement of this kind that is drafted or out.
    pub fn current(&self, kind: MessageKind) -> Option<&Announcement> {
        self.announcements.iter().rev().find(|a| a.kind == kind)
    }

    pub fn is_on_team(&self, member: &MemberId) -> bool {
        self.team.contains(member) || self.lead.as_ref() == Some(member)
    }

    /// The phase that counts for who is told what. Closing widens nothing: a case that ends without the publication act
    /// stays to everybody outside what it was to them (invariant 11).
    pub fn told(&self) -> Phase {
        match (self.phase, self.published) {
            (Phase::Closed, None) if self.anchors.contains_key(&Anchor::ExistenceAnnounced) => Phase::Announced,
            (Phase::Closed, None) => Phase::Embargoed,
            (phase, _) => phase,
        }
    }

    /// Commits that still need somebody's LGTM (S24).
    pub fn unread_commits(&self) -> impl Iterator<Item = &FixCommit> {
        self.commits.iter().filter(|c| c.lgtm.is_empty())
    }
}

/// Which clocks run, since when, until when, because of which paragraph.
pub fn agenda(case: &Case, rules: &Rules, now: Instant) -> Plan {
    let circumstances = circumstances(case, rules);
    plan(&case.anchors, rules, &circumstances, now)
}

/// Clocks that came late and still lack a reason (S17).
pub fn owed_reasons(case: &Case, plan: &Plan) -> Vec<String> {
    use crate::planner::State;
    plan.milestones
        .iter()
        .filter(|m| matches!(m.state, State::Overdue | State::MetLate) && !m.asap)
        .filter(|m| !case.reasons.contains_key(&m.clock))
        .map(|m| m.clock.clone())
        .collect()
}

/// The sets of audiences that a message on this case can go to, the narrowest first.
pub fn threads(case: &Case) -> Vec<Audiences> {
    let mut sets = vec![Audiences::PST, Audiences::TEAM];
    if !case.reports.is_empty() {
        sets.push(Audiences::DISCLOSURE);
        sets.push(Audiences::REPORTER);
    }
    sets
}

impl Aggregate for Case {
    const KIND: Kind = Kind::Case;
    type Id = CaseId;
    type Event = CaseEvent;

    fn apply(&mut self, event: &CaseEvent, at: Instant) {
        apply::apply(self, event, at);
    }

    fn clear(&self) -> Clear {
        Clear {
            phase: self.phase.rank(),
            severity_rank: self.severity.as_ref().map_or(0, |s| s.rating().rank()),
            lead: self.lead.as_ref().map(ToString::to_string),
            opened: self.opened,
            closed: self.ended.map(|(_, at)| at),
            case: None,
            granted: self.team.iter().map(ToString::to_string).collect(),
        }
    }

    fn headline(&self) -> Headline {
        Headline::new(&self.title, "")
    }
}
