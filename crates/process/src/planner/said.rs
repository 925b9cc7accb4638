//! Clocks and holds in words, for pages and the command line. No date is made here.

use super::hold::{Hold, Side};
use super::milestone::Warning;
use crate::policy::{Clock, Start};
use jiff::SignedDuration;

/// How a clock counts: "at most 24 hours after the report arrived".
pub fn counted(clock: &Clock) -> String {
    let way = match clock.start {
        Start::From(_) => "after",
        Start::Before(_) => "before",
    };
    let from = clock.start.anchor().word();
    match (clock.min, clock.max) {
        (Some(min), Some(max)) if min == max => format!("{min} {way} {from}"),
        (Some(min), Some(max)) => format!("{min} to {max} {way} {from}"),
        (Some(min), None) => format!("at least {min} {way} {from}"),
        (None, Some(max)) => format!("at most {max} {way} {from}"),
        (None, None) => format!("{way} {from}"),
    }
}

/// What a rule holds, without its profile and paragraphs: "not before 2026-12-08 15:00 UTC: nothing is published …".
pub fn held(hold: &Hold) -> String {
    let at = hold.at.map(|at| format!(" {} UTC", crate::facts::minute(at)));
    let at = at.unwrap_or_default();
    let word = match hold.side {
        Side::NotBefore => "not before",
        Side::NotAfter => "not after",
        Side::Needs => "needs",
        Side::Forbids => "held by",
        Side::Suggests => "wanted",
        Side::Allows => "allowed",
    };
    format!("{word}{at}: {}", hold.what)
}

/// Something to look at.
pub fn warned(warning: Warning) -> String {
    match warning {
        Warning::TooEarly => "reached before it should have been".to_owned(),
        Warning::Without(anchor) => format!("reached, and this had not happened: {}", anchor.word()),
        Warning::Uncertain => {
            "the holiday calendar ends before this clock does, so its date may move once it is complete".to_owned()
        }
    }
}

/// A length in its two largest units, without its sign: "3 days 2 hours".
pub fn length(duration: SignedDuration) -> String {
    let minutes = duration.as_secs().unsigned_abs() / 60;
    let units = [
        (minutes / 1_440, "day"),
        (minutes / 60 % 24, "hour"),
        (minutes % 60, "minute"),
    ];
    let Some(first) = units.iter().position(|(count, _)| *count > 0) else {
        return "less than a minute".to_owned();
    };
    let shown = units.iter().skip(first).take(2).filter(|(count, _)| *count > 0);
    let one = |(count, unit): &(u64, &str)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" });
    shown.map(one).collect::<Vec<_>>().join(" ")
}
