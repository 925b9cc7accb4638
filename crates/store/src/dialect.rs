//! Everything in which SQLite and PostgreSQL differ, and nothing else.
//!
//! All other SQL is one text for both. Instants are microseconds in `{i64}` columns, ids are text, flags are 0 and 1.

use crate::error::StoreError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseAt {
    /// A file; its folder must exist.
    Sqlite(PathBuf),
    /// A connection address, `postgres://host/name`.
    Postgres(String),
}

impl FromStr for DatabaseAt {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            // What follows the scheme may be a password: it is not repeated.
            _ => Err(StoreError::BadAddress(
                text.split(':').next().unwrap_or_default().to_owned(),
            )),
        }
    }
}

impl std::fmt::Debug for DatabaseAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres:•••"),
        }
    }
}

/// Which of the two a text is stamped for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// How a write begins. SQLite takes the write lock at once, so a reader never fails when it becomes a writer.
pub(crate) const BEGIN_SQLITE: &str = "begin immediate";
pub(crate) const BEGIN_POSTGRES: &str = "begin isolation level serializable";

/// SQLite's plain `begin` is a snapshot from its first read on.
pub(crate) const SNAPSHOT_POSTGRES: &str = "begin isolation level repeatable read read only";

/// Readers beside the one writer. SQLite in WAL mode never makes them wait.
const READERS: u32 = 4;
const BUSY: Duration = Duration::from_secs(5);

pub(crate) async fn connect_sqlite(path: &Path) -> Result<(SqlitePool, SqlitePool), StoreError> {
    let common = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("trusted_schema", "off")
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-8000")
        .statement_cache_capacity(256);
    let writing = common
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Records of what was done and raw reports: a commit is on the disk before anybody hears yes.
        .synchronous(SqliteSynchronous::Full)
        // Ids are random, so writers meet every page of an index: 64 MB hold those of some ten thousand cases.
        .pragma("cache_size", "-64000")
        // Some pages are written again and again: they are carried over every 8,000 pages (32 MB), not every 1,000.
        .pragma("wal_autocheckpoint", "8000")
        .pragma("secure_delete", "on");
    let opening = StoreError::database("open the file");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(writing)
        .await
        .map_err(opening)?;
    let opening = StoreError::database("open the file for reading");
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(common.read_only(true))
        .await
        .map_err(opening)?;
    Ok((writer, readers))
}

pub(crate) async fn connect_postgres(url: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(StoreError::database("read its address"))?
        .application_name("ambergate")
        .statement_cache_capacity(256)
        .options([
            ("default_transaction_isolation", "read committed"),
            ("lock_timeout", "5s"),
        ]);
    PgPoolOptions::new()
        .max_connections(12)
        .connect_with(options)
        .await
        .map_err(StoreError::database("be reached"))
}

/// PostgreSQL's serialisation failure and deadlock: the transaction is to be run again. SQLite has one writer.
pub(crate) fn runs_again(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

/// Also: a lock was held for longer than anybody waits, or no connection was free.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    // SQLite's extended codes keep SQLITE_BUSY (5) and SQLITE_LOCKED (6) in the low byte; PostgreSQL's have five places.
    let locked = |code: &str| code.len() < 5 && code.parse::<i64>().is_ok_and(|n| matches!(n & 0xff, 5 | 6));
    runs_again(error)
        || matches!(error, sqlx::Error::PoolTimedOut)
        || code(error).is_some_and(|code| code == "55P03" || locked(&code))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .map(|code| code.into_owned())
}

/// A statement that picks rows and claims them. PostgreSQL's workers skip what others hold; the picking is
/// materialized, or a join might run it again and pick more. SQLite has one writer, so there is nothing to skip.
macro_rules! claim {
    ($name:literal, $pick:expr, $claim:expr) => {
        $crate::db::Sql {
            name: $name,
            module: module_path!(),
            sqlite: concat!("with picked as materialized (", $pick, ") ", $claim),
            postgres: concat!(
                "with picked as materialized (",
                $pick,
                " for update skip locked) ",
                $claim
            ),
        }
    };
}
pub(crate) use claim;

/// Stamps the text of a migration: `{i64}`, `{bytes}`, `{text}`, `{strict}` and `{append_only TABLE}`.
pub(crate) fn stamp(text: &str, dialect: Dialect) -> String {
    let (i64_type, bytes_type, text_type, strict) = match dialect {
        Dialect::Sqlite => ("integer", "blob", "text", "strict"),
        // Ids sort by their bytes on both, whatever the server's locale.
        Dialect::Postgres => ("bigint", "bytea", "text collate \"C\"", ""),
    };
    let mut out = text
        .replace("{i64}", i64_type)
        .replace("{bytes}", bytes_type)
        .replace("{text}", text_type)
        .replace("{strict}", strict);
    while let Some((before, rest)) = out.split_once("{append_only ") {
        let Some((table, after)) = rest.split_once('}') else {
            break;
        };
        out = format!("{before}{}{after}", append_only(table, dialect));
    }
    out
}

/// Triggers that refuse to change or delete a row: a defence against our own mistakes, not against root.
fn append_only(table: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => ["update", "delete"]
            .map(|verb| {
                format!(
                    "create trigger {table}_no_{verb} before {verb} on {table} begin \
                     select raise(abort, '{table} is append-only'); end;"
                )
            })
            .join("\n"),
        Dialect::Postgres => format!(
            "create function {table}_append_only() returns trigger language plpgsql as \
             $body$ begin raise exception '{table} is append-only'; end $body$;\n\
             create trigger {table}_append_only before update or delete or truncate on {table} \
             for each statement execute function {table}_append_only();"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_a_password_is_not_repeated() {
        assert!(matches!("sqlite:/var/lib/a.db".parse(), Ok(DatabaseAt::Sqlite(_))));
        let at: DatabaseAt = "postgres://me:hunter2@db/name".parse().unwrap();
        assert!(!format!("{at:?}").contains("hunter2"));
        let error = "mysql:hunter2".parse::<DatabaseAt>().unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn a_migration_is_stamped_for_both() {
        let text = "create table t (n {i64}, b {bytes}) {strict};\n{append_only t}";
        let sqlite = stamp(text, Dialect::Sqlite);
        assert!(sqlite.starts_with("create table t (n integer, b blob) strict;"));
        assert_eq!(sqlite.matches("create trigger").count(), 2);
        let postgres = stamp(text, Dialect::Postgres);
        assert!(postgres.starts_with("create table t (n bigint, b bytea) ;"));
        assert!(postgres.contains("execute function t_append_only()"));
    }
}
