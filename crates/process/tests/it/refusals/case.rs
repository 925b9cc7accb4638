//! Refusals of a case.

use super::{says_what_to_do, variants};
use crate::stage::*;
use ambergate_process::access::{Actor, Audience, Audiences};
use ambergate_process::announce::lint;
use ambergate_process::case::{Command, Ending, Refusal};
use ambergate_process::facts::FactKind;
use ambergate_process::policy::MessageKind;
use ambergate_process::report::{CreditWish, PublicKnowledge};
use ambergate_process::severity::{Scheme, Scored};
use std::collections::BTreeSet;

variants!(CASE, case_name, Refusal:
    Refusal::NotAllowed { .. } => "NotAllowed",
    Refusal::NotOpen => "NotOpen",
    Refusal::AlreadyOpen => "AlreadyOpen",
    Refusal::Closed => "Closed",
    Refusal::Released => "Released",
    Refusal::HasLead(_) => "HasLead",
    Refusal::NoLead => "NoLead",
    Refusal::NotLead => "NotLead",
    Refusal::NobodyNamed => "NobodyNamed",
    Refusal::NoReason => "NoReason",
    Refusal::NoTitle => "NoTitle",
    Refusal::BadRepository => "BadRepository",
    Refusal::BadCommit => "BadCommit",
    Refusal::CommitKnown => "CommitKnown",
    Refusal::NoCommit => "NoCommit",
    Refusal::OwnCommit => "OwnCommit",
    Refusal::CommitsUnread { .. } => "CommitsUnread",
    Refusal::NoCommits { .. } => "NoCommits",
    Refusal::NoVector => "NoVector",
    Refusal::OldScheme => "OldScheme",
    Refusal::FinalCall => "FinalCall",
    Refusal::NoClock => "NoClock",
    Refusal::NoUrl => "NoUrl",
    Refusal::NoReaders => "NoReaders",
    Refusal::PublicMessage => "PublicMessage",
    Refusal::NoReporter => "NoReporter",
    Refusal::NoAnnouncement => "NoAnnouncement",
    Refusal::AnnouncementExists(_) => "AnnouncementExists",
    Refusal::OtherBytes => "OtherBytes",
    Refusal::NothingToSend => "NothingToSend",
    Refusal::Missing(_) => "Missing",
    Refusal::Leaks(_) => "Leaks",
    Refusal::PublishInstead => "PublishInstead",
    Refusal::NoSeverity => "NoSeverity",
    Refusal::FixNotReady { .. } => "FixNotReady",
    Refusal::StaleDocuments => "StaleDocuments",
    Refusal::NotPublished => "NotPublished",
    Refusal::Published => "Published",
    Refusal::AlreadyAttached => "AlreadyAttached",
    Refusal::Shut(_) => "Shut",
    Refusal::NotMovable { .. } => "NotMovable",
    Refusal::NotDiscussed { .. } => "NotDiscussed",
    Refusal::NotAgreed { .. } => "NotAgreed",
    Refusal::NotDecider { .. } => "NotDecider",
    Refusal::NotRecorded(_) => "NotRecorded",
    Refusal::NoGate => "NoGate",
    Refusal::GateOpen { .. } => "GateOpen",
    Refusal::Unbreakable { .. } => "Unbreakable",
    Refusal::BreakWaits { .. } => "BreakWaits",
    Refusal::PastDate => "PastDate",
    Refusal::InTheFuture => "InTheFuture",
    Refusal::NoUpstream => "NoUpstream",
    Refusal::NoEvidence => "NoEvidence",
    Refusal::Machine(_) => "Machine",
    Refusal::SetElsewhere { .. } => "SetElsewhere",
    Refusal::ReachedAlready(_) => "ReachedAlready",
    Refusal::NotStatable(_) => "NotStatable",
    Refusal::ShownAlready(_) => "ShownAlready",
    Refusal::BoundAlready => "BoundAlready",
    Refusal::NotBound => "NotBound",
    Refusal::OwnPolicy => "OwnPolicy",
);

fn titled(title: &str) -> Command {
    let Command::Open {
        id,
        project,
        profile,
        report,
        answered,
        public,
        ..
    } = open()
    else {
        unreachable!()
    };
    Command::Open {
        id,
        project,
        title: title.to_owned(),
        profile,
        report,
        answered,
        public,
    }
}

