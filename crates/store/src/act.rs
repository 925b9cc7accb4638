//! Writing: the one way in which case data changes.
//!
//! One transaction: the row is read for the viewer, the Actor is built from its grants, `decide` runs, and row,
//! events, child rows, errands and publications are written. What failed is run again; what is dropped never was.

use crate::db::{Changes, Tx};
use crate::deed::Deed;
use crate::error::{ActError, StoreError};
use crate::log::{Chain, NO_HEAD, append};
use crate::predicate::Standing;
use crate::rows::{Loaded, NEVER, Row, RowColumns, opened_column, row_sql};
use crate::seal::Key;
use crate::value::args;
use crate::viewer::MEMBERSHIP;
use crate::{Store, Viewer};
use ambergate_process::Instant;
use ambergate_process::access::Actor;
use ambergate_process::aggregate::{Aggregate, Kind};
use ambergate_process::ids::ProjectId;

crate::db::statements! {
    GRANT = "insert into grants (kind, row_id, member) values ($1, $2, $3) on conflict (kind, row_id, member) do nothing";
    REVOKE = "delete from grants where kind = $1 and row_id = $2 and member = $3";
}

/// The second row of [`Store::act_two`].
#[derive(Debug, Clone, Copy)]
pub enum Target<'a, Id> {
    /// Begun by this act.
    New(&'a Id),
    Existing(&'a Id),
}

/// Why a transaction was not committed.
enum Stop<E> {
    Absent,
    Refused(E),
    Conflict,
    Taken,
    Store(StoreError),
}

impl<E> From<StoreError> for Stop<E> {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken => Stop::Taken,
            error if error.runs_again() => Stop::Conflict,
            error => Stop::Store(error),
        }
    }
}

/// Runs a transaction: commits what came to a result, rolls back what did not, and runs it again while others conflict
/// with it. The block sees `$tx: &mut Tx`; `?` and `return` leave the block alone.
macro_rules! in_act {
    ($db:expr, |$tx:ident| $body:block) => {{
        let mut tries = 0;
        loop {
            let outcome: Result<_, Stop<_>> = async {
                let mut begun = $db.begin().await?;
                let done: Result<_, Stop<_>> = {
                    let $tx = &mut begun;
                    async { $body }.await
                };
                match done {
                    Ok(value) => Ok(begun.commit().await.map(|()| value)?),
                    Err(stop) => {
                        begun.roll_back().await;
                        Err(stop)
                    }
                }
            }
            .await;
            match outcome {
                Ok(done) => break Ok(done),
                Err(Stop::Conflict) if tries < crate::db::RETRIES => {
                    crate::db::back_off(tries).await;
                    tries += 1;
                }
                Err(Stop::Conflict | Stop::Taken) => break Err(ActError::Conflict),
                Err(Stop::Absent) => break Err(ActError::Absent),
                Err(Stop::Refused(why)) => break Err(ActError::Refused(why)),
                Err(Stop::Store(error)) => break Err(ActError::Store(error)),
            }
        }
    }};
}

impl Store {
    /// Begins a new row; `decide` sees the default state. `Conflict`: the id is taken. `Absent`: no such project.
    pub async fn begin<A: Aggregate, T, E>(
        &self,
        viewer: &Viewer,
        project: &ProjectId,
        id: &A::Id,
        now: Instant,
        mut decide: impl FnMut(&A, &Actor) -> Result<Deed<A, T>, E> + Send,
    ) -> Result<T, ActError<E>> {
        let (id, now) = (id.to_string(), to_microseconds(now));
        in_act!(self.db(), |tx| {
            let row = self.fresh_row::<A, E>(tx, viewer, project, now).await?;
            let deed = decide(&row.row.state, &row.row.actor).map_err(Stop::Refused)?;
            let done = self.carry_out(tx, row, &id, now, deed, None).await?;
            Ok(done.result)
        })
    }

