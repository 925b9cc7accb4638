//! The demo's case from report to advisory, through the use cases.

use ambergate_coordinator::coordinate::{FactChange, Tell};
use ambergate_coordinator::release::Gate;
use ambergate_formats::published::Publication;
use ambergate_process::access::Audiences;
use ambergate_process::case::{Ending, Phase};
use ambergate_process::facts::FactKind;
use ambergate_process::planner::State;
use ambergate_process::policy::MessageKind;
use ambergate_testkit::{World, on_both};
use jiff::SignedDuration;

const REPORT: &str = "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: lease number used as TTL\n\
Message-ID: <a@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nA lease becomes a TTL of years.\n";

fn facts() -> Vec<FactChange> {
    let all = [
        (FactKind::Component, "plugin/etcd"),
        (
            FactKind::Title,
            "The etcd plugin answers with a lease number as time to live",
        ),
        (
            FactKind::Summary,
            "Records under a lease are answered with a very long time to live.",
        ),
        (FactKind::Weakness, "CWE-681 Incorrect conversion between numeric types"),
        (FactKind::Affected, ">= 1.2.0, < 1.12.4"),
        (FactKind::FixedVersions, "1.12.4"),
        (FactKind::CveId, "CVE-2025-58063"),
        (
            FactKind::Changes,
            "e1768a5d272e9da649dfb8588595e5c6e4e640bf Merge commit from fork",
        ),
        (FactKind::HowToApply, "Upgrade to 1.12.4."),
        (FactKind::Mitigation, "Cap the time to live in resolvers."),
        (FactKind::ReleaseWindow, "2025-09-08 13:00 to 2025-09-08 16:00"),
    ];
    all.into_iter()
        .map(|(kind, text)| FactChange {
            kind,
            was: Some(String::new()),
            text: text.to_owned(),
        })
        .collect()
}

