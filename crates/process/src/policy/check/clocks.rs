//! Clocks, gates and the embargo: lengths that fit, anchors that lead somewhere, gates that can be answered.

use super::super::document::Texts;
use super::super::fault::{Fault, remedy};
use super::super::read::Draft;
use super::super::schema::{Clock, Start};
use super::super::words::{Anchor, Effect, GateAct};
use crate::Instant;
use crate::calendar::{Calendar, Span};
use jiff::SignedDuration;
use std::collections::BTreeMap;

pub(super) fn check(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    for item in &draft.clocks {
        let clock = &item.value;
        let id = &clock.id;
        if clock.start.anchor() == clock.until {
            let what = format!("clock \"{id}\" runs from {} to itself", clock.until.key());
            faults.push(texts.fault(item.key("until"), what, "write two different anchors"));
        }
        match (clock.min, clock.max) {
            (None, None) => {
                let what = format!("clock \"{id}\" has no length");
                faults.push(texts.fault(
                    item.at,
                    what,
                    "write `max`, `min` or both, such as 24h, 7d, 1bd, 2ww or 1mo",
                ));
            }
            (Some(min), Some(max)) if is_shorter(max, min) => {
                let what = format!("clock \"{id}\" ends (max {max}) before it may be met (min {min})");
                faults.push(texts.fault(item.key("max"), what, "write a `max` that is not shorter than `min`"));
            }
            _ => {}
        }
        if let Some(gate) = &clock.extend {
            let found = draft
                .gates
                .iter()
                .find(|one| &one.value.id == gate)
                .map(|one| &one.value);
            let place = item.key("extend");
            match found {
                None if draft.names("gate", gate) => {}
                None => {
                    let what = format!("clock \"{id}\" can be moved by gate \"{gate}\", and there is no such gate");
                    let gates = draft.gates.iter().filter(|one| one.value.act == GateAct::Extend);
                    let ids = gates.map(|one| one.value.id.as_str());
                    faults.push(texts.fault(place, what, remedy(gate, ids, "Gates with act = \"extend\" are")));
                }
                Some(gate) if gate.act != GateAct::Extend => {
                    let what = format!(
                        "clock \"{id}\" can be moved by gate \"{}\", but that one is about {}",
                        gate.id,
                        gate.act.word()
                    );
                    faults.push(texts.fault(place, what, "name a gate with act = \"extend\""));
                }
                Some(_) => {}
            }
        }
    }
    cycles(draft, texts, faults);
    gates(draft, texts, faults);
    embargo(draft, texts, faults);
}

/// Clocks that wait for each other: none of them could ever start. Counting on and counting back are looked at apart,
/// since a clock on from an anchor and another one back from its end only make a window.
fn cycles(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let on = |clock: &Clock| matches!(clock.start, Start::From(_));
    for forward in [true, false] {
        let mut edges: BTreeMap<Anchor, Vec<(Anchor, &str, usize)>> = BTreeMap::new();
        for item in draft
            .clocks
            .iter()
            .filter(|item| on(&item.value) == forward && !item.value.every)
        {
            let clock = &item.value;
            let start = clock.start.anchor();
            if start != clock.until {
                edges.entry(start).or_default().push((clock.until, &clock.id, item.at));
            }
        }
        let mut reported: Vec<Vec<&str>> = Vec::new();
        for start in edges.keys() {
            let Some(path) = back_to(*start, &edges) else {
                continue;
            };
            let mut members: Vec<&str> = path.iter().map(|(_, id, _)| *id).collect();
            members.sort_unstable();
            if reported.contains(&members) {
                continue;
            }
            reported.push(members);
            let place = path.iter().map(|(_, _, place)| *place).max().unwrap_or_default();
            let steps: Vec<String> = path
                .iter()
                .map(|(to, id, _)| format!("{} (clock \"{id}\")", to.key()))
                .collect();
            let what = format!("anchors in a circle: {} > {}", start.key(), steps.join(" > "));
            let remedy = "let one of these clocks count from something that happens without the others";
            faults.push(texts.fault(place, what, remedy));
        }
    }
}

/// The shortest way from an anchor back to itself.
fn back_to<'d>(
    start: Anchor,
    edges: &BTreeMap<Anchor, Vec<(Anchor, &'d str, usize)>>,
) -> Option<Vec<(Anchor, &'d str, usize)>> {
    let mut ways: Vec<Vec<(Anchor, &str, usize)>> = vec![Vec::new()];
    let mut seen = Vec::new();
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let here = way.last().map_or(start, |(to, _, _)| *to);
        for edge in edges.get(&here).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(*edge);
            if edge.0 == start {
                return Some(longer);
            }
            if !seen.contains(&edge.0) {
                seen.push(edge.0);
                ways.push(longer);
            }
        }
    }
    None
}

fn gates(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    for item in &draft.gates {
        let gate = &item.value;
        match (gate.effect, &gate.until) {
            (Effect::ForbidBefore, None) => {
                let what = format!("gate \"{}\" forbids until a date and names none", gate.id);
                faults.push(texts.fault(
                    item.at,
                    what,
                    "write `until` with a date among the facts, such as upstream.date",
                ));
            }
            (Effect::ForbidBefore, Some(_)) | (_, None) => {}
            (effect, Some(_)) => {
                let what = format!("gate \"{}\" {} and still has an `until`", gate.id, effect.word());
                faults.push(texts.fault(
                    item.key("until"),
                    what,
                    "drop `until`, or write effect = \"forbid_before\"",
                ));
            }
        }
    }
}

fn embargo(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let Some(item) = &draft.embargo else {
        return;
    };
    let embargo = &item.value;
    let (max, preferred, min) = (embargo.max.span(), embargo.preferred_max.span(), embargo.min.span());
    for (name, shorter, of, longer) in [
        ("max", max, "min", min),
        ("max", max, "preferred_max", preferred),
        ("preferred_max", preferred, "min", min),
    ] {
        if let (Some(shorter), Some(longer)) = (shorter, longer)
            && is_shorter(shorter, longer)
        {
            let what = format!("[embargo] `{name}` ({shorter}) is shorter than `{of}` ({longer})");
            faults.push(texts.fault(
                item.key(name),
                what,
                "write lengths in the order min, preferred_max, max",
            ));
        }
    }
    if (max.is_some() || preferred.is_some() || min.is_some()) && embargo.from.is_none() {
        let what = "[embargo] has a length and does not say what it is counted from";
        faults.push(texts.fault(item.at, what, "write `from` with an anchor, such as list_notified"));
    }
}

/// Whether one length can end before another, whatever the day of the week it starts on.
pub(super) fn is_shorter(one: Span, other: Span) -> bool {
    let calendar = Calendar::utc();
    // 2024-01-01 was a Monday; a fortnight shows every day of the week and a weekend inside.
    let monday = Instant::from_second(1_704_067_200).unwrap_or(Instant::UNIX_EPOCH);
    (0..14).any(|day| {
        let start = monday
            .checked_add(SignedDuration::from_hours(24 * day))
            .unwrap_or(monday);
        calendar.after(start, one).at < calendar.after(start, other).at
    })
}
