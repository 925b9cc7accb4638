//! Facts of a case and the one table that gives each its fact class. A profile says which classes each audience gets in
//! which phase, so "public" is never one bit.

use crate::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What a fact gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactClass {
    Existence,
    Date,
    MaxSeverity,
    Component,
    Mitigation,
    CveId,
    Impact,
    Patch,
    Poc,
    Attribution,
}

impl FactClass {
    pub const ALL: [FactClass; 10] = [
        FactClass::Existence,
        FactClass::Date,
        FactClass::MaxSeverity,
        FactClass::Component,
        FactClass::Mitigation,
        FactClass::CveId,
        FactClass::Impact,
        FactClass::Patch,
        FactClass::Poc,
        FactClass::Attribution,
    ];
    pub fn word(self) -> &'static str {
        match self {
            FactClass::Existence => "existence",
            FactClass::Date => "date",
            FactClass::MaxSeverity => "maximum severity",
            FactClass::Component => "component",
            FactClass::Mitigation => "mitigation",
            FactClass::CveId => "CVE id",
            FactClass::Impact => "impact",
            FactClass::Patch => "patch",
            FactClass::Poc => "proof of concept",
            FactClass::Attribution => "attribution",
        }
    }
}

/// The kinds of facts that a case can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    ReleaseWindow,
    EmbargoEnd,
    SeverityWord,
    Component,
    Mitigation,
    CveId,
    Title,
    Summary,
    Details,
    Weakness,
    Vector,
    Affected,
    FixedVersions,
    Changes,
    HowToApply,
    Reproduction,
    Credit,
}

/// What the form asks for, and how a value of this kind is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Line,
    Prose,
    Instant,
    Window,
    CveId,
    /// A line per value.
    Lines,
    /// A line per range, `>= 1.2.0, < 1.12.4`.
    Ranges,
    /// Derived from elsewhere on the case; no form.
    Derived,
}

/// One row of the table: kind, key, label, class, shape.
pub struct FactRow {
    pub kind: FactKind,
    pub key: &'static str,
    pub label: &'static str,
    pub class: FactClass,
    pub shape: Shape,
}

const fn row(kind: FactKind, key: &'static str, label: &'static str, class: FactClass, shape: Shape) -> FactRow {
    FactRow {
        kind,
        key,
        label,
        class,
        shape,
    }
}

/// **The** table of facts. Printed in docs/guide/facts.md; a test holds the two together.
pub const TABLE: [FactRow; 17] = [
    row(
        FactKind::ReleaseWindow,
        "release_window",
        "Release window",
        FactClass::Date,
        Shape::Window,
    ),
    row(
        FactKind::EmbargoEnd,
        "embargo_end",
        "Embargo ends",
        FactClass::Date,
        Shape::Instant,
    ),
    row(
        FactKind::SeverityWord,
        "severity_word",
        "Severity",
        FactClass::MaxSeverity,
        Shape::Derived,
    ),
    row(
        FactKind::Component,
        "component",
        "Component",
        FactClass::Component,
        Shape::Line,
    ),
    row(
        FactKind::Mitigation,
        "mitigation",
        "Mitigation",
        FactClass::Mitigation,
        Shape::Prose,
    ),
    row(FactKind::CveId, "cve_id", "CVE id", FactClass::CveId, Shape::CveId),
    row(FactKind::Title, "title", "Public title", FactClass::Impact, Shape::Line),
    row(FactKind::Summary, "summary", "Summary", FactClass::Impact, Shape::Prose),
    row(
        FactKind::Details,
        "details",
        "What happens",
        FactClass::Impact,
        Shape::Prose,
    ),
    row(
        FactKind::Weakness,
        "weakness",
        "Weakness",
        FactClass::Impact,
        Shape::Line,
    ),
    row(
        FactKind::Vector,
        "vector",
        "CVSS vector",
        FactClass::Impact,
        Shape::Derived,
    ),
    row(
        FactKind::Affected,
        "affected",
        "Affected versions",
        FactClass::Patch,
        Shape::Ranges,
    ),
    row(
        FactKind::FixedVersions,
        "fixed_versions",
        "Fixed versions",
        FactClass::Patch,
        Shape::Lines,
    ),
    row(
        FactKind::Changes,
        "changes",
        "Merged changes",
        FactClass::Patch,
        Shape::Lines,
    ),
    row(
        FactKind::HowToApply,
        "how_to_apply",
        "How to apply",
        FactClass::Patch,
        Shape::Prose,
    ),
    row(
        FactKind::Reproduction,
        "reproduction",
        "Reproduction",
        FactClass::Poc,
        Shape::Prose,
    ),
    row(
        FactKind::Credit,
        "credit",
        "Credit",
        FactClass::Attribution,
        Shape::Derived,
    ),
];

