//! Conditions under random sources and facts: checking never panics, evaluation is total and honest, and where CEL's own
//! interpreter has an answer it is ours.

use ambergate_process::condition::declared as fact;
use ambergate_process::condition::{CaseFacts, Commit, Condition, DECLARED, DateTerm, Truth};
use cel::{Context, Program, Value};
use proptest::prelude::*;
use std::collections::HashMap;

/// A case as both evaluators see it. The facts whose flag is off are unknown.
#[derive(Debug, Clone)]
struct World {
    flags: [bool; 8],
    base: f64,
    age: i64,
    word: String,
    project: String,
    commits: Vec<(u32, String)>,
    known: [bool; 13],
}

fn world() -> impl Strategy<Value = World> {
    let base = prop_oneof![
        (0u8..=100).prop_map(|tenths| f64::from(tenths) / 10.0),
        (0u8..=10).prop_map(f64::from)
    ];
    let word = || proptest::sample::select(vec!["low", "high", "critical", "", "go"]).prop_map(str::to_owned);
    let commits = proptest::collection::vec((0u32..3, word()), 0..4);
    (
        any::<[bool; 8]>(),
        base,
        -3i64..12,
        word(),
        word(),
        commits,
        any::<[bool; 13]>(),
    )
        .prop_map(|(flags, base, age, word, project, commits, known)| World {
            flags,
            base,
            age,
            word,
            project,
            commits,
            known,
        })
}

const FLAGS: [fact::FactName<bool>; 8] = [
    fact::REMOTE,
    fact::PRIVILEGE_ESCALATION,
    fact::PUBLIC,
    fact::EXPLOITED,
    fact::EXPLOIT_PUBLIC,
    fact::PATCH_READY,
    fact::DISTRIBUTORS_TOLD,
    fact::REPORTER_RESPONSIVE,
];

impl World {
    fn complete(&self) -> CaseFacts {
        World {
            known: [true; 13],
            ..self.clone()
        }
        .facts()
    }

    fn facts(&self) -> CaseFacts {
        let mut facts = CaseFacts::default();
        for ((name, value), known) in FLAGS.into_iter().zip(self.flags).zip(self.known) {
            if known {
                facts.set(name, value);
            }
        }
        let [.., base, age, word, project, commits] = self.known;
        if base {
            facts.set(fact::SEVERITY_BASE, self.base);
        }
        if age {
            facts.set(fact::MAIN_BUG_AGE_DAYS, self.age);
        }
        if word {
            facts.set(fact::SEVERITY_WORD, self.word.clone());
        }
        if project {
            facts.set(fact::UPSTREAM_PROJECT, self.project.clone());
        }
        if commits {
            let commits = self.commits.iter().map(|(lgtm, by)| Commit {
                lgtm: *lgtm,
                by: by.clone(),
            });
            facts.set(fact::COMMITS, commits.collect());
        }
        facts
    }

    /// What CEL's own interpreter says of the same facts, all known.
    fn oracle(&self, source: &str) -> Value {
        let mut groups: HashMap<String, HashMap<String, Value>> = HashMap::new();
        let mut context = Context::default();
        let mut put = |name: &str, value: Value| match name.split_once('.') {
            Some((group, part)) => {
                groups
                    .entry(group.to_owned())
                    .or_default()
                    .insert(part.to_owned(), value);
            }
            None => context.add_variable_from_value(name.to_owned(), value),
        };
        for (name, value) in FLAGS.into_iter().zip(self.flags) {
            put(name.as_str(), Value::Bool(value));
        }
        put("severity.base", Value::Float(self.base));
        put("facts.main_bug_age_days", Value::Int(self.age));
        put("severity.word", self.word.clone().into());
        put("upstream.project", self.project.clone().into());
        let commits = self.commits.iter().map(|(lgtm, by)| {
            let parts: HashMap<String, Value> = HashMap::from([
                ("lgtm".to_owned(), Value::Int((*lgtm).into())),
                ("by".to_owned(), by.clone().into()),
            ]);
            Value::from(parts)
        });
        put("commits", commits.collect::<Vec<Value>>().into());
        for (group, parts) in groups {
            context.add_variable_from_value(group, Value::from(parts));
        }
        Program::compile(source).unwrap().execute(&context).unwrap()
    }
}

