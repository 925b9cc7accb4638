//! Every refusal is reached, and each says in a sentence what to do instead.

use crate::stage::*;
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::aggregate::Aggregate;
use ambergate_process::announce::lint;
use ambergate_process::case::{self, Command, Ending};
use ambergate_process::facts::FactKind;
use ambergate_process::ids::Slug;
use ambergate_process::people::Absence;
use ambergate_process::policy::MessageKind;
use ambergate_process::project::{self, Joining, Project, Settings};
use ambergate_process::report::{self, Arrival, CreditWish, Exit, PublicKnowledge, Reach, Report, Via};
use ambergate_process::severity::{Scheme, Scored};
use std::collections::BTreeSet;

/// Names every variant; a new one does not compile until it has a name here, and fails until a test reaches it.
macro_rules! variants {
    ($names:ident, $name:ident, $refusal:ty: $($pattern:pat => $word:literal),* $(,)?) => {
        const $names: &[&str] = &[$($word),*];
        fn $name(refusal: &$refusal) -> &'static str {
            match refusal { $($pattern => $word),* }
        }
    };
}

variants!(CASE, case_name, case::Refusal:
    case::Refusal::NotAllowed { .. } => "NotAllowed",
    case::Refusal::NotOpen => "NotOpen",
    case::Refusal::AlreadyOpen => "AlreadyOpen",
    case::Refusal::Closed => "Closed",
    case::Refusal::Released => "Released",
    case::Refusal::HasLead(_) => "HasLead",
    case::Refusal::NoLead => "NoLead",
    case::Refusal::NotLead => "NotLead",
    case::Refusal::NobodyNamed => "NobodyNamed",
    case::Refusal::NoReason => "NoReason",
    case::Refusal::NoTitle => "NoTitle",
    case::Refusal::BadRepository => "BadRepository",
    case::Refusal::BadCommit => "BadCommit",
    case::Refusal::CommitKnown => "CommitKnown",
    case::Refusal::NoCommit => "NoCommit",
    case::Refusal::OwnCommit => "OwnCommit",
    case::Refusal::CommitsUnread(_) => "CommitsUnread",
    case::Refusal::NoCommits => "NoCommits",
    case::Refusal::NoVector => "NoVector",
    case::Refusal::OldScheme => "OldScheme",
    case::Refusal::FinalCall => "FinalCall",
    case::Refusal::NoClock => "NoClock",
    case::Refusal::NoUrl => "NoUrl",
    case::Refusal::NoReaders => "NoReaders",
    case::Refusal::PublicMessage => "PublicMessage",
    case::Refusal::NoReporter => "NoReporter",
    case::Refusal::NoAnnouncement => "NoAnnouncement",
    case::Refusal::AnnouncementExists(_) => "AnnouncementExists",
    case::Refusal::OtherBytes => "OtherBytes",
    case::Refusal::NothingToSend => "NothingToSend",
    case::Refusal::Missing(_) => "Missing",
    case::Refusal::Leaks(_) => "Leaks",
    case::Refusal::PublishInstead => "PublishInstead",
    case::Refusal::NoSeverity => "NoSeverity",
    case::Refusal::FixNotReady => "FixNotReady",
    case::Refusal::StaleDocuments => "StaleDocuments",
    case::Refusal::NotPublished => "NotPublished",
    case::Refusal::Published => "Published",
    case::Refusal::AlreadyAttached => "AlreadyAttached",
);

#[track_caller]
fn says_what_to_do(text: &str) {
    assert!(text.len() > 20 && text.ends_with('.'), "{text}");
    assert!(text.chars().next().unwrap().is_uppercase() || text.contains("leads the fix"), "{text}");
    for word in ["invalid", "error", "issue", "ticket", "user", "forbidden"] {
        assert!(!text.to_lowercase().contains(word), "{word}: {text}");
    }
}

fn titled(title: &str) -> Command {
    let Command::Open { id, project, profile, report, answered, public, .. } = open() else { unreachable!() };
    Command::Open { id, project, title: title.to_owned(), profile, report, answered, public }
}

fn scored(scheme: Scheme) -> Command {
    Command::SetSeverity {
        scored: vec![Scored { scheme, vector: VECTOR.to_owned(), tenths: 71 }],
        reason: "Because.".to_owned(),
    }
}

