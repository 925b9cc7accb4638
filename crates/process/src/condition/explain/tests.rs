use super::{Words, words};
use crate::condition::Kind;
use crate::condition::{Condition, DECLARED, DateTerm};

#[test]
fn every_declared_fact_has_words_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for fact in DECLARED {
        match words(fact.name) {
            Words::Whether(yes, no) => {
                assert_eq!(fact.kind, Kind::Bool, "{}", fact.name);
                assert_ne!(yes, no, "{}", fact.name);
                assert!(seen.insert(yes), "{}", fact.name);
            }
            Words::Thing { noun, there, none, .. } => {
                assert_ne!(fact.kind, Kind::Bool, "{}", fact.name);
                assert_ne!(noun, "this fact", "{}", fact.name);
                assert_ne!(there, none, "{}", fact.name);
                assert!(seen.insert(noun), "{}", fact.name);
            }
        }
    }
}

#[test]
fn conditions_in_plain_words() {
    for (source, said) in [
        ("severity.base < 4.0", "the CVSS score is below 4.0"),
        ("4.0 > severity.base", "the CVSS score is below 4.0"),
        ("!(severity.base < 4.0)", "the CVSS score is at least 4.0"),
        (
            "facts.remote || facts.privilege_escalation",
            "it can be exploited over a network or it gives an attacker privileges",
        ),
        ("!(public && exploited)", "it is not public or no attack has been seen"),
        ("commits.all(c, c.lgtm >= 1)", "every commit has at least 1 approval"),
        ("!commits.exists(c, c.by == \"robot\")", "no commit is by \"robot\""),
        ("size(commits) > 0", "the number of commits of the fix is above 0"),
        ("has(upstream.date)", "an upstream project has a date"),
        ("!has(reporter.date)", "the reporter has no date"),
        ("has(public)", "it is known whether it is public"),
        ("cve.id != \"\"", "there is a CVE id"),
        ("exploited == false", "no attack has been seen"),
        (
            "taxonomy == \"C1\" || taxonomy == \"C2\" || taxonomy == \"D\"",
            "the class of the report is \"C1\", \"C2\" or \"D\"",
        ),
        (
            "taxonomy != \"C1\" && taxonomy != \"C2\"",
            "the class of the report is neither \"C1\" nor \"C2\"",
        ),
        (
            "severity.word in [\"low\", \"medium\"]",
            "the severity is one of \"low\" or \"medium\"",
        ),
        (
            "facts.main_branch_only && (facts.main_bug_age_days <= 7 || severity.word == \"low\")",
            "the flaw is on the main branch only and either the age of the flaw on the main branch is at most 7 days or the \
             severity is \"low\"",
        ),
        (
            "public || (exploited && has(cve.id))",
            "it is public or both attacks have been seen and there is a CVE id",
        ),
        (
            "upstream.date < reporter.date",
            "the date of the upstream project is before the date of the reporter",
        ),
        (
            "public ? severity.base > 7.0 : exploited",
            "if it is public, the CVSS score is above 7.0; otherwise attacks have been seen",
        ),
    ] {
        let condition = Condition::check(source).unwrap_or_else(|faults| panic!("{source}: {faults:?}"));
        assert_eq!(condition.explain(), said, "{source}");
    }
    let date = DateTerm::check("upstream.date").unwrap();
    assert_eq!(date.explain(), "the date of the upstream project");
}

#[test]
fn thresholds_are_the_numbers_that_facts_are_compared_with() {
    let condition = Condition::check("severity.base >= 7.0 || public && !(severity.base < 4.0)").unwrap();
    assert_eq!(condition.thresholds(), [("severity.base", 7.0), ("severity.base", 4.0)]);
}
