//! Durable intake: the raw bytes of a delivery are sealed and committed before the sender hears yes (invariant 5).
//!
//! Each message has its own key from its first byte. Deliveries that wait at the same time share one commit: whoever
//! gets the turn writes for all of them.

use crate::Store;
use crate::db::Tx;
use crate::error::StoreError;
use crate::seal::{Key, Place};
use crate::system;
use crate::value::{Cell, FromCell, Value, args, id_values};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::ids::{BadId, BlobId, ProjectId, ReportId};
use ambergate_process::ports::Rng;
use bytes::Bytes;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

crate::db::statements! {
    TAKE_IN = "insert into inbound (id, project, source, report, delivery, received, state, attempts, ready, owner_kind, owner, \
               size, chunks, key, meta, raw) values ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, '', '', $7, $8, $9, $10, $11) \
               on conflict (delivery) do nothing";
}

/// A delivery as it was taken in; internal, 26 letters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InboundId(BlobId);

impl InboundId {
    fn mint(rng: &dyn Rng) -> Self {
        Self(BlobId::mint(rng))
    }
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
impl FromStr for InboundId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        text.parse().map(Self)
    }
}
impl fmt::Display for InboundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Debug for InboundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
id_values!(InboundId);

/// A delivery at the door.
pub struct NewInbound<'a> {
    pub project: ProjectId,
    /// Which door, in clear: `lmtp`, `ingest`, `form`.
    pub source: &'static str,
    pub envelope_from: String,
    pub recipient: String,
    /// What makes two deliveries the same one; the project is added.
    pub delivery_parts: &'a [&'a [u8]],
    pub raw: Bytes,
    /// The door's own notes; sealed.
    pub meta: Vec<u8>,
    /// The id of the report it becomes, if it becomes one.
    pub report: ReportId,
}

/// What became of a delivery: it is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub id: InboundId,
    /// Of the first delivery, if this one came again.
    pub report: ReportId,
    pub duplicate: bool,
}

/// A message that a worker holds until its lease ends.
#[derive(Clone)]
pub struct ClaimedInbound {
    pub id: InboundId,
    pub project: ProjectId,
    pub source: String,
    pub envelope_from: String,
    pub recipient: String,
    pub meta: Vec<u8>,
    pub report: ReportId,
    pub received: Instant,
    /// Counts from 1; more than 3 means that it broke workers: settle it as unreadable.
    pub attempts: u32,
    /// Of the raw message, in bytes.
    pub size: u64,
}

/// What is sealed beside a message.
#[derive(Serialize, Deserialize)]
struct Envelope {
    from: String,
    recipient: String,
    meta: Vec<u8>,
}

/// A sealed delivery, waiting for its commit.
struct Waiting {
    id: InboundId,
    project: ProjectId,
    source: &'static str,
    report: ReportId,
    delivery: [u8; 32],
    received: Instant,
    size: usize,
    key: Vec<u8>,
    meta: Vec<u8>,
    chunks: Vec<Vec<u8>>,
    done: Mutex<Option<Result<Taken, Arc<StoreError>>>>,
    answered: Notify,
}

/// The deliveries that wait, and the turn to write them.
#[derive(Default)]
pub(crate) struct Intake {
    queue: Mutex<VecDeque<Arc<Waiting>>>,
    turn: tokio::sync::Mutex<()>,
    /// How many commits there were: see [`Store::arrivals`].
    pub(crate) commits: AtomicU64,
}

/// Deliveries that share one commit at most.
const GROUP: usize = 64;

pub(crate) fn inbound_key_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "inbound.key",
        row: id,
        project,
    }
}
fn meta_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "inbound.meta",
        row: id,
        project,
    }
}

fn inbound_row(new: &Waiting) -> Vec<Value> {
    // A small message is one row.
    let inline = match new.chunks.as_slice() {
        [only] => only.clone(),
        _ => Vec::new(),
    };
    args![
        &new.id,
        &new.project,
        new.source,
        &new.report,
        new.delivery,
        new.received,
        new.size,
        new.chunks.len(),
        new.key.clone(),
        new.meta.clone(),
        inline
    ]
}

impl Store {
    /// Takes a delivery in. When this returns `Ok` it is on the disk; on any error it is not, and the sender must keep
    /// it (451, exit 75).
    pub async fn take_in(&self, new: NewInbound<'_>, now: Instant) -> Result<Taken, StoreError> {
        let waiting = Arc::new(self.seal_delivery(new, now).await?);
        self.queued().push_back(waiting.clone());
        loop {
            // Most are answered before their turn comes: somebody wrote for them.
            let turn = tokio::select! {
                biased;
                () = waiting.answered.notified() => None,
                turn = self.intake().turn.lock() => Some(turn),
            };
            let done = waiting.done.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(done) = done {
                return done.map_err(StoreError::Shared);
            }
            if turn.is_some() {
                self.write_group().await;
            }
        }
    }

