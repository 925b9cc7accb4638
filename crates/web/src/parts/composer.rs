//! Where people write. It says in words who will read this before the button, and the button repeats the number.
//!
//! Without a script: each choice has a slot, and the stylesheet shows what is written for the chosen one.

use super::audience::shapes;
use super::form::{Encoding, Field, Form, form};
use super::sprite::{Icon, glyph};
use super::text::{Prose, calm, kept_newline, prose};
use ambergate_process::access::Audiences;
use maud::{Markup, html};

/// The stylesheet knows this many slots. A ninth choice would be shown without its readers, so it is not shown.
pub const SLOTS: usize = 8;

/// The field that holds the chosen thread.
pub const TO_FIELD: &str = "to";
/// The field that holds the text.
pub const BODY_FIELD: &str = "body";
/// The field that holds the files.
pub const FILES_FIELD: &str = "files";

/// A form to write with. The form's action, proof and token come from the page.
#[derive(Debug, Clone)]
pub struct Composer {
    pub form: Form,
    pub choices: Vec<Readers>,
    /// The chosen choice's value; with one choice that one, else none until the writer chooses.
    pub chosen: Option<String>,
    pub body: String,
    pub to_error: Option<String>,
    pub body_error: Option<String>,
    pub files: Attach,
}

/// Whether files may go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attach {
    Files,
    Nothing,
}

/// One set of readers that can be written to.
#[derive(Debug, Clone)]
pub struct Readers {
    /// Sent as `to`.
    pub value: String,
    /// "Disclosure thread".
    pub label: String,
    pub audiences: Audiences,
    /// How many people will read it, the writer among them.
    pub count: usize,
    /// Their names, and how outsiders get it: "the PST (…) and the reporter, **Quinn Varga**, by encrypted mail."
    pub names: Prose,
    /// Who will not: "Not distributors, not the public."
    pub not: String,
}

pub fn composer(view: &Composer) -> Markup {
    let shown: Vec<&Readers> = view.choices.iter().take(SLOTS).collect();
    let mut wrap = view.form.clone();
    wrap.class = Some("composer");
    if view.files == Attach::Files {
        wrap.encoding = Encoding::Multipart;
    }
    form(
        &wrap,
        &html! {
            (choose(view, &shown))
            (write(view))
            div.readers id="readers" {
                p data-read="none" { strong { "Choose who will read this." } " Nothing is sent before you do." }
                @for (slot, readers) in shown.iter().enumerate() {
                    p data-read=(slot + 1) {
                        strong { (people(readers.count)) " will read this:" } " " (prose(&readers.names))
                    }
                }
                p { @for (slot, readers) in shown.iter().enumerate() { span data-read=(slot + 1) { (calm(&readers.not)) } } }
            }
            div.btns {
                button.btn type="submit" data-kind="main" aria-describedby="readers" {
                    span {
                        "Send"
                        @for (slot, readers) in shown.iter().enumerate() {
                            span data-read=(slot + 1) { " to " (people(readers.count)) }
                        }
                    }
                }
                @if view.files == Attach::Files {
                    label.attach {
                        span { (glyph(Icon::Clip)) "Attach files" }
                        input type="file" name=(FILES_FIELD) multiple;
                    }
                }
                span.small.quieter { kbd { "Ctrl" } " " kbd { "Enter" } " sends" }
            }
        },
    )
}

fn choose(view: &Composer, shown: &[&Readers]) -> Markup {
    let only = (shown.len() == 1)
        .then(|| shown.first().map(|readers| &readers.value))
        .flatten();
    let chosen = view.chosen.as_ref().or(only);
    html! {
        fieldset aria-describedby=[view.to_error.as_ref().map(|_| "to-error")] {
            legend { "Write to" }
            (error("to", &view.to_error))
            div.choices {
                @for (slot, readers) in shown.iter().enumerate() {
                    label.choice {
                        input type="radio" name=(TO_FIELD) id=[(slot == 0).then_some("to")] value=(readers.value)
                            data-slot=(slot + 1) checked[chosen == Some(&readers.value)];
                        (calm(&readers.label)) " " (shapes(readers.audiences))
                    }
                }
            }
        }
    }
}

fn write(view: &Composer) -> Markup {
    let field = Field {
        error: view.body_error.clone(),
        ..Field::new(BODY_FIELD, "Message")
    };
    html! {
        div {
            label for=(field.id) { (field.label) }
            (error("body", &view.body_error))
            textarea id=(field.id) name=(field.name) data-key="r" aria-required="true"
                aria-invalid=[view.body_error.as_ref().map(|_| "true")]
                aria-describedby=[view.body_error.as_ref().map(|_| "body-error")] { (kept_newline(&view.body)) }
        }
    }
}

fn error(id: &str, words: &Option<String>) -> Markup {
    html! {
        @if let Some(words) = words { p.err id={ (id) "-error" } { (glyph(Icon::Overdue)) span { (calm(words)) } } }
    }
}

/// "1 person", "8 people".
pub fn people(count: usize) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::{Href, plain};
    use super::*;

    fn readers(value: &str, count: usize) -> Readers {
        Readers {
            value: value.to_owned(),
            label: value.to_owned(),
            audiences: Audiences::PST,
            count,
            names: plain("Robin Ashe."),
            not: "Not the public.".to_owned(),
        }
    }

    fn view(choices: Vec<Readers>) -> Composer {
        Composer {
            form: Form::new(Href::to("/x"), "proof"),
            choices,
            chosen: None,
            body: String::new(),
            to_error: None,
            body_error: None,
            files: Attach::Nothing,
        }
    }

    #[test]
    fn each_choice_says_its_readers_and_the_button_repeats_the_number() {
        let html = composer(&view(vec![readers("thread", 8), readers("pst", 1)])).into_string();
        assert!(html.contains("<p data-read=\"1\"><strong>8 people will read this:</strong> Robin Ashe.</p>"));
        assert!(html.contains("<span data-read=\"1\"> to 8 people</span><span data-read=\"2\"> to 1 person</span>"));
        assert!(!html.contains("checked"), "nobody is chosen for the writer");
    }

    #[test]
    fn the_only_choice_is_taken_and_no_choice_goes_without_its_slot() {
        assert!(
            composer(&view(vec![readers("pst", 5)]))
                .into_string()
                .contains("checked")
        );
        let many = (0..12).map(|n| readers(&format!("t{n}"), n)).collect();
        let html = composer(&view(many)).into_string();
        assert_eq!(html.matches("type=\"radio\"").count(), SLOTS);
        for slot in 1..=SLOTS {
            assert!(crate::assets::CSS.contains(&format!(
                "&:has([data-slot=\"{slot}\"]:checked) [data-read~=\"{slot}\"]"
            )));
        }
    }
}
