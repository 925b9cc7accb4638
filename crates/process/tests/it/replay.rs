//! The whole life of CVE-2025-58063 as the process of CoreDNS would have it: clocks, phases, what each audience is told,
//! what the outside world is told. The instants and facts are those of the public record; the report's arrival is assumed.

use crate::stage::*;
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::aggregate::{Aggregate, Event};
use ambergate_process::announce::{draft as write, lint, missing};
use ambergate_process::brief::rehearse;
use ambergate_process::case::{AnnouncementState, CaseEvent, Command, Ending, Phase, Refusal, owed_reasons};
use ambergate_process::facts::FactKind;
use ambergate_process::people::{Absence, Led, Member, Roster, proposed, rota};
use ambergate_process::planner::State;
use ambergate_process::policy::MessageKind;
use ambergate_process::report::{self, Arrival, CreditWish, Reach, Report, Via};
use std::collections::BTreeMap;

const ALL: &str = "release_window severity_word component mitigation title summary details weakness vector affected \
                   fixed_versions how_to_apply reproduction credit";
const FOR_DISTRIBUTORS: &str = "release_window severity_word component mitigation title summary details weakness vector \
                                affected fixed_versions how_to_apply";

fn of(audience: Audience) -> Audiences {
    Audiences::of(&[audience])
}

#[test]
fn a_report_arrives_and_becomes_a_case() {
    let mut report = Report::default();
    let mut told = String::new();
    let mut act = |report: &mut Report, now: &str, actor: &_, command| {
        for event in report::decide(report, command, actor).unwrap() {
            report.apply(&event, at(now));
            let errands = short(&format!("{:?}", report::react(report, &event)));
            told.push_str(&format!("{now} {}: {errands}\n", event.kind()));
        }
    };
    let arrival = Arrival {
        id: "R-7K3F-9QXA".parse().unwrap(),
        project: inner("coredns"),
        reporter: outsider("finder"),
        via: Via::Mail,
        title: "Records from etcd live for years".to_owned(),
        from_name: "thevilledev".to_owned(),
        credit: CreditWish::As("thevilledev".to_owned()),
        public: None,
        unreadable: None,
        reach: Reach::Mail,
        clear_mail: false,
        files: 3,
        message: Some(message("first")),
        may_acknowledge: true,
        arrived: at("2025-09-03T00:14:00Z"),
    };
    act(
        &mut report,
        "2025-09-03T00:14:00Z",
        &system(),
        report::Command::Receive(arrival),
    );
    let because = "48 h before the merge; the arrival is not public".to_owned();
    act(
        &mut report,
        "2025-09-03T00:14:00Z",
        &system(),
        report::Command::NoteAssumedArrival { because },
    );
    let clock = |report: &Report, now: &str| letters(&report::agenda(report, rules(), at(now)));
    assert_eq!(
        clock(&report, "2025-09-03T00:15:00Z"),
        "o",
        "only the first answer is owed on a report"
    );
    assert_eq!(clock(&report, "2025-09-03T18:14:00Z"), "s");
    assert_eq!(clock(&report, "2025-09-04T00:14:01Z"), "!");

    act(
        &mut report,
        "2025-09-03T06:20:00Z",
        &pst("ada"),
        report::Command::Answer {
            message: message("hello"),
        },
    );
    assert_eq!(clock(&report, "2025-09-04T00:14:01Z"), "M");
    act(
        &mut report,
        "2025-09-03T06:30:00Z",
        &pst("ada"),
        report::Command::OpenCase {
            case: "AG-7K3F-9QXA".parse().unwrap(),
        },
    );
    act(
        &mut report,
        "2025-09-03T09:00:00Z",
        &reporter("finder"),
        report::Command::HearFromReporter {
            message: message("more"),
        },
    );
    assert_eq!(report.handled, Some(at("2025-09-03T06:30:00Z")));
    assert_eq!(report.clear().case.as_deref(), Some("AG-7K3F-9QXA"));
    assert!(report.assumed.is_some(), "the arrival is shown as assumed everywhere");
    insta::assert_snapshot!("report", told);

    let opened = Command::Open {
        id: "AG-7K3F-9QXA".parse().unwrap(),
        project: inner("coredns"),
        title: "etcd lease taken for a TTL".to_owned(),
        profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
        report: finder(),
        answered: report.first_answer,
        public: None,
    };
    let mut stage = Stage::empty();
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), opened);
    assert_eq!(
        stage.clocks("2025-09-03T06:30:00Z"),
        "Moooooowo",
        "the case takes the report's answer over"
    );
}

