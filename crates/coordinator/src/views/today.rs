//! *Today*: what needs me, by deadline, one line each.

use super::RotaView;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::{Case, Phase, agenda, owed_reasons};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::people::{proposed, rota};
use ambergate_process::planner::State;
use ambergate_process::report::{self, Report};
use ambergate_store::{ListQuery, Order, Seen, Viewer};
use jiff::SignedDuration;

#[derive(Clone)]
pub struct TodayView {
    pub lines: Vec<TodayLine>,
    pub rota: RotaView,
    /// Case id and when its embargo ends, soonest first.
    pub embargoes: Vec<(String, Instant)>,
}

#[derive(Clone)]
pub struct TodayLine {
    pub urgency: Urgency,
    pub state: State,
    /// Begins with a verb.
    pub act: String,
    /// What it is about: an id that is shown, and whether it is a report or a case.
    pub subject: Subject,
    pub paragraph: Option<String>,
    pub due: Option<Instant>,
    pub asap: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Report(String),
    Case(String),
}

/// The groups of the page, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    Late,
    Today,
    Week,
    Later,
    Waiting,
}

impl Urgency {
    pub fn heading(self) -> &'static str {
        match self {
            Urgency::Late => "Late",
            Urgency::Today => "Today",
            Urgency::Week => "Next seven days",
            Urgency::Later => "Later",
            Urgency::Waiting => "Waiting for others",
        }
    }
}

/// So many rows are looked at; the rest is on the lists.
const ROWS: u32 = 60;

impl Coordinator {
    pub async fn today(&self, viewer: &Viewer, slug: &str) -> Result<Seen<TodayView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (me, role) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let rules = self.rules(&listed.profile)?;
        let now = self.now();
        let look = self.store().look(viewer, now);
        let query = |phases| ListQuery {
            project: listed.id.clone(),
            phases,
            order: Order::NextDue,
            limit: ROWS,
            after: None,
            lead: None,
        };
        let mut lines = Vec::new();
        let mut embargoes = Vec::new();
        let reports = look.list::<Report>(&query(0..=3)).await?;
        for line in reports.get().iter().filter(|line| line.clear.phase != 2) {
            let Ok(id) = line.id.parse() else { continue };
            let Some(row) = look.row::<Report>(&id).await? else {
                continue;
            };
            report_lines(&row.get().state, &rules, now, &mut lines);
        }
        let cases = look.list::<Case>(&query(0..=2)).await?;
        // What is still owed after publication: records, notices to authorities, the look back.
        let released = look.list::<Case>(&query(3..=3)).await?;
        let owed = released.get().iter().filter(|line| line.next_due.is_some());
        for line in cases.get().iter().chain(owed) {
            let Ok(id) = line.id.parse() else { continue };
            let Some(row) = look.row::<Case>(&id).await? else {
                continue;
            };
            let state = &row.get().state;
            let mine = role == Role::Pst || state.is_on_team(&me);
            if mine {
                case_lines(state, &*self.rules_of(state)?, now, &mut lines);
            }
            if let Some(FactValue::At(end)) = state.facts.get(&FactKind::EmbargoEnd)
                && state.phase.is_embargoed()
            {
                embargoes.push((line.id.clone(), *end));
            }
        }
        lines.sort_by(|a: &TodayLine, b| (a.urgency, a.due, &a.act).cmp(&(b.urgency, b.due, &b.act)));
        embargoes.sort_by_key(|(_, end)| *end);
        let turns = rota(&project.roster, &self.led_lately(viewer, &listed).await?, now);
        let proposed = proposed(&turns).map(|t| t.member.clone());
        let rota = RotaView { turns, proposed };
        Ok(reports
            .zip(cases)
            .zip(released)
            .map(|_| TodayView { lines, rota, embargoes }))
    }
}

fn report_lines(state: &Report, rules: &ambergate_process::policy::Rules, now: Instant, lines: &mut Vec<TodayLine>) {
    let Some(id) = &state.id else { return };
    let subject = Subject::Report(id.to_string());
    if state.standing == report::Standing::Asked {
        let act = format!("{} to answer what was asked", state.from_name);
        lines.push(TodayLine {
            urgency: Urgency::Waiting,
            state: State::Waiting,
            act,
            subject,
            paragraph: None,
            due: None,
            asap: false,
        });
        return;
    }
    let plan = report::agenda(state, rules, now);
    let clock = plan.milestones.iter().find(|m| m.state.is_running());
    let (due, clock_state) = clock.map_or((None, State::Open), |m| (m.due, m.state));
    let act = match (&state.unreadable, clock) {
        (Some(_), _) => "Look at a message that could not be read".to_owned(),
        (None, Some(_)) => format!("Answer {}’s report", state.from_name),
        (None, None) => format!("Decide what becomes of {}’s report", state.from_name),
    };
    lines.push(TodayLine {
        urgency: urgency(due, now),
        state: clock_state,
        act,
        subject,
        paragraph: clock.and_then(|m| m.refs.first().cloned()),
        due,
        asap: clock.is_some_and(|m| m.asap),
    });
}

fn case_lines(state: &Case, rules: &ambergate_process::policy::Rules, now: Instant, lines: &mut Vec<TodayLine>) {
    let Some(id) = &state.id else { return };
    let subject = Subject::Case(id.to_string());
    if state.phase == Phase::Closed {
        return;
    }
    let plan = agenda(state, rules, now);
    let released = state.phase == Phase::Released;
    if state.lead.is_none() && !released {
        lines.push(TodayLine {
            urgency: Urgency::Today,
            state: State::Open,
            act: "Take the lead, or ask the next of the rota".to_owned(),
            subject: subject.clone(),
            paragraph: Some("S13".to_owned()),
            due: None,
            asap: false,
        });
    }
    let owed = owed_reasons(state, &plan);
    for owed in owed.into_iter().filter(|_| !released) {
        let Some(m) = plan.milestone(&owed).filter(|m| m.state == State::MetLate) else {
            continue;
        };
        lines.push(TodayLine {
            urgency: Urgency::Late,
            state: m.state,
            act: format!("Say why it came late: {}", m.title.to_lowercase()),
            subject: subject.clone(),
            paragraph: m.refs.first().cloned(),
            due: m.first_target,
            asap: false,
        });
    }
    for m in plan.milestones.iter().filter(|m| m.state.is_running()) {
        lines.push(TodayLine {
            urgency: urgency(m.due, now),
            state: m.state,
            act: m.act.clone(),
            subject: subject.clone(),
            paragraph: m.refs.first().cloned(),
            due: m.due,
            asap: m.asap,
        });
    }
}

fn urgency(due: Option<Instant>, now: Instant) -> Urgency {
    let Some(due) = due else { return Urgency::Later };
    match due.duration_since(now) {
        left if left < SignedDuration::ZERO => Urgency::Late,
        left if left <= SignedDuration::from_hours(24) => Urgency::Today,
        left if left <= SignedDuration::from_hours(24 * 7) => Urgency::Week,
        _ => Urgency::Later,
    }
}
