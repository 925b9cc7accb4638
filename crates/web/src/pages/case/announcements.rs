//! The announcements of a case: which there are, and the forms that draft them. Drafting sends nothing.

use super::{Face, Until};
use crate::pages::words::{announcement_state, text, to};
use crate::parts::buttons::{Button, LinkButton, OffButton, Weight, button, link_button, off_button, row};
use crate::parts::form::{form, hidden};
use crate::parts::text::{Href, Run, calm, prose};
use crate::parts::time;
use ambergate_coordinator::views::AnnouncementLine;
use ambergate_process::access::Act;
use ambergate_process::case::AnnouncementState;
use ambergate_process::policy::MessageKind;
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>) -> Markup {
    html! {
        div.stack-l id="announcements" {
            (kind(face, MessageKind::ForthcomingFix))
            (kind(face, MessageKind::FinalAnnouncement))
            @if let Some(href) = face.view.advisory_url.as_deref().and_then(Href::web) {
                section.stack aria-labelledby="advisory-h" {
                    h2 id="advisory-h" { "Advisory" }
                    p { (prose(&[text("Public at "), to(href.as_str(), href.clone()), text(".")])) }
                }
            }
        }
    }
}

fn kind(face: &Face<'_>, kind: MessageKind) -> Markup {
    let (number, says) = match kind {
        MessageKind::ForthcomingFix => (
            "S28",
            "Tells everyone that a fix comes, when to set time aside, and what to do until then. It names no component, no impact and no CVE id.",
        ),
        MessageKind::FinalAnnouncement => (
            "S38",
            "Goes out in the act that publishes: fixed versions, CVE id, severity, merged changes, how to apply.",
        ),
    };
    let line = face.view.announcements.iter().rev().find(|line| line.kind == kind);
    html! {
        section.panel.panel-b.stack aria-labelledby=(kind.key()) {
            h2 id=(kind.key()) { (kind.word()) " " (prose(&[Run::Para(face.links.para(number))])) }
            p.quiet { (says) }
            @match line {
                Some(line) => (drafted(face, line)),
                None => (draft(face, kind)),
            }
        }
    }
}

fn drafted(face: &Face<'_>, line: &AnnouncementLine) -> Markup {
    let page = face.links.announcement(&face.view.id, &line.id);
    let act = match line.state {
        AnnouncementState::Draft | AnnouncementState::Correcting => "Open the draft",
        AnnouncementState::Sent | AnnouncementState::Closed => "Open it",
    };
    html! {
        p { b { (calm(&line.subject)) } }
        p.quiet {
            (announcement_state(line.state)) ", revision " (line.revision)
            @if let Some(sent) = line.sent_at { ", sent " (time::utc(sent)) }
        }
        (row(&[link_button(&LinkButton { weight: Weight::Plain, ..LinkButton::new(act, page) })]))
    }
}

fn draft(face: &Face<'_>, kind: MessageKind) -> Markup {
    let label = match kind {
        MessageKind::ForthcomingFix => "Draft the forthcoming-fix announcement",
        MessageKind::FinalAnnouncement => "Draft the final announcement",
    };
    match face.off(Act::Draft, Until::Release) {
        Some(why) => row(&[off_button(&OffButton {
            id: format!("{}-draft", kind.key()),
            label: label.to_owned(),
            why,
        })]),
        None => form(
            &face.form("announcements"),
            &html! {
                (hidden("kind", kind.key()))
                (row(&[button(&Button::plain(label))]))
            },
        ),
    }
}
