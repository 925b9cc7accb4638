//! *Start*: after sign-in, the way to the projects. With one project there is no page, only a redirect.

use super::{Page, Sample, see};
use crate::errors::Trouble;
use crate::gallery::Say;
use crate::parts::buttons::{Button, button};
use crate::parts::form::{Form, form};
use crate::parts::layout::{Display, Foot, SignInPage, sign_in_page};
use crate::parts::text::{Href, Link, link};
use crate::visitor::Signed;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "start",
        page: sample,
    },
    Sample {
        name: "start-nowhere",
        page: sample_nowhere,
    },
];

pub async fn show(Signed { app, viewer }: Signed) -> Result<Response, Trouble> {
    let slugs = app.coordinator.projects_of(&viewer);
    if let [only] = slugs.as_slice() {
        return Ok(see(&format!("/p/{only}/today")));
    }
    let named = |slug: &String| {
        app.coordinator
            .project(slug)
            .map(|listed| (slug.clone(), listed.settings.name))
    };
    let projects: Vec<(String, String)> = slugs.iter().filter_map(named).collect();
    Ok(Page::new(page(Display::default(), &projects, &app.coordinator.csrf(&viewer))).into_response())
}

/// Projects by slug and name.
fn page(display: Display, projects: &[(String, String)], csrf: &str) -> Markup {
    let title = if projects.is_empty() {
        "You are in no project"
    } else {
        "Your projects"
    };
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
    sign_in_page(
        &frame,
        &html! {
            div.stack {
                @if projects.is_empty() {
                    p { "Your account works, but you are a member of no project now. Ask somebody of the Product Security Team to add you." }
                } @else {
                    ul { @for (slug, name) in projects { li { (link(&Link::new(name.clone(), Href::to(format!("/p/{slug}/today"))))) } } }
                }
                (form(&Form::new(Href::to("/sign-out"), csrf), &button(&Button::plain("Sign out"))))
            }
        },
    )
}

fn sample(display: Display, say: Say) -> Markup {
    let projects = [("coredns", "CoreDNS"), ("etcd", "etcd")].map(|(slug, name)| (slug.to_owned(), say(name)));
    page(display, &projects, "sample")
}

fn sample_nowhere(display: Display, _: Say) -> Markup {
    page(display, &[], "sample")
}
