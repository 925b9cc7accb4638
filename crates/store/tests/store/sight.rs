//! Who sees what. Absent and forbidden are one answer.

use crate::support::*;
use ambergate_process::access::Who;
use ambergate_store::on_both;

/// What a viewer gets of a case through every door, as text.
async fn answers(
    bed: &Bed,
    viewer: &Viewer,
    case: &CaseId,
    report: &ReportId,
    entry: &str,
    mail: &InboundId,
) -> Vec<String> {
    let look = bed.store.look(viewer, at(50));
    let show = |what: &str, there: bool| format!("{what}: {}", if there { "there" } else { "absent" });
    let act = bed
        .store
        .act(viewer, case, at(50), |_: &Case, _| {
            Err::<Deed<Case>, _>(No("reached decide"))
        })
        .await;
    let act_report = bed
        .store
        .act(viewer, report, at(50), |_: &Report, _| {
            Err::<Deed<Report>, _>(No("reached decide"))
        })
        .await;
    let two = bed
        .store
        .act_two(
            viewer,
            report,
            Target::Existing(case),
            at(50),
            |_: &Report, _, _: &Case, _| Err::<(Deed<Report>, Deed<Case>), _>(No("reached decide")),
        )
        .await;
    vec![
        show("case", look.row::<Case>(case).await.unwrap().is_some()),
        show("report", look.row::<Report>(report).await.unwrap().is_some()),
        show("entries of case", look.entries::<Case>(case).await.unwrap().is_some()),
        show(
            "entries of report",
            look.entries::<Report>(report).await.unwrap().is_some(),
        ),
        show("file", look.entry_blob(entry, 0).await.unwrap().is_some()),
        show("events", look.events::<Case>(case).await.unwrap().is_some()),
        show(
            "outsiders",
            look.outsiders::<Case>(case)
                .await
                .unwrap()
                .is_some_and(|seen| !seen.get().is_empty()),
        ),
        show("raw mails", look.raw_mails::<Report>(report).await.unwrap().is_some()),
        show("raw mail", look.raw_mail(mail).await.unwrap().is_some()),
        format!(
            "act: {}",
            act.map(|()| "done".to_owned()).unwrap_or_else(|e| e.to_string())
        ),
        format!(
            "act on report: {}",
            act_report.map(|()| "done".to_owned()).unwrap_or_else(|e| e.to_string())
        ),
        format!(
            "act on both: {}",
            two.map(|()| "done".to_owned()).unwrap_or_else(|e| e.to_string())
        ),
    ]
}

/// A case that came of a report with a raw mail, with a file in the disclosure thread.
async fn full_case(bed: &Bed, world: &World) -> (CaseId, ReportId, OutsiderId, String, InboundId) {
    let (report, outsider) = world.report(bed, "a report").await;
    let new = NewInbound {
        project: world.project.clone(),
        source: "lmtp",
        envelope_from: "r@example.org".into(),
        recipient: "s@example.org".into(),
        delivery_parts: &[b"bytes"],
        raw: "raw".into(),
        meta: vec![],
        report: report.clone(),
    };
    let taken = bed.store.take_in(new, at(1)).await.unwrap();
    let file = NewBlob {
        id: BlobId::mint(&world.rng),
        name: "poc.sh".into(),
        media_type: "text/x-sh".into(),
        bytes: "#!".into(),
    };
    let message = MessageId::mint(&world.rng).to_string();
    let case = CaseId::mint(&world.rng);
    bed.store
        .act_two(
            &world.pst,
            &report,
            Target::New(&case),
            at(2),
            |_: &Report, _, _: &Case, _| {
                let mut entry = entry(&message, Audiences::DISCLOSURE, Some(&outsider), b"words");
                entry.blobs.push(file.clone());
                let report = Deed::new(vec![ReportEvent::Joined(case.clone())], None, ()).settles(taken.id.clone());
                Ok::<_, No>((report, opened("secret")?.entry(entry)))
            },
        )
        .await
        .unwrap();
    (case, report, outsider, message, taken.id)
}

