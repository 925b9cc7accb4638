//! The outbox: outward acts, one row per recipient, written with what caused them (invariant 6).
//!
//! Workers claim rows with a lease and finish them; what failed for good stays visible.

use crate::Store;
use crate::children::{ERRAND, errand_id};
use crate::db::in_write;
use crate::deed::NewErrand;
use crate::error::StoreError;
use crate::keys::{KeyColumns, key_columns};
use crate::look::Look;
use crate::predicate::visible_to_pst;
use crate::seal::{Key, Place};
use crate::seen::Seen;
use crate::system;
use crate::value::{Wide, args};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::aggregate::Kind;
use ambergate_process::ids::ProjectId;
use jiff::SignedDuration;
use std::fmt;

/// What "Outgoing mail" asks for.
macro_rules! outgoing_columns {
    () => {
        concat!(
            "select o.id, o.project, o.owner_kind, o.owner, o.kind, o.state, o.due, o.attempts, o.finished, ",
            "o.key, o.recipient, o.payload, o.leased, o.note, ",
            key_columns!(),
            " from outbox o left join keys k on k.kind = o.owner_kind and k.owner = o.owner ",
            "left join keys pk on pk.kind = k.parent_kind and pk.owner = k.parent "
        )
    };
}

crate::db::statements! {
    OUTGOING = concat!(
        outgoing_columns!(), "where o.project = $6 and ", visible_to_pst!("o.project"), " order by o.created desc, o.id limit $7");
    /// Of all projects, with the program's own, for the system alone.
    OUTGOING_OF_ALL = concat!(
        outgoing_columns!(), "where $3 = 1 and ", visible_to_pst!("o.project"), " order by o.created desc, o.id limit $6");
}

/// The name of an errand: stable over every attempt, so that a mail keeps its Message-ID.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrandId(String);

impl ErrandId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for ErrandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for ErrandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An errand that a worker holds.
#[derive(Clone)]
pub struct Errand {
    pub id: ErrandId,
    pub project: Option<ProjectId>,
    /// The row that caused it; none of a sign-in mail.
    pub owner: Option<(Kind, String)>,
    pub kind: String,
    pub recipient: String,
    pub payload: Vec<u8>,
    /// Counts from 1.
    pub attempts: u32,
    pub due: Instant,
}

/// Which errands a worker takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    All,
    /// The building of the public site alone: mail waits where there is no relay to give it to.
    Site,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Not now; again at this instant.
    Retry(Instant),
    /// Never: a person must look.
    Failed,
}

/// Where an errand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrandState {
    Queued,
    Leased,
    Done,
    Failed,
}

/// A line of "Outgoing mail".
#[derive(Clone)]
pub struct Outgoing {
    pub id: ErrandId,
    pub project: Option<ProjectId>,
    pub kind: String,
    pub recipient: String,
    pub state: ErrandState,
    pub due: Instant,
    pub attempts: u32,
    /// What the last attempt met, in words; empty before the first.
    pub note: String,
    pub payload: Vec<u8>,
    pub finished: Option<Instant>,
}

/// The kind of owner of an errand without a row.
pub(crate) const INSTANCE: &str = "instance";

pub(crate) fn errand_key_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "outbox.key",
        row: id,
        project,
    }
}
pub(crate) fn errand_place<'a>(column: &'static str, id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: column,
        row: id,
        project,
    }
}

fn kind_of(word: &str) -> Result<Kind, StoreError> {
    [Kind::Case, Kind::Report, Kind::Project]
        .into_iter()
        .find(|kind| kind.word() == word)
        .ok_or(StoreError::Malformed {
            what: "the owner of an errand",
        })
}

impl Store {
    /// An errand of no row, such as a sign-in mail. `false`: one with this logical key was there already.
    pub async fn enqueue(
        &self,
        _: &System,
        logical_key: &str,
        errand: NewErrand,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let id = errand_id(&self.instance().digest, &[logical_key.as_bytes()]);
        let [key, recipient, payload] = self.seal_errand(&self.instance().people, &id, "", &errand)?;
        in_write!(self.db(), |tx| {
            let arguments = args![
                &id,
                "",
                INSTANCE,
                "",
                0i64,
                errand.kind,
                errand.due,
                now,
                key.clone(),
                recipient.clone(),
                payload.clone()
            ];
            Ok(tx.write(&ERRAND, arguments).await? == 1)
        })
    }

    /// Takes errands that are due, each until its lease ends: if the worker dies, they are claimed again.
    pub async fn claim_errands(
        &self,
        system: &System,
        now: Instant,
        lease: SignedDuration,
        (which, limit): (Claim, u32),
    ) -> Result<Vec<Errand>, StoreError> {
        let until = now.saturating_add(lease).unwrap_or(Instant::MAX);
        let mut errands = Vec::new();
        for found in system::claim_errands(system, self, now, until, (which, limit)).await? {
            let (id, project, owner_kind, owner, kind, attempts, due, key, recipient, payload) = found;
            let key = self
                .errand_key(system, &id, &project, &owner_kind, &owner, &key)
                .await?;
            let recipient = key.open_text(errand_place("outbox.recipient", &id, &project), &recipient)?;
            let payload = key
                .open(errand_place("outbox.payload", &id, &project), &payload)?
                .to_vec();
            let owner = if owner_kind == INSTANCE {
                None
            } else {
                Some((kind_of(&owner_kind)?, owner))
            };
            let project = project.parse().ok();
            errands.push(Errand {
                id: ErrandId(id),
                project,
                owner,
                kind,
                recipient,
                payload,
                attempts,
                due,
            });
        }
        errands.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        Ok(errands)
    }