    /// Changes a row that the viewer sees. `decide` may run several times: it must be pure.
    pub async fn act<A: Aggregate, T, E>(
        &self,
        viewer: &Viewer,
        id: &A::Id,
        now: Instant,
        mut decide: impl FnMut(&A, &Actor) -> Result<Deed<A, T>, E> + Send,
    ) -> Result<T, ActError<E>> {
        let (id, now) = (id.to_string(), to_microseconds(now));
        in_act!(self.db(), |tx| {
            let row = self.stored_row::<A, E>(tx, viewer, &id, now).await?;
            let deed = decide(&row.row.state, &row.row.actor).map_err(Stop::Refused)?;
            let done = self.carry_out(tx, row, &id, now, deed, None).await?;
            Ok(done.result)
        })
    }

    /// Changes two rows of one project in one transaction, such as a report and the case it becomes or joins.
    pub async fn act_two<A: Aggregate, B: Aggregate, T, E>(
        &self,
        viewer: &Viewer,
        id: &A::Id,
        target: Target<'_, B::Id>,
        now: Instant,
        mut decide: impl FnMut(&A, &Actor, &B, &Actor) -> Result<(Deed<A, ()>, Deed<B, T>), E> + Send,
    ) -> Result<T, ActError<E>> {
        let (id, now) = (id.to_string(), to_microseconds(now));
        let other_id = match target {
            Target::New(other) | Target::Existing(other) => other.to_string(),
        };
        in_act!(self.db(), |tx| {
            let row = self.stored_row::<A, E>(tx, viewer, &id, now).await?;
            let other = match target {
                Target::New(_) => self.fresh_row::<B, E>(tx, viewer, &row.row.project, now).await?,
                Target::Existing(_) => self.stored_row::<B, E>(tx, viewer, &other_id, now).await?,
            };
            if other.row.project != row.row.project {
                return Err(Stop::Store(StoreError::JoinNeedsBoth));
            }
            let (deed, other_deed) =
                decide(&row.row.state, &row.row.actor, &other.row.state, &other.row.actor).map_err(Stop::Refused)?;
            // The second first: a report's key is wrapped by the key of a case that is there.
            let done = self.carry_out(tx, other, &other_id, now, other_deed, None).await?;
            let joins = (A::KIND == Kind::Report && B::KIND == Kind::Case).then_some((other_id.as_str(), &done.key));
            self.carry_out(tx, row, &id, now, deed, joins).await?;
            Ok(done.result)
        })
    }

    async fn fresh_row<A: Aggregate, E>(
        &self,
        tx: &mut Tx,
        viewer: &Viewer,
        project: &ProjectId,
        now: Instant,
    ) -> Result<Loaded<A>, Stop<E>> {
        match self.project_keys(project).await {
            Err(StoreError::NoProject) => return Err(Stop::Absent),
            other => other?,
        };
        let mut arguments = viewer.arguments(now);
        arguments.extend(args![project]);
        let (member, role) = tx
            .one::<(String, String)>(&MEMBERSHIP, arguments)
            .await?
            .unwrap_or_default();
        let standing: Standing = (project.clone(), member, role, 0);
        let actor = viewer.actor(&standing);
        let row = Row {
            state: A::default(),
            actor,
            version: 0,
            project: standing.0,
            next_due: None,
        };
        Ok(Loaded {
            row,
            key: Key::mint(self.rng()),
            seq: 0,
            head: NO_HEAD.to_vec(),
        })
    }

    async fn stored_row<A: Aggregate, E>(
        &self,
        tx: &mut Tx,
        viewer: &Viewer,
        id: &str,
        now: Instant,
    ) -> Result<Loaded<A>, Stop<E>> {
        let mut arguments = viewer.arguments(now);
        arguments.extend(args![id]);
        let found: Option<RowColumns> = tx.one(row_sql(A::KIND).row, arguments).await?;
        Ok(self.open_row::<A>(viewer, id, found.ok_or(Stop::Absent)?).await?)
    }

