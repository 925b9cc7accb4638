//! *Metrics*: exposure, milestones against their targets, who carries what, the trend, and skill against chance. For the
//! PST.
//!
//! What lives here: the page, and the file of its numbers. What must not: a way of counting.

mod file;
mod words;

use super::around::{Around, member_with};
use super::download;
use super::links::{CasePart, Links};
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
use crate::parts::plot::{
    BarKind, BarRow, Bars, Dot, DotKind, Dots, Key, RangeRow, Ranges, bars, dots, legend, ranges,
};
use crate::parts::sprite::Icon;
use crate::parts::state::{ClockState, SeverityView, severity, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, row_link, table};
use crate::parts::text::{Prose, Run, plain, prose};
use crate::parts::time;
use crate::visitor::Pst;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{LoadLine, MetricsView, Shell};
use ambergate_process::metrics::{ClockNumbers, Exposure, Mark, Measured, Metrics, Period, Spread};
use ambergate_process::severity::Rating;
use axum::response::Response;
use maud::{Markup, html};
use words::{period_words, plural, share, span, spread, wish_words};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::METRICS;

/// So many cases are drawn, the latest; the file has all of them.
const DRAWN: usize = 100;
/// So many quarters are drawn, the latest; the table has all of them.
const QUARTERS: usize = 8;
/// Where a clock has no more milestones than this, each is drawn.
const EACH: u32 = 40;

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
            div.row { (period_form(m.period, &links)) (file) }
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

fn exposure(view: &MetricsView, links: &Links) -> Markup {
    let m = &view.metrics;
    let counted: Vec<&Measured> = m
        .cases
        .iter()
        .filter(|case| shown_exposure(case.exposure).is_some())
        .collect();
    let drawn = counted.get(counted.len().saturating_sub(DRAWN)..).unwrap_or_default();
    let dot = |case: &&Measured| {
        let (seconds, kind) = shown_exposure(case.exposure)?;
        Some(Dot {
            at: case.done.unwrap_or(m.at),
            seconds,
            kind,
            label: format!("{}: {}", case.case, exposure_words(case.exposure)),
            href: links.case(case.case.as_str(), CasePart::Timeline),
        })
    };
    let says = exposure_sentence(m);
    let plot = Dots {
        id: "exposure",
        title: "Exposure of each case at its release".to_owned(),
        says: format!("{says} The same is in the table below."),
        now: m.at,
        dots: drawn.iter().filter_map(dot).collect(),
    };
    let mut keys = vec![
        (Key::Dot(DotKind::Fine), "released before it was public"),
        (Key::Dot(DotKind::Counted), "public before its fix"),
    ];
    if m.exposure.growing > 0 {
        keys.push((Key::Dot(DotKind::Growing), "public, no fix yet"));
    }
    html! {
        section aria-labelledby="exposure-h" {
            h2 id="exposure-h" { "Exposure" (para("S3")) }
            p.quiet {
                "How long people could be attacked with public knowledge and had no fix: from the first public word of the \
                 vulnerability or an exploit until the release. " (says)
            }
            @if drawn.is_empty() { p { "No case of the period was released, and none is public." } } @else {
                div.panel.panel-b { (dots(&plot)) (legend(&keys)) }
                @if drawn.len() < counted.len() {
                    p.small.quiet { "The latest " (drawn.len()) " of " (counted.len()) " are drawn. The CSV file has all of them." }
                }
                details.same {
                    summary { "The same as a table" }
                    (exposure_table(view, drawn, links))
                }
            }
        }
    }
}

fn exposure_table(view: &MetricsView, cases: &[&Measured], links: &Links) -> Markup {
    let nobody = "nobody".to_owned();
    let instant = |at: Option<_>, none: &str| match at {
        Some(at) => time::utc(at),
        None => html! { span.quiet { (none) } },
    };
    let row = |case: &&Measured| Row {
        cells: vec![
            row_link(case.case.as_str(), &links.case(case.case.as_str(), CasePart::Timeline)),
            cell(&exposure_words(case.exposure)),
            instant(case.public, "not before the fix"),
            instant(case.done, "not yet"),
            rating(case.rating),
            cell(
                case.lead
                    .as_ref()
                    .and_then(|lead| view.names.get(lead))
                    .unwrap_or(&nobody),
            ),
        ],
    };
    table(&Table {
        caption: "Exposure by case, the latest release first".to_owned(),
        shows_caption: Caption::Heard,
        columns: vec![
            Column::words("Case"),
            Column::words("Exposure"),
            Column::time("Public since"),
            Column::time("Fix released"),
            Column::words("Severity"),
            Column::words("Fix Lead"),
        ],
        rows: cases.iter().rev().map(row).collect(),
        frame: TableFrame::Panel,
    })
}

fn rating(rating: Rating) -> Markup {
    match rating {
        Rating::None => html! { span.quiet { "not set" } },
        rating => severity(SeverityView::Scored { rating, tenths: None }),
    }
}

/// What is drawn of an exposure; nothing of a case that is not public and not released.
fn shown_exposure(exposure: Exposure) -> Option<(i64, DotKind)> {
    match exposure {
        Exposure::Released(0) => Some((0, DotKind::Fine)),
        Exposure::Released(seconds) => Some((seconds, DotKind::Counted)),
        Exposure::Growing(seconds) => Some((seconds, DotKind::Growing)),
        Exposure::NotYet | Exposure::None => None,
    }
}

