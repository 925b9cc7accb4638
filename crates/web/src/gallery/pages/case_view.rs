//! The sample case: in the middle of its embargo, just opened, released, and as its Fix Team sees it.

use super::policy_view::policy;
use super::reports::letter;
use super::{CASE_ID, clock, member_id, members, name, rota};
use crate::gallery::Say;
use crate::gallery::samples::at;
use ambergate_coordinator::messages::MessageVia;
use ambergate_coordinator::views::{
    AnnouncementLine, CaseView, ClockLine, CommitLine, FactLine, Happening, Letter, PersonLine, RepositoryLine,
    SeverityView, ThreadChoice, TimelineItem,
};
use ambergate_process::access::{Act, Audience, Audiences, Standing, may};
use ambergate_process::case::{AnnouncementState, Phase};
use ambergate_process::facts::{FactKind, TABLE};
use ambergate_process::planner::{Milestone, State};
use ambergate_process::policy::MessageKind;
use ambergate_process::severity::{Rating, Scheme, Scored};

pub(super) const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";

pub(super) fn allowed(standing: Standing) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| may(standing, *act)).collect()
}

/// The sample case in the middle of its embargo, as its Fix Lead sees it.
pub(super) fn full(say: Say) -> CaseView {
    CaseView {
        id: CASE_ID.to_owned(),
        title: say("etcd plugin: a lease ID is used as a TTL"),
        phase: Phase::Embargoed,
        standing: Standing::FixLead,
        may: allowed(Standing::FixLead),
        opened: Some(at("11-16 07:50")),
        public: None,
        lead: Some(name(0, say)),
        lead_is_me: true,
        lead_since: Some(at("11-16 08:05")),
        severity: Some(SeverityView {
            rating: Rating::High,
            tenths: 71,
            scored: vec![Scored {
                scheme: Scheme::V31,
                vector: say(VECTOR),
                tenths: 71,
            }],
            by: name(0, say),
            reason: say("Anyone who may write one leased key can pin an answer for years."),
            revision: 2,
            final_call: true,
        }),
        embargo_end: Some(at("12-01 14:00")),
        release_window: Some((at("12-01 14:00"), at("12-01 16:00"))),
        tlp: "TLP:AMBER+STRICT".to_owned(),
        clocks: clocks(say),
        people: person_lines(say),
        facts: fact_lines(say, &FACTS),
        repositories: vec![RepositoryLine {
            name: say("coredns-fix"),
            url: "https://git.example.org/coredns-fix".to_owned(),
            by: name(3, say),
        }],
        commits: vec![
            commit(
                say,
                "4f1c2ab93e01",
                "etcd: take the TTL from the time the lease has left",
                5,
                &[3],
                false,
            ),
            commit(
                say,
                "b80d93e0aa17",
                "etcd: bound the TTL when etcd does not answer",
                5,
                &[],
                false,
            ),
        ],
        fix_ready: false,
        distributors: None,
        distributors_by: None,
        policy: policy(say),
        announcements: vec![AnnouncementLine {
            id: "0a1b".to_owned(),
            kind: MessageKind::ForthcomingFix,
            state: AnnouncementState::Draft,
            subject: say("CoreDNS: security release on 1 December 2026"),
            revision: 1,
            sent_at: None,
        }],
        reports: vec![("R-N8HC-77AK".to_owned(), say("Quinn Varga"))],
        assumed: Some(say("48 hours before the merge")),
        timeline: items(say),
        threads: threads(say),
        rota: rota(say),
        members: members(say),
        team: vec![member_id(5), member_id(6)],
        published: None,
        advisory_url: None,
    }
}

/// As a member of its Fix Team sees it: messages to the team, and no events.
pub(super) fn to_fix_team(say: Say) -> CaseView {
    let mut view = full(say);
    view.standing = Standing::FixTeam;
    view.may = allowed(Standing::FixTeam);
    view.lead_is_me = false;
    view.timeline.retain(|item| match item {
        TimelineItem::Message(letter) => letter.audiences.has(Audience::FixTeam),
        TimelineItem::Happening(_) => false,
    });
    view.threads.retain(|thread| thread.audiences.has(Audience::FixTeam));
    view
}

