//! What is true after an event. Total: no event can fail, and none is ignored silently for want of a row.

use super::inputs::{Attack, Breaking, Extended, StatedFact};
use super::{Announcement, AnnouncementState, Case, CaseEvent, DistributorsDecision, FixCommit, Phase, Repository};
use crate::Instant;
use crate::facts::{FactKind, FactValue};
use crate::policy::{Anchor, MessageKind};
use crate::report::PublicKnowledge;
use std::collections::BTreeSet;

pub(super) fn apply(case: &mut Case, event: &CaseEvent, at: Instant) {
    match event {
        CaseEvent::Opened {
            id,
            project,
            title,
            profile,
            report,
            answered,
            by,
        } => {
            *case = Case {
                id: Some(id.clone()),
                project: Some(project.clone()),
                title: title.clone(),
                phase: Phase::Embargoed,
                opened: Some(at),
                opened_by: by.clone(),
                profile: profile.clone(),
                reports: vec![report.clone()],
                ..Case::default()
            };
            first(case, Anchor::ReportReceived, report.arrived);
            first(case, Anchor::CaseOpened, at);
            if let Some(answered) = answered {
                first(case, Anchor::FirstAnswer, *answered);
            }
        }
        CaseEvent::ReportAttached { report } => case.reports.push(report.clone()),
        CaseEvent::LeadTaken { member, .. } | CaseEvent::LeadHandedOver { to: member, .. } => {
            case.lead = Some(member.clone());
            case.lead_since = Some(at);
            first(case, Anchor::LeadNamed, at);
        }
        CaseEvent::TeamChanged { added, removed } => {
            case.team.extend(added.iter().cloned());
            case.team.retain(|member| !removed.contains(member));
            if !case.team.is_empty() {
                first(case, Anchor::FixTeamNamed, at);
            }
        }
        CaseEvent::RepositoryLinked { id, name, url, by } => {
            let repository = Repository {
                id: id.clone(),
                name: name.clone(),
                url: url.clone(),
                by: by.clone(),
                at,
            };
            case.repositories.push(repository);
            first(case, Anchor::RepositoryLinked, at);
        }
        CaseEvent::CommitRecorded { commit, subject, by } => {
            let lgtm = BTreeSet::new();
            case.commits.push(FixCommit {
                commit: commit.clone(),
                subject: subject.clone(),
                by: by.clone(),
                lgtm,
            });
        }
        CaseEvent::LgtmGiven { commit, by } => {
            if let Some(commit) = case.commits.iter_mut().find(|c| &c.commit == commit) {
                commit.lgtm.insert(by.clone());
            }
        }
        CaseEvent::FixReady => first(case, Anchor::FixReady, at),
        CaseEvent::SeveritySet { severity } => {
            case.severity = Some(severity.clone());
            first(case, Anchor::SeveritySet, at);
        }
        CaseEvent::FactsSet { changes } => {
            for (kind, value) in changes {
                match value {
                    Some(value) => case.facts.insert(*kind, value.clone()),
                    None => case.facts.remove(kind),
                };
            }
            if case.facts.contains_key(&FactKind::Mitigation) {
                first(case, Anchor::MitigationReady, at);
            }
            if case.facts.contains_key(&FactKind::ReleaseWindow) {
                first(case, Anchor::ReleasePlanned, at);
            }
        }
        CaseEvent::BecamePublic { url, seen } => {
            case.public.get_or_insert(PublicKnowledge {
                url: url.clone(),
                seen: *seen,
            });
            first(case, Anchor::CasePublic, *seen);
        }
        CaseEvent::ReasonGiven { clock, reason, .. } => {
            case.reasons.insert(clock.clone(), reason.clone());
        }
        CaseEvent::DistributorsDecided { tell, reason, by } => {
            case.distributors = Some(DistributorsDecision {
                tell: *tell,
                reason: reason.clone(),
                by: by.clone(),
                at,
            });
            first(case, Anchor::DistributorsDecided, at);
        }
        CaseEvent::ListNotified { .. } => first(case, Anchor::ListNotified, at),
        CaseEvent::MessagePosted { audiences, .. } => {
            case.messages += 1;
            if audiences.has(crate::access::Audience::Reporter) {
                first(case, Anchor::FirstAnswer, at);
            }
        }
        CaseEvent::ReporterWrote { .. } => case.messages += 1,
        CaseEvent::CreditChosen { reporter, credit } => {
            for report in case.reports.iter_mut().filter(|r| &r.reporter == reporter) {
                report.credit = credit.clone();
            }
        }
        CaseEvent::AnnouncementDrafted {
            id,
            what,
            subject,
            digest,
            publication,
            by,
        } => {
            case.announcements.push(Announcement {
                id: id.clone(),
                kind: *what,
                state: AnnouncementState::Draft,
                subject: subject.clone(),
                digest: digest.clone(),
                drafted_by: by.clone(),
                drafted_at: at,
                revision: 1,
                sent_digest: None,
                sent_at: None,
                publication: publication.clone(),
            });
        }
        CaseEvent::AnnouncementRedrafted {
            id,
            subject,
            digest,
            by,
        } => {
            if let Some(a) = case.announcements.iter_mut().find(|a| &a.id == id) {
                a.subject = subject.clone();
                a.digest = digest.clone();
                a.drafted_by = by.clone();
                a.drafted_at = at;
                a.revision += 1;
                if a.state == AnnouncementState::Sent {
                    a.state = AnnouncementState::Correcting;
                }
            }
        }
        CaseEvent::AnnouncementSent { id, digest, .. } => sent(case, id, digest, at),
        CaseEvent::Published {
            id,
            digest,
            publication,
            ..
        } => {
            sent(case, id, digest, at);
            case.phase = Phase::Released;
            case.publication = Some(publication.clone());
            case.published = Some(at);
            first(case, Anchor::Released, at);
            first(case, Anchor::AdvisoryPublished, at);
            // The advisory names the id.
            if case.facts.contains_key(&FactKind::CveId) {
                first(case, Anchor::CveIdPublic, at);
            }
            // Whatever was agreed, nobody is held any more.
            first(case, Anchor::EmbargoEnd, at);
            for other in case
                .announcements
                .iter_mut()
                .filter(|a| a.kind == MessageKind::ForthcomingFix)
            {
                other.state = AnnouncementState::Closed;
            }
        }
        CaseEvent::Closed { ending, .. } => {
            case.phase = Phase::Closed;
            case.ended = Some((*ending, at));
            first(case, Anchor::Closed, at);
        }
        CaseEvent::ProfileBound { id, version, .. } => {
            case.others.retain(|(other, _)| other != id);
            case.others.push((id.clone(), version.clone()));
        }
        CaseEvent::ProfileUnbound { id, .. } => case.others.retain(|(other, _)| other != id),
        CaseEvent::ProfileMoved { id, to, .. } => {
            let own = std::iter::once(&mut case.profile);
            for (_, version) in own.chain(&mut case.others).filter(|(bound, _)| bound == id) {
                version.clone_from(to);
            }
        }
        CaseEvent::TargetMoved { .. }
        | CaseEvent::GateBreakAsked { .. }
        | CaseEvent::GateBroken { .. }
        | CaseEvent::UpstreamSet { .. }
        | CaseEvent::ReporterDateSet { .. }
        | CaseEvent::ExploitBecamePublic { .. }
        | CaseEvent::AttackSeen { .. }
        | CaseEvent::FactsStated { .. }
        | CaseEvent::MilestoneReached { .. }
        | CaseEvent::RecordCorrected { .. }
        | CaseEvent::BecameAware { .. } => stated(case, event, at),
    }
}

