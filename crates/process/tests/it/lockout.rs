//! Nobody is locked out: under the rules of every built-in project, from every open case, any single PST member comes to
//! the release, with one other person to read the commits. That other person is needed where the policy wants somebody
//! else's eyes on every commit (S24). Where a gate wants more people, or keeps something back, the way on is to answer what
//! it asks, or to break it; alone, after waiting for others for a day.

use crate::random::{dice, trouble, walk_under};
use crate::stage::*;
use ambergate_process::access::{Actor, Audiences, Who};
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::gates::{ALONE_AFTER, Gates, PUBLISHING, Why};
use ambergate_process::case::inputs::{Input, Reading, Stated, StatedFact};
use ambergate_process::case::{AnnouncementState, Case, CaseEvent, Command, Phase, Refusal};
use ambergate_process::facts::FactKind;
use ambergate_process::policy::{BUILT_IN, Effect, Kind, MessageKind, Profile, Rules};
use ambergate_process::report::CreditWish;
use jiff::SignedDuration;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What a PST member does to bring this case out, whatever its state; `reader` gives the LGTM to their commits.
fn bring_out(stage: &mut Stage, me: &Actor, reader: &Actor) -> Result<(), Refusal> {
    let (mine, theirs) = (me.member().unwrap().clone(), reader.member().unwrap().clone());
    if stage.case.lead.is_none() {
        stage.act(
            me,
            Command::TakeLead {
                member: mine.clone(),
                proposed_by_rota: None,
            },
        )?;
    } else if stage.case.lead.as_ref() != Some(&mine) {
        stage.act(
            me,
            Command::HandOver {
                to: mine.clone(),
                reason: "They are away.".to_owned(),
            },
        )?;
    }
    if !stage.case.team.contains(&theirs) {
        stage.act(
            me,
            Command::NameTeam {
                add: vec![theirs],
                remove: vec![],
            },
        )?;
    }
    stage.act(me, severity())?;
    if stage.case.commits.is_empty() {
        stage.act(me, record(COMMIT))?;
    }
    for commit in stage.case.unread_commits().cloned().collect::<Vec<_>>() {
        let eyes = if commit.by == mine { reader } else { me };
        stage.act(eyes, lgtm(&commit.commit))?;
    }
    stage.act(me, Command::DeclareFixReady)?;
    stage.act(me, set(&[BEFORE, AFTER, &[WINDOW]].concat()))?;
    let current = stage
        .case
        .current(MessageKind::FinalAnnouncement)
        .filter(|a| a.state != AnnouncementState::Closed)
        .cloned();
    let command = |id, digest: String, now| Command::Publish {
        id,
        digest,
        documents_digest: "d".repeat(64),
        prepared_at: now,
    };
    stage.now = stage.now.checked_add(SignedDuration::from_hours(1)).unwrap();
    let (id, digest) = match current {
        Some(draft) => (draft.id, draft.digest),
        None => {
            stage.act(me, draft("mine", MessageKind::FinalAnnouncement, "mine"))?;
            (announcement("mine"), "mine".to_owned())
        }
    };
    through_the_gates(stage, me)?;
    stage.act(me, command(id, digest, stage.now))?;
    Ok(())
}

