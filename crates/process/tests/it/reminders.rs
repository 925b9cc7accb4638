//! Reminders: who hears of what and when, by examples worked out by hand, and what holds in any two weeks of anybody.

use ambergate_process::Instant;
use ambergate_process::calendar::zone;
use ambergate_process::ids::MemberId;
use ambergate_process::planner::{Anchors, Circumstances, State, plan};
use ambergate_process::policy::{Anchor, COREDNS, Profile, Rules, Strength};
use ambergate_process::reminders::{
    About, BadHours, Digest, HORIZON, Key, LEAD_IN, Letter, Matter, QuietHours, Settings, Step, Thing, remind, things,
};
use jiff::civil::{Time, time};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const MINUTES: i64 = 15;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}
fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}
fn person(n: u8) -> MemberId {
    format!("{:0>26}", format!("p{n}")).parse().unwrap()
}
fn case(n: usize) -> About {
    About::Case(format!("AG-7K3F-{n:04}").parse().unwrap())
}
fn thing(clock: &str, from: &str, due: &str, strength: Strength) -> Thing {
    Thing {
        clock: clock.into(),
        from: at(from),
        due: at(due),
        strength,
    }
}
fn matter(lead: Option<u8>, pst: &[u8], things: Vec<Thing>) -> Matter {
    Matter {
        about: case(0),
        lead: lead.map(person),
        pst: pst.iter().copied().map(person).collect(),
        things,
    }
}
fn settings(name: &str, quiet: Option<&str>, digest: Digest) -> Settings {
    Settings {
        zone: zone(name).unwrap(),
        quiet: quiet.map(|text| text.parse().unwrap()),
        digest,
    }
}

/// The steps of one letter, as the person's number, the clock and the step.
fn steps(letters: &[Letter]) -> Vec<(u8, String, Step)> {
    let all = letters.iter().flat_map(|letter| &letter.keys);
    all.map(|key| {
        let n = (0..=9).find(|n| person(*n) == key.person).unwrap();
        (n, key.clock.clone(), key.step)
    })
    .collect()
}

type Diary = Vec<(Instant, Letter)>;

/// The job, every quarter of an hour.
fn live(matters: &[Matter], people: &BTreeMap<MemberId, Settings>, from: Instant, to: Instant) -> Diary {
    let mut sent = BTreeSet::new();
    let mut diary = Vec::new();
    let mut now = from;
    while now <= to {
        for letter in remind(matters, people, &sent, now) {
            sent.extend(letter.keys.iter().cloned());
            diary.push((now, letter));
        }
        now += MINUTES.minutes();
    }
    diary
}

/// What one person got of a diary.
fn got(diary: &Diary, n: u8) -> Vec<(String, Step)> {
    let theirs = diary.iter().filter(|(_, letter)| letter.to == person(n));
    let keys = theirs.flat_map(|(now, letter)| letter.keys.iter().map(move |key| (now.to_string(), key.step)));
    keys.collect()
}
fn told(all: &[(&str, Step)]) -> Vec<(String, Step)> {
    all.iter().map(|(at, step)| ((*at).to_owned(), *step)).collect()
}

const FROM: &str = "2025-09-01T00:00:00Z";

/// A window of eight days: a quarter is two days, so that it is due soon one day before. 2025-09-09 is a Tuesday.
fn eight_days(strength: Strength) -> Thing {
    thing("released", FROM, "2025-09-09T00:00:00Z", strength)
}

#[test]
fn the_fix_lead_hears_first_and_the_pst_after_a_day_overdue() {
    let matters = [matter(Some(1), &[1, 2], vec![eight_days(Strength::Should)])];
    let diary = live(&matters, &BTreeMap::new(), at(FROM), at("2025-09-11T01:00:00Z"));
    assert_eq!(
        got(&diary, 1),
        told(&[
            ("2025-09-08T00:00:00Z", Step::Soon),
            ("2025-09-09T00:15:00Z", Step::Overdue(0)),
            ("2025-09-10T00:00:00Z", Step::Overdue(1)),
            ("2025-09-11T00:00:00Z", Step::Overdue(2)),
        ])
    );
    assert_eq!(
        got(&diary, 2),
        told(&[
            ("2025-09-10T00:00:00Z", Step::Overdue(1)),
            ("2025-09-11T00:00:00Z", Step::Overdue(2)),
        ])
    );
}

