//! What is measured of a case that went its whole way, who may see it, and how long many cases take.

use ambergate_coordinator::Error;
use ambergate_coordinator::coordinate::{FactChange, Tell};
use ambergate_coordinator::release::Gate;
use ambergate_process::access::Audiences;
use ambergate_process::case::{Case, CaseEvent, LinkedReport};
use ambergate_process::facts::FactKind;
use ambergate_process::ids::{CaseId, OutsiderId, ReportId};
use ambergate_process::metrics::{Exposure, Load, Period};
use ambergate_process::policy::MessageKind;
use ambergate_process::report::CreditWish;
use ambergate_store::Deed;
use ambergate_store::testing::SeededRng;
use ambergate_testkit::{Bed, World, on_both};
use jiff::SignedDuration;
use std::time::Instant as Stopwatch;

const REPORT: &str = "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: lease number used as TTL\n\
Message-ID: <a@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nA lease becomes a TTL of years.\n";
const COMMIT: &str = "e1768a5d272e9da649dfb8588595e5c6e4e640bf";
const HOUR: i64 = 3_600;

fn facts() -> Vec<FactChange> {
    [
        (FactKind::Component, "plugin/etcd"),
        (
            FactKind::Title,
            "The etcd plugin answers with a lease number as time to live",
        ),
        (
            FactKind::Summary,
            "Records under a lease are answered with a very long time to live.",
        ),
        (FactKind::Weakness, "CWE-681 Incorrect conversion between numeric types"),
        (FactKind::Affected, ">= 1.2.0, < 1.12.4"),
        (FactKind::FixedVersions, "1.12.4"),
        (FactKind::CveId, "CVE-2025-58063"),
        (
            FactKind::Changes,
            "e1768a5d272e9da649dfb8588595e5c6e4e640bf Merge commit from fork",
        ),
        (FactKind::HowToApply, "Upgrade to 1.12.4."),
        (FactKind::Mitigation, "Cap the time to live in resolvers."),
        (FactKind::ReleaseWindow, "2025-09-08 13:00 to 2025-09-08 16:00"),
    ]
    .map(|(kind, text)| FactChange {
        kind,
        was: Some(String::new()),
        text: text.to_owned(),
    })
    .to_vec()
}

/// Up to the gate: everything that a release asks for.
async fn made_ready(world: &World<'_>, case: &CaseId) {
    let c = &world.coordinator;
    let (robin, jules, noor) = (world.viewer("robin"), world.viewer("jules"), world.viewer("noor"));
    let team = ["jules", "noor"].map(|name| world.person(name).member.clone()).to_vec();
    c.name_team(robin, case, team, vec![]).await.unwrap();
    c.post_message(robin, case, Audiences::DISCLOSURE, "Thank you, we work on it.", vec![])
        .await
        .unwrap();
    let vector = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H".to_owned();
    c.set_severity(robin, case, &[vector], "as measured").await.unwrap();
    c.set_facts(robin, case, facts()).await.unwrap();
    c.decide_distributors(robin, case, Tell::NotEarly, "Write access to etcd is needed.")
        .await
        .unwrap();
    c.record_commit(jules, case, COMMIT, "fix").await.unwrap();
    c.lgtm(noor, case, COMMIT).await.unwrap();
    c.declare_fix_ready(jules, case).await.unwrap();
    let notice = c
        .draft_announcement(robin, case, MessageKind::ForthcomingFix)
        .await
        .unwrap();
    let draft = c
        .announcement(robin, "coredns", case.as_str(), notice.as_str())
        .await
        .unwrap();
    c.approve_announcement(robin, case, &notice, &draft.get().digest)
        .await
        .unwrap();
}

async fn published(world: &World<'_>, case: &CaseId) {
    let (c, robin) = (&world.coordinator, world.viewer("robin"));
    let last = c
        .draft_announcement(robin, case, MessageKind::FinalAnnouncement)
        .await
        .unwrap();
    let gate = c.gate(robin, "coredns", case.as_str(), last.as_str()).await.unwrap();
    assert_eq!(gate.get().blocked, None);
    let act = Gate {
        announcement: last,
        announcement_digest: gate.get().announcement.digest.clone(),
        documents_digest: gate.get().documents_digest.clone(),
        prepared_at: gate.get().prepared_at,
    };
    c.publish(robin, case, act).await.unwrap();
    world.run_jobs().await;
    world.mails();
}

