//! Samples of the *Report* page.

use super::{CASE_ID, clock, drawn, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, report};
use crate::parts::layout::Display;
use ambergate_coordinator::messages::MessageVia;
use ambergate_coordinator::views::{FileLine, Letter, ReportView};
use ambergate_process::access::Audiences;
use ambergate_process::planner::State;
use ambergate_process::report::{CreditWish, PublicKnowledge, Reach, Report, Standing, Via};
use maud::Markup;

pub const REPORT: &[Sample] = &[
    Sample {
        name: "report",
        page: full,
    },
    Sample {
        name: "report-refused",
        page: refused_decline,
    },
    Sample {
        name: "report-public",
        page: public,
    },
    Sample {
        name: "report-handled",
        page: handled,
    },
    Sample {
        name: "report-unreadable",
        page: unreadable,
    },
];

/// A message of the reporter, with three files.
pub(super) fn letter(say: Say) -> Letter {
    let file = |(n, name, size): (u32, &str, u64)| FileLine {
        entry: "0m3a".to_owned(),
        n,
        name: say(name),
        media_type: "application/octet-stream".to_owned(),
        size,
    };
    Letter {
        id: "0m3a".to_owned(),
        at: at("11-16 00:14"),
        name: say("Quinn Varga"),
        by_reporter: true,
        via: MessageVia::Mail,
        audiences: Audiences::REPORTER,
        text: say(
            "With the etcd plugin, a record that is stored under a lease is answered with a TTL made from the lease ID, \
             not from the time the lease has left. The ID is a 64-bit number, cut to 32 bits:\n\n    $ dig +noall +answer \
             web.example.org @127.0.0.1\n    web.example.org.  1914722817  IN  A  192.0.2.10\n\nA resolver keeps that for \
             years. Anyone who may write one leased key can pin an answer. Steps and a capture are attached.",
        ),
        warnings: vec![say("the sender’s name holds another address")],
        in_clear: true,
        assumed: None,
        files: [
            (0, "poc.sh", 1_800),
            (1, "dig-output.png", 83_912),
            (2, "capture.pcap.gz", 411_700),
        ]
        .map(file)
        .to_vec(),
    }
}

fn view(say: Say) -> ReportView {
    let state = Report {
        arrived: Some(at("11-16 00:14")),
        via: Via::Mail,
        title: say("etcd plugin: a lease ID is used as a TTL"),
        from_name: say("Quinn Varga"),
        credit: CreditWish::As(say("Quinn Varga")),
        reach: Reach::Mail,
        files: 3,
        clear_text_arrival: true,
        assumed: Some(say("48 hours before the merge")),
        ..Report::default()
    };
    ReportView {
        id: "R-N8HC-77AK".to_owned(),
        reach: state.reach,
        state,
        letters: vec![letter(say)],
        first_answer: Some(clock(
            "first_answer",
            "First answer",
            "S4",
            State::DueSoon,
            "11-19 14:02",
            None,
        )),
        address: Some(say("quinn@example.org")),
        raw: vec![("0r1a".to_owned(), 512_077)],
        cases: vec![(CASE_ID.to_owned(), say("etcd plugin: a lease ID is used as a TTL"))],
    }
}

fn full(display: Display, say: Say) -> Markup {
    report::shown(&pst(say), &view(say), &drawn(display))
}

fn refused_decline(display: Display, say: Say) -> Markup {
    let typed = [
        ("exit", String::new()),
        ("text", say("Thank you. This is how it is meant to work: …")),
    ];
    let around = refused(display, "decline", &typed, "exit", "Choose why it is declined.");
    report::shown(&pst(say), &view(say), &around)
}

/// By the form, without a name or an address, about something that is out already.
fn public(display: Display, say: Say) -> Markup {
    let mut view = view(say);
    view.state.public = Some(PublicKnowledge {
        url: say("https://forum.example.org/t/4711"),
        seen: at("11-19 06:10"),
    });
    view.state.via = Via::Form;
    view.state.from_name = say("not named");
    view.state.clear_text_arrival = false;
    view.state.assumed = None;
    view.state.credit = CreditWish::Anonymous;
    view.reach = Reach::Secret;
    view.address = None;
    view.cases = vec![];
    let asap = ambergate_process::planner::Milestone {
        asap: true,
        ..clock(
            "first_answer",
            "First answer",
            "S4",
            State::Overdue,
            "11-19 06:10",
            None,
        )
    };
    view.first_answer = Some(asap);
    report::shown(&pst(say), &view, &drawn(display))
}

fn handled(display: Display, say: Say) -> Markup {
    let mut view = view(say);
    view.state.standing = CASE_ID.parse().map_or(Standing::Waiting, Standing::Opened);
    view.first_answer = Some(clock(
        "first_answer",
        "First answer",
        "S4",
        State::Met,
        "11-17 00:14",
        Some("11-16 07:50"),
    ));
    report::shown(&pst(say), &view, &drawn(display))
}

fn unreadable(display: Display, say: Say) -> Markup {
    let mut view = view(say);
    view.state.unreadable = Some(say("It has 5,000 nested parts; up to 100 are read."));
    view.state.title = say("Could not be read");
    view.letters = vec![];
    view.reach = Reach::None;
    view.address = None;
    report::shown(&pst(say), &view, &drawn(display))
}
