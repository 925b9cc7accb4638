//! `cargo xtask test`: the one test command. Every check runs even when an earlier one failed, so that one run tells
//! all; the end repeats what failed and closes with the counts on a line of their own.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::gallery;
use crate::postgres::Server;
use crate::program::{Program, Trouble, env, root, say, target};
use crate::tally::{Tally, Voice};
use crate::tools::{self, Package};

/// Lines of a failed check that the end repeats.
const TAIL: usize = 60;

#[derive(Args)]
pub struct Options {
    /// Run one part only (may be given more than once)
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Also the long-running tests (this version has none yet)
    #[arg(long)]
    deep: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting, clippy, licences and sources of the dependencies
    Lint,
    /// Unit, integration and documentation tests, on both databases
    Rust,
    /// Browser tests: gallery, accessibility, journeys
    E2e,
}

pub fn run(options: &Options) -> Result<(), Trouble> {
    let parts: &[Part] = if options.only.is_empty() {
        &[Part::Lint, Part::Rust, Part::E2e]
    } else {
        &options.only
    };
    let mut report = Report::default();
    for part in parts {
        match part {
            Part::Lint => lint(&mut report),
            Part::Rust => rust(&mut report),
            Part::E2e => e2e(&mut report),
        }
    }
    if options.deep {
        say("\n--deep: there are no long-running tests in this version; nothing more was run");
    }
    report.close()
}

fn lint(report: &mut Report) {
    if !report.prepare("lint tools", tools::lints) {
        return;
    }
    report.check("formatting", Program::cargo().args(["fmt", "--all", "--check"]));
    report.check(
        "clippy",
        Program::cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]),
    );
    let Some(deny) = report.ready("cargo-deny", tools::cargo_deny) else {
        return;
    };
    // Offline it sees only what is unpacked here, so the crates of all systems are fetched first.
    report.check(
        "fetch dependencies",
        Program::cargo().args(["fetch", "--locked", "--quiet"]),
    );
    report.check(
        "licences, bans, sources",
        Program::new(deny)
            .args([
                "--offline",
                "--locked",
                "--log-level=error",
                "check",
                "--hide-inclusion-graph",
            ])
            .args(["bans", "licenses", "sources"]),
    );
}

fn rust(report: &mut Report) {
    let Some(check_jsonschema) = report.ready("check-jsonschema", tools::check_jsonschema) else {
        return;
    };
    if !report.prepare("Debian packages", || {
        tools::debian(&[Package::Git, Package::Postgresql])
    }) {
        return;
    }
    // A server that the developer named, or that was up already, stays; one that we start goes with us.
    let before = env("AMBERGATE_TEST_PG").is_some() || Server::remembered().is_some_and(|server| server.is_running());
    let Some(postgres) = report.ready("PostgreSQL", || match env("AMBERGATE_TEST_PG") {
        Some(url) => Ok((url, None)),
        None => Server::up().map(|server| (server.url().into(), Some(server))),
    }) else {
        return;
    };
    let (url, server) = postgres;
    let with_databases = |program: Program| {
        program
            .env("REQUIRE_PG", "1")
            .env("AMBERGATE_TEST_PG", &url)
            .env("INSTA_UPDATE", "no")
    };
    let tally = if Program::cargo().args(["nextest", "--version"]).read().is_ok() {
        // The databases are counted from its lines, so a caller's settings must not hide or colour them.
        let all = Program::cargo()
            .args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"])
            .args(["--status-level=pass", "--color=never"]);
        let mut tally = report.tests("Rust tests", Voice::Nextest, with_databases(all));
        let docs = Program::cargo().args(["test", "--doc", "--workspace", "--locked", "--no-fail-fast"]);
        tally.add(&report.tests("documentation tests", Voice::Libtest, with_databases(docs)));
        tally
    } else {
        let all = Program::cargo().args(["test", "--workspace", "--locked", "--no-fail-fast"]);
        report.tests("Rust and documentation tests", Voice::Libtest, with_databases(all))
    };
    report.judge("the same store tests on both databases", || tally.databases());
    report.databases = Some((tally.sqlite.len(), tally.postgres.len()));
    if let Some(server) = server.filter(|_| !before) {
        report.prepare("stop PostgreSQL", || server.down());
    }
    if build(report) {
        records(report, &check_jsonschema);
    }
}

