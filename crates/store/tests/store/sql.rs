//! The statements themselves: both databases know them, none reads case data without the predicate.

use crate::support::*;
use ambergate_store::on_both;

const CASE_DATA: [&str; 11] = [
    "cases",
    "reports",
    "project_rows",
    "events",
    "entries",
    "blobs",
    "blob_chunks",
    "inbound",
    "outbox",
    "outsiders",
    "grants",
];

/// Why a statement may not be where it is.
fn fault(module: &str, text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
    let touches = words
        .windows(2)
        .any(|pair| matches!(pair[0], "from" | "join" | "into" | "update") && CASE_DATA.contains(&pair[1]));
    if !touches || module.ends_with("::system") {
        return None;
    }
    let writes = matches!(words[0], "insert" | "update" | "delete");
    if writes {
        return words
            .iter()
            .any(|w| matches!(*w, "returning" | "select"))
            .then_some("a write that reads");
    }
    (!text.contains("/* visible */")).then_some("reads case data without the predicate")
}

on_both! {
    async fn every_statement_is_understood(bed: &Bed) {
        let outcomes = bed.prepare_all().await;
        assert!(outcomes.len() > 100, "only {} statements", outcomes.len());
        let refused: Vec<_> = outcomes.iter().filter(|(_, outcome)| outcome.is_err()).collect();
        assert!(refused.is_empty(), "{refused:#?}");
        println!("{} statements prepared", outcomes.len());
    }

    async fn a_migrated_database_opens_again(bed: &Bed) {
        bed.reopen(bed.key).await.unwrap();
        bed.tamper("update migrations set digest = 'x' where version = 1").await.unwrap();
        assert!(matches!(bed.reopen(bed.key).await, Err(StoreError::ChangedMigration { version: 1 })));
        bed.tamper("insert into migrations (version, digest) values (99, 'x')").await.unwrap();
        let error = bed.reopen(bed.key).await.unwrap_err();
        assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 4 }), "{error}");
    }

    async fn several_processes_may_start_at_once(bed: &Bed) {
        let (a, b, c) = tokio::join!(bed.reopen(bed.key), bed.reopen(bed.key), bed.reopen(bed.key));
        for store in [a, b, c] {
            assert_eq!(store.unwrap().projects().await.unwrap(), []);
        }
    }
}

#[test]
fn case_data_is_read_through_the_predicate_or_by_the_system() {
    let faults: Vec<_> = Bed::statements()
        .into_iter()
        .filter_map(|(module, name, text)| fault(module, text).map(|why| (module, name, why)))
        .collect();
    assert_eq!(faults, []);
}

#[test]
fn the_test_of_the_predicate_can_fail() {
    let outside = "ambergate_store::look";
    assert!(fault(outside, "select count(*) from cases t where t.project = $1").is_some());
    assert!(fault(outside, "select a.id from accounts a join grants g on g.member = a.id").is_some());
    assert!(fault(outside, "update cases set phase = 1 where id = $1 returning state").is_some());
    assert!(fault(outside, "insert into grants select id, id, id from cases").is_some());
    assert!(fault(outside, "update cases set phase = 1 where id = $1").is_none());
    assert!(fault("ambergate_store::system", "select id from cases").is_none());
}

#[test]
fn no_statement_escapes_the_registry() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lists = 0;
    for file in std::fs::read_dir(sources).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        lists += text
            .lines()
            .filter(|line| {
                line.trim_start().starts_with("statements! {") || line.starts_with("crate::db::statements! {")
            })
            .count();
        if !matches!(name, "batch.rs" | "db.rs" | "migrate.rs" | "testing.rs") {
            for way in ["sqlx::query", "raw_sql", "AssertSqlSafe", "QueryBuilder"] {
                assert!(!text.contains(way), "{name} runs SQL past db.rs: {way}");
            }
        }
    }
    let mut modules: Vec<_> = Bed::statements().into_iter().map(|(module, ..)| module).collect();
    modules.sort_unstable();
    modules.dedup();
    // The rows of the three kinds come from one list.
    assert_eq!(modules.len(), lists + 2, "a module's SQL is not in registry.rs");
}

#[tokio::test]
async fn lists_walk_along_an_index() {
    let bed = Bed::sqlite().await;
    for (name, index) in [
        ("BY_DUE", "by_due"),
        ("BY_OPENED", "by_opened"),
        ("BY_SEVERITY", "by_severity"),
        ("DUE", "_due"),
    ] {
        for module in ["cases", "reports"] {
            let plan = bed.explain(&format!("rows::{module}"), name).await;
            assert!(
                plan.contains(&format!(
                    "USING INDEX {module}{}{index}",
                    if index == "_due" { "" } else { "_" }
                )),
                "{name}: {plan}"
            );
            assert!(
                !plan.contains("TEMP B-TREE FOR ORDER BY") && !plan.contains("SCAN t"),
                "{module} {name}: {plan}"
            );
        }
    }
    // No page walks through a table, whatever it shows; of projects and kept policies there are few.
    let skipped = [
        "migrate",
        "projects",
        "people",
        "policies",
        "viewer",
        "keys",
        "sessions",
        "system",
        "rows::projects",
    ];
    for (module, name, _) in Bed::statements() {
        let module = module.trim_start_matches("ambergate_store::");
        if skipped.contains(&module) {
            continue;
        }
        let plan = bed.explain(module, name).await;
        assert!(!plan.lines().any(walks), "{module} {name}: {plan}");
    }
}

/// That a step grows with a table: it scans, or it looks by what most rows have in common.
fn walks(step: &str) -> bool {
    let bounded = ["mine", "counted", "outbox_by_created"]
        .iter()
        .any(|known| step.contains(known));
    let scans = step.starts_with("SCAN ") && !bounded;
    scans || step.ends_with("(owner_kind=?)") || step.ends_with("(kind=?)")
}
