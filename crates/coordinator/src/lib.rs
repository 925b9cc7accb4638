//! The use cases: what people, mail and clocks make the system do. Each function reads from top to bottom as the
//! process does: who asks, what they may see, decide, one transaction, what follows.
//!
//! What lives here: intake, triage, coordination, announcements, release, sign-in, the outbox worker, and the ports to
//! the world. What must not: SQL, HTML, sockets, the environment. Only this room turns `Seen<Brief>` into plain
//! documents.

pub mod announcing;
pub mod audit;
pub mod coordinate;
pub mod errands;
mod error;
pub mod inputs;
pub mod intake;
pub mod jobs;
pub mod legal;
pub(crate) mod letters;
pub mod messages;
pub mod outbox;
pub mod policies;
pub mod ports;
pub mod projects;
pub mod publication;
pub mod reading;
pub mod release;
pub mod reminders;
mod reminding;
pub mod reporter;
pub mod setup;
pub mod sign_in;
pub mod site;
pub mod stage;
pub mod triage;
pub mod views;

pub use ambergate_store::{Credential, Seen, Subject, Viewer};
pub use error::{Error, Fault};

use ambergate_process::Instant;
use ambergate_process::policy::Profile;
use ambergate_process::ports::{Clock, Rng};
use ambergate_store::Store;
use ports::{Mailer, Site};
use projects::Directory;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The whole system behind its doors. Cheap to clone.
#[derive(Clone)]
pub struct Coordinator {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    mailer: Arc<dyn Mailer>,
    site: Arc<dyn Site>,
    shelf: std::sync::RwLock<Arc<policies::Shelf>>,
    /// Versions that are known to be kept.
    kept: Mutex<std::collections::BTreeSet<policies::Pin>>,
    directory: Directory,
    limits: Limits,
    counts: Mutex<coordinate::Counts>,
    counted: Mutex<views::Counted>,
    wake: Notify,
    /// When reminders were last looked for.
    reminded: Mutex<Option<Instant>>,
}

/// What the operator may set; every bound is counted before it is allocated.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest message that is stored at all, in bytes.
    pub message: usize,
    /// What a parser may be made to do with one message.
    pub reading: ambergate_mail::limits::Limits,
    /// The largest report by form, files included, in bytes.
    pub form: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 100 << 20,
            reading: ambergate_mail::limits::Limits::default(),
            form: 60 << 20,
        }
    }
}

/// The outside world, as far as the coordinator reaches it.
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub mailer: Arc<dyn Mailer>,
    pub site: Arc<dyn Site>,
}

impl Coordinator {
    /// Opens the use cases over an opened store. `profiles` are checked policy profiles beside the built-in ones; several
    /// versions of one may be among them.
    pub async fn new(store: Store, ports: Ports, limits: Limits, profiles: Vec<Profile>) -> Result<Self, Error> {
        let directory = Directory::default();
        let Ports {
            clock,
            rng,
            mailer,
            site,
        } = ports;
        let wake = Notify::new();
        let inner = Inner {
            store,
            clock,
            rng,
            mailer,
            site,
            shelf: std::sync::RwLock::default(),
            kept: Mutex::default(),
            directory,
            limits,
            counts: Mutex::default(),
            counted: Mutex::default(),
            wake,
            reminded: Mutex::default(),
        };
        let this = Self { inner: Arc::new(inner) };
        this.start_with(profiles).await?;
        this.refresh_directory().await?;
        Ok(this)
    }

    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    pub fn rng(&self) -> &dyn Rng {
        &*self.inner.rng
    }

    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Who asks. `None`: unknown, expired or revoked, which a page answers by the sign-in page.
    pub async fn viewer(&self, credential: Credential<'_>) -> Result<Option<Viewer>, Error> {
        Ok(self.store().viewer(credential, self.now()).await?)
    }

    /// The token that a form of this viewer carries, so that no other site can post it.
    pub fn csrf(&self, viewer: &Viewer) -> String {
        self.store().csrf(viewer)
    }

    /// Lets go of the database; nothing works afterwards.
    pub async fn close(&self) {
        self.store().close().await;
    }

    fn store(&self) -> &Store {
        &self.inner.store
    }

    /// 128 bits of chance as 26 letters: reply addresses, one-time links, form tokens.
    pub fn token(&self) -> String {
        ambergate_process::ids::MessageId::mint(self.rng()).to_string()
    }
}
