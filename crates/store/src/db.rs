//! One way to run one SQL text on two databases: statements, arguments, rows, transactions.
//!
//! What lives here: the dispatch. What must not: any statement. The pools never leave this module, so that nobody
//! outside the crate can read around [`crate::Look`].

use crate::batch::run_batch;
use crate::dialect::{BEGIN_POSTGRES, BEGIN_SQLITE, DatabaseAt, SNAPSHOT_POSTGRES, connect_postgres, connect_sqlite};
use crate::error::StoreError;
use crate::value::{Cell, FromRow, Value};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// A statement, known by name to the registry.
pub(crate) struct Sql {
    pub(crate) name: &'static str,
    pub(crate) module: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// Defines the statements of a module and the list `SQL` by which the registry finds them.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: $crate::db::Sql = $crate::db::Sql {
            name: stringify!($name), module: module_path!(), sqlite: $text, postgres: $text,
        };)*
        /// Every statement of this module.
        #[cfg(any(test, feature = "testing"))]
        pub(crate) const SQL: &[&$crate::db::Sql] = &[$(&$name),*];
    };
}
pub(crate) use statements;

/// A database with its pools.
#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// A write in progress; dropped without [`Tx::commit`] it never happened.
pub(crate) struct Tx {
    pub(crate) begun: Begun,
    /// Writes whose result nobody waits for; they run before the next statement that answers, and before the commit.
    later: Vec<Later>,
}

pub(crate) enum Begun {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(PgTx),
}

/// A write that waits in its transaction.
pub(crate) struct Later {
    pub(crate) sql: &'static Sql,
    pub(crate) args: Vec<Value>,
    pub(crate) changes: Changes,
}

/// How many rows a write must have changed.
pub(crate) enum Changes {
    Any,
    /// One, or the transaction ends with this error.
    One(fn() -> StoreError),
}

/// A PostgreSQL transaction that closes its connection when it is neither committed nor rolled back. sqlx's own would
/// give the connection back to the pool with the transaction still open if it is dropped while it begins, and what
/// the next one writes would never be committed.
pub(crate) struct PgTx(Option<PoolConnection<Postgres>>);

impl PgTx {
    async fn begin(pool: &PgPool, text: &'static str) -> Result<Self, sqlx::Error> {
        let mut begun = Self(Some(pool.acquire().await?));
        sqlx::raw_sql(text).execute(begun.connection()?).await?;
        Ok(begun)
    }

    pub(crate) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.0.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// The connection goes back to the pool only after the database has answered.
    async fn end(mut self, text: &'static str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(text).execute(self.connection()?).await?;
        self.0 = None;
        Ok(())
    }
}

