//! The rows of aggregates: their statements, stamped once per kind, and how a row is sealed and opened.

use crate::Store;
use crate::db::{Sql, statements};
use crate::error::StoreError;
use crate::keys::{KeyColumns, key_columns, key_join};
use crate::predicate::{Standing, standing_columns, standing_join, visible};
use crate::seal::{Key, Place};
use crate::value::Wide;
use ambergate_process::Instant;
use ambergate_process::access::Actor;
use ambergate_process::aggregate::{Aggregate, Clear, Headline, Kind};
use ambergate_process::ids::ProjectId;

/// What a list asks for: the columns of a [`Line`], with the arguments project, phase, lead and limit.
macro_rules! list_columns {
    () => {
        concat!(
            "select t.id, t.project, t.version, t.phase, t.severity_rank, t.lead, t.opened, t.closed, t.next_due, t.case_id, ",
            "t.headline, ", key_columns!(), " "
        )
    };
}

/// The statements of one kind of row.
pub(crate) struct RowSql {
    /// One row by id ($6), with the viewer's standing.
    pub(crate) row: &'static Sql,
    /// The viewer's standing to a row ($6) alone.
    pub(crate) standing: &'static Sql,
    /// Lists in a project ($6) and phase ($7), lead ($8, or empty), limit $9, after $10 and the rest of the cursor.
    pub(crate) by_due: &'static Sql,
    pub(crate) by_opened: &'static Sql,
    pub(crate) by_severity: &'static Sql,
    /// The same by due date, of rows granted to the viewer.
    pub(crate) granted: &'static Sql,
    /// How many in a project ($6), phases ($7 to $8) and lead ($9, or empty), up to $10.
    pub(crate) count: &'static Sql,
    /// Whole rows in a project ($6) and phase ($7), the newest first, after $8 and $9, limit $10: for counting.
    pub(crate) walk: &'static Sql,
    /// Due at $4 in a project ($6, or empty), limit $7.
    pub(crate) due: &'static Sql,
    pub(crate) insert: &'static Sql,
    pub(crate) update: &'static Sql,
    pub(crate) events: &'static Sql,
}

macro_rules! row_statements {
    ($module:ident, $seen:ident, $kind:literal, $table:literal) => {
        /// The statements of this kind.
        pub(crate) mod $module {
            use super::*;
            statements! {
                ROW = concat!(
                    "select ", standing_columns!($kind), ", t.version, t.seq, t.head, t.next_due, t.case_id, t.state, ",
                    key_columns!(), " from ", $table, " t ", key_join!($kind, "t.id"), standing_join!(),
                    "where t.id = $6 and ", visible!($seen), " order by coalesce(m.role, '') desc limit 1");
                STANDING = concat!(
                    "select ", standing_columns!($kind), " from ", $table, " t ", standing_join!(),
                    "where t.id = $6 and ", visible!($seen), " order by coalesce(m.role, '') desc limit 1");
                BY_DUE = concat!(
                    list_columns!(), "from ", $table, " t ", key_join!($kind, "t.id"),
                    "where t.project = $6 and t.phase = $7 and $8 in ('', t.lead) and (t.next_due, t.id) > ($10, $11) and ",
                    visible!($seen), " order by t.next_due, t.id limit $9");
                BY_OPENED = concat!(
                    list_columns!(), "from ", $table, " t ", key_join!($kind, "t.id"),
                    "where t.project = $6 and t.phase = $7 and $8 in ('', t.lead) and (t.opened, t.id) < ($10, $11) and ",
                    visible!($seen), " order by t.opened desc, t.id desc limit $9");
                BY_SEVERITY = concat!(
                    list_columns!(), "from ", $table, " t ", key_join!($kind, "t.id"),
                    "where t.project = $6 and t.phase = $7 and $8 in ('', t.lead) ",
                    "and (t.severity_rank, t.opened, t.id) < ($10, $11, $12) and ",
                    visible!($seen), " order by t.severity_rank desc, t.opened desc, t.id desc limit $9");
                GRANTED = concat!(
                    list_columns!(), "from (select distinct g.row_id from members m cross join grants g ",
                    "where g.member = m.id and g.kind = ", $kind, " and ", membership!("$6"), ") mine join ", $table, " t on t.id = mine.row_id ",
                    key_join!($kind, "t.id"),
                    "where t.project = $6 and t.phase = $7 and $8 in ('', t.lead) and ", visible!($seen), " limit $9");
                COUNT = concat!(
                    "select count(*) from (select t.id from ", $table, " t where t.project = $6 and t.phase between $7 and $8 ",
                    "and $9 in ('', t.lead) and ", visible!($seen), " limit $10) counted");
                WALK = concat!(
                    "select t.id, t.project, t.opened, t.state, ", key_columns!(), " from ", $table, " t ",
                    key_join!($kind, "t.id"),
                    "where t.project = $6 and t.phase = $7 and (t.opened, t.id) < ($8, $9) and ",
                    visible!($seen), " order by t.opened desc, t.id desc limit $10");
                DUE = concat!(
                    list_columns!(), "from ", $table, " t ", key_join!($kind, "t.id"),
                    "where t.next_due <= $4 and $6 in ('', t.project) and ", visible!($seen), " order by t.next_due, t.id limit $7");
                INSERT = concat!(
                    "insert into ", $table, " (id, project, version, seq, head, phase, severity_rank, lead, opened, closed, ",
                    "next_due, case_id, erased, headline, state) ",
                    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14) on conflict (id) do nothing");
                UPDATE = concat!(
                    "update ", $table, " set version = $3, seq = $4, head = $5, phase = $6, severity_rank = $7, lead = $8, ",
                    "opened = $9, closed = $10, next_due = $11, case_id = $12, headline = $13, state = $14 ",
                    "where id = $1 and project = $2 and version = $3 - 1");
                /// For the PST and the system alone: who did what is not for the Fix Team's eyes.
                EVENTS = concat!(
                    "select ev.seq, ev.at, ev.hash, ev.body from ", $table, " t join events ev on ev.kind = ", $kind,
                    " and ev.owner = t.id where t.id = $6 and ", visible!($seen), " order by ev.seq");
            }
            pub(crate) const ROWS: RowSql = RowSql {
                row: &ROW, standing: &STANDING, by_due: &BY_DUE, by_opened: &BY_OPENED, by_severity: &BY_SEVERITY,
                granted: &GRANTED, count: &COUNT, walk: &WALK, due: &DUE, insert: &INSERT, update: &UPDATE, events: &EVENTS,
            };
        }
    };
}
use crate::predicate::membership;
row_statements!(cases, case, "'case'", "cases");
row_statements!(reports, report, "'report'", "reports");
row_statements!(projects, project, "'project'", "project_rows");

