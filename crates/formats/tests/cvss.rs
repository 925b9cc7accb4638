//! Vectors: known scores, refusals that help, and the published test vectors where they are at hand.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests: what is wrong must stop them, and a skipped test must be loud"
)]

use std::path::PathBuf;

use ambergate_formats::Error;
use ambergate_formats::cvss::{Nomenclature, Rating, Vector, Version, base_score, metrics, score};
use proptest::prelude::*;

fn vector(text: &str) -> Vector {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

#[test]
fn known_vectors_have_their_known_scores() {
    use Nomenclature::*;
    let table = [
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H", 71, Rating::High, Base),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
            100,
            Rating::Critical,
            Base,
        ),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, Rating::None, Base),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 75, Rating::High, Base),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 16, Rating::Low, Base),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", 54, Rating::Medium, Base),
        (
            "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H/E:U/RL:O/RC:C",
            62,
            Rating::Medium,
            Temporal,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H/E:X/RL:X",
            71,
            Rating::High,
            Base,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H/AR:L",
            57,
            Rating::Medium,
            Environmental,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L",
            92,
            Rating::Critical,
            B,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:N/VI:H/VA:L/SC:N/SI:N/SA:L",
            57,
            Rating::Medium,
            B,
        ),
        (
            "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A",
            73,
            Rating::High,
            Bt,
        ),
        (
            "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:X/S:P",
            73,
            Rating::High,
            B,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/CR:H/E:A",
            0,
            Rating::None,
            Bte,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/MSI:S",
            100,
            Rating::Critical,
            Be,
        ),
    ];
    for (text, tenths, rating, nomenclature) in table {
        let score = score(&vector(text));
        assert_eq!(
            (score.tenths, score.rating, score.nomenclature),
            (tenths, rating, nomenclature),
            "{text}"
        );
    }
}

#[test]
fn refusals_name_the_metric_and_the_way_out() {
    let refused = |text: &str| text.parse::<Vector>().unwrap_err().to_string();
    let table = [
        ("", "begins with “”"),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", "begins with “AV:N”"),
        ("CVSS:2.0/AV:N", "version “2.0” is not known"),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L", "missing: A (Availability)"),
        (
            "CVSS:3.1/AV:F/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H",
            "AV (Attack vector) cannot be “F”. Use one of: N (Network), A (Adjacent)",
        ),
        (
            "CVSS:3.1/AV:N/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H",
            "AV (Attack vector) is there twice",
        ),
        ("CVSS:3.1/AT:N", "CVSS 3.1 has no metric “AT”"),
        ("CVSS:3.1/av:N", "Capitals count: write AV"),
        ("CVSS:3.1/AV:N/", "“” is not a metric with its value"),
        ("CVSS:3.1/AV=N", "“AV=N” is not a metric with its value"),
        (
            "CVSS:3.1/AV:X/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H",
            "AV (Attack vector) cannot be “X”",
        ),
        (
            "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L",
            "missing: AT (Attack requirements)",
        ),
    ];
    for (text, expected) in table {
        assert!(refused(text).contains(expected), "{text}: {}", refused(text));
    }
    assert!(refused(&"x".repeat(100_000)).len() < 300);
}

#[test]
fn version_3_0_is_read_but_not_set() {
    let old = "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";
    assert_eq!(vector(old).version(), Version::V3_0);
    assert!(matches!(
        Vector::for_setting(old),
        Err(Error::VectorRetired { version: Version::V3_0 })
    ));
    assert!(Vector::for_setting(&old.replace("3.0", "3.1")).is_ok());
}

#[test]
fn the_text_is_in_the_order_of_the_specification() {
    let mixed = vector("CVSS:4.0/U:Red/AC:L/AV:N/AT:N/UI:N/PR:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L/E:X");
    assert_eq!(
        mixed.as_str(),
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L/E:X/U:Red"
    );
    assert_eq!(serde_json::to_string(&mixed).unwrap(), format!("\"{mixed}\""));
    assert!(serde_json::from_str::<Vector>("\"CVSS:3.1/AV:N\"").is_err());
}

#[test]
fn metrics_are_explained_in_words() {
    let explained = metrics(&vector("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H/E:X"));
    assert_eq!(explained.len(), 8, "what is not defined is not explained");
    let privileges = explained[2];
    assert_eq!(
        (privileges.key, privileges.value, privileges.rank, privileges.of),
        ("PR", "Low", 2, 3)
    );
    assert!(
        explained
            .iter()
            .all(|metric| metric.meaning.ends_with('.') && metric.rank >= 1 && metric.rank <= metric.of)
    );
}