/// Answers what gates ask, and breaks those that keep the publication back.
fn through_the_gates(stage: &mut Stage, me: &Actor) -> Result<(), Refusal> {
    for _ in 0..20 {
        let gates = Gates::of(&stage.case, stage.rules, stage.now);
        let Some(shut) = PUBLISHING.into_iter().find_map(|act| gates.shut(act)) else {
            return Ok(());
        };
        if let Why::Asks(names) = &shut.why {
            let asked = StatedFact::ALL.into_iter().filter(|fact| names.contains(fact.name()));
            let answer = |fact: StatedFact| match (fact.reading(), fact.values(stage.rules).first()) {
                (Reading::YesNo | Reading::OnlyNo, _) => Stated::Flag(false),
                (Reading::Number, _) => Stated::Number(1),
                (Reading::Text, Some(word)) => Stated::Text(word.clone()),
                (Reading::Text, None) => Stated::Text("A".to_owned()),
            };
            let changes = asked.map(|fact| (fact, Some(answer(fact)))).collect();
            stage.act(me, Command::Input(Input::StateFacts { changes }))?;
            continue;
        }
        let reason = "It is attacked, and nobody else can be reached.".to_owned();
        let (profile, gate) = (shut.profile, shut.gate);
        let breaking = Input::BreakGate { profile, gate, reason };
        if stage.act(me, Command::Input(breaking.clone())).is_err() {
            // Asked before, and nobody has answered.
            stage.now = stage.now.checked_add(ALONE_AFTER).unwrap();
            match stage.act(me, Command::Input(breaking)) {
                // Its date has come meanwhile.
                Ok(_) | Err(Refusal::GateOpen { .. }) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}

/// What stands in the way of a publication that somebody else's dates forbid.
fn held_back(stage: &mut Stage) {
    let far = at("2027-01-01T00:00:00Z");
    let upstream = ambergate_process::case::inputs::Upstream {
        project: "Go".to_owned(),
        date: Some(far),
        contact: String::new(),
        terms: String::new(),
    };
    for input in [
        Input::SetUpstream {
            upstream: Some(upstream),
            reason: "They moved it.".to_owned(),
        },
        Input::SetReporterDate {
            date: Some(far),
            said: "They wrote so.".to_owned(),
        },
    ] {
        stage.act(&pst("ada"), Command::Input(input)).unwrap();
    }
}

#[test]
fn under_the_rules_of_every_project_one_person_who_can_be_reached_comes_to_the_release() {
    let mut projects = 0;
    for (id, _) in BUILT_IN {
        let rules = rules_of(id);
        if rules.profile.kind != Kind::Project {
            continue;
        }
        projects += 1;
        let mut stage = Stage::under(rules);
        stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
        let mut led = stage.clone();
        led.done("2025-09-03T07:00:00Z", &pst("bo"), take("bo"));
        let mut worked = led.clone();
        worked.done("2025-09-03T07:00:00Z", &pst("bo"), name(&["cleo", "dan"]));
        worked.done("2025-09-03T08:00:00Z", &team("cleo"), record(COMMIT));
        let mut public = worked.clone();
        public.done("2025-09-04T08:00:00Z", &pst("bo"), self::public("2025-09-04T07:00:00Z"));
        for mut stage in [stage, led, worked, public] {
            for held in [false, true] {
                if held {
                    held_back(&mut stage);
                }
                let mut stage = stage.clone();
                let result = bring_out(&mut stage, &pst("zoe"), &team("cleo"));
                assert!(result.is_ok(), "{id}, held {held}: {}", result.err().unwrap());
                assert_eq!(stage.case.phase, Phase::Released, "{id}");
            }
        }
    }
    assert_eq!(projects, 7);
}

/// The rules of every built-in project, alone and with those of every list, finder, coordinator and regulator beside them.
pub fn of_every_project() -> &'static [Rules] {
    static ALL: LazyLock<Vec<Rules>> = LazyLock::new(|| {
        let read = |(id, text): &(&str, &str)| Profile::read(&format!("{id}.toml"), text).unwrap();
        let (projects, others): (Vec<Profile>, Vec<Profile>) = BUILT_IN
            .iter()
            .map(read)
            .partition(|profile| profile.kind == Kind::Project);
        let both = |own: Profile| {
            let bound = Rules::new(own.clone(), others.clone(), &BTreeMap::new());
            [Rules::of(own), bound]
        };
        projects.into_iter().flat_map(both).collect()
    });
    &ALL
}

/// A case in the middle of what makes a publication hard. None where nothing was opened.
pub fn in_trouble(rules: &'static Rules, dice: &[(u8, u8, u8, u8)], troubles: &[(u8, u8, u8, u8)]) -> Option<Stage> {
    let mut stage = walk_under(rules, dice, |_| Ok(())).ok()?;
    if stage.case.phase == Phase::Received {
        stage.act(&pst("ada"), open()).unwrap();
    }
    for (who, kind, a, b) in troubles {
        stage.now = stage
            .now
            .checked_add(SignedDuration::from_hours(i64::from(*who) / 8))
            .unwrap();
        let command = trouble(&stage, *kind, *a, *b);
        let actor = stage.case.lead.as_ref().map_or(pst("ada"), |lead| Actor {
            who: Who::Member(lead.clone()),
            ..pst("ada")
        });
        // What is refused makes no trouble.
        let _ = stage.act(&actor, command);
    }
    Some(stage)
}

fn is_open(stage: &Stage) -> bool {
    matches!(stage.case.phase, Phase::Embargoed | Phase::Announced)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, ..ProptestConfig::default() })]

    #[test]
    fn from_every_open_case_any_pst_member_comes_to_the_release(
        whose in 0..14_usize,
        dice in dice(40),
        troubles in dice(12),
    ) {
        let Some(stage) = in_trouble(&of_every_project()[whose], &dice, &troubles).filter(is_open) else {
            return Ok(());
        };
        // With a maintainer to read, with another PST member, and as somebody who joined the PST today.
        for (me, reader) in [
            (pst("ada"), team("dan")),
            (pst("bo"), team("eve")),
            (pst("bo"), pst("ada")),
            (pst("zoe"), team("cleo")),
        ] {
            let mut stage = stage.clone();
            let result = bring_out(&mut stage, &me, &reader);
            prop_assert!(result.is_ok(), "{:?} as {me:?} under {}", result.err(), stage.rules.profile.id);
            prop_assert_eq!(stage.case.phase, Phase::Released);
            let mut folded = Case::default();
            stage.log.iter().for_each(|(at, event)| folded.apply(event, *at));
            prop_assert!(folded == stage.case, "every step of it stands in the log");
        }
    }
}

