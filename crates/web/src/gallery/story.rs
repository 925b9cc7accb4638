//! The sample case as a timeline, its composer and its plan.

use super::Say;
use super::samples::{at, evidence, here, para, viewpoint};
use crate::parts::composer::{Attach, Composer, Readers};
use crate::parts::form::Form;
use crate::parts::lists::FileView;
use crate::parts::plan::{Bar, Mark, Plan, PlanGroup, PlanRow, Span};
use crate::parts::sprite::Icon;
use crate::parts::state::ClockState;
use crate::parts::text::{Run, plain};
use crate::parts::timeline::{Body, Entry, Event, Message, Timing};
use ambergate_process::access::{Audience, Audiences};

pub fn entries(say: Say) -> Vec<Entry> {
    let event = |when: &str, audiences, words| {
        Entry::Event(Event {
            at: at(when),
            words,
            audiences,
            icon: None,
        })
    };
    vec![
        Entry::Message(Message {
            id: "m-1".to_owned(),
            at: at("11-16 00:14"),
            timing: Timing::Assumed,
            from: say("Quinn Varga"),
            via: say("reported by mail"),
            audiences: Audiences::PST,
            body: Body::Text(say(
                "With the etcd plugin, a record that is stored under a lease is answered with a TTL made from the lease \
                 ID, not from the time the lease has left:\n\n    $ dig +noall +answer web.example.org @127.0.0.1\n    \
                 web.example.org.  1914722817  IN  A  192.0.2.10\n\nA resolver keeps that for years.",
            )),
            files: [
                ("poc.sh", 1_800),
                ("dig-output.png", 83_912),
                ("capture.pcap.gz", 411_700),
            ]
            .map(|(name, bytes)| FileView {
                name: say(name),
                bytes,
                href: here("m-1"),
            })
            .to_vec(),
            evidence: evidence(say),
        }),
        event(
            "11-16 00:14",
            Audiences::of(&[Audience::Reporter]),
            plain(say("Receipt sent: “received”, nothing else.")),
        ),
        event(
            "11-16 08:05",
            Audiences::PST,
            vec![
                Run::Strong(say("Robin Ashe")),
                Run::Text(say(" volunteered as Fix Lead; the rota had proposed Kim Solberg. ")),
                Run::Para(para("S13")),
            ],
        ),
        event(
            "11-17 10:12",
            Audiences::DISCLOSURE,
            vec![
                Run::Strong(say("Robin Ashe")),
                Run::Text(" set the severity: High 7.1. ".to_owned()),
                Run::Mono(say("AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H")),
                Run::Text(" ".to_owned()),
                Run::Para(para("S22")),
            ],
        ),
        Entry::Event(Event {
            at: at("11-18 17:10"),
            words: vec![
                Run::Strong("Embargo agreed".to_owned()),
                Run::Text(say(" by Robin Ashe and Quinn Varga: ends ")),
                Run::Time(at("12-01 14:00")),
                Run::Text(".".to_owned()),
            ],
            audiences: Audiences::DISCLOSURE,
            icon: Some(Icon::Embargoed),
        }),
        Entry::Message(Message {
            id: "m-2".to_owned(),
            at: at("11-19 07:55"),
            timing: Timing::Observed,
            from: say("Northwind Linux"),
            via: say("by mail, encrypted"),
            audiences: Audiences::of(&[Audience::Pst, Audience::Distributors]),
            body: Body::Unreadable {
                why: say("it has 5,000 nested parts."),
                raw: here("m-2"),
            },
            files: Vec::new(),
            evidence: Vec::new(),
        }),
    ]
}

pub fn composer(say: Say) -> Composer {
    let readers = |value: &str, label: &str, audiences, count, names: &str, not: &str| Readers {
        value: value.to_owned(),
        label: say(label),
        audiences,
        count,
        names: plain(say(names)),
        not: say(not),
    };
    Composer {
        form: Form::new(here("composer"), "sample").once("sample"),
        choices: vec![
            readers(
                "thread",
                "Disclosure thread",
                Audiences::DISCLOSURE,
                8,
                "the PST (Robin Ashe, Kim Solberg, Sasha Okoye, Alex Moreau, Noor Haddad), the Fix Team (Jules Tanaka, \
                 Lee Imran) and the reporter, Quinn Varga, by encrypted mail.",
                "Not etcd, not distributors, not the public.",
            ),
            readers(
                "team",
                "PST and Fix Team",
                Audiences::TEAM,
                7,
                "the PST and the Fix Team.",
                "Not the reporter, not distributors, not the public.",
            ),
            readers(
                "pst",
                "PST only",
                Audiences::PST,
                5,
                "the PST.",
                "Nobody outside the PST, not even the Fix Team.",
            ),
        ],
        chosen: Some("thread".to_owned()),
        body: say("If etcd does not answer within 500 ms we use min-lease-ttl, 30 s by default."),
        to_error: None,
        body_error: None,
        files: Attach::Files,
    }
}

pub fn plan(say: Say) -> Plan {
    let row = |label: &str, number: &str, because: &str, bar, state, words: &str, when: Option<&str>| PlanRow {
        label: say(label),
        para: Some(para(number)),
        because: say(because),
        bar,
        imagined: None,
        state,
        words: say(words),
        at: when.map(at),
    };
    let bar = |from: &str, to: &str, mark| Bar {
        window: Span::Window {
            from: at(from),
            to: at(to),
        },
        mark,
        ..Bar::default()
    };
    let within = "within 24 h of the report";
    let rows = vec![
        row(
            "Fix Team named",
            "S20",
            within,
            bar("11-16 00:14", "11-17 00:14", Mark::Done(at("11-16 19:02"))),
            ClockState::Met,
            "Met",
            Some("11-16 19:02"),
        ),
        row(
            "Private repository",
            "S21",
            within,
            bar("11-16 00:14", "11-17 00:14", Mark::Done(at("11-17 01:31"))),
            ClockState::MetLate,
            "Met 1 h 17 min late",
            Some("11-17 01:31"),
        ),
        row(
            "Fix ready",
            "S24",
            "moved from day 7; every commit has an LGTM",
            Bar {
                first_target: Some(at("11-23 00:14")),
                ..bar("11-16 00:14", "11-26 12:00", Mark::Nothing)
            },
            ClockState::Open,
            "7 d 3 h left",
            None,
        ),
        row(
            "CVE record published",
            "S37",
            "no date is set",
            Bar {
                window: Span::OpenEnded {
                    from: at("12-01 14:00"),
                },
                ..Bar::default()
            },
            ClockState::Open,
            "Open",
            None,
        ),
        row(
            "Release",
            "S35",
            "release window Mon to Thu, 14:00; by day 21",
            Bar {
                opens: Some(at("11-23 14:00")),
                ..bar("11-16 00:14", "12-07 00:14", Mark::Planned(at("12-01 14:00")))
            },
            ClockState::Open,
            "Planned",
            Some("12-01 14:00"),
        ),
        row(
            "Advisory published",
            "S38",
            "etcd: not before 8 Dec. Quinn Varga: no later than 3 Dec",
            Bar {
                window: Span::Clash {
                    from: at("12-08 15:00"),
                    to: at("12-03 12:00"),
                },
                ..Bar::default()
            },
            ClockState::Conflict,
            "No instant fits",
            None,
        ),
    ];
    Plan {
        from: at("11-16 00:00"),
        to: at("12-11 00:00"),
        now: viewpoint().now,
        embargo_end: Some(at("12-01 14:00")),
        groups: vec![PlanGroup { heading: None, rows }],
    }
}