fn scored(scheme: Scheme) -> Command {
    Command::SetSeverity {
        scored: vec![Scored {
            scheme,
            vector: VECTOR.to_owned(),
            tenths: 71,
        }],
        reason: "Because.".to_owned(),
    }
}

fn reason(text: &str) -> Vec<Command> {
    let reason = || text.to_owned();
    vec![
        Command::HandOver {
            to: member("ada"),
            reason: reason(),
        },
        Command::GiveReason {
            clock: "released".to_owned(),
            reason: reason(),
        },
        Command::DecideDistributors {
            tell: true,
            reason: reason(),
        },
        Command::RecordListNotified { note: reason() },
        Command::Close {
            ending: Ending::Obsolete,
            reason: reason(),
        },
        Command::SetSeverity {
            scored: vec![Scored {
                scheme: Scheme::V31,
                vector: VECTOR.to_owned(),
                tenths: 71,
            }],
            reason: reason(),
        },
    ]
}

fn at_url(url: &str) -> Command {
    Command::LinkRepository {
        id: inner("fork"),
        name: "fork".to_owned(),
        url: url.to_owned(),
    }
}

fn close(ending: Ending) -> Command {
    Command::Close {
        ending,
        reason: "That is all.".to_owned(),
    }
}

#[test]
fn every_refusal_of_a_case_is_reached_and_names_a_way_out() {
    let (ada, bo, cleo, dan) = (pst("ada"), pst("bo"), team("cleo"), team("dan"));
    let mut cases: Vec<(&str, Stage, Actor, Command)> = vec![
        ("NotOpen", Stage::empty(), ada.clone(), take("ada")),
        ("NoTitle", Stage::empty(), ada.clone(), titled(" \n ")),
        ("AlreadyOpen", embargoed(), ada.clone(), open()),
        ("AlreadyOpen", announced(), ada.clone(), open()),
        ("Released", released(), ada.clone(), open()),
        ("Closed", closed(), ada.clone(), open()),
        ("Closed", closed(), bo.clone(), post("late", Audiences::PST)),
        ("Released", released(), bo.clone(), set(&[(FactKind::Title, "Another")])),
        (
            "Released",
            released(),
            bo.clone(),
            publish("final", "three", at("2025-09-08T13:40:00Z")),
        ),
        ("HasLead", embargoed(), ada.clone(), take("ada")),
        (
            "NotLead",
            ready(),
            ada.clone(),
            publish("final", "three", at("2025-09-08T13:00:00Z")),
        ),
        ("NotLead", prepared(), ada.clone(), approve("soon", "one")),
        ("NobodyNamed", embargoed(), bo.clone(), name(&[])),
        ("NobodyNamed", prepared(), bo.clone(), name(&["cleo"])),
        ("BadRepository", embargoed(), bo.clone(), at_url("javascript:alert(1)")),
        (
            "BadRepository",
            embargoed(),
            bo.clone(),
            at_url("https://example.org/a b"),
        ),
        (
            "BadRepository",
            embargoed(),
            bo.clone(),
            at_url("https://example.org/\"onclick="),
        ),
        ("BadCommit", embargoed(), bo.clone(), record("e1768")),
        ("BadCommit", embargoed(), bo.clone(), record("master; rm -rf /")),
        ("BadCommit", prepared(), dan.clone(), lgtm("")),
        ("CommitKnown", prepared(), cleo.clone(), record(&COMMIT.to_uppercase())),
        ("NoCommit", prepared(), dan.clone(), lgtm("0123456789abcdef")),
        ("OwnCommit", prepared(), cleo.clone(), lgtm(COMMIT)),
        ("NoCommits", embargoed(), cleo.clone(), Command::DeclareFixReady),
        (
            "NoVector",
            embargoed(),
            bo.clone(),
            Command::SetSeverity {
                scored: vec![],
                reason: "Because.".to_owned(),
            },
        ),
        ("OldScheme", embargoed(), bo.clone(), scored(Scheme::V30)),
        ("FinalCall", prepared(), ada.clone(), scored(Scheme::V40)),
        ("FinalCall", prepared(), cleo.clone(), severity()),
        (
            "NoClock",
            embargoed(),
            bo.clone(),
            Command::GiveReason {
                clock: "lunch".to_owned(),
                reason: "Hungry.".to_owned(),
            },
        ),
        ("NoReaders", embargoed(), bo.clone(), post("void", Audiences::default())),
        (
            "PublicMessage",
            embargoed(),
            bo.clone(),
            post("loud", Audiences::PUBLIC),
        ),
        (
            "PublicMessage",
            embargoed(),
            bo.clone(),
            post("loud", Audiences::of(&Audience::ALL)),
        ),
        ("NoAnnouncement", embargoed(), bo.clone(), approve("soon", "one")),
        ("NoAnnouncement", prepared(), bo.clone(), redraft("other", "one")),
        (
            "NoAnnouncement",
            ready(),
            bo.clone(),
            publish("soon", "one", at("2025-09-08T13:00:00Z")),
        ),
        (
            "AnnouncementExists",
            prepared(),
            bo.clone(),
            draft("again", MessageKind::ForthcomingFix, "x"),
        ),
        (
            "AnnouncementExists",
            announced(),
            bo.clone(),
            draft("again", MessageKind::ForthcomingFix, "x"),
        ),
        ("OtherBytes", prepared(), bo.clone(), approve("soon", "two")),
        (
            "OtherBytes",
            ready(),
            bo.clone(),
            publish("final", "four", at("2025-09-08T13:00:00Z")),
        ),
        ("NothingToSend", announced(), bo.clone(), approve("soon", "one")),
        ("PublishInstead", ready(), bo.clone(), approve("final", "three")),
        (
            "StaleDocuments",
            ready(),
            bo.clone(),
            publish("final", "three", at("2025-09-07T12:59:59Z")),
        ),
        (
            "StaleDocuments",
            ready(),
            bo.clone(),
            publish("final", "three", at("2025-09-08T13:00:01Z")),
        ),
        ("NotPublished", announced(), bo.clone(), close(Ending::Done)),
        ("Published", released(), bo.clone(), close(Ending::Obsolete)),
        (
            "AlreadyAttached",
            embargoed(),
            bo.clone(),
            Command::AttachReport {
                report: finder(),
                public: None,
            },
        ),
    ];
    cases.extend(
        reason(" \t\n")
            .into_iter()
            .map(|command| ("NoReason", embargoed(), pst("bo"), command)),
    );
    for url in ["javascript:alert(1)", "", "https://example.org/\"><script>"] {
        let known = PublicKnowledge {
            url: url.to_owned(),
            seen: at("2025-09-03T06:00:00Z"),
        };
        cases.push(("NoUrl", embargoed(), pst("bo"), Command::MarkPublic(known)));
    }

    // Without a Fix Lead nobody sends.
    let mut leaderless = Stage::empty();
    leaderless.done("2025-09-03T06:30:00Z", &ada, open());
    cases.push(("NoLead", leaderless.clone(), ada.clone(), approve("soon", "one")));
    cases.push((
        "NoLead",
        leaderless.clone(),
        ada.clone(),
        publish("final", "three", at("2025-09-03T06:00:00Z")),
    ));

    // A commit that is recorded after "fix ready" has to be read as well (S24).
    let mut unread = ready();
    unread.done("2025-09-08T13:10:00Z", &cleo, record("0123456789abcdef"));
    cases.push(("CommitsUnread", unread.clone(), cleo.clone(), Command::DeclareFixReady));
    cases.push((
        "FixNotReady",
        unread,
        bo.clone(),
        publish("final", "three", at("2025-09-08T13:10:00Z")),
    ));

    let mut bare = embargoed();
    bare.done(
        "2025-09-08T13:00:00Z",
        &ada,
        draft("final", MessageKind::FinalAnnouncement, "three"),
    );
    let publish_bare = publish("final", "three", at("2025-09-08T13:00:00Z"));
    cases.push(("NoSeverity", bare.clone(), bo.clone(), publish_bare.clone()));
    bare.done("2025-09-08T13:00:00Z", &bo, severity());
    cases.push(("FixNotReady", bare.clone(), bo.clone(), publish_bare.clone()));
    bare.done("2025-09-08T13:00:00Z", &cleo, record(COMMIT));
    bare.done("2025-09-08T13:00:00Z", &dan, lgtm(COMMIT));
    bare.done("2025-09-08T13:00:00Z", &dan, Command::DeclareFixReady);
    cases.push(("Missing", bare.clone(), bo.clone(), publish_bare));
    bare.done(
        "2025-09-08T13:00:00Z",
        &ada,
        draft("soon", MessageKind::ForthcomingFix, "one"),
    );
    cases.push(("Missing", bare, bo.clone(), approve("soon", "one")));

    // Who speaks for whom.
    let wrote = |who: &str| Command::HearFromReporter {
        message: message("more"),
        reporter: outsider(who),
        audiences: ambergate_process::access::Audiences::DISCLOSURE,
    };
    let chose = |who: &str| Command::ReporterChoseCredit {
        reporter: outsider(who),
        credit: CreditWish::Anonymous,
    };
    let second = linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid);
    let mut two = embargoed();
    two.done(
        "2025-09-03T07:00:00Z",
        &ada,
        Command::AttachReport {
            report: second,
            public: None,
        },
    );
    for command in [wrote("second"), chose("second")] {
        cases.push(("NotAllowed", two.clone(), reporter("finder"), command.clone()));
        cases.push(("NotAllowed", two.clone(), team("cleo"), command));
    }
    for command in [wrote("nobody"), chose("nobody")] {
        cases.push(("NoReporter", embargoed(), system(), command.clone()));
        cases.push(("NoReporter", embargoed(), reporter("nobody"), command));
    }
    let mut alone = embargoed();
    alone.case.reports.clear();
    cases.push(("NoReporter", alone, bo.clone(), post("hello", Audiences::DISCLOSURE)));

    cases.extend(super::inputs::rows());

    // Standings.
    for (actor, command) in [
        (maintainer("eve"), set(BEFORE)),
        (cleo.clone(), decide_distributors(true)),
        (cleo.clone(), approve("soon", "one")),
        (cleo.clone(), post("whisper", Audiences::REPORTER)),
        (cleo.clone(), post("whisper", Audiences::PST)),
        (reporter("finder"), severity()),
        (reporter("finder"), post("mine", Audiences::REPORTER)),
        (system(), publish("final", "three", at("2025-09-04T00:00:00Z"))),
        (system(), approve("soon", "one")),
        (system(), close(Ending::Obsolete)),
        (system(), take("bo")),
    ] {
        cases.push(("NotAllowed", prepared(), actor, command));
    }

    let (mut reached, mut said) = (BTreeSet::new(), String::new());
    for (number, (expected, mut stage, actor, command)) in cases.into_iter().enumerate() {
        let before = stage.case.clone();
        let refusal = match stage.act(&actor, command) {
            Err(refusal) => refusal,
            Ok(_) => panic!("row {number} should be refused as {expected}"),
        };
        assert_eq!(case_name(&refusal), expected, "row {number}: {refusal}");
        assert!(stage.case == before, "a refusal changes nothing");
        says_what_to_do(&refusal.to_string());
        let line = format!("{expected}: {refusal}\n");
        if !said.contains(&line) {
            said.push_str(&line);
        }
        reached.insert(expected);
    }
    insta::assert_snapshot!("refusals_of_a_case", said);

    // Leaks is for whoever holds the text: a digest is all that `decide` sees of it.
    let stage = announced();
    let leaks = lint(&stage.case, &stage.brief(Audiences::PUBLIC), "It is in plugin/etcd.");
    let refusal = Refusal::Leaks(leaks.into_iter().map(|leak| leak.words).collect::<Vec<_>>().join(", "));
    assert!(refusal.to_string().contains("plugin/etcd"), "{refusal}");
    says_what_to_do(&refusal.to_string());
    reached.insert(case_name(&refusal));

    let missed: Vec<_> = CASE.iter().filter(|name| !reached.contains(*name)).collect();
    assert!(missed.is_empty(), "no test reaches {missed:?}");
}

#[test]
fn a_published_case_still_takes_what_comes_after() {
    let mut stage = released();
    stage.done(
        "2025-09-08T14:00:00Z",
        &pst("ada"),
        post("thanks", Audiences::DISCLOSURE),
    );
    stage.done("2025-09-08T14:01:00Z", &pst("ada"), hand_over("ada"));
    let second = linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid);
    stage.done(
        "2025-09-08T14:02:00Z",
        &pst("ada"),
        Command::AttachReport {
            report: second,
            public: None,
        },
    );
    stage.done("2025-09-08T14:03:00Z", &pst("ada"), close(Ending::Done));
    let late = Command::HearFromReporter {
        message: message("late"),
        reporter: outsider("finder"),
        audiences: ambergate_process::access::Audiences::DISCLOSURE,
    };
    stage.done("2025-09-10T14:00:00Z", &reporter("finder"), late);
}