/// What people stated for the policy's sake; of each thing the last word stands on the row, and all in the log.
fn stated(case: &mut Case, event: &CaseEvent, at: Instant) {
    match event {
        CaseEvent::TargetMoved { moved } => {
            let same = |one: &Extended| one.moved.profile == moved.profile && one.moved.clock == moved.clock;
            case.inputs.extended.retain(|one| !same(one));
            case.inputs.extended.push(Extended {
                moved: moved.clone(),
                at,
            });
        }
        CaseEvent::GateBreakAsked {
            profile,
            gate,
            reason,
            by,
        } => {
            breaking(case, (profile, gate, reason), at, |one| {
                one.by.insert(by.clone());
            });
        }
        CaseEvent::GateBroken {
            profile,
            gate,
            reason,
            by,
        } => {
            breaking(case, (profile, gate, reason), at, |one| {
                one.by.insert(by.clone());
                one.reason.clone_from(reason);
                one.broken.get_or_insert(at);
            });
        }
        CaseEvent::UpstreamSet { upstream, .. } => case.inputs.upstream.clone_from(upstream),
        CaseEvent::ReporterDateSet { date, .. } => case.inputs.reporter_date.clone_from(date),
        CaseEvent::ExploitBecamePublic { url, seen, .. } => {
            case.inputs.exploit.get_or_insert(PublicKnowledge {
                url: url.clone(),
                seen: *seen,
            });
            first(case, Anchor::ExploitPublic, *seen);
        }
        CaseEvent::AttackSeen { seen, evidence, by } => {
            case.inputs.attack.get_or_insert(Attack {
                seen: *seen,
                evidence: evidence.clone(),
                by: by.clone(),
            });
            first(case, Anchor::AttackSeen, *seen);
        }
        CaseEvent::FactsStated { changes, .. } => {
            for (fact, value) in changes {
                match value {
                    Some(value) => case.inputs.stated.insert(*fact, value.clone()),
                    None => case.inputs.stated.remove(fact),
                };
            }
            // Where a project does not score, its own word is the severity.
            if case.inputs.stated.contains_key(&StatedFact::SeverityWord) {
                first(case, Anchor::SeveritySet, at);
            }
        }
        CaseEvent::MilestoneReached { anchor, at, record } => {
            if *anchor == Anchor::EmbargoAgreed
                && !case.anchors.contains_key(anchor)
                && let Some(FactValue::At(ends)) = case.facts.get(&FactKind::EmbargoEnd)
            {
                case.inputs.agreed_end = Some(*ends);
            }
            case.inputs.recorded.entry(*anchor).or_insert_with(|| record.clone());
            first(case, *anchor, *at);
        }
        CaseEvent::RecordCorrected {
            anchor, at: Some(at), ..
        } => {
            case.anchors.insert(*anchor, *at);
            if let (Anchor::Aware, Some(aware)) = (anchor, case.inputs.aware.as_mut()) {
                aware.at = *at;
            }
        }
        CaseEvent::RecordCorrected { anchor, at: None, .. } => {
            case.anchors.remove(anchor);
            case.inputs.recorded.remove(anchor);
            match anchor {
                Anchor::Aware => case.inputs.aware = None,
                Anchor::EmbargoAgreed => case.inputs.agreed_end = None,
                _ => {}
            }
        }
        CaseEvent::BecameAware { aware } => {
            case.inputs.aware.get_or_insert_with(|| aware.clone());
            first(case, Anchor::Aware, aware.at);
        }
        _ => {}
    }
}