    /// Writes all that a deed says. `joins`: the case that is acted on together with this report.
    async fn carry_out<A: Aggregate, T, E>(
        &self,
        tx: &mut Tx,
        loaded: Loaded<A>,
        id: &str,
        now: Instant,
        deed: Deed<A, T>,
        joins: Option<(&str, &Key)>,
    ) -> Result<Done<T>, Stop<E>> {
        let Loaded { row, key, seq, head } = loaded;
        if deed.events.is_empty() {
            if row.version == 0 && deed.has_children() {
                return Err(Stop::Store(StoreError::NothingHappened));
            }
        } else {
            let chain = Chain {
                kind: A::KIND,
                id,
                project: &row.project,
                seq,
                head,
            };
            self.write_row(tx, &row, &key, chain, now, &deed, joins).await?;
        }
        let parent = Parent {
            kind: A::KIND,
            id,
            project: &row.project,
            key: &key,
            seq: seq + i64::try_from(deed.events.len()).unwrap_or(i64::MAX),
            now,
        };
        let result = self.write_children(tx, &parent, deed).await?;
        Ok(Done { key, result })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of carry_out, with what it has at hand"
    )]
    async fn write_row<A: Aggregate, T, E>(
        &self,
        tx: &mut Tx,
        row: &Row<A>,
        key: &Key,
        mut chain: Chain<'_>,
        now: Instant,
        deed: &Deed<A, T>,
        joins: Option<(&str, &Key)>,
    ) -> Result<(), Stop<E>> {
        let (id, project) = (chain.id, &row.project);
        let before = row.state.clear();
        // The row is the fold of its events and nothing else (invariant 8).
        let mut state = row.state.clone();
        for event in &deed.events {
            state.apply(event, now);
        }
        let clear = state.clear();
        if row.version == 0 {
            self.put_row_key(tx, project, A::KIND, id, key).await?;
        }
        append(self, tx, &mut chain, key, (&row.actor.who, now), &deed.events)?;
        let (sealed, headline) = self.seal_row(key, id, project, &state)?;
        let sql = row_sql(A::KIND);
        let due = deed.next_due.map_or(NEVER, Instant::as_microsecond);
        let lead = clear.lead.as_deref().unwrap_or_default();
        let case = clear.case.as_deref().unwrap_or_default();
        let text = if row.version == 0 { sql.insert } else { sql.update };
        let columns = args![
            id,
            project,
            row.version + 1,
            chain.seq,
            chain.head,
            clear.phase,
            clear.severity_rank,
            lead,
            opened_column(&clear),
            clear.closed,
            due,
            case,
            headline,
            sealed
        ];
        tx.later(text, columns, Changes::One(|| StoreError::Busy));
        for gone in before.granted.iter().filter(|member| !clear.granted.contains(member)) {
            tx.later(&REVOKE, args![A::KIND.word(), id, gone], Changes::Any);
        }
        for new in clear
            .granted
            .iter()
            .filter(|member| row.version == 0 || !before.granted.contains(member))
        {
            tx.later(&GRANT, args![A::KIND.word(), id, new], Changes::Any);
        }
        if A::KIND == Kind::Report && clear.case != before.case {
            match joins {
                Some(case) if clear.case.as_deref() == Some(case.0) => {
                    self.rewrap(tx, project, (id, key), case).await?
                }
                _ => return Err(Stop::Store(StoreError::JoinNeedsBoth)),
            }
        }
        Ok(())
    }
}

/// The log keeps microseconds: events are applied at the instant that is read back.
fn to_microseconds(now: Instant) -> Instant {
    Instant::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// What a carried out deed leaves for the caller.
struct Done<T> {
    key: Key,
    result: T,
}

/// The row that child rows hang on.
pub(crate) struct Parent<'a> {
    pub(crate) kind: Kind,
    pub(crate) id: &'a str,
    pub(crate) project: &'a ProjectId,
    pub(crate) key: &'a Key,
    /// After this deed's events.
    pub(crate) seq: i64,
    pub(crate) now: Instant,
}
