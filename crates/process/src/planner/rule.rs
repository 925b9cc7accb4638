//! The binding rules of a case as bounds on instants: from clocks that must be kept, embargoes, dates of upstream, finders
//! and reporters, and what is planned. Suggestions are not here. Whether bounds can be kept together is not decided here.

use super::hold::{Hold, HoldKind, Side};
use super::milestone::Scene;
use crate::Instant;
use crate::calendar::{Calendar, Span};
use crate::condition::{DateTerm, Truth};
use crate::policy::{Anchor, Clock, Effect, Embargo, Gate, GateAct, Kind, OnPublic, Profile, Rules, Start, Strength};
use std::sync::LazyLock;

/// A rule that binds, and where it comes from.
pub(super) struct Rule<'r> {
    pub kind: HoldKind,
    pub profile: &'r str,
    pub name: &'r str,
    refs: &'r [String],
    pub edges: Vec<Edge<'r>>,
    said: Said<'r>,
}

/// What a rule says; made into words only where somebody reads it.
enum Said<'r> {
    Clock(&'r Clock),
    Gate(&'r Gate),
    Embargo(&'r Embargo),
    Reporter(Instant),
    Planned(Anchor, Instant),
    Extension(&'r Clock, Instant),
}

/// A bound on one instant, or between two.
pub(super) enum Edge<'r> {
    NotBefore(Anchor, Instant),
    NotAfter(Anchor, Instant),
    /// `until` lies `min` to `max` after `from`.
    On(Between<'r>),
    /// `until` lies `min` to `max` before `from`, which comes later.
    Back(Between<'r>),
}

pub(super) struct Between<'r> {
    pub from: Anchor,
    pub until: Anchor,
    pub min: Option<Span>,
    pub max: Option<Span>,
    pub calendar: &'r Calendar,
}

/// All binding rules of a case, the planned dates last.
pub(super) struct Ruled<'r> {
    pub rules: Vec<Rule<'r>>,
}

/// What publishing means: one act of people makes release and advisory public.
pub(super) const PUBLICATION: [Anchor; 2] = [Anchor::Released, Anchor::AdvisoryPublished];

/// What an embargo that ends makes possible at the latest: the case is public then.
const EMBARGOED: [Anchor; 4] = [
    Anchor::EmbargoEnd,
    Anchor::CasePublic,
    Anchor::Released,
    Anchor::AdvisoryPublished,
];

impl<'r> Ruled<'r> {
    pub fn new(rules: &'r Rules, scene: &Scene<'r>) -> Self {
        let mut all = Vec::new();
        for (profile, calendar) in rules.each() {
            all.extend(
                profile
                    .clocks
                    .iter()
                    .filter_map(|clock| of_clock(clock, profile, calendar, scene)),
            );
            all.extend(
                profile
                    .embargo
                    .as_ref()
                    .and_then(|embargo| of_embargo(embargo, profile, calendar, scene)),
            );
            all.extend(profile.gates.iter().filter_map(|gate| of_gate(gate, profile, scene)));
        }
        all.extend(of_reporter(&rules.profile, scene));
        let planned = scene
            .circumstances
            .planned
            .iter()
            .filter(|(anchor, _)| scene.reached(**anchor).is_none());
        all.extend(planned.map(|(anchor, at)| Rule {
            kind: HoldKind::Planned,
            profile: &rules.profile.id,
            name: anchor.key(),
            refs: &[],
            edges: vec![Edge::NotBefore(*anchor, *at), Edge::NotAfter(*anchor, *at)],
            said: Said::Planned(*anchor, *at),
        }));
        Self { rules: all }
    }
}

/// Whether a clock binds. A finder publishes when they said, whatever we call it (process.md 3.5).
fn binds(clock: &Clock, profile: &Profile) -> bool {
    match profile.kind {
        Kind::Finder => true,
        Kind::Coordinator => clock.strength != Strength::Suggest,
        Kind::Project | Kind::ExternalList | Kind::Regulator => clock.strength == Strength::Must,
    }
}

fn of_clock<'r>(clock: &'r Clock, profile: &'r Profile, calendar: &'r Calendar, scene: &Scene<'_>) -> Option<Rule<'r>> {
    let struck = scene.reached(Anchor::CasePublic).is_some() && clock.on_public != OnPublic::Keep;
    let applies = |clock: &Clock| {
        clock
            .when
            .as_ref()
            .is_none_or(|when| when.holds(scene.facts) == Truth::True)
    };
    if clock.every || struck || !binds(clock, profile) || !applies(clock) {
        return None;
    }
    let mut rule = Rule {
        kind: HoldKind::Clock,
        profile: &profile.id,
        name: &clock.id,
        refs: &clock.refs,
        edges: Vec::new(),
        said: Said::Clock(clock),
    };
    if let Some(moved) = scene.extension(&profile.id, &clock.id) {
        rule.kind = HoldKind::Extension;
        rule.edges = vec![Edge::NotAfter(clock.until, moved.to)];
        rule.said = Said::Extension(clock, moved.to);
        return Some(rule);
    }
    let between = |from| Between {
        from,
        until: clock.until,
        min: clock.min,
        max: clock.max,
        calendar,
    };
    match clock.start {
        Start::From(from) => {
            let start = scene.start(from, clock.until);
            rule.edges = known_start(between(from), start);
        }
        Start::Before(from) => {
            let mut between = between(from);
            // Without a `min` it is due when what it counts back from happens.
            between.min = between.min.or(Some(Span::Hours(0)));
            rule.edges.push(Edge::Back(between));
        }
    }
    Some(rule)
}

/// Where the start is known, the bound is a date and need not be counted again.
fn known_start(between: Between<'_>, start: Option<Instant>) -> Vec<Edge<'_>> {
    let Some(start) = start else {
        return vec![Edge::On(between)];
    };
    let min = between
        .min
        .map(|min| Edge::NotBefore(between.until, between.calendar.after(start, min).at));
    let max = between
        .max
        .map(|max| Edge::NotAfter(between.until, between.calendar.after(start, max).at));
    min.into_iter().chain(max).collect()
}

fn of_embargo<'r>(
    embargo: &'r Embargo,
    profile: &'r Profile,
    calendar: &'r Calendar,
    scene: &Scene<'_>,
) -> Option<Rule<'r>> {
    let from = embargo.from?;
    let soft = matches!(embargo.strength, Some(Strength::Suggest | Strength::Should));
    let ended = embargo.ends_on.iter().any(|anchor| scene.reached(*anchor).is_some());
    if soft || ended || scene.reached(Anchor::CasePublic).is_some() {
        return None;
    }
    let start = scene.reached(from);
    let between = |until, min, max| Between {
        from,
        until,
        min,
        max,
        calendar,
    };
    let mut edges = Vec::new();
    if let Some(max) = embargo.max.span() {
        let others = EMBARGOED.into_iter().filter(|until| *until != from);
        edges.extend(others.flat_map(|until| known_start(between(until, None, Some(max)), start)));
    }
    if let Some(min) = embargo.min.span() {
        edges.extend(known_start(between(Anchor::EmbargoEnd, Some(min), None), start));
    }
    (!edges.is_empty()).then_some(Rule {
        kind: HoldKind::Embargo,
        profile: &profile.id,
        name: "embargo",
        refs: &embargo.refs,
        edges,
        said: Said::Embargo(embargo),
    })
}

fn of_gate<'r>(gate: &'r Gate, profile: &'r Profile, scene: &Scene<'_>) -> Option<Rule<'r>> {
    if gate.effect != Effect::ForbidBefore || scene.circumstances.has_broken(&profile.id, &gate.id, scene.now) {
        return None;
    }
    if gate.when.holds(scene.facts) != Truth::True {
        return None;
    }
    let until = gate.until.as_ref()?;
    let at = until.at(scene.facts)?;
    let upstream = until.names().contains("upstream.date");
    Some(Rule {
        kind: if upstream { HoldKind::Upstream } else { HoldKind::Gate },
        profile: &profile.id,
        name: &gate.id,
        refs: &gate.refs,
        edges: acts_on(gate.act)
            .iter()
            .map(|anchor| Edge::NotBefore(*anchor, at))
            .collect(),
        said: Said::Gate(gate),
    })
}

