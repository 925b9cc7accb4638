//! Several writes as one message to SQLite's thread: what an act costs there is the messages, not the rows.
//!
//! What lives here: joining the texts of [`Later`] writes. What must not: any statement of its own.

use crate::db::Later;
use crate::error::StoreError;
use crate::value::Value;
use futures_util::TryStreamExt;
#[expect(
    clippy::disallowed_types,
    reason = "our own statements, joined; no data is in the text"
)]
use sqlx::AssertSqlSafe;
use sqlx::{Either, Executor, Sqlite, SqliteConnection};

/// At most this many in one text: each new shape of an act is prepared once and kept.
const BATCH: usize = 16;

/// Runs the writes in their order and checks what each of them changed; gives those numbers.
pub(crate) async fn run_batch(connection: &mut SqliteConnection, later: Vec<Later>) -> Result<Vec<u64>, StoreError> {
    let mut numbers = Vec::with_capacity(later.len());
    let mut left = later.into_iter().peekable();
    while left.peek().is_some() {
        let batch: Vec<Later> = left.by_ref().take(BATCH).collect();
        let Some(first) = batch.first() else { break };
        let failed = StoreError::statement(first.sql);
        let text = joined(batch.iter().map(|write| (write.sql.sqlite, write.args.len())));
        let mut expected = Vec::with_capacity(batch.len());
        let mut query = sqlx::query::<Sqlite>(AssertSqlSafe(text));
        for Later { args, changes, .. } in batch {
            expected.push(changes);
            for arg in args {
                query = match arg {
                    Value::Int(v) => query.bind(v),
                    Value::Text(v) => query.bind(v),
                    Value::Bytes(v) => query.bind(v),
                };
            }
        }
        let done: Vec<_> = connection.fetch_many(query).try_collect().await.map_err(failed)?;
        let changed = done
            .into_iter()
            .filter_map(Either::left)
            .map(|done| done.rows_affected());
        for (changes, changed) in expected.iter().zip(changed) {
            changes.check(changed)?;
            numbers.push(changed);
        }
    }
    Ok(numbers)
}

/// One text of several, their `$1`, `$2` .. counted on from one to the next.
fn joined<'a>(writes: impl Iterator<Item = (&'a str, usize)>) -> String {
    let mut text = String::new();
    let mut before = 0;
    for (sql, args) in writes {
        let mut parts = sql.split('$');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, rest) = part.split_at(digits);
            let number = number.parse::<usize>().map_or(0, |n| n + before);
            text.push_str(&format!("${number}{rest}"));
        }
        text.push_str(";\n");
        before += args;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_of_joined_texts_are_counted_on() {
        let text = joined(
            [
                ("insert into a values ($1, $2, $1)", 2),
                ("delete from b where c = $1", 1),
            ]
            .into_iter(),
        );
        assert_eq!(
            text,
            "insert into a values ($1, $2, $1);\ndelete from b where c = $3;\n"
        );
    }
}
