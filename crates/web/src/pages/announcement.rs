//! *Announcement*: the draft of a text that will leave, what it still lacks, what it gives away that its readers are not
//! cleared for, and how they will see it. The last page before it goes out is [`check`]; a final announcement goes out
//! with the publication, on the page of the gate.

mod check;

pub(super) use check::exact;
pub(crate) use check::shown as shown_check;
pub use check::{approve, show as show_check};

use super::around::{Around, id, member_with, refusal};
use super::case::{Face, Until, band};
use super::links::{CasePart, Links};
use super::words::{announcement_state, to};
use super::{Page, Section, done};
use crate::errors::Trouble;
use crate::parts::audience::chips;
use crate::parts::buttons::{Button, LinkButton, OffButton, Weight, button, link_button, off_button, row};
use crate::parts::check::{Step, StepStanding, steps};
use crate::parts::form::{Form, TextArea, TextField, form, text_area, text_field};
use crate::parts::layout::{Crumb, PageHead, page_head, with_rail};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::rail::{Checked, More, RailSection, checks, rail};
use crate::parts::state::{Clearance, ClockState, clearance};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::{Href, Link, calm, message_body, plain, prose};
use crate::parts::time;
use crate::visitor::{Act, Member};
use ambergate_coordinator::views::{AnnouncementView, CaseView, Shell, WithheldLine};
use ambergate_coordinator::{Error, Seen};
use ambergate_process::access;
use ambergate_process::case::AnnouncementState;
use ambergate_process::ids::{AnnouncementId, CaseId};
use ambergate_process::policy::MessageKind;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::ANNOUNCEMENT;

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let (case, announcement) = ids(&member)?;
    show_with(&member, &case, &announcement, Around::asked(&member)).await
}

async fn show_with(member: &Member, case: &CaseId, id: &AnnouncementId, around: Around) -> Result<Page, Trouble> {
    let (view, case) = both(member, case, id).await?;
    Ok(Page::with(around.status(), page(&member.shell, &case, &view, &around)))
}

/// The announcement and its case, as this member may see them.
async fn both(
    member: &Member,
    case: &CaseId,
    id: &AnnouncementId,
) -> Result<(Seen<AnnouncementView>, Seen<CaseView>), Trouble> {
    let coordinator = &member.app.coordinator;
    let view = coordinator
        .announcement(&member.viewer, member.slug(), case.as_str(), id.as_str())
        .await?;
    let case = coordinator.case(&member.viewer, member.slug(), case.as_str()).await?;
    Ok((view, case))
}

pub(super) fn ids(member: &Member) -> Result<(CaseId, AnnouncementId), Trouble> {
    Ok((id(member.param("id"))?, id(member.param("a"))?))
}

/// Saves a draft's words. Nothing goes out.
pub async fn edit(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let (case, id) = ids(&member)?;
    let (subject, body) = (form.fields.get("subject"), form.fields.get("body"));
    let result = member
        .app
        .coordinator
        .redraft(&member.viewer, &case, &id, subject, body)
        .await;
    finish(&member, &case, &id, "edit", &form.fields, result, "redrafted").await
}

/// Writes the standing text anew from the facts as they are now.
pub async fn anew(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let (case, id) = ids(&member)?;
    let result = member.app.coordinator.draft_anew(&member.viewer, &case, &id).await;
    finish(&member, &case, &id, "anew", &form.fields, result, "anew").await
}

async fn finish(
    member: &Member,
    case: &CaseId,
    id: &AnnouncementId,
    form: &'static str,
    fields: &crate::forms::Fields,
    result: Result<(), Error>,
    key: &'static str,
) -> Result<Response, Trouble> {
    match result {
        Ok(()) => Ok(done(
            &Links::of(member.shell.get()).announcement(case.as_str(), id.as_str()),
            key,
        )),
        Err(error) => Ok(show_with(member, case, id, refusal(form, fields, error)?)
            .await?
            .into_response()),
    }
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, view: &Seen<AnnouncementView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, view: &AnnouncementView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let main = html! {
        (standing(view))
        (faults(&face, view))
        (words(&face, view))
        (seen_by(view))
        (withheld(view))
        (next(&face, view))
    };
    framed(
        &face,
        view,
        view.kind.word(),
        Stage::Draft,
        &html! { (with_rail(&main, &beside(&face, view))) },
    )
}

/// How far an announcement has come; the pages of one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Draft,
    Check,
}

