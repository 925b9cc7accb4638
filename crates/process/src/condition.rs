//! Conditions: the CEL expressions of a profile's gates and clocks, checked against the declared facts when the profile
//! is read and cheap to evaluate afterwards. The crate `cel` parses; the type checker and the evaluation are ours, because
//! it has no checker and knows no third answer besides true and false.
//!
//! What lives here: the checked expressions and their answers; the facts they read are in [`declared`] and [`facts`]. What must not: the
//! clock (a condition cannot ask for the time) and anything that could fail or run long once a condition is checked.
//!
//! Two differences from CEL elsewhere, both towards fewer surprises: `has()` takes any declared fact, a top-level one
//! such as `commits` too; and whole numbers stop at their largest value instead of failing.

pub mod declared;
pub mod facts;

mod check;
mod explain;
mod remedy;
mod scan;
mod term;

use crate::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub use declared::{DECLARED, Declared, FactName, Kind};
pub use facts::{BadFact, CaseFacts, Commit, FactData};

/// The longest source, in bytes.
pub const MAX_BYTES: usize = 1_000;
/// The most words, numbers, texts and signs in one source.
pub const MAX_TOKENS: usize = 200;
/// How deep brackets may nest. The parser takes up to 200 KB of stack for each level when built without optimisation.
pub const MAX_NESTING: usize = 8;
/// How deep the expression may be, chains of operators counted too.
pub const MAX_DEPTH: usize = 48;
/// The most `all`, `exists`, `filter`, `map` in one source; none stands inside another, so evaluation is linear in the
/// number of commits.
pub const MAX_COMPREHENSIONS: usize = 4;

/// A checked CEL expression that is true or false. One that exists type-checks.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition(Arc<Checked>);

/// A checked CEL expression of type timestamp, such as `upstream.date`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateTerm(Arc<Checked>);

struct Checked {
    source: String,
    term: term::Term,
    names: BTreeSet<&'static str>,
}

/// What a condition says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// It hangs on facts that nobody has given yet: these.
    Unknown {
        missing: BTreeSet<&'static str>,
    },
}

/// What is wrong with a source, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("at byte {offset}: {what}")]
pub struct ConditionFault {
    /// Byte offset into the source; at most its length, always on a character boundary.
    pub offset: usize,
    pub what: String,
}

impl Condition {
    /// Checks a source. All faults of an expression are found at once; of one that cannot be read, the first.
    ///
    /// # Errors
    /// Every fault with its place and remedy; never empty.
    pub fn check(source: &str) -> Result<Self, Vec<ConditionFault>> {
        check::check(source, Kind::Bool).map(|checked| Self(Arc::new(checked)))
    }

    /// Whether it is true of these facts. Total: it neither fails nor panics, and does not parse.
    ///
    /// As in CEL, `false && unknown` is false and `true || unknown` is true, whichever side stands first.
    pub fn holds(&self, facts: &CaseFacts) -> Truth {
        match term::truth(&self.0.term, facts) {
            Ok(true) => Truth::True,
            Ok(false) => Truth::False,
            Err(missing) => Truth::Unknown { missing },
        }
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The facts that it reads, those in `has()` included.
    pub fn names(&self) -> BTreeSet<&'static str> {
        self.0.names.clone()
    }

    /// What it asks for, in plain words: `severity.base < 4.0` is "the CVSS score is below 4.0".
    pub fn explain(&self) -> String {
        explain::clause(&self.0.term, true)
    }

    /// The numbers that it compares facts with, in its order: `severity.base` and 4.0.
    pub fn thresholds(&self) -> Vec<(&'static str, f64)> {
        explain::thresholds(&self.0.term)
    }
}

impl DateTerm {
    /// Checks a source that must give a point in time.
    ///
    /// # Errors
    /// Every fault with its place and remedy; never empty.
    pub fn check(source: &str) -> Result<Self, Vec<ConditionFault>> {
        check::check(source, Kind::Instant).map(|checked| Self(Arc::new(checked)))
    }

    /// The instant; `None` while a fact that it reads is unknown.
    pub fn at(&self, facts: &CaseFacts) -> Option<Instant> {
        term::instant(&self.0.term, facts)
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The facts that it reads, those in `has()` included.
    pub fn names(&self) -> BTreeSet<&'static str> {
        self.0.names.clone()
    }

    /// Which point in time it is, in plain words: "the upstream project's date".
    pub fn explain(&self) -> String {
        explain::noun(&self.0.term)
    }
}

/// What both kinds of checked expression have in common: they are known by their source.
macro_rules! known_by_source {
    ($type:ident) => {
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.0.source == other.0.source
            }
        }

        impl Eq for $type {}

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.0.source).finish()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.source)
            }
        }

        impl From<$type> for String {
            fn from(checked: $type) -> Self {
                checked.0.source.clone()
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(source: String) -> Result<Self, String> {
                Self::check(&source).map_err(|faults| {
                    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
                    format!(
                        "`{source}` is no condition that can be used: {}",
                        lines.join("; ")
                    )
                })
            }
        }
    };
}

known_by_source!(Condition);
known_by_source!(DateTerm);
