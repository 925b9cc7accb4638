//! The facts of a case: one form, a field per fact, each with what it gives away. A form that was stale in a field it
//! changes is shown with both values.

use super::{Face, Until};
use crate::forms::Keep;
use crate::pages::links::CasePart;
use crate::pages::words::{text, to};
use crate::parts::buttons::{Button, OffButton, button, off_button, row};
use crate::parts::form::{
    BothValues, InputKind, TextArea, TextField, Width, both_values, form, hidden, text_area, text_field,
};
use crate::parts::rail::{Fact, facts};
use crate::parts::text::{plain, prose};
use ambergate_coordinator::views::FactLine;
use ambergate_process::access::Act;
use ambergate_process::facts::{FactClass, FactKind, Shape};
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>, stale: &[BothValues]) -> Markup {
    let off = face.off(Act::SetFacts, Until::Release);
    html! {
        section.stack id="facts" aria-labelledby="facts-h" {
            @if !stale.is_empty() { (both_values(stale)) }
            h2 id="facts-h" { "Facts" }
            p.quiet.prose {
                "Everything that leaves Ambergate is written from these. Facts under one heading are told or withheld together; "
                "the policy profile says who is told which in which phase. An empty field is a fact that is not known."
            }
            @match &off {
                Some(why) => { (known(face)) (row(&[off_button(&OffButton {
                    id: "facts-save".to_owned(),
                    label: "Save the facts".to_owned(),
                    why: why.clone(),
                })])) },
                None => (form(&face.form("facts"), &html! {
                    @for class in FactClass::ALL { (group(face, class, stale)) }
                    div.gap { (row(&[button(&Button::main("Save the facts"))])) }
                })),
            }
        }
    }
}

fn known(face: &Face<'_>) -> Markup {
    let line = |line: &FactLine| Fact {
        label: line.label.to_owned(),
        value: plain(if line.value.is_empty() {
            "not known"
        } else {
            &line.value
        }),
    };
    html! { div.panel.panel-b.kept { (facts(&face.view.facts.iter().map(line).collect::<Vec<_>>())) } }
}

fn group(face: &Face<'_>, class: FactClass, stale: &[BothValues]) -> Markup {
    let lines: Vec<&FactLine> = face.view.facts.iter().filter(|line| line.class == class).collect();
    if lines.is_empty() {
        return html! {};
    }
    html! {
        section.panel.panel-b.fact-group aria-label=(class.word()) {
            h3 { (heading(class)) }
            @for line in lines { (field(face, line, stale)) }
        }
    }
}

fn heading(class: FactClass) -> &'static str {
    match class {
        FactClass::Existence => "That there is something",
        FactClass::Date => "When",
        FactClass::MaxSeverity => "How bad",
        FactClass::Component => "Where",
        FactClass::Mitigation => "What to do until the fix",
        FactClass::CveId => "The CVE id",
        FactClass::Impact => "What it is",
        FactClass::Patch => "The fix",
        FactClass::Poc => "How to reproduce it",
        FactClass::Attribution => "Whom to thank",
    }
}

fn field(face: &Face<'_>, line: &FactLine, stale: &[BothValues]) -> Markup {
    let keep = face.keep("facts");
    let key = line.kind.key();
    if line.shape == Shape::Derived {
        return derived(face, line);
    }
    let (value, was) = shown(&keep, line, stale.iter().any(|both| both.label == line.label));
    let field = keep.field(key, line.label).optional();
    let field = match hint(line.kind, line.shape) {
        "" => field,
        hint => field.hint(hint),
    };
    html! {
        (hidden(&format!("was_{key}"), &was))
        @match line.shape {
            Shape::Prose => (text_area(&TextArea { field, value, rows: 4 })),
            Shape::Lines | Shape::Ranges => (text_area(&TextArea { field, value, rows: 3 })),
            Shape::Line | Shape::Derived => (text_field(&TextField { field, value, kind: InputKind::Line, width: Width::Full })),
            Shape::Instant | Shape::CveId => (text_field(&TextField { field, value, kind: InputKind::Mono, width: Width::Medium })),
            Shape::Window => (text_field(&TextField { field, value, kind: InputKind::Mono, width: Width::Full })),
        }
    }
}

