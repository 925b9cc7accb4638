//! Numbers over cases: by hand for the case on the stage, by chance for any cases at all.

use crate::stage::*;
use ambergate_process::Instant;
use ambergate_process::case::{Case, Command, Ending, FixCommit, agenda};
use ambergate_process::ids::{CaseId, MemberId};
use ambergate_process::metrics::{Exposure, Measured, Metrics, Period, Skill, Tally, Wish};
use ambergate_process::planner::State;
use ambergate_process::policy::Anchor;
use ambergate_process::ports::Rng;
use ambergate_process::report::PublicKnowledge;
use ambergate_process::vultron::{CsEvent, Desideratum, Known};
use jiff::SignedDuration;
use proptest::prelude::*;

fn metrics(cases: &[Case], period: Period, now: Instant) -> Metrics {
    let mut tally = Tally::default();
    for case in cases {
        tally.add(case, &agenda(case, rules(), now), &Known::default(), now);
    }
    tally.finish(period, now)
}

fn of(stage: &Stage, now: &str) -> Metrics {
    metrics(std::slice::from_ref(&stage.case), Period::Year, at(now))
}

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

#[test]
fn a_case_that_stayed_private_exposed_nobody() {
    let m = of(&released(), "2025-09-10T00:00:00Z");
    assert_eq!(m.cases[0].exposure, Exposure::Released(0));
    assert_eq!((m.exposure.exposed, m.exposure.growing, m.exposure.total), (0, 0, 0));
    assert_eq!(m.cases[0].done, Some(at("2025-09-08T13:47:41Z")));
    assert_eq!(m.quarters.len(), 1);
    let quarter = m.quarters[0];
    assert_eq!(
        (quarter.quarter.to_string().as_str(), quarter.released, quarter.exposed),
        ("2025 Q3", 1, 0)
    );
}

#[test]
fn exposure_runs_from_the_earliest_public_knowledge_to_the_release() {
    let mut stage = ready();
    stage.done("2025-09-08T13:10:00Z", &pst("bo"), public("2025-09-06T10:00:00Z"));
    // Open: from 6 September 10:00 to 8 September 13:20 are 51 h 20 min so far.
    let m = of(&stage, "2025-09-08T13:20:00Z");
    assert_eq!(m.cases[0].exposure, Exposure::Growing(51 * HOUR + 20 * MINUTE));
    assert_eq!((m.exposure.growing, m.exposure.released), (1, None));
    stage.done(
        "2025-09-08T13:47:41Z",
        &pst("bo"),
        publish("final", "three", at("2025-09-08T13:30:00Z")),
    );
    // Until the release at 13:47:41: 51 h 47 min 41 s, and no longer however late it is now.
    let m = of(&stage, "2025-10-20T00:00:00Z");
    assert_eq!(m.cases[0].exposure, Exposure::Released(51 * HOUR + 47 * MINUTE + 41));
    assert_eq!(m.exposure.total, 51 * HOUR + 47 * MINUTE + 41);
    assert_eq!(m.exposure.exposed, 1);
    // An exploit that was public a day before that counts from then.
    let mut tally = Tally::default();
    let now = at("2025-10-20T00:00:00Z");
    let known = Known {
        exploit_public: Some(at("2025-09-05T10:00:00Z")),
        ..Known::default()
    };
    tally.add(&stage.case, &agenda(&stage.case, rules(), now), &known, now);
    let m = tally.finish(Period::Year, now);
    assert_eq!(m.cases[0].exposure, Exposure::Released(75 * HOUR + 47 * MINUTE + 41));
}

