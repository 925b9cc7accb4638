//! What the lint of free text finds: every withheld fact in any writing of it, and nothing in an honest text.

use crate::stage::*;
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::announce::{Leak, lint, told_by};
use ambergate_process::facts::{FactKind, TABLE};
use ambergate_process::report::CreditWish;

/// A case on which every fact stands, announced; the public is cleared for dates and the mitigation only.
fn full() -> Stage {
    let mut stage = announced();
    let changes = "https://github.com/coredns/coredns/pull/7515\ne1768a5d272e9da649dfb8588595e5c6e4e640bf";
    let mitigation = "Watch for answers with a long time-to-live.";
    stage.done("2025-09-05T08:00:00Z", &team("cleo"), set(AFTER));
    stage.done(
        "2025-09-05T08:00:01Z",
        &team("cleo"),
        set(&[(FactKind::Changes, changes), (FactKind::Mitigation, mitigation)]),
    );
    stage
}

fn found(stage: &Stage, text: &str) -> Vec<FactKind> {
    let leaks = lint(&stage.case, &stage.brief(Audiences::PUBLIC), text);
    leaks.into_iter().map(|leak| leak.fact).collect()
}

/// Texts that give a withheld fact away, at least one for each.
const LEAKS: &[(FactKind, &[&str])] = &[
    (
        FactKind::Component,
        &[
            "The etcd plugin has a flaw.",
            "It is in plugin/etcd.",
            "Look at ETCD!",
            "see `plugin/etcd/etcd.go`",
            "If you use **etcd**, beware",
            "an etcd-backed zone",
            "an et-\ncd zone",
            "> an et-\n> cd zone",
            "an et\u{ad}cd zone",
            "an et\u{200b}cd zone",
            "etcd's records",
            "etcd.",
        ],
    ),
    (
        FactKind::CveId,
        &[
            "CVE-2025-58063",
            "cve 2025 58063",
            "CVE\u{2011}2025\u{2011}58063",
            "CVE-2025-\n58063",
            "cve_2025_58063",
            "(2025-58063)",
        ],
    ),
    (
        FactKind::Title,
        &[
            "DNS cache pinning through lease ids taken for TTLs",
            "dns cache-pinning\nthrough lease ids taken for TTLs.",
            "In short: \u{201c}DNS cache pinning through lease ids taken for TTLs\u{201d}",
            "we call it etcd lease taken for a TTL",
        ],
    ),
    (
        FactKind::Summary,
        &[
            "the lease identifier is cut to 32 bits and",
            "The lease\nidentifier is cut to 32\n\nbits and used",
            "The lease identi-\nfier is cut to 32 bits and",
            "> The lease identifier\n> is cut to 32 bits and used",
        ],
    ),
    (
        FactKind::Details,
        &["RESOLVERS and caches keep a stale or planted answer"],
    ),
    (
        FactKind::Weakness,
        &[
            "CWE-681",
            "cwe 681",
            "an incorrect conversion between numeric types",
            "CWE\u{2010}681",
        ],
    ),
    (
        FactKind::Vector,
        &[
            VECTOR,
            "cvss:3.1/av:n/ac:l/pr:l/ui:n/s:u/c:n/i:l/a:h",
            "AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H",
            "AV:N/AC:L/PR:L/\nUI:N/S:U/C:N/I:L/A:H",
            "with a score of 7.1",
            "CVSS 7.1",
        ],
    ),
    (
        FactKind::SeverityWord,
        &[
            "Severity: High",
            "a high-severity flaw",
            "a HIGH\nseverity flaw",
            "it is rated high",
        ],
    ),
    (
        FactKind::Affected,
        &[
            "from 1.2.0 on",
            "since v1.2.0",
            "versions >= 1.2.0, < 1.12.4",
            "V1.2.0-rc1",
        ],
    ),
    (
        FactKind::FixedVersions,
        &[
            "1.12.4 fixes it",
            "v1.12.4",
            "coredns-1.12.4.tgz",
            "coredns_v1.12.4_linux",
        ],
    ),
    (
        FactKind::Changes,
        &[
            COMMIT,
            "e1768a5",
            "E1768A5D2",
            "coredns/coredns@e1768a5d272e",
            "https://github.com/coredns/coredns/pull/7515",
            "pull request #7515",
            "PR 7515",
            "Ask etcd for the time that the lease has left",
            "clone https://github.com/coredns/coredns-ghsa-93mf-426m-g6x9",
            "git@github.com: coredns/coredns-ghsa-93mf-426m-g6x9",
        ],
    ),
    (
        FactKind::HowToApply,
        &["Replace the binary or the image by 1.12.4 and restart"],
    ),
    (FactKind::Reproduction, &["a record put with a lease of 3600 s"]),
    (
        FactKind::Credit,
        &[
            "Thanks to thevilledev!",
            "found by @TheVilleDev",
            "the-ville-dev? no: thevilledev",
        ],
    ),
];

#[test]
fn every_withheld_fact_is_caught_in_any_writing() {
    let stage = full();
    for (fact, texts) in LEAKS {
        for text in *texts {
            for text in [
                text.to_string(),
                text.to_uppercase(),
                format!("Hello,\n\n{text}\n\nThe PST"),
            ] {
                assert!(found(&stage, &text).contains(fact), "{fact:?} is given away by: {text}");
            }
        }
    }
}

