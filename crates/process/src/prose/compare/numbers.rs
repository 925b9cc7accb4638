//! What can be recognised in prose that somebody wrote: lengths of time, scores, addresses, days, hours, numbers of people. What
//! they are about is not known here.

use crate::policy::{Day, Span};

/// A text in sections, for people write about one thing in one place.
pub(super) struct Text<'t> {
    lines: Vec<&'t str>,
    /// Of each line, the number of its section.
    sections: Vec<usize>,
    /// Each section in small letters.
    said: Vec<String>,
}

impl<'t> Text<'t> {
    /// A section begins with a heading, or with a line whose first words are bold.
    pub fn read(text: &'t str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut sections = Vec::with_capacity(lines.len());
        let mut said = vec![String::new()];
        for line in &lines {
            if line.starts_with('#') || line.starts_with("**") {
                said.push(String::new());
            }
            if let Some(section) = said.last_mut() {
                section.push_str(&line.to_lowercase());
                section.push(' ');
            }
            sections.push(said.len() - 1);
        }
        Self { lines, sections, said }
    }

    /// Counted from 1; empty beyond the end.
    pub fn line(&self, line: usize) -> &'t str {
        line.checked_sub(1).and_then(|at| self.lines.get(at)).unwrap_or(&"")
    }

    /// Whether the section of this line has one of these words; true where there are none.
    pub fn speaks_of(&self, line: usize, words: &[&str]) -> bool {
        let section = line.checked_sub(1).and_then(|at| self.sections.get(at));
        let said = section.and_then(|section| self.said.get(*section));
        words.is_empty() || said.is_some_and(|said| words.iter().any(|word| said.contains(word)))
    }

    pub fn holds(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.said.iter().any(|section| section.contains(&words))
    }
}

/// Something recognised, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    pub value: Value,
    /// Of a range its lower end, in the same unit.
    pub low: Option<u32>,
    /// As it is written there.
    pub written: String,
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Length(Unit, u32),
    /// Tenths.
    Score(u32),
    Address(String),
    Weekday(Day),
    /// Minutes after midnight.
    Hour(u32),
    People(u32),
    Share(u32, u32),
}

/// Lengths in these units are not converted into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Hours,
    BusinessDays,
    Months,
}

impl Value {
    pub fn of(span: Span) -> Self {
        match span {
            Span::Hours(n) => Value::Length(Unit::Hours, n.into()),
            Span::Days(n) => Value::Length(Unit::Hours, u32::from(n) * 24),
            Span::BusinessDays(n) => Value::Length(Unit::BusinessDays, n.into()),
            Span::WorkingWeeks(n) => Value::Length(Unit::BusinessDays, u32::from(n) * 5),
            Span::Months(n) => Value::Length(Unit::Months, n.into()),
        }
    }

    pub fn noun(&self) -> &'static str {
        match self {
            Value::Length(..) => "the length",
            Value::Score(_) => "the score",
            Value::Address(_) => "the address",
            Value::Weekday(_) => "the day",
            Value::Hour(_) => "the hour",
            Value::People(_) => "the number of people",
            Value::Share(..) => "the share",
        }
    }
}

/// Everything that is recognised, in the order of the lines.
pub(super) fn found(text: &Text<'_>) -> Vec<Number> {
    let mut numbers = Vec::new();
    for (at, line) in text.lines.iter().enumerate() {
        let line_number = at + 1;
        let mut push = |value: Value, low: Option<u32>, written: String| {
            numbers.push(Number {
                value,
                low,
                written,
                line: line_number,
            });
        };
        for address in addresses(line) {
            push(Value::Address(address.to_lowercase()), None, address);
        }
        let readable = without_links(line);
        let words = words(&readable);
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let before = at
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .map(|word| word.as_str());
            match recognised(rest, before, || text.speaks_of(line_number, &["cvss", "score"])) {
                Some((value, low, taken)) => {
                    push(value, low, joined(rest.get(..taken).unwrap_or(rest)));
                    at += taken;
                }
                None => at += 1,
            }
        }
    }
    numbers.dedup();
    numbers
}

/// What the words begin with, the lower end of a range, and how many words it takes.
fn recognised(
    words: &[String],
    before: Option<&str>,
    scores: impl Fn() -> bool,
) -> Option<(Value, Option<u32>, usize)> {
    let first = words.first()?.as_str();
    if let Some(day) = Day::ALL
        .iter()
        .find(|day| day.word().to_lowercase() == first.trim_end_matches('s'))
    {
        // "non-Friday" and "not on Friday" speak of the others.
        return (before != Some("-")).then_some((Value::Weekday(*day), None, 1));
    }
    if let Some(hour) = hour(words) {
        return Some(hour);
    }
    if let Some(length) = length(words, before) {
        return Some(length);
    }
    if let Some((whole, tenth)) = first.split_once('.')
        && let (Ok(whole), Ok(tenth)) = (whole.parse::<u32>(), tenth.parse::<u32>())
        && tenth < 10
        && whole * 10 + tenth <= 100
        && !before.is_some_and(|word| ["cvss", "version", "tlp", "v", "http", "license"].contains(&word))
        && scores()
    {
        return Some((Value::Score(whole * 10 + tenth), None, 1));
    }
    let count = count(first)?;
    match (words.get(1).map(String::as_str), words.get(2)) {
        (Some("member" | "members" | "people" | "persons" | "maintainers"), _) => Some((Value::People(count), None, 2)),
        (Some("/"), Some(whole)) => {
            let whole: u32 = whole.parse().ok()?;
            (count > 0 && count < whole && whole < 10).then_some((Value::Share(count, whole), None, 3))
        }
        _ => None,
    }
}

