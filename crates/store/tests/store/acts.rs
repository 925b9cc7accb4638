//! Acts: one transaction, re-run on conflict, all or nothing.

use crate::support::*;
use ambergate_store::{Claim, on_both};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Waits until two have come, or a while: the second may wait for a lock of the first, and a busy machine takes its time
/// until it does.
struct Meeting(Mutex<u32>, Condvar, Duration);
impl Meeting {
    fn come(&self) {
        let mut here = self.0.lock().unwrap();
        *here += 1;
        self.1.notify_all();
        let _ = self.1.wait_timeout_while(here, self.2, |here| *here < 2).unwrap();
    }
}

on_both! {
    async fn a_row_is_the_fold_of_its_events(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "predictable transaction ids").await;
        world.counted(bed, &id, &world.pst).await.unwrap();
        let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
        let row = row.get();
        assert_eq!((row.version, row.state.count, row.state.title.as_str()), (2, 1, "predictable transaction ids"));
        assert_eq!(row.actor.member(), Some(&world.pst_member));
        assert_eq!((row.actor.role, row.next_due), (Some(Role::Pst), None), "the second act said that nothing is due");
        let events = bed.store.look(&world.pst, at(6)).events::<Case>(&id).await.unwrap().unwrap();
        let kinds: Vec<_> = events.get().iter().map(|e| (e.seq, e.kind.as_str(), e.at)).collect();
        assert_eq!(kinds, [(1, "opened", at(1)), (2, "counted", at(5))]);
    }

    async fn what_is_refused_changes_nothing(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let refused = bed.store.act(&world.pst, &id, at(3), |case: &Case, _| {
            if case.count == 0 { Err(No("not yet")) } else { Ok(Deed::nothing(())) }
        });
        assert!(matches!(refused.await, Err(ActError::Refused(No("not yet")))));
        let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
        assert_eq!(row.get().version, 1);
    }

    async fn a_deed_without_events_leaves_the_row(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let seen = bed.store.act(&world.pst, &id, at(3), |case: &Case, _| Ok::<_, No>(Deed::nothing(case.title.clone()))).await;
        assert_eq!(seen.unwrap(), "t");
        let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
        assert_eq!((row.get().version, row.get().next_due), (1, Some(at(100))));
    }

    async fn decide_runs_again_when_two_act_at_once(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let meeting = Arc::new(Meeting(Mutex::new(0), Condvar::new(), Duration::from_millis(if bed.is_postgres() { 2_000 } else { 400 })));
        let runs = Arc::new(AtomicU32::new(0));
        let one = || {
            let (store, viewer, id) = (bed.store.clone(), world.pst.clone(), id.clone());
            let (meeting, runs) = (meeting.clone(), runs.clone());
            async move {
                store.act(&viewer, &id, at(3), |case: &Case, _| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    let before = case.count;
                    meeting.come();
                    Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, before))
                }).await
            }
        };
        let (a, b) = tokio::join!(tokio::task::spawn(one()), tokio::task::spawn(one()));
        let mut before = [a.unwrap().unwrap(), b.unwrap().unwrap()];
        before.sort_unstable();
        assert_eq!(before, [0, 1], "the second decided on what the first left");
        // SQLite lets one in at a time; PostgreSQL lets both in, and makes one decide again.
        assert_eq!(runs.load(Ordering::SeqCst), if bed.is_postgres() { 3 } else { 2 });
    }

    async fn twenty_at_once_all_count(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let tasks: Vec<_> = (0..20).map(|_| {
            let (store, viewer, id) = (bed.store.clone(), world.pst.clone(), id.clone());
            tokio::task::spawn(async move {
                loop {
                    let done = store.act(&viewer, &id, at(3), |_: &Case, _| {
                        Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, ()))
                    }).await;
                    match done {
                        Err(ActError::Conflict) => {}
                        other => break other.unwrap(),
                    }
                }
            })
        }).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
        assert_eq!((row.get().state.count, row.get().version), (20, 21));
        let verified = bed.store.verify::<Case>(&bed.store.system("test")).await.unwrap();
        assert_eq!((verified.events, verified.problems), (21, vec![]));
    }

    async fn a_dropped_act_never_was(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let other = bed.reopen(bed.key).await.unwrap();
        // The act's future is dropped at every point where it waits, one later each time, until it gets through.
        for polls in 0..400 {
            let finished = polled(world.counted(bed, &id, &world.pst), polls).await.is_some_and(|done| done.is_ok());
            // PostgreSQL may still be finishing a commit that nobody waits for: row and log are compared at one moment.
            let verified = bed.store.verify::<Case>(&bed.store.system("test")).await.unwrap();
            assert_eq!(verified.problems, [], "dropped after {polls}");
            // And no connection is left in a transaction that nobody will commit: what is written next is there for others.
            let slug: Slug = format!("after-{polls}").parse().unwrap();
            let new = NewProject { id: ProjectId::mint(&world.rng), slug: slug.clone() };
            bed.store.create_project(&bed.store.system("test"), new, at(1)).await.unwrap();
            assert!(other.project_by_slug(&slug).await.unwrap().is_some(), "dropped after {polls}");
            if finished {
                let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
                assert!(polls > 0 && row.get().state.count >= 1);
                return;
            }
        }
        panic!("the act never got through");
    }

    async fn an_id_is_begun_once(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let again = bed.store.begin(&world.pst, &world.project, &id, at(2), |_: &Case, _| opened("u")).await;
        assert!(matches!(again, Err(ActError::Conflict)));
        let nowhere = ProjectId::mint(&world.rng);
        let id = CaseId::mint(&world.rng);
        let lost = bed.store.begin(&world.pst, &nowhere, &id, at(2), |_: &Case, _| opened("u")).await;
        assert!(matches!(lost, Err(ActError::Absent)));
    }

    async fn the_row_is_bounded(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, &"\"\n€".repeat(200)).await;
        let pad = |bytes| bed.store.act(&world.pst, &id, at(3), move |_: &Case, _| {
            Ok::<_, No>(Deed::new(vec![CaseEvent::Padded(bytes)], None, ()))
        });
        pad(60_000).await.unwrap();
        let error = pad(66_000).await.unwrap_err();
        assert!(matches!(error, ActError::Store(StoreError::TooLarge { limit: 65_536, .. })), "{error}");
        let row = bed.store.look(&world.pst, at(6)).row::<Case>(&id).await.unwrap().unwrap();
        assert_eq!((row.get().version, row.get().state.padding.len()), (2, 60_000));
    }

    async fn a_report_and_its_case_are_written_together(bed: &Bed) {
        let world = World::new(bed).await;
        let (report, outsider) = world.report(bed, "overflow").await;
        let case = CaseId::mint(&world.rng);
        let refused = bed.store.act_two(&world.pst, &report, Target::New(&case), at(2), |_: &Report, _, _: &Case, _| {
            Err::<(Deed<Report>, Deed<Case>), _>(No("no"))
        });
        assert!(matches!(refused.await, Err(ActError::Refused(_))));
        assert!(bed.store.look(&world.pst, at(3)).row::<Case>(&case).await.unwrap().is_none());

        let case = world.join(bed, &report, "overflow, a case").await;
        let look = bed.store.look(&world.pst, at(3));
        let row = look.row::<Report>(&report).await.unwrap().unwrap();
        assert_eq!(row.get().state.case.as_deref(), Some(case.as_str()), "the report still opens, under the case's key");
        let entries = look.entries::<Case>(&case).await.unwrap().unwrap();
        assert_eq!(entries.get()[0].body, b"overflow");
        assert_eq!(entries.get()[0].counterpart.as_ref(), Some(&outsider));
        let people = look.outsiders::<Case>(&case).await.unwrap().unwrap();
        assert_eq!(people.get()[0].name, "overflow reporter");
    }

    async fn a_report_joins_an_existing_case_of_its_project_only(bed: &Bed) {
        let world = World::new(bed).await;
        let (first, _) = world.report(bed, "first").await;
        let (second, _) = world.report(bed, "second").await;
        let case = world.join(bed, &first, "c").await;
        bed.store.act_two(&world.pst, &second, Target::Existing(&case), at(3), |_: &Report, _, _: &Case, _| {
            let joined = Deed::new(vec![ReportEvent::Joined(case.clone())], None, ());
            Ok::<_, No>((joined, Deed::new(vec![CaseEvent::Counted], None, ())))
        }).await.unwrap();
        let look = bed.store.look(&world.pst, at(4));
        assert_eq!(look.entries::<Case>(&case).await.unwrap().unwrap().get().len(), 2);

        let (third, _) = world.report(bed, "third").await;
        let alone = bed.store.act(&world.pst, &third, at(3), |_: &Report, _| {
            Ok::<_, No>(Deed::new(vec![ReportEvent::Joined(case.clone())], None, ()))
        }).await;
        assert!(matches!(alone, Err(ActError::Store(StoreError::JoinNeedsBoth))));

        let foreign = CaseId::mint(&world.rng);
        bed.store.begin(&world.stranger, &world.elsewhere, &foreign, at(1), |_: &Case, _| opened("f")).await.unwrap();
        let across = bed.store.act_two(&world.system, &third, Target::Existing(&foreign), at(3), |_: &Report, _, _: &Case, _| {
            let joined = Deed::new(vec![ReportEvent::Joined(foreign.clone())], None, ());
            Ok::<_, No>((joined, Deed::new(vec![CaseEvent::Counted], None, ())))
        }).await;
        assert!(matches!(across, Err(ActError::Store(StoreError::JoinNeedsBoth))));
    }

    async fn a_draft_is_replaced_and_its_old_words_are_gone(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        let draft = MessageId::mint(&world.rng);
        let file = NewBlob {
            id: BlobId::mint(&world.rng), name: "a.txt".into(), media_type: "text/plain".into(), bytes: "file".into(),
        };
        bed.store.act(&world.pst, &id, at(3), |_: &Case, _| {
            let mut entry = entry(draft.as_str(), Audiences::PST, None, b"first words");
            entry.blobs.push(file.clone());
            Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, ()).entry(entry))
        }).await.unwrap();
        let replace = |id: &CaseId, entry: String| {
            let (store, viewer, id) = (bed.store.clone(), world.pst.clone(), id.clone());
            async move {
                store.act(&viewer, &id, at(4), |_: &Case, _| {
                    Ok::<_, No>(Deed::nothing(()).replace_entry(entry.clone(), b"second words".to_vec()))
                }).await
            }
        };
        replace(&id, draft.to_string()).await.unwrap();
        let look = bed.store.look(&world.pst, at(5));
        let entries = look.entries::<Case>(&id).await.unwrap().unwrap();
        assert_eq!(entries.get()[0].body, b"second words");
        assert_eq!(look.entry_blob(draft.as_str(), 0).await.unwrap().unwrap().get().bytes, b"file");
        let other = world.case(bed, "other").await;
        for (case, entry) in [(&other, draft.to_string()), (&id, "nothing".to_owned())] {
            let error = replace(case, entry).await.unwrap_err();
            assert!(matches!(error, ActError::Store(StoreError::NoSuchEntry(_))), "{error}");
        }
    }

    async fn an_entry_hangs_on_a_row_that_is_there(bed: &Bed) {
        let world = World::new(bed).await;
        let id = CaseId::mint(&world.rng);
        let floating = bed.store.begin(&world.pst, &world.project, &id, at(1), |_: &Case, _| {
            Ok::<_, No>(Deed::nothing(()).entry(entry("e", Audiences::PST, None, b"x")))
        });
        assert!(matches!(floating.await, Err(ActError::Store(StoreError::NothingHappened))));
    }
}

/// The futures of the public doors can be sent between threads: axum needs that.
#[expect(dead_code, reason = "it compiles, and that is the test")]
fn doors_are_send(store: &Store, viewer: &Viewer, case: &CaseId, report: &ReportId) {
    fn send<T: Send>(_: T) {}
    send(store.act(viewer, case, at(0), |_: &Case, _| Ok::<_, No>(Deed::nothing(()))));
    send(store.act_two(
        viewer,
        report,
        Target::Existing(case),
        at(0),
        |_: &Report, _, _: &Case, _| Ok::<_, No>((Deed::nothing(()), Deed::nothing(()))),
    ));
    send(async move { store.look(viewer, at(0)).row::<Case>(case).await });
    send(async move { store.look(viewer, at(0)).entries::<Case>(case).await });
    send(store.claim_errands(
        &store.system("x"),
        at(0),
        jiff::SignedDuration::from_mins(1),
        (Claim::All, 1),
    ));
}
