//! What an overlay must not do: allow what its base forbids. It may always be stricter.

use super::super::document::{Item, Texts};
use super::super::fault::Fault;
use super::super::overlay::Removed;

use super::super::read::Draft;
use super::super::schema::{Embargo, Gate};
use super::super::words::Effect;
use super::clocks::is_shorter;

pub(super) fn check(
    base: &Draft,
    over: &Draft,
    removed: &Removed,
    base_id: &str,
    texts: &Texts<'_>,
    faults: &mut Vec<Fault>,
) {
    gates(base, over, (base_id, removed), texts, faults);
    if let (Some(beneath), Some(above)) = (&base.embargo, &over.embargo) {
        embargo(&beneath.value, above, base_id, texts, faults);
    }
    for message in &over.messages {
        let beneath = base.messages.iter().find(|one| one.value.id == message.value.id);
        let forbidden = beneath.into_iter().flat_map(|one| &one.value.forbidden);
        let lost: Vec<&str> = forbidden
            .filter(|class| !message.value.forbidden.contains(class))
            .map(|class| class.word())
            .collect();
        if !lost.is_empty() {
            let what = format!(
                "message \"{}\" allows {}, which the base \"{base_id}\" forbids in it",
                message.value.id,
                lost.join(", ")
            );
            faults.push(texts.fault(message.key("forbidden"), what, "keep the base's classes in `forbidden`"));
        }
    }
}

fn forbids(gate: &Gate) -> bool {
    matches!(gate.effect, Effect::Forbid | Effect::ForbidBefore)
}

fn gates(base: &Draft, over: &Draft, (base_id, removed): (&str, &Removed), texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let remedy = "keep the gate; who may break it, and how, is said by `override`";
    for beneath in base.gates.iter().filter(|gate| forbids(&gate.value)) {
        let old = &beneath.value;
        let Some(item) = over.gates.iter().find(|gate| gate.value.id == old.id) else {
            // One that could not be read is a fault already.
            let Some((_, _, place)) = removed.iter().find(|(list, id, _)| list == "gate" && *id == old.id) else {
                continue;
            };

            let what = format!(
                "gate \"{}\" is taken away, with which the base \"{base_id}\" {} {}",
                old.id,
                old.effect.word(),
                old.act.word()
            );
            faults.push(texts.fault(*place, what, remedy));
            continue;
        };
        if !forbids(&item.value) {
            let what = format!(
                "gate \"{}\" {} what the base \"{base_id}\" forbids: {}",
                old.id,
                item.value.effect.word(),
                old.act.word()
            );
            faults.push(texts.fault(item.key("effect"), what, remedy));
        }
        // A gate of another name that opens the same door under the same condition.
        let same_door = |gate: &&Item<Gate>| {
            let gate = &gate.value;
            gate.id != old.id
                && gate.effect == Effect::Allow
                && gate.act == old.act
                && gate.when.source() == old.when.source()
        };
        for item in over.gates.iter().filter(same_door) {
            let what = format!(
                "gate \"{}\" allows what the base \"{base_id}\" forbids with gate \"{}\": {}",
                item.value.id,
                old.id,
                old.act.word()
            );
            faults.push(texts.fault(item.key("effect"), what, "give it another condition, or drop it"));
        }
    }
}

fn embargo(beneath: &Embargo, above: &Item<Embargo>, base_id: &str, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let over = &above.value;
    for (name, old, new) in [
        (
            "share_between_members",
            beneath.share_between_members,
            over.share_between_members,
        ),
        ("cve_id_shareable", beneath.cve_id_shareable, over.cve_id_shareable),
    ] {
        if (old, new) == (Some(false), Some(true)) {
            let what = format!("[embargo] `{name}` allows what the base \"{base_id}\" forbids");
            faults.push(texts.fault(above.key(name), what, format!("leave {name} = false")));
        }
    }
    let longer = match (beneath.max.span(), over.max.span()) {
        (Some(old), Some(new)) => is_shorter(old, new),
        (Some(_), None) => true,
        (None, _) => false,
    };
    if longer {
        let what = format!("[embargo] `max` allows a longer embargo than the base \"{base_id}\" does");
        faults.push(texts.fault(above.key("max"), what, "write the base's length or a shorter one"));
    }
}
