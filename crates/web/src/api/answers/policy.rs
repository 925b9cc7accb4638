//! What the policies of a case ask, allow and keep back, as the API shows it.

use super::{LegalDoc, PublicDoc};
use ambergate_coordinator::policies::{Met, Pinned};
use ambergate_coordinator::views::{AskLine, CasePolicyView, GateLine, MovableLine, MovedLine, RecordedLine};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct PolicyDoc {
    /// The profiles that bind the case, the project's own first.
    pub profiles: Vec<PinDoc>,
    /// Ids of profiles that can be bound too.
    pub bindable: Vec<String>,
    pub asked: Vec<AskDoc>,
    pub targets: Vec<TargetDoc>,
    pub moved: Vec<MovedDoc>,
    /// Gates that keep something back, were asked to be broken, or were.
    pub gates: Vec<PolicyGateDoc>,
    pub upstream: Option<UpstreamDoc>,
    /// When the reporter publishes, whatever we do.
    pub reporter_date: Option<Timestamp>,
    pub exploit: Option<PublicDoc>,
    pub attack: Option<AttackDoc>,
    pub aware: Option<RecordedDoc>,
    pub recorded: Vec<RecordedDoc>,
    /// Milestones that can still be recorded by hand.
    pub recordable: Vec<String>,
    /// What was recorded by hand and can be corrected.
    pub correctable: Vec<String>,
    /// Rules that cannot all be kept.
    pub conflicts: Vec<String>,
    /// What the project states for the product of this case under the Cyber Resilience Act; absent: nothing.
    pub legal: Option<LegalDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct PinDoc {
    pub profile: String,
    /// The version that the case is pinned to.
    pub version: String,
    pub name: String,
    /// The version that the instance plans by; absent where it has none.
    pub used: Option<String>,
    pub other_versions: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct AskDoc {
    pub fact: String,
    pub question: String,
    /// Empty: not known.
    pub answer: String,
    /// The only answers, where there are only some.
    pub values: Vec<String>,
    pub read_by: Vec<String>,
}

/// A clock whose target can be moved.
#[derive(Serialize, JsonSchema)]
pub struct TargetDoc {
    pub profile: String,
    pub clock: String,
    pub title: String,
    pub due: Option<Timestamp>,
    /// What keeps it where it is; absent: it may be moved.
    pub shut: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct MovedDoc {
    pub title: String,
    pub first_target: Option<Timestamp>,
    pub to: Timestamp,
    pub reason: String,
    pub discussion: Option<String>,
    pub by: String,
    pub at: Timestamp,
}

#[derive(Serialize, JsonSchema)]
pub struct PolicyGateDoc {
    pub profile: String,
    pub gate: String,
    pub title: String,
    pub refs: Vec<String>,
    pub says: String,
    pub agreed: Vec<String>,
    pub needed: usize,
    pub broken: Option<Timestamp>,
}

#[derive(Serialize, JsonSchema)]
pub struct UpstreamDoc {
    pub project: String,
    pub date: Option<Timestamp>,
    pub contact: String,
    pub terms: String,
}

#[derive(Serialize, JsonSchema)]
pub struct AttackDoc {
    pub seen: Timestamp,
    pub evidence: String,
}

#[derive(Serialize, JsonSchema)]
pub struct RecordedDoc {
    pub what: String,
    pub at: Option<Timestamp>,
    pub note: String,
    pub by: String,
}

impl From<&CasePolicyView> for PolicyDoc {
    fn from(view: &CasePolicyView) -> Self {
        Self {
            profiles: view.pins.iter().map(PinDoc::from).collect(),
            bindable: view.bindable.iter().map(|(id, _, _)| id.clone()).collect(),
            asked: view.asks.iter().map(AskDoc::from).collect(),
            targets: view.movable.iter().map(TargetDoc::from).collect(),
            moved: view.moved.iter().map(MovedDoc::from).collect(),
            gates: view.gates.iter().map(PolicyGateDoc::from).collect(),
            upstream: view.upstream.as_ref().map(|line| UpstreamDoc {
                project: line.upstream.project.clone(),
                date: line.upstream.date,
                contact: line.upstream.contact.clone(),
                terms: line.upstream.terms.clone(),
            }),
            reporter_date: view.reporter_date.as_ref().map(|date| date.at),
            exploit: view.exploit.as_ref().map(PublicDoc::from),
            attack: view.attack.as_ref().map(|attack| AttackDoc {
                seen: attack.seen,
                evidence: attack.evidence.clone(),
            }),
            aware: view.aware.as_ref().map(RecordedDoc::from),
            recorded: view.recorded.iter().map(RecordedDoc::from).collect(),
            recordable: view.recordable.iter().map(|anchor| anchor.key().to_owned()).collect(),
            correctable: view.correctable.iter().map(|anchor| anchor.key().to_owned()).collect(),
            conflicts: view.conflicts.clone(),
            legal: view.legal.as_ref().map(LegalDoc::from),
        }
    }
}

impl From<&Pinned> for PinDoc {
    fn from(pin: &Pinned) -> Self {
        Self {
            profile: pin.id.clone(),
            version: pin.version.clone(),
            name: pin.name.clone(),
            used: match &pin.met {
                Met::AsPinned => Some(pin.version.clone()),
                Met::By(other) => Some(other.clone()),
                Met::Gone => None,
            },
            other_versions: pin.others.clone(),
        }
    }
}

impl From<&AskLine> for AskDoc {
    fn from(line: &AskLine) -> Self {
        Self {
            fact: line.fact.key().to_owned(),
            question: line.question.to_owned(),
            answer: line.answer.clone(),
            values: line.values.clone(),
            read_by: line.for_the_sake_of.clone(),
        }
    }
}

impl From<&MovableLine> for TargetDoc {
    fn from(line: &MovableLine) -> Self {
        Self {
            profile: line.profile.clone(),
            clock: line.clock.clone(),
            title: line.title.clone(),
            due: line.due,
            shut: line.shut.clone(),
        }
    }
}

impl From<&MovedLine> for MovedDoc {
    fn from(line: &MovedLine) -> Self {
        Self {
            title: line.title.clone(),
            first_target: line.first_target,
            to: line.to,
            reason: line.reason.clone(),
            discussion: line.discussion.clone(),
            by: line.by.clone(),
            at: line.at,
        }
    }
}

impl From<&GateLine> for PolicyGateDoc {
    fn from(line: &GateLine) -> Self {
        Self {
            profile: line.profile.clone(),
            gate: line.gate.clone(),
            title: line.title.clone(),
            refs: line.refs.clone(),
            says: line.says.clone(),
            agreed: line.agreed.clone(),
            needed: line.needed,
            broken: line.broken,
        }
    }
}

impl From<&RecordedLine> for RecordedDoc {
    fn from(line: &RecordedLine) -> Self {
        Self {
            what: line.what.clone(),
            at: line.at,
            note: line.note.clone(),
            by: line.by.clone(),
        }
    }
}