/// The binary, built with the features that the tests of the whole workspace have: one build for all parts.
fn build(report: &mut Report) -> bool {
    report.check(
        "build the binary",
        Program::cargo().args(["build", "--locked", "--workspace", "--bin", "ambergate"]),
    )
}

/// The headless demo, and what it made public before the eyes of a stranger: check-jsonschema knows nothing of us.
fn records(report: &mut Report, check_jsonschema: &Path) {
    let out = target().join("demo");
    let fresh = || match std::fs::remove_dir_all(&out) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Trouble::io(format!("removing {}", out.display()))(error))
        }
        _ => Ok(()),
    };
    let demo = Program::new(target().join("debug/ambergate"))
        .args(["demo", "--once", "--out"])
        .arg(&out);
    if !report.prepare("an empty folder for the demo", fresh) || !report.check("the demo, headless", demo) {
        return;
    }
    for (name, schema) in [
        ("cve.json", "CVE_JSON_bundled_5.1.1.json"),
        ("osv.json", "osv-1.7.5.json"),
    ] {
        let Some(files) = report.ready(name, || named(&out.join("site"), name)) else {
            continue;
        };
        let check = Program::new(check_jsonschema)
            .arg("--schemafile")
            .arg(root().join("crates/formats/schemas").join(schema))
            .args(&files);
        report.check(&format!("check-jsonschema: every {name} of the demo"), check);
    }
}

/// All files of this name below a folder; none at all is wrong.
fn named(folder: &Path, name: &str) -> Result<Vec<PathBuf>, Trouble> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        let failed = || Trouble::io(format!("reading {}", folder.display()));
        for entry in std::fs::read_dir(&folder).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|it| it == name) {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        return Err(Trouble::Said(format!("there is no {name} below {}", folder.display())));
    }
    found.sort();
    Ok(found)
}

fn e2e(report: &mut Report) {
    if !report.prepare("Debian packages", || tools::debian(&[Package::Chromium]))
        || !report.prepare("npm packages", tools::npm_packages)
    {
        return;
    }
    report.check(
        "types of the browser tests",
        Program::new("npm")
            .args(["run", "--silent", "types"])
            .within(root().join("e2e")),
    );
    if !build(report) || !report.prepare("gallery pages", gallery::pages) {
        return;
    }
    let playwright = Program::new("npx")
        .args(["--no-install", "playwright", "test", "--reporter=list"])
        .within(root().join("e2e"))
        .env("AMBERGATE_BIN", target().join("debug/ambergate"))
        .env("AMBERGATE_GALLERY", gallery::folder())
        .env("AMBERGATE_CHROMIUM", tools::chromium());
    report.tests("browser tests", Voice::Playwright, playwright);
}

/// What ran so far.
#[derive(Default)]
struct Report {
    checks: Vec<Check>,
    tally: Tally,
    databases: Option<(usize, usize)>,
}

struct Check {
    name: String,
    took: Duration,
    /// Why it failed, with the last lines that it printed.
    failure: Option<(String, VecDeque<String>)>,
}

impl Report {
    /// Runs a program that passes or fails as one.
    fn check(&mut self, name: &str, program: Program) -> bool {
        let good = self.watch(name, program, |_| {});
        if good {
            self.tally.passed += 1;
        } else {
            self.tally.failed += 1;
        }
        good
    }

