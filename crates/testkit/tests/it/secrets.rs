//! A stolen database yields no word: marker words of an embargoed report are in no byte on disk.

use ambergate_testkit::{World, on_both};

const MARKERS: [&str; 4] = [
    "quixotic-marker-one",
    "Zanzibar Outsider",
    "zanzibar@outside.example",
    "quixotic title",
];

on_both! {
async fn no_word_of_a_report_is_on_disk(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let report = world.report_by_mail("From: Zanzibar Outsider <zanzibar@outside.example>\nSubject: quixotic title\n\nquixotic-marker-one\n").await;
    let case = c.open_case(world.viewer("robin"), &report, "quixotic title").await.unwrap();
    let text = "quixotic-marker-one in a message";
    c.post_message(world.viewer("robin"), &case, ambergate_process::access::Audiences::TEAM, text, vec![]).await.unwrap();
    world.run_jobs().await;
    world.mails();
    let files = world.disk().await;
    assert!(files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 50_000);
    for (path, bytes) in files {
        for marker in MARKERS {
            let found = memchr::memmem::find(&bytes, marker.as_bytes()).is_some();
            assert!(!found, "{marker} in {}", path.display());
        }
    }
}
}
