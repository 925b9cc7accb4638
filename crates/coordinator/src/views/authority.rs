//! The drafts of what is filed with authorities, for the PST: made when they are looked at, from what authorities may be
//! told now. Nothing is sent from here.

use super::case_policy::LegalLine;
use crate::legal::binding;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::authority::{Filing, Form, filing, text};
use ambergate_process::case::Case;
use ambergate_process::ids::CaseId;
use ambergate_process::policy::Rules;
use ambergate_process::project::Project;
use ambergate_store::{Seen, Viewer};

#[derive(Clone)]
pub struct AuthorityView {
    pub id: String,
    pub now: Instant,
    /// What the project states of the product; `None`: nothing.
    pub legal: Option<LegalLine>,
    pub filing: Filing,
    /// The text of each form, in their order.
    pub texts: Vec<String>,
}

impl AuthorityView {
    /// The view of a case in this state; for the gallery too, which has no store.
    pub fn of(
        id: &CaseId,
        case: &Case,
        project: &Project,
        rules: &Rules,
        legal: Option<LegalLine>,
        now: Instant,
    ) -> Self {
        let filing = filing(case, project, rules, now);
        let written = |form: &Form| text(form, id, &rules.profile.tlp_default, now);
        Self {
            id: id.to_string(),
            now,
            legal,
            texts: filing.forms.iter().map(written).collect(),
            filing,
        }
    }

    /// All forms, one below the other.
    pub fn text(&self) -> String {
        self.texts.join("\n\n")
    }
}

impl Coordinator {
    /// The drafts for authorities, for the PST (the Fix Lead is one of it). To everybody else they are not there.
    pub async fn authority(&self, viewer: &Viewer, slug: &str, id: &str) -> Result<Seen<AuthorityView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (_, role) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        if role != Role::Pst {
            return Err(Error::Absent);
        }
        let id: CaseId = id.parse().map_err(|_| Error::Absent)?;
        let now = self.now();
        let row = self.store().look(viewer, now).row::<Case>(&id).await?;
        let row = row.filter(|row| row.get().project == listed.id).ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let rules = self.rules_of(&row.get().state)?;
        let legal = binding(&project, &row.get().state).map(|binding| {
            let dormant = self.dormant_until(binding.stated.role, now);
            LegalLine::of(binding, &row.get().state, &project, dormant)
        });
        Ok(row.map(|row| AuthorityView::of(&id, &row.state, &project, &rules, legal, now)))
    }
}
