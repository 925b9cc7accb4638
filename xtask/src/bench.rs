//! `cargo xtask bench`: what design.md gives a budget, measured from outside on a release build and printed beside it.
//! A number that could not be measured is said to be missing, never left out; work that is not built yet is named too.

mod disk;
mod http;
mod instance;
mod lmtp;
mod planner;
mod syncs;
mod table;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use crate::program::{Program, Trouble, say, target};
use http::Latency;
use instance::Instance;
use table::{Budget, Table, milliseconds};

/// Runs of deliveries: how many connections, how many messages. What is taken in is read afterwards, and the next run
/// waits for that.
const DELIVERIES: [(usize, u64); 2] = [(1, 2_000), (16, 6_000)];

#[derive(Args)]
pub struct Options {
    /// 10,000 cases only: minutes instead of a quarter of an hour
    #[arg(long)]
    quick: bool,
    /// Requests per page
    #[arg(long, default_value_t = 1000)]
    requests: usize,
    /// Measure this binary instead of building one: to compare with an older one, say
    #[arg(long)]
    binary: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<(), Trouble> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => built()?,
    };
    let folder = target().join("bench");
    let mut table = Table::default();

    table.plain(
        "process start (--version), median of 21",
        milliseconds(process_start(&binary)?),
    );
    planner::measure(&mut table)?;

    let small = Instance::seed(&binary, &folder, 10_000)?;
    table.under(
        "seed 10,000 cases through the use cases",
        small.took,
        Duration::from_secs(60),
    );
    pages(&mut table, &small, options.requests, "10,000 cases", Bound::Shown)?;
    intake(&mut table, &small)?;
    small.remove()?;

    if options.quick {
        for work in [
            "list of 100 cases, p95, 100,000 cases",
            "one case page, p95, 100,000 cases",
            "resident memory, 100,000 cases",
        ] {
            table.missing(work, "left out by --quick");
        }
    } else {
        let large = Instance::seed(&binary, &folder, 100_000)?;
        table.plain("seed 100,000 cases", format!("{:.1} s", large.took.as_secs_f64()));
        pages(&mut table, &large, options.requests, "100,000 cases", Bound::Held)?;
        large.remove()?;
    }
    for (work, budget) in [
        ("search of 2,000 visible messages", "< 100 ms"),
        ("sign, encrypt and queue 200 KB to 1,000 people", "< 2 s CPU"),
        ("clone of a fix repository", "<= 1.10 x git daemon"),
        ("site of 10,000 advisories, all formats; one more", "< 10 s; < 50 ms"),
    ] {
        table.not_yet(work, budget);
    }
    say(table.print());
    let json = target().join("bench.json");
    std::fs::write(&json, table.json()).map_err(Trouble::io(format!("writing {}", json.display())))?;
    say(format!("also in {}", json.display()));
    Ok(())
}

fn built() -> Result<PathBuf, Trouble> {
    Program::cargo()
        .args(["build", "--release", "--locked", "--package", "ambergate"])
        .run()?;
    Ok(target().join("release/ambergate"))
}

/// Whether the memory budget is for this size.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Held,
    Shown,
}

/// Start-up, the two pages, and what the server then holds in memory.
fn pages(table: &mut Table, instance: &Instance, requests: usize, size: &str, bound: Bound) -> Result<(), Trouble> {
    say(format!("measuring pages at {size}"));
    let mut starts = Vec::new();
    for _ in 0..5 {
        let (server, took) = instance.serve()?;
        starts.push(took);
        server.stop()?;
    }
    starts.sort_unstable();
    let (server, _) = instance.serve()?;
    server.settle()?;
    let budget = Duration::from_millis(200);
    table.under(
        &format!("start to first page, median of 5, {size}"),
        starts[starts.len() / 2],
        budget,
    );

    let list = server.members("/p/seed/cases");
    let lines = listed(&http::body(&list, &instance.cookie)?);
    if lines == 0 {
        return Err(Trouble::Said(
            "the list of cases lists none: what would be timed is another page".into(),
        ));
    }
    let case = server.members(&format!("/p/seed/cases/{}", instance.case));
    for (work, page, budget) in [
        (format!("list of {lines} cases"), &list, 10),
        ("one case page".to_owned(), &case, 5),
    ] {
        let latency = http::latency(page, &instance.cookie, requests)?;
        table.plain(&format!("{work}, p50, {size}"), describe(&latency));
        table.under(
            &format!("{work}, p95, {size}"),
            latency.p95,
            Duration::from_millis(budget),
        );
    }
    let memory = server.resident()? as f64 / 1e6;
    let work = format!("resident memory, {size}");
    match bound {
        Bound::Held => table.number(
            &work,
            memory,
            format!("{memory:.0} MB"),
            &Budget::below(100.0, "< 100 MB"),
        ),
        Bound::Shown => table.plain(&work, format!("{memory:.0} MB")),
    }
    server.stop()
}

/// Deliveries by LMTP against what the disk can do, then how often each made the disk sync.
fn intake(table: &mut Table, instance: &Instance) -> Result<(), Trouble> {
    for (connections, messages) in DELIVERIES {
        let (server, _) = instance.serve()?;
        server.settle()?;
        say(format!("delivering by LMTP, {connections} at once"));
        // A disk that others use too changes from minute to minute: it is measured before and after each run.
        let before = disk::sync_rate(&target())?;
        let done = lmtp::deliver(&server.lmtp, connections, messages)?;
        server.settle()?;
        server.stop()?;
        let disk = f64::midpoint(before, disk::sync_rate(&target())?);
        let rate = done.messages as f64 / done.took.as_secs_f64();
        table.number(
            &format!("durable intake by LMTP, {connections} at once"),
            rate,
            format!("{rate:.0} a second ({:.2} x disk)", rate / disk),
            &Budget::above(0.8 * disk, format!(">= 0.8 x {disk:.0} syncs a second of this disk")),
        );
    }
    for (connections, _) in DELIVERIES {
        let work = format!("syncs a message until its 250, {connections} at once");
        let counted = syncs::per_message(instance, connections)?;
        match counted {
            Ok(each) => table.plain(
                &work,
                format!("{:.2} ({:.2} with all that follows)", each.until_answered, each.in_all),
            ),
            Err(why) => table.missing(&work, &why),
        }
    }
    Ok(())
}

/// How many cases a list page leads to.
fn listed(page: &str) -> usize {
    let links = page
        .split("\"/p/seed/cases/AG-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    links.collect::<std::collections::BTreeSet<_>>().len()
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

fn describe(latency: &Latency) -> String {
    format!(
        "{} (max {}, {} requests, {} bytes)",
        milliseconds(latency.p50),
        milliseconds(latency.max),
        latency.requests,
        latency.bytes
    )
}
