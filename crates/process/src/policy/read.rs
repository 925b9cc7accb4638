//! From a merged tree of keys to typed sections, each still with its places. Every slip of form is found here: unknown
//! keys and words, missing keys, wrong types. Whether the sections fit together is checked in `check`.

use super::document::{Item, Placed, Table, Texts, get, id, take};
use super::fault::{Fault, nearest, remedy};
use super::overlay::LISTS;
use super::schema::{
    AudienceRule, Checklist, Clock, ClockFile, Communication, CveRule, Embargo, Gate, GateFile, Head, Leak, Membership,
    MessageRule, Reference, Release, Role, SeverityRule, Start,
};
use super::words::{Effect, Section};
use crate::condition::{Condition, ConditionFault, DateTerm};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeValue, ValueDeserializer};

/// A profile whose sections are typed, with the places they were read from.
pub(super) struct Draft {
    pub head: Option<Item<Head>>,
    pub extends: Option<String>,
    pub roles: Vec<Item<Role>>,
    pub clocks: Vec<Item<Clock>>,
    pub severity: Option<Item<SeverityRule>>,
    pub gates: Vec<Item<Gate>>,
    pub audiences: Vec<Item<AudienceRule>>,
    pub embargo: Option<Item<Embargo>>,
    pub membership: Option<Item<Membership>>,
    pub leak: Option<Item<Leak>>,
    pub release: Option<Item<Release>>,
    pub messages: Vec<Item<MessageRule>>,
    pub communications: Vec<Item<Communication>>,
    pub cve: Option<Item<CveRule>>,
    pub checklists: Vec<Item<Checklist>>,
    pub references: Vec<Item<Reference>>,
    pub not_stated: BTreeMap<Section, (String, usize)>,
    /// Every id that stands in a list, also of elements that could not be read, so that one slip is one fault.
    pub named: BTreeSet<(&'static str, String)>,
    /// The keys at the top, likewise.
    pub present: BTreeSet<String>,
}

impl Draft {
    /// Whether an element of this list has this id, readable or not.
    pub fn names(&self, list: &'static str, id: &str) -> bool {
        self.named.contains(&(list, id.to_owned()))
    }
}

/// The sections that are no list.
const PLAIN: [&str; 8] = [
    "policy",
    "severity",
    "embargo",
    "membership",
    "leak",
    "release",
    "cve",
    "not_stated",
];

/// Reads every section of the tree. What could not be read is left out of the draft and is among the faults.
pub(super) fn draft(mut tree: Table<'_>, base: Option<&Base<'_>>, texts: &Texts<'_>, faults: &mut Vec<Fault>) -> Draft {
    let named = ids(&tree);
    let present = tree.keys().map(|key| key.get_ref().to_string()).collect();
    let mut reader = Reader { texts, base, faults };
    reader.schema(take(&mut tree, "schema"));
    let extends = take(&mut tree, "extends").and_then(|value| value.get_ref().as_str().map(str::to_owned));
    let head = reader.section(take(&mut tree, "policy"), "policy");
    if head.is_none() && !reader.faults.iter().any(|fault| fault.what.contains("[policy]")) {
        let remedy = "write the section with id, version, kind, name, source, tz, holidays and tlp_default";
        reader
            .faults
            .push(texts.fault(texts.own_start(), "there is no section [policy]", remedy));
    }
    let clocks = reader.list::<ClockFile>(take(&mut tree, "clock"), "clock");
    let gates = reader.list::<GateFile>(take(&mut tree, "gate"), "gate");
    let draft = Draft {
        head,
        extends,
        roles: reader.list(take(&mut tree, "role"), "role"),
        clocks: clocks.into_iter().filter_map(|item| reader.clock(item)).collect(),
        severity: reader.section(take(&mut tree, "severity"), "severity"),
        gates: gates.into_iter().filter_map(|item| reader.gate(item)).collect(),
        audiences: reader.list(take(&mut tree, "audience"), "audience"),
        embargo: reader.section(take(&mut tree, "embargo"), "embargo"),
        membership: reader.section(take(&mut tree, "membership"), "membership"),
        leak: reader.section(take(&mut tree, "leak"), "leak"),
        release: reader.section(take(&mut tree, "release"), "release"),
        messages: reader.list(take(&mut tree, "message"), "message"),
        communications: reader.list(take(&mut tree, "communication"), "communication"),
        cve: reader.section(take(&mut tree, "cve"), "cve"),
        checklists: reader.list(take(&mut tree, "checklist"), "checklist"),
        references: reader.list(take(&mut tree, "reference"), "reference"),
        not_stated: reader.not_stated(take(&mut tree, "not_stated")),
        named,
        present,
    };
    for (key, _) in tree {
        let name = key.get_ref().as_ref();
        let known = || LISTS.into_iter().chain(PLAIN);
        let remedy = remedy(name, known(), "The sections are");
        reader
            .faults
            .push(texts.fault(key.span().start, format!("there is no section `{name}`"), remedy));
    }
    draft
}

/// What the reader must know of the profile beneath to say what was meant.
pub(super) struct Base<'b> {
    pub id: &'b str,
    /// The list and id of each of its elements.
    pub ids: BTreeSet<(&'static str, String)>,
}

struct Reader<'r, 'i> {
    texts: &'r Texts<'i>,
    base: Option<&'r Base<'r>>,
    faults: &'r mut Vec<Fault>,
}

impl Reader<'_, '_> {
    fn schema(&mut self, value: Option<Placed<'_>>) {
        let newer = "this program reads schema = 1";
        let Some(value) = value else {
            let start = self.texts.own_start();
            self.faults.push(self.texts.fault(
                start,
                "the file does not say which schema it is written in",
                "write schema = 1",
            ));
            return;
        };
        if value.get_ref().as_integer().is_none_or(|number| number.as_str() != "1") {
            let remedy = "a newer profile needs a newer Ambergate; otherwise write schema = 1";
            self.faults.push(self.texts.fault(value.span().start, newer, remedy));
        }
    }