fn reason(text: &str) -> Vec<Command> {
    let reason = || text.to_owned();
    vec![
        Command::HandOver { to: member("ada"), reason: reason() },
        Command::GiveReason { clock: "released".to_owned(), reason: reason() },
        Command::DecideDistributors { tell: true, reason: reason() },
        Command::RecordListNotified { note: reason() },
        Command::Close { ending: Ending::Obsolete, reason: reason() },
        Command::SetSeverity {
            scored: vec![Scored { scheme: Scheme::V31, vector: VECTOR.to_owned(), tenths: 71 }],
            reason: reason(),
        },
    ]
}

fn at_url(url: &str) -> Command {
    Command::LinkRepository { id: inner("fork"), name: "fork".to_owned(), url: url.to_owned() }
}

fn close(ending: Ending) -> Command {
    Command::Close { ending, reason: "That is all.".to_owned() }
}

#[test]
fn every_refusal_of_a_case_is_reached_and_names_a_way_out() {
    let (ada, bo, cleo, dan) = (pst("ada"), pst("bo"), team("cleo"), team("dan"));
    let mut cases: Vec<(&str, Stage, ambergate_process::access::Actor, Command)> = vec![
        ("NotOpen", Stage::empty(), ada.clone(), take("ada")),
        ("NoTitle", Stage::empty(), ada.clone(), titled(" \n ")),
        ("AlreadyOpen", embargoed(), ada.clone(), open()),
        ("AlreadyOpen", announced(), ada.clone(), open()),
        ("Released", released(), ada.clone(), open()),
        ("Closed", closed(), ada.clone(), open()),
        ("Closed", closed(), bo.clone(), post("late", Audiences::PST)),
        ("Released", released(), bo.clone(), set(&[(FactKind::Title, "Another")])),
        ("Released", released(), bo.clone(), publish("final", "three", at("2025-09-08T13:40:00Z"))),
        ("HasLead", embargoed(), ada.clone(), take("ada")),
        ("NotLead", ready(), ada.clone(), publish("final", "three", at("2025-09-08T13:00:00Z"))),
        ("NotLead", prepared(), ada.clone(), approve("soon", "one")),
        ("NobodyNamed", embargoed(), bo.clone(), name(&[])),
        ("NobodyNamed", prepared(), bo.clone(), name(&["cleo"])),
        ("BadRepository", embargoed(), bo.clone(), at_url("javascript:alert(1)")),
        ("BadRepository", embargoed(), bo.clone(), at_url("https://example.org/a b")),
        ("BadRepository", embargoed(), bo.clone(), at_url("https://example.org/\"onclick=")),
        ("BadCommit", embargoed(), bo.clone(), record("e1768")),
        ("BadCommit", embargoed(), bo.clone(), record("master; rm -rf /")),
        ("BadCommit", prepared(), dan.clone(), lgtm("")),
        ("CommitKnown", prepared(), cleo.clone(), record(&COMMIT.to_uppercase())),
        ("NoCommit", prepared(), dan.clone(), lgtm("0123456789abcdef")),
        ("OwnCommit", prepared(), cleo.clone(), lgtm(COMMIT)),
        ("NoCommits", embargoed(), cleo.clone(), Command::DeclareFixReady),
        ("NoVector", embargoed(), bo.clone(), Command::SetSeverity { scored: vec![], reason: "Because.".to_owned() }),
        ("OldScheme", embargoed(), bo.clone(), scored(Scheme::V30)),
        ("FinalCall", prepared(), ada.clone(), scored(Scheme::V40)),
        ("FinalCall", prepared(), cleo.clone(), severity()),
        ("NoClock", embargoed(), bo.clone(), Command::GiveReason { clock: "lunch".to_owned(), reason: "Hungry.".to_owned() }),
        ("NoReaders", embargoed(), bo.clone(), post("void", Audiences::default())),
        ("PublicMessage", embargoed(), bo.clone(), post("loud", Audiences::PUBLIC)),
        ("PublicMessage", embargoed(), bo.clone(), post("loud", Audiences::of(&Audience::ALL))),
        ("NoAnnouncement", embargoed(), bo.clone(), approve("soon", "one")),
        ("NoAnnouncement", prepared(), bo.clone(), redraft("other", "one")),
        ("NoAnnouncement", ready(), bo.clone(), publish("soon", "one", at("2025-09-08T13:00:00Z"))),
        ("AnnouncementExists", prepared(), bo.clone(), draft("again", MessageKind::ForthcomingFix, "x")),
        ("AnnouncementExists", announced(), bo.clone(), draft("again", MessageKind::ForthcomingFix, "x")),
        ("OtherBytes", prepared(), bo.clone(), approve("soon", "two")),
        ("OtherBytes", ready(), bo.clone(), publish("final", "four", at("2025-09-08T13:00:00Z"))),
        ("NothingToSend", announced(), bo.clone(), approve("soon", "one")),
        ("PublishInstead", ready(), bo.clone(), approve("final", "three")),
        ("StaleDocuments", ready(), bo.clone(), publish("final", "three", at("2025-09-07T12:59:59Z"))),
        ("StaleDocuments", ready(), bo.clone(), publish("final", "three", at("2025-09-08T13:00:01Z"))),
        ("NotPublished", announced(), bo.clone(), close(Ending::Done)),
        ("Published", released(), bo.clone(), close(Ending::Obsolete)),
        ("AlreadyAttached", embargoed(), bo.clone(), Command::AttachReport { report: finder(), public: None }),
    ];
    cases.extend(reason(" \t\n").into_iter().map(|command| ("NoReason", embargoed(), pst("bo"), command)));
    for url in ["javascript:alert(1)", "", "https://example.org/\"><script>"] {
        let known = PublicKnowledge { url: url.to_owned(), seen: at("2025-09-03T06:00:00Z") };
        cases.push(("NoUrl", embargoed(), pst("bo"), Command::MarkPublic(known)));
    }

    // Without a Fix Lead nobody sends.
    let mut leaderless = Stage::empty();
    leaderless.done("2025-09-03T06:30:00Z", &ada, open());
    cases.push(("NoLead", leaderless.clone(), ada.clone(), approve("soon", "one")));
    cases.push(("NoLead", leaderless.clone(), ada.clone(), publish("final", "three", at("2025-09-03T06:00:00Z"))));

    // A commit that is recorded after "fix ready" has to be read as well (S24).
    let mut unread = ready();
    unread.done("2025-09-08T13:10:00Z", &cleo, record("0123456789abcdef"));
    cases.push(("CommitsUnread", unread.clone(), cleo.clone(), Command::DeclareFixReady));
    cases.push(("FixNotReady", unread, bo.clone(), publish("final", "three", at("2025-09-08T13:10:00Z"))));

    let mut bare = embargoed();
    bare.done("2025-09-08T13:00:00Z", &ada, draft("final", MessageKind::FinalAnnouncement, "three"));
    let publish_bare = publish("final", "three", at("2025-09-08T13:00:00Z"));
    cases.push(("NoSeverity", bare.clone(), bo.clone(), publish_bare.clone()));
    bare.done("2025-09-08T13:00:00Z", &bo, severity());
    cases.push(("FixNotReady", bare.clone(), bo.clone(), publish_bare.clone()));
    bare.done("2025-09-08T13:00:00Z", &cleo, record(COMMIT));
    bare.done("2025-09-08T13:00:00Z", &dan, lgtm(COMMIT));
    bare.done("2025-09-08T13:00:00Z", &dan, Command::DeclareFixReady);
    cases.push(("Missing", bare.clone(), bo.clone(), publish_bare));
    bare.done("2025-09-08T13:00:00Z", &ada, draft("soon", MessageKind::ForthcomingFix, "one"));
    cases.push(("Missing", bare, bo.clone(), approve("soon", "one")));

    // Who speaks for whom.
    let wrote = |who: &str| Command::HearFromReporter { message: message("more"), reporter: outsider(who) };
    let chose = |who: &str| Command::ReporterChoseCredit { reporter: outsider(who), credit: CreditWish::Anonymous };
    let second = linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid);
    let mut two = embargoed();
    two.done("2025-09-03T07:00:00Z", &ada, Command::AttachReport { report: second, public: None });
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

    let mut reached = BTreeSet::new();
    for (number, (expected, mut stage, actor, command)) in cases.into_iter().enumerate() {
        let before = stage.case.clone();
        let refusal = match stage.act(&actor, command) {
            Err(refusal) => refusal,
            Ok(_) => panic!("row {number} should be refused as {expected}"),
        };
        assert_eq!(case_name(&refusal), expected, "row {number}: {refusal}");
        assert!(stage.case == before, "a refusal changes nothing");
        says_what_to_do(&refusal.to_string());
        reached.insert(expected);
    }

    // Leaks is for whoever holds the text: a digest is all that `decide` sees of it.
    let stage = announced();
    let leaks = lint(&stage.case, &stage.brief(Audiences::PUBLIC), "It is in plugin/etcd.");
    let refusal = case::Refusal::Leaks(leaks.into_iter().map(|leak| leak.words).collect::<Vec<_>>().join(", "));
    assert!(refusal.to_string().contains("plugin/etcd"), "{refusal}");
    says_what_to_do(&refusal.to_string());
    reached.insert(case_name(&refusal));

    let missed: Vec<_> = CASE.iter().filter(|name| !reached.contains(*name)).collect();
    assert!(missed.is_empty(), "no test reaches {missed:?}");
}

