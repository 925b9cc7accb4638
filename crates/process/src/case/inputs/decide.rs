//! Whether something may be stated or decided, and what is recorded of it.

use super::super::decide::{me, words};
use super::super::gates::{self, Gates, is_for};
use super::super::known::may_agree;
use super::super::refusal::Refusal;
use super::super::{Case, CaseEvent, machines};
use super::{
    Aware, Awareness, Breaking, Discussion, Input, Moved, Recorded, ReporterDate, Stated, StatedFact, Upstream,
    set_elsewhere,
};
use crate::Instant;
use crate::access::{Actor, Standing, standing};
use crate::calendar::Calendar;
use crate::policy::{Anchor, Decider, Gate, Need, Profile, Rules};
use crate::report::PublicKnowledge;
use crate::vultron::{CsEvent, Step};

pub(in super::super) fn decide(
    case: &Case,
    input: Input,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    let by = me(actor)?;
    match input {
        Input::MoveTarget {
            profile,
            clock,
            to,
            reason,
            discussion,
        } => {
            let asked = (profile, clock, to, reason, discussion);
            move_target(case, asked, actor, rules, now)
        }
        Input::BreakGate { profile, gate, reason } => break_gate(case, (&profile, &gate), &reason, actor, rules, now),
        Input::SetUpstream { upstream, reason } => {
            let reason = words(&reason);
            let upstream = upstream.map(named).transpose()?;
            if case.inputs.upstream == upstream {
                return Ok(vec![]);
            }
            // The first word of a project is its own reason; moving or dropping its date is a decision.
            if case.inputs.upstream.is_some() && reason.is_none() {
                return Err(Refusal::NoReason);
            }
            Ok(vec![CaseEvent::UpstreamSet { upstream, reason, by }])
        }
        Input::SetReporterDate { date, said } => {
            let said = words(&said).ok_or(Refusal::NoReason)?;
            match (date, &case.inputs.reporter_date) {
                (None, None) => Ok(vec![]),
                (Some(at), Some(before)) if before.at == at => Ok(vec![]),
                (Some(at), _) if at <= now => Err(Refusal::PastDate),
                (date, _) => {
                    let date = date.map(|at| ReporterDate {
                        at,
                        said: said.clone(),
                        by: by.clone(),
                    });
                    Ok(vec![CaseEvent::ReporterDateSet { date, said, by }])
                }
            }
        }
        Input::NoteExploit(known) => {
            let url = crate::report::web_address(&known.url).map_err(|_| Refusal::NoUrl)?;
            let seen = not_later(known.seen, now)?;
            let mut standing = machines(case, rules).standing;
            standing.take(Step::Cs(CsEvent::X)).map_err(Refusal::Machine)?;
            let known = PublicKnowledge { url, seen };
            let mut events = vec![CaseEvent::ExploitBecamePublic {
                url: known.url.clone(),
                seen,
                by,
            }];
            if case.public.is_none() {
                events.push(CaseEvent::BecamePublic { url: known.url, seen });
            }
            Ok(events)
        }
        Input::NoteAttack { seen, evidence } => {
            let evidence = words(&evidence).ok_or(Refusal::NoEvidence)?;
            let seen = not_later(seen, now)?;
            let mut standing = machines(case, rules).standing;
            standing.take(Step::Cs(CsEvent::A)).map_err(Refusal::Machine)?;
            Ok(vec![CaseEvent::AttackSeen { seen, evidence, by }])
        }
        Input::StateFacts { changes } => state_facts(case, changes, actor, rules),
        Input::ReachMilestone { anchor, at, note } => {
            if let Some(instead) = set_elsewhere(anchor) {
                return Err(Refusal::SetElsewhere { anchor, instead });
            }
            if gates::has(case, anchor) {
                return Err(Refusal::ReachedAlready(anchor));
            }
            let note = words(&note).ok_or(Refusal::NoEvidence)?;
            let at = not_later(at, now)?;
            if anchor == Anchor::EmbargoAgreed {
                may_agree(case, rules, at).map_err(Refusal::Machine)?;
            }
            Ok(vec![CaseEvent::MilestoneReached {
                anchor,
                at,
                record: Recorded { note, by },
            }])
        }
        Input::Correct { anchor, at, reason } => {
            let there = case.inputs.by_hand(anchor).then(|| case.anchors.get(&anchor).copied());
            let before = there.flatten().ok_or(Refusal::NotRecorded(anchor))?;
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            let at = at.map(|at| not_later(at, now)).transpose()?;
            if at == Some(before) {
                return Ok(vec![]);
            }
            if let (Anchor::EmbargoAgreed, Some(at)) = (anchor, at) {
                may_agree(case, rules, at).map_err(Refusal::Machine)?;
            }
            Ok(vec![CaseEvent::RecordCorrected { anchor, at, reason, by }])
        }
        Input::RecordAwareness { at, about, evidence } => {
            if gates::has(case, Anchor::Aware) {
                return Err(Refusal::ReachedAlready(Anchor::Aware));
            }
            let evidence = words(&evidence).ok_or(Refusal::NoEvidence)?;
            let at = not_later(at, now)?;
            let mut events = vec![CaseEvent::BecameAware {
                aware: Aware {
                    at,
                    about,
                    evidence: evidence.clone(),
                    by: by.clone(),
                },
            }];
            if about == Awareness::Exploited && !gates::has(case, Anchor::AttackSeen) {
                events.push(CaseEvent::AttackSeen { seen: at, evidence, by });
            }
            Ok(events)
        }
    }
}

