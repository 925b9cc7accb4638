//! The log: append-only, chained, and proof against whoever edits the database.

use crate::support::*;
use ambergate_store::on_both;

async fn problems(bed: &Bed) -> Vec<String> {
    let verified = bed.store.verify::<Case>(&bed.store.system("test")).await.unwrap();
    verified
        .problems
        .into_iter()
        .map(|p| format!("{}: {}", p.seq.map_or("row".into(), |n| n.to_string()), p.what))
        .collect()
}

async fn three_events(bed: &Bed) -> World {
    let world = World::new(bed).await;
    let id = world.case(bed, "t").await;
    for _ in 0..2 {
        world.counted(bed, &id, &world.pst).await.unwrap();
    }
    assert_eq!(problems(bed).await, Vec::<String>::new());
    bed.lift_triggers().await.unwrap();
    world
}

on_both! {
    async fn events_are_not_changed_or_deleted(bed: &Bed) {
        let world = World::new(bed).await;
        world.case(bed, "t").await;
        for verb in ["update events set at = 1", "delete from events", "update events set body = hash where seq = 1"] {
            let error = bed.tamper(verb).await.unwrap_err().to_string();
            assert!(error.contains("append-only"), "{verb}: {error}");
        }
        let verified = bed.store.verify::<Case>(&bed.store.system("test")).await.unwrap();
        assert_eq!((verified.aggregates, verified.events, verified.problems), (1, 1, vec![]));
    }

    async fn a_changed_instant_is_found(bed: &Bed) {
        three_events(bed).await;
        bed.tamper("update events set at = at + 1 where seq = 2").await.unwrap();
        assert_eq!(problems(bed).await, ["2: the chain breaks here: this event or one before it was changed"]);
    }

    async fn a_changed_root_is_found(bed: &Bed) {
        three_events(bed).await;
        bed.tamper("update events set root = hash where seq = 2").await.unwrap();
        let found = problems(bed).await;
        assert_eq!(found, [
            "2: the chain breaks here: this event or one before it was changed",
            "2: its fields do not give its root",
        ]);
    }

    async fn a_changed_body_is_found(bed: &Bed) {
        three_events(bed).await;
        bed.tamper("update events set body = (select x.body from events x where x.seq = 3 and x.kind = 'case') where seq = 2").await.unwrap();
        assert_eq!(problems(bed).await, ["2: its sealed body was changed"]);
    }

    async fn a_removed_event_is_found(bed: &Bed) {
        three_events(bed).await;
        bed.tamper("delete from events where seq = 2").await.unwrap();
        let found = problems(bed).await;
        assert_eq!(found[0], "3: an event before this one is missing");
        assert!(found.contains(&"row: its state is not what its events say".to_owned()), "{found:?}");
    }

    async fn a_cut_off_end_is_found(bed: &Bed) {
        three_events(bed).await;
        bed.tamper("delete from events where seq = 3").await.unwrap();
        let found = problems(bed).await;
        assert_eq!(found[0], "row: the row names another end of the chain: events were added or cut off");
    }

    async fn a_row_put_back_to_an_older_state_is_found(bed: &Bed) {
        let world = World::new(bed).await;
        let id = world.case(bed, "t").await;
        bed.tamper("create table old as select state, headline from cases").await.unwrap();
        world.counted(bed, &id, &world.pst).await.unwrap();
        bed.tamper("update cases set state = (select state from old), headline = (select headline from old)").await.unwrap();
        assert_eq!(problems(bed).await, ["row: its state is not what its events say", "row: its headline is not what its events say"]);
    }

    async fn changed_clear_columns_are_found(bed: &Bed) {
        for (n, change) in ["phase = 4", "severity_rank = 4", "lead = 'x'", "opened = opened + 1", "closed = 1"].into_iter().enumerate() {
            if n == 0 {
                World::new(bed).await.case(bed, "t").await;
            }
            let texts = [
                ("update cases set phase = 4", "update cases set phase = 0"),
                ("update cases set severity_rank = 4", "update cases set severity_rank = 0"),
                ("update cases set lead = 'x'", "update cases set lead = ''"),
                ("update cases set opened = opened + 1", "update cases set opened = opened - 1"),
                ("update cases set closed = 1", "update cases set closed = null"),
            ];
            bed.tamper(texts[n].0).await.unwrap();
            assert_eq!(problems(bed).await, ["row: its clear columns are not what its events say"], "{change}");
            bed.tamper(texts[n].1).await.unwrap();
        }
        assert_eq!(problems(bed).await, Vec::<String>::new());
    }

    async fn a_removed_row_is_found(bed: &Bed) {
        let world = World::new(bed).await;
        world.case(bed, "t").await;
        bed.tamper("delete from cases").await.unwrap();
        assert_eq!(problems(bed).await, ["row: has events, but its row is gone"]);
    }

    async fn chains_verify_after_their_key_is_gone(bed: &Bed) {
        let world = World::new(bed).await;
        let (report, _) = world.report(bed, "r").await;
        let case = world.join(bed, &report, "c").await;
        let kept = world.case(bed, "kept").await;
        world.counted(bed, &case, &world.pst).await.unwrap();
        let system = bed.store.system("test");
        bed.store.erase::<Case>(&system, &case, at(9)).await.unwrap();
        let look = bed.store.look(&world.pst, at(10));
        assert!(look.row::<Case>(&case).await.unwrap().is_none());
        assert!(look.row::<Report>(&report).await.unwrap().is_none(), "its reports go with it");
        assert!(look.row::<Case>(&kept).await.unwrap().is_some());
        let all = ListQuery { project: world.project.clone(), phases: 0..=4, order: Order::NextDue, limit: 9, after: None, lead: None };
        assert_eq!(look.list::<Case>(&all).await.unwrap().get().len(), 1);
        assert!(bed.store.look(&world.system, at(99_999)).row::<Case>(&case).await.unwrap().is_none());
        let cases = bed.store.verify::<Case>(&system).await.unwrap();
        let reports = bed.store.verify::<Report>(&system).await.unwrap();
        let both = cases.join(reports);
        assert_eq!((both.aggregates, both.events, both.sealed_away, both.problems), (3, 5, 2, vec![]));
        bed.lift_triggers().await.unwrap();
        bed.tamper("update events set at = at + 1 where seq = 2").await.unwrap();
        assert!(problems(bed).await.iter().any(|p| p.contains("chain breaks")), "and a change is still found");
    }
}
