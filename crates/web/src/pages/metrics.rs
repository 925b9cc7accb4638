//! *Metrics*: exposure, milestones against their targets, who carries what, the trend, and skill against chance. For the
//! PST.
//!
//! What lives here: the page, and the file of its numbers. What must not: a way of counting.

mod exposure;
mod file;
mod milestones;
mod words;

use super::around::{Around, member_with};
use super::download;
use super::links::Links;
use super::words::text;
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::buttons::{Button, LinkButton, button, link_button};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{Field, Width};
use crate::parts::layout::{PageHead, page_head};
use crate::parts::lists::{StripCell, StripWidth, strip, words as value};
use crate::parts::marks::Para;
use crate::parts::notes::{Empty, empty};
use crate::parts::plot::{BarKind, BarRow, Bars, Key, bars, legend};
use crate::parts::sprite::Icon;
use crate::parts::state::{ClockState, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::{Prose, Run, plain, prose};
use crate::visitor::Pst;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{LoadLine, MetricsView, Shell};
use ambergate_process::metrics::{Metrics, Period, QuarterNumbers};
use axum::response::Response;
use exposure::exposure;
use maud::{Markup, html};
use milestones::milestones;
use words::{period_words, plural, share, span, wish_words};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::METRICS;

/// So many quarters are drawn, the latest; the table has all of them.
const QUARTERS: usize = 8;

pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    let period = period_of(member.query("period"))?;
    let view = member
        .app
        .coordinator
        .metrics(&member.viewer, member.slug(), period)
        .await?;
    Ok(Page::new(page(&member.shell, &view, &Around::asked(&member))))
}

/// The numbers of every case of the period, to be saved.
pub async fn csv(Pst(member): Pst) -> Result<Response, Trouble> {
    let period = period_of(member.query("period"))?;
    let view = member
        .app
        .coordinator
        .metrics(&member.viewer, member.slug(), period)
        .await?;
    let name = format!("metrics-{}-{}.csv", member.slug(), period.key());
    Ok(download::bytes(
        &name,
        "text/csv; charset=utf-8",
        file::of(view.get()).into_bytes(),
    ))
}

/// The period that an address names; the last year where it names none.
pub(crate) fn period_of(key: &str) -> Result<Period, Trouble> {
    match key {
        "" => Ok(Period::default()),
        key => Period::from_key(key).ok_or(Trouble::NotFound),
    }
}

fn page(shell: &Seen<Shell>, view: &Seen<MetricsView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &MetricsView, around: &Around) -> Markup {
    let links = Links::of(shell);
    let m = &view.metrics;
    let line: Prose = vec![
        text("Counted "),
        Run::Time(m.at),
        text(" over the cases released or ended in the period, and all open ones."),
    ];
    let file = link_button(&LinkButton::new("Download as CSV", links.metrics_file(m.period)));
    let main = html! {
        (page_head(&PageHead { crumbs: vec![], title: "Metrics".to_owned(), line: Some(line), acts: None }))
        div.stack-l.figures {
            div.period { (period_form(m.period, &links)) (file) }
            @if m.cases.is_empty() {
                (empty(&Empty {
                    icon: Icon::Info,
                    title: "There is nothing to measure in this period".to_owned(),
                    text: plain("A case counts from the moment it is opened until a year after its release, or longer in a longer period."),
                    act: None,
                }))
            } @else {
                (strip(&headline(m)))
                (exposure(view, &links))
                (milestones(m))
            }
            @if !view.load.is_empty() { (load(view)) }
            @if !m.quarters.is_empty() { (trend(m)) }
            @if !m.cases.is_empty() { (skill(m)) }
        }
    };
    member_with(shell, around, Section::Metrics, "Metrics", None, &main)
}

fn period_form(now: Period, links: &Links) -> Markup {
    let choices = Choices {
        field: Field::new("period", "Period"),
        choices: Period::ALL
            .map(|period| Choice::new(period.key(), period_words(period)))
            .to_vec(),
        chosen: Some(now.key().to_owned()),
        width: Width::Medium,
    };
    html! {
        form.period method="get" action=(links.metrics().as_str()) { (select(&choices)) (button(&Button::plain("Show the period"))) }
    }
}

fn headline(m: &Metrics) -> Vec<StripCell> {
    let cell = |label: &str, big: String, sub: String| StripCell {
        label: label.to_owned(),
        big: value(&big),
        sub: vec![plain(sub)],
        width: StripWidth::Half,
    };
    let released = m.exposure.released.map_or(0, |spread| spread.count);
    let open = m.cases.iter().filter(|case| case.done.is_none()).count();
    let (met, late) = m
        .clocks
        .iter()
        .fold((0, 0), |(met, late), c| (met + c.met, late + c.met_late));
    let growing = match m.exposure.growing {
        0 => "none is public without a fix now".to_owned(),
        n => format!("{n} public without a fix now"),
    };
    vec![
        cell("Exposure, summed", span(m.exposure.total), growing),
        cell(
            "Public before the fix",
            format!("{} of {released}", m.exposure.exposed),
            "released cases".to_owned(),
        ),
        cell(
            "Milestones on time",
            share(met, met + late),
            format!("{met} met, {late} met late"),
        ),
        cell(
            "Open cases",
            open.to_string(),
            plural(released, "released in the period", "released in the period"),
        ),
    ]
}

