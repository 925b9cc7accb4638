//! Laws on a case: the role that a project states for a product, the rules that go with it, and the rules of the CVE Program
//! once an id is public. What must not live here: what a law asks; that stands in the profiles.

use crate::errands::project_deed;
use crate::policies::Pin;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Actor;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::{self, Case, CaseEvent};
use ambergate_process::cra::{Binding, LegalRole, MANUFACTURERS, STEWARDS};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::ids::{CaseId, ProjectId};
use ambergate_process::policy::{Anchor, Rules, Start};
use ambergate_process::project::{self, Project};
use ambergate_store::Viewer;

/// The profile of the hours that the CVE Program gives for a record.
const CNA: &str = "cna";

/// The profiles that bind a case without anybody choosing them for it.
pub(crate) const LAWS: [&str; 3] = [CNA, MANUFACTURERS, STEWARDS];

impl Coordinator {
    /// States what a product is under the Cyber Resilience Act; the empty name is the whole project, an empty role takes
    /// the statement back.
    pub async fn state_role(
        &self,
        viewer: &Viewer,
        project: &ProjectId,
        product: &str,
        role: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let role = match role.trim() {
            "" => None,
            key => Some(LegalRole::from_key(key).ok_or_else(|| {
                Error::invalid(
                    "role",
                    "Choose manufacturer, steward or neither; empty takes the statement back.",
                )
            })?),
        };
        let now = self.now();
        let command = project::Command::StateRole {
            product: product.to_owned(),
            role,
            reason: reason.to_owned(),
        };
        self.store()
            .act::<Project, _, Error>(viewer, project, now, |state, actor| {
                let events = project::decide(state, command.clone(), actor, now).map_err(|refusal| match refusal {
                    project::Refusal::NoReason => Error::invalid("reason", refusal),
                    project::Refusal::BadProduct => Error::invalid("product", refusal),
                    other => other.into(),
                })?;
                Ok(project_deed(events, ()))
            })
            .await?;
        self.refresh_directory().await
    }

    /// Takes the role over that the project states for the product of this case, with the rules that go with it.
    pub async fn take_role(&self, viewer: &Viewer, case: &CaseId) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let Some(binding) = binding(&table.project, &table.case.get().state) else {
            return Err(Error::Refused(
                "The project has not stated a role for this product, nor for all of them. A PST member does so under Products."
                    .to_owned(),
            ));
        };
        let command = self.taking(binding.stated.role);
        self.act(viewer, &table, command, vec![]).await
    }

    pub(crate) fn taking(&self, role: LegalRole) -> case::Command {
        let profile = role.profile().and_then(|id| self.version_of(id));
        case::Command::TakeRole { role, profile }
    }

    /// The events by which a case that is opened takes the role of its project: a legal clock must not wait for somebody to
    /// think of it.
    pub(crate) fn role_at_opening(
        &self,
        project: &Project,
        fresh: &Case,
        opened: &mut Vec<CaseEvent>,
        (actor, rules, now): (&Actor, &Rules, Instant),
    ) -> Result<(), Error> {
        let after = applied(fresh, opened, now);
        if let (Some(binding), Some(_)) = (binding(project, &after), actor.member()) {
            let taken = case::decide(&after, self.taking(binding.stated.role), actor, rules, now)?;
            opened.extend(taken);
        }
        Ok(())
    }

    /// The events by which a case takes the role of a product that it turns out to be about, where who says so may decide
    /// that. For others the decisions of the case say that it has not.
    pub(crate) fn role_of_component(
        &self,
        project: &Project,
        before: &Case,
        events: &mut Vec<CaseEvent>,
        (actor, rules, now): (&Actor, &Rules, Instant),
    ) {
        let after = applied(before, events, now);
        if component(before) == component(&after) {
            return;
        }
        if let Some(binding) = binding(project, &after)
            && let Ok(taken) = case::decide(&after, self.taking(binding.stated.role), actor, rules, now)
        {
            events.extend(taken);
        }
    }

    /// Binds the case to the rules of the CVE Program where its id becomes public by these events, its record is not
    /// published, and nothing that binds the case counts that time.
    pub(crate) fn reserved_but_public(
        &self,
        before: &Case,
        events: &mut Vec<CaseEvent>,
        (actor, now): (&Actor, Instant),
    ) -> Result<(), Error> {
        let after = applied(before, events, now);
        let became =
            after.anchors.contains_key(&Anchor::CveIdPublic) && !before.anchors.contains_key(&Anchor::CveIdPublic);
        if !became || after.anchors.contains_key(&Anchor::CvePublished) || counts_records(&*self.rules_of(&after)?) {
            return Ok(());
        }
        if let (Some((id, version)), Some(by)) = (self.version_of(CNA), actor.member().cloned()) {
            events.push(CaseEvent::ProfileBound { id, version, by });
        }
        Ok(())
    }

    fn version_of(&self, id: &str) -> Option<Pin> {
        let shelf = self.shelf();
        let found = shelf.in_force(id, self.now());
        found.map(|profile| (profile.id.clone(), profile.version.clone()))
    }

    /// Since when the rules of a role count, where that day lies ahead.
    pub(crate) fn dormant_until(&self, role: LegalRole, now: Instant) -> Option<jiff::civil::Date> {
        self.shelf().in_force(role.profile()?, now)?.not_before(now)
    }
}

/// What the project states for the product that this case is about.
pub(crate) fn binding(project: &Project, case: &Case) -> Option<Binding> {
    project.products.binding(component(case))
}

pub(crate) fn component(case: &Case) -> Option<&str> {
    case.facts.get(&FactKind::Component).map(FactValue::text)
}

fn applied(case: &Case, events: &[CaseEvent], now: Instant) -> Case {
    let mut after = case.clone();
    events.iter().for_each(|event| after.apply(event, now));
    after
}

fn counts_records(rules: &Rules) -> bool {
    let clocks = rules.each().flat_map(|(profile, _)| &profile.clocks);
    let mut records = clocks.filter(|clock| clock.until == Anchor::CvePublished);
    records.any(|clock| clock.start == Start::From(Anchor::CveIdPublic))
}
