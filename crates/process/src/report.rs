//! A report is not a case. It starts the first-answer clock; people make it a case, attach it to one, ask for more, or
//! decline it with one of ISO 30111's exits. Its words and files are sealed entries beside it.

use crate::Instant;
use crate::access::{Actor, Role, Who};
use crate::aggregate::{Aggregate, Clear, Event, Headline, Kind};
use crate::ids::{CaseId, MessageId, OutsiderId, ProjectId, ReportId};
use crate::planner::{Anchors, Circumstances, Plan, plan};
use crate::policy::{Anchor, Rules};
use serde::{Deserialize, Serialize};

/// How a report reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    #[default]
    Mail,
    Form,
    Api,
}

impl Via {
    pub fn word(self) -> &'static str {
        match self {
            Via::Mail => "by mail",
            Via::Form => "by the report form",
            Via::Api => "by the API",
        }
    }
}

/// The reporter's choice of credit (S7).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default, Debug)]
#[serde(rename_all = "snake_case")]
pub enum CreditWish {
    /// Nobody asked yet.
    #[default]
    NotSaid,
    Anonymous,
    /// A name or handle, as it shall be printed.
    As(String),
}

/// The report says that the matter is already public (S9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKnowledge {
    pub url: String,
    pub seen: Instant,
}

/// ISO/IEC 30111, 7.1.4: the ways out that are not a case. A duplicate is attached to its case instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    NotSecurity,
    Obsolete,
    OtherVendor,
    NotReproducible,
    Spam,
}

impl Exit {
    pub const ALL: [Exit; 5] = [
        Exit::NotSecurity,
        Exit::Obsolete,
        Exit::OtherVendor,
        Exit::NotReproducible,
        Exit::Spam,
    ];
    pub fn key(self) -> &'static str {
        match self {
            Exit::NotSecurity => "not_security",
            Exit::Obsolete => "obsolete",
            Exit::OtherVendor => "other_vendor",
            Exit::NotReproducible => "not_reproducible",
            Exit::Spam => "spam",
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Exit::NotSecurity => "not security",
            Exit::Obsolete => "obsolete version",
            Exit::OtherVendor => "another vendor's product",
            Exit::NotReproducible => "not reproducible",
            Exit::Spam => "spam",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        Exit::ALL.into_iter().find(|exit| exit.key() == key)
    }
}

/// Where a report stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Waiting,
    /// More was asked; the reporter is to answer.
    Asked,
    Opened(CaseId),
    Attached(CaseId),
    Declined(Exit),
    /// The fix is public already; nothing to embargo.
    FixPublic(String),
}

/// The row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Report {
    pub id: Option<ReportId>,
    pub project: Option<ProjectId>,
    pub reporter: Option<OutsiderId>,
    pub arrived: Option<Instant>,
    /// The arrival is not known from a record; the text says what it was assumed from.
    pub assumed: Option<String>,
    pub via: Via,
    pub title: String,
    pub from_name: String,
    pub credit: CreditWish,
    pub public: Option<PublicKnowledge>,
    pub unreadable: Option<String>,
    /// The reporter agreed to get texts in clear by mail.
    pub clear_mail: bool,
    pub reach: Reach,
    pub standing: Standing,
    pub first_answer: Option<Instant>,
    pub handled: Option<Instant>,
    pub files: u32,
    pub clear_text_arrival: bool,
}

/// How the reporter can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// No address and no secret: nobody can answer.
    #[default]
    None,
    /// By mail: a notice without content, or the text where clear mail was allowed.
    Mail,
    /// Only the status page, with the secret of the form.
    Secret,
    MailAndSecret,
}

impl Reach {
    pub fn has_mail(self) -> bool {
        matches!(self, Reach::Mail | Reach::MailAndSecret)
    }
    pub fn has_secret(self) -> bool {
        matches!(self, Reach::Secret | Reach::MailAndSecret)
    }
}