    fn queued(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Waiting>>> {
        self.intake().queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn seal_delivery(&self, new: NewInbound<'_>, now: Instant) -> Result<Waiting, StoreError> {
        let project_keys = self.project_keys(&new.project).await?;
        let id = InboundId::mint(self.rng());
        let project = new.project.as_str();
        let mut parts: Vec<&[u8]> = vec![project.as_bytes()];
        parts.extend_from_slice(new.delivery_parts);
        let key = Key::mint(self.rng());
        let envelope = Envelope {
            from: new.envelope_from,
            recipient: new.recipient,
            meta: new.meta,
        };
        let meta = key.seal(
            self.rng(),
            meta_place(id.as_str(), project),
            &serde_json::to_vec(&envelope)?,
        )?;
        Ok(Waiting {
            delivery: project_keys.digest.digest("delivery", &parts),
            key: project_keys
                .key
                .wrap(self.rng(), inbound_key_place(id.as_str(), project), &key)?,
            chunks: self.seal_chunks(&key, id.as_str(), &new.project, &new.raw)?,
            meta: meta.into_bytes(),
            size: new.raw.len(),
            source: new.source,
            report: new.report,
            project: new.project,
            received: now,
            done: Mutex::new(None),
            answered: Notify::new(),
            id,
        })
    }

    /// Writes up to [`GROUP`] waiting deliveries in one transaction. They leave the queue only afterwards: if this
    /// future is dropped, the next turn finds them.
    async fn write_group(&self) {
        let group: Vec<Arc<Waiting>> = self.queued().iter().take(GROUP).cloned().collect();
        let outcome = self.write_deliveries(&group).await;
        match outcome {
            Ok(taken) => {
                for (waiting, taken) in group.iter().zip(taken) {
                    self.finish(waiting, Ok(taken));
                }
            }
            // One that cannot be written must not hold the others back.
            Err(error) if group.len() > 1 && !error.is_transient() => {
                for waiting in &group {
                    let alone = self.write_deliveries(std::slice::from_ref(waiting)).await;
                    let outcome = alone.and_then(|taken| taken.into_iter().next().ok_or(StoreError::Busy));
                    self.finish(waiting, outcome.map_err(Arc::new));
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for waiting in &group {
                    self.finish(waiting, Err(error.clone()));
                }
            }
        }
    }

    fn finish(&self, waiting: &Arc<Waiting>, outcome: Result<Taken, Arc<StoreError>>) {
        *waiting.done.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        waiting.answered.notify_one();
        self.queued().retain(|other| !Arc::ptr_eq(other, waiting));
    }

    async fn write_deliveries(&self, group: &[Arc<Waiting>]) -> Result<Vec<Taken>, StoreError> {
        self.intake().commits.fetch_add(1, Ordering::Relaxed);
        crate::db::in_write!(self.db(), |tx| {
            let rows = group.iter().map(|waiting| inbound_row(waiting)).collect();
            let written = tx.write_each(&TAKE_IN, rows).await?;
            let mut taken = Vec::with_capacity(group.len());
            for (waiting, written) in group.iter().zip(written) {
                taken.push(match written {
                    0 => self.recognise(tx, waiting).await?,
                    _ => self.take_chunks(tx, waiting),
                });
            }
            Ok(taken)
        })
    }

    /// A large message has its chunks beside its row.
    fn take_chunks(&self, tx: &mut Tx, new: &Waiting) -> Taken {
        if new.chunks.len() > 1 {
            self.write_chunks(tx, new.id.as_str(), new.chunks.clone());
        }
        Taken {
            id: new.id.clone(),
            report: new.report.clone(),
            duplicate: false,
        }
    }

    /// A delivery that came before is the report that it was then.
    async fn recognise(&self, tx: &mut Tx, new: &Waiting) -> Result<Taken, StoreError> {
        let here = self.system("recognises a delivery that came before");
        let (id, report) = system::delivered(&here, tx, new.delivery)
            .await?
            .ok_or(StoreError::Busy)?;
        Ok(Taken {
            id,
            report,
            duplicate: true,
        })
    }

    /// Counts the transactions that took something in: when it stands still, nothing arrives.
    pub fn arrivals(&self) -> u64 {
        self.intake().commits.load(Ordering::Relaxed)
    }

    /// Takes the message that waited longest, until `now + lease`: if the worker dies, it waits again.
    pub async fn claim_inbound(
        &self,
        system: &System,
        now: Instant,
        lease: SignedDuration,
    ) -> Result<Option<ClaimedInbound>, StoreError> {
        let until = now.saturating_add(lease).unwrap_or(Instant::MAX);
        let Some(id) = system::claim_inbound(system, self, now, until).await? else {
            return Ok(None);
        };
        let Some((project, source, report, received, attempts, size, key, meta)) =
            system::inbound(system, self, &id).await?
        else {
            return Ok(None);
        };
        let keys = self.project_keys(&project).await?;
        let key = keys
            .key
            .unwrap(inbound_key_place(id.as_str(), project.as_str()), &key)?;
        let plain = key.open(meta_place(id.as_str(), project.as_str()), &meta)?;
        let Envelope { from, recipient, meta } = serde_json::from_slice(&plain)?;
        Ok(Some(ClaimedInbound {
            id,
            project,
            source,
            envelope_from: from,
            recipient,
            meta,
            report,
            received,
            attempts,
            size,
        }))
    }

    /// Gives a claimed message back, to be tried again at `until`.
    pub async fn defer_inbound(&self, _: &System, id: &InboundId, until: Instant) -> Result<(), StoreError> {
        self.db().write(&system::DEFER, args![id, until]).await.map(|_| ())
    }
}
