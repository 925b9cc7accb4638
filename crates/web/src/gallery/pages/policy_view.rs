//! What the policy asks of the sample case, and what its people said.

use super::{member_id, name};
use crate::gallery::Say;
use crate::gallery::samples::at;
use ambergate_coordinator::policies::{Met, Pinned};
use ambergate_coordinator::views::{
    AskLine, CasePolicyView, GateLine, LegalLine, MovableLine, MovedLine, RecordedLine, UpstreamLine, Wish,
};
use ambergate_process::case::inputs::{Attack, Reading, ReporterDate, StatedFact, Upstream};
use ambergate_process::condition::Truth;
use ambergate_process::cra::LegalRole;
use ambergate_process::policy::{Anchor, Kind};
use ambergate_process::report::PublicKnowledge;

/// In the middle of the embargo: a score of 7.1, and nobody has broken anything.
pub(super) fn policy(say: Say) -> CasePolicyView {
    let slow_down = "Below 4.0 the Fix Team may slow down (coredns S25, S26): that is not so here. Or break the gate: the \
                     PST may, with a reason; 2 people have to agree, or 24 hours have to pass in which nobody else answers.";
    let movable = |clock: &str, title: &str, due: &str| MovableLine {
        profile: "coredns".to_owned(),
        clock: clock.to_owned(),
        title: say(title),
        due: Some(at(due)),
        shut: Some(say(slow_down)),
        decider: Some("the Fix Team"),
    };
    CasePolicyView {
        pins: vec![Pinned {
            id: "coredns".to_owned(),
            version: "2024-10-01".to_owned(),
            name: say("CoreDNS Security Release Process"),
            kind: Some(Kind::Project),
            met: Met::AsPinned,
            others: vec![],
        }],
        bindable: vec![
            ("cra".to_owned(), "2024-11-20".to_owned(), say("Cyber Resilience Act")),
            (
                "linux-distros".to_owned(),
                "2026-06".to_owned(),
                say("linux-distros list"),
            ),
        ],
        asks: vec![AskLine {
            fact: StatedFact::PrivilegeEscalation,
            question: StatedFact::PrivilegeEscalation.question(),
            reading: Reading::YesNo,
            answer: String::new(),
            values: vec![],
            for_the_sake_of: vec![say(
                "Tell distributors early what can be reached remotely or raises privileges (S30, S31)",
            )],
        }],
        movable: vec![
            movable("fix_ready", "Fix ready", "11-23 00:14"),
            movable("released", "Release", "12-07 00:14"),
        ],
        gates: vec![gate(say, slow_down)],
        early: vec![Wish {
            title: say("Tell distributors early what can be reached remotely or raises privileges"),
            refs: vec!["S30".to_owned(), "S31".to_owned()],
            truth: Truth::True,
        }],
        fix_shut: true,
        recordable: vec![Anchor::CandidatePatch, Anchor::CveRequested, Anchor::CveReserved],
        correctable: vec![Anchor::CveRequested, Anchor::Aware],
        ..CasePolicyView::default()
    }
}

fn gate(say: Say, says: &str) -> GateLine {
    GateLine {
        profile: "coredns".to_owned(),
        gate: "slow_down".to_owned(),
        title: say("Below 4.0 the Fix Team may slow down"),
        refs: vec!["S25".to_owned(), "S26".to_owned()],
        says: say(says),
        agreed: vec![],
        needed: 2,
        broken: None,
        reason: None,
        breaker: Some("the PST"),
        mine: true,
    }
}

/// Everything at once: broken gates, dates of others that collide, an attack, rules of a regulator.
pub(super) fn busy(say: Say) -> CasePolicyView {
    let recorded = |what: &str, when: &str, note: &str| RecordedLine {
        what: say(what),
        at: Some(at(when)),
        note: say(note),
        by: name(0, say),
    };
    let mut view = policy(say);
    view.pins.push(Pinned {
        id: "cra".to_owned(),
        version: "2024-01-01".to_owned(),
        name: say("Cyber Resilience Act"),
        kind: Some(Kind::Regulator),
        met: Met::By("2024-11-20".to_owned()),
        others: vec!["2024-11-20".to_owned()],
    });
    view.asks.push(AskLine {
        fact: StatedFact::Role,
        question: StatedFact::Role.question(),
        reading: Reading::Text,
        answer: "steward".to_owned(),
        values: ["manufacturer", "steward", "neither"].map(str::to_owned).to_vec(),
        for_the_sake_of: vec![say("Early warning (cra-14-2-a)")],
    });
    view.asks.push(AskLine {
        fact: StatedFact::MainBugAgeDays,
        question: StatedFact::MainBugAgeDays.question(),
        reading: Reading::Number,
        answer: say("12"),
        values: vec![],
        for_the_sake_of: vec![],
    });
    for line in &mut view.movable {
        line.shut = None;
    }
    view.moved = vec![MovedLine {
        title: say("Release"),
        first_target: Some(at("12-07 00:14")),
        to: at("12-14 14:00"),
        reason: say("Two of us are on leave."),
        discussion: Some(say("message 0m3c")),
        by: name(1, say),
        at: at("11-18 10:00"),
    }];
    view.gates = vec![
        GateLine {
            says: String::new(),
            agreed: vec![name(0, say), name(1, say)],
            broken: Some(at("11-18 09:00")),
            reason: Some(say("Two of us are on leave.")),
            ..gate(say, "")
        },
        GateLine {
            gate: "upstream".to_owned(),
            title: say("Nothing is published before the date of the upstream project"),
            refs: vec!["S19".to_owned()],
            agreed: vec![name(2, say)],
            reason: Some(say("It is attacked.")),
            mine: false,
            ..gate(
                say,
                "Nothing is published before the date of the upstream project (coredns S19): not before 2026-12-10 14:00 UTC.",
            )
        },
    ];
    view.upstream = Some(UpstreamLine {
        upstream: Upstream {
            project: say("Go"),
            date: Some(at("12-10 14:00")),
            contact: say("security@example.org"),
            terms: say("Nobody else is told."),
        },
        ahead: true,
    });
    view.reporter_date = Some(ReporterDate {
        at: at("12-05 09:00"),
        said: say("Mail of 18 November."),
        by: member_id(0),
    });
    view.exploit = Some(PublicKnowledge {
        url: say("https://forum.example.org/t/4712"),
        seen: at("11-19 06:10"),
    });
    view.attack = Some(Attack {
        seen: at("11-19 06:30"),
        evidence: say("Logs of two sites."),
        by: member_id(0),
    });
    view.aware = Some(recorded(
        "it is actively exploited",
        "11-19 06:40",
        "A call from a site.",
    ));
    view.recorded = vec![recorded("a CVE id was asked for", "11-18 12:00", "Request 4711.")];
    view.legal = Some(LegalLine {
        product: Some(say("plugin/etcd")),
        role: LegalRole::Manufacturer,
        reason: say("Sold with support; decision of the board."),
        by: name(1, say),
        at: at("11-03 10:00"),
        profile: LegalRole::Manufacturer.profile(),
        counted: Some(say("steward")),
        taken: false,
        dormant: None,
    });
    view.conflicts = vec![say(
        "These cannot all be kept: coredns (S19): Nothing is published before the date of the upstream project; coredns: \
         the reporter publishes on 2026-12-05 09:00 UTC.",
    )];
    view
}
