//! Versions of policy profiles: kept as they were, sealed.

use ambergate_store::on_both;

on_both! {
    async fn a_kept_version_stays_as_it_was(bed: &Bed) {
        let (store, system) = (&bed.store, bed.store.system("test"));
        assert!(store.kept_profiles(&system).await.unwrap().is_empty());
        store.keep_profile(&system, "ours", "2", "lead_within = six days").await.unwrap();
        store.keep_profile(&system, "ours", "1", "lead_within = five days").await.unwrap();
        store.keep_profile(&system, "ours", "2", "lead_within = nine days").await.unwrap();
        let pin = |version: &str| ("ours".to_owned(), version.to_owned());
        let kept = store.kept_profiles(&system).await.unwrap();
        assert_eq!(kept, [
            (pin("1"), "lead_within = five days".to_owned()),
            (pin("2"), "lead_within = six days".to_owned()),
        ]);
        for (path, bytes) in bed.bytes_on_disk().await {
            assert!(!bytes.windows(11).any(|window| window == b"lead_within"), "{path:?}");
        }
    }
}