#[test]
fn without_a_fix_lead_the_pst_hears_everything() {
    let matters = [matter(None, &[1, 2], vec![eight_days(Strength::Must)])];
    let diary = live(&matters, &BTreeMap::new(), at(FROM), at("2025-09-09T01:00:00Z"));
    let expected = told(&[
        ("2025-09-08T00:00:00Z", Step::Soon),
        ("2025-09-09T00:15:00Z", Step::Overdue(0)),
    ]);
    assert_eq!((got(&diary, 1), got(&diary, 2)), (expected.clone(), expected));
}

#[test]
fn a_suggestion_is_not_repeated() {
    let matters = [matter(Some(1), &[2], vec![eight_days(Strength::Suggest)])];
    let diary = live(&matters, &BTreeMap::new(), at(FROM), at("2025-09-20T00:00:00Z"));
    assert_eq!(
        got(&diary, 1),
        told(&[
            ("2025-09-08T00:00:00Z", Step::Soon),
            ("2025-09-09T00:15:00Z", Step::Overdue(0)),
        ])
    );
    assert_eq!(got(&diary, 2), told(&[("2025-09-10T00:00:00Z", Step::Overdue(0))]));
}

#[test]
fn quiet_hours_put_off_until_morning() {
    // Berlin is two hours ahead: quiet from 20:00 to 05:00 UTC. Due soon at 00:00 UTC, which is 02:00.
    let people = BTreeMap::from([(person(1), settings("Europe/Berlin", Some("22:00-07:00"), Digest::Off))]);
    let matters = [matter(Some(1), &[], vec![eight_days(Strength::Must)])];
    let diary = live(&matters, &people, at(FROM), at("2025-09-09T06:00:00Z"));
    assert_eq!(
        got(&diary, 1),
        told(&[
            ("2025-09-08T05:00:00Z", Step::Soon),
            ("2025-09-09T05:00:00Z", Step::Overdue(0)),
        ])
    );
}

#[test]
fn quiet_hours_within_a_day_are_quiet_too() {
    let people = BTreeMap::from([(person(1), settings("UTC", Some("23:00-23:30"), Digest::Off))]);
    let of = |due| {
        let thing = thing("a", FROM, due, Strength::Should);
        live(
            &[matter(Some(1), &[], vec![thing])],
            &people,
            at(FROM),
            at("2025-09-09T00:00:00Z"),
        )
    };
    assert_eq!(
        got(&of("2025-09-09T23:00:00Z"), 1),
        told(&[("2025-09-08T23:30:00Z", Step::Soon)])
    );
    assert_eq!(
        got(&of("2025-09-09T22:45:00Z"), 1),
        told(&[("2025-09-08T22:45:00Z", Step::Soon)])
    );
}

#[test]
fn a_must_that_ends_in_the_night_is_announced_in_the_evening_and_a_should_is_not() {
    // A window of 16 hours, due at 03:00 in Berlin: due soon from 23:00.
    let night = |strength| thing("authority", "2025-09-03T09:00:00Z", "2025-09-04T01:00:00Z", strength);
    let people = BTreeMap::from([(person(1), settings("Europe/Berlin", Some("22:00-07:00"), Digest::Off))]);
    let of = |strength| {
        let matters = [matter(Some(1), &[], vec![night(strength)])];
        got(
            &live(
                &matters,
                &people,
                at("2025-09-03T09:00:00Z"),
                at("2025-09-04T06:00:00Z"),
            ),
            1,
        )
    };
    assert_eq!(
        of(Strength::Must),
        told(&[
            ("2025-09-03T19:00:00Z", Step::Soon),
            ("2025-09-04T05:00:00Z", Step::Overdue(0)),
        ])
    );
    assert_eq!(
        of(Strength::Should),
        told(&[("2025-09-04T05:00:00Z", Step::Overdue(0))])
    );
}

