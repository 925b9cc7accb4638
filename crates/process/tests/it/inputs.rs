//! What people state for the policy's sake reaches the plan and the gates through the log alone.

use crate::stage::*;
use ambergate_process::access::Audiences;
use ambergate_process::case::gates::{Gates, Why};
use ambergate_process::case::inputs::{Awareness, Discussion, Input, Stated, StatedFact, Upstream, asked};
use ambergate_process::case::{Case, Command, Refusal, machines};
use ambergate_process::condition::Truth;
use ambergate_process::planner::{HoldKind, State};
use ambergate_process::policy::{Anchor, GateAct};
use ambergate_process::report::PublicKnowledge;
use ambergate_process::vultron::Which;

const NOW: &str = "2025-09-06T00:00:00Z";

fn input(input: Input) -> Command {
    Command::Input(input)
}

fn slow_down(clock: &str, to: &str) -> Command {
    input(Input::MoveTarget {
        profile: "coredns".to_owned(),
        clock: clock.to_owned(),
        to: at(to),
        reason: "Two of us are on leave.".to_owned(),
        discussion: Some(Discussion::Message(message("talk"))),
    })
}

fn break_gate(gate: &str) -> Command {
    input(Input::BreakGate {
        profile: "coredns".to_owned(),
        gate: gate.to_owned(),
        reason: "It cannot wait.".to_owned(),
    })
}

fn upstream(date: Option<&str>) -> Command {
    input(Input::SetUpstream {
        upstream: date.map(|date| Upstream {
            project: "Go".to_owned(),
            date: Some(at(date)),
            contact: "security@example.org".to_owned(),
            terms: "Nobody else is told.".to_owned(),
        }),
        reason: "They wrote so.".to_owned(),
    })
}

fn says(fact: StatedFact, value: Stated) -> Command {
    input(Input::StateFacts {
        changes: vec![(fact, Some(value))],
    })
}

#[test]
fn below_four_the_fix_team_moves_a_target_and_the_first_one_stays() {
    let mut stage = embargoed();
    stage.done(NOW, &pst("bo"), low_severity());
    let first = stage.plan().milestone("released").unwrap().first_target;
    stage.done(NOW, &team("cleo"), slow_down("released", "2025-10-20T12:00:00Z"));
    let plan = stage.plan();
    let moved = plan.milestone("released").unwrap();
    assert_eq!(moved.due, Some(at("2025-10-20T12:00:00Z")));
    assert_eq!((moved.first_target, first), (first, Some(at("2025-09-24T00:14:00Z"))));
    let hold = moved
        .holds
        .iter()
        .find(|hold| hold.kind == HoldKind::Extension)
        .unwrap();
    assert_eq!(hold.what, "Two of us are on leave.");
    // Another decision later counts instead, and one line stands on the row.
    stage.done(
        "2025-09-07T00:00:00Z",
        &team("cleo"),
        slow_down("released", "2025-10-10T12:00:00Z"),
    );
    assert_eq!(
        stage.plan().milestone("released").unwrap().due,
        Some(at("2025-10-10T12:00:00Z"))
    );
    assert_eq!(stage.case.inputs.extended.len(), 1);
}

#[test]
fn from_four_on_two_of_the_pst_break_the_gate_first_or_one_after_a_day() {
    let shut = |stage: &mut Stage| match stage.refused(&pst("bo"), slow_down("released", "2025-10-20T12:00:00Z")) {
        Refusal::Shut(shut) => (shut.gate, shut.refs.join(" "), shut.why),
        other => panic!("{other}"),
    };
    let mut stage = embargoed();
    stage.now = at(NOW);
    assert!(matches!(shut(&mut stage).2, Why::Asks(names) if names.contains("severity.base")));
    stage.done(NOW, &pst("bo"), severity());
    assert_eq!(
        shut(&mut stage),
        ("slow_down".to_owned(), "S25 S26".to_owned(), Why::NotSo)
    );
    stage.done(NOW, &pst("bo"), break_gate("slow_down"));
    shut(&mut stage);
    let mut alone = stage.clone();
    stage.done(NOW, &pst("ada"), break_gate("slow_down"));
    stage.done(NOW, &pst("bo"), slow_down("released", "2025-10-20T12:00:00Z"));
    alone.now = at("2025-09-06T23:59:59Z");
    assert!(matches!(
        alone.refused(&pst("bo"), break_gate("slow_down")),
        Refusal::BreakWaits { .. }
    ));
    alone.done("2025-09-07T00:00:00Z", &pst("bo"), break_gate("slow_down"));
    alone.done(
        "2025-09-07T00:00:00Z",
        &pst("bo"),
        slow_down("released", "2025-10-20T12:00:00Z"),
    );
    assert!(
        alone
            .done("2025-09-07T00:00:01Z", &pst("ada"), break_gate("slow_down"))
            .is_empty(),
        "broken is broken"
    );
}

