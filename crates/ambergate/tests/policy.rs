//! `ambergate policy` as somebody runs it: the built-in profiles, a profile of one's own, a SECURITY.md that drifts, and the replayed case
//! planned with dates that were worked out by hand.
#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]
#![expect(clippy::disallowed_methods, reason = "this test starts the real program")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn policy(args: &[&str]) -> Ran {
    let run = Command::new(env!("CARGO_BIN_EXE_ambergate"))
        .arg("policy")
        .args(args)
        .env_remove("AMBERGATE_LOG")
        .output()
        .unwrap();
    Ran {
        code: run.status.code().unwrap(),
        out: String::from_utf8(run.stdout).unwrap(),
        err: String::from_utf8(run.stderr).unwrap(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn replay() -> String {
    root().join("docs/examples/cve-2025-58063.toml").display().to_string()
}

/// The report arrived on Wednesday 2025-09-03 at 00:14. One business day on is Thursday the 4th, 00:14; 24 hours on is the same. 7 days
/// on is the 10th, 14 days the 17th, 21 days the 24th, always 00:14. Nothing has a lower bound. Everything was reached before its
/// target; distributors were not told, so their clock does not apply; its window is shown
/// all the same.
const WINDOWS: [(&str, &str, &str); 9] = [
    ("first_answer", "2025-09-04T00:14:00Z", "met"),
    ("fix_team_named", "2025-09-04T00:14:00Z", "met"),
    ("repository_linked", "2025-09-04T00:14:00Z", "met"),
    ("severity_set", "2025-09-10T00:14:00Z", "met"),
    ("fix_ready", "2025-09-10T00:14:00Z", "met"),
    ("existence_announced", "2025-09-10T00:14:00Z", "met"),
    ("distributors_decided", "2025-09-17T00:14:00Z", "met"),
    ("list_notified", "2025-09-17T00:14:00Z", "not_applicable"),
    ("released", "2025-09-24T00:14:00Z", "met"),
];

#[test]
fn the_plan_of_the_replay_has_every_window_as_worked_out_by_hand() {
    let ran = policy(&["plan", "coredns", "--facts", &replay(), "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    let milestones = plan["milestones"].as_array().unwrap();
    assert_eq!(milestones.len(), WINDOWS.len());
    for (milestone, (clock, due, state)) in milestones.iter().zip(WINDOWS) {
        assert_eq!(milestone["clock"], clock);
        assert_eq!(milestone["due"], due, "{clock}");
        assert_eq!(milestone["state"], state, "{clock}");
        assert_eq!(milestone["earliest"], Value::Null, "{clock}");
        assert!(!milestone["paragraphs"].as_array().unwrap().is_empty(), "{clock}");
    }
    assert_eq!(milestones[8]["reached"], "2025-09-08T13:47:41Z");
    assert_eq!(plan["now"], "2025-09-10T00:00:00Z");
    assert_eq!(plan["conflicts"], Value::Array(Vec::new()));
    assert_eq!(plan["next_due"], Value::Null);
    let assumed = plan["assumed"].as_array().unwrap();
    assert_eq!(assumed[0]["event"], "report_received");
    assert_eq!(assumed[0]["why"], "48 hours before the merge; not public");
}

#[test]
fn the_same_plan_for_people() {
    let ran = policy(&[
        "plan",
        "coredns",
        "--facts",
        &replay(),
        "--now",
        "2025-09-03T18:14:00+00:00",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out
            .starts_with("coredns (version 2024-10-01), as of 2025-09-03 18:14 UTC\n"),
        "{}",
        ran.out
    );
    let row = ran.out.lines().find(|line| line.starts_with("released ")).unwrap();
    for word in ["S35", "2025-09-24 00:14 UTC", "met"] {
        assert!(row.contains(word), "{row}");
    }
    assert!(ran.out.ends_with("Nothing collides.\n"), "{}", ran.out);
}

/// CoreDNS alone lets the distributors hear of it whenever; the list gives at most 14 days from then to publication, and a finder's 90
/// days are over earlier. What collides is named with its profiles.
#[test]
fn several_profiles_are_planned_together_and_a_collision_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("case.toml");
    std::fs::write(
        &facts,
        r#"now = "2026-03-02T12:00:00Z"
[[event]]
kind = "report_received"
at = "2026-03-01T12:00:00Z"
[[event]]
kind = "list_notified"
at = "2026-03-02T12:00:00Z"
[[planned]]
kind = "advisory_published"
at = "2026-03-30T12:00:00Z"
[facts]
severity.word = "high"
distributors.told = true
"#,
    )
    .unwrap();
    let facts = facts.display().to_string();
    let ran = policy(&["plan", "coredns", "linux-distros", "--facts", &facts]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("linux-distros: public_at_last"), "{}", ran.out);
    assert!(ran.out.contains("These cannot all be kept: "), "{}", ran.out);
    let json = policy(&["plan", "coredns", "linux-distros", "--facts", &facts, "--json"]);
    let plan: Value = serde_json::from_str(&json.out).unwrap();
    let profiles: Vec<&str> = plan["conflicts"][0]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["profile"].as_str().unwrap())
        .collect();
    assert!(profiles.contains(&"linux-distros"), "{profiles:?}");
    // 14 days after the list was told.
    let window = plan["milestones"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["clock"] == "public_at_last");
    assert_eq!(window.unwrap()["first_target"], "2026-03-16T12:00:00Z");
}

#[test]
fn the_built_in_profiles_are_valid_listed_and_shown_whole() {
    let checked = policy(&["check"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    let listed = policy(&["list", "--json"]);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let ids: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    for id in [
        "coredns",
        "kubernetes",
        "xen",
        "linux-distros",
        "openstack",
        "envoy",
        "istio",
        "curl",
        "project-zero",
        "certcc",
        "cra",
    ] {
        assert!(ids.contains(&id), "{id}");
        assert!(checked.out.contains(&format!("{id}: {id} is valid\n")), "{id}");
        assert!(root().join(format!("policies/{id}.toml")).exists(), "{id}");
    }
    // An overlay is shown with its base beneath it, and is a file that can be checked.
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.toml");
    let shown = policy(&["show", "kubernetes"]);
    assert!(!shown.out.contains("extends"), "an overlay is shown laid out");
    std::fs::write(&whole, &shown.out).unwrap();
    let again = policy(&["check", whole.to_str().unwrap()]);
    assert_eq!(again.code, 0, "{}", again.err);
    let json: Value = serde_json::from_str(&policy(&["show", "kubernetes", "--json"]).out).unwrap();
    assert_eq!(json["policy"]["id"], "kubernetes");
    let clocks = json["clock"].as_array().unwrap();
    assert!(
        clocks
            .iter()
            .any(|clock| clock["id"] == "fix_team_named" && clock["max"] == "24h")
    );
}

#[test]
fn files_extend_each_other_and_faults_are_told_to_people_and_programs() {
    let folder = tempfile::tempdir().unwrap();
    let head = |id: &str, extends: &str| {
        format!(
            "schema = 1\nextends = \"{extends}\"\n[policy]\nid = \"{id}\"\nversion = \"1\"\nkind = \"project\"\nname = \"{id}\"\n\
             source = \"https://example.org\"\ntz = \"UTC\"\nholidays = \"none\"\ntlp_default = \"TLP:AMBER\"\n"
        )
    };
    let (base, over, bad) = ("base.toml", "over.toml", "bad.toml");
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at(base), head("base", "coredns")).unwrap();
    std::fs::write(at(over), head("over", "base")).unwrap();
    std::fs::write(
        at(bad),
        head("bad", "coredns") + "[[clock]]\nid = \"fix_ready\"\nmax = \"7 days\"\n",
    )
    .unwrap();
    assert_eq!(policy(&["check", &at(over)]).code, 1, "the base is not given");
    let both = policy(&["check", &at(over), &at(base)]);
    assert_eq!(both.code, 0, "{}", both.err);
    let people = policy(&["check", &at(bad)]);
    assert_eq!(people.code, 1);
    assert!(people.err.contains("bad.toml:14:"), "{}", people.err);
    assert!(people.err.contains("write 24h"), "{}", people.err);
    let programs = policy(&["check", &at(bad), "--json"]);
    assert_eq!(programs.code, 1);
    let error: Value = serde_json::from_str(&programs.err).unwrap();
    assert_eq!(error["error"]["faults"][0]["line"], 14);
    assert!(
        error["error"]["faults"][0]["remedy"]
            .as_str()
            .unwrap()
            .contains("write 24h")
    );
    let nobody = policy(&["show", "coredsn"]);
    assert_eq!(nobody.code, 1);
    assert!(
        nobody.err.contains("There is no built-in profile named coredsn"),
        "{}",
        nobody.err
    );
    assert_eq!(policy(&["plan", "coredns"]).code, 2, "facts are needed");
    let late = policy(&["plan", "coredns", "--facts", &replay(), "--now", "tomorrow"]);
    assert_eq!(late.code, 1);
    assert!(late.err.contains("write 2025-09-03T00:14:00Z"), "{}", late.err);
}

#[test]
fn a_security_md_that_drifts_is_found_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("SECURITY.md");
    let path = file.display().to_string();
    let rendered = policy(&["render", "coredns"]).out;
    std::fs::write(&file, &rendered).unwrap();
    let same = policy(&["check", "coredns", "--against", &path]);
    assert_eq!(same.code, 0, "{}{}", same.out, same.err);
    std::fs::write(
        &file,
        rendered.replace(
            "**Set the severity** within 7 days",
            "**Set the severity** within 9 days",
        ),
    )
    .unwrap();
    let drifted = policy(&["check", "coredns", "--against", &path, "--json"]);
    assert_eq!(drifted.code, 1);
    let said: Value = serde_json::from_str(&drifted.out).unwrap();
    let drift = &said["against"]["drift"];
    assert_eq!(drift.as_array().unwrap().len(), 1);
    assert_eq!(drift[0]["kind"], "changed");
    assert_eq!(drift[0]["rule"], "clock-severity_set");
    assert!(drift[0]["file"].as_str().unwrap().contains("within 9 days"));
    assert!(drift[0]["profile"].as_str().unwrap().contains("within 7 days"));
    let line = rendered
        .lines()
        .position(|line| line.contains("clock-severity_set\"></a>"))
        .unwrap()
        + 1;
    assert_eq!(drift[0]["line"], line);
    std::fs::write(
        &file,
        "# Security\n\nWrite to security@example.org. We answer within 3 days.\n",
    )
    .unwrap();
    let weaker = policy(&["check", "coredns", "--against", &path]);
    assert_eq!(weaker.code, 1);
    assert!(weaker.out.contains("This is the weaker comparison"), "{}", weaker.out);
    assert!(
        weaker
            .out
            .contains("SECURITY.md:3: no rule of the profile has the length \"3 days\""),
        "{}",
        weaker.out
    );
    assert_eq!(policy(&["check", "--against", &path]).code, 1, "which profile?");
}