on_both! {
    async fn absent_and_forbidden_are_one_answer(bed: &Bed) {
        let world = World::new(bed).await;
        let (case, report, _, message, mail) = full_case(bed, &world).await;
        let (_, other) = world.report(bed, "somebody else's").await;
        let other_reporter = world.outsider(bed, &other).await;
        let nothing: InboundId = BlobId::mint(&world.rng).to_string().parse().unwrap();
        for viewer in [&world.public, &world.stranger, &world.maintainer, &other_reporter] {
            let forbidden = answers(bed, viewer, &case, &report, &message, &mail).await;
            let absent = answers(bed, viewer, &CaseId::mint(&world.rng), &ReportId::mint(&world.rng), "nothing", &nothing).await;
            assert_eq!(forbidden, absent, "{viewer:?}");
            assert!(forbidden.iter().all(|line| line.contains("absent") || line.contains("nothing here")), "{forbidden:?}");
        }
        let full = answers(bed, &world.pst, &case, &report, &message, &mail).await;
        assert!(full.iter().all(|line| line.contains("there") || line.contains("reached decide")), "{full:?}");
    }

    async fn a_grant_shows_the_case_and_only_the_team_s_threads(bed: &Bed) {
        let world = World::new(bed).await;
        let (case, report, outsider, message, mail) = full_case(bed, &world).await;
        let secret = MessageId::mint(&world.rng).to_string();
        bed.store.act(&world.pst, &case, at(3), |_: &Case, _| {
            let events = vec![CaseEvent::Granted(world.maintainer_member.clone())];
            let pst_only = entry(&secret, Audiences::PST, None, b"for the PST");
            let reporter = entry(&format!("{secret}r"), Audiences::REPORTER, Some(&outsider), b"to the reporter");
            Ok::<_, No>(Deed::new(events, None, ()).entry(pst_only).entry(reporter))
        }).await.unwrap();
        let seen = answers(bed, &world.maintainer, &case, &report, &message, &mail).await;
        let there: Vec<_> = seen.iter().filter(|line| line.ends_with("there") || line.contains("reached")).cloned().collect();
        assert_eq!(there, ["case: there", "entries of case: there", "file: there", "act: reached decide"]);
        let look = bed.store.look(&world.maintainer, at(50));
        let bodies = |seen: &Seen<Vec<Entry>>| seen.get().iter().map(|e| String::from_utf8(e.body.clone()).unwrap()).collect::<Vec<_>>();
        assert_eq!(bodies(&look.entries::<Case>(&case).await.unwrap().unwrap()), ["words"]);
        let row = look.row::<Case>(&case).await.unwrap().unwrap();
        assert_eq!((row.get().actor.role, row.get().actor.fix_team), (Some(Role::Maintainer), true));
        let all = bed.store.look(&world.pst, at(50)).entries::<Case>(&case).await.unwrap().unwrap();
        assert_eq!(bodies(&all), ["a report", "words", "for the PST", "to the reporter"]);

        bed.store.act(&world.pst, &case, at(4), |_: &Case, _| {
            Ok::<_, No>(Deed::new(vec![CaseEvent::Revoked(world.maintainer_member.clone())], None, ()))
        }).await.unwrap();
        assert!(look.row::<Case>(&case).await.unwrap().is_none(), "a grant that was taken back shows nothing");
    }

    async fn a_reporter_sees_its_report_its_case_and_its_own_thread(bed: &Bed) {
        let world = World::new(bed).await;
        let (case, report, outsider, message, mail) = full_case(bed, &world).await;
        // A second reporter joins the same case: neither sees the other's thread.
        let (second, second_outsider) = world.report(bed, "a duplicate").await;
        bed.store.act_two(&world.pst, &second, Target::Existing(&case), at(3), |_: &Report, _, _: &Case, _| {
            let joined = Deed::new(vec![ReportEvent::Joined(case.clone())], None, ());
            let note = entry("note-to-all-of-the-team---", Audiences::TEAM, None, b"team");
            Ok::<_, No>((joined, Deed::new(vec![CaseEvent::Counted], None, ()).entry(note)))
        }).await.unwrap();
        let reporter = world.outsider(bed, &outsider).await;
        assert_eq!(reporter.outsider(), Some((outsider.clone(), report.clone())));
        let seen = answers(bed, &reporter, &case, &report, &message, &mail).await;
        let there: Vec<_> = seen.iter().filter(|line| line.ends_with("there") || line.contains("reached")).cloned().collect();
        assert_eq!(there, [
            "case: there", "report: there", "entries of case: there", "entries of report: there", "file: there",
            "outsiders: there", "act: reached decide", "act on report: reached decide", "act on both: reached decide",
        ]);
        let bodies = |seen: &Seen<Vec<Entry>>| seen.get().iter().map(|e| String::from_utf8(e.body.clone()).unwrap()).collect::<Vec<_>>();
        let look = bed.store.look(&reporter, at(50));
        assert_eq!(bodies(&look.entries::<Case>(&case).await.unwrap().unwrap()), ["a report", "words"]);
        assert_eq!(look.outsiders::<Case>(&case).await.unwrap().unwrap().get().len(), 1);
        assert!(look.row::<Report>(&second).await.unwrap().is_none());
        let other = world.outsider(bed, &second_outsider).await;
        let look = bed.store.look(&other, at(50));
        assert_eq!(bodies(&look.entries::<Case>(&case).await.unwrap().unwrap()), ["a duplicate"]);
        assert!(look.entry_blob(&message, 0).await.unwrap().is_none(), "a file of the other thread");
    }

    async fn sight_ends_with_the_membership_at_once(bed: &Bed) {
        let world = World::new(bed).await;
        let case = world.case(bed, "t").await;
        let store = &bed.store;
        store.end_member(&store.system("test"), &world.pst_member, at(20)).await.unwrap();
        // The viewer was minted before; the predicate is asked again.
        assert!(store.look(&world.pst, at(19)).row::<Case>(&case).await.unwrap().is_some());
        assert!(store.look(&world.pst, at(20)).row::<Case>(&case).await.unwrap().is_none());
        assert!(matches!(store.act(&world.pst, &case, at(21), |_: &Case, _| opened("x")).await, Err(ActError::Absent)));
        let past = store.look(&world.system, at(21)).members(&world.project).await.unwrap();
        assert_eq!(past.get().iter().filter(|p| p.until == Some(at(20))).count(), 1);
        assert!(store.look(&world.pst, at(21)).members(&world.project).await.unwrap().get().is_empty());
        assert_eq!(store.members(&store.system("test"), &world.project, at(21)).await.unwrap().len(), 1);
    }

    async fn lists_are_sorted_filtered_and_paged(bed: &Bed) {
        let world = World::new(bed).await;
        let mut ids = Vec::new();
        for n in 0..30i64 {
            let id = CaseId::mint(&world.rng);
            let due = (n % 3 != 0).then(|| at(1000 - n));
            bed.store.begin(&world.pst, &world.project, &id, at(n), |_: &Case, _| {
                let mut events = vec![
                    CaseEvent::Opened { title: format!("case {n}"), note: String::new() },
                    CaseEvent::Moved { phase: n % 5, severity: n % 4 },
                ];
                if n % 2 == 0 {
                    events.push(CaseEvent::Led(world.pst_member.clone()));
                }
                if n < 7 {
                    events.push(CaseEvent::Granted(world.maintainer_member.clone()));
                }
                Ok::<_, No>(Deed::new(events, due, ()))
            }).await.unwrap();
            ids.push(id);
        }
        let look = bed.store.look(&world.pst, at(50));
        let base = ListQuery { project: world.project.clone(), phases: 0..=4, order: Order::Opened, limit: 100, after: None, lead: None };
        let titles = |seen: &Seen<Vec<Line>>| seen.get().iter().map(|l| l.headline.title.clone()).collect::<Vec<_>>();

        let newest = look.list::<Case>(&base).await.unwrap();
        assert_eq!(titles(&newest), (0..30).rev().map(|n| format!("case {n}")).collect::<Vec<_>>());
        let closed = look.list::<Case>(&ListQuery { phases: 4..=4, ..base.clone() }).await.unwrap();
        assert_eq!(titles(&closed), ["case 29", "case 24", "case 19", "case 14", "case 9", "case 4"]);
        let led = look.list::<Case>(&ListQuery { lead: Some(world.pst_member.clone()), limit: 3, ..base.clone() }).await.unwrap();
        assert_eq!(titles(&led), ["case 28", "case 26", "case 24"]);

        for order in [Order::NextDue, Order::Opened, Order::Severity] {
            let whole = look.list::<Case>(&ListQuery { order, ..base.clone() }).await.unwrap();
            let mut paged = Vec::new();
            let mut after = None;
            loop {
                let page = look.list::<Case>(&ListQuery { order, limit: 7, after, ..base.clone() }).await.unwrap();
                let Some(last) = page.get().last() else { break };
                after = Some(last.cursor().to_string().parse::<Cursor>().unwrap());
                paged.extend(titles(&page));
            }
            assert_eq!(paged, titles(&whole), "{order:?}");
            assert_eq!(paged.len(), 30);
        }
        let by_due = look.list::<Case>(&ListQuery { order: Order::NextDue, ..base.clone() }).await.unwrap();
        let dues: Vec<_> = by_due.get().iter().map(|l| l.next_due.unwrap_or(Instant::MAX)).collect();
        assert!(dues.is_sorted() && dues[0] == at(971) && dues[29] == Instant::MAX);

        // A maintainer's list is their grants; a stranger's and the public's are empty.
        let granted = bed.store.look(&world.maintainer, at(50)).list::<Case>(&ListQuery { limit: 5, ..base.clone() }).await.unwrap();
        assert_eq!(titles(&granted), ["case 6", "case 5", "case 4", "case 3", "case 2"]);
        let after = granted.get().last().map(Line::cursor);
        let rest = bed.store.look(&world.maintainer, at(50)).list::<Case>(&ListQuery { after, ..base.clone() }).await.unwrap();
        assert_eq!(titles(&rest), ["case 1", "case 0"]);
        for viewer in [&world.stranger, &world.public] {
            assert!(bed.store.look(viewer, at(50)).list::<Case>(&base).await.unwrap().get().is_empty());
            assert!(bed.store.look(viewer, at(5000)).due::<Case>(None, 100).await.unwrap().get().is_empty());
            assert!(bed.store.look(viewer, at(50)).lead_counts(&world.project, at(0)).await.unwrap().get().is_empty());
        }
        let counts = look.lead_counts(&world.project, at(10)).await.unwrap();
        assert_eq!(counts.get(), &[(world.pst_member.clone(), 10)]);
        let due = bed.store.look(&world.system, at(980)).due::<Case>(None, 100).await.unwrap();
        assert_eq!(titles(&due), ["case 29", "case 28", "case 26", "case 25", "case 23", "case 22", "case 20"]);
        let first = bed.store.look(&world.system, at(980)).due::<Case>(Some(&world.elsewhere), 100).await.unwrap();
        assert!(first.get().is_empty());
    }

    async fn the_actor_is_built_from_the_row(bed: &Bed) {
        let world = World::new(bed).await;
        let id = CaseId::mint(&world.rng);
        let who = |viewer: Viewer, project: ProjectId| {
            let (store, id) = (bed.store.clone(), id.clone());
            async move { store.begin(&viewer, &project, &id, at(1), |_: &Case, actor| Ok::<_, No>(Deed::nothing(actor.clone()))).await.unwrap() }
        };
        assert_eq!(who(world.public.clone(), world.project.clone()).await.who, Who::Anyone);
        assert_eq!(who(world.system.clone(), world.project.clone()).await.who, Who::System("test".into()));
        assert_eq!(who(world.stranger.clone(), world.project.clone()).await.who, Who::Anyone, "a member of another project only");
        let pst = who(world.pst.clone(), world.project.clone()).await;
        assert_eq!((pst.who, pst.role), (Who::Member(world.pst_member.clone()), Some(Role::Pst)));
    }
}
