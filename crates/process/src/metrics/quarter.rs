//! The trend: what happened in each quarter of a year, in UTC.

use super::measured::Measured;
use crate::Instant;
use crate::planner::State;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt;

/// `2025 Q3`. Quarters count from the year 0, so that the next one is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

/// The cases that were released or ended in a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarterNumbers {
    pub quarter: Quarter,
    pub released: u32,
    /// Public before their fix.
    pub exposed: u32,
    /// The sum of their exposures, in seconds.
    pub exposure: i64,
    /// Milestones of these cases that met their first target, and those that came after it.
    pub met: u32,
    pub met_late: u32,
}

/// So many are shown at most: ten years.
const MOST: i32 = 40;

impl Quarter {
    pub fn of(at: Instant) -> Self {
        let date = at.to_zoned(TimeZone::UTC).date();
        Self(i32::from(date.year()) * 4 + (i32::from(date.month()) - 1) / 3)
    }
    pub fn year(self) -> i32 {
        self.0.div_euclid(4)
    }
    /// 1 to 4.
    pub fn number(self) -> i32 {
        self.0.rem_euclid(4) + 1
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Q{}", self.year(), self.number())
    }
}

impl QuarterNumbers {
    fn empty(quarter: Quarter) -> Self {
        Self {
            quarter,
            released: 0,
            exposed: 0,
            exposure: 0,
            met: 0,
            met_late: 0,
        }
    }

    fn add(&mut self, case: &Measured) {
        if let Some(seconds) = case.exposure.released() {
            self.released += 1;
            self.exposed += u32::from(seconds > 0);
            self.exposure = self.exposure.saturating_add(seconds);
        }
        for mark in &case.marks {
            self.met += u32::from(mark.state == State::Met);
            self.met_late += u32::from(mark.state == State::MetLate);
        }
    }
}

/// From the first quarter in which a case was done to the last one, the quiet ones between included.
pub(super) fn trend(cases: &[Measured]) -> Vec<QuarterNumbers> {
    let mut found: BTreeMap<Quarter, QuarterNumbers> = BTreeMap::new();
    for case in cases {
        let Some(done) = case.done else { continue };
        let quarter = Quarter::of(done);
        let numbers = found.entry(quarter).or_insert_with(|| QuarterNumbers::empty(quarter));
        numbers.add(case);
    }
    let (Some((first, _)), Some((last, _))) = (found.first_key_value(), found.last_key_value()) else {
        return vec![];
    };
    let from = first.0.max(last.0.saturating_sub(MOST - 1));
    (from..=last.0)
        .map(Quarter)
        .map(|quarter| found.get(&quarter).copied().unwrap_or(QuarterNumbers::empty(quarter)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_have_their_usual_names() {
        let of = |text: &str| Quarter::of(text.parse().unwrap()).to_string();
        assert_eq!(of("2025-09-30T23:59:59Z"), "2025 Q3");
        assert_eq!(of("2025-10-01T00:00:00Z"), "2025 Q4");
        assert_eq!(of("2026-01-01T00:00:00Z"), "2026 Q1");
        assert!(
            Quarter::of("2025-12-31T00:00:00Z".parse().unwrap()) < Quarter::of("2026-01-01T00:00:00Z".parse().unwrap())
        );
    }
}
