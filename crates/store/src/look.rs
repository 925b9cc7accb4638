//! Reading: rows and lists, for a viewer, now. Absent and forbidden are both `None`.

use crate::error::StoreError;
use crate::keys::KeyColumns;
use crate::log::{Body, Logged, event_place, event_row};
use crate::predicate::Standing;
use crate::rows::{NEVER, Row, RowColumns, due_from_column, headline_from, headline_place, row_sql};
use crate::seen::Seen;
use crate::value::{Value, Wide, args};
use crate::{Store, Viewer};
use ambergate_process::Instant;
use ambergate_process::access::{Role, Who};
use ambergate_process::aggregate::{Aggregate, Clear, Headline, Kind};
use ambergate_process::ids::{BadId, MemberId, ProjectId};
use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

crate::db::statements! {
    LEAD_COUNTS = concat!(
        "select t.lead, count(*) from cases t where t.project = $6 and t.opened >= $7 and t.lead <> '' and ",
        crate::predicate::visible!(case), " group by t.lead order by t.lead");
}

/// One viewer's sight of the case data, at one instant.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub(crate) store: &'a Store,
    pub(crate) viewer: &'a Viewer,
    pub(crate) now: Instant,
}

/// A list: rows of a project in some phases.
#[derive(Debug, Clone)]
pub struct ListQuery {
    pub project: ProjectId,
    /// Clear phases, both ends included.
    pub phases: RangeInclusive<i64>,
    pub order: Order,
    /// How many lines at most.
    pub limit: u32,
    /// The last line of the page before.
    pub after: Option<Cursor>,
    /// Only rows of this Fix Lead.
    pub lead: Option<MemberId>,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What is due first comes first; what is never due, last.
    NextDue,
    /// The newest first.
    Opened,
    /// The worst first, of equals the newest.
    Severity,
}

/// How the rows of a list are come by.
enum Way {
    /// Along an index of the whole project.
    Index,
    /// From the viewer's own grants, which are few.
    Grants,
    Nothing,
}

/// A line of a list.
#[derive(Clone)]
pub struct Line {
    pub id: String,
    pub project: ProjectId,
    pub headline: Headline,
    /// The clear columns; `granted` is not read for lists.
    pub clear: Clear,
    pub next_due: Option<Instant>,
    pub version: i64,
}

/// Where a page of a list ended; opaque to everybody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    due: i64,
    opened: i64,
    severity: i64,
    id: String,
}

impl Line {
    pub fn cursor(&self) -> Cursor {
        Cursor {
            due: self.next_due.map_or(NEVER, Instant::as_microsecond),
            opened: crate::rows::opened_column(&self.clear),
            severity: self.clear.severity_rank,
            id: self.id.clone(),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.due, self.opened, self.severity, self.id)
    }
}

impl FromStr for Cursor {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId("the end of a page");
        let mut parts = text.splitn(4, '.');
        let mut number = || parts.next().and_then(|n| n.parse().ok()).ok_or_else(bad);
        let (due, opened, severity) = (number()?, number()?, number()?);
        let id = parts.next().filter(|id| id.len() <= 64).ok_or_else(bad)?.to_owned();
        Ok(Self {
            due,
            opened,
            severity,
            id,
        })
    }
}

/// What a list selects.
type LineColumns = Wide<
    (
        String,
        ProjectId,
        i64,
        i64,
        i64,
        String,
        i64,
        Option<Instant>,
        i64,
        String,
        Vec<u8>,
    ),
    KeyColumns,
>;

impl Store {
    /// What this viewer may read, now.
    pub fn look<'a>(&'a self, viewer: &'a Viewer, now: Instant) -> Look<'a> {
        Look {
            store: self,
            viewer,
            now,
        }
    }
}

