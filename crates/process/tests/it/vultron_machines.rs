//! The four machines against the numbers that are published of them. Every number is counted by walking our machines.

use ambergate_process::vultron::{
    CaseState, Consent, ConsentSymbol, CsEvent, Em, EmSymbol, FixPath, Machine, Rm, RmSymbol, World, histories,
};
use std::collections::BTreeSet;

/// Every transition that a machine has.
pub fn transitions<M: Machine>() -> Vec<(M, M::Symbol, M)> {
    let from = |state: M| {
        let step = move |symbol: &M::Symbol| Some((state, *symbol, state.step(*symbol).ok()?));
        M::symbols().iter().filter_map(step)
    };
    M::states().into_iter().flat_map(from).collect()
}

/// Every word of so many symbols at most that leads from the start to a final state, the empty one left out.
pub fn words<M: Machine>(longest: usize) -> Vec<Vec<M::Symbol>> {
    let mut found = vec![];
    let mut edge: Vec<(M, Vec<M::Symbol>)> = vec![(M::START, vec![])];
    for _ in 0..longest {
        let mut next = vec![];
        for (state, word) in edge {
            for symbol in M::symbols() {
                let Ok(to) = state.step(*symbol) else { continue };
                let longer: Vec<_> = word.iter().copied().chain([*symbol]).collect();
                if to.is_final() {
                    found.push(longer.clone());
                }
                next.push((to, longer));
            }
        }
        edge = next;
    }
    found
}

pub fn em_letters(word: &[EmSymbol]) -> String {
    word.iter().map(|s| s.letter()).collect()
}
pub fn rm_letters(word: &[RmSymbol]) -> String {
    word.iter().map(|s| s.letter()).collect()
}
pub fn cs_letters(word: &[CsEvent]) -> String {
    word.iter().map(|e| e.letter()).collect()
}

fn reachable<M: Machine>() -> BTreeSet<M> {
    let mut seen = BTreeSet::from([M::START]);
    loop {
        let next: BTreeSet<M> = transitions::<M>()
            .into_iter()
            .filter(|(from, ..)| seen.contains(from))
            .map(|(_, _, to)| to)
            .collect();
        let before = seen.len();
        seen.extend(next);
        if seen.len() == before {
            return seen;
        }
    }
}

#[test]
fn vultron_every_state_is_reached_and_every_other_step_is_refused_with_a_way_out() {
    fn look<M: Machine>() {
        assert_eq!(reachable::<M>().into_iter().collect::<Vec<_>>(), {
            let mut all = M::states();
            all.sort();
            all
        });
        let mut refused = 0;
        for state in M::states() {
            for symbol in M::symbols() {
                let Err(forbidden) = state.step(*symbol) else { continue };
                refused += 1;
                let text = forbidden.to_string();
                assert!(
                    text.starts_with(forbidden.machine.word()) && text.ends_with('.'),
                    "{text}"
                );
                assert!(
                    text.contains(&forbidden.from) && text.contains(forbidden.symbol),
                    "{text}"
                );
                assert!(forbidden.why.len() > 15 && forbidden.why.ends_with('.'), "{text}");
                assert!(
                    forbidden.way_out.len() > 15 && forbidden.way_out.ends_with('.'),
                    "{text}"
                );
                for word in ["invalid", "error", "issue", "ticket", "user", "forbidden"] {
                    assert!(!text.to_lowercase().contains(word), "{word}: {text}");
                }
            }
        }
        assert_eq!(
            refused + transitions::<M>().len(),
            M::states().len() * M::symbols().len()
        );
    }
    look::<Rm>();
    look::<Em>();
    look::<Consent>();
    look::<CaseState>();
}

