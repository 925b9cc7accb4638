//! From milestones to what is drawn of them, and the words beside.

use super::{clash, in_conflict};
use crate::pages::case::Face;
use crate::pages::words::clock_state;
use crate::parts::plan::{Bar, Mark, Plan as Drawing, PlanGroup, PlanRow, Span};
use crate::parts::state::ClockState;
use crate::parts::text::Link;
use crate::parts::time;
use ambergate_coordinator::views::{PlanProfile, PlanView};
use ambergate_process::Instant;
use ambergate_process::planner::{Anchors, Hold, HoldKind, Milestone, Plan, Side, State};
use jiff::SignedDuration;
use std::cmp::Ordering;

/// What lies further ahead than this would press the rest together.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 200);

pub(super) fn drawing(face: &Face<'_>, view: &PlanView) -> Drawing {
    let row = |m: &Milestone| drawn(face, view, m);
    let group = |profile: &PlanProfile| PlanGroup {
        heading: (view.profiles.len() > 1).then(|| {
            let words = format!("{}, version {}", profile.name, profile.version);
            Link::new(words, face.links.policy(&profile.id))
        }),
        rows: view
            .plan
            .milestones
            .iter()
            .filter(|m| m.profile == profile.id)
            .map(row)
            .collect(),
    };
    let (from, to) = range(view, embargo_end(face));
    Drawing {
        from,
        to,
        now: view.now,
        embargo_end: embargo_end(face),
        groups: view.profiles.iter().map(group).collect(),
    }
}

/// While there is something to end.
fn embargo_end(face: &Face<'_>) -> Option<Instant> {
    face.view.embargo_end.filter(|_| face.view.published.is_none())
}

/// From the first thing that happened to the last that may, with some room.
fn range(view: &PlanView, embargo_end: Option<Instant>) -> (Instant, Instant) {
    let plans = std::iter::once(&view.plan).chain(view.what_if.as_ref().map(|imagined| &imagined.plan));
    let shown = |m: &&Milestone| !matches!(m.state, State::NotApplicable | State::Cancelled);
    let mut all: Vec<Instant> = plans
        .flat_map(|plan| &plan.milestones)
        .filter(shown)
        .flat_map(|m| [m.from, m.earliest, m.due, m.first_target, m.reached])
        .flatten()
        .collect();
    all.extend(view.planned.values());
    all.extend(view.what_if.iter().flat_map(|imagined| imagined.planned.values()));
    all.extend(embargo_end);
    all.push(view.now);
    let from = all.iter().min().copied().unwrap_or(view.now);
    let limit = view.now.checked_add(AHEAD).unwrap_or(view.now);
    let to = all.iter().filter(|at| **at <= limit).max().copied().unwrap_or(view.now);
    let room = (to.duration_since(from) / 24).max(SignedDuration::from_hours(6));
    (
        from.checked_sub(room / 4).unwrap_or(from),
        to.checked_add(room).unwrap_or(to),
    )
}

fn drawn(face: &Face<'_>, view: &PlanView, m: &Milestone) -> PlanRow {
    let (state, words, at) = stands(face, &view.plan, &view.planned, m);
    let imagined = view.what_if.as_ref().and_then(|imagined| {
        let same = |other: &&Milestone| (&other.profile, &other.clock, other.round) == (&m.profile, &m.clock, m.round);
        let other = imagined.plan.milestones.iter().find(same)?;
        let (before, after) = (
            bar(&view.plan, &view.planned, m, view.now),
            bar(&imagined.plan, &imagined.planned, other, view.now),
        );
        (before != after).then_some(after)
    });
    PlanRow {
        label: label(m),
        para: crate::pages::words::para(&face.links, &m.profile, &m.refs),
        because: because(view, m),
        bar: bar(&view.plan, &view.planned, m, view.now),
        imagined,
        state,
        words,
        at,
    }
}

pub(super) fn label(m: &Milestone) -> String {
    match m.round {
        1 => m.title.clone(),
        round => format!("{}, time {round}", m.title),
    }
}

/// How the clock counts, as its profile has it.
pub(super) fn counted(view: &PlanView, m: &Milestone) -> String {
    let profile = view.profile(&m.profile);
    let counted = profile.and_then(|profile| profile.counted.get(&m.clock));
    counted.cloned().unwrap_or_else(|| m.act.clone())
}

/// What holds a milestone beside its own count.
pub(super) fn held(m: &Milestone) -> impl Iterator<Item = &Hold> {
    let own = |hold: &&Hold| !(hold.kind == HoldKind::Clock && hold.profile == m.profile && hold.rule == m.clock);
    m.holds.iter().filter(own)
}

/// The count, and the dates of others that hold it; the table has the rest.
fn because(view: &PlanView, m: &Milestone) -> String {
    let mut words = counted(view, m);
    if m.asap && m.state.is_running() {
        words.push_str("; public, so as soon as possible");
    } else if !m.asap && m.due.is_some() && m.first_target.is_some() {
        words.push_str(match m.due.cmp(&m.first_target) {
            Ordering::Less => "; an earlier date counts",
            Ordering::Equal => "",
            Ordering::Greater => "; the first target was moved",
        });
    }
    for hold in held(m) {
        let (side, Some(at)) = (hold.side, hold.at) else {
            continue;
        };
        let who = match hold.kind {
            HoldKind::Upstream => "upstream",
            HoldKind::Reporter => "the reporter",
            HoldKind::Embargo | HoldKind::Clock | HoldKind::Gate if hold.profile != m.profile => &hold.profile,
            HoldKind::Embargo => "the embargo",
            _ => continue,
        };
        let word = match side {
            Side::NotBefore => "not before",
            Side::NotAfter => "not after",
            _ => continue,
        };
        words.push_str(&format!("; {who}: {word} {}", time::soon_words(at, view.now)));
    }
    words
}

