//! The facts that conditions can read: their names, types and meanings. What must not be here: values of a case.

use super::facts::{Commit, FactData};
use crate::Instant;
use std::fmt;
use std::marker::PhantomData;

/// A declared fact: what a condition may name.
#[derive(Debug, PartialEq, Eq)]
pub struct Declared {
    /// As it is written in CEL: `severity.base`.
    pub name: &'static str,
    pub kind: Kind,
    /// Where only these texts can occur, all of them; a comparison with another is refused.
    pub values: &'static [&'static str],
    pub meaning: &'static str,
}

/// The name of a declared fact whose value has type `T`: a wrong pair of name and value does not compile.
pub struct FactName<T> {
    name: &'static str,
    data: PhantomData<fn() -> T>,
}

const fn name<T>(name: &'static str) -> FactName<T> {
    FactName {
        name,
        data: PhantomData,
    }
}

impl<T> FactName<T> {
    /// As it is written in CEL.
    pub const fn as_str(self) -> &'static str {
        self.name
    }
}

pub const SEVERITY_BASE: FactName<f64> = name("severity.base");
pub const SEVERITY_WORD: FactName<String> = name("severity.word");
pub const SEVERITY_SCHEME: FactName<String> = name("severity.scheme");
pub const REMOTE: FactName<bool> = name("facts.remote");
pub const PRIVILEGE_ESCALATION: FactName<bool> = name("facts.privilege_escalation");
pub const USER_INTERACTION: FactName<bool> = name("facts.user_interaction");
pub const SIMPLE_MITIGATION: FactName<bool> = name("facts.simple_mitigation");
pub const MAIN_BRANCH_ONLY: FactName<bool> = name("facts.main_branch_only");
pub const MAIN_BUG_AGE_DAYS: FactName<i64> = name("facts.main_bug_age_days");
pub const PUBLIC: FactName<bool> = name("public");
pub const EXPLOITED: FactName<bool> = name("exploited");
pub const EXPLOIT_PUBLIC: FactName<bool> = name("exploit_public");
pub const CVE_ID: FactName<String> = name("cve.id");
pub const UPSTREAM_DATE: FactName<Instant> = name("upstream.date");
pub const UPSTREAM_PROJECT: FactName<String> = name("upstream.project");
pub const REPORTER_DATE: FactName<Instant> = name("reporter.date");
pub const REPORTER_RESPONSIVE: FactName<bool> = name("reporter.responsive");
pub const VENDOR_RESPONSIVE: FactName<bool> = name("vendor.responsive");
pub const COMMITS: FactName<Vec<Commit>> = name("commits");
pub const PATCH_READY: FactName<bool> = name("patch.ready");
pub const DISTRIBUTORS_TOLD: FactName<bool> = name("distributors.told");
pub const TAXONOMY: FactName<String> = name("taxonomy");
pub const ROLE: FactName<String> = name("role");
pub const INCIDENT_SEVERE: FactName<bool> = name("incident.severe");

/// **The** table of facts that conditions can read. [`table`] prints it for the docs.
pub static DECLARED: &[Declared] = &[
    row(
        SEVERITY_BASE,
        "CVSS base score, 0.0 to 10.0; of several vectors the one that the profile's `decides` picks (S22, S25)",
    ),
    row(
        SEVERITY_WORD,
        "severity in the words of the profile's own levels, `high`",
    ),
    row(
        SEVERITY_SCHEME,
        "scheme of the score that `severity.base` holds, `CVSS:3.1`",
    ),
    row(REMOTE, "the flaw can be exploited over a network (S31)"),
    row(
        PRIVILEGE_ESCALATION,
        "who exploits the flaw gains privileges that they should not have (S31)",
    ),
    row(USER_INTERACTION, "an attack needs somebody to do something"),
    row(
        SIMPLE_MITIGATION,
        "people can protect themselves without the fix, by simple means",
    ),
    row(
        MAIN_BRANCH_ONLY,
        "no release contains the flaw, only the main branch does",
    ),
    row(
        MAIN_BUG_AGE_DAYS,
        "how long the flaw has been on the main branch, in days",
    ),
    row(PUBLIC, "the flaw is publicly known (S9)"),
    row(EXPLOITED, "attacks that use the flaw have been seen"),
    row(EXPLOIT_PUBLIC, "a working exploit is publicly available"),
    row(CVE_ID, "the CVE id, once one is reserved (S37)"),
    row(UPSTREAM_DATE, "when the upstream project makes its side public (S19)"),
    row(UPSTREAM_PROJECT, "the upstream project that the case hangs on (S19)"),
    row(REPORTER_DATE, "when the reporter publishes, with a fix or without one"),
    row(
        REPORTER_RESPONSIVE,
        "the reporter answers within the time that the policy gives",
    ),
    row(
        VENDOR_RESPONSIVE,
        "the vendor answers within the time that the policy gives",
    ),
    row(
        COMMITS,
        "the commits of the fix; each has `lgtm`, the approvals that count (int), and `by`, its author (string) (S24)",
    ),
    row(PATCH_READY, "a reviewed patch exists, released or not"),
    row(
        DISTRIBUTORS_TOLD,
        "it was decided that distributors hear of it early (S30)",
    ),
    row(
        TAXONOMY,
        "class of the report in the policy's own taxonomy, `A` or `B1`",
    ),
    Declared {
        values: &["manufacturer", "steward", "neither"],
        ..row(
            ROLE,
            "what the project is for the affected product under the Cyber Resilience Act",
        )
    },
    row(
        INCIDENT_SEVERE,
        "a severe incident in the sense of Article 14 of the Cyber Resilience Act",
    ),
];

