//! The plan, drawn: a row is words in HTML and one SVG whose x is in percent, so that bars stretch and text does not.
//! The same is always given as a table too; the drawing is for eyes.

use super::marks::{Para, para};
use super::state::{ClockState, state_saying};
use super::text::calm;
use super::time;
use ambergate_process::Instant;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use maud::{Markup, html};

/// What is drawn, from left to right.
#[derive(Debug, Clone)]
pub struct Plan {
    pub from: Instant,
    pub to: Instant,
    pub now: Instant,
    pub embargo_end: Option<Instant>,
    pub rows: Vec<PlanRow>,
}

/// A milestone.
#[derive(Debug, Clone)]
pub struct PlanRow {
    pub label: String,
    pub para: Option<Para>,
    /// What holds it: "within 24 h of the report".
    pub because: String,
    pub bar: Bar,
    pub state: ClockState,
    /// The state in words: "Met 1 h 17 min late".
    pub words: String,
    /// The instant beside the words.
    pub at: Option<Instant>,
}

/// What is drawn of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    Nothing,
    /// It may happen from here to there.
    Window {
        from: Instant,
        to: Instant,
    },
    /// It happened; late if after the window.
    Done {
        from: Instant,
        to: Instant,
        at: Instant,
    },
    /// An instant is agreed within the window.
    Planned {
        from: Instant,
        to: Instant,
        at: Instant,
    },
    /// Not before `to`, not after `from`: no instant fits.
    Clash {
        from: Instant,
        to: Instant,
    },
}

pub fn plan(view: &Plan) -> Markup {
    let scale = Scale::of(view);
    html! {
        ol.gantt aria-label="Plan, drawn; the same as the table below" {
            li.axis {
                div.lab { small { (range_words(view)) } }
                div.cell { svg aria-hidden="true" { (ground(view, &scale)) (axis(view, &scale)) (now_line(view, &scale)) } }
                div.res {}
            }
            @for row in &view.rows {
                li class=[(row.state == ClockState::Conflict).then_some("bad")] {
                    div.lab {
                        b { (calm(&row.label)) @if let Some(mark) = &row.para { " " (para(mark)) } }
                        small { (calm(&row.because)) }
                    }
                    div.cell { svg aria-hidden="true" { (ground(view, &scale)) (bar(row.bar, &scale)) (now_line(view, &scale)) } }
                    div.res {
                        (state_saying(row.state, &row.words))
                        @if let Some(at) = row.at { (time::soon(at, &time::Viewpoint::utc(view.now))) }
                    }
                }
            }
        }
        (legend())
    }
}

/// From instants to percent of the drawing's width.
struct Scale {
    from: Instant,
    seconds: f64,
}

impl Scale {
    fn of(view: &Plan) -> Self {
        // At least a day, so that a plan of one instant is drawn too.
        let seconds = view
            .to
            .duration_since(view.from)
            .max(SignedDuration::from_hours(24))
            .as_secs_f64();
        Self {
            from: view.from,
            seconds,
        }
    }
    fn at(&self, at: Instant) -> f64 {
        (at.duration_since(self.from).as_secs_f64() / self.seconds * 100.0).clamp(0.0, 100.0)
    }
    fn holds(&self, at: Instant) -> bool {
        let share = at.duration_since(self.from).as_secs_f64() / self.seconds;
        (0.0..=1.0).contains(&share)
    }
    fn days(&self) -> f64 {
        self.seconds / 86_400.0
    }
}

fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