/// What the property above can say something of: that the random cases are really hard.
#[test]
fn the_troubled_cases_have_shut_gates_and_moved_targets_and_more() {
    let mut seed: u32 = 7;
    let mut roll = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for n in 0..420 {
        let mut dice = |many| (0..many).map(|_| (roll(), roll(), roll(), roll())).collect::<Vec<_>>();
        let (steps, troubles) = (dice(n % 40), dice(12));
        let rules = &of_every_project()[n % 14];
        let Some(stage) = in_trouble(rules, &steps, &troubles).filter(is_open) else {
            continue;
        };
        let gates = Gates::of(&stage.case, rules, stage.now);
        let inputs = &stage.case.inputs;
        let id = rules.profile.id.as_str();
        let mut note = |what, so: bool| so.then(|| seen.entry(what).or_default().insert(id));
        note("shut", PUBLISHING.into_iter().any(|act| gates.shut(act).is_some()));
        note("moved", !inputs.extended.is_empty());
        note("asked to break", inputs.breaking.iter().any(|one| one.broken.is_none()));
        note("broken", inputs.breaking.iter().any(|one| one.broken.is_some()));
        note(
            "upstream",
            inputs.upstream.as_ref().is_some_and(|upstream| upstream.date.is_some()),
        );
        note("reporter", inputs.reporter_date.is_some());
        note("exploit", inputs.exploit.is_some());
        note("attack", inputs.attack.is_some());
        note("announced", stage.case.phase == Phase::Announced);
    }
    let counted: BTreeMap<&str, usize> = seen.iter().map(|(what, ids)| (*what, ids.len())).collect();
    // Gates about publishing have CoreDNS and who extends it, OpenStack and Xen; Istio and curl have no target that moves.
    for (what, projects) in [
        ("shut", 4),
        ("moved", 3),
        ("asked to break", 3),
        ("broken", 4),
        ("upstream", 7),
        ("reporter", 7),
        ("exploit", 7),
        ("attack", 7),
        ("announced", 5),
    ] {
        assert!(
            counted.get(what).is_some_and(|count| *count >= projects),
            "{what}: {counted:?}"
        );
    }
}

