//! The plain sections: embargo, membership, leak, release, CVE ids. One line a key that the profile states; what it does not
//! state is left out.

use super::cited;
use super::page::{Page, capital, escaped};
use super::rules::nouns;
use super::words::{bound, list, noun, who, zone};
use crate::policy::{
    Bound, CveSource, Day, Embargo, LeakDefault, Membership, Profile, ReporterOverrides, Strength, Unit,
};

pub(super) fn embargo(page: &mut Page, profile: &Profile) {
    page.heading(2, "The embargo");
    let Some(embargo) = &profile.embargo else {
        return;
    };
    lengths(page, embargo);
    if !embargo.ends_on.is_empty() {
        page.rule(
            "embargo-ends_on",
            &format!(
                "It ends with {}, whichever comes first{}.",
                nouns(&embargo.ends_on, "or"),
                cited(&embargo.refs)
            ),
        );
    }
    if !embargo.ends_on_weekdays.is_empty() {
        page.rule(
            "embargo-weekdays",
            &format!("It ends on {} only.", days(&embargo.ends_on_weekdays)),
        );
    }
    for (id, words, said) in [
        (
            "embargo-deploy",
            "Deploying fixed versions before its end",
            &embargo.deploy_allowed,
        ),
        (
            "embargo-binaries",
            "Whether binaries are covered",
            &embargo.binaries_covered,
        ),
    ] {
        if let Some(said) = said {
            page.rule(id, &format!("{words}: {}.", escaped(said.trim_end_matches('.'))));
        }
    }
    if let Some(share) = embargo.share_between_members {
        let may = if share { "may" } else { "may not" };
        page.rule(
            "embargo-share",
            &format!("Members of the list {may} share what they know with each other."),
        );
    }
    if let Some(shareable) = embargo.cve_id_shareable {
        let may = if shareable { "may" } else { "may not" };
        page.rule(
            "embargo-cve_id",
            &format!("The CVE id {may} be passed on before its end."),
        );
    }
    if let Some(overrides) = embargo.reporter_overrides {
        let said = match overrides {
            ReporterOverrides::No => "The reporter cannot change its end.",
            ReporterOverrides::ShorterAlways => "The reporter may always shorten it.",
            ReporterOverrides::FinalSay => "The reporter has the last word on its end.",
        };
        page.rule("embargo-reporter", said);
    }
    if embargo.ends_on.is_empty() {
        page.rule("embargo-paragraphs", &format!("Paragraphs:{}.", cited(&embargo.refs)));
    }
    page.end_of_list();
}

fn lengths(page: &mut Page, embargo: &Embargo) {
    let from = embargo
        .from
        .map_or_else(String::new, |from| format!(" after {}", from.word()));
    if embargo.max == Bound::None && embargo.preferred_max == Bound::None && embargo.min == Bound::None {
        page.rule("embargo-max", "The policy sets neither a longest nor a shortest time.");
        return;
    }
    let strength = match embargo.strength {
        None => "",
        Some(Strength::Suggest) => " This is a suggestion.",
        Some(Strength::Should) => " This should be kept.",
        Some(Strength::Must) => " This must be kept.",
    };
    for (id, words, length) in [
        ("embargo-max", "at the longest", embargo.max),
        (
            "embargo-preferred",
            "at the longest, if possible,",
            embargo.preferred_max,
        ),
        ("embargo-min", "at the shortest", embargo.min),
    ] {
        let line = match bound(length) {
            None => continue,
            Some(_) if length == Bound::None => {
                let side = if id == "embargo-min" { "shortest" } else { "longest" };
                format!("There is no {side} time.")
            }
            Some(length) => format!("It lasts {words} {length}{from}.{strength}"),
        };
        page.rule(id, &line);
    }
}

pub(super) fn membership(page: &mut Page, profile: &Profile) {
    page.heading(2, "The distributors list and who is on it");
    let Some(membership) = &profile.membership else {
        return;
    };
    let unit = match membership.unit {
        Unit::Organisation => "Organisations are members",
        Unit::Person => "Persons are members",
    };
    page.rule("membership-unit", &format!("{unit}{}.", cited(&membership.refs)));
    let (how, to) = match membership.application.split_once(':') {
        Some(("private", to)) => ("in private ", to),
        Some(("public", to)) => ("in public ", to),
        _ => ("", membership.application.as_str()),
    };
    page.rule(
        "membership-application",
        &format!("Applications go {how}to {}.", escaped(to)),
    );
    let decider = who(profile, &membership.decider);
    page.rule("membership-decider", &format!("Decided by {decider}."));
    if !membership.criteria.is_empty() {
        page.paragraph("A member:");
        for one in &membership.criteria {
            page.rule(
                &format!("criterion-{}", one.id),
                &format!("{} (`{}`)", escaped(one.text.trim_end_matches('.')), one.id),
            );
        }
        page.paragraph("Beside that:");
    }
    others(page, membership);
    page.end_of_list();
}

