//! The part of the type checker that is about lists: written ones, `in`, and all, exists, filter and map.

use super::super::MAX_COMPREHENSIONS;
use super::super::declared::{DECLARED, Declared, Item, Kind};
use super::super::term::{Over, Term};
use super::{Checker, Typed, alike, decimal_hint};
use cel::common::ast::{Expr, IdedExpr, operators};

impl Checker<'_> {
    pub(super) fn list(&mut self, tree: &IdedExpr, elements: &[IdedExpr], depth: usize) -> Typed {
        let checked: Vec<Typed> = elements.iter().map(|element| self.expression(element, depth)).collect();
        let checked: Vec<(Term, Kind)> = checked.into_iter().collect::<Option<_>>()?;
        let Some((_, first)) = checked.first() else {
            return self.refuse(tree, "an empty list says nothing: name what may stand in it");
        };
        let first = *first;
        let Some(item) = Item::of(first) else {
            return self.refuse(tree, "a list holds texts, numbers or times, not lists");
        };
        if let Some((_, other)) = checked.iter().find(|(_, kind)| *kind != first) {
            let what = format!(
                "a list holds one kind of thing, these are {} and {}{}",
                first.words(),
                other.words(),
                decimal_hint(first, *other)
            );
            return self.refuse(tree, what);
        }
        Some((
            Term::List(checked.into_iter().map(|(term, _)| term).collect()),
            Kind::List(item),
        ))
    }

    pub(super) fn membership(&mut self, tree: &IdedExpr, item: &IdedExpr, list: &IdedExpr, depth: usize) -> Typed {
        let (item, list_side) = (self.expression(item, depth), self.expression(list, depth));
        let ((item, kind), (list_side, other)) = (item?, list_side?);
        let Kind::List(held) = other else {
            let what = format!(
                "`in` looks into a list such as [\"high\", \"critical\"], this is {}",
                other.words()
            );
            return self.refuse(list, what);
        };
        if !alike(kind, held.kind()) || held == Item::Commit {
            let what = format!("this looks for {} in a {}", kind.words(), other.cel());
            return self.refuse(tree, what);
        }
        if let (Term::List(terms), Expr::List(elements)) = (&list_side, &list.expr) {
            for (term, element) in terms.iter().zip(&elements.elements) {
                self.possible(element, &item, term);
            }
        }
        Some((Term::In(Box::new([item, list_side])), Kind::Bool))
    }

    pub(super) fn over(
        &mut self,
        tree: &IdedExpr,
        (name, over): (&str, Over),
        list: &IdedExpr,
        variable: &IdedExpr,
        body: &IdedExpr,
        depth: usize,
    ) -> Typed {
        self.comprehensions += 1;
        if self.comprehensions == MAX_COMPREHENSIONS + 1 {
            let what =
                format!("more than {MAX_COMPREHENSIONS} of all, exists, filter and map: split it into two gates");
            self.refuse::<()>(tree, what);
        }
        if self.item.is_some() {
            return self.refuse(
                tree,
                format!("{name}() may not stand inside another one: join the two with &&"),
            );
        }
        let checked = self.expression(list, depth);
        let Expr::Ident(variable_name) = &variable.expr else {
            return self.refuse(
                variable,
                format!("{name}() begins with a name for one item: commits.{name}(c, c.lgtm >= 1)"),
            );
        };
        let shadows = |fact: &&Declared| fact.name.split('.').next() == Some(variable_name);
        if let Some(fact) = DECLARED.iter().find(shadows) {
            let what = format!("`{variable_name}` is taken by the fact {}: use another name", fact.name);
            return self.refuse(variable, what);
        }
        let (list_side, kind) = checked?;
        let Kind::List(item) = kind else {
            return self.refuse(
                list,
                format!("{name}() goes over a list such as commits, this is {}", kind.words()),
            );
        };
        self.item = Some((variable_name.clone(), item));
        let checked = self.expression(body, depth);
        self.item = None;
        let (body_side, found) = checked?;
        let result = match over {
            Over::Map => match Item::of(found) {
                Some(item) => Kind::List(item),
                None => return self.refuse(body, "map() makes texts or numbers of items, not lists"),
            },
            _ if found != Kind::Bool => {
                let what = format!(
                    "{name}() asks what is true or false of each item, this is {}",
                    found.words()
                );
                return self.refuse(body, what);
            }
            Over::Filter => kind,
            Over::All | Over::Exists | Over::ExistsOne => Kind::Bool,
        };
        Some((Term::Over(over, Box::new([list_side, body_side])), result))
    }
}

/// The comprehension of this name.
pub(super) fn over(function: &str) -> Option<Over> {
    Some(match function {
        operators::ALL => Over::All,
        operators::EXISTS => Over::Exists,
        operators::EXISTS_ONE | "existsOne" => Over::ExistsOne,
        operators::FILTER => Over::Filter,
        operators::MAP => Over::Map,
        _ => return None,
    })
}
