//! What the store needs to know of a thing that has a row and a chained log: fold its events, show its clear columns.

use crate::Instant;
use serde::{Serialize, de::DeserializeOwned};

/// Which chained stream an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Project,
    Report,
    Case,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Project => "project",
            Kind::Report => "report",
            Kind::Case => "case",
        }
    }
}

/// An aggregate: its row is the fold of its events over `Default`.
pub trait Aggregate: Default + Clone + Send + Sync + Serialize + DeserializeOwned + 'static {
    const KIND: Kind;
    type Id: Clone + Send + Sync + std::fmt::Display + std::str::FromStr;
    type Event: Event;
    /// Total: never fails, whatever the event.
    fn apply(&mut self, event: &Self::Event, at: Instant);
    fn clear(&self) -> Clear;
    /// At most 512 bytes once sealed: what a list line shows, and nothing else.
    fn headline(&self) -> Headline;
}

/// A sealed act of the log.
pub trait Event: Clone + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// The event's stable name in the log.
    fn kind(&self) -> &'static str;
}

/// The columns that are stored in clear so that the database can sort, filter and tick.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clear {
    /// 0 received, 1 embargoed, 2 announced, 3 released, 4 closed (of a report: 0 waiting, 1 asked, 2 handled, 3 unreadable).
    pub phase: i64,
    /// 0 none or not set, 1 low, 2 medium, 3 high, 4 critical.
    pub severity_rank: i64,
    /// The Fix Lead's member id.
    pub lead: Option<String>,
    pub opened: Option<Instant>,
    pub closed: Option<Instant>,
    /// The report's case, once it has one.
    pub case: Option<String>,
    /// Members who hold a grant on this row (the Fix Team); the PST holds one by its role.
    pub granted: Vec<String>,
}

/// What a list line shows of a row; sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Headline {
    pub title: String,
    pub line: String,
}

impl Headline {
    /// Cut so that the sealed form stays under 512 bytes.
    pub fn new(title: &str, line: &str) -> Self {
        Self {
            title: weighed(title, 200),
            line: weighed(line, 160),
        }
    }
}

/// Like [`cut`], but measured as the text stands in JSON, where quotes and control characters take more room.
fn weighed(text: &str, bytes: usize) -> String {
    let weight = |c: char| match c {
        '"' | '\\' => 2,
        c if c < ' ' => 6,
        c => c.len_utf8(),
    };
    let mut total = 0;
    let fits = text.chars().take_while(|c| {
        total += weight(*c);
        total <= bytes
    });
    let kept: usize = fits.map(char::len_utf8).sum();
    if kept == text.len() {
        text.to_owned()
    } else {
        cut(text, kept.max(3))
    }
}

/// The first `bytes` bytes of a text, cut at a character.
pub fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes.saturating_sub(3))
        .rev()
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(0);
    format!("{}…", &text[..end])
}
