//! What to write instead: the words for names, functions and sources that the checker or the parser refuses.
//! What must not be here: the decision that something is refused.

use super::ConditionFault;
use super::declared::{DECLARED, Declared};
use super::scan::{fault, token_at};
use cel::common::ast::operators;
use cel::parser::{ParseError, ParseErrors};

/// The functions, with how each is written.
const FUNCTIONS: &[(&str, &str)] = &[
    ("has", "has(upstream.date)"),
    ("size", "size(commits)"),
    ("all", "commits.all(c, c.lgtm >= 1)"),
    ("exists", "commits.exists(c, c.lgtm == 0)"),
    ("exists_one", "commits.exists_one(c, c.by == \"ana\")"),
    ("filter", "commits.filter(c, c.lgtm == 0)"),
    ("map", "commits.map(c, c.by)"),
    ("startsWith", "cve.id.startsWith(\"CVE-2025-\")"),
    ("endsWith", "upstream.project.endsWith(\".org\")"),
    ("contains", "upstream.project.contains(\"go\")"),
    ("timestamp", "timestamp(\"2027-12-11T00:00:00Z\")"),
    ("duration", "duration(\"24h\")"),
];

pub(super) fn unknown_call(name: &str) -> String {
    if name == operators::INDEX {
        return "a list is not indexed, it may be too short: ask exists(..) or all(..)".to_owned();
    }
    if name == "matches" {
        return "there are no regular expressions: use startsWith, endsWith or contains".to_owned();
    }
    if name == "now" {
        return format!("there is no function `now`{}", nearest_fact("now"));
    }
    if let Some((_, example)) = FUNCTIONS.iter().find(|(function, _)| *function == name) {
        return format!("{name}() is written like this: {example}");
    }
    let closest = FUNCTIONS
        .iter()
        .map(|(function, example)| (distance(name, function), example))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 2);
    match closest {
        Some((_, example)) => format!("there is no function `{name}`; did you mean {example}?"),
        None => {
            let functions: Vec<&str> = FUNCTIONS.iter().map(|(function, _)| *function).collect();
            format!("there is no function `{name}`; there are {}", functions.join(", "))
        }
    }
}

/// What to write instead of a name that is not declared, as the rest of a sentence.
pub(super) fn nearest_fact(name: &str) -> String {
    if name == "now" {
        return ": a condition cannot ask for the time, clocks count it".to_owned();
    }
    let plain = name.trim_start_matches('.');
    let names = || DECLARED.iter().map(|fact| fact.name);
    let last = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    let group: Vec<&str> = names()
        .filter(|fact| fact.strip_prefix(plain).is_some_and(|rest| rest.starts_with('.')))
        .collect();
    if !group.is_empty() {
        return format!(" but a group of them: write {}", either(&group));
    }
    let whole = |fact: &Declared| plain.strip_prefix(fact.name).is_some_and(|rest| rest.starts_with('.'));
    if let Some(fact) = DECLARED.iter().find(|fact| whole(fact)) {
        return format!(": {} is {} and has no parts", fact.name, fact.kind.words());
    }
    let asked = plain.rsplit('.').next().unwrap_or(plain);
    let closest = names().map(|fact| (distance(plain, fact), fact)).min();
    let likely: Vec<&str> = match closest {
        Some((steps, fact)) if steps <= 1 + plain.len() / 8 => vec![fact],
        _ => names()
            .filter(|fact| distance(asked, last(fact)) <= asked.len() / 5)
            .collect(),
    };
    if likely.is_empty() {
        "; the guide lists the facts that conditions can read".to_owned()
    } else {
        format!("; did you mean {}?", either(&likely))
    }
}

/// `a, b or c`.
fn either(names: &[&str]) -> String {
    match names {
        [before @ .., one, last] if !before.is_empty() => format!("{}, {one} or {last}", before.join(", ")),
        names => names.join(" or "),
    }
}

/// How many letters must be changed, added or taken away to make one word of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        if let Some(first) = row.first_mut() {
            *first = previous;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(right.chars()) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *cell;
            previous = changed.min(diagonal + 1).min(previous + 1);
            *cell = previous;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The parser's first complaint, in words; it counts lines and characters, we count bytes.
pub(super) fn unreadable(source: &str, errors: &ParseErrors) -> ConditionFault {
    // What the parser makes of the rest after a first syntax error is of no use to anyone.
    let of_syntax = |error: &&ParseError| error.msg.starts_with("Syntax error");
    let first = errors.errors.iter().find(of_syntax).or(errors.errors.first());
    let Some(error) = first else {
        return fault(0, "this cannot be read as a condition");
    };
    let (line, column) = error.pos;
    let number = |n: isize| usize::try_from(n - 1).unwrap_or(0);
    let lines_before: usize = source.split_inclusive('\n').take(number(line)).map(str::len).sum();
    let rest = source.get(lines_before..).unwrap_or("");
    let within = rest.char_indices().nth(number(column)).map_or(rest.len(), |(at, _)| at);
    let offset = lines_before + within;
    let token = token_at(source, offset);
    let what = if error.msg.contains("int literal") {
        format!("`{token}` is too large for a whole number")
    } else if error.msg.contains("reserved identifier") {
        format!("`{token}` is a reserved word of CEL and names nothing")
    } else if token.is_empty() {
        "the condition ends here, but something is missing".to_owned()
    } else {
        format!("`{token}` cannot stand here; parts of a condition are joined with && or ||")
    };
    fault(offset, what)
}
