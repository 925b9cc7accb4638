//! The case page: headline strip, timeline, rail, and the composer's choices with the names of who will read.

use super::case_policy::{CasePolicyView, LegalLine, policy, told};
use super::lists::name;
use super::{Letter, RotaView};
use crate::errands::readers;
use crate::intake::ClearMail;
use crate::legal::binding;
use crate::messages::MESSAGE;
use crate::reporter::letter;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::{Act, Audience, Audiences, Role, Standing, may, standing};
use ambergate_process::aggregate::Kind;
use ambergate_process::case::{
    AnnouncementState, Case, CaseEvent, DistributorsDecision, Phase, agenda, owed_reasons, threads,
};
use ambergate_process::facts::{FactClass, FactKind, FactValue, Shape, TABLE};
use ambergate_process::ids::MemberId;
use ambergate_process::people::{Member, proposed, rota};
use ambergate_process::planner::Milestone;
use ambergate_process::policy::{MessageKind, Rules};
use ambergate_process::project::Project;
use ambergate_process::report::{PublicKnowledge, Report};
use ambergate_process::severity::{Rating, Scored};
use ambergate_store::{Entry, Logged, Seen, Viewer};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone)]
pub struct CaseView {
    pub id: String,
    pub title: String,
    pub phase: Phase,
    pub standing: Standing,
    pub may: Vec<Act>,
    pub opened: Option<Instant>,
    pub public: Option<PublicKnowledge>,
    pub lead: Option<String>,
    pub lead_is_me: bool,
    pub lead_since: Option<Instant>,
    pub severity: Option<SeverityView>,
    pub embargo_end: Option<Instant>,
    pub release_window: Option<(Instant, Instant)>,
    pub tlp: String,
    pub clocks: Vec<ClockLine>,
    pub people: Vec<PersonLine>,
    pub facts: Vec<FactLine>,
    pub repositories: Vec<RepositoryLine>,
    pub commits: Vec<CommitLine>,
    pub fix_ready: bool,
    pub distributors: Option<DistributorsDecision>,
    pub distributors_by: Option<String>,
    /// What the policy asks, allows and keeps back, and what people said to that.
    pub policy: CasePolicyView,
    pub announcements: Vec<AnnouncementLine>,
    pub reports: Vec<(String, String)>,
    pub assumed: Option<String>,
    pub timeline: Vec<TimelineItem>,
    pub threads: Vec<ThreadChoice>,
    pub rota: RotaView,
    /// Members who could be named to the Fix Team or be handed the lead.
    pub members: Vec<Member>,
    pub team: Vec<MemberId>,
    pub published: Option<Instant>,
    pub advisory_url: Option<String>,
}

#[derive(Clone)]
pub struct SeverityView {
    pub rating: Rating,
    pub tenths: u16,
    pub scored: Vec<Scored>,
    pub by: String,
    pub reason: String,
    pub revision: u32,
    pub final_call: bool,
}

#[derive(Clone)]
pub struct ClockLine {
    pub milestone: Milestone,
    /// Why it came late, once somebody said so.
    pub reason: Option<String>,
    pub owes_reason: bool,
}

#[derive(Clone)]
pub struct PersonLine {
    pub audience: Audience,
    pub name: String,
    pub what: String,
}

#[derive(Clone)]
pub struct FactLine {
    pub kind: FactKind,
    pub label: &'static str,
    pub class: FactClass,
    pub shape: Shape,
    /// As it is typed; empty where nothing is known.
    pub value: String,
}

#[derive(Clone)]
pub struct RepositoryLine {
    pub name: String,
    pub url: String,
    pub by: String,
}

#[derive(Clone)]
pub struct CommitLine {
    pub commit: String,
    pub subject: String,
    pub by: String,
    pub lgtm: Vec<String>,
    pub mine: bool,
}

#[derive(Clone)]
pub struct AnnouncementLine {
    pub id: String,
    pub kind: MessageKind,
    pub state: AnnouncementState,
    pub subject: String,
    pub revision: u32,
    pub sent_at: Option<Instant>,
}

/// One entry of the timeline, oldest first.
#[derive(Clone)]
pub enum TimelineItem {
    Message(Letter),
    Happening(Happening),
}

impl TimelineItem {
    pub fn at(&self) -> Instant {
        match self {
            TimelineItem::Message(letter) => letter.at,
            TimelineItem::Happening(happening) => happening.at,
        }
    }
}

