//! From what the pure core says must be told, to outbox rows: one per recipient. A payload names what to render, never
//! holds words, save the exact bytes of an approved announcement.

use ambergate_process::Instant;
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::aggregate::Aggregate;
use ambergate_process::case::{self, Case, CaseEvent};
use ambergate_process::ids::{MemberId, MessageId, OutsiderId, ProjectId};
use ambergate_process::policy::Rules;
use ambergate_process::project::{Project, ProjectEvent};
use ambergate_process::reminders::Key;
use ambergate_process::report::{self, Report, ReportEvent};
use ambergate_store::{Deed, NewErrand};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The body of an outbox row.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "errand")]
pub enum Payload {
    /// Something waits; no word of what.
    NoticeToMember {
        project: ProjectId,
        member: MemberId,
    },
    /// The token of the opaque reply address is registered in the same transaction.
    Acknowledge {
        project: ProjectId,
        report: String,
        reporter: OutsiderId,
        reply_token: String,
    },
    WriteToReporter {
        project: ProjectId,
        report: String,
        case: Option<String>,
        message: MessageId,
        reporter: OutsiderId,
        reply_token: String,
    },
    /// Exactly the approved subject and text.
    Announce {
        project: ProjectId,
        subject: String,
        body: String,
    },
    RefreshSite {
        project: ProjectId,
    },
    /// What is due, by the keys of its reminders; the mail counts those that still are.
    Remind {
        project: ProjectId,
        member: MemberId,
        keys: BTreeSet<Key>,
    },
    SignInLink {
        address: String,
        name: String,
        link: String,
    },
}

impl Payload {
    pub fn kind(&self) -> &'static str {
        match self {
            Payload::NoticeToMember { .. } => "notice",
            Payload::Acknowledge { .. } => "acknowledgement",
            Payload::WriteToReporter { .. } => "to_reporter",
            Payload::Announce { .. } => "announcement",
            Payload::RefreshSite { .. } => "site",
            Payload::Remind { .. } => "reminder",
            Payload::SignInLink { .. } => "sign_in",
        }
    }

    pub fn errand(&self, recipient: &str, due: Instant) -> NewErrand {
        let payload = serde_json::to_vec(self).unwrap_or_default();
        NewErrand {
            kind: self.kind(),
            recipient: recipient.to_owned(),
            due,
            payload,
        }
    }
}

/// What fan-out needs to know beside the case.
pub(crate) struct Fanout<'a> {
    pub project: &'a Project,
    pub id: &'a ProjectId,
    /// The approved subject and text, where this act sends an announcement.
    pub text: Option<(&'a str, &'a str)>,
    /// Minted for this act: where the reporter's answer goes.
    pub reply_token: String,
    pub now: Instant,
}

/// The deed of these events on a case: folded, planned, with every errand that follows.
pub(crate) fn case_deed<T>(
    before: &Case,
    events: Vec<CaseEvent>,
    rules: &Rules,
    fan: &Fanout<'_>,
    result: T,
) -> Deed<Case, T> {
    if events.is_empty() {
        return Deed::nothing(result);
    }
    let mut after = before.clone();
    let mut errands = Errands::new(fan.now);
    for event in &events {
        after.apply(event, fan.now);
        for errand in case::react(&after, event) {
            case_errand(&after, &errand, fan, &mut errands);
        }
    }
    let next_due = case::agenda(&after, rules, fan.now).next_due();
    let mut deed = Deed::new(events, next_due, result).errands(errands.rows);
    if let Some(reporter) = errands.written_to {
        deed = deed.reply_token(fan.reply_token.clone(), reporter);
    }
    deed
}

fn case_errand(case: &Case, errand: &case::Errand, fan: &Fanout<'_>, errands: &mut Errands) {
    let project = fan.id.clone();
    match errand {
        case::Errand::TellMembers { audiences, save } => {
            for member in readers(case, fan.project, *audiences, fan.now)
                .into_iter()
                .filter(|m| Some(m) != save.as_ref())
            {
                errands.notice(&project, member);
            }
        }
        case::Errand::TellMember { member } => errands.notice(&project, member.clone()),
        case::Errand::WriteToReporter { message, reporter } => {
            let linked = case.reports.iter().find(|r| &r.reporter == reporter);
            let Some(linked) = linked else { return };
            let payload = Payload::WriteToReporter {
                project,
                report: linked.report.to_string(),
                case: case.id.as_ref().map(ToString::to_string),
                message: message.clone(),
                reporter: reporter.clone(),
                reply_token: fan.reply_token.clone(),
            };
            errands.written_to = Some(reporter.clone());
            errands.add(&payload, &format!("{reporter}/{message}"));
        }
        case::Errand::Announce { .. } => {
            if let Some((subject, body)) = fan.text {
                for list in &fan.project.settings.announce_to {
                    let (subject, body) = (subject.to_owned(), body.to_owned());
                    errands.add(
                        &Payload::Announce {
                            project: project.clone(),
                            subject,
                            body,
                        },
                        list,
                    );
                }
            }
        }
        case::Errand::RefreshSite => errands.add(&Payload::RefreshSite { project }, "site"),
    }
}

