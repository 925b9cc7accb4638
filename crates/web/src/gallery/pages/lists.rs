//! Samples of the lists: *Today*, *Inbox*, *Cases*, *People*, *Outgoing mail*.

use super::{CASE_ID, clock, drawn, maintainer, members, name, pst, refused, rota};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, cases, inbox, outgoing, people, today};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{
    CaseLine, CasesTab, CasesView, ErrandState, InboxView, OutgoingLine, OutgoingView, PeopleView, PersonView,
    ReportLine, RotaView, Subject, TodayLine, TodayView, Urgency,
};
use ambergate_process::Instant;
use ambergate_process::case::Phase;
use ambergate_process::ids::CaseId;
use ambergate_process::planner::{Milestone, State};
use ambergate_process::report::{Exit, Standing};
use ambergate_process::severity::Rating;
use maud::Markup;

pub const TODAY: &[Sample] = &[
    Sample { name: "today", page: today_full },
    Sample { name: "today-empty", page: today_empty },
    Sample { name: "today-fix-team", page: today_fix_team },
];
pub const INBOX: &[Sample] = &[
    Sample { name: "inbox", page: inbox_waiting },
    Sample { name: "inbox-asked", page: inbox_asked },
    Sample { name: "inbox-handled", page: inbox_handled },
    Sample { name: "inbox-empty", page: inbox_empty },
];
pub const CASES: &[Sample] = &[
    Sample { name: "cases", page: cases_open },
    Sample { name: "cases-later", page: cases_later },
    Sample { name: "cases-empty", page: cases_empty },
    Sample { name: "cases-fix-team", page: cases_fix_team },
];
pub const PEOPLE: &[Sample] = &[
    Sample { name: "people", page: people_full },
    Sample { name: "people-refused", page: people_refused },
];
pub const OUTGOING: &[Sample] = &[
    Sample { name: "outgoing", page: outgoing_full },
    Sample { name: "outgoing-empty", page: outgoing_empty },
];

const OTHER: &str = "AG-2M8C-44TD";

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
    let mut asap = line(Late, State::Overdue, "Release and publish the advisory", case("AG-W5PN-8RKH"), "S18", None);
    asap.asap = true;
    vec![
        line(Late, State::MetLate, "Say why it came late: private repository", case(CASE_ID), "S21", Some("11-17 00:14")),
        asap,
        line(Today, State::DueSoon, "Answer Ellis Duarte’s report", report("R-Q7XM-2M8C"), "S4", Some("11-19 14:02")),
        line(Today, State::Open, "Take the lead, or ask the next of the rota", case(OTHER), "S13", None),
        line(Week, State::Open, "Finish the fix: an LGTM on every commit", case(CASE_ID), "S24", Some("11-23 00:14")),
        line(Week, State::Open, "Announce the forthcoming fix", case(CASE_ID), "S28", Some("11-23 00:14")),
        line(Week, State::Open, "Set the severity", case("AG-W5PN-8RKH"), "S22", Some("11-24 11:05")),
        line(Later, State::Open, "Decide whether distributors are told early", case(CASE_ID), "S30", Some("11-30 00:14")),
        line(Waiting, State::Waiting, "Imre Falk to answer what was asked", report("R-N8HC-77AK"), "S4", None),
    ]
}

fn today_full(display: Display, say: Say) -> Markup {
    let embargoes = vec![(CASE_ID.to_owned(), at("12-01 14:00")), (OTHER.to_owned(), at("12-08 17:00"))];
    let view = TodayView { lines: lines(say), rota: rota(say), embargoes };
    today::shown(&pst(say), &view, &drawn(display))
}

fn today_empty(display: Display, say: Say) -> Markup {
    let rota = RotaView { turns: vec![], proposed: None };
    today::shown(&pst(say), &TodayView { lines: vec![], rota, embargoes: vec![] }, &drawn(display))
}

