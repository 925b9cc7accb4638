//! What the planner promises: the windows of the policy, several profiles together, and what never happens.

use super::*;
use crate::condition::{CaseFacts, Condition, DateTerm, declared};
use crate::policy::{
    AudienceRule, Bound, COREDNS, Clock, Effect, Embargo, Gate, GateAct, Kind, OnPublic, Profile, Strength,
};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Read once: reading costs a thousand plans.
fn coredns() -> Profile {
    static READ: LazyLock<Profile> = LazyLock::new(|| Profile::read("coredns.toml", COREDNS).unwrap());
    READ.clone()
}

fn rules() -> Rules {
    Rules::of(coredns())
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn clock(id: &str, start: Start, until: Anchor, min: Option<Span>, max: Option<Span>, strength: Strength) -> Clock {
    Clock {
        id: id.to_owned(),
        act: format!("Do {id}"),
        title: format!("Done {id}"),
        start,
        until,
        min,
        max,
        strength,
        on_public: OnPublic::Keep,
        when: None,
        needs: Vec::new(),
        extend: None,
        every: false,
        refs: vec![format!("{id}-paragraph")],
        note: None,
    }
}

/// A profile with these clocks and nothing else.
fn profile(id: &str, kind: Kind, clocks: Vec<Clock>) -> Profile {
    Profile {
        id: id.to_owned(),
        kind,
        clocks,
        gates: Vec::new(),
        embargo: None,
        audiences: Vec::<AudienceRule>::new(),
        ..coredns()
    }
}

fn list() -> Profile {
    Profile {
        embargo: Some(Embargo {
            max: Bound::Of(Span::Days(14)),
            from: Some(Anchor::ListNotified),
            strength: Some(Strength::Must),
            refs: vec!["ld-14d".to_owned()],
            ..coredns().embargo.unwrap()
        }),
        ..profile("linux-distros", Kind::ExternalList, Vec::new())
    }
}

fn envoy() -> Profile {
    let window = clock(
        "distributor_window",
        Start::From(Anchor::ListNotified),
        Anchor::Released,
        Some(Span::Days(21)),
        Some(Span::Days(28)),
        Strength::Must,
    );
    profile("envoy", Kind::Project, vec![window])
}

fn together(own: Profile, others: Vec<Profile>) -> Rules {
    Rules::new(own, others, &BTreeMap::new())
}

fn state(anchors: &[(Anchor, &str)], clock: &str, now: &str) -> (State, Option<Instant>) {
    let anchors = anchors.iter().map(|(a, t)| (*a, at(t))).collect();
    let plan = plan(&anchors, &rules(), &Circumstances::default(), at(now));
    let m = plan.milestone(clock).unwrap().clone();
    (m.state, m.due)
}

fn anchors(list: &[(Anchor, &str)]) -> Anchors {
    list.iter().map(|(anchor, text)| (*anchor, at(text))).collect()
}

fn known(list: &[(&str, toml::Value)]) -> Circumstances {
    let mut circumstances = Circumstances::default();
    for (name, value) in list {
        circumstances.facts.set_dotted(name, value).unwrap();
    }
    circumstances
}

const REPORTED: (Anchor, &str) = (Anchor::ReportReceived, "2025-09-03T00:14:00Z");

#[test]
fn the_windows_of_the_replay_run_from_the_report() {
    for (clock, due) in [
        ("fix_team_named", "2025-09-04T00:14:00Z"),
        ("severity_set", "2025-09-10T00:14:00Z"),
        ("distributors_decided", "2025-09-17T00:14:00Z"),
        ("released", "2025-09-24T00:14:00Z"),
    ] {
        assert_eq!(
            state(&[REPORTED], clock, "2025-09-03T01:00:00Z"),
            (State::Open, Some(at(due))),
            "{clock}"
        );
    }
}

#[test]
fn a_clock_becomes_due_soon_then_overdue_and_is_met_late_after_that() {
    let named = (Anchor::FixTeamNamed, "2025-09-04T00:14:01Z");
    for (now, expected) in [
        ("2025-09-03T18:13:59Z", State::Open),
        ("2025-09-03T18:14:00Z", State::DueSoon),
        ("2025-09-04T00:14:00Z", State::DueSoon),
        ("2025-09-04T00:14:01Z", State::Overdue),
    ] {
        assert_eq!(state(&[REPORTED], "fix_team_named", now).0, expected, "{now}");
    }
    let late = state(&[REPORTED, named], "fix_team_named", "2025-09-05T00:00:00Z").0;
    assert_eq!(late, State::MetLate);
}

#[test]
fn public_disclosure_makes_everything_due_at_once_and_keeps_the_first_targets() {
    let public = (Anchor::CasePublic, "2025-09-05T06:00:00Z");
    let both = anchors(&[REPORTED, public]);
    let plan = plan(&both, &rules(), &Circumstances::default(), at("2025-09-05T07:00:00Z"));
    let released = plan.milestone("released").unwrap();
    assert_eq!(released.due, Some(at("2025-09-05T06:00:00Z")));
    assert_eq!(released.first_target, Some(at("2025-09-24T00:14:00Z")));
    assert!(released.asap && released.state == State::Overdue);
    let done = [REPORTED, public, (Anchor::Released, "2025-09-06T00:00:00Z")];
    assert_eq!(
        state(&done, "released", "2025-09-07T00:00:00Z").0,
        State::Met,
        "met against the first target"
    );
}

#[test]
fn the_distributors_clock_waits_for_the_decision() {
    let now = at("2025-09-04T00:00:00Z");
    let with = |circumstances: Circumstances| {
        let plan = plan(&anchors(&[REPORTED]), &rules(), &circumstances, now);
        plan.milestone("list_notified").unwrap().state
    };
    let told = |told: bool| known(&[("distributors.told", told.into())]);
    assert_eq!(with(Circumstances::default()), State::Waiting);
    assert_eq!(with(told(false)), State::NotApplicable);
    assert_eq!(with(told(true)), State::Open);
}

#[test]
fn a_slow_down_moves_the_target_and_keeps_the_first_one() {
    let mut circumstances = known(&[("severity.base", 3.1.into())]);
    let now = at("2025-09-12T00:00:00Z");
    let before = plan(&anchors(&[REPORTED]), &rules(), &circumstances, now);
    let fix = before.milestone("fix_ready").unwrap();
    assert_eq!(fix.state, State::Overdue);
    let allowed = fix.holds.iter().find(|hold| hold.rule == "slow_down").unwrap();
    assert_eq!(
        (allowed.side, allowed.refs.as_slice()),
        (Side::Allows, ["S25".to_owned(), "S26".to_owned()].as_slice())
    );
    circumstances.extended.push(Extension {
        profile: "coredns".to_owned(),
        clock: "fix_ready".to_owned(),
        to: at("2025-09-20T00:00:00Z"),
        reason: "holidays".to_owned(),
        decided: at("2025-09-09T00:00:00Z"),
    });
    let after = plan(&anchors(&[REPORTED]), &rules(), &circumstances, now);
    let moved = after.milestone("fix_ready").unwrap();
    assert_eq!(
        (moved.due, moved.state),
        (Some(at("2025-09-20T00:00:00Z")), State::Open)
    );
    assert_eq!(moved.first_target, fix.first_target);
    let others = |plan: &Plan| {
        plan.milestones
            .iter()
            .filter(|m| m.clock != "fix_ready")
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&before), others(&after), "nothing else moved");
    let high = known(&[("severity.base", 8.1.into())]);
    let high = plan(&anchors(&[REPORTED]), &rules(), &high, now);
    assert!(
        !high
            .milestone("fix_ready")
            .unwrap()
            .holds
            .iter()
            .any(|hold| hold.rule == "slow_down"),
        "4.0 and above"
    );
}

