//! What the policies of a case ask of people, allow and keep back, and what people said to that.

use crate::policies::{Pinned, Ruling};
use ambergate_process::Instant;
use ambergate_process::access::Standing;
use ambergate_process::case::gates::{Gates, approvals, is_for};
use ambergate_process::case::inputs::{
    Attack, Discussion, REACHED_BY_PEOPLE, Reading, ReporterDate, Stated, StatedFact, Upstream, asked,
};
use ambergate_process::case::{Case, CaseEvent};
use ambergate_process::condition::Truth;
use ambergate_process::cra::{Binding, LegalRole, MANUFACTURERS, STEWARDS};
use ambergate_process::facts::minute;
use ambergate_process::ids::MemberId;
use ambergate_process::planner::Plan;
use ambergate_process::policy::{Anchor, Decider, GateAct, Rules};
use ambergate_process::project::Project;
use ambergate_process::report::PublicKnowledge;

/// All of it, for the decisions of a case.
#[derive(Clone, Default)]
pub struct CasePolicyView {
    /// The profiles that bind the case, the project's own first.
    pub pins: Vec<Pinned>,
    /// Profiles of others that could bind it too: id, version, name.
    pub bindable: Vec<(String, String, String)>,
    pub asks: Vec<AskLine>,
    pub movable: Vec<MovableLine>,
    pub moved: Vec<MovedLine>,
    pub gates: Vec<GateLine>,
    /// A policy requires something of the fix before it is ready, and that is not so.
    pub fix_shut: bool,
    /// What the policies say about early notice to distributors.
    pub early: Vec<Wish>,
    pub upstream: Option<UpstreamLine>,
    pub reporter_date: Option<ReporterDate>,
    pub exploit: Option<PublicKnowledge>,
    pub attack: Option<Attack>,
    /// Who became aware of what, in words.
    pub aware: Option<RecordedLine>,
    pub recorded: Vec<RecordedLine>,
    /// What can still be recorded by hand.
    pub recordable: Vec<Anchor>,
    /// What was, and can be corrected.
    pub correctable: Vec<Anchor>,
    /// Rules that cannot all be kept, in words.
    pub conflicts: Vec<String>,
    /// What the project states for the product of this case; `None`: nothing, for this product or for all.
    pub legal: Option<LegalLine>,
}

/// A role under the Cyber Resilience Act, and how far the case has it.
#[derive(Clone)]
pub struct LegalLine {
    /// The product that the statement is about; `None` is the whole project.
    pub product: Option<String>,
    pub role: LegalRole,
    pub reason: String,
    pub by: String,
    pub at: Instant,
    /// The profile that goes with the role.
    pub profile: Option<&'static str>,
    /// What the case counts as now; `None`: nobody has said.
    pub counted: Option<String>,
    /// The case counts as what the project states, and the right rules bind it.
    pub taken: bool,
    /// Until this day nothing is owed.
    pub dormant: Option<jiff::civil::Date>,
}

impl LegalLine {
    pub(crate) fn of(
        binding: Binding,
        state: &Case,
        project: &Project,
        dormant: Option<jiff::civil::Date>,
    ) -> LegalLine {
        let role = binding.stated.role;
        let counted = state.inputs.stated.get(&StatedFact::Role).map(Stated::typed);
        let bound = |id: &str| state.profile.0 == id || state.others.iter().any(|(other, _)| other == id);
        let right = [MANUFACTURERS, STEWARDS]
            .iter()
            .all(|id| bound(id) == (role.profile() == Some(id)));
        LegalLine {
            product: binding.product,
            role,
            reason: binding.stated.reason,
            by: stated_by(project, binding.stated.by.as_ref()),
            at: binding.stated.at,
            profile: role.profile(),
            taken: right && counted.as_deref() == Some(role.key()),
            counted,
            dormant,
        }
    }
}

pub(crate) fn stated_by(project: &Project, by: Option<&MemberId>) -> String {
    by.map_or_else(|| "the administrator of the host".to_owned(), |by| project.name_of(by))
}

/// A question of the policies.
#[derive(Clone)]
pub struct AskLine {
    pub fact: StatedFact,
    pub question: &'static str,
    pub reading: Reading,
    /// `yes`, `no`, a number, a word; empty is not known.
    pub answer: String,
    /// The only answers, where there are only some.
    pub values: Vec<String>,
    /// What reads the answer.
    pub for_the_sake_of: Vec<String>,
}

