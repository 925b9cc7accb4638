//! The rules of embargoes with their dates: which end wins, what ends one, when none may begin.

use crate::stage::at;
use crate::vultron_machines::state;
use ambergate_process::vultron::{
    CaseState, Duty, Em, EmSymbol, Embargo, EmbargoAct, FixPath, Machine, Proposals, Terms, World,
};
use std::collections::BTreeSet;

const AWARE: &str = "Vfdpxa";

fn until(text: &str) -> Terms {
    Terms { ends: at(text) }
}
fn week() -> Terms {
    until("2025-09-10T12:00:00Z")
}
fn month() -> Terms {
    until("2025-10-03T12:00:00Z")
}
fn quarter() -> Terms {
    until("2025-12-03T12:00:00Z")
}

#[track_caller]
fn after(acts: &[EmbargoAct]) -> Embargo {
    acts.iter()
        .try_fold(Embargo::default(), |embargo, act| embargo.act(*act, state(AWARE)))
        .unwrap()
}

fn acts() -> [EmbargoAct; 5] {
    use EmbargoAct as A;
    [
        A::Propose(week()),
        A::Propose(month()),
        A::Accept,
        A::Reject,
        A::Terminate,
    ]
}

/// Every embargo that some acts lead to.
fn embargoes() -> Vec<Embargo> {
    let mut all = vec![Embargo::None];
    let mut n = 0;
    while n < all.len() {
        for act in acts() {
            if let Ok(next) = all[n].act(act, state(AWARE))
                && !all.contains(&next)
            {
                all.push(next);
            }
        }
        n += 1;
    }
    all
}

#[test]
fn vultron_an_embargo_goes_only_where_the_machine_goes() {
    let all = embargoes();
    assert_eq!(all.iter().map(Embargo::state).collect::<BTreeSet<_>>(), Em::ALL.into());
    for embargo in &all {
        for act in acts() {
            let machine = embargo.state().step(act.symbol());
            match embargo.act(act, state(AWARE)) {
                // Accepting one of several leaves the others proposed: the machine's a, then p.
                Ok(next) => {
                    let direct = machine.unwrap();
                    let asked = direct.step(EmSymbol::Propose).ok();
                    assert!(next.state() == direct || (act == EmbargoAct::Accept && Some(next.state()) == asked));
                }
                Err(forbidden) => assert_eq!(machine, Err(forbidden)),
            }
        }
    }
}

#[test]
fn vultron_an_embargo_in_force_names_its_end_and_holds_nobody_after_it() {
    for embargo in embargoes() {
        assert_eq!(embargo.terms().is_some(), embargo.state().is_in_force());
    }
    let active = after(&[EmbargoAct::Propose(week()), EmbargoAct::Accept]);
    assert!(active.binds(at("2025-09-10T11:59:59Z")));
    assert!(
        !active.binds(at("2025-09-10T12:00:00Z")),
        "over at the instant, whoever says so or not"
    );
    assert!(!Embargo::None.binds(at("2025-09-04T00:00:00Z")));
}

#[test]
fn vultron_nobody_negotiates_once_something_is_out() {
    for embargo in embargoes() {
        for world in World::all().filter(|w| !w.is_quiet()) {
            let case = CaseState {
                path: FixPath::Aware,
                world,
            };
            for act in [EmbargoAct::Propose(week()), EmbargoAct::Accept] {
                assert!(embargo.act(act, case).is_err(), "{embargo:?} {world:?}");
            }
            let free = |act| embargo.act(act, case).map(|e| e.state());
            assert_eq!(free(EmbargoAct::Terminate), embargo.state().step(EmSymbol::Terminate));
            assert_eq!(free(EmbargoAct::Reject), embargo.state().step(EmSymbol::Reject));
        }
    }
}

#[test]
fn vultron_no_embargo_begins_once_a_fix_is_ready_but_one_that_holds_may_be_moved() {
    for text in ["VFdpxa", "VFDpxa"] {
        let ready = state(text);
        assert!(Embargo::None.act(EmbargoAct::Propose(week()), ready).is_err());
        let proposed = after(&[EmbargoAct::Propose(week())]);
        assert!(proposed.act(EmbargoAct::Accept, ready).is_err());
        assert_eq!(proposed.act(EmbargoAct::Reject, ready), Ok(Embargo::None));
        let active = after(&[EmbargoAct::Propose(week()), EmbargoAct::Accept]);
        let revise = active.act(EmbargoAct::Propose(month()), ready).unwrap();
        assert_eq!(revise.act(EmbargoAct::Accept, ready), Ok(Embargo::Active(month())));
    }
}

