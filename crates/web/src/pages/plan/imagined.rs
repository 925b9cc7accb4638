//! "What if": the form, and in words what would stand otherwise. The form is a GET: it asks, and writes nothing.

use super::conflict_note;
use crate::pages::case::Face;
use crate::pages::links::CasePart;
use crate::parts::buttons::{Button, LinkButton, button, link_button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{InputKind, TextField, Width, text_field};
use crate::parts::marks::para;
use crate::parts::text::calm;
use ambergate_coordinator::views::{Imagined, PlanView, Reach, WhatIf};
use ambergate_process::facts::minute;
use ambergate_process::planner::Difference;
use ambergate_process::severity::decimal;
use maud::{Markup, html};

/// What was asked, and what would be different.
pub(super) fn result(face: &Face<'_>, view: &PlanView) -> Markup {
    let Some(imagined) = &view.what_if else {
        return html! {};
    };
    let unchanged = imagined.differences.is_empty() && imagined.conflicts.is_empty();
    html! {
        section.panel.panel-b.stack aria-labelledby="if-h" {
            h2 id="if-h" { "What if: " (asked_words(&imagined.asked)) }
            @for conflict in &imagined.conflicts { (conflict_note(face, conflict, "No instant would fit")) }
            @if !imagined.verdicts.is_empty() {
                h3 { "That day" }
                (list(face, view, &imagined.verdicts))
            }
            h3 { "What stands otherwise" }
            @if unchanged {
                p { "Nothing. Every milestone keeps its dates and what holds it." }
            } @else {
                (list(face, view, &imagined.differences))
            }
            @if drawn(imagined) { p.quiet { "In the drawing, the lower bar of a row is how it would be." } }
            (row(&[
                link_button(&LinkButton::new("Back to the plan as it is", face.links.case(&view.id, CasePart::Plan))),
            ]))
            p.small.quiet { "Nothing of this is written anywhere." }
        }
    }
}

fn drawn(imagined: &Imagined) -> bool {
    !imagined.differences.is_empty() || imagined.asked.release.is_some()
}

fn list(face: &Face<'_>, view: &PlanView, all: &[Difference]) -> Markup {
    html! {
        ul.differences {
            @for one in all {
                li {
                    @if view.profiles.len() > 1 { span.quiet { (calm(&one.profile)) ": " } }
                    b { (calm(&one.title)) }
                    @for number in &one.refs { " " (para(&face.links.para_of(&one.profile, number))) }
                    ": " (calm(&one.what)) "."
                }
            }
        }
    }
}

fn asked_words(asked: &WhatIf) -> String {
    let parts = [
        asked.release.map(|at| format!("released {} UTC", minute(at))),
        asked.public.map(|at| format!("public {} UTC", minute(at))),
        asked.score.map(|tenths| format!("base score {}", decimal(tenths))),
        asked.remote.map(|reach| match reach {
            Reach::Network => "reachable over the network".to_owned(),
            Reach::Near => "not reachable over the network".to_owned(),
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A GET, so that its answer can be reloaded. A vector would stand in the address, so a score has to do.
pub(super) fn form(face: &Face<'_>, view: &PlanView) -> Markup {
    let keep = face.keep("what-if");
    let asked = view.what_if.as_ref().map(|imagined| imagined.asked).unwrap_or_default();
    let moment = |name: &str, label: &str, hint: &str, now: Option<ambergate_process::Instant>| {
        let at = now.map(minute).unwrap_or_default();
        text_field(&TextField {
            field: keep.field(name, label).hint(hint).optional(),
            value: keep.text(name, &at),
            kind: InputKind::Mono,
            width: Width::Medium,
        })
    };
    let score = asked.score.map(decimal).unwrap_or_default();
    let remote = asked.remote.map(|reach| match reach {
        Reach::Network => "yes",
        Reach::Near => "no",
    });
    html! {
        section.panel.panel-b.stack.no-print aria-labelledby="what-if" {
            h2 id="what-if" { "What if" }
            p.quiet {
                "Shows the plan as it would be beside the plan as it is. Nothing is written. What you try stands in this page’s "
                "address, as the numbers you type and no more."
            }
            form.what-if method="get" action=(face.links.case(&view.id, CasePart::Plan).as_str()) novalidate {
                (moment("release", "Released on", "Release and advisory together; 2026-12-01 14:00, UTC.", asked.release))
                (moment("public", "Public on", "It gets out; 2026-11-20 06:00, UTC.", asked.public))
                (text_field(&TextField {
                    field: keep.field("score", "Base score").hint("From 0.0 to 10.0, as 3.9.").optional(),
                    value: keep.text("score", &score),
                    kind: InputKind::Mono,
                    width: Width::Small,
                }))
                (select(&Choices {
                    field: keep.field("remote", "Reachable over the network").optional(),
                    choices: vec![Choice::new("", "As the case has it"), Choice::new("yes", "Yes"), Choice::new("no", "No")],
                    chosen: keep.chosen("remote", remote).or(Some(String::new())),
                    width: Width::Medium,
                }))
                (row(&[button(&Button::plain("Show what would change"))]))
            }
        }
    }
}