#[test]
fn a_must_that_nobody_could_know_of_in_the_evening_wakes() {
    // Begun at 23:00 in Berlin and due at 03:00: due soon from 02:00.
    let night = thing(
        "authority",
        "2025-09-03T21:00:00Z",
        "2025-09-04T01:00:00Z",
        Strength::Must,
    );
    let people = BTreeMap::from([(person(1), settings("Europe/Berlin", Some("22:00-07:00"), Digest::Off))]);
    let matters = [matter(Some(1), &[], vec![night])];
    let diary = live(
        &matters,
        &people,
        at("2025-09-03T21:00:00Z"),
        at("2025-09-04T04:45:00Z"),
    );
    assert_eq!(got(&diary, 1), told(&[("2025-09-04T00:00:00Z", Step::Soon)]));
}

#[test]
fn a_digest_is_one_letter_a_day_and_a_must_does_not_wait_for_it() {
    let at_nine = settings("Europe/Berlin", None, Digest::Daily(time(9, 0, 0, 0)));
    let people = BTreeMap::from([(person(1), at_nine)]);
    let things = vec![
        thing("a", FROM, "2025-09-09T08:30:00Z", Strength::Should),
        thing("b", FROM, "2025-09-09T12:00:00Z", Strength::Suggest),
        thing("c", FROM, "2025-09-09T13:00:00Z", Strength::Must),
    ];
    let diary = live(
        &[matter(Some(1), &[], things)],
        &people,
        at(FROM),
        at("2025-09-10T12:00:00Z"),
    );
    let letters: Vec<_> = diary
        .iter()
        .map(|(now, l)| (now.to_string(), steps(std::slice::from_ref(l))))
        .collect();
    let of = |clock: &str, step| (1, clock.to_owned(), step);
    assert_eq!(
        letters,
        [
            ("2025-09-08T13:00:00Z".to_owned(), vec![of("c", Step::Soon)]),
            (
                "2025-09-09T07:00:00Z".to_owned(),
                vec![of("a", Step::Soon), of("b", Step::Soon)]
            ),
            ("2025-09-09T13:15:00Z".to_owned(), vec![of("c", Step::Overdue(0))]),
            (
                "2025-09-10T07:00:00Z".to_owned(),
                vec![of("a", Step::Overdue(0)), of("b", Step::Overdue(0))]
            ),
        ]
    );
}

#[test]
fn what_is_due_at_the_very_time_of_a_digest_is_in_the_next_one_when_it_is_overdue() {
    let at_nine = settings("UTC", None, Digest::Daily(time(9, 0, 0, 0)));
    let people = BTreeMap::from([(person(1), at_nine)]);
    let nine = thing("a", FROM, "2025-09-09T09:00:00Z", Strength::Suggest);
    let diary = live(
        &[matter(Some(1), &[], vec![nine])],
        &people,
        at("2025-09-09T00:00:00Z"),
        at("2025-09-10T12:00:00Z"),
    );
    assert_eq!(
        got(&diary, 1),
        told(&[
            ("2025-09-09T00:00:00Z", Step::Soon),
            ("2025-09-10T09:00:00Z", Step::Overdue(0)),
        ])
    );
}

#[test]
fn a_digest_in_quiet_hours_comes_at_their_end() {
    let settings = settings("UTC", Some("22:00-08:00"), Digest::Daily(time(6, 0, 0, 0)));
    let people = BTreeMap::from([(person(1), settings)]);
    // Due soon at 07:00, after the digest's own time and before the end of the quiet hours.
    let early = thing("a", FROM, "2025-09-09T07:00:00Z", Strength::Should);
    let diary = live(
        &[matter(Some(1), &[], vec![early])],
        &people,
        at(FROM),
        at("2025-09-08T23:00:00Z"),
    );
    assert_eq!(got(&diary, 1), told(&[("2025-09-08T08:00:00Z", Step::Soon)]));
}

