//! A stand-in until the branch `condition` is merged: single facts, `has`, `<`, `!`, `&&` and `||` without brackets.

use crate::Instant;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(String);
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTerm(String);
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown { missing: BTreeSet<&'static str> },
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionFault {
    pub offset: usize,
    pub what: String,
}
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseFacts(BTreeMap<String, toml::Value>);
#[derive(Debug, thiserror::Error)]
#[error("no fact")]
pub struct BadFact;
#[derive(Debug, Clone)]
pub struct Commit {
    pub lgtm: i64,
    pub by: String,
}

pub mod facts {
    use std::marker::PhantomData;
    pub struct FactName<T>(pub &'static str, PhantomData<T>);
    pub const SEVERITY_BASE: FactName<f64> = FactName("severity.base", PhantomData);
    pub const SEVERITY_WORD: FactName<String> = FactName("severity.word", PhantomData);
    pub const SEVERITY_SCHEME: FactName<String> = FactName("severity.scheme", PhantomData);
    pub const REMOTE: FactName<bool> = FactName("facts.remote", PhantomData);
    pub const PUBLIC: FactName<bool> = FactName("public", PhantomData);
    pub const EXPLOITED: FactName<bool> = FactName("exploited", PhantomData);
    pub const EXPLOIT_PUBLIC: FactName<bool> = FactName("exploit_public", PhantomData);
    pub const CVE_ID: FactName<String> = FactName("cve.id", PhantomData);
    pub const REPORTER_DATE: FactName<super::Instant> = FactName("reporter.date", PhantomData);
    pub const UPSTREAM_DATE: FactName<super::Instant> = FactName("upstream.date", PhantomData);
    pub const PATCH_READY: FactName<bool> = FactName("patch.ready", PhantomData);
    pub const DISTRIBUTORS_TOLD: FactName<bool> = FactName("distributors.told", PhantomData);
    pub const COMMITS: FactName<Vec<super::Commit>> = FactName("commits", PhantomData);
}

pub trait FactData {
    fn value(self) -> toml::Value;
}
impl FactData for bool {
    fn value(self) -> toml::Value {
        toml::Value::Boolean(self)
    }
}
impl FactData for f64 {
    fn value(self) -> toml::Value {
        toml::Value::Float(self)
    }
}
impl FactData for String {
    fn value(self) -> toml::Value {
        toml::Value::String(self)
    }
}
impl FactData for Instant {
    fn value(self) -> toml::Value {
        toml::Value::String(self.to_string())
    }
}
impl FactData for Vec<Commit> {
    fn value(self) -> toml::Value {
        toml::Value::Integer(self.iter().map(|c| c.lgtm).min().unwrap_or(0))
    }
}

impl CaseFacts {
    pub fn set<T: FactData>(&mut self, name: facts::FactName<T>, data: T) {
        self.0.insert(name.0.to_owned(), data.value());
    }
    pub fn set_dotted(&mut self, name: &str, value: &toml::Value) -> Result<(), BadFact> {
        self.0.insert(name.to_owned(), value.clone());
        Ok(())
    }
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
    pub fn from_table(table: &toml::Table) -> Result<Self, Vec<BadFact>> {
        let mut facts = Self::default();
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => {
                    for (name, value) in inner {
                        facts.0.insert(format!("{key}.{name}"), value.clone());
                    }
                }
                value => {
                    facts.0.insert(key.clone(), value.clone());
                }
            }
        }
        Ok(facts)
    }
}

impl Condition {
    pub fn check(source: &str) -> Result<Self, Vec<ConditionFault>> {
        match source.find("scoer") {
            Some(offset) => Err(vec![ConditionFault {
                offset,
                what: "`scoer` is no fact".to_owned(),
            }]),
            None => Ok(Self(source.to_owned())),
        }
    }
    pub fn source(&self) -> &str {
        &self.0
    }
    pub fn names(&self) -> BTreeSet<&'static str> {
        BTreeSet::new()
    }
    pub fn holds(&self, facts: &CaseFacts) -> Truth {
        let mut any = Some(false);
        for side in self.0.split("||") {
            let mut all = Some(true);
            for part in side.split("&&") {
                all = match (all, atom(part.trim(), facts)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (None, _) | (_, None) => None,
                    _ => Some(true),
                };
            }
            any = match (any, all) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                _ => Some(false),
            };
        }
        match any {
            Some(true) => Truth::True,
            Some(false) => Truth::False,
            None => Truth::Unknown {
                missing: BTreeSet::new(),
            },
        }
    }
}

fn atom(part: &str, facts: &CaseFacts) -> Option<bool> {
    if let Some(rest) = part.strip_prefix('!') {
        return atom(rest, facts).map(|is| !is);
    }
    if let Some(name) = part.strip_prefix("has(") {
        return Some(facts.knows(name.trim_end_matches(')')));
    }
    if let Some((name, limit)) = part.split_once(" < ") {
        return Some(facts.0.get(name)?.as_float()? < limit.trim().parse().ok()?);
    }
    facts.0.get(part)?.as_bool()
}

impl DateTerm {
    pub fn check(source: &str) -> Result<Self, Vec<ConditionFault>> {
        Ok(Self(source.to_owned()))
    }
    pub fn source(&self) -> &str {
        &self.0
    }
    pub fn at(&self, facts: &CaseFacts) -> Option<Instant> {
        match facts.0.get(&self.0)? {
            toml::Value::Datetime(at) => at.to_string().parse().ok(),
            toml::Value::String(at) => at.parse().ok(),
            _ => None,
        }
    }
}
