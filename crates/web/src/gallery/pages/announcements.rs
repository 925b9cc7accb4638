//! Samples of an announcement's pages and of the gate.

use super::case_view::{full, out};
use super::{CASE_ID, drawn, maintainer, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, announcement, gate};
use crate::parts::layout::Display;
use ambergate_coordinator::announcing::digest;
use ambergate_coordinator::views::{AnnouncementView, CaseView, PublishView, TextReadBy, WithheldLine};
use ambergate_formats::sample;
use ambergate_process::access::{Act, Audiences, Standing, may};
use ambergate_process::announce::Leak;
use ambergate_process::case::AnnouncementState;
use ambergate_process::facts::{FactClass, FactKind};
use ambergate_process::policy::MessageKind;
use maud::Markup;

pub const ANNOUNCEMENT: &[Sample] = &[
    Sample {
        name: "announcement",
        page: draft,
    },
    Sample {
        name: "announcement-faults",
        page: faults,
    },
    Sample {
        name: "announcement-fix-team",
        page: fix_team,
    },
    Sample {
        name: "announcement-check",
        page: check,
    },
    Sample {
        name: "announcement-check-refused",
        page: check_refused,
    },
    Sample {
        name: "announcement-check-not-lead",
        page: check_not_lead,
    },
];
pub const GATE: &[Sample] = &[
    Sample {
        name: "gate",
        page: open,
    },
    Sample {
        name: "gate-refused",
        page: gate_refused,
    },
    Sample {
        name: "gate-shut",
        page: shut,
    },
    Sample {
        name: "gate-open",
        page: opened,
    },
];

const BODY: &str = "CoreDNS will publish a security release on Tuesday, 1 December 2026,\nbetween 14:00 and 16:00 UTC. It \
                    fixes one vulnerability.\n\nPlease set aside time on that day to upgrade.\n\nUntil then:\nAdd `cache \
                    3600` to every server block and reload. Answers are then kept for one hour at most.\n\nDetails follow \
                    with the release, on this page and at\nhttps://security.example.org/. Please do not ask for them \
                    here.\n\nContact: security@example.org\n";

fn view(say: Say) -> AnnouncementView {
    let (subject, body) = (say("CoreDNS: security release on 1 December 2026"), say(BODY));
    let told = [FactClass::Existence, FactClass::Date, FactClass::Mitigation];
    let line = |class: FactClass| WithheldLine {
        class,
        told: told.contains(&class),
        known: class != FactClass::Poc,
    };
    let mail = format!(
        "From: CoreDNS security <security@example.org>\r\nTo: coredns-announce@lists.example.org\r\nSubject: {subject}\r\n\
         Date: Thu, 19 Nov 2026 08:40:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        body.replace('\n', "\r\n")
    );
    AnnouncementView {
        case: CASE_ID.to_owned(),
        case_title: say("etcd plugin: a lease ID is used as a TTL"),
        id: "0a1b".to_owned(),
        kind: MessageKind::ForthcomingFix,
        state: AnnouncementState::Draft,
        digest: digest(&subject, &body),
        subject,
        body,
        revision: 1,
        sent_at: None,
        readers: Audiences::PUBLIC,
        missing: vec![],
        leaks: vec![],
        withheld: FactClass::ALL.map(line).to_vec(),
        to: vec![TextReadBy {
            recipient: say("coredns-announce@lists.example.org"),
            mail: mail.into_bytes(),
        }],
        may_send: true,
        embargo_end: Some(at("12-01 14:00")),
        tlp: "TLP:AMBER+STRICT".to_owned(),
    }
}

fn draft(display: Display, say: Say) -> Markup {
    announcement::shown(&pst(say), &full(say), &view(say), &drawn(display))
}

fn faults(display: Display, say: Say) -> Markup {
    let leak = Leak {
        fact: FactKind::Component,
        class: FactClass::Component,
        words: say("plugin/etcd"),
    };
    let view = AnnouncementView {
        missing: vec![FactKind::Mitigation],
        leaks: vec![leak],
        ..view(say)
    };
    let typed = [("subject", String::new()), ("body", say(BODY))];
    let around = refused(display, "edit", &typed, "subject", "Write a subject.");
    announcement::shown(&pst(say), &full(say), &view, &around)
}

