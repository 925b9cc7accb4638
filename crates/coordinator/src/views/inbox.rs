//! *Inbox* and *Report*: what arrived, its evidence, and what can be made of it.

use super::Letter;
use crate::messages::MESSAGE;
use crate::reporter::letter;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::Case;
use ambergate_process::planner::Milestone;
use ambergate_process::report::{Reach, Report, Standing, agenda};
use ambergate_store::{ListQuery, Order, Seen, Viewer};

#[derive(Clone)]
pub struct InboxView {
    pub reports: Vec<ReportLine>,
    /// The tab: 0 waiting, 1 asked, 2 handled, 3 could not be read.
    pub tab: i64,
}

#[derive(Clone)]
pub struct ReportLine {
    pub id: String,
    pub title: String,
    pub from: String,
    pub arrived: Option<Instant>,
    pub assumed: bool,
    pub public: Option<String>,
    pub in_clear: bool,
    pub files: u32,
    pub unreadable: bool,
    pub standing: Standing,
    pub first_answer: Option<Milestone>,
}

#[derive(Clone)]
pub struct ReportView {
    pub id: String,
    pub state: Report,
    pub letters: Vec<Letter>,
    pub first_answer: Option<Milestone>,
    /// The reporter's address, where there is one; for the PST's eyes.
    pub address: Option<String>,
    pub reach: Reach,
    /// Raw messages for download: id, bytes.
    pub raw: Vec<(String, u64)>,
    /// Open cases that it could be attached to: id, title.
    pub cases: Vec<(String, String)>,
}

const LINES: u32 = 100;

impl Coordinator {
    pub async fn inbox(&self, viewer: &Viewer, slug: &str, tab: i64) -> Result<Seen<InboxView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        match viewer.member_in(&listed.id) {
            Some((_, Role::Pst)) => {}
            _ => return Err(Error::Absent),
        }
        let rules = self.rules(&listed.profile)?;
        let now = self.now();
        let look = self.store().look(viewer, now);
        let order = if tab == 2 { Order::Opened } else { Order::NextDue };
        let project = listed.id.clone();
        let query = ListQuery {
            project,
            phases: tab..=tab,
            order,
            limit: LINES,
            after: None,
            lead: None,
        };
        let lines = look.list::<Report>(&query).await?;
        let mut reports = Vec::new();
        for line in lines.get() {
            let Ok(id) = line.id.parse() else { continue };
            let Some(row) = look.row::<Report>(&id).await? else {
                continue;
            };
            let state = &row.get().state;
            reports.push(ReportLine {
                id: line.id.clone(),
                title: state.title.clone(),
                from: state.from_name.clone(),
                arrived: state.arrived,
                assumed: state.assumed.is_some(),
                public: state.public.as_ref().map(|p| p.url.clone()),
                in_clear: state.clear_text_arrival,
                files: state.files,
                unreadable: state.unreadable.is_some(),
                standing: state.standing.clone(),
                first_answer: agenda(state, &rules, now).milestones.into_iter().next(),
            });
        }
        Ok(lines.map(|_| InboxView { reports, tab }))
    }

    pub async fn report(&self, viewer: &Viewer, slug: &str, id: &str) -> Result<Seen<ReportView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        // The reporter has the status page; this one is the PST's desk.
        match viewer.member_in(&listed.id) {
            Some((_, Role::Pst)) => {}
            _ => return Err(Error::Absent),
        }
        let id = id.parse().map_err(|_| Error::Absent)?;
        let now = self.now();
        let look = self.store().look(viewer, now);
        let row = look
            .row::<Report>(&id)
            .await?
            .filter(|row| row.get().project == listed.id)
            .ok_or(Error::Absent)?;
        let entries = look.entries::<Report>(&id).await?.ok_or(Error::Absent)?;
        let people = look.outsiders::<Report>(&id).await?.ok_or(Error::Absent)?;
        let raw = look.raw_mails::<Report>(&id).await?.ok_or(Error::Absent)?;
        let project = listed.id.clone();
        let query = ListQuery {
            project,
            phases: 0..=2,
            order: Order::Opened,
            limit: LINES,
            after: None,
            lead: None,
        };
        let cases = look.list::<Case>(&query).await?;
        let rules = self.rules(&listed.profile)?;
        let seen = row.zip(entries).zip(people).zip(raw).zip(cases);
        Ok(seen.map(|((((row, entries), people), raw), cases)| {
            let first_answer = agenda(&row.state, &rules, now).milestones.into_iter().next();
            ReportView {
                id: id.to_string(),
                letters: entries
                    .iter()
                    .filter(|e| e.kind == MESSAGE)
                    .filter_map(letter)
                    .collect(),
                first_answer,
                address: people.into_iter().map(|p| p.address).find(|a| !a.is_empty()),
                reach: row.state.reach,
                raw: raw.into_iter().map(|line| (line.id.to_string(), line.size)).collect(),
                cases: cases.into_iter().map(|line| (line.id, line.headline.title)).collect(),
                state: row.state,
            }
        }))
    }

    /// The bytes of a file beside a message.
    pub async fn file(&self, viewer: &Viewer, entry: &str, n: u32) -> Result<Seen<ambergate_store::Attachment>, Error> {
        self.store()
            .look(viewer, self.now())
            .entry_blob(entry, n)
            .await?
            .ok_or(Error::Absent)
    }

    /// The raw message, exactly as it arrived.
    pub async fn raw_message(&self, viewer: &Viewer, id: &str) -> Result<Seen<Vec<u8>>, Error> {
        let id = id.parse().map_err(|_| Error::Absent)?;
        self.store()
            .look(viewer, self.now())
            .raw_mail(&id)
            .await?
            .ok_or(Error::Absent)
    }
}
