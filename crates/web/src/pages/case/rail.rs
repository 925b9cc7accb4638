//! The rail of a case: clocks, people, facts, repositories, announcements, and the way out if it gets out.

use super::{Face, Until};
use crate::pages::links::CasePart;
use crate::pages::words::{announcement_state, clock_state, clock_words, para, text, to};
use crate::parts::buttons::{LinkButton, Size, Weight, link_button, row};
use crate::parts::rail::{
    Clock, Fact, More, Pair, Person, RailSection, Repository, Used, clocks, facts, pairs, people, rail, repositories,
};
use crate::parts::text::{Link, plain};
use ambergate_coordinator::views::{AnnouncementLine, ClockLine, FactLine, PersonLine, RepositoryLine};
use ambergate_process::access::Act;
use ambergate_process::facts::Shape;
use ambergate_process::planner::{Milestone, State};
use jiff::SignedDuration;
use maud::{Markup, html};

pub(super) fn beside(face: &Face<'_>) -> Markup {
    let view = face.view;
    let section = |title: &str, more: More, inside: Markup| RailSection {
        title: title.to_owned(),
        more,
        inside,
    };
    let link = |label: &str, part: CasePart| More::Link(Link::new(label, face.to(part)));
    let mut sections = vec![
        section(
            "Clocks",
            link("Plan", CasePart::Plan),
            clocks(&view.clocks.iter().map(|c| clock(c, face)).collect::<Vec<_>>()),
        ),
        section(
            "People",
            link("Change", CasePart::People),
            people(&view.people.iter().map(person).collect::<Vec<_>>()),
        ),
    ];
    let facts = glance(face);
    sections.push(section("Facts", link("Edit", CasePart::Facts), facts));
    let linked: Vec<Repository> = view.repositories.iter().map(|line| repository(line, face)).collect();
    let inside = match linked.is_empty() {
        true => html! { p.quiet { "None is linked yet (S21)." } },
        false => repositories(&linked),
    };
    sections.push(section("Repositories", link("Add", CasePart::Fix), inside));
    if !view.announcements.is_empty() {
        let list: Vec<Pair> = view.announcements.iter().map(|a| announcement(a, face)).collect();
        sections.push(section(
            "Announcements",
            link("All", CasePart::Announcements),
            pairs(&list),
        ));
    }
    if view.public.is_none() && face.off(Act::MarkPublic, Until::Release).is_none() {
        let act = link_button(&LinkButton {
            weight: Weight::Danger,
            size: Size::Small,
            ..LinkButton::new(
                "Note that it is public",
                face.links.case_at(&view.id, CasePart::Decisions, "public"),
            )
        });
        sections.push(section(
            "If it gets out",
            More::Para(face.links.para("S18")),
            row(&[act]),
        ));
    }
    rail("About this case", &sections)
}

fn clock(line: &ClockLine, face: &Face<'_>) -> Clock {
    let milestone = &line.milestone;
    let mut when = clock_words(milestone, &face.seen);
    if line.owes_reason && face.off(Act::GiveReason, Until::Close).is_none() {
        when.extend([
            text(". "),
            to(
                "Say why",
                face.links.case_at(
                    &face.view.id,
                    CasePart::Decisions,
                    &format!("reason-{}", milestone.clock),
                ),
            ),
        ]);
    } else if let Some(reason) = &line.reason {
        when.push(text(format!(": {reason}")));
    }
    Clock {
        state: clock_state(milestone.state, milestone.strength),
        label: milestone.title.clone(),
        para: para(&face.links, &milestone.profile, &milestone.refs),
        when,
        used: used(milestone, face.seen.now),
    }
}

/// How much of a running window is gone. A clock without a date has no bar.
fn used(milestone: &Milestone, now: ambergate_process::Instant) -> Option<Used> {
    if !matches!(milestone.state, State::Open | State::DueSoon) || milestone.asap {
        return None;
    }
    let (from, due) = (milestone.from?, milestone.due?);
    let window = due.duration_since(from);
    let hours = |span: SignedDuration| u32::try_from(span.as_hours().max(0)).unwrap_or(u32::MAX);
    let soon = (window / 4).min(SignedDuration::from_hours(24));
    Some(Used {
        hours: hours(now.duration_since(from)),
        of: hours(window).max(1),
        soon: hours(window - soon),
    })
}

fn person(line: &PersonLine) -> Person {
    Person {
        audience: line.audience,
        name: line.name.clone(),
        role: line.what.clone(),
    }
}

/// The rail is for a glance: the short facts, and which longer texts there are on their own page.
fn glance(face: &Face<'_>) -> Markup {
    let known = face.view.facts.iter().filter(|line| !line.value.is_empty());
    let (texts, short): (Vec<&FactLine>, Vec<&FactLine>) = known.partition(|line| line.shape == Shape::Prose);
    let short: Vec<Fact> = short.into_iter().map(fact).collect();
    let texts: Vec<&str> = texts.into_iter().map(|line| line.label).collect();
    html! {
        @if short.is_empty() && texts.is_empty() { p.quiet { "None is known yet." } }
        @if !short.is_empty() { (facts(&short)) }
        @if !texts.is_empty() { p.quiet.gap { "Written: " (texts.join(", ").to_lowercase()) "." } }
    }
}

fn fact(line: &FactLine) -> Fact {
    const GLANCE: usize = 100;
    let value = ambergate_process::aggregate::cut(&line.value.replace('\n', ", "), GLANCE);
    Fact {
        label: line.label.to_owned(),
        value: plain(value),
    }
}

/// An address that no browser opens (`ssh://`, `git@`) stands on the page of the fix.
fn repository(line: &RepositoryLine, face: &Face<'_>) -> Repository {
    let href = crate::parts::text::Href::web(&line.url).unwrap_or(face.to(CasePart::Fix));
    Repository {
        name: line.name.clone(),
        href,
        note: format!("by {}", line.by),
    }
}

fn announcement(line: &AnnouncementLine, face: &Face<'_>) -> Pair {
    Pair {
        left: vec![to(line.kind.word(), face.links.announcement(&face.view.id, &line.id))],
        right: announcement_state(line.state).to_owned(),
        below: None,
    }
}
