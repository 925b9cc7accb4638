//! One clock of one profile: since when, until when, how it stands, and what holds it.

use super::circumstances::{Anchors, Circumstances, Extension, Reopening};
use super::hold::{Hold, HoldKind, Side};
use super::rule::{Rule, Ruled, acts_on};
use super::wishes::wishes;
use crate::Instant;
use crate::calendar::{Calendar, Counted};
use crate::condition::{CaseFacts, Truth};
use crate::policy::{Anchor, Clock, Effect, Gate, GateAct, Kind, OnPublic, Profile, Rules, Start, Strength};
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// A clock on a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    pub profile: String,
    pub clock: String,
    pub act: String,
    pub title: String,
    /// What is reached.
    pub until: Anchor,
    /// Since when it runs. For a clock that counts back: the instant it counts from, which lies ahead.
    pub from: Option<Instant>,
    /// Not before; every rule that binds taken together.
    pub earliest: Option<Instant>,
    /// The target that counts now: moved by a decision or by an upstream date; after public disclosure the moment of
    /// disclosure (as soon as possible, S18); never later than other binding rules allow.
    pub due: Option<Instant>,
    /// The target of the clock alone, kept for statistics (S18).
    pub first_target: Option<Instant>,
    pub reached: Option<Instant>,
    pub state: State,
    pub strength: Strength,
    pub refs: Vec<String>,
    pub holds: Vec<Hold>,
    pub warnings: Vec<Warning>,
    pub asap: bool,
    /// Counts from 1; a case that was opened again is in the next one.
    pub round: u16,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Its start has not happened, or it is not known whether it applies.
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

    /// As it is written in files and in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Open => "open",
            State::DueSoon => "due_soon",
            State::Overdue => "overdue",
            State::Met => "met",
            State::MetLate => "met_late",
            State::Cancelled => "cancelled",
            State::NotApplicable => "not_applicable",
        }
    }

    pub fn is_running(self) -> bool {
        matches!(self, State::Open | State::DueSoon | State::Overdue)
    }
}

/// Something to look at; nothing is blocked by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// It was reached before it should have been.
    TooEarly,
    /// It was reached without this.
    Without(Anchor),
    /// The holiday calendar ends before the clock does: the date may move once it is complete.
    Uncertain,
}

/// What a plan is made from, in one round of the case.
#[derive(Clone)]
pub(super) struct Scene<'s> {
    anchors: &'s Anchors,
    pub circumstances: &'s Circumstances,
    pub facts: &'s CaseFacts,
    pub now: Instant,
    reopening: Option<&'s Reopening>,
    round: u16,
    nothing: &'s BTreeSet<Anchor>,
}

static NOTHING: BTreeSet<Anchor> = BTreeSet::new();

impl<'s> Scene<'s> {
    pub fn first(anchors: &'s Anchors, circumstances: &'s Circumstances, facts: &'s CaseFacts, now: Instant) -> Self {
        Self {
            anchors,
            circumstances,
            facts,
            now,
            reopening: None,
            round: 1,
            nothing: &NOTHING,
        }
    }

    /// The round that this reopening began.
    pub fn again(&self, reopening: &'s Reopening) -> Self {
        Self {
            reopening: Some(reopening),
            round: self.round + 1,
            ..self.clone()
        }
    }

    fn redone(&self) -> &'s BTreeSet<Anchor> {
        self.reopening.map_or(self.nothing, |reopening| &reopening.again)
    }

    /// When this happened, in this round.
    pub fn reached(&self, anchor: Anchor) -> Option<Instant> {
        match self.reopening {
            Some(reopening) if reopening.again.contains(&anchor) => reopening.reached.get(&anchor).copied(),
            _ => self.anchors.get(&anchor).copied(),
        }
    }

    /// When this happened, else when it is planned.
    pub fn known(&self, anchor: Anchor) -> Option<Instant> {
        self.reached(anchor)
            .or_else(|| self.circumstances.planned.get(&anchor).copied())
    }

    /// What a clock until `until` counts on from: what is done again counts from the reopening, where the start is not.
    pub fn start(&self, from: Anchor, until: Anchor) -> Option<Instant> {
        let start = self.reached(from)?;
        match self.reopening {
            Some(reopening) if reopening.again.contains(&until) => Some(start.max(reopening.at)),
            _ => Some(start),
        }
    }

    /// The last decision in this round that moved this clock's target.
    pub fn extension(&self, profile: &str, clock: &str) -> Option<&'s Extension> {
        let since = self.reopening.map(|reopening| reopening.at);
        let next = self
            .circumstances
            .reopened
            .get(usize::from(self.round) - 1)
            .map(|next| next.at);
        self.circumstances.extended.iter().rev().find(|one| {
            one.profile == profile
                && one.clock == clock
                && since.is_none_or(|since| since <= one.decided)
                && next.is_none_or(|next| one.decided < next)
        })
    }
}