/// The state, its words, and the instant beside them.
pub(super) fn stands(
    face: &Face<'_>,
    plan: &Plan,
    planned: &Anchors,
    m: &Milestone,
) -> (ClockState, String, Option<Instant>) {
    let state = clock_state(m.state, m.strength);
    if in_conflict(plan, m) {
        let words = if clash(plan, m).is_some() {
            "No instant fits"
        } else {
            "In conflict"
        };
        return (ClockState::Conflict, words.to_owned(), None);
    }
    let (words, at) = match m.state {
        State::Met => ("Met".to_owned(), m.reached),
        State::MetLate => {
            let late = m.reached.zip(m.first_target.or(m.due));
            let by = late.map(|(reached, due)| time::span(reached.duration_since(due)));
            (format!("Met {} late", by.unwrap_or_default()), m.reached)
        }
        State::Waiting => ("Waiting".to_owned(), None),
        State::Cancelled => ("No longer needed".to_owned(), None),
        State::NotApplicable => ("Not applicable".to_owned(), None),
        State::Open | State::DueSoon | State::Overdue if m.asap => ("As soon as possible".to_owned(), None),
        State::Open | State::DueSoon | State::Overdue => match (planned.get(&m.until), m.due) {
            (Some(at), due) if due.is_none_or(|due| *at <= due) && *at >= face.seen.now => {
                ("Planned".to_owned(), Some(*at))
            }
            (Some(at), Some(due)) if *at > due && *at >= face.seen.now => (
                format!("Planned {} late", time::span(at.duration_since(due))),
                Some(*at),
            ),
            (_, Some(due)) => (time::left_words(due, face.seen.now), Some(due)),
            (_, None) => ("Open, no date".to_owned(), None),
        },
    };
    (state, words, at)
}

fn bar(plan: &Plan, planned: &Anchors, m: &Milestone, now: Instant) -> Bar {
    if matches!(m.state, State::NotApplicable | State::Cancelled) {
        return Bar::default();
    }
    let window = match clash(plan, m) {
        Some((from, to)) => Span::Clash { from, to },
        None => window(m, now),
    };
    let mark = match (m.reached, planned.get(&m.until)) {
        (Some(at), _) => Mark::Done(at),
        (None, _) if m.state == State::Overdue => Mark::Overdue,
        (None, Some(at)) => Mark::Planned(*at),
        (None, None) => Mark::Nothing,
    };
    let opens = m.holds.iter().find(|hold| hold.kind == HoldKind::ReleaseWindow);
    Bar {
        window,
        first_target: m
            .first_target
            .filter(|first| m.due.is_some_and(|due| due != *first) && !(m.asap && m.reached.is_some())),
        opens: opens.and_then(|hold| hold.at),
        mark,
    }
}

/// What it is measured against. Disclosure by others makes nobody late: after it the first target counts for what was met.
pub(super) fn latest(m: &Milestone) -> Option<Instant> {
    if m.asap && m.reached.is_some() {
        m.first_target
    } else {
        m.due
    }
}

fn window(m: &Milestone, now: Instant) -> Span {
    let end = latest(m);
    // A clock that counts back begins nowhere; what it counts from lies ahead.
    let ahead = |from: &Instant| end.is_some_and(|end| *from > end);
    let from = m.earliest.or(m.from.filter(|from| !ahead(from)));
    match (from, end) {
        (None, None) => Span::Nothing,
        (Some(from), None) if m.state.is_running() => Span::OpenEnded { from },
        (Some(_), None) => Span::Nothing,
        (from, Some(to)) => Span::Window {
            from: from.unwrap_or(now).min(to),
            to,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery::samples::at;
    use ambergate_process::policy::{Anchor, Strength};

    fn milestone(state: State) -> Milestone {
        Milestone {
            profile: "coredns".to_owned(),
            clock: "released".to_owned(),
            act: "Release".to_owned(),
            title: "Release".to_owned(),
            until: Anchor::Released,
            from: Some(at("11-16 00:14")),
            earliest: None,
            due: Some(at("12-07 00:14")),
            first_target: Some(at("12-07 00:14")),
            reached: None,
            state,
            strength: Strength::Suggest,
            refs: vec!["S35".to_owned()],
            holds: Vec::new(),
            warnings: Vec::new(),
            asap: false,
            round: 1,
            note: None,
        }
    }

    #[test]
    fn a_window_that_counts_back_ends_at_its_target_and_one_without_a_date_is_open() {
        let now = at("11-19 08:40");
        let back = Milestone {
            from: Some(at("12-20 00:00")),
            ..milestone(State::Open)
        };
        assert_eq!(
            window(&back, now),
            Span::Window {
                from: now,
                to: at("12-07 00:14")
            }
        );
        let open = Milestone {
            due: None,
            ..milestone(State::Open)
        };
        assert_eq!(
            window(&open, now),
            Span::OpenEnded {
                from: at("11-16 00:14")
            }
        );
        let waits = Milestone {
            from: None,
            due: None,
            ..milestone(State::Waiting)
        };
        assert_eq!(window(&waits, now), Span::Nothing);
    }

    #[test]
    fn what_was_met_after_disclosure_is_drawn_against_its_first_target() {
        let met = Milestone {
            asap: true,
            due: Some(at("11-18 00:00")),
            reached: Some(at("11-20 00:00")),
            ..milestone(State::Met)
        };
        let Span::Window { to, .. } = window(&met, at("11-21 00:00")) else {
            panic!("a window");
        };
        assert_eq!(to, at("12-07 00:14"));
    }
}