/// A clock whose target can be moved, by which gate.
#[derive(Clone)]
pub struct MovableLine {
    pub profile: String,
    pub clock: String,
    pub title: String,
    pub due: Option<Instant>,
    /// What keeps it where it is, with the way out; `None`: it may be moved now.
    pub shut: Option<String>,
    /// "the Fix Lead", where somebody in particular decides.
    pub decider: Option<&'static str>,
}

/// A target that was moved.
#[derive(Clone)]
pub struct MovedLine {
    pub title: String,
    pub first_target: Option<Instant>,
    pub to: Instant,
    pub reason: String,
    pub discussion: Option<String>,
    pub by: String,
    pub at: Instant,
}

/// A gate that keeps something back, was asked to be broken, or was broken.
#[derive(Clone)]
pub struct GateLine {
    pub profile: String,
    pub gate: String,
    pub title: String,
    pub refs: Vec<String>,
    /// The whole sentence, the way out in it.
    pub says: String,
    /// Who agreed to break it.
    pub agreed: Vec<String>,
    /// How many have to.
    pub needed: usize,
    pub broken: Option<Instant>,
    pub reason: Option<String>,
    /// Who may break it: "the PST"; `None` is nobody.
    pub breaker: Option<&'static str>,
    /// Whether that is the reader.
    pub mine: bool,
}

/// A gate that wishes for something.
#[derive(Clone)]
pub struct Wish {
    pub title: String,
    pub refs: Vec<String>,
    pub truth: Truth,
}

#[derive(Clone)]
pub struct UpstreamLine {
    pub upstream: Upstream,
    /// It has a date, and that date has not come.
    pub ahead: bool,
}

/// Something that somebody recorded.
#[derive(Clone)]
pub struct RecordedLine {
    pub what: String,
    pub at: Option<Instant>,
    pub note: String,
    pub by: String,
}

pub(super) fn policy(
    state: &Case,
    ruling: &Ruling,
    plan: &Plan,
    bindable: &[(String, String, String)],
    project: &Project,
    here: Standing,
    now: Instant,
) -> CasePolicyView {
    let rules = &ruling.rules;
    let gates = Gates::of(state, rules, now);
    let bound = |id: &String| ruling.pins.iter().any(|pin| pin.id == *id);
    // How something is known can name people and threads that only the PST reads.
    let pst = is_for(Decider::Pst, here);
    let for_pst = |text: &String| if pst { text.clone() } else { String::new() };
    CasePolicyView {
        pins: ruling.pins.clone(),
        bindable: bindable.iter().filter(|(id, _, _)| !bound(id)).cloned().collect(),
        asks: asks(state, rules),
        movable: movable(state, rules, plan, &gates),
        moved: moved(state, rules, plan, project),
        gates: gate_lines(state, rules, &gates, project, here),
        fix_shut: gates.shut(GateAct::FixReady).is_some(),
        early: early(&gates),
        upstream: state.inputs.upstream.clone().map(|upstream| UpstreamLine {
            ahead: upstream.date.is_some_and(|date| now < date),
            upstream: Upstream {
                contact: for_pst(&upstream.contact),
                terms: for_pst(&upstream.terms),
                ..upstream
            },
        }),
        reporter_date: state.inputs.reporter_date.as_ref().map(|date| ReporterDate {
            said: for_pst(&date.said),
            ..date.clone()
        }),
        exploit: state.inputs.exploit.clone(),
        attack: state.inputs.attack.as_ref().map(|attack| Attack {
            evidence: for_pst(&attack.evidence),
            ..attack.clone()
        }),
        aware: state.inputs.aware.as_ref().map(|aware| RecordedLine {
            what: aware.about.word().to_owned(),
            at: Some(aware.at),
            note: for_pst(&aware.evidence),
            by: project.name_of(&aware.by),
        }),
        recorded: recorded(state, project)
            .into_iter()
            .map(|line| RecordedLine {
                note: for_pst(&line.note),
                ..line
            })
            .collect(),
        recordable: REACHED_BY_PEOPLE
            .iter()
            .copied()
            .filter(|anchor| !state.anchors.contains_key(anchor))
            .collect(),
        correctable: Anchor::ALL
            .iter()
            .copied()
            .filter(|anchor| state.inputs.by_hand(*anchor))
            .collect(),
        legal: None,
        conflicts: plan.conflicts.iter().map(|conflict| conflict.what.clone()).collect(),
    }
}

