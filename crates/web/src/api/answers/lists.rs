//! Lists: what needs me, cases, the log, outgoing mail, people.

use super::{state, word};
use ambergate_coordinator::reminders::RemindersView;
use ambergate_coordinator::views::{
    CaseLine, CasesView, LogView, OutgoingView, PeopleView, RotaView, Subject, TodayLine, TodayView, Urgency,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Whose token this is.
#[derive(Serialize, JsonSchema)]
pub struct MeDoc {
    pub projects: Vec<MyProject>,
}

#[derive(Serialize, JsonSchema)]
pub struct MyProject {
    pub slug: String,
    pub name: String,
    /// The member's id in this project.
    pub member: String,
    /// `pst`, `maintainer`.
    pub role: String,
}

#[derive(Serialize, JsonSchema)]
pub struct TodayDoc {
    /// Late first.
    pub lines: Vec<TodayLineDoc>,
    pub rota: Vec<TurnDoc>,
    pub embargoes: Vec<EmbargoDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct TodayLineDoc {
    /// `late`, `today`, `week`, `later`, `waiting`.
    pub urgency: String,
    pub state: String,
    /// Begins with a verb.
    pub act: String,
    pub report: Option<String>,
    pub case: Option<String>,
    pub paragraph: Option<String>,
    pub due: Option<Timestamp>,
    pub as_soon_as_possible: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct EmbargoDoc {
    pub case: String,
    pub ends: Timestamp,
}

/// Whose turn it is to lead (S14); the first who is there is proposed.
#[derive(Serialize, JsonSchema)]
pub struct TurnDoc {
    pub member: String,
    pub name: String,
    /// Cases led in the last twelve months.
    pub led: u32,
    pub away_until: Option<Timestamp>,
    pub proposed: bool,
}

impl From<&TodayView> for TodayDoc {
    fn from(view: &TodayView) -> Self {
        let embargo = |(case, ends): &(String, Timestamp)| EmbargoDoc {
            case: case.clone(),
            ends: *ends,
        };
        Self {
            lines: view.lines.iter().map(TodayLineDoc::from).collect(),
            rota: turns(&view.rota),
            embargoes: view.embargoes.iter().map(embargo).collect(),
        }
    }
}

impl From<&TodayLine> for TodayLineDoc {
    fn from(line: &TodayLine) -> Self {
        let (report, case) = match &line.subject {
            Subject::Report(id) => (Some(id.clone()), None),
            Subject::Case(id) => (None, Some(id.clone())),
        };
        let urgency = match line.urgency {
            Urgency::Late => "late",
            Urgency::Today => "today",
            Urgency::Week => "week",
            Urgency::Later => "later",
            Urgency::Waiting => "waiting",
        };
        Self {
            urgency: urgency.to_owned(),
            state: state(line.state).to_owned(),
            act: line.act.clone(),
            report,
            case,
            paragraph: line.paragraph.clone(),
            due: line.due,
            as_soon_as_possible: line.asap,
        }
    }
}

pub(super) fn turns(rota: &RotaView) -> Vec<TurnDoc> {
    let turn = |turn: &ambergate_process::people::Turn| TurnDoc {
        member: turn.member.to_string(),
        name: turn.name.clone(),
        led: turn.led.times,
        away_until: turn.away_until,
        proposed: rota.proposed.as_ref() == Some(&turn.member),
    };
    rota.turns.iter().map(turn).collect()
}

#[derive(Serialize, JsonSchema)]
pub struct CasesDoc {
    pub cases: Vec<CaseLineDoc>,
    /// Give it as `after` to get the next page; absent on the last one.
    pub next: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct CaseLineDoc {
    pub id: String,
    pub title: String,
    /// `received`, `embargoed`, `announced`, `released`, `closed`.
    pub phase: String,
    /// `none`, `low`, `medium`, `high`, `critical`.
    pub rating: String,
    pub lead: Option<String>,
    pub opened: Option<Timestamp>,
    pub next_due: Option<Timestamp>,
}

impl From<&CasesView> for CasesDoc {
    fn from(view: &CasesView) -> Self {
        Self {
            cases: view.cases.iter().map(CaseLineDoc::from).collect(),
            next: view.next.clone(),
        }
    }
}

impl From<&CaseLine> for CaseLineDoc {
    fn from(line: &CaseLine) -> Self {
        Self {
            id: line.id.clone(),
            title: line.title.clone(),
            phase: line.phase.key().to_owned(),
            rating: word(&line.rating),
            lead: line.lead.clone(),
            opened: line.opened,
            next_due: line.next_due,
        }
    }
}

/// The chained log of a case, oldest first.
#[derive(Serialize, JsonSchema)]
pub struct LogDoc {
    pub id: String,
    pub lines: Vec<LogLineDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct LogLineDoc {
    pub seq: i64,
    pub at: Timestamp,
    pub who: String,
    pub kind: String,
    pub hash: String,
}

impl From<&LogView> for LogDoc {
    fn from(view: &LogView) -> Self {
        let line = |line: &ambergate_coordinator::views::LogLine| LogLineDoc {
            seq: line.seq,
            at: line.at,
            who: line.who.clone(),
            kind: line.kind.clone(),
            hash: line.hash.clone(),
        };
        Self {
            id: view.id.clone(),
            lines: view.lines.iter().map(line).collect(),
        }
    }
}

/// What left and what waits to leave, newest first.
#[derive(Serialize, JsonSchema)]
pub struct OutgoingDoc {
    pub lines: Vec<MailLineDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct MailLineDoc {
    pub kind: String,
    pub to: String,
    /// `queued`, `leased`, `done`, `failed`.
    pub state: String,
    pub due: Timestamp,
    pub attempts: u32,
    pub note: String,
}

impl From<&OutgoingView> for OutgoingDoc {
    fn from(view: &OutgoingView) -> Self {
        let line = |line: &ambergate_coordinator::views::OutgoingLine| MailLineDoc {
            kind: line.kind.clone(),
            to: line.to.clone(),
            state: format!("{:?}", line.state).to_lowercase(),
            due: line.due,
            attempts: line.attempts,
            note: line.note.clone(),
        };
        Self {
            lines: view.lines.iter().map(line).collect(),
        }
    }
}

/// How you are reminded. Times of day are those of your time zone.
#[derive(Serialize, JsonSchema)]
pub struct RemindersDoc {
    /// `on`, `off`.
    pub by_mail: String,
    pub zone: String,
    pub quiet_from: Option<String>,
    pub quiet_until: Option<String>,
    pub digest: Option<String>,
    /// Since when your calendar has its address; the address itself is not kept.
    pub calendar_since: Option<Timestamp>,
}

/// The address of your calendar, this once.
#[derive(Serialize, JsonSchema)]
pub struct CalendarDoc {
    pub address: String,
}

impl From<&RemindersView> for RemindersDoc {
    fn from(view: &RemindersView) -> Self {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let choices = &view.choices;
        Self {
            by_mail: choices.by_mail.key().to_owned(),
            zone: choices.zone.clone(),
            quiet_from: filled(&choices.quiet_from),
            quiet_until: filled(&choices.quiet_until),
            digest: filled(&choices.digest),
            calendar_since: view.calendar,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct PeopleDoc {
    pub people: Vec<PersonDoc>,
    pub rota: Vec<TurnDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct PersonDoc {
    pub member: String,
    pub name: String,
    pub handle: Option<String>,
    pub role: String,
    pub address: String,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub away_until: Option<Timestamp>,
}

impl From<&PeopleView> for PeopleDoc {
    fn from(view: &PeopleView) -> Self {
        let person = |person: &ambergate_coordinator::views::PersonView| PersonDoc {
            member: person.member.id.to_string(),
            name: person.member.name.clone(),
            handle: person.member.handle.clone(),
            role: person.member.role.key().to_owned(),
            address: person.address.clone(),
            since: person.member.since,
            until: person.member.until,
            away_until: person.away_until,
        };
        Self {
            people: view.people.iter().map(person).collect(),
            rota: turns(&view.rota),
        }
    }
}