#[test]
fn the_rota_proposes_who_led_least_and_is_there() {
    let person = |word: &str, absences| Member {
        id: member(word),
        name: word.to_owned(),
        handle: None,
        role: ambergate_process::access::Role::Pst,
        since: at("2020-01-01T00:00:00Z"),
        until: None,
        absences,
    };
    let away = Absence {
        from: at("2025-09-01T00:00:00Z"),
        to: at("2025-09-15T00:00:00Z"),
    };
    let roster: Roster = [person("ada", vec![]), person("bo", vec![]), person("eli", vec![away])]
        .into_iter()
        .map(|m| (m.id.clone(), m))
        .collect();
    let led = BTreeMap::from([(
        member("ada"),
        Led {
            times: 1,
            last: Some(at("2025-03-01T00:00:00Z")),
        },
    )]);
    let turns = rota(&roster, &led, at("2025-09-03T06:31:00Z"));
    let order: Vec<&str> = turns.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(order, ["bo", "ada", "eli"]);
    assert_eq!(proposed(&turns).unwrap().member, member("bo"));
}

/// The letters stand for: first answer, Fix Team, repository, severity, fix, forthcoming, distributors decided,
/// distributors told, released. o open, s soon, ! overdue, w waiting, M met, - not applicable.
#[test]
fn the_case_goes_through_every_phase_and_meets_every_window() {
    let (ada, bo, cleo, dan) = (pst("ada"), pst("bo"), team("cleo"), team("dan"));
    let mut stage = Stage::empty();
    let mut told = stage.done("2025-09-03T06:30:00Z", &ada, open());
    assert_eq!(stage.case.phase, Phase::Embargoed);
    assert_eq!(stage.clocks("2025-09-03T06:30:00Z"), "ooooooowo");
    assert_eq!(stage.plan().next_due(), Some(at("2025-09-04T00:14:00Z")));
    assert_eq!(stage.told(Audiences::PST), "credit");
    assert_eq!(stage.told(Audiences::PUBLIC), "");

    let turn = Command::TakeLead {
        member: member("bo"),
        proposed_by_rota: Some(member("bo")),
    };
    told += &stage.done("2025-09-03T06:31:00Z", &bo, turn);
    told += &stage.done("2025-09-03T06:40:00Z", &bo, post("hello", Audiences::REPORTER));
    assert_eq!(stage.clocks("2025-09-03T06:40:00Z"), "Moooooowo");
    told += &stage.done("2025-09-03T07:00:00Z", &bo, name(&["cleo", "dan"]));
    told += &stage.done("2025-09-03T07:30:00Z", &bo, link());
    assert_eq!(stage.clocks("2025-09-03T07:30:00Z"), "MMMoooowo");
    told += &stage.done("2025-09-03T08:00:00Z", &cleo, post("seen", Audiences::DISCLOSURE));
    let more = Command::HearFromReporter {
        message: message("more"),
        reporter: outsider("finder"),
        audiences: ambergate_process::access::Audiences::DISCLOSURE,
    };
    told += &stage.done("2025-09-03T09:00:00Z", &reporter("finder"), more);

    told += &stage.done("2025-09-04T08:00:00Z", &cleo, severity());
    assert!(!stage.case.severity.as_ref().unwrap().final_call);
    told += &stage.done("2025-09-04T09:00:00Z", &bo, severity());
    assert_eq!(stage.refused(&cleo, severity()), Refusal::FinalCall);
    let severity = stage.case.severity.clone().unwrap();
    assert_eq!(
        (severity.revision, severity.rating().word(), severity.is_remote()),
        (2, "High", true)
    );
    told += &stage.done("2025-09-04T10:00:00Z", &cleo, set(BEFORE));
    assert_eq!(stage.clocks("2025-09-04T10:00:00Z"), "MMMMooowo");

    told += &stage.done("2025-09-04T15:00:00Z", &cleo, record(COMMIT));
    assert_eq!(stage.refused(&cleo, lgtm(COMMIT)), Refusal::OwnCommit);
    assert_eq!(
        stage.refused(&cleo, Command::DeclareFixReady),
        Refusal::CommitsUnread {
            many: 1,
            refs: "S24".to_owned()
        }
    );
    told += &stage.done("2025-09-04T15:20:00Z", &dan, lgtm(COMMIT));
    told += &stage.done("2025-09-04T15:30:00Z", &cleo, Command::DeclareFixReady);
    assert_eq!(stage.clocks("2025-09-04T15:30:00Z"), "MMMMMoowo");
    told += &stage.done("2025-09-04T16:00:00Z", &bo, decide_distributors(false));
    assert_eq!(
        stage.clocks("2025-09-04T16:00:00Z"),
        "MMMMMoM-o",
        "nobody owes the list a mail that was decided against"
    );

    told += &stage.done(
        "2025-09-04T17:00:00Z",
        &ada,
        draft("soon", MessageKind::ForthcomingFix, "one"),
    );
    assert_eq!(
        stage.refused(&bo, approve("soon", "one")),
        Refusal::Missing(vec![FactKind::ReleaseWindow])
    );
    told += &stage.done("2025-09-04T17:10:00Z", &bo, set(&[WINDOW]));
    assert_eq!(
        stage.refused(&ada, approve("soon", "one")),
        Refusal::NotLead,
        "S13: the Fix Lead sends the mails"
    );
    for (audience, facts) in [
        (Audience::Pst, ALL),
        (Audience::FixTeam, ALL),
        (Audience::Reporter, ALL),
        (Audience::Distributors, FOR_DISTRIBUTORS),
        (Audience::Upstream, ""),
        (Audience::Authority, ""),
        (Audience::Public, ""),
    ] {
        assert_eq!(stage.told(of(audience)), facts, "embargoed, {audience:?}");
    }

    let rehearsal = rehearse(&stage.case, Audiences::PUBLIC, Phase::Announced, stage.rules);
    assert_eq!(keys(rehearsal.preview()), "release_window mitigation");
    let site = "https://security.example.org";
    let text = write(
        MessageKind::ForthcomingFix,
        rehearsal.preview(),
        "CoreDNS",
        "security@example.org",
        site,
    );
    assert_eq!(
        lint(
            &stage.case,
            rehearsal.preview(),
            &format!("{}\n{}", text.subject, text.body)
        ),
        vec![]
    );
    insta::assert_snapshot!("forthcoming_fix", format!("{}\n\n{}", text.subject, text.body));

    told += &stage.done("2025-09-04T17:30:00Z", &bo, approve("soon", "one"));
    assert_eq!(stage.case.phase, Phase::Announced);
    assert_eq!(stage.clocks("2025-09-04T17:30:00Z"), "MMMMMMM-o");
    for (audience, facts) in [
        (Audience::Pst, ALL),
        (Audience::FixTeam, ALL),
        (Audience::Reporter, ALL),
        (Audience::Distributors, FOR_DISTRIBUTORS),
        (Audience::Upstream, ""),
        (Audience::Authority, ""),
        (Audience::Public, "release_window mitigation"),
    ] {
        assert_eq!(stage.told(of(audience)), facts, "announced, {audience:?}");
    }
    assert_eq!(
        stage.told(Audiences::of(&[Audience::Pst, Audience::Public])),
        "release_window mitigation"
    );

    // 2025-09-05 00:14:27: the fix lands on master as "Merge commit from fork".
    told += &stage.done("2025-09-05T00:15:00Z", &cleo, set(AFTER));
    told += &stage.done("2025-09-05T09:00:00Z", &ada, redraft("soon", "two"));
    assert_eq!(stage.refused(&bo, approve("soon", "one")), Refusal::OtherBytes);
    told += &stage.done("2025-09-05T09:10:00Z", &bo, approve("soon", "two"));
    assert!(matches!(
        stage.log.last(),
        Some((_, CaseEvent::AnnouncementSent { correction: true, .. }))
    ));
    assert_eq!(
        stage.told(Audiences::PUBLIC),
        "release_window mitigation",
        "the public merge clears no fact by itself"
    );

    told += &stage.done(
        "2025-09-08T13:00:00Z",
        &ada,
        draft("final", MessageKind::FinalAnnouncement, "three"),
    );
    let rehearsal = rehearse(&stage.case, Audiences::PUBLIC, Phase::Released, stage.rules);
    assert_eq!(
        missing(
            &stage.rules.profile,
            MessageKind::FinalAnnouncement,
            rehearsal.preview()
        ),
        vec![]
    );
    let text = write(
        MessageKind::FinalAnnouncement,
        rehearsal.preview(),
        "CoreDNS",
        "security@example.org",
        site,
    );
    assert_eq!(lint(&stage.case, rehearsal.preview(), &text.body), vec![]);
    insta::assert_snapshot!("final_announcement", format!("{}\n\n{}", text.subject, text.body));
    assert_eq!(stage.refused(&bo, approve("final", "three")), Refusal::PublishInstead);
    assert_eq!(stage.clocks("2025-09-24T00:14:00Z"), "MMMMMMM-s");
    assert_eq!(stage.clocks("2025-09-24T00:14:01Z"), "MMMMMMM-!");
    assert_eq!(stage.case.phase, Phase::Announced, "no clock publishes");

    told += &stage.done(
        "2025-09-08T13:47:41Z",
        &bo,
        publish("final", "three", at("2025-09-08T13:30:00Z")),
    );
    assert_eq!(stage.case.phase, Phase::Released);
    assert_eq!(stage.clocks("2025-09-08T13:47:41Z"), "MMMMMMM-M");
    assert_eq!(stage.plan().next_due(), None);
    let state = |kind| stage.case.current(kind).unwrap().state;
    assert_eq!(state(MessageKind::ForthcomingFix), AnnouncementState::Closed);
    assert_eq!(state(MessageKind::FinalAnnouncement), AnnouncementState::Sent);
    let with = |facts: &str, more: &str| {
        facts
            .replacen("title", &format!("{more} title"), 1)
            .replacen("how", "changes how", 1)
    };
    let everything = with(ALL, "cve_id");
    let published = everything.replace(" reproduction", "");
    for phase in [Phase::Released, Phase::Closed] {
        for (audience, facts) in [
            (Audience::Pst, everything.as_str()),
            (Audience::FixTeam, &everything),
            (Audience::Reporter, &everything),
            (Audience::Distributors, &published),
            (Audience::Upstream, ""),
            (Audience::Authority, ""),
            (Audience::Public, &published),
        ] {
            assert_eq!(stage.told(of(audience)), facts, "{phase:?}, {audience:?}");
        }
        if phase == Phase::Released {
            let reason = "Nothing is left to do.".to_owned();
            told += &stage.done(
                "2025-09-09T10:00:00Z",
                &bo,
                Command::Close {
                    ending: Ending::Done,
                    reason,
                },
            );
        }
    }
    assert_eq!(stage.case.phase, Phase::Closed);
    assert_eq!(stage.clocks("2025-12-01T00:00:00Z"), "MMMMMMM-M");
    assert_eq!(owed_reasons(&stage.case, &stage.plan()), Vec::<String>::new());
    let columns = stage.case.clear();
    assert_eq!((columns.phase, columns.severity_rank), (4, 3));
    assert_eq!(columns.closed, Some(at("2025-09-09T10:00:00Z")));
    insta::assert_snapshot!("errands", told);
}

