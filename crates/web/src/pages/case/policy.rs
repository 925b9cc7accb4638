//! What the policies of a case ask, allow and keep back: the part of the decisions that follows from the profiles.

use super::decisions::{off, section};
use super::{Face, Until};
use super::{dates, records};
use crate::pages::words::{count, text};
use crate::parts::buttons::{Button, Weight, button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{InputKind, TextArea, TextField, Width, form, hidden, text_area, text_field};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Run, calm, prose};
use crate::parts::time;
use ambergate_coordinator::views::{AskLine, GateLine, Wish};
use ambergate_process::access::Act;
use ambergate_process::case::inputs::Reading;
use ambergate_process::condition::Truth;
use maud::{Markup, html};

pub(super) const WHEN: &str = "UTC, as 2026-12-01 14:00.";
pub(super) const WHEN_OR_NOW: &str = "UTC, as 2026-11-19 06:10. Empty means now.";

/// What stands above the decisions that every case has.
pub(super) fn before(face: &Face<'_>) -> Markup {
    html! { (conflicts(face)) (asks(face)) (gates(face)) }
}

/// What stands below them.
pub(super) fn after(face: &Face<'_>) -> Markup {
    html! {
        section.stack aria-labelledby="dates-h" {
            h2 id="dates-h" { "Dates, and what others do" }
            div.panel.sheets { (dates::all(face)) }
        }
        section.stack aria-labelledby="records-h" {
            h2 id="records-h" { "Records, and whose rules bind" }
            div.panel.sheets { (records::all(face)) }
        }
    }
}

/// What is needed on few cases: how it stands in a line, and the form below it. Open where its form was refused.
pub(super) fn sheet(face: &Face<'_>, id: &'static str, title: &str, number: Option<&str>, inside: Markup) -> Markup {
    let forms: &[&'static str] = match id {
        "policies" => &["policies", "policy-version", "policy-off"],
        _ => &[id],
    };
    let refused = forms.iter().any(|form| face.keep(form).is_retained());
    html! {
        details.sheet id=(id) open[refused] {
            summary {
                span { (title) }
                span.quiet.stands { (stands(face, id)) }
            }
            // A link to what lies within opens it.
            div.sheet-b id={ (id) "-form" } {
                (inside)
                // A link in a summary could not be reached by everybody.
                @if let Some(number) = number { p.small.quiet { "By " (prose(&[Run::Para(face.links.para(number))])) } }
            }
        }
    }
}

/// How the matter of a sheet stands, in a few words.
fn stands(face: &Face<'_>, id: &str) -> Markup {
    let policy = &face.view.policy;
    match id {
        "targets" => html! {
            @match policy.moved.last() {
                Some(moved) => { (calm(&moved.title)) " moved to " (time::utc(moved.to)) },
                None => "no target moved",
            }
        },
        "upstream" => html! {
            @match &policy.upstream {
                Some(line) => { (calm(&line.upstream.project)) @if let Some(date) = line.upstream.date { ", " (time::utc(date)) } },
                None => "none",
            }
        },
        "reporter-date" => {
            html! { @match &policy.reporter_date { Some(date) => (time::utc(date.at)), None => "none" } }
        }
        "exploit" => {
            html! { @match &policy.exploit { Some(known) => { "since " (time::utc(known.seen)) }, None => "none known" } }
        }
        "attack" => {
            html! { @match &policy.attack { Some(attack) => { "since " (time::utc(attack.seen)) }, None => "none known" } }
        }
        "corrections" => html! { (count(policy.correctable.len(), "record", "records")) " made by hand" },
        "milestones" => html! { (count(policy.recorded.len(), "record", "records")) },
        "role" => {
            html! { @match &policy.legal { Some(line) => (line.role.word()), None => "not stated" } }
        }
        "awareness" => {
            html! { @match &policy.aware { Some(line) => (calm(&line.what)), None => "nobody recorded it" } }
        }
        _ => {
            let names: Vec<&str> = policy.pins.iter().map(|pin| pin.id.as_str()).collect();
            html! { (calm(&names.join(", "))) }
        }
    }
}

