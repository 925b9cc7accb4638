//! Where a SECURITY.md and a profile differ. A file with our anchors is compared rule by rule; one that somebody wrote without
//! them is searched for the lengths, scores, addresses, days and names that the profile states, which is weaker.

mod blocks;
mod numbers;
mod statements;

use super::render;
use crate::policy::Profile;
use blocks::{Block, blocks, plain};
use numbers::{Number, Text, found};
use statements::{Statement, statements};
use std::collections::BTreeMap;

/// How a file was compared, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub how: How,
    /// How many rules, or statements of the profile, the file has too.
    pub agree: usize,
    /// In the order of the file's lines; what stands nowhere in it last, in the order of the profile.
    pub drift: Vec<Drift>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The file has our anchors: every rule is compared by its text.
    ByAnchor,
    /// It has none: only what can be recognised in any prose is compared.
    ByRecognition,
}

impl How {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            How::ByAnchor => "by_anchor",
            How::ByRecognition => "by_recognition",
        }
    }

    /// What the comparison is worth.
    pub fn meaning(self) -> &'static str {
        match self {
            How::ByAnchor => "Compared rule by rule, by the anchors of `policy render`.",
            How::ByRecognition => {
                "This is the weaker comparison: the file has none of the anchors of `policy render`, so only lengths of time, scores, \
                 addresses, roles, days, hours and numbers of people could be recognised. Sentences without one of these were not \
                 compared, and a number can stand for something else than it seems to."
            }
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    pub kind: DriftKind,
    /// The anchor of the rule, `clock-fix_ready`, if it is about one.
    pub rule: Option<String>,
    /// In the file, counted from 1.
    pub line: Option<usize>,
    /// For people: what differs.
    pub what: String,
    /// What the profile says.
    pub profile: Option<String>,
    /// What the file says.
    pub file: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// A rule of the profile that the file lacks.
    Missing,
    /// A rule with another text.
    Changed,
    /// An anchor that no rule of the profile has.
    UnknownRule,
    /// A statement of the profile that was not recognised in the file.
    NoCounterpart,
    /// A number or address in the file that the profile does not know.
    UnknownNumber,
}

impl DriftKind {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            DriftKind::Missing => "missing",
            DriftKind::Changed => "changed",
            DriftKind::UnknownRule => "unknown_rule",
            DriftKind::NoCounterpart => "no_counterpart",
            DriftKind::UnknownNumber => "unknown_number",
        }
    }
}

/// Compares a SECURITY.md with a profile. A file that `render` wrote has no drift.
pub fn compare(profile: &Profile, file: &str) -> Comparison {
    let rendered = render(profile);
    let ours = blocks(&rendered);
    let theirs = blocks(file);
    let shared = theirs.iter().any(|block| ours.iter().any(|one| one.id == block.id));
    if shared {
        by_anchor(&ours, &theirs)
    } else {
        by_recognition(&statements(profile), file)
    }
}

fn by_anchor(ours: &[Block], theirs: &[Block]) -> Comparison {
    let known: BTreeMap<&str, &Block> = ours.iter().map(|block| (block.id.as_str(), block)).collect();
    let mut agree = 0;
    let mut drift = Vec::new();
    let mut seen = BTreeMap::new();
    for block in theirs {
        if let Some(first) = seen.insert(block.id.as_str(), block.line) {
            let what = format!("the anchor \"{}\" stands twice, first in line {first}", block.id);
            drift.push(block.drift(DriftKind::UnknownRule, what, None));
            continue;
        }
        match known.get(block.id.as_str()) {
            None => {
                let what = format!("the profile has no rule \"{}\"", block.id);
                drift.push(block.drift(DriftKind::UnknownRule, what, None));
            }
            Some(ours) if plain(&ours.text) == plain(&block.text) => agree += 1,
            Some(ours) => {
                let what = format!("the rule \"{}\" has another text", block.id);
                drift.push(block.drift(DriftKind::Changed, what, Some(ours.text.clone())));
            }
        }
    }
    for block in ours.iter().filter(|block| !seen.contains_key(block.id.as_str())) {
        drift.push(Drift {
            kind: DriftKind::Missing,
            rule: Some(block.id.clone()),
            line: None,
            what: format!("the rule \"{}\" is not in the file", block.id),
            profile: Some(block.text.clone()),
            file: None,
        });
    }
    Comparison {
        how: How::ByAnchor,
        agree,
        drift,
    }
}

impl Block {
    fn drift(&self, kind: DriftKind, what: String, profile: Option<String>) -> Drift {
        Drift {
            kind,
            rule: Some(self.id.clone()),
            line: Some(self.line),
            what,
            profile,
            file: Some(self.text.clone()),
        }
    }
}

fn by_recognition(statements: &[Statement], file: &str) -> Comparison {
    let text = Text::read(file);
    let numbers = found(&text);
    let mut agree = 0;
    let mut missing = Vec::new();
    for statement in statements {
        match statement.counterpart(&text, &numbers) {
            Ok(()) => agree += 1,
            Err(what) => missing.push(Drift {
                kind: DriftKind::NoCounterpart,
                rule: Some(statement.rule.clone()),
                line: None,
                what,
                profile: Some(statement.said.clone()),
                file: None,
            }),
        }
    }
    let mut drift: Vec<Drift> = numbers
        .iter()
        .filter(|number| !statements.iter().any(|statement| statement.knows(&number.value)))
        .map(|number| unknown(number, &text))
        .collect();
    drift.extend(missing);
    Comparison {
        how: How::ByRecognition,
        agree,
        drift,
    }
}

fn unknown(number: &Number, text: &Text<'_>) -> Drift {
    Drift {
        kind: DriftKind::UnknownNumber,
        rule: None,
        line: Some(number.line),
        what: format!(
            "no rule of the profile has {} \"{}\"",
            number.value.noun(),
            number.written
        ),
        profile: None,
        file: Some(text.line(number.line).trim().to_owned()),
    }
}

#[cfg(test)]
mod tests;