fn asks(state: &Case, rules: &Rules) -> Vec<AskLine> {
    let line = |question: ambergate_process::case::inputs::Question| AskLine {
        fact: question.fact,
        question: question.fact.question(),
        reading: question.fact.reading(),
        answer: question.stated.map(|stated| stated.typed()).unwrap_or_default(),
        values: question.fact.values(rules),
        for_the_sake_of: question.for_the_sake_of,
    };
    asked(state, rules).into_iter().map(line).collect()
}

fn movable(state: &Case, rules: &Rules, plan: &Plan, gates: &Gates<'_>) -> Vec<MovableLine> {
    let mut lines = Vec::new();
    for (profile, _) in rules.each() {
        for clock in profile
            .clocks
            .iter()
            .filter(|clock| !state.anchors.contains_key(&clock.until))
        {
            let Some(gate) = clock.extend.as_ref().and_then(|gate| profile.gate(gate)) else {
                continue;
            };
            lines.push(MovableLine {
                profile: profile.id.clone(),
                clock: clock.id.clone(),
                title: clock.title.clone(),
                due: plan.milestone_of(&profile.id, &clock.id).and_then(|m| m.due),
                shut: gates.holds_target(profile, gate).map(|shut| shut.to_string()),
                decider: gate.decider.map(|decider| decider.word()),
            });
        }
    }
    lines
}

fn moved(state: &Case, rules: &Rules, plan: &Plan, project: &Project) -> Vec<MovedLine> {
    let line = |one: &ambergate_process::case::inputs::Extended| MovedLine {
        title: title_of(rules, &one.moved.profile, &one.moved.clock),
        first_target: plan
            .milestone_of(&one.moved.profile, &one.moved.clock)
            .and_then(|m| m.first_target),
        to: one.moved.to,
        reason: one.moved.reason.clone(),
        discussion: one.moved.discussion.as_ref().map(discussion),
        by: project.name_of(&one.moved.by),
        at: one.at,
    };
    state.inputs.extended.iter().map(line).collect()
}

fn discussion(discussion: &Discussion) -> String {
    match discussion {
        Discussion::Message(id) => format!("message {id}"),
        Discussion::Reference(text) => text.clone(),
    }
}

fn title_of(rules: &Rules, profile: &str, clock: &str) -> String {
    let found = rules.each().find(|(one, _)| one.id == profile);
    let found = found.and_then(|(profile, _)| profile.clock(clock));
    found.map_or_else(|| clock.to_owned(), |clock| clock.title.clone())
}

fn gate_lines(state: &Case, rules: &Rules, gates: &Gates<'_>, project: &Project, here: Standing) -> Vec<GateLine> {
    let shut = gates.standing_in_the_way();
    let mut lines = Vec::new();
    for (profile, _) in rules.each() {
        for gate in &profile.gates {
            let says = shut.iter().find(|one| one.profile == profile.id && one.gate == gate.id);
            let breaking = state.inputs.breaking_of(&profile.id, &gate.id);
            if says.is_none() && breaking.is_none() {
                continue;
            }
            let names = |by: &MemberId| project.name_of(by);
            lines.push(GateLine {
                profile: profile.id.clone(),
                gate: gate.id.clone(),
                title: gate.title.clone(),
                refs: gate.refs.clone(),
                says: says.map(ToString::to_string).unwrap_or_default(),
                agreed: breaking.iter().flat_map(|one| one.by.iter().map(names)).collect(),
                needed: gate.breaking.map_or(1, approvals),
                broken: breaking.and_then(|one| one.broken),
                reason: breaking.map(|one| one.reason.clone()),
                breaker: gate.breaking.map(|over| over.by.word()),
                mine: gate.breaking.is_some_and(|over| is_for(over.by, here)),
            });
        }
    }
    lines
}

fn early(gates: &Gates<'_>) -> Vec<Wish> {
    let wish = |(_, gate, truth): (_, &ambergate_process::policy::Gate, Truth)| Wish {
        title: gate.title.clone(),
        refs: gate.refs.clone(),
        truth,
    };
    gates
        .wishes(GateAct::DecideDistributors)
        .into_iter()
        .map(wish)
        .collect()
}

fn recorded(state: &Case, project: &Project) -> Vec<RecordedLine> {
    let line = |(anchor, record): (&Anchor, &ambergate_process::case::inputs::Recorded)| RecordedLine {
        what: anchor.word().to_owned(),
        at: state.anchors.get(anchor).copied(),
        note: record.note.clone(),
        by: project.name_of(&record.by),
    };
    state.inputs.recorded.iter().map(line).collect()
}

