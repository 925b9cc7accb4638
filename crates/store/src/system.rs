//! Reads of case data that no person asks for: jobs, intake, verification. Every function takes a [`System`].
//!
//! This is the one module whose SQL may name case tables without the visibility predicate.

use crate::Store;
use crate::act::Parent;
use crate::db::{Sql, Tx};
use crate::dialect::claim;
use crate::error::StoreError;
use crate::inbound::InboundId;
use crate::keys::{KeyColumns, key_columns, key_join};
use crate::outbox::Claim;
use crate::thread::OutsiderColumns;
use crate::value::{Wide, args};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::aggregate::Kind;
use ambergate_process::ids::{BlobId, CaseId, OutsiderId, ProjectId, ReportId};

macro_rules! fold_columns {
    ($kind:literal, $table:literal) => {
        concat!(
            "select t.id, t.project, t.seq, t.head, t.phase, t.severity_rank, t.lead, t.opened, t.closed, t.case_id, t.headline, ",
            "t.state, ", key_columns!(), " from ", $table, " t ", key_join!($kind, "t.id"), "where t.id > $1 order by t.id limit $2"
        )
    };
}

macro_rules! errand_columns {
    () => {
        "outbox.id, outbox.project, outbox.owner_kind, outbox.owner, outbox.kind, outbox.attempts, outbox.due, \
         outbox.key, outbox.recipient, outbox.payload"
    };
}

crate::db::statements! {
    ENTRY_KEY = "select key from entries where id = $1 and project = $2 and owner_kind = $3 and owner = $4";
    BLOB_KEYS = "select id, key from blobs where entry = $1";
    BLOB_REWRAP = "update blobs set key = $2 where id = $1";
    CHUNKS = "select bytes from blob_chunks where blob = $1 order by n";
    INBOUND_KEY = "select project, key from inbound where id = $1 and state = 'waiting'";
    SETTLE = "update inbound set state = 'settled', owner_kind = $2, owner = $3, key = $4 where id = $1 and state = 'waiting'";
    DELIVERED = "select id, report from inbound where delivery = $1";
    INBOUND = "select project, source, report, received, attempts, size, key, meta from inbound where id = $1";
    INBOUND_RAW = "select i.project, i.chunks, i.key, i.raw, i.owner_kind, i.owner from inbound i where i.id = $1";
    DEFER = "update inbound set ready = $2 where id = $1 and state = 'waiting'";
    OWNER_KEY = concat!("select ", key_columns!(), " from keys k left join keys pk on pk.kind = k.parent_kind ",
                        "and pk.owner = k.parent where k.kind = $1 and k.owner = $2");
    FINISH = "update outbox set state = $2, due = $3, leased = 0, note = $4, finished = $5 where id = $1 and state = 'queued'";
    ERRAND_KEY = "select project, owner_kind, owner, key from outbox where id = $1";
    REPLY_TARGET = "select y.project, y.kind, y.owner, y.outsider, coalesce(r.case_id, '') from reply_tokens y \
                    left join reports r on y.kind = 'report' and r.id = y.owner where y.digest = $1";
    REPORT_OF_OUTSIDER = "select report from outsiders where id = $1";
    OUTSIDERS_OF_REPORT = concat!(
        "select o.id, o.report, o.about, (select count(*) from secrets s where s.outsider = o.id), o.project, ", key_columns!(),
        " from outsiders o ", key_join!("'report'", "o.report"), "where o.report = $1 order by o.created, o.id");
    OUTSIDERS_OF_CASE = concat!(
        "select o.id, o.report, o.about, (select count(*) from secrets s where s.outsider = o.id), o.project, ", key_columns!(),
        " from reports r join outsiders o on o.report = r.id ", key_join!("'report'", "r.id"),
        "where r.case_id = $1 order by o.created, o.id");
    FOLD_CASES = fold_columns!("'case'", "cases");
    FOLD_REPORTS = fold_columns!("'report'", "reports");
    FOLD_PROJECTS = fold_columns!("'project'", "project_rows");
    CHAIN = "select seq, at, root, hash, body from events where kind = $1 and owner = $2 order by seq";
    CHAINS_WITHOUT_CASE = "select distinct owner from events where kind = 'case' and owner not in (select id from cases)";
    CHAINS_WITHOUT_REPORT = "select distinct owner from events where kind = 'report' and owner not in (select id from reports)";
    CHAINS_WITHOUT_PROJECT = "select distinct owner from events where kind = 'project' and owner not in (select id from project_rows)";
    ERASE_CASE = "update cases set erased = $2 where id = $1 and erased = 0";
    ERASE_REPORT = "update reports set erased = $2 where id = $1 and erased = 0";
    ERASE_REPORTS_OF_CASE = "update reports set erased = $2 where case_id = $1 and erased = 0";
    REPORTS_OF_CASE = "select id from reports where case_id = $1";
    DROP_CHUNKS = "delete from blob_chunks where blob in (select b.id from blobs b join entries e on e.id = b.entry \
                   where e.owner_kind = $1 and e.owner = $2)";
    DROP_RAW_CHUNKS = "delete from blob_chunks where blob in (select id from inbound where owner_kind = $1 and owner = $2)";
    FAIL_ERRANDS = "update outbox set state = 'failed', finished = $3 where owner_kind = $1 and owner = $2 and state = 'queued'";
}

