//! What can be wrong with what this crate is given. Each message says what happened, why, and what to do.

use crate::cvss::Version;

/// A refusal of this crate. Quoted input is shortened before it gets here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("this is not a CVSS vector: it begins with “{found}”. Begin it with CVSS:3.1/ or CVSS:4.0/")]
    VectorPrefix { found: String },
    #[error("CVSS version “{version}” is not known here. Use a vector that begins with CVSS:3.1/ or CVSS:4.0/")]
    VectorVersion { version: String },
    #[error(
        "“{component}” is not a metric with its value. Write KEY:VALUE, with / between the metrics and nothing else"
    )]
    VectorComponent { component: String },
    #[error("CVSS {version} has no metric “{key}”. {hint}")]
    MetricUnknown {
        version: Version,
        key: String,
        hint: String,
    },
    #[error("{key} ({name}) cannot be “{value}”. Use one of: {allowed}")]
    MetricValue {
        key: &'static str,
        name: &'static str,
        value: String,
        allowed: String,
    },
    #[error("{key} ({name}) is there twice. Keep one of them")]
    MetricTwice { key: &'static str, name: &'static str },
    #[error("base metrics are missing: {missing}. A vector has a score only when all of them are set; add them")]
    MetricsMissing { missing: String },
    #[error(
        "CVSS {version} can be read but no longer set. Set a vector of CVSS 3.1 or 4.0; the metrics of 3.0 carry over to 3.1"
    )]
    VectorRetired { version: Version },
    #[error("this vector could not be scored: {reason}. It was not taken; please report this with the vector")]
    VectorUnscored { reason: String },
    #[error("the document could not be written as JSON ({0}). Nothing was published; please report this")]
    Unwritable(#[source] serde_json::Error),
}
