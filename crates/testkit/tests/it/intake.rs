//! Intake: durable, once, and whatever the bytes are.

use ambergate_coordinator::intake::{Credit, FormFile, FormReport};
use ambergate_process::report::Via;
use ambergate_testkit::{SETTINGS_CONTACT, World, on_both};
use bytes::Bytes;

fn form(token: &str) -> FormReport {
    FormReport {
        token: token.repeat(26),
        title: "A cache keeps too much".to_owned(),
        what: "It never forgets.".to_owned(),
        secret: "a long enough secret".to_owned(),
        credit: Credit::ByName,
        credit_name: "Quinn".to_owned(),
        files: vec![FormFile {
            name: "poc.sh".to_owned(),
            media_type: "text/x-sh".to_owned(),
            bytes: Bytes::from("#!/bin/sh\n"),
        }],
        ..FormReport::default()
    }
}

on_both! {
async fn the_same_delivery_twice_is_one_report(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let body = "From: a@example.org\r\nSubject: x\r\n\r\nhello\r\n";
    let one = c.take_mail("a@example.org", SETTINGS_CONTACT, body.into()).await.unwrap();
    let traced = format!("Return-Path: <a@example.org>\r\nReceived: from b by c\r\n\tfor d\r\n{body}");
    let two = c.take_mail("a@example.org", SETTINGS_CONTACT, traced.into()).await.unwrap();
    assert_eq!(one, two);
    let other = c.take_mail("a@example.org", SETTINGS_CONTACT, body.replace("hello", "other").into()).await.unwrap();
    assert_ne!(one, other, "the same Message-ID or subject never suppresses a report");
    world.run_jobs().await;
    world.mails();
    assert_eq!(c.inbox(world.viewer("robin"), "coredns", 0).await.unwrap().get().reports.len(), 2);
}

async fn a_report_by_form_is_read_back_with_its_secret(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let receipt = c.take_form("coredns", form("a"), Via::Form).await.unwrap();
    assert_eq!(receipt, c.take_form("coredns", form("a"), Via::Form).await.unwrap(), "the token makes it one");
    world.run_jobs().await;
    world.mails();
    assert!(c.reporter_sign_in(receipt.report.as_str(), "a wrong secret here").await.unwrap().is_none());
    assert!(c.reporter_sign_in("R-0000-0000", "a long enough secret").await.unwrap().is_none());
    let session = c.reporter_sign_in(&receipt.report.as_str().to_lowercase(), "a long enough secret").await.unwrap().unwrap();
    let viewer = c.viewer(ambergate_coordinator::Credential::Session(&session.token)).await.unwrap().unwrap();
    let status = c.status(&viewer).await.unwrap();
    assert_eq!(status.get().standing, "Received");
    assert!(status.get().answers[0].text.contains("It never forgets."));
    assert_eq!(status.get().answers[0].files[0].name, "poc.sh");
    // A case changes nothing that the reporter sees.
    let case = c.open_case(world.viewer("robin"), &receipt.report, "cache").await.unwrap();
    assert_eq!(c.status(&viewer).await.unwrap().get().standing, "Received");
    assert!(c.case(&viewer, "coredns", case.as_str()).await.is_err());
    c.reporter_writes(&viewer, "One thing more.", vec![]).await.unwrap();
    world.run_jobs().await;
    world.mails();
    let seen = c.case(world.viewer("kim"), "coredns", case.as_str()).await.unwrap();
    let texts: Vec<_> = seen.get().timeline.iter().filter_map(|i| match i {
        ambergate_coordinator::views::TimelineItem::Message(l) => Some(l.text.clone()),
        _ => None,
    }).collect();
    assert!(texts.iter().any(|t| t.contains("One thing more.")) && texts.iter().any(|t| t.contains("never forgets")));
}

async fn a_form_says_what_is_missing(bed: &Bed) {
    let world = World::on(bed).await;
    let bad = FormReport { title: String::new(), secret: "short".to_owned(), public_url: "not a url".to_owned(), ..form("b") };
    let error = world.coordinator.take_form("coredns", bad, Via::Form).await.unwrap_err();
    let ambergate_coordinator::Error::Invalid(faults) = error else { panic!("{error}") };
    let fields: Vec<&str> = faults.iter().map(|f| f.field).collect();
    assert_eq!(fields, ["title", "secret", "public_url"]);
    assert!(world.coordinator.take_form("other", form("c"), Via::Form).await.is_err());
}

async fn whatever_the_bytes_are_they_are_kept_and_shown(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let many_headers: String = (0..100_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let nested: String = (0..5_000).map(|n| format!("--b{n}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", n + 1)).collect();
    let bad: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"no headers at all".to_vec(),
        b"Subject: no from\r\n\r\ntext\r\n".to_vec(),
        b"From: a@b.example\r\nContent-Type: text/plain; charset=martian\r\n\r\n\xff\xfe\x00\x01\r\n".to_vec(),
        b"From: a@b.example\r\nSubject: nul\0nul\r\n\r\nnul\0nul\r\n".to_vec(),
        format!("From: a@b.example\r\n{many_headers}\r\ntext\r\n").into_bytes(),
        format!("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n{nested}").into_bytes(),
    ];
    let mut raws = Vec::new();
    for raw in &bad {
        raws.push(c.take_mail("", SETTINGS_CONTACT, Bytes::from(raw.clone())).await.unwrap().report);
    }
    world.run_jobs().await;
    world.mails();
    let robin = world.viewer("robin");
    for (raw, report) in bad.iter().zip(&raws) {
        let view = c.report(robin, "coredns", report.as_str()).await.unwrap();
        let (id, size) = view.get().raw[0].clone();
        assert_eq!(size, raw.len() as u64);
        assert_eq!(c.raw_message(robin, &id).await.unwrap().get(), raw, "the raw message, to the byte");
        assert!(view.get().state.unreadable.is_some() || !view.get().letters.is_empty());
    }
    let unread = c.inbox(robin, "coredns", 3).await.unwrap();
    assert!(unread.get().reports.len() >= 4, "{}", unread.get().reports.len());
}

async fn a_guessed_reply_address_is_taken_like_a_real_one(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let guess = "reply+0123456789abcdefghjkmnpqrs@coredns.example.org";
    assert!(c.accepts(guess) && c.accepts("reply+x@coredns.example.org") && c.accepts(SETTINGS_CONTACT));
    assert!(!c.accepts("robin@coredns.example.org") && !c.accepts("security@elsewhere.example.org"));
    c.take_mail("a@example.org", guess, "From: a@example.org\r\nSubject: x\r\n\r\nhello\r\n".into()).await.unwrap();
    world.run_jobs().await;
    world.mails();
    assert_eq!(c.inbox(world.viewer("robin"), "coredns", 0).await.unwrap().get().reports.len(), 1, "nothing is lost");
}
}
