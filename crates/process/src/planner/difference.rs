//! What another plan changes, in sentences: for "what if". Which plan is better is not judged here.

use super::hold::{Conflict, Hold, HoldKind, Side};
use super::milestone::{Milestone, State};
use super::{Plan, said};
use crate::Instant;
use crate::policy::Anchor;
use jiff::SignedDuration;

/// Something that stands otherwise in the other plan, or what a date means for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub profile: String,
    /// The clock's id; empty where a rule that is no clock speaks.
    pub clock: String,
    /// What it is about: the milestone's title.
    pub title: String,
    pub refs: Vec<String>,
    /// A sentence's end, in small letters: "due 2026-12-03 12:00 UTC, 3 days earlier".
    pub what: String,
}

/// Every milestone that stands otherwise, in the order of the second plan.
pub fn differences(now: &Plan, then: &Plan) -> Vec<Difference> {
    let same = |one: &Milestone, other: &Milestone| {
        (&one.profile, &one.clock, one.round) == (&other.profile, &other.clock, other.round)
    };
    then.milestones
        .iter()
        .filter_map(|after| {
            let before = now.milestones.iter().find(|before| same(before, after))?;
            let said = changes(before, after);
            (!said.is_empty()).then(|| of(after, said.join("; ")))
        })
        .collect()
}

/// The conflicts of the second plan that the first one has not.
pub fn new_conflicts<'p>(now: &Plan, then: &'p Plan) -> Vec<&'p Conflict> {
    let is_new = |conflict: &&Conflict| !now.conflicts.contains(conflict);
    then.conflicts.iter().filter(is_new).collect()
}

/// What it would mean for the clocks and rules about this anchor if it happened at this instant.
pub fn if_it_happened(plan: &Plan, anchor: Anchor, at: Instant) -> Vec<Difference> {
    let open = plan
        .milestones
        .iter()
        .filter(|m| m.until == anchor && m.reached.is_none())
        .filter(|m| !matches!(m.state, State::Cancelled | State::NotApplicable));
    let mut all = Vec::new();
    for milestone in open {
        let due = milestone.due.map(|due| match at.duration_since(due) {
            late if late > SignedDuration::ZERO => format!("{} after it is due", said::length(late)),
            in_time => format!("{} before it is due", said::length(in_time)),
        });
        all.extend(due.map(|what| of(milestone, what)));
        let early = milestone.earliest.filter(|earliest| at < *earliest);
        all.extend(early.map(|earliest| {
            let what = format!("{} before it may be", said::length(earliest.duration_since(at)));
            of(milestone, what)
        }));
        all.extend(milestone.holds.iter().filter_map(|hold| broken(milestone, hold, at)));
    }
    all
}

/// A rule beside the clock that this date would break, or that nobody has answered yet.
fn broken(milestone: &Milestone, hold: &Hold, at: Instant) -> Option<Difference> {
    let breaks = match (hold.kind, hold.side, hold.at) {
        // The next window says nothing of those after it.
        (HoldKind::ReleaseWindow | HoldKind::Clock | HoldKind::Extension, ..) => false,
        (_, Side::NotBefore, Some(earliest)) => at < earliest,
        (_, Side::NotAfter, Some(latest)) => at > latest,
        (_, Side::Needs | Side::Forbids, _) => true,
        _ => false,
    };
    breaks.then(|| Difference {
        profile: hold.profile.clone(),
        clock: String::new(),
        title: milestone.title.clone(),
        refs: hold.refs.clone(),
        what: said::held(hold),
    })
}

fn of(milestone: &Milestone, what: String) -> Difference {
    Difference {
        profile: milestone.profile.clone(),
        clock: milestone.clock.clone(),
        title: milestone.title.clone(),
        refs: milestone.refs.clone(),
        what,
    }
}

