//! What may happen to a case, and if not, why and what to do instead.

use super::gates::{Gates, PUBLISHING, Shut, has};
use super::inputs::{self, Input, Stated, StatedFact};
use super::known::may_name_end;
use super::refusal::Refusal;
use super::{AnnouncementState, Case, CaseEvent, Command, Ending, Phase, machines, threads};
use crate::Instant;
use crate::access::{Act, Actor, Audience, Audiences, Standing, Who, may, standing};
use crate::aggregate::Aggregate;
use crate::announce::{missing, phase_of};
use crate::brief::rehearse;
use crate::cra::{LegalRole, MANUFACTURERS, STEWARDS};
use crate::facts::{FactKind, FactValue};
use crate::ids::{MemberId, OutsiderId};
use crate::policy::{Anchor, Effect, FinalSay, GateAct, MessageKind, Rules};
use crate::report::PublicKnowledge;
use crate::severity::{Scheme, Severity};
use jiff::SignedDuration;

/// How long a set of prepared documents may be published: a person has read them, and the world has not moved on.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

pub fn decide(
    case: &Case,
    command: Command,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    allowed(case, &command, actor)?;
    alive(case, &command)?;
    let events = events(case, command, actor, rules, now)?;
    permitted(case, &events, rules, now)?;
    Ok(events)
}

/// No act makes a step that a machine of Vultron does not have.
fn permitted(case: &Case, events: &[CaseEvent], rules: &Rules, now: Instant) -> Result<(), Refusal> {
    if !events.iter().any(is_a_step) {
        return Ok(());
    }
    let mut after = case.clone();
    events.iter().for_each(|event| after.apply(event, now));
    let (before, after) = (machines(case, rules).refused, machines(&after, rules).refused);
    // What an older version let happen is no reason to refuse what comes after it.
    if after.len() <= before.len() {
        return Ok(());
    }
    match after.into_iter().find(|refused| !before.contains(refused)) {
        Some((_, forbidden)) => Err(Refusal::Machine(forbidden)),
        None => Ok(()),
    }
}

/// What the machines read of the log.
fn is_a_step(event: &CaseEvent) -> bool {
    matches!(
        event,
        CaseEvent::Opened { .. }
            | CaseEvent::ReportAttached { .. }
            | CaseEvent::FixReady
            | CaseEvent::FactsSet { .. }
            | CaseEvent::BecamePublic { .. }
            | CaseEvent::ListNotified { .. }
            | CaseEvent::Published { .. }
            | CaseEvent::Closed { .. }
            | CaseEvent::ExploitBecamePublic { .. }
            | CaseEvent::AttackSeen { .. }
            | CaseEvent::MilestoneReached { .. }
            | CaseEvent::RecordCorrected { .. }
    )
}

