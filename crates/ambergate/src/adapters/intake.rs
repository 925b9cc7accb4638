//! The port that mail comes in by. The coordinator stands behind it; tests put a memory there.

use bytes::Bytes;
use std::future::Future;

/// Takes deliveries. Nothing behind it may tell a listener whether a case, a report or a token exists.
pub trait Intake: Send + Sync + 'static {
    /// Whether mail to this recipient is taken at all. Decided by configured local parts and by the form of tagged addresses
    /// (`reply+...`, `b+...` are always taken), never by stored data.
    fn accepts(&self, recipient: &str) -> bool;

    /// Stores one delivery durably. Only `Ok` allows the sender to forget it. `envelope_from` is empty for the null path.
    /// The same delivery may come again; it is one.
    fn take(&self, envelope_from: &str, recipient: &str, raw: Bytes)
    -> impl Future<Output = Result<(), NotNow>> + Send;
}

/// The delivery could not be stored now; the sender keeps it and tries again.
/// The reason is a constant, so that no log line can hold what somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be stored: {0}; the sender will try again")]
pub struct NotNow(pub &'static str);
