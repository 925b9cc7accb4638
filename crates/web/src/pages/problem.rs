//! *Problem*: a refusal that has no page of its own, a fault of ours with an id to quote, and the two pages that save
//! what was typed when a session has ended meanwhile.

use super::{Page, Sample, stacked};
use crate::forms::Fields;
use crate::gallery::Say;
use crate::parts::buttons::{Button, button, row};
use crate::parts::form::{CSRF_FIELD, Form, form, hidden};
use crate::parts::layout::{Display, Foot, SignInPage, sign_in_page};
use crate::parts::text::{Href, calm, kept_newline};
use maud::{Markup, html};

pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "problem",
        page: sample_problem,
    },
    Sample {
        name: "problem-signed-out",
        page: sample_signed_out,
    },
    Sample {
        name: "problem-send-again",
        page: sample_send_again,
    },
];

/// A title and a sentence or two: what happened, why, what to do.
pub fn page(title: &str, what: &str) -> Page {
    Page::new(framed(
        Display::default(),
        title,
        &html! { p { (calm(what)) } (way_back()) },
    ))
}

/// A form came without a session.
pub fn signed_out(kept: &Fields) -> Page {
    Page::new(signed_out_page(Display::default(), kept))
}

/// A form came with the proof of an older session.
pub fn send_again(action: &str, fields: &Fields, csrf: &str) -> Page {
    Page::new(send_again_page(Display::default(), action, fields, csrf))
}

fn signed_out_page(display: Display, kept: &Fields) -> Markup {
    framed(
        display,
        "You are signed out",
        &html! {
            p { "Your session has ended, so nothing was done. Sign in in another tab, then come back here and send the form again from the page before." }
            p { a.btn data-kind="main" href="/" target="_blank" rel="noopener" { "Sign in in a new tab" } }
            (typed(kept))
        },
    )
}

fn send_again_page(display: Display, action: &str, fields: &Fields, csrf: &str) -> Markup {
    let again = stacked(Form::new(Href::to(action), csrf));
    framed(
        display,
        "Send it once more?",
        &html! {
            p { "You signed in anew after the form was opened, so nothing was done yet. Look at what it says and send it again. Files have to be attached anew." }
            (typed(fields))
            (form(&again, &html! {
                @for (name, value) in fields.iter().filter(|(name, _)| *name != CSRF_FIELD) { (hidden(name, value)) }
                (row(&[button(&Button::main("Send it again"))]))
            }))
        },
    )
}

/// What a person typed, to read and to copy.
fn typed(fields: &Fields) -> Markup {
    html! {
        @for (place, (name, value)) in fields.typed().filter(|(_, value)| !value.trim().is_empty()).enumerate() {
            div.field {
                label for={ "kept-" (place) } { (calm(&name.replace(['_', '-'], " "))) }
                textarea id={ "kept-" (place) } readonly { (kept_newline(value)) }
            }
        }
    }
}

fn way_back() -> Markup {
    html! { p { a href="/" { "Go to the first page" } "." } }
}

fn framed(display: Display, title: &str, main: &Markup) -> Markup {
    let frame = SignInPage {
        title: title.to_owned(),
        project: "Ambergate".to_owned(),
        home: Href::to("/"),
        display,
        flash: None,
        foot: Foot {
            note: "Ambergate".to_owned(),
            links: vec![],
        },
    };
    sign_in_page(&frame, &html! { div.stack { (main) } })
}

fn sample_fields(say: Say) -> Fields {
    [
        ("text", "If etcd does not answer within 500 ms we use min-lease-ttl."),
        ("csrf", "sample"),
    ]
    .map(|(name, value)| (name.to_owned(), say(value)))
    .into_iter()
    .collect()
}

fn sample_problem(display: Display, say: Say) -> Markup {
    let what = say(
        "This could not be done just now. Nothing is lost; try again in a minute. If it stays so, quote k3f9qxa7m2.",
    );
    framed(
        display,
        "Something broke here",
        &html! { p { (calm(&what)) } (way_back()) },
    )
}

fn sample_signed_out(display: Display, say: Say) -> Markup {
    signed_out_page(display, &sample_fields(say))
}

fn sample_send_again(display: Display, say: Say) -> Markup {
    send_again_page(
        display,
        "/p/coredns/cases/AG-7K3F-9QXA/messages",
        &sample_fields(say),
        "sample",
    )
}
