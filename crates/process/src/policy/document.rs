//! A profile as a tree of keys that each know where they stand, in whichever file of the chain of bases they were written.
//! What a key means is not known here.

use super::fault::Fault;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table whose keys and values know their places.
pub(super) type Table<'i> = DeTable<'i>;
/// A value and the place it stands at.
pub(super) type Placed<'i> = Spanned<DeValue<'i>>;

/// The files of one reading, as if they stood one after the other: a place is an offset into all of them.
#[derive(Default)]
pub(super) struct Texts<'i> {
    files: Vec<Text<'i>>,
}

struct Text<'i> {
    file: &'i str,
    text: &'i str,
    start: usize,
}

impl<'i> Texts<'i> {
    /// Takes a file in and gives the offset at which it starts.
    pub fn add(&mut self, file: &'i str, text: &'i str) -> usize {
        let start = self.files.last().map_or(0, |last| last.start + last.text.len() + 1);
        self.files.push(Text { file, text, start });
        start
    }

    fn at(&self, place: usize) -> Option<(&Text<'i>, usize)> {
        let file = self.files.iter().rev().find(|text| text.start <= place)?;
        Some((file, place - file.start))
    }

    /// The line of a place, counted from 1, in the file it lies in.
    pub fn line(&self, place: usize) -> usize {
        let head = self.at(place).and_then(|(file, offset)| file.text.get(..offset));
        head.map_or(1, |head| head.matches('\n').count() + 1)
    }

    pub fn fault(&self, place: usize, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault {
            file: self.at(place).map(|(file, _)| file.file.to_owned()).unwrap_or_default(),
            line: self.line(place),
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A fault of a file that shows only in what lies beneath it: said at the line where it names its base.
    pub fn inherited(&self, fault: Fault) -> Fault {
        let Some(own) = self.files.last().filter(|own| own.file != fault.file) else {
            return fault;
        };
        let line = own
            .text
            .lines()
            .position(|line| line.trim_start().starts_with("extends"));
        Fault {
            file: own.file.to_owned(),
            line: line.map_or(1, |line| line + 1),
            what: format!("{} (inherited from {}:{})", fault.what, fault.file, fault.line),
            remedy: fault.remedy,
        }
    }

    /// Whether the place lies in the file that was added last: the one that is being read, not one of its bases.
    pub fn is_own(&self, place: usize) -> bool {
        self.files.last().is_none_or(|last| last.start <= place)
    }

    /// Where the file that is being read starts.
    pub fn own_start(&self) -> usize {
        self.files.last().map_or(0, |last| last.start)
    }

    /// Where the content of the string that starts here begins, behind its quotes.
    pub fn inside(&self, string: usize) -> usize {
        let Some(rest) = self.at(string).and_then(|(file, offset)| file.text.get(offset..)) else {
            return string;
        };
        let quotes = match rest {
            long if long.starts_with("\"\"\"\r\n") || long.starts_with("'''\r\n") => 5,
            long if long.starts_with("\"\"\"\n") || long.starts_with("'''\n") => 4,
            long if long.starts_with("\"\"\"") || long.starts_with("'''") => 3,
            _ => 1,
        };
        string + quotes
    }
}

/// Reads one file into a tree whose places are shifted to where the file starts among all.
pub(super) fn parse<'i>(texts: &mut Texts<'i>, file: &'i str, text: &'i str) -> Result<Table<'i>, Vec<Fault>> {
    let start = texts.add(file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(shifted(table.into_inner(), start));
    }
    let fault = |error: &toml::de::Error| {
        let place = start + error.span().map_or(0, |span| span.start);
        let message = error.message().trim().replace('\n', "; ");
        texts.fault(
            place,
            format!("this is not TOML: {message}"),
            "see toml.io for how it is written",
        )
    };
    // One slip makes the parser stumble several times; the first message of a line is the useful one.
    let mut faults: Vec<Fault> = errors.iter().map(fault).collect();
    faults.dedup_by_key(|fault| fault.line);
    Err(faults)
}

fn shifted(table: Table<'_>, by: usize) -> Table<'_> {
    let shift = |span: std::ops::Range<usize>| span.start + by..span.end + by;
    let entries = table.into_iter().map(|(key, value)| {
        let (at, to) = (shift(key.span()), shift(value.span()));
        let value = match value.into_inner() {
            DeValue::Table(table) => DeValue::Table(shifted(table, by)),
            DeValue::Array(array) => DeValue::Array(
                array
                    .into_iter()
                    .map(|item| {
                        let span = shift(item.span());
                        let item = match item.into_inner() {
                            DeValue::Table(table) => DeValue::Table(shifted(table, by)),
                            other => other,
                        };
                        Spanned::new(span, item)
                    })
                    .collect(),
            ),
            other => other,
        };
        (Spanned::new(at, key.into_inner()), Spanned::new(to, value))
    });
    entries.collect()
}

/// A table of the tree with the place of each of its keys, kept beside what it was read into.
pub(super) struct Item<T> {
    pub value: T,
    /// Where it starts.
    pub at: usize,
    keys: BTreeMap<String, usize>,
}

impl<T> Item<T> {
    /// Where the value of this key stands; the item itself where the key is absent or was inherited from a base.
    pub fn key(&self, key: &str) -> usize {
        self.keys.get(key).copied().unwrap_or(self.at).max(self.at)
    }

    /// Whether the key stands in a base, and the item does not. Bases lie before the file that extends them.
    pub fn inherits(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(|place| *place < self.at)
    }

    pub fn map<U>(self, value: impl FnOnce(T) -> U) -> Item<U> {
        Item {
            value: value(self.value),
            at: self.at,
            keys: self.keys,
        }
    }
}

impl<T> Item<T> {
    pub fn new(at: usize, table: &Table<'_>, value: T) -> Self {
        let keys = table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), value.span().start));
        Self {
            value,
            at,
            keys: keys.collect(),
        }
    }
}

/// Takes a key out of a table.
pub(super) fn take<'i>(table: &mut Table<'i>, key: &str) -> Option<Placed<'i>> {
    let place = table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(name, _)| name.clone())?;
    table.remove(&place)
}

/// The value of a key.
pub(super) fn get<'t, 'i>(table: &'t Table<'i>, key: &str) -> Option<&'t Placed<'i>> {
    table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(_, value)| value)
}

/// The `id` of an element of an array of tables.
pub(super) fn id<'t>(value: &'t Placed<'_>) -> Option<&'t str> {
    get(value.get_ref().as_table()?, "id")?.get_ref().as_str()
}

/// A key that is not in any file, for elements that are put together here.
pub(super) fn put<'i>(table: &mut Table<'i>, key: Spanned<Cow<'i, str>>, value: Placed<'i>) {
    take(table, &key.get_ref().clone());
    table.insert(key, value);
}