#[test]
fn milestones_are_measured_against_their_first_targets() {
    // The report arrived on 3 September, a Wednesday, at 00:14. Named at 07:00: 6 h 46 min of 24 h. Fork at 07:30.
    // Severity on the 4th at 09:00: 32 h 46 min of a working week.
    let m = of(&released(), "2025-09-10T00:00:00Z");
    let clock = |id: &str| m.clocks.iter().find(|c| c.clock == id).unwrap();
    let named = clock("fix_team_named");
    assert_eq!((named.met, named.met_late, named.open), (1, 0, 0));
    assert_eq!(named.taken.unwrap().least, 6 * HOUR + 46 * MINUTE);
    assert_eq!(named.taken.unwrap().median, None, "one case has no median");
    assert_eq!(named.share.unwrap().most, 281, "6 h 46 min of 24 h");
    assert_eq!(clock("severity_set").taken.unwrap().least, 32 * HOUR + 46 * MINUTE);
    assert_eq!(m.clocks.iter().map(|c| c.name.place).collect::<Vec<_>>(), {
        let mut places: Vec<usize> = m.clocks.iter().map(|c| c.name.place).collect();
        places.sort_unstable();
        places
    });

    // The same case, named three hours after its target, and disclosed by others before that: late by three hours, and
    // not by the time since the disclosure (S18).
    let mut late = embargoed();
    late.done("2025-09-03T08:00:00Z", &pst("bo"), public("2025-09-03T07:00:00Z"));
    late.done("2025-09-04T03:14:00Z", &pst("bo"), name(&["cleo"]));
    let m = of(&late, "2025-09-04T04:00:00Z");
    let named = m.clocks.iter().find(|c| c.clock == "fix_team_named").unwrap();
    assert_eq!((named.met, named.met_late), (0, 1));
    assert_eq!(named.late_by.unwrap().most, 3 * HOUR);
    let fork = m.clocks.iter().find(|c| c.clock == "repository_linked").unwrap();
    assert_eq!(
        (fork.open, fork.behind, fork.taken),
        (1, 1, None),
        "due on the 4th at 00:14"
    );
    assert_eq!(
        m.cases[0].marks.iter().find(|k| k.clock == "released").unwrap().state,
        State::Overdue
    );
    assert_eq!(
        m.cases[0].marks.iter().find(|k| k.clock == "released").unwrap().late_by,
        None,
        "S18"
    );
}

#[test]
fn load_is_what_somebody_carries_now() {
    let m = of(&prepared(), "2025-09-05T10:00:00Z");
    let bo = m.load[&member("bo")];
    // The first answer was due on the 4th at 00:14, and nobody wrote one.
    assert_eq!((bo.open, bo.led, bo.overdue), (1, 1, 1));
    assert_eq!(m.load[&member("dan")].lgtms, 1);
    assert!(
        !m.load.contains_key(&member("ada")),
        "ada leads nothing and read nothing"
    );
    // On 1 October also the decision on distributors, the forthcoming fix (both 17 September), and the release (24
    // September). Telling distributors waits for the decision.
    let m = of(&prepared(), "2025-10-01T00:00:00Z");
    assert_eq!((m.load[&member("bo")].overdue, m.cases[0].overdue), (4, 4));
    let m = of(&released(), "2025-10-01T00:00:00Z");
    let bo = m.load[&member("bo")];
    assert_eq!(
        (bo.open, bo.led, bo.overdue),
        (0, 1, 0),
        "released: led, and carried no more"
    );
    // After a year the rota has forgotten.
    let m = metrics(&[released().case], Period::All, at("2026-09-20T00:00:00Z"));
    assert!(!m.load.contains_key(&member("bo")));
    assert_eq!(m.load[&member("dan")].lgtms, 1);
}

#[test]
fn a_case_without_a_release_has_no_exposure() {
    let mut stage = embargoed();
    stage.done("2025-09-04T08:00:00Z", &pst("bo"), public("2025-09-03T07:00:00Z"));
    let ending = Ending::NotSecurity;
    stage.done(
        "2025-09-05T08:00:00Z",
        &pst("bo"),
        Command::Close {
            ending,
            reason: "It is documented so.".to_owned(),
        },
    );
    let m = of(&stage, "2025-09-06T00:00:00Z");
    assert_eq!(m.cases[0].exposure, Exposure::None);
    assert_eq!(
        (m.exposure.total, m.exposure.growing, m.exposure.released),
        (0, 0, None)
    );
    assert_eq!(m.quarters[0].released, 0);
}

