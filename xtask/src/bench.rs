//! `cargo xtask bench`: what design.md gives a budget, measured from outside on a release build and printed beside it.
//! A number that could not be measured is said to be missing, never left out.

mod disk;
mod http;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use crate::program::{Program, Running, Trouble, pause, say, target};
use http::{Latency, Page};

/// How long a server may take to its first page before the measurement gives up.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Args)]
pub struct Options {
    /// Measure a server that runs already: its list page, such as http://localhost:8081/cases
    #[arg(long)]
    list: Option<Page>,
    /// The same for one case page
    #[arg(long)]
    case: Option<Page>,
    /// `name=value` of a signed-in member's session cookie, for `--list` and `--case`
    #[arg(long, default_value = "")]
    cookie: String,
    /// Requests per page
    #[arg(long, default_value_t = 1000)]
    requests: usize,
    /// Start `ambergate serve --config FILE` and measure start-up and memory; needs `--first-page`
    #[arg(long, requires = "first_page")]
    config: Option<PathBuf>,
    /// The page that counts as the first, such as http://localhost:8080/
    #[arg(long)]
    first_page: Option<Page>,
}

pub fn run(options: &Options) -> Result<(), Trouble> {
    Program::cargo()
        .args(["build", "--release", "--locked", "--package", "ambergate"])
        .run()?;
    let binary = target().join("release/ambergate");
    let mut table = Table::default();

    let disk = disk::sync_rate(&target())?;
    table.measured(
        "disk: 4 KiB write + fdatasync",
        format!("{disk:.0} a second"),
        "the base for durable intake",
    );
    table.measured(
        "process start (--version), median of 21",
        milliseconds(process_start(&binary)?),
        "",
    );

    match (&options.config, &options.first_page) {
        (Some(config), Some(page)) => {
            let (server, took) = start_to_first_page(&binary, config, page)?;
            table.measured("start to first page", milliseconds(took), "< 200 ms");
            let memory = resident(server.pid())?;
            table.measured(
                "resident memory after start",
                format!("{:.0} MB", memory as f64 / 1e6),
                "< 100 MB",
            );
        }
        _ => {
            table.missing("start to first page", "< 200 ms", "give --config and --first-page");
            table.missing(
                "resident memory",
                "< 100 MB at 100,000 cases",
                "give --config and --first-page",
            );
        }
    }
    for (work, page, budget) in [
        ("list of 100 cases", &options.list, "p95 < 10 ms at 100,000 cases"),
        ("one case page", &options.case, "p95 < 5 ms"),
    ] {
        match page {
            Some(page) => {
                let latency = http::latency(page, &options.cookie, options.requests)?;
                table.measured(work, describe(&latency), budget);
            }
            None => table.missing(work, budget, "give --list, --case and --cookie of a running server"),
        }
    }
    say(table.print());
    Ok(())
}

fn process_start(binary: &Path) -> Result<Duration, Trouble> {
    let mut times = Vec::new();
    for _ in 0..21 {
        let begun = Instant::now();
        Program::new(binary).arg("--version").read()?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

fn start_to_first_page(binary: &Path, config: &Path, page: &Page) -> Result<(Running, Duration), Trouble> {
    let begun = Instant::now();
    let mut server = Program::new(binary).args(["serve", "--config"]).arg(config).start()?;
    while begun.elapsed() < PATIENCE {
        if http::Connection::open(page, "").is_ok_and(|mut on| on.get(&page.path).is_ok_and(|it| it.status == 200)) {
            return Ok((server, begun.elapsed()));
        }
        if let Some(status) = server.ended() {
            return Err(Trouble::Said(format!(
                "ambergate serve ended with {status} before it gave a page"
            )));
        }
        pause(Duration::from_millis(1));
    }
    Err(Trouble::Said(format!(
        "no page from {} within {} s",
        page.host,
        PATIENCE.as_secs()
    )))
}

/// Resident bytes of a process, from the kernel.
fn resident(pid: u32) -> Result<u64, Trouble> {
    let file = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&file).map_err(Trouble::io(format!("reading {file}")))?;
    let kibibytes = status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<u64>()
                .ok()
        })
        .ok_or_else(|| Trouble::Said(format!("{file} has no VmRSS line")))?;
    Ok(kibibytes * 1024)
}

fn describe(latency: &Latency) -> String {
    format!(
        "p50 {}, p95 {}, max {} ({} requests, {} bytes)",
        milliseconds(latency.p50),
        milliseconds(latency.p95),
        milliseconds(latency.max),
        latency.requests,
        latency.bytes
    )
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// Work, what was measured, and its budget.
#[derive(Default)]
struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    fn measured(&mut self, work: &str, measured: String, budget: &str) {
        self.rows.push([work.into(), measured, budget.into()]);
    }

    fn missing(&mut self, work: &str, budget: &str, how: &str) {
        self.rows
            .push([work.into(), format!("not measured: {how}"), budget.into()]);
    }

    fn print(&self) -> String {
        let head = ["work", "measured", "budget"].map(str::to_owned);
        let all = || std::iter::once(&head).chain(&self.rows);
        let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1)];
        all()
            .map(|[work, measured, budget]| {
                let line = format!("{work:<0$}  {measured:<1$}  {budget}", widths[0], widths[1]);
                format!("{}\n", line.trim_end())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_names_what_is_missing() {
        let mut table = Table::default();
        table.measured("a", "1.00 ms".into(), "< 2 ms");
        table.missing("longer work", "", "do this");
        assert_eq!(
            table.print(),
            "work         measured               budget\n\
             a            1.00 ms                < 2 ms\n\
             longer work  not measured: do this\n"
        );
    }

    #[test]
    fn our_own_memory_is_read() {
        let bytes = resident(std::process::id()).unwrap();
        assert!((100_000..10_000_000_000).contains(&bytes), "{bytes}");
    }
}