#[test]
fn a_published_case_still_takes_what_comes_after() {
    let mut stage = released();
    stage.done("2025-09-08T14:00:00Z", &pst("ada"), post("thanks", Audiences::DISCLOSURE));
    stage.done("2025-09-08T14:01:00Z", &pst("ada"), hand_over("ada"));
    let second = linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid);
    stage.done("2025-09-08T14:02:00Z", &pst("ada"), Command::AttachReport { report: second, public: None });
    stage.done("2025-09-08T14:03:00Z", &pst("ada"), close(Ending::Done));
    let late = Command::HearFromReporter { message: message("late"), reporter: outsider("finder") };
    stage.done("2025-09-10T14:00:00Z", &reporter("finder"), late);
}

variants!(REPORT, report_name, report::Refusal:
    report::Refusal::NotPst => "NotPst",
    report::Refusal::Handled(_) => "Handled",
    report::Refusal::NoReason => "NoReason",
    report::Refusal::NobodyToAnswer => "NobodyToAnswer",
    report::Refusal::NoUrl => "NoUrl",
);

fn arrival(reach: Reach) -> Arrival {
    Arrival {
        id: "R-7K3F-9QXA".parse().unwrap(),
        project: inner("coredns"),
        reporter: outsider("finder"),
        via: Via::Form,
        title: "Records live for years".to_owned(),
        from_name: "A. Finder".to_owned(),
        credit: CreditWish::NotSaid,
        public: None,
        unreadable: None,
        reach,
        clear_mail: false,
        files: 0,
        message: None,
        may_acknowledge: false,
        arrived: at("2025-09-03T00:14:00Z"),
    }
}

