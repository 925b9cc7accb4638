//! `Seen<T>`: something that a viewer was allowed to read. Made only in this crate.
//!
//! It has no `Serialize` and no readable `Debug`, so that what was read cannot slip into a log or an answer.
//!
//! ```compile_fail
//! let forged = ambergate_store::Seen { inner: "words" };
//! ```
//! ```compile_fail
//! fn out(seen: &ambergate_store::Seen<String>) -> String { serde_json::to_string(seen).unwrap() }
//! ```

use std::fmt;

/// Read for a viewer by [`crate::Look`].
#[derive(Clone, PartialEq, Eq)]
pub struct Seen<T> {
    inner: T,
}

impl<T> Seen<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner }
    }

    pub fn get(&self) -> &T {
        &self.inner
    }

    /// What is made of something seen is seen too.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Seen<U> {
        Seen {
            inner: make(self.inner),
        }
    }

    pub fn zip<U>(self, other: Seen<U>) -> Seen<(T, U)> {
        Seen {
            inner: (self.inner, other.inner),
        }
    }
}

impl<T> fmt::Debug for Seen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen(•••)")
    }
}