impl FactKind {
    pub fn row(self) -> &'static FactRow {
        // The table has a row for every kind; a test proves it, and the first row is never taken by accident.
        TABLE.iter().find(|row| row.kind == self).unwrap_or(&TABLE[0])
    }
    pub fn class(self) -> FactClass {
        self.row().class
    }
    pub fn label(self) -> &'static str {
        self.row().label
    }
    pub fn key(self) -> &'static str {
        self.row().key
    }
    pub fn from_key(key: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.key == key).map(|row| row.kind)
    }
}

/// A value, checked when it was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    Text(String),
    Lines(Vec<String>),
    At(Instant),
    Window { from: Instant, to: Instant },
    Ranges(Vec<Range>),
}

impl fmt::Debug for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// From `introduced` (inclusive) to `fixed` (exclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub introduced: String,
    pub fixed: Option<String>,
}

/// A value that is not of its kind's shape. The sentence says what was meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFact {
    #[error("an instant is written 2025-09-09 14:00 and is read as UTC")]
    Instant,
    #[error("a release window is written 2025-09-09 14:00 to 2025-09-09 16:00 (UTC), the end after the start")]
    Window,
    #[error("a CVE id is written CVE-2025-58063")]
    CveId,
    #[error("affected versions are written one range a line, as >= 1.2.0, < 1.12.4")]
    Range,
    #[error("this is derived from elsewhere on the case and cannot be typed")]
    Derived,
    #[error("at most {0} characters fit here")]
    TooLong(usize),
    #[error("control characters are not accepted here")]
    Control,
}

const LINE: usize = 300;
const PROSE: usize = 6_000;

/// Reads what a person typed. Empty text means "no such fact".
pub fn read(kind: FactKind, text: &str) -> Result<Option<FactValue>, BadFact> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(BadFact::Control);
    }
    let limit = if matches!(kind.row().shape, Shape::Line) {
        LINE
    } else {
        PROSE
    };
    if text.chars().count() > limit {
        return Err(BadFact::TooLong(limit));
    }
    let lines = || {
        text.lines()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect::<Vec<_>>()
    };
    let value = match kind.row().shape {
        Shape::Line => FactValue::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Shape::Prose => FactValue::Text(text.to_owned()),
        Shape::Instant => FactValue::At(instant(text).ok_or(BadFact::Instant)?),
        Shape::Window => {
            let (from, to) = text.split_once(" to ").ok_or(BadFact::Window)?;
            let (from, to) = (
                instant(from).ok_or(BadFact::Window)?,
                instant(to).ok_or(BadFact::Window)?,
            );
            if to <= from {
                return Err(BadFact::Window);
            }
            FactValue::Window { from, to }
        }
        Shape::CveId => FactValue::Text(cve_id(text).ok_or(BadFact::CveId)?),
        Shape::Lines => FactValue::Lines(lines()),
        Shape::Ranges => FactValue::Ranges(lines().iter().map(|l| range(l)).collect::<Result<_, _>>()?),
        Shape::Derived => return Err(BadFact::Derived),
    };
    Ok(Some(value))
}

impl FactValue {
    /// As a person would type it; `read` takes it back.
    pub fn typed(&self) -> String {
        match self {
            FactValue::Text(text) => text.clone(),
            FactValue::Lines(lines) => lines.join("\n"),
            FactValue::At(at) => minute(*at),
            FactValue::Window { from, to } => format!("{} to {}", minute(*from), minute(*to)),
            FactValue::Ranges(ranges) => ranges.iter().map(Range::typed).collect::<Vec<_>>().join("\n"),
        }
    }
    pub fn text(&self) -> &str {
        match self {
            FactValue::Text(text) => text,
            _ => "",
        }
    }
    pub fn lines(&self) -> &[String] {
        match self {
            FactValue::Lines(lines) => lines,
            _ => &[],
        }
    }
}

