//! Chance for the property tests: dice become actors, commands, events and instants from small sets, so that they hit each
//! other often. No assertion lives here.

use crate::stage::*;
use ambergate_process::Instant;
use ambergate_process::access::{Actor, Audiences, Role, Who};
use ambergate_process::case::inputs::{
    self, Aware, Awareness, Discussion, Input, Moved, Recorded, ReporterDate, Stated, StatedFact, Upstream,
};
use ambergate_process::case::{CaseEvent, Command, Ending, Refusal};
use ambergate_process::cra::LegalRole;
use ambergate_process::facts::{FactKind, FactValue, TABLE};
use ambergate_process::ids::MemberId;
use ambergate_process::policy::{Anchor, MessageKind, Rules};
use ambergate_process::report::{CreditWish, PublicKnowledge};
use ambergate_process::severity::{Scheme, Scored, Severity};
use jiff::SignedDuration;
use proptest::prelude::*;

/// Who, what, and two choices of detail.
pub type Die = (u8, u8, u8, u8);

pub fn dice(most: usize) -> impl Strategy<Value = Vec<Die>> {
    prop::collection::vec(any::<Die>(), 0..most)
}

/// True for one in so many dice.
pub fn one_in(many: u8, die: u8) -> bool {
    die.is_multiple_of(many)
}

fn pick<T: Clone>(from: &[T], die: u8) -> T {
    from[usize::from(die) % from.len()].clone()
}

const WORDS: &[&str] = &["", " ", "Because.", "Wait \u{202e}\0 here", "plugin/etcd"];
const DIGESTS: &[&str] = &["one", "two", "three"];
const TEXTS: &[&str] = &["soon", "final", "other"];
const COMMITS: &[&str] = &[COMMIT, "0123456789abcdef", "nonsense"];
const SEEN: &[&str] = &["2025-08-01T00:00:00Z", "2025-09-04T00:00:00Z", "2025-09-20T00:00:00Z"];
const KINDS: &[MessageKind] = &[MessageKind::ForthcomingFix, MessageKind::FinalAnnouncement];

fn someone(die: u8) -> MemberId {
    member(pick(&["ada", "bo", "cleo", "dan", "eve"], die))
}

pub fn actor(die: u8) -> Actor {
    let anyone = Actor {
        who: Who::Anyone,
        role: None,
        fix_team: false,
    };
    let former = Actor {
        who: Who::Member(member("bo")),
        role: None,
        fix_team: false,
    };
    let mixed = Actor {
        role: Some(Role::Pst),
        fix_team: true,
        ..reporter("finder")
    };
    let people = [
        pst("ada"),
        pst("bo"),
        pst("ada"),
        pst("bo"),
        team("cleo"),
        team("dan"),
        maintainer("eve"),
        reporter("finder"),
        reporter("second"),
        system(),
        anyone,
        former,
        mixed,
    ];
    pick(&people, die)
}

fn scored(die: u8) -> Vec<Scored> {
    let of = |scheme, tenths| Scored {
        scheme,
        vector: VECTOR.to_owned(),
        tenths,
    };
    pick(
        &[
            vec![],
            vec![of(Scheme::V31, 71)],
            vec![of(Scheme::V31, 20)],
            vec![of(Scheme::V30, 0)],
            vec![of(Scheme::V40, 93), of(Scheme::V31, u16::MAX)],
        ],
        die,
    )
}

fn audiences(die: u8) -> Audiences {
    Audiences::from_bits(i64::from(die))
}

fn credit(die: u8) -> CreditWish {
    pick(
        &[
            CreditWish::NotSaid,
            CreditWish::Anonymous,
            CreditWish::As(String::new()),
            CreditWish::As("S. Finder".to_owned()),
        ],
        die,
    )
}

fn known(die: u8) -> PublicKnowledge {
    let url = pick(&["https://blog.example.org/etcd", "javascript:1"], die).to_owned();
    PublicKnowledge {
        url,
        seen: at(pick(SEEN, die / 2)),
    }
}

fn second() -> ambergate_process::case::LinkedReport {
    linked("R-0000-0002", "second", "Second Finder", CreditWish::NotSaid)
}

