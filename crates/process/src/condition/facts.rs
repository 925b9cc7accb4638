//! The facts of one case, as far as they are known, for conditions to read.
//!
//! What lives here: known values and how a facts file states them. What must not: how a case comes by them (the planner
//! and the coordinator fill them in).

use super::declared::{FactName, Item, Kind, declared};
use super::remedy::nearest_fact;
use crate::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the facts of one case are, as far as they are known. A fact that is absent is unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseFacts(BTreeMap<&'static str, Stored>);

impl CaseFacts {
    /// States a fact; an earlier value is forgotten.
    pub fn set<T: FactData>(&mut self, name: FactName<T>, data: T) {
        self.0.insert(name.as_str(), data.store());
    }

    /// Whether this fact is known.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn value(&self, name: &str) -> Option<&Stored> {
        self.0.get(name)
    }

    /// States a fact as a facts file writes it: `severity.base = 6.9`. Times are offset date-times or such texts.
    ///
    /// # Errors
    /// The name is not declared, or the value is not of its type; nothing is changed then.
    pub fn set_dotted(&mut self, name: &str, value: &toml::Value) -> Result<(), BadFact> {
        let Some(fact) = declared(name) else {
            return Err(BadFact::Undeclared {
                name: name.to_owned(),
                hint: nearest_fact(name),
            });
        };
        let stored = read(fact.kind, value).ok_or_else(|| BadFact::WrongType {
            name: fact.name,
            expected: example(fact.kind),
            found: value.type_str(),
        })?;
        if let Stored::Text(text) = &stored
            && !fact.values.is_empty()
            && !fact.values.contains(&text.as_str())
        {
            return Err(BadFact::NoSuchValue {
                name: fact.name,
                found: text.clone(),
                values: fact.values.join(", "),
            });
        }
        self.0.insert(fact.name, stored);
        Ok(())
    }

    /// Reads the `[facts]` table of a facts file; tables within it are the parts before a dot.
    ///
    /// # Errors
    /// Every entry that is no declared fact or has a wrong value; never empty.
    pub fn from_table(table: &toml::Table) -> Result<Self, Vec<BadFact>> {
        let mut facts = CaseFacts::default();
        let mut bad = Vec::new();
        let mut open: Vec<(String, &toml::Value)> = table.iter().map(|(key, value)| (key.clone(), value)).collect();
        while let Some((name, value)) = open.pop() {
            match value {
                toml::Value::Table(part) => {
                    open.extend(part.iter().map(|(key, value)| (format!("{name}.{key}"), value)));
                }
                _ => bad.extend(facts.set_dotted(&name, value).err()),
            }
        }
        bad.reverse();
        if bad.is_empty() { Ok(facts) } else { Err(bad) }
    }
}

/// A commit of the fix, as conditions see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// How many approvals it has that count.
    pub lgtm: u32,
    /// Who wrote it.
    pub by: String,
}

/// Why a fact cannot be stated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFact {
    #[error("`{name}` is no fact{hint}")]
    Undeclared { name: String, hint: String },
    #[error("`{name}` must be {expected}, not what stands there ({found})")]
    WrongType {
        name: &'static str,
        expected: &'static str,
        found: &'static str,
    },
    #[error("`{name}` cannot be \"{found}\": it is one of {values}")]
    NoSuchValue {
        name: &'static str,
        found: String,
        values: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stored {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    Instant(Instant),
    Commits(Vec<Commit>),
}

/// The Rust types that a fact's value can have.
pub trait FactData: sealed::Storable {
    const KIND: Kind;
}

mod sealed {
    pub trait Storable {
        #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can name it")]
        fn store(self) -> super::Stored;
    }
}

macro_rules! fact_data {
    ($($type:ty => $kind:expr, $stored:ident;)*) => {$(
        impl FactData for $type {
            const KIND: Kind = $kind;
        }
        impl sealed::Storable for $type {
            #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can name it")]
            fn store(self) -> Stored {
                Stored::$stored(self)
            }
        }
    )*};
}

fact_data! {
    bool => Kind::Bool, Bool;
    i64 => Kind::Int, Int;
    f64 => Kind::Double, Double;
    String => Kind::Text, Text;
    Instant => Kind::Instant, Instant;
    Vec<Commit> => Kind::List(Item::Commit), Commits;
}

fn read(kind: Kind, value: &toml::Value) -> Option<Stored> {
    match (kind, value) {
        (Kind::Bool, toml::Value::Boolean(value)) => Some(Stored::Bool(*value)),
        (Kind::Int, toml::Value::Integer(value)) => Some(Stored::Int(*value)),
        (Kind::Double, toml::Value::Float(value)) if value.is_finite() => Some(Stored::Double(*value)),
        // `severity.base = 4` is meant as 4.0; whole numbers up to 2^53 are exact as doubles.
        (Kind::Double, toml::Value::Integer(value)) => i32::try_from(*value).ok().map(|n| Stored::Double(n.into())),
        (Kind::Text, toml::Value::String(value)) => Some(Stored::Text(value.clone())),
        (Kind::Instant, toml::Value::Datetime(value)) => value.to_string().parse().ok().map(Stored::Instant),
        (Kind::Instant, toml::Value::String(value)) => value.parse().ok().map(Stored::Instant),
        (Kind::List(Item::Commit), toml::Value::Array(_)) => value.clone().try_into().ok().map(Stored::Commits),
        _ => None,
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "true or false",
        Kind::Int => "a whole number",
        Kind::Double => "a number such as 6.9",
        Kind::Text => "a text in quotes",
        Kind::Instant => "a date and time with its offset, 2025-09-20T00:00:00Z",
        Kind::Span | Kind::Commit | Kind::List(_) => "a list of commits, [{ lgtm = 1, by = \"ana\" }]",
    }
}