/// Claims are the one place where the texts differ: PostgreSQL's workers step over each other's rows.
pub(crate) const CLAIM_INBOUND: Sql = claim!(
    "CLAIM_INBOUND",
    "select id from inbound where state = 'waiting' and ready <= $1 order by ready, id limit 1",
    "update inbound set attempts = attempts + 1, ready = $2 where id in (select id from picked) returning id"
);
pub(crate) const CLAIM_ERRANDS: Sql = claim!(
    "CLAIM_ERRANDS",
    "select id from outbox where state = 'queued' and due <= $1 and leased <= $1 order by due, id limit $3",
    concat!(
        "update outbox set attempts = attempts + 1, leased = $2 where id in (select id from picked) returning ",
        errand_columns!()
    )
);
pub(crate) const CLAIM_SITE: Sql = claim!(
    "CLAIM_SITE",
    "select id from outbox where state = 'queued' and kind = 'site' and due <= $1 and leased <= $1 order by due, id limit $3",
    concat!(
        "update outbox set attempts = attempts + 1, leased = $2 where id in (select id from picked) returning ",
        errand_columns!()
    )
);
#[cfg(any(test, feature = "testing"))]
pub(crate) const CLAIMS: &[&Sql] = &[&CLAIM_INBOUND, &CLAIM_ERRANDS, &CLAIM_SITE];

pub(crate) async fn entry_key(
    _: &System,
    tx: &mut Tx,
    row: &Parent<'_>,
    id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<(Vec<u8>,)> = tx
        .one(&ENTRY_KEY, args![id, row.project, row.kind.word(), row.id])
        .await?;
    Ok(found.map(|(key,)| key))
}

pub(crate) async fn blob_keys(_: &System, tx: &mut Tx, entry: &str) -> Result<Vec<(BlobId, Vec<u8>)>, StoreError> {
    tx.rows(&BLOB_KEYS, args![entry]).await
}

pub(crate) async fn chunks(_: &System, store: &Store, blob: &str) -> Result<Vec<Vec<u8>>, StoreError> {
    let found: Vec<(Vec<u8>,)> = store.db().rows(&CHUNKS, args![blob]).await?;
    Ok(found.into_iter().map(|(bytes,)| bytes).collect())
}

/// The key of a message that still waits, as its project wraps it.
pub(crate) async fn inbound_key(
    _: &System,
    tx: &mut Tx,
    id: &InboundId,
) -> Result<Option<(ProjectId, Vec<u8>)>, StoreError> {
    tx.one(&INBOUND_KEY, args![id]).await
}

/// The first message that came with this delivery key.
pub(crate) async fn delivered(
    _: &System,
    tx: &mut Tx,
    delivery: [u8; 32],
) -> Result<Option<(InboundId, ReportId)>, StoreError> {
    tx.one(&DELIVERED, args![delivery]).await
}

/// Takes the oldest waiting message until the lease ends, and counts the attempt.
pub(crate) async fn claim_inbound(
    _: &System,
    store: &Store,
    now: Instant,
    until: Instant,
) -> Result<Option<InboundId>, StoreError> {
    let found: Vec<(InboundId,)> = store.db().write_rows(&CLAIM_INBOUND, args![now, until]).await?;
    Ok(found.into_iter().next().map(|(id,)| id))
}

pub(crate) type InboundColumns = (ProjectId, String, ReportId, Instant, u32, u64, Vec<u8>, Vec<u8>);
pub(crate) async fn inbound(_: &System, store: &Store, id: &InboundId) -> Result<Option<InboundColumns>, StoreError> {
    store.db().one(&INBOUND, args![id]).await
}

pub(crate) type RawColumns = (ProjectId, i64, Vec<u8>, Vec<u8>, String, String);
pub(crate) async fn inbound_raw(_: &System, store: &Store, id: &InboundId) -> Result<Option<RawColumns>, StoreError> {
    store.db().one(&INBOUND_RAW, args![id]).await
}

