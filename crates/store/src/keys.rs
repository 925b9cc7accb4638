//! The key hierarchy: instance, project, case or report, and what hangs below them.
//!
//! Every key is random and wrapped by the one above. A project's keys are unwrapped once and kept in memory; a row's
//! key is unwrapped when the row is opened.

use crate::Store;
use crate::db::{Changes, Tx, statements};
use crate::error::StoreError;
use crate::seal::{Key, Place};
use crate::value::args;
use ambergate_process::aggregate::Kind;
use ambergate_process::ids::ProjectId;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

statements! {
    INSTANCE_VALUE = "select value from instance where name = $1";
    /// The first of several processes that start at once decides.
    INSTANCE_PUT = "insert into instance (name, value) values ($1, $2) on conflict (name) do nothing";
    PROJECT_KEYS = "select key, digest_key from projects where id = $1";
    KEY_PUT = "insert into keys (kind, owner, project, parent_kind, parent, wrapped) \
               values ($1, $2, $3, $4, $5, $6) on conflict (owner, kind) do nothing";
    KEY_REWRAP = "update keys set parent_kind = $3, parent = $4, wrapped = $5 where kind = $1 and owner = $2";
    KEY_DESTROY = "update keys set wrapped = null where kind = $1 and owner = $2";
}

/// What the instance itself seals with, under the instance key.
pub(crate) struct InstanceKeys {
    instance: Key,
    /// Seals accounts and errands that belong to no project.
    pub(crate) people: Key,
    /// Digests of account addresses and tokens.
    pub(crate) digest: Key,
}

/// A project's keys, unwrapped.
pub(crate) struct ProjectKeys {
    pub(crate) key: Key,
    /// Digests of delivery keys, outsiders' addresses, errands, blobs.
    pub(crate) digest: Key,
}

/// The unwrapped project keys of this process; each wipes itself when the last user drops it.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<ProjectId, Arc<ProjectKeys>>>);

impl Cache {
    fn get(&self, project: &ProjectId) -> Option<Arc<ProjectKeys>> {
        self.0.read().ok()?.get(project).cloned()
    }
    fn put(&self, project: &ProjectId, keys: &Arc<ProjectKeys>) {
        if let Ok(mut map) = self.0.write() {
            map.insert(project.clone(), keys.clone());
        }
    }
}

/// The columns by which a row's key is found: its wrapping, who wraps it, and that one's wrapping if it is a case.
pub(crate) type KeyColumns = (Option<Vec<u8>>, String, String, Option<Vec<u8>>);

/// The columns of [`KeyColumns`] for `keys k` left-joined with `keys pk`.
macro_rules! key_columns {
    () => {
        "k.wrapped, k.parent_kind, k.parent, pk.wrapped"
    };
}
pub(crate) use key_columns;

/// Joins the key of a row and the key above it. Takes the row's kind and id as SQL.
macro_rules! key_join {
    ($kind:literal, $id:literal) => {
        concat!(
            " join keys k on k.kind = ",
            $kind,
            " and k.owner = ",
            $id,
            " left join keys pk on pk.kind = k.parent_kind and pk.owner = k.parent "
        )
    };
}
pub(crate) use key_join;

/// The name of a row's key among the places of sealed values.
pub(crate) fn key_row(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

fn key_place<'a>(row: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "keys.wrapped",
        row,
        project,
    }
}

fn project_place(project: &str) -> Place<'_> {
    Place {
        table: "projects.key",
        row: project,
        project,
    }
}

fn project_digest_place(project: &str) -> Place<'_> {
    Place {
        table: "projects.digest_key",
        row: project,
        project,
    }
}

fn instance_place(name: &str) -> Place<'_> {
    Place {
        table: "instance.value",
        row: name,
        project: "",
    }
}

