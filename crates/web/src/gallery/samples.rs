//! Sample views for the gallery and its tests.

use super::Say;
use crate::parts::buttons::{Here, LinkButton, Weight};
use crate::parts::form::Form;
use crate::parts::layout::{Band, Display, Foot, MemberPage, NavGroup, NavItem, NavLink};
use crate::parts::lists::{Due, Evidence, Line, LineGroup, StripCell, StripWidth, Tab, Weighs, words};
use crate::parts::marks::Para;
use crate::parts::notes::Flash;
use crate::parts::rail::{Clock, Fact, Pair, Person, Repository, Used};
use crate::parts::sprite::Icon;
use crate::parts::state::{ClockState, Phase, SeverityView, phase, severity};
use crate::parts::text::{Href, Link, Run, plain};
use crate::parts::time::{OwnZone, Viewpoint, countdown};
use ambergate_process::Instant;
use ambergate_process::access::Audience;
use ambergate_process::severity::Rating;
use jiff::tz::{TimeZone, offset};

/// An instant of the sample story, as `11-19 08:40` in 2026.
pub fn at(text: &str) -> Instant {
    format!("2026-{}:00Z", text.replace(' ', "T"))
        .parse()
        .unwrap_or(Instant::UNIX_EPOCH)
}

pub fn viewpoint() -> Viewpoint {
    let own = OwnZone {
        zone: TimeZone::fixed(offset(1)),
        place: "Berlin".to_owned(),
    };
    Viewpoint {
        now: at("11-19 08:40"),
        own: Some(own),
    }
}

pub fn here(fragment: &str) -> Href {
    Href::to(format!("#{fragment}"))
}

pub fn para(number: &str) -> Para {
    Para::at(number, here("keys"))
}

pub fn frame(title: &str, say: Say, display: Display) -> MemberPage {
    let item = |label: &str, open: Option<u64>, key: Option<&'static str>, now: Here| {
        NavItem::Link(NavLink {
            label: label.to_owned(),
            href: here("main"),
            open,
            key,
            here: now,
        })
    };
    let sign_out = NavItem::Act {
        label: "Sign out".to_owned(),
        form: Form::new(Href::to("/sign-out"), "sample"),
    };
    MemberPage {
        title: title.to_owned(),
        project: say("CoreDNS"),
        home: here("main"),
        view: viewpoint(),
        display,
        nav: vec![
            NavGroup {
                heading: None,
                items: vec![
                    item("Today", Some(9), Some("g t"), Here::Elsewhere),
                    item("Inbox", Some(4), Some("g i"), Here::Elsewhere),
                    item("Cases", Some(6), Some("g c"), Here::Here),
                    item("Advisories", None, None, Here::Elsewhere),
                ],
            },
            NavGroup {
                heading: Some(say("Robin Ashe")),
                items: vec![item("Help and keys", None, Some("?"), Here::Elsewhere), sign_out],
            },
        ],
        band: Some(Band {
            until: Some(at("12-01 14:00")),
            tlp: say("TLP:AMBER+STRICT"),
        }),
        flash: Some(Flash {
            words: say("Sent to 8 people, 08:41 UTC."),
            link: Some(Link::new(say("See it in the timeline"), here("timeline"))),
        }),
        foot: Foot {
            note: "Sample page. People, addresses and times are invented.".to_owned(),
            links: vec![Link::new(say("Profile coredns, version 7"), here("main"))],
        },
    }
}

pub fn strip(say: Say) -> Vec<StripCell> {
    let high = SeverityView::Scored {
        rating: Rating::High,
        tenths: Some(71),
    };
    let end = at("12-01 14:00");
    let cell = |label: &str, big, sub, width| StripCell {
        label: label.to_owned(),
        big,
        sub,
        width,
    };
    vec![
        cell(
            "State",
            phase(Phase::Embargoed),
            vec![plain(say("fix in review, 1 of 2 commits LGTM"))],
            StripWidth::Half,
        ),
        cell(
            "Severity",
            severity(high),
            vec![plain(say("CVSS 3.1, by Robin Ashe"))],
            StripWidth::Half,
        ),
        cell(
            "Embargo ends in",
            countdown(end, &viewpoint()),
            vec![vec![Run::Time(end)], plain(say("15:00 in Berlin, Tuesday"))],
            StripWidth::Whole,
        ),
        cell(
            "Fix Lead",
            words(&say("Robin Ashe")),
            vec![vec![
                Run::Text(say("you, since 16 Nov. ")),
                Run::Link(Link::new("Hand over", here("main"))),
            ]],
            StripWidth::Whole,
        ),
    ]
}

