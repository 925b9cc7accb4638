//! Laws on a case, through the use cases: roles per product, what is filed with authorities, a CVE id that is public while
//! its record is not.

use ambergate_coordinator::coordinate::FactChange;
use ambergate_coordinator::views::Urgency;
use ambergate_process::case::inputs::StatedFact;
use ambergate_process::cra::LegalRole;
use ambergate_process::facts::FactKind;
use ambergate_process::ids::CaseId;
use ambergate_process::planner::State;
use ambergate_process::policy::Anchor;
use ambergate_testkit::{World, on_both};
use jiff::SignedDuration;

fn report(n: u8) -> String {
    format!(
        "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: lease number used as TTL\n\
         Message-ID: <legal{n}@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nA lease {n}.\n"
    )
}

async fn opened(world: &World<'_>, n: u8) -> CaseId {
    let report = world.report_by_mail(&report(n)).await;
    let case = world
        .coordinator
        .open_case(world.viewer("robin"), &report, "etcd TTL")
        .await
        .unwrap();
    world
        .coordinator
        .take_lead(world.viewer("robin"), &case, None)
        .await
        .unwrap();
    case
}

fn fact(kind: FactKind, text: &str) -> FactChange {
    FactChange {
        kind,
        was: None,
        text: text.to_owned(),
    }
}

mod roles {
    use super::*;

    on_both! {
    async fn a_case_takes_the_role_of_its_product(bed: &Bed) {
        let world = World::on(bed).await;
        let c = &world.coordinator;
        let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));
        let project = c.project("coredns").unwrap().id;

        // Before anybody has said anything, a case has no role.
        let first = opened(&world, 1).await;
        let seen = c.case(robin, "coredns", first.as_str()).await.unwrap();
        assert!(seen.get().policy.legal.is_none());
        assert!(c.take_role(robin, &first).await.unwrap_err().to_string().contains("Products"));

        // With who and why, by the PST alone.
        assert!(c.state_role(jules, &project, "", "steward", "Opinion.").await.is_err(), "the PST states it");
        assert!(c.state_role(kim, &project, "", "steward", " ").await.is_err(), "a reason is needed");
        assert!(c.state_role(kim, &project, "", "king", "Opinion.").await.is_err());
        c.state_role(kim, &project, "", "steward", "Opinion of counsel.").await.unwrap();
        c.state_role(kim, &project, "Appliance", "manufacturer", "Sold with support.").await.unwrap();
        let products = c.products(jules, "coredns").await.unwrap();
        let lines: Vec<_> = products.get().products.iter().map(|one| (one.product.as_deref(), one.role, one.by.as_str())).collect();
        assert_eq!(lines, [(None, LegalRole::Steward, "Kim Solberg"), (Some("Appliance"), LegalRole::Manufacturer, "Kim Solberg")]);
        assert!(!products.get().may_state);
        assert!(c.products(robin, "elsewhere").await.is_err());

        // A case that is opened takes the project's; its clocks sleep, and it says until when.
        let case = opened(&world, 2).await;
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        let legal = seen.get().policy.legal.clone().unwrap();
        assert_eq!((legal.role, legal.taken, legal.product), (LegalRole::Steward, true, None));
        assert_eq!(legal.dormant.unwrap().to_string(), "2027-12-11");
        assert!(seen.get().policy.pins.iter().any(|pin| pin.id == "cra-stewards"));
        let asleep = seen.get().clocks.iter().filter(|line| line.milestone.profile == "cra-stewards");
        assert!(asleep.clone().count() == 6 && asleep.clone().all(|line| line.milestone.state == State::NotApplicable));

        // Once the component is known, another role may bind. Who of the PST says so takes it over with it; what the Fix Team
        // says is shown, and taken over by one act of the PST.
        let other = opened(&world, 3).await;
        c.set_facts(robin, &other, vec![fact(FactKind::Component, "appliance")]).await.unwrap();
        let seen = c.case(robin, "coredns", other.as_str()).await.unwrap();
        let legal = seen.get().policy.legal.clone().unwrap();
        assert_eq!((legal.role, legal.taken, legal.counted.as_deref()), (LegalRole::Manufacturer, true, Some("manufacturer")));
        world.deadlines_agree().await;
        c.name_team(robin, &case, vec![world.person("jules").member.clone()], vec![]).await.unwrap();
        let neither = vec![(StatedFact::Role, "neither".to_owned())];
        assert!(c.state_facts(jules, &case, neither).await.is_err(), "the role is the PST's to say");
        c.set_facts(jules, &case, vec![fact(FactKind::Component, "appliance")]).await.unwrap();
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        let legal = seen.get().policy.legal.clone().unwrap();
        assert_eq!((legal.role, legal.taken, legal.counted.as_deref()), (LegalRole::Manufacturer, false, Some("steward")));
        assert!(c.take_role(jules, &case).await.is_err());
        c.take_role(kim, &case).await.unwrap();
        world.deadlines_agree().await;
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        let pins: Vec<&str> = seen.get().policy.pins.iter().map(|pin| pin.id.as_str()).collect();
        assert_eq!(pins, ["coredns", "cra"]);
        assert!(seen.get().policy.legal.as_ref().unwrap().taken);

        // Neither: no rules of the act.
        c.state_role(robin, &project, "APPLIANCE", "neither", "No longer sold.").await.unwrap();
        c.take_role(robin, &case).await.unwrap();
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        assert_eq!(seen.get().policy.pins.len(), 1);
        world.run_jobs().await;
        world.mails();
        assert!(c.verify().await.unwrap().problems.is_empty());
    }
    }
}

mod alarm {
    use super::*;

