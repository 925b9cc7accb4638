//! Rules that several formats share.

use serde_json::Value;

use super::Finding;
use crate::cvss::{Score, Vector, base_score, score};
use crate::semver::Semver;
use crate::text;

/// The items of an array, each with its JSON pointer; none where there is no array.
pub(super) fn items<'a>(parent: &'a Value, key: &str, at: &str) -> Vec<(String, &'a Value)> {
    let list = parent[key].as_array().into_iter().flatten().enumerate();
    list.map(|(index, item)| (format!("{at}/{key}/{index}"), item))
        .collect()
}

/// Every `url` of the references: https, and nothing that misleads.
pub(super) fn references(parent: &Value, at: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, reference) in items(parent, "references", at) {
        let Some(url) = reference["url"].as_str() else { continue };
        match text::url_fault(url) {
            Some(fault) => findings.push(Finding::error("url", &format!("{at}/url"), fault)),
            None if url.starts_with("http://") => {
                findings.push(Finding::warning(
                    "url-https",
                    &format!("{at}/url"),
                    "is not https; use the https address if there is one",
                ));
            }
            None => {}
        }
    }
    findings
}

/// What a version may be besides strict semver.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// `0` is the beginning of time.
    Lower,
    Upper,
    /// `*` is no upper end.
    OpenUpper,
}

pub(super) fn semver(rule: &'static str, at: &str, version: &str, bound: Bound) -> Option<Finding> {
    let special = match bound {
        Bound::Lower => version == "0",
        Bound::Upper => false,
        Bound::OpenUpper => version == "*",
    };
    if special || Semver::parse(version).is_some() {
        return None;
    }
    let shown = text::clip(&text::line(version), 40);
    Some(Finding::error(
        rule,
        at,
        format!("“{shown}” is not strict semver; write three numbers and no “v”, such as 1.12.4"),
    ))
}

/// A range must hold something: `introduced` before `fixed`.
pub(super) fn not_empty(rule: &'static str, at: &str, introduced: &str, fixed: &str) -> Option<Finding> {
    let empty = introduced == fixed
        || match (Semver::parse(introduced), Semver::parse(fixed)) {
            (Some(introduced), Some(fixed)) => introduced >= fixed,
            _ => false,
        };
    empty.then(|| {
        Finding::error(
            rule,
            at,
            "is an empty range: it begins where it ends, or after; see which versions are meant",
        )
    })
}

/// The vector of a score, or what is wrong with it.
pub(super) fn vector(rule: &'static str, at: &str, given: &str) -> Result<Vector, Finding> {
    given
        .parse::<Vector>()
        .map_err(|fault| Finding::error(rule, at, format!("is not a good vector: {fault}")))
}

/// The scores that a document may give for a vector: of its base metrics, or of all of them.
pub(super) fn scores(vector: &Vector) -> [Score; 2] {
    [base_score(vector), score(vector)]
}
