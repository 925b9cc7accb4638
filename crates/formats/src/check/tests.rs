//! Each rule has a case that fails, and what we write passes.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{cve, osv, sample};

fn cve_record() -> Value {
    serde_json::to_value(cve::record(&sample::advisory(), &sample::publisher())).unwrap()
}

fn osv_record() -> Value {
    serde_json::to_value(osv::record(&sample::advisory(), &sample::publisher())).unwrap()
}

fn report(document: &Value) -> Report {
    check(document.to_string().as_bytes(), sample::now())
}

/// Sets the value at a JSON pointer; one that ends in `/-` appends.
fn with(mut document: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
    document
}

#[test]
fn what_we_write_passes_without_a_finding() {
    let cve = cve::record(&sample::advisory(), &sample::publisher())
        .to_bytes()
        .unwrap();
    assert_eq!(
        check(&cve, sample::now()),
        Report {
            kind: Kind::CveRecord,
            findings: vec![]
        }
    );
    let osv = osv::record(&sample::advisory(), &sample::publisher())
        .to_bytes()
        .unwrap();
    assert_eq!(
        check(&osv, sample::now()),
        Report {
            kind: Kind::Osv,
            findings: vec![]
        }
    );
    let site = sample::site();
    let txt =
        securitytxt::SecurityTxt::of_site(&site.publisher, &site.report_url, site.security_txt_expires).to_bytes();
    assert_eq!(
        check(&txt, sample::now()),
        Report {
            kind: Kind::SecurityTxt,
            findings: vec![]
        }
    );
}

#[test]
fn each_rule_of_the_cve_record_fires() {
    const VERSION: &str = "/containers/cna/affected/0/versions/0";
    const CVSS: &str = "/containers/cna/metrics/0/cvssV3_1";
    let cases = [
        ("/cveMetadata/cveId".to_owned(), json!("CVE-25-1"), "schema"),
        ("/cveMetadata/unknown".to_owned(), json!(1), "schema"),
        ("/containers/cna/references".to_owned(), json!([]), "schema"),
        (format!("{VERSION}/lessThan"), json!("v1.12.4"), "cve-semver"),
        (format!("{VERSION}/version"), json!("1.2"), "cve-semver"),
        (format!("{VERSION}/version"), json!("*"), "cve-star"),
        (format!("{VERSION}/version"), json!("1.12.4"), "cve-range"),
        (format!("{VERSION}/version"), json!("1.13.0"), "cve-range"),
        (format!("{VERSION}/versionType"), json!("custom"), "cve-custom"),
        (format!("{CVSS}/baseSeverity"), json!("LOW"), "cve-severity"),
        (format!("{CVSS}/baseScore"), json!(7.2), "cve-score"),
        (
            format!("{CVSS}/vectorString"),
            json!("CVSS:3.1/AV:N/AC:L"),
            "cve-vector",
        ),
        (
            "/containers/cna/references/0/url".to_owned(),
            json!("https://https://example.org/"),
            "url",
        ),
        (
            "/containers/cna/references/0/url".to_owned(),
            json!("javascript:alert(1)"),
            "url",
        ),
        (
            "/containers/cna/references/0/url".to_owned(),
            json!("http://example.org/"),
            "url-https",
        ),
        (
            "/containers/cna/affected/0".to_owned(),
            json!({"vendor": "a", "product": "b", "defaultStatus": "unaffected"}),
            "cve-affected",
        ),
    ];
    for (at, value, rule) in cases {
        let found: Vec<_> = report(&with(cve_record(), &at, value.clone())).findings;
        assert!(
            found.iter().any(|finding| finding.rule == rule),
            "{rule}: {at} = {value} gave {found:?}"
        );
        assert!(
            found
                .iter()
                .all(|finding| finding.rule == rule || finding.rule == "schema"),
            "{rule}: {at} = {value} gave {found:?}"
        );
    }
    let mislabelled = with(
        cve_record(),
        &format!("{CVSS}/vectorString"),
        json!("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H"),
    );
    assert!(
        report(&mislabelled)
            .findings
            .iter()
            .any(|finding| finding.rule == "cve-vector")
    );
}