#[test]
fn a_moved_deadline_reminds_anew() {
    let mut thing = eight_days(Strength::Suggest);
    let before = remind(
        &[matter(Some(1), &[], vec![thing.clone()])],
        &BTreeMap::new(),
        &BTreeSet::new(),
        at("2025-09-09T01:00:00Z"),
    );
    let sent: BTreeSet<Key> = before.into_iter().flat_map(|letter| letter.keys).collect();
    thing.due += hours(24);
    let matters = [matter(Some(1), &[], vec![thing])];
    let again = remind(&matters, &BTreeMap::new(), &sent, at("2025-09-09T01:00:00Z"));
    assert_eq!(steps(&again), [(1, "released".into(), Step::Soon)]);
}

#[test]
fn many_things_are_one_letter_without_a_word_of_them() {
    let things = vec![
        thing("exploit_public", FROM, "2025-09-09T00:14:00Z", Strength::Must),
        thing("released", FROM, "2025-09-09T22:30:00Z", Strength::Must),
    ];
    let now = at("2025-09-09T00:00:00Z");
    let letters = remind(&[matter(Some(1), &[], things)], &BTreeMap::new(), &BTreeSet::new(), now);
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    let words = letter.words(
        &zone("Europe/Berlin").unwrap(),
        "https://security.example.org/today",
        now,
    );
    assert_eq!(words.subject, "Ambergate: 2 things are due");
    assert_eq!(
        words.body,
        "2 things are due, the first on 2025-09-09 00:14 UTC (02:14 in Europe/Berlin).\n\n\
         What it is, and which rule asks for it, is shown after sign-in:\nhttps://security.example.org/today\n"
    );
    let late = letter.words(
        &zone("UTC").unwrap(),
        "https://security.example.org/today",
        at("2025-09-09T01:00:00Z"),
    );
    assert!(
        late.body
            .starts_with("2 things are due. The first was due on 2025-09-09 00:14 UTC.\n"),
        "{}",
        late.body
    );
    for word in ["exploit", "released", "AG-"] {
        assert!(!words.subject.contains(word) && !words.body.contains(word));
    }
    let one = Letter {
        keys: letter.keys.iter().skip(1).cloned().collect(),
        ..letter.clone()
    };
    let words = one.words(&zone("Europe/Berlin").unwrap(), "https://x.example/", now);
    assert!(
        words
            .body
            .starts_with("Something is due on 2025-09-09 22:30 UTC (2025-09-10 00:30 in Europe/Berlin).")
    );
    assert_eq!(words.subject, "Ambergate: something is due");
}

#[test]
fn quiet_hours_are_two_different_times() {
    let hours: QuietHours = "22:00 - 7:30".parse().unwrap();
    assert_eq!(hours.to_string(), "22:00-07:30");
    assert_eq!("22:00-22:00".parse::<QuietHours>(), Err(BadHours::Same));
    for bad in ["", "22:00", "22-07", "25:00-07:00", "22:00-07:00-08:00"] {
        assert!(matches!(bad.parse::<QuietHours>(), Err(BadHours::Form(_))), "{bad}");
    }
}

/// The planner says "due soon" at the same instants at which the first reminder goes out.
#[test]
fn due_soon_means_the_same_here_as_in_the_plan() {
    let rules = Rules::of(Profile::read("coredns.toml", COREDNS).unwrap());
    let anchors = Anchors::from([
        (Anchor::ReportReceived, at("2025-09-03T00:14:00Z")),
        (Anchor::CaseOpened, at("2025-09-03T10:00:00Z")),
    ]);
    let mut seen = BTreeSet::new();
    for quarter in 0..24 * 4 * 26 {
        let now = at("2025-09-03T10:00:00Z") + (quarter * MINUTES).minutes();
        let plan = plan(&anchors, &rules, &Circumstances::default(), now);
        let matters = [matter(Some(1), &[], things(&plan))];
        let letters = remind(&matters, &BTreeMap::new(), &BTreeSet::new(), now);
        let reminded: BTreeSet<(String, bool)> = steps(&letters)
            .into_iter()
            .map(|(_, clock, step)| (clock, step == Step::Soon))
            .collect();
        let due = plan
            .milestones
            .iter()
            .filter(|m| matches!(m.state, State::DueSoon | State::Overdue));
        let due: BTreeSet<(String, bool)> = due
            .map(|m| (format!("coredns/{}", m.clock), m.state == State::DueSoon))
            .collect();
        seen.extend(due.iter().map(|(_, is_soon)| *is_soon));
        assert_eq!(reminded, due, "{now}");
    }
    assert_eq!(seen.len(), 2, "both states came up");
}