fn today_fix_team(display: Display, say: Say) -> Markup {
    let mine = |line: &TodayLine| line.subject == Subject::Case(CASE_ID.to_owned());
    let lines = lines(say).into_iter().filter(mine).collect();
    let view = TodayView { lines, rota: rota(say), embargoes: vec![(CASE_ID.to_owned(), at("12-01 14:00"))] };
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
    let asap = Milestone { asap: true, ..answer(State::Overdue, "11-19 06:10") };
    vec![
        ReportLine {
            public: Some(say("https://forum.example.org/t/4711")),
            in_clear: false,
            ..report_line(say, "R-K9PT-3D2V", "Panic in rewrite plugin, already on a forum", "not named", at("11-19 08:12"), asap)
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
    inbox::shown(&pst(say), &InboxView { reports: waiting(say), tab: 0 }, &drawn(display))
}

fn inbox_asked(display: Display, say: Say) -> Markup {
    let met = clock("first_answer", "First answer", "S4", State::Met, "11-18 14:02", Some("11-17 16:00"));
    let line = report_line(say, "R-N8HC-77AK", "Crash with a long name", "Imre Falk", at("11-17 14:02"), met);
    let reports = vec![ReportLine { standing: Standing::Asked, ..line }];
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
    let reports = reports.map(|(line, standing)| ReportLine { standing, ..line }).collect();
    inbox::shown(&pst(say), &InboxView { reports, tab: 2 }, &drawn(display))
}

fn inbox_empty(display: Display, say: Say) -> Markup {
    inbox::shown(&pst(say), &InboxView { reports: vec![], tab: 3 }, &drawn(display))
}

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
        line("AG-W5PN-8RKH", "Cache answers for another view", Phase::Embargoed, Rating::Critical, Some(2), "11-10 11:05", Some("11-17 11:05")),
        line(CASE_ID, "etcd plugin: a lease ID is used as a TTL", Phase::Embargoed, Rating::High, Some(0), "11-16 07:50", Some("11-23 00:14")),
        line(OTHER, "Reload keeps an old zone", Phase::Announced, Rating::Medium, None, "11-18 09:00", Some("11-25 00:14")),
        line("AG-5TTR-91XE", "Long names slow the rewrite plugin", Phase::Embargoed, Rating::None, Some(3), "11-19 08:00", None),
    ]
}

fn cases_open(display: Display, say: Say) -> Markup {
    let view = CasesView { cases: case_lines(say), next: Some("1764547200.AG-5TTR-91XE".to_owned()), tab: CasesTab::Open };
    cases::shown(&pst(say), &view, cases::Leaf::First, &drawn(display))
}

fn cases_later(display: Display, say: Say) -> Markup {
    let released = |line: CaseLine| CaseLine { phase: Phase::Released, next_due: None, ..line };
    let view = CasesView { cases: case_lines(say).into_iter().map(released).collect(), next: None, tab: CasesTab::Released };
    cases::shown(&pst(say), &view, cases::Leaf::Later, &drawn(display))
}

fn cases_empty(display: Display, say: Say) -> Markup {
    let view = CasesView { cases: vec![], next: None, tab: CasesTab::Open };
    cases::shown(&pst(say), &view, cases::Leaf::First, &drawn(display))
}

fn cases_fix_team(display: Display, say: Say) -> Markup {
    let cases = case_lines(say).into_iter().filter(|line| line.id == CASE_ID).collect();
    cases::shown(&maintainer(say), &CasesView { cases, next: None, tab: CasesTab::Open }, cases::Leaf::First, &drawn(display))
}

fn people_view(say: Say) -> PeopleView {
    let person = |member: ambergate_process::people::Member| PersonView {
        address: say("someone@example.org"),
        away_until: member.away_until(at("11-19 08:40")),
        member,
    };
    PeopleView { people: members(say).into_iter().map(person).collect(), rota: rota(say) }
}

fn people_full(display: Display, say: Say) -> Markup {
    people::shown(&pst(say), &people_view(say), &drawn(display))
}

fn people_refused(display: Display, say: Say) -> Markup {
    let typed = [("from", say("next Monday")), ("to", say("2026-12-01 14:00"))];
    let says = "Write the time as 2026-12-01 14:00; it is read as UTC.";
    people::shown(&pst(say), &people_view(say), &refused(display, "away", &typed, "from", says))
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
        line("announcement", "coredns-announce@lists.example.org", ErrandState::Queued, "11-19 08:50", 2, "451 4.7.1 try again later"),
        line("notice", "Kim Solberg", ErrandState::Leased, "11-19 08:39", 0, ""),
        line("to_reporter", "the reporter of R-Q7XM-2M8C", ErrandState::Failed, "11-18 15:00", 9, "550 5.1.1 no such person here"),
        line("acknowledgement", "the reporter of R-Q7XM-2M8C", ErrandState::Done, "11-18 14:02", 1, "250 queued as 4711"),
        line("site", "the public site", ErrandState::Done, "11-17 09:00", 1, "written"),
    ];
    outgoing::shown(&pst(say), &OutgoingView { lines }, &drawn(display))
}

fn outgoing_empty(display: Display, say: Say) -> Markup {
    outgoing::shown(&pst(say), &OutgoingView { lines: vec![] }, &drawn(display))
}