#[test]
fn an_upstream_date_holds_the_release_until_somebody_breaks_the_gate() {
    let date = at("2025-10-01T12:00:00Z");
    let mut circumstances = Circumstances::default();
    circumstances.facts.set(declared::UPSTREAM_DATE, date);
    let now = at("2025-09-25T00:00:00Z");
    let held = plan(&anchors(&[REPORTED]), &rules(), &circumstances, now);
    let released = held.milestone("released").unwrap();
    let hold = released
        .holds
        .iter()
        .find(|hold| hold.kind == HoldKind::Upstream)
        .unwrap();
    assert_eq!(
        (hold.side, hold.at, hold.refs.as_slice()),
        (Side::NotBefore, Some(date), ["S19".to_owned()].as_slice())
    );
    assert_eq!(
        (released.earliest, released.due, released.state),
        (Some(date), Some(date), State::Open)
    );
    assert_eq!(
        held.windows.get(&Anchor::AdvisoryPublished).unwrap().earliest,
        Some(date)
    );
    circumstances.broken.push(Broken {
        profile: "coredns".to_owned(),
        gate: "upstream".to_owned(),
        from: now,
    });
    let free = plan(&anchors(&[REPORTED]), &rules(), &circumstances, now);
    let released = free.milestone("released").unwrap();
    assert_eq!((released.earliest, released.state), (None, State::Overdue));
}

