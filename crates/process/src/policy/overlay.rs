//! `extends`: a profile written as what differs from another one. Arrays of tables are matched by `id` and merged key by
//! key, sections key by key; `[policy]` is never inherited. What the merged text means is checked elsewhere.

use super::document::{Placed, Table, Texts, get, id, put, take};
use super::fault::{Fault, nearest};
use toml::Spanned;
use toml::de::DeValue;

/// The arrays whose elements have an id.
pub(super) const LISTS: [&str; 8] = [
    "role",
    "clock",
    "gate",
    "audience",
    "message",
    "communication",
    "checklist",
    "reference",
];

/// What belongs to one file alone.
const OWN: [&str; 3] = ["schema", "extends", "policy"];

/// What an overlay took away: list, id and the place where it says so.
pub(super) type Removed = Vec<(String, String, usize)>;

/// Lays `own` over `base`. `base_id` names the base in messages.
pub(super) fn overlay<'i>(
    mut base: Table<'i>,
    own: Table<'i>,
    base_id: &str,
    texts: &Texts<'_>,
    faults: &mut Vec<Fault>,
) -> (Table<'i>, Removed) {
    let mut removed = Removed::new();
    for key in OWN {
        take(&mut base, key);
    }
    for (key, value) in own {
        let name = key.get_ref().to_string();
        let beneath = take(&mut base, &name);
        let span = value.span();
        let merged = match (beneath, value.into_inner()) {
            (Some(beneath), DeValue::Array(over)) if LISTS.contains(&name.as_str()) => {
                let beneath = match beneath.into_inner() {
                    DeValue::Array(beneath) => beneath.into_iter().collect(),
                    _ => Vec::new(),
                };
                let list = elements(
                    beneath,
                    over.into_iter().collect(),
                    (&name, base_id, &mut removed),
                    texts,
                    faults,
                );
                DeValue::Array(list.into_iter().collect())
            }
            (Some(beneath), DeValue::Table(over)) => {
                if removes(&over) {
                    continue;
                }
                match beneath.into_inner() {
                    DeValue::Table(beneath) => DeValue::Table(keys(beneath, over)),
                    _ => DeValue::Table(over),
                }
            }
            (None, DeValue::Table(over)) if removes(&over) => {
                let what = format!("[{name}] is taken away, but the base \"{base_id}\" has no such section");
                faults.push(texts.fault(span.start, what, "drop the section"));
                continue;
            }
            (None, DeValue::Array(over)) if LISTS.contains(&name.as_str()) => {
                let list = elements(
                    Vec::new(),
                    over.into_iter().collect(),
                    (&name, base_id, &mut removed),
                    texts,
                    faults,
                );
                DeValue::Array(list.into_iter().collect())
            }
            (_, other) => other,
        };
        put(&mut base, key, Spanned::new(span, merged));
    }
    (base, removed)
}

/// Lays elements over those with the same id; new ones follow at the end, in their order.
fn elements<'i>(
    base: Vec<Placed<'i>>,
    own: Vec<Placed<'i>>,
    (list, base_id, gone): (&str, &str, &mut Removed),
    texts: &Texts<'_>,
    faults: &mut Vec<Fault>,
) -> Vec<Placed<'i>> {
    let ids: Vec<String> = base.iter().filter_map(|one| id(one)).map(str::to_owned).collect();
    let mut merged: Vec<Option<Placed<'i>>> = base.into_iter().map(Some).collect();
    let mut seen: Vec<String> = Vec::new();
    for one in own {
        let name = id(&one).map(str::to_owned);
        let twice = name.as_ref().is_some_and(|name| seen.contains(name));
        seen.extend(name.clone());
        let beneath = name
            .as_deref()
            .filter(|_| !twice)
            .and_then(|name| merged.iter_mut().find(|slot| slot.as_ref().and_then(id) == Some(name)));
        let span = one.span();
        let removed = one.get_ref().as_table().is_some_and(removes);
        match (beneath, removed) {
            (Some(slot), true) => {
                *slot = None;
                gone.push((list.to_owned(), name.unwrap_or_default(), span.start));
            }
            (None, true) => {
                let name = name.unwrap_or_default();
                let what = format!("{list} \"{name}\" is taken away, but the base \"{base_id}\" has no such {list}");
                let remedy = match nearest(&name, ids.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"? Otherwise drop the table"),
                    None => "drop the table".to_owned(),
                };
                faults.push(texts.fault(span.start, what, remedy));
            }
            (Some(slot), false) => {
                let DeValue::Table(over) = one.into_inner() else {
                    continue;
                };
                if let Some(DeValue::Table(beneath)) = slot.take().map(Spanned::into_inner) {
                    *slot = Some(Spanned::new(span, DeValue::Table(keys(beneath, over))));
                }
            }
            (None, false) => merged.push(Some(one)),
        }
    }
    merged.into_iter().flatten().collect()
}

/// Key by key; a table in a table likewise. Of the two directions of a clock the upper one counts.
fn keys<'i>(mut base: Table<'i>, own: Table<'i>) -> Table<'i> {
    for (one, other) in [("from", "before"), ("before", "from")] {
        if get(&own, one).is_some() && get(&own, other).is_none() && get(&base, "until").is_some() {
            take(&mut base, other);
        }
    }
    for (key, value) in own {
        let beneath = take(&mut base, key.get_ref());
        let span = value.span();
        let value = match (beneath.map(Spanned::into_inner), value.into_inner()) {
            (Some(DeValue::Table(beneath)), DeValue::Table(over)) => DeValue::Table(keys(beneath, over)),
            (_, other) => other,
        };
        put(&mut base, key, Spanned::new(span, value));
    }
    base
}

fn removes(table: &Table<'_>) -> bool {
    get(table, "remove").is_some_and(|value| value.get_ref().as_bool() == Some(true))
}
