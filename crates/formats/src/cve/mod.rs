//! The CVE record, JSON 5.1, as a CNA publishes it: written from an [`Advisory`].
//!
//! What lives here: the types and the writer. Texts are cleaned and cut to the schema's limits, doubles are dropped,
//! because the schema demands unique entries. Identifiers, versions, vectors and addresses are written as they are:
//! [`crate::check`] refuses a record with a wrong one, and nothing goes out unchecked. What must not: sending it.

mod record;

use jiff::Timestamp;

use crate::advisory::{Advisory, AffectedRange, Credit, CreditKind, Publisher, Reference, ReferenceKind, Scored};
use crate::cvss::{Vector, Version, base_score};
use crate::text;

pub use record::{
    Affected, Cna, Containers, CveMetadata, CvssData, English, Generator, Metric, MetricScore, ProblemDescription,
    ProblemType, ProviderMetadata, Record, RecordCredit, RecordReference, TimelineEntry, VersionRange,
};

/// The version of the format that is written; the schema beside it is 5.1.1.
pub const DATA_VERSION: &str = "5.1";

/// Limits of the schema, in characters.
const TITLE: usize = 256;
const LONG: usize = 4096;
const NAME: usize = 512;
const SHORT_NAME: usize = 32;
const REFERENCES: usize = 512;

/// The record of a published advisory.
pub fn record(advisory: &Advisory, publisher: &Publisher) -> Record {
    let short_name = text::clip(&text::line(&publisher.cna_short_name), SHORT_NAME);
    Record {
        data_type: "CVE_RECORD",
        data_version: DATA_VERSION,
        cve_metadata: CveMetadata {
            cve_id: advisory.cve_id.trim().to_owned(),
            assigner_org_id: publisher.cna_org_id.trim().to_owned(),
            assigner_short_name: short_name.clone(),
            state: "PUBLISHED",
            date_published: instant(advisory.published),
            date_updated: instant(advisory.modified),
        },
        containers: Containers {
            cna: Cna {
                provider_metadata: ProviderMetadata {
                    org_id: publisher.cna_org_id.trim().to_owned(),
                    short_name,
                    date_updated: instant(advisory.modified),
                },
                date_public: instant(advisory.published),
                title: filled(&text::line(&advisory.title), TITLE),
                descriptions: english(description(advisory)),
                affected: vec![affected(advisory)],
                problem_types: problem_types(advisory),
                metrics: advisory.severity.as_ref().map(metrics).unwrap_or_default(),
                workarounds: advisory
                    .mitigation
                    .as_deref()
                    .and_then(|m| filled(&text::plain(m), LONG))
                    .map(English::new)
                    .into_iter()
                    .collect(),
                solutions: filled(&text::plain(&advisory.how_to_apply), LONG)
                    .map(English::new)
                    .into_iter()
                    .collect(),
                references: references(advisory, publisher),
                timeline: timeline(advisory),
                credits: credits(&advisory.credits),
                x_generator: Generator { engine: "Ambergate" },
            },
        },
    }
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A text cut to the limit; `None` where nothing is left to say, for the schema wants at least one character.
fn filled(clean: &str, max: usize) -> Option<String> {
    (!clean.is_empty()).then(|| text::clip(clean, max))
}

fn english(value: String) -> Vec<English> {
    vec![English::new(value)]
}

/// What it is and what happens; the advisory's page has all of it where this is cut.
fn description(advisory: &Advisory) -> String {
    let parts = [text::plain(&advisory.summary), text::plain(&advisory.details)];
    let whole = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    filled(&whole, LONG)
        .or_else(|| filled(&text::line(&advisory.title), LONG))
        .unwrap_or_else(|| "The publisher gave no description.".to_owned())
}

fn affected(advisory: &Advisory) -> Affected {
    let product = &advisory.product;
    let name = |given: &str| filled(&text::line(given), NAME).unwrap_or_else(|| "n/a".to_owned());
    let mut versions: Vec<VersionRange> = Vec::new();
    for range in &advisory.affected {
        push_new(&mut versions, version_range(range, version_type(&product.ecosystem)));
    }
    Affected {
        vendor: name(&product.vendor),
        product: name(&product.name),
        package_name: filled(&text::line(&product.package), NAME),
        modules: product
            .component
            .as_deref()
            .and_then(|c| filled(&text::line(c), LONG))
            .into_iter()
            .collect(),
        repo: product
            .repository
            .as_deref()
            .map(str::trim)
            .filter(|repo| !repo.is_empty())
            .map(str::to_owned),
        // Without ranges nothing may be called unaffected.
        default_status: if versions.is_empty() { "unknown" } else { "unaffected" },
        versions,
    }
}

fn version_range(range: &AffectedRange, version_type: &'static str) -> VersionRange {
    VersionRange {
        version: range.introduced.trim().to_owned(),
        status: "affected",
        version_type,
        less_than: range.fixed.as_deref().map(|fixed| fixed.trim().to_owned()),
        less_than_or_equal: range.fixed.is_none().then_some("*"),
    }
}

/// How the versions of an OSV ecosystem are ordered, in the words of the record format.
fn version_type(ecosystem: &str) -> &'static str {
    match ecosystem {
        "PyPI" => "python",
        "Maven" => "maven",
        "RubyGems" => "rubygems",
        "" => "custom",
        other if crate::osv::is_semver(other) => "semver",
        _ => "custom",
    }
}