/// The value of a field and what it said when the form was made. After a refusal, what the person did not touch shows
/// what is there now; what they changed keeps its words, and its old value, so that a change by somebody else in between
/// is still noticed. The fact they were told about is measured from now on.
fn shown(keep: &Keep<'_>, line: &FactLine, told: bool) -> (String, String) {
    let key = line.kind.key();
    let was = keep.text(&format!("was_{key}"), &line.value);
    let typed = keep.text(key, &line.value);
    if same(&typed, &was) {
        return (line.value.clone(), line.value.clone());
    }
    (typed, if told { line.value.clone() } else { was })
}

fn same(a: &str, b: &str) -> bool {
    a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim()
}

fn derived(face: &Face<'_>, line: &FactLine) -> Markup {
    let from = match line.kind {
        FactKind::Credit => vec![text("chosen by each reporter, on the status page")],
        _ => vec![
            text("computed from the vector on "),
            to("Severity", face.to(CasePart::Severity)),
        ],
    };
    html! {
        div.field {
            p.label { (line.label) }
            p.hint { (prose(&from)) }
            p { @if line.value.is_empty() { span.quiet { "not known" } } @else { (crate::parts::text::calm(&line.value)) } }
        }
    }
}

fn hint(kind: FactKind, shape: Shape) -> &'static str {
    match (kind, shape) {
        (FactKind::Mitigation, _) => "Exact steps; they are announced before the fix (S29).",
        (FactKind::Title, _) => "One line, as the advisory will say it.",
        (FactKind::Summary, _) => "One paragraph: what it is and whom it concerns.",
        (FactKind::Weakness, _) => "A CWE, as CWE-681: Incorrect Conversion between Numeric Types.",
        (FactKind::Changes, _) => "One a line: an address of a merged pull request, or a commit (S38).",
        (_, Shape::Instant) => "UTC, as 2026-12-01 14:00.",
        (_, Shape::Window) => "UTC, as 2026-12-01 14:00 to 2026-12-01 16:00.",
        (_, Shape::CveId) => "As CVE-2026-00063.",
        (_, Shape::Ranges) => "One range a line, as >= 1.2.0, < 1.12.4.",
        (_, Shape::Lines) => "One a line.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{Fields, Retained};

    fn line(value: &str) -> FactLine {
        let kind = FactKind::Component;
        FactLine {
            kind,
            label: kind.label(),
            class: kind.class(),
            shape: Shape::Line,
            value: value.to_owned(),
        }
    }

    fn kept(was: &str, typed: &str) -> Retained {
        let pairs = [("was_component", was), ("component", typed)].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let fields: Fields = pairs.into_iter().collect();
        Retained::because("facts", &fields, "cve_id", "A CVE id is written CVE-2025-58063.")
    }

    #[test]
    fn a_refused_form_keeps_what_was_changed_and_shows_what_is_new() {
        let none = Keep::of(None, "facts");
        assert_eq!(
            shown(&none, &line("plugin/etcd"), false),
            ("plugin/etcd".to_owned(), "plugin/etcd".to_owned())
        );
        let untouched = kept("plugin/etcd", "plugin/etcd");
        let keep = Keep::of(Some(&untouched), "facts");
        assert_eq!(
            shown(&keep, &line("core"), false),
            ("core".to_owned(), "core".to_owned())
        );
        let changed = kept("", "plugin/etcd");
        let keep = Keep::of(Some(&changed), "facts");
        assert_eq!(
            shown(&keep, &line("core"), false),
            ("plugin/etcd".to_owned(), String::new())
        );
        assert_eq!(
            shown(&keep, &line("core"), true),
            ("plugin/etcd".to_owned(), "core".to_owned())
        );
    }
}
