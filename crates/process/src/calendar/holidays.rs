//! [`Holidays`]: the free days that a project gives, and the years for which it gives them.

use jiff::civil::Date;
use std::collections::BTreeSet;

/// Free days, and the years for which they are known. One that exists has no day outside its years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays(Option<Given>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    name: String,
    years: BTreeSet<i16>,
    dates: BTreeSet<Date>,
}

/// What is wrong with a list of holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayFault {
    #[error(
        "a holiday calendar cannot be called \"{0}\"; give it a name, and leave \"none\" to mean that there is none"
    )]
    Name(String),
    #[error("the holiday calendar \"{calendar}\" covers no year; list the years that its dates are complete for")]
    NoYears { calendar: String },
    #[error("the holiday calendar \"{calendar}\" has {date}, but does not cover {}; add the year once all its holidays are listed", date.year())]
    OutsideYears { calendar: String, date: Date },
}

impl Holidays {
    /// No holidays at all, in any year: every count is certain.
    pub const fn none() -> Self {
        Self(None)
    }

    /// Holidays under a name. `years` are those for which `dates` is the complete list; beyond them a count is uncertain.
    pub fn new(
        name: &str,
        years: impl IntoIterator<Item = i16>,
        dates: impl IntoIterator<Item = Date>,
    ) -> Result<Self, HolidayFault> {
        if name.trim().is_empty() || name == "none" {
            return Err(HolidayFault::Name(name.to_owned()));
        }
        let given = Given {
            name: name.to_owned(),
            years: years.into_iter().collect(),
            dates: dates.into_iter().collect(),
        };
        let calendar = given.name.clone();
        if given.years.is_empty() {
            return Err(HolidayFault::NoYears { calendar });
        }
        match given.dates.iter().find(|date| !given.years.contains(&date.year())) {
            Some(&date) => Err(HolidayFault::OutsideYears { calendar, date }),
            None => Ok(Self(Some(given))),
        }
    }

    /// As a profile names it; `none` where there are none.
    pub fn name(&self) -> &str {
        self.0.as_ref().map_or("none", |given| &given.name)
    }

    /// Whether the holidays of this year are known.
    pub fn cover(&self, year: i16) -> bool {
        self.0.as_ref().is_none_or(|given| given.years.contains(&year))
    }

    /// Whether this day is a holiday; in a year that is not covered none is.
    pub fn contain(&self, date: Date) -> bool {
        self.0.as_ref().is_some_and(|given| given.dates.contains(&date))
    }
}