fn received(reach: Reach) -> Report {
    let mut report = Report::default();
    for event in report::decide(&report, report::Command::Receive(arrival(reach)), &system()).unwrap() {
        report.apply(&event, at("2025-09-03T00:14:00Z"));
    }
    report
}

fn after(report: &Report, command: report::Command) -> Report {
    let mut report = report.clone();
    for event in report::decide(&report, command, &pst("ada")).unwrap() {
        report.apply(&event, at("2025-09-03T07:00:00Z"));
    }
    report
}

#[test]
fn every_refusal_of_a_report_is_reached_and_names_a_way_out() {
    use report::Command as C;
    let (fresh, mute) = (received(Reach::Mail), received(Reach::None));
    let case = || "AG-7K3F-9QXA".parse().unwrap();
    let url = |url: &str| url.to_owned();
    let known = |url: &str| PublicKnowledge { url: url.to_owned(), seen: at("2025-09-03T00:00:00Z") };
    let mut rows = vec![
        ("NotPst", fresh.clone(), team("cleo"), C::OpenCase { case: case() }),
        ("NotPst", fresh.clone(), reporter("finder"), C::Decline { exit: Exit::Spam, message: None }),
        ("NotPst", fresh.clone(), reporter("other"), C::HearFromReporter { message: message("more") }),
        ("NotPst", fresh.clone(), reporter("other"), C::ChooseCredit(CreditWish::Anonymous)),
        ("NotPst", fresh.clone(), maintainer("eve"), C::MarkPublic(known("https://example.org/"))),
        ("NoReason", fresh.clone(), pst("ada"), C::AllowClearMail { reason: " ".to_owned() }),
        ("NoReason", fresh.clone(), pst("ada"), C::NoteAssumedArrival { because: String::new() }),
        ("NobodyToAnswer", mute.clone(), pst("ada"), C::Answer { message: message("hello") }),
        ("NobodyToAnswer", mute.clone(), pst("ada"), C::AskMore { message: message("hello") }),
        ("NobodyToAnswer", mute, pst("ada"), C::Decline { exit: Exit::Spam, message: Some(message("no")) }),
        ("NoUrl", fresh.clone(), pst("ada"), C::MarkFixPublic { url: url("ftp://example.org") }),
        ("NoUrl", fresh.clone(), pst("ada"), C::MarkPublic(known("javascript:alert(1)"))),
        ("Handled", fresh.clone(), system(), C::Receive(arrival(Reach::Mail))),
    ];
    for ending in [
        C::OpenCase { case: case() },
        C::AttachTo { case: case() },
        C::Decline { exit: Exit::Spam, message: None },
        C::MarkFixPublic { url: url("https://example.org/fix") },
    ] {
        let handled = after(&fresh, ending.clone());
        rows.push(("Handled", handled.clone(), pst("ada"), ending));
        rows.push(("Handled", handled, pst("ada"), C::AskMore { message: message("hello") }));
    }
    let mut reached = BTreeSet::new();
    for (number, (expected, report, actor, command)) in rows.into_iter().enumerate() {
        let refusal = match report::decide(&report, command, &actor) {
            Err(refusal) => refusal,
            Ok(_) => panic!("row {number} should be refused as {expected}"),
        };
        assert_eq!(report_name(&refusal), expected, "row {number}: {refusal}");
        says_what_to_do(&refusal.to_string());
        reached.insert(expected);
    }
    assert_eq!(reached, REPORT.iter().copied().collect());
}

