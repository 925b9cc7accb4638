//! The lint of free text: does it give away a fact that its readers are not cleared for? What lives here: how a text is
//! read and what counts as giving a fact away. It finds a fact's own words in any writing of them (case, hyphens, line
//! breaks, invisible characters); it cannot find a paraphrase, which is why a person reads the exact bytes before they go.
//!
//! A cleared fact's own words give nothing away: when the mitigation is cleared and says "etcd", a text may say "etcd",
//! though the component "plugin/etcd" is withheld, and "plugin/etcd" as a whole is still caught. Whoever writes a fact of
//! a cleared class decides that its words may be read ([`told_by`] shows them what they are about to tell).

use super::reading::{Marker, Reading, is_commit, tokens};
use crate::access::Audience;
use crate::brief::{Brief, all_facts};
use crate::case::Case;
use crate::facts::{FactClass, FactKind, FactValue};
use crate::report::CreditWish;
use crate::severity::decimal;

/// A withheld fact that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    pub fact: FactKind,
    pub class: FactClass,
    /// The words of the fact that stand in the text.
    pub words: String,
}

/// Checks free text against everything on the case that the readers of `brief` are not cleared for. At most one leak a
/// fact. A withheld line counts when the whole of it stands in the text, a paragraph when eight of its words in a row do;
/// parts of a component's name, commit ids, versions, vectors and scores count by themselves. The working title, the
/// recorded commits and repositories count as facts, and the name of a reporter who did not ask to be named always does.
pub fn lint(case: &Case, brief: &Brief, text: &str) -> Vec<Leak> {
    let text = Reading::of(text);
    let mut told: Vec<Reading> = brief.facts().map(|(_, value)| Reading::of(&value.typed())).collect();
    told.push(Reading::of(brief.project()));
    let mut leaks: Vec<Leak> = Vec::new();
    for (fact, marker) in withheld(case, brief) {
        if leaks.iter().any(|leak| leak.fact == fact) || told.iter().any(|fact| fact.says(&marker).is_some()) {
            continue;
        }
        if let Some(words) = text.says(&marker) {
            leaks.push(Leak {
                fact,
                class: fact.class(),
                words,
            });
        }
    }
    leaks
}

/// Words of withheld facts that stand in the cleared facts themselves: what the form warns of when a mitigation names the
/// component. Not a refusal: often the mitigation is worth it.
pub fn told_by(case: &Case, brief: &Brief) -> Vec<Leak> {
    let told: Vec<Reading> = brief.facts().map(|(_, value)| Reading::of(&value.typed())).collect();
    let mut leaks: Vec<Leak> = Vec::new();
    for (fact, marker) in withheld(case, brief) {
        let words = told.iter().find_map(|reading| reading.says(&marker));
        if let Some(words) = words.filter(|_| leaks.iter().all(|leak| leak.fact != fact)) {
            leaks.push(Leak {
                fact,
                class: fact.class(),
                words,
            });
        }
    }
    leaks
}

/// Everything on the case that the readers of this Brief are not cleared for.
fn withheld(case: &Case, brief: &Brief) -> Vec<(FactKind, Marker)> {
    let mut all: Vec<(FactKind, Marker)> = Vec::new();
    for (kind, value) in all_facts(case) {
        if !brief.is_cleared(kind.class()) {
            all.extend(markers(kind, &value).into_iter().map(|marker| (kind, marker)));
        }
    }
    if !brief.is_cleared(FactClass::Impact) {
        all.extend(severity(case).map(|words| (FactKind::Vector, Marker::Words(words))));
        all.extend(line(&case.title, 2).map(|marker| (FactKind::Title, marker)));
    }
    if !brief.is_cleared(FactClass::Patch) {
        for commit in &case.commits {
            all.push((FactKind::Changes, Marker::Commit(commit.commit.clone())));
            all.extend(line(&commit.subject, 3).map(|marker| (FactKind::Changes, marker)));
        }
        let bare = |url: &str| url.split_once("://").map_or(url, |(_, rest)| rest).to_owned();
        all.extend(
            case.repositories
                .iter()
                .map(|r| (FactKind::Changes, Marker::Words(bare(&r.url)))),
        );
    }
    let inside = [Audience::Pst, Audience::FixTeam, Audience::Reporter];
    let outside = brief.audiences().iter().all(|audience| !inside.contains(&audience));
    for report in &case.reports {
        let named = matches!(report.credit, CreditWish::As(_)) && brief.is_cleared(FactClass::Attribution);
        let short = tokens(&report.name).len() < 2 && report.name.chars().count() < 6;
        if outside && !named && !short {
            all.push((FactKind::Credit, Marker::Words(report.name.clone())));
        }
    }
    all
}

/// A line that counts by itself from this many words on.
fn line(text: &str, least: usize) -> Option<Marker> {
    (tokens(text).len() >= least).then(|| Marker::Words(text.to_owned()))
}

/// The metrics without their version, and the score as people write it.
fn severity(case: &Case) -> impl Iterator<Item = String> {
    case.severity
        .iter()
        .flat_map(|severity| &severity.scored)
        .flat_map(|scored| {
            let metrics = scored.vector.split_once('/').map(|(_, metrics)| metrics.to_owned());
            let score = decimal(scored.tenths);
            let said = [
                "cvss",
                "score",
                "score of",
                "score is",
                "scored",
                "rated",
                scored.scheme.word(),
            ];
            metrics.into_iter().chain(said.map(|word| format!("{word} {score}")))
        })
}

