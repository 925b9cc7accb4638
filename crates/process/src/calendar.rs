//! Counting time: hours, days, business days, working weeks and months, in a time zone and with its holidays.
//!
//! What lives here: [`Span`], [`Holidays`], [`Calendar`], [`ReleaseWindow`], and the bundled time zones. What must not:
//! a clock, the system's own time zones (they are files, and differ between machines), or what a span means for a case.
//!
//! One rule makes a wall time an instant (docs/adr/0009): *the first instant at which the clock on the wall shows that
//! time or a later one*. An ambiguous time is then its first pass, a skipped one the moment the clocks jump, and a
//! later wall time is never an earlier instant.

mod holidays;
mod span;
mod window;

pub use holidays::{HolidayFault, Holidays};
pub use span::{NotASpan, Span};
pub use window::{NotADay, ReleaseWindow, Weekdays};

use crate::Instant;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, ToSpan};
use std::fmt;

/// Business days in a working week.
const WORKING_WEEK: u32 = 5;

/// A time zone and its holidays: what days are counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
    holidays: Holidays,
}

/// Where a count ended, and whether that can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub at: Instant,
    /// Set when `at` is only the best that is known. It is then the result as if no further holidays existed.
    pub uncertain: Option<Uncertain>,
}

/// Why a counted instant cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Uncertain {
    /// The count passed a day of a year whose holidays nobody gave.
    #[error(
        "the holiday calendar \"{calendar}\" does not cover {year}: add that year's holidays, or expect this date to move"
    )]
    HolidaysUnknown {
        calendar: String,
        /// The year nearest to the start of the count that is not covered.
        year: i16,
    },
    /// The count left the years -9999 to 9999; `at` is the last instant that can be written.
    #[error("this date lies outside the years that can be written: shorten the span")]
    BeyondTime,
}

/// A name that is in no time zone database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no time zone; write an IANA name such as UTC or Europe/Berlin")]
pub struct UnknownZone(pub String);

/// The time zone with this IANA name, from the database that is part of the program: the same on every machine.
pub fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    if name == "UTC" {
        return Ok(TimeZone::UTC);
    }
    TimeZoneDatabase::bundled()
        .get(name)
        .map_err(|_| UnknownZone(name.to_owned()))
}

impl Calendar {
    pub fn new(zone: TimeZone, holidays: Holidays) -> Self {
        Self { zone, holidays }
    }

    /// Monday to Friday in UTC, without holidays.
    pub fn utc() -> Self {
        Self::new(TimeZone::UTC, Holidays::none())
    }

    /// The instant that lies `span` after `from`.
    ///
    /// Hours and days are exact: 1 h and 24 h each. Business days keep the wall time; a count that starts on any other
    /// day starts at 00:00 of the next business day. Months keep day and wall time, cut to the month's last day.
    pub fn after(&self, from: Instant, span: Span) -> Counted {
        self.count(from, span, Direction::Forward)
    }

    /// The instant that lies `span` before `at`: the mirror of [`Calendar::after`]. A count of business days that starts
    /// on any other day starts at 24:00 of the business day before, which is written 00:00 of the day after that.
    pub fn before(&self, at: Instant, span: Span) -> Counted {
        self.count(at, span, Direction::Back)
    }

    /// Monday to Friday, no holiday, and a day that was there at all: Samoa had no 30 December 2011.
    /// In a year that the holidays do not cover, every weekday counts as a business day.
    pub fn is_business_day(&self, date: Date) -> bool {
        is_weekday(date) && !self.holidays.contain(date) && self.exists(date)
    }

    fn count(&self, from: Instant, span: Span, direction: Direction) -> Counted {
        match span {
            Span::Hours(n) => elapse(from, SignedDuration::from_hours(i64::from(n)), direction),
            Span::Days(n) => elapse(from, SignedDuration::from_hours(24 * i64::from(n)), direction),
            Span::BusinessDays(n) => self.business_days(from, u32::from(n), direction),
            Span::WorkingWeeks(n) => self.business_days(from, WORKING_WEEK * u32::from(n), direction),
            Span::Months(n) => {
                let wall = self.wall(from);
                let months = i64::from(n).months();
                let moved = match direction {
                    Direction::Forward => wall.checked_add(months),
                    Direction::Back => wall.checked_sub(months),
                };
                Counted::sure(moved.ok().and_then(|wall| self.instant(wall)), direction)
            }
        }
    }

