//! Audit: proves that the logs are whole, and that folding them gives the rows.

use crate::{Coordinator, Error};
use ambergate_process::case::Case;
use ambergate_process::project::Project;
use ambergate_process::report::Report;
use ambergate_store::Verified;

impl Coordinator {
    /// Recomputes every chain of every aggregate.
    pub async fn verify(&self) -> Result<Verified, Error> {
        let system = self.store().system("verifies the logs");
        let projects = self.store().verify::<Project>(&system).await?;
        let reports = self.store().verify::<Report>(&system).await?;
        let cases = self.store().verify::<Case>(&system).await?;
        Ok(projects.join(reports).join(cases))
    }
}
