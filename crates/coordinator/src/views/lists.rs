//! The lists: cases, the log of a case, outgoing mail, people.

use super::RotaView;
use crate::errands::Payload;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::{Role, Who};
use ambergate_process::case::{Case, Phase};
use ambergate_process::people::{Member, proposed, rota};
use ambergate_process::severity::Rating;
use ambergate_store::{ErrandState, ListQuery, Order, Seen, Viewer};

#[derive(Clone)]
pub struct CasesView {
    pub cases: Vec<CaseLine>,
    /// The address of the next page.
    pub next: Option<String>,
    pub tab: CasesTab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CasesTab {
    #[default]
    Open,
    Released,
    Closed,
}

#[derive(Clone)]
pub struct CaseLine {
    pub id: String,
    pub title: String,
    pub phase: Phase,
    pub rating: Rating,
    pub lead: Option<String>,
    pub opened: Option<Instant>,
    pub next_due: Option<Instant>,
}

#[derive(Clone)]
pub struct LogView {
    pub id: String,
    pub title: String,
    pub lines: Vec<LogLine>,
}

#[derive(Clone)]
pub struct LogLine {
    pub seq: i64,
    pub at: Instant,
    pub who: String,
    pub kind: String,
    /// Hexadecimal.
    pub hash: String,
}

#[derive(Clone)]
pub struct OutgoingView {
    /// What is missing before any mail can be sent.
    pub waits_for: Option<&'static str>,
    pub lines: Vec<OutgoingLine>,
}

#[derive(Clone)]
pub struct OutgoingLine {
    pub kind: String,
    pub to: String,
    pub state: ErrandState,
    pub due: Instant,
    pub attempts: u32,
    pub note: String,
}

#[derive(Clone)]
pub struct PeopleView {
    pub people: Vec<PersonView>,
    pub rota: RotaView,
}

#[derive(Clone)]
pub struct PersonView {
    pub member: Member,
    pub address: String,
    pub away_until: Option<Instant>,
}

impl Coordinator {
    pub async fn cases(
        &self,
        viewer: &Viewer,
        slug: &str,
        tab: CasesTab,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Seen<CasesView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let (phases, order) = match tab {
            CasesTab::Open => (0..=2, Order::NextDue),
            CasesTab::Released => (3..=3, Order::Opened),
            CasesTab::Closed => (4..=4, Order::Opened),
        };
        let after = after.and_then(|cursor| cursor.parse().ok());
        let query = ListQuery {
            project: listed.id.clone(),
            phases,
            order,
            limit,
            after,
            lead: None,
        };
        let lines = self.store().look(viewer, self.now()).list::<Case>(&query).await?;
        Ok(lines.map(|lines| {
            let full = lines.len() == usize::try_from(limit).unwrap_or(usize::MAX);
            let next = lines.last().filter(|_| full).map(|line| line.cursor().to_string());
            let line = |line: ambergate_store::Line| CaseLine {
                title: line.headline.title,
                phase: Phase::from_rank(line.clear.phase),
                rating: rating(line.clear.severity_rank),
                lead: line
                    .clear
                    .lead
                    .and_then(|id| id.parse().ok())
                    .map(|id| project.name_of(&id)),
                opened: line.clear.opened,
                next_due: line.next_due,
                id: line.id,
            };
            CasesView {
                cases: lines.into_iter().map(line).collect(),
                next,
                tab,
            }
        }))
    }

    /// Every act of a case with its place in the chain; the PST's.
    pub async fn log(&self, viewer: &Viewer, slug: &str, id: &str) -> Result<Seen<LogView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let id = id.parse().map_err(|_| Error::Absent)?;
        let look = self.store().look(viewer, self.now());
        let row = look
            .row::<Case>(&id)
            .await?
            .filter(|row| row.get().project == listed.id)
            .ok_or(Error::Absent)?;
        let events = look.events::<Case>(&id).await?.ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        Ok(row.zip(events).map(|(row, events)| {
            let line = |e: ambergate_store::Logged<ambergate_process::case::CaseEvent>| LogLine {
                seq: e.seq,
                at: e.at,
                who: name(&project, &e.who),
                kind: e.kind,
                hash: e.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            };
            LogView {
                id: id.to_string(),
                title: row.state.title,
                lines: events.into_iter().map(line).collect(),
            }
        }))
    }

    /// What left and what waits to leave; the PST's.
    pub async fn outgoing(&self, viewer: &Viewer, slug: &str) -> Result<Seen<OutgoingView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        match viewer.member_in(&listed.id) {
            Some((_, Role::Pst)) => {}
            _ => return Err(Error::Absent),
        }
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let rows = self
            .store()
            .look(viewer, self.now())
            .outgoing(Some(&listed.id), 200)
            .await?;
        Ok(rows.map(|rows| {
            let line = |row: ambergate_store::Outgoing| {
                let to = match serde_json::from_slice(&row.payload) {
                    Ok(Payload::NoticeToMember { member, .. } | Payload::Remind { member, .. }) => {
                        project.name_of(&member)
                    }
                    Ok(Payload::Acknowledge { report, .. } | Payload::WriteToReporter { report, .. }) => {
                        format!("the reporter of {report}")
                    }
                    Ok(Payload::Announce { .. }) => row.recipient.clone(),
                    Ok(Payload::RefreshSite { .. }) => "the public site".to_owned(),
                    Ok(Payload::SignInLink { name, .. }) => name,
                    Err(_) => "unknown".to_owned(),
                };
                OutgoingLine {
                    kind: row.kind,
                    to,
                    state: row.state,
                    due: row.due,
                    attempts: row.attempts,
                    note: row.note,
                }
            };
            OutgoingView {
                waits_for: self.inner.mailer.waits_for(),
                lines: rows.into_iter().map(line).collect(),
            }
        }))
    }

    pub async fn people(&self, viewer: &Viewer, slug: &str) -> Result<Seen<PeopleView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let now = self.now();
        let members = self.store().look(viewer, now).members(&listed.id).await?;
        let turns = rota(&project.roster, &self.led_lately(viewer, &listed).await?, now);
        let proposed = proposed(&turns).map(|t| t.member.clone());
        Ok(members.map(|rows| {
            let view = |member: &Member| PersonView {
                address: rows
                    .iter()
                    .find(|r| r.member == member.id)
                    .map(|r| r.address.clone())
                    .unwrap_or_default(),
                away_until: member.away_until(now),
                member: member.clone(),
            };
            PeopleView {
                people: project.roster.values().map(view).collect(),
                rota: RotaView { turns, proposed },
            }
        }))
    }
}

fn rating(rank: i64) -> Rating {
    [
        Rating::None,
        Rating::Low,
        Rating::Medium,
        Rating::High,
        Rating::Critical,
    ]
    .into_iter()
    .find(|r| r.rank() == rank)
    .unwrap_or(Rating::None)
}

pub(crate) fn name(project: &ambergate_process::project::Project, who: &Who) -> String {
    crate::triage::writer(project, who)
}