on_both! {
async fn a_report_becomes_an_advisory(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));

    // 1. Intake: the acknowledgement says "received", to the reporter only; the PST gets notices without content.
    let report = world.report_by_mail(REPORT).await;
    let mails = world.mails();
    assert_eq!(mails.len(), 4);
    let ack = mails.iter().find(|m| m.to == "quinn@example.org").unwrap();
    let text = String::from_utf8(ack.message.clone()).unwrap();
    assert!(ack.from.is_none() && text.contains(report.as_str()) && !text.contains("http") && !text.contains("TTL"));
    assert!(mails.iter().all(|m| !String::from_utf8_lossy(&m.message).contains("TTL")), "no word of the report in any mail");
    let inbox = c.inbox(robin, "coredns", 0).await.unwrap();
    assert_eq!(inbox.get().reports[0].title, "lease number used as TTL");
    assert_eq!(inbox.get().reports[0].first_answer.as_ref().unwrap().state, State::Open);
    assert!(c.inbox(jules, "coredns", 0).await.is_err(), "a maintainer does not see the inbox");

    // 2. A case.
    c.note_assumed_arrival(robin, &report, "48 h before the merge").await.unwrap();
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    assert!(c.open_case(robin, &report, "again").await.unwrap_err().to_string().contains("handled already"));
    assert!(c.case(jules, "coredns", case.as_str()).await.is_err(), "absent for a maintainer without a grant");

    world.deadlines_agree().await;
    // 3. Fix Lead, 4. Fix Team.
    c.take_lead(kim, &case, None).await.unwrap();
    assert!(c.take_lead(robin, &case, None).await.unwrap_err().to_string().contains("Kim Solberg already leads"));
    c.hand_over_lead(kim, &case, world.person("robin").member.clone(), "I am away tomorrow.").await.unwrap();
    let team = vec![world.person("jules").member.clone(), world.person("noor").member.clone()];
    c.name_team(robin, &case, team, vec![]).await.unwrap();
    let seen = c.case(jules, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().title, "etcd TTL");
    assert!(seen.get().timeline.is_empty(), "the report's words were for the PST: {}", seen.get().timeline.len());
    c.link_repository(jules, &case, "coredns-fix", "https://forge.example.org/coredns-fix").await.unwrap();
    world.run_jobs().await;
    world.mails();

    // Messages: the set of audiences decides who reads.
    c.post_message(robin, &case, Audiences::PST, "For the PST only.", vec![]).await.unwrap();
    c.post_message(robin, &case, Audiences::DISCLOSURE, "Thank you, we work on it.", vec![]).await.unwrap();
    world.run_jobs().await;
    let mails = world.mails();
    let to_reporter = mails.iter().find(|m| m.to == "quinn@example.org").unwrap();
    assert!(!String::from_utf8_lossy(&to_reporter.message).contains("we work on it"), "no key: a notice without content");
    let seen = c.case(jules, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().timeline.len(), 1);

    // The reporter answers by mail, to the opaque address.
    let reply_to = header(&to_reporter.message, "Reply-To");
    let answer = "From: quinn@example.org\nSubject: Re: x\nMessage-ID: <b@example.org>\n\nTTL 30 works.\n".replace('\n', "\r\n");
    c.take_mail("quinn@example.org", &reply_to, answer.into()).await.unwrap();
    world.run_jobs().await;
    world.mails();
    let seen = c.case(jules, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().timeline.len(), 2, "the answer is in the disclosure thread");

    world.deadlines_agree().await;
    // 5. Severity.
    let vector = ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H".to_owned()];
    c.set_severity(robin, &case, &vector, "Answers stay wrong for years.").await.unwrap();
    assert!(c.set_severity(jules, &case, &vector, "I would say less.").await.unwrap_err().to_string().contains("final say"));
    assert!(c.set_severity(robin, &case, &["CVSS:3.1/AV:X".to_owned()], "x").await.is_err());
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().severity.as_ref().unwrap().tenths, 71);

    world.deadlines_agree().await;
    // 6. Clocks warn and ask a reason.
    world.advance(SignedDuration::from_hours(25));
    c.set_facts(robin, &case, facts()).await.unwrap();
    let today = c.today(robin, "coredns").await.unwrap();
    assert!(today.get().lines.iter().any(|l| l.paragraph.as_deref() == Some("S28")));
    c.decide_distributors(robin, &case, Tell::NotEarly, "Write access to etcd is needed.").await.unwrap();

    // S24: an LGTM by somebody else.
    let commit = "e1768a5d272e9da649dfb8588595e5c6e4e640bf";
    c.record_commit(jules, &case, commit, "fix").await.unwrap();
    assert!(c.lgtm(jules, &case, commit).await.is_err());
    assert!(c.declare_fix_ready(jules, &case).await.is_err());
    c.lgtm(world.viewer("noor"), &case, commit).await.unwrap();
    c.declare_fix_ready(jules, &case).await.unwrap();

    world.deadlines_agree().await;
    // 7. The forthcoming fix: exact bytes, no component.
    let notice = c.draft_announcement(robin, &case, MessageKind::ForthcomingFix).await.unwrap();
    let draft = c.announcement(robin, "coredns", case.as_str(), notice.as_str()).await.unwrap();
    assert!(draft.get().missing.is_empty() && draft.get().leaks.is_empty());
    assert!(!draft.get().body.contains("etcd"));
    let leaky = format!("{}\nIt is in the etcd plugin.", draft.get().body);
    c.redraft(robin, &case, &notice, &draft.get().subject, &leaky).await.unwrap();
    let now = c.announcement(robin, "coredns", case.as_str(), notice.as_str()).await.unwrap();
    let refused = c.approve_announcement(robin, &case, &notice, &now.get().digest).await.unwrap_err();
    assert!(refused.to_string().contains("Component"), "{refused}");
    assert!(c.approve_announcement(robin, &case, &notice, &draft.get().digest).await.is_err(), "other bytes");
    c.draft_anew(robin, &case, &notice).await.unwrap();
    let now = c.announcement(robin, "coredns", case.as_str(), notice.as_str()).await.unwrap();
    assert!(c.approve_announcement(kim, &case, &notice, &now.get().digest).await.is_err(), "S13: the Fix Lead sends");
    c.approve_announcement(robin, &case, &notice, &now.get().digest).await.unwrap();
    world.run_jobs().await;
    let mails = world.mails();
    assert!(mails.iter().any(|m| m.to == "coredns-announce@lists.example.org"));
    let site = world.site.of("coredns").unwrap();
    assert!(matches!(&site.publications[..], [Publication::Announcement(n)] if n.closed.is_none()));
    assert_eq!(c.case(robin, "coredns", case.as_str()).await.unwrap().get().phase, Phase::Announced);

    // Corrected: the window moves.
    let change = FactChange {
        kind: FactKind::ReleaseWindow,
        was: Some("2025-09-08 13:00 to 2025-09-08 16:00".to_owned()),
        text: "2025-09-08 12:00 to 2025-09-08 15:00".to_owned(),
    };
    c.set_facts(robin, &case, vec![change.clone()]).await.unwrap();
    let stale = c.set_facts(kim, &case, vec![FactChange { text: "2025-09-09 12:00 to 2025-09-09 15:00".to_owned(), ..change }]).await;
    assert!(stale.unwrap_err().to_string().contains("was changed meanwhile"));
    c.draft_anew(robin, &case, &notice).await.unwrap();
    let now = c.announcement(robin, "coredns", case.as_str(), notice.as_str()).await.unwrap();
    c.approve_announcement(robin, &case, &notice, &now.get().digest).await.unwrap();

    world.deadlines_agree().await;
    // 8. The gate.
    let last = c.draft_announcement(robin, &case, MessageKind::FinalAnnouncement).await.unwrap();
    let gate = c.gate(robin, "coredns", case.as_str(), last.as_str()).await.unwrap();
    assert_eq!(gate.get().blocked, None);
    let act = Gate {
        announcement: last.clone(),
        announcement_digest: gate.get().announcement.digest.clone(),
        documents_digest: gate.get().documents_digest.clone(),
        prepared_at: gate.get().prepared_at,
    };
    assert!(c.publish(kim, &case, act.clone()).await.is_err(), "not the Fix Lead");
    assert!(c.publish(robin, &case, Gate { documents_digest: "0".repeat(64), ..act.clone() }).await.is_err());
    world.advance(SignedDuration::from_mins(3));
    assert_eq!(c.publish(robin, &case, act.clone()).await.unwrap(), "cve-2025-58063");
    assert!(c.publish(robin, &case, act).await.is_err(), "once");
    world.run_jobs().await;
    let mails = world.mails();
    let sent = mails.iter().rfind(|m| m.to == "coredns-announce@lists.example.org").unwrap();
    assert!(String::from_utf8_lossy(&sent.message).contains("CVE-2025-58063"));
    let site = world.site.of("coredns").unwrap();
    assert_eq!(site.publications.len(), 2);
    assert!(site.publications.iter().any(|p| matches!(p, Publication::Announcement(n) if n.closed.is_some() && n.revision == 4)));
    c.close_case(robin, &case, Ending::Done, "Published.").await.unwrap();
    assert!(c.post_message(robin, &case, Audiences::PST, "x", vec![]).await.unwrap_err().to_string().contains("closed"));

    world.deadlines_agree().await;
    // 9. The log.
    let verified = c.verify().await.unwrap();
    assert!(verified.problems.is_empty(), "{:?}", verified.problems.iter().map(|p| &p.what).collect::<Vec<_>>());
    assert!(verified.events > 25);
    let log = c.log(robin, "coredns", case.as_str()).await.unwrap();
    assert_eq!(log.get().lines.last().unwrap().kind, "case.closed");
}

