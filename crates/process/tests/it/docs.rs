//! The table of facts in the guide is the table that the program uses.

use ambergate_process::facts::{FactClass, Shape, TABLE};
use ambergate_process::policy::{COREDNS, Profile};
use ambergate_process::{access::Audience, case::Phase};
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/facts.md");
const UPDATE: &str = "cargo test -p ambergate-process --test it -- --ignored write_the_table_of_facts";

#[test]
fn the_guide_prints_the_table_of_facts() {
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    let same = with_table(&text).is_some_and(|expected| expected == text);
    assert!(
        same,
        "docs/guide/facts.md does not say what facts::TABLE and policies/coredns.toml say. To update it:\n\n    {UPDATE}\n"
    );
}

#[test]
#[ignore = "writes docs/guide/facts.md; run it by name after the table has changed"]
fn write_the_table_of_facts() {
    let text = std::fs::read_to_string(FILE).unwrap();
    std::fs::write(FILE, with_table(&text).expect("the two pairs of marks")).unwrap();
}

/// The guide with both tables written anew between their marks.
fn with_table(text: &str) -> Option<String> {
    let text = between(text, "<!-- table of facts -->", &facts())?;
    between(&text, "<!-- table of classes -->", &classes())
}

fn between(text: &str, mark: &str, table: &str) -> Option<String> {
    let (head, rest) = text.split_once(mark)?;
    let (_, tail) = rest.split_once(mark)?;
    Some(format!("{head}{mark}\n\n{table}\n{mark}{tail}"))
}

fn facts() -> String {
    let mut table = "| fact | name in files and the API | class | written as |\n|---|---|---|---|\n".to_owned();
    for row in &TABLE {
        writeln!(
            table,
            "| {} | `{}` | {} | {} |",
            row.label,
            row.key,
            row.class.word(),
            form(row.shape)
        )
        .unwrap();
    }
    table
}

fn classes() -> String {
    let profile = Profile::read("coredns.toml", COREDNS).unwrap();
    let mut table = "| class | reporter | distributors | public |\n|---|---|---|---|\n".to_owned();
    for class in FactClass::ALL {
        let since = |audience| {
            let mut phases = [Phase::Embargoed, Phase::Announced, Phase::Released].into_iter();
            let first = phases.find(|phase| profile.cleared(audience, *phase).contains(&class));
            first.map_or("never", |phase| match phase {
                Phase::Embargoed => "from the start",
                Phase::Announced => "once announced",
                _ => "once released",
            })
        };
        let [reporter, distributors, public] =
            [Audience::Reporter, Audience::Distributors, Audience::Public].map(since);
        writeln!(table, "| {} | {reporter} | {distributors} | {public} |", class.word()).unwrap();
    }
    table
}

fn form(shape: Shape) -> &'static str {
    match shape {
        Shape::Line => "one line",
        Shape::Prose => "text",
        Shape::Instant => "`2025-09-09 14:00`, UTC",
        Shape::Window => "`2025-09-09 14:00 to 2025-09-09 16:00`, UTC",
        Shape::CveId => "`CVE-2025-58063`",
        Shape::Lines => "a line per value",
        Shape::Ranges => "a line per range, `>= 1.2.0, < 1.12.4`",
        Shape::Derived => "not typed: it follows from the severity or the reporters' wishes",
    }
}
