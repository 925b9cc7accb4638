//! The planner: which clocks run, since when, until when, because of which paragraph. No stored job knows a deadline; it
//! is computed here from anchors, rules and now, each time.
//!
//! What lives here: the plan and how it is read. How one clock is counted stands in `milestone`, what several profiles
//! allow together in `network`. What must not: a clock on the wall, and any decision about what to do.

mod circumstances;
mod difference;
mod hold;
mod milestone;
mod network;
mod rule;
pub mod said;
pub mod scenario;
mod what_if;
mod wishes;

pub use circumstances::{Anchors, Broken, Circumstances, Extension, Reopening};
pub use difference::{Difference, differences, if_it_happened, new_conflicts};
pub use hold::{Conflict, Hold, HoldKind, Side};
pub use milestone::{Milestone, State, Warning};
pub use what_if::{Change, what_if};

use crate::Instant;
use crate::policy::{Anchor, Rules, Span, Start};
use std::collections::BTreeMap;

/// What is owed, what may be, and what cannot be.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The clocks of every profile, the project's own first, in the order of the profile. What was met before a case was
    /// reopened comes before.
    pub milestones: Vec<Milestone>,
    /// What the binding rules of all profiles together leave open for what has not happened yet.
    pub windows: BTreeMap<Anchor, Window>,
    /// Binding rules that cannot all be kept.
    pub conflicts: Vec<Conflict>,
}

/// The time that binding rules leave for something: clocks that must be kept, embargoes, finders' and upstream dates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    pub earliest: Option<Instant>,
    pub latest: Option<Instant>,
    /// The rules that speak of it.
    pub holds: Vec<Hold>,
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

    /// The clock of this id in the current round; of several profiles with it, the project's own.
    pub fn milestone(&self, clock: &str) -> Option<&Milestone> {
        let round = self
            .milestones
            .iter()
            .filter(|m| m.clock == clock)
            .map(|m| m.round)
            .max()?;
        self.milestones.iter().find(|m| m.clock == clock && m.round == round)
    }

    /// The clock of this id in this profile, in the current round.
    pub fn milestone_of(&self, profile: &str, clock: &str) -> Option<&Milestone> {
        self.milestones
            .iter()
            .rev()
            .find(|m| m.clock == clock && m.profile == profile)
    }
}

/// Plans every clock of the rules.
pub fn plan(anchors: &Anchors, rules: &Rules, circumstances: &Circumstances, now: Instant) -> Plan {
    let facts = circumstances.known(anchors);
    let mut milestones = Vec::new();
    let mut scene = milestone::Scene::first(anchors, circumstances, &facts, now);
    for reopening in &circumstances.reopened {
        let ruled = rule::Ruled::new(rules, &scene);
        let again = each(rules, &scene, &ruled).filter(|m| m.reached.is_some() && reopening.again.contains(&m.until));
        milestones.extend(again);
        scene = scene.again(reopening);
    }
    let ruled = rule::Ruled::new(rules, &scene);
    milestones.extend(each(rules, &scene, &ruled));
    let mut windows = network::windows(&ruled, &scene);
    wishes::without_clock(&mut windows, rules, &scene);
    Plan {
        milestones,
        windows,
        conflicts: network::conflicts(&ruled, &scene),
    }
}

fn each<'s>(
    rules: &'s Rules,
    scene: &'s milestone::Scene<'s>,
    ruled: &'s rule::Ruled<'s>,
) -> impl Iterator<Item = Milestone> + 's {
    rules.each().flat_map(move |(profile, calendar)| {
        let clocks = profile.clocks.iter();
        clocks.map(move |clock| milestone::milestone(clock, (profile, calendar), rules, scene, ruled))
    })
}

/// When a report that arrived now will have been answered by, if the project's own profile says.
pub fn first_answer_by(rules: &Rules, received: Instant) -> Option<Instant> {
    let (profile, calendar) = rules.each().next()?;
    let answers = |start, until| start == Start::From(Anchor::ReportReceived) && until == Anchor::FirstAnswer;
    let clock = profile.clocks.iter().find(|clock| answers(clock.start, clock.until))?;
    Some(calendar.after(received, clock.max?).at)
}

/// The instant that lies `span` after `from`, business days being Monday to Friday in UTC.
pub fn after(from: Instant, span: Span) -> Instant {
    crate::calendar::Calendar::utc().after(from, span).at
}

#[cfg(test)]
mod tests;
