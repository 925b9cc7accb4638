//! A stage for the demo and for tests: time that is set, mail that is kept instead of sent, a site that is kept in
//! memory. What lives here is real code of the ports; what must not: anything that the real program takes for granted.

use crate::ports::{Answer, Clock, Delivery, Envelope, Mailer, Site};
use ambergate_formats::published::SiteInput;
use ambergate_process::Instant;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A clock that moves only when told to. It never goes back.
#[derive(Clone)]
pub struct SetClock(Arc<Mutex<Instant>>);

impl SetClock {
    pub fn at(start: Instant) -> Self {
        Self(Arc::new(Mutex::new(start)))
    }
    /// Moves to this instant, if it lies ahead.
    pub fn set(&self, at: Instant) {
        let mut now = held(&self.0);
        *now = at.max(*now);
    }
    pub fn advance(&self, by: SignedDuration) {
        let mut now = held(&self.0);
        *now = now.checked_add(by.max(SignedDuration::ZERO)).unwrap_or(*now);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        *held(&self.0)
    }
}

/// Takes every mail and keeps it. A test may make it fail.
#[derive(Clone, Default)]
pub struct MailSink {
    kept: Arc<Mutex<Vec<Envelope>>>,
    mood: Arc<Mutex<Mood>>,
}

/// How the sink answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Accepts,
    Defers,
    Refuses,
}

impl MailSink {
    /// All mail so far, oldest first.
    pub fn kept(&self) -> Vec<Envelope> {
        held(&self.kept).clone()
    }
    /// Takes the mail away.
    pub fn take(&self) -> Vec<Envelope> {
        std::mem::take(&mut held(&self.kept))
    }
    pub fn answer(&self, mood: Mood) {
        *held(&self.mood) = mood;
    }
}

impl Mailer for MailSink {
    fn send(&self, envelope: Envelope) -> Answer<'_, Delivery> {
        Box::pin(async move {
            match *held(&self.mood) {
                Mood::Accepts => {
                    held(&self.kept).push(envelope);
                    Delivery::Accepted("250 kept on this machine".to_owned())
                }
                Mood::Defers => Delivery::Deferred("451 try again later".to_owned()),
                Mood::Refuses => Delivery::Refused("550 no such mailbox".to_owned()),
            }
        })
    }
}

/// Keeps what the public site would be built from.
#[derive(Clone, Default)]
pub struct SiteSink(Arc<Mutex<BTreeMap<String, SiteInput>>>);

impl SiteSink {
    pub fn of(&self, project: &str) -> Option<SiteInput> {
        held(&self.0).get(project).cloned()
    }
}

impl Site for SiteSink {
    fn publish(&self, project: String, input: SiteInput) -> Answer<'_, Result<(), String>> {
        held(&self.0).insert(project, input);
        Box::pin(async { Ok(()) })
    }
}
