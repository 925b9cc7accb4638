//! The OSV record (schema 1.7.5), written from an [`Advisory`].
//!
//! What lives here: the types and the writer; the same rules as in [`crate::cve`] for texts and identifiers.
//! What must not: sending it.
//!
//! The id. OSV wants `<database>-<entry>`. A prefix without `x_` belongs to a registered database, and `CVE-...` as an
//! id would claim to be the home of the CVE entry (whoever has the later `modified` then wins). So the record is an
//! entry of the project's own, unregistered database, `x_coredns-CVE-2025-58063`, and the CVE id is its alias, which is
//! what scanners match on.

use jiff::Timestamp;
use serde::Serialize;

use crate::advisory::{Advisory, AffectedRange, CreditKind, Publisher, ReferenceKind};
use crate::cvss::{Vector, Version};
use crate::{Error, cve, json_bytes, purl, text};

pub const SCHEMA_VERSION: &str = "1.7.5";

/// OSV recommends about 120 characters; more than this is cut, the whole title stands in `details`.
const SUMMARY: usize = 200;

/// The record of a published advisory.
pub fn record(advisory: &Advisory, publisher: &Publisher) -> Record {
    let cve_id = advisory.cve_id.trim();
    Record {
        schema_version: SCHEMA_VERSION,
        id: format!("x_{}-{cve_id}", database(&publisher.name)),
        published: instant(advisory.published),
        modified: instant(advisory.modified),
        aliases: vec![cve_id.to_owned()],
        summary: text::clip(&text::line(&advisory.title), SUMMARY),
        details: details(advisory),
        severity: severity(advisory),
        affected: affected(advisory),
        references: references(advisory, publisher),
        credits: credits(advisory),
        database_specific: DatabaseSpecific {
            cwe_ids: advisory
                .weakness
                .iter()
                .map(|weakness| weakness.cwe.trim().to_owned())
                .collect(),
            revision: advisory.revision,
        },
    }
}

/// Is this an OSV ecosystem whose versions are strict semver, so that its ranges are of type `SEMVER`?
pub fn is_semver(ecosystem: &str) -> bool {
    matches!(
        ecosystem,
        "Go" | "npm" | "crates.io" | "Hex" | "Pub" | "SwiftURL" | "GitHub Actions"
    )
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    pub schema_version: &'static str,
    pub id: String,
    pub published: String,
    pub modified: String,
    pub aliases: Vec<String>,
    pub summary: String,
    pub details: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub severity: Vec<Severity>,
    /// Empty where the product has no package in an ecosystem: OSV cannot say what is affected then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    pub references: Vec<RecordReference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<RecordCredit>,
    pub database_specific: DatabaseSpecific,
}

