//! The built-in profiles, and slips in a profile.

use super::*;

fn coredns() -> Profile {
    Profile::read("coredns.toml", COREDNS).unwrap()
}

#[test]
fn every_built_in_profile_is_valid_and_is_called_what_its_file_is_called() {
    for (id, text) in BUILT_IN {
        let profile = Profile::read(&format!("policies/{id}.toml"), text);
        let faults = profile.as_ref().err().into_iter().flatten().map(ToString::to_string);
        assert!(profile.is_ok(), "{}", faults.collect::<Vec<_>>().join("\n"));
        assert_eq!(profile.unwrap().id, *id);
    }
}

#[test]
fn the_built_in_profile_is_valid_and_has_the_windows_of_the_policy() {
    let max = |id: &str| coredns().clock(id).unwrap().max.unwrap();
    assert_eq!(max("fix_team_named"), Span::Hours(24));
    assert_eq!(max("repository_linked"), Span::Hours(24));
    assert_eq!(max("severity_set"), Span::Days(7));
    assert_eq!(max("fix_ready"), Span::Days(7));
    assert_eq!(max("existence_announced"), Span::Days(7));
    assert_eq!(max("list_notified"), Span::Days(14));
    assert_eq!(max("released"), Span::Days(21));
    assert_eq!(max("first_answer"), Span::BusinessDays(1));
    assert!(
        coredns().clocks.iter().all(|c| c.strength == Strength::Suggest),
        "S17: all windows are suggestions"
    );
    assert!(coredns().clocks.iter().all(|c| c.min.is_none()), "no lower bound");
}

#[test]
fn every_paragraph_of_the_base_policy_is_a_reference_and_something_rests_on_most_of_them() {
    let profile = coredns();
    let ids: Vec<String> = (1..=56).map(|n| format!("S{n}")).collect();
    let written: Vec<&str> = profile.references.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(written, ids);
}

#[test]
fn the_public_is_never_cleared_for_a_proof_of_concept_or_for_the_component_before_release() {
    let profile = coredns();
    for phase in [Phase::Received, Phase::Embargoed, Phase::Announced] {
        let cleared = profile.cleared(Audience::Public, phase);
        assert!(!cleared.contains(&FactClass::Component) && !cleared.contains(&FactClass::Impact));
    }
    assert!(
        !profile
            .cleared(Audience::Public, Phase::Released)
            .contains(&FactClass::Poc)
    );
}

#[track_caller]
fn broken(from: &str, to: &str, expected: &str) {
    assert!(COREDNS.contains(from), "{from}");
    let faults = Profile::read("p.toml", &COREDNS.replacen(from, to, 1)).unwrap_err();
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(all.iter().any(|f| f.contains(expected)), "{all:?}");
}

#[test]
fn a_broken_profile_is_refused_with_its_line_and_what_was_meant() {
    broken("schema = 1", "schema = 2", "p.toml:10: this program reads schema = 1");
    broken("max = \"24h\"", "max = \"1 day\"", "write 24h, 7d or 1bd");
    broken(
        "strength = \"suggest\"",
        "strengt = \"suggest\"",
        "unknown key `strengt`; did you mean \"strength\"?",
    );
    broken(
        "until = \"severity_set\"",
        "until = \"severity\"",
        "unknown word `severity` in `until`; did you mean \"severity_set\"?",
    );
    broken("id = \"repository_linked\"", "id = \"fix_team_named\"", "stands twice");
    broken(
        "required = [\"release_window\", \"mitigation\"]",
        "required = [\"component\"]",
        "is not cleared for",
    );
}

#[test]
fn several_slips_in_one_table_are_all_found() {
    let text = COREDNS.replacen(
        "act = \"Answer the reporter\"\n",
        "akt = \"Answer\"\ncolour = \"red\"\n",
        1,
    );
    let text = text.replacen("max = \"1bd\"", "max = \"soon\"", 1);
    let faults = Profile::read("p.toml", &text).unwrap_err();
    let what: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
    for slip in ["`akt`", "`colour`", "\"soon\""] {
        assert!(what.iter().any(|what| what.contains(slip)), "{slip}: {what:?}");
    }
}

const OVER: &str = r#"
schema = 1
extends = "coredns"
[policy]
id = "over"
version = "1"
kind = "project"
name = "Over"
source = "https://example.org/SECURITY.md"
tz = "Europe/Berlin"
holidays = "none"
tlp_default = "TLP:AMBER+STRICT"
"#;

#[test]
fn an_overlay_says_only_what_differs() {
    let text = format!(
        "{OVER}
[[clock]]
id = \"released\"
max = \"14d\"
[[clock]]
id = \"first_answer\"
remove = true
[severity]
required = false
"
    );
    let over = Profile::read("over.toml", &text).unwrap();
    let base = coredns();
    assert_eq!(over.clock("released").unwrap().max, Some(Span::Days(14)));
    assert_eq!(over.clock("released").unwrap().act, base.clock("released").unwrap().act);
    assert_eq!(over.clock("first_answer"), None);
    assert_eq!(over.clocks.len() + 1, base.clocks.len());
    assert!(!over.severity.required && over.severity.schemes == base.severity.schemes);
    assert_eq!((over.id.as_str(), over.extends.as_deref()), ("over", Some("coredns")));
}

#[test]
fn an_overlay_of_an_overlay_is_found_in_the_library_and_a_circle_is_a_fault() {
    let first = OVER.to_owned();
    let second = OVER
        .replace("\"coredns\"", "\"over\"")
        .replace("id = \"over\"", "id = \"second\"");
    let library = Library::built_in().with("over.toml", &first);
    assert!(Profile::read_with("second.toml", &second, &library).is_ok());
    let circle = OVER.replace("\"coredns\"", "\"second\"");
    let library = Library::built_in()
        .with("over.toml", &circle)
        .with("second.toml", &second);
    let faults = Profile::read_with("second.toml", &second, &library).unwrap_err();
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "over.toml:3: the profiles extend each other in a circle: second > over > second; let one of them stand on its own"
        ]
    );
}

#[test]
fn of_several_versions_the_one_in_force_is_chosen() {
    let version = |name: &str, from: &str, until: Option<&str>| {
        let until = until.map_or_else(String::new, |until| format!("valid_until = \"{until}\"\n"));
        let head = format!("version = \"{name}\"\nvalid_from = \"{from}\"\n{until}");
        Profile::read("v.toml", &OVER.replace("version = \"1\"\n", &head)).unwrap()
    };
    let versions = [
        version("old", "2020-01-01", Some("2025-01-01")),
        version("new", "2025-01-01", None),
    ];
    let at = |text: &str| in_force(&versions, text.parse().unwrap()).map(|profile| profile.version.as_str());
    assert_eq!(at("2019-12-31T00:00:00Z"), None);
    // Midnight in Berlin is 23:00 in UTC.
    assert_eq!(at("2024-12-31T22:59:59Z"), Some("old"));
    assert_eq!(at("2024-12-31T23:00:00Z"), Some("new"));
}
