//! *Plan* of a case: what cannot be kept, the drawing, the same as a table, where the case stands, and "what if". Nothing is
//! written from here.

mod imagined;
mod rows;
mod standing;

use super::Page;
use super::around::{Around, id, refusal};
use super::case::{self, Face};
use super::links::CasePart;
use super::words::{text, to};
use crate::errors::Trouble;
use crate::forms::Fields;
use crate::parts::marks::para;
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::plan;
use crate::parts::state::state_saying;
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, table};
use crate::parts::text::{Prose, Run, calm, prose};
use crate::parts::time;
use crate::visitor::Member;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{CaseView, PlanView, Shell, WhatIf};
use ambergate_process::ids::CaseId;
use ambergate_process::planner::{Conflict, Hold, Milestone, Plan, Side, said};
use ambergate_process::policy::Anchor;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::PLAN;

/// The parts of the form, which are the parameters of the address.
const ASKED: [&str; 4] = ["release", "public", "score", "remote"];

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let id: CaseId = id(member.param("id"))?;
    let [release, public, score, remote] = ASKED.map(|name| member.query(name));
    let typed: Fields = ASKED
        .iter()
        .map(|name| ((*name).to_owned(), member.query(name).to_owned()))
        .collect();
    let (asked, around) = match WhatIf::read(release, public, score, remote) {
        Ok(asked) => (asked, Around::asked(&member)),
        Err(error) => (None, refusal("what-if", &typed, error)?),
    };
    let coordinator = &member.app.coordinator;
    let case = coordinator.case(&member.viewer, member.slug(), id.as_str()).await?;
    let plan = coordinator
        .plan(&member.viewer, member.slug(), id.as_str(), asked)
        .await?;
    Ok(Page::with(around.status(), page(&member.shell, &case, &plan, &around)))
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, plan: &Seen<PlanView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), plan.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, view: &PlanView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let main = html! {
        div.stack-l {
            section.stack aria-labelledby="plan-h" {
                h2 id="plan-h" { "Plan" }
                @for conflict in &view.plan.conflicts { (conflict_note(&face, conflict, "No instant fits")) }
                (imagined::result(&face, view))
                (plan::plan(&rows::drawing(&face, view)))
                (as_table(&face, view))
                (without_clock(&face, view))
                (foot(&face, view))
            }
            @if let Some(course) = &view.course { (standing::section(&face, course)) }
            (imagined::form(&face, view))
        }
    };
    case::framed(&face, CasePart::Plan, &main)
}

/// The smallest set of rules that cannot be kept together, a sentence each, and what could be done.
fn conflict_note(face: &Face<'_>, conflict: &Conflict, title: &str) -> Markup {
    let intro = match conflict.rules.len() {
        0 | 1 => "This rule cannot be kept any more:",
        _ => "These rules cannot all be kept. Without any one of them the others fit:",
    };
    let mut words = vec![vec![text(intro)]];
    words.extend(conflict.rules.iter().map(|hold| {
        let mut sentence = vec![Run::Strong(hold.profile.clone()), text(": ")];
        sentence.extend(hold_words(face, hold));
        sentence.push(text("."));
        sentence
    }));
    words.push(vec![
        text("Ways out: change a "),
        to("planned date", face.links.case(&face.view.id, CasePart::Facts)),
        text(", agree on another date with whoever set it, or break a rule where its profile says who may."),
    ]);
    note(&Note {
        kind: NoteKind::Danger,
        title: title.to_owned(),
        text: words,
        acts: vec![],
    })
}

/// What a rule holds, with all its paragraphs.
fn hold_words(face: &Face<'_>, hold: &Hold) -> Prose {
    let mut words = vec![text(match (hold.side, hold.at) {
        // The date stands in the words already where a rule names one.
        (Side::NotBefore | Side::NotAfter, None) => hold.what.clone(),
        _ => said::held(hold),
    })];
    for number in &hold.refs {
        words.extend([text(" "), Run::Para(face.links.para_of(&hold.profile, number))]);
    }
    words
}