on_both! {
async fn the_exposure_of_a_replayed_case_is_what_the_hand_says(bed: &Bed) {
    let world = World::on(bed).await;
    let (c, robin) = (&world.coordinator, world.viewer("robin"));
    let empty = c.metrics(robin, "coredns", Period::Year).await.unwrap();
    assert!(empty.get().metrics.cases.is_empty());
    assert_eq!(empty.get().load.len(), 3, "the PST, who carries nothing");
    // The report arrives on 3 September at 00:13.
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    c.take_lead(robin, &case, None).await.unwrap();
    world.advance(SignedDuration::from_hours(20));
    made_ready(&world, &case).await;
    let open = c.metrics(robin, "coredns", Period::Year).await.unwrap();
    let m = &open.get().metrics;
    assert_eq!((m.cases[0].exposure, m.exposure.growing), (Exposure::NotYet, 0));
    assert_eq!(m.load[&world.person("robin").member], Load { open: 1, led: 1, lgtms: 0, overdue: 0 });
    assert_eq!(m.load[&world.person("noor").member].lgtms, 1);
    let named = m.clocks.iter().find(|clock| clock.clock == "fix_team_named").unwrap();
    assert_eq!((named.met, named.taken.unwrap().least), (1, 20 * HOUR));

    // On the 5th at 00:13 somebody finds that a blog wrote of it on the 4th at 06:00: 18 h 13 min so far.
    world.advance(SignedDuration::from_hours(28));
    c.mark_public(robin, &case, "https://blog.example.org/etcd", "2025-09-04 06:00").await.unwrap();
    world.advance(SignedDuration::from_mins(2));
    let growing = c.metrics(robin, "coredns", Period::Year).await.unwrap();
    assert_eq!(growing.get().metrics.cases[0].exposure, Exposure::Growing(18 * HOUR + 15 * 60));

    // Released on the 5th at 10:15: from the 4th at 06:00 that is 28 h 15 min, on that day and ever after.
    world.advance(SignedDuration::from_hours(10));
    published(&world, &case).await;
    world.advance(SignedDuration::from_hours(24 * 30));
    let done = c.metrics(robin, "coredns", Period::Year).await.unwrap();
    let m = &done.get().metrics;
    assert_eq!(m.cases[0].exposure, Exposure::Released(28 * HOUR + 15 * 60));
    assert_eq!((m.exposure.exposed, m.exposure.total), (1, 28 * HOUR + 15 * 60));
    assert_eq!(m.quarters[0].quarter.to_string(), "2025 Q3");
    assert_eq!(done.get().load[0].load, Load { open: 0, led: 1, lgtms: 0, overdue: 0 });
    assert_eq!(done.get().names[m.cases[0].lead.as_ref().unwrap()], "Robin Ashe");

    // Two years later it is in no year's numbers, and still in all of them.
    world.clock.advance(SignedDuration::from_hours(24 * 800));
    assert!(c.metrics(robin, "coredns", Period::Year).await.unwrap().get().metrics.cases.is_empty());
    assert_eq!(c.metrics(robin, "coredns", Period::All).await.unwrap().get().metrics.cases.len(), 1);
}

async fn metrics_are_there_for_the_pst_alone(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(world.viewer("robin"), &report, "etcd TTL").await.unwrap();
    c.take_lead(world.viewer("robin"), &case, None).await.unwrap();
    // Jules is on the Fix Team of this very case, and still not on the PST.
    c.name_team(world.viewer("robin"), &case, vec![world.person("jules").member.clone()], vec![]).await.unwrap();
    world.run_jobs().await;
    world.mails();
    // What was counted for one of the PST is given to the others, and to nobody else.
    for name in ["robin", "kim", "sasha"] {
        assert_eq!(c.metrics(world.viewer(name), "coredns", Period::All).await.unwrap().get().metrics.cases.len(), 1);
    }
    let public = c.viewer(ambergate_coordinator::Credential::Public).await.unwrap().unwrap();
    for viewer in [world.viewer("jules"), world.viewer("noor"), &public] {
        assert!(matches!(c.metrics(viewer, "coredns", Period::All).await, Err(Error::Absent)));
    }
    assert!(matches!(c.metrics(world.viewer("robin"), "no-such", Period::All).await, Err(Error::Absent)));
}

async fn a_count_is_kept_for_a_minute(bed: &Bed) {
    let world = World::on(bed).await;
    let (c, robin) = (&world.coordinator, world.viewer("robin"));
    let counted = async || c.metrics(robin, "coredns", Period::All).await.unwrap().get().metrics.cases.len();
    assert_eq!(counted().await, 0);
    let report = world.report_by_mail(REPORT).await;
    c.open_case(robin, &report, "etcd TTL").await.unwrap();
    world.run_jobs().await;
    world.mails();
    world.advance(SignedDuration::from_secs(59));
    assert_eq!(counted().await, 0);
    world.advance(SignedDuration::from_secs(2));
    assert_eq!(counted().await, 1);
}

async fn every_case_is_counted_once_however_many(bed: &Bed) {
    let world = World::on(bed).await;
    many(bed, &world, 450).await;
    let view = world.coordinator.metrics(world.viewer("kim"), "coredns", Period::All).await.unwrap();
    let m = &view.get().metrics;
    assert_eq!(m.cases.len(), 450);
    assert_eq!(m.load[&world.person("robin").member].open, 300);
    assert_eq!(m.exposure.growing, 150);
}
}