fn load(view: &MetricsView) -> Markup {
    let row = |line: &LoadLine| {
        let load = line.load;
        BarRow {
            label: line.name.clone(),
            note: format!("{} open of {} in a year", load.open, load.led.max(load.open)),
            bars: vec![(BarKind::Whole, load.led.max(load.open)), (BarKind::Part, load.open)],
            beside: match load.overdue {
                0 => html! { span.quiet { (plural(load.lgtms, "LGTM", "LGTMs")) } },
                n => state_saying(ClockState::Late, &format!("{n} overdue")),
            },
            says: format!(
                "{}: {}, {} led in the last year, {}, {} overdue.",
                line.name,
                plural(load.open, "open case", "open cases"),
                load.led,
                plural(load.lgtms, "LGTM", "LGTMs"),
                load.overdue
            ),
        }
    };
    let cells = |line: &LoadLine| Row {
        cells: vec![
            cell(&line.name),
            html! { (line.load.open) },
            html! { (line.load.led) },
            html! { (line.load.lgtms) },
            html! { (line.load.overdue) },
        ],
    };
    html! {
        section aria-labelledby="load-h" {
            h2 id="load-h" { "Load" (para("S14")) }
            p.quiet { "Who leads what. It is no ranking: who carries much should be asked less." }
            (bars(&Bars { title: "Cases led, by person".to_owned(), rows: view.load.iter().map(row).collect() }))
            (legend(&[(Key::Bar(BarKind::Part), "open, led now"), (Key::Bar(BarKind::Whole), "led, opened in the last year")]))
            details.same {
                summary { "The same as a table" }
                (table(&Table {
                    caption: "Load by person".to_owned(),
                    shows_caption: Caption::Heard,
                    columns: vec![
                        Column::words("Person"),
                        Column::number("Open cases led"),
                        Column::number("Led in the last year"),
                        Column::number("LGTMs in the period"),
                        Column::number("Overdue now"),
                    ],
                    rows: view.load.iter().map(cells).collect(),
                    frame: TableFrame::Panel,
                }))
            }
        }
    }
}

fn trend(m: &Metrics) -> Markup {
    let newest = || m.quarters.iter().rev();
    let row = |q: &QuarterNumbers| BarRow {
        label: q.quarter.to_string(),
        note: format!("{} on time", share(q.met, q.met + q.met_late)),
        bars: vec![(BarKind::Whole, q.released), (BarKind::Amiss, q.exposed)],
        beside: html! { @if q.exposed > 0 { (span(q.exposure)) } @else { span.quiet { "no exposure" } } },
        says: format!(
            "{}: {}, {} public before the fix, exposure {}.",
            q.quarter,
            plural(q.released, "case released", "cases released"),
            q.exposed,
            span(q.exposure)
        ),
    };
    let cells = |q: &QuarterNumbers| Row {
        cells: vec![
            cell(&q.quarter.to_string()),
            html! { (q.released) },
            html! { (q.exposed) },
            html! { (span(q.exposure)) },
            html! { (q.met) },
            html! { (q.met_late) },
        ],
    };
    html! {
        section aria-labelledby="trend-h" {
            h2 id="trend-h" { "By quarter" }
            p.quiet {
                "Cases by the quarter, in UTC, in which their fix was released."
                @if m.quarters.len() > QUARTERS { " The latest " (QUARTERS) " are drawn." }
            }
            (bars(&Bars { title: "Released cases by quarter, the latest first".to_owned(), rows: newest().take(QUARTERS).map(row).collect() }))
            (legend(&[(Key::Bar(BarKind::Whole), "released"), (Key::Bar(BarKind::Amiss), "of these public before the fix")]))
            details.same {
                summary { "The same as a table" }
                (table(&Table {
                    caption: "Cases by quarter, the latest first".to_owned(),
                    shows_caption: Caption::Heard,
                    columns: vec![
                        Column::words("Quarter"),
                        Column::number("Released"),
                        Column::number("Public before the fix"),
                        Column::number("Exposure"),
                        Column::number("Milestones met"),
                        Column::number("Met late"),
                    ],
                    rows: newest().map(cells).collect(),
                    frame: TableFrame::Panel,
                }))
            }
        }
    }
}

/// The wishes of Vultron that can be measured.
fn skill(m: &Metrics) -> Markup {
    html! {
        section aria-labelledby="skill-h" {
            h2 id="skill-h" { "Skill against chance" }
            p.quiet {
                "How often a case went as one would wish, against how often it would if every next event were equally likely \
                 (Householder and Spring 2021). A skill of 1 is always, 0 is no better than chance, below 0 is worse."
            }
            dl.answers {
                @for wish in &m.wishes {
                    @let (title, words) = wish_words(wish);
                    div { dt { (title) } dd { (prose(&words)) } }
                }
            }
            p.small.quiet {
                "Ten more wishes are not measured: an exploit or an attack is noted only where somebody saw it, a deployment of the \
                 fix not at all, and what nobody noted must not count as not having happened."
            }
        }
    }
}

fn para(number: &str) -> Markup {
    html! { " " (crate::parts::marks::para(&Para::new(number))) }
}