/// Just opened: nobody leads, nothing is known.
pub(super) fn fresh(say: Say) -> CaseView {
    let state = |due| {
        if due < Some(at("11-19 08:40")) {
            State::Overdue
        } else {
            State::Open
        }
    };
    let open = |line: ClockLine| ClockLine {
        milestone: Milestone {
            state: state(line.milestone.due),
            reached: None,
            ..line.milestone
        },
        owes_reason: false,
        reason: None,
    };
    let mut view = full(say);
    view.standing = Standing::Pst;
    view.may = allowed(Standing::Pst);
    view.lead = None;
    view.lead_is_me = false;
    view.lead_since = None;
    view.severity = None;
    view.embargo_end = None;
    view.release_window = None;
    view.clocks = view.clocks.into_iter().map(open).collect();
    view.people
        .retain(|person| person.audience != Audience::FixTeam && !person.what.starts_with("Fix Lead"));
    view.facts = fact_lines(say, &[]);
    view.repositories = vec![];
    view.commits = vec![];
    view.policy.early = vec![];
    view.announcements = vec![];
    view.timeline.truncate(2);
    view.team = vec![];
    view
}

pub(super) fn out(say: Say) -> CaseView {
    let mut view = full(say);
    view.phase = Phase::Released;
    view.published = Some(at("11-19 08:00"));
    view.advisory_url = Some("https://security.example.org/advisories/cve-2026-00063/".to_owned());
    view.fix_ready = true;
    view.commits = vec![commit(
        say,
        "4f1c2ab93e01",
        "etcd: take the TTL from the time the lease has left",
        5,
        &[3, 0],
        true,
    )];
    view.timeline.push(TimelineItem::Happening(Happening {
        at: at("11-19 08:00"),
        who: name(0, say),
        what: say("opened the gate: release, announcement and advisory are public."),
        paragraph: Some("S35".to_owned()),
        audiences: Audiences::PUBLIC,
    }));
    view
}

fn clocks(say: Say) -> Vec<ClockLine> {
    let line = |milestone: Milestone| ClockLine {
        milestone,
        reason: None,
        owes_reason: false,
    };
    let late = clock(
        "repository_linked",
        "Private repository",
        "S21",
        State::MetLate,
        "11-17 00:14",
        Some("11-17 01:31"),
    );
    let reasoned = clock(
        "first_answer",
        "First answer",
        "S4",
        State::MetLate,
        "11-16 07:00",
        Some("11-16 07:50"),
    );
    let mut list = vec![
        ClockLine {
            reason: Some(say("it arrived at night")),
            ..line(reasoned)
        },
        line(clock(
            "fix_team_named",
            "Fix Team named",
            "S20",
            State::Met,
            "11-17 00:14",
            Some("11-16 19:02"),
        )),
        ClockLine {
            owes_reason: true,
            ..line(late)
        },
        line(clock(
            "severity_set",
            "Severity set",
            "S22",
            State::Met,
            "11-23 00:14",
            Some("11-17 10:12"),
        )),
        line(clock("fix_ready", "Fix ready", "S24", State::Open, "11-23 00:14", None)),
        line(clock(
            "existence_announced",
            "Forthcoming fix announced",
            "S28",
            State::Open,
            "11-23 00:14",
            None,
        )),
        line(clock(
            "distributors_decided",
            "Distributors decided",
            "S30",
            State::Open,
            "11-30 00:14",
            None,
        )),
        line(clock(
            "list_notified",
            "Distributors told",
            "S32",
            State::Waiting,
            "11-30 00:14",
            None,
        )),
        line(clock("released", "Release", "S35", State::Open, "12-07 00:14", None)),
    ];
    for line in &mut list {
        line.milestone.title = say(&line.milestone.title);
    }
    list
}

fn person_lines(say: Say) -> Vec<PersonLine> {
    let line = |audience, name: String, what: &str| PersonLine {
        audience,
        name,
        what: what.to_owned(),
    };
    let mut list = vec![line(Audience::Pst, name(0, say), "Fix Lead, PST")];
    list.extend((1..5).map(|place| line(Audience::Pst, name(place, say), "PST")));
    list.extend((5..7).map(|place| line(Audience::FixTeam, name(place, say), "Fix Team")));
    list.push(line(Audience::Reporter, say("Quinn Varga"), "Reporter, no key yet"));
    list
}

const FACTS: [(FactKind, &str); 9] = [
    (FactKind::ReleaseWindow, "2026-12-01 14:00 to 2026-12-01 16:00"),
    (FactKind::SeverityWord, "High"),
    (FactKind::Component, "plugin/etcd"),
    (
        FactKind::Mitigation,
        "Add `cache 3600` to every server block and reload. Answers are then kept for one hour at most.",
    ),
    (FactKind::CveId, "CVE-2026-00063"),
    (FactKind::Vector, VECTOR),
    (FactKind::Affected, ">= 1.2.0, < 1.12.4"),
    (FactKind::FixedVersions, "1.12.4"),
    (FactKind::Credit, "Quinn Varga"),
];

