//! What holds for any case at all: nothing that `decide` accepts is a step that a machine does not have, and what the row
//! says is what the log says.

use crate::lockout::{in_trouble, of_every_project};
use crate::random::{Step as Walked, dice, event, walk};
use crate::stage::*;
use crate::vultron_case::known;
use ambergate_process::Instant;
use ambergate_process::aggregate::{Aggregate, Event};
use ambergate_process::case::{Case, CaseEvent, Ending, machines};
use ambergate_process::report::{self, Report};
use ambergate_process::vultron::{
    Consent, ConsentSymbol, Course, CsEvent, Em, EmbargoAct, Forbidden, Known, Machine, Participant, Rm, RmSymbol,
    Standing, Step, Who, World, of_case, of_report,
};
use proptest::prelude::*;

/// The same read from the log, event by event in the order in which we learned of things: `of_case` must come to the same,
/// and each step must be one that the machines have.
fn learn(standing: &mut Standing, event: &CaseEvent) -> Result<(), Forbidden> {
    let mut steps = vec![];
    let joins = |standing: &Standing, reporter: &ambergate_process::ids::OutsiderId| {
        let who = Who::Reporter(reporter.clone());
        let new = standing.of(&who).rm == Rm::Start;
        let word = [RmSymbol::Receive, RmSymbol::Validate, RmSymbol::Accept];
        let mut steps: Vec<Step> = word
            .into_iter()
            .filter(|_| new)
            .map(|s| Step::Rm(who.clone(), s))
            .collect();
        if new && (standing.embargo.state().is_in_force() || standing.participants.is_empty()) {
            steps.push(Step::Consent(who, ConsentSymbol::Accept));
        }
        steps
    };
    match event {
        CaseEvent::Opened { report, .. } => {
            steps.extend(joins(standing, &report.reporter));
            steps.push(Step::Cs(CsEvent::V));
            steps.push(Step::Embargo(EmbargoAct::Propose(known().proposal.unwrap())));
            steps.push(Step::Embargo(EmbargoAct::Accept));
            steps.push(Step::Consent(Who::Project, ConsentSymbol::Accept));
            for symbol in [RmSymbol::Receive, RmSymbol::Validate, RmSymbol::Accept] {
                steps.push(Step::Rm(Who::Project, symbol));
            }
        }
        CaseEvent::ReportAttached { report } => steps.extend(joins(standing, &report.reporter)),
        CaseEvent::FixReady => steps.push(Step::Cs(CsEvent::F)),
        CaseEvent::BecamePublic { .. } | CaseEvent::Published { .. } if !standing.world.public => {
            steps.push(Step::Cs(CsEvent::P));
        }
        CaseEvent::ListNotified { .. } => {
            steps.push(Step::Tell(Who::Distributors));
            let asked = standing.of(&Who::Distributors).consent != Consent::NoEmbargo;
            if standing.embargo.state().is_in_force() && !asked {
                steps.push(Step::Consent(Who::Distributors, ConsentSymbol::Invite));
            }
        }
        CaseEvent::Closed { ending, .. } => {
            if *ending != Ending::Done {
                steps.push(Step::Rm(Who::Project, RmSymbol::Defer));
            }
            steps.push(Step::Rm(Who::Project, RmSymbol::Close));
        }
        _ => {}
    }
    steps.into_iter().try_for_each(|step| standing.take(step).map(drop))
}

/// What every course must be, whatever led to it.
fn look(course: &Course) -> Result<(), TestCaseError> {
    let mut from_start = Standing::default();
    let mut quiet_until_agreed = true;
    for (_, step) in &course.steps {
        if let Step::Embargo(EmbargoAct::Propose(_) | EmbargoAct::Accept) = step {
            quiet_until_agreed &= from_start.world.is_quiet();
        }
        // Each step alone, through the bare machines.
        match step {
            Step::Cs(event) => {
                let next = from_start.case_state().step(*event);
                prop_assert!(next.is_ok());
                let next = next.unwrap();
                from_start.world = next.world;
                let path = Some(next.path);
                from_start.participants.entry(Who::Project).or_default().path = path;
            }
            Step::Embargo(act) => {
                prop_assert!(from_start.embargo.state().step(act.symbol()).is_ok());
                from_start.embargo = from_start.embargo.act(*act, from_start.case_state()).unwrap();
            }
            Step::Rm(who, symbol) => {
                let next = from_start.of(who).rm.step(*symbol);
                prop_assert!(next.is_ok());
                let start = from_start.of(who);
                from_start.participants.entry(who.clone()).or_insert(start).rm = next.unwrap();
            }
            Step::Consent(who, symbol) => {
                let next = from_start.of(who).consent.step(*symbol);
                prop_assert!(next.is_ok());
                let start = from_start.of(who);
                from_start.participants.entry(who.clone()).or_insert(start).consent = next.unwrap();
            }
            Step::Tell(_) => prop_assert_eq!(from_start.of(&Who::Project).rm, Rm::Accepted),
        }
    }
    prop_assert!(quiet_until_agreed);
    prop_assert!(from_start == course.standing, "the steps lead to the standing");
    let World { public, exploit, .. } = course.standing.world;
    let held = course.standing.embargo.state().is_in_force();
    prop_assert!(!(held && (public || exploit)), "SHALL");
    prop_assert!(!exploit || public);
    let consents = course
        .standing
        .participants
        .values()
        .filter(|p| p.consent != Consent::NoEmbargo);
    // Before it is agreed on somebody may be asked; nobody is held.
    let asked = course.standing.embargo.state() == Em::Proposed;
    let only_asked = |p: &Participant| asked && p.consent == Consent::Invited;
    prop_assert!(held || consents.filter(|p| !only_asked(p)).count() == 0);
    prop_assert!(course.steps.is_sorted_by_key(|(at, _)| *at));
    Ok(())
}

