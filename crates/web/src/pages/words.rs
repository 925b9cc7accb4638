//! From the values of the coordinator's views to the words and signs of the parts. Nothing here decides anything.

use super::links::Links;
use crate::parts::marks::Para;
use crate::parts::state::{ClockState, Phase};
use crate::parts::text::{Link, Prose, Run, plain};
use crate::parts::time::{self, Viewpoint};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::{self, AnnouncementState};
use ambergate_process::planner::{Milestone, State};
use ambergate_process::policy::Strength;
use ambergate_process::severity::Scored;
use jiff::tz::TimeZone;

/// A late suggestion warns in amber; only a deadline that must be kept is red (S17).
pub(crate) fn clock_state(state: State, strength: Strength) -> ClockState {
    match (state, strength) {
        (State::Waiting, _) => ClockState::Waiting,
        (State::Open, _) => ClockState::Open,
        (State::DueSoon, _) => ClockState::Soon,
        (State::Overdue, Strength::Must) => ClockState::Overdue,
        (State::Overdue, _) => ClockState::Late,
        (State::Met, _) => ClockState::Met,
        (State::MetLate, _) => ClockState::MetLate,
        (State::Cancelled, _) => ClockState::Cancelled,
        (State::NotApplicable, _) => ClockState::NotApplicable,
    }
}

pub(crate) fn phase(phase: case::Phase) -> Phase {
    match phase {
        case::Phase::Received => Phase::Received,
        case::Phase::Embargoed => Phase::Embargoed,
        case::Phase::Announced => Phase::Announced,
        case::Phase::Released => Phase::Released,
        case::Phase::Closed => Phase::Closed,
    }
}

/// The first paragraph that a rule of this profile comes from.
pub(crate) fn para(links: &Links, profile: &str, refs: &[String]) -> Option<Para> {
    refs.first().map(|number| links.para_of(profile, number))
}

/// How a clock stands, in a few words: "3 d 15 h left, Mon 23 Nov 00:14 UTC".
pub(crate) fn clock_words(milestone: &Milestone, view: &Viewpoint) -> Prose {
    let Some(due) = milestone.due else {
        return plain(match milestone.state {
            State::Cancelled => "no longer needed",
            State::NotApplicable => "not applicable here",
            _ => "has not begun",
        });
    };
    let target = milestone.first_target.unwrap_or(due);
    match (milestone.state, milestone.reached) {
        (State::Met, Some(reached)) => {
            let from = milestone.from.unwrap_or(reached);
            plain(format!("met after {}", time::span(reached.duration_since(from))))
        }
        (State::MetLate, Some(reached)) => plain(format!("met {} late", time::span(reached.duration_since(target)))),
        (State::Cancelled, _) => plain("no longer needed"),
        (State::NotApplicable, _) => plain("not applicable here"),
        (State::Waiting, _) => plain("waits for a decision"),
        _ if milestone.asap => plain(format!(
            "as soon as possible; the first target was {} UTC",
            time::soon_words(target, view.now)
        )),
        _ => plain(format!(
            "{}, {} UTC",
            time::left_words(due, view.now),
            time::soon_words(due, view.now)
        )),
    }
}

/// Which scheme the score beside it is of; with several, each with its score.
pub(crate) fn scored(list: &[Scored]) -> String {
    if let [only] = list {
        return only.scheme.word().to_owned();
    }
    let one = |s: &Scored| format!("{} {}", s.scheme.word(), ambergate_process::severity::decimal(s.tenths));
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(crate) fn announcement_state(state: AnnouncementState) -> &'static str {
    match state {
        AnnouncementState::Draft => "draft, not sent",
        AnnouncementState::Sent => "sent",
        AnnouncementState::Correcting => "sent; a correction is drafted",
        AnnouncementState::Closed => "closed by the release",
    }
}

pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Pst => "PST",
        Role::Maintainer => "Maintainer",
    }
}

/// `16 Nov`, with the year where it is not this one; UTC.
pub(crate) fn day(at: Instant, now: Instant) -> String {
    let (at, now) = (at.to_zoned(TimeZone::UTC), now.to_zoned(TimeZone::UTC));
    at.strftime(if at.year() == now.year() { "%-d %b" } else { "%-d %b %Y" })
        .to_string()
}

/// "1 commit", "3 commits".
pub(crate) fn count(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// A link among words.
pub(crate) fn to(label: impl Into<String>, href: crate::parts::text::Href) -> Run {
    Run::Link(Link::new(label, href))
}

pub(crate) fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn milestone(state: State) -> Milestone {
        Milestone {
            profile: "coredns".to_owned(),
            clock: "fix_ready".to_owned(),
            act: "Finish the fix".to_owned(),
            title: "Fix ready".to_owned(),
            until: ambergate_process::policy::Anchor::FixReady,
            from: Some(at("2026-11-16T00:14:00Z")),
            earliest: None,
            due: Some(at("2026-11-23T00:14:00Z")),
            first_target: Some(at("2026-11-23T00:14:00Z")),
            reached: None,
            state,
            strength: Strength::Suggest,
            refs: vec!["S24".to_owned()],
            holds: Vec::new(),
            warnings: Vec::new(),
            asap: false,
            round: 1,
            note: None,
        }
    }

    fn said(milestone: &Milestone) -> String {
        let view = Viewpoint::utc(at("2026-11-19T08:40:00Z"));
        crate::parts::text::prose(&clock_words(milestone, &view)).into_string()
    }

    #[test]
    fn a_clock_says_how_long_and_against_what() {
        assert_eq!(said(&milestone(State::Open)), "3 d 15 h left, Mon 23 Nov 00:14 UTC");
        let late = Milestone {
            reached: Some(at("2026-11-23T01:31:00Z")),
            ..milestone(State::MetLate)
        };
        assert_eq!(said(&late), "met 1 h 17 min late");
        let asap = Milestone {
            asap: true,
            due: Some(at("2026-11-18T00:00:00Z")),
            ..milestone(State::Overdue)
        };
        assert_eq!(
            said(&asap),
            "as soon as possible; the first target was Mon 23 Nov 00:14 UTC"
        );
    }

    #[test]
    fn a_late_suggestion_is_not_red() {
        assert_eq!(clock_state(State::Overdue, Strength::Suggest), ClockState::Late);
        assert_eq!(clock_state(State::Overdue, Strength::Must), ClockState::Overdue);
    }
}