impl Look<'_> {
    /// The viewer's five arguments and more.
    pub(crate) fn arguments(&self, more: Vec<Value>) -> Vec<Value> {
        let mut all = self.viewer.arguments(self.now);
        all.extend(more);
        all
    }

    pub async fn row<A: Aggregate>(&self, id: &A::Id) -> Result<Option<Seen<Row<A>>>, StoreError> {
        let id = id.to_string();
        let found: Option<RowColumns> = self
            .store
            .db()
            .one(row_sql(A::KIND).row, self.arguments(args![&id]))
            .await?;
        let Some(columns) = found else { return Ok(None) };
        Ok(Some(Seen::new(
            self.store.open_row::<A>(self.viewer, &id, columns).await?.row,
        )))
    }

    /// Lines of a project's rows. Outsiders get none: they know their row by its id.
    pub async fn list<A: Aggregate>(&self, query: &ListQuery) -> Result<Seen<Vec<Line>>, StoreError> {
        let mut found = self.found::<A>(query).await?;
        // Only what is shown is opened.
        found.sort_by(|a, b| compare(&cursor_of(a), &cursor_of(b), query.order));
        found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        Ok(Seen::new(self.lines(A::KIND, found).await?))
    }

    async fn found<A: Aggregate>(&self, query: &ListQuery) -> Result<Vec<LineColumns>, StoreError> {
        let mut found = Vec::new();
        // One phase at a time: each is a walk along an index, however many rows the other phases have.
        for phase in query.phases.clone() {
            found.extend(match self.way(&query.project) {
                Way::Index => self.by_index::<A>(query, phase).await?,
                Way::Grants => self.granted::<A>(query, phase).await?,
                Way::Nothing => Vec::new(),
            });
        }
        Ok(found)
    }

    /// The membership chooses the quickest text; in each of them the predicate decides.
    fn way(&self, project: &ProjectId) -> Way {
        match self.viewer.member_in(project) {
            Some((_, Role::Pst)) => Way::Index,
            Some((_, Role::Maintainer)) => Way::Grants,
            None if self.viewer.is_system() => Way::Index,
            None => Way::Nothing,
        }
    }

    /// How many lines a list would have, up to its limit. Nothing is opened.
    pub async fn count<A: Aggregate>(&self, query: &ListQuery) -> Result<Seen<usize>, StoreError> {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        if !matches!(self.way(&query.project), Way::Index) {
            return Ok(Seen::new(self.found::<A>(query).await?.len().min(limit)));
        }
        let lead = query.lead.as_ref().map_or("", MemberId::as_str);
        let (from, to) = query.phases.clone().into_inner();
        let arguments = self.arguments(args![&query.project, from, to, lead, query.limit]);
        let counted: Option<(u32,)> = self.store.db().one(row_sql(A::KIND).count, arguments).await?;
        Ok(Seen::new(counted.map_or(0, |(n,)| n as usize)))
    }

    /// Rows whose clock has run out, of one project or, for the system, of all.
    pub async fn due<A: Aggregate>(
        &self,
        project: Option<&ProjectId>,
        limit: u32,
    ) -> Result<Seen<Vec<Line>>, StoreError> {
        let project = project.map_or("", ProjectId::as_str);
        let found = self
            .store
            .db()
            .rows(row_sql(A::KIND).due, self.arguments(args![project, limit]))
            .await?;
        Ok(Seen::new(self.lines(A::KIND, found).await?))
    }

    /// Who did what to a row, in order; for the PST and the system.
    pub async fn events<A: Aggregate>(&self, id: &A::Id) -> Result<Option<Seen<Vec<Logged<A::Event>>>>, StoreError> {
        let id = id.to_string();
        let found: Option<RowColumns> = self
            .store
            .db()
            .one(row_sql(A::KIND).row, self.arguments(args![&id]))
            .await?;
        let Some(columns) = found else { return Ok(None) };
        let loaded = self.store.open_row::<A>(self.viewer, &id, columns).await?;
        if !matches!(
            (&loaded.row.actor.who, loaded.row.actor.role),
            (Who::System(_), _) | (_, Some(Role::Pst))
        ) {
            return Ok(None);
        }
        let found: Vec<(i64, Instant, Vec<u8>, Vec<u8>)> = self
            .store
            .db()
            .rows(row_sql(A::KIND).events, self.arguments(args![&id]))
            .await?;
        let mut events = Vec::with_capacity(found.len());
        for (seq, at, hash, body) in found {
            let row = event_row(A::KIND.word(), &id, seq);
            let plain = loaded.key.open(event_place(&row, loaded.row.project.as_str()), &body)?;
            let body: Body = serde_json::from_slice(&plain)?;
            let hash = hash.try_into().map_err(|_| StoreError::Malformed {
                what: "an event's hash",
            })?;
            events.push(Logged {
                seq,
                at,
                who: body.who,
                kind: body.kind,
                event: serde_json::from_value(body.event)?,
                hash,
            });
        }
        Ok(Some(Seen::new(events)))
    }

    /// How many cases, opened since then, each Fix Lead of a project has or had.
    pub async fn lead_counts(
        &self,
        project: &ProjectId,
        since: Instant,
    ) -> Result<Seen<Vec<(MemberId, u32)>>, StoreError> {
        let counts = self
            .store
            .db()
            .rows(&LEAD_COUNTS, self.arguments(args![project, since]))
            .await?;
        Ok(Seen::new(counts))
    }

    /// How the viewer stands to a row; `None` if it is not there for them.
    pub(crate) async fn standing(&self, kind: Kind, id: &str) -> Result<Option<Standing>, StoreError> {
        self.store
            .db()
            .one(row_sql(kind).standing, self.arguments(args![id]))
            .await
    }

    async fn by_index<A: Aggregate>(&self, query: &ListQuery, phase: i64) -> Result<Vec<LineColumns>, StoreError> {
        let sql = row_sql(A::KIND);
        let lead = query.lead.as_ref().map_or("", MemberId::as_str);
        let mut all = self.arguments(args![&query.project, phase, lead, query.limit]);
        let after = query.after.clone();
        let (text, cursor) = match query.order {
            Order::NextDue => {
                let start = || Cursor {
                    due: i64::MIN,
                    opened: 0,
                    severity: 0,
                    id: String::new(),
                };
                let after = after.unwrap_or_else(start);
                (sql.by_due, args![after.due, after.id])
            }
            Order::Opened => {
                let after = after.unwrap_or_else(end);
                (sql.by_opened, args![after.opened, after.id])
            }
            Order::Severity => {
                let after = after.unwrap_or_else(end);
                (sql.by_severity, args![after.severity, after.opened, after.id])
            }
        };
        all.extend(cursor);
        self.store.db().rows(text, all).await
    }

    /// A member's own grants are few: they are sorted here.
    async fn granted<A: Aggregate>(&self, query: &ListQuery, phase: i64) -> Result<Vec<LineColumns>, StoreError> {
        const GRANTS: u32 = 10_000;
        let lead = query.lead.as_ref().map_or("", MemberId::as_str);
        let all = self.arguments(args![&query.project, phase, lead, GRANTS]);
        let mut found: Vec<LineColumns> = self.store.db().rows(row_sql(A::KIND).granted, all).await?;
        if let Some(after) = &query.after {
            found.retain(|line| compare(&cursor_of(line), after, query.order) == Ordering::Greater);
        }
        Ok(found)
    }

    async fn lines(&self, kind: Kind, found: Vec<LineColumns>) -> Result<Vec<Line>, StoreError> {
        let mut lines = Vec::with_capacity(found.len());
        for Wide((id, project, version, phase, severity_rank, lead, opened, closed, due, case, headline), key) in found
        {
            let key = self.store.row_key(&project, kind.word(), &id, &key).await?;
            let headline = headline_from(&key.open(headline_place(kind, &id, project.as_str()), &headline)?);
            let opened = (opened != 0).then(|| Instant::from_microsecond(opened).ok()).flatten();
            let filled = |text: String| (!text.is_empty()).then_some(text);
            let clear = Clear {
                phase,
                severity_rank,
                lead: filled(lead),
                opened,
                closed,
                case: filled(case),
                granted: Vec::new(),
            };
            lines.push(Line {
                id,
                project,
                headline,
                clear,
                next_due: due_from_column(due),
                version,
            });
        }
        Ok(lines)
    }
}

fn cursor_of(Wide((id, _, _, _, severity, _, opened, _, due, ..), _): &LineColumns) -> Cursor {
    Cursor {
        due: *due,
        opened: *opened,
        severity: *severity,
        id: id.clone(),
    }
}

/// After every line of a descending list.
fn end() -> Cursor {
    Cursor {
        due: NEVER,
        opened: i64::MAX,
        severity: i64::MAX,
        id: "~".to_owned(),
    }
}

/// How two lines stand in an order, the same as the database's.
fn compare(a: &Cursor, b: &Cursor, order: Order) -> Ordering {
    match order {
        Order::NextDue => (a.due, &a.id).cmp(&(b.due, &b.id)),
        Order::Opened => (b.opened, &b.id).cmp(&(a.opened, &a.id)),
        Order::Severity => (b.severity, b.opened, &b.id).cmp(&(a.severity, a.opened, &a.id)),
    }
}
