//! Durable intake: sealed, committed, once.

use crate::support::*;
use ambergate_store::on_both;
use jiff::SignedDuration;

const LEASE: SignedDuration = SignedDuration::from_secs(60);

async fn deliver(bed: &Bed, world: &World, raw: &[u8]) -> Result<Taken, StoreError> {
    let parts: &[&[u8]] = &[b"security@example.org", raw];
    let new = NewInbound {
        project: world.project.clone(),
        source: "lmtp",
        envelope_from: "ana@example.org".into(),
        recipient: "security@example.org".into(),
        delivery_parts: parts,
        raw: raw.to_vec().into(),
        meta: b"notes".to_vec(),
        report: ReportId::mint(&world.rng),
    };
    bed.store.take_in(new, at(1)).await
}

on_both! {
    async fn a_delivery_is_taken_in_once(bed: &Bed) {
        let world = World::new(bed).await;
        let first = deliver(bed, &world, b"mail one").await.unwrap();
        let again = deliver(bed, &world, b"mail one").await.unwrap();
        let other = deliver(bed, &world, b"mail two").await.unwrap();
        assert!(!first.duplicate && again.duplicate && !other.duplicate);
        assert_eq!((again.id, again.report), (first.id.clone(), first.report.clone()));
        let system = bed.store.system("test");
        let claimed = bed.store.claim_inbound(&system, at(2), LEASE).await.unwrap().unwrap();
        let second = bed.store.claim_inbound(&system, at(2), LEASE).await.unwrap().unwrap();
        assert_ne!(claimed.id, second.id);
        assert!(bed.store.claim_inbound(&system, at(2), LEASE).await.unwrap().is_none());
        assert_eq!((claimed.envelope_from.as_str(), claimed.meta.as_slice(), claimed.attempts), ("ana@example.org", b"notes".as_slice(), 1));
        let raw = bed.store.inbound_raw(&system, &first.id).await.unwrap().unwrap();
        assert_eq!(raw, b"mail one");
        let nothing: InboundId = BlobId::mint(&world.rng).to_string().parse().unwrap();
        assert!(bed.store.inbound_raw(&system, &nothing).await.unwrap().is_none());
    }

    async fn two_hundred_at_once_share_commits(bed: &Bed) {
        let world = std::sync::Arc::new(World::new(bed).await);
        let before = bed.intake_commits();
        let mut tasks = Vec::new();
        for n in 0..200u32 {
            let (store, world) = (bed.store.clone(), world.clone());
            tasks.push(tokio::task::spawn(async move {
                // Every tenth is a copy of the one before.
                let raw = format!("mail {}", if n % 10 == 9 { n - 1 } else { n });
                let parts: &[&[u8]] = &[raw.as_bytes()];
                let new = NewInbound {
                    project: world.project.clone(), source: "lmtp", envelope_from: String::new(), recipient: String::new(),
                    delivery_parts: parts, raw: raw.clone().into(), meta: vec![], report: ReportId::mint(&world.rng),
                };
                (raw.clone(), store.take_in(new, at(1)).await.unwrap())
            }));
        }
        let mut by_raw = std::collections::BTreeMap::new();
        for task in tasks {
            let (raw, taken) = task.await.unwrap();
            let entry = by_raw.entry(raw).or_insert_with(|| (taken.id.clone(), 0, 0));
            assert_eq!(entry.0, taken.id, "copies are one");
            entry.1 += 1;
            entry.2 += u32::from(!taken.duplicate);
        }
        assert_eq!(by_raw.len(), 180);
        assert!(by_raw.values().all(|(_, _, firsts)| *firsts == 1));
        let commits = bed.intake_commits() - before;
        assert!(commits <= 100, "{commits} commits for 200 deliveries");
        println!("{commits} commits for 200 deliveries");
        let system = bed.store.system("test");
        let mut claimed = 0;
        while bed.store.claim_inbound(&system, at(2), LEASE).await.unwrap().is_some() {
            claimed += 1;
        }
        assert_eq!(claimed, 180);
    }

    async fn a_dropped_delivery_arrives_when_it_is_sent_again(bed: &Bed) {
        let world = World::new(bed).await;
        for polls in 0..200 {
            let raw = format!("mail dropped after {polls}");
            let finished = polled(deliver(bed, &world, raw.as_bytes()), polls).await.is_some();
            deliver(bed, &world, raw.as_bytes()).await.unwrap();
            if finished {
                let system = bed.store.system("test");
                let mut seen = Vec::new();
                while let Some(claimed) = bed.store.claim_inbound(&system, at(2), LEASE).await.unwrap() {
                    seen.push(bed.store.inbound_raw(&system, &claimed.id).await.unwrap().unwrap());
                }
                assert_eq!(seen.len(), polls + 1, "each is there once");
                return;
            }
        }
        panic!("no delivery got through");
    }

    async fn a_large_message_is_stored_in_pieces(bed: &Bed) {
        let world = World::new(bed).await;
        let system = bed.store.system("test");
        for size in [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
            let raw: Vec<u8> = (0..size).map(|n: u32| (n % 251) as u8).collect();
            let taken = deliver(bed, &world, &raw).await.unwrap();
            assert!(bed.store.inbound_raw(&system, &taken.id).await.unwrap().unwrap() == raw, "{size} bytes");
        }
        // A piece that is missing, or moved, is noticed.
        let taken = deliver(bed, &world, &vec![7; 2 << 20]).await.unwrap();
        bed.tamper("delete from blob_chunks where n = 1").await.unwrap();
        assert!(matches!(bed.store.inbound_raw(&system, &taken.id).await, Err(StoreError::CannotOpen { .. })));
    }

    async fn a_message_is_settled_with_its_report_or_not_at_all(bed: &Bed) {
        let world = World::new(bed).await;
        let taken = deliver(bed, &world, b"raw words").await.unwrap();
        let settle = |report: ReportId| {
            let (store, viewer, project, inbound) = (bed.store.clone(), world.system.clone(), world.project.clone(), taken.id.clone());
            async move {
                store.begin(&viewer, &project, &report, at(2), |_: &Report, _| {
                    let event = ReportEvent::Arrived { title: "t".into() };
                    Ok::<_, No>(Deed::new(vec![event], None, ()).settles(inbound.clone()))
                }).await
            }
        };
        settle(taken.report.clone()).await.unwrap();
        let again = settle(ReportId::mint(&world.rng)).await;
        assert!(matches!(again, Err(ActError::Store(StoreError::AlreadySettled))));
        let system = bed.store.system("test");
        assert!(bed.store.claim_inbound(&system, at(1000), LEASE).await.unwrap().is_none());
        assert_eq!(bed.store.inbound_raw(&system, &taken.id).await.unwrap().unwrap(), b"raw words");
        let case = world.join(bed, &taken.report, "c").await;
        let look = bed.store.look(&world.pst, at(5));
        let lines = look.raw_mails::<Case>(&case).await.unwrap().unwrap();
        assert_eq!((lines.get().len(), &lines.get()[0].id, lines.get()[0].size), (1, &taken.id, 9));
        assert_eq!(look.raw_mail(&taken.id).await.unwrap().unwrap().get(), b"raw words", "its key went along");
        assert!(deliver(bed, &world, b"raw words").await.unwrap().duplicate, "also after it was settled");
    }

    async fn a_worker_that_dies_leaves_the_message_to_the_next(bed: &Bed) {
        let world = World::new(bed).await;
        deliver(bed, &world, b"x").await.unwrap();
        let system = bed.store.system("test");
        for (n, second) in [(1, 10), (2, 70), (3, 130), (4, 190)] {
            let claimed = bed.store.claim_inbound(&system, at(second), LEASE).await.unwrap().unwrap();
            assert_eq!(claimed.attempts, n);
            assert!(bed.store.claim_inbound(&system, at(second + 59), LEASE).await.unwrap().is_none());
        }
        let claimed = bed.store.claim_inbound(&system, at(250), LEASE).await.unwrap().unwrap();
        bed.store.defer_inbound(&system, &claimed.id, at(260)).await.unwrap();
        assert!(bed.store.claim_inbound(&system, at(259), LEASE).await.unwrap().is_none());
        assert!(bed.store.claim_inbound(&system, at(260), LEASE).await.unwrap().is_some());
    }

    async fn a_locked_database_says_try_again(bed: &Bed) {
        let world = World::new(bed).await;
        deliver(bed, &world, b"before").await.unwrap();
        let lock = bed.hold_the_lock().await;
        let error = deliver(bed, &world, b"while").await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        drop(lock);
        assert!(!deliver(bed, &world, b"while").await.unwrap().duplicate, "nothing was half there");
        let unknown = NewInbound {
            project: ProjectId::mint(&world.rng), source: "lmtp", envelope_from: String::new(), recipient: String::new(),
            delivery_parts: &[], raw: "x".into(), meta: vec![], report: ReportId::mint(&world.rng),
        };
        assert!(matches!(bed.store.take_in(unknown, at(1)).await, Err(StoreError::NoProject)));
    }
}
