//! What docs/guide/profiles.md shows is what the program reads: its profile, its facts file, its table of facts.

use ambergate_process::condition;
use ambergate_process::planner::plan;
use ambergate_process::planner::scenario::Scenario;
use ambergate_process::policy::{Bound, Library, Profile, Rules, Span};
use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

/// The blocks of TOML on the page, in order.
fn blocks(guide: &str) -> Vec<&str> {
    let rest = guide.split("```toml\n").skip(1);
    rest.map(|block| block.split("```").next().unwrap()).collect()
}

#[test]
fn the_example_of_the_guide_is_a_profile() {
    let guide = read("docs/guide/profiles.md");
    let text = blocks(&guide)
        .into_iter()
        .find(|block| block.contains("[policy]"))
        .unwrap();
    let profile = Profile::read("example.toml", text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(profile.extends.as_deref(), Some("coredns"));
    assert_eq!(profile.clock("first_answer").unwrap().max, Some(Span::BusinessDays(2)));
    assert!(profile.clock("released").is_some(), "what the base has is still there");
}

#[test]
fn the_facts_file_of_the_guide_is_planned_with_every_profile_that_binds_a_case() {
    let guide = read("docs/guide/profiles.md");
    let text = blocks(&guide)
        .into_iter()
        .find(|block| block.contains("[[event]]"))
        .unwrap();
    let scenario = Scenario::read(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let texts = ["curl", "project-zero", "certcc", "cra"].map(|id| (id, read(&format!("policies/{id}.toml"))));
    let library = Library::built_in();
    let mut profiles = texts
        .iter()
        .map(|(id, text)| Profile::read_with(id, text, &library).unwrap());
    let own = profiles.next().unwrap();
    let rules = Rules::new(own, profiles.collect(), &scenario.holidays);
    let plan = plan(
        &scenario.anchors,
        &rules,
        &scenario.circumstances,
        scenario.now.unwrap(),
    );
    // Reported on 1 October, planned for 4 November: day 34 of Project Zero's 90, and no rule stands against another.
    assert!(plan.conflicts.is_empty(), "{:#?}", plan.conflicts);
    let due = |profile, clock| plan.milestone_of(profile, clock).unwrap().due.unwrap().to_string();
    assert_eq!(due("project-zero", "patch_out"), "2026-12-30T09:00:00Z");
    assert_eq!(due("curl", "fix_merged"), "2026-11-04T08:00:00Z");
}

#[test]
fn the_guide_prints_the_table_of_facts_that_conditions_read() {
    let guide = read("docs/guide/profiles.md");
    let printed = guide.split("<!-- table of condition facts -->").nth(1).unwrap();
    assert_eq!(printed.trim(), condition::declared::table().trim());
}

/// The guide says that what a policy does not state is left out, and is not the same as "none".
#[test]
fn silence_and_none_are_two_things() {
    let text = read("policies/istio.toml");
    let istio = Profile::read("istio.toml", &text).unwrap();
    assert_eq!(istio.embargo.unwrap().max, Bound::NotStated);
}
