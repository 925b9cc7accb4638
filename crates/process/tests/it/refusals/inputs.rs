//! Refusals of what people state for the policy's sake: rows for the table of a case's refusals.

use crate::stage::*;
use ambergate_process::access::Actor;
use ambergate_process::case::Command;
use ambergate_process::case::inputs::{Awareness, Discussion, Input, Stated, StatedFact, Upstream};
use ambergate_process::policy::{Anchor, Profile, Rules};
use ambergate_process::report::PublicKnowledge;
use std::sync::LazyLock;

type Row = (&'static str, Stage, Actor, Command);

pub fn move_to(clock: &str, to: &str, discussed: bool) -> Command {
    Command::Input(Input::MoveTarget {
        profile: "coredns".to_owned(),
        clock: clock.to_owned(),
        to: at(to),
        reason: "Holidays.".to_owned(),
        discussion: discussed.then(|| Discussion::Message(message("talk"))),
    })
}

fn breaking(gate: &str, reason: &str) -> Command {
    Command::Input(Input::BreakGate {
        profile: "coredns".to_owned(),
        gate: gate.to_owned(),
        reason: reason.to_owned(),
    })
}

fn upstream(project: &str, date: &str, reason: &str) -> Command {
    Command::Input(Input::SetUpstream {
        upstream: Some(Upstream {
            project: project.to_owned(),
            date: Some(at(date)),
            contact: String::new(),
            terms: String::new(),
        }),
        reason: reason.to_owned(),
    })
}

fn exploit(url: &str, seen: &str) -> Command {
    Command::Input(Input::NoteExploit(PublicKnowledge {
        url: url.to_owned(),
        seen: at(seen),
    }))
}

fn attack(seen: &str, evidence: &str) -> Command {
    Command::Input(Input::NoteAttack {
        seen: at(seen),
        evidence: evidence.to_owned(),
    })
}

fn reach(anchor: Anchor, when: &str, note: &str) -> Command {
    Command::Input(Input::ReachMilestone {
        anchor,
        at: at(when),
        note: note.to_owned(),
    })
}

fn state(fact: StatedFact, value: Stated) -> Command {
    Command::Input(Input::StateFacts {
        changes: vec![(fact, Some(value))],
    })
}

fn aware(when: &str, evidence: &str) -> Command {
    Command::Input(Input::RecordAwareness {
        at: at(when),
        about: Awareness::Exploited,
        evidence: evidence.to_owned(),
    })
}

/// A project whose slow-down wants two people.
fn two_people() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| {
        let mut profile: Profile = rules_of("coredns").profile.clone();
        for gate in profile.gates.iter_mut().filter(|gate| gate.id == "slow_down") {
            gate.needs.push(ambergate_process::policy::Need::Approvals(2));
        }
        Rules::of(profile)
    });
    &RULES
}