    fn section<T: DeserializeOwned>(&mut self, value: Option<Placed<'_>>, name: &'static str) -> Option<Item<T>> {
        self.item(value?, &format!("[{name}]"), None)
    }

    fn list<T: DeserializeOwned>(&mut self, value: Option<Placed<'_>>, name: &'static str) -> Vec<Item<T>> {
        let Some(value) = value else {
            return Vec::new();
        };
        let at = value.span().start;
        let DeValue::Array(elements) = value.into_inner() else {
            let remedy = format!("write each {name} under a line [[{name}]]");
            self.faults
                .push(self.texts.fault(at, format!("`{name}` is no list of tables"), remedy));
            return Vec::new();
        };
        let mut seen = BTreeSet::new();
        let mut items = Vec::new();
        for element in elements {
            let id = id(&element).map(str::to_owned);
            let label = match &id {
                Some(id) => format!("{name} \"{id}\""),
                None => format!("[[{name}]]"),
            };
            if let Some(id) = &id
                && !seen.insert(id.clone())
            {
                let what = format!("{label} stands twice");
                let remedy = format!("give each {name} an id of its own");
                self.faults.push(self.texts.fault(element.span().start, what, remedy));
                continue;
            }
            items.extend(self.item(element, &label, id.map(|id| (name, id))));
        }
        items
    }

