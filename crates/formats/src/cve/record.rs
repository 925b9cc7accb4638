//! The types of a published CVE record, as the writer fills them. Field order is the order in the file.

use serde::Serialize;

use crate::{Error, json_bytes};

/// A published record with the container of its CNA.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub data_type: &'static str,
    pub data_version: &'static str,
    pub cve_metadata: CveMetadata,
    pub containers: Containers,
}

impl Record {
    /// The file, indented, with a final newline.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        json_bytes(self)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CveMetadata {
    pub cve_id: String,
    pub assigner_org_id: String,
    pub assigner_short_name: String,
    pub state: &'static str,
    pub date_published: String,
    pub date_updated: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Containers {
    pub cna: Cna,
}

/// What CVE Services takes as `cnaContainer`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cna {
    pub provider_metadata: ProviderMetadata,
    pub date_public: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub descriptions: Vec<English>,
    pub affected: Vec<Affected>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problem_types: Vec<ProblemType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workarounds: Vec<English>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub solutions: Vec<English>,
    pub references: Vec<RecordReference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<TimelineEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<RecordCredit>,
    #[serde(rename = "x_generator")]
    pub x_generator: Generator,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Generator {
    pub engine: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderMetadata {
    pub org_id: String,
    pub short_name: String,
    pub date_updated: String,
}

/// A text with its language, which is always English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct English {
    pub lang: &'static str,
    pub value: String,
}

impl English {
    pub(super) fn new(value: String) -> Self {
        Self { lang: "en", value }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    pub vendor: String,
    pub product: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// What versions that no range names are.
    pub default_status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionRange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionRange {
    pub version: String,
    pub status: &'static str,
    pub version_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub less_than: Option<String>,
    /// `*` where there is no upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub less_than_or_equal: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProblemType {
    pub descriptions: Vec<ProblemDescription>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDescription {
    pub lang: &'static str,
    pub description: String,
    pub cwe_id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    pub format: &'static str,
    #[serde(flatten)]
    pub score: MetricScore,
}

/// The key says the version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum MetricScore {
    #[serde(rename = "cvssV3_0")]
    V3_0(CvssData),
    #[serde(rename = "cvssV3_1")]
    V3_1(CvssData),
    #[serde(rename = "cvssV4_0")]
    V4_0(CvssData),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssData {
    pub version: &'static str,
    pub vector_string: String,
    pub base_score: f64,
    pub base_severity: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordReference {
    pub url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    pub time: String,
    pub lang: &'static str,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordCredit {
    pub lang: &'static str,
    pub value: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
}