#[derive(Clone)]
pub struct Happening {
    pub at: Instant,
    pub who: String,
    /// Goes on after the name: "named the Fix Team: Jules Tanaka."
    pub what: String,
    pub paragraph: Option<String>,
    pub audiences: Audiences,
}

/// A choice of the composer: a set of audiences and, in words, who will read.
#[derive(Clone)]
pub struct ThreadChoice {
    pub audiences: Audiences,
    pub name: String,
    /// Names of the members who will read.
    pub members: Vec<String>,
    /// The reporter's name and how they get it.
    pub reporter: Option<(String, &'static str)>,
    /// Who will not read it, in words.
    pub not: String,
}

impl ThreadChoice {
    pub fn readers(&self) -> usize {
        self.members.len() + usize::from(self.reporter.is_some())
    }
}

impl Coordinator {
    pub async fn case(&self, viewer: &Viewer, slug: &str, id: &str) -> Result<Seen<CaseView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (me, _) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let id = id.parse().map_err(|_| Error::Absent)?;
        let now = self.now();
        let look = self.store().look(viewer, now);
        // None of these waits for another.
        let (row, entries, events, project, led) = tokio::try_join!(
            async { Ok::<_, Error>(look.row::<Case>(&id).await?) },
            async { Ok(look.entries::<Case>(&id).await?) },
            async { Ok(look.events::<Case>(&id).await?) },
            self.project_state(&listed.id),
            self.led_lately(viewer, &listed),
        )?;
        let row = row.filter(|row| row.get().project == listed.id).ok_or(Error::Absent)?;
        let (entries, project) = (entries.ok_or(Error::Absent)?, project.ok_or(Error::Absent)?);
        let ruling = self.ruling(&row.get().state)?;
        let bindable = self.shelf().bindable(now);
        let rules = Arc::clone(&ruling.rules);
        let turns = rota(&project.roster, &led, now);
        let proposed = proposed(&turns).map(|t| t.member.clone());
        let rota = RotaView { turns, proposed };
        let mut timeline: Vec<TimelineItem> = letters(entries.get(), &row.get().state)
            .into_iter()
            .map(TimelineItem::Message)
            .collect();
        if let Some(events) = &events {
            timeline.extend(
                events
                    .get()
                    .iter()
                    .filter_map(|e| happening(e, &project, &rules))
                    .map(TimelineItem::Happening),
            );
        }
        timeline.sort_by_key(TimelineItem::at);
        let clear = self.clear_mail_allowed(&row.get().state).await?;
        let site = listed.settings.public_url.clone();
        let legal = binding(&project, &row.get().state).map(|binding| {
            let dormant = self.dormant_until(binding.stated.role, now);
            LegalLine::of(binding, &row.get().state, &project, dormant)
        });
        Ok(row.zip(entries).map(|(row, _)| {
            let state = row.state;
            let plan = agenda(&state, &rules, now);
            let owed = owed_reasons(&state, &plan);
            let here = standing(&row.actor, state.lead.as_ref());
            let clocks = plan
                .milestones
                .iter()
                .cloned()
                .map(|milestone| ClockLine {
                    reason: state.reasons.get(&milestone.clock).cloned(),
                    owes_reason: owed.contains(&milestone.clock),
                    milestone,
                })
                .collect();
            let window = match state.facts.get(&FactKind::ReleaseWindow) {
                Some(FactValue::Window { from, to }) => Some((*from, *to)),
                _ => None,
            };
            let end = match state.facts.get(&FactKind::EmbargoEnd) {
                Some(FactValue::At(at)) => Some(*at),
                _ => window.map(|(from, _)| from),
            };
            let cve = state.facts.get(&FactKind::CveId).map(|v| v.text().to_lowercase());
            CaseView {
                id: id.to_string(),
                title: state.title.clone(),
                phase: state.phase,
                standing: here,
                may: Act::ALL.into_iter().filter(|act| may(here, *act)).collect(),
                opened: state.opened,
                public: state.public.clone(),
                lead: state.lead.as_ref().map(|lead| project.name_of(lead)),
                lead_is_me: state.lead.as_ref() == Some(&me),
                lead_since: state.lead_since,
                severity: severity(&state, &project),
                embargo_end: end,
                release_window: window,
                tlp: rules.profile.tlp_default.clone(),
                clocks,
                people: people(&state, &project, now),
                facts: facts(&state),
                repositories: repositories(&state, &project),
                commits: commits(&state, &project, &me),
                fix_ready: state.anchors.contains_key(&ambergate_process::policy::Anchor::FixReady),
                distributors_by: state.distributors.as_ref().map(|d| project.name_of(&d.by)),
                policy: CasePolicyView {
                    legal,
                    ..policy(&state, &ruling, &plan, &bindable, &project, here, now)
                },
                distributors: state.distributors.clone(),
                announcements: announcements(&state),
                reports: state
                    .reports
                    .iter()
                    .map(|r| (r.report.to_string(), r.name.clone()))
                    .collect(),
                assumed: state.origin().and_then(|r| r.assumed.clone()),
                timeline,
                threads: choices(&state, &project, &row.actor.reads(), clear, now),
                rota,
                members: project.roster.values().filter(|m| m.serves(now)).cloned().collect(),
                team: state.team.iter().cloned().collect(),
                published: state.published,
                advisory_url: state
                    .published
                    .and(cve)
                    .map(|slug| format!("{site}/advisories/{slug}/")),
            }
        }))
    }
}

