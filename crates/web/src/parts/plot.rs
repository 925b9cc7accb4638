//! Plots: dots over time, ranges against a target, bars. Inline SVG whose x is in percent of its box and whose y is in
//! pixels, so that a drawing stretches and its text does not. Colours and strokes are classes; nothing is a style.
//!
//! Every drawing says in its title and description what it shows, and the page gives the same as a table. What must not
//! live here: what is plotted.

mod scale;

use super::marks::{Para, para};
use super::text::{Href, calm};
use ambergate_process::Instant;
use maud::{Markup, html};
use scale::{Spans, TimeScale};

/// Dots over time: when, and how long something lasted.
#[derive(Debug, Clone)]
pub struct Dots {
    /// Unique on the page.
    pub id: &'static str,
    pub title: String,
    /// What is seen, in a sentence or two.
    pub says: String,
    /// The right end of the axis.
    pub now: Instant,
    pub dots: Vec<Dot>,
}

#[derive(Debug, Clone)]
pub struct Dot {
    pub at: Instant,
    /// Zero or more.
    pub seconds: i64,
    pub kind: DotKind,
    /// Shown by the browser on the dot, and where it leads.
    pub label: String,
    pub href: Href,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotKind {
    /// As it should be; drawn quietly.
    Fine,
    Counted,
    /// Not over yet.
    Growing,
}

/// The drawing's height, and what is above and below its box, in pixels.
const HEIGHT: f64 = 240.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 44.0;

/// Dots lead to their pages by pointer; by keyboard and screen reader the rows of the table beside do, so that nobody has
/// to walk through a hundred dots.
pub fn dots(view: &Dots) -> Markup {
    let times = TimeScale::of(view.dots.iter().map(|dot| dot.at), view.now);
    let spans = Spans::up_to(view.dots.iter().map(|dot| dot.seconds).max().unwrap_or(0));
    let y = |seconds: i64| pixels(TOP + (1.0 - spans.share(seconds)) * (HEIGHT - TOP - BOTTOM));
    let foot = pixels(HEIGHT - BOTTOM);
    html! {
        div.plot {
            svg.plot-y aria-hidden="true" {
                @for (seconds, label) in &spans.ticks { text x="100%" y=(y(*seconds)) dy="4" text-anchor="end" { (label) } }
            }
            div.plot-x {
                svg role="img" aria-labelledby={ (view.id) "-title " (view.id) "-says" } {
                    title id={ (view.id) "-title" } { (calm(&view.title)) }
                    desc id={ (view.id) "-says" } { (calm(&view.says)) }
                    @for (seconds, _) in &spans.ticks {
                        line class=(if *seconds == 0 { "base" } else { "tick" }) x1="0" x2="100%" y1=(y(*seconds)) y2=(y(*seconds)) {}
                    }
                    @for tick in &times.ticks {
                        @let x = percent(times.share(tick.at));
                        line.tick x1=(x) x2=(x) y1=(pixels(TOP)) y2=(foot) {}
                        text x=(x) dx="3" y=(pixels(HEIGHT - BOTTOM + 17.0)) { (tick.label) }
                        @if let Some(year) = &tick.year { text.year x=(x) dx="3" y=(pixels(HEIGHT - BOTTOM + 33.0)) { (year) } }
                    }
                    @for dot in &view.dots { (mark(dot.kind, &percent(times.share(dot.at)), &y(dot.seconds))) }
                    @if view.dots.iter().any(|dot| dot.kind == DotKind::Growing) {
                        line.now x1="100%" x2="100%" y1=(pixels(TOP)) y2=(foot) {}
                    }
                }
                svg.plot-hits aria-hidden="true" {
                    @for dot in &view.dots {
                        a href=(dot.href.as_str()) tabindex="-1" {
                            title { (calm(&dot.label)) }
                            circle.hit cx=(percent(times.share(dot.at))) cy=(y(dot.seconds)) r="12" {}
                        }
                    }
                }
            }
        }
    }
}

fn mark(kind: DotKind, x: &str, y: &str) -> Markup {
    match kind {
        DotKind::Fine => html! { circle.fine cx=(x) cy=(y) r="4" {} },
        DotKind::Counted => html! { circle.counted cx=(x) cy=(y) r="5" {} },
        DotKind::Growing => html! { circle.growing cx=(x) cy=(y) r="5" {} },
    }
}

/// Ranges against a target, a row each. Numbers are thousandths of the target's distance: 1000 is the target.
#[derive(Debug, Clone)]
pub struct Ranges {
    /// Names the list: "Milestones against their targets".
    pub title: String,
    pub rows: Vec<RangeRow>,
}

#[derive(Debug, Clone)]
pub struct RangeRow {
    pub label: String,
    pub para: Option<Para>,
    /// Under the label.
    pub note: String,
    /// From the quickest to the slowest that is shown; none where nothing was reached.
    pub range: Option<(i64, i64)>,
    pub median: Option<i64>,
    /// Each one, where there are few.
    pub each: Vec<i64>,
    /// Beside the drawing.
    pub beside: Markup,
    /// The drawing in words.
    pub says: String,
}

/// What stands at the right edge stands for all that is further.
const FURTHEST: i64 = 3_000;

pub fn ranges(view: &Ranges) -> Markup {
    let values = view.rows.iter().flat_map(|row| {
        let ends = row.range.map(|(_, to)| to);
        ends.into_iter().chain(row.median).chain(row.each.iter().copied())
    });
    let most = values.max().unwrap_or(0).clamp(1_250, FURTHEST);
    let end = (most + 249) / 250 * 250;
    let step = if end > 2_000 { 1_000 } else { 500 };
    let x = |value: i64| percent(share(value.min(end), end));
    let marks: Vec<i64> = (0..=end / step).map(|n| n * step).collect();
    let crowded = marks.len() > 4;
    let class = |value: i64| match value {
        1_000 => "nowt",
        value if crowded && value > 1_000 && value < end => "axt narrow-off",
        _ => "axt",
    };
    let word = |value: i64| match value {
        1_000 => "target".to_owned(),
        value => format!("{} %", value / 10),
    };
    html! {
        ol.gantt.ranges aria-label=(calm(&view.title)) {
            li.axis {
                div.lab {}
                div.cell { svg aria-hidden="true" {
                    @for value in &marks {
                        line.tick x1=(x(*value)) x2=(x(*value)) y1="0" y2="100%" {}
                        (axis_word(&x(*value), share(*value, end), class(*value), &word(*value)))
                    }
                } }
                div.res {}
            }
            @for row in &view.rows {
                li {
                    div.lab {
                        b { (calm(&row.label)) @if let Some(mark) = &row.para { " " (para(mark)) } }
                        small { (calm(&row.note)) }
                    }
                    div.cell { svg role="img" aria-label=(calm(&row.says)) {
                        @for value in &marks { line.tick x1=(x(*value)) x2=(x(*value)) y1="0" y2="100%" {} }
                        @if let Some((from, to)) = row.range {
                            (block("win", share(from.min(end), end), share(to.min(1_000).min(end), end)))
                            @if to > 1_000 { (block("late", share(from.clamp(1_000, end), end), share(to.min(end), end))) }
                        }
                        line.target x1=(x(1_000)) x2=(x(1_000)) y1="0" y2="100%" {}
                        @for value in &row.each {
                            circle class=(if *value > 1_000 { "each-late" } else { "each" }) cx=(x(*value)) cy="50%" r="3" {}
                        }
                        @if let Some(median) = row.median {
                            circle class=(if median > 1_000 { "dot-late" } else { "dot" }) cx=(x(median)) cy="50%" r="6" {}
                        }
                    } }
                    div.res { (row.beside) }
                }
            }
        }
    }
}

/// Bars from nothing, a row each, one in front of the other.
#[derive(Debug, Clone)]
pub struct Bars {
    /// Names the list: "Cases by person".
    pub title: String,
    pub rows: Vec<BarRow>,
}

#[derive(Debug, Clone)]
pub struct BarRow {
    pub label: String,
    /// Under the label.
    pub note: String,
    /// From the back to the front.
    pub bars: Vec<(BarKind, u32)>,
    /// Beside the drawing.
    pub beside: Markup,
    /// The drawing in words.
    pub says: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    /// The whole of which the other is a part.
    Whole,
    Part,
    /// A part that should not be.
    Amiss,
}

impl BarKind {
    fn class(self) -> &'static str {
        match self {
            BarKind::Whole => "win",
            BarKind::Part => "done",
            BarKind::Amiss => "late",
        }
    }
}

