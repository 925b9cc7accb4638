//! Nobody is locked out: from every open case any single PST member comes to the release, with one other person to read
//! the commits. That other person is needed: S24 wants somebody else's eyes on every commit.

use crate::random::{dice, walk};
use crate::stage::*;
use ambergate_process::access::Actor;
use ambergate_process::case::{AnnouncementState, Command, Phase, Refusal};
use ambergate_process::policy::MessageKind;
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
    stage.act(me, command(id, digest, stage.now))?;
    Ok(())
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