    on_both! {
    async fn an_id_that_is_public_without_a_record_raises_the_alarm(bed: &Bed) {
        let world = World::on(bed).await;
        let c = &world.coordinator;
        let robin = world.viewer("robin");
        let case = opened(&world, 1).await;
        world.run_jobs().await;
        world.mails();
        c.set_facts(robin, &case, vec![fact(FactKind::CveId, "CVE-2025-58063")]).await.unwrap();
        let lines = |urgency: Option<Urgency>| {
            let world = &world;
            async move {
                let today = world.coordinator.today(world.viewer("robin"), "coredns").await.unwrap();
                let of = today.get().lines.iter().filter(|line| urgency.is_none_or(|urgency| line.urgency == urgency));
                of.filter(|line| line.act.contains("CVE record")).map(|line| (line.due, line.paragraph.clone())).collect::<Vec<_>>()
            }
        };
        assert!(lines(None).await.is_empty(), "reserved, and nobody has named it");

        // Somebody named it in a commit six hours ago: the clocks run from then.
        world.advance(SignedDuration::from_hours(6));
        let mentioned = world.now() - SignedDuration::from_hours(6);
        let typed = ambergate_process::facts::minute(mentioned);
        c.reach_milestone(robin, &case, Anchor::CveIdPublic, &typed, "The changelog of 1.12.4: https://example.org/changes").await.unwrap();
        world.deadlines_agree().await;
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        assert!(seen.get().policy.pins.iter().any(|pin| pin.id == "cna"), "bound by itself");
        let mention = ambergate_process::facts::instant(&typed).unwrap();
        let plan = c.plan(robin, "coredns", case.as_str(), None).await.unwrap();
        let record = plan.get().plan.milestone_of("cna", "cve_record").unwrap();
        assert_eq!((record.due, record.state), (Some(mention + SignedDuration::from_hours(72)), State::Open));
        let soon = lines(None).await;
        assert_eq!(soon.len(), 2, "24 hours that should be, 72 that must");
        assert_eq!(soon[0], (Some(mention + SignedDuration::from_hours(24)), Some("cna-4-5-1-3".to_owned())));

        // Nothing was done for three days: late, and people are reminded.
        world.run_jobs().await;
        world.mails();
        world.advance(SignedDuration::from_hours(70));
        let late = lines(Some(Urgency::Late)).await;
        assert_eq!(late.len(), 2);
        assert_eq!(late[1].1.as_deref(), Some("cna-4-5-1-4"));
        world.run_jobs().await;
        assert!(!world.mails().is_empty(), "the PST hears of it");

        // The record is there: the alarm is off. Whoever takes the rules off is not overruled.
        c.reach_milestone(robin, &case, Anchor::CvePublished, "", "https://example.org/CVE-2025-58063").await.unwrap();
        assert!(lines(None).await.is_empty());
        c.unbind_profile(robin, &case, "cna", "Our CNA counts itself.").await.unwrap();
        c.note_attack(robin, &case, "", "Logs.").await.unwrap();
        let seen = c.case(robin, "coredns", case.as_str()).await.unwrap();
        assert_eq!(seen.get().policy.pins.len(), 1);
        world.run_jobs().await;
        world.mails();
        assert!(c.verify().await.unwrap().problems.is_empty());
    }
    }
}

mod forms {
    use super::*;
    use ambergate_process::case::inputs::Awareness;

    on_both! {
    async fn the_pst_alone_sees_what_authorities_are_told(bed: &Bed) {
        let world = World::on(bed).await;
        let c = &world.coordinator;
        let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));
        world.advance(SignedDuration::from_hours(24 * 400));
        let project = c.project("coredns").unwrap().id;
        c.state_role(kim, &project, "", "manufacturer", "Sold with support.").await.unwrap();
        let case = opened(&world, 1).await;
        let component = fact(FactKind::Component, "plugin/etcd");
        let mitigation = fact(FactKind::Mitigation, "Switch the plugin off.");
        c.set_facts(robin, &case, vec![component, mitigation]).await.unwrap();
        c.name_team(robin, &case, vec![world.person("jules").member.clone()], vec![]).await.unwrap();
        c.record_awareness(kim, &case, Awareness::Exploited, "", "A call from a site.").await.unwrap();
        let aware = world.now();

        // The Fix Team sees the case and not the forms; others see neither, and a case is of one project.
        assert!(c.case(jules, "coredns", case.as_str()).await.is_ok());
        assert!(c.authority(jules, "coredns", case.as_str()).await.is_err());
        assert!(c.authority(robin, "elsewhere", case.as_str()).await.is_err());

        let seen = c.authority(robin, "coredns", case.as_str()).await.unwrap();
        let view = seen.get();
        assert_eq!(view.filing.aware, Some(("Kim Solberg".to_owned(), aware)));
        assert_eq!(view.filing.forms[0].due(), Some(aware + SignedDuration::from_hours(24)));
        assert_eq!(view.filing.forms[1].due(), Some(aware + SignedDuration::from_hours(72)));
        assert!(view.legal.as_ref().unwrap().taken);
        let text = view.text();
        assert!(text.contains("plugin/etcd") && text.contains("Switch the plugin off.") && text.contains("Kim Solberg"), "{text}");
        assert!(!text.contains("Quinn") && !text.contains("A call from a site"), "{text}");

        c.reach_milestone(kim, &case, Anchor::AuthorityEarlyWarning, "", "Receipt 4711.").await.unwrap();
        let seen = c.authority(robin, "coredns", case.as_str()).await.unwrap();
        let sent = seen.get().filing.forms[0].sent.clone().unwrap();
        assert_eq!((sent.note.as_str(), sent.by.as_str()), ("Receipt 4711.", "Kim Solberg"));
        world.run_jobs().await;
        world.mails();
        assert!(c.verify().await.unwrap().problems.is_empty());
    }
    }
}
