//! The 28 messages and what they couple, and how many states a participant can be in.

use crate::vultron_machines::state;
use ambergate_process::vultron::{
    CaseState, CsEvent, Duty, Em, FixPath, Local, Machine, Message, Rm, World, WorldEvent,
};
use std::collections::BTreeSet;

/// All 1400 participant states: report management, embargo, fix path or none, world.
fn locals() -> Vec<Local> {
    let paths = || std::iter::once(None).chain(FixPath::ALL.into_iter().map(Some));
    let mut all = vec![];
    for rm in Rm::ALL {
        for em in Em::ALL {
            for path in paths() {
                all.extend(World::all().map(|world| Local { rm, em, path, world }));
            }
        }
    }
    all
}

/// What of a participant's state tells it from others: before it knows of a report and after it closed it, nothing; once
/// the public knows, not the embargo. A public exploit without public knowledge does not last.
fn essence(local: Local) -> Option<Local> {
    match local.rm {
        Rm::Start | Rm::Closed => Some(Local {
            rm: local.rm,
            ..Local::default()
        }),
        _ if local.world.exploit && !local.world.public => None,
        _ if local.world.public => Some(Local { em: Em::None, ..local }),
        _ => Some(local),
    }
}

#[test]
fn vultron_a_participant_has_1400_states_on_paper_and_352_that_differ() {
    let all = locals();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 1400);
    let differ = |may: &dyn Fn(&Local) -> bool| -> usize {
        let kept = all
            .iter()
            .copied()
            .filter(|l| matches!(l.rm, Rm::Start | Rm::Closed) || may(l));
        kept.filter_map(essence).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(differ(&|_| true), 352);
    // A fix is made by a vendor who has accepted the report, also where it is put aside later; a vendor knows.
    let worked_on = |l: &Local| matches!(l.rm, Rm::Deferred | Rm::Accepted);
    let vendor = |l: &Local, last: FixPath| match l.path {
        Some(FixPath::Aware) => true,
        Some(path) => path > FixPath::Aware && path <= last && worked_on(l),
        None => false,
    };
    assert_eq!(differ(&|l| vendor(l, FixPath::Deployed)), 128);
    assert_eq!(differ(&|l| vendor(l, FixPath::Ready)), 100);
    // A deployer who is no vendor has two places: not deployed, deployed.
    let deployer = |l: &Local| match l.path {
        Some(FixPath::Ready) => true,
        Some(FixPath::Deployed) => worked_on(l),
        _ => false,
    };
    assert_eq!(differ(&deployer), 100);
    assert_eq!(differ(&|l| l.path.is_none()), 72);
}

#[test]
fn vultron_there_are_28_messages_and_each_is_sent_from_where_it_belongs() {
    assert_eq!(Message::ALL.into_iter().collect::<BTreeSet<_>>().len(), 28);
    for message in Message::ALL {
        let from: Vec<Local> = locals().into_iter().filter(|l| l.send(message).is_ok()).collect();
        assert!(!from.is_empty(), "{message:?}");
        let rm: String = Rm::ALL
            .iter()
            .filter(|rm| from.iter().any(|l| l.rm == **rm))
            .map(|rm| rm.letter())
            .collect();
        let em: String = Em::ALL
            .iter()
            .filter(|em| from.iter().any(|l| l.em == **em))
            .map(|em| em.letter())
            .collect();
        let expected = match message {
            Message::RS => ("A", "NPARX"),
            Message::RI => ("R", "NPARX"),
            Message::RV => ("RI", "NPARX"),
            Message::RD => ("VA", "NPARX"),
            Message::RA => ("VD", "NPARX"),
            Message::RC => ("IDA", "NPARX"),
            Message::EP => ("SRIVDA", "NP"),
            Message::EA | Message::ER => ("SRIVDA", "P"),
            Message::EV => ("SRIVDA", "AR"),
            Message::EC | Message::EJ => ("SRIVDA", "R"),
            Message::ET => ("SRIVDA", "AR"),
            Message::CV | Message::CF | Message::CD | Message::CP | Message::CX | Message::CA => ("SRIVDA", "NPARX"),
            _ => ("SRIVDAC", "NPARX"),
        };
        assert_eq!((rm.as_str(), em.as_str()), expected, "{message:?}");
        let quiet = from.iter().all(|l| l.world.is_quiet());
        use Message::{EA, EC, EJ, EP, EV};
        assert_eq!(quiet, [EP, EA, EV, EC, EJ].contains(&message), "{message:?}");
    }
}

