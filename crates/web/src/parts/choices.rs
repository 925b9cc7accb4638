//! Choices in a form: one of many, one of a few, a card per choice, a tick.

use super::buttons::Here;
use super::form::{Field, Width, hint_and_error, label, optional};
use super::text::calm;
use maud::{Markup, html};

/// One of the things that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A sentence that says what this choice does; makes radio buttons cards.
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A choice of one. Used by [`select`], [`radios`] and [`radio_cards`].
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub field: Field,
    pub choices: Vec<Choice>,
    /// The chosen value; none chosen is possible in radio buttons.
    pub chosen: Option<String>,
    pub width: Width,
}

/// Many choices, one of which is always taken.
pub fn select(view: &Choices) -> Markup {
    let field = &view.field;
    html! {
        div.field {
            (label(field)) (hint_and_error(field))
            select id=(field.id) name=(field.name) class=[view.width.class()] aria-invalid=[field.invalid()]
                aria-describedby=[field.described_by()] {
                @for choice in &view.choices {
                    option value=(choice.value) selected[view.chosen.as_ref() == Some(&choice.value)] {
                        (calm(&choice.label))
                    }
                }
            }
        }
    }
}

/// A few choices of a word each.
pub fn radios(view: &Choices) -> Markup {
    group(
        view,
        html! {
            @for (place, choice) in view.choices.iter().enumerate() {
                div.opt {
                    (radio(view, place, choice))
                    label for=(radio_id(view, place)) { (calm(&choice.label)) }
                }
            }
        },
    )
}

/// A few choices that need a sentence each: the whole card is the label.
pub fn radio_cards(view: &Choices) -> Markup {
    group(
        view,
        html! {
            div.optcards {
                @for (place, choice) in view.choices.iter().enumerate() {
                    label.optcard {
                        (radio(view, place, choice))
                        span { (calm(&choice.label)) }
                        @if let Some(hint) = &choice.hint { span.hint { (calm(hint)) } }
                    }
                }
            }
        },
    )
}

fn group(view: &Choices, inside: Markup) -> Markup {
    let field = &view.field;
    html! {
        fieldset.field aria-describedby=[field.described_by()] {
            legend { (calm(&field.label)) (optional(field)) }
            (hint_and_error(field))
            (inside)
        }
    }
}

fn radio(view: &Choices, place: usize, choice: &Choice) -> Markup {
    html! {
        input type="radio" id=(radio_id(view, place)) name=(view.field.name) value=(choice.value)
            checked[view.chosen.as_ref() == Some(&choice.value)];
    }
}

/// The first radio button has the field's own id, so that the error summary leads to it.
fn radio_id(view: &Choices, place: usize) -> String {
    if place == 0 {
        view.field.id.clone()
    } else {
        format!("{}-{place}", view.field.id)
    }
}

/// A tick. `ticked` says whether it is set.
#[derive(Debug, Clone)]
pub struct Check {
    pub field: Field,
    pub value: String,
    pub ticked: Here,
}

pub fn check(view: &Check) -> Markup {
    let field = &view.field;
    html! {
        @if field.hint.is_some() || field.error.is_some() { (hint_and_error(field)) }
        div.check {
            input type="checkbox" id=(field.id) name=(field.name) value=(view.value)
                checked[view.ticked == Here::Here] aria-invalid=[field.invalid()]
                aria-describedby=[field.described_by()];
            label for=(field.id) { (calm(&field.label)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leads_to_the_first_radio_button() {
        let view = Choices {
            field: Field::new("credit", "Thanks"),
            choices: vec![Choice::new("name", "By name"), Choice::new("none", "Not at all")],
            chosen: Some("none".to_owned()),
            width: Width::Full,
        };
        let html = radios(&view).into_string();
        assert!(html.contains("id=\"credit\" name=\"credit\" value=\"name\">"));
        assert!(html.contains("id=\"credit-1\" name=\"credit\" value=\"none\" checked>"));
    }
}