impl Store {
    /// Opens or makes the instance's own keys; refuses a key that did not seal this database.
    pub(crate) async fn instance_keys(
        db: &crate::db::Db,
        instance: Key,
        rng: &dyn ambergate_process::ports::Rng,
    ) -> Result<InstanceKeys, StoreError> {
        const CHECK: &[u8] = b"this key belongs to this database";
        let known: Option<(Vec<u8>,)> = db.one(&INSTANCE_VALUE, args!["key-check"]).await?;
        if known.is_none() {
            let people = instance.wrap(rng, instance_place("people"), &Key::mint(rng))?;
            let digest = instance.wrap(rng, instance_place("digest"), &Key::mint(rng))?;
            let check = instance.seal(rng, instance_place("key-check"), CHECK)?.into_bytes();
            crate::db::in_write!(db, |tx| {
                // Whoever writes the check first writes all three: the others find them and are checked below.
                if tx.write(&INSTANCE_PUT, args!["key-check", check.clone()]).await? == 1 {
                    tx.write(&INSTANCE_PUT, args!["people", people.clone()]).await?;
                    tx.write(&INSTANCE_PUT, args!["digest", digest.clone()]).await?;
                }
                Ok(())
            })?;
        }
        let mut values = Vec::new();
        for name in ["key-check", "people", "digest"] {
            let found: Option<(Vec<u8>,)> = db.one(&INSTANCE_VALUE, args![name]).await?;
            values.push(
                found
                    .ok_or(StoreError::Malformed {
                        what: "the instance's own row",
                    })?
                    .0,
            );
        }
        let check = instance
            .open(instance_place("key-check"), &values[0])
            .map_err(|_| StoreError::WrongInstanceKey)?;
        if check.as_slice() != CHECK {
            return Err(StoreError::WrongInstanceKey);
        }
        Ok(InstanceKeys {
            people: instance.unwrap(instance_place("people"), &values[1])?,
            digest: instance.unwrap(instance_place("digest"), &values[2])?,
            instance,
        })
    }

    /// New keys for a new project: wrapped, and remembered by nobody until it is stored.
    pub(crate) fn mint_project_keys(&self, project: &ProjectId) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
        let key = Key::mint(self.rng());
        let digest = Key::mint(self.rng());
        let id = project.as_str();
        Ok((
            self.instance().instance.wrap(self.rng(), project_place(id), &key)?,
            key.wrap(self.rng(), project_digest_place(id), &digest)?,
        ))
    }

    /// A project's keys; `NoProject` if there is none.
    pub(crate) async fn project_keys(&self, project: &ProjectId) -> Result<Arc<ProjectKeys>, StoreError> {
        if let Some(keys) = self.cache().get(project) {
            return Ok(keys);
        }
        let found: Option<(Vec<u8>, Vec<u8>)> = self.db().one(&PROJECT_KEYS, args![project]).await?;
        let (key, digest) = found.ok_or(StoreError::NoProject)?;
        let key = self.instance().instance.unwrap(project_place(project.as_str()), &key)?;
        let digest = key.unwrap(project_digest_place(project.as_str()), &digest)?;
        let keys = Arc::new(ProjectKeys { key, digest });
        self.cache().put(project, &keys);
        Ok(keys)
    }

    /// Opens a row's key by its columns, through the case's key where a case wraps it.
    pub(crate) async fn row_key(
        &self,
        project: &ProjectId,
        kind: &'static str,
        id: &str,
        columns: &KeyColumns,
    ) -> Result<Key, StoreError> {
        let project_keys = self.project_keys(project).await?;
        let gone = StoreError::CannotOpen { table: "keys.wrapped" };
        let (Some(wrapped), parent_kind, parent, parent_wrapped) = columns else {
            return Err(gone);
        };
        let row = key_row(kind, id);
        if parent_kind == "project" {
            return project_keys.key.unwrap(key_place(&row, project.as_str()), wrapped);
        }
        let parent_row = key_row(parent_kind, parent);
        let above = parent_wrapped.as_ref().ok_or(gone)?;
        let above = project_keys
            .key
            .unwrap(key_place(&parent_row, project.as_str()), above)?;
        above.unwrap(key_place(&row, project.as_str()), wrapped)
    }

    /// Stores a new row's key under its project's key. `Taken`: the id is.
    pub(crate) async fn put_row_key(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        kind: Kind,
        id: &str,
        key: &Key,
    ) -> Result<(), StoreError> {
        let row = key_row(kind.word(), id);
        let above = self.project_keys(project).await?;
        let wrapped = above.key.wrap(self.rng(), key_place(&row, project.as_str()), key)?;
        let put = args![kind.word(), id, project, "project", project, wrapped];
        tx.later(&KEY_PUT, put, Changes::One(|| StoreError::Taken));
        Ok(())
    }

    /// Wraps a report's key under its case's key: only the wrapping changes.
    pub(crate) async fn rewrap(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        report: (&str, &Key),
        case: (&str, &Key),
    ) -> Result<(), StoreError> {
        let row = key_row(Kind::Report.word(), report.0);
        let wrapped = case.1.wrap(self.rng(), key_place(&row, project.as_str()), report.1)?;
        let rewrapped = args![Kind::Report.word(), report.0, Kind::Case.word(), case.0, wrapped];
        tx.later(&KEY_REWRAP, rewrapped, Changes::Any);
        Ok(())
    }
}
