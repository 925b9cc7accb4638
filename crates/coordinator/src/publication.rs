//! The internal advisory, made from a Brief: the one place where cleared facts become a public document.

use crate::Error;
use crate::projects::Listed;
use ambergate_formats::advisory::{
    Advisory, AffectedRange, Credit, CreditKind, Fix, Moment, Product, Publisher, Reference, ReferenceKind, Scored,
    ScoredVector, Weakness,
};
use ambergate_formats::check::{self, Level};
use ambergate_process::Instant;
use ambergate_process::brief::Brief;
use ambergate_process::case::{self, Case};
use ambergate_process::facts::{FactClass, FactKind, FactValue};
use ambergate_process::policy::Anchor;
use ambergate_process::severity::Rating;
use sha2::{Digest, Sha256};

/// The kind of public record that the publication act makes.
pub(crate) const ADVISORY: &str = "advisory";

/// One document that goes out, exact to the byte.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

impl Document {
    pub fn digest(&self) -> String {
        Sha256::digest(&self.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

pub(crate) fn publisher(listed: &Listed) -> Publisher {
    let s = &listed.settings;
    Publisher {
        name: s.name.clone(),
        base_url: s.public_url.clone(),
        contact: s.contact.clone(),
        cna_org_id: s.cna_org_id.clone(),
        cna_short_name: s.cna_short_name.clone(),
    }
}

/// Builds the advisory that the public gets. `case` gives the dates of the public timeline only.
pub(crate) fn advisory(brief: &Brief, case: &Case, listed: &Listed, published: Instant) -> Result<Advisory, Error> {
    let text = |kind: FactKind| brief.fact(kind).map(|v| v.text().to_owned()).filter(|t| !t.is_empty());
    let needed = |kind: FactKind| text(kind).ok_or_else(|| Error::from(case::Refusal::Missing(vec![kind])));
    let cve_id = needed(FactKind::CveId)?;
    let s = &listed.settings;
    let affected = match brief.fact(FactKind::Affected) {
        Some(FactValue::Ranges(ranges)) => ranges
            .iter()
            .map(|r| AffectedRange {
                introduced: r.introduced.clone(),
                fixed: r.fixed.clone(),
            })
            .collect(),
        _ => return Err(case::Refusal::Missing(vec![FactKind::Affected]).into()),
    };
    let slug = cve_id.to_lowercase();
    let page = format!("{}/advisories/{slug}/", s.public_url);
    let fixes = fixes(brief, &s.repository);
    let mut references = vec![Reference {
        url: page,
        kind: ReferenceKind::Advisory,
    }];
    references.extend(fixes.iter().filter_map(|f| f.url.clone()).map(|url| Reference {
        url,
        kind: ReferenceKind::Fix,
    }));
    Ok(Advisory {
        slug,
        cve_id,
        title: needed(FactKind::Title)?,
        summary: needed(FactKind::Summary)?,
        details: text(FactKind::Details).unwrap_or_default(),
        product: Product {
            vendor: s.vendor.clone(),
            name: s.product.clone(),
            ecosystem: s.ecosystem.clone(),
            package: s.package.clone(),
            component: text(FactKind::Component),
            repository: Some(s.repository.clone()).filter(|r| !r.is_empty()),
        },
        affected,
        severity: brief.severity().map(|severity| Scored {
            vectors: severity
                .scored
                .iter()
                .map(|one| ScoredVector {
                    vector: one.vector.clone(),
                    tenths: u32::from(one.tenths),
                    rating: Rating::of(one.tenths).word().to_uppercase(),
                })
                .collect(),
        }),
        weakness: text(FactKind::Weakness).and_then(|text| weakness(&text)),
        mitigation: text(FactKind::Mitigation),
        how_to_apply: needed(FactKind::HowToApply)?,
        fixes,
        credits: credits(brief),
        references,
        timeline: timeline(brief, case, published),
        published,
        modified: published,
        revision: 1,
    })
}

/// The records that machines read, checked against their official schemas; one that fails stops the publication.
pub(crate) fn documents(advisory: &Advisory, publisher: &Publisher) -> Result<Vec<Document>, Error> {
    let cve = ambergate_formats::cve::record(advisory, publisher)
        .to_bytes()
        .map_err(|e| Error::Document(e.to_string()))?;
    let osv = ambergate_formats::osv::record(advisory, publisher)
        .to_bytes()
        .map_err(|e| Error::Document(e.to_string()))?;
    let documents = vec![
        Document {
            name: "cve.json",
            bytes: cve,
        },
        Document {
            name: "osv.json",
            bytes: osv,
        },
    ];
    for document in &documents {
        let report = check::check(&document.bytes, advisory.published);
        if let Some(finding) = report.findings.iter().find(|finding| finding.level == Level::Error) {
            return Err(Error::Document(format!(
                "{}, at {}: {}",
                document.name, finding.at, finding.what
            )));
        }
    }
    Ok(documents)
}

/// One digest over all documents: what the publication act binds.
pub(crate) fn documents_digest(documents: &[Document]) -> String {
    let mut hash = Sha256::new();
    for document in documents {
        hash.update(document.name.as_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(&document.bytes));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `CWE-681 incorrect conversion between numeric types`.
fn weakness(text: &str) -> Option<Weakness> {
    let (cwe, name) = text.split_once(char::is_whitespace)?;
    let cwe = cwe.trim_end_matches([',', ':']).to_uppercase();
    let digits = cwe.strip_prefix("CWE-")?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| Weakness {
        name: name.trim().to_owned(),
        cwe: cwe.clone(),
    })
}

/// A line is a pull request's address, `#7515`, or a commit id with words after it.
fn fixes(brief: &Brief, repository: &str) -> Vec<Fix> {
    let lines = brief
        .fact(FactKind::Changes)
        .map(|v| v.lines().to_vec())
        .unwrap_or_default();
    let fix = |line: &String| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let commit = (7..=64).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_hexdigit());
        let url = match first {
            first if first.starts_with("https://") => Some(first.to_owned()),
            first if commit && !repository.is_empty() => Some(format!("{repository}/commit/{first}")),
            first => first
                .strip_prefix('#')
                .filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && !repository.is_empty())
                .map(|number| format!("{repository}/pull/{number}")),
        };
        Fix {
            name: line.clone(),
            url,
            commit: (commit && first.len() == 40).then(|| first.to_owned()),
        }
    };
    lines.iter().map(fix).collect()
}

fn credits(brief: &Brief) -> Vec<Credit> {
    let lines = brief
        .fact(FactKind::Credit)
        .map(|v| v.lines().to_vec())
        .unwrap_or_default();
    lines
        .into_iter()
        .map(|name| Credit {
            name,
            kind: CreditKind::Finder,
        })
        .collect()
}

fn timeline(brief: &Brief, case: &Case, published: Instant) -> Vec<Moment> {
    if !brief.is_cleared(FactClass::Attribution) {
        return Vec::new();
    }
    let assumed = case.origin().is_some_and(|r| r.assumed.is_some());
    let told = [
        (Anchor::ReportReceived, "Reported", assumed),
        (Anchor::ExistenceAnnounced, "Forthcoming fix announced", false),
        (
            Anchor::FixReady,
            "Fix ready, every commit read by a second person",
            false,
        ),
    ];
    let at = |(anchor, what, assumed): (Anchor, &str, bool)| {
        case.anchors.get(&anchor).map(|at| Moment {
            at: *at,
            what: what.to_owned(),
            assumed,
        })
    };
    let mut moments: Vec<Moment> = told.into_iter().filter_map(at).collect();
    moments.push(Moment {
        at: published,
        what: "Release, advisory and CVE record published".to_owned(),
        assumed: false,
    });
    moments.sort_by_key(|m| m.at);
    moments
}