#[test]
fn vultron_what_is_said_to_be_out_takes_the_embargo_with_it() {
    for sender in locals().into_iter().filter(|l| l.rm != Rm::Closed) {
        for (message, event) in [
            (Message::CP, WorldEvent::Public),
            (Message::CX, WorldEvent::Exploit),
            (Message::CA, WorldEvent::Attacks),
        ] {
            let Ok(sent) = sender.send(message) else {
                assert!(sender.world.has(event));
                continue;
            };
            let also: Vec<Message> = sent.with.iter().map(|c| c.message).collect();
            let coupled = match sender.em {
                Em::Proposed => Some(Message::ER),
                Em::Active | Em::Revise => Some(Message::ET),
                Em::None | Em::Exited => None,
            };
            let publishes = message == Message::CX && !sender.world.public;
            let expected: Vec<Message> = publishes.then_some(Message::CP).into_iter().chain(coupled).collect();
            assert_eq!(also, expected, "{sender:?}");
            assert!(sent.after.em.is_final());
            assert!(
                sent.after.world.has(event)
                    && (sent.after.world.public || message == Message::CA || sender.world.public)
            );
            let known = sent.after.world.public || sent.after.world.exploit;
            for companion in &sent.with {
                let duty = if known { Duty::Shall } else { Duty::Should };
                assert_eq!(companion.duty, duty, "attacks alone ask, they do not command");
            }
            // Who hears it comes to the same.
            let heard = Local { path: None, ..sender }.receive(message);
            assert_eq!((heard.after.world, heard.after.em), (sent.after.world, sent.after.em));
        }
    }
}

#[test]
fn vultron_only_a_report_moves_the_receivers_report_management() {
    for receiver in locals() {
        for message in Message::ALL {
            let received = receiver.receive(message);
            let after = received.after;
            if message != Message::RS {
                assert_eq!(after.rm, receiver.rm, "{message:?}");
                assert_eq!(
                    after.path, receiver.path,
                    "another's fix path is another's: {message:?}"
                );
            }
            let embargo_or_world = matches!(format!("{message:?}").chars().next(), Some('E'))
                || [Message::CP, Message::CX, Message::CA].contains(&message);
            if !embargo_or_world {
                assert_eq!((after.em, after.world), (receiver.em, receiver.world), "{message:?}");
            }
            if receiver.rm == Rm::Closed {
                assert_eq!(after, receiver, "nothing moves what is closed");
            }
            let silent = [Message::RK, Message::EK, Message::CK, Message::GK].contains(&message);
            if silent || (receiver.rm == Rm::Closed && !format!("{message:?}").starts_with('G')) {
                assert!(received.answers.is_empty(), "{message:?}");
            } else {
                assert!(!received.answers.is_empty(), "{message:?}");
            }
            for answer in &received.answers {
                assert!(!(silent && *answer == message), "acknowledgements are not acknowledged");
            }
        }
    }
}

#[test]
fn vultron_a_report_that_arrives_is_answered_and_makes_a_vendor_aware() {
    let stranger = Local::default();
    let finder = stranger.receive(Message::RS);
    assert_eq!(
        (finder.after.rm, finder.after.path, finder.answers),
        (Rm::Received, None, vec![Message::RK])
    );
    let vendor = Local {
        path: Some(FixPath::Unaware),
        ..stranger
    }
    .receive(Message::RS);
    assert_eq!(vendor.after.path, Some(FixPath::Aware));
    assert_eq!(vendor.answers, [Message::RK, Message::CV]);
    let again = vendor.after.receive(Message::RS);
    assert_eq!(again.after, vendor.after, "a report that comes twice was received once");
    let ready = Local {
        path: Some(FixPath::Ready),
        rm: Rm::Accepted,
        ..stranger
    };
    assert_eq!(ready.receive(Message::RS).after, ready, "nor does it undo a fix");
    assert_eq!(
        stranger.receive(Message::RV).answers,
        [Message::RE, Message::GI],
        "they thought that we knew"
    );
}