pub fn rows() -> Vec<Row> {
    let (ada, bo, cleo) = (pst("ada"), pst("bo"), team("cleo"));
    let now = "2025-09-06T00:00:00Z";
    let high = || {
        let mut stage = prepared();
        stage.now = at(now);
        stage
    };
    let with = |actor: &Actor, command: Command| {
        let mut stage = high();
        stage.done(now, actor, command);
        stage
    };
    let mut low = high();
    low.done(now, &bo, low_severity());
    let mut strict = low.clone();
    strict.rules = two_people();
    let asked = with(&bo, breaking("slow_down", "Two of us are away."));
    let known = with(&bo, upstream("Go", "2025-10-01T00:00:00Z", ""));
    let bind = |id: &str| Command::BindProfile {
        id: id.to_owned(),
        version: "1".to_owned(),
    };
    let unbind = |id: &str| Command::UnbindProfile {
        id: id.to_owned(),
        reason: "Not theirs.".to_owned(),
    };
    let later = "2025-10-20T00:00:00Z";
    vec![
        // At 7.1 the gate is shut; with no score nobody knows.
        ("Shut", high(), bo.clone(), move_to("released", later, true)),
        ("Shut", embargoed(), bo.clone(), move_to("released", later, true)),
        ("Shut", asked.clone(), bo.clone(), move_to("released", later, true)),
        (
            "NotMovable",
            low.clone(),
            bo.clone(),
            move_to("fix_team_named", later, true),
        ),
        ("NoClock", low.clone(), bo.clone(), move_to("lunch", later, true)),
        (
            "ReachedAlready",
            low.clone(),
            bo.clone(),
            move_to("severity_set", later, true),
        ),
        ("PastDate", low.clone(), bo.clone(), move_to("released", now, true)),
        (
            "NotDiscussed",
            low.clone(),
            cleo.clone(),
            move_to("released", later, false),
        ),
        ("NotAgreed", strict, cleo.clone(), move_to("released", later, true)),
        ("NotAllowed", low, maintainer("eve"), move_to("released", later, true)),
        ("NotAllowed", high(), cleo.clone(), breaking("slow_down", "Because.")),
        ("NotDecider", kubernetes(), ada.clone(), emergency()),
        (
            "NotRecorded",
            high(),
            bo.clone(),
            Command::Input(Input::Correct {
                anchor: Anchor::Released,
                at: None,
                reason: "It was not.".to_owned(),
            }),
        ),
        (
            "GateOpen",
            high(),
            bo.clone(),
            breaking("upstream", "In case we need it."),
        ),
        ("NoGate", high(), bo.clone(), breaking("lunch", "Because.")),
        ("Unbreakable", high(), bo.clone(), breaking("fix_complete", "Because.")),
        ("NoReason", high(), bo.clone(), breaking("slow_down", " ")),
        ("BreakWaits", asked, bo.clone(), breaking("slow_down", "Still.")),
        ("NoUpstream", high(), bo.clone(), upstream(" ", later, "")),
        ("NoReason", known, bo.clone(), upstream("Go", later, "")),
        (
            "PastDate",
            high(),
            bo.clone(),
            Command::Input(Input::SetReporterDate {
                date: Some(at(now)),
                said: "By mail.".to_owned(),
            }),
        ),
        ("NoUrl", high(), bo.clone(), exploit("nowhere", now)),
        (
            "InTheFuture",
            high(),
            bo.clone(),
            exploit("https://example.org/x", later),
        ),
        (
            "Machine",
            with(&bo, exploit("https://example.org/x", now)),
            bo.clone(),
            exploit("https://example.org/y", now),
        ),
        ("NoEvidence", high(), bo.clone(), attack(now, "")),
        ("InTheFuture", high(), bo.clone(), attack(later, "Logs.")),
        (
            "Machine",
            with(&bo, attack(now, "Logs.")),
            bo.clone(),
            attack(now, "More logs."),
        ),
        (
            "NotStatable",
            high(),
            bo.clone(),
            state(StatedFact::Exploited, Stated::Flag(true)),
        ),
        (
            "NotStatable",
            high(),
            bo.clone(),
            state(StatedFact::Role, Stated::Text("king".to_owned())),
        ),
        (
            "ShownAlready",
            high(),
            bo.clone(),
            state(StatedFact::Remote, Stated::Flag(false)),
        ),
        (
            "SetElsewhere",
            high(),
            bo.clone(),
            reach(Anchor::Released, now, "Done."),
        ),
        (
            "InTheFuture",
            high(),
            bo.clone(),
            reach(Anchor::CveRequested, later, "Form sent."),
        ),
        ("NoEvidence", high(), bo.clone(), reach(Anchor::CveRequested, now, "")),
        (
            "ReachedAlready",
            with(&bo, reach(Anchor::CveRequested, now, "Form sent.")),
            bo.clone(),
            reach(Anchor::CveRequested, now, "Again."),
        ),
        ("NoEvidence", high(), bo.clone(), aware(now, " ")),
        ("InTheFuture", high(), bo.clone(), aware(later, "A call.")),
        (
            "ReachedAlready",
            with(&bo, aware(now, "A call.")),
            bo.clone(),
            aware(now, "Another call."),
        ),
        ("BoundAlready", high(), bo.clone(), bind("coredns")),
        ("BoundAlready", with(&bo, bind("cra")), bo.clone(), bind("cra")),
        ("NotBound", high(), bo.clone(), unbind("cra")),
        ("OwnPolicy", high(), bo, unbind("coredns")),
        ("NotAllowed", high(), cleo, bind("cra")),
    ]
}

fn kubernetes() -> Stage {
    let mut stage = Stage::under(rules_of("kubernetes"));
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
    stage.done("2025-09-03T06:30:00Z", &pst("bo"), take("bo"));
    stage
}

fn emergency() -> Command {
    let rules = rules_of("kubernetes");
    let clock = rules
        .profile
        .clocks
        .iter()
        .find(|clock| clock.extend.as_deref() == Some("emergency"));
    Command::Input(Input::MoveTarget {
        profile: "kubernetes".to_owned(),
        clock: clock.unwrap().id.clone(),
        to: at("2025-10-20T00:00:00Z"),
        reason: "It is attacked.".to_owned(),
        discussion: None,
    })
}
