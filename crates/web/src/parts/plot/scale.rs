//! From values to shares of an axis, and where its ticks are: round numbers, few enough to be read on a phone.

use ambergate_process::Instant;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

/// A time axis that begins with a month, in UTC.
pub(super) struct TimeScale {
    from: Instant,
    seconds: f64,
    pub(super) ticks: Vec<TimeTick>,
}

/// `Oct`, and below it `2026` where a year begins.
pub(super) struct TimeTick {
    pub(super) at: Instant,
    pub(super) label: String,
    pub(super) year: Option<String>,
}

/// At most so many ticks.
const TICKS: i64 = 6;
/// Months between two ticks.
const STEPS: [i64; 9] = [1, 2, 3, 6, 12, 24, 60, 120, 600];
const DAY: i64 = 86_400;

impl TimeScale {
    pub(super) fn of(instants: impl Iterator<Item = Instant>, now: Instant) -> Self {
        // A month at least, so that a single instant is drawn too.
        let (mut first, mut last) = (now - SignedDuration::from_hours(24 * 28), now);
        for at in instants {
            (first, last) = (first.min(at), last.max(at));
        }
        let first = first.to_zoned(TimeZone::UTC).date().first_of_month();
        let from = midnight(first);
        let seconds = last.duration_since(from).as_secs_f64().max(1.0);
        let room = |at: Instant| at.duration_since(from).as_secs_f64() / seconds < 0.94;
        let (begin, end) = (month_number(first), month_number(last.to_zoned(TimeZone::UTC).date()));
        let fits = |step: &&i64| (end - begin) / **step < TICKS;
        let step = STEPS.iter().find(fits).copied().unwrap_or(1_200);
        let mut ticks: Vec<TimeTick> = Vec::new();
        for month in (begin..=end).filter(|month| month % step == 0) {
            let Some(day) = month_of(month).filter(|day| room(midnight(*day))) else {
                continue;
            };
            let january = day.month() == 1;
            let year = (step < 12 && (january || ticks.is_empty())).then(|| day.year().to_string());
            let label = if step < 12 {
                day.strftime("%b").to_string()
            } else {
                day.year().to_string()
            };
            ticks.push(TimeTick {
                at: midnight(day),
                label,
                year,
            });
        }
        Self { from, seconds, ticks }
    }

    pub(super) fn share(&self, at: Instant) -> f64 {
        (at.duration_since(self.from).as_secs_f64() / self.seconds).clamp(0.0, 1.0)
    }
}

fn month_number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn month_of(number: i64) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    date(1, 1, 1)
        .with()
        .year(year)
        .build()
        .ok()?
        .checked_add(number.rem_euclid(12).months())
        .ok()
}

fn midnight(day: Date) -> Instant {
    day.to_zoned(TimeZone::UTC)
        .map_or(Instant::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// An axis of spans from zero.
pub(super) struct Spans {
    end: i64,
    /// Seconds and their words: `12 h`, `5 d`.
    pub(super) ticks: Vec<(i64, String)>,
}

impl Spans {
    /// With room for so many seconds.
    pub(super) fn up_to(most: i64) -> Self {
        let step = step_for(most);
        let steps = (most.max(1).saturating_add(step - 1) / step).max(1);
        let ticks = (0..=steps).map(|n| n.saturating_mul(step));
        let words = |seconds: i64| match seconds {
            0 => "0".to_owned(),
            _ if step < DAY => format!("{} h", seconds / 3_600),
            _ => format!("{} d", seconds / DAY),
        };
        Self {
            end: steps.saturating_mul(step),
            ticks: ticks.map(|seconds| (seconds, words(seconds))).collect(),
        }
    }

    pub(super) fn share(&self, seconds: i64) -> f64 {
        (float(seconds.max(0)) / float(self.end)).clamp(0.0, 1.0)
    }
}

/// Between two ticks, so that there are four steps at most: hours that divide a day, then 1, 2 or 5 days times a power of
/// ten.
fn step_for(most: i64) -> i64 {
    let hours = [1, 2, 3, 6, 12].map(|hours| hours * 3_600);
    let days = (0..6).flat_map(|power| [1, 2, 5].map(|n| n * 10_i64.pow(power) * DAY));
    let mut steps = hours.into_iter().chain(days);
    let fits = |step: &i64| most <= step.saturating_mul(4);
    if most <= 0 {
        DAY
    } else {
        steps.find(fits).unwrap_or(most / 4 + 1)
    }
}

/// Whole numbers from zero to at least `most`, four steps at most.
pub(super) fn counts(most: u32) -> Vec<u32> {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|n| n * 10_u32.pow(power)));
    let step = steps
        .into_iter()
        .find(|step| most <= step.saturating_mul(4))
        .unwrap_or(1_000_000_000);
    (0..=most.div_ceil(step).max(1))
        .map(|n| n.saturating_mul(step))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a drawing is not that precise")]
pub(super) fn float(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn times(from: &str, to: &str) -> String {
        let scale = TimeScale::of([at(from)].into_iter(), at(to));
        assert!(scale.ticks.len() <= 7, "{}", scale.ticks.len());
        let words = scale
            .ticks
            .iter()
            .map(|tick| format!("{}{}", tick.label, tick.year.clone().unwrap_or_default()));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_time_axis_has_few_round_ticks() {
        assert_eq!(times("2026-09-12T08:00:00Z", "2026-12-01T00:00:00Z"), "Sep2026 Oct Nov");
        assert_eq!(
            times("2025-11-20T00:00:00Z", "2026-11-19T00:00:00Z"),
            "Jan2026 Apr Jul Oct"
        );
        assert_eq!(times("2023-11-20T00:00:00Z", "2026-11-19T00:00:00Z"), "2024 2025 2026");
        assert_eq!(
            times("1970-01-01T00:00:00Z", "2026-11-19T00:00:00Z"),
            "1970 1980 1990 2000 2010 2020"
        );
        assert_eq!(
            times("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            "Nov2026",
            "no room for Dec"
        );
    }

    #[test]
    fn spans_have_ticks_in_hours_or_days() {
        let words = |most: i64| {
            Spans::up_to(most)
                .ticks
                .into_iter()
                .map(|(_, w)| w)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(words(0), "0 1 d");
        assert_eq!(words(3_000), "0 1 h");
        assert_eq!(words(51 * 3_600), "0 1 d 2 d 3 d");
        assert_eq!(words(30 * 3_600), "0 12 h 24 h 36 h");
        assert_eq!(words(75 * DAY), "0 20 d 40 d 60 d 80 d");
        assert!(Spans::up_to(i64::MAX).ticks.len() <= 6);
        assert_eq!(Spans::up_to(0).share(0), 0.0);
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(counts(0), [0, 1]);
        assert_eq!(counts(3), [0, 1, 2, 3]);
        assert_eq!(counts(7), [0, 2, 4, 6, 8]);
        assert_eq!(counts(1_234), [0, 500, 1_000, 1_500]);
        assert!(counts(u32::MAX).len() <= 6);
    }
}