#[test]
fn a_case_that_nobody_works_on_warns_and_asks_for_reasons_but_blocks_nothing() {
    let mut stage = embargoed();
    for (now, clocks) in [
        ("2025-09-03T18:13:59Z", "ooooooowo"),
        ("2025-09-03T18:14:00Z", "sssoooowo"),
        ("2025-09-04T00:14:00Z", "sssoooowo"),
        ("2025-09-04T00:14:01Z", "!!!oooowo"),
        ("2025-09-09T00:14:00Z", "!!!sssowo"),
        ("2025-09-10T00:14:01Z", "!!!!!!owo"),
        ("2025-09-16T00:14:00Z", "!!!!!!swo"),
        ("2025-09-17T00:14:01Z", "!!!!!!!wo"),
        ("2025-09-23T00:14:00Z", "!!!!!!!ws"),
        ("2025-09-24T00:14:01Z", "!!!!!!!w!"),
    ] {
        assert_eq!(stage.clocks(now), clocks, "{now}");
    }
    stage.now = at("2025-09-24T00:14:01Z");
    assert_eq!(owed_reasons(&stage.case, &stage.plan()).len(), 8);
    let late = |clock: &str| Command::GiveReason {
        clock: clock.to_owned(),
        reason: "Two of us were away.".to_owned(),
    };
    stage.done("2025-09-24T08:00:00Z", &pst("ada"), late("released"));
    assert_eq!(owed_reasons(&stage.case, &stage.plan()).len(), 7);
    stage.done("2025-09-24T08:30:00Z", &pst("bo"), name(&["cleo"]));
    stage.done("2025-09-24T08:40:00Z", &pst("bo"), decide_distributors(true));
    assert_eq!(
        stage.clocks("2025-09-24T09:00:00Z"),
        "!L!!!!L!!",
        "met late is still met, and distributors are owed"
    );
    let note = "Patches went to the list by hand.".to_owned();
    stage.done("2025-09-24T09:00:00Z", &pst("bo"), Command::RecordListNotified { note });
    assert_eq!(stage.clocks("2025-09-24T09:00:00Z"), "!L!!!!LL!");
}