variants!(PROJECT, project_name, project::Refusal:
    project::Refusal::NotPst => "NotPst",
    project::Refusal::Founded => "Founded",
    project::Refusal::NoMember => "NoMember",
    project::Refusal::LastOne => "LastOne",
    project::Refusal::EmptyAbsence => "EmptyAbsence",
    project::Refusal::NotYours => "NotYours",
);

#[test]
fn every_refusal_of_a_project_is_reached_and_names_a_way_out() {
    use ambergate_process::access::Role;
    use project::Command as C;
    let now = at("2025-09-01T00:00:00Z");
    let found = || C::Found {
        id: inner("coredns"),
        slug: "coredns".parse::<Slug>().unwrap(),
        settings: Settings::default(),
        profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
    };
    let join = |who: &str, role| C::Join(Joining { member: member(who), name: who.to_owned(), handle: None, role });
    let absence = |from: &str, to: &str| Absence { from: at(from), to: at(to) };
    let mut founded = Project::default();
    for command in [found(), join("ada", Role::Pst), join("cleo", Role::Maintainer)] {
        for event in project::decide(&founded, command, &system(), now).unwrap() {
            founded.apply(&event, now);
        }
    }
    let week = absence("2025-09-02T00:00:00Z", "2025-09-09T00:00:00Z");
    let rows = vec![
        ("NotPst", Project::default(), pst("ada"), found()),
        ("NotPst", founded.clone(), maintainer("cleo"), join("eve", Role::Pst)),
        ("NotPst", founded.clone(), reporter("finder"), C::ChangeSettings(Settings::default())),
        ("Founded", founded.clone(), system(), found()),
        ("NoMember", founded.clone(), pst("ada"), C::Leave { member: member("eve") }),
        ("NoMember", founded.clone(), pst("ada"), C::BeAway { member: member("eve"), absence: week.clone() }),
        ("LastOne", founded.clone(), pst("ada"), C::Leave { member: member("ada") }),
        ("LastOne", founded.clone(), pst("ada"), join("ada", Role::Maintainer)),
        ("EmptyAbsence", founded.clone(), pst("ada"), C::BeAway { member: member("ada"), absence: Absence { from: week.to, to: week.from } }),
        ("NotYours", founded.clone(), maintainer("cleo"), C::BeAway { member: member("ada"), absence: week }),
    ];
    let mut reached = BTreeSet::new();
    for (number, (expected, project, actor, command)) in rows.into_iter().enumerate() {
        let refusal = match project::decide(&project, command, &actor, now) {
            Err(refusal) => refusal,
            Ok(_) => panic!("row {number} should be refused as {expected}"),
        };
        assert_eq!(project_name(&refusal), expected, "row {number}: {refusal}");
        says_what_to_do(&refusal.to_string());
        reached.insert(expected);
    }
    assert_eq!(reached, PROJECT.iter().copied().collect());
}
