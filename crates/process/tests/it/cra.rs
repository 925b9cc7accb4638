//! The Cyber Resilience Act on a case: which role binds it, from when on a law counts, and what is filed.

use crate::stage::*;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::authority::{Filing, filing, text};
use ambergate_process::case::inputs::{Awareness, Input, Stated, StatedFact};
use ambergate_process::case::{CaseEvent, Command};
use ambergate_process::cra::{LegalRole, MANUFACTURERS, STEWARDS};
use ambergate_process::planner::State;
use ambergate_process::policy::{Anchor, Rules};
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

/// A manufacturer whose case is attacked, with a few facts.
fn attacked(laws: &[&str]) -> Stage {
    use ambergate_process::facts::{FactKind, read};
    let mut stage = opened(laws, "2026-11-20T20:00:00Z");
    let change = |kind, text: &str| (kind, read(kind, text).unwrap());
    let changes = vec![
        change(FactKind::Component, "plugin/etcd"),
        change(FactKind::Title, "A lease ID is used as a TTL"),
        change(FactKind::Reproduction, "Write a key with a lease."),
        change(FactKind::Mitigation, "Switch the plugin off."),
        change(FactKind::FixedVersions, "1.12.4"),
    ];
    stage.done("2026-11-20T20:10:00Z", &pst("bo"), Command::SetFacts { changes });
    stage.done("2026-11-20T20:20:00Z", &pst("bo"), take_role(LegalRole::Manufacturer));
    let aware = Input::RecordAwareness {
        at: at("2026-11-20T22:15:00Z"),
        about: Awareness::Exploited,
        evidence: "Logs that name Quinn Varga.".to_owned(),
    };
    stage.done("2026-11-20T22:20:00Z", &pst("bo"), Command::Input(aware));
    stage
}

fn firm() -> Project {
    use ambergate_process::project::Settings;
    let mut project = Project {
        settings: Settings {
            vendor: "Example GmbH".to_owned(),
            product: "Resolver".to_owned(),
            ..Settings::default()
        },
        ..Project::default()
    };
    let now = at("2026-11-03T10:00:00Z");
    let state = project::Command::StateRole {
        product: String::new(),
        role: Some(LegalRole::Manufacturer),
        reason: "Sold with support.".to_owned(),
    };
    for event in project::decide(&project, state, &pst("ada"), now).unwrap() {
        project.apply(&event, now);
    }
    project
}

fn written(stage: &Stage, laws: &[&str], now: &str) -> (Filing, Vec<String>) {
    let filing = filing(&stage.case, &firm(), under(laws), at(now));
    let id = stage.case.id.clone().unwrap();
    let texts = filing.forms.iter().map(|form| text(form, &id, "TLP:AMBER", at(now)));
    let texts = texts.collect();
    (filing, texts)
}

#[test]
fn the_forms_hold_what_is_known_and_mark_the_rest() {
    let stage = attacked(&[MANUFACTURERS]);
    let (filing, texts) = written(&stage, &[MANUFACTURERS], "2026-11-21T08:00:00Z");
    // 24 and 72 hours after Friday 22:15; the final report has nothing to count from without a measure.
    let due: Vec<_> = filing.forms.iter().map(|form| form.due()).collect();
    let (first, second) = (at("2026-11-21T22:15:00Z"), at("2026-11-23T22:15:00Z"));
    assert_eq!(due, [Some(first), Some(second), None]);
    let [early, notice, last] = [&texts[0], &texts[1], &texts[2]];
    assert!(
        early.starts_with("EARLY WARNING\nRegulation (EU) 2024/2847, Article 14(2)(a)"),
        "{early}"
    );
    assert!(early.contains("Due 2026-11-21 22:15 UTC") && early.contains("Resolver, component plugin/etcd"));
    assert!(early.contains("Role (Article 3, 24(3))\n   manufacturer\n"), "{early}");
    assert!(early.contains("2026-11-20 22:15 UTC") && early.contains("Example GmbH"));
    assert!(early.contains("Member States") && early.contains("[TO BE FILLED IN: each of them]"));
    assert!(notice.contains("A lease ID is used as a TTL") && notice.contains("Switch the plugin off."));
    // A fixed version that nobody can have is no measure that was taken.
    assert!(
        !notice.contains("1.12.4") && notice.contains("none is recorded as available"),
        "{notice}"
    );
    assert!(last.contains("malicious actor") && last.contains("nothing is recorded"));
    // Never: how to reproduce it, who found it, what the evidence says.
    for text in &texts {
        assert!(
            !text.contains("Write a key") && !text.contains("Quinn") && !text.contains("Finder"),
            "{text}"
        );
    }
}

