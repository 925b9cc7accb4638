//! The timeline of a case or report: days, messages, events, now. Each entry shows who reads it.

use super::audience::{chips, widest};
use super::lists::{Evidence, FileView, evidence, files};
use super::sprite::{Icon, glyph};
use super::text::{Href, Prose, calm, message_body, prose};
use super::time::{self, Viewpoint};
use ambergate_process::Instant;
use ambergate_process::access::{Audience, Audiences};
use maud::{Markup, html};

/// Something that happened. Entries come in order of time, oldest first.
#[derive(Debug, Clone)]
pub enum Entry {
    Event(Event),
    Message(Message),
}

/// An act, in a sentence.
#[derive(Debug, Clone)]
pub struct Event {
    pub at: Instant,
    pub words: Prose,
    pub audiences: Audiences,
    /// Instead of the audience's shape: the gate, where the phase changed.
    pub icon: Option<Icon>,
}

/// Words of a person.
#[derive(Debug, Clone)]
pub struct Message {
    /// The fragment that leads here: `m-…`.
    pub id: String,
    pub at: Instant,
    /// Whether the instant was observed.
    pub timing: Timing,
    pub from: String,
    /// "by mail, encrypted".
    pub via: String,
    pub audiences: Audiences,
    pub body: Body,
    pub files: Vec<FileView>,
    pub evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    Observed,
    Assumed,
}

/// What a message says, as far as it could be read.
#[derive(Debug, Clone)]
pub enum Body {
    Text(String),
    /// Could not be read; the bytes can be had as they came.
    Unreadable {
        why: String,
        raw: Href,
    },
}

/// The whole timeline, with day headings and the now line.
pub fn timeline(entries: &[Entry], view: &Viewpoint) -> Markup {
    let day = |entry: &Entry| time::day_words(at(entry), view.now);
    let before = std::iter::once(None).chain(entries.iter().map(Some));
    html! {
        ol.tl {
            @for (entry, before) in entries.iter().zip(before) {
                @if before.map(day) != Some(day(entry)) { li.tl-day { h3 { (day(entry)) } } }
                li {
                    div.at { (time::clock(at(entry))) }
                    @match entry {
                        Entry::Event(event) => (event_entry(event)),
                        Entry::Message(message) => (message_entry(message)),
                    }
                }
            }
            li.tl-now { p { span { "Now, " (now(view.now)) } } }
        }
    }
}

fn at(entry: &Entry) -> Instant {
    match entry {
        Entry::Event(event) => event.at,
        Entry::Message(message) => message.at,
    }
}

fn now(at: Instant) -> Markup {
    html! { (time::clock(at)) " UTC" }
}

fn event_entry(event: &Event) -> Markup {
    let icon = event.icon.unwrap_or_else(|| widest(event.audiences));
    html! {
        div.node { (glyph(icon)) }
        div.ev { p { (prose(&event.words)) } (chips(event.audiences)) }
    }
}

fn message_entry(message: &Message) -> Markup {
    html! {
        div.node { (glyph(widest(message.audiences))) }
        (self::message(message))
    }
}

/// A message without the line: on the report page, and in a reporter's view.
pub fn message(view: &Message) -> Markup {
    let told = [Audience::Distributors, Audience::Authority, Audience::Public];
    let side = view.audiences.meets(Audiences::of(&told)).then_some("out");
    html! {
        article.msg id=(view.id) data-side=[side] {
            header {
                span.from { (calm(&view.from)) }
                span.via {
                    (calm(&view.via))
                    @if view.timing == Timing::Assumed { " " (super::marks::assumed("time assumed")) }
                }
                (chips(view.audiences))
            }
            div.body {
                @match &view.body {
                    Body::Text(text) => (message_body(text)),
                    Body::Unreadable { why, raw } => p {
                        b { "This message could not be read: " } (calm(why)) " "
                        a href=(raw.as_str()) download { "Download it as it came." }
                    },
                }
            }
            @if !view.files.is_empty() || !view.evidence.is_empty() {
                footer {
                    @if !view.files.is_empty() { (files(&view.files)) }
                    @if !view.evidence.is_empty() { (evidence(&view.evidence)) }
                }
            }
        }
    }
}