impl Record {
    /// The file, indented, with a final newline.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        json_bytes(self)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Severity {
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The vector; OSV has no number.
    pub score: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affected {
    pub package: Package,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecosystem_specific: Option<EcosystemSpecific>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
    pub ecosystem: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Range {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub events: Vec<Event>,
}

/// One key per event object, `introduced` first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Introduced(String),
    Fixed(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EcosystemSpecific {
    /// The part of the package that is affected, `plugin/etcd`.
    pub component: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordReference {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordCredit {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatabaseSpecific {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cwe_ids: Vec<String>,
    /// Counts the corrections of the advisory, from 1.
    pub revision: u32,
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `coredns` of `CoreDNS`: the name of the project's own database.
fn database(project: &str) -> String {
    let name: String = project
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(40)
        .collect();
    if name.is_empty() { "project".to_owned() } else { name }
}

/// CommonMark. The parts are plain text; what in them would read as markup of HTML is escaped, the rest reads well as is.
fn details(advisory: &Advisory) -> String {
    let mut parts = vec![markdown(&advisory.summary), markdown(&advisory.details)];
    if let Some(mitigation) = advisory.mitigation.as_deref().map(markdown).filter(|m| !m.is_empty()) {
        parts.push(format!("### If you cannot upgrade\n\n{mitigation}"));
    }
    let fix = markdown(&advisory.how_to_apply);
    if !fix.is_empty() {
        parts.push(format!("### How to apply the fix\n\n{fix}"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn markdown(given: &str) -> String {
    text::plain(given).replace('<', "\\<")
}

fn severity(advisory: &Advisory) -> Vec<Severity> {
    let mut list: Vec<Severity> = Vec::new();
    for scored in advisory.severity.iter().flat_map(|severity| &severity.vectors) {
        let one = match scored.vector.parse::<Vector>() {
            Ok(vector) => Severity {
                kind: match vector.version() {
                    Version::V3_0 | Version::V3_1 => "CVSS_V3",
                    Version::V4_0 => "CVSS_V4",
                },
                score: vector.as_str().to_owned(),
            },
            // Kept, so that the check names it.
            Err(_) => Severity {
                kind: "CVSS_V3",
                score: scored.vector.clone(),
            },
        };
        if !list.contains(&one) {
            list.push(one);
        }
    }
    list
}

fn affected(advisory: &Advisory) -> Vec<Affected> {
    let product = &advisory.product;
    let package = Package {
        ecosystem: product.ecosystem.trim().to_owned(),
        name: text::line(&product.package),
        purl: purl::of(product),
    };
    if package.ecosystem.is_empty() || package.name.is_empty() {
        return Vec::new();
    }
    let kind = if is_semver(&package.ecosystem) {
        "SEMVER"
    } else {
        "ECOSYSTEM"
    };
    let mut ranges: Vec<Range> = Vec::new();
    for AffectedRange { introduced, fixed } in &advisory.affected {
        let mut events = vec![Event::Introduced(introduced.trim().to_owned())];
        events.extend(fixed.iter().map(|fixed| Event::Fixed(fixed.trim().to_owned())));
        let range = Range { kind, events };
        if !ranges.contains(&range) {
            ranges.push(range);
        }
    }
    let component = product
        .component
        .as_deref()
        .map(text::line)
        .filter(|component| !component.is_empty());
    vec![Affected {
        package,
        ranges,
        ecosystem_specific: component.map(|component| EcosystemSpecific { component }),
    }]
}

fn references(advisory: &Advisory, publisher: &Publisher) -> Vec<RecordReference> {
    let own = [("ADVISORY", cve::page(advisory, publisher))];
    let fixes = advisory
        .fixes
        .iter()
        .filter_map(|fix| fix.url.clone())
        .map(|url| ("FIX", url));
    let others = advisory.references.iter().map(|reference| {
        let kind = match reference.kind {
            ReferenceKind::Advisory => "ADVISORY",
            ReferenceKind::Fix => "FIX",
            ReferenceKind::ReleaseNotes | ReferenceKind::Web => "WEB",
        };
        (kind, reference.url.clone())
    });
    let repository = advisory.product.repository.iter().map(|url| ("PACKAGE", url.clone()));
    let mut list: Vec<RecordReference> = Vec::new();
    for (kind, url) in own.into_iter().chain(fixes).chain(others).chain(repository) {
        let url = url.trim().to_owned();
        if !url.is_empty() && list.iter().all(|known| known.url != url) {
            list.push(RecordReference { kind, url });
        }
    }
    list
}

fn credits(advisory: &Advisory) -> Vec<RecordCredit> {
    let mut list: Vec<RecordCredit> = Vec::new();
    for credit in &advisory.credits {
        let kind = match credit.kind {
            CreditKind::Finder => "FINDER",
            CreditKind::Reporter => "REPORTER",
            CreditKind::Coordinator => "COORDINATOR",
            CreditKind::RemediationDeveloper => "REMEDIATION_DEVELOPER",
            CreditKind::RemediationReviewer => "REMEDIATION_REVIEWER",
        };
        let one = RecordCredit {
            name: text::line(&credit.name),
            kind,
        };
        if !one.name.is_empty() && !list.contains(&one) {
            list.push(one);
        }
    }
    list
}