pub fn tabs(say: Say) -> Vec<Tab> {
    [
        ("Timeline", Some("14"), Here::Here),
        ("Plan", None, Here::Elsewhere),
        ("Fix", Some("2 commits"), Here::Elsewhere),
    ]
    .map(|(label, note, now)| Tab {
        label: say(label),
        href: here("tabs"),
        note: note.map(say),
        here: now,
    })
    .to_vec()
}

pub fn evidence(say: Say) -> Vec<Evidence> {
    [
        (Icon::Signature, "DKIM passes for example.org", Weighs::Fine),
        (Icon::NoKey, "sent in the clear", Weighs::Against),
        (Icon::Clip, "2 files, 61 KB", Weighs::Fine),
    ]
    .map(|(icon, text, weighs)| Evidence {
        icon,
        words: say(text),
        weighs,
    })
    .to_vec()
}

pub fn clocks(say: Say) -> Vec<Clock> {
    let clock = |state, label: &str, number: &str, when: &str, used| Clock {
        state,
        label: say(label),
        para: Some(para(number)),
        when: plain(say(when)),
        used,
    };
    let used = Some(Used {
        hours: 80,
        of: 168,
        soon: 144,
    });
    vec![
        clock(ClockState::Met, "Fix Team named", "S20", "met after 18 h 48 min", None),
        clock(
            ClockState::MetLate,
            "Private repository",
            "S21",
            "met 1 h 17 min late",
            None,
        ),
        clock(
            ClockState::Open,
            "Fix ready",
            "S24",
            "3 d 15 h left, Mon 23 Nov 00:14 UTC",
            used,
        ),
        clock(
            ClockState::Soon,
            "First answer",
            "S4",
            "5 h 22 min left",
            Some(Used {
                hours: 19,
                of: 24,
                soon: 18,
            }),
        ),
        clock(
            ClockState::Overdue,
            "Authority told",
            "S45",
            "2 h late",
            Some(Used {
                hours: 26,
                of: 24,
                soon: 20,
            }),
        ),
    ]
}

pub fn people(say: Say) -> Vec<Person> {
    [
        (Audience::Pst, "Robin Ashe", "Fix Lead, PST"),
        (Audience::FixTeam, "Jules Tanaka", "Fix Team"),
        (Audience::Reporter, "Quinn Varga", "Reporter, has a key"),
        (Audience::Upstream, "Taylor Brandt", "etcd, no key yet"),
    ]
    .map(|(audience, name, role)| Person {
        audience,
        name: say(name),
        role: say(role),
    })
    .to_vec()
}

pub fn facts(say: Say) -> Vec<Fact> {
    [
        ("Component", "plugin/etcd"),
        ("Affected", "1.2.0 to 1.12.3"),
        ("CVE id", "CVE-2026-00063"),
        ("Mitigation", "cap the TTL with the cache plugin"),
    ]
    .map(|(label, value)| Fact {
        label: label.to_owned(),
        value: plain(say(value)),
    })
    .to_vec()
}

pub fn repositories(say: Say) -> Vec<Repository> {
    [("coredns-fix", "4 can read"), ("coredns.io-notes", "2 can read")]
        .map(|(name, note)| Repository {
            name: say(name),
            href: here("rail"),
            note: say(note),
        })
        .to_vec()
}

pub fn pairs(say: Say) -> Vec<Pair> {
    [("Kim Solberg", "1"), ("Noor Haddad", "2"), ("Alex Moreau", "away")]
        .map(|(left, right)| Pair {
            left: plain(say(left)),
            right: say(right),
            below: None,
        })
        .to_vec()
}

pub fn line_group(say: Say) -> LineGroup {
    let line = |state, act: &str, about: &str, number: &str, due| Line {
        state,
        act: say(act),
        href: here("lines"),
        about: say(about),
        para: Some(para(number)),
        due,
    };
    LineGroup {
        id: "today".to_owned(),
        title: "Today".to_owned(),
        lines: vec![
            line(
                ClockState::Late,
                "Say why the private repository came late",
                "AG-7K3F-9QXA",
                "S21",
                Due::At(at("11-17 00:14")),
            ),
            line(
                ClockState::Soon,
                "Answer Ellis Duarte’s report",
                "R-Q7XM-2M8C",
                "S4",
                Due::At(at("11-19 14:02")),
            ),
            line(
                ClockState::Open,
                "Set the severity",
                "AG-W5PN-8RKH",
                "S22",
                Due::At(at("11-24 11:05")),
            ),
            line(ClockState::Overdue, "Publish", "AG-2M8C-44TD", "S18", Due::Asap),
            line(
                ClockState::Waiting,
                "CVE id asked from GitHub",
                "AG-7K3F-9QXA",
                "S37",
                Due::Since(at("11-17 10:30")),
            ),
        ],
    }
}

pub fn way_out(label: String) -> LinkButton {
    LinkButton {
        weight: Weight::Plain,
        ..LinkButton::new(label, here("notes"))
    }
}
