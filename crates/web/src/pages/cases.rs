//! *Cases*: every case that the reader may see, the most urgent first.

use super::around::{Around, member_with, viewpoint};
use super::links::{CasePart, InboxTab, Links};
use super::words::{count, phase as phase_of};
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::buttons::{Here, LinkButton};
use crate::parts::layout::{PageHead, page_head};
use crate::parts::lists::{Pager, Tab, pager, tabs};
use crate::parts::marks::id;
use crate::parts::notes::{Empty, empty};
use crate::parts::sprite::Icon;
use crate::parts::state::{SeverityView, phase, severity};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, row_link, table};
use crate::parts::text::plain;
use crate::parts::time::{self, Viewpoint};
use crate::visitor::Member;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{CaseLine, CasesTab, CasesView, Shell};
use ambergate_process::Instant;
use ambergate_process::severity::Rating;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::CASES;

/// So many cases stand on a page.
const CASES: u32 = 100;

/// Which page of the list this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    First,
    Later,
}

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let tab = tab_of(member.query("tab")).ok_or(Trouble::NotFound)?;
    let after = Some(member.query("after")).filter(|after| !after.is_empty());
    let view = member
        .app
        .coordinator
        .cases(&member.viewer, member.slug(), tab, after, CASES)
        .await?;
    let leaf = if after.is_some() { Leaf::Later } else { Leaf::First };
    Ok(Page::new(page(&member.shell, &view, leaf, &Around::asked(&member))))
}

fn page(shell: &Seen<Shell>, view: &Seen<CasesView>, leaf: Leaf, around: &Around) -> Markup {
    shown(shell.get(), view.get(), leaf, around)
}

/// The word of a tab in the address; none for the open cases.
fn tab_key(tab: CasesTab) -> Option<&'static str> {
    match tab {
        CasesTab::Open => None,
        CasesTab::Released => Some("released"),
        CasesTab::Closed => Some("closed"),
    }
}

/// The tab that an address names.
fn tab_of(key: &str) -> Option<CasesTab> {
    match key {
        "" => Some(CasesTab::Open),
        "released" => Some(CasesTab::Released),
        "closed" => Some(CasesTab::Closed),
        _ => None,
    }
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &CasesView, leaf: Leaf, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let links = Links::of(shell);
    let line = match view.tab {
        CasesTab::Open => "Under embargo or announced, the next due first.",
        CasesTab::Released => "Published. What is left is to thank and to close.",
        CasesTab::Closed => "Done, or ended another way.",
    };
    let main = html! {
        (page_head(&PageHead { crumbs: vec![], title: "Cases".to_owned(), line: Some(plain(line)), acts: None }))
        (tabs("Cases", &all_tabs(view, &links)))
        @if view.cases.is_empty() { (nothing(shell, view.tab, &links)) } @else {
            (list(view, &links, &seen))
            (pager(&Pager {
                range: format!("{} on this page", count(view.cases.len(), "case", "cases")),
                newer: (leaf == Leaf::Later).then(|| links.cases(tab_key(view.tab), None)),
                older: view.next.as_ref().map(|next| links.cases(tab_key(view.tab), Some(next))),
            }))
        }
    };
    member_with(shell, around, Section::Cases, "Cases", None, &main)
}

fn all_tabs(view: &CasesView, links: &Links) -> Vec<Tab> {
    let tab = |(tab, label): (CasesTab, &str)| Tab {
        label: label.to_owned(),
        href: links.cases(tab_key(tab), None),
        note: None,
        here: if tab == view.tab { Here::Here } else { Here::Elsewhere },
    };
    [
        (CasesTab::Open, "Open"),
        (CasesTab::Released, "Released"),
        (CasesTab::Closed, "Closed"),
    ]
    .map(tab)
    .to_vec()
}

fn nothing(shell: &Shell, tab: CasesTab, links: &Links) -> Markup {
    let (title, words) = match tab {
        CasesTab::Open if shell.inbox.is_some() => (
            "No case is open",
            "A report becomes a case when someone of the PST opens one from it.",
        ),
        CasesTab::Open => (
            "You are on no Fix Team",
            "You see a case as soon as its Fix Lead names you to its Fix Team (S20).",
        ),
        CasesTab::Released => (
            "No case is waiting to be closed",
            "A case stands here between its publication and its end.",
        ),
        CasesTab::Closed => ("No case was closed yet", "Cases that are done stand here."),
    };
    let act = (tab == CasesTab::Open && shell.inbox.is_some())
        .then(|| LinkButton::new("Open the inbox", links.inbox(InboxTab::Waiting)));
    empty(&Empty {
        icon: Icon::Closed,
        title: title.to_owned(),
        text: plain(words),
        act,
    })
}

fn list(view: &CasesView, links: &Links, seen: &Viewpoint) -> Markup {
    let row = |case: &CaseLine| Row {
        cells: vec![
            html! {
                (row_link(&case.title, &links.case(&case.id, CasePart::Timeline)))
                br; (id(&case.id))
            },
            phase(phase_of(case.phase)),
            severity(match case.rating {
                Rating::None => SeverityView::NotScored,
                rating => SeverityView::Scored { rating, tenths: None },
            }),
            cell(case.lead.as_deref().unwrap_or("nobody yet")),
            due(case.next_due, view.tab, seen),
            html! { @if let Some(opened) = case.opened { (time::date(opened, seen)) } },
        ],
    };
    html! {
        div.list.titled {
            (table(&Table {
                caption: "Cases".to_owned(),
                shows_caption: Caption::Heard,
                columns: vec![
                    Column::words("Case"),
                    Column::words("State"),
                    Column::words("Severity"),
                    Column::words("Fix Lead"),
                    Column::time("Next due"),
                    Column::time("Opened"),
                ],
                rows: view.cases.iter().map(row).collect(),
                frame: TableFrame::Panel,
            }))
        }
    }
}

fn due(due: Option<Instant>, tab: CasesTab, seen: &Viewpoint) -> Markup {
    match due {
        Some(due) if tab == CasesTab::Open => html! {
            (time::left(due, seen)) br; span.small.quiet { (time::soon_words(due, seen.now)) " UTC" }
        },
        _ => html! { span.quiet { "nothing" } },
    }
}