    fn business_days(&self, from: Instant, days: u32, direction: Direction) -> Counted {
        let mut walk = Walk {
            calendar: self,
            direction,
            uncovered: None,
        };
        let end = walk.go(self.wall(from), days);
        let counted = Counted::sure(end.and_then(|wall| self.instant(wall)), direction);
        let unknown = walk.uncovered.map(|year| Uncertain::HolidaysUnknown {
            calendar: self.holidays.name().to_owned(),
            year,
        });
        Counted {
            uncertain: counted.uncertain.or(unknown),
            ..counted
        }
    }

    fn wall(&self, at: Instant) -> DateTime {
        self.zone.to_datetime(at)
    }

    fn instant(&self, wall: DateTime) -> Option<Instant> {
        first_showing(&self.zone, wall)
    }

    /// No only where a zone jumped over the date line, so that not even the day's end was there.
    fn exists(&self, date: Date) -> bool {
        let midnight = date.to_datetime(Time::midnight());
        let is_skipped = matches!(
            self.zone.to_ambiguous_timestamp(midnight).offset(),
            AmbiguousOffset::Gap { .. }
        );
        !is_skipped
            || self
                .instant(midnight)
                .is_none_or(|start| self.wall(start).date() == date)
    }
}

/// The first instant at which the clock on the wall shows this time or a later one; `None` beyond the last instant.
pub(crate) fn first_showing(zone: &TimeZone, wall: DateTime) -> Option<Instant> {
    let candidates = zone.to_ambiguous_timestamp(wall);
    let first = candidates.earlier().ok()?;
    match candidates.offset() {
        // `first` lies before the gap then, and the next transition is the gap itself.
        AmbiguousOffset::Gap { .. } => Some(zone.following(first).next()?.timestamp()),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => Some(first),
    }
}

impl Counted {
    /// What has no instant lies beyond the last one in the direction of the count.
    fn sure(at: Option<Instant>, direction: Direction) -> Self {
        let uncertain = at.is_none().then_some(Uncertain::BeyondTime);
        let limit = match direction {
            Direction::Forward => Instant::MAX,
            Direction::Back => Instant::MIN,
        };
        Self {
            at: at.unwrap_or(limit),
            uncertain,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Back,
}

impl Direction {
    fn step(self, date: Date) -> Option<Date> {
        match self {
            Direction::Forward => date.tomorrow().ok(),
            Direction::Back => date.yesterday().ok(),
        }
    }
}

fn elapse(from: Instant, length: SignedDuration, direction: Direction) -> Counted {
    let end = match direction {
        Direction::Forward => from.checked_add(length),
        Direction::Back => from.checked_sub(length),
    };
    Counted::sure(end.ok(), direction)
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A walk over days that remembers the first year whose holidays it did not know.
struct Walk<'a> {
    calendar: &'a Calendar,
    direction: Direction,
    uncovered: Option<i16>,
}

impl Walk<'_> {
    /// Where the wall clock stands `days` business days on; `None` beyond the last date.
    fn go(&mut self, start: DateTime, days: u32) -> Option<DateTime> {
        let starts_inside = self.works(start.date());
        let mut date = start.date();
        if !starts_inside {
            date = self.next(date)?;
        }
        for _ in 0..days {
            date = self.next(date)?;
        }
        match (starts_inside, self.direction) {
            (true, _) => Some(date.to_datetime(start.time())),
            (false, Direction::Forward) => Some(date.to_datetime(Time::midnight())),
            (false, Direction::Back) => Some(date.tomorrow().ok()?.to_datetime(Time::midnight())),
        }
    }

    fn next(&mut self, date: Date) -> Option<Date> {
        let mut date = self.direction.step(date)?;
        while !self.works(date) {
            date = self.direction.step(date)?;
        }
        Some(date)
    }

    fn works(&mut self, date: Date) -> bool {
        // A weekend is free whatever the holidays are, so it needs no knowledge of them.
        if self.uncovered.is_none() && is_weekday(date) && !self.calendar.holidays.cover(date.year()) {
            self.uncovered = Some(date.year());
        }
        self.calendar.is_business_day(date)
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.zone.iana_name().unwrap_or("a time zone without a name");
        write!(f, "{zone}, holidays: {}", self.holidays.name())
    }
}
