//! Roles, audiences, messages, the communication plan and membership: everybody who is named exists, and nobody is
//! written to about what they are not cleared for.

use super::super::cleared;
use super::super::document::Texts;
use super::super::fault::{Fault, remedy};
use super::super::read::Draft;
use super::super::schema::{MessageRule, When};
use super::super::words::{Anchor, MessageKind};
use crate::access::Audience;
use crate::case::Phase;
use std::collections::BTreeSet;

pub(super) fn check(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    roles(draft, texts, faults);
    audiences(draft, texts, faults);
    messages(draft, texts, faults);
    communications(draft, texts, faults);
    membership(draft, texts, faults);
    for item in draft.checklists.iter().filter(|item| item.value.items.is_empty()) {
        let what = format!("checklist \"{}\" has no items", item.value.id);
        faults.push(texts.fault(item.key("items"), what, "write its steps, or drop it"));
    }
}

fn roles(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let ids = || draft.roles.iter().map(|role| role.value.id.as_str());
    for item in &draft.roles {
        let role = &item.value;
        if let Some(from) = &role.from {
            let place = item.key("from");
            if from == &role.id {
                let what = format!("role \"{from}\" is taken from itself");
                faults.push(texts.fault(place, what, "name the role whose holders can have it, or drop `from`"));
            } else if !draft.names("role", from) {
                let what = format!(
                    "role \"{}\" is taken from \"{from}\", and there is no such role",
                    role.id
                );
                faults.push(texts.fault(place, what, known(from, ids(), "roles")));
            }
        }
        if let (Some(min), Some(max)) = (role.min, role.max)
            && max < min
        {
            let what = format!("role \"{}\" has at most {max} and at least {min} holders", role.id);
            faults.push(texts.fault(item.key("max"), what, "write a `max` that is not below `min`"));
        }
    }
}

fn audiences(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    for item in &draft.audiences {
        let audience = &item.value;
        super::label(&audience.tlp, item.key("tlp"), texts, faults);
        let facts = &audience.facts;
        for (earlier, later, name) in [
            (&facts.embargoed, &facts.announced, "announced"),
            (&facts.announced, &facts.released, "released"),
        ] {
            let lost: Vec<&str> = earlier.difference(later).map(|class| class.word()).collect();
            if !lost.is_empty() {
                let what = format!(
                    "audience \"{}\" knows less in a later phase: {name} lacks {}",
                    audience.id.key(),
                    lost.join(", ")
                );
                let remedy = "add them there, or take them away earlier: what was told cannot be untold";
                faults.push(texts.fault(item.key("facts"), what, remedy));
            }
        }
    }
}

fn messages(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    for item in &draft.messages {
        let message = &item.value;
        let unread = !draft.audiences.iter().any(|one| one.value.id == message.audience);
        if unread && draft.names("audience", message.audience.key()) {
            continue;
        }
        let phase = phase(message, draft);
        let cleared = cleared(draft.audiences.iter().map(|one| &one.value), message.audience, phase);
        for fact in &message.required {
            let class = fact.class();
            if !cleared.contains(&class) {
                let what = format!(
                    "message \"{}\" requires {}, which its audience \"{}\" is not cleared for in the phase {}",
                    message.id,
                    fact.key(),
                    message.audience.key(),
                    phase.key()
                );
                let remedy = format!("clear the class \"{}\" for it, or drop the fact", class.word());
                faults.push(texts.fault(item.key("required"), what, remedy));
            }
            if message.forbidden.contains(&class) {
                let what = format!(
                    "message \"{}\" requires {} and forbids its class \"{}\"",
                    message.id,
                    fact.key(),
                    class.word()
                );
                faults.push(texts.fault(item.key("required"), what, "drop one of the two"));
            }
        }
    }
}

/// The phase in which a message goes out: the earliest one in which the communication plan sends it, else what its id and
/// its readers say.
fn phase(message: &MessageRule, draft: &Draft) -> Phase {
    match MessageKind::from_key(&message.id) {
        Some(MessageKind::ForthcomingFix) => return Phase::Announced,
        Some(MessageKind::FinalAnnouncement) => return Phase::Released,
        None => {}
    }
    let planned = draft
        .communications
        .iter()
        .map(|one| &one.value)
        .filter(|one| one.message == message.id);
    let phases = planned.map(|one| match (one.anchor, one.when) {
        (
            Anchor::Released | Anchor::AdvisoryPublished | Anchor::CasePublic | Anchor::CvePublished,
            When::At | When::After(_),
        ) => Phase::Released,
        (Anchor::EmbargoEnd | Anchor::Closed | Anchor::RetrospectiveDone, When::At | When::After(_)) => Phase::Released,
        (Anchor::ExistenceAnnounced, When::At | When::After(_)) => Phase::Announced,
        _ if message.audience == Audience::Public => Phase::Announced,
        _ => Phase::Embargoed,
    });
    let unplanned = match message.audience {
        Audience::Public => Phase::Released,
        _ => Phase::Embargoed,
    };
    phases.min().unwrap_or(unplanned)
}

fn communications(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let roles = || draft.roles.iter().map(|role| role.value.id.as_str());
    let messages = || draft.messages.iter().map(|message| message.value.id.as_str());
    for item in &draft.communications {
        let line = &item.value;
        if !draft.names("role", &line.owner) {
            let what = format!(
                "communication \"{}\" belongs to \"{}\", and there is no such role",
                line.id, line.owner
            );
            faults.push(texts.fault(item.key("owner"), what, known(&line.owner, roles(), "roles")));
        }
        match draft.messages.iter().find(|message| message.value.id == line.message) {
            None => {
                let what = format!(
                    "communication \"{}\" sends \"{}\", and there is no such message",
                    line.id, line.message
                );
                faults.push(texts.fault(item.key("message"), what, known(&line.message, messages(), "messages")));
            }
            Some(message) if message.value.audience != line.audience => {
                let what = format!(
                    "communication \"{}\" goes to \"{}\", but its message \"{}\" is for \"{}\"",
                    line.id,
                    line.audience.key(),
                    line.message,
                    message.value.audience.key()
                );
                faults.push(texts.fault(
                    item.key("audience"),
                    what,
                    "name the same audience in both, or another message",
                ));
            }
            Some(_) => {}
        }
    }
}

fn membership(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let Some(item) = &draft.membership else {
        return;
    };
    let membership = &item.value;
    if !membership.application.starts_with("private:") && !membership.application.starts_with("public:") {
        let what = format!(
            "[membership] `application` \"{}\" does not say who sees it",
            membership.application
        );
        faults.push(texts.fault(item.key("application"), what, "begin it with private: or public:"));
    }
    let mut seen = BTreeSet::new();
    for criterion in &membership.criteria {
        if !seen.insert(criterion.id.as_str()) {
            let what = format!("criterion \"{}\" stands twice", criterion.id);
            faults.push(texts.fault(item.key("criteria"), what, "give each criterion an id of its own"));
        }
    }
}

/// What to do about a name that is not in a list.
fn known<'a>(word: &str, list: impl Iterator<Item = &'a str> + Clone, what: &str) -> String {
    if list.clone().next().is_none() {
        return format!("the profile has no {what}: add it");
    }
    remedy(word, list, &format!("The {what} are"))
}
