//! The drafts for authorities, as the API shows them.

use super::{LegalDoc, state};
use ambergate_coordinator::views::AuthorityView;
use ambergate_process::authority::{Answer, Form, Sent};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What would be filed under the Cyber Resilience Act. Nothing is sent.
#[derive(Serialize, JsonSchema)]
pub struct AuthorityDoc {
    pub case: String,
    /// `exploited`, `severe_incident`.
    pub about: String,
    pub aware_since: Option<Timestamp>,
    pub aware: Option<String>,
    pub legal: Option<LegalDoc>,
    pub forms: Vec<AuthorityFormDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct AuthorityFormDoc {
    /// `early_warning`, `notification`, `final_report`.
    pub form: String,
    pub title: String,
    pub article: String,
    pub term: String,
    /// Absent: no rules of the act bind the case.
    pub state: Option<String>,
    pub due: Option<Timestamp>,
    /// That it was filed, as somebody recorded it.
    pub sent: Option<SentDoc>,
    pub answers: Vec<AuthorityAnswerDoc>,
    /// The whole form as plain text.
    pub text: String,
}

#[derive(Serialize, JsonSchema)]
pub struct SentDoc {
    pub at: Timestamp,
    pub note: String,
    pub by: String,
}

#[derive(Serialize, JsonSchema)]
pub struct AuthorityAnswerDoc {
    pub asks: String,
    pub article: String,
    pub known: Option<String>,
    /// What a person has to fill in.
    pub blank: Option<String>,
    /// The case knows more, which its rules do not clear for authorities.
    pub withheld: bool,
}

impl From<&AuthorityView> for AuthorityDoc {
    fn from(view: &AuthorityView) -> Self {
        let filing = &view.filing;
        let forms = filing.forms.iter().zip(&view.texts);
        Self {
            case: view.id.clone(),
            about: filing.about.key().to_owned(),
            aware_since: filing.aware.as_ref().map(|(_, at)| *at),
            aware: filing.aware.as_ref().map(|(who, _)| who.clone()),
            legal: view.legal.as_ref().map(LegalDoc::from),
            forms: forms.map(|(form, text)| AuthorityFormDoc::of(form, text)).collect(),
        }
    }
}

impl AuthorityFormDoc {
    fn of(form: &Form, text: &str) -> Self {
        Self {
            form: form.stage.key().to_owned(),
            title: form.stage.title(form.about).to_owned(),
            article: form.stage.article(form.about).to_owned(),
            term: form.stage.term(form.about).to_owned(),
            state: form.milestone.as_ref().map(|m| state(m.state).to_owned()),
            due: form.due(),
            sent: form.sent.as_ref().map(SentDoc::from),
            answers: form.answers.iter().map(AuthorityAnswerDoc::from).collect(),
            text: text.to_owned(),
        }
    }
}

impl From<&Sent> for SentDoc {
    fn from(sent: &Sent) -> Self {
        Self {
            at: sent.at,
            note: sent.note.clone(),
            by: sent.by.clone(),
        }
    }
}

impl From<&Answer> for AuthorityAnswerDoc {
    fn from(answer: &Answer) -> Self {
        Self {
            asks: answer.asks.to_owned(),
            article: answer.article.to_owned(),
            known: answer.known.clone(),
            blank: answer.blank.map(str::to_owned),
            withheld: answer.withheld,
        }
    }
}
