//! Reading a vector: strict, and with refusals that name the metric and the way out.

use std::str::FromStr;

use super::{Chosen, Group, MetricDef, Vector, Version, scoring};
use crate::{Error, text};

/// A vector has at most 32 metrics of at most 11 characters; what is longer is cut before it is quoted.
const QUOTED: usize = 24;

impl FromStr for Vector {
    type Err = Error;

    fn from_str(given: &str) -> Result<Self, Error> {
        let given = given.trim();
        let mut components = given.split('/');
        let version = version(components.next().unwrap_or_default())?;
        let chosen = choose(version, components)?;
        let text = spell(version, &chosen);
        let (base, overall) = scoring::scores(version, &chosen)?;
        Ok(Self {
            text,
            version,
            chosen,
            base,
            overall,
        })
    }
}

fn version(prefix: &str) -> Result<Version, Error> {
    let number = prefix
        .strip_prefix("CVSS:")
        .ok_or_else(|| Error::VectorPrefix { found: quote(prefix) })?;
    match number {
        "3.0" => Ok(Version::V3_0),
        "3.1" => Ok(Version::V3_1),
        "4.0" => Ok(Version::V4_0),
        other => Err(Error::VectorVersion { version: quote(other) }),
    }
}

/// The metrics in the order of the specification.
fn choose<'a>(version: Version, components: impl Iterator<Item = &'a str>) -> Result<Vec<Chosen>, Error> {
    let table = version.table();
    let mut chosen: Vec<Option<Chosen>> = vec![None; table.len()];
    for component in components {
        let (key, value) = component.split_once(':').ok_or_else(|| Error::VectorComponent {
            component: quote(component),
        })?;
        let Some((slot, metric)) = chosen.iter_mut().zip(table).find(|(_, metric)| metric.key == key) else {
            return Err(Error::MetricUnknown {
                version,
                key: quote(key),
                hint: hint(table, key),
            });
        };
        let Some(value) = metric.values.iter().find(|known| known.key == value) else {
            return Err(Error::MetricValue {
                key: metric.key,
                name: metric.name,
                value: quote(value),
                allowed: metric
                    .values
                    .iter()
                    .map(|v| format!("{} ({})", v.key, v.name))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        };
        if slot.is_some() {
            return Err(Error::MetricTwice {
                key: metric.key,
                name: metric.name,
            });
        }
        *slot = Some(Chosen { metric, value });
    }
    let missing: Vec<String> = chosen
        .iter()
        .zip(table)
        .filter(|(slot, metric)| slot.is_none() && metric.group == Group::Base)
        .map(|(_, metric)| format!("{} ({})", metric.key, metric.name))
        .collect();
    if !missing.is_empty() {
        return Err(Error::MetricsMissing {
            missing: missing.join(", "),
        });
    }
    Ok(chosen.into_iter().flatten().collect())
}

fn hint(table: &[MetricDef], key: &str) -> String {
    match table.iter().find(|metric| metric.key.eq_ignore_ascii_case(key)) {
        Some(metric) => format!("Capitals count: write {}", metric.key),
        None => "Remove it, or see whether the vector is of another version".to_owned(),
    }
}

pub(super) fn spell<'a>(version: Version, chosen: impl IntoIterator<Item = &'a Chosen>) -> String {
    let mut text = format!("CVSS:{version}");
    for Chosen { metric, value } in chosen {
        for part in ["/", metric.key, ":", value.key] {
            text.push_str(part);
        }
    }
    text
}

fn quote(given: &str) -> String {
    text::clip(&text::line(given), QUOTED)
}
