//! Proving the log: chains, roots, and that folding the events gives the row. And erasing, which leaves chains whole.

use crate::Store;
use crate::db::{Tx, in_write};
use crate::error::StoreError;
use crate::keys::KEY_DESTROY;
use crate::log::{Body, NO_HEAD, canonical, chained, event_place, event_row, fields, root};
use crate::rows::{headline_bytes, headline_place, opened_column, state_place};
use crate::seal::Key;
use crate::system::{self, ChainColumns, FoldColumns, StoredRow};
use crate::value::{Wide, args};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::aggregate::{Aggregate, Kind};
use ambergate_process::ids::ProjectId;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub aggregates: u64,
    pub events: u64,
    /// Aggregates whose key was destroyed: their chains were checked, their words cannot be.
    pub sealed_away: u64,
    pub problems: Vec<Problem>,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: Kind,
    pub id: String,
    /// The event, where it is one.
    pub seq: Option<i64>,
    pub what: String,
}

impl Verified {
    /// Both together.
    #[must_use]
    pub fn join(mut self, other: Verified) -> Self {
        self.aggregates += other.aggregates;
        self.events += other.events;
        self.sealed_away += other.sealed_away;
        self.problems.extend(other.problems);
        self
    }

    fn blame(&mut self, kind: Kind, id: &str, seq: Option<i64>, what: &str) {
        self.problems.push(Problem {
            kind,
            id: id.to_owned(),
            seq,
            what: what.to_owned(),
        });
    }
}

/// Rows read at a time.
const PAGE: u32 = 200;

impl Store {
    /// Recomputes every chain and root of a kind of row, and compares each row with the fold of its events.
    pub async fn verify<A: Aggregate>(&self, system: &System) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let mut after = String::new();
        loop {
            // A row and its chain are read as of one moment: others may be writing.
            let mut snapshot = self.db().snapshot().await?;
            let page = system::fold_page(system, &mut snapshot, A::KIND, &after, PAGE).await?;
            let end = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            if let Some(last) = page.last() {
                after.clone_from(&last.0.0);
            }
            for columns in page {
                self.verify_row::<A>(system, &mut snapshot, columns, &mut verified)
                    .await?;
            }
            snapshot.roll_back().await;
            if end {
                break;
            }
        }
        for id in system::orphans(system, self, A::KIND).await? {
            verified.blame(A::KIND, &id, None, "has events, but its row is gone");
        }
        Ok(verified)
    }

    async fn verify_row<A: Aggregate>(
        &self,
        system: &System,
        snapshot: &mut Tx,
        Wide(row, key_columns): FoldColumns,
        into: &mut Verified,
    ) -> Result<(), StoreError> {
        let (id, project) = (row.0.as_str(), &row.1);
        into.aggregates += 1;
        let key = if key_columns.0.is_none() || (key_columns.1 == Kind::Case.word() && key_columns.3.is_none()) {
            into.sealed_away += 1;
            None
        } else {
            match self.row_key(project, A::KIND.word(), id, &key_columns).await {
                Ok(key) => Some(key),
                Err(StoreError::CannotOpen { .. }) => {
                    into.blame(A::KIND, id, None, "its key does not open");
                    None
                }
                Err(other) => return Err(other),
            }
        };
        let chain = system::chain(system, snapshot, A::KIND, id).await?;
        let (seq, head, folded) = verify_chain::<A>(chain, id, project, key.as_ref(), into);
        if seq != row.2 || head != row.3 {
            into.blame(
                A::KIND,
                id,
                None,
                "the row names another end of the chain: events were added or cut off",
            );
        }
        if let (Some(key), Some(folded)) = (key, folded) {
            for what in differences(&key, id, project, &folded, &row) {
                into.blame(A::KIND, id, None, what);
            }
        }
        Ok(())
    }

    /// Destroys a row's key. Nobody reads it again, from no backup of the database alone; its chain still verifies.
    pub async fn erase<A: Aggregate>(&self, _: &System, id: &A::Id, now: Instant) -> Result<(), StoreError> {
        let id = id.to_string();
        in_write!(self.db(), |tx| {
            let mut rows = vec![(A::KIND, id.clone())];
            match A::KIND {
                Kind::Case => {
                    // The reports of a case are wrapped by its key: they go with it.
                    let reports: Vec<(String,)> = tx.rows(&system::REPORTS_OF_CASE, args![&id]).await?;
                    rows.extend(reports.into_iter().map(|(report,)| (Kind::Report, report)));
                    tx.write(&system::ERASE_CASE, args![&id, now]).await?;
                    tx.write(&system::ERASE_REPORTS_OF_CASE, args![&id, now]).await?;
                }
                Kind::Report => {
                    tx.write(&system::ERASE_REPORT, args![&id, now]).await?;
                }
                // A project's row holds its roster and settings: it ends with its database.
                Kind::Project => return Err(StoreError::NoProject),
            }
            for (kind, row) in &rows {
                tx.write(&KEY_DESTROY, args![kind.word(), row]).await?;
                tx.write(&system::DROP_CHUNKS, args![kind.word(), row]).await?;
                tx.write(&system::DROP_RAW_CHUNKS, args![kind.word(), row]).await?;
                tx.write(&system::FAIL_ERRANDS, args![kind.word(), row, now]).await?;
            }
            Ok(())
        })?;
        self.db().forget_old_pages().await
    }
}

