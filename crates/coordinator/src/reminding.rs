//! Reminding: the round that finds what is due and queues a mail for each person who is to hear of it, what such a mail
//! says when it leaves, and the calendar that a person subscribes to.
//!
//! Nothing is scheduled. Each round looks at what is due now; what was sent is remembered by keyed digests, written
//! with the errand, so that a restart or a second node sends nothing twice (docs/adr/0011). What must not live here: the
//! rules of who hears what when, which are `ambergate_process::reminders`; a word of a case.

use crate::errands::Payload;
use crate::letters::Copy;
use crate::ports::Envelope;
use crate::projects::Listed;
use crate::reminders::{ByMail, Chosen};
use crate::sign_in::instance_url;
use crate::{Coordinator, Credential, Error};
use ambergate_formats::ical::{self, Calendar, Due, Uid};
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::case::{self, Case};
use ambergate_process::ids::{MemberId, ProjectId};
use ambergate_process::policy::Rules;
use ambergate_process::project::Project;
use ambergate_process::reminders::{About, HORIZON, Key, Letter, Matter, remind, things};
use ambergate_process::report::{self, Report};
use ambergate_store::{ListQuery, Look, Order};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;
use std::sync::PoisonError;

/// How often the round is made at most, by the program's clock.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// So many rows of a kind are looked at; the first to be due come first.
const ROWS: u32 = 10_000;

/// A project, and those of its members who can be reminded now.
struct Table {
    listed: Listed,
    project: Project,
    here: BTreeSet<MemberId>,
    now: Instant,
}

impl Coordinator {
    /// Makes the round, unless it was made within the last minute. Says how many mails were queued.
    pub(crate) async fn remind_now_and_then(&self) -> usize {
        let now = self.now();
        {
            let mut last = self.inner.reminded.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_some_and(|last| now.duration_since(last).abs() < EVERY) {
                return 0;
            }
            *last = Some(now);
        }
        let mut queued = 0;
        for listed in self.projects().iter() {
            match self.remind_in(listed, now).await {
                Ok(n) => queued += n,
                Err(error) => tracing::error!(project = %listed.id, %error, "reminders wait for the next round"),
            }
        }
        queued
    }

    async fn remind_in(&self, listed: &Listed, now: Instant) -> Result<usize, Error> {
        let system = self.store().system("reminds people of what is due");
        let Some(table) = self.table_of(listed, now).await? else {
            return Ok(0);
        };
        let matters = self.matters(&table).await?;
        if matters.is_empty() {
            return Ok(0);
        }
        let chosen = self.chosen_by_all(&system, listed, now).await?;
        let by_mail = |letter: &Letter| chosen.get(&letter.to).is_none_or(|c| c.by_mail == ByMail::On);
        let settings = chosen.iter().map(|(member, c)| (member.clone(), c.settings.clone()));
        let settings: BTreeMap<_, _> = settings.collect();
        // All reminders that stand now, then those of them that are new.
        let standing = remind(&matters, &settings, &BTreeSet::new(), now);
        let standing: Vec<Key> = standing.into_iter().filter(by_mail).flat_map(|l| l.keys).collect();
        let logical: Vec<String> = standing.iter().map(Key::logical).collect();
        let there = self.store().reminded(&system, &logical).await?;
        let sent = standing.into_iter().zip(there).filter(|(_, there)| *there);
        let sent: BTreeSet<Key> = sent.map(|(key, _)| key).collect();
        let mut queued = 0;
        for letter in remind(&matters, &settings, &sent, now).into_iter().filter(by_mail) {
            let logical: Vec<String> = letter.keys.iter().map(Key::logical).collect();
            let recipient = letter.to.to_string();
            let payload = Payload::Remind {
                project: listed.id.clone(),
                member: letter.to,
                keys: letter.keys,
            };
            let errand = payload.errand(&recipient, now);
            let new = self
                .store()
                .enqueue_reminder(&system, &listed.id, &logical, errand, now)
                .await?;
            queued += usize::from(new);
        }
        Ok(queued)
    }