/// The members who read what is addressed to these audiences.
pub(crate) fn readers(case: &Case, project: &Project, audiences: Audiences, now: Instant) -> BTreeSet<MemberId> {
    let mut members = BTreeSet::new();
    if audiences.has(Audience::Pst) {
        members.extend(project.pst(now).map(|m| m.id.clone()));
    }
    if audiences.has(Audience::FixTeam) {
        members.extend(
            case.team
                .iter()
                .filter(|id| project.roster.get(*id).is_some_and(|m| m.serves(now)))
                .cloned(),
        );
    }
    members
}

/// The deed of these events on a report.
pub(crate) fn report_deed<T>(
    before: &Report,
    events: Vec<ReportEvent>,
    rules: &Rules,
    fan: &Fanout<'_>,
    result: T,
) -> Deed<Report, T> {
    if events.is_empty() {
        return Deed::nothing(result);
    }
    let mut after = before.clone();
    let mut errands = Errands::new(fan.now);
    for event in &events {
        after.apply(event, fan.now);
        for errand in report::react(&after, event) {
            report_errand(&after, &errand, fan, &mut errands);
        }
    }
    let next_due = report::agenda(&after, rules, fan.now).next_due();
    let mut deed = Deed::new(events, next_due, result).errands(errands.rows);
    if let Some(reporter) = errands.written_to {
        deed = deed.reply_token(fan.reply_token.clone(), reporter);
    }
    deed
}

fn report_errand(report: &Report, errand: &report::Errand, fan: &Fanout<'_>, errands: &mut Errands) {
    let project = fan.id.clone();
    let (Some(id), Some(reporter)) = (&report.id, &report.reporter) else {
        return;
    };
    match errand {
        report::Errand::Acknowledge => {
            let payload = Payload::Acknowledge {
                project,
                report: id.to_string(),
                reporter: reporter.clone(),
                reply_token: fan.reply_token.clone(),
            };
            errands.written_to = Some(reporter.clone());
            errands.add(&payload, reporter.as_str());
        }
        report::Errand::WriteToReporter { message } => {
            let payload = Payload::WriteToReporter {
                project,
                report: id.to_string(),
                case: None,
                message: message.clone(),
                reporter: reporter.clone(),
                reply_token: fan.reply_token.clone(),
            };
            errands.written_to = Some(reporter.clone());
            errands.add(&payload, &format!("{reporter}/{message}"));
        }
        report::Errand::TellPst => {
            for member in fan.project.pst(fan.now) {
                errands.notice(&project, member.id.clone());
            }
        }
    }
}

/// The deed of these events on a project: nothing leaves the system.
pub(crate) fn project_deed<T>(events: Vec<ProjectEvent>, result: T) -> Deed<Project, T> {
    if events.is_empty() {
        Deed::nothing(result)
    } else {
        Deed::new(events, None, result)
    }
}

/// Rows for the outbox, each recipient and kind once per act.
struct Errands {
    rows: Vec<NewErrand>,
    seen: BTreeSet<(&'static str, String)>,
    /// Whose reply address must be registered with the act.
    written_to: Option<OutsiderId>,
    now: Instant,
}

impl Errands {
    fn new(now: Instant) -> Self {
        Self {
            rows: Vec::new(),
            seen: BTreeSet::new(),
            written_to: None,
            now,
        }
    }
    fn add(&mut self, payload: &Payload, recipient: &str) {
        if self.seen.insert((payload.kind(), recipient.to_owned())) {
            self.rows.push(payload.errand(recipient, self.now));
        }
    }
    fn notice(&mut self, project: &ProjectId, member: MemberId) {
        let recipient = member.to_string();
        self.add(
            &Payload::NoticeToMember {
                project: project.clone(),
                member,
            },
            &recipient,
        );
    }
}