fn events(
    case: &Case,
    command: Command,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    match command {
        Command::Open {
            id,
            project,
            title,
            profile,
            report,
            answered,
            public,
        } => {
            let title = words(&title).ok_or(Refusal::NoTitle)?;
            let by = actor.member().cloned();
            let mut events = vec![CaseEvent::Opened {
                id,
                project,
                title,
                profile,
                report,
                answered,
                by,
            }];
            events.extend(public.map(|known| became_public(known, now)));
            Ok(events)
        }
        Command::AttachReport { report, public } => {
            if case.reports.iter().any(|r| r.report == report.report) {
                return Err(Refusal::AlreadyAttached);
            }
            let public = public.filter(|_| case.public.is_none());
            let mut events = vec![CaseEvent::ReportAttached { report }];
            events.extend(public.map(|known| became_public(known, now)));
            Ok(events)
        }
        Command::TakeLead {
            member,
            proposed_by_rota,
        } => match &case.lead {
            Some(lead) => Err(Refusal::HasLead(lead.to_string())),
            None => Ok(vec![CaseEvent::LeadTaken {
                member,
                proposed_by_rota,
            }]),
        },
        Command::HandOver { to, reason } => {
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            Ok(vec![CaseEvent::LeadHandedOver {
                from: case.lead.clone(),
                to,
                reason,
            }])
        }
        Command::NameTeam { add, remove } => {
            let added: Vec<MemberId> = add.into_iter().filter(|m| !case.team.contains(m)).collect();
            let removed: Vec<MemberId> = remove.into_iter().filter(|m| case.team.contains(m)).collect();
            if added.is_empty() && removed.is_empty() {
                return Err(Refusal::NobodyNamed);
            }
            Ok(vec![CaseEvent::TeamChanged { added, removed }])
        }
        Command::LinkRepository { id, name, url } => {
            let (name, url) = repository(&name, &url)?;
            Ok(vec![CaseEvent::RepositoryLinked {
                id,
                name,
                url,
                by: me(actor)?,
            }])
        }
        Command::RecordCommit { commit, subject } => {
            let commit = commit_id(&commit)?;
            if case.commits.iter().any(|c| c.commit == commit) {
                return Err(Refusal::CommitKnown);
            }
            Ok(vec![CaseEvent::CommitRecorded {
                commit,
                subject: subject.trim().to_owned(),
                by: me(actor)?,
            }])
        }
        Command::Lgtm { commit } => {
            let commit = commit_id(&commit)?;
            let by = me(actor)?;
            let known = case
                .commits
                .iter()
                .find(|c| c.commit == commit)
                .ok_or(Refusal::NoCommit)?;
            match known {
                known if known.by == by => Err(Refusal::OwnCommit),
                known if known.lgtm.contains(&by) => Ok(vec![]),
                _ => Ok(vec![CaseEvent::LgtmGiven { commit, by }]),
            }
        }
        Command::DeclareFixReady => {
            fix_complete(case, rules, now)?;
            if has(case, Anchor::FixReady) {
                return Ok(vec![]);
            }
            Ok(vec![CaseEvent::FixReady])
        }
        Command::SetSeverity { scored, reason } => set_severity(case, scored, &reason, actor, rules, now),
        Command::SetFacts { changes } => {
            let changes: Vec<_> = changes
                .into_iter()
                .filter(|(k, v)| case.facts.get(k) != v.as_ref())
                .collect();
            if changes.is_empty() {
                return Ok(vec![]);
            }
            for (_, value) in changes.iter().filter(|(kind, _)| *kind == FactKind::EmbargoEnd) {
                if let Some(FactValue::At(ends)) = value {
                    may_name_end(case, rules, *ends).map_err(Refusal::Machine)?;
                }
            }
            Ok(vec![CaseEvent::FactsSet { changes }])
        }
        Command::MarkPublic(known) => {
            let url = crate::report::web_address(&known.url).map_err(|_| Refusal::NoUrl)?;
            let known = PublicKnowledge { url, ..known };
            if case.public.is_some() {
                Ok(vec![])
            } else {
                Ok(vec![became_public(known, now)])
            }
        }
        Command::GiveReason { clock, reason } => {
            let mut profiles = rules.each();
            let known = profiles.any(|(profile, _)| profile.clock(&clock).is_some());
            if !known {
                return Err(Refusal::NoClock);
            }
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            Ok(vec![CaseEvent::ReasonGiven {
                clock,
                reason,
                by: me(actor)?,
            }])
        }
        Command::DecideDistributors { tell, reason } => {
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            // Not to tell them is never kept back.
            if tell {
                open(case, rules, GateAct::DecideDistributors, now)?;
            }
            Ok(vec![CaseEvent::DistributorsDecided {
                tell,
                reason,
                by: me(actor)?,
            }])
        }
        Command::RecordListNotified { note } => {
            let note = words(&note).ok_or(Refusal::NoReason)?;
            Ok(vec![CaseEvent::ListNotified { note }])
        }
        Command::Post { message, audiences } => {
            if audiences.is_empty() {
                return Err(Refusal::NoReaders);
            }
            if audiences.has(Audience::Public) {
                return Err(Refusal::PublicMessage);
            }
            if audiences.has(Audience::Reporter) && case.reports.is_empty() {
                return Err(Refusal::NoReporter);
            }
            // Only threads that something delivers; upstream, distributors and authorities get theirs with their own rooms.
            if !threads(case).contains(&with_pst(audiences)) {
                return Err(Refusal::NoReaders);
            }
            // Nobody may write to people whose answers they could not read. A reporter is heard (HearFromReporter) and
            // never posts: what is posted counts as the team's first answer.
            if matches!(actor.who, Who::Outsider(_)) || !actor.reads().meets(audiences) {
                return Err(not_allowed(case, actor));
            }
            Ok(vec![CaseEvent::MessagePosted {
                message,
                audiences: with_pst(audiences),
            }])
        }
        Command::HearFromReporter {
            message,
            reporter,
            audiences,
        } => {
            for_reporter(case, &reporter, actor)?;
            Ok(vec![CaseEvent::ReporterWrote {
                message,
                reporter,
                audiences: with_pst(audiences),
            }])
        }
        Command::ReporterChoseCredit { reporter, credit } => {
            for_reporter(case, &reporter, actor)?;
            Ok(vec![CaseEvent::CreditChosen { reporter, credit }])
        }
        Command::Draft {
            id,
            kind,
            subject,
            digest,
            publication,
        } => match case.current(kind) {
            Some(a) if a.state != AnnouncementState::Closed => Err(Refusal::AnnouncementExists(kind.word())),
            _ => Ok(vec![CaseEvent::AnnouncementDrafted {
                id,
                what: kind,
                subject,
                digest,
                publication,
                by: me(actor)?,
            }]),
        },
        Command::Redraft { id, subject, digest } => match case.announcement(&id).ok_or(Refusal::NoAnnouncement)? {
            a if a.state == AnnouncementState::Closed => Err(Refusal::NoAnnouncement),
            a if a.digest == digest && a.subject == subject => Ok(vec![]),
            _ => Ok(vec![CaseEvent::AnnouncementRedrafted {
                id,
                subject,
                digest,
                by: me(actor)?,
            }]),
        },
        Command::ApproveAnnouncement { id, digest } => approve(case, id, digest, actor, rules, now),
        Command::Publish {
            id,
            digest,
            documents_digest,
            prepared_at,
        } => publish(case, id, digest, documents_digest, prepared_at, actor, rules, now),
        Command::Close { ending, reason } => close(case, ending, &reason),
        Command::Input(input) => inputs::decide(case, input, actor, rules, now),
        Command::BindProfile { id, version } => {
            if id == case.profile.0 || case.others.iter().any(|(bound, _)| *bound == id) {
                return Err(Refusal::BoundAlready);
            }
            let by = me(actor)?;
            Ok(vec![CaseEvent::ProfileBound { id, version, by }])
        }
        Command::TakeRole { role, profile } => take_role(case, role, profile, &me(actor)?),
        Command::UnbindProfile { id, reason } => {
            if id == case.profile.0 {
                return Err(Refusal::OwnPolicy);
            }
            pinned(case, &id)?;
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            let by = me(actor)?;
            Ok(vec![CaseEvent::ProfileUnbound { id, reason, by }])
        }
        Command::MoveProfile { id, version, reason } => {
            let from = pinned(case, &id)?;
            if from == version {
                return Ok(vec![]);
            }
            let reason = words(&reason).ok_or(Refusal::NoReason)?;
            Ok(vec![CaseEvent::ProfileMoved {
                id,
                from,
                to: version,
                reason,
                by: me(actor)?,
            }])
        }
    }
}

