//! What binding rules leave open together. Every instant that has not come yet has a lower and an upper end; rules pull
//! at them until nothing moves. Where a lower end passes an upper one, the rules cannot all be kept, and leaving rules out
//! one by one finds the smallest set that cannot.

use super::Window;
use super::hold::{Conflict, HoldKind, Side};
use super::milestone::Scene;
use super::rule::{Between, Edge, Rule, Ruled};
use crate::Instant;
use crate::calendar::Span;
use crate::policy::Anchor;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// The ends of every anchor; `None` is open.
struct Ends {
    low: [Option<Instant>; COUNT],
    high: [Option<Instant>; COUNT],
    /// Where nothing lies before this: a date that has passed then binds no more. It is overdue, not a conflict.
    since: Option<Instant>,
}

const COUNT: usize = Anchor::ALL.len();

/// What binding rules leave open for everything that has not happened and that some rule speaks of.
pub(super) fn windows(ruled: &Ruled<'_>, scene: &Scene<'_>) -> BTreeMap<Anchor, Window> {
    let rules: Vec<&Rule<'_>> = ruled
        .rules
        .iter()
        .filter(|rule| rule.kind != HoldKind::Planned)
        .collect();
    if rules.is_empty() {
        return BTreeMap::new();
    }
    let mut ends = Ends::of(scene, None);
    ends.pull(&rules);
    let mut windows = BTreeMap::new();
    for anchor in Anchor::ALL
        .iter()
        .copied()
        .filter(|anchor| scene.reached(*anchor).is_none())
    {
        let (earliest, latest) = (ends.low(anchor), ends.high(anchor));
        if earliest.is_none() && latest.is_none() {
            continue;
        }
        let holds = rules.iter().filter(|rule| rule.is_about(anchor)).map(|rule| {
            let (not_before, not_after) = rule.dates(anchor, scene);
            let side = if not_after.is_none() && not_before.is_some() {
                Side::NotBefore
            } else {
                Side::NotAfter
            };
            rule.hold(side, not_after.or(not_before))
        });
        let window = Window {
            earliest,
            latest,
            holds: holds.collect(),
        };
        windows.insert(anchor, window);
    }
    windows
}

/// The smallest sets of rules that cannot be kept together from now on.
pub(super) fn conflicts(ruled: &Ruled<'_>, scene: &Scene<'_>) -> Vec<Conflict> {
    let mut rules: Vec<&Rule<'_>> = ruled.rules.iter().collect();
    let mut conflicts = Vec::new();
    while !can_be_kept(&rules, scene) {
        let core = core(&rules, scene);
        let holds = core.iter().map(|rule| {
            let of = rule.edges.iter().find_map(|edge| match edge {
                Edge::NotAfter(_, at) => Some((Side::NotAfter, Some(*at))),
                _ => None,
            });
            let (side, at) = of.unwrap_or_else(|| match rule.edges.first() {
                Some(Edge::NotBefore(_, at)) => (Side::NotBefore, Some(*at)),
                _ => (Side::NotAfter, None),
            });
            rule.hold(side, at)
        });
        conflicts.push(Conflict::of(holds.collect()));
        let before = rules.len();
        rules.retain(|rule| !core.iter().any(|one| std::ptr::eq(*one, *rule)));
        if rules.len() == before {
            break;
        }
    }
    conflicts
}

/// Leaves out every rule without which the rest still cannot be kept (deletion filter). Given later rules a chance to go
/// first: what is planned can be changed more easily than a rule, and so is named only where it must be.
fn core<'r, 'a>(rules: &[&'a Rule<'r>], scene: &Scene<'_>) -> Vec<&'a Rule<'r>> {
    let mut core = rules.to_vec();
    let mut at = core.len();
    while at > 0 {
        at -= 1;
        let left_out = core.remove(at);
        if can_be_kept(&core, scene) {
            core.insert(at, left_out);
        }
    }
    core
}

