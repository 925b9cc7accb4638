//! Who is told what, what is announced how, and what stands behind it all: audiences, messages, communication plan,
//! checklists, references, what is not stated.

use super::page::{Page, anchor, capital, escaped, link, sentence};
use super::words::{classes, list, noun, refs, who};
use super::{cited, is_cited};
use crate::access::Audience;
use crate::facts::{FactClass, FactKind, TABLE};
use crate::policy::{Communication, MessageRule, Profile, Reference, When};
use std::collections::BTreeSet;

pub(super) fn audiences(page: &mut Page, profile: &Profile) {
    page.heading(2, "Who is told what, and when");
    if profile.audiences.is_empty() {
        return;
    }
    page.paragraph(
        "The team and those who work on the fix know everything. Nobody else is told anything that does not stand here.",
    );
    let rows: Vec<Vec<String>> = profile
        .audiences
        .iter()
        .map(|rule| {
            let [embargoed, announced, released] = [&rule.facts.embargoed, &rule.facts.announced, &rule.facts.released];
            vec![
                format!(
                    "{}{}",
                    anchor(&format!("audience-{}", rule.id.key())),
                    audience(rule.id)
                ),
                escaped(&rule.tlp),
                classes(embargoed),
                unless_same(announced, embargoed),
                unless_same(released, announced),
                refs(&rule.refs),
            ]
        })
        .collect();
    page.table(
        &[
            "Who",
            "Label",
            "Under embargo",
            "Once announced",
            "Once released",
            "Paragraph",
        ],
        &rows,
    );
}

fn unless_same(now: &BTreeSet<FactClass>, before: &BTreeSet<FactClass>) -> String {
    if now == before && !now.is_empty() {
        "the same".to_owned()
    } else {
        classes(now)
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Pst => "The team",
        Audience::FixTeam => "Those who work on the fix",
        Audience::Reporter => "The reporter",
        Audience::Upstream => "Upstream projects",
        Audience::Distributors => "Distributors",
        Audience::Authority => "The authority",
        Audience::Public => "The public",
    }
}

pub(super) fn announcements(page: &mut Page, profile: &Profile) {
    page.heading(2, "Announcements");
    for message in &profile.messages {
        page.rule(&format!("message-{}", message.id), &message_of(message));
    }
    page.heading(3, "When they go out");
    for line in &profile.communications {
        page.rule(&format!("communication-{}", line.id), &communication(profile, line));
    }
    page.end_of_list();
}

fn message_of(message: &MessageRule) -> String {
    let name = capital(&message.id.replace('_', " "));
    let mut said = format!(
        "**{}** (`{}`), for {}",
        escaped(&name),
        message.id,
        lower(audience(message.audience))
    );
    if let Some(channel) = &message.channel {
        said.push_str(&format!(", by {}", escaped(channel)));
    }
    said.push('.');
    if !message.required.is_empty() {
        let facts: Vec<String> = message.required.iter().map(|kind| fact(*kind)).collect();
        said.push_str(&format!(" It says: {}.", list(&facts, "and")));
    }
    if !message.forbidden.is_empty() {
        let never: Vec<&str> = message.forbidden.iter().map(|class| class.word()).collect();
        said.push_str(&format!(" It never says: {}.", list(&never, "or")));
    }
    said.push_str(&cited(&message.refs));
    said
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn fact(kind: FactKind) -> String {
    let row = TABLE.iter().find(|row| row.kind == kind);
    row.map_or_else(String::new, |row| lower_first_word(row.label))
}

/// "Release window" as "release window", but "CVE id" as it is.
fn lower_first_word(label: &str) -> String {
    let abbreviation = label.chars().take(2).all(char::is_uppercase);
    if abbreviation { label.to_owned() } else { lower(label) }
}

fn communication(profile: &Profile, line: &Communication) -> String {
    let when = match line.when {
        When::At => format!("With {}", noun(line.anchor)),
        When::After(span) => format!("{} after {}", capital(&span.to_string()), line.anchor.word()),
        When::Before(span) => format!("{} before {}", capital(&span.to_string()), noun(line.anchor)),
    };
    format!(
        "{when} {} sends {} to {}: {}.{}",
        who(profile, &line.owner),
        link(
            &escaped(&line.message.replace('_', " ")),
            &format!("message-{}", line.message)
        ),
        lower(audience(line.audience)),
        escaped(&line.channel),
        cited(&line.refs)
    )
}

pub(super) fn checklists(page: &mut Page, profile: &Profile) {
    page.heading(2, "Checklists");
    for checklist in &profile.checklists {
        page.heading(3, &checklist.title);
        if !checklist.refs.is_empty() {
            page.paragraph(&format!("Paragraphs: {}.", refs(&checklist.refs)));
        }
        for (at, item) in checklist.items.iter().enumerate() {
            page.rule(&format!("checklist-{}-{}", checklist.id, at + 1), &sentence(item));
        }
    }
    page.end_of_list();
}

pub(super) fn references(page: &mut Page, profile: &Profile) {
    page.heading(2, "Where it is written");
    // An overlay has the paragraphs of its base too; those that none of its rules rests on speak of the base.
    let own = |one: &&Reference| profile.extends.is_none() || is_cited(profile, &one.id);
    for reference in profile.references.iter().filter(own) {
        paragraph(page, reference);
    }
    if let Some(base) = &profile.extends {
        page.heading(
            3,
            &format!("Cited by no rule: those of {base} that this policy does not use, and its own"),
        );
        for reference in profile.references.iter().filter(|one| !own(one)) {
            paragraph(page, reference);
        }
    }
    page.end_of_list();
}

fn paragraph(page: &mut Page, reference: &Reference) {
    page.rule(
        &format!("ref-{}", reference.id),
        &format!(
            "**{}** {} *{}*",
            escaped(&reference.id),
            sentence(&reference.title),
            escaped(&reference.place)
        ),
    );
}

pub(super) fn not_stated(page: &mut Page, profile: &Profile) {
    page.heading(2, "What is not stated");
    for (section, line) in &profile.not_stated {
        page.rule(
            &format!("not_stated-{}", section.key()),
            &format!("**{}:** {}", capital(section.word()), sentence(line)),
        );
    }
    page.end_of_list();
}
