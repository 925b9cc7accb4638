//! Samples of the *Plan* page, each planned by the planner from real profiles, and of *Policy*.

use super::case_view::{fresh, full, out};
use super::{CASE_ID, drawn, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, plan, policy};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{CaseView, CourseView, PlanView, PolicyView, Reach, WhatIf};
use ambergate_process::case::{Case, Ending, LinkedReport, Phase};
use ambergate_process::condition::{Commit, declared};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::planner::{Anchors, Circumstances, Extension};
use ambergate_process::policy::{Anchor, BUILT_IN, Profile, Rules};
use ambergate_process::report::{CreditWish, PublicKnowledge};
use maud::{Markup, html};
use std::collections::BTreeMap;

pub const PLAN: &[Sample] = &[
    Sample {
        name: "plan",
        page: midway,
    },
    Sample {
        name: "plan-new",
        page: new,
    },
    Sample {
        name: "plan-public",
        page: public,
    },
    Sample {
        name: "plan-overdue",
        page: overdue,
    },
    Sample {
        name: "plan-conflict",
        page: conflict,
    },
    Sample {
        name: "plan-what-if",
        page: imagined,
    },
    Sample {
        name: "plan-what-if-refused",
        page: imagined_refused,
    },
    Sample {
        name: "plan-closed",
        page: closed,
    },
];

pub const POLICY: &[Sample] = &[
    Sample {
        name: "policy",
        page: own_policy,
    },
    Sample {
        name: "policy-list",
        page: list_policy,
    },
];

fn profile(id: &str) -> Option<Profile> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
    Profile::read(id, text).ok()
}

fn rules(others: &[&str]) -> Option<Rules> {
    let others = others.iter().filter_map(|id| profile(id)).collect();
    Some(Rules::new(profile("coredns")?, others, &BTreeMap::new()))
}

/// What a sample plans from.
struct Told {
    anchors: Anchors,
    circumstances: Circumstances,
    others: &'static [&'static str],
    asked: Option<WhatIf>,
    now: &'static str,
}

fn anchors(list: &[(Anchor, &str)]) -> Anchors {
    list.iter().map(|(anchor, when)| (*anchor, at(when))).collect()
}

/// In the middle of the embargo; the release is planned.
fn told() -> Told {
    let mut circumstances = Circumstances {
        planned: anchors(&[
            (Anchor::Released, "12-01 14:00"),
            (Anchor::AdvisoryPublished, "12-01 14:00"),
            (Anchor::EmbargoEnd, "12-01 14:00"),
        ]),
        ..Circumstances::default()
    };
    circumstances.facts.set(declared::SEVERITY_BASE, 7.1);
    circumstances.facts.set(declared::REMOTE, true);
    let commit = |lgtm| Commit {
        lgtm,
        by: "somebody".to_owned(),
    };
    circumstances.facts.set(declared::COMMITS, vec![commit(1), commit(0)]);
    Told {
        anchors: anchors(&[
            (Anchor::ReportReceived, "11-16 00:14"),
            (Anchor::FirstAnswer, "11-16 07:50"),
            (Anchor::CaseOpened, "11-16 07:50"),
            (Anchor::LeadNamed, "11-16 08:05"),
            (Anchor::FixTeamNamed, "11-16 19:02"),
            (Anchor::RepositoryLinked, "11-17 01:31"),
            (Anchor::SeveritySet, "11-17 10:12"),
        ]),
        circumstances,
        others: &[],
        asked: None,
        now: "11-19 08:40",
    }
}

/// The plan in the samples' words, so that hostile ones go through it too.
fn view(told: &Told, say: Say) -> Option<PlanView> {
    let rules = rules(told.others)?;
    let mut view = PlanView::planned(
        CASE_ID,
        &told.anchors,
        &told.circumstances,
        &rules,
        told.asked,
        at(told.now),
    );
    let imagined = view.what_if.iter_mut().map(|imagined| &mut imagined.plan);
    for plan in std::iter::once(&mut view.plan).chain(imagined) {
        for milestone in &mut plan.milestones {
            milestone.title = say(&milestone.title);
            for hold in &mut milestone.holds {
                hold.what = say(&hold.what);
            }
        }
        for hold in plan.conflicts.iter_mut().flat_map(|conflict| &mut conflict.rules) {
            hold.what = say(&hold.what);
        }
    }
    for difference in view.what_if.iter_mut().flat_map(|imagined| &mut imagined.differences) {
        difference.title = say(&difference.title);
        difference.what = say(&difference.what);
    }
    view.assumed = Some(say("48 hours before the merge"));
    view.course = course(told, &rules, say);
    Some(view)
}

/// The machines of a case to which the same happened.
fn course(told: &Told, rules: &Rules, say: Say) -> Option<CourseView> {
    let reached = |anchor| told.anchors.get(&anchor).copied();
    let known = |seen| PublicKnowledge {
        url: "https://forum.example.org/t/4711".to_owned(),
        seen,
    };
    let mut case = Case {
        opened: reached(Anchor::CaseOpened),
        reports: vec![LinkedReport {
            report: "R-7K3F-9QXA".parse().ok()?,
            reporter: format!("{:0<26}", "finder").parse().ok()?,
            name: say("Quinn Varga"),
            arrived: reached(Anchor::ReportReceived)?,
            assumed: None,
            credit: CreditWish::NotSaid,
            has_mail: true,
            clear_mail: false,
        }],
        public: reached(Anchor::CasePublic).map(known),
        published: reached(Anchor::Released),
        ended: told.circumstances.ended.map(|at| (Ending::Done, at)),
        anchors: told.anchors.clone(),
        ..Case::default()
    };
    let end = told.circumstances.planned.get(&Anchor::EmbargoEnd);
    case.facts
        .extend(end.map(|at| (FactKind::EmbargoEnd, FactValue::At(*at))));
    CourseView::of(&case, rules)
}