#[test]
fn a_reporter_and_an_upstream_project_with_other_dates_are_a_conflict_of_exactly_these_two() {
    let mut circumstances = Circumstances::default();
    circumstances
        .facts
        .set(declared::UPSTREAM_DATE, at("2025-10-01T12:00:00Z"));
    circumstances
        .facts
        .set(declared::REPORTER_DATE, at("2025-09-15T14:00:00Z"));
    let rules = together(coredns(), vec![list()]);
    let plan = plan(
        &anchors(&[REPORTED]),
        &rules,
        &circumstances,
        at("2025-09-05T00:00:00Z"),
    );
    let [conflict] = plan.conflicts.as_slice() else {
        panic!("{:?}", plan.conflicts);
    };
    let kinds: Vec<HoldKind> = conflict.rules.iter().map(|hold| hold.kind).collect();
    assert_eq!(kinds, [HoldKind::Upstream, HoldKind::Reporter]);
    assert_eq!(
        conflict.what,
        "These cannot all be kept: coredns (S19): Nothing is published before the date of the upstream project; \
         coredns: the reporter publishes on 2025-09-15 14:00 UTC."
    );
}

#[test]
fn three_weeks_for_distributors_do_not_fit_into_a_list_that_takes_fourteen_days() {
    let rules = together(envoy(), vec![list(), coredns()]);
    let now = at("2025-09-04T00:00:00Z");
    // Before the list was told both are only lengths; they collide all the same.
    for told in [None, Some((Anchor::ListNotified, "2025-09-04T00:00:00Z"))] {
        let happened: Vec<(Anchor, &str)> = [REPORTED].into_iter().chain(told).collect();
        let plan = plan(&anchors(&happened), &rules, &Circumstances::default(), now);
        let [conflict] = plan.conflicts.as_slice() else {
            panic!("{:?}", plan.conflicts);
        };
        let rules: Vec<(&str, &str)> = conflict
            .rules
            .iter()
            .map(|h| (h.profile.as_str(), h.rule.as_str()))
            .collect();
        assert_eq!(rules, [("envoy", "distributor_window"), ("linux-distros", "embargo")]);
        assert!(conflict.what.contains("ld-14d") && conflict.what.contains("distributor_window-paragraph"));
    }
}

#[test]
fn a_rule_of_another_profile_tightens_a_soft_target_and_is_named() {
    let told = anchors(&[REPORTED, (Anchor::ListNotified, "2025-09-05T00:00:00Z")]);
    let now = at("2025-09-06T00:00:00Z");
    let alone = plan(&told, &rules(), &Circumstances::default(), now);
    assert_eq!(
        alone.milestone("released").unwrap().due,
        Some(at("2025-09-24T00:14:00Z"))
    );
    let both = plan(
        &told,
        &together(coredns(), vec![list()]),
        &Circumstances::default(),
        now,
    );
    let released = both.milestone("released").unwrap();
    assert_eq!(
        released.due,
        Some(at("2025-09-19T00:00:00Z")),
        "14 days after the list was told"
    );
    assert_eq!(released.first_target, Some(at("2025-09-24T00:14:00Z")));
    assert!(
        released
            .holds
            .iter()
            .any(|hold| hold.profile == "linux-distros" && hold.kind == HoldKind::Embargo)
    );
}

