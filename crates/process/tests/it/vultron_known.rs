//! What the machines learn from a policy and from what people write on a case: until when an embargo lasts, who agreed to it,
//! and which acts on a case would be steps that they do not have.

use crate::stage::*;
use ambergate_process::access::Actor;
use ambergate_process::case::inputs::Input;
use ambergate_process::case::{Command, Refusal, known, machines};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::policy::Anchor;
use ambergate_process::vultron::{Consent, Duty, Em, Embargo, Named, Terms, Which, Who};

fn opened(id: &str) -> Stage {
    let mut stage = Stage::under(rules_of(id));
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
    stage
}

fn until(ends: &str) -> Command {
    Command::SetFacts {
        changes: vec![(FactKind::EmbargoEnd, Some(FactValue::At(at(ends))))],
    }
}

fn agreed(when: &str) -> Command {
    Command::Input(Input::ReachMilestone {
        anchor: Anchor::EmbargoAgreed,
        at: at(when),
        note: "They wrote that it suits them.".to_owned(),
    })
}

fn ada() -> Actor {
    pst("ada")
}

fn terms(ends: &str) -> Terms {
    Terms { ends: at(ends) }
}

/// EM, its end, and the consents of the project and the reporter.
fn stands(stage: &Stage) -> (Em, Option<Terms>, Consent, Consent) {
    let standing = machines(&stage.case, stage.rules).standing;
    let consent = |who| standing.of(&who).consent;
    (
        standing.embargo.state(),
        standing.embargo.terms(),
        consent(Who::Project),
        consent(Who::Reporter(outsider("finder"))),
    )
}

#[test]
fn vultron_a_policy_that_says_how_long_proposes_it_to_whoever_reports() {
    let of = |id| known(&opened(id).case, rules_of(id)).proposal;
    // Reported on 2025-09-03 at 00:14. CoreDNS: no length, and out after three weeks (S35). The other two: 90 days.
    assert_eq!(of("coredns"), Some(terms("2025-09-24T00:14:00Z")));
    assert_eq!(of("envoy"), Some(terms("2025-12-02T00:14:00Z")));
    assert_eq!(of("openstack"), Some(terms("2025-12-02T00:14:00Z")));
    // Theirs begin with the list, or have no length.
    for id in ["curl", "istio", "xen"] {
        assert_eq!(of(id), None, "{id}");
        assert_eq!(stands(&opened(id)).0, Em::None, "{id}");
    }
    assert_eq!(
        stands(&opened("coredns")),
        (
            Em::Active,
            Some(terms("2025-09-24T00:14:00Z")),
            Consent::Signatory,
            Consent::Signatory
        )
    );
}

#[test]
fn vultron_a_later_end_is_asked_for_until_the_reporter_agrees() {
    let mut stage = opened("coredns");
    let (standing, later) = (terms("2025-09-24T00:14:00Z"), terms("2025-10-08T12:00:00Z"));
    stage.done("2025-09-04T08:00:00Z", &ada(), until("2025-10-08T12:00:00Z"));
    assert_eq!(known(&stage.case, stage.rules).named, Some(Named::Asked(later)));
    let both = (Consent::Signatory, Consent::Signatory);
    assert_eq!(stands(&stage), (Em::Revise, Some(standing), both.0, both.1));
    stage.done("2025-09-05T08:00:00Z", &ada(), agreed("2025-09-05T07:00:00Z"));
    assert_eq!(stands(&stage), (Em::Active, Some(later), both.0, both.1));
    // Without a standing proposal nothing holds anybody before they agree.
    let mut stage = opened("istio");
    stage.done("2025-09-04T08:00:00Z", &ada(), until("2025-10-08T12:00:00Z"));
    assert_eq!(
        stands(&stage),
        (Em::Proposed, None, Consent::NoEmbargo, Consent::Invited)
    );
    stage.done("2025-09-05T08:00:00Z", &ada(), agreed("2025-09-05T07:00:00Z"));
    assert_eq!(stands(&stage), (Em::Active, Some(later), both.0, both.1));
}

#[test]
fn vultron_an_earlier_end_needs_nobody() {
    let mut stage = opened("coredns");
    stage.done("2025-09-04T08:00:00Z", &ada(), until("2025-09-08T13:00:00Z"));
    let earlier = terms("2025-09-08T13:00:00Z");
    let both = Consent::Signatory;
    assert_eq!(stands(&stage), (Em::Active, Some(earlier), both, both));
}

#[test]
fn vultron_nobody_negotiates_over_what_is_public_or_attacked() {
    let forbidden = |stage: &mut Stage, command| match stage.refused(&ada(), command) {
        Refusal::Machine(forbidden) => forbidden,
        other => panic!("{other}"),
    };
    let mut attacked = opened("coredns");
    let seen = at("2025-09-04T07:00:00Z");
    let attack = Input::NoteAttack {
        seen,
        evidence: "Logs of a member.".to_owned(),
    };
    attacked.done("2025-09-04T08:00:00Z", &ada(), Command::Input(attack));
    let later = forbidden(&mut attacked, until("2025-10-08T12:00:00Z"));
    assert_eq!(later.machine, Which::Em);
    assert!(
        later.to_string().contains("nobody negotiates an embargo then"),
        "{later}"
    );
    let standing = machines(&attacked.case, attacked.rules).standing;
    assert_eq!(standing.embargo.duty(standing.case_state()), Some(Duty::Should));
    // What comes sooner is no negotiation, and what was agreed on before counts.
    attacked.done("2025-09-04T09:00:00Z", &ada(), until("2025-09-06T12:00:00Z"));
    assert_eq!(
        forbidden(&mut attacked, agreed("2025-09-04T07:30:00Z")).machine,
        Which::Em
    );
    attacked.done("2025-09-04T09:30:00Z", &ada(), agreed("2025-09-04T06:00:00Z"));

    let mut leaked = opened("coredns");
    leaked.done("2025-09-04T08:00:00Z", &ada(), public("2025-09-04T07:00:00Z"));
    assert_eq!(machines(&leaked.case, leaked.rules).standing.embargo, Embargo::Exited);
    for command in [until("2025-09-06T12:00:00Z"), agreed("2025-09-04T08:00:00Z")] {
        let refused = forbidden(&mut leaked, command);
        assert!(refused.to_string().contains("never begun again"), "{refused}");
    }
    let nothing = Command::SetFacts {
        changes: vec![(FactKind::EmbargoEnd, None)],
    };
    assert!(leaked.act(&ada(), nothing).is_ok(), "to take a date away is free");
}
