//! What holds a milestone, and what cannot be: in words for people, each with its profile, paragraph and instant.

use crate::Instant;

/// A reason why something may not happen earlier, later or at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hold {
    pub kind: HoldKind,
    /// The profile whose rule it is; another one than the milestone's where profiles are intersected.
    pub profile: String,
    /// The id of the clock or gate, or the name of the section or fact.
    pub rule: String,
    /// Its paragraphs.
    pub refs: Vec<String>,
    pub side: Side,
    pub at: Option<Instant>,
    /// In words: "Nothing is published before the date of the upstream project".
    pub what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldKind {
    Clock,
    Gate,
    /// An upstream project's date (S19).
    Upstream,
    /// The reporter publishes then, with or without a fix.
    Reporter,
    ReleaseWindow,
    Embargo,
    /// A target that was moved.
    Extension,
    /// A date that was agreed on; it can be moved by whoever set it.
    Planned,
}

impl HoldKind {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            HoldKind::Clock => "clock",
            HoldKind::Gate => "gate",
            HoldKind::Upstream => "upstream",
            HoldKind::Reporter => "reporter",
            HoldKind::ReleaseWindow => "release_window",
            HoldKind::Embargo => "embargo",
            HoldKind::Extension => "extension",
            HoldKind::Planned => "planned",
        }
    }
}

/// What a hold does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    NotBefore,
    NotAfter,
    /// Something must be true first, and is not, or is not known to be.
    Needs,
    /// It is forbidden, or nobody knows whether it is.
    Forbids,
    /// It is wanted or allowed; nothing is held.
    Suggests,
    Allows,
}

impl Side {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Side::NotBefore => "not_before",
            Side::NotAfter => "not_after",
            Side::Needs => "needs",
            Side::Forbids => "forbids",
            Side::Suggests => "suggests",
            Side::Allows => "allows",
        }
    }
}

/// The smallest set of rules that cannot all be kept: without any one of them the others could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// In the order of the rules; at least one.
    pub rules: Vec<Hold>,
    /// For people: what collides, with profiles and paragraphs.
    pub what: String,
}

impl Conflict {
    pub(super) fn of(rules: Vec<Hold>) -> Self {
        let one = |hold: &Hold| {
            let refs = if hold.refs.is_empty() {
                String::new()
            } else {
                format!(" ({})", hold.refs.join(", "))
            };
            format!("{}{refs}: {}", hold.profile, hold.what)
        };
        let said: Vec<String> = rules.iter().map(one).collect();
        let what = match said.as_slice() {
            [only] => format!("This cannot be kept any more: {only}."),
            several => format!("These cannot all be kept: {}.", several.join("; ")),
        };
        Self { rules, what }
    }
}