/// An event of the policy as a sentence of the timeline, and its paragraph.
pub(super) fn told(event: &CaseEvent, rules: &Rules) -> Option<(String, Option<String>)> {
    let gate_of = |profile: &str, gate: &str| {
        let found = rules.each().find(|(one, _)| one.id == profile);
        let found = found.and_then(|(profile, _)| profile.gate(gate));
        found.map_or_else(
            || (gate.to_owned(), None),
            |gate| (gate.title.clone(), gate.refs.first().cloned()),
        )
    };
    let s19 = || Some("S19".to_owned());
    Some(match event {
        CaseEvent::TargetMoved { moved } => {
            let discussed = moved.discussion.as_ref().map(discussion);
            let discussed = discussed.map(|at| format!(" Discussed: {at}.")).unwrap_or_default();
            let what = format!(
                "moved the target of {} to {} UTC: {}{discussed}",
                title_of(rules, &moved.profile, &moved.clock),
                minute(moved.to),
                moved.reason
            );
            (what, gate_of(&moved.profile, &moved.gate).1)
        }
        CaseEvent::GateBreakAsked {
            profile, gate, reason, ..
        } => {
            let (title, refs) = gate_of(profile, gate);
            (format!("asked that this gate be broken: {title}. {reason}"), refs)
        }
        CaseEvent::GateBroken {
            profile, gate, reason, ..
        } => {
            let (title, refs) = gate_of(profile, gate);
            (format!("broke a gate: {title}. {reason}"), refs)
        }
        CaseEvent::UpstreamSet { upstream, reason, .. } => {
            let reason = reason.as_ref().map(|reason| format!(" {reason}")).unwrap_or_default();
            let what = match upstream {
                None => format!("noted that the case hangs on no upstream project any more.{reason}"),
                Some(upstream) => match upstream.date {
                    Some(date) => format!(
                        "noted upstream {}, public on {} UTC.{reason}",
                        upstream.project,
                        minute(date)
                    ),
                    None => format!("noted upstream {}, without a date yet.{reason}", upstream.project),
                },
            };
            (what, s19())
        }
        CaseEvent::ReporterDateSet {
            date: Some(date), said, ..
        } => (
            format!("noted that the reporter publishes on {} UTC: {said}", minute(date.at)),
            None,
        ),
        CaseEvent::ReporterDateSet { said, .. } => (
            format!("noted that the reporter publishes on no date of their own: {said}"),
            None,
        ),
        CaseEvent::ExploitBecamePublic { url, .. } => {
            (format!("noted a public exploit at {url}."), Some("S3".to_owned()))
        }
        CaseEvent::AttackSeen { seen, evidence, .. } => (
            format!("noted an attack, seen {} UTC: {evidence}", minute(*seen)),
            Some("S3".to_owned()),
        ),
        CaseEvent::FactsStated { changes, .. } => {
            let one = |(fact, value): &(StatedFact, Option<ambergate_process::case::inputs::Stated>)| {
                let answer = value
                    .as_ref()
                    .map_or_else(|| "not known".to_owned(), |value| value.typed());
                format!("{} {answer}.", fact.question())
            };
            let all: Vec<String> = changes.iter().map(one).collect();
            (format!("answered what the policy asks. {}", all.join(" ")), None)
        }
        CaseEvent::MilestoneReached { anchor, at, record } => (
            format!(
                "recorded for {} UTC that {}: {}",
                minute(*at),
                anchor.word(),
                record.note
            ),
            None,
        ),
        CaseEvent::RecordCorrected { anchor, at, reason, .. } => {
            let what = match at {
                Some(at) => format!("corrected a record: {} on {} UTC. {reason}", anchor.word(), minute(*at)),
                None => format!("took a record back: it is not so that {}. {reason}", anchor.word()),
            };
            (what, None)
        }
        CaseEvent::BecameAware { aware } => (
            format!(
                "recorded being aware since {} UTC: {}. {}",
                minute(aware.at),
                aware.about.word(),
                aware.evidence
            ),
            None,
        ),
        CaseEvent::ProfileBound { id, version, .. } => (
            format!("bound the case to the rules of {id}, version {version}, too."),
            None,
        ),
        CaseEvent::ProfileUnbound { id, reason, .. } => {
            (format!("took the rules of {id} off the case: {reason}"), None)
        }
        CaseEvent::ProfileMoved {
            id, from, to, reason, ..
        } => (
            format!("moved the case from version {from} of {id} to {to}: {reason}"),
            None,
        ),
        _ => return None,
    })
}
