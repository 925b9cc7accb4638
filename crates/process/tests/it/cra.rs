//! The Cyber Resilience Act on a case: which role binds it, from when on a law counts, and what is filed.

use crate::stage::*;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::inputs::{Awareness, Input, Stated, StatedFact};
use ambergate_process::case::{CaseEvent, Command};
use ambergate_process::cra::{LegalRole, MANUFACTURERS, STEWARDS};
use ambergate_process::planner::State;
use ambergate_process::policy::Rules;
use ambergate_process::project::{self, Project};

/// The project's own policy with these laws beside it.
fn under(laws: &[&str]) -> &'static Rules {
    let laws = laws.iter().map(|id| rules_of(id).profile.clone()).collect();
    Box::leak(Box::new(Rules::new(rules().profile.clone(), laws, &Default::default())))
}

fn take_role(role: LegalRole) -> Command {
    Command::TakeRole {
        role,
        profile: role.profile().map(|id| (id.to_owned(), "1".to_owned())),
    }
}

fn opened(laws: &[&str], when: &str) -> Stage {
    let mut stage = Stage::under(under(laws));
    stage.done(when, &pst("ada"), open());
    stage.done(when, &pst("bo"), take("bo"));
    stage
}

#[test]
fn a_role_is_taken_with_its_rules_and_leaves_with_them() {
    let mut stage = opened(&[], "2026-11-22T08:00:00Z");
    let bound = |stage: &Stage| stage.case.others.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    stage.done("2026-11-22T09:00:00Z", &pst("bo"), take_role(LegalRole::Manufacturer));
    assert_eq!(bound(&stage), [MANUFACTURERS]);
    let role = |stage: &Stage| stage.case.inputs.stated[&StatedFact::Role].clone();
    assert_eq!(role(&stage), Stated::Text("manufacturer".to_owned()));
    assert!(
        stage
            .act(&pst("ada"), take_role(LegalRole::Manufacturer))
            .unwrap()
            .is_empty(),
        "nothing new"
    );
    stage.done("2026-11-22T10:00:00Z", &pst("bo"), take_role(LegalRole::Steward));
    assert_eq!(bound(&stage), [STEWARDS]);
    stage.done("2026-11-22T11:00:00Z", &pst("bo"), take_role(LegalRole::Neither));
    assert_eq!(
        (bound(&stage), role(&stage)),
        (vec![], Stated::Text("neither".to_owned()))
    );
}

#[test]
fn the_clocks_of_stewards_sleep_until_their_day() {
    let mut stage = opened(&[STEWARDS], "2027-12-10T08:00:00Z");
    stage.done("2027-12-10T08:00:00Z", &pst("bo"), take_role(LegalRole::Steward));
    let aware = Input::RecordAwareness {
        at: at("2027-12-10T20:00:00Z"),
        about: Awareness::Exploited,
        evidence: "A call from a site.".to_owned(),
    };
    stage.done("2027-12-10T21:00:00Z", &pst("bo"), Command::Input(aware));
    let early = |stage: &Stage, now: &str| {
        let plan = ambergate_process::case::agenda(&stage.case, under(&[STEWARDS]), at(now));
        let found = plan.milestone_of(STEWARDS, "exploited_early_warning").cloned().unwrap();
        (found.state, found.note.unwrap_or_default())
    };
    // The last second of 10 December, UTC, and the first of the 11th.
    let (state, note) = early(&stage, "2027-12-10T23:59:59Z");
    assert_eq!(state, State::NotApplicable);
    assert!(note.contains("2027-12-11"), "{note}");
    assert_eq!(early(&stage, "2027-12-11T00:00:00Z").0, State::Open);
    // Manufacturers are bound since September 2026.
    let mut maker = opened(&[MANUFACTURERS], "2026-11-20T08:00:00Z");
    maker.done("2026-11-20T08:00:00Z", &pst("bo"), take_role(LegalRole::Manufacturer));
    let aware = Input::RecordAwareness {
        at: at("2026-11-20T22:15:00Z"),
        about: Awareness::Exploited,
        evidence: "Logs.".to_owned(),
    };
    maker.done("2026-11-20T22:20:00Z", &pst("bo"), Command::Input(aware));
    let plan = maker.plan();
    let early = plan.milestone_of(MANUFACTURERS, "exploited_early_warning").unwrap();
    assert_eq!(
        (early.state, early.due),
        (State::Open, Some(at("2026-11-21T22:15:00Z")))
    );
}

#[test]
fn a_project_states_roles_with_who_and_why() {
    let now = at("2026-11-22T12:00:00Z");
    let mut project = Project::default();
    let state = |product: &str, role| project::Command::StateRole {
        product: product.to_owned(),
        role,
        reason: "Counsel, 3 November.".to_owned(),
    };
    let said = |project: &mut Project, command| {
        let events = project::decide(project, command, &pst("ada"), now).unwrap();
        events.iter().for_each(|event| project.apply(event, now));
        events.len()
    };
    assert_eq!(said(&mut project, state(" ", Some(LegalRole::Steward))), 1);
    assert_eq!(said(&mut project, state("Appliance", Some(LegalRole::Manufacturer))), 1);
    assert_eq!(
        said(&mut project, state("appliance", Some(LegalRole::Manufacturer))),
        0,
        "said already"
    );
    let binding = project.products.binding(Some("APPLIANCE")).unwrap();
    assert_eq!(
        (binding.stated.role, binding.stated.by),
        (LegalRole::Manufacturer, Some(member("ada")))
    );
    assert_eq!(
        project.products.binding(Some("plugin/etcd")).unwrap().stated.role,
        LegalRole::Steward
    );
    assert_eq!(said(&mut project, state("Appliance", None)), 1);
    assert_eq!(said(&mut project, state("Appliance", None)), 0, "nothing to take back");
    assert_eq!(project.products.binding(Some("Appliance")).unwrap().product, None);
}

#[test]
fn closing_and_the_fix_team_do_not_take_roles() {
    let mut stage = opened(&[], "2026-11-22T08:00:00Z");
    assert!(stage.act(&maintainer("cleo"), take_role(LegalRole::Neither)).is_err());
    let events = stage.act(&pst("bo"), take_role(LegalRole::Manufacturer)).unwrap();
    assert!(matches!(
        events[..],
        [CaseEvent::FactsStated { .. }, CaseEvent::ProfileBound { .. }]
    ));
}