/// The frame of an announcement's pages: crumbs, title, steps.
pub(super) fn framed(face: &Face<'_>, view: &AnnouncementView, title: &str, stage: Stage, main: &Markup) -> Markup {
    let inside = html! {
        (page_head(&PageHead {
            crumbs: vec![
                Crumb::Link(Link::new("Cases", face.links.cases(None, None))),
                Crumb::Id(view.case.clone(), Some(face.links.case(&view.case, CasePart::Timeline))),
                Crumb::Link(Link::new("Announcements", face.links.case(&view.case, CasePart::Announcements))),
            ],
            title: title.to_owned(),
            line: None,
            acts: None,
        }))
        (steps(&all_steps(view, stage)))
        (main)
    };
    member_with(
        face.shell,
        face.around,
        Section::Cases,
        &format!("Announcement, {}", view.case),
        band(face.view),
        &inside,
    )
}

fn all_steps(view: &AnnouncementView, stage: Stage) -> Vec<Step> {
    let last = match view.kind {
        MessageKind::ForthcomingFix => ("Check and approve", "Sent"),
        MessageKind::FinalAnnouncement => ("Check and publish", "Public"),
    };
    let sent = matches!(view.state, AnnouncementState::Sent | AnnouncementState::Closed);
    let now = match (sent, stage) {
        (true, _) => 2,
        (false, Stage::Draft) => 0,
        (false, Stage::Check) => 1,
    };
    let step = |(place, label): (usize, &str)| Step {
        label: label.to_owned(),
        standing: match place.cmp(&now) {
            std::cmp::Ordering::Less => StepStanding::Done,
            std::cmp::Ordering::Equal => StepStanding::Now,
            std::cmp::Ordering::Greater => StepStanding::ToDo,
        },
    };
    ["Draft", last.0, last.1].into_iter().enumerate().map(step).collect()
}

fn standing(view: &AnnouncementView) -> Markup {
    html! {
        p.quiet {
            "Revision " (view.revision) ", " (announcement_state(view.state))
            @if let Some(sent) = view.sent_at { ", sent " (time::utc(sent)) }
            "."
        }
    }
}

/// What keeps it from going out.
fn faults(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    let leak = |leak: &ambergate_process::announce::Leak| plain(format!("{}: “{}”", leak.fact.label(), leak.words));
    html! {
        @if !view.leaks.is_empty() {
            (note(&Note {
                kind: NoteKind::Danger,
                title: "The text gives away what its readers are not cleared for".to_owned(),
                text: view.leaks.iter().map(leak).collect(),
                acts: vec![],
            }))
        }
        @if !view.missing.is_empty() {
            (note(&Note {
                kind: NoteKind::Warn,
                title: "Facts are missing".to_owned(),
                text: vec![plain(format!("{}. Fill them in, then write the text anew from the facts.", labels(view)))],
                acts: vec![LinkButton::new("Open the facts", face.links.case(&view.case, CasePart::Facts))],
            }))
        }
    }
}

