//! Counts tests by listening to the lines that cargo, nextest and Playwright print. Pure: lines in, numbers out.

use std::collections::BTreeSet;

/// Which program's lines are read.
#[derive(Clone, Copy)]
pub enum Voice {
    /// `cargo nextest run`
    Nextest,
    /// `cargo test`, doc tests too
    Libtest,
    /// `playwright test --reporter=list`
    Playwright,
}

/// What ran, and on which database.
#[derive(Default, Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
    /// Passed tests with a `sqlite` segment in their path, written without it.
    pub sqlite: BTreeSet<String>,
    /// The same for `postgres`.
    pub postgres: BTreeSet<String>,
}

impl Tally {
    pub fn hear(&mut self, voice: Voice, line: &str) {
        let line = line.trim();
        match voice {
            Voice::Nextest => self.hear_nextest(line),
            Voice::Libtest => self.hear_libtest(line),
            Voice::Playwright => self.hear_playwright(line),
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.sqlite.extend(other.sqlite.iter().cloned());
        self.postgres.extend(other.postgres.iter().cloned());
    }

    /// Every store test runs on both databases: says what is wrong with the counts, if anything is.
    pub fn databases(&self) -> Result<(), String> {
        if self.sqlite.is_empty() && self.postgres.is_empty() {
            return Err("no store test ran on either database".into());
        }
        let alone: Vec<String> = self
            .sqlite
            .difference(&self.postgres)
            .map(|name| format!("{name} passed on SQLite only"))
            .chain(
                self.postgres
                    .difference(&self.sqlite)
                    .map(|name| format!("{name} passed on PostgreSQL only")),
            )
            .collect();
        if alone.is_empty() {
            Ok(())
        } else {
            Err(alone.join("; "))
        }
    }

    /// `PASS [   0.005s] (1/3) package::binary test::path` and, once, `Summary [..] 3 tests run: 2 passed, 1 failed`.
    fn hear_nextest(&mut self, line: &str) {
        // `LEAK` passed too: a child of the test, such as a server that is being stopped, held its pipes a little longer.
        if let Some(rest) = line.strip_prefix("PASS [").or_else(|| line.strip_prefix("LEAK [")) {
            let words: Vec<&str> = rest
                .split_once(']')
                .map_or("", |(_, names)| names)
                .split_whitespace()
                .collect();
            if let [.., package, test] = words.as_slice() {
                self.sort_by_database(package, test);
            }
        } else if let Some((_, counts)) = line
            .strip_prefix("Summary [")
            .and_then(|rest| rest.split_once(" run: ").or_else(|| rest.split_once(" run, ")))
        {
            for (number, word) in numbers(counts, ',') {
                match word {
                    "passed" => self.passed += number,
                    "skipped" => self.skipped += number,
                    _ => self.failed += number,
                }
            }
        }
    }

    /// `test sqlite::name ... ok` and, once a binary, `test result: ok. 3 passed; 0 failed; 0 ignored; ..`.
    fn hear_libtest(&mut self, line: &str) {
        if let Some(counts) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            for (number, word) in numbers(counts.1, ';') {
                match word {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        } else if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... ok")) {
            self.sort_by_database("", name);
        }
    }

    /// The closing lines `12 passed (3.4s)`, `1 failed`, `1 flaky`, `2 skipped`, `3 did not run`.
    fn hear_playwright(&mut self, line: &str) {
        let line = line.split(" (").next().unwrap_or(line);
        for (number, word) in numbers(line, '\n') {
            match word {
                "passed" => self.passed += number,
                "failed" | "flaky" | "interrupted" | "did not run" => self.failed += number,
                "skipped" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn sort_by_database(&mut self, package: &str, test: &str) {
        let without = |database: &str| {
            let left: Vec<&str> = test.split("::").filter(|segment| *segment != database).collect();
            (left.len() < test.split("::").count()).then(|| format!("{package} {}", left.join("::")).trim().to_owned())
        };
        if let Some(name) = without("sqlite") {
            self.sqlite.insert(name);
        } else if let Some(name) = without("postgres") {
            self.postgres.insert(name);
        }
    }
}

/// `3 passed (1 slow), 1 timed out` becomes `(3, "passed"), (1, "timed out")`.
fn numbers(text: &str, between: char) -> impl Iterator<Item = (u32, &str)> {
    text.split(between).filter_map(|part| {
        let (number, word) = part.trim().split_once(' ')?;
        let word = word.split(" (").next().unwrap_or(word);
        Some((number.parse().ok()?, word.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(voice: Voice, lines: &str) -> Tally {
        let mut tally = Tally::default();
        for line in lines.lines() {
            tally.hear(voice, line);
        }
        tally
    }

    #[test]
    fn nextest_lines_give_counts_and_databases() {
        let tally = heard(
            Voice::Nextest,
            "    Starting 4 tests across 2 binaries
        PASS [   0.005s] (1/4) ambergate-store sqlite::cases::round_trip
        LEAK [   0.015s] (2/4) ambergate-store postgres::cases::round_trip
        FAIL [   0.004s] (3/4) ambergate-store sqlite::cases::conflict
        PASS [   0.004s]       ambergate-mail tests::postgresql_is_not_a_database_segment
     Summary [   1.234s] 4 tests run: 3 passed (1 slow), 1 failed, 2 skipped",
        );
        assert_eq!((tally.passed, tally.failed, tally.skipped), (3, 1, 2));
        assert_eq!(
            tally.sqlite.iter().collect::<Vec<_>>(),
            ["ambergate-store cases::round_trip"]
        );
        assert_eq!(tally.sqlite, tally.postgres);
        assert_eq!(tally.databases(), Ok(()));
    }

    #[test]
    fn a_test_that_ran_on_one_database_only_is_named() {
        let tally = heard(
            Voice::Nextest,
            "PASS [ 0.1s] ambergate-store sqlite::a\nPASS [ 0.1s] ambergate-store sqlite::b\nPASS [ 0.1s] ambergate-store postgres::a",
        );
        assert_eq!(tally.databases(), Err("ambergate-store b passed on SQLite only".into()));
        assert!(Tally::default().databases().is_err(), "none at all is wrong too");
    }

    #[test]
    fn timeouts_and_aborted_tests_count_as_failed() {
        let tally = heard(
            Voice::Nextest,
            "Summary [ 9.0s] 7/9 tests run: 4 passed, 1 failed, 2 timed out, 0 skipped",
        );
        assert_eq!((tally.passed, tally.failed), (4, 3));
    }

    #[test]
    fn libtest_lines_of_several_binaries_add_up() {
        let tally = heard(
            Voice::Libtest,
            "test it::sqlite::round_trip ... ok
test it::postgres::round_trip ... ok
test it::postgres::conflict ... FAILED
test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s
test crates/process/src/lib.rs - ids (line 3) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        );
        assert_eq!((tally.passed, tally.failed, tally.skipped), (3, 1, 1));
        assert_eq!(tally.databases(), Ok(()));
    }

    #[test]
    fn playwright_closing_lines() {
        let tally = heard(
            Voice::Playwright,
            "  ok 1 [desk] › a11y.spec.ts:3:1 › 3 passed pages are fine (1.2s)\n  1 failed\n  2 did not run\n  1 skipped\n  12 passed (3.4s)",
        );
        assert_eq!((tally.passed, tally.failed, tally.skipped), (12, 3, 1));
    }
}
