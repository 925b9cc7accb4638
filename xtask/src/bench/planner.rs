//! The planner, which no page shows alone: `crates/process/benches/plan.rs` measures it, and its line is read here.

use std::time::Duration;

use serde_json::Value;

use super::table::{Budget, Table};
use crate::program::{Program, Trouble, say};

/// What the bench says of the most expensive of its cases.
struct Measured {
    events: u64,
    profiles: u64,
    plan: Duration,
    /// Folding the same case from its log, in the same run.
    fold: Duration,
}

pub fn measure(table: &mut Table) -> Result<(), Trouble> {
    say("measuring the planner");
    let line = Program::cargo()
        .args(["bench", "--quiet", "--locked", "--package", "ambergate-process"])
        .args(["--bench", "plan"])
        .read()?;
    let Some(measured) = read(&line) else {
        return Err(Trouble::Said(format!(
            "the bench of the planner said something else than its figures: {line}"
        )));
    };
    let took = measured.plan.as_secs_f64() * 1e3;
    let ratio = measured.plan.as_secs_f64() / measured.fold.as_secs_f64();
    table.number(
        &format!(
            "plan of a case of {} events, {} profiles",
            measured.events, measured.profiles
        ),
        took,
        format!("{took:.3} ms ({ratio:.2} x folding its log)"),
        &Budget::below(1.0, "< 1 ms"),
    );
    Ok(())
}

fn read(line: &str) -> Option<Measured> {
    let line: Value = serde_json::from_str(line).ok()?;
    let number = |key: &str| line.get(key)?.as_u64();
    Some(Measured {
        events: number("events")?,
        profiles: number("profiles")?,
        plan: Duration::from_nanos(number("plan_ns")?),
        fold: Duration::from_nanos(number("fold_ns").filter(|fold| *fold > 0)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_bench_is_read_or_named() {
        let line = r#"{"events":10000,"profiles":5,"clocks":28,"conflicts":1,"plan_ns":45000,"fold_ns":90000}"#;
        let measured = read(line).unwrap();
        assert_eq!((measured.events, measured.profiles), (10_000, 5));
        assert_eq!(measured.fold, measured.plan * 2);
        for line in ["", "{}", r#"{"events":1,"profiles":1,"plan_ns":1,"fold_ns":0}"#] {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
