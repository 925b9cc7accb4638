//! Milestones against their first targets: a range for each clock, and the same as a table.

use super::para;
use super::words::{plural, span, spread};
use crate::parts::marks::Para;
use crate::parts::plot::{BarKind, Key, RangeRow, Ranges, legend, ranges};
use crate::parts::state::{ClockState, state_saying};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use ambergate_process::metrics::{ClockNumbers, Mark, Metrics, Spread};
use maud::{Markup, html};

/// Where a clock has no more milestones than this, each is drawn.
const EACH: u32 = 40;

pub(super) fn milestones(m: &Metrics) -> Markup {
    let rows: Vec<RangeRow> = m.clocks.iter().map(|clock| range_row(m, clock)).collect();
    let mut keys = vec![
        (
            Key::Bar(BarKind::Whole),
            "from the quickest to nine of ten, within the window",
        ),
        (Key::Bar(BarKind::Amiss), "after the target"),
    ];
    if rows.iter().any(|row| row.median.is_some()) {
        keys.push((Key::Median, "median"));
    }
    if rows.iter().any(|row| !row.each.is_empty()) {
        keys.push((Key::Each, "a case"));
    }
    html! {
        section aria-labelledby="milestones-h" {
            h2 id="milestones-h" { "Milestones against their first targets" (para("S17")) }
            p.quiet {
                "Time taken in percent of the window that the policy suggests. The first target counts: that something became \
                 public makes nobody late."
            }
            (ranges(&Ranges { title: "Milestones against their first targets".to_owned(), rows }))
            (legend(&keys))
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
            html! { (clock.open) @if clock.behind > 0 { " (" (clock.behind) " late)" } },
            of(clock.taken, |s| s.median, Spread::MEDIAN_FROM),
            of(clock.taken, |s| s.p90, Spread::P90_FROM),
            of(clock.late_by, |s| Some(s.most), 1),
        ],
    };
    html! {
        details.same {
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
