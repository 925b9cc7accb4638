//! What the policy asks, through the use cases: from what a person types to the plan that everybody sees.

use ambergate_coordinator::inputs::{TargetTold, UpstreamTold};
use ambergate_coordinator::policies::Met;
use ambergate_coordinator::views::TimelineItem;
use ambergate_process::access::Audiences;
use ambergate_process::case::inputs::{Awareness, StatedFact};
use ambergate_process::facts;
use ambergate_process::policy::{Anchor, COREDNS, Profile, Span};
use ambergate_testkit::{World, on_both};
use jiff::SignedDuration;

const REPORT: &str = "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: lease number used as TTL\n\
Message-ID: <a@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nA lease becomes a TTL of years.\n";

on_both! {
async fn what_people_state_moves_the_plan(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    c.take_lead(robin, &case, None).await.unwrap();
    c.name_team(robin, &case, vec![world.person("jules").member.clone()], vec![]).await.unwrap();
    world.run_jobs().await;
    world.mails();

    // Asked, and answered by the Fix Team.
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    let asked: Vec<&str> = seen.get().policy.asks.iter().map(|line| line.fact.key()).collect();
    assert_eq!(asked, ["remote", "privilege_escalation"]);
    let answer = |typed: &str| vec![(StatedFact::PrivilegeEscalation, typed.to_owned())];
    assert!(c.state_facts(jules, &case, answer("perhaps")).await.is_err());
    c.state_facts(jules, &case, answer("yes")).await.unwrap();
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().policy.asks[1].answer, "yes");

    // S25, S26: above 4.0 only through the gate, broken by two.
    let vector = ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H".to_owned()];
    c.set_severity(robin, &case, &vector, "Answers stay wrong for years.").await.unwrap();
    let message = c.post_message(kim, &case, Audiences::TEAM, "May we take a week more?", vec![]).await.unwrap();
    let told = |discussion: &str| TargetTold {
        clock: "released".to_owned(),
        to: "2025-10-20 14:00".to_owned(),
        reason: "Two of us are on leave.".to_owned(),
        discussion: discussion.to_owned(),
        ..TargetTold::default()
    };
    let refused = c.move_target(jules, &case, told(message.as_str())).await.unwrap_err().to_string();
    assert!(refused.contains("S25, S26") && refused.contains("break the gate"), "{refused}");
    c.break_gate(robin, &case, "", "slow_down", "We agreed in the call.").await.unwrap();
    assert!(c.break_gate(jules, &case, "", "slow_down", "I agree.").await.is_err(), "the PST breaks it");
    c.break_gate(kim, &case, "", "slow_down", "I agree.").await.unwrap();
    let nowhere = c.move_target(jules, &case, told("00000000000000000000000000")).await.unwrap_err().to_string();
    assert!(nowhere.contains("no such message"), "{nowhere}");
    c.move_target(robin, &case, told(message.as_str())).await.unwrap();
    world.deadlines_agree().await;
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    let line = seen.get().clocks.iter().find(|line| line.milestone.clock == "released").unwrap();
    assert_eq!(line.milestone.due, facts::instant("2025-10-20 14:00"));
    assert!(line.milestone.first_target < line.milestone.due);
    let moved = seen.get().timeline.iter().find_map(|item| match item {
        TimelineItem::Happening(happening) if happening.what.starts_with("moved the target") => Some(happening),
        _ => None,
    });
    assert_eq!(moved.unwrap().paragraph.as_deref(), Some("S25"));

    // S19, and the reporter's date against it.
    let upstream = UpstreamTold { project: "Go".to_owned(), date: "2025-11-01 14:00".to_owned(), ..UpstreamTold::default() };
    assert!(c.set_upstream(jules, &case, upstream.clone()).await.is_err(), "the PST talks to upstream");
    c.set_upstream(kim, &case, upstream).await.unwrap();
    c.set_reporter_date(kim, &case, "2025-10-25 09:00", "By mail.").await.unwrap();
    world.deadlines_agree().await;
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().policy.conflicts.len(), 1);
    assert!(seen.get().policy.conflicts[0].contains("S19"));

    // The world.
    world.advance(SignedDuration::from_hours(2));
    c.note_attack(kim, &case, "", "Logs of two sites.").await.unwrap();
    c.note_exploit(kim, &case, "https://example.org/poc", "").await.unwrap();
    assert!(c.note_exploit(kim, &case, "https://example.org/poc", "").await.unwrap_err().to_string().contains("happened already"));
    world.deadlines_agree().await;
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    assert!(seen.get().public.is_some() && seen.get().policy.attack.is_some());

    // Rules of others, and their clocks.
    c.bind_profile(kim, &case, "cra").await.unwrap();
    assert!(c.bind_profile(kim, &case, "coredns").await.is_err());
    c.state_facts(kim, &case, vec![(StatedFact::Role, "manufacturer".to_owned())]).await.unwrap();
    c.record_awareness(kim, &case, Awareness::Exploited, "", "A call from a site.").await.unwrap();
    c.reach_milestone(kim, &case, Anchor::AuthorityEarlyWarning, "", "Receipt 4711.").await.unwrap();
    assert!(c.reach_milestone(kim, &case, Anchor::Released, "", "Done.").await.is_err());
    world.deadlines_agree().await;
    let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
    let policy = &seen.get().policy;
    assert_eq!(policy.pins.iter().map(|pin| pin.id.as_str()).collect::<Vec<_>>(), ["coredns", "cra"]);
    assert!(policy.pins.iter().all(|pin| pin.met == Met::AsPinned));
    assert_eq!((policy.recorded.len(), policy.aware.as_ref().unwrap().by.as_str()), (1, "Kim Solberg"));
    assert!(seen.get().clocks.iter().any(|line| line.milestone.profile == "cra"));
    // A wrong record is set right, and its clock with it.
    let warned = || async {
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        let lines = seen.get().clocks.iter();
        let mut of = lines.filter(|line| line.milestone.profile == "cra" && line.milestone.clock == "exploited_early_warning");
        of.next().unwrap().milestone.clone()
    };
    assert!(warned().await.reached.is_some());
    let early = Anchor::AuthorityEarlyWarning;
    assert!(c.correct_record(jules, &case, early, "", "Wrong box.").await.is_err(), "the PST sets it right");
    assert!(c.correct_record(kim, &case, Anchor::Released, "", "Wrong box.").await.is_err());
    c.correct_record(kim, &case, early, "", "Wrong box.").await.unwrap();
    let before = warned().await;
    assert!(before.reached.is_none(), "{before:?}");
    c.correct_record(kim, &case, Anchor::Aware, "2025-09-03 00:30", "The call came earlier.").await.unwrap();
    let after = warned().await;
    assert!(after.due < before.due, "{:?} {:?}", after.due, before.due);
    world.deadlines_agree().await;
    c.unbind_profile(kim, &case, "cra", "We are no manufacturer.").await.unwrap();
    world.deadlines_agree().await;
    world.run_jobs().await;
    world.mails();

    let verified = c.verify().await.unwrap();
    assert!(verified.problems.is_empty());
}

