//! The plan of a case through the use cases: it is the agenda, for who may see the case, and imagining writes nothing.

use ambergate_coordinator::coordinate::FactChange;
use ambergate_coordinator::views::{Party, RefusedLine, WhatIf};
use ambergate_process::facts::FactKind;
use ambergate_process::planner::State;
use ambergate_process::policy::Anchor;
use ambergate_process::vultron::{Consent, Duty, Em, Which};
use ambergate_testkit::{World, on_both};
use jiff::SignedDuration;

const REPORT: &str = "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: lease number used as TTL\n\
Message-ID: <plan@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nA lease becomes a TTL of years.\n";

on_both! {
async fn the_plan_of_a_case_is_its_agenda_and_imagining_writes_nothing(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    c.take_lead(robin, &case, None).await.unwrap();
    world.advance(SignedDuration::from_hours(30));

    // The same plan as everywhere else, for each of the PST; a maintainer who is not named finds nothing.
    let seen = c.plan(kim, "coredns", case.as_str(), None).await.unwrap();
    assert_eq!(seen.get().plan, world.agenda(&case).await);
    assert!(seen.get().what_if.is_none());
    let late = |clock: &str| seen.get().plan.milestone(clock).unwrap().state;
    assert_eq!(late("fix_team_named"), State::Overdue);
    assert!(c.plan(jules, "coredns", case.as_str(), None).await.is_err(), "absent without a grant");
    assert!(c.plan(robin, "elsewhere", case.as_str(), None).await.is_err(), "absent in another project");

    // What is agreed on is shown, and the named maintainer sees the same.
    let window = FactChange {
        kind: FactKind::ReleaseWindow,
        was: Some(String::new()),
        text: "2025-09-20 13:00 to 2025-09-20 16:00".to_owned(),
    };
    c.set_facts(robin, &case, vec![window]).await.unwrap();
    let team = vec![world.person("jules").member.clone()];
    c.name_team(robin, &case, team, vec![]).await.unwrap();
    let seen = c.plan(jules, "coredns", case.as_str(), None).await.unwrap();
    let planned = seen.get().planned.get(&Anchor::Released).copied();
    assert_eq!(planned, Some("2025-09-20T13:00:00Z".parse().unwrap()));

    // Imagined: a late release, and that it gets out. The row and the log stay as they were.
    let log = c.log(robin, "coredns", case.as_str()).await.unwrap().get().lines.len();
    let asked = WhatIf::read("2025-09-30 13:00", "2025-09-06 09:00", "3.9", "").unwrap();
    let seen = c.plan(robin, "coredns", case.as_str(), asked).await.unwrap();
    let imagined = seen.get().what_if.clone().unwrap();
    assert!(imagined.plan.milestone("released").unwrap().asap);
    let release = imagined.differences.iter().find(|one| one.clock == "released").unwrap();
    assert_eq!(release.refs, ["S35"]);
    assert!(release.what.contains("as soon as possible") && release.what.contains("earlier"), "{}", release.what);
    assert!(
        imagined.differences.iter().any(|one| one.what.contains("Below 4.0 the Fix Team may slow down")),
        "S25 is allowed now"
    );
    assert!(imagined.verdicts.iter().any(|one| one.what.ends_with("after it is due")), "{:?}", imagined.verdicts);
    assert_eq!(seen.get().plan, world.agenda(&case).await);
    assert_eq!(c.log(robin, "coredns", case.as_str()).await.unwrap().get().lines.len(), log);
    world.run_jobs().await;
    world.mails();
}

async fn where_a_case_stands_follows_from_what_people_did_and_what_it_does_not_allow_is_refused(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let (robin, kim) = (world.viewer("robin"), world.viewer("kim"));
    let report = world.report_by_mail(REPORT).await;
    let case = c.open_case(robin, &report, "etcd TTL").await.unwrap();
    c.take_lead(robin, &case, None).await.unwrap();
    let course = async || {
        let seen = c.plan(kim, "coredns", case.as_str(), None).await.unwrap();
        seen.get().course.clone().unwrap()
    };
    let stands = course().await;
    assert_eq!(stands.embargo.state, Em::Active);
    let parties: Vec<(Party, &str, Consent)> =
        stands.participants.iter().map(|line| (line.party, line.name.as_str(), line.consent)).collect();
    assert_eq!(parties, [
        (Party::Project, "", Consent::Signatory),
        (Party::Reporter, "Quinn Varga", Consent::Signatory),
    ]);
    assert_eq!(stands.state.to_string(), "Vfdpxa");

    // A later end is asked for; after an attack nobody may ask for one.
    let until = |was: &str, text: &str| vec![FactChange {
        kind: FactKind::EmbargoEnd,
        was: Some(was.to_owned()),
        text: text.to_owned(),
    }];
    c.set_facts(robin, &case, until("", "2025-10-20 14:00")).await.unwrap();
    let stands = course().await;
    assert_eq!((stands.embargo.state, stands.embargo.asked.len()), (Em::Revise, 1));
    world.advance(SignedDuration::from_hours(1));
    c.note_attack(robin, &case, "", "Logs of a member.").await.unwrap();
    let stands = course().await;
    assert_eq!((stands.state.to_string().as_str(), stands.embargo.duty), ("VfdpxA", Some(Duty::Should)));
    let propose = |line: &&RefusedLine| line.machine == Which::Em && line.steps.contains(&"propose");
    let refused = stands.refused.iter().find(propose).unwrap();
    let said = c.set_facts(robin, &case, until("2025-10-20 14:00", "2025-11-20 14:00")).await.unwrap_err().to_string();
    assert!(said.contains(refused.why) && said.contains(refused.way_out), "{said}");
    assert_eq!(course().await.embargo.asked.len(), 1, "nothing was written");
    world.run_jobs().await;
    world.mails();
}
}
