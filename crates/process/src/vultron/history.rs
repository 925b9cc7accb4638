//! Every way a case can go: the words of the case state machine from its start to its end, each with the chance that it
//! has where nobody has any skill and every possible next event is equally likely.

use super::{CaseState, CsEvent, Machine, Ratio};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// All six, in order.
    pub events: Vec<CsEvent>,
    /// Of a case that is left to chance.
    pub chance: Ratio,
}

impl History {
    pub fn has_before(&self, first: CsEvent, second: CsEvent) -> bool {
        let at = |event| self.events.iter().position(|e| *e == event);
        at(first) < at(second)
    }
}

/// All histories, in the order of their events.
pub fn histories() -> Vec<History> {
    let mut found = vec![];
    walk(CaseState::START, &mut vec![], Ratio::ONE, &mut found);
    found
}

fn walk(state: CaseState, events: &mut Vec<CsEvent>, chance: Ratio, found: &mut Vec<History>) {
    let next: Vec<(CsEvent, CaseState)> = CsEvent::ALL
        .into_iter()
        .filter_map(|event| Some((event, state.step(event).ok()?)))
        .collect();
    if next.is_empty() {
        found.push(History {
            events: events.clone(),
            chance,
        });
    }
    let share = Ratio::one_of(next.len());
    for (event, state) in next {
        events.push(event);
        walk(state, events, chance * share, found);
        events.pop();
    }
}
