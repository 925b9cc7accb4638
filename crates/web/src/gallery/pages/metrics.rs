//! Samples of *Metrics*: nothing, a few cases, many. The numbers are counted from invented cases by the core itself.

use super::{Seed, drawn, member_id, members, pst};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, metrics};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{LoadLine, MetricsView};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::{Case, FixCommit, LinkedReport, agenda};
use ambergate_process::ids::{CaseId, OutsiderId, ReportId};
use ambergate_process::metrics::{Period, Tally};
use ambergate_process::policy::{Anchor, COREDNS, Profile, Rules};
use ambergate_process::ports::Rng;
use ambergate_process::report::{CreditWish, PublicKnowledge};
use ambergate_process::severity::{Scheme, Scored, Severity};
use ambergate_process::vultron::Known;
use jiff::SignedDuration;
use maud::Markup;

pub const METRICS: &[Sample] = &[
    Sample {
        name: "metrics",
        page: few,
    },
    Sample {
        name: "metrics-many",
        page: many,
    },
    Sample {
        name: "metrics-empty",
        page: nothing,
    },
];

fn few(display: Display, say: Say) -> Markup {
    let cases = [
        invented(
            0,
            Went {
                days_ago: 300,
                hours: 18 * 24,
                public: None,
                lead: 0,
                pace: 70,
            },
        ),
        invented(
            1,
            Went {
                days_ago: 212,
                hours: 13 * 24,
                public: Some(9 * 24),
                lead: 3,
                pace: 40,
            },
        ),
        invented(
            2,
            Went {
                days_ago: 150,
                hours: 26 * 24,
                public: None,
                lead: 1,
                pace: 125,
            },
        ),
        invented(
            3,
            Went {
                days_ago: 61,
                hours: 20 * 24,
                public: Some(19 * 24 + 9),
                lead: 0,
                pace: 95,
            },
        ),
        open(4, 3, Some(20)),
        open(5, 9, None),
    ];
    page(display, say, &cases, Period::Year)
}

fn many(display: Display, say: Say) -> Markup {
    let cases = (0..130_u8).map(|n| {
        let die = u32::from(n).wrapping_mul(2_654_435_761) >> 16;
        let pace = 20 + die % 90;
        let pace = if n.is_multiple_of(11) { 160 + die % 400 } else { pace };
        let hours = i64::from(pace) * 4 + 60;
        let public = n.is_multiple_of(4).then(|| hours - hours * i64::from(die % 60) / 100);
        match n {
            0..=3 => open(n, i64::from(n) * 4 + 2, (n == 2).then_some(30)),
            _ => invented(
                n,
                Went {
                    days_ago: i64::from(n) * 8 + 12,
                    hours,
                    public,
                    lead: u8::try_from(die % 5).unwrap_or(0),
                    pace,
                },
            ),
        }
    });
    page(display, say, &cases.collect::<Vec<_>>(), Period::ThreeYears)
}

fn nothing(display: Display, say: Say) -> Markup {
    page(display, say, &[], Period::Year)
}

fn page(display: Display, say: Say, cases: &[Case], period: Period) -> Markup {
    let now = at("11-19 08:40");
    let mut tally = Tally::default();
    // The built-in profile is valid: a test of its own says so.
    if let Ok(profile) = Profile::read("coredns.toml", COREDNS) {
        let rules = Rules::of(profile);
        for case in cases {
            tally.add(case, &agenda(case, &rules, now), &Known::default(), now);
        }
    }
    let mut metrics = tally.finish(period, now);
    for clock in &mut metrics.clocks {
        clock.name.title = say(&clock.name.title);
    }
    let people = members(say);
    let names = people
        .iter()
        .map(|member| (member.id.clone(), member.name.clone()))
        .collect();
    let carried = |member: &ambergate_process::people::Member| LoadLine {
        load: metrics.load.get(&member.id).copied().unwrap_or_default(),
        member: member.id.clone(),
        name: member.name.clone(),
    };
    let mut load: Vec<LoadLine> = match cases {
        [] => vec![],
        _ => people.iter().filter(|m| m.role == Role::Pst).map(carried).collect(),
    };
    load.sort_by_key(|line| std::cmp::Reverse((line.load.open, line.load.led)));
    metrics::shown(&pst(say), &MetricsView { metrics, names, load }, &drawn(display))
}