#[test]
fn a_list_that_was_told_without_a_decision_is_told_all_the_same() {
    let mut stage = embargoed();
    let note = "Somebody sent it to the list.".to_owned();
    stage.done("2025-09-05T09:00:00Z", &pst("bo"), Command::RecordListNotified { note });
    assert_eq!(stage.plan().milestone("list_notified").unwrap().state, State::Met);
}

#[test]
fn disclosure_by_others_makes_every_open_clock_due_at_once_and_keeps_its_first_target() {
    let mut stage = embargoed();
    stage.done("2025-09-03T07:00:00Z", &pst("bo"), name(&["cleo"]));
    let told = stage.done("2025-09-03T12:00:00Z", &pst("ada"), public("2025-09-03T11:00:00Z"));
    assert!(told.contains("TellMembers"), "{told}");
    assert_eq!(stage.clocks("2025-09-03T12:00:00Z"), "!M!!!!!w!");
    let plan = stage.plan();
    let released = plan.milestone("released").unwrap();
    assert_eq!(
        (released.due, released.first_target),
        (Some(at("2025-09-03T11:00:00Z")), Some(at("2025-09-24T00:14:00Z")))
    );
    assert!(released.asap && !plan.milestone("fix_team_named").unwrap().asap);
    assert_eq!(
        owed_reasons(&stage.case, &plan),
        Vec::<String>::new(),
        "nobody explains what others caused"
    );
    assert_eq!(stage.told(Audiences::PUBLIC), "", "what others publish clears nothing");
    assert_eq!(stage.case.phase, Phase::Embargoed);
}