pub fn bars(view: &Bars) -> Markup {
    let most = view
        .rows
        .iter()
        .flat_map(|row| row.bars.iter().map(|(_, n)| *n))
        .max()
        .unwrap_or(0);
    let marks = scale::counts(most);
    let end = i64::from(marks.last().copied().unwrap_or(1));
    let place = |n: u32| share(i64::from(n), end);
    html! {
        ol.gantt.bars aria-label=(calm(&view.title)) {
            li.axis {
                div.lab {}
                div.cell { svg aria-hidden="true" {
                    @for n in &marks {
                        @let x = percent(place(*n));
                        line.tick x1=(x) x2=(x) y1="0" y2="100%" {}
                        (axis_word(&x, place(*n), "axt", &n.to_string()))
                    }
                } }
                div.res {}
            }
            @for row in &view.rows {
                li {
                    div.lab { b { (calm(&row.label)) } small { (calm(&row.note)) } }
                    div.cell { svg role="img" aria-label=(calm(&row.says)) {
                        @for n in &marks { @let x = percent(place(*n)); line.tick x1=(x) x2=(x) y1="0" y2="100%" {} }
                        @for (kind, n) in &row.bars { (block(kind.class(), 0.0, place(*n))) }
                    } }
                    div.res { (row.beside) }
                }
            }
        }
    }
}