/// How a released case went.
struct Went {
    /// When its report arrived.
    days_ago: i64,
    /// From the report to the release.
    hours: i64,
    /// From the report to the first public word.
    public: Option<i64>,
    lead: u8,
    /// Percent of each window that was used.
    pace: u32,
}

/// Makes case ids that differ.
struct Numbered(u8);

impl Rng for Numbered {
    fn fill(&self, into: &mut [u8]) {
        for (place, byte) in into.iter_mut().enumerate() {
            let place = u8::try_from(place).unwrap_or(0);
            *byte = self.0.wrapping_mul(37).wrapping_add(place.wrapping_mul(self.0 ^ 0x5b));
        }
    }
}

fn begun(n: u8, lead: u8, from: Instant) -> Case {
    let hour = SignedDuration::from_hours(1);
    let severity = Severity {
        scored: vec![Scored {
            scheme: Scheme::V31,
            vector: String::new(),
            tenths: 20 + u16::from(n) * 13 % 80,
        }],
        reason: String::new(),
        by: member_id(lead),
        at: from,
        revision: 1,
        final_call: false,
    };
    let report = LinkedReport {
        report: ReportId::mint(&Numbered(n)),
        reporter: OutsiderId::mint(&Seed(n)),
        name: String::new(),
        arrived: from,
        assumed: None,
        credit: CreditWish::NotSaid,
        has_mail: true,
        clear_mail: false,
    };
    let commit = FixCommit {
        commit: String::new(),
        subject: String::new(),
        by: member_id(5),
        lgtm: [member_id(n % 5)].into(),
    };
    Case {
        id: Some(CaseId::mint(&Numbered(n))),
        opened: Some(from + hour * 5),
        reports: vec![report],
        lead: Some(member_id(lead)),
        severity: Some(severity),
        commits: vec![commit],
        anchors: [(Anchor::ReportReceived, from)].into(),
        ..Case::default()
    }
}

fn invented(n: u8, went: Went) -> Case {
    let from = at("11-19 02:00") - SignedDuration::from_hours(went.days_ago * 24);
    let mut case = begun(n, went.lead, from);
    let share =
        |hours: i64, lag: i64| from + SignedDuration::from_mins(hours * 60 * i64::from(went.pace) / 100 * lag / 10);
    let n = i64::from(n);
    for (anchor, instant) in [
        (Anchor::FirstAnswer, share(24, 3 + n % 5)),
        (Anchor::FixTeamNamed, share(24, 6 + n % 6)),
        (Anchor::RepositoryLinked, share(24, 8 + n % 7)),
        (Anchor::SeveritySet, share(24 * 7, 4 + n % 6)),
        (Anchor::FixReady, share(24 * 7, 9 + n % 3)),
        (Anchor::ExistenceAnnounced, share(24 * 14, 7 + n % 3)),
        (Anchor::DistributorsDecided, share(24 * 14, 5 + n % 7)),
    ] {
        case.anchors.insert(anchor, instant);
    }
    let released = from + SignedDuration::from_hours(went.hours);
    case.anchors.insert(Anchor::Released, released);
    case.published = Some(released);
    case.public = went.public.map(|hours| PublicKnowledge {
        url: String::new(),
        seen: from + SignedDuration::from_hours(hours),
    });
    case
}

/// An open case; public since so many hours, or not.
fn open(n: u8, days: i64, public: Option<i64>) -> Case {
    let from = at("11-19 02:00") - SignedDuration::from_hours(days * 24);
    let mut case = begun(n, n % 3, from);
    case.anchors
        .insert(Anchor::FirstAnswer, from + SignedDuration::from_hours(7));
    case.anchors
        .insert(Anchor::FixTeamNamed, from + SignedDuration::from_hours(19));
    if let Some(hours) = public {
        let seen = at("11-19 08:40") - SignedDuration::from_hours(hours);
        case.public = Some(PublicKnowledge {
            url: String::new(),
            seen,
        });
        case.anchors.insert(Anchor::CasePublic, seen);
    }
    case
}
