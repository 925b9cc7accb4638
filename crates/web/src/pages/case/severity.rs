//! The severity of a case: vectors in, computed scores out. The Fix Lead has the final say (S22, S23).

use super::{Face, Until};
use crate::forms::Keep;
use crate::pages::words::text;
use crate::parts::buttons::{Button, OffButton, button, off_button, row};
use crate::parts::form::{InputKind, TextArea, TextField, Width, form, text_area, text_field};
use crate::parts::state::{SeverityView, severity};
use crate::parts::text::{Run, calm, prose};
use ambergate_coordinator::coordinate::score;
use ambergate_process::access::{Act, Standing};
use ambergate_process::severity::{Rating, Scheme, Scored};
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>) -> Markup {
    html! {
        section.stack id="severity" aria-labelledby="severity-h" {
            h2 id="severity-h" { "Severity" }
            (now(face))
            (change(face))
        }
    }
}

fn now(face: &Face<'_>) -> Markup {
    let Some(set) = &face.view.severity else {
        return html! { p.quiet { "Not scored yet. " (prose(&[Run::Para(face.links.para("S22"))])) } };
    };
    let last = if set.final_call {
        "The Fix Lead has set it: only the Fix Lead changes it now "
    } else {
        "The Fix Lead has not had the final say yet "
    };
    html! {
        div.panel.panel-b.stack {
            @for one in &set.scored { (line(one)) }
            p { (calm(&set.reason)) }
            p.small.quiet {
                "Set by " (calm(&set.by)) ", revision " (set.revision) ". "
                (prose(&[text(last), Run::Para(face.links.para("S23"))]))
            }
        }
    }
}

/// A vector and what was computed from it.
fn line(one: &Scored) -> Markup {
    html! {
        div {
            p { (severity(SeverityView::Scored { rating: Rating::of(one.tenths), tenths: Some(one.tenths) })) " " span.quiet { (one.scheme.word()) } }
            p.mono.break { (calm(&one.vector)) }
        }
    }
}

fn change(face: &Face<'_>) -> Markup {
    let final_say = face.view.severity.as_ref().is_some_and(|set| set.final_call);
    let off = face.off(Act::SetSeverity, Until::Release).or_else(|| {
        (final_say && face.view.standing != Standing::FixLead).then(|| {
            "Off: the Fix Lead has set the severity and has the final say (S23). Tell them what you would change."
                .to_owned()
        })
    });
    if let Some(why) = off {
        return row(&[off_button(&OffButton {
            id: "severity-set".to_owned(),
            label: "Set the severity".to_owned(),
            why,
        })]);
    }
    let keep = face.keep("severity");
    html! {
        section.panel.panel-b aria-labelledby="set-h" {
            h3 id="set-h" { @if face.view.severity.is_some() { "Set it anew" } @else { "Set it" } }
            (form(&face.form("severity"), &html! {
                div.gap {
                    (vector(face, &keep, "vector31", Scheme::V31, "As CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H"))
                    (vector(face, &keep, "vector40", Scheme::V40, "As CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:L/VA:H/SC:N/SI:N/SA:N"))
                    (text_area(&TextArea {
                        field: keep.field("reason", "Why").hint("A sentence or two; older reasons stay in the log."),
                        value: keep.text("reason", ""),
                        rows: 3,
                    }))
                }
                div.gap { (row(&[
                    button(&Button::main("Set the severity").sending("do", "set")),
                    button(&Button::plain("Compute the score").sending("do", "compute")),
                ])) }
                p.small.quiet.gap { "One vector is enough. Scores are computed here and never typed. With two, the higher score decides." }
            }))
        }
    }
}

/// A vector's field; under it the score of what stands in it, once the server has seen it.
fn vector(face: &Face<'_>, keep: &Keep<'_>, name: &str, scheme: Scheme, hint: &str) -> Markup {
    let set = face
        .view
        .severity
        .iter()
        .flat_map(|set| &set.scored)
        .find(|one| one.scheme == scheme);
    let value = keep.text(name, set.map_or("", |one| one.vector.as_str()));
    let computed = keep
        .is_retained()
        .then(|| score(&value).ok())
        .flatten()
        .filter(|one| one.scheme == scheme);
    let field = keep
        .field(name, &format!("{} vector", scheme.word()))
        .hint(hint)
        .optional();
    html! {
        (text_field(&TextField { field, value, kind: InputKind::Mono, width: Width::Full }))
        @if let Some(one) = computed {
            p.computed {
                "Computed: "
                (severity(SeverityView::Scored { rating: Rating::of(one.tenths), tenths: Some(one.tenths) }))
            }
        }
    }
}
