//! Who reads what: a message names a set of audiences, and nobody outside the set reads it, save the PST (S1).

use crate::stage::*;
use ambergate_process::access::{Act, Actor, Audience, Audiences, Role, Standing, Who, may, standing};
use ambergate_process::case::{CaseEvent, threads};

fn set(members: &[Audience]) -> Audiences {
    Audiences::of(members)
}

#[test]
fn each_reads_their_own_threads() {
    let all = Audiences::of(&Audience::ALL);
    let nobody = Actor {
        who: Who::Anyone,
        role: None,
        fix_team: false,
    };
    for (actor, reads) in [
        (pst("ada"), all),
        (system(), all),
        (team("cleo"), set(&[Audience::FixTeam, Audience::Public])),
        (maintainer("eve"), Audiences::PUBLIC),
        (reporter("finder"), set(&[Audience::Reporter, Audience::Public])),
        (nobody, Audiences::PUBLIC),
    ] {
        assert_eq!(actor.reads(), reads, "{actor:?}");
    }
    // A PST member on the Fix Team loses nothing; an outsider gains nothing by a grant that is not theirs.
    assert_eq!(
        Actor {
            fix_team: true,
            ..pst("ada")
        }
        .reads(),
        all
    );
    assert_eq!(
        Actor {
            fix_team: true,
            ..reporter("finder")
        }
        .reads(),
        set(&[Audience::Reporter, Audience::Public])
    );
    assert_eq!(
        Actor {
            role: Some(Role::Pst),
            ..reporter("finder")
        }
        .reads(),
        set(&[Audience::Reporter, Audience::Public])
    );
}

#[test]
fn a_posted_message_is_read_by_those_it_names_and_by_the_pst_only() {
    for bits in 1..128 {
        let named = Audiences::from_bits(bits);
        let mut stage = prepared();
        let Ok(events) = stage.act(&pst("ada"), post("word", named)) else {
            let outside = [
                Audience::Upstream,
                Audience::Distributors,
                Audience::Authority,
                Audience::Public,
            ];
            assert!(named.meets(set(&outside)), "{named:?}");
            continue;
        };
        let [CaseEvent::MessagePosted { audiences, .. }] = events.as_slice() else {
            panic!("one event")
        };
        assert!(audiences.has(Audience::Pst));
        assert!(pst("bo").reads().meets(*audiences));
        assert_eq!(
            team("cleo").reads().meets(*audiences),
            named.has(Audience::FixTeam),
            "{named:?}"
        );
        assert_eq!(
            reporter("finder").reads().meets(*audiences),
            named.has(Audience::Reporter),
            "{named:?}"
        );
        assert!(!maintainer("eve").reads().meets(*audiences), "{named:?}");
    }
}

#[test]
fn the_fix_team_never_reads_what_the_pst_and_a_reporter_say_to_each_other() {
    for thread in [
        Audiences::PST,
        Audiences::REPORTER,
        set(&[Audience::Pst, Audience::Reporter]),
    ] {
        assert!(!team("cleo").reads().meets(thread), "{thread:?}");
    }
    for thread in [Audiences::PST, Audiences::TEAM, set(&[Audience::FixTeam])] {
        assert!(!reporter("finder").reads().meets(thread), "{thread:?}");
    }
    assert_eq!(
        threads(&prepared().case),
        [
            Audiences::PST,
            Audiences::TEAM,
            Audiences::DISCLOSURE,
            Audiences::REPORTER
        ]
    );
}

#[test]
fn whoever_posts_reads_the_answers() {
    for actor in [
        pst("ada"),
        pst("bo"),
        team("cleo"),
        maintainer("eve"),
        reporter("finder"),
        system(),
    ] {
        for bits in 1..128 {
            let named = Audiences::from_bits(bits);
            if prepared().act(&actor, post("word", named)).is_ok() {
                assert!(actor.reads().meets(named), "{actor:?} {named:?}");
                assert!(matches!(actor.who, Who::Member(_) | Who::System(_)));
            }
        }
    }
}

#[test]
fn a_reporters_own_words_are_no_first_answer() {
    let mut stage = embargoed();
    let wrote = ambergate_process::case::Command::HearFromReporter {
        message: message("more"),
        reporter: outsider("finder"),
        audiences: ambergate_process::access::Audiences::DISCLOSURE,
    };
    stage.done("2025-09-03T07:00:00Z", &reporter("finder"), wrote);
    assert_eq!(stage.clocks("2025-09-03T07:00:00Z"), "ooooooowo");
    stage.done("2025-09-03T08:00:00Z", &pst("bo"), post("amongus", Audiences::TEAM));
    assert_eq!(
        stage.clocks("2025-09-03T08:00:00Z"),
        "ooooooowo",
        "what the reporter does not read answers nothing"
    );
    stage.done("2025-09-03T09:00:00Z", &pst("bo"), post("hello", Audiences::DISCLOSURE));
    assert_eq!(stage.clocks("2025-09-03T09:00:00Z"), "Moooooowo");
}

#[test]
fn standing_follows_role_grant_and_lead() {
    let lead = member("bo");
    for (actor, expected) in [
        (pst("bo"), Standing::FixLead),
        (pst("ada"), Standing::Pst),
        (team("cleo"), Standing::FixTeam),
        (maintainer("eve"), Standing::Stranger),
        (reporter("finder"), Standing::Reporter),
        (system(), Standing::System),
        // Whoever left the PST leads nothing any more.
        (
            Actor {
                role: None,
                ..pst("bo")
            },
            Standing::Stranger,
        ),
        (maintainer("bo"), Standing::Stranger),
    ] {
        assert_eq!(standing(&actor, Some(&lead)), expected, "{actor:?}");
    }
    assert!(Act::ALL.iter().all(|act| !may(Standing::Stranger, *act)));
    let publishers = [
        Standing::FixLead,
        Standing::Pst,
        Standing::FixTeam,
        Standing::Reporter,
        Standing::System,
        Standing::Stranger,
    ]
    .into_iter()
    .filter(|standing| may(*standing, Act::Publish));
    assert_eq!(publishers.collect::<Vec<_>>(), [Standing::FixLead], "invariant 11");
}