/// Walks a chain to its end: seq, head, and the fold, which is `None` if the events cannot be read.
fn verify_chain<A: Aggregate>(
    chain: Vec<ChainColumns>,
    id: &str,
    project: &ProjectId,
    key: Option<&Key>,
    into: &mut Verified,
) -> (i64, Vec<u8>, Option<A>) {
    let mut head = NO_HEAD.to_vec();
    let mut last = 0;
    let mut folded = key.map(|_| A::default());
    for (seq, at, stored_root, hash, sealed) in chain {
        into.events += 1;
        if seq != last + 1 {
            into.blame(A::KIND, id, Some(seq), "an event before this one is missing");
        }
        if chained(&head, A::KIND.word(), id, seq, at, &stored_root).as_slice() != hash {
            into.blame(
                A::KIND,
                id,
                Some(seq),
                "the chain breaks here: this event or one before it was changed",
            );
        }
        (last, head) = (seq, hash);
        let Some(key) = key else { continue };
        match read_event::<A>(key, id, seq, project, &stored_root, &sealed) {
            Ok(event) => {
                if let Some(state) = &mut folded {
                    state.apply(&event, at);
                }
            }
            Err(what) => {
                into.blame(A::KIND, id, Some(seq), what);
                folded = None;
            }
        }
    }
    (last, head, folded)
}

/// Opens an event and recomputes its root.
fn read_event<A: Aggregate>(
    key: &Key,
    id: &str,
    seq: i64,
    project: &ProjectId,
    stored_root: &[u8],
    sealed: &[u8],
) -> Result<A::Event, &'static str> {
    let row = event_row(A::KIND.word(), id, seq);
    let plain = key
        .open(event_place(&row, project.as_str()), sealed)
        .map_err(|_| "its sealed body was changed")?;
    let strange = "its body is not an event that this program knows";
    let body: Body = serde_json::from_slice(&plain).map_err(|_| strange)?;
    let fields = fields(&body).map_err(|_| strange)?;
    if fields.len() != body.salts.len() || root(&fields, &body.salts).as_slice() != stored_root {
        return Err("its fields do not give its root");
    }
    serde_json::from_value(body.event).map_err(|_| strange)
}

/// What the row says otherwise than the fold of its events.
fn differences<A: Aggregate>(
    key: &Key,
    id: &str,
    project: &ProjectId,
    folded: &A,
    row: &StoredRow,
) -> Vec<&'static str> {
    let (_, _, _, _, phase, severity, lead, opened, closed, case, headline, state) = row;
    let clear = folded.clear();
    let mut found = Vec::new();
    let as_json = |state: &A| serde_json::to_value(state).map(|json| canonical(&json)).ok();
    let stored: Option<A> = key
        .open(state_place(A::KIND, id, project.as_str()), state)
        .ok()
        .and_then(|plain| serde_json::from_slice(&plain).ok());
    match stored {
        None => found.push("its sealed state was changed"),
        Some(stored) if as_json(&stored) != as_json(folded) => found.push("its state is not what its events say"),
        Some(_) => {}
    }
    match key.open(headline_place(A::KIND, id, project.as_str()), headline) {
        Err(_) => found.push("its sealed headline was changed"),
        Ok(plain) if *plain != headline_bytes(&folded.headline()) => {
            found.push("its headline is not what its events say")
        }
        Ok(_) => {}
    }
    let columns = (*phase, *severity, lead.as_str(), *opened, *closed, case.as_str());
    let expected = (
        clear.phase,
        clear.severity_rank,
        clear.lead.as_deref().unwrap_or_default(),
        opened_column(&clear),
        // The column keeps microseconds.
        clear
            .closed
            .and_then(|at| Instant::from_microsecond(at.as_microsecond()).ok()),
        clear.case.as_deref().unwrap_or_default(),
    );
    if columns != expected {
        found.push("its clear columns are not what its events say");
    }
    found
}
