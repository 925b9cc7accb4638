//! Refusals of a project.

use super::{says_what_to_do, variants};
use crate::stage::*;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::cra::LegalRole;
use ambergate_process::ids::Slug;
use ambergate_process::people::Absence;
use ambergate_process::project::{self, Joining, Project, Settings};
use std::collections::BTreeSet;

variants!(PROJECT, project_name, project::Refusal:
    project::Refusal::NotPst => "NotPst",
    project::Refusal::Founded => "Founded",
    project::Refusal::NoMember => "NoMember",
    project::Refusal::LastOne => "LastOne",
    project::Refusal::EmptyAbsence => "EmptyAbsence",
    project::Refusal::NotYours => "NotYours",
    project::Refusal::NoReason => "NoReason",
    project::Refusal::BadProduct => "BadProduct",
);

#[test]
fn every_refusal_of_a_project_is_reached_and_names_a_way_out() {
    use ambergate_process::access::Role;
    use project::Command as C;
    let now = at("2025-09-01T00:00:00Z");
    let found = || C::Found {
        id: inner("coredns"),
        slug: "coredns".parse::<Slug>().unwrap(),
        settings: Settings::default(),
        profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
    };
    let join = |who: &str, role| {
        C::Join(Joining {
            member: member(who),
            name: who.to_owned(),
            handle: None,
            role,
        })
    };
    let absence = |from: &str, to: &str| Absence {
        from: at(from),
        to: at(to),
    };
    let mut founded = Project::default();
    for command in [found(), join("ada", Role::Pst), join("cleo", Role::Maintainer)] {
        for event in project::decide(&founded, command, &system(), now).unwrap() {
            founded.apply(&event, now);
        }
    }
    let week = absence("2025-09-02T00:00:00Z", "2025-09-09T00:00:00Z");
    let rows = vec![
        ("NotPst", Project::default(), pst("ada"), found()),
        ("NotPst", founded.clone(), maintainer("cleo"), join("eve", Role::Pst)),
        (
            "NotPst",
            founded.clone(),
            reporter("finder"),
            C::ChangeSettings(Settings::default()),
        ),
        ("Founded", founded.clone(), system(), found()),
        (
            "NoMember",
            founded.clone(),
            pst("ada"),
            C::Leave { member: member("eve") },
        ),
        (
            "NoMember",
            founded.clone(),
            pst("ada"),
            C::BeAway {
                member: member("eve"),
                absence: week.clone(),
            },
        ),
        (
            "LastOne",
            founded.clone(),
            pst("ada"),
            C::Leave { member: member("ada") },
        ),
        ("LastOne", founded.clone(), pst("ada"), join("ada", Role::Maintainer)),
        (
            "EmptyAbsence",
            founded.clone(),
            pst("ada"),
            C::BeAway {
                member: member("ada"),
                absence: Absence {
                    from: week.to,
                    to: week.from,
                },
            },
        ),
        (
            "NotYours",
            founded.clone(),
            maintainer("cleo"),
            C::BeAway {
                member: member("ada"),
                absence: week,
            },
        ),
    ];
    let state = |product: &str, reason: &str| C::StateRole {
        product: product.to_owned(),
        role: Some(LegalRole::Steward),
        reason: reason.to_owned(),
    };
    let rows = rows.into_iter().chain([
        ("NoReason", founded.clone(), pst("ada"), state("", " ")),
        ("BadProduct", founded.clone(), pst("ada"), state("a\nb", "Opinion.")),
        (
            "BadProduct",
            founded.clone(),
            pst("ada"),
            state(&"x".repeat(101), "Opinion."),
        ),
        ("NotPst", founded.clone(), maintainer("cleo"), state("", "Opinion.")),
    ]);
    let mut reached = BTreeSet::new();
    for (number, (expected, project, actor, command)) in rows.enumerate() {
        let refusal = match project::decide(&project, command, &actor, now) {
            Err(refusal) => refusal,
            Ok(_) => panic!("row {number} should be refused as {expected}"),
        };
        assert_eq!(project_name(&refusal), expected, "row {number}: {refusal}");
        says_what_to_do(&refusal.to_string());
        reached.insert(expected);
    }
    assert_eq!(reached, PROJECT.iter().copied().collect());
}
