//! The type checker: from the tree that the parser makes of CEL to a [`Term`] whose types fit, or to every fault with its
//! place and a remedy. What must not be here: values of facts, and evaluation.

use super::declared::{Declared, Item, Kind, declared};
use super::remedy::{nearest_fact, unknown_call, unreadable};
use super::scan::{fault, scan};
use super::term::{Calculation, Comparison, Find, Term};
use super::{Checked, ConditionFault, MAX_DEPTH};
use crate::Instant;
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use std::collections::BTreeSet;

mod lists;

/// Checks a source that must have this type.
pub(super) fn check(source: &str, wanted: Kind) -> Result<Checked, Vec<ConditionFault>> {
    scan(source).map_err(|found| vec![found])?;
    // An environment without macros leaves `has(..)` and `all(..)` as they are written.
    let parsed = cel::Env::default()
        .parser()
        .enable_optional_syntax(false)
        .parse_with_source_info(source);
    let (tree, places) = parsed.map_err(|errors| vec![unreadable(source, &errors)])?;
    let mut checker = Checker {
        source,
        places,
        faults: Vec::new(),
        names: BTreeSet::new(),
        item: None,
        comprehensions: 0,
    };
    let checked = checker.expect(&tree, 0, wanted, |found| match wanted {
        Kind::Instant => format!(
            "this must be a point in time such as upstream.date, it is {}",
            found.words()
        ),
        _ => format!("a condition must be true or false, this is {}", found.words()),
    });
    let mut faults = checker.faults;
    faults.sort();
    faults.dedup();
    match checked {
        Some(term) if faults.is_empty() => Ok(Checked {
            source: source.to_owned(),
            term,
            names: checker.names,
        }),
        _ => Err(faults),
    }
}

struct Checker<'s> {
    source: &'s str,
    places: SourceInfo,
    faults: Vec<ConditionFault>,
    names: BTreeSet<&'static str>,
    /// The variable of the comprehension we are in, and what it stands for.
    item: Option<(String, Item)>,
    comprehensions: usize,
}

/// `None` once a fault has been noted.
type Typed = Option<(Term, Kind)>;

