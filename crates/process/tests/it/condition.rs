//! Conditions of gates and clocks: what can be written, and the three answers.

use ambergate_process::Instant;
use ambergate_process::condition::declared::{self as fact, table};
use ambergate_process::condition::{CaseFacts, Commit, Condition, DECLARED, DateTerm, Truth};
use std::collections::BTreeSet;

fn condition(source: &str) -> Condition {
    Condition::check(source).unwrap_or_else(|faults| panic!("{source}: {faults:?}"))
}

fn facts(text: &str) -> CaseFacts {
    CaseFacts::from_table(&toml::from_str(text).unwrap()).unwrap()
}

fn answer(source: &str, known: &str) -> Truth {
    condition(source).holds(&facts(known))
}

fn unknown(names: &[&'static str]) -> Truth {
    Truth::Unknown {
        missing: names.iter().copied().collect(),
    }
}

/// The sentences of the policies, as CEL: what the first box of the process reference decides, and the gates of the base
/// profile and its overlays. With facts under which each is true, and facts under which it is false.
const GATES: &[(&str, &str, &str)] = &[
    // S25: the Fix Team may slow down below 4.0.
    ("severity.base < 4.0", "severity.base = 3.9", "severity.base = 4.0"),
    ("severity.base < 4", "severity.base = 3.9", "severity.base = 4"),
    // S31: early disclosure is for remote exploits and privilege escalation.
    (
        "facts.remote || facts.privilege_escalation",
        "facts.remote = true",
        "facts = { remote = false, privilege_escalation = false }",
    ),
    // S24: the fix is done when every commit has an LGTM.
    (
        "commits.all(c, c.lgtm >= 1)",
        r#"commits = [{ lgtm = 1, by = "ana" }, { lgtm = 2, by = "bo" }]"#,
        r#"commits = [{ lgtm = 1, by = "ana" }, { lgtm = 0, by = "bo" }]"#,
    ),
    // The same, and there is a fix at all: `all` of no commits is true, as in CEL.
    (
        "size(commits) > 0 && commits.all(c, c.lgtm >= 1)",
        r#"commits = [{ lgtm = 1, by = "ana" }]"#,
        "commits = []",
    ),
    // S19: upstream's date.
    ("has(upstream.date)", "upstream.date = 2025-09-20T00:00:00Z", ""),
    // Kubernetes: list only with a CVE; semi-public fixes below 7.0; disclosure before a fix.
    ("has(cve.id)", r#"cve.id = "CVE-2025-58063""#, ""),
    ("severity.base < 7.0", "severity.base = 6.9", "severity.base = 7.0"),
    (
        "facts.user_interaction || facts.simple_mitigation",
        "facts.simple_mitigation = true",
        "facts = { user_interaction = false, simple_mitigation = false }",
    ),
    // Xen: a partial message goes to the list where there is no patch yet.
    ("!patch.ready", "patch.ready = false", "patch.ready = true"),
    // linux-distros: the list is for what is at least medium and not public.
    (
        r#"severity.word in ["medium", "high", "critical"] && !public"#,
        r#"severity.word = "medium"
           public = false"#,
        r#"severity.word = "low""#,
    ),
    // Others that the contract's facts are for.
    (
        "facts.main_branch_only && facts.main_bug_age_days <= 90",
        "facts = { main_branch_only = true, main_bug_age_days = 90 }",
        "facts = { main_branch_only = true, main_bug_age_days = 91 }",
    ),
    (
        "public || exploited || exploit_public",
        "exploit_public = true",
        "public = false\nexploited = false\nexploit_public = false",
    ),
    (
        "distributors.told && has(upstream.project)",
        "distributors.told = true\nupstream.project = \"go\"",
        "distributors.told = false",
    ),
    (
        "!reporter.responsive || !vendor.responsive",
        "vendor.responsive = false",
        "reporter.responsive = true\nvendor.responsive = true",
    ),
    (r#"taxonomy.startsWith("B")"#, "taxonomy = \"B1\"", "taxonomy = \"A\""),
    (
        r#"role == "manufacturer" && (exploited || incident.severe)"#,
        "role = \"manufacturer\"\nincident.severe = true",
        "role = \"neither\"",
    ),
    (
        r#"reporter.date < timestamp("2027-12-11T00:00:00Z")"#,
        "reporter.date = 2027-12-10T23:59:59Z",
        "reporter.date = 2027-12-11T00:00:00Z",
    ),
    (
        r#"reporter.date - upstream.date >= duration("24h")"#,
        "reporter.date = 2025-09-21T00:00:00Z\nupstream.date = 2025-09-20T00:00:00Z",
        "reporter.date = 2025-09-21T00:00:00Z\nupstream.date = \"2025-09-20T00:00:01Z\"",
    ),
];

#[test]
fn every_gate_of_the_policies_can_be_written_and_decides() {
    for (source, when_true, when_false) in GATES {
        assert_eq!(answer(source, when_true), Truth::True, "{source} with {when_true}");
        assert_eq!(answer(source, when_false), Truth::False, "{source} with {when_false}");
    }
}

#[test]
fn every_declared_fact_stands_in_some_gate() {
    let read: BTreeSet<&str> = GATES
        .iter()
        .flat_map(|(source, ..)| condition(source).names())
        .collect();
    let mut idle: Vec<&str> = DECLARED.iter().map(|fact| fact.name).collect();
    idle.retain(|name| !read.contains(name));
    // Facts that are compared as texts, tried in `rest_of_the_language_evaluates_as_in_cel`.
    assert_eq!(idle, ["severity.scheme"]);
}

#[test]
fn rest_of_the_language_evaluates_as_in_cel() {
    let known = r#"
        severity = { base = 7.5, word = "high", scheme = "CVSS:4.0" }
        facts.main_bug_age_days = 10
        public = false
        role = "steward"
        commits = [{ lgtm = 0, by = "ana" }, { lgtm = 3, by = "bo" }, { lgtm = 1, by = "ana" }]
    "#;
    for source in [
        "true",
        "!false && !public",
        "!!true",
        "public ? false : true",
        r#"(public ? "a" : "b") == "b""#,
        r#"severity.scheme == 'CVSS:4.0' && severity.scheme != "CVSS:3.1""#,
        r#"severity.scheme.contains("4.") && severity.scheme.endsWith(".0") && !severity.word.startsWith("low")"#,
        r#""a" + "b" == "ab" && "a" < "b" && "é" > "z""#,
        r#"size("naïve") == 5 && "naïve".size() == 5"#,
        "severity.base >= 7 && severity.base == 7.5 && 7 < severity.base",
        "severity.base + 0.5 == 8 && severity.base * 2.0 == 15 && -severity.base < 0 && severity.base / 2.5 == 3",
        "facts.main_bug_age_days / 3 == 3 && facts.main_bug_age_days % 3 == 1 && -7 / 2 == -3 && -7 % 2 == -1",
        "facts.main_bug_age_days - 11 == -1 && 2 * 3 + 4 == 10 && 2 * (3 + 4) == 14",
        "facts.main_bug_age_days in [9, 10] && facts.main_bug_age_days in [10.0] && !(facts.main_bug_age_days in [1])",
        "commits.exists(c, c.lgtm == 0) && !commits.all(c, c.lgtm > 0)",
        r#"commits.exists_one(c, c.by == "bo") && !commits.existsOne(c, c.by == "ana")"#,
        "commits.filter(c, c.lgtm > 0).size() == 2",
        r#"commits.map(c, c.by) == ["ana", "bo", "ana"] && "bo" in commits.map(c, c.by)"#,
        "commits.map(c, c.lgtm + 1).filter(n, n > 1).all(n, n >= 2)",
        r#"[1, 2].map(n, n * 2) == [2, 4] && ["a", "b"].exists(t, t == "b") && [true, false].exists(b, !b)"#,
        "commits.filter(c, c.lgtm > 5).all(c, false) && !commits.filter(c, c.lgtm > 5).exists(c, true)",
        r#"timestamp("2027-12-11T01:00:00+01:00") == timestamp("2027-12-11T00:00:00Z")"#,
        r#"timestamp("2027-12-11T00:00:00Z") + duration("1h30m") == timestamp("2027-12-11T01:30:00Z")"#,
        r#"timestamp("2027-12-11T00:00:00Z") - duration("1.5s") < timestamp("2027-12-11T00:00:00Z")"#,
        r#"duration("60m") == duration("1h") && duration("1h") + duration("1s") > duration("3600s")"#,
        r#"-duration("1h") < duration("0s")"#,
        "true // why\n && // because\n !public",
        "1 < 2 == true",
        // CEL stops where a number overflows; here the largest number stays the largest.
        "9223372036854775807 + 1 == 9223372036854775807 && -9223372036854775807 - 2 < -9223372036854775807",
        "9223372036854775807 * -9223372036854775807 < 0",
        // Whole numbers and doubles compare exactly.
        "9007199254740993 != 9007199254740992.0 && 9007199254740993 > 9007199254740992.0",
        "9007199254740992 == 9007199254740992.0",
        "9223372036854775807 < 9223372036854775808.0 && -9223372036854775807 > -9223372036854775809.0",
        "4 == 4.0 && 4.0 == 4 && 4 < 4.5 && -4 > -4.5 && 3.9 < 4 && -5 < -4.5 && 0 == -0.0",
        "4 in [3.5, 4.0] && [1, 2] == [1.0, 2.0]",
    ] {
        assert_eq!(answer(source, known), Truth::True, "{source}");
    }
}

#[test]
fn endless_doubles_compare_with_whole_numbers() {
    let with = |base: f64, source: &str| {
        let mut facts = CaseFacts::default();
        facts.set(fact::SEVERITY_BASE, base);
        condition(source).holds(&facts)
    };
    assert_eq!(with(f64::INFINITY, "severity.base > 9223372036854775807"), Truth::True);
    assert_eq!(
        with(f64::NEG_INFINITY, "severity.base < -9223372036854775807"),
        Truth::True
    );
    for source in [
        "severity.base < 4",
        "severity.base >= 4",
        "severity.base == 4",
        "severity.base == severity.base",
    ] {
        assert_eq!(with(f64::NAN, source), Truth::False, "{source}");
    }
    assert_eq!(with(f64::NAN, "severity.base != 4"), Truth::True);
}

/// `public` is the left side, `exploited` the right one; `-` is unknown.
#[test]
fn and_or_not_have_three_values_whichever_side_stands_first() {
    let value = |name: &str, letter: char| match letter {
        't' => format!("{name} = true\n"),
        'f' => format!("{name} = false\n"),
        _ => String::new(),
    };
    for (case, and, or) in [
        ("tt", "t", "t"),
        ("tf", "f", "t"),
        ("ft", "f", "t"),
        ("ff", "f", "f"),
        ("t-", "exploited", "t"),
        ("-t", "public", "t"),
        ("f-", "f", "exploited"),
        ("-f", "f", "public"),
        ("--", "public exploited", "public exploited"),
    ] {
        let letters: Vec<char> = case.chars().collect();
        let known = value("public", letters[0]) + &value("exploited", letters[1]);
        for (source, expected) in [("public && exploited", and), ("public || exploited", or)] {
            let expected = match expected {
                "t" => Truth::True,
                "f" => Truth::False,
                "public exploited" => unknown(&["public", "exploited"]),
                "public" => unknown(&["public"]),
                _ => unknown(&["exploited"]),
            };
            assert_eq!(answer(source, &known), expected, "{source} in {case}");
            // De Morgan holds with three values.
            let turned = if source.contains("&&") {
                "!(!public || !exploited)"
            } else {
                "!(!public && !exploited)"
            };
            assert_eq!(answer(turned, &known), expected, "{turned} in {case}");
        }
    }
    assert_eq!(answer("!public", ""), unknown(&["public"]));
}

#[test]
fn unknown_facts_make_unknown_answers_that_name_them() {
    for (source, known, missing) in [
        ("severity.base < 4.0", "", &["severity.base"][..]),
        ("reporter.date < upstream.date", "", &["reporter.date", "upstream.date"]),
        (
            "reporter.date < upstream.date",
            "reporter.date = 2025-09-20T00:00:00Z",
            &["upstream.date"],
        ),
        ("commits.all(c, c.lgtm >= 1)", "", &["commits"]),
        ("size(commits) > 0", "", &["commits"]),
        (
            "commits.all(c, c.lgtm >= 1 && public)",
            r#"commits = [{ lgtm = 1, by = "ana" }]"#,
            &["public"],
        ),
        (
            "commits.filter(c, public).size() == 0",
            r#"commits = [{ lgtm = 1, by = "ana" }]"#,
            &["public"],
        ),
        ("public ? exploited : exploit_public", "", &["public"]),
        ("public ? exploited : exploit_public", "public = true", &["exploited"]),
        (
            r#"role in ["steward"] || taxonomy in [severity.word]"#,
            "role = \"neither\"",
            &["taxonomy", "severity.word"],
        ),
        (
            "has(upstream.date) && public",
            "upstream.date = 2025-09-20T00:00:00Z",
            &["public"],
        ),
        // As in CEL, only && and || decide without knowing everything.
        ("public == public", "", &["public"]),
    ] {
        assert_eq!(answer(source, known), unknown(missing), "{source}");
    }
    // Decided without them: nobody is asked for what does not matter.
    for (source, known, expected) in [
        (
            "commits.all(c, c.lgtm >= 1 && public)",
            r#"commits = [{ lgtm = 0, by = "ana" }]"#,
            Truth::False,
        ),
        ("commits.exists(c, public)", "commits = []", Truth::False),
        ("has(upstream.date) && upstream.date > reporter.date", "", Truth::False),
        ("!has(commits) || commits.all(c, c.lgtm >= 1)", "", Truth::True),
        ("has(public) ? public : true", "", Truth::True),
    ] {
        assert_eq!(answer(source, known), expected, "{source}");
    }
}

#[test]
fn a_condition_knows_the_facts_it_reads_and_its_source() {
    let source = "has(upstream.date) && commits.all(c, c.lgtm >= 1) || commits.exists(d, d.by == role)";
    let checked = condition(source);
    assert_eq!(checked.names(), BTreeSet::from(["upstream.date", "commits", "role"]));
    assert_eq!(checked.source(), source);
    assert_eq!(checked.to_string(), source);
    assert_eq!(checked, condition(source));
    assert_ne!(checked, condition("true"));
    let json = serde_json::to_string(&checked).unwrap();
    assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), checked);
    let refused = serde_json::from_str::<Condition>("\"severity.bas < 4\"").unwrap_err();
    assert!(refused.to_string().contains("did you mean severity.base?"), "{refused}");
}

#[test]
fn date_terms_give_instants() {
    let at = |source: &str, known: &str| DateTerm::check(source).unwrap().at(&facts(known));
    let day: Instant = "2025-09-20T00:00:00Z".parse().unwrap();
    let known = "upstream.date = 2025-09-20T00:00:00Z";
    assert_eq!(at("upstream.date", known), Some(day));
    assert_eq!(at("upstream.date", ""), None);
    assert_eq!(
        at("upstream.date + duration(\"36h\")", known),
        Some("2025-09-21T12:00:00Z".parse().unwrap())
    );
    assert_eq!(
        at(
            "has(reporter.date) && reporter.date < upstream.date ? reporter.date : upstream.date",
            known
        ),
        Some(day)
    );
    // Beyond what can be represented: the last instant, not a panic.
    assert_eq!(
        at("timestamp(\"9999-12-30T22:00:00Z\") + duration(\"99999h\")", ""),
        Some(Instant::MAX)
    );
    assert_eq!(
        DateTerm::check("upstream.date").unwrap().names(),
        BTreeSet::from(["upstream.date"])
    );
}

#[test]
fn facts_are_set_by_typed_name_or_as_a_file_writes_them() {
    let mut typed = CaseFacts::default();
    typed.set(fact::SEVERITY_BASE, 6.9);
    typed.set(fact::REMOTE, true);
    typed.set(fact::UPSTREAM_DATE, "2025-09-20T00:00:00Z".parse::<Instant>().unwrap());
    typed.set(fact::MAIN_BUG_AGE_DAYS, 12);
    typed.set(fact::ROLE, "steward".to_owned());
    let commit = Commit {
        lgtm: 1,
        by: "ana".to_owned(),
    };
    typed.set(fact::COMMITS, vec![commit]);
    let written = facts(
        r#"
        severity.base = 6.9
        facts = { remote = true, main_bug_age_days = 12 }
        upstream.date = 2025-09-20T02:00:00+02:00
        role = "steward"
        [[commits]]
        lgtm = 1
        by = "ana"
        "#,
    );
    assert_eq!(typed, written);
    assert!(written.knows("severity.base") && !written.knows("public"));
}

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/conditions.md");
const MARK: &str = "<!-- facts of conditions -->";

fn guide_with_table(text: &str) -> Option<String> {
    let (head, rest) = text.split_once(MARK)?;
    let (_, tail) = rest.split_once(MARK)?;
    Some(format!("{head}{MARK}\n\n{}\n{MARK}{tail}", table()))
}

#[test]
fn the_guide_prints_the_facts_that_conditions_can_read() {
    let text = std::fs::read_to_string(GUIDE).unwrap();
    assert!(
        guide_with_table(&text).is_some_and(|expected| expected == text),
        "docs/guide/conditions.md does not say what condition::DECLARED says. To update it:\n\n    \
         cargo test -p ambergate-process --test it -- --ignored write_the_facts_of_conditions\n"
    );
}

#[test]
#[ignore = "writes docs/guide/conditions.md; run it by name after the declared facts have changed"]
fn write_the_facts_of_conditions() {
    let text = std::fs::read_to_string(GUIDE).unwrap();
    std::fs::write(GUIDE, guide_with_table(&text).expect("the pair of marks")).unwrap();
}

/// Every example of the guide is a condition that can be used.
#[test]
fn the_examples_of_the_guide_pass() {
    let text = std::fs::read_to_string(GUIDE).unwrap();
    let examples: Vec<&str> = text
        .split("```cel\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .flat_map(str::lines)
        .collect();
    assert!(examples.len() >= 5, "{examples:?}");
    for example in examples {
        condition(example);
    }
}