/// Cases of which every third is closed and every third public.
async fn many(bed: &Bed, world: &World<'_>, count: u32) {
    let rng = SeededRng::new(4_711);
    let (robin, lead) = (world.viewer("robin"), world.person("robin").member.clone());
    for n in 0..count {
        let now = world.now() + SignedDuration::from_mins(i64::from(n / 3));
        let id = CaseId::mint(&rng);
        let report = LinkedReport {
            report: ReportId::mint(&rng),
            reporter: OutsiderId::mint(&rng),
            name: "Quinn Varga".to_owned(),
            arrived: world.now(),
            assumed: None,
            credit: CreditWish::NotSaid,
            has_mail: true,
            clear_mail: false,
        };
        let begun = bed.store.begin(robin, &world.project, &id, now, |_: &Case, _| {
            let mut events = vec![
                CaseEvent::Opened {
                    id: id.clone(),
                    project: world.project.clone(),
                    title: "x".repeat(60),
                    profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
                    report: report.clone(),
                    answered: None,
                    by: Some(lead.clone()),
                },
                CaseEvent::LeadTaken {
                    member: lead.clone(),
                    proposed_by_rota: None,
                },
                CaseEvent::FixReady,
            ];
            match n % 3 {
                0 => events.push(CaseEvent::Closed {
                    ending: ambergate_process::case::Ending::NotSecurity,
                    reason: String::new(),
                }),
                1 => events.push(CaseEvent::BecamePublic {
                    url: String::new(),
                    seen: now,
                }),
                _ => {}
            }
            Ok::<_, std::convert::Infallible>(Deed::new(events, None, ()))
        });
        begun.await.unwrap();
    }
}

/// `cargo test --release -p ambergate-testkit --test it metrics -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, run by hand"]
async fn ten_thousand_cases() {
    let bed = Bed::sqlite().await;
    let world = World::on(&bed).await;
    many(&bed, &world, 10_000).await;
    let before = resident();
    for period in Period::ALL {
        let started = Stopwatch::now();
        let view = world
            .coordinator
            .metrics(world.viewer("kim"), "coredns", period)
            .await
            .unwrap();
        assert_eq!(view.get().metrics.cases.len(), 10_000);
        println!(
            "{}: {:?}, resident {} MB, {} MB before",
            period.key(),
            started.elapsed(),
            resident(),
            before
        );
    }
    let started = Stopwatch::now();
    world
        .coordinator
        .metrics(world.viewer("kim"), "coredns", Period::All)
        .await
        .unwrap();
    println!("within the minute: {:?}", started.elapsed());
}

/// In megabytes; zero where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1_024
}