/// The fact and the rules that go with a role; those of another role are taken off.
fn take_role(
    case: &Case,
    role: LegalRole,
    profile: Option<(String, String)>,
    by: &MemberId,
) -> Result<Vec<CaseEvent>, Refusal> {
    let mut events = Vec::new();
    let value = Some(Stated::Text(role.key().to_owned()));
    if case.inputs.stated.get(&StatedFact::Role) != value.as_ref() {
        events.push(CaseEvent::FactsStated {
            changes: vec![(StatedFact::Role, value)],
            by: by.clone(),
        });
    }
    let wanted = profile.as_ref().map(|(id, _)| id.as_str());
    let bound = |id: &str| case.others.iter().any(|(other, _)| other == id);
    for id in [MANUFACTURERS, STEWARDS] {
        if bound(id) && wanted != Some(id) {
            events.push(CaseEvent::ProfileUnbound {
                id: id.to_owned(),
                reason: format!("The product's role is: {}.", role.word()),
                by: by.clone(),
            });
        }
    }
    if let Some((id, version)) = profile
        && id != case.profile.0
        && !bound(&id)
    {
        let by = by.clone();
        events.push(CaseEvent::ProfileBound { id, version, by });
    }
    Ok(events)
}

/// The version of a profile that this case is pinned to.
fn pinned(case: &Case, id: &str) -> Result<String, Refusal> {
    let mut bound = std::iter::once(&case.profile).chain(&case.others);
    let found = bound.find(|(one, _)| one == id).ok_or(Refusal::NotBound)?;
    Ok(found.1.clone())
}

/// What keeps this act back is said with its paragraph and the way out.
fn open(case: &Case, rules: &Rules, act: GateAct, now: Instant) -> Result<(), Refusal> {
    match Gates::of(case, rules, now).shut(act) {
        Some(shut) => Err(Refusal::gate(shut)),
        None => Ok(()),
    }
}