/// "16:00", "4pm", "4 pm".
fn hour(words: &[String]) -> Option<(Value, Option<u32>, usize)> {
    let first = words.first()?;
    let next = words.get(1).map(String::as_str);
    let at = |hours: u32, minutes: u32, taken| {
        (hours < 24 && minutes < 60).then_some((Value::Hour(hours * 60 + minutes), None, taken))
    };
    if next == Some(":") && first.len() <= 2 && words.get(2).is_some_and(|minutes| minutes.len() == 2) {
        return at(first.parse().ok()?, words.get(2)?.parse().ok()?, 3);
    }
    for (half, add) in [("am", 0), ("pm", 12)] {
        let (hours, taken) = match (first.strip_suffix(half), next) {
            (Some(hours), _) => (hours, 1),
            (None, Some(next)) if next == half => (first.as_str(), 2),
            _ => continue,
        };
        let hours: u32 = hours.parse().ok()?;
        return at(hours % 12 + add, 0, taken);
    }
    None
}

/// "7 days", "1-4 weeks", "five business days", "48h", "within a week".
fn length(words: &[String], before: Option<&str>) -> Option<(Value, Option<u32>, usize)> {
    let first = words.first()?.as_str();
    for (suffix, unit, factor) in [
        ("h", Unit::Hours, 1),
        ("d", Unit::Hours, 24),
        ("bd", Unit::BusinessDays, 1),
    ] {
        if let Some(n) = first.strip_suffix(suffix).and_then(|n| n.parse::<u32>().ok()) {
            return Some((Value::Length(unit, n.checked_mul(factor)?), None, 1));
        }
    }
    let article =
        ["a", "an"].contains(&first) && before.is_some_and(|word| ["within", "after", "than", "every"].contains(&word));
    let low = if article { 1 } else { count(first)? };
    let mut at = 1;
    let mut high = low;
    let between = words.get(1).map(String::as_str);
    if matches!(between, Some("-" | "to" | "or"))
        && let Some(upper) = words.get(2).and_then(|word| count(word))
    {
        high = upper;
        at = 3;
    }
    if words.get(at).is_some_and(|word| word == "-") {
        at += 1;
    }
    let mut working = false;
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "business" | "working" | "work" => working = true,
            "calendar" | "full" => {}
            _ => break,
        }
        at += 1;
    }
    let (unit, factor) = match (words.get(at)?.trim_end_matches('s'), working) {
        ("hour" | "hr", _) => (Unit::Hours, 1),
        ("day", false) => (Unit::Hours, 24),
        ("day", true) => (Unit::BusinessDays, 1),
        ("week", false) => (Unit::Hours, 168),
        ("week", true) => (Unit::BusinessDays, 5),
        ("fortnight", _) => (Unit::Hours, 336),
        ("month", _) => (Unit::Months, 1),
        ("year", _) => (Unit::Months, 12),
        _ => return None,
    };
    let low = (low != high).then(|| low.checked_mul(factor)).flatten();
    Some((Value::Length(unit, high.checked_mul(factor)?), low, at + 1))
}

fn count(word: &str) -> Option<u32> {
    let named = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen",
    ];
    if let Some(at) = named.iter().position(|name| *name == word) {
        return u32::try_from(at + 1).ok();
    }
    match word {
        "thirty" => Some(30),
        "ninety" => Some(90),
        _ => word.parse().ok().filter(|n| *n > 0 && *n < 10_000),
    }
}

/// Small letters and digits with points between digits; of the signs only `-`, `/` and `:`.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = line.to_lowercase().chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let digits = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let point = *c == '.' && digits(before) && digits(letters.get(at + 1));
        if c.is_alphanumeric() || point {
            word.push(*c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        match c {
            '-' | '\u{2013}' | '\u{2010}' | '\u{2011}' => words.push("-".to_owned()),
            '/' | ':' => words.push(c.to_string()),
            _ => {}
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn joined(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let sign = ["-", "/", ":"].contains(&word.as_str());
        let after_sign = text.ends_with(['-', '/', ':']);
        if !text.is_empty() && !sign && !after_sign {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// A line without what links lead to.
fn without_links(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        kept.push_str(before);
        kept.push(']');
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    let words = kept.split(' ').filter(|word| !word.contains("://"));
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn addresses(line: &str) -> Vec<String> {
    let part = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let mut found: Vec<String> = Vec::new();
    for (at, _) in line.match_indices('@') {
        let (before, after) = (line.get(..at).unwrap_or(""), line.get(at + 1..).unwrap_or(""));
        let local: String = before.chars().rev().take_while(|c| part(*c)).collect();
        let local: String = local.chars().rev().collect();
        let domain: String = after.chars().take_while(|c| part(*c)).collect();
        let domain = domain.trim_end_matches(['.', '-', '_']);
        let address = format!("{local}@{domain}");
        if !local.is_empty() && domain.contains('.') && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}