#[test]
fn vultron_who_is_asked_for_an_embargo_too_late_says_no() {
    let public = World {
        public: true,
        ..World::default()
    };
    let of = |em, world| Local {
        rm: Rm::Accepted,
        em,
        path: None,
        world,
    };
    for (message, from, quiet, late) in [
        (
            Message::EP,
            Em::None,
            (Em::Proposed, Message::EK),
            (Em::None, Message::ER),
        ),
        (
            Message::EP,
            Em::Proposed,
            (Em::Proposed, Message::EK),
            (Em::None, Message::ER),
        ),
        (
            Message::EA,
            Em::Proposed,
            (Em::Active, Message::EK),
            (Em::None, Message::ER),
        ),
        (
            Message::EV,
            Em::Active,
            (Em::Revise, Message::EK),
            (Em::Exited, Message::ET),
        ),
        (
            Message::EV,
            Em::Revise,
            (Em::Revise, Message::EK),
            (Em::Exited, Message::ET),
        ),
        (
            Message::EJ,
            Em::Revise,
            (Em::Active, Message::EK),
            (Em::Exited, Message::ET),
        ),
        (
            Message::EC,
            Em::Revise,
            (Em::Active, Message::EK),
            (Em::Exited, Message::ET),
        ),
        (
            Message::ER,
            Em::Proposed,
            (Em::None, Message::EK),
            (Em::None, Message::EK),
        ),
        (
            Message::ET,
            Em::Active,
            (Em::Exited, Message::EK),
            (Em::Exited, Message::EK),
        ),
        (
            Message::ET,
            Em::Exited,
            (Em::Exited, Message::EK),
            (Em::Exited, Message::EK),
        ),
        (Message::EA, Em::None, (Em::None, Message::EE), (Em::None, Message::EE)),
        (
            Message::EV,
            Em::Proposed,
            (Em::Proposed, Message::EE),
            (Em::Proposed, Message::EE),
        ),
        (
            Message::EP,
            Em::Exited,
            (Em::Exited, Message::EE),
            (Em::Exited, Message::EE),
        ),
    ] {
        for (world, (em, answer)) in [(World::default(), quiet), (public, late)] {
            let received = of(from, world).receive(message);
            assert_eq!(
                (received.after.em, received.answers),
                (em, vec![answer]),
                "{message:?} {from:?} {world:?}"
            );
        }
    }
}

#[test]
fn vultron_a_vendor_says_how_far_its_fix_is_and_nobody_else_does() {
    let vendor = |path| Local {
        rm: Rm::Accepted,
        path,
        ..Local::default()
    };
    let said = |local: Local, message| local.send(message).map(|sent| sent.after.path).ok().flatten();
    assert_eq!(said(vendor(Some(FixPath::Aware)), Message::CF), Some(FixPath::Ready));
    assert_eq!(said(vendor(Some(FixPath::Ready)), Message::CD), Some(FixPath::Deployed));
    assert_eq!(said(vendor(Some(FixPath::Aware)), Message::CD), None);
    for message in [Message::CV, Message::CF, Message::CD] {
        assert!(vendor(None).send(message).is_err());
    }
    let fresh = Local {
        path: Some(FixPath::Unaware),
        ..Local::default()
    };
    assert_eq!(fresh.send(Message::CV).unwrap().after.rm, Rm::Received);
    assert!(CaseState::START.has(CsEvent::V) != state("Vfdpxa").has(CsEvent::V));
}