fn fact_lines(say: Say, known: &[(FactKind, &str)]) -> Vec<FactLine> {
    let line = |row: &ambergate_process::facts::FactRow| FactLine {
        kind: row.kind,
        label: row.label,
        class: row.class,
        shape: row.shape,
        value: known
            .iter()
            .find(|(kind, _)| *kind == row.kind)
            .map(|(_, value)| say(value))
            .unwrap_or_default(),
    };
    TABLE.iter().map(line).collect()
}

fn commit(say: Say, id: &str, subject: &str, by: u8, lgtm: &[u8], mine: bool) -> CommitLine {
    CommitLine {
        commit: id.to_owned(),
        subject: say(subject),
        by: name(by, say),
        lgtm: lgtm.iter().map(|place| name(*place, say)).collect(),
        mine,
    }
}

fn items(say: Say) -> Vec<TimelineItem> {
    let did = |when: &str, place: u8, what: &str, paragraph: Option<&str>, audiences| {
        TimelineItem::Happening(Happening {
            at: at(when),
            who: name(place, say),
            what: say(what),
            paragraph: paragraph.map(str::to_owned),
            audiences,
        })
    };
    let wrote = |id: &str, when: &str, from: &str, via, audiences, text: &str| {
        TimelineItem::Message(Letter {
            id: id.to_owned(),
            at: at(when),
            name: say(from),
            by_reporter: from == "Quinn Varga",
            via,
            audiences,
            text: say(text),
            warnings: vec![],
            in_clear: false,
            assumed: None,
            files: vec![],
        })
    };
    let team = Audiences::TEAM;
    vec![
        TimelineItem::Message(Letter {
            assumed: Some(say("48 hours before the merge")),
            ..letter(say)
        }),
        did(
            "11-16 07:50",
            2,
            "opened the case from report R-N8HC-77AK.",
            None,
            Audiences::PST,
        ),
        did(
            "11-16 08:05",
            0,
            "made Robin Ashe Fix Lead; the rota had proposed Kim Solberg.",
            Some("S13"),
            team,
        ),
        did(
            "11-16 19:02",
            0,
            "named to the Fix Team: Jules Tanaka, Lee Imran.",
            Some("S20"),
            team,
        ),
        did(
            "11-17 01:31",
            3,
            "linked the private repository coredns-fix.",
            Some("S21"),
            team,
        ),
        did(
            "11-17 10:12",
            0,
            "set the severity: High. CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H (7.1).",
            Some("S22"),
            team,
        ),
        wrote(
            "0m3b",
            "11-18 14:20",
            "Quinn Varga",
            MessageVia::Mail,
            Audiences::DISCLOSURE,
            "Your branch gives me TTL 30 for a lease with 30 s left, and 0 once it has run out. What happens when etcd does \
             not answer the lease query?",
        ),
        did(
            "11-18 16:45",
            5,
            "recorded commit 4f1c2ab93e01 etcd: take the TTL from the time the lease has left",
            Some("S24"),
            team,
        ),
        wrote(
            "0m3c",
            "11-19 07:55",
            "Kim Solberg",
            MessageVia::Page,
            Audiences::PST,
            "On telling distributors early: it is reachable over the network, so S31 suggests yes. But only etcd users are \
             touched. I lean to no. Your call as Fix Lead.",
        ),
    ]
}

fn threads(say: Say) -> Vec<ThreadChoice> {
    let pst: Vec<String> = (0..5).map(|place| name(place, say)).collect();
    let team: Vec<String> = (0..7).map(|place| name(place, say)).collect();
    let reporter = || Some((say("Quinn Varga"), "who gets a notice without content"));
    let choice = |audiences: Audiences, members: &[String], reporter, not: &str| ThreadChoice {
        audiences,
        name: audiences.name(),
        members: members.to_vec(),
        reporter,
        not: not.to_owned(),
    };
    vec![
        choice(
            Audiences::PST,
            &pst,
            None,
            "Not the Fix Team, not the reporter, not distributors, not the public.",
        ),
        choice(
            Audiences::TEAM,
            &team,
            None,
            "Not the reporter, not distributors, not the public.",
        ),
        choice(
            Audiences::DISCLOSURE,
            &team,
            reporter(),
            "Not upstream, not distributors, not the public.",
        ),
        choice(
            Audiences::REPORTER,
            &pst,
            reporter(),
            "Not the Fix Team, not distributors, not the public.",
        ),
    ]
}
