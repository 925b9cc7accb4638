//! *Metrics*: what the process measures of itself. For the PST; for everybody else it is not there.
//!
//! What lives here: the walk over the rows and the names beside the numbers. What must not: a way of counting, which is
//! the pure core's.

use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::{Case, agenda, known};
use ambergate_process::ids::{MemberId, ProjectId};
use ambergate_process::metrics::{Load, Metrics, Period, Tally};
use ambergate_process::project::Project;
use ambergate_store::{Seen, Viewer};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

/// The numbers of one period, with names where they have ids.
#[derive(Clone)]
pub struct MetricsView {
    pub metrics: Metrics,
    /// Who leads or led a case of the period, or carries anything.
    pub names: BTreeMap<MemberId, String>,
    /// Who carries what: the most open cases first, then by name. Of those who serve on the PST also those who carry
    /// nothing.
    pub load: Vec<LoadLine>,
}

#[derive(Clone)]
pub struct LoadLine {
    pub member: MemberId,
    pub name: String,
    pub load: Load,
}

/// Counted lately, by project and period. Each PST member of a project sees all of its cases, so that one count serves them
/// all.
pub(crate) type Counted = BTreeMap<(ProjectId, Period), Arc<Seen<MetricsView>>>;

/// How long a count is shown.
const COUNTED_FOR: SignedDuration = SignedDuration::from_secs(60);

/// So many rows are open at once.
const STRIP: u32 = 200;

impl Coordinator {
    /// What was counted at most a minute ago.
    pub async fn metrics(&self, viewer: &Viewer, slug: &str, period: Period) -> Result<Arc<Seen<MetricsView>>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        if !matches!(viewer.member_in(&listed.id), Some((_, Role::Pst))) {
            return Err(Error::Absent);
        }
        let now = self.now();
        let key = (listed.id.clone(), period);
        let fresh = |view: &&Arc<Seen<MetricsView>>| now.duration_since(view.get().metrics.at).abs() < COUNTED_FOR;
        if let Some(view) = self.counted().get(&key).filter(fresh) {
            return Ok(Arc::clone(view));
        }
        let view = Arc::new(self.measure(viewer, &listed.id, period, now).await?);
        let mut counted = self.counted();
        // What is stale is let go of, so that nobody's numbers lie in memory for good.
        counted.retain(|_, view| fresh(&&*view));
        counted.insert(key, Arc::clone(&view));
        drop(counted);
        Ok(view)
    }

    /// Reads every case once, some at a time, and keeps its numbers only.
    async fn measure(
        &self,
        viewer: &Viewer,
        project_id: &ProjectId,
        period: Period,
        now: Instant,
    ) -> Result<Seen<MetricsView>, Error> {
        let project = self.project_state(project_id).await?.ok_or(Error::Absent)?;
        let look = self.store().look(viewer, now);
        let mut tally = Tally::default();
        let mut strip = look.walk::<Case>(project_id, None, STRIP).await?;
        loop {
            for case in &strip.get().states {
                let rules = self.rules_of(case)?;
                tally.add(case, &agenda(case, &rules, now), &known(case, &rules), now);
            }
            let Some(next) = strip.get().next.clone() else { break };
            strip = look.walk::<Case>(project_id, Some(next), STRIP).await?;
            // Others wait for this thread too.
            tokio::task::yield_now().await;
        }
        Ok(strip.map(|_| named(tally.finish(period, now), &project, now)))
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.inner.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn named(metrics: Metrics, project: &Project, now: Instant) -> MetricsView {
    let serving = project.pst(now).map(|member| &member.id);
    let carrying = metrics.load.keys().chain(serving);
    let mut load: BTreeMap<&MemberId, Load> = carrying.map(|id| (id, Load::default())).collect();
    for (member, carried) in &metrics.load {
        load.insert(member, *carried);
    }
    let mut load: Vec<LoadLine> = load
        .into_iter()
        .map(|(member, load)| LoadLine {
            member: member.clone(),
            name: project.name_of(member),
            load,
        })
        .collect();
    load.sort_by(|a, b| {
        let key = |line: &LoadLine| (line.load.open, line.load.overdue, line.load.led, line.load.lgtms);
        key(b).cmp(&key(a)).then_with(|| a.name.cmp(&b.name))
    });
    let leads = metrics.cases.iter().filter_map(|case| case.lead.as_ref());
    let names = leads
        .chain(metrics.load.keys())
        .map(|member| (member.clone(), project.name_of(member)))
        .collect();
    MetricsView { metrics, names, load }
}