#[test]
fn a_clock_that_counts_back_waits_for_a_date_and_binds_the_date_once_it_was_reached() {
    let notice = clock(
        "notice",
        Start::Before(Anchor::AdvisoryPublished),
        Anchor::ListNotified,
        Some(Span::Days(7)),
        Some(Span::Days(28)),
        Strength::Must,
    );
    let rules = Rules::of(profile("kubernetes", Kind::Project, vec![notice]));
    let now = at("2025-09-04T00:00:00Z");
    let mut circumstances = Circumstances::default();
    let waiting = plan(&anchors(&[REPORTED]), &rules, &circumstances, now);
    assert_eq!(waiting.milestone("notice").unwrap().state, State::Waiting);
    circumstances
        .planned
        .insert(Anchor::AdvisoryPublished, at("2025-09-30T16:00:00Z"));
    let planned = plan(&anchors(&[REPORTED]), &rules, &circumstances, now);
    let notice = planned.milestone("notice").unwrap();
    assert_eq!(
        (notice.earliest, notice.due),
        (Some(at("2025-09-02T16:00:00Z")), Some(at("2025-09-23T16:00:00Z")))
    );
    assert!(planned.conflicts.is_empty());
    // Too late for the planned date: the date can move, the rule cannot.
    let told = anchors(&[REPORTED, (Anchor::ListNotified, "2025-09-25T16:00:00Z")]);
    let late = plan(&told, &rules, &circumstances, at("2025-09-26T00:00:00Z"));
    assert_eq!(late.milestone("notice").unwrap().state, State::MetLate);
    assert_eq!(
        late.windows.get(&Anchor::AdvisoryPublished).unwrap().earliest,
        Some(at("2025-10-02T16:00:00Z"))
    );
    let kinds: Vec<HoldKind> = late
        .conflicts
        .iter()
        .flat_map(|c| &c.rules)
        .map(|hold| hold.kind)
        .collect();
    assert_eq!(kinds, [HoldKind::Clock, HoldKind::Planned]);
}

#[test]
fn a_reopened_case_keeps_what_was_met_and_counts_the_rest_again() {
    let done = anchors(&[
        REPORTED,
        (Anchor::FixTeamNamed, "2025-09-03T10:00:00Z"),
        (Anchor::FixReady, "2025-09-05T00:14:27Z"),
        (Anchor::CasePublic, "2025-09-08T13:47:41Z"),
        (Anchor::Released, "2025-09-08T13:47:41Z"),
    ]);
    let again = at("2025-10-01T09:00:00Z");
    let circumstances = Circumstances {
        reopened: vec![Reopening::of_an_incomplete_fix(again)],
        ..Circumstances::default()
    };
    let plan = plan(&done, &rules(), &circumstances, at("2025-10-02T00:00:00Z"));
    let fixes: Vec<(u16, State, Option<Instant>)> = plan
        .milestones
        .iter()
        .filter(|m| m.clock == "fix_ready")
        .map(|m| (m.round, m.state, m.due))
        .collect();
    assert_eq!(
        fixes,
        [
            (1, State::Met, Some(at("2025-09-10T00:14:00Z"))),
            (2, State::Open, Some(at("2025-10-08T09:00:00Z"))),
        ]
    );
    let released = plan.milestone("released").unwrap();
    assert_eq!(
        (released.due, released.asap),
        (Some(at("2025-10-22T09:00:00Z")), false),
        "the rest is not public"
    );
    let team: Vec<u16> = plan
        .milestones
        .iter()
        .filter(|m| m.clock == "fix_team_named")
        .map(|m| m.round)
        .collect();
    assert_eq!(team, [1], "the team is still there");
}

#[test]
fn what_if_shows_another_plan_and_writes_nothing() {
    let happened = anchors(&[REPORTED]);
    let circumstances = Circumstances::default();
    let now = at("2025-09-04T00:00:00Z");
    let before = plan(&happened, &rules(), &circumstances, now);
    let imagined = what_if(
        &happened,
        &rules(),
        &circumstances,
        [Change::Reached(Anchor::CasePublic, at("2025-09-03T12:00:00Z"))],
        now,
    );
    assert!(imagined.milestone("released").unwrap().asap);
    assert_eq!(plan(&happened, &rules(), &circumstances, now), before);
}

#[test]
fn a_clock_that_starts_again_counts_from_the_last_time() {
    let update = Clock {
        every: true,
        ..clock(
            "update",
            Start::From(Anchor::ReportReceived),
            Anchor::FirstAnswer,
            None,
            Some(Span::Days(5)),
            Strength::Should,
        )
    };
    let rules = Rules::of(profile("rust", Kind::Project, vec![update]));
    let mut circumstances = Circumstances::default();
    let due = |circumstances: &Circumstances| {
        let plan = plan(&anchors(&[REPORTED]), &rules, circumstances, at("2025-09-04T00:00:00Z"));
        plan.milestone("update").unwrap().due
    };
    assert_eq!(due(&circumstances), Some(at("2025-09-08T00:14:00Z")));
    circumstances
        .latest
        .insert(Anchor::FirstAnswer, at("2025-09-07T00:00:00Z"));
    assert_eq!(due(&circumstances), Some(at("2025-09-12T00:00:00Z")));
}