#[test]
fn each_rule_of_osv_fires() {
    const EVENTS: &str = "/affected/0/ranges/0/events";
    let without_package = with(
        osv_record(),
        "/affected/0",
        json!({"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}),
    );
    assert_eq!(report(&without_package).findings[0].rule, "osv-package");
    let mut without_version = osv_record();
    without_version.as_object_mut().unwrap().remove("schema_version");
    assert_eq!(report(&without_version).findings[0].rule, "osv-version");
    let cases = [
        ("/id", json!("COREDNS-2025-1"), "schema"),
        (EVENTS, json!([{"fixed": "1.12.4"}]), "schema"),
        (EVENTS, json!([{"introduced": "1.2.0", "fixed": "1.12.4"}]), "schema"),
        (
            EVENTS,
            json!([{"introduced": "1.2.0"}, {"fixed": "v1.12.4"}]),
            "osv-semver",
        ),
        (EVENTS, json!([{"introduced": "2.0.0.beta.9"}]), "osv-semver"),
        (
            EVENTS,
            json!([{"introduced": "1.12.4"}, {"fixed": "1.12.4"}]),
            "osv-range",
        ),
        (
            EVENTS,
            json!([{"introduced": "1.13.0"}, {"fixed": "1.12.4"}]),
            "osv-range",
        ),
        (
            EVENTS,
            json!([{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "1.0.0"}]),
            "osv-range",
        ),
        (
            "/affected/0/ranges/-",
            json!({"type": "GIT", "events": [{"introduced": "0"}]}),
            "schema",
        ),
        (
            "/affected/0/package/purl",
            json!("pkg:golang/github.com/coredns/coredns@1.0.0"),
            "osv-purl",
        ),
        ("/severity/0/score", json!("CVSS:3.1/AV:N/AC:L"), "osv-vector"),
        ("/aliases/-", json!("x_coredns-CVE-2025-58063"), "osv-alias"),
        ("/related", json!(["CVE-2025-58063"]), "osv-alias"),
        ("/references/0/url", json!("https://"), "url"),
        ("/references/0/url", json!("http://example.org/"), "url-https"),
    ];
    for (at, value, rule) in cases {
        let found: Vec<_> = report(&with(osv_record(), at, value.clone())).findings;
        assert!(
            found.iter().any(|finding| finding.rule == rule),
            "{rule}: {at} = {value} gave {found:?}"
        );
        assert!(
            found
                .iter()
                .all(|finding| finding.rule == rule || finding.rule == "schema"),
            "{rule}: {at} = {value} gave {found:?}"
        );
    }
    let local = report(&with(osv_record(), "/modified", json!("2025-09-09T00:00:00+00:00"))).findings;
    assert!(local.iter().any(|finding| finding.rule == "osv-time"), "{local:?}");
    let mislabelled = report(&with(osv_record(), "/severity/0/type", json!("CVSS_V4"))).findings;
    assert!(
        mislabelled.iter().any(|finding| finding.rule == "osv-vector"),
        "{mislabelled:?}"
    );
}

#[test]
fn documents_are_recognised_by_content() {
    let kind = |document: &str| {
        let report = check(document.as_bytes(), sample::now());
        (report.kind, report.passes())
    };
    assert_eq!(kind(r#"{"document": {"csaf_version": "2.0"}}"#), (Kind::Csaf, false));
    assert_eq!(
        kind(r#"{"@context": "https://openvex.dev/ns/v0.2.0"}"#),
        (Kind::OpenVex, false)
    );
    assert_eq!(
        kind("Contact: mailto:a@example.org\nExpires: 2026-06-01T00:00:00Z\n"),
        (Kind::SecurityTxt, true)
    );
    assert_eq!(kind("{"), (Kind::Unknown, false));
    assert_eq!(kind("{}"), (Kind::Unknown, false));
    assert_eq!(kind("[]"), (Kind::Unknown, false));
    assert_eq!(kind(""), (Kind::Unknown, false));
    assert_eq!(
        kind(&format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000))),
        (Kind::Unknown, false)
    );
}

#[test]
fn a_rejected_record_is_held_to_its_own_schema() {
    let rejected = json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2025-58063", "assignerOrgId": "a0819718-46f1-4df5-94e2-005712e83aaa", "state": "REJECTED"},
        "containers": {"cna": {
            "providerMetadata": {"orgId": "a0819718-46f1-4df5-94e2-005712e83aaa"},
            "rejectedReasons": [{"lang": "en", "value": "Withdrawn."}],
        }},
    });
    assert_eq!(report(&rejected).findings, []);
}

proptest! {
    #[test]
    fn garbage_never_panics(bytes in any::<Vec<u8>>()) {
        prop_assert!(!check(&bytes, sample::now()).passes());
    }

    /// A good document in which any one value is replaced by another kind of value.
    #[test]
    fn damaged_documents_never_panic(index in any::<prop::sample::Index>(), which in 0_usize..5) {
        for mut document in [cve_record(), osv_record()] {
            let mut places = Vec::new();
            pointers(&document, String::new(), &mut places);
            let place = &places[index.index(places.len())];
            let other = [json!(null), json!("\u{0}x"), json!(-1e308), json!([[]]), json!({"a": {}})];
            *document.pointer_mut(place).unwrap() = other[which].clone();
            report(&document);
        }
    }
}

fn pointers(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| pointers(value, format!("{at}/{key}"), into)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| pointers(value, format!("{at}/{index}"), into)),
        _ => {}
    }
    into.push(at);
}