async fn no_deadline_moves_because_a_file_changed(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let robin = world.viewer("robin");
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    world.run_jobs().await;
    world.mails();
    let due = || async {
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        let line = seen.get().clocks.iter().find(|line| line.milestone.clock == "severity_set").cloned();
        (seen.get().policy.pins[0].clone(), line.unwrap().milestone.due)
    };
    let before = due().await;
    let mut changed = Profile::read("coredns.toml", COREDNS).unwrap();
    let clock = changed.clocks.iter_mut().find(|clock| clock.id == "severity_set").unwrap();
    clock.max = Some(Span::Days(30));
    // The same version with other words is refused, and nothing changes.
    let refused = c.configure_profiles(vec![changed.clone()]).await.unwrap_err().to_string();
    assert!(refused.contains("another version"), "{refused}");
    assert_eq!(due().await, before);
    // Another version is taken; the open case keeps its own until somebody moves it.
    changed.version = "2027-01-01".to_owned();
    c.configure_profiles(vec![changed]).await.unwrap();
    let after = due().await;
    assert_eq!(after.1, before.1);
    assert!(after.0.others.contains(&"2027-01-01".to_owned()));
    c.move_profile(robin, &case, "coredns", "2027-01-01", "The policy was changed.").await.unwrap();
    let moved = due().await;
    assert!(moved.1 > before.1 && moved.0.version == "2027-01-01");
    world.deadlines_agree().await;
    // Its file goes; the case keeps what it is pinned to.
    c.configure_profiles(vec![]).await.unwrap();
    assert_eq!(due().await.1, moved.1);
    world.run_jobs().await;
    world.mails();
}
}
