//! What a case tells the planner beside its anchors: the facts that conditions read, and what is agreed on. A fact that
//! nobody has stated is absent, and so unknown to conditions.

use super::Case;
use super::inputs::{Awareness, StatedFact};
use crate::Instant;
use crate::condition::{CaseFacts, Commit, declared};
use crate::facts::{FactKind, FactValue};
use crate::planner::{Broken, Circumstances, Extension};
use crate::policy::{Anchor, Clock, Decides, Rules, Start};
use crate::severity::{Scored, Severity};
use crate::vultron::{
    CaseState, Course, Embargo, EmbargoAct, FixPath, Forbidden, Known, Named, Standing, Terms, World, of_case,
};

/// The circumstances of a case, for [`crate::planner::plan`] and for "what if".
pub fn circumstances(case: &Case, rules: &Rules) -> Circumstances {
    let mut planned = crate::planner::Anchors::new();
    if let Some(FactValue::Window { from, .. } | FactValue::At(from)) = case.facts.get(&FactKind::ReleaseWindow) {
        planned.insert(Anchor::Released, *from);
        planned.insert(Anchor::AdvisoryPublished, *from);
    }
    if let Some(FactValue::At(end)) = case.facts.get(&FactKind::EmbargoEnd) {
        planned.insert(Anchor::EmbargoEnd, *end);
    }
    Circumstances {
        facts: facts(case, rules),
        ended: case.ended.map(|(_, at)| at),
        published: case.published,
        planned,
        extended: extended(case),
        broken: broken(case),
        ..Circumstances::default()
    }
}

/// What Vultron's machines say of this case.
pub fn machines(case: &Case, rules: &Rules) -> Course {
    of_case(case, &known(case, rules))
}

/// What the machines need to know of a case beside its row. Whether the fix is deployed nobody records: others deploy it.
pub fn known(case: &Case, rules: &Rules) -> Known {
    let standing = standing_proposal(case, rules);
    let (proposal, named) = match case.facts.get(&FactKind::EmbargoEnd) {
        Some(FactValue::At(ends)) => by_the_case(standing, Terms { ends: *ends }, case),
        _ => (standing, None),
    };
    Known {
        proposal,
        named,
        exploit_public: case.inputs.exploit.as_ref().map(|exploit| exploit.seen),
        attack_seen: case.inputs.attack.as_ref().map(|attack| attack.seen),
        fix_deployed: None,
    }
}

/// An end that stands on the case. An earlier one than the standing proposal's needs nobody's consent, for it holds everybody
/// for less time; a later one, or a first one, does.
fn by_the_case(standing: Option<Terms>, terms: Terms, case: &Case) -> (Option<Terms>, Option<Named>) {
    match standing {
        Some(standing) if terms <= standing => (Some(terms), None),
        // Who agreed to an end has not agreed to a later one that was written since.
        _ if case.inputs.agreed_end.is_some_and(|agreed| terms.ends <= agreed) => {
            (standing, Some(Named::Agreed(terms)))
        }
        _ => (standing, Some(Named::Asked(terms))),
    }
}

/// The embargo that the project's policy promises to whoever reports: its length from the report on. Where no length is
/// stated and the release ends it, it lasts until the release is due (CoreDNS: three weeks, S35).
fn standing_proposal(case: &Case, rules: &Rules) -> Option<Terms> {
    let (profile, calendar) = rules.each().next()?;
    let embargo = profile.embargo.as_ref()?;
    let arrived = *case.anchors.get(&Anchor::ReportReceived)?;
    let stated = embargo
        .max
        .span()
        .filter(|_| embargo.from == Some(Anchor::ReportReceived));
    let span = stated.or_else(|| {
        let release = |clock: &&Clock| {
            clock.until == Anchor::Released
                && clock.start == Start::From(Anchor::ReportReceived)
                && clock.when.is_none()
        };
        let due = profile.clocks.iter().find(release)?.max;
        due.filter(|_| embargo.ends_on.contains(&Anchor::Released))
    })?;
    Some(Terms {
        ends: calendar.after(arrived, span).at,
    })
}

