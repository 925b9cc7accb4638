//! What things are called in a sentence: anchors, lengths, roles, paragraphs. No section is written here.

use super::page::{escaped, link};
use crate::facts::FactClass;
use crate::policy::{Anchor, Bound, Clock, Decider, Profile, Span, Start};
use std::collections::BTreeSet;

/// An anchor as a thing that one can be before, or end with.
pub(super) fn noun(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::ReportReceived => "the arrival of the report",
        Anchor::Acknowledged => "the acknowledgement",
        Anchor::FirstAnswer => "the first answer",
        Anchor::Validated => "the confirmation of the vulnerability",
        Anchor::CaseOpened => "the opening of the case",
        Anchor::LeadNamed => "the naming of the Fix Lead",
        Anchor::FixTeamNamed => "the naming of the Fix Team",
        Anchor::RepositoryLinked => "the private repository",
        Anchor::SeveritySet => "the decision on the severity",
        Anchor::MitigationReady => "a mitigation",
        Anchor::CandidatePatch => "a candidate patch",
        Anchor::FixReady => "the finished fix",
        Anchor::CveRequested => "the request for a CVE id",
        Anchor::CveReserved => "the reservation of a CVE id",
        Anchor::ExistenceAnnounced => "the announcement of the forthcoming fix",
        Anchor::DistributorsDecided => "the decision on early word to distributors",
        Anchor::ListNotified => "the notice to the distributors",
        Anchor::FinalNoticeSent => "the last notice before publication",
        Anchor::EmbargoAgreed => "the agreement on an embargo",
        Anchor::EmbargoEnd => "the agreed end of the embargo",
        Anchor::ReleasePlanned => "the plan for the release",
        Anchor::Released => "the release",
        Anchor::AdvisoryPublished => "the publication of the advisory",
        Anchor::CvePublished => "the publication of the CVE record",
        Anchor::CasePublic => "public knowledge of the vulnerability",
        Anchor::ExploitPublic => "a public exploit",
        Anchor::AttackSeen => "the first attack that is seen",
        Anchor::FixInPublicRepository => "the fix in a public repository",
        Anchor::LeakReported => "the report of a leak",
        Anchor::RetrospectiveDone => "the retrospective",
        Anchor::ContactAttempted => "the first attempt to reach the vendor",
        Anchor::Aware => "the moment of awareness",
        Anchor::AuthorityEarlyWarning => "the early warning to the authority",
        Anchor::AuthorityNotified72h => "the 72-hour notification to the authority",
        Anchor::CorrectiveMeasureAvailable => "the corrective measure",
        Anchor::AuthorityFinalReport => "the final report to the authority",
        Anchor::CveIdPublic => "the first public mention of the CVE id",
        Anchor::Closed => "the closing of the case",
    }
}

/// When a clock is due, from its start: "within 24 hours after the report arrived".
pub(super) fn window(clock: &Clock) -> String {
    match (clock.start, clock.min, clock.max) {
        (Start::From(from), None, Some(max)) => format!("within {max} after {}", from.word()),
        (Start::From(from), Some(min), None) => format!("not before {min} after {}", from.word()),
        (Start::From(from), Some(min), Some(max)) if min == max => format!("{max} after {}", from.word()),
        (Start::From(from), Some(min), Some(max)) => format!("{} after {}", between(min, max), from.word()),
        (Start::Before(to), Some(min), None) => format!("at least {min} before {}", noun(to)),
        (Start::Before(to), None, Some(max)) => format!("at most {max} before {}", noun(to)),
        (Start::Before(to), Some(min), Some(max)) if min == max => format!("{max} before {}", noun(to)),
        (Start::Before(to), Some(min), Some(max)) => format!("{} before {}", between(min, max), noun(to)),
        // A checked clock has one of them.
        (start, None, None) => format!("with {}", noun(start.anchor())),
    }
}

fn between(min: Span, max: Span) -> String {
    format!("at least {min} and at most {max}")
}

/// A length, or that there is none; nothing where the policy does not say.
pub(super) fn bound(bound: Bound) -> Option<String> {
    match bound {
        Bound::NotStated => None,
        Bound::None => Some("none".to_owned()),
        Bound::Of(span) => Some(span.to_string()),
    }
}

/// A role by its id: "the Fix Lead". Any other text is taken as it is.
pub(super) fn who(profile: &Profile, id: &str) -> String {
    let role = profile.roles.iter().find(|role| role.id == id);
    let known = Decider::from_key(id).map(Decider::word);
    match (role, known) {
        (Some(role), _) => format!("the {}", escaped(&role.title)),
        (None, Some(word)) => word.to_owned(),
        (None, None) => escaped(id),
    }
}

pub(super) fn zone(profile: &Profile) -> String {
    profile.zone.iana_name().unwrap_or("UTC").to_owned()
}

/// Fact classes as people list them: "everything but proof of concept".
pub(super) fn classes(classes: &BTreeSet<FactClass>) -> String {
    let missing: Vec<&str> = FactClass::ALL
        .into_iter()
        .filter(|class| !classes.contains(class))
        .map(FactClass::word)
        .collect();
    if classes.is_empty() {
        "nothing".to_owned()
    } else if missing.is_empty() {
        "everything".to_owned()
    } else if missing.len() <= 2 {
        format!("everything but {}", list(&missing, "and"))
    } else {
        let held: Vec<&str> = classes.iter().map(|class| class.word()).collect();
        list(&held, "and")
    }
}

/// "a, b and c".
pub(super) fn list<T: AsRef<str>>(items: &[T], last: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// Paragraphs as links to the references.
pub(super) fn refs(list: &[String]) -> String {
    let links: Vec<String> = list.iter().map(|id| link(&escaped(id), &format!("ref-{id}"))).collect();
    links.join(", ")
}
