//! Ports: the outside world as the coordinator needs it. The binary has the real ones, the test kit the watched ones.

use std::future::Future;
use std::pin::Pin;

pub use ambergate_process::ports::{Clock, Rng};

/// What a port call gives back; boxed, since ports are chosen at start.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One message to one recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// `None`: the null return path of automatic answers.
    pub from: Option<String>,
    pub to: String,
    /// The exact RFC 5322 bytes.
    pub message: Vec<u8>,
}

/// What became of a message at the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The relay took responsibility for it; its words.
    Accepted(String),
    /// Try again later.
    Deferred(String),
    /// It will never be taken.
    Refused(String),
}

/// Sends mail.
pub trait Mailer: Send + Sync {
    fn send(&self, envelope: Envelope) -> Answer<'_, Delivery>;

    /// What is missing before anything can be sent, for the page of outgoing mail. Until then mail waits in the outbox.
    fn waits_for(&self) -> Option<&'static str> {
        None
    }
}

/// Holds the public site: the files are replaced as a whole, so that nobody sees half a release.
pub trait Site: Send + Sync {
    fn publish(
        &self,
        project: String,
        input: ambergate_formats::published::SiteInput,
    ) -> Answer<'_, Result<(), String>>;
}
