//! What is refused of conditions and of the facts they read: the words, the places, the limits and the stack.

use ambergate_process::condition::{
    BadFact, CaseFacts, Condition, DateTerm, MAX_BYTES, MAX_COMPREHENSIONS, MAX_NESTING, MAX_TOKENS,
};

/// Sources that are refused: each with the message that a person reads.
const REFUSED: &[&str] = &[
    // Names.
    "severity.bas < 4.0",
    "cvss.base < 4.0",
    "remote || facts.privilege_escalation",
    "facts.privilege_escalaton",
    "date > timestamp(\"2027-12-11T00:00:00Z\")",
    "severity < 4.0",
    "has(upstream)",
    "public.date",
    "severity.base.value < 4.0",
    ".public",
    "wombat",
    "now > upstream.date",
    "now() > upstream.date",
    // Types.
    "severity.base",
    "\"yes\"",
    "upstream.date",
    "commits",
    "severity.base < \"4.0\"",
    "severity.word == 4",
    "upstream.date < \"2027-12-11\"",
    "public == 1",
    "public < exploited",
    "commits == commits",
    "commits.map(c, c.by) < commits.map(c, c.by)",
    "severity.base && public",
    "public || role",
    "!severity.base",
    "!severity.base < 4",
    "severity.base + 1 < 4",
    "role - \"a\" == \"b\"",
    "-role == \"a\"",
    "severity.base % 2.0 == 0",
    "public ? 1 : 2.0",
    "public ? \"a\" : 1",
    "severity.base ? public : exploited",
    "role == \"stewart\"",
    "role in [\"manufacturer\", \"vendor\"]",
    // Division that could fail.
    "facts.main_bug_age_days / 0 == 1",
    "10 / facts.main_bug_age_days == 1",
    "10 % size(commits) == 1",
    // Lists.
    "[] == []",
    "role in []",
    "[1, \"a\"] == [1]",
    "[1, 2.0] == [1]",
    "[[1]] == [[1]]",
    "role in \"manufacturer\"",
    "severity.base in [\"high\"]",
    "commits[0].lgtm > 0",
    "commits.lgtm > 0",
    "commits.filter(c, c.lgtm > 0).lgtm > 0",
    "commits.all(c, c.lgtm)",
    "commits.all(c, c.lgtms > 0)",
    "commits.map(c, c.by).all(b, b.length > 0)",
    "commits.all(c, d.lgtm > 0)",
    "commits.all(public, public.lgtm > 0)",
    "commits.all(c.lgtm, c.lgtm > 0)",
    "commits.all(c)",
    "commits.all(c, commits.exists(d, d.by == c.by))",
    "commits.all(c, has(c.lgtm))",
    "commits.all(c, c == c)",
    "commits.map(c, [c.by]).size() > 0",
    "role.all(c, true)",
    "commits.exists(c, c.lgtm > 0) && c.lgtm > 0",
    // Functions.
    "has(size(commits))",
    "has()",
    "upstream.project.matches(\"^go\")",
    "commits.any(c, c.lgtm > 0)",
    "commits.exist(c, c.lgtm > 0)",
    "commits.length() > 0",
    "length(commits) > 0",
    "role.startswith(\"s\")",
    "startsWith(role, \"s\")",
    "severity.base.contains(\"7\")",
    "role.contains(7)",
    "size(public) > 0",
    "int(severity.base) > 4",
    "upstream.date > timestamp(role)",
    "upstream.date > timestamp(\"tomorrow\")",
    "upstream.date - reporter.date > duration(\"7d\")",
    "upstream.date - reporter.date > duration(\"PT1H\")",
    "upstream.date - reporter.date > duration(\"1 hour\")",
    // Signs and words.
    "",
    "   // nothing\n",
    "severity.base = 4.0",
    "public & exploited",
    "public | exploited",
    "public and exploited",
    "public or exploited",
    "not public",
    "upstream.date is set",
    "public exploited",
    "public &&",
    "&& public",
    "(public",
    "public)",
    "(public]",
    "role == \"steward",
    "role == 'a\\'b'",
    "role == \"\"\"steward\"\"\"",
    "role == r\"steward\"",
    "severity.base < 0x4",
    "severity.base < 4u",
    "severity.base < 1e3",
    "severity.base < 99999999999999999999",
    "severity.base < 4.0.0",
    "{\"a\": 1} == {\"a\": 1}",
    "Commit{lgtm: 1}.lgtm > 0",
    "public @ exploited",
    "public && ‘high’ == severity.word",
    "role == null",
    "public ? exploited",
    "if (public)",
    "commits.all(c,, true)",
    "upstream.?date",
    // Several at once, in order.
    "severity.bas < 4.0 && facts.remotely && size(public) > 0",
    "\"é\" == severity.bas",
    "true &&\n  severity.bas < 4",
    "\"é\" == role\n&& \"é\" == role role",
];