#[test]
fn a_holiday_calendar_that_is_missing_makes_business_days_uncertain() {
    let mut own = coredns();
    own.holidays = Some("us".to_owned());
    let plan = plan(
        &anchors(&[REPORTED]),
        &Rules::of(own),
        &Circumstances::default(),
        at("2025-09-03T01:00:00Z"),
    );
    assert_eq!(plan.milestone("first_answer").unwrap().warnings, [Warning::Uncertain]);
    assert!(
        plan.milestone("released").unwrap().warnings.is_empty(),
        "days are counted without a calendar"
    );
}

/// Anchors that clocks of a generated profile count between, in this order, so that no circle comes to be.
const CHAIN: [Anchor; 6] = [
    Anchor::ReportReceived,
    Anchor::FixReady,
    Anchor::ListNotified,
    Anchor::EmbargoEnd,
    Anchor::Released,
    Anchor::AdvisoryPublished,
];

fn any_span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1u16..400).prop_map(Span::Hours),
        (1u16..60).prop_map(Span::Days),
        (1u16..20).prop_map(Span::BusinessDays),
        (1u16..4).prop_map(Span::WorkingWeeks),
        (1u16..4).prop_map(Span::Months),
    ]
}

prop_compose! {
    fn any_clock()(
        (from, until) in (0usize..5).prop_flat_map(|from| (Just(from), from + 1..6)),
        min in proptest::option::of(any_span()),
        max in any_span(),
        back in any::<bool>(),
        must in any::<bool>(),
        id in 0u16..500,
    ) -> Clock {
        let (start, until) = if back {
            (Start::Before(CHAIN[until]), CHAIN[from])
        } else {
            (Start::From(CHAIN[from]), CHAIN[until])
        };
        let strength = if must { Strength::Must } else { Strength::Suggest };
        clock(&format!("c{id}"), start, until, min, Some(max), strength)
    }
}

fn any_profile(name: &'static str) -> impl Strategy<Value = Profile> {
    let embargo = proptest::option::of(any_span());
    (proptest::collection::vec(any_clock(), 1..5), embargo, any::<bool>()).prop_map(move |(clocks, max, gated)| {
        let mut profile = profile(name, Kind::ExternalList, clocks);
        let mut ids = std::collections::BTreeSet::new();
        profile.clocks.retain(|clock| ids.insert(clock.id.clone()));
        profile.embargo = max.map(|max| Embargo {
            max: Bound::Of(max),
            ..list().embargo.unwrap()
        });
        if gated {
            profile.gates.push(not_before_upstream());
        }
        profile
    })
}

/// Checked once, for the same reason.
fn not_before_upstream() -> Gate {
    static GATE: LazyLock<Gate> = LazyLock::new(|| Gate {
        id: "upstream".to_owned(),
        title: "Not before upstream".to_owned(),
        when: Condition::check("has(upstream.date)").unwrap(),
        effect: Effect::ForbidBefore,
        act: GateAct::Publish,
        until: Some(DateTerm::check("upstream.date").unwrap()),
        decider: None,
        needs: Vec::new(),
        breaking: None,
        refs: vec!["gate".to_owned()],
        note: None,
    });
    GATE.clone()
}

fn any_anchors() -> impl Strategy<Value = Anchors> {
    let happened = proptest::sample::subsequence(CHAIN.to_vec(), 0..5);
    (happened, proptest::collection::vec(0i64..1_000, 6)).prop_map(|(happened, hours)| {
        let start = at("2025-09-03T00:14:00Z");
        let mut anchors = Anchors::from([(Anchor::ReportReceived, start)]);
        for (anchor, hour) in happened.into_iter().zip(hours) {
            anchors
                .entry(anchor)
                .or_insert(start + SignedDuration::from_hours(hour));
        }
        anchors
    })
}

fn any_facts() -> impl Strategy<Value = CaseFacts> {
    let date = || proptest::option::of(0i64..2_000);
    (date(), date()).prop_map(|(upstream, reporter)| {
        let at = |hours| at("2025-09-03T00:14:00Z") + SignedDuration::from_hours(hours);
        let mut facts = CaseFacts::default();
        upstream
            .into_iter()
            .for_each(|hours| facts.set(declared::UPSTREAM_DATE, at(hours)));
        reporter
            .into_iter()
            .for_each(|hours| facts.set(declared::REPORTER_DATE, at(hours)));
        facts
    })
}

