//! [`ReleaseWindow`]: the days of the week and the time of day at which a policy lets something become public.

use super::{Calendar, Counted, Direction, Uncertain};
use crate::Instant;
use jiff::SignedDuration;
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;

/// When a policy lets something become public, in the time zone of its calendar. Kubernetes: Monday to Thursday, 16:00.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseWindow {
    pub weekdays: Weekdays,
    /// The minute at which it happens; `None` is any time of the day.
    pub at: Option<Time>,
    /// Closed on the holidays of the calendar.
    pub avoid_holidays: bool,
}

impl ReleaseWindow {
    /// Whether this instant lies in the window: on one of its days, and in its minute where it has one.
    pub fn allows(&self, calendar: &Calendar, at: Instant) -> bool {
        let date = calendar.wall(at).date();
        let in_time = match self.at {
            None => true,
            Some(time) => calendar.instant(date.to_datetime(time)).is_some_and(|start| {
                let minute = SignedDuration::from_mins(1);
                (SignedDuration::ZERO..minute).contains(&at.duration_since(start))
            }),
        };
        in_time && self.allows_day(calendar, date)
    }

    /// The first instant in the window that is not before `from`. Uncertain where holidays decide and are not known.
    pub fn next_at_or_after(&self, calendar: &Calendar, from: Instant) -> Counted {
        self.search(calendar, from, Direction::Forward)
    }

    /// The last instant in the window that is not after `at`; on the days of a window without a time that is the last
    /// microsecond. For a date that may be moved forward but not put off.
    pub fn last_at_or_before(&self, calendar: &Calendar, at: Instant) -> Counted {
        self.search(calendar, at, Direction::Back)
    }

    fn allows_day(&self, calendar: &Calendar, date: Date) -> bool {
        let closed = self.avoid_holidays && calendar.holidays.contain(date);
        self.weekdays.contain(date.weekday()) && !closed && calendar.exists(date)
    }

    fn search(&self, calendar: &Calendar, from: Instant, direction: Direction) -> Counted {
        let mut day = Some(calendar.wall(from).date());
        let mut unknown = None;
        while let Some(date) = day {
            let decides = self.avoid_holidays && self.weekdays.contain(date.weekday());
            if unknown.is_none() && decides && !calendar.holidays.cover(date.year()) {
                unknown = Some(Uncertain::HolidaysUnknown {
                    calendar: calendar.holidays.name().to_owned(),
                    year: date.year(),
                });
            }
            if self.allows_day(calendar, date)
                && let Some(at) = self.on(calendar, date, from, direction)
            {
                return Counted { at, uncertain: unknown };
            }
            day = direction.step(date);
        }
        Counted::sure(None, direction)
    }

    /// The instant of this day that is nearest to `from` in this direction; `None` where the day has none.
    fn on(&self, calendar: &Calendar, date: Date, from: Instant, direction: Direction) -> Option<Instant> {
        let nearest = match (self.at, direction) {
            (Some(time), _) => calendar.instant(date.to_datetime(time))?,
            (None, Direction::Forward) => calendar.instant(date.to_datetime(Time::midnight()))?.max(from),
            (None, Direction::Back) => {
                let next_day = calendar.instant(date.tomorrow().ok()?.to_datetime(Time::midnight()))?;
                next_day.checked_sub(SignedDuration::from_micros(1)).ok()?.min(from)
            }
        };
        match direction {
            Direction::Forward => (nearest >= from).then_some(nearest),
            Direction::Back => (nearest <= from).then_some(nearest),
        }
    }
}

/// A set of days of the week with at least one in it, written `["mon", "tue"]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Why a list is no set of weekdays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADay {
    #[error("\"{0}\" is no day of the week; write mon, tue, wed, thu, fri, sat or sun")]
    Unknown(String),
    #[error("no day of the week is named, so that nothing could ever be released; name one, or leave the key out")]
    None,
}

const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "Monday"),
    (Weekday::Tuesday, "tue", "Tuesday"),
    (Weekday::Wednesday, "wed", "Wednesday"),
    (Weekday::Thursday, "thu", "Thursday"),
    (Weekday::Friday, "fri", "Friday"),
    (Weekday::Saturday, "sat", "Saturday"),
    (Weekday::Sunday, "sun", "Sunday"),
];

impl Weekdays {
    /// All seven: a policy that says nothing about days.
    pub const EVERY: Self = Self(0b111_1111);
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// Fails only for no day at all.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Result<Self, NotADay> {
        let bits = days
            .into_iter()
            .fold(0, |bits, day| bits | (1 << day.to_monday_zero_offset()));
        if bits == 0 { Err(NotADay::None) } else { Ok(Self(bits)) }
    }

    /// Reads `mon` to `sun`.
    pub fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, NotADay> {
        let day = |word: &str| {
            let known = DAYS.iter().find(|(_, short, _)| *short == word);
            known
                .map(|(day, _, _)| *day)
                .ok_or_else(|| NotADay::Unknown(word.to_owned()))
        };
        Self::new(words.into_iter().map(day).collect::<Result<Vec<_>, _>>()?)
    }

    pub fn contain(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }

    fn words(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let inside = DAYS.iter().filter(move |(day, _, _)| self.contain(*day));
        inside.map(|(_, short, long)| (*short, *long))
    }
}

/// "Monday, Tuesday".
impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().map(|(_, long)| long).collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.words().map(|(short, _)| short)).finish()
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(d)?;
        Self::read(words.iter().map(String::as_str)).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.words().map(|(short, _)| short))
    }
}