/// A clock that counts back from a release on the 20th: it must be done by the 13th, and not before the 11th where that is
/// said. A quarter of two days is half of one; of a window without a beginning a whole day is left.
#[test]
fn a_clock_that_counts_back_is_due_soon_within_its_window() {
    let rules = Rules::of(Profile::read("coredns.toml", COREDNS).unwrap());
    let anchors = Anchors::from([(Anchor::ReportReceived, at("2025-09-03T00:00:00Z"))]);
    let mut plan = plan(&anchors, &rules, &Circumstances::default(), at("2025-09-04T00:00:00Z"));
    plan.milestones.truncate(1);
    plan.milestones[0].from = Some(at("2025-09-20T00:00:00Z"));
    plan.milestones[0].due = Some(at("2025-09-13T00:00:00Z"));
    for (earliest, soon) in [
        (Some("2025-09-11T00:00:00Z"), "2025-09-12T12:00:00Z"),
        (None, "2025-09-12T00:00:00Z"),
    ] {
        plan.milestones[0].earliest = earliest.map(at);
        let matters = [matter(Some(1), &[], things(&plan))];
        let said = |now: Instant| steps(&remind(&matters, &BTreeMap::new(), &BTreeSet::new(), now));
        assert_eq!(said(at(soon) - 1.second()), []);
        assert_eq!(said(at(soon)), [(1, "coredns/first_answer".to_owned(), Step::Soon)]);
    }
}

/// Two profiles may name their clocks alike; each reminds for itself.
#[test]
fn clocks_of_two_profiles_are_two() {
    let rules = Rules::of(Profile::read("coredns.toml", COREDNS).unwrap());
    let anchors = Anchors::from([(Anchor::ReportReceived, at("2025-09-03T00:00:00Z"))]);
    let now = at("2025-09-03T23:00:00Z");
    let mut plan = plan(&anchors, &rules, &Circumstances::default(), now);
    plan.milestones.truncate(1);
    let mut other = plan.milestones[0].clone();
    other.profile = "cra".to_owned();
    plan.milestones.push(other);
    let letters = remind(
        &[matter(Some(1), &[], things(&plan))],
        &BTreeMap::new(),
        &BTreeSet::new(),
        now,
    );
    assert_eq!(letters[0].keys.len(), 2);
}

fn strength() -> impl Strategy<Value = Strength> {
    prop_oneof![Just(Strength::Suggest), Just(Strength::Should), Just(Strength::Must)]
}

/// Clocks around a change of summer time, begun in the first days and due in the next.
fn some_things() -> impl Strategy<Value = Vec<Thing>> {
    let thing = (0_i64..72, 4_i64..200, strength()).prop_map(|(start, window, strength)| Thing {
        clock: String::new(),
        from: at("2025-10-24T00:00:00Z") + hours(start),
        due: at("2025-10-24T00:00:00Z") + hours(start + window),
        strength,
    });
    prop::collection::vec(thing, 0..4).prop_map(|mut things| {
        for (n, thing) in things.iter_mut().enumerate() {
            thing.clock = format!("clock{n}");
        }
        things
    })
}

fn some_matters() -> impl Strategy<Value = Vec<Matter>> {
    let parts = (
        prop::option::of(0_u8..4),
        prop::collection::btree_set(0_u8..4, 0..4),
        some_things(),
    );
    prop::collection::vec(parts, 1..4).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(n, (lead, pst, things))| Matter {
                about: case(n),
                ..matter(lead, &pst.into_iter().collect::<Vec<_>>(), things)
            })
            .collect()
    })
}