/// What is still owed of a case once it is published.
const AFTER_PUBLICATION: [Anchor; 7] = [
    Anchor::CvePublished,
    Anchor::RetrospectiveDone,
    Anchor::AuthorityEarlyWarning,
    Anchor::AuthorityNotified72h,
    Anchor::CorrectiveMeasureAvailable,
    Anchor::AuthorityFinalReport,
    Anchor::Closed,
];

/// Where a clock points, before anything else is asked.
struct Count {
    from: Option<Instant>,
    earliest: Option<Instant>,
    target: Option<Instant>,
    uncertain: bool,
}

fn count(clock: &Clock, calendar: &Calendar, scene: &Scene<'_>) -> Count {
    let mut uncertain = false;
    let mut at = |counted: Counted| {
        uncertain |= counted.uncertain.is_some();
        counted.at
    };
    let (from, earliest, target) = match clock.start {
        Start::From(anchor) => {
            let mut from = scene.start(anchor, clock.until);
            if clock.every {
                let last = scene.circumstances.latest.get(&clock.until).copied();
                from = from.map(|from| last.or(scene.reached(clock.until)).map_or(from, |last| last.max(from)));
            }
            let after = |span| from.map(|from| calendar.after(from, span));
            let earliest = clock.min.and_then(after).map(&mut at);
            (from, earliest, clock.max.and_then(after).map(&mut at))
        }
        Start::Before(anchor) => {
            let from = scene.known(anchor);
            let before = |span| from.map(|from| calendar.before(from, span));
            let earliest = clock.max.and_then(before).map(&mut at);
            let target = match clock.min {
                Some(_) => clock.min.and_then(before).map(&mut at),
                // Without a `min` it is due when what it counts back from happens.
                None => from,
            };
            (from, earliest, target)
        }
    };
    Count {
        from,
        earliest,
        target,
        uncertain,
    }
}

pub(super) fn milestone(
    clock: &Clock,
    (profile, calendar): (&Profile, &Calendar),
    rules: &Rules,
    scene: &Scene<'_>,
    ruled: &Ruled<'_>,
) -> Milestone {
    let counted = count(clock, calendar, scene);
    let reached = scene.reached(clock.until).filter(|_| !clock.every);
    let applies = clock.when.as_ref().map_or(Truth::True, |when| when.holds(scene.facts));
    let mut holds = Vec::new();
    let (mut not_before, mut not_after) = (None, None);
    if reached.is_none() && applies != Truth::False {
        for rule in ruled.rules.iter().filter(|rule| is_other(rule, profile)) {
            let (earliest, latest) = rule.dates(clock.until, scene);
            holds.extend(earliest.map(|at| rule.hold(Side::NotBefore, Some(at))));
            holds.extend(latest.map(|at| rule.hold(Side::NotAfter, Some(at))));
            not_before = not_before.max(earliest);
            not_after = [not_after, latest].into_iter().flatten().min();
        }
        for (of, _) in rules.each() {
            holds.extend(gates(of, clock, profile, scene));
        }
        holds.extend(wishes(
            clock.until,
            (profile, calendar),
            counted.earliest.max(not_before),
            scene,
        ));
    }
    let extension = scene.extension(&profile.id, &clock.id);
    let moved = extension.map(|extension| extension.to).or(counted.target);
    // What may not happen before a date is not owed before it (S19); a rule that must be kept does not give way.
    let yields = clock.strength != Strength::Must && profile.kind != Kind::Finder;
    let target = moved.map(|target| {
        if yields {
            not_before.map_or(target, |held| held.max(target))
        } else {
            target
        }
    });
    // Public disclosure acts on a clock that still ran at that moment.
    let public = scene.reached(Anchor::CasePublic);
    let struck = public.filter(|public| reached.is_none_or(|reached| *public <= reached));
    let asap = struck.is_some() && clock.on_public == OnPublic::Asap;
    let due = match (struck, clock.on_public, target) {
        (Some(public), OnPublic::Asap, Some(target)) => Some(public.min(target)),
        (_, _, target) => [target, not_after]
            .into_iter()
            .flatten()
            .min()
            .filter(|_| target.is_some()),
    };
    let published = scene.circumstances.published.is_some() && !AFTER_PUBLICATION.contains(&clock.until);
    let ended = scene.circumstances.ended.is_some() || published;
    let dormant = dormant_until(profile, rules, scene.now);
    let state = match (&applies, counted.from, reached) {
        (Truth::False, _, _) => State::NotApplicable,
        _ if dormant.is_some() => State::NotApplicable,
        (Truth::Unknown { .. }, _, None) if ended => State::NotApplicable,
        (Truth::Unknown { .. }, _, _) | (_, None, _) => State::Waiting,
        // Late is measured against the target before disclosure: disclosure by others makes nobody late.
        (_, _, Some(reached)) if target.is_none_or(|target| reached <= target) => State::Met,
        (_, _, Some(_)) => State::MetLate,
        _ if struck.is_some() && clock.on_public == OnPublic::Cancel => State::Cancelled,
        _ if ended => State::Cancelled,
        (_, Some(from), None) => running(window_start(clock, from, &counted), due, scene.now),
    };
    if state.is_running() || state == State::Waiting {
        holds.extend(own_hold(clock, profile, extension, moved));
    }
    let earliest = counted.earliest.max(not_before);
    Milestone {
        profile: profile.id.clone(),
        clock: clock.id.clone(),
        act: clock.act.clone(),
        title: clock.title.clone(),
        until: clock.until,
        from: counted.from,
        earliest,
        due,
        first_target: counted.target,
        reached,
        state,
        strength: clock.strength,
        refs: clock.refs.clone(),
        holds,
        warnings: warnings(clock, &counted, reached, scene),
        asap,
        round: if scene.redone().contains(&clock.until) {
            scene.round
        } else {
            1
        },
        note: dormant
            .map(|day| format!("in force from {day}; until then nothing is owed"))
            .or_else(|| clock.note.clone()),
    }
}

