//! A facts file: what happened, what is known and planned, written by hand, for `policy plan --facts` and for tests. How
//! it is planned is not decided here.

use super::circumstances::{Anchors, Circumstances};
use crate::Instant;
use crate::calendar::Holidays;
use crate::condition::CaseFacts;
use crate::policy::Anchor;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What a facts file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub now: Option<Instant>,
    pub anchors: Anchors,
    /// What was assumed about an event, to be shown with it.
    pub assumed: BTreeMap<Anchor, String>,
    pub circumstances: Circumstances,
    pub holidays: BTreeMap<String, Holidays>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, deserialize_with = "maybe_instant")]
    now: Option<Instant>,
    #[serde(default)]
    event: Vec<Event>,
    #[serde(default)]
    facts: toml::Table,
    #[serde(default)]
    holiday: Vec<Holiday>,
    #[serde(default)]
    planned: Vec<Planned>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    kind: Anchor,
    #[serde(deserialize_with = "instant")]
    at: Instant,
    #[serde(default)]
    assumed: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    kind: Anchor,
    #[serde(deserialize_with = "instant")]
    at: Instant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    calendar: String,
    years: Vec<i16>,
    dates: Vec<jiff::civil::Date>,
}

/// An instant, as a TOML date with offset or as a text.
fn instant<'de, D: Deserializer<'de>>(d: D) -> Result<Instant, D::Error> {
    let value = toml::Value::deserialize(d)?;
    let text = match &value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(at) => at.to_string(),
        other => other.to_string(),
    };
    text.parse().map_err(|_| {
        serde::de::Error::custom(format!(
            "\"{text}\" is no instant; write 2025-09-03T00:14:00Z, with Z or an offset"
        ))
    })
}

fn maybe_instant<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Instant>, D::Error> {
    instant(d).map(Some)
}

impl Scenario {
    /// Reads a facts file.
    ///
    /// # Errors
    /// Sentences for people, each with the line where one is known.
    pub fn read(text: &str) -> Result<Self, Vec<String>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let head = error.span().and_then(|span| text.get(..span.start));
            let line = head.map_or(1, |head| head.matches('\n').count() + 1);
            vec![format!("line {line}: {}", error.message())]
        })?;
        Self::of(file)
    }

    /// Reads the same from a table, for files that hold several.
    ///
    /// # Errors
    /// As [`Scenario::read`], without lines.
    pub fn from_table(table: toml::Table) -> Result<Self, Vec<String>> {
        let file: File = table
            .try_into()
            .map_err(|error: toml::de::Error| vec![error.message().to_owned()])?;
        Self::of(file)
    }

    fn of(file: File) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let facts = CaseFacts::from_table(&file.facts).unwrap_or_else(|bad| {
            faults.extend(bad.iter().map(ToString::to_string));
            CaseFacts::default()
        });
        let mut scenario = Self {
            now: file.now,
            anchors: Anchors::new(),
            assumed: BTreeMap::new(),
            circumstances: Circumstances {
                facts,
                planned: file.planned.iter().map(|one| (one.kind, one.at)).collect(),
                ..Circumstances::default()
            },
            holidays: BTreeMap::new(),
        };
        for event in file.event {
            // The first time counts; the last one is for clocks that start again each time.
            let first = scenario.anchors.entry(event.kind).or_insert(event.at);
            *first = (*first).min(event.at);
            let last = scenario.circumstances.latest.entry(event.kind).or_insert(event.at);
            *last = (*last).max(event.at);
            scenario
                .assumed
                .extend(event.assumed.map(|assumed| (event.kind, assumed)));
        }
        for one in file.holiday {
            match Holidays::new(&one.calendar, one.years, one.dates) {
                Ok(holidays) => {
                    scenario.holidays.insert(one.calendar, holidays);
                }
                Err(fault) => faults.push(fault.to_string()),
            }
        }
        if faults.is_empty() { Ok(scenario) } else { Err(faults) }
    }
}