fn of_reporter<'r>(own: &'r Profile, scene: &Scene<'_>) -> Option<Rule<'r>> {
    static DATE: LazyLock<Option<DateTerm>> = LazyLock::new(|| DateTerm::check("reporter.date").ok());
    if !scene.facts.knows("reporter.date") {
        return None;
    }
    let at = DATE.as_ref()?.at(scene.facts)?;
    let stated = own
        .embargo
        .as_ref()
        .filter(|embargo| embargo.reporter_overrides.is_some());
    Some(Rule {
        kind: HoldKind::Reporter,
        profile: &own.id,
        name: "reporter.date",
        refs: stated.map_or(&[], |embargo| &embargo.refs),
        edges: PUBLICATION.map(|anchor| Edge::NotAfter(anchor, at)).into(),
        said: Said::Reporter(at),
    })
}

/// What a gate about this act holds.
pub(super) fn acts_on(act: GateAct) -> &'static [Anchor] {
    match act {
        GateAct::Extend | GateAct::DiscloseBeforeFix => &[],
        GateAct::DecideDistributors => &[Anchor::DistributorsDecided],
        GateAct::FixReady => &[Anchor::FixReady],
        GateAct::Announce => &[Anchor::ExistenceAnnounced],
        GateAct::NotifyList | GateAct::UseList => &[Anchor::ListNotified],
        GateAct::Publish => &PUBLICATION,
        GateAct::AdvisoryPublished => &[Anchor::AdvisoryPublished],
        GateAct::PublicFix => &[Anchor::FixInPublicRepository],
    }
}

