//! How much of a stranger's message is read (mail.md, section 4). Over a limit a message is kept raw and shown as unreadable.
//!
//! The walker in `mime` counts while it walks, before it allocates; nothing here parses.

use crate::inbound::Unreadable;
use serde::{Deserialize, Serialize};

/// Bounds on one message. All sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The whole message. A larger one is stored and can be downloaded, but is not parsed.
    pub message: usize,
    /// One header block.
    pub header_bytes: usize,
    /// Fields in one header block.
    pub header_fields: usize,
    /// One line. RFC 5322 allows 998; real mail needs tolerance.
    pub line: usize,
    /// Multiparts inside multiparts.
    pub depth: usize,
    /// Parts of all kinds together.
    pub parts: usize,
    /// All decoded parts together.
    pub decoded: usize,
    /// Text that is shown; the rest stays in the raw message.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 40_000_000,
            header_bytes: 256 * 1024,
            header_fields: 1_000,
            line: 64 * 1024,
            depth: 32,
            parts: 1_000,
            decoded: 200_000_000,
            text: 1024 * 1024,
        }
    }
}

impl Limits {
    /// What can be said of a message without understanding it: one pass, no allocation.
    pub(crate) fn scan(&self, raw: &[u8]) -> Result<(), Unreadable> {
        if raw.len() > self.message {
            return Err(Unreadable::TooLarge {
                bytes: raw.len(),
                limit: self.message,
            });
        }
        if raw.iter().all(u8::is_ascii_whitespace) {
            return Err(Unreadable::Empty);
        }
        let mut start = 0;
        for end in memchr::memchr2_iter(b'\n', b'\r', raw).chain([raw.len()]) {
            if end - start > self.line {
                return Err(Unreadable::LineTooLong { limit: self.line });
            }
            start = end + 1;
        }
        Ok(())
    }
}
