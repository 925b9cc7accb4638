//! CVSS: a vector that was validated, the score that was computed from it, and what its metrics say in plain words.
//!
//! What lives here: [`Vector`], [`score`], [`metrics`]. A score is never typed by a person: it comes from a vector.
//! The arithmetic is that of the crates `cvss` (base of 3.x, all of 4.0) and `cvss-rs` (temporal and environmental
//! scores of 3.x); the tables of metrics, the reading and its refusals are ours. What must not: opinions on severity.

mod parse;
mod scoring;
mod tables3;
mod tables4;

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::Error;

/// A CVSS vector of version 3.0, 3.1 or 4.0 whose metrics are all known, single and complete, with its scores.
///
/// The text is in the order that the specification prefers (4.0 demands it), else as it was given: a metric that was
/// set to `X` stays, though it says nothing.
#[derive(Debug, Clone)]
pub struct Vector {
    text: String,
    version: Version,
    chosen: Vec<Chosen>,
    base: Score,
    overall: Score,
}

impl Vector {
    /// Reads a vector that a person sets now: like [`str::parse`], but CVSS 3.0 is refused (S22: 3.1 and 4.0).
    pub fn for_setting(text: &str) -> Result<Self, Error> {
        let vector: Self = text.parse()?;
        match vector.version {
            Version::V3_0 => Err(Error::VectorRetired {
                version: vector.version,
            }),
            Version::V3_1 | Version::V4_0 => Ok(vector),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn version(&self) -> Version {
        self.version
    }
}

/// The score of all metrics that are set: with environmental or threat metrics it differs from [`base_score`].
pub fn score(vector: &Vector) -> Score {
    vector.overall
}

/// The score of the base metrics alone, which is what `baseScore` means in a CVE record.
pub fn base_score(vector: &Vector) -> Score {
    vector.base
}

/// Every metric that is set to something, in the order of the specification.
pub fn metrics(vector: &Vector) -> Vec<Metric> {
    vector
        .chosen
        .iter()
        .filter(|chosen| chosen.is_defined())
        .map(Chosen::explain)
        .collect()
}

/// The versions that are read. 3.0 is read only, see [`Vector::for_setting`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Version {
    #[serde(rename = "3.0")]
    V3_0,
    #[serde(rename = "3.1")]
    V3_1,
    #[serde(rename = "4.0")]
    V4_0,
}

impl Version {
    /// `3.1`
    pub fn number(self) -> &'static str {
        match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V4_0 => "4.0",
        }
    }

    fn table(self) -> &'static [MetricDef] {
        match self {
            Self::V3_0 | Self::V3_1 => tables3::METRICS,
            Self::V4_0 => tables4::METRICS,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// A computed score. Displayed as `7.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// In tenths, 0 to 100: 71 is 7.1.
    pub tenths: u32,
    pub rating: Rating,
    pub nomenclature: Nomenclature,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

/// The qualitative scale, the same in 3.x and 4.0. Ordered: `Rating::Low < Rating::High`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rating {
    None,
    Low,
    Medium,
    High,
    Critical,
}

impl Rating {
    /// The band that a score falls into.
    pub fn of(tenths: u32) -> Self {
        match tenths {
            0 => Self::None,
            1..=39 => Self::Low,
            40..=69 => Self::Medium,
            70..=89 => Self::High,
            _ => Self::Critical,
        }
    }

    /// `High`, for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// `HIGH`, as the schemas spell it.
    pub fn schema_word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
            Self::Critical => "CRITICAL",
        }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Which groups of metrics a score is made of. 4.0 has names for it that must be shown with the score; 3.x has words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Nomenclature {
    #[serde(rename = "base")]
    Base,
    #[serde(rename = "temporal")]
    Temporal,
    #[serde(rename = "environmental")]
    Environmental,
    #[serde(rename = "CVSS-B")]
    B,
    #[serde(rename = "CVSS-BT")]
    Bt,
    #[serde(rename = "CVSS-BE")]
    Be,
    #[serde(rename = "CVSS-BTE")]
    Bte,
}

impl fmt::Display for Nomenclature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Temporal => "temporal",
            Self::Environmental => "environmental",
            Self::B => "CVSS-B",
            Self::Bt => "CVSS-BT",
            Self::Be => "CVSS-BE",
            Self::Bte => "CVSS-BTE",
        })
    }
}

/// One metric of a vector in plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// `AV`
    pub key: &'static str,
    /// `Attack vector`
    pub name: &'static str,
    /// `N`
    pub value_key: &'static str,
    /// `Network`
    pub value: &'static str,
    /// One sentence: what this choice says about the vulnerability.
    pub meaning: &'static str,
    pub group: Group,
    /// How bad the choice is, from 1 (mildest) to `of` (worst); pages draw it as that many filled boxes.
    pub rank: u8,
    pub of: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Base,
    /// Temporal in 3.x, threat in 4.0.
    Threat,
    Environmental,
    /// 4.0 only; does not change the score.
    Supplemental,
}

/// A metric of the specification: its values from worst to mildest, `X` (not defined) last where it is allowed.
#[derive(Debug)]
struct MetricDef {
    key: &'static str,
    name: &'static str,
    group: Group,
    values: &'static [ValueDef],
}

#[derive(Debug)]
struct ValueDef {
    key: &'static str,
    name: &'static str,
    meaning: &'static str,
}

/// What "not defined" is called in all versions.
const NOT_DEFINED: &str = "X";

#[derive(Debug, Clone, Copy)]
struct Chosen {
    metric: &'static MetricDef,
    value: &'static ValueDef,
}

impl Chosen {
    fn is_defined(&self) -> bool {
        self.value.key != NOT_DEFINED
    }

    fn explain(&self) -> Metric {
        let scale = || self.metric.values.iter().filter(|value| value.key != NOT_DEFINED);
        let worse = scale().take_while(|value| value.key != self.value.key).count();
        let of = scale().count();
        Metric {
            key: self.metric.key,
            name: self.metric.name,
            value_key: self.value.key,
            value: self.value.name,
            meaning: self.value.meaning,
            group: self.metric.group,
            rank: u8::try_from(of.saturating_sub(worse)).unwrap_or(u8::MAX),
            of: u8::try_from(of).unwrap_or(u8::MAX),
        }
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// Everything in a vector follows from its text.
impl PartialEq for Vector {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Vector {}

impl Hash for Vector {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Serialize for Vector {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