#[test]
fn no_fact_that_is_withheld_once_announced_lacks_a_leaking_text() {
    let stage = full();
    let brief = stage.brief(Audiences::PUBLIC);
    let withheld = TABLE
        .iter()
        .filter(|row| !brief.is_cleared(row.class))
        .map(|row| row.kind);
    let listed: Vec<FactKind> = LEAKS.iter().map(|(fact, _)| *fact).collect();
    for kind in withheld {
        assert!(listed.contains(&kind), "{kind:?}");
        assert!(
            ambergate_process::brief::all_facts(&stage.case).contains_key(&kind),
            "{kind:?} stands on the case"
        );
    }
    assert_eq!(
        TABLE.len(),
        listed.len() + 3,
        "release window, embargo end and mitigation are told"
    );
}

#[test]
fn dates_are_withheld_until_the_announcement() {
    let mut stage = prepared();
    stage.done(
        "2025-09-04T17:01:00Z",
        &pst("bo"),
        set(&[(FactKind::EmbargoEnd, "2025-09-09 14:00")]),
    );
    assert_eq!(found(&stage, "Be ready on 2025-09-08."), [FactKind::ReleaseWindow]);
    assert_eq!(
        found(&stage, "All is said on 2025-09-09, 14:00 UTC."),
        [FactKind::EmbargoEnd]
    );
    assert!(found(&stage, "Restrict who may write to etcd. Cap the time-to-live").contains(&FactKind::Mitigation));
}

#[test]
fn an_honest_text_passes() {
    let stage = full();
    let text = "CoreDNS will publish a security release on Monday, 8 September 2025,\nbetween 2025-09-08 12:00 and \
                2025-09-08 16:00 UTC. It fixes one vulnerability.\n\nPlease set aside time on that day to upgrade.\n\n\
                Until then:\nWatch for answers with a long time-to-live.\n\nThis plugin-based server, its package and the \
                versions before it (1.12.3, 1.11.0) stay available. A high number of questions is normal; please do not \
                ask for more on pull requests 7514 or 75150. A CVE id will follow. Commit abcdef0 is unrelated.\n";
    assert_eq!(lint(&stage.case, &stage.brief(Audiences::PUBLIC), text), vec![]);
    assert_eq!(lint(&stage.case, &stage.brief(Audiences::PUBLIC), ""), vec![]);
}

#[test]
fn a_cleared_facts_own_words_give_nothing_away() {
    let stage = announced();
    assert_eq!(
        found(
            &stage,
            "Until then, restrict who may write to etcd. Nothing else of etcd is meant."
        ),
        []
    );
    assert_eq!(
        found(&stage, "It is plugin/etcd."),
        [FactKind::Component],
        "the whole name says more than the mitigation"
    );
    assert_eq!(found(&stage, "the etcd plugin"), [FactKind::Component]);
    let shown = told_by(&stage.case, &stage.brief(Audiences::PUBLIC));
    let expected = Leak {
        fact: FactKind::Component,
        class: FactKind::Component.class(),
        words: "etcd".to_owned(),
    };
    assert_eq!(
        shown,
        [expected],
        "whoever writes the mitigation is shown what it tells"
    );
    assert_eq!(told_by(&full().case, &full().brief(Audiences::PUBLIC)), vec![]);
}

#[test]
fn the_projects_own_name_and_common_words_are_no_leak() {
    let mut stage = full();
    for component in [
        "github.com/coredns/coredns/plugin/any",
        "the plugin any, a function that counts the time of a record",
        "plugin any (default of the server)",
    ] {
        stage.done(
            "2025-09-05T10:00:00Z",
            &team("cleo"),
            set(&[(FactKind::Component, component)]),
        );
        assert_eq!(
            found(
                &stage,
                "CoreDNS will release a fix. Is any plugin of the server to blame? The record counts."
            ),
            if component.contains('/') {
                vec![FactKind::Component]
            } else {
                vec![]
            }
        );
        assert_eq!(
            found(
                &stage,
                "CoreDNS on github.com: any server needs the fix for the record counts."
            ),
            []
        );
        assert_eq!(found(&stage, component), [FactKind::Component]);
    }
}

#[test]
fn a_reporter_who_did_not_ask_to_be_named_is_named_nowhere() {
    let mut stage = released();
    let second = linked("R-0000-0002", "second", "Mallory Finder", CreditWish::Anonymous);
    stage.done(
        "2025-09-08T14:00:00Z",
        &pst("ada"),
        ambergate_process::case::Command::AttachReport {
            report: second,
            public: None,
        },
    );
    assert_eq!(found(&stage, "Thanks to thevilledev."), []);
    assert_eq!(found(&stage, "Thanks to mallory\nfinder."), [FactKind::Credit]);
    let inside = stage.brief(Audiences::of(&[Audience::Reporter]));
    assert_eq!(lint(&stage.case, &inside, "Dear Mallory Finder"), vec![]);
}

#[test]
fn those_who_are_cleared_for_everything_leak_nothing() {
    let stage = full();
    for set in [
        Audiences::PST,
        Audiences::TEAM,
        Audiences::DISCLOSURE,
        Audiences::REPORTER,
    ] {
        for (_, texts) in LEAKS {
            for text in *texts {
                assert_eq!(lint(&stage.case, &stage.brief(set), text), vec![], "{text}");
            }
        }
    }
}