/// Some 7,000 vectors of 3.x and 4.0 of two publishers, as test data only: their licences keep them out of this repository.
#[test]
fn published_vectors_agree() {
    let Some(folder) = corpora() else { return };
    let mut checked = 0;
    for file in std::fs::read_dir(folder.join("cvss/redhat")).unwrap() {
        let path = file.unwrap().path();
        for line in std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .filter(|line| !line.is_empty())
        {
            let (text, scores) = line.split_once(" - ").unwrap_or_else(|| panic!("{line}"));
            if !text.starts_with("CVSS:") {
                assert!(text.parse::<Vector>().is_err(), "version 2 is not read");
                continue;
            }
            let expected: Vec<u32> = scores
                .trim_matches(['(', ')', ' '])
                .split(',')
                .filter(|s| !s.trim().is_empty())
                .map(tenths)
                .collect();
            let vector = vector(text);
            let overall = score(&vector);
            let index = match overall.nomenclature {
                Nomenclature::Temporal => 1,
                Nomenclature::Environmental => 2,
                _ => 0,
            };
            assert_eq!(overall.tenths, expected[index], "{line}");
            if expected.len() == 3 {
                assert_eq!(base_score(&vector).tenths, expected[0], "{line}");
            }
            checked += 1;
        }
    }
    for line in std::fs::read_to_string(folder.join("cvss/first/macro-scores"))
        .unwrap()
        .lines()
    {
        let mut quoted = line.split('\'');
        let text = quoted
            .by_ref()
            .find(|part| part.starts_with("CVSS:"))
            .unwrap_or_else(|| panic!("{line}"));
        let (_, rest) = line.split_once("'score': ").unwrap();
        assert_eq!(
            score(&vector(text)).tenths,
            tenths(rest.split(',').next().unwrap()),
            "{line}"
        );
        checked += 1;
    }
    assert!(checked > 7_000, "{checked} vectors");
    println!("{checked} published vectors agree");
}

fn tenths(number: &str) -> u32 {
    let value: f64 = number.trim().parse().unwrap();
    (value.abs() * 10.0).round() as u32
}

/// The folder of test data that may not ship, or a loud word that a test is skipped.
#[expect(
    clippy::disallowed_methods,
    reason = "a test says by the environment where its data is; no program does"
)]
fn corpora() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let folder = std::env::var("AMBERGATE_CORPORA").map_or(beside, PathBuf::from);
    if folder.join("cvss").is_dir() {
        return Some(folder);
    }
    println!(
        "SKIPPED: no test data at {}; set AMBERGATE_CORPORA to the folder that has cvss/",
        folder.display()
    );
    None
}

proptest! {
    #[test]
    fn garbage_never_panics(text in any::<String>()) {
        prop_assert!(text.parse::<Vector>().is_err());
    }

    #[test]
    fn near_misses_never_panic(text in "CVSS:(3\\.[01]|4\\.0)(/[A-Z]{1,3}:[A-Z]){0,12}") {
        if let Ok(vector) = text.parse::<Vector>() {
            prop_assert!(score(&vector).tenths <= 100);
        }
    }

    #[test]
    fn a_vector_survives_its_own_text(text in any_v3().prop_union(any_v4())) {
        let once = vector(&text);
        prop_assert_eq!(&vector(once.as_str()), &once);
        prop_assert_eq!(score(&vector(once.as_str())), score(&once));
        let read: Vector = serde_json::from_str(&serde_json::to_string(&once).unwrap()).unwrap();
        prop_assert_eq!(read, once.clone());
        prop_assert!(score(&once).tenths <= 100);
        prop_assert_eq!(score(&once).rating, Rating::of(score(&once).tenths));
    }

    #[test]
    fn the_order_of_metrics_does_not_matter(text in any_v4(), seed in any::<prop::sample::Index>()) {
        let (prefix, rest) = text.split_once('/').unwrap();
        let mut parts: Vec<&str> = rest.split('/').collect();
        let middle = seed.index(parts.len());
        parts.rotate_left(middle);
        prop_assert_eq!(vector(&format!("{prefix}/{}", parts.join("/"))), vector(&text));
    }
}

fn any_v3() -> BoxedStrategy<String> {
    let base = "CVSS:3\\.[01]/AV:[NALP]/AC:[LH]/PR:[NLH]/UI:[NR]/S:[UC]/C:[HLN]/I:[HLN]/A:[HLN]";
    let more = "(/E:[XUPFH])?(/RL:[XOTWU])?(/RC:[XURC])?(/CR:[XHML])?(/AR:[XHML])?(/MAV:[XNALP])?(/MPR:[XNLH])?(/MS:[XUC])?(/MC:[XNLH])?";
    proptest::string::string_regex(&format!("{base}{more}"))
        .unwrap()
        .boxed()
}

fn any_v4() -> BoxedStrategy<String> {
    let base =
        "CVSS:4\\.0/AV:[NALP]/AC:[LH]/AT:[NP]/PR:[NLH]/UI:[NPA]/VC:[HLN]/VI:[HLN]/VA:[HLN]/SC:[HLN]/SI:[HLN]/SA:[HLN]";
    let pattern = format!(
        "{base}(/E:[XAPU])?(/CR:[XHML])?(/MAV:[XNALP])?(/MUI:[XNPA])?(/MVC:[XHLN])?(/MSI:[XSHLN])?(/S:[XNP])?(/U:(X|Clear|Green|Amber|Red))?"
    );
    proptest::string::string_regex(&pattern).unwrap().boxed()
}
