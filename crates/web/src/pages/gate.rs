//! *The gate*: release, final announcement and advisory become public in one act. Everything that will be public is on
//! this page, to the byte, and the act names what was read. No clock ever does it (invariant 11).

use super::announcement::{Stage, beside, draft_link, exact, framed, goes_to, ids};
use super::around::{Around, refusal};
use super::case::{Face, Until};
use super::links::{CasePart, Links};
use super::words::{count, text, to};
use super::{Page, done};
use crate::errors::Trouble;
use crate::forms::Retained;
use crate::parts::audience::chips;
use crate::parts::buttons::{Button, Here, OffButton, button, off_button, row};
use crate::parts::check::{Answer, Bytes, Fold, answers, bytes};
use crate::parts::choices::{Check, check};
use crate::parts::form::{Form, form, hidden};
use crate::parts::layout::with_rail;
use crate::parts::marks::assumed;
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Run, calm, message_body, plain};
use crate::parts::time;
use crate::visitor::{Act, Member};
use ambergate_coordinator::Seen;
use ambergate_coordinator::release::Gate;
use ambergate_coordinator::views::{CaseView, PublishView, Shell};
use ambergate_formats::advisory::{Advisory, AffectedRange};
use ambergate_process::access;
use ambergate_process::ids::{AnnouncementId, CaseId};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::GATE;

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let (case, id) = ids(&member)?;
    show_with(&member, &case, &id, Around::asked(&member)).await
}

async fn show_with(member: &Member, case: &CaseId, id: &AnnouncementId, around: Around) -> Result<Page, Trouble> {
    let coordinator = &member.app.coordinator;
    let view = coordinator
        .gate(&member.viewer, member.slug(), case.as_str(), id.as_str())
        .await?;
    let case = coordinator.case(&member.viewer, member.slug(), case.as_str()).await?;
    Ok(Page::with(around.status(), page(&member.shell, &case, &view, &around)))
}

/// **Opens the gate**, for exactly what was prepared and read.
pub async fn publish(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let (case, announcement) = ids(&member)?;
    let fields = &form.fields;
    let around = if fields.get("ok").is_empty() {
        let says = "Tick the box once you have read everything above. Nothing was published.";
        Around::refused(Retained::because("publish", fields, "ok", says))
    } else if let Ok(prepared_at) = fields.get("prepared_at").parse() {
        let gate = Gate {
            announcement: announcement.clone(),
            announcement_digest: fields.get("announcement").to_owned(),
            documents_digest: fields.get("documents").to_owned(),
            prepared_at,
        };
        match member.app.coordinator.publish(&member.viewer, &case, gate).await {
            Ok(_) => {
                return Ok(done(
                    &Links::of(member.shell.get()).case(case.as_str(), CasePart::Timeline),
                    "published",
                ));
            }
            Err(error) => refusal("publish", fields, error)?,
        }
    } else {
        let says =
            "The form does not say when its documents were prepared. They are prepared anew below; read them again.";
        Around::refused(Retained::because("publish", fields, "", says))
    };
    Ok(show_with(&member, &case, &announcement, around).await?.into_response())
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, view: &Seen<PublishView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, view: &PublishView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let main = html! {
        @if let Some(why) = &view.blocked {
            (note(&Note {
                kind: NoteKind::Danger,
                title: "The gate stays shut".to_owned(),
                text: vec![plain(why.clone())],
                acts: vec![],
            }))
        }
        @match case.published {
            Some(at) => (note(&Note {
                kind: NoteKind::Plain,
                title: "The gate is open".to_owned(),
                text: vec![vec![text("All of this became public "), Run::Time(at), text(". It is shown as it would be prepared now.")]],
                acts: vec![],
            })),
            None => section aria-labelledby="what-h" {
                h2.sr id="what-h" { "What will happen" }
                (answers(&what(&face, view)))
            },
        }
        (exact(&view.announcement))
        (documents(view))
        @if let Some(advisory) = &view.advisory { (preview(advisory)) }
        (opening(&face, view))
    };
    let main = with_rail(&main, &beside(&face, &view.announcement));
    framed(
        &face,
        &view.announcement,
        "Check before the gate opens",
        Stage::Check,
        &main,
    )
}