async fn a_duplicate_keeps_its_own_thread_and_credit(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let robin = world.viewer("robin");
    let first = world.report_by_mail(REPORT).await;
    let second = world.report_by_mail(&REPORT.replace("Quinn Varga <quinn@example.org>", "Imre <imre@example.org>").replace("<a@", "<c@")).await;
    assert_ne!(first, second);
    let case = c.open_case(robin, &first, "etcd TTL").await.unwrap();
    c.attach(robin, &second, &case).await.unwrap();
    assert!(c.attach(robin, &second, &case).await.is_err());
    c.answer(robin, &second, "Thank you, we know of it.").await.unwrap();
    world.run_jobs().await;
    let mails = world.mails();
    assert!(mails.iter().any(|m| m.to == "imre@example.org"));
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().reports.len(), 2);
}

async fn the_system_survives_a_restart_with_work_undone(bed: &Bed) {
    let mut world = World::on(bed).await;
    let raw = REPORT.replace('\n', "\r\n");
    let receipt = world.coordinator.take_mail("quinn@example.org", ambergate_testkit::SETTINGS_CONTACT, raw.into()).await.unwrap();
    world.restart().await;
    world.run_jobs().await;
    assert_eq!(world.mails().len(), 4);
    let inbox = world.coordinator.inbox(world.viewer("kim"), "coredns", 0).await.unwrap();
    assert_eq!(inbox.get().reports[0].id, receipt.report.as_str());
}
}

fn header(raw: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(raw);
    let line = text.lines().find(|l| l.starts_with(name)).unwrap();
    line.split_once(": ")
        .unwrap()
        .1
        .trim_matches(['<', '>', ' '])
        .to_owned()
}
