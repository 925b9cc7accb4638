//! What the page says to its reader: notices, the flash line after a form, empty states.

use super::buttons::{LinkButton, link_button};
use super::sprite::{Icon, glyph};
use super::text::{Link, Prose, calm, link, prose};
use maud::{Markup, html};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    Plain,
    /// May go on; amber.
    Warn,
    /// Something was refused or stands in conflict; red.
    Danger,
}

/// A notice: says what is wrong, where, what was not done, and what is kept.
#[derive(Debug, Clone)]
pub struct Note {
    pub kind: NoteKind,
    pub title: String,
    /// A paragraph each.
    pub text: Vec<Prose>,
    /// The ways out.
    pub acts: Vec<LinkButton>,
}

pub fn note(view: &Note) -> Markup {
    let (kind, icon) = match view.kind {
        NoteKind::Plain => (None, Icon::Info),
        NoteKind::Warn => (Some("warn"), Icon::Soon),
        NoteKind::Danger => (Some("danger"), Icon::Conflict),
    };
    html! {
        div.note data-kind=[kind] {
            (glyph(icon))
            div {
                h2 { (calm(&view.title)) }
                @for paragraph in &view.text { p { (prose(paragraph)) } }
                @if !view.acts.is_empty() {
                    div.btns { @for act in &view.acts { (link_button(act)) } }
                }
            }
        }
    }
}

/// The inverted line on top of the page that answers a form. It goes with the next click.
#[derive(Debug, Clone)]
pub struct Flash {
    /// "Sent to 8 people, 08:41 UTC."
    pub words: String,
    pub link: Option<Link>,
}

pub fn flash(view: &Flash) -> Markup {
    html! {
        div.flash role="status" {
            (glyph(Icon::Met))
            span { (calm(&view.words)) }
            @if let Some(to) = &view.link { (link(to)) }
        }
    }
}

/// A list with nothing in it says why, and what comes next.
#[derive(Debug, Clone)]
pub struct Empty {
    pub icon: Icon,
    pub title: String,
    pub text: Prose,
    pub act: Option<LinkButton>,
}

pub fn empty(view: &Empty) -> Markup {
    html! {
        div.panel.empty {
            (glyph(view.icon))
            h2 { (calm(&view.title)) }
            p { (prose(&view.text)) }
            @if let Some(act) = &view.act { div.btns { (link_button(act)) } }
        }
    }
}