const fn row<T: FactData>(name: FactName<T>, meaning: &'static str) -> Declared {
    Declared {
        name: name.name,
        kind: T::KIND,
        values: &[],
        meaning,
    }
}

/// The declared fact of this name.
pub fn declared(name: &str) -> Option<&'static Declared> {
    DECLARED.iter().find(|fact| fact.name == name)
}

/// [`DECLARED`] as a table in Markdown, for the docs.
pub fn table() -> String {
    let mut text = String::from("| Fact | Type | Meaning |\n| --- | --- | --- |\n");
    for fact in DECLARED {
        let values: Vec<String> = fact.values.iter().map(|value| format!("`{value}`")).collect();
        let values = if values.is_empty() {
            String::new()
        } else {
            format!(": {}", values.join(", "))
        };
        text.push_str(&format!(
            "| `{}` | {} | {}{values} |\n",
            fact.name,
            fact.kind.cel(),
            fact.meaning
        ));
    }
    text
}

/// What a value is. Lists hold single values, never lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Double,
    Text,
    Instant,
    /// A length of time.
    Span,
    Commit,
    List(Item),
}

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Bool,
    Int,
    Double,
    Text,
    Instant,
    Span,
    Commit,
}

impl Kind {
    /// The name of the type in CEL.
    pub fn cel(self) -> &'static str {
        match self {
            Kind::Bool => "bool",
            Kind::Int => "int",
            Kind::Double => "double",
            Kind::Text => "string",
            Kind::Instant => "timestamp",
            Kind::Span => "duration",
            Kind::Commit => "commit",
            Kind::List(Item::Bool) => "list of bool",
            Kind::List(Item::Int) => "list of int",
            Kind::List(Item::Double) => "list of double",
            Kind::List(Item::Text) => "list of string",
            Kind::List(Item::Instant) => "list of timestamp",
            Kind::List(Item::Span) => "list of duration",
            Kind::List(Item::Commit) => "list of commits",
        }
    }

    /// What people call it, with its article.
    pub(super) fn words(self) -> &'static str {
        match self {
            Kind::Bool => "something true or false",
            Kind::Int => "a whole number",
            Kind::Double => "a number",
            Kind::Text => "a text",
            Kind::Instant => "a point in time",
            Kind::Span => "a length of time",
            Kind::Commit => "a commit",
            Kind::List(_) => "a list",
        }
    }
}

impl Item {
    pub(super) fn kind(self) -> Kind {
        match self {
            Item::Bool => Kind::Bool,
            Item::Int => Kind::Int,
            Item::Double => Kind::Double,
            Item::Text => Kind::Text,
            Item::Instant => Kind::Instant,
            Item::Span => Kind::Span,
            Item::Commit => Kind::Commit,
        }
    }

    /// `None` for a list: there are no lists of lists.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Bool => Item::Bool,
            Kind::Int => Item::Int,
            Kind::Double => Item::Double,
            Kind::Text => Item::Text,
            Kind::Instant => Item::Instant,
            Kind::Span => Item::Span,
            Kind::Commit => Item::Commit,
            Kind::List(_) => return None,
        })
    }
}

impl<T> Clone for FactName<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for FactName<T> {}

impl<T> fmt::Debug for FactName<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
