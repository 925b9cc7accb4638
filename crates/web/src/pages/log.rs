//! *Log* of a case: the chained events, each with the hash that the next one is built on. Kinds and names, no content.

use super::Page;
use super::around::{Around, id};
use super::case::{self, Face};
use super::links::CasePart;
use crate::errors::Trouble;
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::calm;
use crate::visitor::Pst;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{CaseView, LogLine, LogView, Shell};
use ambergate_process::ids::CaseId;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::LOG;

pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    let id: CaseId = id(member.param("id"))?;
    let case = member
        .app
        .coordinator
        .case(&member.viewer, member.slug(), id.as_str())
        .await?;
    let log = member
        .app
        .coordinator
        .log(&member.viewer, member.slug(), id.as_str())
        .await?;
    Ok(Page::new(page(&member.shell, &case, &log, &Around::asked(&member))))
}

fn page(shell: &Seen<Shell>, case: &Seen<CaseView>, log: &Seen<LogView>, around: &Around) -> Markup {
    shown(shell.get(), case.get(), log.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, case: &CaseView, log: &LogView, around: &Around) -> Markup {
    let face = Face::new(shell, case, around);
    let row = |line: &LogLine| Row {
        cells: vec![
            html! { (line.seq) },
            crate::parts::time::utc(line.at),
            cell(&line.who),
            html! { span.mono { (calm(&line.kind)) } },
            html! { span.mono.hash { (calm(&line.hash)) } },
        ],
    };
    let main = html! {
        section.stack aria-labelledby="log-h" {
            h2 id="log-h" { "Log" }
            p.quiet.prose {
                "Every act on this case, in order. Each hash covers the one before it, so no line can be taken out or changed "
                "unnoticed: " span.mono { "ambergate audit verify" } " recomputes them all."
            }
            (table(&Table {
                caption: "Events of this case, oldest first".to_owned(),
                shows_caption: Caption::Heard,
                columns: vec![
                    Column::number("No."),
                    Column::time("When"),
                    Column::words("Who"),
                    Column::words("What"),
                    Column::words("Hash"),
                ],
                rows: log.lines.iter().map(row).collect(),
                frame: TableFrame::Panel,
            }))
        }
    };
    case::framed(&face, CasePart::Log, &main)
}
