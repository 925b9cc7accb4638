//! One case in numbers. What must not live here: anything over several cases.

use super::seconds_between;
use crate::Instant;
use crate::case::Case;
use crate::ids::{CaseId, MemberId};
use crate::planner::{Milestone, Plan, State};
use crate::policy::Anchor;
use crate::severity::Rating;
use crate::vultron::{CsEvent, Known, of_case};
use std::collections::BTreeMap;

/// What is counted of a case. It holds no word of the case beside ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    pub case: CaseId,
    pub opened: Instant,
    pub rating: Rating,
    pub lead: Option<MemberId>,
    /// When the fix was released, or the case ended without one; none while it is open.
    pub done: Option<Instant>,
    /// The earliest public knowledge of the vulnerability or of an exploit. A forthcoming-fix announcement is none: it does
    /// not say what is wrong.
    pub public: Option<Instant>,
    pub exposure: Exposure,
    pub marks: Vec<Mark>,
    /// Clocks that are overdue now; zero for a case that is done.
    pub overdue: u32,
    /// By member, over all commits.
    pub lgtms: BTreeMap<MemberId, u32>,
    /// The events of the case state in their order.
    pub history: Vec<CsEvent>,
}

/// S3: the time that people could be attacked with public knowledge and had no fix. In seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Until the release: max(0, release - earliest public knowledge).
    Released(i64),
    /// Public and without a release: so far.
    Growing(i64),
    /// Open, and not public.
    NotYet,
    /// Ended without a release: not a vulnerability of ours, or none that is fixed.
    None,
}

/// A milestone of a case against its first target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub clock: String,
    pub state: State,
    /// From the clock's start to its first target, in seconds.
    pub window: i64,
    /// From the clock's start to the milestone, in seconds; none while it is not reached.
    pub taken: Option<i64>,
    /// Past the first target by so many seconds, at the milestone or, while it is not reached, now.
    pub late_by: Option<i64>,
}

impl Exposure {
    pub fn released(self) -> Option<i64> {
        match self {
            Exposure::Released(seconds) => Some(seconds),
            Exposure::Growing(_) | Exposure::NotYet | Exposure::None => None,
        }
    }
    pub fn growing(self) -> Option<i64> {
        match self {
            Exposure::Growing(seconds) => Some(seconds),
            Exposure::Released(_) | Exposure::NotYet | Exposure::None => None,
        }
    }
    pub fn key(self) -> &'static str {
        match self {
            Exposure::Released(_) => "released",
            Exposure::Growing(_) => "growing",
            Exposure::NotYet => "not_public",
            Exposure::None => "no_release",
        }
    }
}

impl Mark {
    /// The time taken in thousandths of the window. None where it is not reached, or the window has no length.
    pub fn share(&self) -> Option<i64> {
        self.taken?.saturating_mul(1_000).checked_div(self.window)
    }

    /// None for a clock that says nothing of this case: it waits, does not apply, or was cancelled.
    fn of(milestone: &Milestone, now: Instant) -> Option<Self> {
        let (Some(from), Some(target)) = (milestone.from, milestone.first_target) else {
            return None;
        };
        let (taken, until) = match milestone.state {
            State::Met | State::MetLate => (milestone.reached, milestone.reached?),
            State::Open | State::DueSoon | State::Overdue => (None, now),
            State::Waiting | State::Cancelled | State::NotApplicable => return None,
        };
        let late = seconds_between(target, until);
        Some(Self {
            clock: milestone.clock.clone(),
            state: milestone.state,
            window: seconds_between(from, target),
            taken: taken.map(|reached| seconds_between(from, reached)),
            late_by: (until > target).then_some(late),
        })
    }
}

impl Measured {
    pub(super) fn of(case: &Case, plan: &Plan, known: &Known, now: Instant) -> Option<Self> {
        let (Some(id), Some(opened)) = (case.id.clone(), case.opened) else {
            return None;
        };
        let release = earliest([case.anchors.get(&Anchor::Released).copied(), case.published]);
        let ended = case.ended.map(|(_, at)| at);
        let public = earliest([
            case.public.as_ref().map(|public| public.seen),
            case.anchors.get(&Anchor::CasePublic).copied(),
            known.exploit_public,
        ]);
        let exposure = match (release, public, ended) {
            (Some(release), public, _) => {
                Exposure::Released(public.map_or(0, |public| seconds_between(public, release)))
            }
            (None, _, Some(_)) => Exposure::None,
            (None, Some(public), None) => Exposure::Growing(seconds_between(public, now)),
            (None, None, None) => Exposure::NotYet,
        };
        let done = release.or(ended);
        let mut lgtms: BTreeMap<MemberId, u32> = BTreeMap::new();
        for reader in case.commits.iter().flat_map(|commit| &commit.lgtm) {
            *lgtms.entry(reader.clone()).or_default() += 1;
        }
        let overdue = plan.milestones.iter().filter(|m| m.state == State::Overdue).count();
        Some(Self {
            case: id,
            opened,
            rating: case.severity.as_ref().map_or(Rating::None, |s| s.rating()),
            lead: case.lead.clone(),
            done,
            public,
            exposure,
            marks: plan.milestones.iter().filter_map(|m| Mark::of(m, now)).collect(),
            overdue: if done.is_some() { 0 } else { super::counted(overdue) },
            lgtms,
            history: of_case(case, known).history(),
        })
    }
}

fn earliest<const N: usize>(instants: [Option<Instant>; N]) -> Option<Instant> {
    instants.into_iter().flatten().min()
}