/// Whether an end of the embargo may be written on this case: nobody negotiates one once the public knows, an exploit is
/// public or attacks were seen. One that comes earlier than what is agreed holds nobody longer and may always be written.
///
/// # Errors
/// What the machine refuses.
pub(super) fn may_name_end(case: &Case, rules: &Rules, ends: Instant) -> Result<(), Forbidden> {
    let Standing { embargo, world, .. } = machines(case, rules).standing;
    if world.is_quiet() || embargo.terms().is_some_and(|terms| ends <= terms.ends) {
        return Ok(());
    }
    negotiates(&embargo, world, Terms { ends })
}

/// Whether an embargo can have been agreed on at this instant.
///
/// # Errors
/// What the machine refuses.
pub(super) fn may_agree(case: &Case, rules: &Rules, at: Instant) -> Result<(), Forbidden> {
    let course = machines(case, rules);
    match course.world_at(at) {
        world if world.is_quiet() => Ok(()),
        world => negotiates(&course.standing.embargo, world, Terms { ends: at }),
    }
}

fn negotiates(embargo: &Embargo, world: World, terms: Terms) -> Result<(), Forbidden> {
    let state = CaseState {
        path: FixPath::Aware,
        world,
    };
    embargo.act(EmbargoAct::Propose(terms), state).map(drop)
}

fn extended(case: &Case) -> Vec<Extension> {
    let extension = |one: &super::inputs::Extended| Extension {
        profile: one.moved.profile.clone(),
        clock: one.moved.clock.clone(),
        to: one.moved.to,
        reason: one.moved.reason.clone(),
        decided: one.at,
    };
    case.inputs.extended.iter().map(extension).collect()
}

fn broken(case: &Case) -> Vec<Broken> {
    let broken = |one: &super::inputs::Breaking| {
        Some(Broken {
            profile: one.profile.clone(),
            gate: one.gate.clone(),
            from: one.broken?,
        })
    };
    case.inputs.breaking.iter().filter_map(broken).collect()
}

fn facts(case: &Case, rules: &Rules) -> CaseFacts {
    let mut facts = CaseFacts::default();
    stated(case, rules, &mut facts);
    if let Some(decision) = &case.distributors {
        facts.set(declared::DISTRIBUTORS_TOLD, decision.tell);
    }
    if let Some(severity) = &case.severity {
        facts.set(declared::REMOTE, severity.is_remote());
        facts.set(declared::SEVERITY_WORD, severity.rating().word().to_lowercase());
        if let Some(score) = deciding(severity, rules.profile.severity.decides) {
            facts.set(declared::SEVERITY_BASE, f64::from(score.tenths) / 10.0);
            facts.set(declared::SEVERITY_SCHEME, score.scheme.word().replace(' ', ":"));
        }
    }
    if let Some(FactValue::Text(id)) = case.facts.get(&FactKind::CveId) {
        facts.set(declared::CVE_ID, id.clone());
    }
    if !case.commits.is_empty() {
        let commits = case.commits.iter().map(|commit| Commit {
            lgtm: u32::try_from(commit.lgtm.len()).unwrap_or(u32::MAX),
            by: commit.by.to_string(),
        });
        facts.set(declared::COMMITS, commits.collect::<Vec<_>>());
    }
    facts
}

/// What people stated, as far as nothing on the case shows it: what is shown counts more.
fn stated(case: &Case, rules: &Rules, facts: &mut CaseFacts) {
    let shown = |fact: StatedFact| fact.is_shown(case, rules);
    for (fact, value) in case.inputs.stated.iter().filter(|(fact, _)| !shown(**fact)) {
        fact.tell(value, facts);
    }
    if let Some(upstream) = &case.inputs.upstream {
        facts.set(declared::UPSTREAM_PROJECT, upstream.project.clone());
        if let Some(date) = upstream.date {
            facts.set(declared::UPSTREAM_DATE, date);
        }
    }
    if let Some(date) = &case.inputs.reporter_date {
        facts.set(declared::REPORTER_DATE, date.at);
    }
    if case
        .inputs
        .aware
        .as_ref()
        .is_some_and(|aware| aware.about == Awareness::SevereIncident)
    {
        facts.set(declared::INCIDENT_SEVERE, true);
    }
}

/// The score that gates read, of several on a case.
fn deciding(severity: &Severity, decides: Decides) -> Option<&Scored> {
    match decides {
        Decides::Highest => severity.highest(),
        Decides::Latest => severity.scored.iter().max_by_key(|scored| scored.scheme),
        Decides::Scheme(scheme) => severity.scored.iter().find(|scored| scored.scheme == scheme),
    }
}
