//! Severity: which vectors stand on a case and how bad they say it is. The scores are computed by the formats room from
//! the vectors and are never typed; this module only compares them.

use crate::Instant;
use crate::ids::MemberId;
use serde::{Deserialize, Serialize};

/// The version of CVSS that a vector is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scheme {
    #[serde(rename = "CVSS:3.0")]
    V30,
    #[serde(rename = "CVSS:3.1")]
    V31,
    #[serde(rename = "CVSS:4.0")]
    V40,
}

impl Scheme {
    pub fn word(self) -> &'static str {
        match self {
            Scheme::V30 => "CVSS 3.0",
            Scheme::V31 => "CVSS 3.1",
            Scheme::V40 => "CVSS 4.0",
        }
    }
}

/// A vector and the score that was computed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    pub scheme: Scheme,
    pub vector: String,
    /// Tenths: 71 is 7.1.
    pub tenths: u16,
}

/// The field's five words (CVSS 3.1 section 5, CVSS 4.0 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    None,
    Low,
    Medium,
    High,
    Critical,
}

impl Rating {
    pub fn of(tenths: u16) -> Self {
        match tenths {
            0 => Rating::None,
            1..=39 => Rating::Low,
            40..=69 => Rating::Medium,
            70..=89 => Rating::High,
            _ => Rating::Critical,
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Rating::None => "None",
            Rating::Low => "Low",
            Rating::Medium => "Medium",
            Rating::High => "High",
            Rating::Critical => "Critical",
        }
    }
    /// 0 none, 4 critical: the clear column of lists.
    pub fn rank(self) -> i64 {
        match self {
            Rating::None => 0,
            Rating::Low => 1,
            Rating::Medium => 2,
            Rating::High => 3,
            Rating::Critical => 4,
        }
    }
}

/// A decision on severity; older ones are kept as revisions in the log (S22, S23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// One per scheme, at least one.
    pub scored: Vec<Scored>,
    pub reason: String,
    pub by: MemberId,
    pub at: Instant,
    /// Counts from 1.
    pub revision: u32,
    /// The Fix Lead set it: only the Fix Lead may change it then (S23).
    pub final_call: bool,
}

impl Severity {
    /// With several versions on a case the highest score decides, and the page says which.
    pub fn highest(&self) -> Option<&Scored> {
        self.scored.iter().max_by_key(|s| (s.tenths, s.scheme))
    }
    pub fn rating(&self) -> Rating {
        self.highest().map_or(Rating::None, |s| Rating::of(s.tenths))
    }
    /// Reachable over the network by at least one vector (S31).
    pub fn is_remote(&self) -> bool {
        self.scored
            .iter()
            .any(|s| s.vector.split('/').any(|metric| metric == "AV:N"))
    }
}

/// `7.1` from 71.
pub fn decimal(tenths: u16) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
