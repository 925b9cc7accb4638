//! Exposure: a dot for each case, and the same as a table.

use super::super::links::{CasePart, Links};
use super::para;
use super::words::{plural, span};
use crate::parts::plot::{Dot, DotKind, Dots, Key, dots, legend};
use crate::parts::state::{SeverityView, severity};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, row_link, table};
use crate::parts::time;
use ambergate_coordinator::views::MetricsView;
use ambergate_process::metrics::{Exposure, Measured, Metrics};
use ambergate_process::severity::Rating;
use maud::{Markup, html};

/// So many cases are drawn, the latest; the file has all of them.
const DRAWN: usize = 100;

pub(super) fn exposure(view: &MetricsView, links: &Links) -> Markup {
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
        _ if m.exposure.exposed == 0 => String::new(),
        (Some(0), Some(0)) => " Nine of ten at least were not exposed at all.".to_owned(),
        (Some(0), Some(p90)) => format!(
            " Half at least were not exposed at all, nine of ten for {} or less.",
            span(p90)
        ),
        (Some(0), None) => " Half at least were not exposed at all.".to_owned(),
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