impl Checker<'_> {
    fn expression(&mut self, tree: &IdedExpr, depth: usize) -> Typed {
        if depth > MAX_DEPTH {
            let what =
                format!("the condition is more than {MAX_DEPTH} steps deep: shorten its longest chain, or split it");
            return self.refuse(tree, what);
        }
        match &tree.expr {
            Expr::Literal(literal) => self.literal(tree, literal),
            Expr::Ident(name) => self.name(tree, name),
            Expr::Select(select) => match dotted(tree) {
                Some(name) => self.name(tree, &name),
                None => {
                    let (_, kind) = self.expression(&select.operand, depth + 1)?;
                    self.refuse(tree, format!("{} has no part `{}`", kind.words(), select.field))
                }
            },
            Expr::Call(call) => self.call(tree, call, depth + 1),
            Expr::List(list) => self.list(tree, &list.elements, depth + 1),
            Expr::Map(_) | Expr::Struct(_) | Expr::Comprehension(_) | Expr::Unspecified => self.refuse(
                tree,
                "a condition builds no maps or messages: compare facts, texts and numbers",
            ),
        }
    }

    fn literal(&mut self, tree: &IdedExpr, literal: &LiteralValue) -> Typed {
        match literal {
            LiteralValue::Boolean(value) => Some((Term::Bool(*value.inner()), Kind::Bool)),
            LiteralValue::Int(value) => Some((Term::Int(*value.inner()), Kind::Int)),
            LiteralValue::Double(value) => Some((Term::Double(*value.inner()), Kind::Double)),
            LiteralValue::String(value) => Some((Term::Text(value.inner().to_owned()), Kind::Text)),
            LiteralValue::Null => self.refuse(tree, "no fact is ever null: has(name) asks whether it is known"),
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) => self.refuse(tree, "write a plain number or text here"),
        }
    }

    fn name(&mut self, tree: &IdedExpr, name: &str) -> Typed {
        let (root, part) = match name.split_once('.') {
            Some((root, part)) => (root, Some(part)),
            None => (name, None),
        };
        if let Some((_, item)) = self.item.as_ref().filter(|(variable, _)| variable == root) {
            return match (*item, part) {
                (item, None) => Some((Term::Item, item.kind())),
                (Item::Commit, Some("lgtm")) => Some((Term::ItemLgtm, Kind::Int)),
                (Item::Commit, Some("by")) => Some((Term::ItemBy, Kind::Text)),
                (Item::Commit, Some(other)) => {
                    let what = format!("a commit has no `{other}`: it has {root}.lgtm and {root}.by");
                    self.refuse(tree, what)
                }
                (item, Some(_)) => {
                    let what = format!("`{root}` is {} and has no parts", item.kind().words());
                    self.refuse(tree, what)
                }
            };
        }
        let fact = self.declared(tree, name)?;
        Some((Term::Fact(fact.name), fact.kind))
    }

    fn declared(&mut self, tree: &IdedExpr, name: &str) -> Option<&'static Declared> {
        match declared(name) {
            Some(fact) => {
                self.names.insert(fact.name);
                Some(fact)
            }
            None => {
                let what = format!("`{name}` is no fact{}", nearest_fact(name));
                self.refuse(tree, what)
            }
        }
    }

    fn call(&mut self, tree: &IdedExpr, call: &CallExpr, depth: usize) -> Typed {
        match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
            (operators::LOGICAL_AND, None, [left, right]) => {
                let pair = self.truths(left, right, "&&", depth)?;
                Some((Term::And(pair), Kind::Bool))
            }
            (operators::LOGICAL_OR, None, [left, right]) => {
                let pair = self.truths(left, right, "||", depth)?;
                Some((Term::Or(pair), Kind::Bool))
            }
            (operators::LOGICAL_NOT, None, [inner]) => {
                let inner = self.expect(inner, depth, Kind::Bool, |kind| {
                    format!(
                        "! takes what is true or false, this is {}; a comparison is negated in brackets: !(a < b)",
                        kind.words()
                    )
                })?;
                Some((Term::Not(Box::new(inner)), Kind::Bool))
            }
            (operators::NEGATE, None, [inner]) => match self.expression(inner, depth)? {
                (term, kind @ (Kind::Int | Kind::Double | Kind::Span)) => Some((Term::Negate(Box::new(term)), kind)),
                (_, kind) => self.refuse(tree, format!("- stands before a number, this is {}", kind.words())),
            },
            (operators::CONDITIONAL, None, [condition, then, otherwise]) => {
                self.choice(tree, [condition, then, otherwise], depth)
            }
            (operators::IN, None, [item, list]) => self.membership(tree, item, list, depth),
            ("has", None, [asked]) => self.known(asked),
            ("size", None, [of]) | ("size", Some(of), []) => match self.expression(of, depth)? {
                (term, Kind::List(_) | Kind::Text) => Some((Term::Size(Box::new(term)), Kind::Int)),
                (_, kind) => self.refuse(
                    tree,
                    format!("size() counts a list or a text, this is {}", kind.words()),
                ),
            },
            ("timestamp", None, [text]) => self.timestamp(text),
            ("duration", None, [text]) => self.duration(text),
            (name, None, [left, right]) if comparison(name).is_some() => {
                let comparison = comparison(name)?;
                self.compare(tree, comparison, left, right, depth)
            }
            (name, None, [left, right]) if calculation(name).is_some() => {
                let (calculation, sign) = calculation(name)?;
                self.calculate(tree, calculation, sign, left, right, depth)
            }
            (name, Some(text), [part]) if find(name).is_some() => {
                let words = |kind: Kind| format!("{name}() looks for a text within a text, this is {}", kind.words());
                let text = self.expect(text, depth, Kind::Text, words);
                let part = self.expect(part, depth, Kind::Text, words);
                Some((Term::Find(find(name)?, Box::new([text?, part?])), Kind::Bool))
            }
            (name, Some(list), [variable, body]) if lists::over(name).is_some() => {
                self.over(tree, (name, lists::over(name)?), list, variable, body, depth)
            }
            (name, ..) => {
                let what = unknown_call(name);
                self.refuse(tree, what)
            }
        }
    }

    fn truth(&mut self, tree: &IdedExpr, sign: &str, depth: usize) -> Option<Term> {
        self.expect(tree, depth, Kind::Bool, |kind| {
            format!("{sign} takes what is true or false, this is {}", kind.words())
        })
    }

    fn truths(&mut self, left: &IdedExpr, right: &IdedExpr, sign: &str, depth: usize) -> Option<Box<[Term; 2]>> {
        let (left, right) = (self.truth(left, sign, depth), self.truth(right, sign, depth));
        Some(Box::new([left?, right?]))
    }

    fn choice(&mut self, tree: &IdedExpr, parts: [&IdedExpr; 3], depth: usize) -> Typed {
        let [condition, then, otherwise] = parts;
        let condition = self.truth(condition, "?", depth);
        let (then, otherwise) = (self.expression(then, depth), self.expression(otherwise, depth));
        let (condition, (then, kind), (otherwise, other)) = (condition?, then?, otherwise?);
        if kind != other {
            let what = format!(
                "both sides of : must be of one kind, these are {} and {}{}",
                kind.words(),
                other.words(),
                decimal_hint(kind, other)
            );
            return self.refuse(tree, what);
        }
        Some((Term::If(Box::new([condition, then, otherwise])), kind))
    }

    fn compare(
        &mut self,
        tree: &IdedExpr,
        comparison: Comparison,
        left: &IdedExpr,
        right: &IdedExpr,
        depth: usize,
    ) -> Typed {
        let (left_side, right_side) = (self.expression(left, depth), self.expression(right, depth));
        let ((left_side, kind), (right_side, other)) = (left_side?, right_side?);
        if !alike(kind, other) {
            let remedy = match (kind, other) {
                (Kind::Instant, _) | (_, Kind::Instant) => ": a time is written timestamp(\"2027-12-11T00:00:00Z\")",
                (Kind::Text, _) | (_, Kind::Text) => ": a text stands in quotes, a number does not",
                _ => ": compare like with like",
            };
            let what = format!("this compares {} with {}{remedy}", kind.words(), other.words());
            return self.refuse(tree, what);
        }
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match kind {
            Kind::Commit | Kind::List(Item::Commit) => {
                return self.refuse(tree, "commits are not compared: compare their lgtm or by");
            }
            Kind::Bool | Kind::List(_) if !equality => {
                let what = format!(
                    "{} is neither more nor less than another: compare with == or !=",
                    kind.words()
                );
                return self.refuse(tree, what);
            }
            _ => {}
        }
        self.possible(right, &left_side, &right_side);
        self.possible(left, &right_side, &left_side);
        Some((Term::Compare(comparison, Box::new([left_side, right_side])), Kind::Bool))
    }

    fn calculate(
        &mut self,
        tree: &IdedExpr,
        calculation: Calculation,
        sign: &str,
        left: &IdedExpr,
        right: &IdedExpr,
        depth: usize,
    ) -> Typed {
        use Calculation::{Add, Divide, Remainder, Subtract};
        let (left, right_side) = (self.expression(left, depth), self.expression(right, depth));
        let ((left, kind), (right_side, other)) = (left?, right_side?);
        let result = match (calculation, kind, other) {
            (Divide | Remainder, Kind::Int, Kind::Int) if !matches!(right_side, Term::Int(divisor) if divisor != 0) => {
                return self.refuse(
                    right,
                    "divide by a written whole number that is not 0, so that it cannot fail",
                );
            }
            (_, Kind::Int, Kind::Int) => Kind::Int,
            (Remainder, Kind::Double, Kind::Double) => {
                return self.refuse(tree, "% takes whole numbers only");
            }
            (_, Kind::Double, Kind::Double) => Kind::Double,
            (Add, Kind::Text, Kind::Text) => Kind::Text,
            (Add | Subtract, Kind::Instant, Kind::Span) | (Add, Kind::Span, Kind::Instant) => Kind::Instant,
            (Subtract, Kind::Instant, Kind::Instant) | (Add | Subtract, Kind::Span, Kind::Span) => Kind::Span,
            _ => {
                let what = format!(
                    "{sign} does not work on {} and {}{}",
                    kind.words(),
                    other.words(),
                    decimal_hint(kind, other)
                );
                return self.refuse(tree, what);
            }
        };
        Some((Term::Calculate(calculation, Box::new([left, right_side])), result))
    }

    /// Refuses to compare a fact with a text that it can never be.
    fn possible(&mut self, at: &IdedExpr, fact: &Term, text: &Term) {
        if let (Term::Fact(name), Term::Text(text)) = (fact, text)
            && let Some(fact) = declared(name).filter(|fact| !fact.values.is_empty())
            && !fact.values.contains(&text.as_str())
        {
            let what = format!("`{name}` is never \"{text}\": it is one of {}", fact.values.join(", "));
            self.refuse::<()>(at, what);
        }
    }

    fn known(&mut self, asked: &IdedExpr) -> Typed {
        let Some(name) = dotted(asked) else {
            return self.refuse(
                asked,
                "has() asks whether a fact is known: write its name, has(upstream.date)",
            );
        };
        let root = name.split('.').next().unwrap_or(&name);
        if self.item.as_ref().is_some_and(|(variable, _)| variable == root) {
            let what = format!("has() asks of facts of the case; what `{root}` stands for is always known");
            return self.refuse(asked, what);
        }
        let fact = self.declared(asked, &name)?;
        Some((Term::Known(fact.name), Kind::Bool))
    }

    fn timestamp(&mut self, text: &IdedExpr) -> Typed {
        let at = written_text(text).and_then(|text| text.parse::<Instant>().ok());
        match at {
            Some(at) => Some((Term::Instant(at.as_nanosecond()), Kind::Instant)),
            None => self.refuse(
                text,
                "timestamp() takes a written time, timestamp(\"2027-12-11T00:00:00Z\")",
            ),
        }
    }

    fn duration(&mut self, text: &IdedExpr) -> Typed {
        // CEL knows no days; the reader of lengths of time would take words and days too.
        let units = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'h' | 'm' | 's' | 'u' | 'n');
        let span = written_text(text)
            .filter(|text| text.chars().all(units))
            .and_then(|text| text.parse::<jiff::SignedDuration>().ok());
        match span {
            Some(span) => Some((Term::Span(span.as_nanos()), Kind::Span)),
            None => self.refuse(
                text,
                "duration() takes hours, minutes and seconds, duration(\"1h30m\"); seven days are 168h",
            ),
        }
    }

    fn expect(
        &mut self,
        tree: &IdedExpr,
        depth: usize,
        wanted: Kind,
        otherwise: impl Fn(Kind) -> String,
    ) -> Option<Term> {
        match self.expression(tree, depth)? {
            (term, kind) if kind == wanted => Some(term),
            (_, kind) => self.refuse(tree, otherwise(kind)),
        }
    }

    fn refuse<T>(&mut self, tree: &IdedExpr, what: impl Into<String>) -> Option<T> {
        let mut offset = self.start(tree);
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        self.faults.push(fault(offset, what));
        None
    }

    /// Where the text of a tree begins; the parser places calls and operators at their sign.
    fn start(&self, tree: &IdedExpr) -> usize {
        let mut tree = tree;
        loop {
            tree = match &tree.expr {
                Expr::Select(select) => &select.operand,
                Expr::Call(call) => match (&call.target, call.args.as_slice()) {
                    (Some(target), _) => target,
                    (None, [first, _, ..]) if is_operator(&call.func_name) => first,
                    _ => break,
                },
                _ => break,
            };
        }
        let sign = self.places.offset_for(tree.id).map_or(0, |(start, _)| start);
        let sign = usize::try_from(sign).map_or(self.source.len(), |at| at.min(self.source.len()));
        match &tree.expr {
            // A global call is placed at its bracket.
            Expr::Call(call) if !is_operator(&call.func_name) => {
                let before = self.source.get(..sign).unwrap_or("").trim_end();
                before.strip_suffix(call.func_name.as_str()).map_or(sign, str::len)
            }
            _ => sign,
        }
    }
}