/// A sign of a legend, and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Dot(DotKind),
    Bar(BarKind),
    Median,
    Each,
}

pub fn legend(keys: &[(Key, &str)]) -> Markup {
    html! {
        ul.legend {
            @for (key, word) in keys { li { svg.plot-key viewBox="0 0 28 12" aria-hidden="true" { (sign(*key)) } (word) } }
        }
    }
}

fn sign(key: Key) -> Markup {
    match key {
        Key::Dot(kind) => mark(kind, "14", "6"),
        Key::Bar(kind) => html! { rect class=(kind.class()) x=".5" y="1.5" width="27" height="9" rx="2" {} },
        Key::Median => html! { circle.dot cx="14" cy="6" r="5" {} },
        Key::Each => html! { circle.each cx="14" cy="6" r="3" {} },
    }
}

/// A word of an axis at the right of its line, or at its left where there is no room.
fn axis_word(x: &str, share: f64, class: &str, word: &str) -> Markup {
    let (dx, anchor) = if share > 0.88 { ("-4", Some("end")) } else { ("4", None) };
    html! { text class=(class) x=(x) dx=(dx) y="24" text-anchor=[anchor] { (word) } }
}

/// From one share of the width to another.
fn block(class: &str, from: f64, to: f64) -> Markup {
    html! {
        @if to > from {
            rect class=(class) x=(percent(from)) y="50%" width=(percent(to - from)) height="14" rx="2"
                transform="translate(0 -7)" {}
        }
    }
}

fn share(value: i64, end: i64) -> f64 {
    scale::float(value.max(0)) / scale::float(end.max(1))
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}

