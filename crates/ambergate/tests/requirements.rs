//! docs/requirements.md is true: every paragraph stands in it once, and what a row names is there.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate_process::policy::COREDNS;
use ambergate_web::routes;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const PAGE: &str = "docs/requirements.md";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

#[track_caller]
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust sources below a folder, as one text.
fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// A row: what stands between backticks in its cells, and its last cell as it is.
struct Row {
    number: u32,
    profile: Vec<String>,
    events: Vec<String>,
    pages: Vec<String>,
    tests: Vec<String>,
    later: String,
}

fn quoted(cell: &str) -> Vec<String> {
    let names: Vec<String> = cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(
        !names.is_empty() || cell.trim() == "–",
        "{cell:?} is neither names nor a dash"
    );
    names
}

fn rows() -> Vec<Row> {
    let page = read(PAGE);
    let lines = page.lines().filter(|line| line.starts_with("| S"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let [number, profile, events, pages, tests, later] = cells[..] else {
            panic!("six cells, not: {line}");
        };
        Row {
            number: number.trim().trim_start_matches('S').parse().unwrap(),
            profile: quoted(profile),
            events: quoted(events),
            pages: quoted(pages),
            tests: quoted(tests),
            later: later.trim().to_owned(),
        }
    };
    lines.map(row).collect()
}

#[test]
fn every_paragraph_has_one_row() {
    let numbers: Vec<u32> = rows().iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=56).collect::<Vec<u32>>());
}

/// Follows `gate.slow_down.needs` into the file: tables by key, lists of tables by their ids.
fn follow<'t>(value: &'t toml::Value, path: &str) -> Option<&'t toml::Value> {
    path.split('.').try_fold(value, |value, step| match value {
        toml::Value::Table(table) => table.get(step),
        toml::Value::Array(list) => {
            let called = |one: &&toml::Value| one.get("id").and_then(toml::Value::as_str) == Some(step);
            list.iter().find(called)
        }
        _ => None,
    })
}

#[test]
fn every_row_rests_on_something_in_the_profile() {
    // The base policy extends nothing, so its file is the resolved profile.
    let profile: toml::Value = toml::from_str(COREDNS).unwrap();
    assert!(follow(&profile, "policy.extends").is_none() && follow(&profile, "extends").is_none());
    for row in rows() {
        assert!(!row.profile.is_empty(), "S{} names nothing of the profile", row.number);
        for path in &row.profile {
            assert!(
                follow(&profile, path).is_some(),
                "S{}: {path} is not in policies/coredns.toml",
                row.number
            );
        }
    }
}

#[test]
fn every_event_of_a_row_is_recorded_by_something() {
    let mut source = String::new();
    sources(&root().join("crates/process/src"), &mut source);
    let kinds: BTreeSet<&str> = source
        .split("=> \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|kind| ["case.", "report.", "project."].iter().any(|of| kind.starts_with(of)))
        .collect();
    assert!(kinds.len() > 30, "only {} kinds of events found", kinds.len());
    for row in rows() {
        for event in &row.events {
            assert!(
                kinds.contains(event.as_str()),
                "S{}: no event is of kind {event}",
                row.number
            );
        }
    }
}

#[test]
fn every_page_of_a_row_is_in_the_route_table() {
    let paths: BTreeSet<&str> = routes::table().map(|route| route.path).collect();
    for row in rows() {
        for page in &row.pages {
            assert!(
                paths.contains(page.as_str()),
                "S{}: no route has the path {page}",
                row.number
            );
        }
    }
}

#[test]
fn every_test_of_a_row_is_there() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for row in rows() {
        assert!(!row.tests.is_empty(), "S{} names no test", row.number);
        for test in &row.tests {
            let (room, name) = test
                .split_once("::")
                .unwrap_or_else(|| panic!("{test}: write crate::name"));
            let source = known.entry(room.to_owned()).or_insert_with(|| {
                let mut all = String::new();
                sources(&root().join("crates").join(room), &mut all);
                all
            });
            assert!(
                is_test(source, name),
                "S{}: the crate {room} has no test {name}",
                row.number
            );
        }
    }
}

/// Whether the text holds this function as a test: an attribute right above it, or one of those that `on_both!` and
/// `house!` make tests of.
fn is_test(source: &str, name: &str) -> bool {
    source.match_indices(&format!("fn {name}(")).any(|(at, _)| {
        let (above, line) = source[..at].rsplit_once('\n').unwrap_or(("", ""));
        let attribute = above
            .lines()
            .rev()
            .map(str::trim)
            .take_while(|line| line.starts_with('#') || line.starts_with("//"))
            .any(|line| line.contains("test]") || line.starts_with("#[tokio::test"));
        let made = ["on_both!", "house!"].iter().any(|made| above.contains(made));
        attribute || (line.trim() == "async" && made)
    })
}

#[test]
fn a_row_without_an_event_or_a_page_says_what_comes_later() {
    for row in rows() {
        let whole = !row.events.is_empty() && !row.pages.is_empty();
        assert!(
            whole || row.later.contains("later") || row.later.contains("people"),
            "S{} has no event or no page, and does not say why",
            row.number
        );
    }
}
