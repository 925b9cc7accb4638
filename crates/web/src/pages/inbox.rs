//! *Inbox*: reports that wait, with the evidence that stands beside each. A report is not a case until someone makes it one.

use super::around::{Around, member_with, viewpoint};
use super::links::{CasePart, InboxTab, Links};
use super::words::{clock_state, count, text, to};
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::buttons::Here;
use crate::parts::layout::{PageHead, page_head};
use crate::parts::lists::{Evidence, Tab, Weighs, evidence, tabs};
use crate::parts::marks::assumed;
use crate::parts::notes::{Empty, empty};
use crate::parts::sprite::Icon;
use crate::parts::state::{ClockState, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, row_link, table};
use crate::parts::text::{Prose, plain, prose};
use crate::parts::time::{self, Viewpoint};
use crate::visitor::{Member, Pst};
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{InboxView, ReportLine, Shell};
use ambergate_process::planner::{Milestone, State};
use ambergate_process::report::Standing;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::INBOX;

/// The first tab has the short address.
pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    shown_tab(&member, InboxTab::Waiting).await
}

pub async fn show_tab(Pst(member): Pst) -> Result<Page, Trouble> {
    let tab = InboxTab::from_key(member.param("tab")).ok_or(Trouble::NotFound)?;
    shown_tab(&member, tab).await
}

async fn shown_tab(member: &Member, tab: InboxTab) -> Result<Page, Trouble> {
    let view = member
        .app
        .coordinator
        .inbox(&member.viewer, member.slug(), tab.phase())
        .await?;
    Ok(Page::new(page(&member.shell, &view, &Around::asked(member))))
}

fn page(shell: &Seen<Shell>, view: &Seen<InboxView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &InboxView, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let links = Links::of(shell);
    let tab = InboxTab::from_phase(view.tab);
    let main = html! {
        (page_head(&PageHead { crumbs: vec![], title: "Inbox".to_owned(), line: Some(plain(line(tab, view.reports.len()))), acts: None }))
        (tabs("Reports", &all_tabs(tab, view, &links)))
        @if view.reports.is_empty() { (nothing(tab)) } @else { (list(tab, view, &links, &seen)) }
    };
    member_with(shell, around, Section::Inbox, "Inbox", None, &main)
}

fn line(tab: InboxTab, reports: usize) -> String {
    let count = count(reports, "report", "reports");
    match tab {
        InboxTab::Waiting if reports == 1 => {
            "1 report waits. A report is not a case until someone makes it one.".to_owned()
        }
        InboxTab::Waiting => format!("{count} wait. A report is not a case until someone makes it one."),
        InboxTab::Asked => format!("{count}: more was asked, the reporter is to answer."),
        InboxTab::Handled => format!("{count}, the latest first."),
        InboxTab::Unreadable => format!("{count} could not be read. Each is kept as it came."),
    }
}

fn all_tabs(here: InboxTab, view: &InboxView, links: &Links) -> Vec<Tab> {
    let tab = |tab: InboxTab| Tab {
        label: match tab {
            InboxTab::Waiting => "Waiting",
            InboxTab::Asked => "More asked",
            InboxTab::Handled => "Handled",
            InboxTab::Unreadable => "Could not be read",
        }
        .to_owned(),
        href: links.inbox(tab),
        note: match tab == here {
            true => Some(view.reports.len().to_string()),
            false => None,
        },
        here: if tab == here { Here::Here } else { Here::Elsewhere },
    };
    InboxTab::ALL.map(tab).to_vec()
}

fn nothing(tab: InboxTab) -> Markup {
    let (title, words) = match tab {
        InboxTab::Waiting => (
            "No report waits",
            "New reports arrive here, by mail and by the report form. Each starts the clock of the first answer (S4).",
        ),
        InboxTab::Asked => (
            "Nobody was asked for more",
            "When you ask a reporter for more, the report stands here until they answer.",
        ),
        InboxTab::Handled => (
            "Nothing was handled yet",
            "Reports that became a case, joined one or were declined stand here.",
        ),
        InboxTab::Unreadable => (
            "Every message could be read",
            "A message that the reader cannot take apart stands here, with its raw bytes for download.",
        ),
    };
    empty(&Empty {
        icon: Icon::Mail,
        title: title.to_owned(),
        text: plain(words),
        act: None,
    })
}

