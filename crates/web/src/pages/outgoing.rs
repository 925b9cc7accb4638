//! *Outgoing mail*: what left, what waits, what failed. It names recipients and kinds and holds no word of any mail.

use super::around::{Around, member_with, viewpoint};
use super::words::count;
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::layout::{PageHead, page_head};
use crate::parts::notes::{Empty, Note, NoteKind, empty, note};
use crate::parts::sprite::Icon;
use crate::parts::state::{ClockState, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::plain;
use crate::parts::time::{self, Viewpoint};
use crate::visitor::Pst;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{ErrandState, OutgoingLine, OutgoingView, Shell};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::OUTGOING;

pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    let view = member.app.coordinator.outgoing(&member.viewer, member.slug()).await?;
    Ok(Page::new(page(&member.shell, &view, &Around::asked(&member))))
}

fn page(shell: &Seen<Shell>, view: &Seen<OutgoingView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &OutgoingView, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let failed = view.lines.iter().filter(|l| l.state == ErrandState::Failed).count();
    let waiting = view
        .lines
        .iter()
        .filter(|l| matches!(l.state, ErrandState::Queued | ErrandState::Leased))
        .count();
    let line =
        format!("{waiting} waiting, {failed} given up. The latest 200 are shown, without a word of what they say.");
    let main = html! {
        (page_head(&PageHead { crumbs: vec![], title: "Outgoing mail".to_owned(), line: Some(plain(line)), acts: None }))
        @if let Some(missing) = view.waits_for {
            (note(&Note {
                kind: NoteKind::Warn,
                title: "Mail waits".to_owned(),
                text: vec![plain(missing), plain("Nothing is lost: what is queued goes out then, by itself.")],
                acts: vec![],
            }))
        }
        @if failed > 0 {
            (note(&Note {
                kind: NoteKind::Danger,
                title: format!("{} will not be tried again", count(failed, "mail", "mails")),
                text: vec![plain("Tell these people another way, and have their address or the relay looked at.")],
                acts: vec![],
            }))
        }
        @if view.lines.is_empty() {
            (empty(&Empty {
                icon: Icon::Mail,
                title: "Nothing was sent yet".to_owned(),
                text: plain("Acknowledgements, notices and announcements stand here from the moment they are queued."),
                act: None,
            }))
        } @else { div.gap { (list(view, &seen)) } }
    };
    member_with(shell, around, Section::Outgoing, "Outgoing mail", None, &main)
}

fn list(view: &OutgoingView, seen: &Viewpoint) -> Markup {
    let row = |line: &OutgoingLine| Row {
        cells: vec![
            cell(&line.to),
            cell(kind(&line.kind)),
            state(line, seen),
            html! { (line.attempts) },
            html! { @if line.note.is_empty() { span.quiet { "nothing" } } @else { (cell(&line.note)) } },
        ],
    };
    table(&Table {
        caption: "Outgoing mail, the latest first".to_owned(),
        shows_caption: Caption::Heard,
        columns: vec![
            Column::words("To"),
            Column::words("What"),
            Column::words("State"),
            Column::number("Tries"),
            Column::words("The relay said"),
        ],
        rows: view.lines.iter().map(row).collect(),
        frame: TableFrame::Panel,
    })
}

fn state(line: &OutgoingLine, seen: &Viewpoint) -> Markup {
    let (state, word) = match line.state {
        ErrandState::Queued if line.attempts > 0 => (ClockState::Waiting, "Tried again"),
        ErrandState::Queued => (ClockState::Waiting, "Queued"),
        ErrandState::Leased => (ClockState::Open, "Being sent"),
        ErrandState::Done => (ClockState::Met, "Sent"),
        ErrandState::Failed => (ClockState::Overdue, "Given up"),
    };
    html! {
        (state_saying(state, word))
        br; span.small.quiet {
            @match line.state {
                ErrandState::Queued => { "due " (time::soon(line.due, seen)) },
                ErrandState::Leased | ErrandState::Done | ErrandState::Failed => { "from " (time::soon(line.due, seen)) },
            }
        }
    }
}

/// The kind of an errand, for people.
fn kind(key: &str) -> &str {
    match key {
        "acknowledgement" => "Receipt, without content",
        "to_reporter" => "Letter to a reporter",
        "notice" => "Notice without content",
        "reminder" => "Reminder without content",
        "announcement" => "Announcement",
        "site" => "Rebuild of the public site",
        "sign_in" => "Sign-in link",
        other => other,
    }
}
