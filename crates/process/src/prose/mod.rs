//! A profile as prose: the SECURITY.md that it amounts to, and how a SECURITY.md differs from it.
//!
//! What lives here: the order and the words of the text, in the modules below, and the comparison. What must not: any rule. What is
//! said here stands in the profile, and every sentence that states a rule has an anchor of its own, which stays the same
//! as long as the rule keeps its id.

mod bounds;
mod compare;
mod page;
mod reporter;
mod rules;
mod telling;
mod words;

pub use compare::{Comparison, Drift, DriftKind, How, compare};

use crate::policy::{Kind, OnPublic, Profile, Strength};
use page::{Page, escaped};
use words::refs;

/// The SECURITY.md of a profile, as Markdown: what a reporter needs first, then what a member of the team needs. The same
/// profile gives the same text.
pub fn render(profile: &Profile) -> String {
    let mut page = Page::titled(&profile.name);
    preamble(&mut page, profile);
    reporter::sections(&mut page, profile);
    rules::roles(&mut page, profile);
    rules::clocks(&mut page, profile);
    rules::severity(&mut page, profile);
    rules::gates(&mut page, profile);
    telling::audiences(&mut page, profile);
    bounds::embargo(&mut page, profile);
    bounds::membership(&mut page, profile);
    bounds::leak(&mut page, profile);
    bounds::release(&mut page, profile);
    telling::announcements(&mut page, profile);
    bounds::cve(&mut page, profile);
    telling::checklists(&mut page, profile);
    telling::references(&mut page, profile);
    telling::not_stated(&mut page, profile);
    page.text()
}

/// Which text this is, since when it holds, and in which time zone it counts.
fn preamble(page: &mut Page, profile: &Profile) {
    let whose = match profile.kind {
        Kind::Project => "the security release process of a project",
        Kind::ExternalList => "the rules of a list that a project writes to",
        Kind::Finder => "the rules of a finder, which bind whoever is told of a vulnerability",
        Kind::Coordinator => "the rules of a coordinator",
        Kind::Regulator => "legal duties, as clocks; this is no legal advice",
    };
    let mut said = format!(
        "Policy `{}`, version {}: {whose}. The words are ours; the text itself is {}",
        profile.id,
        escaped(&profile.version),
        escaped(&profile.source)
    );
    let copy = profile.copy.as_ref().map(|copy| escaped(copy));
    let read = profile.read.map(|day| format!("read on {day}"));
    let how: Vec<String> = copy.into_iter().chain(read).collect();
    if !how.is_empty() {
        said.push_str(&format!(" ({})", how.join(", ")));
    }
    page.paragraph(&format!("{said}."));
    match (profile.valid_from, profile.valid_until) {
        (Some(from), Some(until)) => page.rule(
            "policy-valid",
            &format!("In force from {from} until the day before {until}."),
        ),
        (Some(from), None) => page.rule("policy-valid", &format!("In force from {from}.")),
        (None, Some(until)) => page.rule("policy-valid", &format!("In force until the day before {until}.")),
        (None, None) => {}
    }
    let holidays = match &profile.holidays {
        None => "No holidays are counted.".to_owned(),
        Some(name) => format!("Holidays are those of the calendar \"{}\".", escaped(name)),
    };
    page.rule(
        "policy-zone",
        &format!("Days and hours are those of {}. {holidays}", words::zone(profile)),
    );
    page.rule(
        "policy-tlp",
        &format!("What has no other label is {}.", escaped(&profile.tlp_default)),
    );
    page.end_of_list();
}

/// How strong most clocks are and what publicity does to most of them: said once, so that a clock says only what is
/// different.
fn usual(profile: &Profile) -> Option<(Strength, OnPublic)> {
    let most = |count: &dyn Fn(usize) -> usize, of: usize| (0..of).rev().max_by_key(|at| count(*at));
    let strength = most(
        &|at| {
            let strength = Strength::ALL.get(at);
            profile
                .clocks
                .iter()
                .filter(|clock| Some(&clock.strength) == strength)
                .count()
        },
        Strength::ALL.len(),
    )?;
    let public = most(
        &|at| {
            let public = OnPublic::ALL.get(at);
            profile
                .clocks
                .iter()
                .filter(|clock| Some(&clock.on_public) == public)
                .count()
        },
        OnPublic::ALL.len(),
    )?;
    Some((*Strength::ALL.get(strength)?, *OnPublic::ALL.get(public)?))
}

/// A rule's paragraphs as links into the references, with a space before them; nothing where there are none.
fn cited(list: &[String]) -> String {
    if list.is_empty() {
        return String::new();
    }
    format!(" ({})", refs(list))
}

/// Whether any rule rests on this paragraph.
fn is_cited(profile: &Profile, reference: &str) -> bool {
    let lists = profile
        .roles
        .iter()
        .map(|one| &one.refs)
        .chain(profile.clocks.iter().map(|one| &one.refs))
        .chain(profile.gates.iter().map(|one| &one.refs))
        .chain(profile.audiences.iter().map(|one| &one.refs))
        .chain(profile.messages.iter().map(|one| &one.refs))
        .chain(profile.communications.iter().map(|one| &one.refs))
        .chain(profile.checklists.iter().map(|one| &one.refs))
        .chain([&profile.severity.refs])
        .chain(profile.embargo.iter().map(|one| &one.refs))
        .chain(profile.membership.iter().map(|one| &one.refs))
        .chain(profile.leak.iter().map(|one| &one.refs))
        .chain(profile.release.iter().map(|one| &one.refs))
        .chain(profile.cve.iter().map(|one| &one.refs));
    lists.flatten().any(|id| id == reference)
}
