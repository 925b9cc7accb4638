//! What people decide on a case and have to say why: late clocks (S17), early notice to distributors (S30), that it is
//! public (S18), how the case ends.

use super::{Face, Until, policy};
use crate::pages::words::{clock_words, count, para, text};
use crate::parts::buttons::{Button, OffButton, Weight, button, off_button, row};
use crate::parts::choices::{Choice, Choices, radio_cards, select};
use crate::parts::form::{InputKind, TextArea, TextField, Width, form, hidden, text_area, text_field};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Run, calm, plain, prose};
use crate::parts::time;
use ambergate_coordinator::views::ClockLine;
use ambergate_process::access::Act;
use ambergate_process::case::Ending;
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>) -> Markup {
    html! {
        div.stack-l {
            (reasons(face)) (policy::before(face)) (distributors(face)) (told(face)) (public(face)) (policy::after(face))
            (close(face))
        }
    }
}

pub(super) fn section(face: &Face<'_>, id: &str, title: &str, number: Option<&str>, inside: Markup) -> Markup {
    html! {
        section.panel.panel-b.stack id=(id) aria-labelledby={ (id) "-h" } {
            h2 id={ (id) "-h" } {
                (title)
                @if let Some(number) = number { " " (prose(&[Run::Para(face.links.para(number))])) }
            }
            (inside)
        }
    }
}

pub(super) fn off(id: &str, label: &str, why: String) -> Markup {
    row(&[off_button(&OffButton {
        id: format!("{id}-off"),
        label: label.to_owned(),
        why,
    })])
}

fn reasons(face: &Face<'_>) -> Markup {
    let owed: Vec<&ClockLine> = face.view.clocks.iter().filter(|c| c.owes_reason).collect();
    let given: Vec<&ClockLine> = face.view.clocks.iter().filter(|c| c.reason.is_some()).collect();
    let says = match owed.len() {
        0 => "No clock is late without a reason.".to_owned(),
        late => format!(
            "{} late. Nothing is blocked by it; say in a sentence why, for those who read the log.",
            count(late, "clock is", "clocks are")
        ),
    };
    section(
        face,
        "reasons",
        "Late clocks",
        Some("S17"),
        html! {
            p.quiet { (says) }
            @for clock in &owed { (reason(face, clock)) }
            @if !given.is_empty() {
                dl.kv {
                    @for clock in &given {
                        dt { (calm(&clock.milestone.title)) }
                        dd { @if let Some(reason) = &clock.reason { (calm(reason)) } }
                    }
                }
            }
        },
    )
}

/// One form per late clock. They share a name, so the fields carry the clock's id, and only the one that was sent is
/// shown again as it was typed.
fn reason(face: &Face<'_>, line: &ClockLine) -> Markup {
    let clock = &line.milestone.clock;
    let keep = face.keep("reasons");
    let sent = keep.text("clock", "") == *clock;
    let mut field = keep.field("reason", &line.milestone.title);
    if !sent {
        field.id = format!("reasons-reason-{clock}");
        field.error = None;
    }
    let field = field.hint(words(face, line));
    let value = if sent { keep.text("reason", "") } else { String::new() };
    html! {
        div id={ "reason-" (clock) } {
            @match face.off(Act::GiveReason, Until::Close) {
                Some(why) => (off(&format!("reason-{clock}"), "Give the reason", why)),
                None => (form(&face.form("reasons"), &html! {
                    (hidden("clock", clock))
                    (text_field(&TextField { field, value, ..TextField::default() }))
                    div.gap { (row(&[button(&Button::plain("Record the reason"))])) }
                })),
            }
        }
    }
}

fn words(face: &Face<'_>, line: &ClockLine) -> String {
    let when: String = clock_words(&line.milestone, &face.seen)
        .into_iter()
        .map(|run| match run {
            Run::Text(text) => text,
            _ => String::new(),
        })
        .collect();
    match para(&face.links, &line.milestone.profile, &line.milestone.refs) {
        Some(mark) => format!("{}, {when}", mark.number),
        None => when,
    }
}