#[test]
fn nothing_is_published_before_upstream_unless_the_gate_is_broken() {
    let mut stage = ready();
    let date = "2025-10-01T12:00:00Z";
    stage.done("2025-09-08T13:00:00Z", &pst("ada"), upstream(Some(date)));
    let plan = stage.plan();
    let released = plan.milestone("released").unwrap();
    assert_eq!(
        (released.earliest, released.due),
        (Some(at(date)), Some(at(date))),
        "S19"
    );
    let publish = |stage: &Stage| publish("final", "three", stage.now);
    let command = publish(&stage);
    match stage.refused(&pst("bo"), command) {
        Refusal::Shut(shut) => {
            assert_eq!(shut.why, Why::Before(at(date)));
            assert!(shut.to_string().contains("S19"), "{shut}");
        }
        other => panic!("{other}"),
    }
    let mut later = stage.clone();
    later.now = at(date);
    let command = publish(&later);
    later.act(&pst("bo"), command).unwrap();
    stage.done("2025-09-08T13:10:00Z", &pst("ada"), break_gate("upstream"));
    stage.done("2025-09-08T13:11:00Z", &pst("bo"), break_gate("upstream"));
    assert_eq!(
        stage.plan().milestone("released").unwrap().due,
        Some(at("2025-09-24T00:14:00Z"))
    );
    let command = publish(&stage);
    stage.act(&pst("bo"), command).unwrap();
}

#[test]
fn the_reporters_date_is_hard_and_a_later_upstream_date_is_a_conflict() {
    let mut stage = embargoed();
    let reporter = |date: Option<&str>| {
        input(Input::SetReporterDate {
            date: date.map(at),
            said: "They publish whatever happens.".to_owned(),
        })
    };
    stage.done(NOW, &pst("ada"), reporter(Some("2025-09-15T09:00:00Z")));
    assert_eq!(
        stage.plan().milestone("released").unwrap().due,
        Some(at("2025-09-15T09:00:00Z"))
    );
    assert!(stage.plan().conflicts.is_empty());
    stage.done(NOW, &pst("ada"), upstream(Some("2025-10-01T12:00:00Z")));
    let conflicts = stage.plan().conflicts;
    let kinds: Vec<HoldKind> = conflicts[0].rules.iter().map(|rule| rule.kind).collect();
    assert_eq!(
        (conflicts.len(), kinds),
        (1, vec![HoldKind::Upstream, HoldKind::Reporter])
    );
    stage.done(NOW, &pst("ada"), upstream(None));
    assert!(stage.plan().conflicts.is_empty());
    stage.done(NOW, &pst("ada"), reporter(None));
    assert_eq!(
        stage.plan().milestone("released").unwrap().due,
        Some(at("2025-09-24T00:14:00Z"))
    );
}

