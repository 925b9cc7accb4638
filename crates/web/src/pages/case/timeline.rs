//! The timeline of a case, and the composer under it. Each entry shows who reads it, by shape and word.

use super::acts::audiences_key;
use super::{Face, Show, Until, rail};
use crate::pages::links::CasePart;
use crate::pages::report::message;
use crate::pages::words::{text, to};
use crate::parts::buttons::{Filter, Here, OffButton, filters, off_button, row};
use crate::parts::composer::{Attach, Composer, Readers, composer};
use crate::parts::layout::with_rail;
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::sprite::Icon;
use crate::parts::text::{Prose, Run};
use crate::parts::timeline::{Entry, Event, Timing, timeline};
use ambergate_coordinator::views::{Happening, ThreadChoice, TimelineItem};
use ambergate_process::access::{Act, Role};
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>, show: Show) -> Markup {
    let main = html! {
        (notes(face))
        h2.sr { "Timeline" }
        @if face.shell.role == Role::Pst { (choices(face, show)) }
        (timeline(&entries(face, show), &face.seen))
        (write(face))
    };
    with_rail(&main, &rail::beside(face))
}

/// What concerns everybody on the case, before they read on.
fn notes(face: &Face<'_>) -> Markup {
    let view = face.view;
    let Some(public) = view.public.as_ref().filter(|_| view.phase.is_embargoed()) else {
        return html! {};
    };
    note(&Note {
        kind: NoteKind::Danger,
        title: "This is known in public".to_owned(),
        text: vec![vec![
            text("At "),
            Run::Mono(public.url.clone()),
            text(", since "),
            Run::Time(public.seen),
            text(". Every clock says: as soon as possible "),
            Run::Para(face.links.para("S18")),
        ]],
        acts: vec![],
    })
}

/// The Fix Team sees messages alone, so it has nothing to choose.
fn choices(face: &Face<'_>, show: Show) -> Markup {
    let filter = |(choice, label, key): (Show, &str, Option<&str>)| Filter {
        label: label.to_owned(),
        href: face.links.timeline(&face.view.id, key),
        here: if choice == show { Here::Here } else { Here::Elsewhere },
    };
    filters(
        &[
            (Show::Everything, "Everything", None),
            (Show::Messages, "Messages", Some("messages")),
            (Show::Acts, "Acts", Some("acts")),
        ]
        .map(filter),
    )
}

fn entries(face: &Face<'_>, show: Show) -> Vec<Entry> {
    let entry = |item: &TimelineItem| match item {
        TimelineItem::Message(letter) if show != Show::Acts => {
            let timing = if letter.assumed.is_some() {
                Timing::Assumed
            } else {
                Timing::Observed
            };
            Some(Entry::Message(message(letter, &face.links, timing)))
        }
        TimelineItem::Happening(happening) if show != Show::Messages => Some(Entry::Event(event(happening, face))),
        _ => None,
    };
    face.view.timeline.iter().filter_map(entry).collect()
}

fn event(happening: &Happening, face: &Face<'_>) -> Event {
    let mut words: Prose = vec![Run::Strong(happening.who.clone()), text(format!(" {}", happening.what))];
    if let Some(number) = &happening.paragraph {
        words.extend([text(" "), Run::Para(face.links.para(number))]);
    }
    let opened_gate = face.view.published == Some(happening.at) && happening.paragraph.as_deref() == Some("S35");
    Event {
        at: happening.at,
        words,
        audiences: happening.audiences,
        icon: opened_gate.then_some(Icon::Released),
    }
}

fn write(face: &Face<'_>) -> Markup {
    if let Some(why) = face.off(Act::Write, Until::Close) {
        return row(&[off_button(&OffButton {
            id: "write".to_owned(),
            label: "Write a message".to_owned(),
            why,
        })]);
    }
    let keep = face.keep("write");
    // The composer's own ids are short; the summary of a refused form leads to these.
    html! {
        div id="write" {
            @if keep.is_retained() { p.small.quiet { "Nothing was sent. Files have to be attached again." } }
            div id="write-body" {
                (composer(&Composer {
                    form: face.form("messages"),
                    choices: face.view.threads.iter().map(readers).collect(),
                    chosen: keep.chosen("to", None),
                    body: keep.text("body", ""),
                    to_error: keep.error(""),
                    body_error: keep.error("body"),
                    files: Attach::Files,
                }))
            }
        }
    }
}

fn readers(choice: &ThreadChoice) -> Readers {
    let mut names: Prose = vec![text(choice.members.join(", "))];
    if let Some((name, how)) = &choice.reporter {
        let joint = if choice.members.is_empty() {
            "the reporter, "
        } else {
            " and the reporter, "
        };
        names.extend([text(joint), Run::Strong(name.clone()), text(format!(", {how}"))]);
    }
    names.push(text("."));
    Readers {
        value: audiences_key(choice.audiences),
        label: choice.name.clone(),
        audiences: choice.audiences,
        count: choice.readers(),
        names,
        not: choice.not.clone(),
    }
}

/// Where a message can be written from another page of the case.
pub(super) fn write_link(face: &Face<'_>) -> Run {
    to(
        "Write to the team",
        face.links.case_at(&face.view.id, CasePart::Timeline, "write"),
    )
}
