//! "What if": the plan under other circumstances. Nothing is written anywhere.

use super::circumstances::{Anchors, Broken, Circumstances, Extension, Reopening};
use super::{Plan, plan};
use crate::Instant;
use crate::condition::CaseFacts;
use crate::policy::{Anchor, Rules};

/// Something that somebody imagines.
#[derive(Debug, Clone)]
pub enum Change {
    /// It happened then; in a case that was opened again, this time.
    Reached(Anchor, Instant),
    /// It did not happen.
    NotReached(Anchor),
    Planned(Anchor, Instant),
    NotPlanned(Anchor),
    /// All facts of the case, as they would be.
    Facts(CaseFacts),
    Extended(Extension),
    Broken(Broken),
    Reopened(Reopening),
    Ended(Instant),
}

/// The plan as it would be after these changes, in their order.
pub fn what_if(
    anchors: &Anchors,
    rules: &Rules,
    circumstances: &Circumstances,
    changes: impl IntoIterator<Item = Change>,
    now: Instant,
) -> Plan {
    let mut anchors = anchors.clone();
    let mut circumstances = circumstances.clone();
    for change in changes {
        match change {
            Change::Reached(anchor, at) => {
                current(&mut anchors, &mut circumstances, anchor).insert(anchor, at);
            }
            Change::NotReached(anchor) => {
                current(&mut anchors, &mut circumstances, anchor).remove(&anchor);
            }
            Change::Planned(anchor, at) => {
                circumstances.planned.insert(anchor, at);
            }
            Change::NotPlanned(anchor) => {
                circumstances.planned.remove(&anchor);
            }
            Change::Facts(facts) => circumstances.facts = facts,
            Change::Extended(extension) => circumstances.extended.push(extension),
            Change::Broken(broken) => circumstances.broken.push(broken),
            Change::Reopened(reopening) => circumstances.reopened.push(reopening),
            Change::Ended(at) => circumstances.ended = Some(at),
        }
    }
    plan(&anchors, rules, &circumstances, now)
}

/// Where an anchor of the current round stands.
fn current<'a>(anchors: &'a mut Anchors, circumstances: &'a mut Circumstances, anchor: Anchor) -> &'a mut Anchors {
    match circumstances.reopened.last_mut() {
        Some(reopening) if reopening.again.contains(&anchor) => &mut reopening.reached,
        _ => anchors,
    }
}