fn compare(before: &Case, after: &Case, standing: &Standing) -> Result<(), TestCaseError> {
    let course = of_case(after, &known());
    prop_assert!(
        course.refused.is_empty(),
        "{:?}",
        course.refused.iter().map(|(_, f)| f.to_string()).collect::<Vec<_>>()
    );
    look(&course)?;
    let first = after.reports.iter().map(|r| r.arrived).min();
    let never = after.public.as_ref().is_some_and(|public| Some(public.seen) <= first);
    if never {
        prop_assert_eq!(course.standing.embargo.state(), Em::None);
        prop_assert_eq!(standing.embargo.state(), Em::Exited);
    } else {
        prop_assert!(course.standing.embargo == standing.embargo);
        prop_assert!(course.standing.participants == standing.participants);
    }
    prop_assert_eq!(course.standing.world, standing.world);
    prop_assert_eq!(course.standing.case_state(), standing.case_state());
    let earlier = of_case(before, &known());
    for who in earlier.standing.participants.keys() {
        prop_assert!(
            course.rm_word(who).starts_with(&earlier.rm_word(who)),
            "nothing is taken back"
        );
    }
    for event in CsEvent::ALL {
        prop_assert!(course.standing.case_state().has(event) || !earlier.standing.case_state().has(event));
    }
    Ok(())
}

fn some_instant() -> impl Strategy<Value = Option<Instant>> {
    let start = at("2025-08-30T00:00:00Z");
    prop::option::of((0..40_i64).prop_map(move |days| start + jiff::SignedDuration::from_hours(24 * days)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn vultron_nothing_that_decide_accepts_is_a_step_that_a_machine_lacks(dice in dice(70)) {
        let mut standing = Standing::default();
        walk(&dice, |step: Walked<'_>| {
            let Ok(events) = step.result else { return Ok(()) };
            for event in events {
                let learned = learn(&mut standing, event);
                prop_assert!(learned.is_ok(), "{}", learned.unwrap_err());
            }
            if step.after.case.opened.is_some() {
                compare(&step.before.case, &step.after.case, &standing)?;
            }
            Ok(())
        })?;
    }

    #[test]
    fn vultron_an_exploit_or_an_attack_at_any_time_keeps_to_the_machines(
        dice in dice(50),
        exploit_public in some_instant(),
        attack_seen in some_instant(),
        proposed in any::<bool>(),
    ) {
        let stage = walk(&dice, |_| Ok(()))?;
        let proposal = known().proposal.filter(|_| proposed);
        let known = Known { proposal, exploit_public, attack_seen, ..Known::default() };
        let course = of_case(&stage.case, &known);
        look(&course)?;
        if stage.case.opened.is_some() {
            prop_assert!(course.refused.is_empty());
            prop_assert_eq!(course.standing.world.exploit, exploit_public.is_some());
            prop_assert_eq!(course.standing.world.attacks, attack_seen.is_some());
        }
    }

    /// Under the rules of every project, with what their policies say of embargoes: what `decide` let happen no machine refuses.
    #[test]
    fn vultron_the_course_of_a_case_that_decide_allowed_has_nothing_refused(
        whose in 0..14_usize,
        dice in dice(50),
        troubles in crate::random::dice(16),
    ) {
        let rules = &of_every_project()[whose];
        let Some(stage) = in_trouble(rules, &dice, &troubles) else { return Ok(()) };
        let mut case = Case::default();
        for (n, (at, event)) in stage.log.iter().enumerate() {
            case.apply(event, *at);
            // An act may write two events; what is between them was never a case.
            if stage.log.get(n + 1).is_some_and(|(next, _)| next == at) {
                continue;
            }
            let course = machines(&case, rules);
            prop_assert!(course.refused.is_empty(), "{}: {}", event.kind(), course.refused[0].1);
            look(&course)?;
        }
    }

    /// Whatever the row holds, however it came to it.
    #[test]
    fn vultron_any_row_has_a_course(
        events in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), 0..500_i64), 0..40),
        fix_deployed in some_instant(),
        exploit_public in some_instant(),
    ) {
        let mut case = Case::default();
        for (kind, a, b, hours) in events {
            let now = at("2025-08-20T00:00:00Z") + jiff::SignedDuration::from_hours(hours);
            case.apply(&event(kind, a, b), now);
            let known = Known { fix_deployed, exploit_public, ..known() };
            look(&of_case(&case, &known))?;
        }
    }

    #[test]
    fn vultron_a_report_keeps_to_report_management(dice in dice(40)) {
        let mut report = Report::default();
        let mut now = at("2025-09-03T00:14:00Z");
        for (n, (who, kind, a, _)) in dice.into_iter().enumerate() {
            now = now.checked_add(jiff::SignedDuration::from_mins(i64::from(a))).unwrap();
            let kind = if n == 0 { 0 } else { kind };
            let earlier = of_report(&report, &known());
            let Ok(events) = report::decide(&report, crate::total::report_command(kind, a), &crate::random::actor(who)) else { continue };
            for event in events {
                report.apply(&event, now);
            }
            let course = of_report(&report, &known());
            prop_assert!(course.refused.is_empty());
            look(&course)?;
            let word = course.rm_word(&Who::Project);
            prop_assert!(word.starts_with(&earlier.rm_word(&Who::Project)));
            let rm = course.standing.of(&Who::Project).rm;
            prop_assert_eq!(rm == Rm::Start, report.arrived.is_none());
            prop_assert_eq!(matches!(rm, Rm::Start | Rm::Received), report.handled.is_none());
        }
    }
}
