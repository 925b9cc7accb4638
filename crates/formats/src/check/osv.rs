//! What the schema of OSV does not hold: the rules of its linter that need no network, and of its prose.

use serde_json::Value;

use super::Finding;
use super::rules::{Bound, items, not_empty, references, semver, vector};
use crate::cvss::Version;

pub(super) fn rules(document: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.get("schema_version").is_none() {
        findings.push(Finding::warning(
            "osv-version",
            "/schema_version",
            "is missing; readers then take the record for one of version 1.0.0",
        ));
    }
    findings.extend(times(document));
    findings.extend(names(document));
    for (at, affected) in items(document, "affected", "") {
        let ranges = items(affected, "ranges", &at);
        let is_git = ranges.iter().any(|(_, range)| range["type"] == "GIT");
        if affected.get("package").is_none() && !is_git {
            findings.push(Finding::error(
                "osv-package",
                &at,
                "has neither a package nor a GIT range; nobody can match it",
            ));
        }
        if let Some(purl) = affected["package"]["purl"].as_str()
            && purl.rsplit('/').next().is_some_and(|last| last.contains('@'))
        {
            findings.push(Finding::warning(
                "osv-purl",
                &format!("{at}/package/purl"),
                "has a version; the ranges say the versions",
            ));
        }
        for (at, range) in ranges {
            findings.extend(events(&at, range));
        }
        findings.extend(severities(affected, &at));
    }
    findings.extend(severities(document, ""));
    findings.extend(references(document, ""));
    findings
}

/// The schema's pattern is not anchored: it would take `2025-01-01T00:00:00Z, about`.
fn times(document: &Value) -> Vec<Finding> {
    let keys = ["published", "modified", "withdrawn"];
    let given = keys.into_iter().filter_map(|key| Some((key, document[key].as_str()?)));
    let late = given.filter(|(_, time)| !time.ends_with('Z'));
    late.map(|(key, _)| {
        Finding::error(
            "osv-time",
            &format!("/{key}"),
            "does not end in Z; write the instant in UTC",
        )
    })
    .collect()
}

fn names(document: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, alias) in items(document, "aliases", "") {
        if alias == &document["id"] {
            findings.push(Finding::error("osv-alias", &at, "is the record's own id; remove it"));
        }
    }
    for (at, related) in items(document, "related", "") {
        if related.as_str().is_some_and(|id| id.starts_with("CVE-")) {
            findings.push(Finding::warning(
                "osv-alias",
                &at,
                "is a CVE id; if it is the same vulnerability it belongs in aliases",
            ));
        }
    }
    findings
}

fn events(at: &str, range: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    let events = items(range, "events", at);
    let of = |key: &str| -> Vec<&str> { events.iter().filter_map(|(_, event)| event[key].as_str()).collect() };
    let (introduced, fixed) = (of("introduced"), of("fixed"));
    // Which beginning belongs to which end is plain only where there is one of each, or where two are the same.
    let pair = match (introduced.as_slice(), fixed.as_slice()) {
        ([introduced], [fixed]) => Some((*introduced, *fixed)),
        _ => introduced
            .iter()
            .find(|version| fixed.contains(version))
            .map(|same| (*same, *same)),
    };
    findings.extend(pair.and_then(|(introduced, fixed)| not_empty("osv-range", at, introduced, fixed)));
    if range["type"] == "SEMVER" {
        for (at, event) in &events {
            for (key, bound) in [
                ("introduced", Bound::Lower),
                ("fixed", Bound::Upper),
                ("last_affected", Bound::Upper),
            ] {
                let given = event[key].as_str();
                findings.extend(given.and_then(|given| semver("osv-semver", &format!("{at}/{key}"), given, bound)));
            }
        }
    }
    findings
}

fn severities(parent: &Value, at: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, severity) in items(parent, "severity", at) {
        let (kind, Some(given)) = (severity["type"].as_str(), severity["score"].as_str()) else {
            continue;
        };
        if !matches!(kind, Some("CVSS_V3" | "CVSS_V4")) {
            continue;
        }
        let at = format!("{at}/score");
        match vector("osv-vector", &at, given) {
            Err(fault) => findings.push(fault),
            Ok(vector) if (vector.version() == Version::V4_0) != (kind == Some("CVSS_V4")) => {
                findings.push(Finding::error(
                    "osv-vector",
                    &at,
                    "is a vector of another version than its type says",
                ));
            }
            Ok(_) => {}
        }
    }
    findings
}