/// What somebody wants to do to a report.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one of these lives at a time, and most are an arrival"
)]
pub enum Command {
    /// The program's own: a message was read and is a new report.
    Receive(Arrival),
    NoteAssumedArrival {
        because: String,
    },
    Answer {
        message: MessageId,
    },
    /// The reporter wrote again.
    HearFromReporter {
        message: MessageId,
    },
    AskMore {
        message: MessageId,
    },
    Decline {
        exit: Exit,
        message: Option<MessageId>,
    },
    MarkFixPublic {
        url: String,
    },
    OpenCase {
        case: CaseId,
    },
    AttachTo {
        case: CaseId,
    },
    AllowClearMail {
        reason: String,
    },
    /// From the report form's "already public", or found out later.
    MarkPublic(PublicKnowledge),
    ChooseCredit(CreditWish),
}

/// Everything that is known of a report the moment it is read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub id: ReportId,
    pub project: ProjectId,
    pub reporter: OutsiderId,
    pub via: Via,
    pub title: String,
    pub from_name: String,
    pub credit: CreditWish,
    pub public: Option<PublicKnowledge>,
    /// Why it could not be read; the raw message is kept for download.
    pub unreadable: Option<String>,
    pub reach: Reach,
    pub clear_mail: bool,
    pub files: u32,
    pub message: Option<MessageId>,
    /// Human mail that may be answered by a machine (RFC 3834).
    pub may_acknowledge: bool,
    pub arrived: Instant,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[expect(
    clippy::large_enum_variant,
    reason = "one of these lives at a time, and most are an arrival"
)]
pub enum ReportEvent {
    Received(Arrival),
    ArrivalAssumed { because: String },
    Answered { message: MessageId },
    ReporterWrote { message: MessageId },
    MoreAsked { message: MessageId },
    Declined { exit: Exit, message: Option<MessageId> },
    FixAlreadyPublic { url: String },
    CaseOpened { case: CaseId },
    AttachedToCase { case: CaseId },
    ClearMailAllowed { reason: String },
    PublicKnowledgeNoted { url: String, seen: Instant },
    CreditChosen { credit: CreditWish },
}

impl Event for ReportEvent {
    fn kind(&self) -> &'static str {
        match self {
            ReportEvent::Received(_) => "report.received",
            ReportEvent::ArrivalAssumed { .. } => "report.arrival_assumed",
            ReportEvent::Answered { .. } => "report.answered",
            ReportEvent::ReporterWrote { .. } => "report.reporter_wrote",
            ReportEvent::MoreAsked { .. } => "report.more_asked",
            ReportEvent::Declined { .. } => "report.declined",
            ReportEvent::FixAlreadyPublic { .. } => "report.fix_already_public",
            ReportEvent::CaseOpened { .. } => "report.case_opened",
            ReportEvent::AttachedToCase { .. } => "report.attached",
            ReportEvent::ClearMailAllowed { .. } => "report.clear_mail_allowed",
            ReportEvent::PublicKnowledgeNoted { .. } => "report.public_knowledge_noted",
            ReportEvent::CreditChosen { .. } => "report.credit_chosen",
        }
    }
}

/// Why an act on a report is refused, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Only the PST works on reports (S4). Ask a PST member.")]
    NotPst,
    #[error("This report was handled already: {0}. Open it to see what became of it.")]
    Handled(&'static str),
    #[error("A reason is needed. Say in a sentence why.")]
    NoReason,
    #[error("This report cannot be answered: its sender left no address and no secret. It can still become a case.")]
    NobodyToAnswer,
    #[error("The address of the public text is needed, beginning with https:// or http://.")]
    NoUrl,
}

