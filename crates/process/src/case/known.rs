//! What a case tells the planner beside its anchors: the facts that conditions read, and what is agreed on. A fact that
//! nobody has stated is absent, and so unknown to conditions.

use super::Case;
use crate::condition::{CaseFacts, Commit, declared};
use crate::facts::{FactKind, FactValue};
use crate::planner::Circumstances;
use crate::policy::{Anchor, Decides, Rules};
use crate::severity::{Scored, Severity};

/// The circumstances of a case, for [`crate::planner::plan`] and for "what if".
pub fn circumstances(case: &Case, rules: &Rules) -> Circumstances {
    let mut planned = crate::planner::Anchors::new();
    if let Some(FactValue::Window { from, .. } | FactValue::At(from)) = case.facts.get(&FactKind::ReleaseWindow) {
        planned.insert(Anchor::Released, *from);
        planned.insert(Anchor::AdvisoryPublished, *from);
    }
    if let Some(FactValue::At(end)) = case.facts.get(&FactKind::EmbargoEnd) {
        planned.insert(Anchor::EmbargoEnd, *end);
    }
    Circumstances {
        facts: facts(case, rules),
        ended: case.ended.map(|(_, at)| at).or(case.published),
        planned,
        ..Circumstances::default()
    }
}

fn facts(case: &Case, rules: &Rules) -> CaseFacts {
    let mut facts = CaseFacts::default();
    if let Some(decision) = &case.distributors {
        facts.set(declared::DISTRIBUTORS_TOLD, decision.tell);
    }
    if let Some(severity) = &case.severity {
        facts.set(declared::REMOTE, severity.is_remote());
        facts.set(declared::SEVERITY_WORD, severity.rating().word().to_lowercase());
        if let Some(score) = deciding(severity, rules.profile.severity.decides) {
            facts.set(declared::SEVERITY_BASE, f64::from(score.tenths) / 10.0);
            facts.set(declared::SEVERITY_SCHEME, score.scheme.word().replace(' ', ":"));
        }
    }
    if let Some(FactValue::Text(id)) = case.facts.get(&FactKind::CveId) {
        facts.set(declared::CVE_ID, id.clone());
    }
    if !case.commits.is_empty() {
        let commits = case.commits.iter().map(|commit| Commit {
            lgtm: u32::try_from(commit.lgtm.len()).unwrap_or(u32::MAX),
            by: commit.by.to_string(),
        });
        facts.set(declared::COMMITS, commits.collect::<Vec<_>>());
    }
    facts
}

/// The score that gates read, of several on a case.
fn deciding(severity: &Severity, decides: Decides) -> Option<&Scored> {
    match decides {
        Decides::Highest => severity.highest(),
        Decides::Latest => severity.scored.iter().max_by_key(|scored| scored.scheme),
        Decides::Scheme(scheme) => severity.scored.iter().find(|scored| scored.scheme == scheme),
    }
}