fn can_be_kept(rules: &[&Rule<'_>], scene: &Scene<'_>) -> bool {
    let mut ends = Ends::of(scene, Some(scene.now));
    ends.pull(rules) == Pull::Settled
}

#[derive(PartialEq)]
enum Pull {
    Settled,
    Broken,
}

impl Ends {
    /// What happened is fixed; the rest is open, or not before `since`.
    fn of(scene: &Scene<'_>, since: Option<Instant>) -> Self {
        let mut ends = Self {
            low: [since; COUNT],
            high: [None; COUNT],
            since,
        };
        for anchor in Anchor::ALL.iter().copied() {
            if let Some(at) = scene.reached(anchor) {
                if let Some(low) = ends.low.get_mut(anchor as usize) {
                    *low = Some(at);
                }
                if let Some(high) = ends.high.get_mut(anchor as usize) {
                    *high = Some(at);
                }
            }
        }
        ends
    }

    fn low(&self, anchor: Anchor) -> Option<Instant> {
        self.low.get(anchor as usize).copied().flatten()
    }

    fn high(&self, anchor: Anchor) -> Option<Instant> {
        self.high.get(anchor as usize).copied().flatten()
    }

    fn is_fixed(&self, anchor: Anchor) -> bool {
        self.low(anchor).is_some() && self.low(anchor) == self.high(anchor)
    }

    /// Pulls until nothing moves. A circle of rules that pull each other on forever is broken too; without a date in it no
    /// end ever moves more often than there are anchors.
    fn pull(&mut self, rules: &[&Rule<'_>]) -> Pull {
        let fixed: Vec<bool> = Anchor::ALL.iter().map(|anchor| self.is_fixed(*anchor)).collect();
        let is_fixed = |anchor: Anchor| fixed.get(anchor as usize).copied().unwrap_or_default();
        for _ in 0..COUNT + 2 {
            let mut moved = false;
            for edge in rules.iter().flat_map(|rule| &rule.edges) {
                moved |= self.pull_edge(edge, &is_fixed);
            }
            if !moved {
                let broken = Anchor::ALL.iter().any(|anchor| {
                    let ends = self.low(*anchor).zip(self.high(*anchor));
                    ends.is_some_and(|(low, high)| low > high)
                });
                return if broken { Pull::Broken } else { Pull::Settled };
            }
        }
        Pull::Broken
    }

    fn pull_edge(&mut self, edge: &Edge<'_>, is_fixed: &impl Fn(Anchor) -> bool) -> bool {
        match edge {
            Edge::NotBefore(anchor, at) => !is_fixed(*anchor) && self.raise(*anchor, Some(*at)),
            Edge::NotAfter(_, at) if self.since.is_some_and(|since| *at < since) => false,
            Edge::NotAfter(anchor, at) => !is_fixed(*anchor) && self.lower(*anchor, Some(*at)),
            Edge::On(between) => self.pull_on(between, is_fixed),
            Edge::Back(between) => self.pull_back(between, is_fixed),
        }
    }

    /// `until` lies `min` to `max` after `from`. What has happened already pulls only forward.
    fn pull_on(&mut self, b: &Between<'_>, is_fixed: &impl Fn(Anchor) -> bool) -> bool {
        let mut moved = false;
        if is_fixed(b.until) {
            return moved;
        }
        let after = |at: Instant, span| b.calendar.after(at, span).at;
        let before = |at: Instant, span| b.calendar.before(at, span).at;
        if let Some(min) = b.min {
            moved |= self.raise(b.until, self.low(b.from).map(|at| after(at, min)));
            if !is_fixed(b.from) {
                let latest = self
                    .high(b.until)
                    .map(|high| greatest(before(high, min), min, high, |at| after(at, min)));
                moved |= self.lower(b.from, latest);
            }
        }
        if let Some(max) = b.max {
            moved |= self.lower(b.until, self.high(b.from).map(|at| after(at, max)));
            if !is_fixed(b.from) {
                moved |= self.raise(b.from, self.low(b.until).map(|low| before(low, max)));
            }
        }
        moved
    }

    /// `until` lies `min` to `max` before `from`. If it has happened, it still says when `from` may.
    fn pull_back(&mut self, b: &Between<'_>, is_fixed: &impl Fn(Anchor) -> bool) -> bool {
        let mut moved = false;
        let after = |at: Instant, span| b.calendar.after(at, span).at;
        let before = |at: Instant, span| b.calendar.before(at, span).at;
        let (open_until, open_from) = (!is_fixed(b.until), !is_fixed(b.from));
        if let Some(min) = b.min {
            if open_until {
                moved |= self.lower(b.until, self.high(b.from).map(|at| before(at, min)));
            }
            if open_from {
                moved |= self.raise(b.from, self.low(b.until).map(|at| after(at, min)));
            }
        }
        if let Some(max) = b.max {
            if open_until {
                moved |= self.raise(b.until, self.low(b.from).map(|at| before(at, max)));
            }
            if open_from {
                let latest = self
                    .high(b.until)
                    .map(|high| greatest(after(high, max), max, high, |at| before(at, max)));
                moved |= self.lower(b.from, latest);
            }
        }
        moved
    }

    fn raise(&mut self, anchor: Anchor, to: Option<Instant>) -> bool {
        match (self.low.get_mut(anchor as usize), to) {
            (Some(low), Some(to)) if low.is_none_or(|low| low < to) => {
                *low = Some(to);
                true
            }
            _ => false,
        }
    }

    fn lower(&mut self, anchor: Anchor, to: Option<Instant>) -> bool {
        match (self.high.get_mut(anchor as usize), to) {
            (Some(high), Some(to)) if high.is_none_or(|high| to < high) => {
                *high = Some(to);
                true
            }
            _ => false,
        }
    }
}

/// The greatest instant from which counting does not pass `limit`, or one beyond it. Counting back from a limit finds it
/// for hours and days; a month that was cut to its last day, and a clock that was set forward, leave some days or an hour
/// that count to the same instant.
fn greatest(candidate: Instant, span: Span, limit: Instant, count: impl Fn(Instant) -> Instant) -> Instant {
    if matches!(span, Span::Hours(_) | Span::Days(_)) {
        return candidate;
    }
    let later = |hours| {
        candidate
            .checked_add(SignedDuration::from_hours(hours))
            .unwrap_or(candidate)
    };
    let fits = [72, 48, 24, 1].into_iter().map(later).find(|at| count(*at) <= limit);
    fits.unwrap_or(candidate)
}

/// Whether these rules cannot be kept together, and any of them could be left out to keep the others.
#[cfg(test)]
pub(super) fn is_minimal(ruled: &Ruled<'_>, scene: &Scene<'_>, conflict: &Conflict) -> bool {
    let named = |rule: &&Rule<'_>| {
        conflict
            .rules
            .iter()
            .any(|hold| (hold.kind, &*hold.profile, &*hold.rule) == (rule.kind, rule.profile, rule.name))
    };
    let core: Vec<&Rule<'_>> = ruled.rules.iter().filter(named).collect();
    let without = |left_out: usize| {
        let rest = core.iter().enumerate().filter(|(at, _)| *at != left_out);
        rest.map(|(_, rule)| *rule).collect::<Vec<_>>()
    };
    !can_be_kept(&core, scene) && (0..core.len()).all(|left_out| can_be_kept(&without(left_out), scene))
}
