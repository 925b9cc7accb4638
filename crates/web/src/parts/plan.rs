//! The plan, drawn: a row is words in HTML and one SVG whose x is in percent, so that bars stretch and text does not.
//! The same is always given as a table too; the drawing is for eyes.

use super::marks::{Para, para};
use super::state::{ClockState, state_saying};
use super::text::{Link, calm, link};
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
    /// One for each profile.
    pub groups: Vec<PlanGroup>,
}

/// The milestones of a profile.
#[derive(Debug, Clone)]
pub struct PlanGroup {
    /// Over its rows, where there are several groups.
    pub heading: Option<Link>,
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
    /// The bar as it would be, drawn below the other.
    pub imagined: Option<Bar>,
    pub state: ClockState,
    /// The state in words: "Met 1 h 17 min late".
    pub words: String,
    /// The instant beside the words.
    pub at: Option<Instant>,
}

/// What is drawn of a milestone: its window, and what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bar {
    pub window: Span,
    /// The target before it was moved.
    pub first_target: Option<Instant>,
    /// From here on releases are made.
    pub opens: Option<Instant>,
    pub mark: Mark,
}

/// When something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Span {
    #[default]
    Nothing,
    Window {
        from: Instant,
        to: Instant,
    },
    /// Nothing holds it at its end.
    OpenEnded {
        from: Instant,
    },
    /// Not before `to`, not after `from`: no instant fits.
    Clash {
        from: Instant,
        to: Instant,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    #[default]
    Nothing,
    /// It happened; late if after the window.
    Done(Instant),
    /// An instant is agreed.
    Planned(Instant),
    /// It is late since the window's end.
    Overdue,
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
            @for group in &view.groups {
                @if let Some(heading) = &group.heading { li.group { div.lab { b { (link(heading)) } } } }
                @for row in &group.rows { (drawn_row(view, &scale, row)) }
            }
        }
        (legend(view))
    }
}

fn drawn_row(view: &Plan, scale: &Scale, row: &PlanRow) -> Markup {
    let quiet = matches!(row.state, ClockState::Cancelled | ClockState::NotApplicable);
    let class = match row.state {
        ClockState::Conflict => Some("bad"),
        _ => quiet.then_some("off"),
    };
    html! {
        li class=[class] {
            div.lab {
                b { (calm(&row.label)) @if let Some(mark) = &row.para { " " (para(mark)) } }
                small { (calm(&row.because)) }
            }
            div.cell {
                svg aria-hidden="true" {
                    (ground(view, scale))
                    @match &row.imagined {
                        None => (bar(&row.bar, "50%", view.now, scale)),
                        Some(imagined) => {
                            (bar(&row.bar, "31%", view.now, scale))
                            g.if { (bar(imagined, "71%", view.now, scale)) }
                        }
                    }
                    (now_line(view, scale))
                }
            }
            div.res {
                (state_saying(row.state, &row.words))
                @if let Some(at) = row.at { (time::soon(at, &time::Viewpoint::utc(view.now))) }
            }
        }
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
            @let x = scale.at(midnight(*monday));
            @if x < EDGE { text.axt x=(percent(x)) dx="4" y="29" { (monday.strftime(form)) } }
        }
        @if let Some(end) = view.embargo_end.filter(|end| scale.holds(*end) && !crowded(*end, view.now, scale)) {
            (beside(scale.at(end), "axt", "embargo ends"))
        }
        @if scale.holds(view.now) { (beside(scale.at(view.now), "nowt", "now")) }
    }
}

/// Beyond this percentage no date fits beside its line.
const EDGE: f64 = 94.0;

