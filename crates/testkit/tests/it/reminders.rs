//! Reminders as days pass: who hears, when, once; and the calendar of those who subscribe to one.
//!
//! The report of every World arrives on Wednesday 2025-09-03 at 00:13 UTC. By the profile of CoreDNS the first answer is due on
//! Thursday at 00:13 and due soon six hours before; so are Fix Team and repository of a case that is made of it.

use ambergate_coordinator::ports::Envelope;
use ambergate_coordinator::reminders::{ByMail, ReminderChoices};
use ambergate_coordinator::setup::NewPerson;
use ambergate_process::access::Role;
use ambergate_process::ids::CaseId;
use ambergate_process::people::Absence;
use ambergate_testkit::{World, on_both};
use jiff::SignedDuration;

const MARKERS: [&str; 4] = ["quixotic", "marsupial", "zanzibar", "AG-"];
const REPORT: &str = "From: Zanzibar <zanzibar@outside.example>\nSubject: quixotic title\nMessage-ID: <a@outside.example>\n\nmarsupial\n";

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn choices(zone: &str, (from, until): (&str, &str), digest: &str) -> ReminderChoices {
    ReminderChoices {
        by_mail: ByMail::On,
        zone: zone.to_owned(),
        quiet_from: from.to_owned(),
        quiet_until: until.to_owned(),
        digest: digest.to_owned(),
    }
}

fn text(mail: &Envelope) -> String {
    // Lines that quoted-printable broke are whole again.
    String::from_utf8(mail.message.clone()).unwrap().replace("=\r\n", "")
}

/// To whom reminders went since the last look, by first name; no other mail may be among them.
#[track_caller]
fn reminded(world: &World<'_>) -> Vec<String> {
    let mails = world.mails();
    for mail in &mails {
        let text = text(mail);
        assert!(text.contains("Subject: Ambergate: "), "{text}");
        assert!(text.contains("https://psirt.example.org/p/coredns/today"), "{text}");
        for marker in MARKERS {
            assert!(!text.contains(marker), "{marker} in {text}");
        }
    }
    let mut to: Vec<String> = mails
        .iter()
        .map(|m| m.to.split('@').next().unwrap().to_owned())
        .collect();
    to.sort();
    to
}

/// Lets time pass in steps of half an hour with the jobs running, as the program does. Says when which reminders went out,
/// in hours since it began.
async fn live(world: &World<'_>, span: SignedDuration) -> Vec<(f64, Vec<String>)> {
    let began = world.now();
    let mut heard = Vec::new();
    while world.now().duration_since(began) < span {
        world.advance(SignedDuration::from_mins(30));
        world.run_jobs().await;
        let to = reminded(world);
        if !to.is_empty() {
            heard.push((world.now().duration_since(began).as_secs_f64() / 3600.0, to));
        }
    }
    heard
}

