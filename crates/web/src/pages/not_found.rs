//! *Not found*: the one answer for what is not there and for what is not for you. It names nothing, so that it is the
//! same bytes for everybody, everywhere (invariant 4).

use super::{Page, Sample};
use crate::gallery::Say;
use crate::parts::layout::{Display, Foot, SignInPage, sign_in_page};
use crate::parts::text::Href;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[Sample] = &[Sample {
    name: "not-found",
    page: sample,
}];

pub fn answer() -> Response {
    Page::with(StatusCode::NOT_FOUND, page(Display::default())).into_response()
}

fn page(display: Display) -> Markup {
    let frame = SignInPage {
        title: "There is nothing here".to_owned(),
        project: "Ambergate".to_owned(),
        home: Href::to("/"),
        display,
        flash: None,
        foot: Foot {
            note: "Ambergate".to_owned(),
            links: vec![],
        },
    };
    sign_in_page(
        &frame,
        &html! {
            div.stack {
                p { "Either there never was anything at this address, or it is not for you." }
                p { "If somebody sent you the address, ask them whether you were added. " a href="/" { "Go to the first page" } "." }
            }
        },
    )
}

fn sample(display: Display, _: Say) -> Markup {
    page(display)
}
