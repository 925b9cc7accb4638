//! How long the planner takes for a case with a long history under the rules of five profiles, beside how long it takes
//! to fold that history. Prints one line of JSON for `cargo xtask bench`; nothing here holds a number against a limit.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends, and says its result to who started it"
)]

use ambergate_process::Instant;
use ambergate_process::access::Audiences;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::inputs::{Moved, ReporterDate, Stated, StatedFact, Upstream};
use ambergate_process::case::{Case, CaseEvent, LinkedReport, agenda};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::policy::{BUILT_IN, Profile, Rules};
use ambergate_process::report::CreditWish;
use ambergate_process::severity::{Scheme, Scored, Severity};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::str::FromStr;
use std::time::Duration;

const EVENTS: usize = 10_000;
const PROFILES: [&str; 5] = ["coredns", "linux-distros", "cra", "certcc", "project-zero"];
const RUNS: usize = 201;

fn main() {
    let rules = rules();
    let (mut plans, mut folds) = (Vec::new(), Vec::new());
    let (mut clocks, mut conflicts) = (0, 0);
    for (name, end) in endings() {
        let log = history(end);
        let fold = || {
            let mut case = Case::default();
            log.iter().for_each(|(at, event)| case.apply(event, *at));
            case
        };
        folds.push(median(fold));
        let (case, now) = (fold(), at("2025-09-20T12:00:00Z"));
        let plan = || agenda(black_box(&case), &rules, black_box(now));
        plans.push((name, median(plan)));
        clocks = plan().milestones.len();
        conflicts += plan().conflicts.len();
    }
    let each: Vec<String> = plans
        .iter()
        .map(|(name, took)| format!("\"{name}\":{}", took.as_nanos()))
        .collect();
    let worst = plans.iter().map(|(_, took)| *took).max().unwrap();
    println!(
        "{{\"events\":{EVENTS},\"profiles\":{},\"clocks\":{clocks},\"conflicts\":{conflicts},\"plan_ns\":{},\"fold_ns\":{},\"each_ns\":{{{}}}}}",
        PROFILES.len(),
        worst.as_nanos(),
        folds.iter().max().unwrap().as_nanos(),
        each.join(",")
    );
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = std::time::Instant::now();
            let done = black_box(work());
            let took = begun.elapsed();
            drop(done);
            took
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn rules() -> Rules {
    let read = |id: &str| {
        let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == id).unwrap();
        Profile::read(&format!("{id}.toml"), text).unwrap()
    };
    let mut profiles = PROFILES.into_iter().map(read);
    let own = profiles.next().unwrap();
    Rules::new(own, profiles.collect(), &BTreeMap::new())
}

/// Cases that cost the planner differently: nothing stands against anything; dates that cannot all be kept; it leaked, and
/// targets were moved before.
fn endings() -> [(&'static str, Vec<CaseEvent>); 3] {
    let moved = |to: &str| CaseEvent::TargetMoved {
        moved: Moved {
            profile: "coredns".to_owned(),
            clock: "released".to_owned(),
            to: at(to),
            reason: "The fix reaches further than it seemed.".to_owned(),
            discussion: None,
            gate: "slow_down".to_owned(),
            by: inner("ada"),
        },
    };
    let upstream = CaseEvent::UpstreamSet {
        upstream: Some(Upstream {
            project: "Go".to_owned(),
            date: Some(at("2025-12-24T00:00:00Z")),
            contact: String::new(),
            terms: String::new(),
        }),
        reason: None,
        by: inner("ada"),
    };
    let reporter = CaseEvent::ReporterDateSet {
        date: Some(ReporterDate {
            at: at("2025-10-01T00:00:00Z"),
            said: "They speak at a conference.".to_owned(),
            by: inner("ada"),
        }),
        said: "They speak at a conference.".to_owned(),
        by: inner("ada"),
    };
    let public = CaseEvent::BecamePublic {
        url: "https://blog.example.org/etcd".to_owned(),
        seen: at("2025-09-18T00:00:00Z"),
    };
    [
        ("quiet", vec![]),
        ("in_conflict", vec![upstream, reporter]),
        ("leaked", vec![moved("2025-10-10T00:00:00Z"), public]),
    ]
}

/// The life of a case that never ends: it is opened, worked on, and talked about.
fn history(end: Vec<CaseEvent>) -> Vec<(Instant, CaseEvent)> {
    let by = inner("ada");
    let scored = Scored {
        scheme: Scheme::V31,
        vector: "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H".to_owned(),
        tenths: 71,
    };
    let mut events = vec![
        CaseEvent::Opened {
            id: "AG-7K3F-9QXA".parse().unwrap(),
            project: inner("coredns"),
            title: "etcd lease taken for a TTL".to_owned(),
            profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
            report: LinkedReport {
                report: "R-7K3F-9QXA".parse().unwrap(),
                reporter: inner("finder"),
                name: "A Finder".to_owned(),
                arrived: at("2025-09-03T00:14:00Z"),
                assumed: None,
                credit: CreditWish::NotSaid,
                has_mail: true,
                clear_mail: false,
            },
            answered: None,
            by: Some(inner("ada")),
        },
        CaseEvent::LeadTaken {
            member: inner("ada"),
            proposed_by_rota: None,
        },
        CaseEvent::SeveritySet {
            severity: Severity {
                scored: vec![scored],
                reason: "Caches stay poisoned for years.".to_owned(),
                by,
                at: at("2025-09-04T09:00:00Z"),
                revision: 1,
                final_call: true,
            },
        },
    ];
    let many = EVENTS - events.len() - end.len();
    events.extend((0..many).map(event));
    events.extend(end);
    let begun = at("2025-09-03T06:30:00Z");
    let minute = |n: usize| jiff::SignedDuration::from_mins(i64::try_from(n).unwrap());
    let times = (0..EVENTS).map(|n| begun.checked_add(minute(n)).unwrap());
    times.zip(events).collect()
}

/// Talk for the most part; of what the planner reads something of each kind, again and again.
fn event(n: usize) -> CaseEvent {
    match n % 10 {
        0 if n < 400 => CaseEvent::CommitRecorded {
            commit: format!("{n:040x}"),
            subject: "Ask etcd for the time that the lease has left".to_owned(),
            by: inner("cleo"),
        },
        1 if n < 400 => CaseEvent::LgtmGiven {
            commit: format!("{:040x}", n - 1),
            by: inner("dan"),
        },
        2 => CaseEvent::FactsStated {
            changes: vec![(StatedFact::ALL[n / 10 % 15], Some(Stated::Flag(n % 20 == 2)))],
            by: inner("ada"),
        },
        3 => CaseEvent::FactsSet {
            changes: vec![(
                FactKind::ReleaseWindow,
                Some(FactValue::Window {
                    from: at("2025-09-22T12:00:00Z"),
                    to: at("2025-09-22T16:00:00Z"),
                }),
            )],
        },
        4 => CaseEvent::ReasonGiven {
            clock: "released".to_owned(),
            reason: format!("Revision {n}."),
            by: inner("ada"),
        },
        _ => CaseEvent::MessagePosted {
            message: inner(&format!("m{n:05}")),
            audiences: Audiences::DISCLOSURE,
        },
    }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An inner id that can be read: the word, filled up with zeros.
fn inner<T: FromStr>(word: &str) -> T {
    format!("{word:0<26}").parse().ok().unwrap()
}
