//! Reminders at rest: sealed settings, each reminder once, a calendar's address that is one of nobody's after it was revoked.

use crate::support::*;
use ambergate_store::{Claim, on_both};
use jiff::SignedDuration;

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn mail(recipient: &MemberId) -> NewErrand {
    NewErrand {
        kind: "reminder",
        recipient: recipient.to_string(),
        due: at(10),
        payload: b"what it says is made when it leaves".to_vec(),
    }
}

fn keys(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("reminder {name}")).collect()
}

on_both! {
    async fn settings_are_the_members_own_and_sealed(bed: &Bed) {
        let world = World::new(bed).await;
        let (store, system) = (&bed.store, bed.store.system("test"));
        assert_eq!(store.reminder_settings(&system, &world.pst_member).await.unwrap(), None);
        store.put_reminder_settings(&system, &world.pst_member, b"first").await.unwrap();
        store.put_reminder_settings(&system, &world.pst_member, b"Antarctica/Troll").await.unwrap();
        store.put_reminder_settings(&system, &world.maintainer_member, b"mine").await.unwrap();
        let (_, other) = join(bed, &world.rng, &world.elsewhere, Role::Pst, "oda").await;
        store.put_reminder_settings(&system, &other, b"elsewhere").await.unwrap();
        let mine = store.reminder_settings(&system, &world.pst_member).await.unwrap();
        assert_eq!(mine.unwrap(), b"Antarctica/Troll");
        let all = store.reminder_settings_of_all(&system, &world.project, at(20)).await.unwrap();
        assert_eq!(all.len(), 2, "another project's are not among them");
        assert_eq!(all[&world.maintainer_member], b"mine");
        store.end_member(&system, &world.maintainer_member, at(30)).await.unwrap();
        assert_eq!(store.reminder_settings_of_all(&system, &world.project, at(30)).await.unwrap().len(), 1);
        for (path, bytes) in bed.bytes_on_disk().await {
            let found = bytes.windows(16).any(|window| window == b"Antarctica/Troll");
            assert!(!found, "a time zone in {}", path.display());
        }
        // Sealed for its member: in another row it does not open.
        bed.tamper("update reminder_settings set settings = (select settings from reminder_settings order by member limit 1)").await.unwrap();
        let mut refused = 0;
        for member in [&world.pst_member, &world.maintainer_member, &other] {
            refused += usize::from(store.reminder_settings(&system, member).await.is_err());
        }
        assert_eq!(refused, 2);
    }

    async fn a_reminder_is_queued_once_for_ever(bed: &Bed) {
        let world = World::new(bed).await;
        let (store, system) = (&bed.store, bed.store.system("test"));
        let (project, member) = (&world.project, &world.pst_member);
        let queue = async |store: &Store, names: &[&str]| {
            let system = store.system("test");
            store.enqueue_reminder(&system, project, &keys(names), mail(member), at(10)).await.unwrap()
        };
        assert!(queue(store, &["a", "b"]).await);
        assert!(!queue(store, &["a", "b"]).await);
        assert!(!queue(store, &["c", "b"]).await, "one of it was sent, so all of it waits for the next round");
        assert_eq!(store.reminded(&system, &keys(&["a", "b", "c"])).await.unwrap(), [true, true, false]);
        let again = bed.reopen(bed.key).await.unwrap();
        assert!(!queue(&again, &["b", "a"]).await, "after a restart");
        assert!(queue(&again, &["c"]).await);
        let claimed = store.claim_errands(&system, at(10), LEASE, (Claim::All, 100)).await.unwrap();
        assert_eq!(claimed.iter().map(|e| e.recipient.as_str()).collect::<Vec<_>>(), [member.as_str(); 2]);
        assert!(claimed.iter().all(|e| e.owner.is_none() && e.project.as_ref() == Some(project) && e.kind == "reminder"));
        let lines = store.look(&world.pst, at(11)).outgoing(Some(project), 10).await.unwrap();
        assert_eq!(lines.get().len(), 2, "the PST sees that it goes out");
        let others = store.look(&world.stranger, at(11)).outgoing(Some(project), 10).await.unwrap();
        assert_eq!(others.get().len(), 0);
    }

    async fn of_two_nodes_that_remind_at_once_one_does(bed: &Bed) {
        let world = World::new(bed).await;
        let other = bed.reopen(bed.key).await.unwrap();
        for n in 0..10 {
            let names = [format!("x{n}"), format!("y{n}")];
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let node = async |store: &Store| {
                let system = store.system("test");
                let errand = mail(&world.pst_member);
                store.enqueue_reminder(&system, &world.project, &keys(&names), errand, at(10)).await.unwrap()
            };
            let (one, two) = tokio::join!(node(&bed.store), node(&other));
            assert!(one ^ two, "{one} {two}");
        }
        let system = bed.store.system("test");
        let claimed = bed.store.claim_errands(&system, at(10), LEASE, (Claim::All, 100)).await.unwrap();
        assert_eq!(claimed.len(), 10);
    }

    async fn no_key_of_a_reminder_is_in_clear(bed: &Bed) {
        let world = World::new(bed).await;
        let system = bed.store.system("test");
        let names = keys(&["AG-QUOK-KAAA numbat-clock"]);
        bed.store.enqueue_reminder(&system, &world.project, &names, mail(&world.pst_member), at(1)).await.unwrap();
        for (path, bytes) in bed.bytes_on_disk().await {
            for word in [&b"AG-QUOK-KAAA"[..], b"numbat-clock"] {
                assert!(!bytes.windows(word.len()).any(|window| window == word), "{}", path.display());
            }
        }
    }

    async fn a_calendar_has_one_address_until_it_is_revoked(bed: &Bed) {
        let world = World::new(bed).await;
        let (store, system) = (&bed.store, bed.store.system("test"));
        let viewer = async |token: &str, second| store.viewer(Credential::Calendar(token), at(second)).await.unwrap();
        let owner = (&world.project, &world.pst_member);
        assert_eq!(store.calendar_made(&system, &world.pst_member).await.unwrap(), None);
        store.put_calendar(&system, owner, "quoll-address", at(1)).await.unwrap();
        store.put_calendar(&system, (&world.project, &world.maintainer_member), "other", at(1)).await.unwrap();
        let reads = viewer("quoll-address", 2).await.unwrap();
        assert_eq!(reads.member_in(&world.project), Some((world.pst_member.clone(), Role::Pst)));
        store.put_calendar(&system, owner, "second", at(5)).await.unwrap();
        assert!(viewer("quoll-address", 6).await.is_none() && viewer("second", 6).await.is_some());
        assert_eq!(store.calendar_made(&system, &world.pst_member).await.unwrap(), Some(at(5)));
        store.drop_calendar(&system, &world.pst_member).await.unwrap();
        assert!(viewer("second", 7).await.is_none() && viewer("never was", 7).await.is_none());
        assert!(viewer("other", 7).await.is_some());
        store.end_member(&system, &world.maintainer_member, at(8)).await.unwrap();
        assert!(viewer("other", 8).await.is_none(), "its member has left");
        for (path, bytes) in bed.bytes_on_disk().await {
            assert!(!bytes.windows(13).any(|window| window == b"quoll-address"), "{}", path.display());
        }
    }

    async fn a_calendars_address_reads_and_does_nothing(bed: &Bed) {
        let world = World::new(bed).await;
        let (store, system) = (&bed.store, bed.store.system("test"));
        let case = world.case(bed, "mine").await;
        store.put_calendar(&system, (&world.project, &world.pst_member), "address", at(1)).await.unwrap();
        let reads = store.viewer(Credential::Calendar("address"), at(2)).await.unwrap().unwrap();
        let row = store.look(&reads, at(2)).row::<Case>(&case).await.unwrap().unwrap();
        assert_eq!(row.get().state.title, "mine");
        assert!(row.get().actor.member().is_none() && row.get().actor.role.is_none(), "it acts as nobody");
        for credential in [Credential::Session("address"), Credential::ApiToken("address")] {
            assert!(store.viewer(credential, at(2)).await.unwrap().is_none());
        }
        store.drop_calendar(&system, &world.pst_member).await.unwrap();
        assert!(store.look(&world.stranger, at(2)).row::<Case>(&case).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_opaque_id_is_the_same_for_the_same_parts_alone() {
    let bed = Bed::sqlite().await;
    let one = bed.store.opaque_id("calendar entry", &[b"ab", b"c"]);
    assert_eq!(one, bed.store.opaque_id("calendar entry", &[b"ab", b"c"]));
    assert_eq!(
        one,
        bed.reopen(bed.key)
            .await
            .unwrap()
            .opaque_id("calendar entry", &[b"ab", b"c"])
    );
    assert_ne!(one, bed.store.opaque_id("calendar entry", &[b"a", b"bc"]));
    assert_ne!(one, bed.store.opaque_id("other", &[b"ab", b"c"]));
    let other = Bed::sqlite().await;
    assert_ne!(
        one,
        other.store.opaque_id("calendar entry", &[b"ab", b"c"]),
        "another instance, another key"
    );
}
