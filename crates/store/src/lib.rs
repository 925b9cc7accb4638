//! The only SQL and the only sealing.
//!
//! Two doors lead to case data: [`Store::look`] reads for a [`Viewer`] and gives [`Seen`] values; [`Store::act`] and its
//! siblings write. What lives here: SQLite and PostgreSQL, keys and sealing, the log, the outbox, intake, people,
//! publications. What must not: a rule of the process, a clock, chance of its own, mail, HTML.

mod act;
mod batch;
mod children;
mod chunks;
mod db;
mod deed;
mod dialect;
mod error;
mod inbound;
mod keys;
mod log;
mod look;
mod migrate;
mod outbox;
mod people;
mod policies;
mod predicate;
mod projects;
mod raw;
#[cfg(any(test, feature = "testing"))]
mod registry;
mod reminders;
mod rows;
mod seal;
mod seen;
mod sessions;
mod system;
#[cfg(feature = "testing")]
pub mod testing;
mod thread;
mod value;
mod verify;
mod viewer;
mod walk;

pub use act::Target;
pub use deed::{Deed, NewBlob, NewEntry, NewErrand, NewOutsider, NewPublication};
pub use dialect::DatabaseAt;
pub use error::{ActError, StoreError};
pub use inbound::{ClaimedInbound, InboundId, NewInbound, Taken};
pub use log::Logged;
pub use look::{Cursor, Line, ListQuery, Look, Order};
pub use outbox::{Claim, Errand, ErrandId, ErrandState, Outcome, Outgoing};
pub use people::{Account, NewAccount, NewMember, Person, SecretHash};
pub use projects::{NewProject, ProjectLine, Published};
pub use raw::RawLine;
pub use rows::Row;
pub use seal::{InstanceKey, Sealed};
pub use seen::Seen;
pub use sessions::{NewApiToken, NewLink, Subject};
pub use system::ReplyTarget;
pub use thread::{Attachment, BlobLine, Entry, OutsiderPerson};
pub use verify::{Problem, Verified};
pub use viewer::{Credential, System, Viewer};
pub use walk::{Step, Strip};

use ambergate_process::ports::Rng;
use std::fmt;
use std::sync::Arc;

/// The open store; a clone is the same store.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: db::Db,
    rng: Arc<dyn Rng>,
    instance: keys::InstanceKeys,
    cache: keys::Cache,
    intake: inbound::Intake,
    nobodys_secret: tokio::sync::OnceCell<SecretHash>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens a database, brings it to this program's schema, and checks that the instance key is its own.
    pub async fn open(at: DatabaseAt, key: InstanceKey, rng: Arc<dyn Rng>) -> Result<Self, StoreError> {
        let db = db::Db::connect(&at).await?;
        migrate::migrate(&db).await?;
        let instance = Self::instance_keys(&db, key.0, rng.as_ref()).await?;
        let (cache, intake, nobodys_secret) = Default::default();
        Ok(Self(Arc::new(Inner {
            db,
            rng,
            instance,
            cache,
            intake,
            nobodys_secret,
        })))
    }

    /// Waits for what is being written and lets the database go.
    pub async fn close(&self) {
        self.0.db.close().await;
    }

    pub(crate) fn db(&self) -> &db::Db {
        &self.0.db
    }
    pub(crate) fn rng(&self) -> &dyn Rng {
        self.0.rng.as_ref()
    }
    pub(crate) fn instance(&self) -> &keys::InstanceKeys {
        &self.0.instance
    }
    pub(crate) fn cache(&self) -> &keys::Cache {
        &self.0.cache
    }
    pub(crate) fn intake(&self) -> &inbound::Intake {
        &self.0.intake
    }
    pub(crate) fn nobodys_secret(&self) -> &tokio::sync::OnceCell<SecretHash> {
        &self.0.nobodys_secret
    }
}
