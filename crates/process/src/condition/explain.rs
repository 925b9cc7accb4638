//! A checked expression in plain words, for people who read a policy and not CEL.
//!
//! What lives here: the words for each fact and the grammar around them. What must not: values of a case; what is said here is
//! true of every case.

use super::declared::{Kind, declared};
use super::term::{Calculation, Comparison, Find, Over, Term};
use crate::Instant;

/// How people speak of a fact.
#[derive(Clone, Copy)]
enum Words {
    /// Of one that is true or false: both, as clauses.
    Whether(&'static str, &'static str),
    /// Of any other: what it is called, its unit, and the clauses for "it is known" and "it is not".
    Thing {
        noun: &'static str,
        unit: &'static str,
        there: &'static str,
        none: &'static str,
    },
}

const fn thing(noun: &'static str, there: &'static str, none: &'static str) -> Words {
    Words::Thing {
        noun,
        unit: "",
        there,
        none,
    }
}

fn words(fact: &str) -> Words {
    use Words::Whether;
    match fact {
        "severity.base" => thing("the CVSS score", "there is a CVSS score", "there is no CVSS score"),
        "severity.word" => thing("the severity", "the severity is set", "the severity is not set"),
        "severity.scheme" => thing(
            "the scheme of the score",
            "there is a CVSS score",
            "there is no CVSS score",
        ),
        "facts.remote" => Whether(
            "it can be exploited over a network",
            "it cannot be exploited over a network",
        ),
        "facts.privilege_escalation" => Whether(
            "it gives an attacker privileges",
            "it does not give an attacker privileges",
        ),
        "facts.user_interaction" => Whether(
            "an attack needs somebody to do something",
            "an attack needs nobody to do anything",
        ),
        "facts.simple_mitigation" => Whether(
            "people can protect themselves by simple means before there is a fix",
            "people cannot protect themselves by simple means before there is a fix",
        ),
        "facts.main_branch_only" => Whether("the flaw is on the main branch only", "the flaw is in a release"),
        "facts.main_bug_age_days" => Words::Thing {
            noun: "the age of the flaw on the main branch",
            unit: "day",
            there: "it is known how long the flaw has been on the main branch",
            none: "it is not known how long the flaw has been on the main branch",
        },
        "public" => Whether("it is public", "it is not public"),
        "exploited" => Whether("attacks have been seen", "no attack has been seen"),
        "exploit_public" => Whether("a working exploit is public", "no working exploit is public"),
        "cve.id" => thing("the CVE id", "there is a CVE id", "there is no CVE id"),
        "upstream.date" => thing(
            "the date of the upstream project",
            "an upstream project has a date",
            "no upstream project has a date",
        ),
        "upstream.project" => thing(
            "the upstream project",
            "it hangs on an upstream project",
            "it hangs on no upstream project",
        ),
        "reporter.date" => thing(
            "the date of the reporter",
            "the reporter has a date",
            "the reporter has no date",
        ),
        "reporter.responsive" => Whether("the reporter answers in time", "the reporter does not answer in time"),
        "vendor.responsive" => Whether("the vendor answers in time", "the vendor does not answer in time"),
        "commits" => thing(
            "the commits of the fix",
            "the commits of the fix are known",
            "the commits of the fix are not known",
        ),
        "patch.ready" => Whether("a reviewed patch exists", "no reviewed patch exists"),
        "distributors.told" => Whether(
            "it was decided to tell distributors early",
            "it was decided not to tell distributors early",
        ),
        "taxonomy" => thing(
            "the class of the report",
            "the report has a class",
            "the report has no class",
        ),
        "role" => thing(
            "the role of the project under the Cyber Resilience Act",
            "the role of the project under the Cyber Resilience Act is known",
            "the role of the project under the Cyber Resilience Act is not known",
        ),
        "incident.severe" => Whether("the incident is severe", "the incident is not severe"),
        // A test holds that every declared fact stands above.
        _ => thing("this fact", "this fact is known", "this fact is not known"),
    }
}