fn show(told: &Told, case: &CaseView, display: Display, say: Say) -> Markup {
    let mut shell = pst(say);
    shell.now = at(told.now);
    match view(told, say) {
        Some(view) => plan::shown(&shell, case, &view, &drawn(display)),
        None => html! {},
    }
}

fn midway(display: Display, say: Say) -> Markup {
    show(&told(), &full(say), display, say)
}

fn new(display: Display, say: Say) -> Markup {
    let told = Told {
        anchors: anchors(&[
            (Anchor::ReportReceived, "11-16 00:14"),
            (Anchor::CaseOpened, "11-16 07:50"),
        ]),
        circumstances: Circumstances::default(),
        now: "11-16 08:00",
        ..told()
    };
    let mut case = fresh(say);
    case.embargo_end = None;
    show(&told, &case, display, say)
}

fn public(display: Display, say: Say) -> Markup {
    let mut told = told();
    told.anchors.insert(Anchor::CasePublic, at("11-19 06:10"));
    let mut case = full(say);
    case.public = Some(PublicKnowledge {
        url: say("https://forum.example.org/t/4711"),
        seen: at("11-19 06:10"),
    });
    show(&told, &case, display, say)
}

/// Late, and one target was moved as S25 allows.
fn overdue(display: Display, say: Say) -> Markup {
    let mut told = Told {
        now: "11-24 08:40",
        ..told()
    };
    told.circumstances.facts.set(declared::SEVERITY_BASE, 3.1);
    told.circumstances.extended.push(Extension {
        profile: "coredns".to_owned(),
        clock: "fix_ready".to_owned(),
        to: at("11-30 00:00"),
        reason: "two maintainers are away".to_owned(),
        decided: at("11-20 09:00"),
    });
    show(&told, &full(say), display, say)
}

/// A list that takes two weeks, an upstream project that is not ready before, a reporter who does not wait.
fn conflict(display: Display, say: Say) -> Markup {
    let mut told = Told {
        others: &["linux-distros"],
        ..told()
    };
    told.anchors.insert(Anchor::ListNotified, at("11-18 09:00"));
    told.circumstances.facts.set(declared::UPSTREAM_DATE, at("12-08 15:00"));
    told.circumstances.facts.set(declared::REPORTER_DATE, at("12-03 12:00"));
    show(&told, &full(say), display, say)
}

fn imagined(display: Display, say: Say) -> Markup {
    let told = Told {
        asked: Some(WhatIf {
            release: Some(at("12-08 14:00")),
            public: Some(at("11-20 06:00")),
            score: Some(39),
            remote: Some(Reach::Near),
        }),
        ..told()
    };
    show(&told, &full(say), display, say)
}

fn imagined_refused(display: Display, say: Say) -> Markup {
    let typed = [
        ("release", say("tomorrow")),
        ("public", String::new()),
        ("score", String::new()),
        ("remote", String::new()),
    ];
    let around = refused(display, "what-if", &typed, "release", "Write 2026-12-01 14:00 (UTC).");
    match view(&told(), say) {
        Some(view) => plan::shown(&pst(say), &full(say), &view, &around),
        None => html! {},
    }
}

fn closed(display: Display, say: Say) -> Markup {
    let mut told = Told {
        now: "12-05 09:00",
        ..told()
    };
    told.anchors.extend(anchors(&[
        (Anchor::FixReady, "11-20 10:00"),
        (Anchor::ExistenceAnnounced, "11-20 15:00"),
        (Anchor::DistributorsDecided, "11-20 16:00"),
        (Anchor::Released, "12-01 14:00"),
        (Anchor::AdvisoryPublished, "12-01 14:00"),
        (Anchor::CasePublic, "12-01 14:00"),
        (Anchor::Closed, "12-04 10:00"),
    ]));
    told.circumstances.facts.set(declared::DISTRIBUTORS_TOLD, false);
    told.circumstances.ended = Some(at("12-04 10:00"));
    told.circumstances.planned = Anchors::new();
    let case = CaseView {
        phase: Phase::Closed,
        published: Some(at("12-01 14:00")),
        ..out(say)
    };
    show(&told, &case, display, say)
}

fn policy_page(id: &str, display: Display, say: Say) -> Markup {
    let others = BUILT_IN
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|other| other != id);
    let Some(profile) = profile(id) else {
        return html! {};
    };
    let mut view = PolicyView::of(&profile, others.collect());
    view.name = say(&view.name);
    policy::shown(&pst(say), &view, &drawn(display))
}

fn own_policy(display: Display, say: Say) -> Markup {
    policy_page("coredns", display, say)
}

fn list_policy(display: Display, say: Say) -> Markup {
    policy_page("linux-distros", display, say)
}