/// Expressions that type-check, of a given type; within a comprehension `c` is a commit.
fn number(within: bool) -> BoxedStrategy<String> {
    let whole = if within {
        prop_oneof![Just("c.lgtm".to_owned()), (-3i64..12).prop_map(|n| n.to_string())].boxed()
    } else {
        prop_oneof![
            Just("facts.main_bug_age_days".to_owned()),
            Just("size(commits)".to_owned()),
            Just("severity.word.size()".to_owned()),
            Just("commits.filter(k, k.lgtm > 1).size()".to_owned()),
            (-3i64..12).prop_map(|n| n.to_string()),
            (-5i64..5, 1i64..4).prop_map(|(n, by)| format!("({n} + facts.main_bug_age_days * 2) / {by}")),
            (-9i64..9, 1i64..4).prop_map(|(n, by)| format!("({n} - facts.main_bug_age_days) % {by}")),
        ]
        .boxed()
    };
    let double = prop_oneof![
        Just("severity.base".to_owned()),
        Just("(severity.base * 2.0 - 1.5)".to_owned()),
        Just("-severity.base".to_owned()),
        (0u8..100).prop_map(|tenths| format!("{:.1}", f64::from(tenths) / 10.0)),
    ];
    prop_oneof![whole, double].boxed()
}

fn text(within: bool) -> BoxedStrategy<String> {
    let mut names = vec!["severity.word", "upstream.project", "\"high\"", "'lo' + 'w'", "\"\""];
    if within {
        names.push("c.by");
    }
    proptest::sample::select(names).prop_map(str::to_owned).boxed()
}

fn simple(within: bool) -> BoxedStrategy<String> {
    let compare = proptest::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let find = proptest::sample::select(vec!["startsWith", "endsWith", "contains"]);
    prop_oneof![
        proptest::sample::select(FLAGS.map(fact::FactName::as_str).to_vec()).prop_map(str::to_owned),
        proptest::sample::select(vec!["true", "false"]).prop_map(str::to_owned),
        (number(within), compare.clone(), number(within)).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (text(within), compare, text(within)).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (text(within), find, text(within)).prop_map(|(a, f, b)| format!("({a}).{f}({b})")),
        (text(within), text(within)).prop_map(|(a, b)| format!("{a} in [{b}, \"low\"]")),
    ]
    .boxed()
}

fn logical(leaf: BoxedStrategy<String>) -> BoxedStrategy<String> {
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) == ({b})")),
        ]
    })
    .boxed()
}

fn source() -> BoxedStrategy<String> {
    let function = proptest::sample::select(vec!["all", "exists", "exists_one"]);
    let over = (function, logical(simple(true))).prop_map(|(function, body)| format!("commits.{function}(c, {body})"));
    let mapped = Just("severity.word in commits.map(c, c.by)".to_owned());
    logical(prop_oneof![4 => simple(false), 1 => over, 1 => mapped].boxed())
}