    /// Reads one table. After a slip the key that caused it is left out and the rest is read again, so that all are found.
    fn item<T: DeserializeOwned>(
        &mut self,
        value: Placed<'_>,
        label: &str,
        id: Option<(&'static str, String)>,
    ) -> Option<Item<T>> {
        let span = value.span();
        let DeValue::Table(whole) = value.into_inner() else {
            self.faults.push(self.texts.fault(
                span.start,
                format!("{label} is no table"),
                "write its keys below its heading",
            ));
            return None;
        };
        let mut table = whole.clone();
        let mut clean = true;
        loop {
            let placed = Spanned::new(span.clone(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(placed)) {
                Ok(read) if clean => return Some(Item::new(span.start, &whole, read)),
                Ok(_) => return None,
                Err(error) => error,
            };
            let missing = error.message().strip_prefix("missing field ");
            let place = error.span().map_or(span.start, |span| span.start);
            let culprit = table
                .iter()
                .find(|(key, value)| {
                    key.span().contains(&place) || value.span().start == place || value.span().contains(&place)
                })
                .filter(|_| missing.is_none())
                .map(|(key, _)| key.clone());
            if clean || missing.is_none() {
                let fault = self.slip(
                    place,
                    label,
                    error.message(),
                    culprit.as_ref().map(|key| key.get_ref().as_ref()),
                    id.as_ref(),
                );
                self.faults.push(fault);
            }
            clean = false;
            match culprit {
                Some(key) => table.remove(&key),
                None => return None,
            };
        }
    }

    /// Says what a slip is and what was meant, from the words of the parser.
    fn slip(
        &self,
        place: usize,
        label: &str,
        message: &str,
        key: Option<&str>,
        id: Option<&(&'static str, String)>,
    ) -> Fault {
        let at = |what: String, remedy: String| self.texts.fault(place, what, remedy);
        if let Some(field) = message.strip_prefix("missing field ") {
            let what = format!("{label} lacks {field}");
            let strange = id.and_then(|id| Some((id, self.base.filter(|base| !base.ids.contains(id))?)));
            return match strange {
                Some(((list, id), base)) => {
                    let ids = base.ids.iter().filter(|(of, _)| of == list).map(|(_, id)| id.as_str());
                    let near = nearest(id, ids);
                    let meant = near.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
                    let what = format!(
                        "{label} overlays nothing: the base \"{}\" has no {list} of this id, and it lacks {field}",
                        base.id
                    );
                    at(what, format!("{meant}Use an id of the base, or write the whole {list}"))
                }
                None => at(what, format!("write {}", field.trim_matches('`'))),
            };
        }
        let in_key = key.map_or_else(String::new, |key| format!(" in `{key}`"));
        for (kind, noun) in [("unknown field ", "key"), ("unknown variant ", "word")] {
            let Some(rest) = message.strip_prefix(kind) else {
                continue;
            };
            let (word, allowed) = rest.split_once(", ").unwrap_or((rest, ""));
            let allowed = allowed
                .trim_start_matches("expected ")
                .trim_start_matches("one of ")
                .trim_start_matches("there are no fields");
            let list: Vec<&str> = allowed
                .split(", ")
                .flat_map(|one| one.split(" or "))
                .map(|one| one.trim_matches('`'))
                .collect();
            let nested = if noun == "word" { in_key.as_str() } else { "" };
            return at(
                format!("{label} has an unknown {noun} {word}{nested}"),
                remedy(word.trim_matches('`'), list.iter().copied(), "It can be"),
            );
        }
        match message.split_once("; ") {
            Some((what, remedy)) => at(format!("{label}{in_key}: {what}"), remedy.to_owned()),
            None => at(
                format!("{label}{in_key}: {message}"),
                "look at `ambergate policy show coredns` for how it is written".to_owned(),
            ),
        }
    }

    fn clock(&mut self, item: Item<ClockFile>) -> Option<Item<Clock>> {
        let id = &item.value.id;
        let start = match (item.value.from, item.value.before) {
            (Some(from), None) => Start::From(from),
            (None, Some(before)) => Start::Before(before),
            (Some(_), Some(_)) => {
                let what = format!("clock \"{id}\" has both `from` and `before`");
                let remedy = "keep `from` to count on from an anchor, or `before` to count back from one";
                self.faults.push(self.texts.fault(item.key("before"), what, remedy));
                return None;
            }
            (None, None) => {
                let what = format!("clock \"{id}\" does not say what it counts from");
                self.faults.push(
                    self.texts
                        .fault(item.at, what, "write `from` or `before` with an anchor"),
                );
                return None;
            }
        };
        let when = match &item.value.when {
            None => None,
            Some(source) => {
                let label = format!("clock \"{id}\"");
                Some(self.checked(Condition::check(source), item.key("when"), &label)?)
            }
        };
        Some(item.map(|file| Clock {
            id: file.id,
            act: file.act,
            title: file.title,
            start,
            until: file.until,
            min: file.min,
            max: file.max,
            strength: file.strength,
            on_public: file.on_public,
            when,
            needs: file.needs,
            extend: file.extend,
            every: file.every,
            refs: file.refs,
            note: file.note,
        }))
    }

    fn gate(&mut self, item: Item<GateFile>) -> Option<Item<Gate>> {
        let label = format!("gate \"{}\"", item.value.id);
        let when = self.checked(Condition::check(&item.value.when), item.key("when"), &label);
        let until = match &item.value.until {
            // An overlay that changes the effect leaves the date of its base behind.
            Some(_) if item.inherits("until") && item.value.effect != Effect::ForbidBefore => None,
            None => None,
            Some(source) => Some(self.checked(DateTerm::check(source), item.key("until"), &label)?),
        };
        let when = when?;
        Some(item.map(|file| Gate {
            id: file.id,
            title: file.title,
            when,
            effect: file.effect,
            act: file.act,
            until,
            decider: file.decider,
            needs: file.needs,
            breaking: file.breaking,
            refs: file.refs,
            note: file.note,
        }))
    }

    /// The faults of an expression, each at its place inside the string.
    fn checked<T>(&mut self, checked: Result<T, Vec<ConditionFault>>, string: usize, label: &str) -> Option<T> {
        let faults = match checked {
            Ok(checked) => return Some(checked),
            Err(faults) => faults,
        };
        for fault in faults {
            let place = self.texts.inside(string) + fault.offset;
            let (what, remedy) = fault.what.split_once("; ").unwrap_or((
                &fault.what,
                "the facts that it can read are listed in docs/guide/policy.md",
            ));
            self.faults
                .push(self.texts.fault(place, format!("{label}: {what}"), remedy));
        }
        None
    }

    fn not_stated(&mut self, value: Option<Placed<'_>>) -> BTreeMap<Section, (String, usize)> {
        let mut lines = BTreeMap::new();
        let Some(DeValue::Table(table)) = value.map(Spanned::into_inner) else {
            return lines;
        };
        for (key, value) in &table {
            let name = key.get_ref().as_ref();
            let all = || Section::ALL.iter().map(|section| section.key());
            match (Section::from_key(name), value.get_ref().as_str()) {
                (Some(section), Some(text)) => {
                    lines.insert(section, (text.to_owned(), value.span().start));
                }
                (None, _) => {
                    let remedy = remedy(name, all(), "It can be");
                    let what = format!("[not_stated] has an unknown key `{name}`");
                    self.faults.push(self.texts.fault(key.span().start, what, remedy));
                }
                (Some(_), None) => {
                    let what = format!("[not_stated] `{name}` is no text");
                    let remedy = "say which source says nothing about it";
                    self.faults.push(self.texts.fault(value.span().start, what, remedy));
                }
            }
        }
        lines
    }
}

/// The list and id of every element of a tree.
pub(super) fn ids(tree: &Table<'_>) -> BTreeSet<(&'static str, String)> {
    let mut ids = BTreeSet::new();
    for list in LISTS {
        let Some(DeValue::Array(elements)) = get(tree, list).map(Spanned::get_ref) else {
            continue;
        };
        ids.extend(elements.iter().filter_map(id).map(|id| (list, id.to_owned())));
    }
    ids
}