    /// What a queued reminder says now, of what is still due and still this person's; `None` if nothing is.
    pub(crate) async fn reminder(
        &self,
        copy: &Copy,
        (project, member): (&ProjectId, MemberId),
        to: &str,
        keys: BTreeSet<Key>,
    ) -> Result<Option<Envelope>, Error> {
        let listed = self.listed(project)?;
        let now = self.now();
        let system = self.store().system("renders a reminder");
        let Chosen { by_mail, settings } = self.chosen(&system, &member).await?;
        let Some(table) = self.table_of(&listed, now).await? else {
            return Ok(None);
        };
        let mut still = BTreeSet::new();
        let mut matters: BTreeMap<About, Option<Matter>> = BTreeMap::new();
        for key in keys {
            if !matters.contains_key(&key.about) {
                matters.insert(key.about.clone(), self.matter(&table, &key.about).await?);
            }
            let matter = matters.get(&key.about).and_then(Option::as_ref);
            if matter.is_some_and(|matter| matter.owes(&key)) {
                still.insert(key);
            }
        }
        if still.is_empty() || by_mail == ByMail::Off {
            return Ok(None);
        }
        let letter = Letter {
            to: member,
            keys: still,
        };
        let words = letter.words(&settings.zone, &today(&listed), now);
        self.reminder_letter(&listed, copy, to, &words).map(Some)
    }

    /// The calendar behind a secret address; `None` if the address is nobody's, or was revoked, or its member has left.
    pub async fn calendar(&self, token: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(viewer) = self.viewer(Credential::Calendar(token)).await? else {
            return Ok(None);
        };
        let projects = self.projects();
        let mine = projects
            .iter()
            .find_map(|listed| Some((listed, viewer.member_in(&listed.id)?.0)));
        let Some((listed, me)) = mine else { return Ok(None) };
        let now = self.now();
        let Some(mut table) = self.table_of(listed, now).await? else {
            return Ok(None);
        };
        // A calendar shows the days after a leave too.
        table.here.insert(me.clone());
        let look = self.store().look(&viewer, now);
        let mut due: BTreeMap<Instant, u16> = BTreeMap::new();
        for about in self.open_rows(&look, &listed.id).await? {
            let matter = self.matter_seen(&look, &table, &about).await?;
            let mine = matter.filter(|matter| matter.is_for(&me));
            for thing in mine.into_iter().flat_map(|matter| matter.things) {
                let count = due.entry(thing.due).or_default();
                *count = count.saturating_add(1);
            }
        }
        let entry = |(at, n): (Instant, u16)| {
            let parts = [me.as_str().to_owned(), at.to_string()];
            let [who, when] = &parts;
            let uid = self
                .store()
                .opaque_id("calendar entry", &[who.as_bytes(), when.as_bytes()]);
            let things = NonZeroU16::new(n)?;
            let alarm = None;
            Some((Uid(uid), Due { at, things, alarm }))
        };
        let calendar = Calendar {
            name: "Ambergate".to_owned(),
            revised: now,
            url: today(listed),
            entries: due.into_iter().filter_map(entry).collect(),
        };
        Ok(Some(ical::write(&calendar)))
    }

    async fn table_of(&self, listed: &Listed, now: Instant) -> Result<Option<Table>, Error> {
        let Some(project) = self.project_state(&listed.id).await? else {
            return Ok(None);
        };
        let system = self.store().system("finds who can be reminded");
        let people = self.store().members(&system, &listed.id, now).await?;
        let is_here = |member: &MemberId| {
            let member = project.roster.get(member);
            member.is_some_and(|m| m.serves(now) && m.away_until(now).is_none())
        };
        let here = people
            .into_iter()
            .filter(|person| !person.address.is_empty() && is_here(&person.member))
            .map(|person| person.member)
            .collect();
        let listed = listed.clone();
        Ok(Some(Table {
            listed,
            project,
            here,
            now,
        }))
    }