fn breaking(
    case: &mut Case,
    (profile, gate, reason): (&str, &str, &str),
    at: Instant,
    change: impl FnOnce(&mut Breaking),
) {
    let all = &mut case.inputs.breaking;
    let same = |one: &Breaking| one.profile == profile && one.gate == gate;
    if !all.iter().any(same) {
        all.push(Breaking {
            profile: profile.to_owned(),
            gate: gate.to_owned(),
            reason: reason.to_owned(),
            by: BTreeSet::new(),
            since: at,
            broken: None,
        });
    }
    if let Some(one) = all.iter_mut().find(|one| same(one)) {
        change(one);
    }
}

fn sent(case: &mut Case, id: &crate::ids::AnnouncementId, digest: &str, at: Instant) {
    let mut forthcoming = false;
    if let Some(a) = case.announcements.iter_mut().find(|a| &a.id == id) {
        a.state = AnnouncementState::Sent;
        a.sent_digest = Some(digest.to_owned());
        a.sent_at = Some(at);
        forthcoming = a.kind == MessageKind::ForthcomingFix;
    }
    if forthcoming {
        if case.phase == Phase::Embargoed {
            case.phase = Phase::Announced;
        }
        first(case, Anchor::ExistenceAnnounced, at);
    }
}

/// The first time counts: a later one never moves a deadline.
fn first(case: &mut Case, anchor: Anchor, at: Instant) {
    case.anchors.entry(anchor).or_insert(at);
}