/// Quiet hours that end after the hours at which clocks change, so that the wall alone tells whether it is quiet.
fn some_people() -> impl Strategy<Value = BTreeMap<MemberId, Settings>> {
    let zone_name = prop_oneof![
        Just("UTC"),
        Just("America/New_York"),
        Just("Europe/Berlin"),
        Just("Asia/Kolkata")
    ];
    let quiet = prop::option::of((18_i8..24, 4_i8..11));
    let one = (
        zone_name,
        quiet,
        prop::option::of((0_i8..24, prop_oneof![Just(0_i8), Just(30)])),
    );
    let one = one.prop_map(|(name, quiet, digest)| Settings {
        zone: zone(name).unwrap(),
        quiet: quiet.map(|(from, to)| QuietHours::new(time(from, 0, 0, 0), time(to, 30, 0, 0)).unwrap()),
        digest: digest.map_or(Digest::Off, |(hour, minute)| Digest::Daily(time(hour, minute, 0, 0))),
    });
    prop::collection::vec(one, 4).prop_map(|all| (0_u8..).map(person).zip(all).collect())
}

fn wall(settings: &Settings, at: Instant) -> jiff::civil::DateTime {
    settings.zone.to_datetime(at)
}
fn is_quiet(settings: &Settings, at: Instant) -> bool {
    settings.quiet.is_some_and(|quiet| {
        let text = quiet.to_string();
        let (from, to) = text.split_once('-').unwrap();
        let [from, to]: [Time; 2] = [from, to].map(|t| t.parse().unwrap());
        let now = wall(settings, at).time();
        now >= from || now < to
    })
}
/// Minute after minute until it is not quiet.
fn quiet_end(settings: &Settings, mut at: Instant) -> Instant {
    while is_quiet(settings, at) {
        at += 1.minute();
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn two_weeks_of_anybody(matters in some_matters(), people in some_people()) {
        let (start, end) = (at("2025-10-24T00:00:00Z"), at("2025-11-06T00:00:00Z"));
        let diary = live(&matters, &people, start, end);
        let mut seen = BTreeSet::new();
        let mut digests: BTreeMap<(MemberId, jiff::civil::Date), u32> = BTreeMap::new();
        for (now, letter) in &diary {
            let settings = &people[&letter.to];
            prop_assert!(!letter.keys.is_empty());
            let mut has_other = false;
            for key in &letter.keys {
                prop_assert_eq!(&key.person, &letter.to);
                prop_assert!(seen.insert(key.logical()), "twice: {}", key.logical());
                let matter = matters.iter().find(|m| m.about == key.about).unwrap();
                let thing = matter.things.iter().find(|t| t.clock == key.clock).unwrap();
                let is_must = thing.strength == Strength::Must;
                has_other |= !is_must;
                if is_quiet(settings, *now) {
                    let cannot_wait = key.step == Step::Soon && thing.due <= quiet_end(settings, *now);
                    prop_assert!(is_must && cannot_wait, "{now} is in the night of {settings:?}: {key:?}");
                }
                let is_lead = matter.lead.as_ref() == Some(&key.person);
                prop_assert!(is_lead || matter.pst.contains(&key.person));
                match key.step {
                    Step::Soon => {
                        prop_assert!(*now <= thing.due && (is_lead || matter.lead.is_none()));
                        let early = thing.due - hours(24) - LEAD_IN;
                        prop_assert!(*now >= early);
                    }
                    Step::Overdue(day) => {
                        prop_assert!(*now > thing.due && *now >= thing.due + hours(24 * i64::from(day)));
                        prop_assert!(day == 0 || thing.strength != Strength::Suggest);
                        prop_assert!(is_lead || matter.lead.is_none() || *now >= thing.due + hours(24));
                    }
                }
            }
            if settings.digest != Digest::Off && has_other {
                *digests.entry((letter.to.clone(), wall(settings, *now).date())).or_default() += 1;
            }
        }
        for ((who, date), n) in digests {
            prop_assert!(n <= 1, "{n} digests to {who} on {date}");
        }
        // Nothing is forgotten: who is first in turn hears of each must before it is due, and without a digest of all
        // that is overdue, by the end of the night.
        for matter in &matters {
            let first: BTreeSet<MemberId> = matter.lead.clone().map_or(matter.pst.clone(), |lead| [lead].into());
            for (person, thing) in first.iter().flat_map(|p| matter.things.iter().map(move |t| (p, t))) {
                let key = |step| Key {
                    about: matter.about.clone(),
                    clock: thing.clock.clone(),
                    due: thing.due,
                    step,
                    person: person.clone(),
                };
                let settings = &people[person];
                if thing.strength == Strength::Must {
                    prop_assert!(seen.contains(&key(Step::Soon).logical()), "{thing:?} {settings:?}");
                }
                let morning = quiet_end(settings, thing.due + 1.minute());
                if settings.digest == Digest::Off && morning + hours(1) < end {
                    let is_told = (0..2).any(|day| seen.contains(&key(Step::Overdue(day)).logical()));
                    prop_assert!(is_told, "{thing:?} {settings:?}");
                }
                if thing.strength == Strength::Should && *settings == Settings::default() {
                    let days = end.duration_since(thing.due).as_hours() / 24;
                    for day in 0..u32::try_from(days).unwrap() {
                        prop_assert!(seen.contains(&key(Step::Overdue(day)).logical()), "day {day} of {thing:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_order_of_things_makes_no_difference(
        matters in some_matters(),
        people in some_people(),
        hour in 0_i64..300,
        turn in 0_usize..4,
    ) {
        let now = at("2025-10-24T00:00:00Z") + hours(hour);
        let letters = remind(&matters, &people, &BTreeSet::new(), now);
        let mut other = matters.clone();
        other.rotate_left(turn % matters.len());
        other.iter_mut().for_each(|m| m.things.reverse());
        prop_assert_eq!(&remind(&other, &people, &BTreeSet::new(), now), &letters);
        // The same matter twice is the same letters, and what was sent is not due.
        other.extend(matters.clone());
        prop_assert_eq!(&remind(&other, &people, &BTreeSet::new(), now), &letters);
        let sent = letters.into_iter().flat_map(|letter| letter.keys).collect();
        prop_assert_eq!(remind(&matters, &people, &sent, now), vec![]);
    }

    #[test]
    fn what_is_due_beyond_the_horizon_reminds_of_nothing(
        window in 1_i64..3_000,
        beyond in 1_i64..1_000_000,
        minute in 0_i64..20_000,
        strength in strength(),
        people in some_people(),
    ) {
        let now = at("2025-10-24T00:00:00Z") + minute.minutes();
        let due = now + HORIZON + SignedDuration::from_secs(beyond);
        let thing = Thing { clock: "a".into(), from: due - hours(window), due, strength };
        prop_assert_eq!(remind(&[matter(None, &[0, 1, 2, 3], vec![thing])], &people, &BTreeSet::new(), now), vec![]);
    }

    #[test]
    fn reminding_is_total(
        instants in prop::array::uniform3(any::<i64>()),
        strength in strength(),
        people in some_people(),
    ) {
        let range = Instant::MAX.as_second() - Instant::MIN.as_second();
        let [from, due, now] = instants.map(|n| Instant::from_second(n.rem_euclid(range) + Instant::MIN.as_second()).unwrap());
        for (from, due, now) in [(from, due, now), (Instant::MIN, Instant::MAX, now), (Instant::MAX, Instant::MIN, now), (from, due, Instant::MAX), (from, due, Instant::MIN)] {
            let thing = Thing { clock: "a".into(), from, due, strength };
            for letter in remind(&[matter(None, &[0, 1, 2, 3, 4], vec![thing])], &people, &BTreeSet::new(), now) {
                letter.words(&zone("Pacific/Apia").unwrap(), "https://x.example/", now);
            }
        }
    }
}
