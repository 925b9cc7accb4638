//! *People*: who is on the team, who is away, who is asked next to lead (S2, S13, S14).

use super::around::{Around, id, member_with, refusal, viewpoint};
use super::links::Links;
use super::today::next_lead;
use super::words::role;
use super::{Page, Section, done};
use crate::errors::Trouble;
use crate::forms::{Keep, Retained};
use crate::parts::buttons::{Button, button, row};
use crate::parts::form::{Form, InputKind, TextField, Width, form, text_field};
use crate::parts::layout::{PageHead, page_head, with_rail};
use crate::parts::rail::rail;
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::{Link, Run, calm};
use crate::parts::time::{self, Viewpoint};
use crate::visitor::{Act, Member};
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{PeopleView, PersonView, Shell};
use ambergate_process::facts;
use ambergate_process::ids::MemberId;
use ambergate_process::people::Absence;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::PEOPLE;

pub async fn show(member: Member) -> Result<Page, Trouble> {
    show_with(&member, Around::asked(&member)).await
}

async fn show_with(member: &Member, around: Around) -> Result<Page, Trouble> {
    let view = member.app.coordinator.people(&member.viewer, member.slug()).await?;
    Ok(Page::with(around.status(), page(&member.shell, &view, &around)))
}

/// Notes an absence; the rota skips whoever is away (S14).
pub async fn away(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let who: MemberId = id(member.param("member"))?;
    let read = |name: &'static str| {
        facts::instant(form.fields.get(name)).ok_or_else(|| {
            Retained::because(
                "away",
                &form.fields,
                name,
                "Write the time as 2026-12-01 14:00; it is read as UTC.",
            )
        })
    };
    let absence = match (read("from"), read("to")) {
        (Ok(from), Ok(to)) => Absence { from, to },
        (Err(kept), _) | (_, Err(kept)) => return Ok(show_with(&member, Around::refused(kept)).await?.into_response()),
    };
    let project = member.shell.get().project_id.clone();
    match member
        .app
        .coordinator
        .be_away(&member.viewer, &project, who, absence)
        .await
    {
        Ok(()) => Ok(done(&Links::of(member.shell.get()).people(), "away")),
        Err(error) => Ok(show_with(&member, refusal("away", &form.fields, error)?)
            .await?
            .into_response()),
    }
}

fn page(shell: &Seen<Shell>, view: &Seen<PeopleView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &PeopleView, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let links = Links::of(shell);
    let main = html! {
        (page_head(&PageHead {
            crumbs: vec![],
            title: "People".to_owned(),
            line: Some(vec![
                Run::Text("Members are added and removed on the host; when, stands in the log (S2). How you hear of what is due: ".to_owned()),
                Run::Link(Link::new("Reminders", links.reminders())),
                Run::Text(".".to_owned()),
            ]),
            acts: None,
        }))
        (with_rail(
            &html! { (roster(shell, view, &seen)) (absence(shell, view, &links, around)) },
            &rail("Rota", &[next_lead(&view.rota, &shell.me, &links, &seen)]),
        ))
    };
    member_with(shell, around, Section::People, "People", None, &main)
}

fn roster(shell: &Shell, view: &PeopleView, seen: &Viewpoint) -> Markup {
    let row = |person: &PersonView| Row {
        cells: vec![
            html! {
                b { (calm(&person.member.name)) @if person.member.id == shell.me { " (you)" } }
                @if !person.address.is_empty() { br; span.small.quiet { (calm(&person.address)) } }
            },
            cell(role(person.member.role)),
            html! { @if let Some(handle) = &person.member.handle { "@" (calm(handle)) } @else { span.quiet { "not known" } } },
            html! {
                @match person.member.until {
                    Some(until) if until <= seen.now => { "left " (time::date(until, seen)) },
                    _ => { "since " (time::date(person.member.since, seen)) },
                }
            },
            html! {
                @match person.away_until {
                    Some(until) => { "away until " (time::soon(until, seen)) " UTC" },
                    None => span.quiet { "here" },
                }
            },
        ],
    };
    let list = table(&Table {
        caption: "Members".to_owned(),
        shows_caption: Caption::Heard,
        columns: vec![
            Column::words("Name"),
            Column::words("Role"),
            Column::words("On the forge"),
            Column::words("Member"),
            Column::words("Now"),
        ],
        rows: view.people.iter().map(row).collect(),
        frame: TableFrame::Panel,
    });
    html! { div.list.roster { (list) } }
}

/// One form, for oneself.
fn absence(shell: &Shell, view: &PeopleView, links: &Links, around: &Around) -> Markup {
    let keep = Keep::of(around.kept(), "away");
    let line = |name: &str, label: &str| {
        text_field(&TextField {
            field: keep.field(name, label).hint("UTC, as 2026-12-01 14:00"),
            value: keep.text(name, ""),
            kind: InputKind::Mono,
            width: Width::Medium,
        })
    };
    let mine = view.people.iter().find(|p| p.member.id == shell.me);
    html! {
        section.panel.panel-b id="away" aria-labelledby="away-h" {
            h2 id="away-h" { "Note your absence" }
            p.quiet { "Until you are back the rota does not propose you. Cases that you lead stay yours: hand them over." }
            @if let Some(mine) = mine {
                (form(&Form::new(links.away(mine.member.id.as_str()), shell.csrf.clone()), &html! {
                    div.gap { (line("from", "Away from")) (line("to", "Back from")) }
                    div.gap { (row(&[button(&Button::main("Note my absence"))])) }
                }))
            }
        }
    }
}