/// What may happen to a report, and if not, why.
pub fn decide(report: &Report, command: Command, actor: &Actor) -> Result<Vec<ReportEvent>, Refusal> {
    let pst = actor.role == Some(Role::Pst);
    let system = matches!(actor.who, Who::System(_));
    let reporter = matches!(&actor.who, Who::Outsider(id) if Some(id) == report.reporter.as_ref());
    let open = || match &report.standing {
        Standing::Waiting | Standing::Asked => Ok(()),
        Standing::Opened(_) => Err(Refusal::Handled("it became a case")),
        Standing::Attached(_) => Err(Refusal::Handled("it was attached to a case")),
        Standing::Declined(_) => Err(Refusal::Handled("it was declined")),
        Standing::FixPublic(_) => Err(Refusal::Handled("its fix was public")),
    };
    let team = || if pst || system { Ok(()) } else { Err(Refusal::NotPst) };
    let reachable = || {
        if report.reach == Reach::None {
            Err(Refusal::NobodyToAnswer)
        } else {
            Ok(())
        }
    };
    let event = match command {
        Command::Receive(_) if report.id.is_some() => return Err(Refusal::Handled("it was received")),
        Command::Receive(arrival) => ReportEvent::Received(arrival),
        Command::HearFromReporter { message } => {
            if !(reporter || system) {
                return Err(Refusal::NotPst);
            }
            ReportEvent::ReporterWrote { message }
        }
        Command::ChooseCredit(credit) => {
            if !(reporter || pst) {
                return Err(Refusal::NotPst);
            }
            ReportEvent::CreditChosen { credit }
        }
        Command::NoteAssumedArrival { because } => {
            team()?;
            ReportEvent::ArrivalAssumed {
                because: reason(&because)?,
            }
        }
        Command::Answer { message } => {
            team()?;
            reachable()?;
            ReportEvent::Answered { message }
        }
        Command::AskMore { message } => {
            team()?;
            open()?;
            reachable()?;
            ReportEvent::MoreAsked { message }
        }
        Command::Decline { exit, message } => {
            team()?;
            open()?;
            if message.is_some() {
                reachable()?;
            }
            ReportEvent::Declined { exit, message }
        }
        Command::MarkFixPublic { url } => {
            team()?;
            open()?;
            ReportEvent::FixAlreadyPublic {
                url: web_address(&url)?,
            }
        }
        Command::OpenCase { case } => {
            team()?;
            open()?;
            ReportEvent::CaseOpened { case }
        }
        Command::AttachTo { case } => {
            team()?;
            open()?;
            ReportEvent::AttachedToCase { case }
        }
        Command::AllowClearMail { reason: why } => {
            team()?;
            ReportEvent::ClearMailAllowed { reason: reason(&why)? }
        }
        Command::MarkPublic(known) => {
            if !(pst || system || reporter) {
                return Err(Refusal::NotPst);
            }
            ReportEvent::PublicKnowledgeNoted {
                url: web_address(&known.url)?,
                seen: known.seen,
            }
        }
    };
    Ok(vec![event])
}

fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refusal::NoReason)
    } else {
        Ok(text.to_owned())
    }
}

/// An address on the web: no spaces, no control characters.
pub fn web_address(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fine = (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= 2_000
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c));
    if fine { Ok(text.to_owned()) } else { Err(Refusal::NoUrl) }
}

/// What the outside world must be told of an event of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// "Received", and nothing that can be read through it.
    Acknowledge,
    /// The text where clear mail was allowed, else a notice without content.
    WriteToReporter { message: MessageId },
    /// A notice without content to each member of the PST.
    TellPst,
}

/// Total: says for every event what follows from it.
pub fn react(report: &Report, event: &ReportEvent) -> Vec<Errand> {
    let write = |message: &MessageId| {
        if report.reach.has_mail() {
            vec![Errand::WriteToReporter {
                message: message.clone(),
            }]
        } else {
            vec![]
        }
    };
    match event {
        ReportEvent::Received(arrival) => {
            let ack = (arrival.may_acknowledge && arrival.reach.has_mail()).then_some(Errand::Acknowledge);
            ack.into_iter().chain([Errand::TellPst]).collect()
        }
        ReportEvent::Answered { message } | ReportEvent::MoreAsked { message } => write(message),
        ReportEvent::Declined {
            message: Some(message), ..
        } => write(message),
        ReportEvent::ReporterWrote { .. } | ReportEvent::PublicKnowledgeNoted { .. } => vec![Errand::TellPst],
        _ => vec![],
    }
}

