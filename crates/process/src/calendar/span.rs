//! [`Span`]: a length of time as a policy states it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A length of time as a policy states it. Written `24h`, `7d`, `1bd`, `2ww`, `1mo`; shown "24 hours".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    Hours(u16),
    /// Of 24 hours each, whatever the clocks on the wall do.
    Days(u16),
    /// Monday to Friday without holidays.
    BusinessDays(u16),
    /// Five business days each.
    WorkingWeeks(u16),
    /// Calendar months.
    Months(u16),
}

/// Text that is no span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no length of time; write 24h, 7d or 1bd (business days), 2ww (working weeks) or 1mo (months), with a count of 1 to 3650"
)]
pub struct NotASpan(pub String);

/// The largest count: ten years of days.
const MOST: u16 = 3_650;

impl Span {
    fn parts(self) -> (u16, &'static str, &'static str) {
        match self {
            Span::Hours(n) => (n, "h", "hour"),
            Span::Days(n) => (n, "d", "day"),
            Span::BusinessDays(n) => (n, "bd", "business day"),
            Span::WorkingWeeks(n) => (n, "ww", "working week"),
            Span::Months(n) => (n, "mo", "month"),
        }
    }

    /// As a profile has it: `24h`. Reads back as the same span.
    pub fn written(self) -> String {
        let (n, unit, _) = self.parts();
        format!("{n}{unit}")
    }
}

impl FromStr for Span {
    type Err = NotASpan;
    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let refuse = || NotASpan(text.to_owned());
        let unit_at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(refuse)?;
        let (count, unit) = text.split_at(unit_at);
        let count: u16 = count.parse().map_err(|_| refuse())?;
        if !(1..=MOST).contains(&count) {
            return Err(refuse());
        }
        match unit {
            "h" => Ok(Span::Hours(count)),
            "d" => Ok(Span::Days(count)),
            "bd" => Ok(Span::BusinessDays(count)),
            "ww" => Ok(Span::WorkingWeeks(count)),
            "mo" => Ok(Span::Months(count)),
            _ => Err(refuse()),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, _, unit) = self.parts();
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.written())
    }
}
