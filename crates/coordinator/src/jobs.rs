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

impl Coordinator {
    /// Works until nothing is due any more.
    pub async fn run_jobs(&self) -> Result<Worked, Error> {
        let mut worked = Worked::default();
        loop {
            let mut idle = true;
            while self.read_next().await? {
                worked.read += 1;
                idle = false;
            }
            let errands = self.run_errands(32).await?;
            worked.errands += errands;
            if idle && errands == 0 {
                return Ok(worked);
            }
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
