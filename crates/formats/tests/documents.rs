//! The documents of the demo's advisory, whole, and what no advisory can do to them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests: what is wrong must stop them, and a skipped test must be loud"
)]

use ambergate_formats::advisory::{
    Advisory, AffectedRange, Credit, CreditKind, Fix, Moment, Product, Publisher, Reference, ReferenceKind, Scored,
    ScoredVector, Weakness,
};
use ambergate_formats::atom::{self, Entry, Feed};
use ambergate_formats::check::{Finding, Kind, check};
use ambergate_formats::securitytxt::SecurityTxt;
use ambergate_formats::{cve, osv, sample};
use jiff::Timestamp;
use proptest::prelude::*;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn cve_record_of_the_sample() {
    insta::assert_snapshot!(text(
        cve::record(&sample::advisory(), &sample::publisher())
            .to_bytes()
            .unwrap()
    ));
}

#[test]
fn osv_record_of_the_sample() {
    insta::assert_snapshot!(text(
        osv::record(&sample::advisory(), &sample::publisher())
            .to_bytes()
            .unwrap()
    ));
}

#[test]
fn security_txt_of_the_sample() {
    let site = sample::site();
    insta::assert_snapshot!(text(
        SecurityTxt::of_site(&site.publisher, &site.report_url, site.security_txt_expires).to_bytes()
    ));
}

#[test]
fn feed_of_the_sample() {
    let advisory = sample::advisory();
    let feed = Feed {
        id: "https://security.example.org/".into(),
        title: "CoreDNS security".into(),
        author: "CoreDNS".into(),
        self_url: "https://security.example.org/feed.atom".into(),
        site_url: "https://security.example.org/".into(),
        created: advisory.published,
        entries: vec![Entry {
            id: "https://security.example.org/advisories/cve-2025-58063/".into(),
            title: advisory.title,
            url: "https://security.example.org/advisories/cve-2025-58063/".into(),
            published: advisory.published,
            updated: advisory.modified,
            summary: advisory.summary,
            category: "advisory",
        }],
    };
    insta::assert_snapshot!(text(atom::write(&feed)));
}

#[test]
fn two_versions_of_cvss_stand_side_by_side() {
    let mut advisory = sample::advisory();
    let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:L/VA:H/SC:N/SI:N/SA:N/E:P";
    advisory.severity.as_mut().unwrap().vectors.push(ScoredVector {
        vector: v4.into(),
        tenths: 0,
        rating: "typed".into(),
    });
    let record = serde_json::to_value(cve::record(&advisory, &sample::publisher())).unwrap();
    let data = &record["containers"]["cna"]["metrics"][1]["cvssV4_0"];
    assert_eq!(
        (data["baseScore"].as_f64(), data["baseSeverity"].as_str()),
        (Some(7.1), Some("HIGH")),
        "computed, whatever was typed"
    );
    assert_eq!(findings(&advisory), []);
}

#[test]
fn wrong_identifiers_are_named_not_dropped() {
    type Spoil = fn(&mut Advisory);
    let cases: [(&str, Spoil); 7] = [
        ("cve-semver", |a| a.affected[0].fixed = Some("v1.12.4".into())),
        ("cve-range", |a| a.affected[0].introduced = "1.12.4".into()),
        ("osv-vector", |a| {
            a.severity.as_mut().unwrap().vectors[0].vector = "CVSS:3.1/AV:N".into()
        }),
        ("schema", |a| a.cve_id = "CVE-2025".into()),
        ("schema", |a| a.weakness.as_mut().unwrap().cwe = "681".into()),
        ("schema", |a| a.product.ecosystem = "Golang".into()),
        ("url", |a| a.references[0].url = "javascript:alert(1)".into()),
    ];
    for (rule, spoil) in cases {
        let mut advisory = sample::advisory();
        spoil(&mut advisory);
        assert!(findings(&advisory).iter().any(|finding| finding.rule == rule), "{rule}");
    }
}

#[test]
fn an_advisory_without_the_optional_parts_is_still_right() {
    let mut advisory = sample::advisory();
    advisory.affected.clear();
    advisory.severity = None;
    advisory.weakness = None;
    advisory.mitigation = None;
    advisory.fixes.clear();
    advisory.credits.clear();
    advisory.references.clear();
    advisory.timeline.clear();
    advisory.product.component = None;
    advisory.product.repository = None;
    assert_eq!(findings(&advisory), []);
    advisory.product.ecosystem.clear();
    assert_eq!(findings(&advisory), [], "a product that is in no ecosystem");
}

fn findings(advisory: &Advisory) -> Vec<Finding> {
    findings_of(advisory, &sample::publisher())
}

