//! A stolen database yields no word.

use crate::support::*;
use ambergate_store::{Claim, on_both};
use std::io::Read;

/// The forms in which a word may hide in a file.
fn forms(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = word.as_bytes();
    let mut forms = vec![
        ("plain", bytes.to_vec()),
        ("utf-16", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (
            "hex",
            bytes.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect(),
        ),
    ];
    // In base64 a word looks different at each of three offsets; the edges depend on the neighbours and are cut off.
    for (offset, name) in ["base64", "base64+1", "base64+2"].into_iter().enumerate() {
        let shifted: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
        let coded = base64(&shifted);
        forms.push((name, coded[4..coded.len() - 4].to_vec()));
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let n = chunk.iter().fold(0u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
            (0..4).map(move |at| LETTERS[(n >> (18 - 6 * at)) as usize & 63])
        })
        .collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Where any of the words is, in any form; gzip members are looked into.
fn findings(files: &[(std::path::PathBuf, Vec<u8>)], words: &[&str]) -> Vec<String> {
    let needles: Vec<_> = words
        .iter()
        .flat_map(|word| forms(word).into_iter().map(move |(form, bytes)| (*word, form, bytes)))
        .collect();
    // Most places are passed over by their first two bytes: the files of a server are large.
    let mut starts = vec![false; 1 << 16];
    for (_, _, bytes) in &needles {
        starts[usize::from(bytes[0]) << 8 | usize::from(bytes[1])] = true;
    }
    let search = |bytes: &[u8], path: &str, found: &mut Vec<String>| {
        for at in 0..bytes.len().saturating_sub(1) {
            if starts[usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1])] {
                let here = needles.iter().filter(|(_, _, needle)| bytes[at..].starts_with(needle));
                found.extend(here.map(|(word, form, _)| format!("{path}: {form} of {word}")));
            }
        }
    };
    let mut found = Vec::new();
    for (path, bytes) in files {
        let path = path.display().to_string();
        search(bytes, &path, &mut found);
        for at in (0..bytes.len().saturating_sub(2)).filter(|at| bytes[*at..].starts_with(&[0x1f, 0x8b, 8])) {
            let mut plain = Vec::new();
            let _ = flate2::read::GzDecoder::new(&bytes[at..])
                .take(1 << 20)
                .read_to_end(&mut plain);
            search(&plain, &format!("{path}: gzip"), &mut found);
        }
    }
    found
}

