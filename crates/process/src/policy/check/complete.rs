//! Completeness: every row of the checklist has content or says that the policy is silent, and every rule names the
//! paragraph that it rests on.

use super::super::document::{Item, Texts};
use super::super::fault::{Fault, nearest};
use super::super::read::Draft;
use super::super::words::Section;
use std::collections::BTreeSet;

pub(super) fn check(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    paragraphs(draft, texts, faults);
    for section in Section::ALL.iter().copied() {
        let stated = has(draft, section);
        let line = draft.not_stated.get(&section);
        match (stated, line) {
            (None, None) if draft.present.contains(key(section)) => {}
            (None, None) => {
                let what = format!("the profile says nothing about {}", section.word());
                let remedy = format!(
                    "write the section, or under [not_stated] {} = \"says nothing about it: <source>\"",
                    section.key()
                );
                faults.push(texts.fault(texts.own_start(), what, remedy));
            }
            // A line that a base wrote gives way to what an overlay adds.
            (Some(_), Some((line, place))) if texts.is_own(*place) && !line.starts_with("contradicts itself") => {
                let what = format!(
                    "[not_stated] says that the policy is silent about {}, but it is not",
                    section.word()
                );
                let remedy = "drop the line, or begin it with \"contradicts itself:\" and say how";
                faults.push(texts.fault(*place, what, remedy));
            }
            _ => {}
        }
    }
}

/// The key of the section that a row is about.
fn key(section: Section) -> &'static str {
    match section {
        Section::Roles => "role",
        Section::Clocks => "clock",
        Section::Gates => "gate",
        Section::Audiences => "audience",
        Section::Embargo | Section::Membership | Section::Leak | Section::Release | Section::Cve => section.key(),
    }
}

/// Where the content of a row stands.
pub(super) fn has(draft: &Draft, section: Section) -> Option<usize> {
    fn first<T>(items: &[Item<T>]) -> Option<usize> {
        items.first().map(|item| item.at)
    }
    fn one<T>(item: Option<&Item<T>>) -> Option<usize> {
        item.map(|item| item.at)
    }
    match section {
        Section::Roles => first(&draft.roles),
        Section::Clocks => first(&draft.clocks),
        Section::Gates => first(&draft.gates),
        Section::Audiences => first(&draft.audiences),
        Section::Embargo => one(draft.embargo.as_ref()),
        Section::Membership => one(draft.membership.as_ref()),
        Section::Leak => one(draft.leak.as_ref()),
        Section::Release => one(draft.release.as_ref()),
        Section::Cve => one(draft.cve.as_ref()),
    }
}

/// Whether a rule must name its paragraph, or only may.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Needed,
    Welcome,
}

fn paragraphs(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let known: BTreeSet<&str> = draft.references.iter().map(|one| one.value.id.as_str()).collect();
    let mut look = |label: String, refs: &[String], at: usize, place: usize, wanted: Wanted| {
        if refs.is_empty() && wanted == Wanted::Needed {
            let what = format!("{label} has no paragraph");
            faults.push(texts.fault(at, what, "say in `refs` which paragraph it rests on"));
        }
        for one in refs
            .iter()
            .filter(|one| !known.contains(one.as_str()) && !draft.names("reference", one))
        {
            let near = nearest(one, known.iter().copied());
            let meant = near.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
            let what = format!("{label} rests on \"{one}\", and there is no such [[reference]]");
            faults.push(texts.fault(
                place,
                what,
                format!("{meant}Add the reference with id, title and place"),
            ));
        }
    };
    macro_rules! list {
        ($items:expr, $noun:literal, $id:expr, $wanted:expr) => {
            for item in &$items {
                let id = $id(&item.value);
                look(
                    format!(concat!($noun, " \"{}\""), id),
                    &item.value.refs,
                    item.at,
                    item.key("refs"),
                    $wanted,
                );
            }
        };
    }
    macro_rules! section {
        ($item:expr, $name:literal) => {
            if let Some(item) = &$item {
                look(
                    $name.to_owned(),
                    &item.value.refs,
                    item.at,
                    item.key("refs"),
                    Wanted::Needed,
                );
            }
        };
    }
    use super::super::schema as s;
    list!(draft.roles, "role", |one: &s::Role| one.id.clone(), Wanted::Welcome);
    list!(draft.clocks, "clock", |one: &s::Clock| one.id.clone(), Wanted::Needed);
    list!(draft.gates, "gate", |one: &s::Gate| one.id.clone(), Wanted::Needed);
    list!(
        draft.audiences,
        "audience",
        |one: &s::AudienceRule| one.id.key().to_owned(),
        Wanted::Welcome
    );
    list!(
        draft.messages,
        "message",
        |one: &s::MessageRule| one.id.clone(),
        Wanted::Needed
    );
    list!(
        draft.communications,
        "communication",
        |one: &s::Communication| one.id.clone(),
        Wanted::Needed
    );
    list!(
        draft.checklists,
        "checklist",
        |one: &s::Checklist| one.id.clone(),
        Wanted::Welcome
    );
    section!(draft.severity, "[severity]");
    section!(draft.embargo, "[embargo]");
    section!(draft.membership, "[membership]");
    section!(draft.leak, "[leak]");
    section!(draft.release, "[release]");
    section!(draft.cve, "[cve]");
}