fn others(page: &mut Page, membership: &Membership) {
    for (id, words, said) in [
        ("membership-vouch", "Somebody vouches", &membership.vouch),
        ("membership-contact", "Contact", &membership.contact_rule),
        ("membership-appeal", "Appeal", &membership.appeal),
    ] {
        if let Some(said) = said {
            page.rule(id, &format!("{words}: {}.", escaped(said.trim_end_matches('.'))));
        }
    }
    if let Some(every) = membership.review_every {
        page.rule(
            "membership-review",
            &format!("Membership is looked at again every {every}."),
        );
    }
    if let Some(slots) = membership.slots {
        page.rule("membership-slots", &format!("Each has at most {slots} places."));
    }
    let names = match membership.names_public {
        None => "The policy does not say whether the names of members are public.",
        Some(true) => "The names of members are public.",
        Some(false) => "The names of members are not public.",
    };
    page.rule("membership-names", names);
}

pub(super) fn leak(page: &mut Page, profile: &Profile) {
    page.heading(2, "If something leaks");
    let Some(leak) = &profile.leak else {
        return;
    };
    page.rule(
        "leak-report_to",
        &format!(
            "Report it at once: {}{}.",
            escaped(leak.report_to.trim_end_matches('.')),
            cited(&leak.refs)
        ),
    );
    if !leak.must_state.is_empty() {
        let state: Vec<String> = leak.must_state.iter().map(|one| escaped(one)).collect();
        page.rule("leak-must_state", &format!("Say {}.", list(&state, "and")));
    }
    if let Some(assessor) = &leak.assessor {
        page.rule(
            "leak-assessor",
            &format!("{} weighs the damage.", capital(&who(profile, assessor))),
        );
    }
    if let Some(default) = leak.default {
        let said = match default {
            LeakDefault::GoPublic => "In doubt it goes public as soon as possible.",
            LeakDefault::Continue => "In doubt the embargo goes on.",
            LeakDefault::SwitchToPublicWorkflow => "In doubt the work goes on in public.",
        };
        page.rule("leak-default", said);
    }
    if let Some(sanction) = &leak.sanction {
        page.rule(
            "leak-sanction",
            &format!("What follows: {}.", escaped(sanction.trim_end_matches('.'))),
        );
    }
    page.end_of_list();
}

pub(super) fn release(page: &mut Page, profile: &Profile) {
    page.heading(2, "Release day");
    let Some(release) = &profile.release else {
        return;
    };
    let days = if release.weekdays.is_empty() {
        "any day of the week".to_owned()
    } else {
        days(&release.weekdays)
    };
    page.rule(
        "release-weekdays",
        &format!("Releases are made on {days}{}.", cited(&release.refs)),
    );
    if let Some(at) = release.at {
        let at = at.strftime("%H:%M");
        page.rule("release-at", &format!("The time of day is {at} {}.", zone(profile)));
    }
    if !release.avoid.is_empty() {
        let avoid: Vec<String> = release.avoid.iter().map(|one| escaped(one)).collect();
        page.rule("release-avoid", &format!("Avoided: {}.", list(&avoid, "and")));
    }
    if !release.notice.is_empty() {
        let notice: Vec<String> = release.notice.iter().map(ToString::to_string).collect();
        page.rule(
            "release-notice",
            &format!("Notice is given {} before.", list(&notice, "and")),
        );
    }
    page.end_of_list();
}

fn days(days: &[Day]) -> String {
    let days: Vec<&str> = days.iter().map(|day| day.word()).collect();
    list(&days, "or")
}

pub(super) fn cve(page: &mut Page, profile: &Profile) {
    page.heading(2, "CVE ids");
    let Some(cve) = &profile.cve else {
        return;
    };
    let source = match cve.source {
        CveSource::None => "The policy names no source of CVE ids".to_owned(),
        source => format!("They come from {}", source.word()),
    };
    page.rule("cve-source", &format!("{source}{}.", cited(&cve.refs)));
    if let Some(when) = cve.when {
        page.rule("cve-when", &format!("One is asked for with {}.", noun(when)));
    }
    if let Some(text) = &cve.policy_text {
        page.rule(
            "cve-policy_text",
            &format!("The policy itself says: {}.", escaped(text.trim_end_matches('.'))),
        );
    }
    page.end_of_list();
}