/// Of the sources that keep within the limits; the generator knows nothing of them.
fn checked(source: &str) -> Option<Condition> {
    match Condition::check(source) {
        Ok(condition) => Some(condition),
        Err(faults) => {
            let limits = ["bytes long", "more than", "nest deeper"];
            for fault in &faults {
                assert!(
                    limits.iter().any(|limit| fault.what.contains(limit)),
                    "{source}: {fault}"
                );
            }
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn cel_itself_agrees_where_everything_is_known(source in source(), world in world()) {
        if let Some(condition) = checked(&source) {
            let expected = match world.oracle(&source) {
                Value::Bool(true) => Truth::True,
                Value::Bool(false) => Truth::False,
                other => panic!("{source}: {other:?}"),
            };
            prop_assert_eq!(condition.holds(&world.complete()), expected, "{}", source);
        }
    }

    #[test]
    fn what_is_decided_early_stays_decided(source in source(), world in world()) {
        if let Some(condition) = checked(&source) {
            let known = world.facts();
            match condition.holds(&known) {
                Truth::Unknown { missing } => {
                    prop_assert!(!missing.is_empty(), "{}", source);
                    let names = condition.names();
                    for name in missing {
                        prop_assert!(!known.knows(name) && names.contains(name), "{} in {}", name, source);
                    }
                }
                decided => prop_assert_eq!(decided, condition.holds(&world.complete()), "{}", source),
            }
        }
    }

    #[test]
    fn any_text_is_checked_or_refused(text in "\\PC{0,80}") {
        let _ = Condition::check(&text);
        let _ = DateTerm::check(&text);
    }

    #[test]
    fn any_row_of_words_and_signs_is_checked_or_refused(
        words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..24),
        world in world(),
    ) {
        survives(&words.join(" "), &world);
        survives(&words.concat(), &world);
    }

    #[test]
    fn damaged_sources_are_checked_or_refused(
        source in source(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), 0u8..4, proptest::sample::select(WORDS.to_vec())), 1..4),
        world in world(),
    ) {
        let mut source = source;
        for (place, kind, word) in damage {
            let places: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
            if places.is_empty() {
                break;
            }
            let at = places[place.index(places.len())];
            match kind {
                0 => source.insert_str(at, word),
                1 => drop(source.remove(at)),
                2 => source.truncate(at),
                _ => {
                    source.remove(at);
                    source.insert_str(at, word);
                }
            }
        }
        survives(&source, &world);
    }
}

/// Checks a source; if it passes, its answer is an answer.
fn survives(source: &str, world: &World) {
    for faults in [Condition::check(source).err(), DateTerm::check(source).err()]
        .into_iter()
        .flatten()
    {
        assert!(!faults.is_empty(), "{source}");
        for fault in faults {
            assert!(source.is_char_boundary(fault.offset), "{source}: {fault:?}");
            assert!(!fault.what.is_empty(), "{source}");
        }
    }
    if let Ok(condition) = Condition::check(source)
        && let Truth::Unknown { missing } = condition.holds(&world.facts())
    {
        assert!(!missing.is_empty(), "{source}");
    }
    if let Ok(date) = DateTerm::check(source) {
        let _ = date.at(&world.facts());
    }
}

const WORDS: [&str; 60] = [
    "public",
    "exploited",
    "severity",
    "severity.base",
    "severity.word",
    "commits",
    "c",
    "c.lgtm",
    "c.by",
    "role",
    "upstream.date",
    "reporter.date",
    "facts.main_bug_age_days",
    "has",
    "size",
    "all",
    "exists",
    "filter",
    "map",
    "startsWith",
    "timestamp",
    "duration",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "&&",
    "||",
    "!",
    "==",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "?",
    ":",
    "in",
    "true",
    "false",
    "null",
    "0",
    "1",
    "4.0",
    "9223372036854775807",
    "99999999999999999999",
    "\"high\"",
    "\"2027-12-11T00:00:00Z\"",
    "\"24h\"",
    "'é'",
    "//",
    "\n",
    "é",
];

#[test]
fn nothing_missing_once_every_fact_is_known() {
    let mut facts = CaseFacts::default();
    for declared in DECLARED {
        let value: toml::Value = match declared.kind.cel() {
            "bool" => true.into(),
            "int" => 3.into(),
            "double" => 6.9.into(),
            "timestamp" => "2025-09-20T00:00:00Z".into(),
            "string" => declared.values.first().copied().unwrap_or("text").into(),
            _ => toml::Value::Array(Vec::new()),
        };
        facts.set_dotted(declared.name, &value).unwrap();
        let known = format!("has({})", declared.name);
        assert_eq!(Condition::check(&known).unwrap().holds(&facts), Truth::True);
        let itself = match declared.kind.cel() {
            "list of commits" => format!("size({}) >= 0", declared.name),
            _ => format!("{0} == {0}", declared.name),
        };
        assert_eq!(
            Condition::check(&itself).unwrap().holds(&facts),
            Truth::True,
            "{itself}"
        );
    }
}