/// A clause that is true exactly when this term is true, or exactly when it is false.
pub(super) fn clause(term: &Term, holds: bool) -> String {
    match term {
        Term::Bool(value) if *value == holds => "always".to_owned(),
        Term::Bool(_) => "never".to_owned(),
        Term::Not(inner) => clause(inner, !holds),
        Term::And(_) => chain(term, holds, Link::of(holds)),
        Term::Or(_) => chain(term, holds, Link::of(!holds)),
        Term::Fact(name) => match words(name) {
            Words::Whether(yes, no) => if holds { yes } else { no }.to_owned(),
            Words::Thing { there, none, .. } => if holds { there } else { none }.to_owned(),
        },
        Term::Known(name) => match words(name) {
            Words::Whether(yes, _) if holds => format!("it is known whether {yes}"),
            Words::Whether(yes, _) => format!("it is not known whether {yes}"),
            Words::Thing { there, none, .. } => if holds { there } else { none }.to_owned(),
        },
        Term::If(parts) => {
            let [condition, then, otherwise] = &**parts;
            let (then, otherwise) = (clause(then, holds), clause(otherwise, holds));
            format!("if {}, {then}; otherwise {otherwise}", clause(condition, true))
        }
        Term::Compare(comparison, pair) => {
            let [left, right] = &**pair;
            compare(if holds { *comparison } else { comparison.negated() }, left, right)
        }
        Term::In(pair) => {
            let [item, list] = &**pair;
            let is = if holds { "is one of" } else { "is none of" };
            format!("{} {is} {}", noun(item), noun(list))
        }
        Term::Find(find, pair) => {
            let [text, part] = &**pair;
            let verb = match (find, holds) {
                (Find::Starts, true) => "begins with",
                (Find::Starts, false) => "does not begin with",
                (Find::Ends, true) => "ends with",
                (Find::Ends, false) => "does not end with",
                (Find::Contains, true) => "contains",
                (Find::Contains, false) => "does not contain",
            };
            format!("{} {verb} {}", noun(text), noun(part))
        }
        Term::Over(over, pair) => {
            let [list, body] = &**pair;
            let which = match (over, holds) {
                (Over::All, true) => "every",
                (Over::All, false) => "not every",
                (Over::Exists, true) => "at least one",
                (Over::Exists, false) => "no",
                (_, true) => "exactly one",
                (_, false) => "none or more than one",
            };
            match list {
                Term::Fact("commits") => format!("{which} commit {}", of_item(body)),
                list => format!("{which} of {} {}", noun(list), of_item(body)),
            }
        }
        // A list item that is itself true or false; anything else is no condition.
        other => format!("{} is {holds}", noun(other)),
    }
}

/// What is said of each item of a list: "has at least 1 approval".
fn of_item(body: &Term) -> String {
    if let Term::Compare(comparison, pair) = body {
        let [left, right] = &**pair;
        match (left, right) {
            (Term::ItemLgtm, Term::Int(n)) => {
                let plural = if *n == 1 { "" } else { "s" };
                return format!("has {} {n} approval{plural}", comparison.of_an_amount());
            }
            (Term::ItemBy, author) if *comparison == Comparison::Equal => return format!("is by {}", noun(author)),
            (Term::ItemBy, author) if *comparison == Comparison::NotEqual => {
                return format!("is not by {}", noun(author));
            }
            _ => {}
        }
    }
    format!("is such that {}", clause(body, true))
}

#[derive(Clone, Copy, PartialEq)]
enum Link {
    And,
    Or,
}

impl Link {
    fn of(and: bool) -> Self {
        if and { Link::And } else { Link::Or }
    }
}

/// A chain of `&&` or of `||` as one clause; a chain of the other kind within it is held together by "either" or "both".
fn chain(term: &Term, holds: bool, link: Link) -> String {
    let mut sides = Vec::new();
    flatten(term, holds, link, &mut sides);
    if let Some(said) = one_of(&sides, link) {
        return said;
    }
    let said: Vec<String> = sides
        .iter()
        .map(|(side, holds)| match (linked(side, *holds), link) {
            (Some(Link::Or), Link::And) => format!("either {}", clause(side, *holds)),
            (Some(Link::And), Link::Or) => format!("both {}", clause(side, *holds)),
            _ => clause(side, *holds),
        })
        .collect();
    list(&said, if link == Link::And { "and" } else { "or" })
}