/// Weekends, week lines, the embargo's end: the same behind every row.
fn ground(view: &Plan, scale: &Scale) -> Markup {
    html! {
        // Beyond ten weeks a weekend is a hair; it would only be noise.
        @if scale.days() < 70.0 {
            @for saturday in mondays(view, scale).iter().filter_map(|monday| monday.checked_sub(2.days()).ok()) {
                @let (from, to) = (scale.at(midnight(saturday)), scale.at(midnight(saturday.saturating_add(2.days()))));
                @if to > from { rect.wk x=(percent(from)) y="0" width=(percent(to - from)) height="100%" {} }
            }
        }
        @for monday in ticks(view, scale) {
            @let x = percent(scale.at(midnight(monday)));
            line.tick x1=(x) x2=(x) y1="0" y2="100%" {}
        }
        @if let Some(end) = view.embargo_end.filter(|end| scale.holds(*end)) {
            @let x = percent(scale.at(end));
            line.end x1=(x) x2=(x) y1="0" y2="100%" {}
        }
    }
}

fn axis(view: &Plan, scale: &Scale) -> Markup {
    let ticks = ticks(view, scale);
    let before = std::iter::once(None).chain(ticks.iter().map(Some));
    html! {
        @for (monday, before) in ticks.iter().zip(before) {
            @let form = if before.is_some_and(|tick| tick.month() == monday.month()) { "%-d" } else { "%-d %b" };
            text.axt x=(percent(scale.at(midnight(*monday)))) dx="4" y="29" { (monday.strftime(form)) }
        }
        @if let Some(end) = view.embargo_end.filter(|end| scale.holds(*end)) {
            (beside(scale.at(end), "axt", "embargo ends"))
        }
        @if scale.holds(view.now) { (beside(scale.at(view.now), "nowt", "now")) }
    }
}

/// A word at the right of a line, or at its left where there is no room.
fn beside(x: f64, class: &str, word: &str) -> Markup {
    let (dx, anchor) = if x > 80.0 { ("-5", Some("end")) } else { ("5", None) };
    html! { text class=(class) x=(percent(x)) dx=(dx) y="14" text-anchor=[anchor] { (word) } }
}

fn now_line(view: &Plan, scale: &Scale) -> Markup {
    let x = percent(scale.at(view.now));
    html! { @if scale.holds(view.now) { line.now x1=(x) x2=(x) y1="0" y2="100%" {} } }
}

fn bar(bar: Bar, scale: &Scale) -> Markup {
    match bar {
        Bar::Nothing => html! {},
        Bar::Window { from, to } => block("win", scale, from, to),
        Bar::Done { from, to, at } => html! {
            (block("win", scale, from, to))
            (block("done", scale, from, at.min(to)))
            @if at > to { (block("late", scale, to, at)) }
            circle class=(if at > to { "dot-late" } else { "dot" }) cx=(percent(scale.at(at))) cy="50%" r="6" {}
        },
        Bar::Planned { from, to, at } => html! {
            (block("win", scale, from, to))
            svg.in x=(percent(scale.at(at))) y="50%" { path.plan d="M0-7 7 0 0 7-7 0z" {} }
        },
        Bar::Clash { from, to } => block("clash", scale, from.min(to), to.max(from)),
    }
}

fn block(class: &str, scale: &Scale, from: Instant, to: Instant) -> Markup {
    let (from, to) = (scale.at(from), scale.at(to));
    html! {
        @if to > from {
            rect class=(class) x=(percent(from)) y="50%" width=(percent(to - from)) height="14" rx="2"
                transform="translate(0 -7)" {}
        }
    }
}

/// Mondays of the drawn range, and the one after it, whose weekend may still be in it.
fn mondays(view: &Plan, scale: &Scale) -> Vec<Date> {
    let first = view.from.to_zoned(TimeZone::UTC).date();
    let ahead = (7 - i64::from(first.weekday().since(Weekday::Monday))) % 7;
    let weeks = (scale.days() / 7.0).ceil() as i64 + 1;
    (0..=weeks)
        .filter_map(|week| first.checked_add((ahead + 7 * week).days()).ok())
        .collect()
}

/// Mondays that get a line and a date: about eight at most.
fn ticks(view: &Plan, scale: &Scale) -> Vec<Date> {
    let step = ((scale.days() / 56.0).ceil() as usize).max(1);
    mondays(view, scale)
        .into_iter()
        .step_by(step)
        .filter(|monday| scale.holds(midnight(*monday)))
        .collect()
}