/// What the policies say about early notice.
pub(super) fn early_words(wishes: &[Wish]) -> String {
    let one = |wish: &Wish| {
        let so = match &wish.truth {
            Truth::True => "that is so here",
            Truth::False => "that is not so here",
            Truth::Unknown { .. } => "nobody has said yet whether that is so",
        };
        format!("{} ({}): {so}.", wish.title, wish.refs.join(", "))
    };
    if wishes.is_empty() {
        return "The policy says nothing about whom to tell early; say why you decide as you do.".to_owned();
    }
    wishes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn conflicts(face: &Face<'_>) -> Markup {
    let said = &face.view.policy.conflicts;
    html! {
        @if !said.is_empty() {
            (note(&Note {
                kind: NoteKind::Danger,
                title: "Not all rules can be kept".to_owned(),
                text: said.iter().map(|what| vec![text(what.clone())]).collect(),
                acts: vec![],
            }))
        }
    }
}

pub(super) fn plain_field(face: &Face<'_>, form: &'static str, name: &str, label: &str, hint: &str) -> Markup {
    let keep = face.keep(form);
    text_field(&TextField {
        field: keep.field(name, label).hint(hint),
        value: keep.text(name, ""),
        ..TextField::default()
    })
}

pub(super) fn time_field(face: &Face<'_>, form: &'static str, name: &str, label: &str, hint: &str) -> Markup {
    let keep = face.keep(form);
    text_field(&TextField {
        field: keep.field(name, label).hint(hint),
        value: keep.text(name, ""),
        kind: InputKind::Mono,
        width: Width::Medium,
    })
}

pub(super) fn why_field(face: &Face<'_>, form: &'static str, name: &str, label: &str) -> Markup {
    let keep = face.keep(form);
    text_area(&TextArea {
        field: keep.field(name, label),
        value: keep.text(name, ""),
        rows: 2,
    })
}

pub(super) fn send(label: &str) -> Markup {
    html! { div.gap { (row(&[button(&Button::plain(label))])) } }
}

fn asks(face: &Face<'_>) -> Markup {
    let asks = &face.view.policy.asks;
    let body = |lines: &[AskLine]| {
        html! {
            @for line in lines { (ask(face, line)) }
            (send("Record the answers"))
        }
    };
    section(
        face,
        "asked",
        "What the policy asks",
        None,
        html! {
            @if asks.is_empty() {
                p.quiet { "Nothing that the case does not show already." }
            } @else {
                p.quiet { "Gates and clocks hang on these. What nobody has said is not known, and they wait for it." }
                @match face.off(Act::StateFacts, Until::Close) {
                    Some(why) => {
                        dl.kv { @for line in asks { dt { (line.question) } dd { @if line.answer.is_empty() { "not known" } @else { (calm(&line.answer)) } } } }
                        (off("asked", "Record the answers", why))
                    },
                    None => (form(&face.form("asked"), &body(asks))),
                }
            }
        },
    )
}

fn ask(face: &Face<'_>, line: &AskLine) -> Markup {
    let keep = face.keep("asked");
    let name = line.fact.key();
    let field = keep
        .field(name, line.question)
        .hint(match line.for_the_sake_of.as_slice() {
            [] => "No rule that binds the case reads it now.".to_owned(),
            rules => format!("Read by: {}.", rules.join("; ")),
        });
    let answers: Vec<(String, String)> = match line.reading {
        Reading::YesNo => vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())],
        Reading::OnlyNo => vec![("no".to_owned(), "No".to_owned())],
        Reading::Number | Reading::Text => line.values.iter().map(|v| (v.clone(), v.clone())).collect(),
    };
    let value = keep.text(name, &line.answer);
    if answers.is_empty() {
        return text_field(&TextField {
            field: field.optional(),
            value,
            kind: InputKind::Line,
            width: Width::Medium,
        });
    }
    let mut choices = vec![Choice::new("", "Not known")];
    choices.extend(answers.into_iter().map(|(value, label)| Choice::new(value, label)));
    select(&Choices {
        field,
        choices,
        chosen: Some(value),
        width: Width::Medium,
    })
}

fn gates(face: &Face<'_>) -> Markup {
    let gates = &face.view.policy.gates;
    if gates.is_empty() {
        return html! {};
    }
    section(
        face,
        "gates",
        "Gates that are shut or broken",
        None,
        html! {
            @for line in gates { (gate(face, line)) }
        },
    )
}

/// One form per gate; they share a name, so that only the one that was sent is shown again as it was typed.
fn gate(face: &Face<'_>, line: &GateLine) -> Markup {
    let keep = face.keep("gates");
    let value = format!("{}:{}", line.profile, line.gate);
    let sent = keep.text("gate", "") == value;
    let mut field = keep.field("reason", "Why it is broken");
    if !sent {
        field.id = format!("gates-reason-{}-{}", line.profile, line.gate);
        field.error = None;
    }
    let reason = if sent { keep.text("reason", "") } else { String::new() };
    let label = if line.agreed.is_empty() {
        "Break the gate"
    } else {
        "Agree, or break it"
    };
    let off_id = format!("gate-{}-{}", line.profile, line.gate);
    html! {
        div.stack {
            @if line.says.is_empty() { p { b { (calm(&line.title)) } " (" (calm(&line.refs.join(", "))) ")" } } @else { p { (calm(&line.says)) } }
            @if !line.agreed.is_empty() {
                p.small.quiet {
                    @match line.broken {
                        Some(at) => { "Broken since " (time::utc(at)) " by " },
                        None => { (line.agreed.len()) " of " (line.needed) " agreed: " },
                    }
                    (calm(&line.agreed.join(", ")))
                    @if let Some(reason) = &line.reason { ". " (calm(reason)) }
                }
            }
            @if let (None, Some(breaker)) = (line.broken, line.breaker) {
                @match face.off(Act::BreakGate, Until::Close).or_else(|| (!line.mine).then(|| format!("Off: {breaker} may break this gate."))) {
                    Some(why) => (off(&off_id, label, why)),
                    None => (form(&face.form("gates"), &html! {
                        (hidden("gate", &value))
                        (text_field(&TextField { field, value: reason, ..TextField::default() }))
                        div.gap { (row(&[button(&Button { weight: Weight::Danger, ..Button::plain(label) })])) }
                    })),
                }
            }
        }
    }
}
