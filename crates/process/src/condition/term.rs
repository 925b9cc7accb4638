//! Checked expressions and their evaluation: total, bounded, without parsing.
//!
//! Every answer is either a value or the set of facts that are missing for one. The checker makes terms whose types fit;
//! where one would not, the answer is "unknown, nothing missing", and a property test holds that this never comes out.
//! What must not be here: names that are not declared, messages, offsets.

use super::facts::{CaseFacts, Commit, Stored};
use crate::Instant;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The facts that an answer waits for.
pub(super) type Missing = BTreeSet<&'static str>;

pub(super) enum Term {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    /// Nanoseconds since 1970; lengths of time are nanoseconds too.
    Instant(i128),
    Span(i128),
    Fact(&'static str),
    /// `has(name)`.
    Known(&'static str),
    /// What the comprehension is looking at; comprehensions do not nest.
    Item,
    ItemLgtm,
    ItemBy,
    Not(Box<Term>),
    Negate(Box<Term>),
    And(Box<[Term; 2]>),
    Or(Box<[Term; 2]>),
    /// Condition, then, else.
    If(Box<[Term; 3]>),
    Compare(Comparison, Box<[Term; 2]>),
    Calculate(Calculation, Box<[Term; 2]>),
    /// Item, list.
    In(Box<[Term; 2]>),
    Size(Box<Term>),
    /// Text, part.
    Find(Find, Box<[Term; 2]>),
    List(Vec<Term>),
    /// List, body.
    Over(Over, Box<[Term; 2]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Divisors are numbers written in the source, and not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calculation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Find {
    Starts,
    Ends,
    Contains,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

#[derive(Debug, Clone)]
enum Value<'a> {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(Cow<'a, str>),
    Instant(i128),
    Span(i128),
    Commit(&'a Commit),
    List(Vec<Value<'a>>),
}

/// Whether a term of type bool is true.
pub(super) fn truth(term: &Term, facts: &CaseFacts) -> Result<bool, Missing> {
    Scope { facts, item: None }.truth(term)
}

/// The instant that a term of type timestamp gives; the first or last representable one where a sum goes beyond.
pub(super) fn instant(term: &Term, facts: &CaseFacts) -> Option<Instant> {
    let Ok(Value::Instant(at)) = (Scope { facts, item: None }).value(term) else {
        return None;
    };
    let beyond = if at < 0 { Instant::MIN } else { Instant::MAX };
    Some(Instant::from_nanosecond(at).unwrap_or(beyond))
}

#[derive(Clone, Copy)]
struct Scope<'a, 'i> {
    facts: &'a CaseFacts,
    item: Option<&'i Value<'a>>,
}

impl<'a> Scope<'a, '_> {
    fn value(self, term: &'a Term) -> Result<Value<'a>, Missing> {
        Ok(match term {
            Term::Bool(value) => Value::Bool(*value),
            Term::Int(value) => Value::Int(*value),
            Term::Double(value) => Value::Double(*value),
            Term::Text(value) => Value::Text(Cow::Borrowed(value)),
            Term::Instant(value) => Value::Instant(*value),
            Term::Span(value) => Value::Span(*value),
            Term::Fact(name) => match self.facts.value(name) {
                Some(stored) => stored.into(),
                None => return Err(Missing::from([*name])),
            },
            Term::Known(name) => Value::Bool(self.facts.knows(name)),
            Term::Item => self.item.cloned().ok_or_else(Missing::new)?,
            Term::ItemLgtm => Value::Int(self.commit()?.lgtm.into()),
            Term::ItemBy => Value::Text(Cow::Borrowed(&self.commit()?.by)),
            Term::Not(inner) => Value::Bool(!self.truth(inner)?),
            Term::Negate(inner) => match self.value(inner)? {
                Value::Int(value) => Value::Int(value.saturating_neg()),
                Value::Double(value) => Value::Double(-value),
                Value::Span(value) => Value::Span(value.saturating_neg()),
                _ => return Err(Missing::new()),
            },
            Term::And(pair) => Value::Bool(self.both(pair, false)?),
            Term::Or(pair) => Value::Bool(self.both(pair, true)?),
            Term::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let branch = if self.truth(condition)? { then } else { otherwise };
                self.value(branch)?
            }
            Term::Compare(comparison, pair) => {
                let (left, right) = self.pair(pair)?;
                Value::Bool(comparison.holds(&left, &right))
            }
            Term::Calculate(calculation, pair) => {
                let (left, right) = self.pair(pair)?;
                calculation.of(left, right).ok_or_else(Missing::new)?
            }
            Term::In(pair) => match self.pair(pair)? {
                (item, Value::List(list)) => Value::Bool(list.iter().any(|other| item.equals(other))),
                _ => return Err(Missing::new()),
            },
            Term::Size(inner) => match self.value(inner)? {
                Value::List(list) => Value::Int(i64::try_from(list.len()).unwrap_or(i64::MAX)),
                Value::Text(text) => Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)),
                _ => return Err(Missing::new()),
            },
            Term::Find(find, pair) => match self.pair(pair)? {
                (Value::Text(text), Value::Text(part)) => Value::Bool(match find {
                    Find::Starts => text.starts_with(&*part),
                    Find::Ends => text.ends_with(&*part),
                    Find::Contains => text.contains(&*part),
                }),
                _ => return Err(Missing::new()),
            },
            Term::List(items) => Value::List(together(items.iter().map(|item| self.value(item)))?),
            Term::Over(over, pair) => {
                let [list, body] = &**pair;
                self.over(*over, list, body)?
            }
        })
    }

    fn truth(self, term: &'a Term) -> Result<bool, Missing> {
        match self.value(term)? {
            Value::Bool(value) => Ok(value),
            _ => Err(Missing::new()),
        }
    }

    fn commit(self) -> Result<&'a Commit, Missing> {
        match self.item {
            Some(Value::Commit(commit)) => Ok(commit),
            _ => Err(Missing::new()),
        }
    }

    fn pair(self, [left, right]: &'a [Term; 2]) -> Result<(Value<'a>, Value<'a>), Missing> {
        match (self.value(left), self.value(right)) {
            (Ok(left), Ok(right)) => Ok((left, right)),
            (left, right) => Err(missing(left).chain(missing(right)).collect()),
        }
    }

    fn both(self, [left, right]: &'a [Term; 2], decisive: bool) -> Result<bool, Missing> {
        logic([left, right].into_iter().map(|side| self.truth(side)), decisive)
    }

    fn over(self, over: Over, list: &'a Term, body: &'a Term) -> Result<Value<'a>, Missing> {
        let Value::List(items) = self.value(list)? else {
            return Err(Missing::new());
        };
        let looking_at = |item| Scope {
            facts: self.facts,
            item: Some(item),
        };
        let truths = items.iter().map(|item| looking_at(item).truth(body));
        Ok(match over {
            Over::All => Value::Bool(logic(truths, false)?),
            Over::Exists => Value::Bool(logic(truths, true)?),
            Over::ExistsOne => Value::Bool(together(truths)?.into_iter().filter(|held| *held).count() == 1),
            Over::Filter => {
                let kept = together(truths)?;
                let items = items.iter().zip(kept).filter(|(_, keep)| *keep);
                Value::List(items.map(|(item, _)| item.clone()).collect())
            }
            Over::Map => Value::List(together(items.iter().map(|item| looking_at(item).value(body)))?),
        })
    }
}

