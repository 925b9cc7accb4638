//! Walking over whole rows to count something of each. What must not live here: what is counted.

use crate::error::StoreError;
use crate::keys::KeyColumns;
use crate::look::Look;
use crate::rows::{row_sql, state_place};
use crate::seen::Seen;
use crate::value::{Wide, args};
use ambergate_process::aggregate::Aggregate;
use ambergate_process::ids::ProjectId;

/// Where a walk stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    phase: i64,
    opened: i64,
    id: String,
}

/// What one step of a walk found.
#[derive(Clone)]
pub struct Strip<A> {
    pub states: Vec<A>,
    /// Where to go on; none at the end.
    pub next: Option<Step>,
}

/// What `WALK` selects.
type WalkColumns = Wide<(String, ProjectId, i64, Vec<u8>), KeyColumns>;

/// Phases are 0 to 4, of every kind of row.
const LAST_PHASE: i64 = 4;

impl Step {
    fn into_phase(phase: i64) -> Option<Self> {
        (phase <= LAST_PHASE).then(|| Self {
            phase,
            opened: i64::MAX,
            id: "~".to_owned(),
        })
    }
}

impl Look<'_> {
    /// The next rows of a project, `limit` at most: all that the viewer may read, in no order that matters.
    /// Phases are walked upwards: a row whose phase rises between two steps is met twice, never missed.
    pub async fn walk<A: Aggregate>(
        &self,
        project: &ProjectId,
        from: Option<Step>,
        limit: u32,
    ) -> Result<Seen<Strip<A>>, StoreError> {
        let Some(from) = from.or(Step::into_phase(0)) else {
            return Ok(Seen::new(Strip {
                states: vec![],
                next: None,
            }));
        };
        let Step { phase, opened, id } = from;
        let arguments = self.arguments(args![project, phase, opened, id, limit]);
        let found: Vec<WalkColumns> = self.store.db().rows(row_sql(A::KIND).walk, arguments).await?;
        let full = found.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let last = found.last().map(|Wide((id, _, opened, _), _)| Step {
            phase,
            opened: *opened,
            id: id.clone(),
        });
        let next = last.filter(|_| full).or_else(|| Step::into_phase(phase + 1));
        let mut states = Vec::with_capacity(found.len());
        for Wide((id, project, _, state), key) in found {
            let key = self.store.row_key(&project, A::KIND.word(), &id, &key).await?;
            let plain = key.open(state_place(A::KIND, &id, project.as_str()), &state)?;
            states.push(serde_json::from_slice(&plain)?);
        }
        Ok(Seen::new(Strip { states, next }))
    }
}
