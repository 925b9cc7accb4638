//! Samples of *Cases*, *People* and *Outgoing mail*.

use super::{CASE_ID, OTHER_CASE, drawn, maintainer, members, name, pst, refused, rota};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, cases, outgoing, people};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{
    CaseLine, CasesTab, CasesView, ErrandState, OutgoingLine, OutgoingView, PeopleView, PersonView,
};
use ambergate_process::case::Phase;
use ambergate_process::severity::Rating;
use maud::Markup;

pub const CASES: &[Sample] = &[
    Sample {
        name: "cases",
        page: cases_open,
    },
    Sample {
        name: "cases-later",
        page: cases_later,
    },
    Sample {
        name: "cases-empty",
        page: cases_empty,
    },
    Sample {
        name: "cases-fix-team",
        page: cases_fix_team,
    },
];
pub const PEOPLE: &[Sample] = &[
    Sample {
        name: "people",
        page: people_full,
    },
    Sample {
        name: "people-refused",
        page: people_refused,
    },
];
pub const OUTGOING: &[Sample] = &[
    Sample {
        name: "outgoing",
        page: outgoing_full,
    },
    Sample {
        name: "outgoing-empty",
        page: outgoing_empty,
    },
];

fn case_lines(say: Say) -> Vec<CaseLine> {
    let line = |id: &str, title: &str, phase, rating, lead: Option<u8>, opened: &str, due: Option<&str>| CaseLine {
        id: id.to_owned(),
        title: say(title),
        phase,
        rating,
        lead: lead.map(|place| name(place, say)),
        opened: Some(at(opened)),
        next_due: due.map(at),
    };
    vec![
        line(
            "AG-W5PN-8RKH",
            "Cache answers for another view",
            Phase::Embargoed,
            Rating::Critical,
            Some(2),
            "11-10 11:05",
            Some("11-17 11:05"),
        ),
        line(
            CASE_ID,
            "etcd plugin: a lease ID is used as a TTL",
            Phase::Embargoed,
            Rating::High,
            Some(0),
            "11-16 07:50",
            Some("11-23 00:14"),
        ),
        line(
            OTHER_CASE,
            "Reload keeps an old zone",
            Phase::Announced,
            Rating::Medium,
            None,
            "11-18 09:00",
            Some("11-25 00:14"),
        ),
        line(
            "AG-5TTR-91XE",
            "Long names slow the rewrite plugin",
            Phase::Embargoed,
            Rating::None,
            Some(3),
            "11-19 08:00",
            None,
        ),
    ]
}

fn cases_open(display: Display, say: Say) -> Markup {
    let view = CasesView {
        cases: case_lines(say),
        next: Some("1764547200.AG-5TTR-91XE".to_owned()),
        tab: CasesTab::Open,
    };
    cases::shown(&pst(say), &view, cases::Leaf::First, &drawn(display))
}

fn cases_later(display: Display, say: Say) -> Markup {
    let released = |line: CaseLine| CaseLine {
        phase: Phase::Released,
        next_due: None,
        ..line
    };
    let view = CasesView {
        cases: case_lines(say).into_iter().map(released).collect(),
        next: None,
        tab: CasesTab::Released,
    };
    cases::shown(&pst(say), &view, cases::Leaf::Later, &drawn(display))
}

fn cases_empty(display: Display, say: Say) -> Markup {
    let view = CasesView {
        cases: vec![],
        next: None,
        tab: CasesTab::Open,
    };
    cases::shown(&pst(say), &view, cases::Leaf::First, &drawn(display))
}

fn cases_fix_team(display: Display, say: Say) -> Markup {
    let cases = case_lines(say).into_iter().filter(|line| line.id == CASE_ID).collect();
    cases::shown(
        &maintainer(say),
        &CasesView {
            cases,
            next: None,
            tab: CasesTab::Open,
        },
        cases::Leaf::First,
        &drawn(display),
    )
}

fn people_view(say: Say) -> PeopleView {
    let person = |member: ambergate_process::people::Member| PersonView {
        address: say("someone@example.org"),
        away_until: member.away_until(at("11-19 08:40")),
        member,
    };
    PeopleView {
        people: members(say).into_iter().map(person).collect(),
        rota: rota(say),
    }
}

fn people_full(display: Display, say: Say) -> Markup {
    people::shown(&pst(say), &people_view(say), &drawn(display))
}

fn people_refused(display: Display, say: Say) -> Markup {
    let typed = [("from", say("next Monday")), ("to", say("2026-12-01 14:00"))];
    let says = "Write the time as 2026-12-01 14:00; it is read as UTC.";
    people::shown(
        &pst(say),
        &people_view(say),
        &refused(display, "away", &typed, "from", says),
    )
}

fn outgoing_full(display: Display, say: Say) -> Markup {
    let line = |kind: &str, to: &str, state, due: &str, attempts, note: &str| OutgoingLine {
        kind: kind.to_owned(),
        to: say(to),
        state,
        due: at(due),
        attempts,
        note: say(note),
    };
    let lines = vec![
        line(
            "announcement",
            "coredns-announce@lists.example.org",
            ErrandState::Queued,
            "11-19 08:50",
            2,
            "451 4.7.1 try again later",
        ),
        line("notice", "Kim Solberg", ErrandState::Leased, "11-19 08:39", 0, ""),
        line(
            "to_reporter",
            "the reporter of R-Q7XM-2M8C",
            ErrandState::Failed,
            "11-18 15:00",
            9,
            "550 5.1.1 no such person here",
        ),
        line(
            "acknowledgement",
            "the reporter of R-Q7XM-2M8C",
            ErrandState::Done,
            "11-18 14:02",
            1,
            "250 queued as 4711",
        ),
        line(
            "site",
            "the public site",
            ErrandState::Done,
            "11-17 09:00",
            1,
            "written",
        ),
    ];
    outgoing::shown(&pst(say), &OutgoingView { waits_for: None, lines }, &drawn(display))
}

fn outgoing_empty(display: Display, say: Say) -> Markup {
    outgoing::shown(
        &pst(say),
        &OutgoingView {
            waits_for: Some("No relay is configured. Set [smtp] in the configuration file, then restart."),
            lines: vec![],
        },
        &drawn(display),
    )
}