#[test]
fn vultron_a_refusal_names_machine_place_symbol_reason_and_way_out() {
    let texts = [
        Rm::Valid.step(RmSymbol::Close).unwrap_err().to_string(),
        Em::Exited.step(EmSymbol::Propose).unwrap_err().to_string(),
        Consent::Declined.step(ConsentSymbol::Accept).unwrap_err().to_string(),
        state("vfdPxa").step(CsEvent::F).unwrap_err().to_string(),
        state("VfdpXa").step(CsEvent::A).unwrap_err().to_string(),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r#"
    Report management does not go from “judged valid” by “close”. A valid report is not closed before somebody decided on it. Accept it or put it aside first, then close it.
    Embargo management does not go from “ended” by “propose”. An embargo that has ended is never begun again. Work in the open on this case, or open another one for another matter.
    Embargo consent does not go from “declined” by “agree”. They have declined. Invite them again first.
    The state of the case does not go from “vfdPxa” by “the fix is ready”. The vendor knows what the public knows. Record first that the vendor knows.
    The state of the case does not go from “VfdpXa” by “attacks are seen”. Where an exploit is public, so is the vulnerability. Record first that the public knows.
    "#);
}

#[test]
fn vultron_rm_has_eleven_transitions() {
    let all = transitions::<Rm>();
    assert_eq!((Rm::states().len(), all.len()), (7, 11));
    let text: Vec<String> = all
        .iter()
        .map(|(from, symbol, to)| format!("{}{}{}", from.letter(), symbol.letter(), to.letter()))
        .collect();
    assert_eq!(text.join(" "), "SrR RvV RiI IvV IcC VaA VdD DaA DcC AdD AcC");
    assert!(Rm::Valid.step(RmSymbol::Close).is_err(), "never closed from valid");
    assert_eq!(Rm::ALL.iter().filter(|s| s.is_final()).count(), 1);
}

#[test]
fn vultron_rm_has_these_fifteen_shortest_words() {
    let words: Vec<String> = words::<Rm>(7).iter().map(|w| rm_letters(w)).collect();
    // By length, from the shortest: the published fifteen are all there are of up to seven letters.
    let published = "ric rvac rvdc rivac rivdc rvadc rvdac rivadc rvadac rvdadc rivdac rivdadc rvdadac rivadac rvadadc";
    let published: BTreeSet<&str> = published.split(' ').collect();
    assert_eq!(words.iter().map(String::as_str).collect::<BTreeSet<_>>(), published);
    assert_eq!(words.len(), 15);
    assert!(super::vultron_machines::words::<Rm>(8).len() > 15, "longer ones go on");
}

#[test]
fn vultron_em_has_ten_transitions_and_never_begins_again() {
    let all = transitions::<Em>();
    assert_eq!((Em::states().len(), all.len()), (5, 10));
    let text: Vec<String> = all
        .iter()
        .map(|(from, symbol, to)| format!("{}{}{}", from.letter(), symbol.letter(), to.letter()))
        .collect();
    assert_eq!(text.join(" "), "NpP PpP PrN PaA ApR AtX RpR RrA RaA RtX");
    assert!(all.iter().all(|(from, ..)| *from != Em::Exited));
    let finals: Vec<char> = Em::ALL.iter().filter(|s| s.is_final()).map(|s| s.letter()).collect();
    assert_eq!(finals, ['N', 'X']);
}

#[test]
fn vultron_em_has_72_words_of_up_to_seven_letters() {
    let words = words::<Em>(7);
    assert_eq!(words.len(), 72);
    let text: BTreeSet<String> = words.iter().map(|w| em_letters(w)).collect();
    assert_eq!(text.len(), 72);
    // Some of the published list, from its beginning, middle and end.
    for word in ["pr", "pat", "ppapt", "paprpt", "papappt", "prpprpr", "pappppt"] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn vultron_consent_is_the_published_table() {
    use ConsentSymbol as S;
    let may: Vec<(ConsentSymbol, Vec<Consent>, Consent)> = vec![
        (
            S::Invite,
            vec![Consent::NoEmbargo, Consent::Declined, Consent::Lapsed],
            Consent::Invited,
        ),
        (
            S::Accept,
            vec![Consent::NoEmbargo, Consent::Invited, Consent::Lapsed],
            Consent::Signatory,
        ),
        (
            S::Decline,
            vec![Consent::NoEmbargo, Consent::Invited, Consent::Lapsed],
            Consent::Declined,
        ),
        (S::Revise, vec![Consent::Signatory], Consent::Lapsed),
        (S::Reset, Consent::ALL.to_vec(), Consent::NoEmbargo),
    ];
    for (symbol, from, to) in may {
        for state in Consent::ALL {
            let expected = from.contains(&state).then_some(to);
            assert_eq!(state.step(symbol).ok(), expected, "{state:?} {symbol:?}");
        }
    }
    let adherent: Vec<Consent> = Consent::ALL.into_iter().filter(|c| c.is_adherent()).collect();
    assert_eq!(
        adherent,
        [Consent::Signatory],
        "who lapsed or never answered does not adhere"
    );
}

pub fn state(text: &str) -> CaseState {
    text.parse().unwrap()
}

#[test]
fn vultron_cs_has_32_states_58_transitions_and_70_histories() {
    let states = CaseState::states();
    assert_eq!(states.iter().collect::<BTreeSet<_>>().len(), 32);
    assert_eq!(transitions::<CaseState>().len(), 58);
    assert_eq!(histories().len(), 70);
    assert_eq!(words::<CaseState>(6).len(), 70, "counted a second way");
    let distinct: BTreeSet<String> = histories().iter().map(|h| cs_letters(&h.events)).collect();
    assert_eq!(distinct.len(), 70);
}

#[test]
fn vultron_cs_writes_and_reads_only_the_32() {
    let letters = ["vV", "fF", "dD", "pP", "xX", "aA"];
    let mut read = 0;
    for bits in 0..64_usize {
        let text: String = letters
            .iter()
            .enumerate()
            .map(|(n, pair)| pair.chars().nth(bits >> n & 1).unwrap())
            .collect();
        let uncaused = text.contains("vF") || text.contains("fD");
        match text.parse::<CaseState>() {
            Ok(state) => {
                read += 1;
                assert_eq!(state.to_string(), text);
                assert!(!uncaused, "{text}");
            }
            Err(_) => assert!(uncaused, "{text}"),
        }
    }
    assert_eq!(read, FixPath::ALL.len() * World::all().count());
}

#[test]
fn vultron_cs_goes_one_way_one_letter_at_a_time() {
    for (from, event, to) in transitions::<CaseState>() {
        let changed: Vec<CsEvent> = CsEvent::ALL
            .into_iter()
            .filter(|e| from.has(*e) != to.has(*e))
            .collect();
        assert_eq!(changed, [event], "{from} {to}");
        assert!(to.has(event) && !from.has(event));
    }
}

#[test]
fn vultron_cs_has_two_places_that_do_not_last() {
    for from in CaseState::states() {
        let next: Vec<CsEvent> = CsEvent::ALL.into_iter().filter(|e| from.step(*e).is_ok()).collect();
        if from.world.exploit && !from.world.public {
            assert_eq!(next, [CsEvent::P], "{from}");
        } else if from.world.public && from.path == FixPath::Unaware {
            assert_eq!(next, [CsEvent::V], "{from}");
        } else if !from.is_final() {
            assert!(!next.is_empty(), "{from}");
            let attacked = from.world.attacks && !from.world.public;
            assert!(!attacked || next.len() > 1, "an attack forces nothing: {from}");
        }
    }
}
