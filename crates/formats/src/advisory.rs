//! The internal advisory: the one plain document from which every public format is written.
//!
//! Made only by the coordinator, from a Brief. It holds no case id, and nothing that the public is not cleared for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the public is told of one vulnerability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisory {
    /// The address part of the advisory's page: the CVE id in lower case, or the project's own number.
    pub slug: String,
    /// `CVE-2025-58063`.
    pub cve_id: String,
    pub title: String,
    /// One paragraph: what it is and whom it concerns.
    pub summary: String,
    /// What happens, in paragraphs of plain text separated by an empty line.
    pub details: String,
    /// The affected product.
    pub product: Product,
    pub affected: Vec<AffectedRange>,
    pub severity: Option<Scored>,
    /// `CWE-681` and its name.
    pub weakness: Option<Weakness>,
    /// What to do if one cannot upgrade; `None` where the team knows of nothing.
    pub mitigation: Option<String>,
    /// How to apply the fix (S38).
    pub how_to_apply: String,
    pub fixes: Vec<Fix>,
    pub credits: Vec<Credit>,
    pub references: Vec<Reference>,
    pub timeline: Vec<Moment>,
    pub published: Timestamp,
    pub modified: Timestamp,
    /// Counts from 1; a correction adds one.
    pub revision: u32,
}

/// Who publishes: the same for all advisories of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// `CoreDNS`.
    pub name: String,
    /// Where the public site is: `https://security.example.org`, no slash at the end.
    pub base_url: String,
    /// `security@example.org`.
    pub contact: String,
    /// The CNA's UUID that assigns the ids, for the CVE record (GitHub_M: `a0819718-46f1-4df5-94e2-005712e83aaa`).
    pub cna_org_id: String,
    /// The CNA's short name, `GitHub_M`.
    pub cna_short_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub vendor: String,
    pub name: String,
    /// OSV ecosystem, `Go`.
    pub ecosystem: String,
    /// The package's name in its ecosystem, `github.com/coredns/coredns`.
    pub package: String,
    /// The part that is affected, `plugin/etcd`.
    pub component: Option<String>,
    pub repository: Option<String>,
}

/// Versions from `introduced` (inclusive; `0` for all) to `fixed` (exclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffectedRange {
    pub introduced: String,
    /// `None`: no fixed version on this line.
    pub fixed: Option<String>,
}

/// One or several CVSS vectors with the scores that were computed from them, never typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    pub vectors: Vec<ScoredVector>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoredVector {
    /// `CVSS:3.1/AV:N/...`
    pub vector: String,
    /// In tenths: 71 is 7.1.
    pub tenths: u32,
    /// `HIGH`, as the schema of its version spells it.
    pub rating: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weakness {
    pub cwe: String,
    pub name: String,
}

/// A merged change, or a commit where there is no pull request (S38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// `pull request 7515` or the commit id.
    pub name: String,
    pub url: Option<String>,
    /// The full commit id, where the change is a commit.
    pub commit: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// As the credited person chose it: a name, a handle.
    pub name: String,
    pub kind: CreditKind,
}

/// One internal list; each format spells it its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    Finder,
    Reporter,
    Coordinator,
    RemediationDeveloper,
    RemediationReviewer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub url: String,
    pub kind: ReferenceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    Advisory,
    Fix,
    ReleaseNotes,
    Web,
}

/// A date of the public timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    pub at: Timestamp,
    pub what: String,
    /// True only where the time is assumed rather than recorded; it is shown so.
    pub assumed: bool,
}