impl Drop for PgTx {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

macro_rules! bound {
    ($text:expr, $args:expr) => {{
        let mut query = sqlx::query($text);
        for arg in $args {
            query = match arg {
                Value::Int(v) => query.bind(v),
                Value::Text(v) => query.bind(v),
                Value::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}

/// Fetches and decodes with whichever executor there is.
macro_rules! fetched {
    (sqlite $sqlite:expr, $sql:expr, $args:expr) => {
        read_all(
            bound!($sql.sqlite, $args)
                .fetch_all($sqlite)
                .await
                .map_err(StoreError::statement($sql))?,
            crate::value::sqlite_cells,
        )
    };
    (postgres $postgres:expr, $sql:expr, $args:expr) => {
        read_all(
            bound!($sql.postgres, $args)
                .fetch_all($postgres)
                .await
                .map_err(StoreError::statement($sql))?,
            crate::value::postgres_cells,
        )
    };
}

fn read_all<R, T: FromRow>(
    rows: Vec<R>,
    cells: impl Fn(&R) -> Result<Vec<Cell>, sqlx::Error>,
) -> Result<Vec<T>, StoreError> {
    rows.iter()
        .map(|row| T::from_cells(cells(row).map_err(StoreError::database("read a row"))?))
        .collect()
}

impl Db {
    pub(crate) async fn connect(at: &DatabaseAt) -> Result<Self, StoreError> {
        Ok(match at {
            DatabaseAt::Sqlite(path) => {
                let (writer, readers) = connect_sqlite(path).await?;
                Db::Sqlite { writer, readers }
            }
            DatabaseAt::Postgres(url) => Db::Postgres(connect_postgres(url).await?),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }

    /// Reads outside any write.
    pub(crate) async fn rows<T: FromRow>(&self, sql: &'static Sql, args: Vec<Value>) -> Result<Vec<T>, StoreError> {
        match self {
            Db::Sqlite { readers, .. } => fetched!(sqlite readers, sql, args),
            Db::Postgres(pool) => fetched!(postgres pool, sql, args),
        }
    }

    pub(crate) async fn one<T: FromRow>(&self, sql: &'static Sql, args: Vec<Value>) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// A write of one statement that returns rows; it commits by itself.
    pub(crate) async fn write_rows<T: FromRow>(
        &self,
        sql: &'static Sql,
        args: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Db::Sqlite { writer, .. } => fetched!(sqlite writer, sql, args),
            Db::Postgres(pool) => fetched!(postgres pool, sql, args),
        }
    }

    /// A write of one statement; it commits by itself. Returns how many rows it changed.
    pub(crate) async fn write(&self, sql: &'static Sql, args: Vec<Value>) -> Result<u64, StoreError> {
        let doing = StoreError::statement(sql);
        Ok(match self {
            Db::Sqlite { writer, .. } => bound!(sql.sqlite, args)
                .execute(writer)
                .await
                .map_err(doing)?
                .rows_affected(),
            Db::Postgres(pool) => bound!(sql.postgres, args)
                .execute(pool)
                .await
                .map_err(doing)?
                .rows_affected(),
        })
    }

    /// After an erasure: SQLite's write-ahead log would keep the old pages until somebody writes over them.
    /// PostgreSQL lets go of them at the next vacuum.
    pub(crate) async fn forget_old_pages(&self) -> Result<(), StoreError> {
        if let Db::Sqlite { writer, .. } = self {
            let doing = StoreError::database("empty its write-ahead log");
            sqlx::query("pragma wal_checkpoint(truncate)")
                .execute(writer)
                .await
                .map_err(doing)?;
        }
        Ok(())
    }

    /// A read whose statements all see the database as it was at one moment.
    pub(crate) async fn snapshot(&self) -> Result<Tx, StoreError> {
        let doing = StoreError::database("begin a read");
        Ok(match self {
            Db::Sqlite { readers, .. } => Begun::Sqlite(readers.begin().await.map_err(doing)?),
            Db::Postgres(pool) => Begun::Postgres(PgTx::begin(pool, SNAPSHOT_POSTGRES).await.map_err(doing)?),
        }
        .into())
    }

    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        let doing = StoreError::database("begin a write");
        Ok(match self {
            Db::Sqlite { writer, .. } => Begun::Sqlite(writer.begin_with(BEGIN_SQLITE).await.map_err(doing)?),
            Db::Postgres(pool) => Begun::Postgres(PgTx::begin(pool, BEGIN_POSTGRES).await.map_err(doing)?),
        }
        .into())
    }
}

impl From<Begun> for Tx {
    fn from(begun: Begun) -> Self {
        Self {
            begun,
            later: Vec::new(),
        }
    }
}

impl Tx {
    pub(crate) async fn rows<T: FromRow>(&mut self, sql: &'static Sql, args: Vec<Value>) -> Result<Vec<T>, StoreError> {
        self.catch_up().await?;
        match &mut self.begun {
            Begun::Sqlite(tx) => fetched!(sqlite &mut **tx, sql, args),
            Begun::Postgres(tx) => fetched!(postgres tx.connection().map_err(StoreError::statement(sql))?, sql, args),
        }
    }

    pub(crate) async fn one<T: FromRow>(
        &mut self,
        sql: &'static Sql,
        args: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Returns how many rows changed.
    pub(crate) async fn write(&mut self, sql: &'static Sql, args: Vec<Value>) -> Result<u64, StoreError> {
        self.catch_up().await?;
        let doing = StoreError::statement(sql);
        Ok(match &mut self.begun {
            Begun::Sqlite(tx) => bound!(sql.sqlite, args)
                .execute(&mut **tx)
                .await
                .map_err(doing)?
                .rows_affected(),
            Begun::Postgres(tx) => {
                let connection = tx.connection().map_err(StoreError::statement(sql))?;
                bound!(sql.postgres, args)
                    .execute(connection)
                    .await
                    .map_err(doing)?
                    .rows_affected()
            }
        })
    }

    /// Puts a write off until something must be answered. An act makes a dozen of them, and SQLite takes a batch in one
    /// message to its thread.
    pub(crate) fn later(&mut self, sql: &'static Sql, args: Vec<Value>, changes: Changes) {
        self.later.push(Later { sql, args, changes });
    }

    /// The same write for several rows. Returns how many rows each of them changed.
    pub(crate) async fn write_each(
        &mut self,
        sql: &'static Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<u64>, StoreError> {
        self.catch_up().await?;
        for args in rows {
            self.later(sql, args, Changes::Any);
        }
        self.catch_up().await
    }

    /// Runs what was put off, in its order.
    async fn catch_up(&mut self) -> Result<Vec<u64>, StoreError> {
        let later = std::mem::take(&mut self.later);
        match &mut self.begun {
            _ if later.is_empty() => Ok(Vec::new()),
            Begun::Sqlite(tx) => run_batch(tx, later).await,
            Begun::Postgres(tx) => {
                let mut numbers = Vec::with_capacity(later.len());
                for Later { sql, args, changes } in later {
                    let connection = tx.connection().map_err(StoreError::statement(sql))?;
                    let written = bound!(sql.postgres, args)
                        .execute(connection)
                        .await
                        .map_err(StoreError::statement(sql))?;
                    changes.check(written.rows_affected())?;
                    numbers.push(written.rows_affected());
                }
                Ok(numbers)
            }
        }
    }

    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.catch_up().await?;
        let doing = StoreError::database("commit");
        match self.begun {
            Begun::Sqlite(tx) => tx.commit().await.map_err(doing),
            Begun::Postgres(tx) => tx.end("commit").await.map_err(doing),
        }
    }

    /// Ends it without a change. If that fails, the connection is closed, and the database does it.
    pub(crate) async fn roll_back(self) {
        let outcome = match self.begun {
            Begun::Sqlite(tx) => tx.rollback().await,
            Begun::Postgres(tx) => tx.end("rollback").await,
        };
        if let Err(error) = outcome {
            tracing::debug!(%error, "a transaction was rolled back by closing its connection");
        }
    }
}

impl Changes {
    pub(crate) fn check(&self, changed: u64) -> Result<(), StoreError> {
        match self {
            Changes::One(error) if changed != 1 => Err(error()),
            _ => Ok(()),
        }
    }
}

/// How often work is begun again after a serialisation failure. PostgreSQL locks whole pages of small tables, so
/// writers of different rows may fail each other a few times.
pub(crate) const RETRIES: u32 = 12;

/// Waits a little longer each time, so that the writers that failed each other do not meet again.
pub(crate) async fn back_off(tries: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(1 << tries.min(6))).await;
}

/// Runs a block in one write transaction and commits; again from its beginning if the database asks for that.
/// The block sees `$tx: &mut Tx` and ends in a `Result<_, StoreError>`; `?` leaves the block, not the function.
macro_rules! in_write {
    ($db:expr, |$tx:ident| $body:block) => {{
        let mut tries = 0u32;
        loop {
            // A block of its own: a `return` or `?` in it must not jump over the commit.
            let outcome: Result<_, $crate::error::StoreError> = async {
                let mut begun = $db.begin().await?;
                let done: Result<_, $crate::error::StoreError> = {
                    let $tx = &mut begun;
                    async { $body }.await
                };
                match done {
                    Ok(value) => begun.commit().await.map(|()| value),
                    Err(error) => {
                        begun.roll_back().await;
                        Err(error)
                    }
                }
            }
            .await;
            match outcome {
                Err(error) if error.runs_again() && tries < $crate::db::RETRIES => {
                    $crate::db::back_off(tries).await;
                    tries += 1;
                }
                other => break other,
            }
        }
    }};
}
pub(crate) use in_write;