/// curl and OpenStack thank whoever reported. Who has not said how does not keep the advisory back, and is not named (S7).
#[test]
fn a_reporter_who_has_not_chosen_a_credit_keeps_nothing_back() {
    for id in ["curl", "openstack"] {
        let rules = rules_of(id);
        let rule = rules.profile.message(MessageKind::FinalAnnouncement).unwrap();
        assert!(rule.required.contains(&FactKind::Credit), "{id}");
        let mut stage = Stage::under(rules);
        stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
        stage.case.reports[0].credit = CreditWish::NotSaid;
        bring_out(&mut stage, &pst("ada"), &team("cleo")).unwrap();
        assert!(stage.brief(Audiences::PUBLIC).fact(FactKind::Credit).is_none());
        stage.case.reports[0].credit = CreditWish::Anonymous;
        assert!(stage.brief(Audiences::PUBLIC).fact(FactKind::Credit).is_some());
    }
}

/// A gate that nobody may break would be a lock without a key, however long somebody waits.
#[test]
fn every_gate_that_can_keep_a_publication_back_can_be_broken() {
    let mut gates = 0;
    for rules in of_every_project() {
        for (profile, _) in rules.each() {
            let binds = |effect| matches!(effect, Effect::Require | Effect::Forbid | Effect::ForbidBefore);
            let about = profile
                .gates
                .iter()
                .filter(|gate| PUBLISHING.contains(&gate.act) && binds(gate.effect));
            for gate in about {
                gates += 1;
                assert!(gate.breaking.is_some(), "{}: {}", profile.id, gate.id);
            }
        }
    }
    assert!(gates > 0);
}

/// 24 hours in which nobody else answers are enough, and it stands in the log that the gate was broken alone.
#[test]
fn a_gate_that_wants_two_opens_to_one_who_waited_a_day() {
    for rules in of_every_project()
        .iter()
        .filter(|rules| rules.profile.gate("upstream").is_some())
    {
        let mut stage = Stage::under(rules);
        stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
        held_back(&mut stage);
        bring_out(&mut stage, &pst("zoe"), &team("cleo")).unwrap();
        let broken = stage.log.iter().filter_map(|(_, event)| match event {
            CaseEvent::GateBroken { gate, by, .. } => Some((gate.as_str(), by)),
            _ => None,
        });
        let broken: Vec<_> = broken.collect();
        assert_eq!(broken, [("upstream", &member("zoe"))], "{}", rules.profile.id);
    }
}

/// S24 as it stands: nobody gives the LGTM to what they recorded, so a project of one person cannot publish a fix that
/// they recorded themselves. Known and kept; who is alone names one maintainer, who needs no other right on the case.
#[test]
fn one_person_alone_cannot_read_their_own_commit() {
    let mut stage = Stage::empty();
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
    let alone = bring_out(&mut stage.clone(), &pst("ada"), &pst("ada"));
    assert_eq!(alone, Err(Refusal::OwnCommit));
    assert_eq!(bring_out(&mut stage, &pst("ada"), &team("cleo")), Ok(()));
}

#[test]
fn a_lead_who_is_gone_or_was_never_of_the_pst_keeps_nobody_from_the_lead() {
    for lead in ["bo", "eve"] {
        let mut stage = embargoed();
        stage.done("2025-09-03T08:00:00Z", &pst("bo"), hand_over(lead));
        stage.done("2025-09-03T09:00:00Z", &pst("ada"), hand_over("ada"));
        assert_eq!(stage.case.lead, Some(member("ada")));
        assert_eq!(bring_out(&mut stage, &pst("ada"), &team("cleo")), Ok(()));
    }
}