/// A report, and the case that Robin made of it; every mail so far looked at.
async fn case(world: &World<'_>) -> CaseId {
    let report = world.report_by_mail(REPORT).await;
    let case = world
        .coordinator
        .open_case(world.viewer("robin"), &report, "quixotic title")
        .await
        .unwrap();
    world.run_jobs().await;
    world.mails();
    case
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

const PST: [&str; 3] = ["kim", "robin", "sasha"];

on_both! {
async fn a_report_that_nobody_answers_reminds_the_pst_and_nobody_else(bed: &Bed) {
    let mut world = World::on(bed).await;
    // Ellis is PST of another project of the same instance.
    let other = world.coordinator.found_project("etcd", ambergate_testkit::settings(), "coredns").await.unwrap();
    let ellis = NewPerson { name: "Ellis".to_owned(), address: "ellis@example.org".to_owned(), handle: None, role: Role::Pst };
    world.coordinator.add_member(&other, ellis).await.unwrap();
    let report = world.report_by_mail(REPORT).await;
    world.mails();
    let heard = live(&world, hours(30)).await;
    // Due soon from 18:13 on, overdue after 00:13. A suggestion is said once more then and never again.
    assert_eq!(heard, [(18.0, names(&PST)), (24.5, names(&PST))]);
    world.restart().await;
    assert_eq!(live(&world, hours(72)).await, [], "not again, also not after a restart");
    world.coordinator.decline(world.viewer("kim"), &report, ambergate_process::report::Exit::NotSecurity, "No.").await.unwrap();
    world.run_jobs().await;
    world.mails();
    assert_eq!(live(&world, hours(48)).await, []);
}

async fn the_mail_says_how_many_and_when_and_where_and_no_more(bed: &Bed) {
    let world = World::on(bed).await;
    let robin = world.viewer("robin");
    world.coordinator.choose_reminders(robin, "coredns", choices("Europe/Berlin", ("", ""), "")).await.unwrap();
    let case = case(&world).await;
    world.coordinator.take_lead(robin, &case, None).await.unwrap();
    world.run_jobs().await;
    world.mails();
    world.advance(hours(19));
    world.run_jobs().await;
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    let text = text(&mails[0]);
    assert!(text.contains("Subject: Ambergate: 3 things are due\r\n"), "{text}");
    assert!(text.contains("3 things are due, the first on 2025-09-04 00:13 UTC (02:13 in Europe/Berlin)."), "{text}");
    assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
    for marker in MARKERS {
        assert!(!text.contains(marker), "{marker} in {text}");
    }
    let lines = world.coordinator.outgoing(robin, "coredns").await.unwrap();
    let line = lines.get().lines.iter().find(|line| line.kind == "reminder").unwrap();
    assert_eq!(line.to, "Robin Ashe");
}

async fn the_fix_lead_hears_first_and_a_hand_over_changes_who(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let case = case(&world).await;
    c.take_lead(world.viewer("robin"), &case, None).await.unwrap();
    world.run_jobs().await;
    world.mails();
    assert_eq!(live(&world, hours(20)).await, [(18.0, names(&["robin"]))]);
    c.hand_over_lead(world.viewer("robin"), &case, world.person("kim").member.clone(), "I am away.").await.unwrap();
    world.run_jobs().await;
    world.mails();
    // Kim hears at once of what is due soon, then of what is overdue, alone; after a day the others of the PST do.
    assert_eq!(live(&world, hours(30)).await, [(0.5, names(&["kim"])), (4.5, names(&["kim"])), (28.0, names(&["robin", "sasha"]))]);
}

async fn whoever_is_away_hears_nothing_and_the_pst_hears_instead(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let case = case(&world).await;
    c.take_lead(world.viewer("robin"), &case, None).await.unwrap();
    let absence = Absence { from: world.now(), to: world.now() + hours(30) };
    c.be_away(world.viewer("robin"), &world.project, world.person("robin").member.clone(), absence).await.unwrap();
    world.run_jobs().await;
    world.mails();
    let others = names(&["kim", "sasha"]);
    let heard = live(&world, hours(40)).await;
    assert_eq!(heard, [(18.0, others.clone()), (24.5, others), (30.0, names(&["robin"]))], "back after 30 hours");
}

async fn quiet_hours_and_digests_are_respected_and_off_is_off(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    // Due soon at 18:13 UTC: 20:13 in Berlin, quiet there until 07:00, which is 05:00 UTC; Kim wants all at 09:00.
    c.choose_reminders(world.viewer("robin"), "coredns", choices("Europe/Berlin", ("20:00", "07:00"), "")).await.unwrap();
    c.choose_reminders(world.viewer("kim"), "coredns", choices("UTC", ("", ""), "09:00")).await.unwrap();
    let off = ReminderChoices { by_mail: ByMail::Off, ..choices("UTC", ("", ""), "") };
    c.choose_reminders(world.viewer("sasha"), "coredns", off).await.unwrap();
    world.report_by_mail(REPORT).await;
    world.mails();
    let heard = live(&world, hours(48)).await;
    // 05:13 and 09:13 of the next day are 29 and 33 hours after the report. By then it is overdue, which is what is said.
    assert_eq!(heard, [(29.0, names(&["robin"])), (33.0, names(&["kim"]))]);
}

async fn what_was_done_meanwhile_is_not_sent(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let report = world.report_by_mail(REPORT).await;
    world.mails();
    world.mail.answer(ambergate_coordinator::stage::Mood::Defers);
    world.advance(hours(19));
    world.run_jobs().await;
    assert_eq!(c.waiting_errands().await.unwrap(), ["reminder"; 3]);
    world.mail.answer(ambergate_coordinator::stage::Mood::Accepts);
    c.answer(world.viewer("kim"), &report, "Thank you.").await.unwrap();
    world.advance(hours(1));
    world.run_jobs().await;
    let mails = world.mails();
    assert!(mails.iter().all(|mail| mail.to == "zanzibar@outside.example"), "{} mails", mails.len());
    let lines = c.outgoing(world.viewer("kim"), "coredns").await.unwrap();
    let notes: Vec<&str> = lines.get().lines.iter().filter(|l| l.kind == "reminder").map(|l| l.note.as_str()).collect();
    assert_eq!(notes, ["nothing of it is due for them any more"; 3]);
}

async fn the_round_is_made_once_a_minute_at_most(bed: &Bed) {
    let world = World::on(bed).await;
    let case = case(&world).await;
    world.advance(hours(19));
    world.run_jobs().await;
    assert_eq!(reminded(&world), names(&PST));
    world.coordinator.take_lead(world.viewer("robin"), &case, None).await.unwrap();
    let kim = world.person("kim").member.clone();
    world.coordinator.hand_over_lead(world.viewer("robin"), &case, kim, "Yours.").await.unwrap();
    world.run_jobs().await;
    world.mails();
    // Within the minute nothing is looked for; what is overdue after it is said to the one who leads by then.
    world.advance(SignedDuration::from_secs(59));
    world.run_jobs().await;
    assert_eq!(reminded(&world), names(&[]));
    world.advance(hours(6));
    world.run_jobs().await;
    world.run_jobs().await;
    assert_eq!(reminded(&world), names(&["kim"]));
}

async fn two_nodes_remind_once(bed: &Bed) {
    let world = World::on(bed).await;
    let twin = world.twin().await;
    world.report_by_mail(REPORT).await;
    world.mails();
    world.advance(hours(19));
    let (a, b) = tokio::join!(world.coordinator.run_jobs(), twin.run_jobs());
    a.unwrap();
    b.unwrap();
    // One may have queued what the other was about to; the next round finishes.
    world.advance(SignedDuration::from_mins(2));
    world.run_jobs().await;
    assert_eq!(reminded(&world), names(&PST));
    twin.close().await;
}

async fn a_calendar_shows_when_and_not_what_to_whom_it_is_for(bed: &Bed) {
    let world = World::on(bed).await;
    let c = &world.coordinator;
    let feed = async |address: &str| {
        let token = address.rsplit_once('/').unwrap().1.strip_suffix(".ics").unwrap().to_owned();
        c.calendar(&token).await.unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let (robin, kim, jules) = (world.viewer("robin"), world.viewer("kim"), world.viewer("jules"));
    let address = c.make_calendar(robin, "coredns").await.unwrap();
    assert!(address.starts_with("https://psirt.example.org/calendar/"), "{address}");
    let kims = c.make_calendar(kim, "coredns").await.unwrap();
    let jules = c.make_calendar(jules, "coredns").await.unwrap();
    assert!(!feed(&address).await.unwrap().contains("VEVENT"), "nothing is due yet");
    let case = case(&world).await;
    // Nobody leads it: it is in the calendars of the PST. First answer, Fix Team and repository are due at one instant.
    let before = feed(&address).await.unwrap();
    assert!(before.contains("DTSTART:20250904T001300Z\r\nSUMMARY:Ambergate: 3 things are due\r\n"), "{before}");
    assert!(!feed(&jules).await.unwrap().contains("VEVENT"), "a maintainer off the team");
    let uids = |feed: &str| feed.lines().filter(|l| l.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    assert!(uids(&before).len() >= 4);
    assert!(uids(&feed(&kims).await.unwrap()).iter().all(|uid| !uids(&before).contains(uid)), "nobody’s ids are another’s");
    c.take_lead(kim, &case, None).await.unwrap();
    assert!(!feed(&address).await.unwrap().contains("VEVENT"), "it is Kim’s now");
    let kims_feed = feed(&kims).await.unwrap();
    assert_eq!(uids(&kims_feed), uids(&feed(&kims).await.unwrap()));
    for marker in MARKERS.into_iter().chain([case.as_str(), "Kim", "CoreDNS"]) {
        assert!(!kims_feed.contains(marker), "{marker} in {kims_feed}");
    }
    // Leave takes nothing out of one's own calendar.
    let absence = Absence { from: world.now(), to: world.now() + hours(100) };
    c.be_away(kim, &world.project, world.person("kim").member.clone(), absence).await.unwrap();
    assert_eq!(uids(&feed(&kims).await.unwrap()), uids(&kims_feed));
    let new = c.make_calendar(kim, "coredns").await.unwrap();
    assert!(feed(&kims).await.is_none() && feed(&new).await.is_some());
    c.revoke_calendar(kim, "coredns").await.unwrap();
    assert!(feed(&new).await.is_none());
    assert!(c.reminders(kim, "coredns").await.unwrap().calendar.is_none());
    assert!(c.make_calendar(robin, "etcd").await.is_err(), "no project of Robin’s");
    world.run_jobs().await;
    world.mails();
}
}
