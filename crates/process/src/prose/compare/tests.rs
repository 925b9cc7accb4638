use super::{DriftKind, How, compare};
use crate::policy::{COREDNS, Profile};
use crate::prose::render;

fn coredns() -> Profile {
    Profile::read("coredns.toml", COREDNS).unwrap()
}

#[test]
fn what_was_rendered_has_no_drift() {
    let profile = coredns();
    let comparison = compare(&profile, &render(&profile));
    assert_eq!(comparison.how, How::ByAnchor);
    assert_eq!(comparison.drift, []);
    assert!(comparison.agree > 100, "{}", comparison.agree);
}

#[test]
fn prose_between_the_rules_line_breaks_and_emphasis_are_no_drift() {
    let profile = coredns();
    let edited = render(&profile)
        .replace(
            "## By when\n",
            "## By when, roughly\n\nWe are volunteers in 3 time zones.\n",
        )
        .replace("**Name the Fix Team** within", "*Name the Fix Team*\n  within");
    assert_ne!(edited, render(&profile));
    assert_eq!(compare(&profile, &edited).drift, []);
}

#[test]
fn a_rule_that_is_missing_changed_or_unknown_is_found_with_both_texts() {
    let profile = coredns();
    let text = render(&profile);
    let line = |wanted: &str| text.lines().find(|line| line.contains(wanted)).unwrap();
    let severity = line("<a id=\"clock-severity_set\">");
    let fix = line("<a id=\"clock-fix_ready\">");
    let edited = text
        .replace(&format!("{severity}\n"), "")
        .replace(fix, &fix.replace("7 days", "10 days"))
        .replace(
            "## How bad it is\n",
            "## How bad it is\n\n- <a id=\"clock-party\"></a>**Hold a party** within 1 day.\n",
        );
    let drift = compare(&profile, &edited).drift;
    let of = |kind| {
        let mut of = drift.iter().filter(|one| one.kind == kind);
        let one = of.next().unwrap_or_else(|| panic!("{drift:?}"));
        assert_eq!(of.next(), None);
        one
    };
    let missing = of(DriftKind::Missing);
    assert_eq!(missing.rule.as_deref(), Some("clock-severity_set"));
    assert_eq!((missing.line, missing.file.as_ref()), (None, None));
    assert!(
        missing
            .profile
            .as_ref()
            .unwrap()
            .contains("**Set the severity** within 7 days")
    );
    let changed = of(DriftKind::Changed);
    assert_eq!(changed.rule.as_deref(), Some("clock-fix_ready"));
    assert!(changed.profile.as_ref().unwrap().contains("within 7 days"));
    assert!(changed.file.as_ref().unwrap().contains("within 10 days"));
    let at = edited
        .lines()
        .position(|line| line.contains("clock-fix_ready\"></a>"))
        .unwrap();
    assert_eq!(changed.line, Some(at + 1));
    let unknown = of(DriftKind::UnknownRule);
    assert_eq!(unknown.rule.as_deref(), Some("clock-party"));
    assert_eq!(unknown.file.as_deref(), Some("**Hold a party** within 1 day."));
}

/// Made up, in the manner of such files.
const BY_HAND: &str = "\
# Security policy

Write to security@coredns.io. We are 12 maintainers.

## Fix Team

The Fix Lead names the Fix Team within the first 24 hours and opens a repo for it.

## Severity and fix

Within 1-5 days the Product Security Team scores it with CVSS 3.1 (see https://example.org/7-days).
Below 4.0 it may take longer, below 2.5 until the next release. The fix takes 7 days.

**Announcements** go out within a week to all users.

## Distributors

Within two weeks coredns-distributors-announce@lists.cncf.io is told, on a Tuesday at 4pm UTC, and
the release follows within 21 days.
";

#[test]
fn a_file_by_hand_is_searched_for_what_can_be_recognised() {
    let comparison = compare(&coredns(), BY_HAND);
    assert_eq!(comparison.how, How::ByRecognition);
    let said: Vec<String> = comparison
        .drift
        .iter()
        .map(|drift| {
            format!(
                "{} {} {}",
                drift.line.map_or_else(|| "-".to_owned(), |line| line.to_string()),
                drift.rule.as_deref().unwrap_or("-"),
                drift.what
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "3 - no rule of the profile has the number of people \"12 maintainers\"",
            "11 - no rule of the profile has the length \"1-5 days\"",
            "12 - no rule of the profile has the score \"2.5\"",
            "18 - no rule of the profile has the day \"tuesday\"",
            "18 - no rule of the profile has the hour \"4pm\"",
            "- clock-first_answer the file does not say this anywhere",
        ]
    );
}

#[test]
fn days_can_be_stated_by_what_is_left_out() {
    let profile = Profile::read(
        "mine.toml",
        r#"schema = 1
extends = "coredns"
[policy]
id = "mine"
version = "1"
kind = "project"
name = "Mine"
source = "https://example.org"
tz = "UTC"
holidays = "none"
tlp_default = "TLP:AMBER"
[release]
weekdays = ["mon", "tue", "wed", "thu"]
at = "16:00"
refs = ["S36"]
"#,
    )
    .unwrap();
    let drift = |text: &str| -> Vec<String> {
        let drift = compare(&profile, text).drift;
        let of = drift
            .into_iter()
            .filter(|one| one.rule.as_deref().is_some_and(|rule| rule.starts_with("release-")));
        of.map(|one| format!("{}: {}", one.rule.unwrap(), one.what)).collect()
    };
    assert_eq!(
        drift("Releases: at 4pm UTC on a non-Friday weekday."),
        Vec::<String>::new()
    );
    assert_eq!(drift("Releases: at 16:00, Monday to Thursday."), Vec::<String>::new());
    assert_eq!(
        drift("Releases: on a Tuesday at 15:00."),
        [
            "release-weekdays: the file does not speak of Monday, Wednesday, Thursday",
            "release-at: the file does not say this anywhere; where it speaks of it, it says \"15:00\" (line 1)",
        ]
    );
}