/// The plan for screen readers, for paper, and for who wants every word of it.
fn as_table(face: &Face<'_>, view: &PlanView) -> Markup {
    let several = view.profiles.len() > 1;
    let mut columns = vec![Column::words("Milestone")];
    if several {
        columns.push(Column::words("Profile"));
    }
    columns.extend([
        Column::time("Earliest"),
        Column::time("Latest"),
        Column::words("Held by"),
        Column::words("State"),
    ]);
    let line = |m: &Milestone| {
        let mut cells = vec![html! {
            (calm(&rows::label(m)))
            @for number in &m.refs { " " (para(&face.links.para_of(&m.profile, number))) }
        }];
        if several {
            cells.push(html! { (calm(&m.profile)) });
        }
        cells.extend([
            html! { @match m.earliest { Some(at) => (time::soon(at, &face.seen)), None => span.quiet.nowrap { "any time" } } },
            latest(face, m),
            held_by(face, view, m),
            state(face, view, m),
        ]);
        Row { cells }
    };
    table(&Table {
        caption: "The plan as a table; all times UTC".to_owned(),
        shows_caption: Caption::Heard,
        columns,
        rows: view.plan.milestones.iter().map(line).collect(),
        frame: TableFrame::Panel,
    })
}

/// What rules say of something that no clock runs to: the day of a release under a policy that sets it no date.
fn without_clock(face: &Face<'_>, view: &PlanView) -> Markup {
    let clocked = |anchor: &Anchor| view.plan.milestones.iter().any(|m| m.until == *anchor);
    let open: Vec<_> = view
        .plan
        .windows
        .iter()
        .filter(|(anchor, _)| !clocked(anchor))
        .collect();
    html! {
        @if !open.is_empty() {
            h3 { "What no clock runs to" }
            @for (anchor, window) in open {
                p {
                    b { "Until " (anchor.word()) }
                    @if let Some(at) = window.earliest { ", not before " (time::soon(at, &face.seen)) }
                    @if let Some(at) = window.latest { ", not after " (time::soon(at, &face.seen)) }
                }
                ul.holds {
                    @for hold in &window.holds { li { b { (calm(&hold.profile)) } ": " (prose(&hold_words(face, hold))) } }
                }
            }
        }
    }
}

fn latest(face: &Face<'_>, m: &Milestone) -> Markup {
    let latest = rows::latest(m);
    html! {
        @match latest {
            Some(at) => (time::soon(at, &face.seen)),
            None => span.quiet { "no date" },
        }
        @if let Some(first) = m.first_target.filter(|first| latest.is_some_and(|latest| latest != *first)) {
            br; span.small.quiet.nowrap { "first " (time::soon(first, &face.seen)) }
        }
    }
}

fn held_by(face: &Face<'_>, view: &PlanView, m: &Milestone) -> Markup {
    let counted = rows::counted(view, m);
    let other = |hold: &Hold| {
        if hold.profile == m.profile {
            None
        } else {
            Some(hold.profile.clone())
        }
    };
    html! {
        ul.holds {
            li { (calm(&counted)) }
            @for hold in rows::held(m) {
                li {
                    @if let Some(profile) = other(hold) { b { (calm(&profile)) } ": " }
                    (prose(&hold_words(face, hold)))
                }
            }
            @for warning in &m.warnings { li { (said::warned(*warning)) } }
            @if let Some(note) = &m.note { li.quiet { (calm(note)) } }
        }
    }
}

fn state(face: &Face<'_>, view: &PlanView, m: &Milestone) -> Markup {
    let (state, words, at) = rows::stands(face, &view.plan, &view.planned, m);
    html! {
        (state_saying(state, &words))
        @if let Some(at) = at { br; (time::soon(at, &face.seen)) }
    }
}

/// What the plan was made from.
fn foot(face: &Face<'_>, view: &PlanView) -> Markup {
    html! {
        p.small.quiet {
            "All times UTC. Nothing here happens by itself: people act, and what they do is recorded. Made from "
            @for (place, profile) in view.profiles.iter().enumerate() {
                @if place > 0 { ", " }
                (prose(&[to(profile.name.clone(), face.links.policy(&profile.id))])) ", version " (calm(&profile.version))
            }
            "."
            @if let Some(assumed) = &view.assumed {
                " The report’s arrival is " (prose(&[Run::Assumed(format!("assumed: {assumed}"))])) "."
            }
        }
    }
}

/// Whether a milestone stands in a conflict of this plan.
fn in_conflict(plan: &Plan, m: &Milestone) -> bool {
    let named = |conflict: &Conflict| {
        conflict
            .rules
            .iter()
            .any(|hold| hold.profile == m.profile && hold.rule == m.clock)
    };
    m.reached.is_none() && (clash(plan, m).is_some() || plan.conflicts.iter().any(named))
}

/// The two ends that passed each other: not before, not after.
fn clash(plan: &Plan, m: &Milestone) -> Option<(ambergate_process::Instant, ambergate_process::Instant)> {
    if m.reached.is_some() || plan.conflicts.is_empty() {
        return None;
    }
    let window = plan.windows.get(&m.until)?;
    window.earliest.zip(window.latest).filter(|(low, high)| low > high)
}