pub fn command(kind: u8, a: u8, b: u8, now: Instant) -> Command {
    let word = |die| pick(WORDS, die).to_owned();
    match kind % 46 {
        0 => open(),
        1 => Command::AttachReport {
            report: pick(&[finder(), second()], a),
            public: (one_in(4, b)).then(|| known(b)),
        },
        2 => Command::TakeLead {
            member: someone(a),
            proposed_by_rota: (one_in(2, b)).then(|| someone(b)),
        },
        3 => Command::HandOver {
            to: someone(a),
            reason: word(b),
        },
        4 => Command::NameTeam {
            add: vec![someone(a)],
            remove: vec![someone(b)],
        },
        5 => Command::LinkRepository {
            id: inner("fork"),
            name: word(a),
            url: pick(&["https://example.org/r", "x"], b).to_owned(),
        },
        6 => Command::RecordCommit {
            commit: pick(COMMITS, a).to_owned(),
            subject: word(b),
        },
        7 => lgtm(pick(COMMITS, a)),
        8 => Command::DeclareFixReady,
        9 => Command::SetSeverity {
            scored: scored(a),
            reason: word(b),
        },
        10 => {
            let row = &TABLE[usize::from(a) % TABLE.len()];
            let typed = BEFORE
                .iter()
                .chain(AFTER)
                .chain([&WINDOW])
                .find(|(kind, _)| *kind == row.kind);
            let value = typed
                .filter(|_| !one_in(4, b))
                .and_then(|(kind, text)| fact(*kind, text).1);
            Command::SetFacts {
                changes: vec![(row.kind, value)],
            }
        }
        11 => Command::MarkPublic(known(a)),
        12 => Command::GiveReason {
            clock: pick(&["released", "fix_ready", "lunch"], a).to_owned(),
            reason: word(b),
        },
        13 => Command::DecideDistributors {
            tell: one_in(2, a),
            reason: word(b),
        },
        14 => Command::RecordListNotified { note: word(a) },
        15 => post(pick(TEXTS, a), audiences(b)),
        16 => Command::HearFromReporter {
            message: message("more"),
            reporter: outsider(pick(&["finder", "second"], a)),
            audiences: ambergate_process::access::Audiences::DISCLOSURE,
        },
        17 => Command::ReporterChoseCredit {
            reporter: outsider(pick(&["finder", "second"], a)),
            credit: credit(b),
        },
        // An id belongs to one announcement, as ids do.
        18 => draft(
            pick(TEXTS, a),
            pick(&[KINDS[0], KINDS[1], KINDS[1]], a),
            pick(DIGESTS, b),
        ),
        19 => redraft(pick(TEXTS, a), pick(DIGESTS, b)),
        20 => approve(pick(TEXTS, a), pick(DIGESTS, b)),
        21 => {
            let age = SignedDuration::from_hours(i64::from(b) - 10);
            publish(pick(TEXTS, a), pick(DIGESTS, a / 3), now.checked_sub(age).unwrap())
        }
        // What needs several steps in a row is tried more often.
        22 | 36..39 => Command::Input(Input::MoveTarget {
            profile: pick(PROFILES, a / 3).to_owned(),
            clock: pick(&["released", "released", "list_notified", "lunch"], a).to_owned(),
            to: hours(now, i64::from(b) - 20),
            reason: if kind.is_multiple_of(2) {
                word(b)
            } else {
                "Holidays.".to_owned()
            },
            discussion: (!one_in(5, b)).then(|| discussion(b)),
        }),
        23 | 39..42 => Command::Input(Input::BreakGate {
            profile: pick(PROFILES, a / 3).to_owned(),
            gate: pick(&["slow_down", "upstream", "slow_down", "lunch"], a).to_owned(),
            reason: word(b / 2),
        }),
        24 => Command::Input(Input::SetUpstream {
            upstream: (!one_in(4, b)).then(|| upstream(a)),
            reason: word(b),
        }),
        25 => Command::Input(Input::SetReporterDate {
            date: (!one_in(4, b)).then(|| hours(now, i64::from(a) - 20)),
            said: word(b),
        }),
        26 => Command::Input(Input::NoteExploit(known(a))),
        27 => Command::Input(Input::NoteAttack {
            seen: at(pick(SEEN, a)),
            evidence: word(b),
        }),
        28..30 => Command::Input(Input::StateFacts {
            changes: vec![(pick(&StatedFact::ALL, a), (!one_in(4, b)).then(|| stated(b)))],
        }),
        30 => Command::Input(Input::ReachMilestone {
            anchor: pick(Anchor::ALL, a),
            at: at(pick(SEEN, b)),
            note: word(b / 3),
        }),
        44..46 => Command::Input(Input::Correct {
            anchor: pick(
                &[
                    Anchor::Aware,
                    Anchor::CveRequested,
                    Anchor::EmbargoAgreed,
                    Anchor::Released,
                ],
                a,
            ),
            at: (!one_in(4, a)).then(|| at(pick(SEEN, b))),
            reason: word(a),
        }),
        31 => Command::Input(Input::RecordAwareness {
            at: at(pick(SEEN, a)),
            about: pick(&Awareness::ALL, b),
            evidence: word(b / 2),
        }),
        32 | 42 => Command::BindProfile {
            id: pick(PROFILES, a | 3).to_owned(),
            version: word(b),
        },
        33 | 43 => Command::UnbindProfile {
            id: pick(PROFILES, a | 3).to_owned(),
            reason: word(b),
        },
        34 if one_in(3, b) => Command::TakeRole {
            role: pick(&LegalRole::ALL, a),
            profile: pick(&LegalRole::ALL, a).profile().map(|id| (id.to_owned(), word(b))),
        },
        34 => Command::MoveProfile {
            id: pick(PROFILES, a).to_owned(),
            version: word(b),
            reason: word(b / 2),
        },
        // Most walks should not end at once.
        _ if !one_in(3, b) => post("word", Audiences::DISCLOSURE),
        _ => Command::Close {
            ending: pick(&Ending::ALL, a),
            reason: word(b / 3),
        },
    }
}

