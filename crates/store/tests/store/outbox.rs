//! The outbox: once per key, claimed with a lease, dead letters visible.

use crate::support::*;
use ambergate_store::{Claim, on_both};
use jiff::SignedDuration;

fn mail(recipient: &str) -> NewErrand {
    NewErrand {
        kind: "mail",
        recipient: recipient.into(),
        due: at(10),
        payload: format!("to {recipient}").into_bytes(),
    }
}

const LEASE: SignedDuration = SignedDuration::from_secs(60);

on_both! {
    async fn the_same_errand_is_one_row(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        for _ in 0..2 {
            // No event between them: aggregate, seq, kind and recipient are the same.
            bed.store.act(&world.pst, &case, at(2), |_: &Case, _| {
                Ok::<_, No>(Deed::nothing(()).errand(mail("a@example.org")).errands([mail("a@example.org"), mail("b@example.org")]))
            }).await.unwrap();
        }
        let system = bed.store.system("test");
        let claimed = bed.store.claim_errands(&system, at(10), LEASE, (Claim::All, 100)).await.unwrap();
        assert_eq!(claimed.len(), 2);
        assert_eq!(claimed[0].owner.as_ref().unwrap().1, case.as_str());
        world.counted(bed, &case, &world.pst).await.unwrap();
        bed.store.act(&world.pst, &case, at(2), |_: &Case, _| Ok::<_, No>(Deed::nothing(()).errand(mail("a@example.org")))).await.unwrap();
        let next = bed.store.claim_errands(&system, at(10), LEASE, (Claim::All, 100)).await.unwrap();
        assert_eq!((next.len(), next[0].payload.as_slice()), (1, b"to a@example.org".as_slice()), "after another event it is another errand");

        assert!(bed.store.enqueue(&system, "sign-in 1", mail("c@example.org"), at(3)).await.unwrap());
        assert!(!bed.store.enqueue(&system, "sign-in 1", mail("c@example.org"), at(3)).await.unwrap());
        let own = bed.store.claim_errands(&system, at(10), LEASE, (Claim::All, 100)).await.unwrap();
        assert_eq!((own.len(), own[0].recipient.as_str(), own[0].owner.is_none()), (1, "c@example.org", true));
    }

    async fn a_lease_ends_and_an_outcome_stays(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        bed.store.act(&world.pst, &case, at(2), |_: &Case, _| {
            Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, ()).errands(["a", "b", "c"].map(mail)))
        }).await.unwrap();
        let store = &bed.store;
        let system = store.system("test");
        assert!(store.claim_errands(&system, at(9), LEASE, (Claim::All, 10)).await.unwrap().is_empty(), "not before it is due");
        assert_eq!(store.claim_errands(&system, at(10), LEASE, (Claim::All, 2)).await.unwrap().len(), 2);
        assert_eq!(store.claim_errands(&system, at(11), LEASE, (Claim::All, 10)).await.unwrap().len(), 1, "the two are held");
        let again = store.claim_errands(&system, at(80), LEASE, (Claim::All, 10)).await.unwrap();
        assert_eq!(again.iter().map(|e| e.attempts).collect::<Vec<_>>(), [2, 2, 2], "their workers died");
        let by = |name: &str| again.iter().find(|e| e.recipient == name).unwrap().id.clone();
        store.finish_errand(&system, &by("a"), Outcome::Done, "250 ok", at(81)).await.unwrap();
        store.finish_errand(&system, &by("b"), Outcome::Retry(at(200)), "451 later", at(81)).await.unwrap();
        store.finish_errand(&system, &by("c"), Outcome::Failed, "550 no such person", at(81)).await.unwrap();
        assert!(store.claim_errands(&system, at(199), LEASE, (Claim::All, 10)).await.unwrap().is_empty());
        let lines = store.look(&world.pst, at(100)).outgoing(Some(&world.project), 10).await.unwrap();
        let mut states: Vec<_> = lines.get().iter().map(|l| (l.recipient.as_str(), l.state, l.note.as_str(), l.finished)).collect();
        states.sort_by_key(|s| s.0);
        assert_eq!(states, [
            ("a", ErrandState::Done, "250 ok", Some(at(81))),
            ("b", ErrandState::Queued, "451 later", None),
            ("c", ErrandState::Failed, "550 no such person", Some(at(81))),
        ]);
        let back = store.claim_errands(&system, at(200), LEASE, (Claim::All, 10)).await.unwrap();
        assert_eq!((back.len(), back[0].id.clone(), back[0].attempts), (1, by("b"), 3), "the same name: the same Message-ID");
        store.finish_errand(&system, &by("a"), Outcome::Failed, "too late", at(300)).await.unwrap();
        let lines = store.look(&world.pst, at(100)).outgoing(Some(&world.project), 10).await.unwrap();
        assert!(lines.get().iter().any(|l| l.recipient == "a" && l.state == ErrandState::Done), "done is done");
    }

    async fn workers_share_the_queue(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        bed.store.act(&world.pst, &case, at(2), |_: &Case, _| {
            Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, ()).errands((0..60).map(|n| mail(&format!("p{n}")))))
        }).await.unwrap();
        let workers: Vec<_> = (0..6).map(|_| {
            let store = bed.store.clone();
            tokio::task::spawn(async move {
                let system = store.system("test");
                let mut mine = Vec::new();
                loop {
                    let batch = store.claim_errands(&system, at(10), LEASE, (Claim::All, 4)).await.unwrap();
                    if batch.is_empty() { break mine }
                    mine.extend(batch.into_iter().map(|e| e.recipient));
                }
            })
        }).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        assert_eq!(all.len(), 60, "nobody got another's");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 60);
    }

    async fn outgoing_mail_is_for_the_pst(bed: &Bed) {
        let world = World::new(bed).await;
        let (report, _) = world.report(bed, "r").await;
        let case = world.join(bed, &report, "c").await;
        bed.store.act(&world.pst, &case, at(3), |_: &Case, _| {
            let events = vec![CaseEvent::Granted(world.maintainer_member.clone())];
            Ok::<_, No>(Deed::new(events, None, ()).errand(mail("a")))
        }).await.unwrap();
        // A report's errand stays readable when its key goes under the case's.
        bed.store.act(&world.pst, &report, at(3), |_: &Report, _| Ok::<_, No>(Deed::nothing(()).errand(mail("b")))).await.unwrap();
        bed.store.enqueue(&bed.store.system("test"), "k", mail("sign-in"), at(4)).await.unwrap();
        let count = |viewer: &Viewer, project: Option<&ProjectId>| {
            let (store, viewer, project) = (bed.store.clone(), viewer.clone(), project.cloned());
            async move { store.look(&viewer, at(5)).outgoing(project.as_ref(), 10).await.unwrap().get().len() }
        };
        assert_eq!(count(&world.pst, Some(&world.project)).await, 2);
        assert_eq!(count(&world.pst, None).await, 0);
        assert_eq!(count(&world.system, None).await, 3);
        for viewer in [&world.maintainer, &world.stranger, &world.public] {
            assert_eq!(count(viewer, Some(&world.project)).await + count(viewer, None).await, 0, "{viewer:?}");
        }
    }
}
