//! What people state about a case so that the policy can be applied to it: moved targets, dates of others, broken gates,
//! what was seen in the world, the facts that only people know, the milestones that only people reach.
//!
//! What lives here: the commands, the state they leave on a case, and what may be asked. What may happen is decided in
//! `decide`, what a gate answers stands in `gates`. What must not: dates that the planner computes.

mod decide;
mod questions;
mod reached;

pub(super) use decide::decide;
pub use questions::{Question, Reading, Stated, StatedFact, asked};
pub use reached::{REACHED_BY_PEOPLE, set_elsewhere};

use super::{Case, CaseEvent};
use crate::Instant;
use crate::facts::FactKind;
use crate::ids::{MemberId, MessageId};
use crate::policy::Anchor;
use crate::report::PublicKnowledge;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody states, or decides by a gate of the policy.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// Moves the target of a clock (S25, S26). `profile`: whose clock it is.
    MoveTarget {
        profile: String,
        clock: String,
        to: Instant,
        reason: String,
        discussion: Option<Discussion>,
    },
    /// Breaks a gate, or agrees that it is broken.
    BreakGate {
        profile: String,
        gate: String,
        reason: String,
    },
    /// The upstream project that the case hangs on (S19); `None` takes it away. A change needs a reason.
    SetUpstream { upstream: Option<Upstream>, reason: String },
    /// The reporter publishes then, with a fix or without one; `None`: no longer.
    SetReporterDate { date: Option<Instant>, said: String },
    /// A working exploit is public (Vultron X), and so the matter is.
    NoteExploit(PublicKnowledge),
    /// Attacks were seen (Vultron A).
    NoteAttack { seen: Instant, evidence: String },
    /// `None`: nobody knows any more.
    StateFacts { changes: Vec<(StatedFact, Option<Stated>)> },
    /// Something happened that only people can know.
    ReachMilestone { anchor: Anchor, at: Instant, note: String },
    /// Corrects what was recorded by hand; `None`: it did not happen.
    Correct {
        anchor: Anchor,
        at: Option<Instant>,
        reason: String,
    },
    /// A named person knows of active exploitation or of a severe incident (CRA Art. 14).
    RecordAwareness {
        at: Instant,
        about: Awareness,
        evidence: String,
    },
}

/// Where a slow-down was discussed (S26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discussion {
    /// A message on this case.
    Message(MessageId),
    /// In words, where it was on the security list: a Message-ID, a link into its archive.
    Reference(String),
}

/// An upstream project whose date binds (S19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream {
    pub project: String,
    /// When it makes its side public; `None` until it has said so.
    pub date: Option<Instant>,
    pub contact: String,
    /// What it asks: its embargo, who may be told.
    pub terms: String,
}

/// What somebody became aware of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awareness {
    Exploited,
    SevereIncident,
}

impl Awareness {
    pub const ALL: [Awareness; 2] = [Awareness::Exploited, Awareness::SevereIncident];

    pub fn key(self) -> &'static str {
        match self {
            Awareness::Exploited => "exploited",
            Awareness::SevereIncident => "severe_incident",
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Awareness::Exploited => "it is actively exploited",
            Awareness::SevereIncident => "a severe incident",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// A target that was moved. The first target stays in the plan for statistics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub profile: String,
    pub clock: String,
    pub to: Instant,
    pub reason: String,
    pub discussion: Option<Discussion>,
    /// The gate by which it was allowed.
    pub gate: String,
    pub by: MemberId,
}

/// A moved target, and when that was decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    pub moved: Moved,
    pub at: Instant,
}

/// Who wants a gate broken, and since when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaking {
    pub profile: String,
    pub gate: String,
    pub reason: String,
    pub by: BTreeSet<MemberId>,
    /// When it was first asked for.
    pub since: Instant,
    /// From when on it holds nothing any more; `None`: more people have to agree, or time has to pass.
    pub broken: Option<Instant>,
}

/// An attack that somebody saw.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attack {
    pub seen: Instant,
    pub evidence: String,
    pub by: MemberId,
}

/// Who became aware of what (CRA Art. 14).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aware {
    pub at: Instant,
    pub about: Awareness,
    pub evidence: String,
    pub by: MemberId,
}

/// The reporter's own date.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReporterDate {
    pub at: Instant,
    pub said: String,
    pub by: MemberId,
}

/// A milestone that somebody recorded.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub note: String,
    pub by: MemberId,
}

/// All of it, on the row of a case. Bounded: one entry a clock, a gate, a fact, an anchor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Inputs {
    #[serde(default)]
    pub extended: Vec<Extended>,
    #[serde(default)]
    pub breaking: Vec<Breaking>,
    #[serde(default)]
    pub upstream: Option<Upstream>,
    #[serde(default)]
    pub reporter_date: Option<ReporterDate>,
    #[serde(default)]
    pub exploit: Option<PublicKnowledge>,
    #[serde(default)]
    pub attack: Option<Attack>,
    #[serde(default)]
    pub stated: BTreeMap<StatedFact, Stated>,
    #[serde(default)]
    pub recorded: BTreeMap<Anchor, Recorded>,
    #[serde(default)]
    pub aware: Option<Aware>,
    /// The end that stood on the case when an embargo was agreed on.
    #[serde(default)]
    pub agreed_end: Option<Instant>,
}

/// A text that goes to the public and names the CVE id of the case is its first public mention, unless there was one.
pub fn mention(case: &Case, text: &str, by: &MemberId, now: Instant) -> Option<CaseEvent> {
    let id = case.facts.get(&FactKind::CveId)?.text().to_lowercase();
    let text = text.to_lowercase();
    let ends = |(at, _): (usize, &str)| {
        let after = text.get(at + id.len()..).and_then(|rest| rest.chars().next());
        !after.is_some_and(|next| next.is_ascii_digit())
    };
    let named = !id.is_empty() && text.match_indices(&id).any(ends);
    let first = !case.anchors.contains_key(&Anchor::CveIdPublic);
    (named && first).then(|| CaseEvent::MilestoneReached {
        anchor: Anchor::CveIdPublic,
        at: now,
        record: Recorded {
            note: "Named in an announcement of ours.".to_owned(),
            by: by.clone(),
        },
    })
}

impl Inputs {
    /// Whether somebody recorded this by hand, so that it can be corrected.
    pub fn by_hand(&self, anchor: Anchor) -> bool {
        self.recorded.contains_key(&anchor) || anchor == Anchor::Aware && self.aware.is_some()
    }

    pub fn breaking_of(&self, profile: &str, gate: &str) -> Option<&Breaking> {
        self.breaking
            .iter()
            .find(|one| one.profile == profile && one.gate == gate)
    }
}