    /// Says how an attempt ended; the note is sealed (a server's answer may hold an address).
    pub async fn finish_errand(
        &self,
        system: &System,
        id: &ErrandId,
        outcome: Outcome,
        note: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some((project, owner_kind, owner, key)) = system::errand_key(system, self, id.as_str()).await? else {
            return Ok(());
        };
        let key = self
            .errand_key(system, id.as_str(), &project, &owner_kind, &owner, &key)
            .await?;
        let place = errand_place("outbox.note", id.as_str(), &project);
        let note = key.seal(self.rng(), place, note.as_bytes())?.into_bytes();
        let (state, due, finished) = match outcome {
            Outcome::Done => ("done", now, Some(now)),
            Outcome::Retry(at) => ("queued", at, None),
            Outcome::Failed => ("failed", now, Some(now)),
        };
        self.db()
            .write(&system::FINISH, args![id.as_str(), state, due, note, finished])
            .await?;
        Ok(())
    }

    async fn errand_key(
        &self,
        system: &System,
        id: &str,
        project: &str,
        owner_kind: &str,
        owner: &str,
        wrapped: &[u8],
    ) -> Result<Key, StoreError> {
        let place = errand_key_place(id, project);
        if owner_kind == INSTANCE {
            return self.instance().people.unwrap(place, wrapped);
        }
        let kind = kind_of(owner_kind)?.word();
        let columns = system::owner_key(system, self, kind, owner).await?;
        let columns = columns.ok_or(StoreError::CannotOpen { table: "outbox.key" })?;
        let project = project.parse().map_err(|_| StoreError::Malformed {
            what: "the project of an errand",
        })?;
        self.row_key(&project, kind, owner, &columns)
            .await?
            .unwrap(place, wrapped)
    }
}

type OutgoingColumns = Wide<
    (
        String,
        String,
        String,
        String,
        String,
        String,
        Instant,
        u32,
        Option<Instant>,
        Vec<u8>,
        Vec<u8>,
        Vec<u8>,
    ),
    Wide<(i64, Option<Vec<u8>>, Option<Vec<u8>>), (Option<String>, Option<String>, Option<Vec<u8>>)>,
>;

impl Look<'_> {
    /// What goes out, newest first: of a project for its PST; of everything, with the system's own mail, for the system.
    pub async fn outgoing(&self, project: Option<&ProjectId>, limit: u32) -> Result<Seen<Vec<Outgoing>>, StoreError> {
        let (text, arguments) = match project {
            Some(project) => (&OUTGOING, args![project, limit]),
            None => (&OUTGOING_OF_ALL, args![limit]),
        };
        let found: Vec<OutgoingColumns> = self.store.db().rows(text, self.arguments(arguments)).await?;
        let mut lines = Vec::with_capacity(found.len());
        for Wide(columns, Wide((leased, note, wrapped), (parent_kind, parent, above))) in found {
            let (id, project, owner_kind, owner, kind, state, due, attempts, finished, key, recipient, payload) =
                columns;
            let place = errand_key_place(&id, &project);
            let key = if owner_kind == INSTANCE {
                self.store.instance().people.unwrap(place, &key)?
            } else {
                // The words of an erased row are gone, its errands with them.
                let (Some(_), Some(parent_kind), Some(parent)) = (&wrapped, parent_kind, parent) else {
                    continue;
                };
                let columns: KeyColumns = (wrapped, parent_kind, parent, above);
                let its = project.parse().map_err(|_| StoreError::Malformed {
                    what: "the project of an errand",
                })?;
                self.store
                    .row_key(&its, kind_of(&owner_kind)?.word(), &owner, &columns)
                    .await?
                    .unwrap(place, &key)?
            };
            let note = note
                .map(|note| key.open_text(errand_place("outbox.note", &id, &project), &note))
                .transpose()?;
            let state = match state.as_str() {
                "done" => ErrandState::Done,
                "failed" => ErrandState::Failed,
                _ if leased > self.now.as_microsecond() => ErrandState::Leased,
                _ => ErrandState::Queued,
            };
            lines.push(Outgoing {
                recipient: key.open_text(errand_place("outbox.recipient", &id, &project), &recipient)?,
                payload: key
                    .open(errand_place("outbox.payload", &id, &project), &payload)?
                    .to_vec(),
                note: note.unwrap_or_default(),
                project: project.parse().ok(),
                id: ErrandId(id),
                kind,
                state,
                due,
                attempts,
                finished,
            });
        }
        Ok(Seen::new(lines))
    }
}