/// What the policies require of a fix before it is ready (S24); nothing where they say nothing.
fn fix_complete(case: &Case, rules: &Rules, now: Instant) -> Result<(), Refusal> {
    let Some(shut) = Gates::of(case, rules, now).shut(GateAct::FixReady) else {
        return Ok(());
    };
    Err(match case.unread_commits().count() {
        _ if !reads_commits(&shut, rules) => Refusal::gate(shut),
        _ if case.commits.is_empty() => Refusal::NoCommits {
            refs: shut.refs.join(", "),
        },
        0 => Refusal::gate(shut),
        many => Refusal::CommitsUnread {
            many,
            refs: shut.refs.join(", "),
        },
    })
}

fn reads_commits(shut: &Shut, rules: &Rules) -> bool {
    let profile = rules.each().find(|(profile, _)| profile.id == shut.profile);
    let gate = profile.and_then(|(profile, _)| profile.gate(&shut.gate));
    gate.is_some_and(|gate| gate.effect == Effect::Require && gate.when.names().contains("commits"))
}

/// Whether somebody of this standing may do this at all, before any look at the state.
fn allowed(case: &Case, command: &Command, actor: &Actor) -> Result<(), Refusal> {
    let act = match command {
        Command::Open { .. } => Act::Open,
        Command::AttachReport { .. } => Act::Attach,
        Command::TakeLead { .. } => Act::TakeLead,
        Command::HandOver { .. } => Act::HandOver,
        Command::NameTeam { .. } => Act::NameTeam,
        Command::LinkRepository { .. } => Act::LinkRepository,
        Command::RecordCommit { .. } | Command::Lgtm { .. } | Command::DeclareFixReady => Act::RecordLgtm,
        Command::SetSeverity { .. } => Act::SetSeverity,
        Command::SetFacts { .. } => Act::SetFacts,
        Command::MarkPublic(_) => Act::MarkPublic,
        Command::GiveReason { .. } => Act::GiveReason,
        Command::DecideDistributors { .. } | Command::RecordListNotified { .. } => Act::DecideDistributors,
        Command::Post { .. } | Command::HearFromReporter { .. } | Command::ReporterChoseCredit { .. } => Act::Write,
        Command::Draft { .. } | Command::Redraft { .. } => Act::Draft,
        Command::ApproveAnnouncement { .. } => Act::Approve,
        Command::Publish { .. } => Act::Publish,
        Command::Close { .. } => Act::Close,
        Command::Input(input) => act_of(input),
        Command::BindProfile { .. }
        | Command::TakeRole { .. }
        | Command::UnbindProfile { .. }
        | Command::MoveProfile { .. } => Act::BindProfiles,
    };
    // S13: only the Fix Lead sends external mail and publishes; on a case without one, nobody does.
    if matches!(act, Act::Approve | Act::Publish) && standing(actor, case.lead.as_ref()) == Standing::Pst {
        return Err(if case.lead.is_none() {
            Refusal::NoLead
        } else {
            Refusal::NotLead
        });
    }
    if may(standing(actor, case.lead.as_ref()), act) {
        Ok(())
    } else {
        Err(not_allowed(case, actor))
    }
}

fn act_of(input: &Input) -> Act {
    match input {
        Input::MoveTarget { .. } => Act::MoveTarget,
        Input::BreakGate { .. } => Act::BreakGate,
        Input::SetUpstream { .. } | Input::SetReporterDate { .. } => Act::SetDates,
        Input::NoteExploit(_) | Input::NoteAttack { .. } => Act::MarkPublic,
        Input::StateFacts { .. } => Act::StateFacts,
        Input::ReachMilestone { .. } => Act::ReachMilestone,
        // A wrong record of a law's hours is set right by who may bind the law.
        Input::Correct { .. } => Act::BindProfiles,
        Input::RecordAwareness { .. } => Act::RecordAwareness,
    }
}

fn not_allowed(case: &Case, actor: &Actor) -> Refusal {
    let (standing, way_out) = match standing(actor, case.lead.as_ref()) {
        Standing::FixLead => ("Fix Lead", "Ask the PST."),
        Standing::Pst => ("a PST member", "Ask the Fix Lead."),
        Standing::FixTeam => ("a Fix Team member", "Ask the Fix Lead."),
        Standing::Reporter => ("the reporter", "Write a message; the team reads it."),
        Standing::System => ("the program itself", "A person has to do this."),
        Standing::Stranger => ("nobody in particular", "Sign in."),
    };
    Refusal::NotAllowed { standing, way_out }
}

