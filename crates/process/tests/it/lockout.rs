//! Nobody is locked out: under the rules of every built-in project, from every open case, any single PST member comes to
//! the release, with one other person to read the commits. That other person is needed where the policy wants somebody
//! else's eyes on every commit (S24). Where a gate wants more people, or keeps something back, the way on is to answer what
//! it asks, or to break it; alone, after waiting for others for a day.

use crate::random::{dice, walk};
use crate::stage::*;
use ambergate_process::access::Actor;
use ambergate_process::case::gates::{ALONE_AFTER, Gates, Why};
use ambergate_process::case::inputs::{Input, Reading, Stated, StatedFact};
use ambergate_process::case::{AnnouncementState, Command, Phase, Refusal};
use ambergate_process::policy::{BUILT_IN, GateAct, Kind, MessageKind};
use jiff::SignedDuration;
use proptest::prelude::*;

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
        let acts = [GateAct::Publish, GateAct::AdvisoryPublished];
        let Some(shut) = acts.into_iter().find_map(|act| gates.shut(act)) else {
            return Ok(());
        };
        if let Why::Asks(names) = &shut.why {
            let asked = StatedFact::ALL.into_iter().filter(|fact| names.contains(fact.name()));
            let answer = |fact: StatedFact| match fact.reading() {
                Reading::YesNo | Reading::OnlyNo => Stated::Flag(false),
                Reading::Number => Stated::Number(1),
                Reading::Text => Stated::Text("A".to_owned()),
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
            stage.act(me, Command::Input(breaking))?;
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn from_every_open_case_any_pst_member_comes_to_the_release(dice in dice(50)) {
        let stage = walk(&dice, |_| Ok(()))?;
        if !matches!(stage.case.phase, Phase::Embargoed | Phase::Announced) {
            return Ok(());
        }
        // With a maintainer to read, with another PST member, and as somebody who joined the PST today.
        for (me, reader) in [
            (pst("ada"), team("dan")),
            (pst("bo"), team("eve")),
            (pst("bo"), pst("ada")),
            (pst("zoe"), team("cleo")),
        ] {
            let mut stage = stage.clone();
            let result = bring_out(&mut stage, &me, &reader);
            prop_assert!(result.is_ok(), "{:?} as {me:?}", result.err());
            prop_assert_eq!(stage.case.phase, Phase::Released);
        }
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