fn what(face: &Face<'_>, view: &PublishView) -> Vec<Answer> {
    let announcement = &view.announcement;
    let answer = |question: &str, answer: Markup| Answer {
        question: question.to_owned(),
        answer,
        change: None,
    };
    let facts = Some(face.links.case(&announcement.case, CasePart::Facts));
    let mut list = vec![
        answer(
            "What happens",
            html! {
                "The release is recorded, the final announcement goes out, and the advisory with its records becomes public: in one act. "
                "A forthcoming-fix announcement is closed and leads to the advisory."
            },
        ),
        answer(
            "Who will read it",
            html! { (chips(announcement.readers)) " Everyone. It cannot be taken back, only corrected." },
        ),
    ];
    if let Some(advisory) = &view.advisory {
        list.push(Answer {
            question: "Advisory".to_owned(),
            answer: html! { span.mono { (calm(&advisory.cve_id)) } ": " (calm(&advisory.title)) },
            change: facts,
        });
        list.push(answer("Fixed in", html! { (calm(&fixed(advisory))) }));
    }
    list.push(answer("Goes to", goes_to(announcement)));
    list.push(answer("The embargo", match announcement.embargo_end {
        Some(end) if end > face.seen.now => html! {
            b { "Ends with this act, before its time: " } (time::utc(end)) ", " (time::left(end, &face.seen)) " " (time::own(end, &face.seen))
        },
        Some(end) => html! { "Ends with this act; it was agreed until " (time::utc(end)) " " (time::own(end, &face.seen)) },
        None => html! { "Ends with this act; no end was agreed." },
    }));
    list.push(answer(
        "Prepared",
        html! { (time::utc(view.prepared_at)) ". The documents can be published for 24 hours." },
    ));
    list
}

fn fixed(advisory: &Advisory) -> String {
    let fixed: Vec<&str> = advisory
        .affected
        .iter()
        .filter_map(|range| range.fixed.as_deref())
        .collect();
    if fixed.is_empty() {
        "no release yet".to_owned()
    } else {
        fixed.join(", ")
    }
}

fn documents(view: &PublishView) -> Markup {
    let document = |(place, (name, content, _)): (usize, &(String, Vec<u8>, String))| Bytes {
        id: format!("document-{place}"),
        title: name.clone(),
        form: match name.as_str() {
            "cve.json" => "CVE record, JSON 5.1",
            "osv.json" => "OSV record",
            _ => "document",
        }
        .to_owned(),
        bytes: content.clone(),
        fold: Fold::Folded,
    };
    html! {
        @if !view.documents.is_empty() {
            section aria-labelledby="documents-h" {
                h2 id="documents-h" { "Records that machines read" }
                p.quiet { (count(view.documents.len(), "document", "documents")) ", each checked against its official schema." }
                div.stack { @for each in view.documents.iter().enumerate().map(document) { (bytes(&each)) } }
            }
        }
    }
}

/// The advisory's page in its order and words, without the public site around it.
fn preview(advisory: &Advisory) -> Markup {
    let part = |title: &str, body: &str| html! { @if !body.trim().is_empty() { h4 { (title) } (message_body(body)) } };
    html! {
        section aria-labelledby="advisory-h" {
            h2 id="advisory-h" { "The advisory, as everyone will see it" }
            div.panel.panel-b.prose.preview {
                p.mono { (calm(&advisory.cve_id)) }
                h3 { (calm(&advisory.title)) }
                (message_body(&advisory.summary))
                (facts(advisory))
                (part("What to do", &advisory.how_to_apply))
                (part("If you cannot upgrade today", advisory.mitigation.as_deref().unwrap_or("We know of no mitigation other than the upgrade.")))
                (part("What happens", &advisory.details))
                (changes(advisory))
                (thanks(advisory))
                (moments(advisory))
            }
        }
    }
}