proptest! {
    #[test]
    fn deadlines_never_move_because_time_passes(
        own in any_profile("own"),
        other in any_profile("other"),
        anchors in any_anchors(),
        facts in any_facts(),
        hours in 0i64..3_000,
        later in 1i64..3_000,
    ) {
        let rules = together(own, vec![other]);
        let circumstances = Circumstances { facts, ..Circumstances::default() };
        let now = at("2025-09-03T00:14:00Z") + SignedDuration::from_hours(hours);
        let before = plan(&anchors, &rules, &circumstances, now);
        let after = plan(&anchors, &rules, &circumstances, now + SignedDuration::from_hours(later));
        for (a, b) in before.milestones.iter().zip(&after.milestones) {
            prop_assert_eq!((a.from, a.earliest, a.due, a.first_target), (b.from, b.earliest, b.due, b.first_target));
        }
        prop_assert_eq!(before.windows, after.windows);
    }

    #[test]
    fn later_anchors_never_move_a_target(hours in 0i64..2_000, later in 1i64..500) {
        let start = at("2025-09-03T00:14:00Z");
        let now = start + SignedDuration::from_hours(hours);
        let anchors = Anchors::from([(Anchor::ReportReceived, start)]);
        let before = plan(&anchors, &rules(), &Circumstances::default(), now);
        let mut more = anchors.clone();
        more.insert(Anchor::SeveritySet, start + SignedDuration::from_hours(later));
        more.insert(Anchor::LeadNamed, start + SignedDuration::from_hours(later));
        let after = plan(&more, &rules(), &Circumstances::default(), now);
        for (a, b) in before.milestones.iter().zip(&after.milestones) {
            prop_assert_eq!(a.due, b.due);
            prop_assert_eq!(a.first_target, b.first_target);
        }
    }

    #[test]
    fn adding_a_rule_never_widens_a_window(
        own in any_profile("own"),
        other in any_profile("other"),
        anchors in any_anchors(),
        facts in any_facts(),
    ) {
        let circumstances = Circumstances { facts, ..Circumstances::default() };
        let now = at("2025-09-10T00:00:00Z");
        let alone = plan(&anchors, &Rules::of(own.clone()), &circumstances, now);
        let both = plan(&anchors, &together(own.clone(), vec![other]), &circumstances, now);
        for (anchor, window) in &alone.windows {
            let narrower = both.windows.get(anchor);
            prop_assert!(narrower.is_some(), "{}", anchor.key());
            let narrower = narrower.unwrap();
            prop_assert!(narrower.earliest >= window.earliest, "{}", anchor.key());
            prop_assert!(window.latest.is_none_or(|latest| narrower.latest.is_some_and(|n| n <= latest)));
        }
        for milestone in &alone.milestones {
            let same = both.milestone_of("own", &milestone.clock).unwrap();
            prop_assert!(same.earliest >= milestone.earliest);
        }
    }

    #[test]
    fn the_order_of_profiles_and_of_events_changes_nothing(
        own in any_profile("own"),
        first in any_profile("first"),
        second in any_profile("second"),
        anchors in any_anchors(),
        facts in any_facts(),
    ) {
        let circumstances = Circumstances { facts, ..Circumstances::default() };
        let now = at("2025-09-10T00:00:00Z");
        let one = together(own.clone(), vec![first.clone(), second.clone()]);
        let other = together(own, vec![second, first]);
        let backwards: Anchors = anchors.clone().into_iter().rev().collect();
        prop_assert_eq!(plan(&anchors, &one, &circumstances, now), plan(&backwards, &other, &circumstances, now));
    }

    #[test]
    fn a_conflict_is_minimal_and_without_one_every_window_is_open(
        own in any_profile("own"),
        other in any_profile("other"),
        anchors in any_anchors(),
        facts in any_facts(),
    ) {
        let circumstances = Circumstances { facts, ..Circumstances::default() };
        let now = at("2025-09-10T00:00:00Z");
        let rules = together(own, vec![other]);
        let plan = plan(&anchors, &rules, &circumstances, now);
        let known = circumstances.known(&anchors);
        let scene = milestone::Scene::first(&anchors, &circumstances, &known, now);
        let ruled = rule::Ruled::new(&rules, &scene);
        for conflict in &plan.conflicts {
            prop_assert!(network::is_minimal(&ruled, &scene, conflict), "{}", conflict.what);
        }
        // A date that has passed is overdue, not a conflict; what it leaves open for others no time can satisfy any more.
        let passed = |window: &Window| window.latest.is_some_and(|latest| latest < now);
        if plan.conflicts.is_empty() && !plan.windows.values().any(passed) {
            for (anchor, window) in &plan.windows {
                prop_assert!(window.earliest.zip(window.latest).is_none_or(|(e, l)| e <= l), "{}", anchor.key());
            }
        }
    }
}
