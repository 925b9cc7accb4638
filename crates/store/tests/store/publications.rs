//! What is public, and what belongs to a project.

use crate::support::*;
use ambergate_store::on_both;

on_both! {
    async fn a_publication_is_read_by_anybody_and_revised(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        let publish = |second: i64, body: &'static str| {
            let (store, viewer, case) = (bed.store.clone(), world.pst.clone(), case.clone());
            let id = PublicationId::mint(&world.rng);
            async move {
                store.act(&viewer, &case, at(second), |_: &Case, _| {
                    let new = NewPublication { id: id.clone(), kind: "advisory", slug: "cve-2025-58063".into(), body: body.into() };
                    Ok::<_, No>(Deed::new(vec![CaseEvent::Counted], None, ()).publication(new))
                }).await.unwrap();
                id
            }
        };
        let first = publish(10, "one").await;
        publish(20, "two").await;
        let all = bed.store.publications(&world.project).await.unwrap();
        assert_eq!(all.len(), 1);
        let expected = Published {
            id: first, kind: "advisory".into(), slug: "cve-2025-58063".into(), body: b"two".to_vec(),
            published: at(10), modified: at(20), revision: 2,
        };
        assert_eq!(all[0], expected);
        assert_eq!(bed.store.publication(&world.project, "advisory", "cve-2025-58063").await.unwrap(), Some(expected));
        assert_eq!(bed.store.publication(&world.elsewhere, "advisory", "cve-2025-58063").await.unwrap(), None);
    }

    async fn a_project_has_one_slug_and_sealed_settings(bed: &Bed) {
        let world = World::new(bed).await;
        let store = &bed.store;
        let system = store.system("test");
        let slugs: Vec<_> = store.projects().await.unwrap().into_iter().map(|p| p.slug.to_string()).collect();
        assert_eq!(slugs, ["coredns", "elsewhere"]);
        assert_eq!(store.project_by_slug(&"coredns".parse().unwrap()).await.unwrap(), Some(world.project.clone()));
        assert_eq!(store.project_by_slug(&"nothing".parse().unwrap()).await.unwrap(), None);
        let again = NewProject { id: ProjectId::mint(&world.rng), slug: "coredns".parse().unwrap() };
        assert!(matches!(store.create_project(&system, again, at(0)).await, Err(StoreError::Taken)));
        assert_eq!(store.setting(&system, &world.project, "relay").await.unwrap(), None);
        for value in ["a", "b"] {
            store.put_setting(&system, &world.project, "relay", value.as_bytes()).await.unwrap();
        }
        assert_eq!(store.setting(&system, &world.project, "relay").await.unwrap(), Some(b"b".to_vec()));
        let nowhere = ProjectId::mint(&world.rng);
        assert!(matches!(store.put_setting(&system, &nowhere, "relay", b"x").await, Err(StoreError::NoProject)));
    }
}