impl Coordinator {
    /// What the reporter of the origin allows now: it may have been recorded after the case was opened.
    async fn clear_mail_allowed(&self, state: &Case) -> Result<ClearMail, Error> {
        let Some(origin) = state.origin() else {
            return Ok(ClearMail::No);
        };
        let viewer = self.system("says how the reporter is reached").await?;
        let row = self
            .store()
            .look(&viewer, self.now())
            .row::<Report>(&origin.report)
            .await?;
        let allowed = row.is_some_and(|row| row.get().state.clear_mail);
        Ok(if allowed { ClearMail::Allowed } else { ClearMail::No })
    }
}

/// The messages; of a report whose arrival is assumed, the one that it came with says so.
fn letters(entries: &[Entry], state: &Case) -> Vec<Letter> {
    let mut said = BTreeSet::new();
    let with_time = |entry: &Entry| {
        let mut letter = letter(entry)?;
        let report = state
            .reports
            .iter()
            .find(|r| entry.owner == (Kind::Report, r.report.to_string()));
        if let Some(report) = report.filter(|_| letter.by_reporter)
            && said.insert(report.report.clone())
        {
            letter.assumed = report.assumed.clone();
        }
        Some(letter)
    };
    entries
        .iter()
        .filter(|e| e.kind == MESSAGE)
        .filter_map(with_time)
        .collect()
}

fn severity(state: &Case, project: &Project) -> Option<SeverityView> {
    let severity = state.severity.as_ref()?;
    Some(SeverityView {
        rating: severity.rating(),
        tenths: severity.highest().map_or(0, |s| s.tenths),
        scored: severity.scored.clone(),
        by: project.name_of(&severity.by),
        reason: severity.reason.clone(),
        revision: severity.revision,
        final_call: severity.final_call,
    })
}

fn people(state: &Case, project: &Project, now: Instant) -> Vec<PersonLine> {
    let mut lines = Vec::new();
    if let Some(lead) = &state.lead {
        lines.push(PersonLine {
            audience: Audience::Pst,
            name: project.name_of(lead),
            what: "Fix Lead, PST".to_owned(),
        });
    }
    let others = project.pst(now).filter(|m| Some(&m.id) != state.lead.as_ref());
    lines.extend(others.map(|m| PersonLine {
        audience: Audience::Pst,
        name: m.name.clone(),
        what: "PST".to_owned(),
    }));
    for member in &state.team {
        let also = project.roster.get(member).is_some_and(|m| m.role == Role::Pst);
        let what = if also { "Fix Team, PST" } else { "Fix Team" };
        lines.push(PersonLine {
            audience: Audience::FixTeam,
            name: project.name_of(member),
            what: what.to_owned(),
        });
    }
    for report in &state.reports {
        let what = if report.has_mail {
            "Reporter, no key yet"
        } else {
            "Reporter, by the status page"
        };
        lines.push(PersonLine {
            audience: Audience::Reporter,
            name: report.name.clone(),
            what: what.to_owned(),
        });
    }
    lines
}

fn facts(state: &Case) -> Vec<FactLine> {
    let all = ambergate_process::brief::all_facts(state);
    let line = |row: &ambergate_process::facts::FactRow| FactLine {
        kind: row.kind,
        label: row.label,
        class: row.class,
        shape: row.shape,
        value: all.get(&row.kind).map(|v| v.typed()).unwrap_or_default(),
    };
    TABLE.iter().map(line).collect()
}