fn facts(advisory: &Advisory) -> Markup {
    let range = |range: &AffectedRange| match &range.fixed {
        Some(fixed) => format!("from {} to before {fixed}", range.introduced),
        None => format!("from {}, no fix yet", range.introduced),
    };
    let ranges: Vec<String> = advisory.affected.iter().map(range).collect();
    let vectors = advisory
        .severity
        .as_ref()
        .map(|severity| severity.vectors.as_slice())
        .unwrap_or_default();
    html! {
        dl.kv {
            dt { "Affected" } dd { (calm(&advisory.product.name)) @if let Some(part) = &advisory.product.component { ", " (calm(part)) } ": " (calm(&ranges.join("; "))) }
            dt { "Fixed in" } dd { (calm(&fixed(advisory))) }
            @for one in vectors {
                dt { "Severity" }
                dd { (calm(&one.rating)) " " (one.tenths / 10) "." (one.tenths % 10) " " span.mono.break { (calm(&one.vector)) } }
            }
            @if let Some(weakness) = &advisory.weakness { dt { "Weakness" } dd { (calm(&weakness.cwe)) " " (calm(&weakness.name)) } }
        }
    }
}

fn changes(advisory: &Advisory) -> Markup {
    html! {
        @if !advisory.fixes.is_empty() {
            h4 { "Merged changes" }
            ul { @for fix in &advisory.fixes { li { (calm(&fix.name)) @if let Some(url) = &fix.url { " " span.mono.break { (calm(url)) } } } } }
        }
    }
}

fn thanks(advisory: &Advisory) -> Markup {
    // Who both found and mended it is thanked once.
    let mut names: Vec<&str> = advisory.credits.iter().map(|credit| credit.name.as_str()).collect();
    names.dedup();
    html! { @if !names.is_empty() { h4 { "Thanks" } p { (calm(&names.join(", "))) } } }
}

fn moments(advisory: &Advisory) -> Markup {
    html! {
        @if !advisory.timeline.is_empty() {
            h4 { "Timeline" }
            ul { @for moment in &advisory.timeline {
                li { (time::utc(moment.at)) " " (calm(&moment.what)) @if moment.assumed { " " (assumed("assumed")) } }
            } }
        }
    }
}

/// Why the act is off, where it is. What is said here is only told; the use case decides.
fn off(face: &Face<'_>, view: &PublishView) -> Option<String> {
    let announcement = &view.announcement;
    let why = if let Some(off) = face.off(access::Act::Publish, Until::Release) {
        return Some(off);
    } else if let Some(why) = &view.blocked {
        why.clone()
    } else if !announcement.missing.is_empty() {
        "facts are missing that the announcement must hold (S38).".to_owned()
    } else if !announcement.leaks.is_empty() {
        "a fact that stays withheld stands in the text.".to_owned()
    } else if !face.view.fix_ready {
        "the fix is not declared ready.".to_owned()
    } else {
        return None;
    };
    Some(format!("Off: {why}"))
}

fn opening(face: &Face<'_>, view: &PublishView) -> Markup {
    let announcement = &view.announcement;
    let label = "Open the gate: make all of this public now";
    let keep = face.keep("publish");
    let post = Form::new(
        face.links.publish(&announcement.case, &announcement.id),
        face.shell.csrf.clone(),
    );
    html! {
        section.panel.panel-b.stack id="publish" aria-labelledby="publish-h" {
            h2 id="publish-h" { "Your act" }
            @match off(face, view) {
                Some(why) => (row(&[off_button(&OffButton { id: "publish-off".to_owned(), label: label.to_owned(), why })])),
                None => (form(&post, &html! {
                    (hidden("announcement", &announcement.digest))
                    (hidden("documents", &view.documents_digest))
                    (hidden("prepared_at", &view.prepared_at.to_string()))
                    (check(&Check {
                        field: keep.field("ok", "I have read everything above, and it may become public."),
                        value: "read".to_owned(),
                        ticked: Here::Elsewhere,
                    }))
                    div.gap { (row(&[button(&Button::main(label))])) }
                })),
            }
            p.small.quiet {
                "Nothing is public before that, and no clock does it. " (draft_link(face, announcement)) ". "
                (crate::parts::text::prose(&[text("Something wrong in the advisory? "), to("Change the facts", face.links.case(&announcement.case, CasePart::Facts)), text(".")]))
            }
        }
    }
}