fn flatten<'t>(term: &'t Term, holds: bool, link: Link, into: &mut Vec<(&'t Term, bool)>) {
    match term {
        Term::Not(inner) => flatten(inner, !holds, link, into),
        Term::And(pair) | Term::Or(pair) if linked(term, holds) == Some(link) => {
            for side in pair.iter() {
                flatten(side, holds, link, into);
            }
        }
        _ => into.push((term, holds)),
    }
}

fn linked(term: &Term, holds: bool) -> Option<Link> {
    match term {
        Term::Not(inner) => linked(inner, !holds),
        Term::And(_) => Some(Link::of(holds)),
        Term::Or(_) => Some(Link::of(!holds)),
        _ => None,
    }
}

/// `x == "a" || x == "b"` as one clause: "x is a or b".
fn one_of(sides: &[(&Term, bool)], link: Link) -> Option<String> {
    let mut subject = None;
    let mut values = Vec::new();
    for (side, holds) in sides {
        let Term::Compare(comparison, pair) = side else {
            return None;
        };
        let comparison = if *holds { *comparison } else { comparison.negated() };
        let wanted = if link == Link::Or {
            Comparison::Equal
        } else {
            Comparison::NotEqual
        };
        match &**pair {
            [Term::Fact(name), value @ (Term::Text(_) | Term::Int(_))]
                if comparison == wanted && subject.is_none_or(|subject| subject == *name) =>
            {
                subject = Some(*name);
                values.push(noun(value));
            }
            _ => return None,
        }
    }
    let verb = if link == Link::Or { "is" } else { "is neither" };
    let last = if link == Link::Or { "or" } else { "nor" };
    Some(format!(
        "{} {verb} {}",
        noun(&Term::Fact(subject?)),
        list(&values, last)
    ))
}

fn compare(comparison: Comparison, left: &Term, right: &Term) -> String {
    match (left, right) {
        (Term::Fact(name), Term::Text(text)) | (Term::Text(text), Term::Fact(name)) if text.is_empty() => {
            match comparison {
                Comparison::Equal => clause(&Term::Known(name), false),
                _ => clause(&Term::Known(name), true),
            }
        }
        (value, Term::Bool(wanted)) | (Term::Bool(wanted), value) => {
            clause(value, *wanted == (comparison == Comparison::Equal))
        }
        (Term::Int(_) | Term::Double(_), Term::Fact(_)) => compare(comparison.mirrored(), right, left),
        _ if says_whether(left) && says_whether(right) => {
            let same = comparison == Comparison::Equal;
            format!("{} exactly where {}", clause(left, true), clause(right, same))
        }
        (Term::Fact(name), Term::Int(_) | Term::Double(_)) => match words(name) {
            Words::Thing { noun: name, unit, .. } if !unit.is_empty() => {
                let value = noun(right);
                let plural = if value == "1" { "" } else { "s" };
                format!("{name} is {} {value} {unit}{plural}", comparison.of_an_amount())
            }
            _ => format!("{} {} {}", noun(left), comparison.of_a_size(), noun(right)),
        },
        _ if is_a_time(left) => format!("{} {} {}", noun(left), comparison.of_a_time(), noun(right)),
        _ => format!("{} {} {}", noun(left), comparison.of_a_size(), noun(right)),
    }
}

fn says_whether(term: &Term) -> bool {
    match term {
        Term::Fact(name) => declared(name).is_some_and(|fact| fact.kind == Kind::Bool),
        Term::Bool(_)
        | Term::Known(_)
        | Term::Not(_)
        | Term::And(_)
        | Term::Or(_)
        | Term::Compare(..)
        | Term::In(_)
        | Term::Find(..) => true,
        Term::Over(over, _) => matches!(over, Over::All | Over::Exists | Over::ExistsOne),
        _ => false,
    }
}

fn is_a_time(term: &Term) -> bool {
    match term {
        Term::Fact(name) => declared(name).is_some_and(|fact| fact.kind == Kind::Instant),
        Term::Instant(_) => true,
        Term::Calculate(_, pair) => pair.iter().any(is_a_time),
        _ => false,
    }
}