impl Range {
    pub fn typed(&self) -> String {
        match &self.fixed {
            Some(fixed) => format!(">= {}, < {fixed}", self.introduced),
            None => format!(">= {}", self.introduced),
        }
    }
}

fn range(line: &str) -> Result<Range, BadFact> {
    let mut parts = line.split(',').map(str::trim);
    let version = |part: &str, sign: &str| {
        let version = part.strip_prefix(sign)?.trim();
        let fine = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
        (!version.is_empty() && version.len() <= 60 && version.chars().all(fine)).then(|| version.to_owned())
    };
    let introduced = parts.next().and_then(|p| version(p, ">=")).ok_or(BadFact::Range)?;
    let fixed = match parts.next() {
        None => None,
        Some(part) => Some(
            version(part, "<")
                .filter(|f| !f.starts_with('='))
                .ok_or(BadFact::Range)?,
        ),
    };
    if parts.next().is_some() || fixed.as_ref() == Some(&introduced) {
        return Err(BadFact::Range);
    }
    Ok(Range { introduced, fixed })
}

/// `CVE-YYYY-NNNN…`, four to nineteen digits as the CVE record schema has it.
fn cve_id(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let (year, number) = upper.strip_prefix("CVE-")?.split_once('-')?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (year.len() == 4 && digits(year) && (4..=19).contains(&number.len()) && digits(number)).then(|| upper.clone())
}

/// Reads `2025-09-09 14:00`, with an optional `UTC` or `Z`, and the T form of browsers.
pub fn instant(text: &str) -> Option<Instant> {
    let text = text
        .trim()
        .trim_end_matches("UTC")
        .trim_end_matches('Z')
        .trim()
        .replace('T', " ");
    let civil = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", &text)
        .or_else(|_| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", &text))
        .ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
}

/// `2025-09-09 14:00`, UTC; with seconds where there are any.
pub fn minute(at: Instant) -> String {
    let form = if at.as_second() % 60 == 0 {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime(form).to_string()
}

/// The facts of a case by kind.
pub type Facts = BTreeMap<FactKind, FactValue>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row() {
        for row in &TABLE {
            assert_eq!(row.kind.row().key, row.key);
            assert_eq!(FactKind::from_key(row.key), Some(row.kind));
        }
    }

    #[test]
    fn what_is_typed_is_read_back() {
        for (kind, text) in [
            (FactKind::ReleaseWindow, "2025-09-09 14:00 to 2025-09-09 16:00"),
            (FactKind::EmbargoEnd, "2025-09-09 14:00"),
            (FactKind::CveId, "CVE-2025-58063"),
            (FactKind::Affected, ">= 1.2.0, < 1.12.4\n>= 0"),
            (FactKind::FixedVersions, "1.12.4"),
            (FactKind::Mitigation, "Restrict who may write to etcd."),
        ] {
            let value = read(kind, text).unwrap().unwrap();
            assert_eq!(value.typed(), text);
            assert_eq!(read(kind, &value.typed()).unwrap().unwrap(), value);
        }
        assert_eq!(read(FactKind::Title, "  \r\n ").unwrap(), None);
    }

    #[test]
    fn a_wrong_value_says_how_it_is_written() {
        assert_eq!(read(FactKind::CveId, "CVE-25-1"), Err(BadFact::CveId));
        assert_eq!(read(FactKind::Affected, "1.2.0 - 1.3"), Err(BadFact::Range));
        assert_eq!(read(FactKind::Affected, ">= 1.2.0, < 1.2.0"), Err(BadFact::Range));
        assert_eq!(
            read(FactKind::ReleaseWindow, "2025-09-09 16:00 to 2025-09-09 14:00"),
            Err(BadFact::Window)
        );
        assert_eq!(read(FactKind::Vector, "CVSS:3.1/AV:N"), Err(BadFact::Derived));
        assert_eq!(read(FactKind::Title, "a\0b"), Err(BadFact::Control));
    }
}
