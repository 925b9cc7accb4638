//! What the planner knows of a case beside the rules: what happened, what is planned, and the decisions that move a
//! target. Nothing is planned here.

use crate::Instant;
use crate::condition::CaseFacts;
use crate::condition::declared::{DISTRIBUTORS_TOLD, EXPLOIT_PUBLIC, EXPLOITED, PATCH_READY, PUBLIC};
use crate::policy::Anchor;
use std::collections::{BTreeMap, BTreeSet};

/// When things happened. The first time counts; a later one never moves a deadline.
pub type Anchors = BTreeMap<Anchor, Instant>;

/// What the planner knows of a case beside its anchors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circumstances {
    /// What conditions read. Whether it is public follows from the anchors where it is not said.
    pub facts: CaseFacts,
    /// Nothing is owed any more.
    pub ended: Option<Instant>,
    /// What is agreed on but has not happened: release day, end of the embargo. A new date is simply another one here;
    /// several cases that share a release have the same.
    pub planned: Anchors,
    /// Targets that were moved (S25, S26), in the order in which that was decided.
    pub extended: Vec<Extension>,
    /// Gates that somebody entitled broke.
    pub broken: Vec<Broken>,
    /// Each time that the case was opened again, in order.
    pub reopened: Vec<Reopening>,
    /// The last time that something happened, for clocks that start again each time.
    pub latest: Anchors,
}

/// A target that was moved by a decision. A deadline never moves without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub profile: String,
    pub clock: String,
    /// The new target.
    pub to: Instant,
    pub reason: String,
    /// When it was decided.
    pub decided: Instant,
}

/// A gate that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub profile: String,
    pub gate: String,
    /// From when on it no longer holds anything: the decision and its delay.
    pub from: Instant,
}

/// The case was opened again, because the fix was incomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// Clocks that run again count from here where what they count from is not itself done again.
    pub at: Instant,
    /// What must be reached again. What was met the first time stays in the plan.
    pub again: BTreeSet<Anchor>,
    /// When it was, this time.
    pub reached: Anchors,
}

impl Reopening {
    /// A fix that turned out to be incomplete: everything from the fix to the record is done again, and whether the rest is
    /// publicly known is asked anew.
    pub fn of_an_incomplete_fix(at: Instant) -> Self {
        use Anchor::{
            AdvisoryPublished, CandidatePatch, CasePublic, Closed, CorrectiveMeasureAvailable, CvePublished,
            CveRequested, CveReserved, DistributorsDecided, EmbargoAgreed, EmbargoEnd, ExistenceAnnounced,
            FinalNoticeSent, FixInPublicRepository, FixReady, ListNotified, MitigationReady, ReleasePlanned, Released,
            RetrospectiveDone, SeveritySet,
        };
        let again = [
            SeveritySet,
            MitigationReady,
            CandidatePatch,
            FixReady,
            CveRequested,
            CveReserved,
            ExistenceAnnounced,
            DistributorsDecided,
            ListNotified,
            FinalNoticeSent,
            EmbargoAgreed,
            EmbargoEnd,
            ReleasePlanned,
            Released,
            AdvisoryPublished,
            CvePublished,
            CasePublic,
            FixInPublicRepository,
            CorrectiveMeasureAvailable,
            RetrospectiveDone,
            Closed,
        ];
        Self {
            at,
            again: again.into(),
            reached: Anchors::new(),
        }
    }
}

impl Circumstances {
    /// The facts, with what follows from what happened. What nobody said and nothing shows stays unknown.
    pub(super) fn known(&self, anchors: &Anchors) -> CaseFacts {
        let mut facts = self.facts.clone();
        let last = self.reopened.last();
        let happened = |anchor: Anchor| match last {
            Some(reopening) if reopening.again.contains(&anchor) => reopening.reached.contains_key(&anchor),
            _ => anchors.contains_key(&anchor),
        };
        if !facts.knows("public") {
            facts.set(PUBLIC, happened(Anchor::CasePublic));
        }
        for (name, set, anchor) in [
            ("exploited", EXPLOITED, Anchor::AttackSeen),
            ("exploit_public", EXPLOIT_PUBLIC, Anchor::ExploitPublic),
            ("patch.ready", PATCH_READY, Anchor::FixReady),
        ] {
            if happened(anchor) && !facts.knows(name) {
                facts.set(set, true);
            }
        }
        // What was done counts more than what was decided.
        if happened(Anchor::ListNotified) {
            facts.set(DISTRIBUTORS_TOLD, true);
        }
        facts
    }

    /// Whether this gate was broken and no longer holds anything now.
    pub(super) fn has_broken(&self, profile: &str, gate: &str, now: Instant) -> bool {
        let broken = |one: &Broken| one.profile == profile && one.gate == gate && one.from <= now;
        self.broken.iter().any(broken)
    }
}