#[test]
fn a_duplicate_keeps_its_reporters_credit() {
    let mut stage = ready();
    let second = linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid);
    let told = stage.done(
        "2025-09-08T13:10:00Z",
        &pst("ada"),
        Command::AttachReport {
            report: second,
            public: None,
        },
    );
    assert!(told.contains("TellMembers"), "{told}");
    assert_eq!(
        stage.case.credits(),
        ["thevilledev"],
        "nobody is named who did not choose to be (S7)"
    );
    let wish = Command::ReporterChoseCredit {
        reporter: outsider("second"),
        credit: CreditWish::As("S. Finder".to_owned()),
    };
    stage.done("2025-09-08T13:20:00Z", &reporter("second"), wish);
    assert_eq!(stage.case.credits(), ["thevilledev", "S. Finder"]);
}

#[test]
fn what_is_done_in_the_instant_of_disclosure_keeps_the_deadline_that_disclosure_set() {
    let mut stage = embargoed();
    stage.done("2025-09-03T12:00:00Z", &pst("ada"), public("2025-09-03T12:00:00Z"));
    stage.done("2025-09-03T12:00:00Z", &pst("bo"), name(&["cleo"]));
    let plan = stage.plan();
    let named = plan.milestone("fix_team_named").unwrap();
    assert_eq!((named.due, named.state), (Some(at("2025-09-03T12:00:00Z")), State::Met));
}

#[test]
fn nobody_has_seen_a_disclosure_that_is_still_to_come() {
    let mut stage = embargoed();
    stage.done("2025-09-03T12:00:00Z", &pst("ada"), public("2026-09-03T12:00:00Z"));
    assert_eq!(stage.case.public.as_ref().unwrap().seen, at("2025-09-03T12:00:00Z"));
    assert_eq!(
        stage.plan().milestone("released").unwrap().due,
        Some(at("2025-09-03T12:00:00Z"))
    );
}

#[test]
fn documents_that_are_a_day_old_to_the_second_are_still_fresh() {
    let mut stage = ready();
    stage.done(
        "2025-09-09T13:00:00Z",
        &pst("bo"),
        publish("final", "three", at("2025-09-08T13:00:00Z")),
    );
    assert_eq!(stage.case.phase, Phase::Released);
}
