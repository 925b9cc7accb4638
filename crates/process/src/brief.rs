//! The Brief: the facts that these readers are cleared for now. **Everything that leaves the system is rendered from a
//! Brief**; a fact that is not cleared is absent from it. Its fields are private, and only [`brief`] and [`for_authority`] make one.

use crate::access::{Audience, Audiences};
use crate::case::{Case, Phase};
use crate::facts::{FactClass, FactKind, FactValue, Facts};
use crate::policy::{Kind, Profile, Rules};
use crate::severity::{Severity, decimal};
use std::collections::BTreeSet;

/// Cleared facts for a set of audiences. `Debug` says how many, not which.
#[derive(Clone, PartialEq, Eq)]
pub struct Brief {
    audiences: Audiences,
    phase: Phase,
    facts: Facts,
    severity: Option<Severity>,
    cleared: BTreeSet<FactClass>,
    project: String,
}

impl std::fmt::Debug for Brief {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Brief({} facts)", self.facts.len())
    }
}

/// A Brief of a phase that the case has not reached: for previews by those who work on the case. It is not a Brief, so
/// nothing that sends can take it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rehearsal(Brief);

/// The facts that **all** of these audiences are cleared for in the phase that they know of ([`Case::told`]).
pub fn brief(case: &Case, audiences: Audiences, rules: &Rules) -> Brief {
    at_phase(case, audiences, case.told(), rules)
}

/// What these readers would be told once the case is in `phase`.
pub fn rehearse(case: &Case, audiences: Audiences, phase: Phase, rules: &Rules) -> Rehearsal {
    Rehearsal(at_phase(case, audiences, phase, rules))
}

/// The facts that authorities are cleared for: what the laws that bind the case want them told. Where the project's own
/// policy speaks of authorities too, both have to clear a fact.
pub fn for_authority(case: &Case, rules: &Rules) -> Brief {
    let phase = case.told();
    let clearing = |profile: &Profile| {
        let speaks = profile.audiences.iter().any(|rule| rule.id == Audience::Authority);
        speaks.then(|| profile.cleared(Audience::Authority, phase))
    };
    let laws = rules.others().iter().filter(|profile| profile.kind == Kind::Regulator);
    let wanted: BTreeSet<FactClass> = laws.filter_map(clearing).flatten().collect();
    let cleared = match clearing(&rules.profile) {
        Some(own) => wanted.intersection(&own).copied().collect(),
        None => wanted,
    };
    of_classes(case, Audiences::of(&[Audience::Authority]), phase, cleared, rules)
}

fn at_phase(case: &Case, audiences: Audiences, phase: Phase, rules: &Rules) -> Brief {
    let cleared: BTreeSet<FactClass> = FactClass::ALL
        .into_iter()
        .filter(|class| {
            !audiences.is_empty()
                && audiences
                    .iter()
                    .all(|a| rules.profile.cleared(a, phase).contains(class))
        })
        .collect();
    of_classes(case, audiences, phase, cleared, rules)
}

fn of_classes(case: &Case, audiences: Audiences, phase: Phase, cleared: BTreeSet<FactClass>, rules: &Rules) -> Brief {
    let facts = all_facts(case)
        .into_iter()
        .filter(|(kind, _)| cleared.contains(&kind.class()))
        .collect();
    let severity = case.severity.clone().filter(|_| cleared.contains(&FactClass::Impact));
    Brief {
        audiences,
        phase,
        facts,
        severity,
        cleared,
        project: rules.profile.id.clone(),
    }
}

/// The typed facts and those that are derived from severity and credits.
pub fn all_facts(case: &Case) -> Facts {
    let mut facts = case.facts.clone();
    if let Some(severity) = &case.severity {
        facts.insert(
            FactKind::SeverityWord,
            FactValue::Text(severity.rating().word().to_owned()),
        );
        let vectors = severity
            .scored
            .iter()
            .map(|s| format!("{} ({})", s.vector, decimal(s.tenths)))
            .collect();
        facts.insert(FactKind::Vector, FactValue::Lines(vectors));
    }
    let credits = case.credits();
    if !credits.is_empty() {
        facts.insert(FactKind::Credit, FactValue::Lines(credits));
    }
    facts
}

impl Brief {
    pub fn audiences(&self) -> Audiences {
        self.audiences
    }
    pub fn phase(&self) -> Phase {
        self.phase
    }
    pub fn fact(&self, kind: FactKind) -> Option<&FactValue> {
        self.facts.get(&kind)
    }
    pub fn facts(&self) -> impl Iterator<Item = (FactKind, &FactValue)> {
        self.facts.iter().map(|(kind, value)| (*kind, value))
    }
    /// Vectors and scores, where impact is cleared.
    pub fn severity(&self) -> Option<&Severity> {
        self.severity.as_ref()
    }
    pub fn is_cleared(&self, class: FactClass) -> bool {
        self.cleared.contains(&class)
    }
    /// The project's own name, as its profile has it: it is public and gives nothing away.
    pub fn project(&self) -> &str {
        &self.project
    }
}

impl Rehearsal {
    /// For rendering a preview, shown to those who work on the case and to nobody else.
    pub fn preview(&self) -> &Brief {
        &self.0
    }
}
