//! *Authorities* of a case: for each stage of the Cyber Resilience Act the form, filled in as far as the case goes, to copy
//! or to print; when it is due, and whether it was filed. For the PST. Nothing is sent from here.

use super::Page;
use super::around::{Around, id};
use super::case::{self, Face};
use super::links::CasePart;
use super::words::{clock_state, text, to};
use crate::errors::Trouble;
use crate::parts::check::{Bytes, Fold, bytes};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::state::state_saying;
use crate::parts::text::{Run, calm, prose};
use crate::parts::time;
use crate::visitor::Pst;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{AuthorityView, CaseView, Shell};
use ambergate_process::authority::{Answer, Form};
use ambergate_process::case::inputs::Awareness;
use ambergate_process::ids::CaseId;
use ambergate_process::planner::State;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::AUTHORITY;

pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    let id: CaseId = id(member.param("id"))?;
    let coordinator = &member.app.coordinator;
    let case = coordinator.case(&member.viewer, member.slug(), id.as_str()).await?;
    let view = coordinator
        .authority(&member.viewer, member.slug(), id.as_str())
        .await?;
    Ok(Page::new(page(&member.shell, &case, &view, &Around::asked(&member))))
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, view: &Seen<AuthorityView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, view: &AuthorityView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let main = html! {
        div.stack-l {
            section.stack aria-labelledby="authority-h" {
                h2 id="authority-h" { "What authorities are told" }
                (intro(&face, view))
            }
            @for (form, words) in view.filing.forms.iter().zip(&view.texts) { (one(&face, form, words)) }
        }
    };
    case::framed(&face, CasePart::Authority, &main)
}

fn intro(face: &Face<'_>, view: &AuthorityView) -> Markup {
    let decisions = |fragment: &str| face.links.case_at(&view.id, CasePart::Decisions, fragment);
    html! {
        p.quiet.prose {
            "Drafts under the EU Cyber Resilience Act, from what authorities are cleared for on this case. A person copies them into the "
            "single reporting platform; Ambergate sends nothing. What the case does not know is marked, to be filled in by hand."
        }
        @match &view.legal {
            Some(legal) => p {
                "Role: " b { (legal.role.word()) } @if let Some(product) = &legal.product { ", for " (calm(product)) } ". "
                @if let Some(day) = legal.dormant { "Nothing has to be filed before " (day.to_string()) ". " }
                @if legal.profile.is_none() { "Nothing has to be filed. " }
                @if !legal.taken { (prose(&[text("The case has not taken this over: "), to("Decisions", decisions("role")), text(".")])) }
            },
            None => p { (prose(&[text("Nobody has stated what this product is under the act: "), to("Products", face.links.products()), text(".")])) },
        }
        @match &view.filing.aware {
            Some((who, at)) => p { "Aware since " (time::utc(*at)) ", " (calm(who)) ": " (about(view.filing.about)) "." },
            None => p { (prose(&[text("Nobody has recorded being aware, so no hour runs: "), to("record it", decisions("awareness")), text(".")])) },
        }
        @if view.filing.uncleared {
            (note(&Note {
                kind: NoteKind::Warn,
                title: "No facts are filled in".to_owned(),
                text: vec![vec![text(
                    "No rules that bind this case say what authorities may be told. Bind the rules of the act, or fill the forms in by hand.",
                )]],
                acts: vec![],
            }))
        }
    }
}

fn about(about: Awareness) -> &'static str {
    match about {
        Awareness::Exploited => "an actively exploited vulnerability",
        Awareness::SevereIncident => "a severe incident",
    }
}

fn one(face: &Face<'_>, form: &Form, words: &str) -> Markup {
    let key = form.stage.key();
    html! {
        section.panel.panel-b.stack id=(key) aria-labelledby={ (key) "-h" } {
            h2 id={ (key) "-h" } { (form.stage.title(form.about)) }
            p.quiet { (form.stage.article(form.about)) ": " (form.stage.term(form.about)) "." }
            (standing(face, form))
            ol.stack {
                @for answer in &form.answers { (line(answer)) }
            }
            div.no-print {
                (bytes(&Bytes {
                    id: format!("{key}-text"),
                    title: "As text, to copy".to_owned(),
                    form: "plain text".to_owned(),
                    bytes: words.as_bytes().to_vec(),
                    fold: Fold::Folded,
                }))
            }
        }
    }
}

/// When it is due, and that it was filed.
fn standing(face: &Face<'_>, form: &Form) -> Markup {
    let decisions = face
        .links
        .case_at(&face.view.id, CasePart::Decisions, "milestones-form");
    html! {
        @match (&form.sent, &form.milestone) {
            (Some(sent), milestone) => {
                p {
                    @if let Some(m) = milestone { (state_saying(clock_state(m.state, m.strength), m.state.word())) " " }
                    "Recorded as filed " (time::utc(sent.at)) " by " (calm(&sent.by)) ": " (calm(&sent.note))
                }
            },
            (None, Some(m)) if m.state == State::NotApplicable => {
                p { "Not owed here" @if let Some(note) = &m.note { ": " (calm(note)) } "." }
            },
            (None, Some(m)) => {
                p {
                    (state_saying(clock_state(m.state, m.strength), m.state.word()))
                    @match m.due { Some(due) => { " Due " (time::soon(due, &face.seen)) " UTC." }, None => " Nothing to count from yet." }
                }
                p.no-print { (prose(&[text("Once it is filed, "), to("record it with its receipt", decisions), text(".")])) }
            },
            (None, None) => { p { "No rules of the act bind this case, so nothing counts it." } },
        }
    }
}

fn line(answer: &Answer) -> Markup {
    html! {
        li {
            b { (answer.asks) } " " span.small.quiet { (answer.article) }
            @if let Some(known) = &answer.known {
                @for line in known.lines() { br; (calm(line)) }
            }
            @if answer.withheld { br; (blank("the case knows more, which its rules do not clear for authorities")) }
            @if let Some(what) = answer.blank { br; (blank(what)) }
        }
    }
}

/// A place where a person writes.
fn blank(what: &str) -> Markup {
    prose(&[Run::Strong("To be filled in by hand: ".to_owned()), text(what)])
}
