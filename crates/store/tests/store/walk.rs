//! Walking over whole rows: each that the viewer may read, once, however many fit into a step.

use crate::support::*;
use ambergate_store::on_both;
use std::collections::BTreeSet;

/// The titles that a viewer meets, and in how many steps.
async fn walked(bed: &Bed, viewer: &Viewer, project: &ProjectId, limit: u32) -> (Vec<String>, usize) {
    let look = bed.store.look(viewer, at(50));
    let (mut titles, mut steps, mut next) = (Vec::new(), 0, None);
    loop {
        let strip = look.walk::<Case>(project, next, limit).await.unwrap();
        steps += 1;
        assert!(strip.get().states.len() <= limit as usize);
        titles.extend(strip.get().states.iter().map(|case| case.title.clone()));
        next = strip.get().next.clone();
        if next.is_none() {
            return (titles, steps);
        }
    }
}

on_both! {
    async fn a_walk_meets_every_case_once(bed: &Bed) {
        let world = World::new(bed).await;
        let mut titles = BTreeSet::new();
        for n in 0..23 {
            let title = format!("case {n}");
            let id = CaseId::mint(&world.rng);
            // Several are opened at the same instant; phases are all five.
            bed.store.begin(&world.pst, &world.project, &id, at(n / 4), |_: &Case, _| {
                let events = vec![
                    CaseEvent::Opened { title: title.clone(), note: String::new() },
                    CaseEvent::Moved { phase: n % 5, severity: 0 },
                ];
                Ok::<_, No>(Deed::new(events, None, ()))
            }).await.unwrap();
            titles.insert(title);
        }
        for limit in [1, 2, 5, 100] {
            let (met, steps) = walked(bed, &world.pst, &world.project, limit).await;
            assert_eq!(met.len(), 23, "limit {limit}");
            assert_eq!(met.into_iter().collect::<BTreeSet<_>>(), titles);
            assert!(steps <= 23 + 5, "{steps}");
        }
        assert_eq!(walked(bed, &world.system, &world.project, 7).await.0.len(), 23);
    }

    async fn a_walk_shows_nobody_more_than_a_list(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "granted").await;
        world.case(bed, "not granted").await;
        let granted = CaseEvent::Granted(world.maintainer_member.clone());
        bed.store.act(&world.pst, &case, at(3), |_: &Case, _| Ok::<_, No>(Deed::new(vec![granted.clone()], None, ()))).await.unwrap();
        assert_eq!(walked(bed, &world.pst, &world.project, 10).await.0.len(), 2);
        assert_eq!(walked(bed, &world.maintainer, &world.project, 10).await.0, ["granted"]);
        for viewer in [&world.stranger, &world.public] {
            assert!(walked(bed, viewer, &world.project, 10).await.0.is_empty());
        }
        assert!(walked(bed, &world.pst, &world.elsewhere, 10).await.0.is_empty());
    }
}