fn seen_as(standing: Standing, say: Say) -> CaseView {
    let may = Act::ALL.into_iter().filter(|act| may(standing, *act)).collect();
    CaseView {
        standing,
        may,
        lead_is_me: false,
        ..full(say)
    }
}

fn fix_team(display: Display, say: Say) -> Markup {
    let view = AnnouncementView {
        may_send: false,
        ..view(say)
    };
    announcement::shown(
        &maintainer(say),
        &seen_as(Standing::FixTeam, say),
        &view,
        &drawn(display),
    )
}

fn check(display: Display, say: Say) -> Markup {
    announcement::shown_check(&pst(say), &full(say), &view(say), &drawn(display))
}

fn check_refused(display: Display, say: Say) -> Markup {
    let says = "Tick the box once you have read the text. Nothing was sent.";
    announcement::shown_check(
        &pst(say),
        &full(say),
        &view(say),
        &refused(display, "approve", &[], "ok", says),
    )
}

fn check_not_lead(display: Display, say: Say) -> Markup {
    let view = AnnouncementView {
        may_send: false,
        ..view(say)
    };
    announcement::shown_check(&pst(say), &seen_as(Standing::Pst, say), &view, &drawn(display))
}

fn publication(say: Say) -> PublishView {
    let (subject, body) = (
        say("CoreDNS 1.12.4: CVE-2026-00063"),
        say("CoreDNS 1.12.4 fixes CVE-2026-00063.\n\nWhat it is\n…\n"),
    );
    let announcement = AnnouncementView {
        kind: MessageKind::FinalAnnouncement,
        digest: digest(&subject, &body),
        subject,
        body,
        withheld: FactClass::ALL
            .map(|class| WithheldLine {
                class,
                told: class != FactClass::Poc,
                known: true,
            })
            .to_vec(),
        ..view(say)
    };
    let mut advisory = sample::advisory();
    advisory.title = say(&advisory.title);
    advisory.summary = say(&advisory.summary);
    advisory.details = say(&advisory.details);
    advisory.how_to_apply = say(&advisory.how_to_apply);
    let document = |name: &str, bytes: &str| (name.to_owned(), say(bytes).into_bytes(), String::new());
    PublishView {
        announcement,
        blocked: None,
        prepared_at: at("11-19 08:40"),
        documents: vec![
            document(
                "cve.json",
                "{\n  \"dataType\": \"CVE_RECORD\",\n  \"dataVersion\": \"5.1\"\n}\n",
            ),
            document(
                "osv.json",
                "{\n  \"schema_version\": \"1.7.3\",\n  \"id\": \"CVE-2026-00063\"\n}\n",
            ),
        ],
        documents_digest: "0".repeat(64),
        advisory: Some(advisory),
    }
}

/// The case once every commit is read.
fn ready(say: Say) -> CaseView {
    let mut case = full(say);
    case.fix_ready = true;
    case.commits.retain(|commit| !commit.lgtm.is_empty());
    case
}

fn open(display: Display, say: Say) -> Markup {
    gate::shown(&pst(say), &ready(say), &publication(say), &drawn(display))
}

fn gate_refused(display: Display, say: Say) -> Markup {
    let says = "Tick the box once you have read everything above. Nothing was published.";
    gate::shown(
        &pst(say),
        &ready(say),
        &publication(say),
        &refused(display, "publish", &[], "ok", says),
    )
}

fn shut(display: Display, say: Say) -> Markup {
    let publication = PublishView {
        blocked: Some(say(
            "Still missing: Summary. Fill them in on the case's facts, then draft it again.",
        )),
        documents: vec![],
        advisory: None,
        ..publication(say)
    };
    gate::shown(&pst(say), &full(say), &publication, &drawn(display))
}

fn opened(display: Display, say: Say) -> Markup {
    let mut publication = publication(say);
    publication.announcement.state = AnnouncementState::Sent;
    publication.announcement.sent_at = Some(at("11-19 08:00"));
    gate::shown(&pst(say), &out(say), &publication, &drawn(display))
}
