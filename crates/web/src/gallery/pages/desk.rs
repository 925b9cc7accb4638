//! Samples of *Today* and *Inbox*.

use super::{CASE_ID, OTHER_CASE, clock, drawn, maintainer, pst, rota};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, inbox, today};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{InboxView, ReportLine, RotaView, Subject, TodayLine, TodayView, Urgency};
use ambergate_process::Instant;
use ambergate_process::ids::CaseId;
use ambergate_process::planner::{Milestone, State};
use ambergate_process::report::{Exit, Standing};
use maud::Markup;

pub const TODAY: &[Sample] = &[
    Sample {
        name: "today",
        page: today_full,
    },
    Sample {
        name: "today-empty",
        page: today_empty,
    },
    Sample {
        name: "today-fix-team",
        page: today_fix_team,
    },
];
pub const INBOX: &[Sample] = &[
    Sample {
        name: "inbox",
        page: inbox_waiting,
    },
    Sample {
        name: "inbox-asked",
        page: inbox_asked,
    },
    Sample {
        name: "inbox-handled",
        page: inbox_handled,
    },
    Sample {
        name: "inbox-empty",
        page: inbox_empty,
    },
];
fn lines(say: Say) -> Vec<TodayLine> {
    let case = |id: &str| Subject::Case(id.to_owned());
    let report = |id: &str| Subject::Report(id.to_owned());
    let line = |urgency, state, act: &str, subject, number: &str, due: Option<&str>| TodayLine {
        urgency,
        state,
        act: say(act),
        subject,
        paragraph: Some(say(number)),
        due: due.map(at),
        asap: false,
    };
    use Urgency::{Late, Later, Today, Waiting, Week};
    let mut asap = line(
        Late,
        State::Overdue,
        "Release and publish the advisory",
        case("AG-W5PN-8RKH"),
        "S18",
        None,
    );
    asap.asap = true;
    vec![
        line(
            Late,
            State::MetLate,
            "Say why it came late: private repository",
            case(CASE_ID),
            "S21",
            Some("11-17 00:14"),
        ),
        asap,
        line(
            Today,
            State::DueSoon,
            "Answer Ellis Duarte’s report",
            report("R-Q7XM-2M8C"),
            "S4",
            Some("11-19 14:02"),
        ),
        line(
            Today,
            State::Open,
            "Take the lead, or ask the next of the rota",
            case(OTHER_CASE),
            "S13",
            None,
        ),
        line(
            Week,
            State::Open,
            "Finish the fix: an LGTM on every commit",
            case(CASE_ID),
            "S24",
            Some("11-23 00:14"),
        ),
        line(
            Week,
            State::Open,
            "Announce the forthcoming fix",
            case(CASE_ID),
            "S28",
            Some("11-23 00:14"),
        ),
        line(
            Week,
            State::Open,
            "Set the severity",
            case("AG-W5PN-8RKH"),
            "S22",
            Some("11-24 11:05"),
        ),
        line(
            Later,
            State::Open,
            "Decide whether distributors are told early",
            case(CASE_ID),
            "S30",
            Some("11-30 00:14"),
        ),
        line(
            Waiting,
            State::Waiting,
            "Imre Falk to answer what was asked",
            report("R-N8HC-77AK"),
            "S4",
            None,
        ),
    ]
}

fn today_full(display: Display, say: Say) -> Markup {
    let embargoes = vec![
        (CASE_ID.to_owned(), at("12-01 14:00")),
        (OTHER_CASE.to_owned(), at("12-08 17:00")),
    ];
    let view = TodayView {
        lines: lines(say),
        rota: rota(say),
        embargoes,
    };
    today::shown(&pst(say), &view, &drawn(display))
}

fn today_empty(display: Display, say: Say) -> Markup {
    let rota = RotaView {
        turns: vec![],
        proposed: None,
    };
    today::shown(
        &pst(say),
        &TodayView {
            lines: vec![],
            rota,
            embargoes: vec![],
        },
        &drawn(display),
    )
}

