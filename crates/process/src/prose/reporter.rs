//! The first sections: what somebody needs who has found something, or who is bound by another's rules. All of it follows
//! from rules that stand further down; here they are told to the person they concern.

use super::page::{Page, capital, escaped, link, sentence};
use super::words::{classes, window};
use super::{cited, is_cited};
use crate::access::Audience;
use crate::facts::FactClass;
use crate::policy::{Anchor, Clock, Kind, Profile, Reference, ReporterOverrides};

pub(super) fn sections(page: &mut Page, profile: &Profile) {
    match profile.kind {
        Kind::Project => {
            page.heading(2, "Report a vulnerability");
            report(page, profile);
            page.heading(2, "What to expect, and when");
            expect(page, profile);
            page.heading(2, "What you can rely on");
            promise(page, profile);
        }
        Kind::ExternalList => {
            page.heading(2, "Before you write to the list");
            in_short(page, profile);
            promise(page, profile);
        }
        Kind::Finder | Kind::Coordinator | Kind::Regulator => {
            page.heading(2, "In short");
            in_short(page, profile);
            promise(page, profile);
        }
    }
}

/// Where to, and what the paragraphs on reporting say.
fn report(page: &mut Page, profile: &Profile) {
    match address(profile) {
        Some(address) => page.rule("report-to", &format!("Write to {address}, in private.")),
        None => page.rule(
            "report-to",
            &format!(
                "Report in private. The address stands in the text itself: {}.",
                escaped(&profile.source)
            ),
        ),
    }
    // Of what an overlay found beneath it, only what its own rules still rest on is its own.
    let own = |one: &&Reference| profile.extends.is_none() || is_cited(profile, &one.id);
    for reference in profile
        .references
        .iter()
        .filter(|one| speaks_of_reporting(one))
        .filter(own)
    {
        let line = format!(
            "{} ({})",
            sentence(&reference.title),
            link(&escaped(&reference.id), &format!("ref-{}", reference.id))
        );
        page.rule(&format!("report-{}", reference.id), &line);
    }
    page.end_of_list();
}

/// The team's address: the profile knows it as the one for leaks.
fn address(profile: &Profile) -> Option<String> {
    let report_to = &profile.leak.as_ref()?.report_to;
    (report_to.contains('@') && !report_to.contains(' ')).then(|| format!("**{}**", escaped(report_to)))
}

fn speaks_of_reporting(reference: &Reference) -> bool {
    let place = reference.place.to_lowercase();
    let last = place.rsplit([',', '/', '>']).next().unwrap_or_default();
    ["report", "private disclosure process", "public disclosure process"]
        .iter()
        .any(|word| last.contains(word))
}

/// What a reporter notices of a case.
const NOTICED: [Anchor; 9] = [
    Anchor::Acknowledged,
    Anchor::FirstAnswer,
    Anchor::Validated,
    Anchor::EmbargoAgreed,
    Anchor::ExistenceAnnounced,
    Anchor::Released,
    Anchor::AdvisoryPublished,
    Anchor::CvePublished,
    Anchor::EmbargoEnd,
];

fn expect(page: &mut Page, profile: &Profile) {
    for clock in profile.clocks.iter().filter(|clock| NOTICED.contains(&clock.until)) {
        page.rule(&format!("expect-{}", clock.id), &short(clock));
    }
    page.end_of_list();
}

fn short(clock: &Clock) -> String {
    let when = clock
        .when
        .as_ref()
        .map(|when| format!(", where {}", escaped(&when.explain())));
    format!(
        "{}: {}{}.",
        link(&capital(&escaped(&clock.title)), &format!("clock-{}", clock.id)),
        window(clock),
        when.unwrap_or_default()
    )
}

fn in_short(page: &mut Page, profile: &Profile) {
    for clock in &profile.clocks {
        page.rule(&format!("expect-{}", clock.id), &short(clock));
    }
    if let Some(embargo) = &profile.embargo
        && let Some(max) = embargo.max.span()
    {
        let from = embargo.from.map(|from| format!(", counted after {}", from.word()));
        page.rule(
            "expect-embargo",
            &format!(
                "{}: at most {max}{}.",
                link("Embargo", "embargo-max"),
                from.unwrap_or_default()
            ),
        );
    }
}

/// What the profile amounts to for whoever reported. A project speaks to the reporter, others about them.
fn promise(page: &mut Page, profile: &Profile) {
    let project = profile.kind == Kind::Project;
    if let Some(rule) = profile.audiences.iter().find(|rule| rule.id == Audience::Reporter) {
        let told = classes(&rule.facts.embargoed);
        let who = if project {
            format!("you are told {told}, and keep it")
        } else {
            format!("whoever reported it is told {told}, and keeps it")
        };
        let line = format!(
            "While it is under embargo {who} as {}.{}",
            escaped(&rule.tlp),
            cited(&rule.refs)
        );
        page.rule("promise-told", &line);
    }
    if let Some(overrides) = profile.embargo.as_ref().and_then(|embargo| embargo.reporter_overrides) {
        let said = match (overrides, project) {
            (ReporterOverrides::No, true) => "The date is not yours to change.",
            (ReporterOverrides::ShorterAlways, true) => "You may always ask for an earlier date, and it is kept.",
            (ReporterOverrides::FinalSay, true) => "You have the last word on the date.",
            (ReporterOverrides::No, false) => "Whoever reported it cannot change the date.",
            (ReporterOverrides::ShorterAlways, false) => "Whoever reported it may always choose an earlier date.",
            (ReporterOverrides::FinalSay, false) => "Whoever reported it has the last word on the date.",
        };
        page.rule(
            "promise-date",
            &format!("{said} See {}.", link("the embargo", "embargo-reporter")),
        );
    }
    if let Some(rule) = profile.audiences.iter().find(|rule| rule.id == Audience::Public) {
        let early = classes(&rule.facts.embargoed);
        let credit = if rule.facts.released.contains(&FactClass::Attribution) {
            " After the release it may be said in public who found it."
        } else {
            ""
        };
        let line = format!("Until something is announced the public is told {early}.{credit}");
        page.rule("promise-public", &line);
    }
    page.end_of_list();
}
