//! What the API says: documents made from views. Times are RFC 3339 in UTC, sizes bytes, digests SHA-256 in hexadecimal.
//! Words of a state (`embargoed`, `met_late`) are stable within a version; sentences are for people and may change.

mod announcements;
mod authority;
mod cases;
mod lists;
mod metrics;
mod plan;
mod policy;
mod products;
mod reports;

pub use announcements::{AnnouncementDoc, DocumentDoc, GateDoc, LeakDoc, MailDoc, WithheldDoc};
pub use authority::{AuthorityAnswerDoc, AuthorityDoc, AuthorityFormDoc, SentDoc};
pub use cases::{
    AnnouncementLineDoc, CaseDoc, ClockDoc, CommitDoc, DistributorsDoc, EntryDoc, FactDoc, PersonOnCase, RepositoryDoc,
    ScoredDoc, SeverityDoc, ThreadDoc, WindowDoc,
};
pub use lists::{
    CalendarDoc, CaseLineDoc, CasesDoc, EmbargoDoc, LogDoc, LogLineDoc, MailLineDoc, MeDoc, MyProject, OutgoingDoc,
    PeopleDoc, PersonDoc, RemindersDoc, TodayDoc, TodayLineDoc, TurnDoc,
};
pub use metrics::{ClockNumbersDoc, ExposureDoc, LoadDoc, MeasuredDoc, MetricsDoc, QuarterDoc, SpreadDoc, WishDoc};
pub use plan::{ConflictDoc, DifferenceDoc, HoldDoc, ImaginedDoc, PlanDoc, PlanProfileDoc, PlanStepDoc, PlannedDoc};
pub use policy::{AskDoc, AttackDoc, MovedDoc, PinDoc, PolicyDoc, PolicyGateDoc, RecordedDoc, TargetDoc, UpstreamDoc};
pub use products::{LegalDoc, ProductDoc, ProductsDoc};
pub use reports::{ReportDoc, ReportLineDoc, ReportsDoc, SessionDoc, StatusDoc, StatusLetterDoc};

use ambergate_coordinator::views::{FileLine, Letter};
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::planner::{Milestone, State};
use ambergate_process::report::PublicKnowledge;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A message in a thread.
#[derive(Serialize, JsonSchema)]
pub struct LetterDoc {
    pub id: String,
    pub at: Timestamp,
    /// From what the time was assumed, where it is not recorded.
    pub assumed: Option<String>,
    pub from: String,
    pub by_reporter: bool,
    /// "by mail", "in Ambergate", …
    pub via: String,
    /// Who reads it.
    pub audiences: Vec<String>,
    pub text: String,
    /// What a reader should know before believing it.
    pub warnings: Vec<String>,
    /// It travelled in clear text.
    pub in_clear: bool,
    pub files: Vec<FileDoc>,
}

impl From<&Letter> for LetterDoc {
    fn from(letter: &Letter) -> Self {
        Self {
            id: letter.id.clone(),
            at: letter.at,
            assumed: letter.assumed.clone(),
            from: letter.name.clone(),
            by_reporter: letter.by_reporter,
            via: letter.via.word().to_owned(),
            audiences: audiences(letter.audiences),
            text: letter.text.clone(),
            warnings: letter.warnings.clone(),
            in_clear: letter.in_clear,
            files: letter.files.iter().map(FileDoc::from).collect(),
        }
    }
}

/// A file beside a message; its bytes are at `files/ENTRY/N`.
#[derive(Serialize, JsonSchema)]
pub struct FileDoc {
    pub entry: String,
    pub n: u32,
    pub name: String,
    /// As its sender named it; not to be trusted.
    pub media_type: String,
    pub size: u64,
}

impl From<&FileLine> for FileDoc {
    fn from(file: &FileLine) -> Self {
        let FileLine {
            entry,
            n,
            name,
            media_type,
            size,
        } = file.clone();
        Self {
            entry,
            n,
            name,
            media_type,
            size,
        }
    }
}

/// A clock.
#[derive(Serialize, JsonSchema)]
pub struct MilestoneDoc {
    pub clock: String,
    pub title: String,
    /// `waiting`, `open`, `due_soon`, `overdue`, `met`, `met_late`, `cancelled`, `not_applicable`.
    pub state: String,
    pub from: Option<Timestamp>,
    pub due: Option<Timestamp>,
    /// The target before the matter became public.
    pub first_target: Option<Timestamp>,
    pub reached: Option<Timestamp>,
    pub as_soon_as_possible: bool,
    /// The paragraphs it comes from.
    pub paragraphs: Vec<String>,
    pub note: Option<String>,
}

impl From<&Milestone> for MilestoneDoc {
    fn from(m: &Milestone) -> Self {
        Self {
            clock: m.clock.clone(),
            title: m.title.clone(),
            state: state(m.state).to_owned(),
            from: m.from,
            due: m.due,
            first_target: m.first_target,
            reached: m.reached,
            as_soon_as_possible: m.asap,
            paragraphs: m.refs.clone(),
            note: m.note.clone(),
        }
    }
}

/// Where and since when it is public.
#[derive(Serialize, JsonSchema)]
pub struct PublicDoc {
    pub url: String,
    pub seen: Timestamp,
}

impl From<&PublicKnowledge> for PublicDoc {
    fn from(known: &PublicKnowledge) -> Self {
        Self {
            url: known.url.clone(),
            seen: known.seen,
        }
    }
}

fn audiences(set: Audiences) -> Vec<String> {
    set.iter().map(|audience: Audience| audience.key().to_owned()).collect()
}

fn state(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Open => "open",
        State::DueSoon => "due_soon",
        State::Overdue => "overdue",
        State::Met => "met",
        State::MetLate => "met_late",
        State::Cancelled => "cancelled",
        State::NotApplicable => "not_applicable",
    }
}

/// The stable word of a value that is one of a few.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