fn exposure_words(exposure: Exposure) -> String {
    match exposure {
        Exposure::Released(seconds) => span(seconds),
        Exposure::Growing(seconds) => format!("{} so far", span(seconds)),
        Exposure::NotYet => "not public".to_owned(),
        Exposure::None => "ended without a release".to_owned(),
    }
}

fn exposure_sentence(m: &Metrics) -> String {
    let Some(released) = m.exposure.released else {
        return "No case was released in the period.".to_owned();
    };
    let first = match m.exposure.exposed {
        0 => format!(
            "None of {} was public before its fix.",
            plural(released.count, "released case", "released cases")
        ),
        n => format!(
            "{n} of {} public before the fix.",
            plural(released.count, "released case was", "released cases were")
        ),
    };
    let middle = match (released.median, released.p90) {
        (Some(median), Some(p90)) => format!(
            " Half were exposed for {} or less, nine of ten for {} or less.",
            span(median),
            span(p90)
        ),
        (Some(median), None) => format!(" Half were exposed for {} or less.", span(median)),
        (None, _) => String::new(),
    };
    format!("{first}{middle}")
}

fn milestones(m: &Metrics) -> Markup {
    let rows: Vec<RangeRow> = m.clocks.iter().map(|clock| range_row(m, clock)).collect();
    html! {
        section aria-labelledby="milestones-h" {
            h2 id="milestones-h" { "Milestones against their first targets" (para("S17")) }
            p.quiet {
                "Time taken in percent of the window that the policy suggests. The first target counts: that something became \
                 public makes nobody late."
            }
            (ranges(&Ranges { title: "Milestones against their first targets".to_owned(), rows }))
            (legend(&[
                (Key::Bar(BarKind::Whole), "from the quickest to nine of ten, within the window"),
                (Key::Bar(BarKind::Amiss), "after the target"),
                (Key::Median, "median"),
                (Key::Each, "a case"),
            ]))
            (milestone_table(m))
        }
    }
}

fn range_row(m: &Metrics, clock: &ClockNumbers) -> RangeRow {
    let shares = m
        .cases
        .iter()
        .flat_map(|case| &case.marks)
        .filter(|mark| mark.clock == clock.clock);
    let few = clock.share.is_some_and(|share| share.count <= EACH);
    let done = clock.met + clock.met_late;
    let range = clock.share.map(|share| (share.least, share.p90.unwrap_or(share.most)));
    let percent = |thousandths: i64| format!("{} %", thousandths / 10);
    let says = match clock.share {
        None => format!("{}: not reached yet.", clock.name.title),
        Some(share) => {
            let median = share
                .median
                .map_or(String::new(), |median| format!(", median {}", percent(median)));
            format!(
                "{}: from {} to {} of the window{median}.",
                clock.name.title,
                percent(share.least),
                percent(share.most)
            )
        }
    };
    let beside = match (done, clock.met_late) {
        (0, _) => state_saying(ClockState::Open, &format!("{} open", clock.open)),
        (done, 0) => state_saying(ClockState::Met, &format!("{done} of {done} met")),
        (done, late) => state_saying(ClockState::MetLate, &format!("{late} of {done} late")),
    };
    RangeRow {
        label: clock.name.title.clone(),
        para: clock.name.refs.first().map(Para::new),
        note: match clock.taken.and_then(|taken| taken.median) {
            Some(median) => format!("median {}", span(median)),
            None => plural(done, "case", "cases"),
        },
        range,
        median: clock.share.and_then(|share| share.median),
        each: if few {
            shares.filter_map(Mark::share).collect()
        } else {
            vec![]
        },
        beside,
        says,
    }
}

fn milestone_table(m: &Metrics) -> Markup {
    let of = |numbers: Option<Spread>, pick: fn(Spread) -> Option<i64>, from: u32| spread(numbers, pick, from);
    let row = |clock: &ClockNumbers| Row {
        cells: vec![
            cell(&clock.name.title),
            html! { (clock.met) },
            html! { (clock.met_late) },
            html! { (clock.open) @if clock.behind > 0 { ", " (clock.behind) " past the target" } },
            of(clock.taken, |s| s.median, Spread::MEDIAN_FROM),
            of(clock.taken, |s| s.p90, Spread::P90_FROM),
            of(clock.late_by, |s| Some(s.most), 1),
        ],
    };
    html! {
        details.same open {
            summary { "The same as a table" }
            (table(&Table {
                caption: "Milestones against their first targets".to_owned(),
                shows_caption: Caption::Heard,
                columns: vec![
                    Column::words("Milestone"),
                    Column::number("Met"),
                    Column::number("Met late"),
                    Column::number("Open"),
                    Column::number("Median"),
                    Column::number("Nine of ten"),
                    Column::number("Latest by"),
                ],
                rows: m.clocks.iter().map(row).collect(),
                frame: TableFrame::Panel,
            }))
        }
    }
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
            details.same open {
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
    let row = |q: &ambergate_process::metrics::QuarterNumbers| BarRow {
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
    let cells = |q: &ambergate_process::metrics::QuarterNumbers| Row {
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
                "Ten more wishes are not measured: when an exploit, an attack or a deployment of the fix is first seen is not \
                 recorded, and what is not recorded must not count as not having happened."
            }
        }
    }
}

fn para(number: &str) -> Markup {
    html! { " " (crate::parts::marks::para(&Para::new(number))) }
}