fn repositories(state: &Case, project: &Project) -> Vec<RepositoryLine> {
    let line = |r: &ambergate_process::case::Repository| RepositoryLine {
        name: r.name.clone(),
        url: r.url.clone(),
        by: project.name_of(&r.by),
    };
    state.repositories.iter().map(line).collect()
}

fn commits(state: &Case, project: &Project, me: &MemberId) -> Vec<CommitLine> {
    let line = |c: &ambergate_process::case::FixCommit| CommitLine {
        commit: c.commit.clone(),
        subject: c.subject.clone(),
        by: project.name_of(&c.by),
        lgtm: c.lgtm.iter().map(|m| project.name_of(m)).collect(),
        mine: &c.by == me || c.lgtm.contains(me),
    };
    state.commits.iter().map(line).collect()
}

fn announcements(state: &Case) -> Vec<AnnouncementLine> {
    let line = |a: &ambergate_process::case::Announcement| AnnouncementLine {
        id: a.id.to_string(),
        kind: a.kind,
        state: a.state,
        subject: a.subject.clone(),
        revision: a.revision,
        sent_at: a.sent_at,
    };
    state.announcements.iter().map(line).collect()
}

/// The composer's choices, each with the names of its readers and of those who will not read.
fn choices(state: &Case, project: &Project, reads: &Audiences, clear: ClearMail, now: Instant) -> Vec<ThreadChoice> {
    let choice = |audiences: Audiences| {
        let members = readers(state, project, audiences, now)
            .iter()
            .map(|m| project.name_of(m))
            .collect();
        let origin = state.origin().filter(|_| audiences.has(Audience::Reporter));
        let reporter = origin.map(|r| {
            let how = match (r.has_mail, clear) {
                (true, ClearMail::Allowed) => "by clear mail, as they asked",
                (true, ClearMail::No) => "who gets a notice without content",
                (false, _) => "on the status page",
            };
            (r.name.clone(), how)
        });
        let outside = [
            Audience::FixTeam,
            Audience::Reporter,
            Audience::Upstream,
            Audience::Distributors,
            Audience::Public,
        ];
        let not: Vec<&str> = outside
            .into_iter()
            .filter(|a| !audiences.has(*a))
            .map(not_word)
            .collect();
        let mut not = format!("Not {}.", not.join(", not "));
        if state.reports.len() > 1 && audiences.has(Audience::Reporter) {
            not.push_str(" Reporters of duplicates are written to from their own report.");
        }
        ThreadChoice {
            audiences,
            name: audiences.name(),
            members,
            reporter,
            not,
        }
    };
    threads(state)
        .into_iter()
        .filter(|set| reads.meets(*set))
        .map(choice)
        .collect()
}

fn not_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Pst => "the PST",
        Audience::FixTeam => "the Fix Team",
        Audience::Reporter => "the reporter",
        Audience::Upstream => "upstream",
        Audience::Distributors => "distributors",
        Audience::Authority => "authorities",
        Audience::Public => "the public",
    }
}