fn findings_of(advisory: &Advisory, publisher: &Publisher) -> Vec<Finding> {
    let cve = check(&cve::record(advisory, publisher).to_bytes().unwrap(), sample::now());
    let osv = check(&osv::record(advisory, publisher).to_bytes().unwrap(), sample::now());
    assert_eq!((cve.kind, osv.kind), (Kind::CveRecord, Kind::Osv));
    [cve.findings, osv.findings].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Words are words: none can make a document that its schema refuses.
    #[test]
    fn hostile_words_always_give_right_documents(advisory in hostile_advisory(), name in hostile()) {
        let publisher = Publisher { name, ..sample::publisher() };
        prop_assert_eq!(findings_of(&advisory, &publisher), []);
    }

    /// Identifiers can be wrong; the check then says so, and nothing panics.
    #[test]
    fn hostile_identifiers_never_panic(words in hostile(), more in hostile()) {
        let mut advisory = sample::advisory();
        advisory.slug = words.clone();
        advisory.cve_id = more.clone();
        advisory.affected = vec![AffectedRange { introduced: words.clone(), fixed: Some(more.clone()) }];
        advisory.product.ecosystem = words.clone();
        advisory.references[0].url = more.clone();
        advisory.severity = Some(Scored { vectors: vec![ScoredVector { vector: words.clone(), tenths: u32::MAX, rating: more.clone() }] });
        let publisher = Publisher { base_url: words.clone(), contact: more, cna_org_id: words.clone(), cna_short_name: words, ..sample::publisher() };
        prop_assert!(!findings_of(&advisory, &publisher).is_empty());
        let txt = SecurityTxt::of_site(&publisher, "", sample::now());
        check(&txt.to_bytes(), sample::now());
    }
}

/// Anything at all, and what is known to hurt.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        Just(String::new()),
        Just("  \u{0}\u{1b}[2J\r\n\u{85}".to_owned()),
        Just("\u{202e}4.21.1\u{2066}\u{feff}\u{fffe}\u{ffff}".to_owned()),
        Just("</script><script>alert(1)</script>&amp;]]>\"'".to_owned()),
        Just("{{7*7}} ${x} %s \\u0000 \\".to_owned()),
        Just("ا\u{300}👩‍👩‍👧‍👦".repeat(1_000)),
        ".{0,80}".prop_map(|part| part.repeat(400).chars().take(10_000).collect()),
    ]
}

fn hostile_advisory() -> impl Strategy<Value = Advisory> {
    let words = prop::collection::vec(hostile(), 12);
    let instants = prop::collection::vec(0_i64..4_000_000_000, 3);
    (words, instants, prop::collection::vec(hostile(), 0..4)).prop_map(|(words, instants, names)| {
        let word = |index: usize| words[index].clone();
        let instant = |index: usize| Timestamp::from_second(instants[index]).unwrap();
        let kinds = [
            CreditKind::Finder,
            CreditKind::Reporter,
            CreditKind::Coordinator,
            CreditKind::RemediationReviewer,
        ];
        Advisory {
            title: word(0),
            summary: word(1),
            details: word(2),
            product: Product {
                vendor: word(3),
                name: word(4),
                package: word(5),
                component: Some(word(6)),
                ..sample::advisory().product
            },
            weakness: Some(Weakness {
                cwe: "CWE-681".into(),
                name: word(7),
            }),
            mitigation: Some(word(8)),
            how_to_apply: word(9),
            fixes: vec![Fix {
                name: word(10),
                url: None,
                commit: Some(word(11)),
            }],
            credits: names
                .iter()
                .zip(kinds)
                .map(|(name, kind)| Credit {
                    name: name.clone(),
                    kind,
                })
                .collect(),
            references: vec![
                Reference {
                    url: "https://example.org/a".into(),
                    kind: ReferenceKind::Web
                };
                2
            ],
            timeline: names
                .iter()
                .map(|what| Moment {
                    at: instant(2),
                    what: what.clone(),
                    assumed: true,
                })
                .collect(),
            published: instant(0),
            modified: instant(1),
            revision: 7,
            ..sample::advisory()
        }
    })
}

/// Documents of other publishers, where they are at hand: they are recognised, and the linter's bad ones
/// are refused, except those whose package does not exist: only the network knows that.
#[test]
fn published_documents_get_the_verdict_of_their_names() {
    let Some(folder) = corpora() else { return };
    let mut seen = 0;
    for file in std::fs::read_dir(folder.join("osv/tools/osv-linter/testdata")).unwrap() {
        let path = file.unwrap().path();
        let report = check(&std::fs::read(&path).unwrap(), sample::now());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_bad = ["nointroduced-", "nondistinct-"]
            .iter()
            .any(|bad| name.starts_with(bad));
        assert_eq!(report.kind, Kind::Osv, "{name}");
        assert_eq!(report.passes(), !is_bad, "{name}: {:?}", report.findings);
        seen += 1;
    }
    assert_eq!(seen, 12);
}

/// The folder of test data that may not ship, or a loud word that a test is skipped.
#[expect(
    clippy::disallowed_methods,
    reason = "a test says by the environment where its data is; no program does"
)]
fn corpora() -> Option<std::path::PathBuf> {
    let beside = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let folder = std::env::var("AMBERGATE_CORPORA").map_or(beside, std::path::PathBuf::from);
    if folder.join("osv").is_dir() {
        return Some(folder);
    }
    println!(
        "SKIPPED: no test data at {}; set AMBERGATE_CORPORA to the folder that has osv/",
        folder.display()
    );
    None
}