const PROFILES: &[&str] = &["coredns", "coredns", "coredns", "cra", "linux-distros"];

fn hours(now: Instant, hours: i64) -> Instant {
    now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(now)
}

fn discussion(die: u8) -> Discussion {
    if one_in(2, die) {
        Discussion::Message(message("word"))
    } else {
        Discussion::Reference(pick(WORDS, die / 2).to_owned())
    }
}

fn upstream(die: u8) -> Upstream {
    Upstream {
        project: pick(WORDS, die / 2).to_owned(),
        date: (!one_in(3, die)).then(|| at(pick(SEEN, die))),
        contact: pick(WORDS, die).to_owned(),
        terms: String::new(),
    }
}

fn stated(die: u8) -> Stated {
    let text = |text: &str| Stated::Text(text.to_owned());
    let some = [
        Stated::Flag(true),
        Stated::Flag(false),
        Stated::Number(i64::from(die)),
        Stated::Number(-1),
        text("steward"),
        text("low"),
        text("\u{202e}\0"),
    ];
    pick(&some, die)
}

/// Any event at all, fitting or not.
pub fn event(kind: u8, a: u8, b: u8) -> CaseEvent {
    let word = |die| pick(WORDS, die).to_owned();
    let digest = || pick(DIGESTS, b).to_owned();
    let id = || announcement(pick(TEXTS, a));
    match kind % 36 {
        0 => CaseEvent::Opened {
            id: "AG-7K3F-9QXA".parse().unwrap(),
            project: inner("coredns"),
            title: word(a),
            profile: (word(a), word(b)),
            report: pick(&[finder(), second()], a),
            answered: (one_in(2, b)).then(|| at(pick(SEEN, b))),
            by: (one_in(2, a)).then(|| someone(a)),
        },
        1 => CaseEvent::ReportAttached {
            report: pick(&[finder(), second()], a),
        },
        2 => CaseEvent::LeadTaken {
            member: someone(a),
            proposed_by_rota: Some(someone(b)),
        },
        3 => CaseEvent::LeadHandedOver {
            from: None,
            to: someone(a),
            reason: word(b),
        },
        4 => CaseEvent::TeamChanged {
            added: vec![someone(a)],
            removed: vec![someone(b)],
        },
        5 => CaseEvent::RepositoryLinked {
            id: inner("fork"),
            name: word(a),
            url: word(b),
            by: someone(a),
        },
        6 => CaseEvent::CommitRecorded {
            commit: pick(COMMITS, a).to_owned(),
            subject: word(b),
            by: someone(b),
        },
        7 => CaseEvent::LgtmGiven {
            commit: pick(COMMITS, a).to_owned(),
            by: someone(b),
        },
        8 => CaseEvent::FixReady,
        9 => {
            let (reason, by, at) = (word(b), someone(b), at(pick(SEEN, b)));
            let severity = Severity {
                scored: scored(a),
                reason,
                by,
                at,
                revision: u32::MAX,
                final_call: one_in(2, b),
            };
            CaseEvent::SeveritySet { severity }
        }
        10 => {
            let (kind, text) = pick(&[BEFORE, AFTER].concat(), a);
            CaseEvent::FactsSet {
                changes: vec![(kind, fact(kind, text).1.filter(|_| !one_in(4, b)))],
            }
        }
        11 => CaseEvent::BecamePublic {
            url: word(a),
            seen: at(pick(SEEN, b)),
        },
        12 => CaseEvent::ReasonGiven {
            clock: word(a),
            reason: word(b),
            by: someone(a),
        },
        13 => CaseEvent::DistributorsDecided {
            tell: one_in(2, a),
            reason: word(b),
            by: someone(a),
        },
        14 => CaseEvent::ListNotified { note: word(a) },
        15 => CaseEvent::MessagePosted {
            message: message("word"),
            audiences: audiences(b),
        },
        16 => CaseEvent::ReporterWrote {
            message: message("word"),
            reporter: outsider("finder"),
            audiences: ambergate_process::access::Audiences::DISCLOSURE,
        },
        17 => CaseEvent::CreditChosen {
            reporter: outsider(pick(&["finder", "nobody"], a)),
            credit: credit(b),
        },
        18 => CaseEvent::AnnouncementDrafted {
            id: id(),
            what: pick(KINDS, b),
            subject: word(b),
            digest: digest(),
            publication: inner("public"),
            by: someone(a),
        },
        19 => CaseEvent::AnnouncementRedrafted {
            id: id(),
            subject: word(b),
            digest: digest(),
            by: someone(a),
        },
        20 => CaseEvent::AnnouncementSent {
            id: id(),
            digest: digest(),
            by: someone(a),
            correction: one_in(2, b),
        },
        21 => CaseEvent::Published {
            id: id(),
            digest: digest(),
            documents_digest: word(a),
            by: someone(a),
            publication: inner("public"),
        },
        22 => CaseEvent::TargetMoved {
            moved: Moved {
                profile: pick(PROFILES, a).to_owned(),
                clock: pick(&["released", "lunch"], a).to_owned(),
                to: at(pick(SEEN, b)),
                reason: word(b),
                discussion: (one_in(2, b)).then(|| discussion(b)),
                gate: word(a),
                by: someone(a),
            },
        },
        23 => CaseEvent::GateBreakAsked {
            profile: pick(PROFILES, a).to_owned(),
            gate: pick(&["slow_down", "upstream", ""], b).to_owned(),
            reason: word(b),
            by: someone(a),
        },
        24 => CaseEvent::GateBroken {
            profile: pick(PROFILES, a).to_owned(),
            gate: pick(&["slow_down", "upstream", ""], b).to_owned(),
            reason: word(b),
            by: someone(a),
        },
        25 => CaseEvent::UpstreamSet {
            upstream: (!one_in(4, b)).then(|| upstream(a)),
            reason: (one_in(2, b)).then(|| word(b)),
            by: someone(a),
        },
        26 => CaseEvent::ReporterDateSet {
            date: (!one_in(4, b)).then(|| ReporterDate {
                at: at(pick(SEEN, a)),
                said: word(b),
                by: someone(b),
            }),
            said: word(a),
            by: someone(a),
        },
        27 => CaseEvent::ExploitBecamePublic {
            url: word(a),
            seen: at(pick(SEEN, b)),
            by: someone(a),
        },
        28 => CaseEvent::AttackSeen {
            seen: at(pick(SEEN, b)),
            evidence: word(a),
            by: someone(a),
        },
        29 => CaseEvent::FactsStated {
            changes: vec![(pick(&StatedFact::ALL, a), (!one_in(4, b)).then(|| stated(b)))],
            by: someone(a),
        },
        30 => CaseEvent::MilestoneReached {
            anchor: pick(Anchor::ALL, a),
            at: at(pick(SEEN, b)),
            record: Recorded {
                note: word(b),
                by: someone(a),
            },
        },
        31 if one_in(4, a) => CaseEvent::RecordCorrected {
            anchor: pick(Anchor::ALL, b),
            at: (!one_in(3, b)).then(|| at(pick(SEEN, a))),
            reason: word(b),
            by: someone(a),
        },
        31 => CaseEvent::BecameAware {
            aware: Aware {
                at: at(pick(SEEN, b)),
                about: pick(&Awareness::ALL, a),
                evidence: word(b),
                by: someone(a),
            },
        },
        32 => CaseEvent::ProfileBound {
            id: pick(PROFILES, a).to_owned(),
            version: word(b),
            by: someone(a),
        },
        33 => CaseEvent::ProfileUnbound {
            id: pick(PROFILES, a).to_owned(),
            reason: word(b),
            by: someone(a),
        },
        34 => CaseEvent::ProfileMoved {
            id: pick(PROFILES, a).to_owned(),
            from: word(a),
            to: word(b),
            reason: word(a / 2),
            by: someone(a),
        },
        _ => CaseEvent::Closed {
            ending: pick(&Ending::ALL, a),
            reason: word(b),
        },
    }
}