on_both! {
    async fn no_word_of_any_table_is_on_the_disk(bed: &Bed) {
        const WORDS: [&str; 21] = [
            "quokka-title", "wombat-note", "bandicoot-body", "numbat-file-name", "echidna-file-bytes", "bilby-large-file",
            "dunnart-reporter", "potoroo-address", "quoll-recipient", "cassowary-payload", "brolga-answer", "lyrebird-raw",
            "galah-envelope", "currawong-meta", "kookaburra-setting", "goanna-account", "taipan-mailbox", "boobook-session",
            "jabiru-link-token", "drongo-reply-token", "pademelon-secret",
        ];
        let world = World::new(bed).await;
        let store = &bed.store;
        let system = store.system("test");
        let (report, outsider) = (ReportId::mint(&world.rng), OutsiderId::mint(&world.rng));
        let inbound = store.take_in(NewInbound {
            project: world.project.clone(), source: "lmtp", envelope_from: "galah-envelope".into(), recipient: "galah-envelope".into(),
            delivery_parts: &[b"lyrebird-raw"], raw: "lyrebird-raw ".repeat(100_000).into(), meta: b"currawong-meta".to_vec(), report: report.clone(),
        }, at(1)).await.unwrap();
        let secret = store.hash_secret("pademelon-secret").await.unwrap();
        let new = NewOutsider {
            id: outsider.clone(), report: report.clone(), name: "dunnart-reporter".into(), address: "potoroo-address".into(), secret: Some(secret),
        };
        store.begin(&world.public, &world.project, &report, at(1), |_: &Report, _| {
            let event = ReportEvent::Arrived { title: "quokka-title".into() };
            Ok::<_, No>(Deed::new(vec![event], None, ()).outsider(new.clone()).reply_token("drongo-reply-token", outsider.clone()).settles(inbound.id.clone()))
        }).await.unwrap();
        let files = ["echidna-file-bytes".into(), "bilby-large-file ".repeat(100_000).into()].map(|bytes: bytes::Bytes| NewBlob {
            id: BlobId::mint(&world.rng), name: "numbat-file-name".into(), media_type: "numbat-file-name".into(), bytes,
        });
        let case = CaseId::mint(&world.rng);
        let message = MessageId::mint(&world.rng);
        let errand = NewErrand { kind: "mail", recipient: "quoll-recipient".into(), due: at(2), payload: b"cassowary-payload".to_vec() };
        store.act_two(&world.pst, &report, Target::New(&case), at(2), |_: &Report, _, _: &Case, _| {
            let event = CaseEvent::Opened { title: "quokka-title".into(), note: "wombat-note".into() };
            let mut entry = entry(message.as_str(), Audiences::DISCLOSURE, Some(&outsider), b"bandicoot-body");
            entry.blobs.extend(files.clone());
            let publication = NewPublication { id: PublicationId::mint(&world.rng), kind: "note", slug: "s".into(), body: b"platypus-in-public".to_vec() };
            let deed = Deed::new(vec![event], None, ()).entry(entry).errand(errand.clone()).publication(publication);
            Ok::<_, No>((Deed::new(vec![ReportEvent::Joined(case.clone())], None, ()), deed))
        }).await.unwrap();
        for claimed in store.claim_errands(&system, at(5), jiff::SignedDuration::from_secs(5), (Claim::All, 9)).await.unwrap() {
            store.finish_errand(&system, &claimed.id, Outcome::Failed, "brolga-answer", at(6)).await.unwrap();
        }
        store.put_setting(&system, &world.project, "relay", b"kookaburra-setting").await.unwrap();
        let account = NewAccount { id: AccountId::mint(&world.rng), name: "goanna-account".into(), address: "taipan-mailbox".into() };
        let account = store.create_account(&system, account, at(1)).await.unwrap();
        store.open_session(&system, "boobook-session", &Subject::Account(account.clone()), at(1), at(9)).await.unwrap();
        let link = NewLink { token: "jabiru-link-token".into(), purpose: "sign-in", subject: Subject::Account(account), expires: at(9), browser: Some("jabiru-link-token".into()) };
        store.issue_link(&system, link, at(1)).await.unwrap();

        let on_disk = bed.bytes_on_disk().await;
        if on_disk.is_empty() {
            println!("skipped: the server's files are not here");
            return;
        }
        assert_eq!(findings(&on_disk, &WORDS), Vec::<String>::new());
        assert!(!findings(&on_disk, &["platypus-in-public"]).is_empty(), "the search finds what is public");
    }

    async fn another_key_is_refused(bed: &Bed) {
        let error = bed.reopen([8; 32]).await.unwrap_err();
        assert!(matches!(error, StoreError::WrongInstanceKey));
        assert!(error.to_string().contains("key file"), "{error}");
        bed.reopen(bed.key).await.unwrap();
    }

    async fn a_sealed_row_opens_only_where_it_belongs(bed: &Bed) {
        let world = World::new(bed).await;
        let (a, b) = (world.case(bed, "a").await, world.case(bed, "b").await);
        // Whoever may write to the database swaps two cases, with their keys: neither opens as the other.
        bed.tamper("create table swap as select id, state, headline from cases").await.unwrap();
        bed.tamper("create table swap_keys as select owner, wrapped from keys").await.unwrap();
        bed.tamper("update cases set state = (select s.state from swap s where s.id <> cases.id)").await.unwrap();
        let look = bed.store.look(&world.pst, at(5));
        assert!(matches!(look.row::<Case>(&a).await, Err(StoreError::CannotOpen { table: "cases.state" })));
        bed.tamper("update keys set wrapped = (select s.wrapped from swap_keys s where s.owner <> keys.owner)").await.unwrap();
        for id in [&a, &b] {
            assert!(matches!(look.row::<Case>(id).await, Err(StoreError::CannotOpen { table: "keys.wrapped" })));
        }
    }

    async fn an_erased_key_is_not_on_the_disk(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        let wrapped = bed.wrapped_key("case", case.as_str()).await.unwrap();
        let on_disk = |files: Vec<(std::path::PathBuf, Vec<u8>)>| files.iter().any(|(_, bytes)| holds(bytes, &wrapped));
        bed.store.erase::<Case>(&bed.store.system("test"), &case, at(9)).await.unwrap();
        assert_eq!(bed.wrapped_key("case", case.as_str()).await, None);
        if bed.is_postgres() {
            return; // PostgreSQL lets go of the old row and of its log in its own time; docs/adr/0002 says so.
        }
        assert!(!on_disk(bed.bytes_on_disk().await));
    }
}

#[test]
fn the_search_for_words_can_fail() {
    let mut gzip = Vec::new();
    flate2::read::GzEncoder::new(&b"a quokka-title in gzip"[..], flate2::Compression::fast())
        .read_to_end(&mut gzip)
        .unwrap();
    let base64ed = [b"xx".to_vec(), base64(b"..quokka-title..")].concat();
    for bytes in [
        b"a quokka-title".to_vec(),
        gzip,
        base64ed,
        forms("quokka-title")[1].1.clone(),
    ] {
        assert!(!findings(&[("file".into(), bytes)], &["quokka-title"]).is_empty());
    }
    assert_eq!(
        findings(&[("file".into(), b"nothing".to_vec())], &["quokka-title"]),
        Vec::<String>::new()
    );
}
