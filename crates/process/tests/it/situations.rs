//! Table tests: situations of every profile with the dates worked out by hand. A file `tests/situations/NAME.toml` is
//! planned with `policies/NAME.toml`, over whatever that one extends.

use ambergate_process::Instant;
use ambergate_process::planner::scenario::Scenario;
use ambergate_process::planner::{Plan, plan};
use ambergate_process::policy::{Library, Profile, Rules};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// At least so many for each profile.
const FEWEST: usize = 5;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Stem and text of every TOML file in a folder, in order.
pub fn files(name: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (stem, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    clock: String,
    earliest: Option<Instant>,
    due: Option<Instant>,
    state: Option<String>,
}

/// A situation without what only people read, and what is expected of it.
fn parts(mut table: toml::Table) -> (String, Scenario, Vec<Expected>) {
    let name = table.remove("name").expect("a name").as_str().unwrap().to_owned();
    let why = table
        .remove("why")
        .unwrap_or_else(|| panic!("{name}: how the dates were worked out"));
    assert!(
        why.as_str().unwrap().len() > 20,
        "{name}: say how the dates were worked out"
    );
    let expect = table
        .remove("expect")
        .unwrap_or_else(|| panic!("{name}: expects nothing"));
    let expect: Vec<Expected> = expect.try_into().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!expect.is_empty(), "{name}: expects nothing");
    let scenario = Scenario::from_table(table).unwrap_or_else(|faults| panic!("{name}: {}", faults.join("; ")));
    (name, scenario, expect)
}

#[test]
fn every_situation_is_planned_as_it_was_worked_out_by_hand() {
    let policies = files("../../policies");
    let mut library = Library::built_in();
    let names: Vec<String> = policies
        .iter()
        .map(|(stem, _)| format!("policies/{stem}.toml"))
        .collect();
    for ((_, text), name) in policies.iter().zip(&names) {
        library = library.with(name, text);
    }
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for (stem, text) in files("tests/situations") {
        let Some((_, policy)) = policies.iter().find(|(policy, _)| *policy == stem) else {
            wrong.push(format!("{stem}.toml: there is no policies/{stem}.toml"));
            continue;
        };
        let profile = match Profile::read_with(&format!("policies/{stem}.toml"), policy, &library) {
            Ok(profile) => profile,
            Err(faults) => {
                wrong.extend(faults.iter().map(ToString::to_string));
                continue;
            }
        };
        let mut file: toml::Table = text.parse().unwrap_or_else(|error| panic!("{stem}.toml: {error}"));
        let situations: Vec<toml::Table> = file.remove("situation").expect("situations").try_into().unwrap();
        assert!(file.is_empty(), "{stem}.toml holds more than situations");
        assert!(
            situations.len() >= FEWEST,
            "{stem}.toml has fewer than {FEWEST} situations"
        );
        for situation in situations {
            let (name, scenario, expect) = parts(situation);
            let now = scenario.now.unwrap_or_else(|| panic!("{stem}: {name}: when is it?"));
            let rules = Rules::new(profile.clone(), Vec::new(), &scenario.holidays);
            let plan = plan(&scenario.anchors, &rules, &scenario.circumstances, now);
            let faults = differences(&plan, &expect);
            wrong.extend(faults.into_iter().map(|fault| format!("{stem}: {name}: {fault}")));
        }
        seen.push(stem);
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    let missing: Vec<&String> = policies
        .iter()
        .map(|(stem, _)| stem)
        .filter(|stem| !seen.contains(stem))
        .collect();
    assert!(missing.is_empty(), "profiles without situations: {missing:?}");
}

fn differences(plan: &Plan, expect: &[Expected]) -> Vec<String> {
    let mut wrong = Vec::new();
    for one in expect {
        let Some(milestone) = plan.milestone(&one.clock) else {
            wrong.push(format!("there is no clock {}", one.clock));
            continue;
        };
        let mut differs = |what: &str, expected: String, planned: String| {
            if expected != planned {
                wrong.push(format!(
                    "{} {what}: worked out {expected}, planned {planned}",
                    one.clock
                ));
            }
        };
        let said = |at: Option<Instant>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        if one.earliest.is_some() {
            differs("earliest", said(one.earliest), said(milestone.earliest));
        }
        if one.due.is_some() {
            differs("due", said(one.due), said(milestone.due));
        }
        if let Some(state) = &one.state {
            differs("state", state.clone(), milestone.state.key().to_owned());
        }
    }
    wrong
}