#[test]
fn vultron_public_knowledge_or_an_exploit_ends_an_embargo_and_attacks_ask_for_it() {
    for embargo in embargoes() {
        for case in CaseState::states() {
            let forced = embargo.forced(case.world);
            let World {
                public,
                exploit,
                attacks,
            } = case.world;
            let expected = match embargo.state() {
                _ if !(public || exploit) => None,
                Em::Proposed => Some(EmSymbol::Reject),
                Em::Active | Em::Revise => Some(EmSymbol::Terminate),
                Em::None | Em::Exited => None,
            };
            assert_eq!(forced.map(EmbargoAct::symbol), expected);
            if let Some(act) = forced {
                assert!(
                    embargo.act(act, case).unwrap().state().is_final(),
                    "and that is the end of it"
                );
            }
            let duty = embargo.duty(case);
            if embargo.state().is_in_force() {
                assert_eq!(duty == Some(Duty::Shall), public || exploit, "{case}");
                let should = !(public || exploit) && (attacks || case.path == FixPath::Deployed);
                assert_eq!(duty == Some(Duty::Should), should, "{case}");
                let may = case.world.is_quiet() && case.path == FixPath::Ready;
                assert_eq!(duty == Some(Duty::May), may, "{case}");
            } else {
                assert_eq!(duty, None);
            }
        }
    }
}

#[test]
fn vultron_the_shortest_proposal_wins_and_the_others_are_asked_for() {
    let open = [quarter(), week(), month()].map(EmbargoAct::Propose);
    let proposed = after(&open);
    let Embargo::Proposed(all) = &proposed else {
        panic!("proposed")
    };
    assert_eq!(all.iter().collect::<Vec<_>>(), [week(), month(), quarter()]);
    assert_eq!(all.shortest(), week());
    let active = proposed.act(EmbargoAct::Accept, state(AWARE)).unwrap();
    assert_eq!((active.terms(), active.state()), (Some(week()), Em::Revise));
    // One more yes, then a no: the last that was accepted holds.
    let longer = active.act(EmbargoAct::Accept, state(AWARE)).unwrap();
    assert_eq!((longer.terms(), longer.state()), (Some(month()), Em::Revise));
    assert_eq!(
        longer.act(EmbargoAct::Reject, state(AWARE)),
        Ok(Embargo::Active(month()))
    );
    // A no to the earliest is a no to all.
    assert_eq!(
        active.act(EmbargoAct::Reject, state(AWARE)),
        Ok(Embargo::Active(week()))
    );
    // The same end proposed twice is one proposal.
    let twice = after(&[EmbargoAct::Propose(week()), EmbargoAct::Propose(week())]);
    assert_eq!(twice.act(EmbargoAct::Accept, state(AWARE)), Ok(Embargo::Active(week())));
}

#[test]
fn vultron_merged_cases_take_the_earliest_end() {
    let active = |terms| after(&[EmbargoAct::Propose(terms), EmbargoAct::Accept]);
    assert_eq!(active(month()).merged(&active(week())), Embargo::Active(week()));
    assert_eq!(active(month()).merged(&Embargo::None), Embargo::Active(month()));
    assert_eq!(Embargo::None.merged(&Embargo::None), Embargo::None);
    let asked = active(month()).merged(&after(&[EmbargoAct::Propose(quarter())]));
    assert_eq!((asked.terms(), asked.state()), (Some(month()), Em::Revise));
    let same = active(month()).merged(&after(&[EmbargoAct::Propose(month())]));
    assert_eq!(
        same,
        Embargo::Active(month()),
        "what holds already need not be asked for"
    );
    for a in embargoes() {
        assert_eq!(a.merged(&Embargo::Exited), Embargo::Exited, "what is out is out");
        for b in embargoes() {
            let merged = a.merged(&b);
            assert_eq!(merged, b.merged(&a));
            let ended = [a.state(), b.state()].contains(&Em::Exited);
            let earliest = a.terms().into_iter().chain(b.terms()).min();
            assert_eq!(merged.terms(), earliest.filter(|_| !ended));
        }
    }
    let open = |e: &Embargo| match e {
        Embargo::Proposed(p) | Embargo::Revise { proposals: p, .. } => Proposals::iter(p).count(),
        _ => 0,
    };
    assert_eq!(
        open(&after(&[EmbargoAct::Propose(week())]).merged(&after(&[EmbargoAct::Propose(month())]))),
        2
    );
}