/// CEL's `&&` (decided by false) and `||` (decided by true): one decisive answer settles it, whatever is unknown.
fn logic(answers: impl Iterator<Item = Result<bool, Missing>>, decisive: bool) -> Result<bool, Missing> {
    let mut unknown: Option<Missing> = None;
    for answer in answers {
        match answer {
            Ok(value) if value == decisive => return Ok(decisive),
            Ok(_) => {}
            Err(names) => unknown.get_or_insert_default().extend(names),
        }
    }
    unknown.map_or(Ok(!decisive), Err)
}

/// All of the answers, or everything that is missing for any of them.
fn together<T>(answers: impl Iterator<Item = Result<T, Missing>>) -> Result<Vec<T>, Missing> {
    let mut values = Vec::new();
    let mut unknown: Option<Missing> = None;
    for answer in answers {
        match answer {
            Ok(value) => values.push(value),
            Err(names) => unknown.get_or_insert_default().extend(names),
        }
    }
    unknown.map_or(Ok(values), Err)
}

fn missing<T>(answer: Result<T, Missing>) -> impl Iterator<Item = &'static str> {
    answer.err().into_iter().flatten()
}

impl<'a> From<&'a Stored> for Value<'a> {
    fn from(stored: &'a Stored) -> Self {
        match stored {
            Stored::Bool(value) => Value::Bool(*value),
            Stored::Int(value) => Value::Int(*value),
            Stored::Double(value) => Value::Double(*value),
            Stored::Text(value) => Value::Text(Cow::Borrowed(value)),
            Stored::Instant(value) => Value::Instant(value.as_nanosecond()),
            Stored::Commits(commits) => Value::List(commits.iter().map(Value::Commit).collect()),
        }
    }
}