type Asked = (String, String, Instant, String, Option<Discussion>);

fn move_target(
    case: &Case,
    (profile, clock, to, reason, discussion): Asked,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    let (of, _) = profile_of(rules, &profile).ok_or(Refusal::NoClock)?;
    let clock = of.clock(&clock).ok_or(Refusal::NoClock)?;
    let gate = clock.extend.as_ref().and_then(|gate| of.gate(gate));
    let gate = gate.ok_or_else(|| Refusal::NotMovable {
        title: clock.title.clone(),
        refs: clock.refs.join(", "),
    })?;
    if gates::has(case, clock.until) {
        return Err(Refusal::ReachedAlready(clock.until));
    }
    if to <= now {
        return Err(Refusal::PastDate);
    }
    decides(case, actor, gate, gate.decider)?;
    if let Some(shut) = Gates::of(case, rules, now).holds_target(of, gate) {
        return Err(Refusal::gate(shut));
    }
    let reason = words(&reason).ok_or(Refusal::NoReason)?;
    let discussion = discussion.map(discussed).transpose()?;
    for need in &gate.needs {
        match need {
            Need::DiscussionMessage if discussion.is_none() => {
                return Err(Refusal::NotDiscussed {
                    title: gate.title.clone(),
                    refs: gate.refs.join(", "),
                });
            }
            // Nobody agrees to a date in a form of its own: who else has to, breaks the gate.
            Need::Approvals(many) if *many > 1 && !agreed(case, of, gate, *many) => {
                return Err(Refusal::NotAgreed {
                    title: gate.title.clone(),
                    refs: gate.refs.join(", "),
                    many: *many,
                });
            }
            Need::Reason | Need::NewDate | Need::DiscussionMessage | Need::Approvals(_) => {}
        }
    }
    Ok(vec![CaseEvent::TargetMoved {
        moved: Moved {
            profile: of.id.clone(),
            clock: clock.id.clone(),
            to,
            reason,
            discussion,
            gate: gate.id.clone(),
            by: me(actor)?,
        },
    }])
}

fn agreed(case: &Case, of: &Profile, gate: &Gate, many: u8) -> bool {
    let breaking = case.inputs.breaking_of(&of.id, &gate.id);
    breaking.is_some_and(|one| one.by.len() >= usize::from(many))
}