#[test]
fn a_public_exploit_makes_it_public_and_attacks_do_not() {
    let mut stage = embargoed();
    let attack = |seen: &str| {
        input(Input::NoteAttack {
            seen: at(seen),
            evidence: "Logs of two sites.".to_owned(),
        })
    };
    let exploit = || {
        input(Input::NoteExploit(PublicKnowledge {
            url: "https://example.org/poc".to_owned(),
            seen: at("2025-09-05T08:00:00Z"),
        }))
    };
    stage.done(NOW, &pst("ada"), attack("2025-09-05T06:00:00Z"));
    assert!(stage.case.public.is_none());
    assert_eq!(
        machines(&stage.case, stage.rules).standing.case_state().to_string(),
        "VfdpxA"
    );
    stage.done(NOW, &pst("ada"), exploit());
    assert_eq!(stage.case.public.as_ref().unwrap().seen, at("2025-09-05T08:00:00Z"));
    assert_eq!(stage.case.anchors[&Anchor::ExploitPublic], at("2025-09-05T08:00:00Z"));
    assert_eq!(
        machines(&stage.case, stage.rules).standing.case_state().to_string(),
        "VfdPXA"
    );
    assert!(machines(&stage.case, stage.rules).refused.is_empty());
    for again in [exploit(), attack("2025-09-05T06:00:00Z")] {
        match stage.refused(&pst("ada"), again) {
            Refusal::Machine(forbidden) => assert_eq!(forbidden.machine, Which::Cs),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn people_are_asked_what_the_rules_read_and_nothing_shows() {
    let keys = |stage: &Stage| {
        let asked = asked(&stage.case, stage.rules);
        asked
            .iter()
            .map(|question| question.fact.key())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut stage = embargoed();
    assert_eq!(keys(&stage), "remote privilege_escalation");
    let sake = asked(&stage.case, stage.rules).remove(1).for_the_sake_of;
    assert_eq!(
        sake,
        ["Tell distributors early what can be reached remotely or raises privileges (S30, S31)"]
    );
    stage.done(NOW, &pst("bo"), low_severity());
    assert_eq!(
        keys(&stage),
        "privilege_escalation",
        "the vector says whether it is remote"
    );
    let wish = |stage: &Stage| {
        Gates::of(&stage.case, stage.rules, stage.now).wishes(GateAct::DecideDistributors)[0]
            .2
            .clone()
    };
    assert!(matches!(wish(&stage), Truth::Unknown { missing } if missing.contains("facts.privilege_escalation")));
    stage.done(
        NOW,
        &team("cleo"),
        says(StatedFact::PrivilegeEscalation, Stated::Flag(true)),
    );
    assert_eq!(wish(&stage), Truth::True);

    for (id, expected) in [
        (
            "envoy",
            "remote privilege_escalation main_branch_only main_bug_age_days",
        ),
        ("xen", "patch_ready exploited"),
        ("curl", "severity_word"),
        ("openstack", "taxonomy"),
    ] {
        let mut stage = Stage::under(rules_of(id));
        stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
        assert_eq!(keys(&stage), expected, "{id}");
    }
}

#[test]
fn a_project_that_does_not_score_says_its_word_and_the_severity_is_set() {
    let mut stage = Stage::under(rules_of("curl"));
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
    let odd = says(StatedFact::SeverityWord, Stated::Text("dreadful".to_owned()));
    assert!(matches!(stage.refused(&pst("ada"), odd), Refusal::NotStatable(_)));
    stage.done(
        NOW,
        &pst("ada"),
        says(StatedFact::SeverityWord, Stated::Text("high".to_owned())),
    );
    assert_eq!(stage.case.anchors[&Anchor::SeveritySet], at(NOW));
}

#[test]
fn who_became_aware_starts_the_clocks_of_the_authorities() {
    use ambergate_process::policy::Rules;
    let own = rules().profile.clone();
    let cra = rules_of("cra").profile.clone();
    let both: &'static Rules = Box::leak(Box::new(Rules::new(own, vec![cra], &Default::default())));
    let mut stage = Stage::under(both);
    stage.done("2026-10-03T06:30:00Z", &pst("ada"), open());
    stage.done("2026-10-03T07:00:00Z", &pst("bo"), take("bo"));
    stage.done(
        "2026-10-03T07:00:00Z",
        &pst("bo"),
        says(StatedFact::Role, Stated::Text("manufacturer".to_owned())),
    );
    let aware = Input::RecordAwareness {
        at: at("2026-10-03T06:40:00Z"),
        about: Awareness::Exploited,
        evidence: "A call from a customer.".to_owned(),
    };
    stage.done("2026-10-03T08:00:00Z", &pst("ada"), input(aware));
    assert_eq!(stage.case.inputs.aware.as_ref().unwrap().by, member("ada"));
    assert_eq!(stage.case.anchors[&Anchor::AttackSeen], at("2026-10-03T06:40:00Z"));
    let due = |stage: &Stage, until: Anchor| {
        let plan = stage.plan();
        let found = plan
            .milestones
            .iter()
            .find(|m| m.until == until && m.state != State::NotApplicable);
        found.map(|m| (m.due.unwrap(), m.state)).unwrap()
    };
    assert_eq!(
        due(&stage, Anchor::AuthorityEarlyWarning).0,
        at("2026-10-04T06:40:00Z"),
        "24 h after awareness"
    );
    assert_eq!(
        due(&stage, Anchor::AuthorityNotified72h).0,
        at("2026-10-06T06:40:00Z"),
        "72 h after awareness"
    );
    let reach = |anchor, when: &str| {
        input(Input::ReachMilestone {
            anchor,
            at: at(when),
            note: "Receipt 4711 of the platform.".to_owned(),
        })
    };
    stage.done(
        "2026-10-04T05:00:00Z",
        &pst("ada"),
        reach(Anchor::AuthorityEarlyWarning, "2026-10-04T04:00:00Z"),
    );
    assert_eq!(due(&stage, Anchor::AuthorityEarlyWarning).1, State::Met);
    stage.done(
        "2026-10-05T05:00:00Z",
        &pst("ada"),
        reach(Anchor::CorrectiveMeasureAvailable, "2026-10-05T04:00:00Z"),
    );
    assert_eq!(
        due(&stage, Anchor::AuthorityFinalReport).0,
        at("2026-10-19T04:00:00Z"),
        "14 d after the measure"
    );
}

#[test]
fn what_comes_after_publication_is_still_owed_after_it() {
    let mut stage = released();
    stage.rules = rules_of("kubernetes");
    let state = |stage: &Stage, until: Anchor| {
        let plan = stage.plan();
        plan.milestones.iter().find(|m| m.until == until).unwrap().state
    };
    assert!(state(&stage, Anchor::RetrospectiveDone).is_running());
    assert!(!state(&stage, Anchor::ListNotified).is_running());
    let held = Input::ReachMilestone {
        anchor: Anchor::RetrospectiveDone,
        at: stage.now,
        note: "Notes are in the wiki.".to_owned(),
    };
    stage.act(&pst("ada"), input(held)).unwrap();
    assert!(!state(&stage, Anchor::RetrospectiveDone).is_running());
}

#[test]
fn rules_of_others_are_bound_moved_and_let_go() {
    let mut stage = embargoed();
    let bind = |version: &str| Command::BindProfile {
        id: "linux-distros".to_owned(),
        version: version.to_owned(),
    };
    let other = |id: &str, version: &str| Command::MoveProfile {
        id: id.to_owned(),
        version: version.to_owned(),
        reason: "The newer text was agreed on.".to_owned(),
    };
    stage.done(NOW, &pst("ada"), bind("1"));
    stage.done(NOW, &pst("ada"), other("linux-distros", "2"));
    stage.done(NOW, &pst("ada"), other("coredns", "2025-01-01"));
    assert_eq!(stage.case.others, [("linux-distros".to_owned(), "2".to_owned())]);
    assert_eq!(stage.case.profile.1, "2025-01-01");
    let unbind = Command::UnbindProfile {
        id: "linux-distros".to_owned(),
        reason: "They were never told.".to_owned(),
    };
    stage.done(NOW, &pst("ada"), unbind);
    assert!(stage.case.others.is_empty());
}

#[test]
fn a_row_from_before_these_inputs_is_read() {
    let mut value = serde_json::to_value(&embargoed().case).unwrap();
    let row = value.as_object_mut().unwrap();
    assert!(row.remove("inputs").is_some() && row.remove("others").is_some());
    let read: Case = serde_json::from_value(value).unwrap();
    assert!(read == embargoed().case);
}

#[test]
fn a_gate_that_is_asked_to_be_broken_is_told_to_the_rest_of_the_pst() {
    let mut stage = embargoed();
    stage.done(NOW, &pst("bo"), severity());
    let told = stage.done(NOW, &pst("bo"), break_gate("slow_down"));
    assert!(told.contains(&Audiences::PST.name()), "{told}");
}