impl Value<'_> {
    /// `None` where there is no order: a NaN, or values that no condition compares.
    fn order(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
            (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
            (Value::Double(left), Value::Double(right)) => left.partial_cmp(right),
            (Value::Int(left), Value::Double(right)) => order_mixed(*left, *right),
            (Value::Double(left), Value::Int(right)) => order_mixed(*right, *left).map(Ordering::reverse),
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            (Value::Instant(left), Value::Instant(right)) | (Value::Span(left), Value::Span(right)) => {
                Some(left.cmp(right))
            }
            _ => None,
        }
    }

    fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::List(left), Value::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.equals(right))
            }
            _ => self.order(other) == Some(Ordering::Equal),
        }
    }
}

/// A whole number against a double, exactly: 2^53 + 1 is not 2^53, though both are the same double.
fn order_mixed(whole: i64, double: f64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if double.is_nan() {
        None
    } else if double >= BEYOND {
        Some(Ordering::Less)
    } else if double < -BEYOND {
        Some(Ordering::Greater)
    } else {
        // In range by the two comparisons above, so that nothing is cut off but the fraction.
        let floor = double.floor();
        let order = whole.cmp(&(floor as i64));
        Some(order.then(if double > floor {
            Ordering::Less
        } else {
            Ordering::Equal
        }))
    }
}

impl Comparison {
    fn holds(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        match self {
            Comparison::Equal => left.equals(right),
            Comparison::NotEqual => !left.equals(right),
            Comparison::Less => left.order(right).is_some_and(Ordering::is_lt),
            Comparison::LessOrEqual => left.order(right).is_some_and(Ordering::is_le),
            Comparison::Greater => left.order(right).is_some_and(Ordering::is_gt),
            Comparison::GreaterOrEqual => left.order(right).is_some_and(Ordering::is_ge),
        }
    }
}

impl Calculation {
    fn of<'a>(self, left: Value<'a>, right: Value<'a>) -> Option<Value<'a>> {
        use Calculation::{Add, Divide, Multiply, Remainder, Subtract};
        Some(match (self, left, right) {
            (Add, Value::Int(left), Value::Int(right)) => Value::Int(left.saturating_add(right)),
            (Subtract, Value::Int(left), Value::Int(right)) => Value::Int(left.saturating_sub(right)),
            (Multiply, Value::Int(left), Value::Int(right)) => Value::Int(left.saturating_mul(right)),
            (Divide, Value::Int(left), Value::Int(right)) if right != 0 => Value::Int(left.saturating_div(right)),
            (Remainder, Value::Int(left), Value::Int(right)) if right != 0 => Value::Int(left.wrapping_rem(right)),
            (Add, Value::Double(left), Value::Double(right)) => Value::Double(left + right),
            (Subtract, Value::Double(left), Value::Double(right)) => Value::Double(left - right),
            (Multiply, Value::Double(left), Value::Double(right)) => Value::Double(left * right),
            (Divide, Value::Double(left), Value::Double(right)) => Value::Double(left / right),
            (Add, Value::Text(left), Value::Text(right)) => Value::Text(Cow::Owned(format!("{left}{right}"))),
            (Add, Value::Instant(at), Value::Span(span)) | (Add, Value::Span(span), Value::Instant(at)) => {
                Value::Instant(at.saturating_add(span))
            }
            (Subtract, Value::Instant(at), Value::Span(span)) => Value::Instant(at.saturating_sub(span)),
            (Subtract, Value::Instant(left), Value::Instant(right)) => Value::Span(left.saturating_sub(right)),
            (Add, Value::Span(left), Value::Span(right)) => Value::Span(left.saturating_add(right)),
            (Subtract, Value::Span(left), Value::Span(right)) => Value::Span(left.saturating_sub(right)),
            _ => return None,
        })
    }
}