/// Whether two words would stand on each other; the legend has both lines.
fn crowded(one: Instant, other: Instant, scale: &Scale) -> bool {
    (scale.at(one) - scale.at(other)).abs() < 25.0
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

fn bar(bar: &Bar, y: &str, now: Instant, scale: &Scale) -> Markup {
    let (from, to) = match bar.window {
        Span::Window { from, to } => (Some(from), Some(to)),
        Span::OpenEnded { from } => (Some(from), None),
        Span::Nothing | Span::Clash { .. } => (None, None),
    };
    html! {
        @match bar.window {
            Span::Nothing => {},
            Span::Window { from, to } => (block("win", y, scale, from, to)),
            Span::OpenEnded { from } => (open_ended(y, scale, from)),
            Span::Clash { from, to } => (block("clash", y, scale, from.min(to), to.max(from))),
        }
        @match bar.mark {
            Mark::Done(at) => {
                @let late = to.filter(|to| at > *to);
                @if let Some(from) = from { (block("done", y, scale, from, late.unwrap_or(at))) }
                @if let Some(to) = late { (block("late", y, scale, to, at)) }
                circle class=(if late.is_some() { "dot-late" } else { "dot" }) cx=(percent(scale.at(at))) cy=(y) r="6" {}
            }
            Mark::Overdue => { @if let Some(to) = to { (block("late", y, scale, to, now)) } },
            Mark::Nothing | Mark::Planned(_) => {},
        }
        @if let Some(at) = bar.opens.filter(|at| scale.holds(*at)) {
            (sign(y, scale, at, html! { path.opens d="M0-9v18M0-9h5M0 9h5" {} }))
        }
        @if let Some(at) = bar.first_target.filter(|at| scale.holds(*at)) {
            (sign(y, scale, at, html! { path.first d="M0-10v20" {} }))
        }
        @if let Mark::Planned(at) = bar.mark {
            (sign(y, scale, at, html! { path.plan d="M0-7 7 0 0 7-7 0z" {} }))
        }
    }
}

/// A sign of fixed size at an instant.
fn sign(y: &str, scale: &Scale, at: Instant, path: Markup) -> Markup {
    html! { svg.in x=(percent(scale.at(at))) y=(y) { (path) } }
}

/// To the edge of the drawing, with an arrow: nothing ends it.
fn open_ended(y: &str, scale: &Scale, from: Instant) -> Markup {
    let from = scale.at(from);
    html! {
        rect.win.endless x=(percent(from)) y=(y) width=(percent((100.0 - from).max(0.0))) height="14" rx="2"
            transform="translate(0 -7)" {}
        svg.in x="100%" y=(y) { path.arrow d="M-12-4l6 4-6 4" {} }
    }
}

fn block(class: &str, y: &str, scale: &Scale, from: Instant, to: Instant) -> Markup {
    let (from, to) = (scale.at(from), scale.at(to));
    html! {
        @if to > from {
            rect class=(class) x=(percent(from)) y=(y) width=(percent(to - from)) height="14" rx="2"
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

/// Only what is in this drawing is explained.
fn legend(view: &Plan) -> Markup {
    let key =
        |drawing: Markup, word: &str| html! { li { svg viewBox="0 0 28 12" aria-hidden="true" { (drawing) } (word) } };
    let rect = |class: &str| html! { rect class=(class) x=".5" y="1.5" width="27" height="9" rx="2" {} };
    let rows = || view.groups.iter().flat_map(|group| &group.rows);
    let bars: Vec<&Bar> = rows()
        .flat_map(|row| std::iter::once(&row.bar).chain(&row.imagined))
        .collect();
    let any = |test: fn(&Bar) -> bool| bars.iter().any(|bar| test(bar));
    let late = |bar: &Bar| match (bar.window, bar.mark) {
        (Span::Window { to, .. }, Mark::Done(at)) => at > to,
        (_, mark) => mark == Mark::Overdue,
    };
    html! {
        ul.legend {
            (key(rect("k-win"), "window"))
            @if any(|bar| matches!(bar.window, Span::OpenEnded { .. })) {
                (key(html! { rect.k-win.endless x=".5" y="1.5" width="27" height="9" rx="2" {} path.arrow d="m17 3 4 3-4 3" {} }, "open-ended"))
            }
            @if any(|bar| matches!(bar.mark, Mark::Done(_))) {
                (key(html! { rect.k-done y="1" width="22" height="10" rx="2" {} circle.k-dot cx="22" cy="6" r="5" {} }, "met, at the dot"))
            }
            @if any(late) {
                (key(html! { rect.k-late x=".5" y="1.5" width="20" height="9" rx="2" {} circle.k-dot-late cx="21" cy="6" r="4.5" {} }, "late; the ring: met late"))
            }
            @if any(|bar| bar.first_target.is_some()) { (key(html! { path.k-first d="M14 0v12" {} }, "first target, before it was moved")) }
            @if any(|bar| bar.opens.is_some()) { (key(html! { path.k-opens d="M11 1v10M11 1h5M11 11h5" {} }, "release window opens")) }
            @if any(|bar| matches!(bar.mark, Mark::Planned(_))) { (key(html! { path.k-plan d="m14 1 5 5-5 5-5-5z" {} }, "planned instant")) }
            @if any(|bar| matches!(bar.window, Span::Clash { .. })) { (key(rect("k-clash"), "conflict: no instant fits")) }
            @if rows().any(|row| row.imagined.is_some()) {
                (key(html! { rect.k-win x=".5" y=".5" width="27" height="4" {} rect.k-if x=".5" y="7.5" width="27" height="4" {} }, "above: as it stands; below: what if"))
            }
            (key(html! { path.k-now d="M14 0v12" {} }, "now"))
            @if view.embargo_end.is_some() { (key(html! { path.k-end d="M14 0v12" {} }, "embargo ends")) }
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
            groups: Vec::new(),
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

    fn drawn(window: Span, mark: Mark) -> String {
        let one = Bar {
            window,
            mark,
            ..Bar::default()
        };
        bar(&one, "50%", view().now, &Scale::of(&view())).into_string()
    }

    #[test]
    fn late_is_drawn_after_the_window_and_met_late_has_another_shape() {
        let (from, to) = (at("2026-11-16T00:14:00Z"), at("2026-11-17T00:14:00Z"));
        let late = drawn(Span::Window { from, to }, Mark::Done(at("2026-11-17T01:31:00Z")));
        assert!(late.contains("class=\"late\"") && late.contains("class=\"dot-late\""));
        let met = drawn(Span::Window { from, to }, Mark::Done(at("2026-11-16T19:02:00Z")));
        assert!(!met.contains("\"late\"") && met.contains("class=\"dot\""));
        let overdue = drawn(Span::Window { from, to }, Mark::Overdue);
        assert!(overdue.contains("class=\"late\"") && !overdue.contains("<circle"));
    }

    #[test]
    fn a_conflict_and_an_open_end_are_drawn_as_such() {
        let (from, to) = (at("2026-12-08T15:00:00Z"), at("2026-12-03T12:00:00Z"));
        let clash = drawn(Span::Clash { from, to }, Mark::Nothing);
        assert!(clash.contains("x=\"70.00%\" y=\"50%\" width=\"20.50%\""));
        let endless = drawn(Span::OpenEnded { from }, Mark::Nothing);
        assert!(endless.contains("width=\"9.50%\"") && endless.contains("class=\"arrow\""));
    }
}