fn changes(before: &Milestone, after: &Milestone) -> Vec<String> {
    let mut said = Vec::new();
    if before.reached != after.reached {
        said.push(match after.reached {
            Some(at) => format!("reached {} UTC", crate::facts::minute(at)),
            None => "not reached".to_owned(),
        });
    }
    if after.asap && !before.asap {
        said.push("as soon as possible; the first target is kept".to_owned());
    }
    if before.due != after.due {
        said.push(moved("due", before.due, after.due));
    }
    if before.earliest != after.earliest {
        said.push(moved("not before", before.earliest, after.earliest));
    }
    // Whether it is open or due soon follows from the date, which has been said.
    let follows = before.due != after.due && after.state != State::Overdue && after.state.is_running();
    if before.state != after.state && before.reached == after.reached && !follows {
        said.push(format!(
            "{}, not {}",
            after.state.word().to_lowercase(),
            before.state.word().to_lowercase()
        ));
    }
    let gates = |m: &Milestone| -> Vec<Hold> {
        let other = |hold: &&Hold| {
            !matches!(
                hold.kind,
                HoldKind::Clock | HoldKind::Extension | HoldKind::ReleaseWindow | HoldKind::Planned
            )
        };
        m.holds.iter().filter(other).cloned().collect()
    };
    let (old, new) = (gates(before), gates(after));
    said.extend(new.iter().filter(|hold| !old.contains(hold)).map(said::held));
    let gone = old.iter().filter(|hold| !new.contains(hold));
    said.extend(gone.map(|hold| format!("no longer: {}", said::held(hold))));
    said
}

fn moved(word: &str, before: Option<Instant>, after: Option<Instant>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => {
            let way = if after < before { "earlier" } else { "later" };
            let by = said::length(after.duration_since(before));
            format!("{word} {} UTC, {by} {way}", crate::facts::minute(after))
        }
        (None, Some(after)) => format!("{word} {} UTC, where there was no date", crate::facts::minute(after)),
        (_, None) => format!("no longer a date: {word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::{Anchors, Change, Circumstances, plan, what_if};
    use crate::policy::{COREDNS, Profile, Rules};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn imagined(changes: impl IntoIterator<Item = Change>) -> (Plan, Plan) {
        let rules = Rules::of(Profile::read("coredns.toml", COREDNS).unwrap());
        let anchors: Anchors = [(Anchor::ReportReceived, at("2025-09-03T00:14:00Z"))].into();
        let (now, nothing) = (at("2025-09-04T00:00:00Z"), Circumstances::default());
        let before = plan(&anchors, &rules, &nothing, now);
        (before, what_if(&anchors, &rules, &nothing, changes, now))
    }

    #[test]
    fn the_same_plan_has_no_differences() {
        let (now, then) = imagined([]);
        assert_eq!(differences(&now, &then), []);
        assert!(new_conflicts(&now, &then).is_empty());
    }

    #[test]
    fn a_difference_says_what_moves_by_how_much_and_because_of_which_paragraph() {
        // The report on 3 September 00:14; release by the 24th; public on the 5th at 00:14: 19 days earlier.
        let (now, then) = imagined([Change::Reached(Anchor::CasePublic, at("2025-09-05T00:14:00Z"))]);
        let all = differences(&now, &then);
        let release = all.iter().find(|one| one.clock == "released").unwrap();
        assert_eq!(release.refs, ["S35"]);
        assert_eq!(
            release.what,
            "as soon as possible; the first target is kept; due 2025-09-05 00:14 UTC, 19 days earlier"
        );
    }

    #[test]
    fn a_release_day_is_held_against_its_clock_and_what_holds_it() {
        let (now, _) = imagined([]);
        let said = |at: Instant| if_it_happened(&now, Anchor::Released, at);
        assert_eq!(said(at("2025-09-23T00:14:00Z"))[0].what, "1 day before it is due");
        assert_eq!(
            said(at("2025-09-24T02:15:00Z"))[0].what,
            "2 hours 1 minute after it is due"
        );
        let mut facts = crate::condition::CaseFacts::default();
        facts.set(crate::condition::declared::UPSTREAM_DATE, at("2025-09-20T00:00:00Z"));
        let (_, then) = imagined([Change::Facts(facts)]);
        let early = if_it_happened(&then, Anchor::Released, at("2025-09-10T00:00:00Z"));
        assert!(
            early
                .iter()
                .any(|one| one.refs == ["S19"] && one.what.contains("not before 2025-09-20 00:00 UTC")),
            "{early:?}"
        );
    }
}
