//! What a profile wants of a date and binds nobody to stands beside the milestone: days of releases and of embargo ends,
//! preferred lengths, notice.

use ambergate_process::Instant;
use ambergate_process::planner::{Anchors, Circumstances, Hold, Side, plan};
use ambergate_process::policy::{Anchor, BUILT_IN, Profile, Rules};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// What a profile wants of the publication, when a report came on Monday 2026-11-02 and this release was agreed on.
fn wanted(profile: &str, until: Anchor, release: &str) -> Vec<Hold> {
    let (_, text) = BUILT_IN.iter().find(|(id, _)| *id == profile).unwrap();
    let profile = Profile::read(&format!("policies/{profile}.toml"), text).unwrap();
    let rules = Rules::of(profile);
    let mut circumstances = Circumstances::default();
    for anchor in [Anchor::Released, Anchor::AdvisoryPublished, Anchor::EmbargoEnd] {
        circumstances.planned.insert(anchor, at(release));
    }
    let anchors = Anchors::from([(Anchor::ReportReceived, at("2026-11-02T10:00:00Z"))]);
    let plan = plan(&anchors, &rules, &circumstances, at("2026-11-03T10:00:00Z"));
    let milestone = plan.milestones.into_iter().find(|m| m.until == until);
    let mut wants = milestone.map_or_else(|| plan.windows[&until].holds.clone(), |m| m.holds);
    wants.retain(|hold| hold.side == Side::Suggests && ["release", "embargo"].contains(&&*hold.rule));
    wants
}

/// Kubernetes releases Monday to Thursday at 16:00 in its own zone, which is UTC-8 in December (16:00 there is 00:00 UTC of
/// the next day).
#[test]
fn a_release_that_is_planned_for_another_day_names_the_next_right_one() {
    let friday = wanted("kubernetes", Anchor::Released, "2026-12-04T12:00:00Z");
    let outside = friday.iter().find(|hold| hold.rule == "release").unwrap();
    assert!(outside.what.contains("2026-12-04 12:00"), "{}", outside.what);
    let next = outside.at.unwrap();
    let right = wanted("kubernetes", Anchor::Released, &next.to_string());
    assert!(!right.iter().any(|hold| hold.what.contains("not when")), "{right:?}");
    assert!(
        next > at("2026-12-04T12:00:00Z") && next < at("2026-12-09T00:00:00Z"),
        "{next}"
    );
}

/// OpenStack: an embargo of two weeks is preferred (2 + 14 = 16 November); it ends from Tuesday to Thursday, so that one
/// that would end on Friday, 4 December, ends on Tuesday, 8 December.
#[test]
fn an_embargo_is_wanted_short_and_on_its_days() {
    let friday = wanted("openstack", Anchor::AdvisoryPublished, "2026-12-04T15:00:00Z");
    let embargo: Vec<&Hold> = friday.iter().filter(|hold| hold.rule == "embargo").collect();
    assert_eq!(embargo[0].at, Some(at("2026-11-16T10:00:00Z")));
    assert!(
        embargo[1].what.contains("Tuesday, Wednesday, Thursday"),
        "{}",
        embargo[1].what
    );
    assert_eq!(embargo[1].at, Some(at("2026-12-08T00:00:00Z")));
    let tuesday = wanted("openstack", Anchor::AdvisoryPublished, "2026-12-08T15:00:00Z");
    assert!(
        !tuesday.iter().any(|hold| hold.what.contains("would end")),
        "{tuesday:?}"
    );
}

/// CoreDNS wants nothing of the kind.
#[test]
fn a_profile_that_says_nothing_wants_nothing() {
    assert_eq!(wanted("coredns", Anchor::Released, "2026-12-04T12:00:00Z"), []);
}
