//! What may go wrong in the store, said for people: what happened, why, what to do.

use std::sync::Arc;

/// An error of the store. None of its messages holds a sealed word: they name tables, ids and limits.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database could not {doing}: {source}")]
    Database { doing: &'static str, source: sqlx::Error },
    #[error("the database refused the statement {name} of {module}: {source}")]
    Statement {
        module: &'static str,
        name: &'static str,
        source: sqlx::Error,
    },
    #[error("the database is busy with other writers; nothing was changed, try again")]
    Busy,
    #[error(
        "the instance key does not open this database: another key sealed it. Give the key file that was made \
         with this database, or restore the backup that belongs to this key"
    )]
    WrongInstanceKey,
    #[error("the database at '{0}' is not understood: write sqlite:/path/to/file or postgres://host/name")]
    BadAddress(String),
    #[error(
        "the database has schema {found}, this program knows up to {known}: it was written by a newer version. \
         Install that version or a later one; migrations only go forward"
    )]
    NewerSchema { found: i64, known: i64 },
    #[error("migration {version} was changed after it ran on this database; install the version that ran it")]
    ChangedMigration { version: i64 },
    #[error(
        "a sealed value in {table} could not be opened: it was changed, moved or its key is gone. Run `ambergate audit verify`"
    )]
    CannotOpen { table: &'static str },
    #[error("a value in the database is not what {what} should be. Run `ambergate audit verify`")]
    Malformed { what: &'static str },
    #[error("{what} takes {bytes} bytes when sealed; {limit} are allowed. Store long texts as entries")]
    TooLarge {
        what: &'static str,
        bytes: usize,
        limit: usize,
    },
    #[error("there is no such project")]
    NoProject,
    #[error("this message was already settled by another worker; nothing was changed")]
    AlreadySettled,
    #[error("a report gets a case only together with it, and in the same project; use act_two")]
    JoinNeedsBoth,
    #[error("there is no entry '{0}' here that could be replaced")]
    NoSuchEntry(String),
    #[error("entries, errands or publications need an event on a row that does not exist yet")]
    NothingHappened,
    #[error("this name or address is already taken")]
    Taken,
    #[error("a value could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the secret could not be hashed: {0}")]
    Secret(String),
    #[error("{0}")]
    Shared(Arc<StoreError>),
}

impl StoreError {
    /// Whether the same work may succeed later: the database was locked or others were in the way. A sender is told
    /// to try again (451, exit 75).
    pub fn is_transient(&self) -> bool {
        match self {
            StoreError::Busy => true,
            StoreError::Database { source, .. } | StoreError::Statement { source, .. } => {
                crate::dialect::is_transient(source)
            }
            StoreError::Shared(inner) => inner.is_transient(),
            _ => false,
        }
    }

    /// Whether the transaction lost against another and is to be run again at once.
    pub(crate) fn runs_again(&self) -> bool {
        match self {
            StoreError::Busy => true,
            StoreError::Database { source, .. } | StoreError::Statement { source, .. } => {
                crate::dialect::runs_again(source)
            }
            _ => false,
        }
    }

    pub(crate) fn statement(sql: &crate::db::Sql) -> impl FnOnce(sqlx::Error) -> StoreError + use<> {
        let (module, name) = (sql.module, sql.name);
        move |source| StoreError::Statement { module, name, source }
    }

    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
        move |source| StoreError::Database { doing, source }
    }
}

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ActError<E> {
    /// Absent or not visible: the same answer.
    #[error("there is nothing here under this id")]
    Absent,
    /// `decide` said no, and why.
    #[error("{0}")]
    Refused(E),
    /// Others kept changing the same row, or the id is taken.
    #[error("others changed this at the same time; look again and repeat what is still wanted")]
    Conflict,
    #[error(transparent)]
    Store(#[from] StoreError),
}
