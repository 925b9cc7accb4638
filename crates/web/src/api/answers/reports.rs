//! Reports: the inbox, one report, and the reporter's own view of it.

use super::{FileDoc, LetterDoc, MilestoneDoc, PublicDoc};
use ambergate_coordinator::views::{InboxView, Letter, ReportLine, ReportView, StatusView};
use ambergate_process::report::{CreditWish, Standing};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct ReportsDoc {
    pub reports: Vec<ReportLineDoc>,
}

impl From<&InboxView> for ReportsDoc {
    fn from(view: &InboxView) -> Self {
        Self {
            reports: view.reports.iter().map(ReportLineDoc::from).collect(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct ReportLineDoc {
    pub id: String,
    pub title: String,
    pub from: String,
    pub arrived: Option<Timestamp>,
    /// The time of arrival is assumed, not recorded.
    pub assumed: bool,
    pub public_url: Option<String>,
    pub in_clear: bool,
    pub files: u32,
    pub unreadable: bool,
    /// `waiting`, `asked`, `opened`, `attached`, `declined`, `fix_public`.
    pub standing: String,
    pub first_answer: Option<MilestoneDoc>,
}

impl From<&ReportLine> for ReportLineDoc {
    fn from(line: &ReportLine) -> Self {
        Self {
            id: line.id.clone(),
            title: line.title.clone(),
            from: line.from.clone(),
            arrived: line.arrived,
            assumed: line.assumed,
            public_url: line.public.clone(),
            in_clear: line.in_clear,
            files: line.files,
            unreadable: line.unreadable,
            standing: standing(&line.standing).to_owned(),
            first_answer: line.first_answer.as_ref().map(MilestoneDoc::from),
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct ReportDoc {
    pub id: String,
    pub title: String,
    pub from: String,
    pub address: Option<String>,
    pub arrived: Option<Timestamp>,
    /// From what the time of arrival was assumed.
    pub assumed: Option<String>,
    /// "by mail", "by the report form", "by the API".
    pub via: String,
    pub credit: CreditDoc,
    pub public: Option<PublicDoc>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
    /// The reporter agreed to get texts in clear by mail.
    pub clear_mail: bool,
    /// Whether somebody can answer by mail.
    pub has_mail: bool,
    /// Whether the reporter can read answers with a secret.
    pub has_secret: bool,
    pub standing: String,
    /// The case that it was made or attached to.
    pub case: Option<String>,
    pub first_answer: Option<MilestoneDoc>,
    pub messages: Vec<LetterDoc>,
    /// Raw messages; their bytes are at `raw/ID`.
    pub raw: Vec<RawDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct RawDoc {
    pub id: String,
    pub size: u64,
}

/// The reporter's choice (S7).
#[derive(Serialize, JsonSchema)]
pub struct CreditDoc {
    /// `not_said`, `anonymous`, `name`.
    pub choice: String,
    pub name: Option<String>,
}

impl From<&CreditWish> for CreditDoc {
    fn from(wish: &CreditWish) -> Self {
        let (choice, name) = match wish {
            CreditWish::NotSaid => ("not_said", None),
            CreditWish::Anonymous => ("anonymous", None),
            CreditWish::As(name) => ("name", Some(name.clone())),
        };
        Self {
            choice: choice.to_owned(),
            name,
        }
    }
}

impl From<&ReportView> for ReportDoc {
    fn from(view: &ReportView) -> Self {
        let state = &view.state;
        Self {
            id: view.id.clone(),
            title: state.title.clone(),
            from: state.from_name.clone(),
            address: view.address.clone(),
            arrived: state.arrived,
            assumed: state.assumed.clone(),
            via: state.via.word().to_owned(),
            credit: CreditDoc::from(&state.credit),
            public: state.public.as_ref().map(PublicDoc::from),
            unreadable: state.unreadable.clone(),
            clear_mail: state.clear_mail,
            has_mail: view.reach.has_mail(),
            has_secret: view.reach.has_secret(),
            standing: standing(&state.standing).to_owned(),
            case: match &state.standing {
                Standing::Opened(case) | Standing::Attached(case) => Some(case.to_string()),
                _ => None,
            },
            first_answer: view.first_answer.as_ref().map(MilestoneDoc::from),
            messages: view.letters.iter().map(LetterDoc::from).collect(),
            raw: view
                .raw
                .iter()
                .map(|(id, size)| RawDoc {
                    id: id.clone(),
                    size: *size,
                })
                .collect(),
        }
    }
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Asked => "asked",
        Standing::Opened(_) => "opened",
        Standing::Attached(_) => "attached",
        Standing::Declined(_) => "declined",
        Standing::FixPublic(_) => "fix_public",
    }
}

/// The reporter's own view. It never tells whether there is a case.
#[derive(Serialize, JsonSchema)]
pub struct StatusDoc {
    pub report: String,
    pub title: String,
    pub arrived: Option<Timestamp>,
    pub assumed: Option<String>,
    /// In words.
    pub standing: String,
    pub credit: CreditDoc,
    pub messages: Vec<StatusLetterDoc>,
    /// Where the advisory is, once it is public.
    pub advisory: Option<String>,
}

/// A message between the reporter and the team. Who else reads it is not said.
#[derive(Serialize, JsonSchema)]
pub struct StatusLetterDoc {
    pub id: String,
    pub at: Timestamp,
    pub from: String,
    pub by_reporter: bool,
    pub via: String,
    pub text: String,
    pub files: Vec<FileDoc>,
}

impl From<&Letter> for StatusLetterDoc {
    fn from(letter: &Letter) -> Self {
        Self {
            id: letter.id.clone(),
            at: letter.at,
            from: letter.name.clone(),
            by_reporter: letter.by_reporter,
            via: letter.via.word().to_owned(),
            text: letter.text.clone(),
            files: letter.files.iter().map(FileDoc::from).collect(),
        }
    }
}

impl From<&StatusView> for StatusDoc {
    fn from(view: &StatusView) -> Self {
        Self {
            report: view.report.clone(),
            title: view.title.clone(),
            arrived: view.arrived,
            assumed: view.assumed.clone(),
            standing: view.standing.to_owned(),
            credit: CreditDoc::from(&view.credit),
            messages: view.answers.iter().map(StatusLetterDoc::from).collect(),
            advisory: view.public.clone(),
        }
    }
}

/// The reporter's way in: a bearer token.
#[derive(Serialize, JsonSchema)]
pub struct SessionDoc {
    pub token: String,
    /// Seconds.
    pub lasts: i64,
}