/// What makes a publication hard: dates of others, what the world learned, targets that were moved, gates that somebody asked
/// to be broken, answers to what the policies ask, a lead who is gone, a commit that nobody has read.
pub fn trouble(stage: &Stage, kind: u8, a: u8, b: u8) -> Command {
    let later = hours(stage.now, 1 + i64::from(a) * 24);
    let word = || "They said so.".to_owned();
    let seen = hours(stage.now, -i64::from(b));
    let url = "https://blog.example.org/etcd".to_owned();
    match kind % 16 {
        14 => Command::SetFacts {
            changes: vec![(FactKind::EmbargoEnd, Some(FactValue::At(later)))],
        },
        15 => Command::Input(Input::ReachMilestone {
            anchor: Anchor::EmbargoAgreed,
            at: seen,
            note: word(),
        }),
        0 | 1 => Command::Input(Input::SetUpstream {
            upstream: Some(Upstream {
                project: "Go".to_owned(),
                date: (!one_in(4, b)).then_some(later),
                contact: String::new(),
                terms: String::new(),
            }),
            reason: word(),
        }),
        2 | 3 => Command::Input(Input::SetReporterDate {
            date: Some(later),
            said: word(),
        }),
        4 => Command::Input(Input::NoteExploit(PublicKnowledge { url, seen })),
        5 => Command::Input(Input::NoteAttack { seen, evidence: word() }),
        6 => Command::MarkPublic(PublicKnowledge { url, seen }),
        7 => {
            let clocks = stage.rules.each().flat_map(|(profile, _)| {
                let movable = profile.clocks.iter().filter(|clock| clock.extend.is_some());
                movable.map(|clock| (profile.id.clone(), clock.id.clone()))
            });
            let (profile, clock) = some(clocks, a);
            Command::Input(Input::MoveTarget {
                profile,
                clock,
                to: hours(stage.now, 1 + i64::from(b) * 12),
                reason: word(),
                discussion: Some(discussion(2)),
            })
        }
        8 => {
            let gates = stage.rules.each().flat_map(|(profile, _)| {
                let breakable = profile.gates.iter().filter(|gate| gate.breaking.is_some());
                breakable.map(|gate| (profile.id.clone(), gate.id.clone()))
            });
            let (profile, gate) = some(gates, a);
            let reason = word();
            Command::Input(Input::BreakGate { profile, gate, reason })
        }
        9 | 10 => {
            let asked = inputs::asked(&stage.case, stage.rules).into_iter().map(|ask| ask.fact);
            let answer = |fact: StatedFact| match fact.values(stage.rules).as_slice() {
                [] => stated(b),
                values => Stated::Text(pick(values, b)),
            };
            let changes = asked.map(|fact| (fact, Some(answer(fact))));
            Command::Input(Input::StateFacts {
                changes: changes.skip(usize::from(a % 4)).take(1).collect(),
            })
        }
        11 => hand_over(pick(&["ada", "eve"], a)),
        12 => record(&format!("{:07x}", u32::from(a) * 256 + u32::from(b))),
        _ => Command::SetFacts {
            changes: vec![(pick(&[BEFORE, AFTER].concat(), a).0, None)],
        },
    }
}