/// The statements of a kind.
pub(crate) fn row_sql(kind: Kind) -> &'static RowSql {
    match kind {
        Kind::Case => &cases::ROWS,
        Kind::Report => &reports::ROWS,
        Kind::Project => &projects::ROWS,
    }
}

/// "Nothing is due", as a column: after every instant.
pub(crate) const NEVER: i64 = i64::MAX;
/// A case row over 64 KB is a bug: what grows belongs into child rows.
const STATE_LIMIT: usize = 64 * 1024;
const HEADLINE_LIMIT: usize = 512;

/// A row as a viewer reads it.
#[derive(Clone)]
pub struct Row<A> {
    pub state: A,
    /// The viewer, with their grants on this row.
    pub actor: Actor,
    /// Counts the writes, from 1.
    pub version: i64,
    pub project: ProjectId,
    pub next_due: Option<Instant>,
}

/// What `ROW` selects.
pub(crate) type RowColumns =
    Wide<(ProjectId, String, String, i64, i64, i64, Vec<u8>, i64, String, Vec<u8>), KeyColumns>;

/// A row read for an act or a look, with its key and its place in the log.
pub(crate) struct Loaded<A> {
    pub(crate) row: Row<A>,
    pub(crate) key: Key,
    pub(crate) seq: i64,
    pub(crate) head: Vec<u8>,
}

pub(crate) fn state_place<'a>(kind: Kind, id: &'a str, project: &'a str) -> Place<'a> {
    let table = match kind {
        Kind::Case => "cases.state",
        Kind::Report => "reports.state",
        Kind::Project => "project_rows.state",
    };
    Place {
        table,
        row: id,
        project,
    }
}

pub(crate) fn headline_place<'a>(kind: Kind, id: &'a str, project: &'a str) -> Place<'a> {
    let table = match kind {
        Kind::Case => "cases.headline",
        Kind::Report => "reports.headline",
        Kind::Project => "project_rows.headline",
    };
    Place {
        table,
        row: id,
        project,
    }
}

pub(crate) fn due_from_column(due: i64) -> Option<Instant> {
    (due != NEVER).then(|| Instant::from_microsecond(due).ok()).flatten()
}

impl Store {
    pub(crate) async fn open_row<A: Aggregate>(
        &self,
        viewer: &crate::Viewer,
        id: &str,
        Wide(columns, key): RowColumns,
    ) -> Result<Loaded<A>, StoreError> {
        let (project, member, role, grants, version, seq, head, next_due, _, state) = columns;
        let key = self.row_key(&project, A::KIND.word(), id, &key).await?;
        let plain = key.open(state_place(A::KIND, id, project.as_str()), &state)?;
        let standing: Standing = (project, member, role, grants);
        let actor = viewer.actor(&standing);
        let state = serde_json::from_slice(&plain)?;
        let row = Row {
            state,
            actor,
            version,
            project: standing.0,
            next_due: due_from_column(next_due),
        };
        Ok(Loaded { row, key, seq, head })
    }

    /// Seals state and headline within their limits.
    pub(crate) fn seal_row<A: Aggregate>(
        &self,
        key: &Key,
        id: &str,
        project: &ProjectId,
        state: &A,
    ) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(state)?);
        let sealed = key.seal(self.rng(), state_place(A::KIND, id, project.as_str()), &plain)?;
        let place = headline_place(A::KIND, id, project.as_str());
        let headline = key.seal(self.rng(), place, &headline_bytes(&state.headline()))?;
        for (what, bytes, limit) in [
            ("the row's state", sealed.len(), STATE_LIMIT),
            ("the row's headline", headline.len(), HEADLINE_LIMIT),
        ] {
            if bytes > limit {
                return Err(StoreError::TooLarge { what, bytes, limit });
            }
        }
        Ok((sealed.into_bytes(), headline.into_bytes()))
    }
}

/// Title, a zero byte, line: JSON would grow with quotes and burst the limit. A zero byte in a title becomes a space.
pub(crate) fn headline_bytes(headline: &Headline) -> Vec<u8> {
    format!("{}\0{}", headline.title.replace('\0', " "), headline.line).into_bytes()
}

pub(crate) fn headline_from(bytes: &[u8]) -> Headline {
    let text = String::from_utf8_lossy(bytes);
    let (title, line) = text.split_once('\0').unwrap_or((&text, ""));
    Headline {
        title: title.to_owned(),
        line: line.to_owned(),
    }
}

/// The clear columns as they are stored: a sort never meets a null.
pub(crate) fn opened_column(clear: &Clear) -> i64 {
    clear.opened.map_or(0, Instant::as_microsecond)
}