/// An event as a sentence of the timeline. Messages stand there themselves.
fn happening(logged: &Logged<CaseEvent>, project: &Project, rules: &Rules) -> Option<Happening> {
    let who = name(project, &logged.who);
    let team = Audiences::TEAM;
    let names = |ids: &[MemberId]| ids.iter().map(|m| project.name_of(m)).collect::<Vec<_>>().join(", ");
    let (what, paragraph, audiences) = match &logged.event {
        CaseEvent::MessagePosted { .. } | CaseEvent::ReporterWrote { .. } => return None,
        CaseEvent::Opened { report, .. } => (
            format!("opened the case from report {}.", report.report),
            None,
            Audiences::PST,
        ),
        CaseEvent::ReportAttached { report } => (
            format!("attached report {} as a duplicate.", report.report),
            None,
            Audiences::PST,
        ),
        CaseEvent::LeadTaken {
            member,
            proposed_by_rota,
        } => {
            let proposed = proposed_by_rota.as_ref();
            let what = match proposed {
                Some(next) if next != member => {
                    format!(
                        "made {} Fix Lead; the rota had proposed {}.",
                        project.name_of(member),
                        project.name_of(next)
                    )
                }
                Some(_) => format!("made {} Fix Lead, as the rota proposed.", project.name_of(member)),
                None => format!("made {} Fix Lead.", project.name_of(member)),
            };
            (what, Some("S13"), team)
        }
        CaseEvent::LeadHandedOver { to, reason, .. } => (
            format!("handed the lead to {}: {reason}", project.name_of(to)),
            Some("S13"),
            team,
        ),
        CaseEvent::TeamChanged { added, removed } => {
            let mut what = Vec::new();
            if !added.is_empty() {
                what.push(format!("named to the Fix Team: {}.", names(added)));
            }
            if !removed.is_empty() {
                what.push(format!("took from the Fix Team: {}.", names(removed)));
            }
            (what.join(" "), Some("S20"), team)
        }
        CaseEvent::RepositoryLinked { name, .. } => {
            (format!("linked the private repository {name}."), Some("S21"), team)
        }
        CaseEvent::CommitRecorded { commit, subject, .. } => (
            format!(
                "recorded commit {} {subject}",
                commit.chars().take(12).collect::<String>()
            ),
            Some("S24"),
            team,
        ),
        CaseEvent::LgtmGiven { commit, .. } => (
            format!("gave an LGTM to {}.", commit.chars().take(12).collect::<String>()),
            Some("S24"),
            team,
        ),
        CaseEvent::FixReady => (
            "declared the fix ready: every commit has an LGTM.".to_owned(),
            Some("S24"),
            team,
        ),
        CaseEvent::SeveritySet { severity } => {
            let scored: Vec<String> = severity
                .scored
                .iter()
                .map(|s| format!("{} ({})", s.vector, ambergate_process::severity::decimal(s.tenths)))
                .collect();
            (
                format!(
                    "set the severity: {}. {} {}",
                    severity.rating().word(),
                    scored.join(", "),
                    severity.reason
                ),
                Some("S22"),
                team,
            )
        }
        CaseEvent::FactsSet { changes } => {
            let labels: Vec<&str> = changes.iter().map(|(kind, _)| kind.label()).collect();
            (format!("changed facts: {}.", labels.join(", ")), None, team)
        }
        CaseEvent::BecamePublic { url, .. } => (
            format!("noted that it is public at {url}. All clocks: as soon as possible."),
            Some("S18"),
            team,
        ),
        CaseEvent::ReasonGiven { clock, reason, .. } => {
            (format!("said why {clock} came late: {reason}"), Some("S17"), team)
        }
        CaseEvent::DistributorsDecided { tell: true, reason, .. } => (
            format!("decided to tell distributors early: {reason}"),
            Some("S30"),
            team,
        ),
        CaseEvent::DistributorsDecided { reason, .. } => (
            format!("decided not to tell distributors early: {reason}"),
            Some("S30"),
            team,
        ),
        CaseEvent::ListNotified { note } => (
            format!("recorded that distributors were told: {note}"),
            Some("S32"),
            team,
        ),
        CaseEvent::CreditChosen { .. } => ("chose how to be credited.".to_owned(), Some("S7"), Audiences::REPORTER),
        CaseEvent::AnnouncementDrafted { what, .. } => {
            (format!("drafted: {}.", what.word().to_lowercase()), None, team)
        }
        CaseEvent::AnnouncementRedrafted { .. } => ("changed the draft of an announcement.".to_owned(), None, team),
        CaseEvent::AnnouncementSent { correction: false, .. } => (
            "announced the forthcoming fix.".to_owned(),
            Some("S28"),
            Audiences::PUBLIC,
        ),
        CaseEvent::AnnouncementSent { .. } => {
            ("corrected the announcement.".to_owned(), Some("S28"), Audiences::PUBLIC)
        }
        CaseEvent::Published { .. } => (
            "opened the gate: release, announcement and advisory are public.".to_owned(),
            Some("S35"),
            Audiences::PUBLIC,
        ),
        CaseEvent::Closed { ending, reason } => (format!("closed the case, {}: {reason}", ending.word()), None, team),
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
        | CaseEvent::BecameAware { .. }
        | CaseEvent::ProfileBound { .. }
        | CaseEvent::ProfileUnbound { .. }
        | CaseEvent::ProfileMoved { .. } => {
            let (what, paragraph) = told(&logged.event, rules)?;
            return Some(Happening {
                at: logged.at,
                who,
                what,
                paragraph,
                audiences: team,
            });
        }
    };
    Some(Happening {
        at: logged.at,
        who,
        what,
        paragraph: paragraph.map(str::to_owned),
        audiences,
    })
}