fn markers(kind: FactKind, value: &FactValue) -> Vec<Marker> {
    let typed = value.typed();
    let words: Vec<String> = match kind {
        FactKind::Component => component(&typed),
        FactKind::Changes => return changes(&typed),
        FactKind::Weakness => {
            let name = tokens(&typed);
            let id = name.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
            let rest = name.iter().skip(2).cloned().collect::<Vec<_>>();
            let rest = (rest.len() >= 3).then(|| rest.join(" "));
            [typed.clone()]
                .into_iter()
                .chain(id.starts_with("cwe ").then_some(id))
                .chain(rest)
                .collect()
        }
        FactKind::Vector => typed
            .lines()
            .filter_map(|l| l.split_whitespace().next())
            .map(str::to_owned)
            .collect(),
        FactKind::CveId => vec![typed.trim_start_matches("CVE-").to_owned()],
        FactKind::Title => vec![typed],
        FactKind::Credit => typed
            .lines()
            .filter(|name| !is_common(name))
            .map(str::to_owned)
            .collect(),
        FactKind::SeverityWord => {
            let said = ["severity", "severity is", "severity of", "rated", "rated as", "risk"];
            said.iter()
                .map(|word| format!("{word} {typed}"))
                .chain([format!("{typed} severity"), format!("{typed} risk")])
                .collect()
        }
        // Released versions are public knowledge, but not in a text about a vulnerability.
        FactKind::Affected | FactKind::FixedVersions => {
            let versions = typed
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|v| v.contains('.'));
            versions.map(str::to_owned).collect()
        }
        FactKind::EmbargoEnd | FactKind::ReleaseWindow => typed
            .split_whitespace()
            .filter(|part| part.len() == 10)
            .map(str::to_owned)
            .collect(),
        FactKind::Summary
        | FactKind::Details
        | FactKind::Reproduction
        | FactKind::HowToApply
        | FactKind::Mitigation => {
            let words = tokens(&typed);
            if words.len() <= 8 {
                vec![typed]
            } else {
                words.windows(8).map(|w| w.join(" ")).collect()
            }
        }
    };
    words.into_iter().map(Marker::Words).collect()
}

/// The whole name, the parts of it that are words of their own, and of a path its end with its parent, either way round.
/// What follows a comma or a bracket explains the name and counts only as a whole.
fn component(typed: &str) -> Vec<String> {
    let words = tokens(typed.split([',', ';', '(', ':']).next().unwrap_or_default());
    let own = words.iter().filter(|w| w.chars().count() > 2 && !is_common(w)).cloned();
    let mut path = typed
        .split_whitespace()
        .find(|part| part.contains('/'))
        .unwrap_or_default()
        .rsplit('/');
    let pair = path
        .next()
        .zip(path.next())
        .filter(|(end, parent)| !end.is_empty() && !parent.is_empty());
    let pair = pair
        .into_iter()
        .flat_map(|(end, parent)| [format!("{end} {parent}"), format!("{parent} {end}")]);
    std::iter::once(typed.to_owned()).chain(own).chain(pair).collect()
}

/// Commit ids in any length, pull requests by number, and each line as it stands.
fn changes(typed: &str) -> Vec<Marker> {
    let words = tokens(typed);
    let commits = words
        .iter()
        .filter(|word| is_commit(word))
        .map(|id| Marker::Commit(id.clone()));
    let numbers = words
        .windows(2)
        .filter(|pair| matches!(pair[0].as_str(), "pull" | "request" | "pr" | "gh"));
    let pulls = numbers
        .filter(|pair| pair[1].bytes().all(|b| b.is_ascii_digit()))
        .flat_map(|pair| {
            ["pull", "pull request", "pr", "merge request"].map(|word| Marker::Words(format!("{word} {}", pair[1])))
        });
    let lines = typed
        .lines()
        .filter(|line| tokens(line).len() >= 2)
        .map(|line| Marker::Words(line.to_owned()));
    commits.chain(pulls).chain(lines).collect()
}

/// Words that name no component and no person: grammar, the trade, and the parts of addresses.
fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "a",
        "after",
        "all",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "before",
        "between",
        "but",
        "by",
        "can",
        "com",
        "component",
        "default",
        "does",
        "each",
        "every",
        "for",
        "from",
        "function",
        "functions",
        "git",
        "github",
        "gitlab",
        "golang",
        "has",
        "have",
        "how",
        "http",
        "https",
        "in",
        "into",
        "is",
        "it",
        "its",
        "library",
        "may",
        "module",
        "net",
        "new",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "org",
        "other",
        "our",
        "out",
        "package",
        "part",
        "pkg",
        "plugin",
        "plugins",
        "project",
        "release",
        "security",
        "server",
        "service",
        "src",
        "system",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "this",
        "time",
        "to",
        "version",
        "via",
        "was",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "without",
        "www",
        "you",
        "your",
    ];
    COMMON.contains(&word.to_lowercase().as_str())
}
