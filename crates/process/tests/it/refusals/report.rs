//! Refusals of a report.

use super::{says_what_to_do, variants};
use crate::stage::*;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::report::{self, Arrival, CreditWish, Exit, PublicKnowledge, Reach, Report, Via};
use std::collections::BTreeSet;

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
    let known = |url: &str| PublicKnowledge {
        url: url.to_owned(),
        seen: at("2025-09-03T00:00:00Z"),
    };
    let mut rows = vec![
        ("NotPst", fresh.clone(), team("cleo"), C::OpenCase { case: case() }),
        (
            "NotPst",
            fresh.clone(),
            reporter("finder"),
            C::Decline {
                exit: Exit::Spam,
                message: None,
            },
        ),
        (
            "NotPst",
            fresh.clone(),
            reporter("other"),
            C::HearFromReporter {
                message: message("more"),
            },
        ),
        (
            "NotPst",
            fresh.clone(),
            reporter("other"),
            C::ChooseCredit(CreditWish::Anonymous),
        ),
        (
            "NotPst",
            fresh.clone(),
            maintainer("eve"),
            C::MarkPublic(known("https://example.org/")),
        ),
        (
            "NoReason",
            fresh.clone(),
            pst("ada"),
            C::AllowClearMail { reason: " ".to_owned() },
        ),
        (
            "NoReason",
            fresh.clone(),
            pst("ada"),
            C::NoteAssumedArrival { because: String::new() },
        ),
        (
            "NobodyToAnswer",
            mute.clone(),
            pst("ada"),
            C::Answer {
                message: message("hello"),
            },
        ),
        (
            "NobodyToAnswer",
            mute.clone(),
            pst("ada"),
            C::AskMore {
                message: message("hello"),
            },
        ),
        (
            "NobodyToAnswer",
            mute,
            pst("ada"),
            C::Decline {
                exit: Exit::Spam,
                message: Some(message("no")),
            },
        ),
        (
            "NoUrl",
            fresh.clone(),
            pst("ada"),
            C::MarkFixPublic {
                url: url("ftp://example.org"),
            },
        ),
        (
            "NoUrl",
            fresh.clone(),
            pst("ada"),
            C::MarkPublic(known("javascript:alert(1)")),
        ),
        ("Handled", fresh.clone(), system(), C::Receive(arrival(Reach::Mail))),
    ];
    for ending in [
        C::OpenCase { case: case() },
        C::AttachTo { case: case() },
        C::Decline {
            exit: Exit::Spam,
            message: None,
        },
        C::MarkFixPublic {
            url: url("https://example.org/fix"),
        },
    ] {
        let handled = after(&fresh, ending.clone());
        rows.push(("Handled", handled.clone(), pst("ada"), ending));
        rows.push((
            "Handled",
            handled,
            pst("ada"),
            C::AskMore {
                message: message("hello"),
            },
        ));
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