/// Which clocks run on a report that is not a case yet.
pub fn agenda(report: &Report, rules: &Rules, now: Instant) -> Plan {
    let ended = report.handled;
    let mut all = plan(
        &anchors(report),
        rules,
        &Circumstances {
            ended,
            ..Circumstances::default()
        },
        now,
    );
    all.milestones.retain(|m| m.clock == "first_answer");
    all
}

/// What a report tells the planner; a case takes these over when it is opened.
pub fn anchors(report: &Report) -> Anchors {
    let mut anchors = Anchors::new();
    let mut set = |anchor, at: Option<Instant>| at.map(|at| anchors.insert(anchor, at));
    set(Anchor::ReportReceived, report.arrived);
    set(Anchor::FirstAnswer, report.first_answer);
    set(Anchor::CasePublic, report.public.as_ref().map(|p| p.seen));
    anchors
}

impl Aggregate for Report {
    const KIND: Kind = Kind::Report;
    type Id = ReportId;
    type Event = ReportEvent;

    fn apply(&mut self, event: &ReportEvent, at: Instant) {
        match event {
            ReportEvent::Received(a) => {
                *self = Report {
                    id: Some(a.id.clone()),
                    project: Some(a.project.clone()),
                    reporter: Some(a.reporter.clone()),
                    arrived: Some(a.arrived),
                    via: a.via,
                    title: a.title.clone(),
                    from_name: a.from_name.clone(),
                    credit: a.credit.clone(),
                    public: a.public.clone(),
                    unreadable: a.unreadable.clone(),
                    clear_mail: a.clear_mail,
                    reach: a.reach,
                    files: a.files,
                    clear_text_arrival: a.via == Via::Mail,
                    ..Report::default()
                }
            }
            ReportEvent::ArrivalAssumed { because } => self.assumed = Some(because.clone()),
            ReportEvent::Answered { .. } => {
                self.first_answer.get_or_insert(at);
            }
            ReportEvent::ReporterWrote { .. } => {
                if self.standing == Standing::Asked {
                    self.standing = Standing::Waiting;
                }
            }
            ReportEvent::MoreAsked { .. } => {
                self.first_answer.get_or_insert(at);
                self.standing = Standing::Asked;
            }
            ReportEvent::Declined { exit, message } => {
                if message.is_some() {
                    self.first_answer.get_or_insert(at);
                }
                self.standing = Standing::Declined(*exit);
                self.handled = Some(at);
            }
            ReportEvent::FixAlreadyPublic { url } => {
                self.standing = Standing::FixPublic(url.clone());
                self.handled = Some(at);
            }
            ReportEvent::CaseOpened { case } => {
                self.standing = Standing::Opened(case.clone());
                self.handled = Some(at);
            }
            ReportEvent::AttachedToCase { case } => {
                self.standing = Standing::Attached(case.clone());
                self.handled = Some(at);
            }
            ReportEvent::ClearMailAllowed { .. } => self.clear_mail = true,
            ReportEvent::PublicKnowledgeNoted { url, seen } => {
                self.public.get_or_insert(PublicKnowledge {
                    url: url.clone(),
                    seen: *seen,
                });
            }
            ReportEvent::CreditChosen { credit } => self.credit = credit.clone(),
        }
    }

    fn clear(&self) -> Clear {
        let case = match &self.standing {
            Standing::Opened(case) | Standing::Attached(case) => Some(case.to_string()),
            _ => None,
        };
        let phase = match self.standing {
            Standing::Waiting if self.unreadable.is_some() => 3,
            Standing::Waiting => 0,
            Standing::Asked => 1,
            _ => 2,
        };
        Clear {
            phase,
            opened: self.arrived,
            closed: self.handled,
            case,
            ..Clear::default()
        }
    }

    fn headline(&self) -> Headline {
        Headline::new(&self.title, &self.from_name)
    }
}