fn list(tab: InboxTab, view: &InboxView, links: &Links, seen: &Viewpoint) -> Markup {
    let last = if tab == InboxTab::Handled {
        "What became of it"
    } else {
        "First answer"
    };
    let row = |report: &ReportLine| Row {
        cells: vec![
            html! {
                (row_link(&report.title, &links.report(&report.id)))
                (evidence(&evidence_of(report)))
            },
            cell(&report.from),
            arrived(report, seen),
            match tab {
                InboxTab::Handled => html! { (prose(&standing(&report.standing, links))) },
                _ => first_answer(report.first_answer.as_ref(), seen),
            },
        ],
    };
    html! {
        div.list.titled {
            (table(&Table {
                caption: "Reports, most urgent first".to_owned(),
                shows_caption: Caption::Heard,
                columns: vec![
                    Column::words("Report and evidence"),
                    Column::words("From"),
                    Column::time("Arrived"),
                    if tab == InboxTab::Handled { Column::words(last) } else { Column::time(last) },
                ],
                rows: view.reports.iter().map(row).collect(),
                frame: TableFrame::Panel,
            }))
        }
    }
}

fn evidence_of(report: &ReportLine) -> Vec<Evidence> {
    let against = |icon, words: String| Evidence {
        icon,
        words,
        weighs: Weighs::Against,
    };
    let mut list = Vec::new();
    if report.unreadable {
        list.push(against(Icon::Conflict, "could not be read".to_owned()));
    }
    if let Some(url) = &report.public {
        list.push(against(Icon::Globe, format!("already public at {url}")));
    }
    if report.in_clear {
        list.push(against(Icon::NoKey, "sent in the clear".to_owned()));
    }
    if report.files > 0 {
        let words = count(usize::try_from(report.files).unwrap_or(usize::MAX), "file", "files");
        list.push(Evidence {
            icon: Icon::Clip,
            words,
            weighs: Weighs::Fine,
        });
    }
    list.push(Evidence {
        icon: Icon::Info,
        words: report.id.clone(),
        weighs: Weighs::Fine,
    });
    list
}

fn arrived(report: &ReportLine, seen: &Viewpoint) -> Markup {
    html! {
        @match report.arrived {
            Some(at) => (time::soon(at, seen)),
            None => "not known",
        }
        @if report.assumed { br; (assumed("assumed")) }
    }
}

/// The clock of the first answer, as a state and when.
pub(super) fn first_answer(clock: Option<&Milestone>, seen: &Viewpoint) -> Markup {
    let Some(clock) = clock else {
        return html! { "no clock" };
    };
    let state = clock_state(clock.state, clock.strength);
    let (words, below) = match (clock.state, clock.due) {
        (State::Open | State::DueSoon | State::Overdue, Some(_)) if clock.asap => {
            ("As soon as possible".to_owned(), "it is public".to_owned())
        }
        (State::Open | State::DueSoon, Some(due)) => (
            time::span(due.duration_since(seen.now)),
            format!("{} UTC", time::soon_words(due, seen.now)),
        ),
        (State::Overdue, Some(due)) => (
            time::left_words(due, seen.now),
            format!("since {} UTC", time::soon_words(due, seen.now)),
        ),
        _ => (state.word().to_owned(), String::new()),
    };
    // The words alone do not say that it is late or soon; the state's own word goes to those who do not see its sign.
    html! {
        @if state != ClockState::Met { span.sr { (state.word()) ": " } }
        (state_saying(state, &words))
        @if !below.is_empty() { br; span.small.quiet { (below) } }
    }
}

/// What became of a report.
pub(super) fn standing(standing: &Standing, links: &Links) -> Prose {
    let case = |words: &str, id: &ambergate_process::ids::CaseId| {
        vec![
            text(words),
            to(id.to_string(), links.case(id.as_str(), CasePart::Timeline)),
        ]
    };
    match standing {
        Standing::Waiting => plain("waits"),
        Standing::Asked => plain("more was asked"),
        Standing::Opened(id) => case("became case ", id),
        Standing::Attached(id) => case("was attached to case ", id),
        Standing::Declined(exit) => plain(format!("declined: {}", exit.word())),
        Standing::FixPublic(_) => plain("its fix was public already"),
    }
}