/// A reporter speaks for nobody but themselves; the PST writes down what a reporter said elsewhere, the program relays
/// their mail.
fn for_reporter(case: &Case, reporter: &OutsiderId, actor: &Actor) -> Result<(), Refusal> {
    let fits = match (&actor.who, standing(actor, case.lead.as_ref())) {
        (Who::Outsider(me), _) => me == reporter,
        (_, standing) => matches!(standing, Standing::FixLead | Standing::Pst | Standing::System),
    };
    if !fits {
        return Err(not_allowed(case, actor));
    }
    if case.reports.iter().any(|r| &r.reporter == reporter) {
        Ok(())
    } else {
        Err(Refusal::NoReporter)
    }
}

/// What an unopened, a closed or a published case takes.
fn alive(case: &Case, command: &Command) -> Result<(), Refusal> {
    let afterwards = matches!(
        command,
        Command::Post { .. }
            | Command::HearFromReporter { .. }
            | Command::GiveReason { .. }
            | Command::AttachReport { .. }
            | Command::Close { .. }
            | Command::HandOver { .. }
            | Command::RecordListNotified { .. }
            | Command::MoveProfile { .. }
            | Command::BindProfile { .. }
            | Command::UnbindProfile { .. }
            | Command::TakeRole { .. }
            | Command::Input(
                Input::NoteExploit(_)
                    | Input::NoteAttack { .. }
                    | Input::StateFacts { .. }
                    | Input::MoveTarget { .. }
                    | Input::BreakGate { .. }
                    | Input::ReachMilestone { .. }
                    | Input::Correct { .. }
                    | Input::RecordAwareness { .. }
            )
    );
    let opening = matches!(command, Command::Open { .. });
    match case.phase {
        Phase::Received if !opening => Err(Refusal::NotOpen),
        Phase::Embargoed | Phase::Announced if opening => Err(Refusal::AlreadyOpen),
        Phase::Closed if matches!(command, Command::HearFromReporter { .. }) => Ok(()),
        Phase::Closed => Err(Refusal::Closed),
        Phase::Released if !afterwards => Err(Refusal::Released),
        _ => Ok(()),
    }
}

fn set_severity(
    case: &Case,
    scored: Vec<crate::severity::Scored>,
    reason: &str,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    if scored.is_empty() {
        return Err(Refusal::NoVector);
    }
    if scored.iter().any(|s| s.scheme == Scheme::V30) {
        return Err(Refusal::OldScheme);
    }
    let reason = words(reason).ok_or(Refusal::NoReason)?;
    let by = me(actor)?;
    let lead = case.lead.as_ref() == Some(&by);
    let final_say = rules.profile.severity.final_say == FinalSay::FixLead;
    if final_say && !lead && case.severity.as_ref().is_some_and(|s| s.final_call) {
        return Err(Refusal::FinalCall);
    }
    let revision = case.severity.as_ref().map_or(1, |s| s.revision.saturating_add(1));
    let severity = Severity {
        scored,
        reason,
        by,
        at: now,
        revision,
        final_call: lead,
    };
    Ok(vec![CaseEvent::SeveritySet { severity }])
}

fn approve(
    case: &Case,
    id: crate::ids::AnnouncementId,
    digest: String,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    let announcement = case.announcement(&id).ok_or(Refusal::NoAnnouncement)?;
    if announcement.kind == MessageKind::FinalAnnouncement {
        return Err(Refusal::PublishInstead);
    }
    let correction = match announcement.state {
        AnnouncementState::Draft => false,
        AnnouncementState::Correcting => true,
        AnnouncementState::Sent => return Err(Refusal::NothingToSend),
        AnnouncementState::Closed => return Err(Refusal::NoAnnouncement),
    };
    if announcement.digest != digest {
        return Err(Refusal::OtherBytes);
    }
    complete(case, announcement.kind, rules)?;
    if !correction {
        open(case, rules, GateAct::Announce, now)?;
    }
    Ok(vec![CaseEvent::AnnouncementSent {
        id,
        digest,
        by: me(actor)?,
        correction,
    }])
}

