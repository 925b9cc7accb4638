//! Check before it goes out: what will happen, the exact bytes, what is withheld, and the approval. What is approved is
//! named by its digest, so that no other text can go out.

use super::{Stage, beside, both, draft_link, framed, goes_to, ids, seen_by, withheld};
use crate::errors::Trouble;
use crate::forms::Retained;
use crate::pages::around::{Around, refusal};
use crate::pages::case::Face;
use crate::pages::links::Links;
use crate::pages::{Page, done};
use crate::parts::audience::chips;
use crate::parts::buttons::{Button, Here, OffButton, button, off_button, row};
use crate::parts::check::{Answer, Bytes, Fold, answers, bytes};
use crate::parts::choices::{Check, check};
use crate::parts::form::{Form, form, hidden};
use crate::parts::layout::with_rail;
use crate::parts::text::calm;
use crate::parts::time;
use crate::visitor::{Act, Member};
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{AnnouncementView, CaseView, Shell, TextReadBy};
use ambergate_process::case::AnnouncementState;
use ambergate_process::ids::{AnnouncementId, CaseId};
use ambergate_process::policy::MessageKind;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let (case, id) = ids(&member)?;
    show_with(&member, &case, &id, Around::asked(&member)).await
}

async fn show_with(member: &Member, case: &CaseId, id: &AnnouncementId, around: Around) -> Result<Page, Trouble> {
    let (view, case) = both(member, case, id).await?;
    // A final announcement goes out with the publication; its last page is the gate.
    if view.get().kind == MessageKind::FinalAnnouncement {
        return Err(Trouble::NotFound);
    }
    Ok(Page::with(around.status(), page(&member.shell, &case, &view, &around)))
}

/// Sends exactly the text that was read.
pub async fn approve(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let (case, id) = ids(&member)?;
    let around = if form.fields.get("ok").is_empty() {
        let says = "Tick the box once you have read the text. Nothing was sent.";
        Around::refused(Retained::because("approve", &form.fields, "ok", says))
    } else {
        let digest = form.fields.get("digest");
        match member
            .app
            .coordinator
            .approve_announcement(&member.viewer, &case, &id, digest)
            .await
        {
            Ok(()) => {
                return Ok(done(
                    &Links::of(member.shell.get()).announcement(case.as_str(), id.as_str()),
                    "approved",
                ));
            }
            Err(error) => refusal("approve", &form.fields, error)?,
        }
    };
    Ok(show_with(&member, &case, &id, around).await?.into_response())
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, view: &Seen<AnnouncementView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, view: &AnnouncementView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let main = html! {
        section aria-labelledby="what-h" {
            h2.sr id="what-h" { "What will happen" }
            (answers(&what(&face, view)))
        }
        (exact(view))
        (seen_by(view))
        (withheld(view))
        (approval(&face, view))
    };
    framed(
        &face,
        view,
        "Check before this goes out",
        Stage::Check,
        &html! { (with_rail(&main, &beside(&face, view))) },
    )
}

fn what(face: &Face<'_>, view: &AnnouncementView) -> Vec<Answer> {
    let draft = Some(face.links.announcement(&view.case, &view.id));
    let answer = |question: &str, answer: Markup| Answer {
        question: question.to_owned(),
        answer,
        change: None,
    };
    let correction = view.state == AnnouncementState::Correcting;
    let kind = if correction {
        format!("{}, a correction", view.kind.word())
    } else {
        view.kind.word().to_owned()
    };
    let mut list = vec![
        answer("Announcement", html! { (kind) }),
        answer(
            "Who will read it",
            html! { (chips(view.readers)) " Everyone. It cannot be taken back, only corrected." },
        ),
        Answer {
            question: "Subject".to_owned(),
            answer: html! { (calm(&view.subject)) },
            change: draft,
        },
        answer("Goes to", goes_to(view)),
        answer("When", html! { "As soon as the Fix Lead approves" }),
    ];
    if let Some(end) = view.embargo_end {
        let stays =
            html! { "Everything else stays under embargo until " (time::utc(end)) " " (time::own(end, &face.seen)) };
        list.push(answer("The embargo", stays));
    }
    list
}

/// The text that the approval names, and each mail.
pub(in crate::pages) fn exact(view: &AnnouncementView) -> Markup {
    let mail = |(place, to): (usize, &TextReadBy)| Bytes {
        id: format!("mail-{place}"),
        title: format!("Mail to {}", to.recipient),
        form: "RFC 5322; date and message id are set when it is queued".to_owned(),
        bytes: to.mail.clone(),
        fold: Fold::Folded,
    };
    html! {
        section aria-labelledby="bytes-h" {
            h2 id="bytes-h" { "Exactly these bytes" }
            p.quiet { "Subject, an empty line, the text: the approval names their SHA-256. If a byte changes, the approval is void." }
            div.stack {
                (bytes(&Bytes {
                    id: "text".to_owned(),
                    title: "Subject and text".to_owned(),
                    form: "plain text".to_owned(),
                    bytes: format!("{}\n\n{}", view.subject, view.body).into_bytes(),
                    fold: Fold::Open,
                }))
                @for each in view.to.iter().enumerate().map(mail) { (bytes(&each)) }
            }
        }
    }
}

/// Why the approval is off, where it is.
fn off(view: &AnnouncementView) -> Option<&'static str> {
    match view.state {
        AnnouncementState::Sent => return Some("Off: exactly this text is out already. Change it to correct it."),
        AnnouncementState::Closed => return Some("Off: the release closed it."),
        AnnouncementState::Draft | AnnouncementState::Correcting => {}
    }
    match (view.missing.is_empty(), view.leaks.is_empty(), view.may_send) {
        (false, _, _) => Some("Off: facts are missing that it must hold (S29)."),
        (_, false, _) => Some("Off: a withheld fact stands in the text."),
        (_, _, false) => {
            Some("Off: only the Fix Lead sends what goes out (S13). Ask them, or have the lead handed over.")
        }
        _ => None,
    }
}

fn approval(face: &Face<'_>, view: &AnnouncementView) -> Markup {
    let label = match view.state {
        AnnouncementState::Correcting => "Approve and send the correction",
        _ => "Approve and send it to everyone",
    };
    let keep = face.keep("approve");
    let post = Form::new(
        face.links.announcement_act(&view.case, &view.id, "approve"),
        face.shell.csrf.clone(),
    );
    html! {
        section.panel.panel-b.stack id="approve" aria-labelledby="approve-h" {
            h2 id="approve-h" { "Your approval" }
            @match off(view) {
                Some(why) => (row(&[off_button(&OffButton { id: "approve-off".to_owned(), label: label.to_owned(), why: why.to_owned() })])),
                None => (form(&post, &html! {
                    (hidden("digest", &view.digest))
                    (check(&Check {
                        field: keep.field("ok", "I have read the text above, and it may become public."),
                        value: "read".to_owned(),
                        ticked: Here::Elsewhere,
                    }))
                    div.gap { (row(&[button(&Button::main(label))])) }
                })),
            }
            p.small.quiet { "Nothing is sent before that. " (draft_link(face, view)) "." }
        }
    }
}
