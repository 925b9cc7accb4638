//! [`Settings`]: when a person wants to be reminded, on the clock on their wall.

use crate::Instant;
use crate::calendar::first_showing;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// When a person wants to be reminded. By default at any hour, at once, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub zone: TimeZone,
    pub quiet: Option<QuietHours>,
    pub digest: Digest,
}

/// Whether reminders come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    Off,
    /// Once a day at this time; at the end of quiet hours where it lies in them.
    Daily(Time),
}

/// From one time of day until another, over midnight where the second is the earlier one. Written `22:00-07:00`.
/// They begin and end at the first instant at which the wall shows the time or a later one (docs/adr/0009).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    to: Time,
}

/// Why something is no quiet hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    #[error("quiet hours from a time to the same time would be all day or none; write two times, such as 22:00-07:00")]
    Same,
    #[error("\"{0}\" is no part of a day; write two times with a hyphen between them, such as 22:00-07:00")]
    Form(String),
}

impl QuietHours {
    pub fn new(from: Time, to: Time) -> Result<Self, BadHours> {
        if from == to {
            Err(BadHours::Same)
        } else {
            Ok(Self { from, to })
        }
    }

    /// Those that begin on this date.
    fn on(self, date: Date, zone: &TimeZone) -> Option<Range<Instant>> {
        let last = if self.from < self.to {
            date
        } else {
            date.tomorrow().ok()?
        };
        let (from, to) = (date.to_datetime(self.from), last.to_datetime(self.to));
        Some(first_showing(zone, from)?..first_showing(zone, to)?)
    }
}

impl Settings {
    /// The quiet hours that this instant lies in.
    pub(super) fn quiet_at(&self, at: Instant) -> Option<Range<Instant>> {
        self.quiet_around(at).find(|quiet| quiet.contains(&at))
    }

    /// The quiet hours that begin after this instant, by `within` at most.
    pub(super) fn quiet_within(&self, at: Instant, within: SignedDuration) -> Option<Range<Instant>> {
        self.quiet_around(at).find(|quiet| {
            let ahead = quiet.start.duration_since(at);
            !quiet.is_empty() && SignedDuration::ZERO < ahead && ahead <= within
        })
    }

    /// When a digest was last to go out; `None` for who wants none.
    pub(super) fn last_digest(&self, now: Instant) -> Option<Instant> {
        let Digest::Daily(time) = self.digest else {
            return None;
        };
        let times = self.dates(now, -3..=0).filter_map(|date| {
            let at = first_showing(&self.zone, date.to_datetime(time))?;
            Some(self.quiet_at(at).map_or(at, |quiet| quiet.end))
        });
        Some(times.filter(|at| *at <= now).max().unwrap_or(Instant::MIN))
    }

    fn quiet_around(&self, at: Instant) -> impl Iterator<Item = Range<Instant>> {
        let hours = self.quiet.into_iter();
        hours.flat_map(move |hours| {
            self.dates(at, -2..=1)
                .filter_map(move |date| hours.on(date, &self.zone))
        })
    }

    /// The dates around this instant, as its day and days before and after.
    fn dates(&self, at: Instant, days: std::ops::RangeInclusive<i64>) -> impl Iterator<Item = Date> {
        let today = self.zone.to_datetime(at).date();
        days.filter_map(move |n| today.checked_add(n.days()).ok())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            quiet: None,
            digest: Digest::Off,
        }
    }
}

impl FromStr for QuietHours {
    type Err = BadHours;
    fn from_str(text: &str) -> Result<Self, BadHours> {
        let time = |part: &str| Time::strptime("%H:%M", part.trim()).map_err(|_| BadHours::Form(text.to_owned()));
        let (from, to) = text.split_once('-').ok_or_else(|| BadHours::Form(text.to_owned()))?;
        Self::new(time(from)?, time(to)?)
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.strftime("%H:%M"), self.to.strftime("%H:%M"))
    }
}