#[expect(
    clippy::too_many_arguments,
    reason = "the publication act names everything that it binds"
)]
fn publish(
    case: &Case,
    id: crate::ids::AnnouncementId,
    digest: String,
    documents_digest: String,
    prepared_at: Instant,
    actor: &Actor,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<CaseEvent>, Refusal> {
    let announcement = case.announcement(&id).ok_or(Refusal::NoAnnouncement)?;
    if announcement.kind != MessageKind::FinalAnnouncement {
        return Err(Refusal::NoAnnouncement);
    }
    if announcement.digest != digest {
        return Err(Refusal::OtherBytes);
    }
    if rules.profile.severity.required && case.severity.is_none() {
        return Err(Refusal::NoSeverity);
    }
    // A commit recorded after the fix was declared ready leaves the instant as it is, but it has to be read too.
    let unfinished = Gates::of(case, rules, now).shut(GateAct::FixReady);
    if !has(case, Anchor::FixReady) || unfinished.is_some() {
        return Err(Refusal::FixNotReady {
            refs: paragraphs(rules, GateAct::FixReady, Anchor::FixReady),
        });
    }
    for act in PUBLISHING {
        open(case, rules, act, now)?;
    }
    complete(case, announcement.kind, rules)?;
    if prepared_at > now || now.duration_since(prepared_at) > FRESH {
        return Err(Refusal::StaleDocuments);
    }
    let publication = announcement.publication.clone();
    Ok(vec![CaseEvent::Published {
        id,
        digest,
        documents_digest,
        by: me(actor)?,
        publication,
    }])
}

/// Where the project's own policy speaks of an act: its gates, else the clock of what it reaches.
fn paragraphs(rules: &Rules, act: GateAct, anchor: Anchor) -> String {
    let gates = rules.profile.gates.iter().filter(|gate| gate.act == act);
    let mut refs: Vec<&str> = gates.flat_map(|gate| &gate.refs).map(String::as_str).collect();
    if refs.is_empty() {
        let clocks = rules.profile.clocks.iter().filter(|clock| clock.until == anchor);
        refs = clocks.flat_map(|clock| &clock.refs).map(String::as_str).collect();
    }
    if refs.is_empty() {
        return rules.profile.name.clone();
    }
    refs.join(", ")
}

/// Every required fact is there.
fn complete(case: &Case, kind: MessageKind, rules: &Rules) -> Result<(), Refusal> {
    let audience = rules
        .profile
        .message(kind)
        .map_or(Audiences::PUBLIC, |rule| Audiences::of(&[rule.audience]));
    let rehearsal = rehearse(case, audience, phase_of(kind), rules);
    let missing = missing(&rules.profile, kind, rehearsal.preview());
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Missing(missing))
    }
}

fn close(case: &Case, ending: Ending, reason: &str) -> Result<Vec<CaseEvent>, Refusal> {
    let reason = words(reason).ok_or(Refusal::NoReason)?;
    match (ending, case.published) {
        (Ending::Done, None) => Err(Refusal::NotPublished),
        (Ending::Done, Some(_)) => Ok(vec![CaseEvent::Closed { ending, reason }]),
        (_, Some(_)) => Err(Refusal::Published),
        (_, None) => Ok(vec![CaseEvent::Closed { ending, reason }]),
    }
}

/// Nobody has seen anything later than now; a disclosure in the future would let deadlines come and go.
fn became_public(known: PublicKnowledge, now: Instant) -> CaseEvent {
    CaseEvent::BecamePublic {
        url: known.url,
        seen: known.seen.min(now),
    }
}

/// The PST reads what anybody writes on its case (S1).
fn with_pst(audiences: Audiences) -> Audiences {
    let all: Vec<Audience> = audiences.iter().chain([Audience::Pst]).collect();
    Audiences::of(&all)
}

pub(super) fn me(actor: &Actor) -> Result<MemberId, Refusal> {
    match &actor.who {
        Who::Member(id) => Ok(id.clone()),
        _ => Err(Refusal::NotAllowed {
            standing: "nobody in particular",
            way_out: "A member of the team has to do this.",
        }),
    }
}

pub(super) fn words(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn commit_id(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_ascii_lowercase();
    let fine = (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    if fine { Ok(text) } else { Err(Refusal::BadCommit) }
}

fn repository(name: &str, url: &str) -> Result<(String, String), Refusal> {
    let url = url.trim();
    let scheme = url.starts_with("https://") || url.starts_with("ssh://") || url.starts_with("git@");
    let fine = scheme
        && url.len() <= 500
        && !url
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>\"'".contains(c));
    let name = words(name).ok_or(Refusal::BadRepository)?;
    if fine {
        Ok((name, url.to_owned()))
    } else {
        Err(Refusal::BadRepository)
    }
}
