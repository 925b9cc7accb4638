//! What a project states of its products under the Cyber Resilience Act. No case is read here.

use super::case_policy::stated_by;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::cra::LegalRole;
use ambergate_store::{Seen, Viewer};

#[derive(Clone)]
pub struct ProductsView {
    /// The whole project first, where something is stated of it.
    pub products: Vec<ProductLine>,
    /// Until this day stewards owe nothing; `None`: it has come.
    pub stewards_from: Option<jiff::civil::Date>,
    /// Whether the reader may state roles.
    pub may_state: bool,
}

#[derive(Clone)]
pub struct ProductLine {
    /// `None` is the whole project.
    pub product: Option<String>,
    pub role: LegalRole,
    pub reason: String,
    pub by: String,
    pub at: Instant,
}

impl Coordinator {
    pub async fn products(&self, viewer: &Viewer, slug: &str) -> Result<Seen<ProductsView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (_, role) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let now = self.now();
        let stewards_from = self.dormant_until(LegalRole::Steward, now);
        let members = self.store().look(viewer, now).members(&listed.id).await?;
        Ok(members.map(|_| ProductsView {
            products: project
                .products
                .iter()
                .map(|(name, stated)| ProductLine {
                    product: Some(name.to_owned()).filter(|name| !name.is_empty()),
                    role: stated.role,
                    reason: stated.reason.clone(),
                    by: stated_by(&project, stated.by.as_ref()),
                    at: stated.at,
                })
                .collect(),
            stewards_from,
            may_state: role == Role::Pst,
        }))
    }
}
