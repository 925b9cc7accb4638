//! Samples of *Authorities*: drafts made by the program itself from an invented case.

use super::case_view::full;
use super::{CASE_ID, drawn, member, member_id, pst};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, authority};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{AuthorityView, LegalLine};
use ambergate_process::case::inputs::{Attack, Aware, Awareness, Recorded, Stated, StatedFact};
use ambergate_process::case::{Case, Phase};
use ambergate_process::cra::{LegalRole, MANUFACTURERS};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::policy::{Anchor, BUILT_IN, Profile, Rules};
use ambergate_process::project::{Project, Settings};
use maud::{Markup, html};
use std::collections::BTreeMap;

pub const AUTHORITY: &[Sample] = &[
    Sample {
        name: "authority",
        page: exploited,
    },
    Sample {
        name: "authority-incident",
        page: incident,
    },
    Sample {
        name: "authority-empty",
        page: nothing,
    },
];

fn rules(others: &[&str]) -> Option<Rules> {
    let profile = |id: &str| {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
        Profile::read(id, text).ok()
    };
    let others = others.iter().filter_map(|id| profile(id)).collect();
    Some(Rules::new(profile("coredns")?, others, &BTreeMap::new()))
}

fn project(say: Say) -> Project {
    Project {
        settings: Settings {
            name: say("CoreDNS"),
            vendor: say("CoreDNS authors"),
            product: say("CoreDNS"),
            contact: say("security@example.org"),
            ..Settings::default()
        },
        roster: (0..7).map(|place| (member_id(place), member(place, say))).collect(),
        ..Project::default()
    }
}

fn legal(say: Say) -> LegalLine {
    LegalLine {
        product: None,
        role: LegalRole::Manufacturer,
        reason: say("Decision of the board."),
        by: super::name(1, say),
        at: at("11-03 10:00"),
        profile: Some(MANUFACTURERS),
        counted: Some("manufacturer".to_owned()),
        taken: true,
        dormant: None,
    }
}

/// Attacked, one warning filed, the rest to come.
fn attacked(say: Say) -> Case {
    let fact = |kind, text: &str| (kind, FactValue::Text(say(text)));
    let facts = [
        fact(FactKind::Component, "plugin/etcd"),
        fact(FactKind::Title, "A lease ID is used as a TTL"),
        fact(
            FactKind::Summary,
            "Who may write one leased key can pin an answer for years.",
        ),
        fact(
            FactKind::Mitigation,
            "Switch the plugin off, or write keys without leases.",
        ),
    ];
    let mut case = Case {
        phase: Phase::Embargoed,
        facts: facts.into_iter().collect(),
        ..Case::default()
    };
    case.inputs.aware = Some(Aware {
        at: at("11-18 20:15"),
        about: Awareness::Exploited,
        evidence: say("Logs of two sites."),
        by: member_id(0),
    });
    case.inputs.attack = Some(Attack {
        seen: at("11-18 19:00"),
        evidence: say("Logs of two sites."),
        by: member_id(0),
    });
    let role = Stated::Text("manufacturer".to_owned());
    case.inputs.stated.insert(StatedFact::Role, role);
    let filed = Recorded {
        note: say("Receipt 4711 of the platform."),
        by: member_id(1),
    };
    case.inputs.recorded.insert(Anchor::AuthorityEarlyWarning, filed);
    case.anchors.insert(Anchor::Aware, at("11-18 20:15"));
    case.anchors.insert(Anchor::AttackSeen, at("11-18 19:00"));
    case.anchors.insert(Anchor::AuthorityEarlyWarning, at("11-19 07:10"));
    case
}

fn page(display: Display, say: Say, case: &Case, laws: &[&str], legal: Option<LegalLine>) -> Markup {
    let mut around = full(say);
    around.policy.legal = legal.clone();
    let id = CASE_ID.parse();
    match (rules(laws), id) {
        (Some(rules), Ok(id)) => {
            let view = AuthorityView::of(&id, case, &project(say), &rules, legal, at("11-19 08:40"));
            authority::shown(&pst(say), &around, &view, &drawn(display))
        }
        // The built-in profiles are valid; a test says so.
        _ => html! {},
    }
}

fn exploited(display: Display, say: Say) -> Markup {
    page(display, say, &attacked(say), &["cra"], Some(legal(say)))
}

fn incident(display: Display, say: Say) -> Markup {
    let mut case = attacked(say);
    if let Some(aware) = &mut case.inputs.aware {
        aware.about = Awareness::SevereIncident;
    }
    case.inputs.attack = None;
    case.anchors.remove(&Anchor::AttackSeen);
    page(display, say, &case, &["cra"], Some(legal(say)))
}

/// Nobody has said anything: all is blank.
fn nothing(display: Display, say: Say) -> Markup {
    page(display, say, &Case::default(), &[], None)
}