#[test]
fn too_few_cases_say_nothing_of_skill() {
    let wishes: Vec<Desideratum> = Wish::measured().collect();
    let (v, f, p) = (CsEvent::V, CsEvent::F, CsEvent::P);
    assert_eq!(
        wishes,
        [Desideratum { first: v, second: p }, Desideratum { first: f, second: p }]
    );
    let case = released().case;
    let many = |n: u8| -> Vec<Case> {
        (0..n)
            .map(|n| Case {
                id: Some(id(n)),
                ..case.clone()
            })
            .collect()
    };
    let now = at("2025-10-01T00:00:00Z");
    let m = metrics(&many(9), Period::Year, now);
    assert!(m.wishes.iter().all(|w| w.skill() == Skill::TooFew(9)));
    // Ten of ten: α is 1, and an interval would claim to know more than that.
    let m = metrics(&many(10), Period::Year, now);
    assert!(
        m.wishes
            .iter()
            .all(|w| matches!(w.skill(), Skill::Known(skill, None) if skill.to_string() == "1"))
    );
    // One of ten became public before the fix was ready: f is 9/10 against 1/9 by chance, α = (9/10 - 1/9) / (8/9).
    let mut cases = many(10);
    cases[3].public = Some(PublicKnowledge {
        url: "https://example.org/".to_owned(),
        seen: at("2025-09-03T08:00:00Z"),
    });
    let m = metrics(&cases, Period::Year, now);
    let ready = m.wishes[1];
    assert_eq!(ready.observed.unwrap().met(), 9);
    let Skill::Known(skill, Some(interval)) = ready.skill() else {
        panic!()
    };
    assert_eq!(
        (ready.chance.to_string(), skill.to_string()),
        ("1/9".to_owned(), "71/80".to_owned())
    );
    assert!(interval.low < skill.to_f64() && skill.to_f64() < interval.high);
}

#[test]
fn nothing_is_counted_of_nothing() {
    let m = metrics(&[], Period::All, at("2025-10-01T00:00:00Z"));
    assert!(m.cases.is_empty() && m.clocks.is_empty() && m.load.is_empty() && m.quarters.is_empty());
    assert_eq!((m.exposure.released, m.exposure.total), (None, 0));
    assert!(m.wishes.iter().all(|wish| wish.skill() == Skill::TooFew(0)));
    let unborn = metrics(&[Case::default()], Period::All, at("2025-10-01T00:00:00Z"));
    assert_eq!(unborn.cases, []);
}

#[test]
fn periods_have_keys_and_beginnings() {
    let now = at("2028-02-29T12:00:00Z");
    for period in Period::ALL {
        assert_eq!(Period::from_key(period.key()), Some(period));
    }
    assert_eq!(Period::from_key("decade"), None);
    assert_eq!(Period::Year.since(now), Some(at("2027-02-28T12:00:00Z")));
    assert_eq!(Period::ThreeYears.since(now), Some(at("2025-02-28T12:00:00Z")));
    assert_eq!(Period::All.since(now), None);
}

struct Seed(u8);

impl Rng for Seed {
    fn fill(&self, into: &mut [u8]) {
        into.fill(self.0);
    }
}

fn id(n: u8) -> CaseId {
    CaseId::mint(&Seed(n))
}

const START: &str = "2022-01-03T00:00:00Z";
const NOW: &str = "2026-06-01T00:00:00Z";

/// Instants in hours after the start: opened, public, released, ended; who leads, who read.
type Dice = (u16, Option<u16>, Option<u16>, Option<u16>, Option<u8>, u8);

fn a_case((opened, public, released, ended, lead, readers): Dice, n: u8) -> Case {
    let hours = |hours: u16| at(START) + SignedDuration::from_hours(i64::from(hours));
    let people = ["ada", "bo", "cleo", "dan"];
    let person = |n: u8| member(people[usize::from(n) % people.len()]);
    let mut case = Case {
        id: Some(id(n)),
        opened: Some(hours(opened)),
        reports: vec![finder()],
        lead: lead.map(person),
        public: public.map(|at| PublicKnowledge {
            url: String::new(),
            seen: hours(at),
        }),
        published: released.map(hours),
        ended: ended.map(|at| (Ending::Done, hours(at))),
        commits: vec![FixCommit {
            commit: COMMIT.to_owned(),
            subject: String::new(),
            by: person(readers),
            lgtm: (0..readers % 4).map(person).collect(),
        }],
        ..Case::default()
    };
    case.anchors.insert(Anchor::ReportReceived, hours(opened));
    for (anchor, instant) in [
        (Anchor::Released, released),
        (Anchor::CasePublic, public),
        (Anchor::SeveritySet, ended),
    ] {
        case.anchors.extend(instant.map(|at| (anchor, hours(at))));
    }
    case
}

