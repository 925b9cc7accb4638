//! The planner: which clocks run, since when, until when, because of which paragraph. No stored job knows a deadline; it
//! is computed here from anchors, rules and now, each time.

use crate::Instant;
use crate::calendar::Calendar;
use crate::policy::{Anchor, Clock, OnPublic, Rules, Span, Start, Strength};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// When things happened. The first time counts; a later one never moves a deadline.
pub type Anchors = BTreeMap<Anchor, Instant>;

/// What the planner knows of a case beside its anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// The decision on early notice to distributors (S30), once taken.
    pub distributors_told: Option<bool>,
    /// Nothing is owed any more.
    pub ended: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the profile.
    pub milestones: Vec<Milestone>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub clock: String,
    pub act: String,
    pub title: String,
    pub from: Option<Instant>,
    /// The target that counts now; after public disclosure the moment of disclosure (as soon as possible, S18).
    pub due: Option<Instant>,
    /// The target before public disclosure, kept for statistics (S18).
    pub first_target: Option<Instant>,
    pub reached: Option<Instant>,
    pub state: State,
    pub strength: Strength,
    pub refs: Vec<String>,
    pub asap: bool,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Its start has not happened.
    Waiting,
    Open,
    DueSoon,
    Overdue,
    Met,
    MetLate,
    Cancelled,
    NotApplicable,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "Waiting",
            State::Open => "Open",
            State::DueSoon => "Due soon",
            State::Overdue => "Overdue",
            State::Met => "Met",
            State::MetLate => "Met late",
            State::Cancelled => "Cancelled",
            State::NotApplicable => "Not applicable",
        }
    }
    pub fn is_running(self) -> bool {
        matches!(self, State::Open | State::DueSoon | State::Overdue)
    }
}

impl Plan {
    /// The next instant at which something is due: the cache that lists sort by.
    pub fn next_due(&self) -> Option<Instant> {
        self.milestones
            .iter()
            .filter(|m| m.state.is_running())
            .filter_map(|m| m.due)
            .min()
    }
    pub fn milestone(&self, clock: &str) -> Option<&Milestone> {
        self.milestones.iter().find(|m| m.clock == clock)
    }
}

/// Plans every clock of the rules.
pub fn plan(anchors: &Anchors, rules: &Rules, circumstances: Circumstances, now: Instant) -> Plan {
    let milestones = rules
        .profile
        .clocks
        .iter()
        .map(|c| milestone(c, anchors, circumstances, now))
        .collect();
    Plan { milestones }
}

fn milestone(clock: &Clock, anchors: &Anchors, circumstances: Circumstances, now: Instant) -> Milestone {
    let from = anchors.get(&clock.start.anchor()).copied();
    let reached = anchors.get(&clock.until).copied();
    let first_target = from.zip(clock.max).map(|(from, max)| match clock.start {
        Start::From(_) => after(from, max),
        Start::Before(_) => from,
    });
    let public = anchors.get(&Anchor::CasePublic).copied();
    // Public disclosure acts on a clock that still ran at that moment.
    let struck = public.filter(|public| reached.is_none_or(|reached| *public <= reached));
    let asap = struck.is_some() && clock.on_public == OnPublic::Asap;
    let due = match (struck, clock.on_public, first_target) {
        (Some(public), OnPublic::Asap, Some(target)) => Some(public.min(target)),
        (_, _, target) => target,
    };
    let applies = clock.when.is_none() || circumstances.distributors_told == Some(true);
    let state = match (from, reached, first_target) {
        _ if !applies
            && circumstances.distributors_told.is_none()
            && reached.is_none()
            && circumstances.ended.is_none() =>
        {
            State::Waiting
        }
        _ if !applies && reached.is_none() => State::NotApplicable,
        (None, _, _) | (_, _, None) => State::Waiting,
        // Late is measured against the first target: disclosure by others makes nobody late.
        (_, Some(reached), Some(target)) if reached <= target => State::Met,
        (_, Some(_), _) => State::MetLate,
        _ if struck.is_some() && clock.on_public == OnPublic::Cancel => State::Cancelled,
        _ if circumstances.ended.is_some() => State::Cancelled,
        (Some(from), None, _) => running(from, due.unwrap_or(from), now),
    };
    Milestone {
        clock: clock.id.clone(),
        act: clock.act.clone(),
        title: clock.title.clone(),
        from,
        due,
        first_target,
        reached,
        state,
        strength: clock.strength,
        refs: clock.refs.clone(),
        asap,
        note: clock.note.clone(),
    }
}

/// Due soon: less than a quarter of the window is left, and less than a day.
fn running(from: Instant, due: Instant, now: Instant) -> State {
    if now > due {
        return State::Overdue;
    }
    let window = due.duration_since(from);
    let left = due.duration_since(now);
    let soon = (window / 4).min(SignedDuration::from_hours(24));
    if left <= soon { State::DueSoon } else { State::Open }
}

