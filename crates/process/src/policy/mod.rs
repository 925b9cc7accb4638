//! The policy profile: a Security Release Process as checked data. Unknown keys are refused; every fault names file, line,
//! what was meant and what to do.
//!
//! What lives here: the schema, reading and overlaying files, the checks, the built-in profiles and the rules of a case.
//! What must not: dates of a case; those are planned in [`crate::planner`].

mod builtin;
mod check;
mod document;
mod fault;
mod overlay;
mod read;
mod rules;
mod schema;
mod sections;
mod words;
mod write;

pub use crate::calendar::Span;
pub use builtin::{BUILT_IN, COREDNS, Library};
pub use fault::Fault;
pub use rules::{Rules, holiday_faults, in_force};
pub use schema::{
    AudienceRule, Bound, Checklist, Clock, Communication, Criterion, CveRule, Decides, Embargo, Gate, Leak, Membership,
    MessageRule, Need, Override, PhaseFacts, Reference, Release, Role, SeverityRule, Share, Start, When,
};
pub use words::{
    Anchor, CveSource, Day, Decider, Effect, FinalSay, GateAct, Kind, LeakDefault, MessageKind, OnPublic,
    ReporterOverrides, Section, Selection, Strength, Unit,
};

use crate::Instant;
use crate::access::Audience;
use crate::case::Phase;
use crate::facts::FactClass;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A checked profile, its bases laid beneath it. One that exists is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub id: String,
    pub version: String,
    pub kind: Kind,
    pub name: String,
    /// Where the prose is.
    pub source: String,
    /// When it was read.
    pub read: Option<Date>,
    /// Shown beside the source where what was read is not its newest text.
    pub copy: Option<String>,
    /// The first day on which it is in force, in its zone.
    pub valid_from: Option<Date>,
    /// The first day on which it is no longer in force.
    pub valid_until: Option<Date>,
    pub zone: TimeZone,
    /// The calendar that the caller must provide.
    pub holidays: Option<String>,
    pub tlp_default: String,
    /// The id of the profile that it was laid over.
    pub extends: Option<String>,
    pub roles: Vec<Role>,
    pub clocks: Vec<Clock>,
    pub severity: SeverityRule,
    pub gates: Vec<Gate>,
    pub audiences: Vec<AudienceRule>,
    pub embargo: Option<Embargo>,
    pub membership: Option<Membership>,
    pub leak: Option<Leak>,
    pub release: Option<Release>,
    pub messages: Vec<MessageRule>,
    pub communications: Vec<Communication>,
    pub cve: Option<CveRule>,
    pub checklists: Vec<Checklist>,
    pub references: Vec<Reference>,
    /// What the policy says nothing about, or contradicts itself on, and where.
    pub not_stated: BTreeMap<Section, String>,
}

impl Profile {
    /// Reads and checks a profile over the built-in ones.
    ///
    /// # Errors
    /// All faults that can be found, not only the first, in the order of file and line.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        Self::read_with(file, text, &Library::built_in())
    }

    /// Reads and checks a profile; what it `extends` is looked up in `library`.
    ///
    /// # Errors
    /// As [`Profile::read`].
    pub fn read_with(file: &str, text: &str, library: &Library<'_>) -> Result<Self, Vec<Fault>> {
        let checked = check::profile(file, text, library);
        checked.map_err(|mut faults| {
            faults.sort();
            faults.dedup();
            faults
        })
    }

    /// The fact classes that this audience is cleared for in this phase. Who works on the case knows all of it.
    pub fn cleared(&self, audience: Audience, phase: Phase) -> BTreeSet<FactClass> {
        cleared(&self.audiences, audience, phase)
    }

    /// The first day on which it is in force, where that lies ahead.
    pub fn not_before(&self, at: Instant) -> Option<Date> {
        let day = at.to_zoned(self.zone.clone()).date();
        self.valid_from.filter(|from| day < *from)
    }

    pub fn message(&self, kind: MessageKind) -> Option<&MessageRule> {
        self.messages.iter().find(|rule| rule.id == kind.key())
    }

    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    pub fn gate(&self, id: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.id == id)
    }

    pub fn reference(&self, id: &str) -> Option<&Reference> {
        self.references.iter().find(|reference| reference.id == id)
    }
}

fn cleared<'a>(
    rules: impl IntoIterator<Item = &'a AudienceRule>,
    audience: Audience,
    phase: Phase,
) -> BTreeSet<FactClass> {
    if matches!(audience, Audience::Pst | Audience::FixTeam) {
        return FactClass::ALL.into_iter().collect();
    }
    let Some(rule) = rules.into_iter().find(|rule| rule.id == audience) else {
        return BTreeSet::new();
    };
    match phase {
        Phase::Received => BTreeSet::new(),
        Phase::Embargoed => rule.facts.embargoed.clone(),
        Phase::Announced => rule.facts.announced.clone(),
        Phase::Released | Phase::Closed => rule.facts.released.clone(),
    }
}

#[cfg(test)]
mod tests;