    /// Runs a program that counts its tests itself.
    fn tests(&mut self, name: &str, voice: Voice, program: Program) -> Tally {
        let mut tally = Tally::default();
        let good = self.watch(name, program, |line| tally.hear(voice, line));
        // A run that died before it could count (it did not compile, say) must not look like no tests.
        if !good && tally.failed == 0 {
            tally.failed = 1;
        }
        self.tally.add(&tally);
        tally
    }

    /// Looks at what other checks left behind.
    fn judge(&mut self, name: &str, verdict: impl FnOnce() -> Result<(), String>) {
        self.heading(name, None);
        let begun = Instant::now();
        let failure = verdict().err().map(|why| (why, VecDeque::new()));
        if failure.is_none() {
            self.tally.passed += 1;
        } else {
            self.tally.failed += 1;
        }
        self.finish(name, begun, failure);
    }

    /// Gets something ready; heard of only when it fails or took its time.
    fn ready<T>(&mut self, name: &str, get: impl FnOnce() -> Result<T, Trouble>) -> Option<T> {
        let begun = Instant::now();
        match get() {
            Ok(it) => {
                if begun.elapsed() > Duration::from_secs(1) {
                    self.finish(name, begun, None);
                }
                Some(it)
            }
            Err(trouble) => {
                self.tally.failed += 1;
                self.finish(name, begun, Some((trouble.to_string(), VecDeque::new())));
                None
            }
        }
    }

    fn prepare(&mut self, name: &str, get: impl FnOnce() -> Result<(), Trouble>) -> bool {
        self.ready(name, get).is_some()
    }

    fn watch(&mut self, name: &str, program: Program, mut hear: impl FnMut(&str)) -> bool {
        self.heading(name, Some(program.typed()));
        let begun = Instant::now();
        let mut tail = VecDeque::with_capacity(TAIL);
        let ended = program.watch(|line| {
            say(line);
            hear(line);
            if tail.len() == TAIL {
                tail.pop_front();
            }
            tail.push_back(line.to_owned());
        });
        let good = ended.is_ok();
        self.finish(name, begun, ended.err().map(|trouble| (trouble.to_string(), tail)));
        good
    }

    fn heading(&self, name: &str, typed: Option<&str>) {
        say(format!("\n== {name}"));
        if let Some(typed) = typed {
            say(format!("   {typed}"));
        }
    }

    fn finish(&mut self, name: &str, begun: Instant, failure: Option<(String, VecDeque<String>)>) {
        let took = begun.elapsed();
        match &failure {
            None => say(format!("ok: {name} ({})", seconds(took))),
            Some((why, _)) => say(format!("FAILED: {name} ({}): {why}", seconds(took))),
        }
        self.checks.push(Check {
            name: name.to_owned(),
            took,
            failure,
        });
    }

    /// The summary, and whether all is well.
    fn close(self) -> Result<(), Trouble> {
        for check in &self.checks {
            if let Some((why, tail)) = &check.failure {
                say(format!("\n== failed: {}\n   {why}", check.name));
                if !tail.is_empty() {
                    say(format!("   its last {} lines:", tail.len()));
                }
                for line in tail {
                    say(format!("   | {line}"));
                }
            }
        }
        say("\n== summary");
        for check in &self.checks {
            let word = if check.failure.is_some() { "FAILED" } else { "ok" };
            say(format!("{word:<7}{:>8}  {}", seconds(check.took), check.name));
        }
        let total: Duration = self.checks.iter().map(|check| check.took).sum();
        say(format!("{:<7}{:>8}  in all", "", seconds(total)));
        if let Some((sqlite, postgres)) = self.databases {
            say(format!("store tests: SQLite {sqlite}, PostgreSQL {postgres}"));
        }
        if self.tally.skipped > 0 {
            say(format!("skipped: {}", self.tally.skipped));
        }
        say(format!("\n{} passed, {} failed", self.tally.passed, self.tally.failed));
        if self.tally.failed > 0 || self.checks.iter().any(|check| check.failure.is_some()) {
            Err(Trouble::Counted)
        } else {
            Ok(())
        }
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
