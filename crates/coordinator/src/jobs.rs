//! The worker: reads what arrived, carries out errands, one step at a time, until nothing is due. It holds no state; a
//! killed worker's leases run out and the next one goes on.

use crate::{Coordinator, Error};
use ambergate_store::ErrandState;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What one round of work did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worked {
    pub read: usize,
    pub errands: usize,
}

/// How long the worker sleeps when nothing wakes it.
const REST: Duration = Duration::from_millis(500);
/// How often reading lets intake go first, and for how long each time.
const PATIENCE: u32 = 10;
const MOMENT: Duration = Duration::from_millis(2);

impl Coordinator {
    /// Works until nothing is due any more.
    pub async fn run_jobs(&self) -> Result<Worked, Error> {
        let mut worked = Worked::default();
        let mut arrivals = self.store().arrivals();
        loop {
            let mut idle = true;
            while {
                self.let_intake_go_first(&mut arrivals).await;
                self.read_next().await?
            } {
                worked.read += 1;
                idle = false;
            }
            self.remind_now_and_then().await;
            let errands = self.run_errands(32).await?;
            worked.errands += errands;
            if idle && errands == 0 {
                return Ok(worked);
            }
        }
    }

    /// While messages arrive, reading waits, for a moment at a time and not for ever: who sends wants to hear that it is
    /// durable, and what was taken in is not in a hurry.
    async fn let_intake_go_first(&self, seen: &mut u64) {
        for _ in 0..PATIENCE {
            let now = self.store().arrivals();
            if now == *seen {
                return;
            }
            *seen = now;
            tokio::time::sleep(MOMENT).await;
        }
    }

    /// The kinds of errands that wait to be carried out.
    pub async fn waiting_errands(&self) -> Result<Vec<String>, Error> {
        let viewer = self.system("counts what waits").await?;
        let rows = self.store().look(&viewer, self.now()).outgoing(None, 1_000).await?;
        let waiting = rows
            .get()
            .iter()
            .filter(|row| row.state != ErrandState::Done && row.state != ErrandState::Failed);
        Ok(waiting.map(|row| row.kind.clone()).collect())
    }

    /// Works for ever, until told to stop.
    pub async fn work(&self, mut stop: watch::Receiver<bool>) {
        loop {
            if let Err(error) = self.run_jobs().await {
                tracing::error!(%error, "the worker was interrupted and tries again");
            }
            tokio::select! {
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(REST) => {}
                _ = stop.changed() => return,
            }
        }
    }
}

/// Starts a task that is watched: if it dies, that is logged by name instead of going unnoticed.
pub fn supervised(name: &'static str, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    #[expect(clippy::disallowed_methods, reason = "this is the one supervised spawn")]
    tokio::spawn(async move {
        #[expect(clippy::disallowed_methods, reason = "the inner task is joined here")]
        let inner = tokio::spawn(task);
        if let Err(error) = inner.await
            && error.is_panic()
        {
            tracing::error!(task = name, "a task died; restart the program and report this");
        }
    })
}
