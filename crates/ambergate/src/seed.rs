//! Fills an instance with made-up cases through the real use cases: intake, reading, triage, lead, severity. For
//! benchmarks; it refuses an instance that holds anything.

use crate::cli::SeedArgs;
use crate::commands::{Stop, say};
use crate::wiring;
use ambergate_coordinator::intake::FormReport;
use ambergate_coordinator::setup::NewPerson;
use ambergate_coordinator::sign_in::SESSION;
use ambergate_coordinator::{Coordinator, Credential, Subject, Viewer};
use ambergate_process::access::Role;
use ambergate_process::ids::ReportId;
use ambergate_process::project::Settings;
use ambergate_process::report::Via;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Several people work at once; the database's one writer is the limit.
const WORKERS: usize = 4;
/// How long a worker waits for a report that another one is reading.
const MOMENT: Duration = Duration::from_millis(1);
const ADDRESS: &str = "seed@example.org";

pub async fn run(args: SeedArgs) -> Result<(), Stop> {
    let config = crate::commands::configuration(&args.config)?;
    let (members_url, public_url) = (config.members.url.clone(), config.public.url.clone());
    let system = wiring::open(config).await?;
    let c = system.coordinator;
    if !c.projects().is_empty() {
        return Err(Stop::Refused(
            "This instance holds a project already. Seed an empty one.".to_owned(),
        ));
    }
    let project = c
        .found_project("seed", settings(&public_url, &members_url), "coredns")
        .await?;
    let mut people = vec![(ADDRESS.to_owned(), "Seed Lead".to_owned())];
    people.extend((1..5).map(|n| (format!("seed{n}@example.org"), format!("Seed Member {n}"))));
    for (address, name) in people {
        c.add_member(
            &project,
            NewPerson {
                name,
                address,
                handle: None,
                role: Role::Pst,
            },
        )
        .await?;
    }
    let viewer = signed_in(&c).await?;
    let started = Instant::now();
    let next = Arc::new(AtomicU32::new(0));
    let mut tasks = Vec::new();
    for _ in 0..WORKERS {
        let (c, viewer, next) = (c.clone(), viewer.clone(), next.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "each worker is joined below, and its failure ends the command"
        )]
        tasks.push(tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= args.cases {
                    return Ok::<(), ambergate_coordinator::Error>(());
                }
                one(&c, &viewer, n).await?;
            }
        }));
    }
    for task in tasks {
        task.await.map_err(|error| Stop::Refused(error.to_string()))??;
    }
    let took = started.elapsed();
    say(format!(
        "{} cases in {:.1} s, {:.0} a second",
        args.cases,
        took.as_secs_f64(),
        f64::from(args.cases) / took.as_secs_f64()
    ));
    let account = c
        .account_of(ADDRESS)
        .await?
        .ok_or_else(|| Stop::Refused("the seeded member is gone".to_owned()))?;
    let token = c.print_link(Subject::Account(account), SESSION).await?;
    let session = c
        .use_link(&token, None)
        .await?
        .ok_or_else(|| Stop::Refused("the seeded link did not work".to_owned()))?;
    let lines = c.cases(&viewer, "seed", Default::default(), None, 1).await?;
    let first = lines
        .get()
        .cases
        .first()
        .map(|line| line.id.clone())
        .unwrap_or_default();
    say(format!(
        "AMBERGATE_SEED {}",
        serde_json::json!({ "session": session.token, "project": "seed", "case": first })
    ));
    c.close().await;
    Ok(())
}

/// One report that becomes a case; most get a lead, half a severity.
async fn one(c: &Coordinator, viewer: &Viewer, n: u32) -> Result<(), ambergate_coordinator::Error> {
    let form = FormReport {
        token: c.token(),
        title: format!("Seeded report number {n}"),
        what: "Made up, to have something to list. It says nothing about any real product.".to_owned(),
        ..FormReport::default()
    };
    let report: ReportId = c.take_form("seed", form, Via::Api).await?.report;
    // Whoever comes first reads; a report that another worker reads is there a moment later.
    while c.read_next().await? {}
    let case = loop {
        match c.open_case(viewer, &report, &format!("Seeded case {n}")).await {
            Err(ambergate_coordinator::Error::Absent) => tokio::time::sleep(MOMENT).await,
            other => break other?,
        }
    };
    if !n.is_multiple_of(3) {
        c.take_lead(viewer, &case, None).await?;
    }
    if n.is_multiple_of(2) {
        let vector = format!(
            "CVSS:3.1/AV:N/AC:L/PR:{}/UI:N/S:U/C:N/I:L/A:{}",
            ["N", "L", "H"][n as usize % 3],
            ["N", "L", "H"][n as usize / 3 % 3]
        );
        c.set_severity(viewer, &case, &[vector], "Seeded.").await?;
    }
    Ok(())
}

async fn signed_in(c: &Coordinator) -> Result<Viewer, Stop> {
    let account = c
        .account_of(ADDRESS)
        .await?
        .ok_or_else(|| Stop::Refused("the seeded member is gone".to_owned()))?;
    let token = c.print_link(Subject::Account(account), SESSION).await?;
    let session = c
        .use_link(&token, None)
        .await?
        .ok_or_else(|| Stop::Refused("the seeded link did not work".to_owned()))?;
    let viewer = c.viewer(Credential::Session(&session.token)).await?;
    viewer.ok_or_else(|| Stop::Refused("the seeded session did not open".to_owned()))
}

fn settings(public_url: &str, members_url: &str) -> Settings {
    Settings {
        name: "Seed".to_owned(),
        contact: "security@seed.example.org".to_owned(),
        announce_to: vec![],
        public_url: format!("{public_url}/seed"),
        members_url: format!("{members_url}/"),
        vendor: "seed".to_owned(),
        product: "seed".to_owned(),
        ecosystem: "Go".to_owned(),
        package: "example.org/seed".to_owned(),
        repository: String::new(),
        cna_org_id: "a0819718-46f1-4df5-94e2-005712e83aaa".to_owned(),
        cna_short_name: "GitHub_M".to_owned(),
        policy_text: "# Reporting\n\nMade up.\n".to_owned(),
    }
}