#[test]
fn every_refusal_says_where_and_what_to_write() {
    let mut text = String::new();
    for source in REFUSED {
        let faults = Condition::check(source)
            .err()
            .unwrap_or_else(|| panic!("accepted: {source}"));
        text.push_str(&format!("{source}\n"));
        for fault in faults {
            assert!(source.is_char_boundary(fault.offset), "{source}: {fault:?}");
            let line = source[..fault.offset].rsplit('\n').next().unwrap();
            let before = line.chars().count();
            text.push_str(&format!("{:before$}^ {}\n", "", fault.what));
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_date_term_must_be_a_date() {
    let faults = DateTerm::check("has(upstream.date)").unwrap_err();
    assert_eq!(
        faults[0].what,
        "this must be a point in time such as upstream.date, it is something true or false"
    );
    assert_eq!(
        DateTerm::check("upstream.dat").unwrap_err()[0].what,
        "`upstream.dat` is no fact; did you mean upstream.date?"
    );
}

#[test]
fn limits_are_the_ones_documented() {
    let said = |source: &str| {
        Condition::check(source)
            .map(|_| ())
            .map_err(|faults| faults[0].what.clone())
    };
    let padded = |bytes: usize| format!("public{}", " ".repeat(bytes - 6));
    assert_eq!(said(&padded(MAX_BYTES)), Ok(()));
    assert!(said(&padded(MAX_BYTES + 1)).unwrap_err().contains("1001 bytes long"));

    let nested = |depth: usize| "(".repeat(depth) + "public" + &")".repeat(depth);
    assert_eq!(said(&nested(MAX_NESTING)), Ok(()));
    assert!(
        said(&nested(MAX_NESTING + 1))
            .unwrap_err()
            .contains("nest deeper than 8")
    );

    let joined = |words: usize| vec!["public"; words].join("||");
    assert_eq!(said(&joined(MAX_TOKENS / 2)), Ok(()));
    assert!(
        said(&joined(MAX_TOKENS / 2 + 1))
            .unwrap_err()
            .contains("more than 200 words")
    );

    assert!(
        said(&("1".to_owned() + &"+1".repeat(60) + " > 0"))
            .unwrap_err()
            .contains("steps deep")
    );

    let lists = |count: usize| vec!["commits.all(c, true)"; count].join(" && ");
    assert_eq!(said(&lists(MAX_COMPREHENSIONS)), Ok(()));
    assert!(
        said(&lists(MAX_COMPREHENSIONS + 1))
            .unwrap_err()
            .contains("more than 4")
    );
}

/// Sources made to exhaust the stack: a fault for each, on a thread with the 2 MB that servers and tests give.
#[test]
fn deep_sources_are_refused_on_a_small_stack() {
    let deep: Vec<String> = [
        ("(", "public", ")", 500),
        ("(", "", "", 1_000),
        ("[", "1", "]", 500),
        ("!(", "public", ")", 333),
        ("has(", "public", ")", 200),
        ("", "public", ".a", 499),
        ("", "public", ".a()", 240),
        ("", "commits", "[0]", 320),
        ("!", "public", "", 990),
        ("-", "1", "", 990),
        ("public?1:", "1", "", 110),
        ("a?", "1", ":1", 240),
        ("1+", "1", "", 499),
        ("1<", "1", "", 499),
        ("a&&", "a", "", 330),
        ("", "", "{", 1_000),
        ("", "", "?", 1_000),
        ("", "a ", "b ", 490),
    ]
    .map(|(before, core, after, times)| before.repeat(times) + core + &after.repeat(times))
    .into();
    // The deepest that the limits let through: brackets, chains and choices, each to its bound.
    let allowed: Vec<String> = [
        "(".repeat(8) + "public" + &")".repeat(8),
        "!(".repeat(8) + "public" + &")".repeat(8),
        "size([".repeat(4) + "1" + &"])".repeat(4),
        "public?true:".repeat(45) + "public",
        "1+".repeat(44) + "1 > 0",
        "!".repeat(190) + "public",
        "public&&".repeat(99) + "public",
        "((((((((public?true:".to_owned() + &"public?true:".repeat(30) + "public))))))))",
    ]
    .into();
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || {
        for source in deep {
            assert!(Condition::check(&source).is_err(), "{source}");
        }
        for source in allowed {
            let checked = Condition::check(&source);
            if !source.starts_with("size") {
                checked
                    .unwrap_or_else(|faults| panic!("{source}: {faults:?}"))
                    .holds(&CaseFacts::default());
            }
        }
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn facts_files_are_refused_with_every_mistake() {
    let table = toml::from_str(
        r#"
        severity = { base = "6.9", bas = 1 }
        facts.remote = "yes"
        facts.main_bug_age_days = 1.5
        upstream.date = 2025-09-20T00:00:00
        reporter.date = 2025-09-20
        role = "stewart"
        commits = [{ lgtm = -1, by = "ana" }]
        public = 1
        "#,
    )
    .unwrap();
    let mut bad: Vec<String> = CaseFacts::from_table(&table)
        .unwrap_err()
        .iter()
        .map(BadFact::to_string)
        .collect();
    bad.sort();
    insta::assert_snapshot!(bad.join("\n"));

    let mut facts = CaseFacts::default();
    for value in [f64::NAN, f64::INFINITY] {
        facts.set_dotted("severity.base", &value.into()).unwrap_err();
    }
    assert_eq!(facts, CaseFacts::default());
}
