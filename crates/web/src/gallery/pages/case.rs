//! Samples of the pages of a case.

use super::case_view::{VECTOR, allowed, fresh, full, out, to_fix_team};
use super::policy_view::busy;
use super::{CASE_ID, drawn, maintainer, member_id, name, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::case::{Show, Shown, shown};
use crate::pages::{Sample, log};
use crate::parts::form::BothValues;
use crate::parts::layout::Display;
use ambergate_coordinator::views::{CaseView, LogLine, LogView};
use ambergate_process::access::Standing;
use ambergate_process::case::{DistributorsDecision, Phase};
use ambergate_process::planner::State;
use ambergate_process::report::PublicKnowledge;
use maud::Markup;

pub const CASE: &[Sample] = &[
    Sample {
        name: "case",
        page: timeline,
    },
    Sample {
        name: "case-new",
        page: new,
    },
    Sample {
        name: "case-fix-team",
        page: fix_team,
    },
    Sample {
        name: "case-public",
        page: public,
    },
    Sample {
        name: "case-released",
        page: released,
    },
    Sample {
        name: "case-message-refused",
        page: message_refused,
    },
    Sample {
        name: "case-facts",
        page: facts,
    },
    Sample {
        name: "case-facts-stale",
        page: facts_stale,
    },
    Sample {
        name: "case-severity",
        page: severity,
    },
    Sample {
        name: "case-severity-refused",
        page: severity_refused,
    },
    Sample {
        name: "case-fix",
        page: fix,
    },
    Sample {
        name: "case-fix-empty",
        page: fix_empty,
    },
    Sample {
        name: "case-people",
        page: people,
    },
    Sample {
        name: "case-people-new",
        page: people_new,
    },
    Sample {
        name: "case-announcements",
        page: announcements,
    },
    Sample {
        name: "case-decisions",
        page: decisions,
    },
    Sample {
        name: "case-decisions-fix-team",
        page: decisions_fix_team,
    },
    Sample {
        name: "case-decisions-busy",
        page: decisions_busy,
    },
    Sample {
        name: "case-decisions-refused",
        page: decisions_refused,
    },
    Sample {
        name: "case-closed",
        page: closed,
    },
];
pub const LOG: &[Sample] = &[Sample {
    name: "log",
    page: log_page,
}];

fn timeline(display: Display, say: Say) -> Markup {
    shown(
        &pst(say),
        &full(say),
        &Shown::Timeline(Show::Everything),
        &drawn(display),
    )
}

fn new(display: Display, say: Say) -> Markup {
    shown(
        &pst(say),
        &fresh(say),
        &Shown::Timeline(Show::Everything),
        &drawn(display),
    )
}

fn fix_team(display: Display, say: Say) -> Markup {
    shown(
        &maintainer(say),
        &to_fix_team(say),
        &Shown::Timeline(Show::Everything),
        &drawn(display),
    )
}

fn public(display: Display, say: Say) -> Markup {
    let mut view = full(say);
    view.public = Some(PublicKnowledge {
        url: say("https://forum.example.org/t/4711"),
        seen: at("11-19 06:10"),
    });
    for line in view
        .clocks
        .iter_mut()
        .filter(|line| line.milestone.state == State::Open)
    {
        line.milestone.asap = true;
        line.milestone.state = State::Overdue;
    }
    shown(&pst(say), &view, &Shown::Timeline(Show::Acts), &drawn(display))
}

fn released(display: Display, say: Say) -> Markup {
    shown(&pst(say), &out(say), &Shown::Timeline(Show::Messages), &drawn(display))
}

fn closed(display: Display, say: Say) -> Markup {
    let view = CaseView {
        phase: Phase::Closed,
        ..out(say)
    };
    shown(&pst(say), &view, &Shown::Facts(vec![]), &drawn(display))
}

fn message_refused(display: Display, say: Say) -> Markup {
    let typed = [
        ("to", String::new()),
        (
            "body",
            say("If etcd does not answer within 500 ms we use min-lease-ttl."),
        ),
    ];
    let around = refused(
        display,
        "write",
        &typed,
        "",
        "Choose who will read this. Nothing was sent.",
    );
    shown(&pst(say), &full(say), &Shown::Timeline(Show::Everything), &around)
}

fn facts(display: Display, say: Say) -> Markup {
    shown(&pst(say), &full(say), &Shown::Facts(vec![]), &drawn(display))
}

fn facts_stale(display: Display, say: Say) -> Markup {
    let typed = [
        ("was_component", String::new()),
        ("component", say("plugin/etcd, plugin/file")),
        ("was_cve_id", say("CVE-2026-00063")),
        ("cve_id", say("CVE-2026-00063")),
    ];
    let stale = vec![BothValues {
        label: "Component".to_owned(),
        yours: say("plugin/etcd, plugin/file"),
        theirs: say("plugin/etcd"),
        changed_by: "somebody else".to_owned(),
    }];
    let says = "Component was changed meanwhile. Nothing was saved; decide which one holds and save again.";
    shown(
        &pst(say),
        &full(say),
        &Shown::Facts(stale),
        &refused(display, "facts", &typed, "component", says),
    )
}

fn severity(display: Display, say: Say) -> Markup {
    shown(&pst(say), &full(say), &Shown::Severity, &drawn(display))
}

fn severity_refused(display: Display, say: Say) -> Markup {
    let typed = [
        ("vector31", say(VECTOR)),
        ("vector40", say("CVSS:4.0/AV:N")),
        ("reason", say("Only the TTL is wrong.")),
    ];
    let around = refused(
        display,
        "severity",
        &typed,
        "vector40",
        "AC is missing. A CVSS 4.0 vector has all eleven base metrics.",
    );
    shown(&pst(say), &fresh(say), &Shown::Severity, &around)
}

fn fix(display: Display, say: Say) -> Markup {
    shown(&pst(say), &full(say), &Shown::Fix, &drawn(display))
}

fn fix_empty(display: Display, say: Say) -> Markup {
    let typed = [("commit", say("HEAD")), ("subject", String::new())];
    let around = refused(
        display,
        "commits",
        &typed,
        "commit",
        "A commit is named by 7 to 64 hexadecimal digits.",
    );
    shown(
        &maintainer(say),
        &CaseView {
            standing: Standing::FixTeam,
            may: allowed(Standing::FixTeam),
            ..fresh(say)
        },
        &Shown::Fix,
        &around,
    )
}

fn people(display: Display, say: Say) -> Markup {
    shown(&pst(say), &full(say), &Shown::People, &drawn(display))
}

fn people_new(display: Display, say: Say) -> Markup {
    shown(&pst(say), &fresh(say), &Shown::People, &drawn(display))
}

fn announcements(display: Display, say: Say) -> Markup {
    shown(&pst(say), &full(say), &Shown::Announcements, &drawn(display))
}

fn decisions(display: Display, say: Say) -> Markup {
    let decision = DistributorsDecision {
        tell: true,
        reason: say("It is reachable over the network."),
        by: member_id(0),
        at: at("11-18 10:00"),
    };
    let view = CaseView {
        distributors: Some(decision),
        distributors_by: Some(name(0, say)),
        ..full(say)
    };
    shown(&pst(say), &view, &Shown::Decisions, &drawn(display))
}

fn decisions_fix_team(display: Display, say: Say) -> Markup {
    shown(&maintainer(say), &to_fix_team(say), &Shown::Decisions, &drawn(display))
}

fn decisions_busy(display: Display, say: Say) -> Markup {
    let view = CaseView {
        policy: busy(say),
        ..full(say)
    };
    shown(&pst(say), &view, &Shown::Decisions, &drawn(display))
}

fn decisions_refused(display: Display, say: Say) -> Markup {
    let typed = [
        ("clock", "coredns:released".to_owned()),
        ("to", say("2026-12-14 14:00")),
        ("discussion", String::new()),
        ("reason", say("Two of us are on leave.")),
    ];
    let says = "Below 4.0 the Fix Team may slow down (coredns S25, S26): that is not so here. Or break the gate: the PST may, \
                with a reason; 2 people have to agree, or 24 hours have to pass in which nobody else answers.";
    let around = refused(display, "targets", &typed, "", says);
    shown(&pst(say), &full(say), &Shown::Decisions, &around)
}

fn log_page(display: Display, say: Say) -> Markup {
    let line = |(seq, when, place, kind): (i64, &str, u8, &str)| LogLine {
        seq,
        at: at(when),
        who: name(place, say),
        kind: kind.to_owned(),
        hash: format!("{seq:x}").repeat(64),
    };
    let lines = [
        (1, "11-16 07:50", 2, "case.opened"),
        (2, "11-16 08:05", 0, "case.lead_taken"),
        (3, "11-16 19:02", 0, "case.team_changed"),
        (4, "11-17 10:12", 0, "case.severity_set"),
    ];
    let view = LogView {
        id: CASE_ID.to_owned(),
        title: say("etcd plugin"),
        lines: lines.map(line).to_vec(),
    };
    log::shown(&pst(say), &full(say), &view, &drawn(display))
}