/// One of a profile's, or none that exists.
fn some(all: impl Iterator<Item = (String, String)>, die: u8) -> (String, String) {
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        return (String::new(), String::new());
    }
    pick(&all, die)
}

/// One step of a walk: what was tried, from where, with which result.
pub struct Step<'a> {
    pub before: &'a Stage,
    pub after: &'a Stage,
    pub actor: &'a Actor,
    pub result: &'a Result<Vec<CaseEvent>, Refusal>,
}

/// Walks from nothing: now the next command of the good path, now any command of anybody, so that every phase is reached.
pub fn walk(dice: &[Die], look: impl FnMut(Step<'_>) -> Result<(), TestCaseError>) -> Result<Stage, TestCaseError> {
    walk_under(rules(), dice, look)
}

/// The same under other rules than CoreDNS's.
pub fn walk_under(
    rules: &'static Rules,
    dice: &[Die],
    mut look: impl FnMut(Step<'_>) -> Result<(), TestCaseError>,
) -> Result<Stage, TestCaseError> {
    let mut stage = Stage::under(rules);
    let mut next = 0;
    for (who, kind, a, b) in dice {
        let before = stage.clone();
        stage.now = stage
            .now
            .checked_add(SignedDuration::from_mins(i64::from(*a) * 7))
            .unwrap();
        let (actor, command) = if one_in(3, *who) {
            (actor(who / 3), command(*kind, *a, *b, stage.now))
        } else {
            next += 1;
            good_path(&stage, next - 1)
        };
        let result = stage.act(&actor, command);
        look(Step {
            before: &before,
            after: &stage,
            actor: &actor,
            result: &result,
        })?;
    }
    Ok(stage)
}

/// What a case that goes well would have next; by whoever leads it by then.
fn good_path(stage: &Stage, step: usize) -> (Actor, Command) {
    let lead = || Actor {
        who: Who::Member(stage.case.lead.clone().unwrap_or_else(|| member("bo"))),
        role: Some(Role::Pst),
        fix_team: false,
    };
    let digest = |kind| stage.case.current(kind).map_or_else(String::new, |a| a.digest.clone());
    match step {
        0 => (pst("ada"), open()),
        1 => (pst("bo"), take("bo")),
        2 => (pst("bo"), post("hello", Audiences::REPORTER)),
        3 => (lead(), name(&["cleo", "dan"])),
        4 => (lead(), link()),
        // One in three can be slowed down.
        5 if (stage.now.as_second() / 60) % 3 == 0 => (lead(), low_severity()),
        5 => (lead(), severity()),
        6 => (team("cleo"), set(BEFORE)),
        7 => (lead(), set(&[WINDOW])),
        8 => (team("cleo"), record(COMMIT)),
        9 => (team("dan"), lgtm(COMMIT)),
        10 => (team("dan"), Command::DeclareFixReady),
        11 => (lead(), draft("soon", MessageKind::ForthcomingFix, "one")),
        12 => (lead(), approve("soon", &digest(MessageKind::ForthcomingFix))),
        13 => (lead(), decide_distributors(false)),
        14 => (lead(), set(AFTER)),
        15 => (lead(), draft("final", MessageKind::FinalAnnouncement, "three")),
        16 => (
            lead(),
            publish("final", &digest(MessageKind::FinalAnnouncement), stage.now),
        ),
        17 => (
            lead(),
            Command::Close {
                ending: Ending::Done,
                reason: "That is all.".to_owned(),
            },
        ),
        step => (
            team("cleo"),
            post(pick(TEXTS, u8::try_from(step % 256).unwrap()), Audiences::TEAM),
        ),
    }
}