fn today_fix_team(display: Display, say: Say) -> Markup {
    let mine = |line: &TodayLine| line.subject == Subject::Case(CASE_ID.to_owned());
    let lines = lines(say).into_iter().filter(mine).collect();
    let view = TodayView {
        lines,
        rota: rota(say),
        embargoes: vec![(CASE_ID.to_owned(), at("12-01 14:00"))],
    };
    today::shown(&maintainer(say), &view, &drawn(display))
}

fn report_line(say: Say, id: &str, title: &str, from: &str, arrived: Instant, clock: Milestone) -> ReportLine {
    ReportLine {
        id: id.to_owned(),
        title: say(title),
        from: say(from),
        arrived: Some(arrived),
        assumed: false,
        public: None,
        in_clear: true,
        files: 0,
        unreadable: false,
        standing: Standing::Waiting,
        first_answer: Some(clock),
    }
}

fn waiting(say: Say) -> Vec<ReportLine> {
    let answer = |state, due: &str| clock("first_answer", "First answer", "S4", state, due, None);
    let asap = Milestone {
        asap: true,
        ..answer(State::Overdue, "11-19 06:10")
    };
    vec![
        ReportLine {
            public: Some(say("https://forum.example.org/t/4711")),
            in_clear: false,
            ..report_line(
                say,
                "R-K9PT-3D2V",
                "Panic in rewrite plugin, already on a forum",
                "not named",
                at("11-19 08:12"),
                asap,
            )
        },
        ReportLine {
            files: 2,
            ..report_line(
                say,
                "R-Q7XM-2M8C",
                "Zone transfer answers without TSIG after reload",
                "Ellis Duarte",
                at("11-18 14:02"),
                answer(State::DueSoon, "11-19 14:02"),
            )
        },
        ReportLine {
            assumed: true,
            ..report_line(
                say,
                "R-W3BF-90QZ",
                "etcd records live for years in resolver caches",
                "Imre Falk",
                at("11-19 07:31"),
                answer(State::Open, "11-20 07:31"),
            )
        },
        ReportLine {
            files: 1,
            ..report_line(
                say,
                "R-C6YD-58TW",
                "Security scan report for your website",
                "Scan Desk",
                at("11-17 08:15"),
                answer(State::Overdue, "11-18 08:15"),
            )
        },
    ]
}

fn inbox_waiting(display: Display, say: Say) -> Markup {
    inbox::shown(
        &pst(say),
        &InboxView {
            reports: waiting(say),
            tab: 0,
        },
        &drawn(display),
    )
}

fn inbox_asked(display: Display, say: Say) -> Markup {
    let met = clock(
        "first_answer",
        "First answer",
        "S4",
        State::Met,
        "11-18 14:02",
        Some("11-17 16:00"),
    );
    let line = report_line(
        say,
        "R-N8HC-77AK",
        "Crash with a long name",
        "Imre Falk",
        at("11-17 14:02"),
        met,
    );
    let reports = vec![ReportLine {
        standing: Standing::Asked,
        ..line
    }];
    inbox::shown(&pst(say), &InboxView { reports, tab: 1 }, &drawn(display))
}

fn inbox_handled(display: Display, say: Say) -> Markup {
    let case: Option<CaseId> = CASE_ID.parse().ok();
    let standings = [
        case.clone().map(Standing::Opened),
        case.map(Standing::Attached),
        Some(Standing::Declined(Exit::NotSecurity)),
        Some(Standing::FixPublic(say("https://example.org/pull/1"))),
    ];
    let reports = waiting(say).into_iter().zip(standings.into_iter().flatten());
    let reports = reports
        .map(|(line, standing)| ReportLine { standing, ..line })
        .collect();
    inbox::shown(&pst(say), &InboxView { reports, tab: 2 }, &drawn(display))
}

fn inbox_empty(display: Display, say: Say) -> Markup {
    inbox::shown(
        &pst(say),
        &InboxView {
            reports: vec![],
            tab: 3,
        },
        &drawn(display),
    )
}