    /// What is due soon enough to remind anybody. A row that cannot be planned is left out, and said in the log.
    async fn matters(&self, table: &Table) -> Result<Vec<Matter>, Error> {
        let viewer = self.system("reminds people of what is due").await?;
        let ahead = table.now.saturating_add(HORIZON).unwrap_or(Instant::MAX);
        let soon = self.store().look(&viewer, ahead);
        let project = Some(&table.listed.id);
        let cases = soon.due::<Case>(project, ROWS).await?;
        let reports = soon.due::<Report>(project, ROWS).await?;
        let cases = cases
            .get()
            .iter()
            .filter_map(|line| line.id.parse().ok())
            .map(About::Case);
        let reports = reports.get().iter().filter_map(|line| line.id.parse().ok());
        let mut matters = Vec::new();
        for about in cases.chain(reports.map(About::Report)) {
            match self.matter(table, &about).await {
                Ok(matter) => matters.extend(matter),
                Err(error) => tracing::error!(?about, %error, "nobody is reminded of this"),
            }
        }
        Ok(matters)
    }

    async fn matter(&self, table: &Table, about: &About) -> Result<Option<Matter>, Error> {
        let viewer = self.system("reminds people of what is due").await?;
        let look = self.store().look(&viewer, table.now);
        self.matter_seen(&look, table, about).await
    }

    /// `None` if nothing of it runs, or it is not there.
    async fn matter_seen(&self, look: &Look<'_>, table: &Table, about: &About) -> Result<Option<Matter>, Error> {
        let matter = match about {
            About::Case(id) => match look.row::<Case>(id).await? {
                Some(row) => table.case(about, &row.get().state, &*self.rules_of(&row.get().state)?),
                None => return Ok(None),
            },
            About::Report(id) => match look.row::<Report>(id).await? {
                Some(row) => table.report(about, &row.get().state, &*self.rules(&table.listed.profile)?),
                None => return Ok(None),
            },
        };
        Ok(Some(matter).filter(|matter| !matter.things.is_empty()))
    }

    /// Everything that is not done yet, as far as it is there for who looks.
    async fn open_rows(&self, look: &Look<'_>, project: &ProjectId) -> Result<Vec<About>, Error> {
        let query = |phases| ListQuery {
            project: project.clone(),
            phases,
            order: Order::NextDue,
            limit: ROWS,
            after: None,
            lead: None,
        };
        let cases = look.list::<Case>(&query(0..=2)).await?;
        let reports = look.list::<Report>(&query(0..=3)).await?;
        let cases = cases
            .get()
            .iter()
            .filter_map(|line| line.id.parse().ok())
            .map(About::Case);
        let open = reports.get().iter().filter(|line| line.next_due.is_some());
        let reports = open.filter_map(|line| line.id.parse().ok()).map(About::Report);
        Ok(cases.chain(reports).collect())
    }
}

impl Table {
    fn case(&self, about: &About, case: &Case, rules: &Rules) -> Matter {
        let sees = |lead: &MemberId| {
            let role = self.project.roster.get(lead).map(|member| member.role);
            role == Some(Role::Pst) || case.team.contains(lead)
        };
        let lead = case.lead.iter().find(|lead| self.here.contains(*lead) && sees(lead));
        Matter {
            about: about.clone(),
            lead: lead.cloned(),
            pst: self.pst(),
            things: things(&case::agenda(case, rules, self.now)),
        }
    }

    fn report(&self, about: &About, report: &Report, rules: &Rules) -> Matter {
        Matter {
            about: about.clone(),
            lead: None,
            pst: self.pst(),
            things: things(&report::agenda(report, rules, self.now)),
        }
    }

    fn pst(&self) -> BTreeSet<MemberId> {
        let pst = self.project.pst(self.now).map(|member| &member.id);
        pst.filter(|id| self.here.contains(*id)).cloned().collect()
    }
}

/// Where a reminder and a calendar lead: a page that asks for sign-in.
fn today(listed: &Listed) -> String {
    format!("{}/p/{}/today", instance_url(&listed.settings.members_url), listed.slug)
}