/// What a value is called.
pub(super) fn noun(term: &Term) -> String {
    match term {
        Term::Int(value) => value.to_string(),
        // With its point, as scores are written.
        Term::Double(value) => format!("{value:?}"),
        Term::Text(text) => format!("\"{text}\""),
        Term::Instant(at) => {
            Instant::from_nanosecond(*at).map_or_else(|_| "a far date".to_owned(), |at| at.to_string())
        }
        Term::Span(span) => length(*span),
        Term::Fact(name) => match words(name) {
            Words::Whether(yes, _) => format!("whether {yes}"),
            Words::Thing { noun, .. } => noun.to_owned(),
        },
        Term::Item => "it".to_owned(),
        Term::ItemLgtm => "the number of its approvals".to_owned(),
        Term::ItemBy => "its author".to_owned(),
        Term::Negate(inner) => format!("minus {}", noun(inner)),
        Term::Calculate(calculation, pair) => {
            let [left, right] = &**pair;
            let between = match calculation {
                Calculation::Add => "plus",
                Calculation::Subtract => "minus",
                Calculation::Multiply => "times",
                Calculation::Divide => "divided by",
                Calculation::Remainder => "modulo",
            };
            format!("{} {between} {}", noun(left), noun(right))
        }
        Term::If(parts) => {
            let [condition, then, otherwise] = &**parts;
            let (then, otherwise) = (noun(then), noun(otherwise));
            format!("{then} (or {otherwise}, unless {})", clause(condition, true))
        }
        Term::Size(inner) => match noun(inner) {
            list if list.starts_with("the commits") => format!("the number of {}", list.trim_start_matches("the ")),
            other => format!("the length of {other}"),
        },
        Term::List(items) => {
            let items: Vec<String> = items.iter().map(noun).collect();
            list(&items, "or")
        }
        Term::Over(Over::Filter, pair) => {
            let [list, body] = &**pair;
            format!("those of {} of which each {}", noun(list), of_item(body))
        }
        Term::Over(Over::Map, pair) => {
            let [list, body] = &**pair;
            format!("{} for each of {}", noun(body), noun(list))
        }
        whether => format!("whether {}", clause(whether, true)),
    }
}

/// Nanoseconds in the largest unit that they fill.
fn length(nanoseconds: i128) -> String {
    let seconds = nanoseconds / 1_000_000_000;
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let unit = units.into_iter().find(|(size, _)| seconds % size == 0);
    let (count, unit) = unit.map_or((seconds, "second"), |(size, unit)| (seconds / size, unit));
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// "a, b and c".
fn list(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

impl Comparison {
    fn negated(self) -> Self {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// The same with its sides exchanged.
    fn mirrored(self) -> Self {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }

    fn of_a_size(self) -> &'static str {
        match self {
            Comparison::Equal => "is",
            Comparison::NotEqual => "is not",
            Comparison::Less => "is below",
            Comparison::LessOrEqual => "is at most",
            Comparison::Greater => "is above",
            Comparison::GreaterOrEqual => "is at least",
        }
    }

    fn of_an_amount(self) -> &'static str {
        match self {
            Comparison::Equal => "exactly",
            Comparison::NotEqual => "not exactly",
            Comparison::Less => "less than",
            Comparison::LessOrEqual => "at most",
            Comparison::Greater => "more than",
            Comparison::GreaterOrEqual => "at least",
        }
    }

    fn of_a_time(self) -> &'static str {
        match self {
            Comparison::Less => "is before",
            Comparison::LessOrEqual => "is not after",
            Comparison::Greater => "is after",
            Comparison::GreaterOrEqual => "is not before",
            other => other.of_a_size(),
        }
    }
}

/// The facts that are compared with a number written in the source, and the number.
pub(super) fn thresholds(term: &Term) -> Vec<(&'static str, f64)> {
    match term {
        Term::Compare(_, pair) => match &**pair {
            [Term::Fact(fact), Term::Double(value)] | [Term::Double(value), Term::Fact(fact)] => vec![(fact, *value)],
            [Term::Fact(fact), Term::Int(value)] | [Term::Int(value), Term::Fact(fact)] => {
                // Thresholds are small: no digit is lost.
                vec![(fact, *value as f64)]
            }
            _ => Vec::new(),
        },
        Term::Not(inner) => thresholds(inner),
        Term::And(pair) | Term::Or(pair) => pair.iter().flat_map(thresholds).collect(),
        Term::If(parts) => parts.iter().flat_map(thresholds).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
