//! What holds for any case: `apply`, `react`, `agenda` and `brief` take whatever comes, `decide` never panics, the log folded
//! is the state, deadlines stand still, and nothing but the publication act makes a case public.

use crate::random::{Step, command, dice, event, one_in, walk};
use crate::stage::*;
use ambergate_process::Instant;
use ambergate_process::access::{Audience, Audiences, Role, Who};
use ambergate_process::aggregate::{Aggregate, Event, Headline};
use ambergate_process::announce::{lint, told_by};
use ambergate_process::case::{Case, CaseEvent, Errand, Phase, agenda, decide, owed_reasons, react};
use ambergate_process::cra::LegalRole;
use ambergate_process::facts::FactClass;
use ambergate_process::people::Absence;
use ambergate_process::planner::State;
use ambergate_process::policy::MessageKind;
use ambergate_process::project::{self, Joining, Project, Settings};
use ambergate_process::report::{self, CreditWish, Exit, PublicKnowledge, Reach, Report, ReportEvent, Via};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn same_through_json<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq>(value: &T) -> bool {
    let text = serde_json::to_string(value).unwrap();
    serde_json::from_str::<T>(&text).is_ok_and(|read| &read == value)
}

/// Everything that can be asked of a case, for an answer, whatever it is.
fn ask_everything(case: &Case, event: &CaseEvent) {
    let rules = rules();
    react(case, event);
    for now in [Instant::MIN, at("2025-09-03T00:14:00Z"), Instant::MAX] {
        let plan = agenda(case, rules, now);
        owed_reasons(case, &plan);
        plan.next_due();
    }
    for set in [Audiences::default(), Audiences::DISCLOSURE, Audiences::PUBLIC] {
        let brief = ambergate_process::brief::brief(case, set, rules);
        lint(case, &brief, "The etcd plugin, e1768a5.");
        told_by(case, &brief);
    }
    assert!(case.clear().phase <= 4);
    assert!(
        serde_json::to_string(&case.headline()).unwrap().len() <= 470,
        "sealed it fits 512 bytes"
    );
}

/// What may be public of a case by what is in its log, whatever its state says.
fn public_ceiling(log: &[CaseEvent], kinds: &dyn Fn(&CaseEvent) -> bool) -> BTreeSet<FactClass> {
    let profile = &rules().profile;
    let published = log.iter().any(|e| matches!(e, CaseEvent::Published { .. }));
    let phase = match (published, log.iter().any(kinds)) {
        (true, _) => Phase::Released,
        (false, true) => Phase::Announced,
        (false, false) => Phase::Embargoed,
    };
    profile.cleared(Audience::Public, phase)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_events_in_any_order_can_be_applied_and_never_publish_without_the_act(
        dice in dice(40), times in prop::collection::vec(-377_000_000_000i64..253_000_000_000, 40),
    ) {
        let mut case = Case::default();
        let mut log = Vec::new();
        for ((who, kind, a, b), second) in dice.into_iter().zip(times) {
            let event = event(kind, a, b);
            let now = if one_in(2, who) { Instant::from_second(second).unwrap() } else { at("2025-09-05T00:00:00Z") };
            case.apply(&event, now);
            log.push(event.clone());
            prop_assert!(same_through_json(&event), "{}", event.kind());
            prop_assert!(same_through_json(&case));
            ask_everything(&case, &event);
            let published = log.iter().any(|e| matches!(e, CaseEvent::Published { .. }));
            prop_assert!(published || (case.phase != Phase::Released && case.published.is_none()), "invariant 11");
            let ceiling = public_ceiling(&log, &|e| matches!(e, CaseEvent::AnnouncementSent { .. }));
            let brief = ambergate_process::brief::brief(&case, Audiences::PUBLIC, rules());
            for (kind, _) in brief.facts() {
                prop_assert!(ceiling.contains(&kind.class()), "{kind:?} is public in {:?}", case.phase);
            }
        }
    }

    #[test]
    fn nobody_can_do_anything_that_breaks_a_case(dice in dice(70)) {
        walk(&dice, look)?;
    }

    #[test]
    fn any_command_on_any_state_gets_an_answer(dice in dice(30), events in crate::random::dice(12)) {
        let mut case = walk(&dice, |_| Ok(()))?.case;
        for (who, (die, k, a, b)) in events.iter().enumerate() {
            // Events that no `decide` would have written: a state nobody should be in.
            case.apply(&event(*k, *a, *b), at("2025-09-06T00:00:00Z"));
            let actor = crate::random::actor(u8::try_from(who % 256).unwrap());
            let command = command(k.wrapping_add(*die), *a, *b, at("2025-09-06T00:00:00Z"));
            let once = decide(&case, command.clone(), &actor, rules(), at("2025-09-06T00:00:00Z"));
            let twice = decide(&case, command, &actor, rules(), at("2025-09-06T00:00:00Z"));
            prop_assert!(once == twice, "the same question, the same answer");
        }
    }
}