/// `a.b.c`, if the tree is nothing but names.
fn dotted(tree: &IdedExpr) -> Option<String> {
    match &tree.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) => Some(format!("{}.{}", dotted(&select.operand)?, select.field)),
        _ => None,
    }
}

fn written_text(tree: &IdedExpr) -> Option<&str> {
    match &tree.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

/// Whole numbers and decimals compare with each other; everything else with its own kind.
fn alike(left: Kind, right: Kind) -> bool {
    let number = |kind| matches!(kind, Kind::Int | Kind::Double);
    let list_of_numbers = |kind| matches!(kind, Kind::List(Item::Int | Item::Double));
    left == right || number(left) && number(right) || list_of_numbers(left) && list_of_numbers(right)
}

fn decimal_hint(left: Kind, right: Kind) -> &'static str {
    match (left, right) {
        (Kind::Int, Kind::Double) | (Kind::Double, Kind::Int) => ": write the whole one with a decimal point, 4.0",
        _ => "",
    }
}

fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn calculation(operator: &str) -> Option<(Calculation, &'static str)> {
    Some(match operator {
        operators::ADD => (Calculation::Add, "+"),
        operators::SUBSTRACT => (Calculation::Subtract, "-"),
        operators::MULTIPLY => (Calculation::Multiply, "*"),
        operators::DIVIDE => (Calculation::Divide, "/"),
        operators::MODULO => (Calculation::Remainder, "%"),
        _ => return None,
    })
}

fn find(function: &str) -> Option<Find> {
    Some(match function {
        "startsWith" => Find::Starts,
        "endsWith" => Find::Ends,
        "contains" => Find::Contains,
        _ => return None,
    })
}

/// The parser names operators by their signs, `_&&_`; functions have plain names.
fn is_operator(name: &str) -> bool {
    name.contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'))
}