#[test]
fn a_measure_starts_the_last_clock_and_what_was_filed_is_said() {
    let mut stage = attacked(&[MANUFACTURERS]);
    let reach = |anchor, when: &str, note: &str| {
        Command::Input(Input::ReachMilestone {
            anchor,
            at: at(when),
            note: note.to_owned(),
        })
    };
    let filed = reach(Anchor::AuthorityEarlyWarning, "2026-11-21T10:00:00Z", "Receipt 4711.");
    stage.done("2026-11-21T10:05:00Z", &pst("bo"), filed);
    let measure = reach(
        Anchor::CorrectiveMeasureAvailable,
        "2026-12-19T09:00:00Z",
        "1.12.4 is out.",
    );
    stage.done("2026-12-19T09:00:00Z", &pst("bo"), measure);
    let (filing, texts) = written(&stage, &[MANUFACTURERS], "2026-12-20T00:00:00Z");
    let sent = filing.forms[0].sent.clone().unwrap();
    assert_eq!(
        (sent.at, sent.note.as_str()),
        (at("2026-11-21T10:00:00Z"), "Receipt 4711.")
    );
    assert!(filing.forms[1].sent.is_none());
    // 14 days after 19 December 09:00.
    assert_eq!(filing.forms[2].due(), Some(at("2027-01-02T09:00:00Z")));
    assert!(
        texts[1].contains("Fixed in 1.12.4, since 2026-12-19 09:00 UTC."),
        "{}",
        texts[1]
    );
    assert!(
        texts[2].contains("Available since 2026-12-19 09:00 UTC."),
        "{}",
        texts[2]
    );
}

#[test]
fn an_incident_has_forms_of_its_own() {
    let mut stage = opened(&[MANUFACTURERS], "2027-01-29T15:00:00Z");
    stage.done("2027-01-29T15:00:00Z", &pst("bo"), take_role(LegalRole::Manufacturer));
    let aware = Input::RecordAwareness {
        at: at("2027-01-29T16:00:00Z"),
        about: Awareness::SevereIncident,
        evidence: "The build host was broken into.".to_owned(),
    };
    stage.done("2027-01-29T16:05:00Z", &pst("bo"), Command::Input(aware));
    let noticed = Input::ReachMilestone {
        anchor: Anchor::AuthorityNotified72h,
        at: at("2027-01-31T16:00:00Z"),
        note: "Receipt 4712.".to_owned(),
    };
    stage.done("2027-01-31T16:00:00Z", &pst("bo"), Command::Input(noticed));
    let (filing, texts) = written(&stage, &[MANUFACTURERS], "2027-02-01T00:00:00Z");
    // One calendar month after 31 January: the last day of February.
    assert_eq!(filing.forms[2].due(), Some(at("2027-02-28T16:00:00Z")));
    assert!(texts[0].contains("unlawful or malicious acts"));
    assert!(texts[1].starts_with("INCIDENT NOTIFICATION") && texts[2].contains("root cause"));
}

#[test]
fn without_a_law_nothing_of_the_facts_is_filled_in() {
    let stage = attacked(&[]);
    let (filing, texts) = written(&stage, &[], "2026-11-21T08:00:00Z");
    assert!(filing.uncleared && filing.forms.iter().all(|form| form.milestone.is_none()));
    for text in &texts {
        assert!(!text.contains("plugin/etcd") && !text.contains("lease ID"), "{text}");
    }
    assert!(texts[1].contains("do not clear for authorities"));
    assert!(filing.forms.iter().all(|form| form.open() > 0));
}

#[test]
fn what_we_publish_ourselves_is_a_mention_of_the_id() {
    use ambergate_process::case::inputs::mention;
    use ambergate_process::facts::{FactKind, read};
    let mut stage = opened(&[], "2026-11-20T20:00:00Z");
    let now = at("2026-11-20T21:00:00Z");
    let text = "The fix for cve-2026-4711 is out on Thursday.";
    assert!(
        mention(&stage.case, text, &member("bo"), now).is_none(),
        "the case has no id yet"
    );
    let changes = vec![(FactKind::CveId, read(FactKind::CveId, "CVE-2026-4711").unwrap())];
    stage.done("2026-11-20T20:10:00Z", &pst("bo"), Command::SetFacts { changes });
    assert!(mention(&stage.case, "A fix is out on Thursday.", &member("bo"), now).is_none());
    let event = mention(&stage.case, text, &member("bo"), now).unwrap();
    stage.case.apply(&event, now);
    assert_eq!(stage.case.anchors[&Anchor::CveIdPublic], now);
    assert!(
        mention(&stage.case, text, &member("bo"), now).is_none(),
        "the first time counts"
    );
}