impl Rule<'_> {
    /// The dates that this rule sets for an anchor: not before, not after. What it counts back from may be planned only.
    pub fn dates(&self, anchor: Anchor, scene: &Scene<'_>) -> (Option<Instant>, Option<Instant>) {
        let (mut earliest, mut latest) = (None, None);
        let mut not_before = |at: Instant| earliest = earliest.max(Some(at));
        let mut not_after = |at: Instant| latest = Some(latest.map_or(at, |old: Instant| old.min(at)));
        for edge in &self.edges {
            match edge {
                Edge::NotBefore(of, at) if *of == anchor => not_before(*at),
                Edge::NotAfter(of, at) if *of == anchor => not_after(*at),
                Edge::Back(between) if between.until == anchor => {
                    let Some(start) = scene.known(between.from) else {
                        continue;
                    };
                    between
                        .max
                        .into_iter()
                        .for_each(|max| not_before(between.calendar.before(start, max).at));
                    between
                        .min
                        .into_iter()
                        .for_each(|min| not_after(between.calendar.before(start, min).at));
                }
                _ => {}
            }
        }
        (earliest, latest)
    }

    /// Whether it says anything of this anchor.
    pub fn is_about(&self, anchor: Anchor) -> bool {
        self.edges.iter().any(|edge| match edge {
            Edge::NotBefore(of, _) | Edge::NotAfter(of, _) => *of == anchor,
            Edge::On(between) | Edge::Back(between) => between.until == anchor || between.from == anchor,
        })
    }

    pub fn hold(&self, side: Side, at: Option<Instant>) -> Hold {
        Hold {
            kind: self.kind,
            profile: self.profile.to_owned(),
            rule: self.name.to_owned(),
            refs: self.refs.to_vec(),
            side,
            at,
            what: self.words(),
        }
    }

    fn words(&self) -> String {
        match &self.said {
            Said::Clock(clock) => {
                let way = match clock.start {
                    Start::From(_) => "after",
                    Start::Before(_) => "before",
                };
                let length = match (clock.min, clock.max) {
                    (Some(min), Some(max)) => format!("{min} to {max}"),
                    (Some(min), None) => format!("at least {min}"),
                    (None, Some(max)) => format!("at most {max}"),
                    (None, None) => "at any time".to_owned(),
                };
                format!("{}, {length} {way} {}", clock.title, clock.start.anchor().word())
            }
            Said::Gate(gate) => gate.title.clone(),
            Said::Embargo(embargo) => {
                let from = embargo.from.map_or("it began", Anchor::word);
                match (embargo.min.span(), embargo.max.span()) {
                    (Some(min), Some(max)) => format!("the embargo lasts {min} to {max} after {from}"),
                    (Some(min), None) => format!("the embargo lasts at least {min} after {from}"),
                    (_, max) => {
                        let max = max.map(|max| max.to_string()).unwrap_or_default();
                        format!("the embargo ends at most {max} after {from}")
                    }
                }
            }
            Said::Reporter(at) => format!("the reporter publishes on {} UTC", crate::facts::minute(*at)),
            Said::Planned(anchor, at) => {
                format!("planned for {} UTC: {}", crate::facts::minute(*at), anchor.word())
            }
            Said::Extension(clock, to) => {
                format!("{}, moved to {} UTC", clock.title, crate::facts::minute(*to))
            }
        }
    }
}