/// The key columns of a row by its kind and id.
pub(crate) async fn owner_key(
    _: &System,
    store: &Store,
    kind: &str,
    owner: &str,
) -> Result<Option<KeyColumns>, StoreError> {
    store.db().one(&OWNER_KEY, args![kind, owner]).await
}

pub(crate) type ErrandColumns = (
    String,
    String,
    String,
    String,
    String,
    u32,
    Instant,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
);
pub(crate) async fn claim_errands(
    _: &System,
    store: &Store,
    now: Instant,
    until: Instant,
    (which, limit): (Claim, u32),
) -> Result<Vec<ErrandColumns>, StoreError> {
    let text = match which {
        Claim::All => &CLAIM_ERRANDS,
        Claim::Site => &CLAIM_SITE,
    };
    store.db().write_rows(text, args![now, until, limit]).await
}

pub(crate) async fn errand_key(
    _: &System,
    store: &Store,
    id: &str,
) -> Result<Option<(String, String, String, Vec<u8>)>, StoreError> {
    store.db().one(&ERRAND_KEY, args![id]).await
}

/// To whom an opaque reply address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTarget {
    pub project: ProjectId,
    pub kind: Kind,
    /// The row's id, as text.
    pub id: String,
    pub outsider: OutsiderId,
    /// The case that the report joined since.
    pub case: Option<CaseId>,
}

impl Store {
    /// Looks a reply address up; a guessed one is nobody's.
    pub async fn reply_target(&self, _: &System, token: &str) -> Result<Option<ReplyTarget>, StoreError> {
        let digest = self.token_digest("reply token", token);
        let found: Option<(ProjectId, String, String, OutsiderId, String)> =
            self.db().one(&REPLY_TARGET, args![digest]).await?;
        let Some((project, kind, id, outsider, case)) = found else {
            return Ok(None);
        };
        let kind = if kind == Kind::Case.word() {
            Kind::Case
        } else {
            Kind::Report
        };
        Ok(Some(ReplyTarget {
            project,
            kind,
            id,
            outsider,
            case: case.parse().ok(),
        }))
    }

    /// The outsiders of a report or of all reports of a case, for mail that goes to them.
    pub async fn outsiders_of(
        &self,
        _: &System,
        kind: Kind,
        id: &str,
    ) -> Result<Vec<crate::OutsiderPerson>, StoreError> {
        let text = match kind {
            Kind::Case => &OUTSIDERS_OF_CASE,
            Kind::Report => &OUTSIDERS_OF_REPORT,
            Kind::Project => return Ok(Vec::new()),
        };
        let found: Vec<OutsiderColumns> = self.db().rows(text, args![id]).await?;
        self.open_outsiders(found).await
    }

    /// The report an outsider belongs to.
    pub(crate) async fn report_of(&self, _: &System, outsider: &OutsiderId) -> Result<Option<ReportId>, StoreError> {
        let found: Option<(ReportId,)> = self.db().one(&REPORT_OF_OUTSIDER, args![outsider]).await?;
        Ok(found.map(|(report,)| report))
    }
}

/// A row as it is stored: id, project, seq, head, phase, severity, lead, opened, closed, case, headline, state.
pub(crate) type StoredRow = (
    String,
    ProjectId,
    i64,
    Vec<u8>,
    i64,
    i64,
    String,
    i64,
    Option<Instant>,
    String,
    Vec<u8>,
    Vec<u8>,
);
pub(crate) type FoldColumns = Wide<StoredRow, KeyColumns>;

/// A page of rows, erased ones too, by id.
pub(crate) async fn fold_page(
    _: &System,
    tx: &mut Tx,
    kind: Kind,
    after: &str,
    limit: u32,
) -> Result<Vec<FoldColumns>, StoreError> {
    let text = match kind {
        Kind::Case => &FOLD_CASES,
        Kind::Report => &FOLD_REPORTS,
        Kind::Project => &FOLD_PROJECTS,
    };
    tx.rows(text, args![after, limit]).await
}

pub(crate) type ChainColumns = (i64, Instant, Vec<u8>, Vec<u8>, Vec<u8>);
pub(crate) async fn chain(_: &System, tx: &mut Tx, kind: Kind, id: &str) -> Result<Vec<ChainColumns>, StoreError> {
    tx.rows(&CHAIN, args![kind.word(), id]).await
}

/// Chains whose row is gone.
pub(crate) async fn orphans(_: &System, store: &Store, kind: Kind) -> Result<Vec<String>, StoreError> {
    let text = match kind {
        Kind::Case => &CHAINS_WITHOUT_CASE,
        Kind::Report => &CHAINS_WITHOUT_REPORT,
        Kind::Project => &CHAINS_WITHOUT_PROJECT,
    };
    let found: Vec<(String,)> = store.db().rows(text, args![]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