fn labels(view: &AnnouncementView) -> String {
    view.missing
        .iter()
        .map(|fact| fact.label())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why its words cannot be changed, where they cannot.
fn fixed(face: &Face<'_>, view: &AnnouncementView) -> Option<String> {
    let closed = (view.state == AnnouncementState::Closed).then(|| "Off: the release closed it.".to_owned());
    closed.or(face.off(access::Act::Draft, Until::Release))
}

fn words(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    let post = |act: &str| {
        Form::new(
            face.links.announcement_act(&view.case, &view.id, act),
            face.shell.csrf.clone(),
        )
    };
    let keep = face.keep("edit");
    html! {
        section.panel.panel-b.stack id="edit" aria-labelledby="edit-h" {
            h2 id="edit-h" { @if view.sent_at.is_some() { "Correct the text" } @else { "The text" } }
            @match fixed(face, view) {
                Some(why) => (row(&[off_button(&OffButton { id: "edit-off".to_owned(), label: "Save the text".to_owned(), why })])),
                None => {
                    (form(&post("edit"), &html! {
                        (text_field(&TextField {
                            field: keep.field("subject", "Subject"),
                            value: keep.text("subject", &view.subject),
                            ..TextField::default()
                        }))
                        div.wide.gap {
                            (text_area(&TextArea {
                                field: keep.field("body", "Text").hint("Plain text. It is checked against every fact that is withheld when you save."),
                                value: keep.text("body", &view.body),
                                rows: 16,
                            }))
                        }
                        div.gap { (row(&[button(&Button::plain("Save the text"))])) }
                    }))
                    div id="anew" {
                        (form(&post("anew"), &html! {
                            p.small.quiet { "Have the facts changed since? What you wrote into the text by hand is replaced." }
                            (row(&[button(&Button::plain("Write it anew from the facts"))]))
                        }))
                    }
                },
            }
        }
    }
}

/// The text as its readers get it.
pub(super) fn seen_by(view: &AnnouncementView) -> Markup {
    html! {
        section.stack aria-labelledby="seen-h" {
            h2 id="seen-h" { "As its readers will see it" }
            div.panel.panel-b.prose.preview {
                h3 { (calm(&view.subject)) }
                (message_body(&view.body))
            }
        }
    }
}

pub(super) fn withheld(view: &AnnouncementView) -> Markup {
    let row_of = |line: &WithheldLine| Row {
        cells: vec![
            cell(&capital(line.class.word())),
            clearance(if line.told {
                Clearance::Told
            } else {
                Clearance::Withheld
            }),
            html! { @if line.known { "known on this case" } @else { span.quiet { "not known" } } },
        ],
    };
    html! {
        section.stack aria-labelledby="held-h" {
            h2 id="held-h" { "What its readers are told, and what not" }
            (table(&Table {
                caption: match view.leaks.len() {
                    0 => "Checked against every fact of this case: none that is withheld stands in the text.",
                    _ => "Withheld facts stand in the text; see the top of the page.",
                }
                .to_owned(),
                shows_caption: Caption::Shown,
                columns: vec![Column::words("Fact"), Column::words("To these readers"), Column::words("Here")],
                rows: view.withheld.iter().map(row_of).collect(),
                frame: TableFrame::Flush,
            }))
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The way to the last page. It is open to everybody who sees the draft; only the Fix Lead can act there.
fn next(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    let (label, href): (&str, Href) = match view.kind {
        MessageKind::ForthcomingFix => ("Check and approve", face.links.check(&view.case, &view.id)),
        MessageKind::FinalAnnouncement => ("Check and publish", face.links.publish(&view.case, &view.id)),
    };
    let why = match view.state {
        AnnouncementState::Closed => Some("Off: the release closed it.".to_owned()),
        AnnouncementState::Sent => Some("Off: it is out as it stands here. Change the text to correct it.".to_owned()),
        AnnouncementState::Draft | AnnouncementState::Correcting => None,
    };
    match why {
        Some(why) => row(&[off_button(&OffButton {
            id: "next".to_owned(),
            label: label.to_owned(),
            why,
        })]),
        None => row(&[link_button(&LinkButton {
            weight: Weight::Main,
            ..LinkButton::new(label, href)
        })]),
    }
}

/// What is checked before it may go out, and where it goes.
pub(super) fn beside(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    let check = |met: bool, label: &str, number: &str, note: Option<String>| Checked {
        state: if met { ClockState::Met } else { ClockState::Overdue },
        label: label.to_owned(),
        para: Some(face.links.para(number)),
        note,
    };
    let missing = (!view.missing.is_empty()).then(|| format!("missing: {}", labels(view)));
    let leaks = match view.leaks.len() {
        0 => None,
        count => Some(super::words::count(count, "fact stands in it", "facts stand in it")),
    };
    let number = if view.kind == MessageKind::ForthcomingFix {
        "S29"
    } else {
        "S38"
    };
    let lead = (!view.may_send).then(|| "only the Fix Lead sends it".to_owned());
    let list = [
        check(view.missing.is_empty(), "Every fact it needs is given", number, missing),
        check(view.leaks.is_empty(), "No withheld fact in the text", "S28", leaks),
        Checked {
            state: if view.may_send {
                ClockState::Met
            } else {
                ClockState::Waiting
            },
            label: "You are the Fix Lead".to_owned(),
            para: Some(face.links.para("S13")),
            note: lead,
        },
    ];
    let sections = [
        RailSection {
            title: "Checks".to_owned(),
            more: More::Nothing,
            inside: checks(&list),
        },
        RailSection {
            title: "Who will read it".to_owned(),
            more: More::Nothing,
            inside: html! { (chips(view.readers)) p.quiet.gap { (prose(&plain("It cannot be taken back, only corrected."))) } },
        },
        RailSection {
            title: "Goes to".to_owned(),
            more: More::Nothing,
            inside: goes_to(view),
        },
    ];
    rail("About this announcement", &sections)
}

/// The public site, and the lists of the project's settings.
pub(super) fn goes_to(view: &AnnouncementView) -> Markup {
    html! {
        ul.plain {
            li { "The public site and its Atom feed" }
            @for to in &view.to { li { (calm(&to.recipient)) ", one mail" } }
        }
    }
}

/// A link back to the draft.
pub(super) fn draft_link(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    prose(&[to("Back to the draft", face.links.announcement(&view.case, &view.id))])
}
