//! What the schema of the CVE record does not hold (reference/formats.md, section 6).

use serde_json::Value;

use super::Finding;
use super::rules::{Bound, items, not_empty, references, scores, semver, vector};
use crate::cvss::Rating;

pub(super) fn rules(document: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    let containers = &document["containers"];
    let cna = [("/containers/cna".to_owned(), &containers["cna"])];
    for (at, container) in cna.into_iter().chain(items(containers, "adp", "/containers")) {
        for (at, product) in items(container, "affected", &at) {
            for (at, version) in items(product, "versions", &at) {
                findings.extend(range(&at, version));
            }
        }
        for (at, metric) in items(container, "metrics", &at) {
            findings.extend(metric_scores(&at, metric));
        }
        findings.extend(references(container, &at));
    }
    findings.extend(something_is_affected(document));
    findings
}

fn range(at: &str, range: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    let text = |key: &str| range[key].as_str();
    let (version, less_than, or_equal) = (text("version"), text("lessThan"), text("lessThanOrEqual"));
    if version == Some("*") {
        findings.push(Finding::error(
            "cve-star",
            at,
            "has the version “*”, which is one version of that name; for all versions write 0 and lessThanOrEqual “*”",
        ));
    }
    match text("versionType") {
        Some("semver") => {
            let one = |key: &str, given: Option<&str>, bound| {
                given.and_then(|given| semver("cve-semver", &format!("{at}/{key}"), given, bound))
            };
            if version != Some("*") {
                findings.extend(one("version", version, Bound::Lower));
            }
            findings.extend(one("lessThan", less_than, Bound::Upper));
            findings.extend(one("lessThanOrEqual", or_equal, Bound::OpenUpper));
        }
        Some("custom") => findings.push(Finding::warning(
            "cve-custom",
            at,
            "has the version type “custom”, which no reader can compare; use one that says the order",
        )),
        _ => {}
    }
    if let (Some(version), Some(less_than)) = (version, less_than) {
        findings.extend(not_empty("cve-range", at, version, less_than));
    }
    findings
}

fn metric_scores(at: &str, metric: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, number) in [("cvssV3_0", "3.0"), ("cvssV3_1", "3.1"), ("cvssV4_0", "4.0")] {
        let Some(data) = metric.get(key) else { continue };
        let at = format!("{at}/{key}");
        let tenths = data["baseScore"].as_f64().map(|score| (score * 10.0).round());
        if let (Some(tenths), Some(severity)) = (tenths, data["baseSeverity"].as_str()) {
            let rating = (0_u32..=100).find(|t| f64::from(*t) == tenths).map(Rating::of);
            if rating.is_some_and(|rating| rating.schema_word() != severity) {
                findings.push(Finding::error(
                    "cve-severity",
                    &format!("{at}/baseSeverity"),
                    "does not belong to its baseScore",
                ));
            }
        }
        let Some(given) = data["vectorString"].as_str() else {
            continue;
        };
        match vector("cve-vector", &format!("{at}/vectorString"), given) {
            Err(fault) => findings.push(fault),
            Ok(vector) if vector.version().number() != number => {
                findings.push(Finding::error(
                    "cve-vector",
                    &format!("{at}/vectorString"),
                    format!("is a vector of CVSS {}, not {number}", vector.version()),
                ));
            }
            Ok(vector) => {
                let computed = scores(&vector);
                if tenths.is_some_and(|tenths| computed.iter().all(|score| f64::from(score.tenths) != tenths)) {
                    let [base, _] = computed;
                    findings.push(Finding::error(
                        "cve-score",
                        &format!("{at}/baseScore"),
                        format!("is not the score of its vector, which is {base}"),
                    ));
                }
            }
        }
    }
    findings
}

/// A record that says of no version that it is affected or unknown says nothing (CNA rules 5.1.3).
fn something_is_affected(document: &Value) -> Option<Finding> {
    if document["cveMetadata"]["state"] == "REJECTED" {
        return None;
    }
    let counts = |status: &Value| matches!(status.as_str(), Some("affected" | "unknown"));
    let products = items(&document["containers"]["cna"], "affected", "");
    let said = products.iter().any(|(at, product)| {
        counts(&product["defaultStatus"])
            || items(product, "versions", at)
                .iter()
                .any(|(_, version)| counts(&version["status"]))
    });
    (!said).then(|| {
        Finding::error(
            "cve-affected",
            "/containers/cna/affected",
            "names no version that is affected or unknown; give at least one",
        )
    })
}
