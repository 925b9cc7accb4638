//! What the member pages of this folder share: how a page is read, and the frame with its words put in.

use super::{Section, frame};
use crate::errors::Trouble;
use crate::forms::Retained;
use crate::parts::layout::{Band, Display, member_page};
use crate::parts::notes::Flash;
use crate::parts::time::Viewpoint;
use crate::visitor::Member;
use ambergate_coordinator::Error;
use ambergate_coordinator::views::Shell;
use axum::http::StatusCode;
use maud::{Markup, html};

/// With what a page is shown: how its reader likes it, what they have just done, or which of its forms was refused.
#[derive(Default)]
pub(crate) struct Around {
    pub display: Display,
    pub flash: Option<Flash>,
    pub kept: Option<Retained>,
}

impl Around {
    /// A page that was asked for.
    pub(crate) fn asked(member: &Member) -> Self {
        Self {
            flash: member.flash(),
            ..Self::default()
        }
    }
    /// The page of a form that was refused. What is no refusal (not there, ours) is passed on.
    pub(crate) fn refused(kept: Retained) -> Self {
        Self {
            kept: Some(kept),
            ..Self::default()
        }
    }
    pub(crate) fn drawn(display: Display) -> Self {
        Self {
            display,
            ..Self::default()
        }
    }
    pub(crate) fn kept(&self) -> Option<&Retained> {
        self.kept.as_ref()
    }
    pub(crate) fn status(&self) -> StatusCode {
        self.kept.as_ref().map_or(StatusCode::OK, |kept| kept.status)
    }
}

pub(crate) fn viewpoint(shell: &Shell) -> Viewpoint {
    Viewpoint::utc(shell.now)
}

/// A page for members, with what stops its form on top. `title` stands in the browser's history: an id is fine, a case's
/// title is not.
pub(crate) fn member_with(
    shell: &Shell,
    around: &Around,
    section: Section,
    title: &str,
    band: Option<Band>,
    main: &Markup,
) -> Markup {
    let mut page = frame(shell, title, section, band, around.flash.clone());
    page.display = around.display;
    member_page(
        &page,
        &html! { @if let Some(kept) = around.kept() { (kept.summary()) } (main) },
    )
}

/// An id in a path that has not the form of its kind leads to the same answer as one that is not there.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// What was refused, as the state of its page.
pub(crate) fn refusal(form: &'static str, fields: &crate::forms::Fields, error: Error) -> Result<Around, Trouble> {
    Retained::new(form, fields, error).map(Around::refused)
}