fn pixels(y: f64) -> String {
    format!("{y:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn dot(when: &str, seconds: i64, kind: DotKind) -> Dot {
        Dot {
            at: at(when),
            seconds,
            kind,
            label: "AG-7K3F-9QXA: 2 d".to_owned(),
            href: Href::to("/p/coredns/cases/AG-7K3F-9QXA"),
        }
    }

    #[test]
    fn a_drawing_says_what_it_is_and_its_links_are_named() {
        let day = 86_400;
        let view = Dots {
            id: "exposure",
            title: "Exposure".to_owned(),
            says: "Two cases.".to_owned(),
            now: at("2026-12-01T00:00:00Z"),
            dots: vec![
                dot("2026-10-01T00:00:00Z", 0, DotKind::Fine),
                dot("2026-11-01T00:00:00Z", 4 * day, DotKind::Counted),
            ],
        };
        let html = dots(&view).into_string();
        assert!(html.contains("role=\"img\" aria-labelledby=\"exposure-title exposure-says\""));
        assert!(html.contains("<title id=\"exposure-title\">Exposure</title>"));
        assert_eq!(html.matches("tabindex=\"-1\"").count(), 2);
        // Nothing lies on the ground, four days at the top tick.
        assert!(
            html.contains("<circle class=\"fine\" cx=\"0.00%\" cy=\"196.0\""),
            "{html}"
        );
        assert!(
            html.contains("<circle class=\"counted\" cx=\"50.82%\" cy=\"14.0\""),
            "{html}"
        );
        assert!(!html.contains("class=\"now\""), "nothing grows");
    }

    #[test]
    fn no_dots_and_all_dots_at_one_instant_are_drawn() {
        let mut view = Dots {
            id: "e",
            title: String::new(),
            says: String::new(),
            now: at("2026-12-01T00:00:00Z"),
            dots: vec![],
        };
        assert!(!dots(&view).into_string().contains("NaN"));
        view.dots = vec![dot("2026-12-01T00:00:00Z", 0, DotKind::Growing); 3];
        let html = dots(&view).into_string();
        assert!(!html.contains("NaN") && !html.contains("inf") && html.contains("class=\"now\""));
    }

    fn row(range: (i64, i64)) -> RangeRow {
        RangeRow {
            label: "Fix ready".to_owned(),
            para: None,
            note: String::new(),
            range: Some(range),
            median: Some(range.0),
            each: vec![],
            beside: html! {},
            says: "x".to_owned(),
        }
    }

    #[test]
    fn what_is_past_the_target_is_drawn_as_late() {
        let html = |range| {
            ranges(&Ranges {
                title: "t".to_owned(),
                rows: vec![row(range)],
            })
            .into_string()
        };
        let fine = html((200, 800));
        // The axis ends at 125 percent of the window.
        assert!(
            fine.contains("<rect class=\"win\" x=\"16.00%\" y=\"50%\" width=\"48.00%\"") && !fine.contains("\"late\""),
            "{fine}"
        );
        let late = html((500, 1_500));
        assert!(
            late.contains("class=\"win\" x=\"33.33%\" y=\"50%\" width=\"33.33%\""),
            "{late}"
        );
        assert!(
            late.contains("class=\"late\" x=\"66.67%\" y=\"50%\" width=\"33.33%\""),
            "{late}"
        );
        let far = html((1_100, 90_000));
        assert!(
            !far.contains("class=\"win\"") && far.contains("class=\"late\" x=\"36.67%\""),
            "{far}"
        );
        assert!(!far.contains("1000.00%"));
    }

    #[test]
    fn bars_begin_at_nothing() {
        let row = BarRow {
            label: "Kim".to_owned(),
            note: String::new(),
            bars: vec![(BarKind::Whole, 4), (BarKind::Part, 1)],
            beside: html! {},
            says: "1 of 4".to_owned(),
        };
        let html = bars(&Bars {
            title: "t".to_owned(),
            rows: vec![row],
        })
        .into_string();
        assert!(html.contains("class=\"win\" x=\"0.00%\" y=\"50%\" width=\"100.00%\""));
        assert!(html.contains("class=\"done\" x=\"0.00%\" y=\"50%\" width=\"25.00%\""));
        assert!(
            !bars(&Bars {
                title: "t".to_owned(),
                rows: vec![]
            })
            .into_string()
            .contains("NaN")
        );
    }
}
