//! Migrations: forward only, one text for both databases, each remembered with its digest.

use crate::db::{Begun, Db, Tx, statements};
use crate::dialect::{Dialect, stamp};
use crate::error::StoreError;
use crate::seal::{hex, sha256};
use crate::value::args;

/// In order, from 1. A text that was released is never changed: a new one follows it.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_site_errands.sql"),
    include_str!("../migrations/0003_reminders.sql"),
    include_str!("../migrations/0004_policy_profiles.sql"),
];

const LEDGER: &str =
    "create table if not exists migrations (version {i64} not null primary key, digest {text} not null) {strict};";

statements! {
    RAN = "select version, digest from migrations order by version";
    REMEMBER = "insert into migrations (version, digest) values ($1, $2) on conflict (version) do nothing";
}

/// Brings the database to this program's schema, all or nothing.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    // Apart from the rest: two nodes may race for it, and the loser simply finds it there.
    let ledger = crate::db::in_write!(db, |tx| { run(tx, LEDGER).await });
    if let Err(error) = ledger {
        tracing::debug!(%error, "the ledger of migrations was being made by another process");
    }
    crate::db::in_write!(db, |tx| {
        let ran: Vec<(i64, String)> = tx.rows(&RAN, args![]).await?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        if let Some((found, _)) = ran.iter().find(|(version, _)| *version > known) {
            return Err(StoreError::NewerSchema { found: *found, known });
        }
        for (version, text) in (1i64..).zip(MIGRATIONS) {
            let digest = hex(&sha256(&[text.as_bytes()]));
            match ran.iter().find(|(there, _)| *there == version) {
                Some((_, before)) if *before == digest => {}
                Some(_) => return Err(StoreError::ChangedMigration { version }),
                None => {
                    // Of two nodes that start at once the second waits here, and begins again to find it done.
                    if tx.write(&REMEMBER, args![version, digest]).await? == 0 {
                        return Err(StoreError::Busy);
                    }
                    run(tx, text).await?;
                }
            }
        }
        Ok(())
    })
}

/// Migrations are the one text that is built: placeholders stamped, no data.
async fn run(tx: &mut Tx, text: &str) -> Result<(), StoreError> {
    let doing = StoreError::database("change its schema");
    match &mut tx.begun {
        Begun::Sqlite(tx) => {
            let text = sqlx::AssertSqlSafe(stamp(text, Dialect::Sqlite));
            sqlx::raw_sql(text).execute(&mut **tx).await.map_err(doing)?;
        }
        Begun::Postgres(tx) => {
            let text = sqlx::AssertSqlSafe(stamp(text, Dialect::Postgres));
            let connection = tx.connection().map_err(StoreError::database("change its schema"))?;
            sqlx::raw_sql(text).execute(connection).await.map_err(doing)?;
        }
    }
    Ok(())
}