fn midnight(date: Date) -> Instant {
    date.to_zoned(TimeZone::UTC)
        .map_or(Instant::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn range_words(view: &Plan) -> String {
    let day = |at: Instant, form: &str| at.to_zoned(TimeZone::UTC).strftime(form).to_string();
    format!("{} to {}, UTC", day(view.from, "%-d %B"), day(view.to, "%-d %B %Y"))
}

fn legend() -> Markup {
    let key =
        |drawing: Markup, word: &str| html! { li { svg viewBox="0 0 28 12" aria-hidden="true" { (drawing) } (word) } };
    let rect = |class: &str| html! { rect class=(class) x=".5" y="1.5" width="27" height="9" rx="2" {} };
    html! {
        ul.legend {
            (key(rect("k-win"), "window"))
            (key(html! { rect.k-done y="1" width="22" height="10" rx="2" {} circle.k-dot cx="22" cy="6" r="5" {} }, "met, at the dot"))
            (key(rect("k-late"), "late"))
            (key(html! { path.k-plan d="m14 1 5 5-5 5-5-5z" {} }, "planned instant"))
            (key(rect("k-clash"), "conflict: no instant fits"))
            (key(html! { rect.k-wk y="1" width="28" height="10" {} }, "weekend"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn view() -> Plan {
        Plan {
            from: at("2026-11-16T00:00:00Z"),
            to: at("2026-12-11T00:00:00Z"),
            now: at("2026-11-19T08:40:00Z"),
            embargo_end: Some(at("2026-12-01T14:00:00Z")),
            rows: Vec::new(),
        }
    }

    #[test]
    fn instants_become_percent_of_the_range() {
        let scale = Scale::of(&view());
        assert_eq!(percent(scale.at(at("2026-12-01T14:00:00Z"))), "62.33%");
        assert_eq!(percent(scale.at(at("2020-01-01T00:00:00Z"))), "0.00%");
        assert!(!scale.holds(at("2027-01-01T00:00:00Z")));
    }

    #[test]
    fn the_ground_has_weekends_and_mondays() {
        let (plan, scale) = (view(), Scale::of(&view()));
        let html = ground(&plan, &scale).into_string();
        assert!(html.contains("<rect class=\"wk\" x=\"20.00%\" y=\"0\" width=\"8.00%\""));
        assert_eq!(html.matches("class=\"wk\"").count(), 3);
        assert_eq!(html.matches("class=\"tick\"").count(), 4);
        let html = axis(&plan, &scale).into_string();
        assert!(html.contains(">16 Nov<") && html.contains(">23<") && html.contains(">7 Dec<"));
    }

    #[test]
    fn a_year_is_drawn_without_a_crowd() {
        let plan = Plan {
            to: at("2027-11-16T00:00:00Z"),
            ..view()
        };
        let scale = Scale::of(&plan);
        assert!(ticks(&plan, &scale).len() <= 9);
        assert!(!ground(&plan, &scale).into_string().contains("\"wk\""));
    }

    #[test]
    fn late_is_drawn_after_the_window() {
        let scale = Scale::of(&view());
        let (from, to) = (at("2026-11-16T00:14:00Z"), at("2026-11-17T00:14:00Z"));
        let late = bar(
            Bar::Done {
                from,
                to,
                at: at("2026-11-17T01:31:00Z"),
            },
            &scale,
        )
        .into_string();
        assert!(late.contains("class=\"late\"") && late.contains("class=\"dot-late\""));
        let clash = bar(
            Bar::Clash {
                from: at("2026-12-08T15:00:00Z"),
                to: at("2026-12-03T12:00:00Z"),
            },
            &scale,
        );
        assert!(clash.into_string().contains("x=\"70.00%\" y=\"50%\" width=\"20.50%\""));
    }
}