fn problem_types(advisory: &Advisory) -> Vec<ProblemType> {
    let weakness = advisory.weakness.iter().map(|weakness| {
        let cwe = weakness.cwe.trim().to_owned();
        let described = format!("{cwe} {}", text::line(&weakness.name));
        let description = text::clip(described.trim(), LONG);
        ProblemType {
            descriptions: vec![ProblemDescription {
                lang: "en",
                description,
                cwe_id: cwe,
                kind: "CWE",
            }],
        }
    });
    weakness.collect()
}

fn metrics(severity: &Scored) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = Vec::new();
    for scored in &severity.vectors {
        let data = |version: Version, tenths: u32, rating: &str| CvssData {
            version: version.number(),
            vector_string: scored.vector.trim().to_owned(),
            base_score: f64::from(tenths) / 10.0,
            base_severity: rating.to_owned(),
        };
        let score = match scored.vector.parse::<Vector>() {
            Ok(vector) => {
                // The record wants the score of the base metrics, whatever else the vector sets.
                let base = base_score(&vector);
                let mut data = data(vector.version(), base.tenths, base.rating.schema_word());
                data.vector_string = vector.as_str().to_owned();
                match vector.version() {
                    Version::V3_0 => MetricScore::V3_0(data),
                    Version::V3_1 => MetricScore::V3_1(data),
                    Version::V4_0 => MetricScore::V4_0(data),
                }
            }
            // Kept, so that the check names it; dropping it in silence would publish an advisory without severity.
            Err(_) => MetricScore::V3_1(data(Version::V3_1, scored.tenths, &scored.rating)),
        };
        push_new(&mut metrics, Metric { format: "CVSS", score });
    }
    metrics
}

fn references(advisory: &Advisory, publisher: &Publisher) -> Vec<RecordReference> {
    let own = [(page(advisory, publisher), Some("vendor-advisory"))];
    let fixes = advisory
        .fixes
        .iter()
        .filter_map(|fix| fix.url.clone())
        .map(|url| (url, Some("patch")));
    let others = advisory.references.iter().map(|Reference { url, kind }| {
        let tag = match kind {
            ReferenceKind::Advisory => Some("vendor-advisory"),
            ReferenceKind::Fix => Some("patch"),
            ReferenceKind::ReleaseNotes => Some("release-notes"),
            ReferenceKind::Web => None,
        };
        (url.clone(), tag)
    });
    let mut references: Vec<RecordReference> = Vec::new();
    for (url, tag) in own.into_iter().chain(fixes).chain(others) {
        let url = url.trim().to_owned();
        let known = references.iter_mut().find(|reference| reference.url == url);
        match known {
            Some(reference) => tag.into_iter().for_each(|tag| push_new(&mut reference.tags, tag)),
            None => references.push(RecordReference {
                url,
                tags: tag.into_iter().collect(),
            }),
        }
    }
    references.truncate(REFERENCES);
    references
}

/// The advisory's own page.
pub(crate) fn page(advisory: &Advisory, publisher: &Publisher) -> String {
    format!(
        "{}/advisories/{}/",
        publisher.base_url.trim().trim_end_matches('/'),
        advisory.slug
    )
}

fn timeline(advisory: &Advisory) -> Vec<TimelineEntry> {
    let mut entries: Vec<TimelineEntry> = Vec::new();
    for moment in &advisory.timeline {
        let assumed = if moment.assumed { " (time assumed)" } else { "" };
        let Some(what) = filled(&text::line(&moment.what), LONG - assumed.len()) else {
            continue;
        };
        push_new(
            &mut entries,
            TimelineEntry {
                time: instant(moment.at),
                lang: "en",
                value: format!("{what}{assumed}"),
            },
        );
    }
    entries
}

fn credits(credits: &[Credit]) -> Vec<RecordCredit> {
    let mut unique: Vec<RecordCredit> = Vec::new();
    for credit in credits {
        let kind = match credit.kind {
            CreditKind::Finder => "finder",
            CreditKind::Reporter => "reporter",
            CreditKind::Coordinator => "coordinator",
            CreditKind::RemediationDeveloper => "remediation developer",
            CreditKind::RemediationReviewer => "remediation reviewer",
        };
        let Some(value) = filled(&text::line(&credit.name), LONG) else {
            continue;
        };
        push_new(
            &mut unique,
            RecordCredit {
                lang: "en",
                value,
                kind,
            },
        );
    }
    unique
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
