//! A first look at a condition's source, before the parser sees it: lengths, brackets, quotes and signs.
//!
//! The parser recurses for every bracket and speaks of grammar rules where something is missing. So what people get wrong
//! most often is found here and said in their words, and only sources that are short and shallow go further. What must not
//! be here: anything about names or types.

use super::{ConditionFault, MAX_BYTES, MAX_NESTING, MAX_TOKENS};

/// Refuses what is too long, too deep or written with signs that no condition uses.
pub(super) fn scan(source: &str) -> Result<(), ConditionFault> {
    if source.len() > MAX_BYTES {
        let what = format!(
            "the condition is {} bytes long, {MAX_BYTES} are allowed: split it into two gates",
            source.len()
        );
        return Err(fault(0, what));
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut tokens = 0;
    let mut rest = source;
    let mut after_dot = false;
    while let Some(first) = rest.chars().next() {
        let at = source.len() - rest.len();
        let length = token(rest).map_err(|what| fault(at, what))?;
        let (text, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = tail;
        if first.is_ascii_whitespace() || text.starts_with("//") {
            continue;
        }
        tokens += 1;
        if tokens > MAX_TOKENS {
            return Err(fault(
                at,
                format!("the condition has more than {MAX_TOKENS} words and signs: split it into two gates"),
            ));
        }
        if !after_dot && let Some(sign) = spelled_out(text) {
            return Err(fault(at, format!("`{text}` is no operator in CEL: write {sign}")));
        }
        after_dot = text == ".";
        match first {
            '(' | '[' => {
                open.push((at, first));
                if open.len() > MAX_NESTING {
                    return Err(fault(
                        at,
                        format!("brackets nest deeper than {MAX_NESTING}: take some away, or split the condition"),
                    ));
                }
            }
            ')' | ']' => match open.pop() {
                Some((_, '(')) if first == ')' => {}
                Some((_, '[')) if first == ']' => {}
                Some((began, with)) => {
                    return Err(fault(
                        at,
                        format!("`{first}` does not close the `{with}` at byte {began}"),
                    ));
                }
                None => return Err(fault(at, format!("`{first}` closes a bracket that was never opened"))),
            },
            _ => {}
        }
    }
    if let Some((at, with)) = open.pop() {
        return Err(fault(at, format!("this `{with}` is never closed")));
    }
    if tokens == 0 {
        let what = "the condition is empty: leave it out where the rule always applies".to_owned();
        return Err(fault(0, what));
    }
    Ok(())
}

/// What stands at a place in the source, for messages: one word, number, text or sign.
pub(super) fn token_at(source: &str, at: usize) -> &str {
    let rest = source.get(at..).unwrap_or("");
    let length = token(rest).unwrap_or(rest.len());
    rest.get(..length).unwrap_or(rest)
}

/// Length of the first token, blank or comment of a text that is not empty; or what is wrong with it.
fn token(rest: &str) -> Result<usize, String> {
    let first = rest.chars().next().unwrap_or(' ');
    let run = |keep: fn(char) -> bool| rest.find(|c| !keep(c)).unwrap_or(rest.len());
    match first {
        ' ' | '\t' | '\n' | '\r' => Ok(run(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))),
        '_' | 'a'..='z' | 'A'..='Z' => {
            let length = run(|c| c.is_ascii_alphanumeric() || c == '_');
            if matches!(rest.as_bytes().get(length), Some(b'"' | b'\'')) {
                return Err("a text stands in plain quotes, without a letter before them: \"text\"".to_owned());
            }
            Ok(length)
        }
        '0'..='9' => number(rest),
        '"' | '\'' => quoted(rest, first),
        '/' if rest.starts_with("//") => Ok(rest.find('\n').unwrap_or(rest.len())),
        '&' if !rest.starts_with("&&") => Err("a single `&` is no operator in CEL: write &&".to_owned()),
        '|' if !rest.starts_with("||") => Err("a single `|` is no operator in CEL: write ||".to_owned()),
        '=' if !rest.starts_with("==") => Err("a single `=` is no operator in CEL: write == to compare".to_owned()),
        '&' | '|' | '=' => Ok(2),
        '!' | '<' | '>' => Ok(if rest.as_bytes().get(1) == Some(&b'=') { 2 } else { 1 }),
        '+' | '-' | '*' | '/' | '%' | '?' | ':' | ',' | '.' | '(' | ')' | '[' | ']' => Ok(1),
        '{' | '}' => Err("a condition builds no maps or messages: compare facts, texts and numbers".to_owned()),
        other => Err(format!("{other:?} does not belong in a condition outside of quotes")),
    }
}

fn number(rest: &str) -> Result<usize, String> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    match bytes.get(length) {
        Some(b) if b.is_ascii_alphabetic() || *b == b'_' => {
            Err("a number is written plainly, 4 or 4.0, without letters".to_owned())
        }
        _ => Ok(length),
    }
}

fn quoted(rest: &str, quote: char) -> Result<usize, String> {
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote {
            let length = at + 1;
            return if length == 2 && rest.get(2..).is_some_and(|tail| tail.starts_with(quote)) {
                Err("a text stands in single or double quotes, never in three of them".to_owned())
            } else {
                Ok(length)
            };
        }
        if c == '\\' {
            return Err("a text holds no backslash: no name or word of a case has one".to_owned());
        }
        if c.is_control() {
            break;
        }
    }
    Err(format!("this {quote} is never closed on its line"))
}

fn spelled_out(word: &str) -> Option<&'static str> {
    match word {
        "and" | "AND" => Some("&&"),
        "or" | "OR" => Some("||"),
        "not" | "NOT" => Some("! before what must not hold"),
        "is" => Some("==, or has(name) to ask whether a fact is known"),
        _ => None,
    }
}

pub(super) fn fault(offset: usize, what: impl Into<String>) -> ConditionFault {
    ConditionFault {
        offset,
        what: what.into(),
    }
}