/// What holds for every step of every walk.
fn look(step: Step<'_>) -> Result<(), TestCaseError> {
    let Step {
        before,
        after,
        actor,
        result,
    } = step;
    let Ok(events) = result else {
        prop_assert!(before.case == after.case, "a refusal changes nothing");
        return Ok(());
    };
    let mut folded = Case::default();
    after.log.iter().for_each(|(at, event)| folded.apply(event, *at));
    prop_assert!(folded == after.case, "folding the log gives the row");
    prop_assert!(same_through_json(&after.case));
    prop_assert!(events.iter().all(same_through_json));
    prop_assert!(
        after.case.phase.rank() >= before.case.phase.rank(),
        "no phase comes back"
    );
    let corrected = |anchor| {
        let of = |event: &CaseEvent| matches!(event, CaseEvent::RecordCorrected { anchor: one, .. } if one == anchor);
        events.iter().any(of)
    };
    for (anchor, instant) in before.case.anchors.iter().filter(|(anchor, _)| !corrected(*anchor)) {
        prop_assert_eq!(
            after.case.anchors.get(anchor),
            Some(instant),
            "what happened first stays first"
        );
    }
    deadlines_stand_still(before, after, events)?;
    public_by_the_act_only(after)?;
    for event in events {
        ask_everything(&after.case, event);
        match event {
            CaseEvent::Published { by, .. } => {
                prop_assert_eq!(Some(by), before.case.lead.as_ref(), "S13");
                prop_assert!(
                    matches!(actor.who, Who::Member(_)) && actor.role == Some(Role::Pst),
                    "done by people"
                );
                let read = |c: &ambergate_process::case::FixCommit| c.lgtm.iter().any(|reader| reader != &c.by);
                prop_assert!(
                    !before.case.commits.is_empty() && before.case.commits.iter().all(read),
                    "S24"
                );
                prop_assert!(before.case.severity.is_some(), "S22");
                let rule = after.rules.profile.message(MessageKind::FinalAnnouncement).unwrap();
                let told = after.brief(Audiences::PUBLIC);
                prop_assert!(rule.required.iter().all(|fact| told.fact(*fact).is_some()), "S38");
            }
            CaseEvent::LgtmGiven { commit, by } => {
                let recorded = before.case.commits.iter().find(|c| &c.commit == commit).map(|c| &c.by);
                prop_assert!(recorded.is_some_and(|recorder| recorder != by), "S24");
            }
            CaseEvent::MessagePosted { audiences, .. } => {
                prop_assert!(!audiences.has(Audience::Public) && audiences.has(Audience::Pst));
                for errand in react(&after.case, event) {
                    match errand {
                        Errand::TellMembers { audiences: told, .. } => {
                            prop_assert_eq!(told.bits() & !audiences.bits(), 0)
                        }
                        Errand::WriteToReporter { .. } => prop_assert!(audiences.has(Audience::Reporter)),
                        other => prop_assert!(false, "a message entails {other:?}"),
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn deadlines_stand_still(before: &Stage, after: &Stage, events: &[CaseEvent]) -> Result<(), TestCaseError> {
    // What is said of dates moves dates; a gate holds a date, and breaking it lets go of it.
    let moved = |event: &CaseEvent| {
        matches!(
            event,
            CaseEvent::BecamePublic { .. }
                | CaseEvent::TargetMoved { .. }
                | CaseEvent::UpstreamSet { .. }
                | CaseEvent::ReporterDateSet { .. }
                | CaseEvent::GateBroken { .. }
        )
    };
    let disclosed = events.iter().any(moved);
    let was = agenda(&before.case, before.rules, after.now);
    let is = agenda(&after.case, after.rules, after.now);
    for (was, is) in was
        .milestones
        .iter()
        .zip(&is.milestones)
        .filter(|(was, _)| was.from.is_some())
    {
        prop_assert_eq!(was.first_target, is.first_target, "{}", is.clock);
        prop_assert_eq!(was.from, is.from, "{}", is.clock);
        // What others forbid or announce holds what has not happened yet.
        if !disclosed && is.reached.is_none() {
            prop_assert_eq!(was.due, is.due, "{}", is.clock);
        }
        if is.reached.is_some() {
            prop_assert!(
                matches!(is.state, State::Met | State::MetLate),
                "{} is {:?}",
                is.clock,
                is.state
            );
        }
    }
    Ok(())
}

fn public_by_the_act_only(stage: &Stage) -> Result<(), TestCaseError> {
    let log: Vec<CaseEvent> = stage.log.iter().map(|(_, event)| event.clone()).collect();
    let published = log.iter().filter(|e| matches!(e, CaseEvent::Published { .. })).count();
    prop_assert!(published <= 1);
    prop_assert_eq!(stage.case.published.is_some(), published == 1);
    prop_assert!(stage.case.phase != Phase::Released || published == 1, "invariant 11");
    let ceiling = public_ceiling(&log, &|e| matches!(e, CaseEvent::AnnouncementSent { .. }));
    let public = stage.brief(Audiences::PUBLIC);
    for (kind, _) in public.facts() {
        prop_assert!(
            ceiling.contains(&kind.class()),
            "{kind:?} is public in {:?}",
            stage.case.phase
        );
    }
    prop_assert!(public.severity().is_none() || published == 1);
    for bits in 1..128 {
        let set = Audiences::from_bits(bits);
        if set.has(Audience::Public) {
            let told = stage.brief(set);
            prop_assert!(
                told.facts().all(|(kind, _)| public.fact(kind).is_some()),
                "a set is told no more than each in it"
            );
        }
    }
    Ok(())
}

#[test]
fn the_walks_reach_every_phase_and_every_kind_of_event() {
    let (mut phases, mut kinds, mut unpublished) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut seed: u32 = 1;
    let mut roll = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    for _ in 0..3_000 {
        let dice: Vec<_> = (0..60).map(|_| (roll(), roll(), roll(), roll())).collect();
        let seen = |step: Step<'_>| {
            phases.insert(step.after.case.phase);
            Ok(())
        };
        let stage = walk(&dice, seen).unwrap();
        unpublished += u32::from(stage.case.phase == Phase::Closed && stage.case.published.is_none());
        kinds.extend(stage.log.iter().map(|(_, event)| event.kind()));
    }
    assert_eq!(phases.len(), Phase::ALL.len(), "{phases:?}");
    assert_eq!(kinds.len(), 37, "{kinds:?}");
    assert!(unpublished > 0, "some are closed without having been published");
}

#[test]
fn closing_a_case_that_was_never_published_tells_nobody_more() {
    use ambergate_process::case::{Command, Ending};
    let outside = [
        Audience::Public,
        Audience::Distributors,
        Audience::Upstream,
        Audience::Authority,
    ];
    for mut stage in [prepared(), announced(), ready()] {
        let before = outside.map(|audience| stage.told(Audiences::of(&[audience])));
        let reason = "Another case has it.".to_owned();
        stage.done(
            "2025-09-09T10:00:00Z",
            &pst("bo"),
            Command::Close {
                ending: Ending::Duplicate,
                reason,
            },
        );
        assert_eq!(stage.case.phase, Phase::Closed);
        assert_eq!(outside.map(|audience| stage.told(Audiences::of(&[audience]))), before);
    }
}

#[test]
fn a_count_that_is_full_does_not_panic() {
    let mut stage = prepared();
    let mut severity = stage.case.severity.clone().unwrap();
    severity.revision = u32::MAX;
    stage.case.apply(&CaseEvent::SeveritySet { severity }, stage.now);
    stage.act(&pst("bo"), crate::stage::severity()).unwrap();
    assert_eq!(stage.case.severity.unwrap().revision, u32::MAX);
}

#[test]
fn a_headline_fits_its_column_whatever_a_subject_holds() {
    for text in ["\"", "\\", "\u{1}", "é", "\u{1f980}", "a"] {
        let headline = Headline::new(&text.repeat(1_000), &text.repeat(1_000));
        assert!(serde_json::to_string(&headline).unwrap().len() <= 400, "{text:?}");
        assert!(headline.title.chars().count() > 20, "{text:?}: {}", headline.title);
    }
    assert_eq!(
        Headline::new("Short", "line"),
        Headline {
            title: "Short".to_owned(),
            line: "line".to_owned()
        }
    );
}

pub fn report_command(kind: u8, a: u8) -> report::Command {
    use report::Command as C;
    let choose = |from: &[&str]| from[usize::from(a) % from.len()].to_owned();
    let known = |url: String| PublicKnowledge {
        url,
        seen: at("2025-09-02T00:00:00Z"),
    };
    let url = || choose(&["https://example.org/x", "nowhere", ""]);
    match kind % 12 {
        0 => C::Receive(report::Arrival {
            id: "R-7K3F-9QXA".parse().unwrap(),
            project: inner("coredns"),
            reporter: outsider("finder"),
            via: [Via::Mail, Via::Form, Via::Api][usize::from(a) % 3],
            title: choose(&["", "Records live for years", "\0"]),
            from_name: String::new(),
            credit: CreditWish::NotSaid,
            public: (one_in(5, a)).then(|| known(url())),
            unreadable: (one_in(7, a)).then(|| "no header".to_owned()),
            reach: [Reach::None, Reach::Mail, Reach::Secret, Reach::MailAndSecret][usize::from(a) % 4],
            clear_mail: one_in(2, a),
            files: u32::from(a),
            message: None,
            may_acknowledge: one_in(3, a),
            arrived: at("2025-09-03T00:14:00Z"),
        }),
        1 => C::NoteAssumedArrival {
            because: choose(&["", "a guess"]),
        },
        2 => C::Answer {
            message: message("hello"),
        },
        3 => C::HearFromReporter {
            message: message("more"),
        },
        4 => C::AskMore {
            message: message("which"),
        },
        5 => C::Decline {
            exit: Exit::ALL[usize::from(a) % 5],
            message: (one_in(2, a)).then(|| message("sorry")),
        },
        6 => C::MarkFixPublic { url: url() },
        7 => C::OpenCase {
            case: "AG-7K3F-9QXA".parse().unwrap(),
        },
        8 => C::AttachTo {
            case: "AG-0000-0002".parse().unwrap(),
        },
        9 => C::AllowClearMail {
            reason: choose(&["", "they asked"]),
        },
        10 => C::MarkPublic(known(url())),
        _ => C::ChooseCredit(CreditWish::As("S. Finder".to_owned())),
    }
}

proptest! {
    #[test]
    fn a_report_is_handled_once_and_is_the_fold_of_its_log(dice in dice(40)) {
        let mut report = Report::default();
        let mut log: Vec<(Instant, ReportEvent)> = Vec::new();
        let mut now = at("2025-09-03T00:14:00Z");
        for (n, (who, kind, a, _)) in dice.into_iter().enumerate() {
            now = now.checked_add(jiff::SignedDuration::from_mins(i64::from(a))).unwrap();
            let kind = if n == 0 { 0 } else { kind };
            let before = report.clone();
            let Ok(events) = report::decide(&report, report_command(kind, a), &crate::random::actor(who)) else { continue };
            for event in events {
                report.apply(&event, now);
                prop_assert!(same_through_json(&event), "{}", event.kind());
                report::react(&report, &event);
                log.push((now, event));
            }
            prop_assert!(same_through_json(&report));
            prop_assert!(before.handled.is_none() || (before.handled == report.handled && before.standing == report.standing));
            prop_assert!(before.first_answer.is_none() || before.first_answer == report.first_answer);
            prop_assert!(before.arrived.is_none() || before.arrived == report.arrived);
            prop_assert_eq!(report.handled.is_some(), report.clear().phase == 2);
            let mut folded = Report::default();
            log.iter().for_each(|(at, event)| folded.apply(event, *at));
            prop_assert!(folded == report);
            let plan = report::agenda(&report, rules(), now);
            prop_assert_eq!(plan.milestones.len(), 1);
        }
    }

    #[test]
    fn a_project_never_loses_its_last_pst_member(dice in dice(60)) {
        let mut project = Project::default();
        let mut now = at("2025-01-01T00:00:00Z");
        let mut had = false;
        for (n, (who, kind, a, b)) in dice.into_iter().enumerate() {
            let (who, kind) = if n == 0 { (0, 0) } else { (who, kind) };
            now = now.checked_add(jiff::SignedDuration::from_hours(i64::from(b))).unwrap();
            let someone = || member(["ada", "bo", "cleo", "eve"][usize::from(a) % 4]);
            let command = match kind % 6 {
                0 => project::Command::Found {
                    id: inner("coredns"),
                    slug: "coredns".parse().unwrap(),
                    settings: Settings::default(),
                    profile: ("coredns".to_owned(), "1".to_owned()),
                },
                1 => {
                    let role = if one_in(2, b) { Role::Pst } else { Role::Maintainer };
                    project::Command::Join(Joining { member: someone(), name: "Somebody".to_owned(), handle: None, role })
                }
                2 => project::Command::Leave { member: someone() },
                3 => {
                    let to = now.checked_add(jiff::SignedDuration::from_hours(i64::from(b) - 20)).unwrap();
                    project::Command::BeAway { member: someone(), absence: Absence { from: now, to } }
                }
                4 => project::Command::StateRole {
                    product: ["", "Appliance", "appliance ", "a\nb"][usize::from(a) % 4].to_owned(),
                    role: [None, Some(LegalRole::Steward), Some(LegalRole::Neither)][usize::from(b) % 3],
                    reason: ["", "Opinion."][usize::from(a / 4) % 2].to_owned(),
                },
                _ => project::Command::ChangeSettings(Settings { name: "CoreDNS".to_owned(), ..Settings::default() }),
            };
            let actor = if one_in(2, who) { system() } else { crate::random::actor(who) };
            for event in project::decide(&project, command, &actor, now).into_iter().flatten() {
                project.apply(&event, now);
                prop_assert!(same_through_json(&event), "{}", event.kind());
            }
            prop_assert!(same_through_json(&project));
            had = had || project.pst(now).count() > 0;
            prop_assert!(!had || project.pst(now).count() > 0);
        }
    }
}
