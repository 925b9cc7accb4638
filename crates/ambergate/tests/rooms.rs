//! The house: which room may know which. Held against `cargo metadata`, so that a new arrow has to be argued here.
#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]
#![expect(clippy::disallowed_methods, reason = "this test asks cargo")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Room, and the rooms that it may know (design: arrows point one way).
const ARROWS: [(&str, &[&str]); 7] = [
    ("ambergate-process", &[]),
    ("ambergate-formats", &[]),
    ("ambergate-mail", &[]),
    ("ambergate-store", &["ambergate-process", "ambergate-mail"]),
    (
        "ambergate-coordinator",
        &[
            "ambergate-process",
            "ambergate-formats",
            "ambergate-mail",
            "ambergate-store",
        ],
    ),
    (
        "ambergate-web",
        &["ambergate-coordinator", "ambergate-formats", "ambergate-process"],
    ),
    (
        "ambergate",
        &[
            "ambergate-coordinator",
            "ambergate-formats",
            "ambergate-mail",
            "ambergate-process",
            "ambergate-store",
            "ambergate-web",
        ],
    ),
];

/// Libraries that only these rooms may use, and why.
const KEPT: [(&str, &[&str], &str); 6] = [
    ("sqlx", &["ambergate-store"], "the only SQL"),
    ("chacha20poly1305", &["ambergate-store"], "the only sealing"),
    ("axum", &["ambergate-web", "ambergate"], "the only web"),
    ("maud", &["ambergate-web"], "the only HTML"),
    ("lettre", &["ambergate"], "the only way out for mail"),
    ("getrandom", &["ambergate"], "the only chance"),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let normal = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["kind"].is_null());
        let names = normal.map(|d| d["name"].as_str().unwrap().to_owned()).collect();
        found.insert(package["name"].as_str().unwrap().to_owned(), names);
    }
    found
}

#[test]
fn arrows_point_one_way() {
    let all = dependencies();
    for (room, may) in ARROWS {
        let known: Vec<&String> = all[room].iter().filter(|name| name.starts_with("ambergate-")).collect();
        for name in known {
            assert!(may.contains(&name.as_str()), "{room} may not know {name}");
        }
    }
}

#[test]
fn some_libraries_belong_to_one_room() {
    for (package, names) in dependencies() {
        for (library, rooms, why) in KEPT {
            assert!(
                !names.contains(library) || rooms.contains(&package.as_str()),
                "{package} uses {library}: {why} is elsewhere"
            );
        }
    }
}

#[test]
fn pure_rooms_have_no_runtime() {
    let all = dependencies();
    for room in ["ambergate-process", "ambergate-formats", "ambergate-mail"] {
        for banned in [
            "tokio",
            "futures-util",
            "rand",
            "getrandom",
            "reqwest",
            "hyper",
            "tracing",
        ] {
            assert!(!all[room].contains(banned), "{room} is pure and may not use {banned}");
        }
    }
}