/// The instant that lies `span` after `from`. Business days are Monday to Friday in UTC: an instant on a weekend counts
/// as Monday 00:00.
pub fn after(from: Instant, span: Span) -> Instant {
    Calendar::utc().after(from, span).at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{COREDNS, Profile};
    use proptest::prelude::*;

    fn rules() -> Rules {
        Rules::of(Profile::read("coredns.toml", COREDNS).unwrap())
    }
    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }
    fn state(anchors: &[(Anchor, &str)], clock: &str, now: &str) -> (State, Option<Instant>) {
        let anchors = anchors.iter().map(|(a, t)| (*a, at(t))).collect();
        let plan = plan(&anchors, &rules(), Circumstances::default(), at(now));
        let m = plan.milestone(clock).unwrap().clone();
        (m.state, m.due)
    }

    const REPORTED: (Anchor, &str) = (Anchor::ReportReceived, "2025-09-03T00:14:00Z");

    #[test]
    fn the_windows_of_the_replay_run_from_the_report() {
        for (clock, due) in [
            ("fix_team_named", "2025-09-04T00:14:00Z"),
            ("severity_set", "2025-09-10T00:14:00Z"),
            ("distributors_decided", "2025-09-17T00:14:00Z"),
            ("released", "2025-09-24T00:14:00Z"),
        ] {
            assert_eq!(
                state(&[REPORTED], clock, "2025-09-03T01:00:00Z"),
                (State::Open, Some(at(due))),
                "{clock}"
            );
        }
    }

    #[test]
    fn a_clock_becomes_due_soon_then_overdue_and_is_met_late_after_that() {
        let named = (Anchor::FixTeamNamed, "2025-09-04T00:14:01Z");
        assert_eq!(
            state(&[REPORTED], "fix_team_named", "2025-09-03T18:14:00Z").0,
            State::DueSoon
        );
        assert_eq!(
            state(&[REPORTED], "fix_team_named", "2025-09-04T00:14:00Z").0,
            State::DueSoon
        );
        assert_eq!(
            state(&[REPORTED], "fix_team_named", "2025-09-04T00:14:01Z").0,
            State::Overdue
        );
        assert_eq!(
            state(&[REPORTED, named], "fix_team_named", "2025-09-05T00:00:00Z").0,
            State::MetLate
        );
    }

    #[test]
    fn public_disclosure_makes_everything_due_at_once_and_keeps_the_first_targets() {
        let public = (Anchor::CasePublic, "2025-09-05T06:00:00Z");
        let anchors: Anchors = [REPORTED, public].iter().map(|(a, t)| (*a, at(t))).collect();
        let plan = plan(&anchors, &rules(), Circumstances::default(), at("2025-09-05T07:00:00Z"));
        let released = plan.milestone("released").unwrap();
        assert_eq!(released.due, Some(at("2025-09-05T06:00:00Z")));
        assert_eq!(released.first_target, Some(at("2025-09-24T00:14:00Z")));
        assert!(released.asap && released.state == State::Overdue);
        let done = [REPORTED, public, (Anchor::Released, "2025-09-06T00:00:00Z")];
        assert_eq!(
            state(&done, "released", "2025-09-07T00:00:00Z").0,
            State::Met,
            "met against the first target"
        );
    }

    #[test]
    fn the_distributors_clock_waits_for_the_decision() {
        let anchors: Anchors = [REPORTED].iter().map(|(a, t)| (*a, at(t))).collect();
        let now = at("2025-09-04T00:00:00Z");
        let with = |told| {
            let circumstances = Circumstances {
                distributors_told: told,
                ended: None,
            };
            plan(&anchors, &rules(), circumstances, now)
                .milestone("list_notified")
                .unwrap()
                .state
        };
        assert_eq!(with(None), State::Waiting);
        assert_eq!(with(Some(false)), State::NotApplicable);
        assert_eq!(with(Some(true)), State::Open);
    }

    #[test]
    fn a_business_day_skips_the_weekend() {
        // 2025-09-05 is a Friday.
        assert_eq!(
            after(at("2025-09-05T16:00:00Z"), Span::BusinessDays(1)),
            at("2025-09-08T16:00:00Z")
        );
        assert_eq!(
            after(at("2025-09-06T16:00:00Z"), Span::BusinessDays(1)),
            at("2025-09-09T00:00:00Z")
        );
        assert_eq!(
            after(at("2025-09-03T00:14:00Z"), Span::BusinessDays(1)),
            at("2025-09-04T00:14:00Z")
        );
    }

    proptest! {
        #[test]
        fn later_anchors_never_move_a_target(hours in 0i64..2_000, later in 1i64..500) {
            let start = at("2025-09-03T00:14:00Z");
            let now = start + SignedDuration::from_hours(hours);
            let anchors = Anchors::from([(Anchor::ReportReceived, start)]);
            let before = plan(&anchors, &rules(), Circumstances::default(), now);
            let mut more = anchors.clone();
            more.insert(Anchor::SeveritySet, start + SignedDuration::from_hours(later));
            more.insert(Anchor::LeadNamed, start + SignedDuration::from_hours(later));
            let after = plan(&more, &rules(), Circumstances::default(), now);
            for (a, b) in before.milestones.iter().zip(&after.milestones) {
                prop_assert_eq!(a.due, b.due);
                prop_assert_eq!(a.first_target, b.first_target);
            }
        }
    }
}