fn break_gate(
    case: &Case,
    (profile, gate): (&str, &str),
    reason: &str,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    let (of, calendar) = profile_of(rules, profile).ok_or(Refusal::NoGate)?;
    let gate = of.gate(gate).ok_or(Refusal::NoGate)?;
    let over = gate.breaking.ok_or_else(|| Refusal::Unbreakable {
        title: gate.title.clone(),
        refs: gate.refs.join(", "),
    })?;
    decides(case, actor, gate, Some(over.by))?;
    let reason = words(reason).ok_or(Refusal::NoReason)?;
    let by = me(actor)?;
    let before = case.inputs.breaking_of(&of.id, &gate.id);
    if before.is_some_and(|one| one.broken.is_some()) {
        return Ok(vec![]);
    }
    // What keeps nothing back is not broken in advance.
    if !Gates::of(case, rules, now).is_shut(&of.id, &gate.id) {
        return Err(Refusal::GateOpen {
            title: gate.title.clone(),
            refs: gate.refs.join(", "),
        });
    }
    let mut breaking = before.cloned().unwrap_or_else(|| Breaking {
        profile: of.id.clone(),
        gate: gate.id.clone(),
        reason: reason.clone(),
        by: [].into(),
        since: now,
        broken: None,
    });
    let again = !breaking.by.insert(by.clone());
    if gates::breaks(over, calendar, &breaking, now) {
        Ok(vec![CaseEvent::GateBroken {
            profile: of.id.clone(),
            gate: gate.id.clone(),
            reason,
            by,
        }])
    } else if again {
        Err(Refusal::BreakWaits {
            title: gate.title.clone(),
            refs: gate.refs.join(", "),
            since: breaking.since,
            many: gates::approvals(over),
        })
    } else {
        Ok(vec![CaseEvent::GateBreakAsked {
            profile: of.id.clone(),
            gate: gate.id.clone(),
            reason,
            by,
        }])
    }
}

fn state_facts(
    case: &Case,
    changes: Vec<(StatedFact, Option<Stated>)>,
    actor: &Actor,
    rules: &Rules,
) -> Result<Vec<CaseEvent>, Refusal> {
    let mut kept: Vec<(StatedFact, Option<Stated>)> = Vec::new();
    for (fact, value) in changes {
        if case.inputs.stated.get(&fact) == value.as_ref() {
            continue;
        }
        let fits = value.as_ref().is_none_or(|value| fact.takes(value, rules));
        if !fits {
            return Err(Refusal::NotStatable(fact.question()));
        }
        if value.is_some() && fact.is_shown(case, rules) {
            return Err(Refusal::ShownAlready(fact.question()));
        }
        if let Some(refs) = for_the_pst(fact)
            && !is_for(Decider::Pst, standing(actor, case.lead.as_ref()))
        {
            return Err(Refusal::NotDecider {
                title: fact.question().to_owned(),
                refs: refs.to_owned(),
                who: Decider::Pst.word(),
            });
        }
        kept.retain(|(other, _)| *other != fact);
        kept.push((fact, value));
    }
    if kept.is_empty() {
        return Ok(vec![]);
    }
    Ok(vec![CaseEvent::FactsStated {
        changes: kept,
        by: me(actor)?,
    }])
}

/// What switches the clocks of a law on or off, or takes the place of a score, is not for the Fix Team to answer.
pub(in super::super) fn for_the_pst(fact: StatedFact) -> Option<&'static str> {
    match fact {
        StatedFact::Role => Some("CRA Art. 13, 24"),
        StatedFact::IncidentSevere => Some("CRA Art. 14"),
        StatedFact::SeverityWord => Some("severity"),
        _ => None,
    }
}

/// Whether this is for who acts to decide, by the gate.
fn decides(case: &Case, actor: &Actor, gate: &Gate, decider: Option<Decider>) -> Result<(), Refusal> {
    let here: Standing = standing(actor, case.lead.as_ref());
    match decider {
        Some(decider) if !is_for(decider, here) => Err(Refusal::NotDecider {
            title: gate.title.clone(),
            refs: gate.refs.join(", "),
            who: decider.word(),
        }),
        _ => Ok(()),
    }
}

fn profile_of<'r>(rules: &'r Rules, id: &str) -> Option<(&'r Profile, &'r Calendar)> {
    rules.each().find(|(profile, _)| profile.id == id)
}

fn named(upstream: Upstream) -> Result<Upstream, Refusal> {
    Ok(Upstream {
        project: words(&upstream.project).ok_or(Refusal::NoUpstream)?,
        contact: upstream.contact.trim().to_owned(),
        terms: upstream.terms.trim().to_owned(),
        ..upstream
    })
}

fn discussed(discussion: Discussion) -> Result<Discussion, Refusal> {
    match discussion {
        Discussion::Reference(text) => words(&text).map(Discussion::Reference).ok_or(Refusal::NoReason),
        message @ Discussion::Message(_) => Ok(message),
    }
}

/// Nobody has seen anything later than now.
fn not_later(at: Instant, now: Instant) -> Result<Instant, Refusal> {
    if at > now { Err(Refusal::InTheFuture) } else { Ok(at) }
}