fn distributors(face: &Face<'_>) -> Markup {
    let view = face.view;
    let keep = face.keep("distributors");
    let hint = policy::early_words(&view.policy.early);
    section(
        face,
        "distributors",
        "Tell distributors early?",
        Some("S30"),
        html! {
            @if let Some(decision) = &view.distributors {
                p {
                    b { @if decision.tell { "Yes, early." } @else { "No, not early." } } " " (calm(&decision.reason))
                    br; span.small.quiet { "Decided by " (calm(view.distributors_by.as_deref().unwrap_or("somebody"))) ", " (time::utc(decision.at)) }
                }
            }
            p.quiet { (calm(&hint)) }
            @match face.off(Act::DecideDistributors, Until::Release) {
                Some(why) => (off("distributors", "Record the decision", why)),
                None => (form(&face.form("distributors"), &html! {
                    (radio_cards(&Choices {
                        field: keep.field("tell", "Decision"),
                        choices: vec![
                            Choice::new("early", "Tell them early").hint("They get the patches under embargo, to ship on the day of the release (S32)."),
                            Choice::new("not-early", "Do not tell them early").hint("They learn of it with everyone else."),
                        ],
                        chosen: keep.chosen("tell", view.distributors.as_ref().map(|d| if d.tell { "early" } else { "not-early" })),
                        width: Width::Full,
                    }))
                    (text_area(&TextArea { field: keep.field("reason", "Why"), value: keep.text("reason", ""), rows: 2 }))
                    div.gap { (row(&[button(&Button::plain(if view.distributors.is_some() { "Decide anew" } else { "Record the decision" }))])) }
                })),
            }
        },
    )
}

fn told(face: &Face<'_>) -> Markup {
    let keep = face.keep("list-notified");
    let decided = face.view.distributors.as_ref().is_some_and(|d| d.tell);
    let why_not = (!decided).then(|| "Off: it is not decided that distributors are told early.".to_owned());
    section(
        face,
        "list-notified",
        "Distributors were told",
        Some("S32"),
        html! {
            p.quiet { "Until Ambergate sends the bundle itself, note here when and how the patches went to the list." }
            @match face.off(Act::DecideDistributors, Until::Close).or(why_not) {
                Some(why) => (off("list-notified", "Record that they were told", why)),
                None => (form(&face.form("list-notified"), &html! {
                    (text_field(&TextField {
                        field: keep.field("note", "When and how").hint("For example: 2 December 09:00 UTC, encrypted mail to the list."),
                        value: keep.text("note", ""),
                        ..TextField::default()
                    }))
                    div.gap { (row(&[button(&Button::plain("Record that they were told"))])) }
                })),
            }
        },
    )
}

fn public(face: &Face<'_>) -> Markup {
    let keep = face.keep("public");
    section(
        face,
        "public",
        "It is public",
        Some("S18"),
        html! {
            @if let Some(public) = &face.view.public {
                (note(&Note {
                    kind: NoteKind::Danger,
                    title: "Known in public".to_owned(),
                    text: vec![vec![text("At "), Run::Mono(public.url.clone()), text(", since "), Run::Time(public.seen), text(".")]],
                    acts: vec![],
                }))
            } @else {
                p.quiet { "If it leaks, is found by others or is exploited: every clock then says as soon as possible, and the first targets are kept. The embargo ends only when people publish." }
                @match face.off(Act::MarkPublic, Until::Release) {
                    Some(why) => (off("public", "Note that it is public", why)),
                    None => (form(&face.form("public"), &html! {
                        (text_field(&TextField {
                            field: keep.field("url", "Where it can be read").hint("Beginning with https://"),
                            value: keep.text("url", ""),
                            kind: InputKind::Url,
                            width: Width::Full,
                        }))
                        (text_field(&TextField {
                            field: keep.field("seen", "Since when").hint("UTC, as 2026-11-19 06:10. Empty means now.").optional(),
                            value: keep.text("seen", ""),
                            kind: InputKind::Mono,
                            width: Width::Medium,
                        }))
                        div.gap { (row(&[button(&Button { weight: Weight::Danger, ..Button::plain("Note that it is public") })])) }
                    })),
                }
            }
        },
    )
}

fn close(face: &Face<'_>) -> Markup {
    let keep = face.keep("close");
    let published = face.view.published.is_some();
    let mut choices = vec![Choice::new("", "Choose how it ends")];
    let fits = |ending: &Ending| (*ending == Ending::Done) == published;
    choices.extend(
        Ending::ALL
            .into_iter()
            .filter(fits)
            .map(|ending| Choice::new(ending.key(), ending.word())),
    );
    section(
        face,
        "close",
        "Close the case",
        None,
        html! {
            @if published {
                p.quiet { "The advisory stays public. Nothing on the case can change afterwards; the reporter can still write." }
            } @else {
                p { (prose(&plain("Closing a case that is not published makes nothing public: what is withheld stays withheld."))) }
            }
            @match face.off(Act::Close, Until::Close) {
                Some(why) => (off("close", "Close the case", why)),
                None => (form(&face.form("close"), &html! {
                    (select(&Choices {
                        field: keep.field("ending", "How it ends"),
                        choices,
                        chosen: Some(keep.text("ending", "")),
                        width: Width::Medium,
                    }))
                    (text_area(&TextArea { field: keep.field("reason", "Why"), value: keep.text("reason", ""), rows: 2 }))
                    div.gap { (row(&[button(&Button { weight: if published { Weight::Plain } else { Weight::Danger }, ..Button::plain("Close the case") })])) }
                })),
            }
        },
    )
}