fn dice() -> impl Strategy<Value = Vec<Dice>> {
    prop::collection::vec(any::<Dice>(), 0..12)
}

fn cases(dice: Vec<Dice>) -> Vec<Case> {
    let numbered = dice.into_iter().zip(0..);
    numbered.map(|(dice, n)| a_case(dice, n)).collect()
}

fn find<'a>(m: &'a Metrics, case: &CaseId) -> Option<&'a Measured> {
    m.cases.iter().find(|measured| &measured.case == case)
}

proptest! {
    #[test]
    fn exposure_is_never_negative(dice in dice()) {
        let cases = cases(dice);
        let m = metrics(&cases, Period::All, at(NOW));
        prop_assert_eq!(m.cases.len(), cases.len());
        let mut total = 0;
        for measured in &m.cases {
            let seconds = measured.exposure.released().or(measured.exposure.growing()).unwrap_or(0);
            prop_assert!(seconds >= 0);
            total += seconds;
            if let (Some(seconds), Some(done)) = (measured.exposure.released(), measured.done) {
                prop_assert_eq!(seconds > 0, measured.public.is_some_and(|public| public < done));
            }
            for mark in &measured.marks {
                prop_assert!(mark.taken.is_none_or(|s| s >= 0) && mark.late_by.is_none_or(|s| s >= 0) && mark.window >= 0);
                prop_assert_eq!(mark.state == State::MetLate, mark.taken.is_some() && mark.late_by.is_some());
            }
        }
        prop_assert_eq!(m.exposure.total, total);
    }

    #[test]
    fn the_order_of_the_cases_changes_nothing(dice in dice(), turn in 0usize..12) {
        let cases = cases(dice);
        let one = metrics(&cases, Period::ThreeYears, at(NOW));
        let mut turned = cases.clone();
        turned.reverse();
        if !turned.is_empty() { turned.rotate_left(turn % cases.len()); }
        prop_assert_eq!(one, metrics(&turned, Period::ThreeYears, at(NOW)));
    }

    #[test]
    fn a_longer_period_has_all_cases_of_a_shorter_one(dice in dice()) {
        let cases = cases(dice);
        let [year, three, all] = Period::ALL.map(|period| metrics(&cases, period, at(NOW)));
        for (short, long) in [(&year, &three), (&three, &all)] {
            prop_assert!(short.cases.iter().all(|measured| find(long, &measured.case) == Some(measured)));
            prop_assert!(short.exposure.total <= long.exposure.total);
        }
        prop_assert!(year.cases.iter().all(|c| c.done.is_none_or(|done| done >= at("2025-06-01T00:00:00Z"))));
    }

    #[test]
    fn one_more_case_changes_only_what_is_its_own(dice in dice(), one in any::<Dice>()) {
        let cases = cases(dice);
        let added = a_case(one, 200);
        let before = metrics(&cases, Period::ThreeYears, at(NOW));
        let mut more = cases.clone();
        more.push(added.clone());
        let after = metrics(&more, Period::ThreeYears, at(NOW));
        let others: Vec<&Measured> = after.cases.iter().filter(|c| Some(&c.case) != added.id.as_ref()).collect();
        prop_assert_eq!(others, before.cases.iter().collect::<Vec<_>>());
        let counted = find(&after, &id(200));
        let own = counted.map_or(0, |c| c.exposure.released().or(c.exposure.growing()).unwrap_or(0));
        prop_assert_eq!(after.exposure.total - before.exposure.total, own);
        let touched = |who: &MemberId| added.lead.as_ref() == Some(who) || counted.is_some_and(|c| c.lgtms.contains_key(who));
        for who in ["ada", "bo", "cleo", "dan"].map(member) {
            prop_assert!(touched(&who) || before.load.get(&who) == after.load.get(&who));
        }
        for clock in &before.clocks {
            let now = after.clocks.iter().find(|c| c.clock == clock.clock);
            let its = counted.is_some_and(|c| c.marks.iter().any(|mark| mark.clock == clock.clock));
            prop_assert!(its || now == Some(clock));
        }
        let quarter = counted.and_then(|c| c.done).map(ambergate_process::metrics::Quarter::of);
        for numbers in before.quarters.iter().filter(|q| Some(q.quarter) != quarter) {
            prop_assert!(after.quarters.contains(numbers));
        }
    }
}