/// The first day of a law that binds the case and is not in force yet. Only laws sleep: a list or a finder that was bound
/// before its newest rules were dated is bound all the same, and so is the project's own policy.
fn dormant_until(profile: &Profile, rules: &Rules, now: Instant) -> Option<jiff::civil::Date> {
    let law = profile.kind == Kind::Regulator && profile.id != rules.profile.id;
    profile.not_before(now).filter(|_| law)
}

/// Rules beside the clocks of the same profile: those stand in the plan as milestones of their own, and what is planned
/// is no rule.
fn is_other(rule: &Rule<'_>, profile: &Profile) -> bool {
    match rule.kind {
        HoldKind::Planned => false,
        HoldKind::Clock | HoldKind::Extension => rule.profile != profile.id,
        _ => true,
    }
}

fn window_start(clock: &Clock, from: Instant, counted: &Count) -> Option<Instant> {
    match clock.start {
        Start::From(_) => Some(from),
        Start::Before(_) => counted.earliest,
    }
}

/// Due soon: a quarter of the window or less is left, and at most a day.
fn running(from: Option<Instant>, due: Option<Instant>, now: Instant) -> State {
    let Some(due) = due else {
        return State::Open;
    };
    if now > due {
        return State::Overdue;
    }
    let day = SignedDuration::from_hours(24);
    let soon = from.map_or(day, |from| (due.duration_since(from) / 4).min(day));
    if due.duration_since(now) <= soon {
        State::DueSoon
    } else {
        State::Open
    }
}

fn warnings(clock: &Clock, counted: &Count, reached: Option<Instant>, scene: &Scene<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(reached) = reached {
        if counted.earliest.is_some_and(|earliest| reached < earliest) {
            warnings.push(Warning::TooEarly);
        }
        let had = |need: &Anchor| scene.reached(*need).is_some_and(|at| at <= reached);
        warnings.extend(
            clock
                .needs
                .iter()
                .filter(|need| !had(need))
                .map(|need| Warning::Without(*need)),
        );
    }
    if counted.uncertain {
        warnings.push(Warning::Uncertain);
    }
    warnings
}

fn own_hold(clock: &Clock, profile: &Profile, extension: Option<&Extension>, target: Option<Instant>) -> Option<Hold> {
    target.map(|at| Hold {
        kind: if extension.is_some() {
            HoldKind::Extension
        } else {
            HoldKind::Clock
        },
        profile: profile.id.clone(),
        rule: clock.id.clone(),
        refs: clock.refs.clone(),
        side: Side::NotAfter,
        at: Some(at),
        what: extension.map_or_else(|| clock.act.clone(), |extension| extension.reason.clone()),
    })
}

/// What the gates of a profile say of this milestone. Those that name a date are among the rules.
fn gates<'g>(
    of: &'g Profile,
    clock: &'g Clock,
    profile: &'g Profile,
    scene: &'g Scene<'_>,
) -> impl Iterator<Item = Hold> + 'g {
    let moves = move |gate: &Gate| {
        gate.act == GateAct::Extend && of.id == profile.id && clock.extend.as_deref() == Some(gate.id.as_str())
    };
    of.gates.iter().filter_map(move |gate| {
        let about = acts_on(gate.act).contains(&clock.until);
        if !about && !moves(gate) || scene.circumstances.has_broken(&of.id, &gate.id, scene.now) {
            return None;
        }
        let holds = gate.when.holds(scene.facts);
        let side = match (gate.effect, &holds) {
            (Effect::Require, Truth::False | Truth::Unknown { .. }) => Side::Needs,
            (Effect::Forbid, Truth::True | Truth::Unknown { .. }) => Side::Forbids,
            // Somebody must still say until when.
            (Effect::ForbidBefore, Truth::True)
                if gate.until.as_ref().is_some_and(|at| at.at(scene.facts).is_none()) =>
            {
                Side::Forbids
            }
            (Effect::ForbidBefore, Truth::Unknown { .. }) => Side::Forbids,
            (Effect::Suggest, Truth::True) => Side::Suggests,
            (Effect::Allow, Truth::True) => Side::Allows,
            _ => return None,
        };
        Some(Hold {
            kind: HoldKind::Gate,
            profile: of.id.clone(),
            rule: gate.id.clone(),
            refs: gate.refs.clone(),
            side,
            at: None,
            what: gate.title.clone(),
        })
    })
}
