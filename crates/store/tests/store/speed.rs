//! A measurement, not a test: how long a list and a case page take over many cases. Run by hand:
//! `cargo test --release -p ambergate-store --test store speed -- --ignored --nocapture`.

use crate::support::*;
use std::time::{Duration, Instant as Stopwatch};

const CASES: i64 = 100_000;

fn p95(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() * 95 / 100]
}

async fn measure(bed: &Bed, name: &str) {
    let world = World::new(bed).await;
    let started = Stopwatch::now();
    let mut ids = Vec::new();
    for n in 0..CASES {
        let id = CaseId::mint(&world.rng);
        bed.store
            .begin(&world.pst, &world.project, &id, at(n), |_: &Case, _| {
                let events = vec![
                    CaseEvent::Opened {
                        title: format!("case {n} with a title of usual length"),
                        note: String::new(),
                    },
                    CaseEvent::Moved {
                        phase: n % 5,
                        severity: n % 4,
                    },
                ];
                let entries = (0..i64::from(n % 1000 == 0) * 20)
                    .map(|m| entry(&format!("{n}-{m}"), Audiences::PST, None, &[b'x'; 2000]));
                Ok::<_, No>(Deed::new(events, Some(at(n % 777)), ()).entries(entries))
            })
            .await
            .unwrap();
        ids.push(id);
    }
    println!("{name}: {CASES} cases in {:?}", started.elapsed());
    let look = bed.store.look(&world.pst, at(50));
    for order in [Order::NextDue, Order::Opened, Order::Severity] {
        let mut times = Vec::new();
        for _ in 0..200 {
            let started = Stopwatch::now();
            let query = ListQuery {
                project: world.project.clone(),
                phases: 0..=3,
                order,
                limit: 100,
                after: None,
                lead: None,
            };
            assert_eq!(look.list::<Case>(&query).await.unwrap().get().len(), 100);
            times.push(started.elapsed());
        }
        println!("{name}: list of 100 by {order:?}, p95 {:?}", p95(times));
    }
    let mut times = Vec::new();
    for id in ids.iter().step_by(1000) {
        let started = Stopwatch::now();
        look.row::<Case>(id).await.unwrap().unwrap();
        assert_eq!(look.entries::<Case>(id).await.unwrap().unwrap().get().len(), 20);
        look.events::<Case>(id).await.unwrap().unwrap();
        look.outsiders::<Case>(id).await.unwrap().unwrap();
        times.push(started.elapsed());
    }
    println!("{name}: a case with 20 entries and its events, p95 {:?}", p95(times));
    let started = Stopwatch::now();
    let mut tasks = Vec::new();
    let rng = std::sync::Arc::new(rng());
    for worker in 0..64u32 {
        let (store, project, rng) = (bed.store.clone(), world.project.clone(), rng.clone());
        tasks.push(tokio::task::spawn(async move {
            for n in 0..100u32 {
                let raw = format!("mail {worker} {n} {}", "x".repeat(4000));
                let new = NewInbound {
                    project: project.clone(),
                    source: "lmtp",
                    envelope_from: String::new(),
                    recipient: String::new(),
                    delivery_parts: &[raw.as_bytes()],
                    raw: raw.clone().into(),
                    meta: vec![],
                    report: ReportId::mint(&*rng),
                };
                store.take_in(new, at(1)).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let took = started.elapsed();
    println!(
        "{name}: {:.0} deliveries of 4 KB a second, {} commits for 6400",
        6400.0 / took.as_secs_f64(),
        bed.intake_commits()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, run by hand"]
async fn sqlite() {
    measure(&Bed::sqlite().await, "sqlite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, run by hand"]
async fn postgres() {
    if let Some(bed) = Bed::postgres().await {
        measure(&bed, "postgres").await;
    }
}
