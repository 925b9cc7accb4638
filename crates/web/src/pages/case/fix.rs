//! The fix: private repositories (S21), commits and who has read them (S24). What is recorded here by hand is later read
//! from the repository itself.

use super::{Face, Until};
use crate::parts::buttons::{Button, OffButton, button, off_button, row};
use crate::parts::form::{InputKind, TextField, Width, form, hidden, text_field};
use crate::parts::state::{ClockState, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::{Href, Run, calm, prose};
use ambergate_coordinator::views::{CommitLine, RepositoryLine};
use ambergate_process::access::Act;
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>) -> Markup {
    html! { div.stack-l { (ready(face)) (commits(face)) (repositories(face)) } }
}

fn heading(face: &Face<'_>, id: &str, title: &str, number: &str) -> Markup {
    html! { h2 id=(id) { (title) " " (prose(&[Run::Para(face.links.para(number))])) } }
}

fn ready(face: &Face<'_>) -> Markup {
    let view = face.view;
    let unread = view.commits.iter().filter(|c| c.lgtm.is_empty()).count();
    let off = face
        .off(Act::RecordLgtm, Until::Release)
        .or(match (view.commits.len(), unread) {
            _ if !view.policy.fix_shut => None,
            (0, _) => Some("Off: no commit of the fix is recorded yet.".to_owned()),
            (_, 0) => None,
            (_, 1) => Some("Off: one commit has no LGTM yet.".to_owned()),
            (_, unread) => Some(format!("Off: {unread} commits have no LGTM yet.")),
        });
    html! {
        section.stack id="fix-ready" aria-labelledby="ready-h" {
            (heading(face, "ready-h", "Is the fix ready?", "S24"))
            @if view.fix_ready {
                p { (state_saying(ClockState::Met, "The fix is ready: every commit had an LGTM.")) }
                @if unread > 0 { p.quiet { "A commit was recorded since, and it has no LGTM. It needs one before the gate opens." } }
            } @else {
                p.quiet { "It is, once every commit has an LGTM from a maintainer who did not record it. The Fix Lead is told." }
                @match off {
                    Some(why) => (row(&[off_button(&OffButton { id: "ready".to_owned(), label: "Declare the fix ready".to_owned(), why })])),
                    None => (form(&face.form("fix-ready"), &html! { (row(&[button(&Button::main("Declare the fix ready"))])) })),
                }
            }
        }
    }
}

fn commits(face: &Face<'_>) -> Markup {
    let row_of = |commit: &CommitLine| Row {
        cells: vec![
            html! { span.mono { (calm(&short(&commit.commit))) } br; (calm(&commit.subject)) },
            cell(&commit.by),
            html! {
                @if commit.lgtm.is_empty() { (state_saying(ClockState::Open, "none yet")) }
                @else { (state_saying(ClockState::Met, &commit.lgtm.join(", "))) }
            },
            lgtm(face, commit),
        ],
    };
    html! {
        section.stack id="lgtm" aria-labelledby="commits-h" {
            (heading(face, "commits-h", "Commits", "S24"))
            @if face.view.commits.is_empty() { p.quiet { "No commit is recorded yet." } } @else {
                div.list { (table(&Table {
                    caption: "Commits of the fix".to_owned(),
                    shows_caption: Caption::Heard,
                    columns: vec![
                        Column::words("Commit"),
                        Column::words("Recorded by"),
                        Column::words("LGTM"),
                        Column::words("Yours"),
                    ],
                    rows: face.view.commits.iter().map(row_of).collect(),
                    frame: TableFrame::Panel,
                })) }
            }
            (record(face))
        }
    }
}

fn lgtm(face: &Face<'_>, commit: &CommitLine) -> Markup {
    if face.off(Act::RecordLgtm, Until::Release).is_some() || (commit.mine && !commit.lgtm.is_empty()) {
        return html! { span.small.quiet { "nothing to do" } };
    }
    if commit.mine {
        return html! { span.small.quiet { "You recorded it; somebody else gives the LGTM." } };
    }
    form(
        &face.form("lgtm"),
        &html! {
            (hidden("commit", &commit.commit))
            (button(&Button::plain(format!("Give {} your LGTM", short(&commit.commit)))))
        },
    )
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}

fn record(face: &Face<'_>) -> Markup {
    if let Some(why) = face.off(Act::RecordLgtm, Until::Release) {
        return row(&[off_button(&OffButton {
            id: "record".to_owned(),
            label: "Record a commit".to_owned(),
            why,
        })]);
    }
    let keep = face.keep("commits");
    html! {
        section.panel.panel-b id="commits" aria-labelledby="record-h" {
            h3 id="record-h" { "Record a commit" }
            (form(&face.form("commits"), &html! {
                div.gap {
                    (text_field(&TextField {
                        field: keep.field("commit", "Commit").hint("7 to 64 hexadecimal digits."),
                        value: keep.text("commit", ""),
                        kind: InputKind::Mono,
                        width: Width::Full,
                    }))
                    (text_field(&TextField {
                        field: keep.field("subject", "Subject").hint("Its first line, for those who read the list.").optional(),
                        value: keep.text("subject", ""),
                        ..TextField::default()
                    }))
                }
                div.gap { (row(&[button(&Button::plain("Record the commit"))])) }
            }))
        }
    }
}

fn repositories(face: &Face<'_>) -> Markup {
    let row_of = |line: &RepositoryLine| Row {
        cells: vec![
            cell(&line.name),
            html! {
                @match Href::web(&line.url) {
                    Some(href) => a.break href=(href.as_str()) rel="noreferrer" { (calm(&line.url)) },
                    None => span.mono.break { (calm(&line.url)) },
                }
            },
            cell(&line.by),
        ],
    };
    html! {
        section.stack aria-labelledby="repositories-h" {
            (heading(face, "repositories-h", "Private repositories", "S21"))
            @if face.view.repositories.is_empty() { p.quiet { "None is linked yet. The Fix Team works in private until the release." } } @else {
                (table(&Table {
                    caption: "Private repositories".to_owned(),
                    shows_caption: Caption::Heard,
                    columns: vec![Column::words("Name"), Column::words("Address"), Column::words("Linked by")],
                    rows: face.view.repositories.iter().map(row_of).collect(),
                    frame: TableFrame::Panel,
                }))
            }
            (link(face))
        }
    }
}

fn link(face: &Face<'_>) -> Markup {
    if let Some(why) = face.off(Act::LinkRepository, Until::Release) {
        return row(&[off_button(&OffButton {
            id: "link".to_owned(),
            label: "Link a repository".to_owned(),
            why,
        })]);
    }
    let keep = face.keep("repositories");
    html! {
        section.panel.panel-b id="repositories" aria-labelledby="link-h" {
            h3 id="link-h" { "Link a repository" }
            (form(&face.form("repositories"), &html! {
                div.gap {
                    (text_field(&TextField {
                        field: keep.field("name", "Name").hint("As the team calls it."),
                        value: keep.text("name", ""),
                        width: Width::Medium,
                        ..TextField::default()
                    }))
                    (text_field(&TextField {
                        field: keep.field("url", "Address").hint("Beginning with https:// or ssh:// or git@"),
                        value: keep.text("url", ""),
                        kind: InputKind::Mono,
                        width: Width::Full,
                    }))
                }
                div.gap { (row(&[button(&Button::plain("Link the repository"))])) }
            }))
        }
    }
}
