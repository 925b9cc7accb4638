//! The reporter's side: what they may read, and their answers on the status page. A reporter never learns whether a case
//! exists, nor who else reported the same.

use crate::errands::{Fanout, case_deed, report_deed};
use crate::intake::{Credit, wish};
use crate::messages::{MESSAGE, MessageBody, MessageVia, NewFile, message_entry};
use crate::triage::needed;
use crate::views::{FileLine, Letter, StatusView};
use crate::{Coordinator, Error};
use ambergate_process::access::{Audiences, Who};
use ambergate_process::case::{self, Case};
use ambergate_process::ids::{CaseId, MessageId};
use ambergate_process::report::{self, Report, Standing};
use ambergate_store::{Entry, Seen, Viewer};

impl Coordinator {
    /// The status page of the signed-in reporter.
    pub async fn status(&self, viewer: &Viewer) -> Result<Seen<StatusView>, Error> {
        let (_, id) = viewer.outsider().ok_or(Error::Absent)?;
        let look = self.store().look(viewer, self.now());
        let row = look.row::<Report>(&id).await?.ok_or(Error::Absent)?;
        let mut entries = match look.entries::<Report>(&id).await? {
            Some(entries) => entries,
            None => return Err(Error::Absent),
        };
        if let Some(case) = case_of(&row.get().state)
            && let Some(more) = look.entries::<Case>(&case).await?
        {
            entries = entries.zip(more).map(|(a, b)| join(a, b));
        }
        let listed = self.listed(&row.get().project)?;
        let public = self
            .public_address(viewer, &row.get().state, &listed.settings.public_url)
            .await?;
        Ok(row.zip(entries).map(|(row, entries)| {
            let state = row.state;
            StatusView {
                project: listed.settings.name.clone(),
                slug: listed.slug.to_string(),
                contact: listed.settings.contact.clone(),
                report: id.to_string(),
                title: state.title.clone(),
                arrived: state.arrived,
                assumed: state.assumed.clone(),
                standing: standing_word(&state.standing),
                credit: state.credit.clone(),
                answers: entries
                    .iter()
                    .filter(|e| e.kind == MESSAGE)
                    .filter_map(letter)
                    .collect(),
                public,
            }
        }))
    }

    /// The reporter writes again, on the status page.
    pub async fn reporter_writes(&self, viewer: &Viewer, text: &str, files: Vec<NewFile>) -> Result<(), Error> {
        let text = needed("text", text, "Write a message.")?;
        let (me, id) = viewer.outsider().ok_or(Error::Absent)?;
        let now = self.now();
        let row = self
            .store()
            .look(viewer, now)
            .row::<Report>(&id)
            .await?
            .ok_or(Error::Absent)?;
        let listed = self.listed(&row.get().project)?;
        let rules = self.rules(&listed.profile)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let fan = Fanout {
            project: &project,
            id: &listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        let message = MessageId::mint(self.rng());
        let name = row.get().state.from_name.clone();
        let who = Who::Outsider(me.clone());
        let body = MessageBody {
            who,
            name,
            via: MessageVia::Page,
            text,
            warnings: vec![],
            in_clear: false,
        };
        if let Some(case) = case_of(&row.get().state) {
            let audiences = self.thread_answered(viewer, &case, &me).await?;
            let entry = message_entry(&message, audiences, Some(me.clone()), &body, &files, self.rng());
            let command = case::Command::HearFromReporter {
                message: message.clone(),
                reporter: me,
                audiences,
            };
            self.store()
                .act::<Case, _, Error>(viewer, &case, now, |state, actor| {
                    let rules = self.rules_of(state)?;
                    let events = case::decide(state, command.clone(), actor, &rules, now)?;
                    Ok(case_deed(state, events, &rules, &fan, ()).entry(entry.clone()))
                })
                .await?;
        } else {
            let entry = message_entry(&message, Audiences::REPORTER, Some(me), &body, &files, self.rng());
            let command = report::Command::HearFromReporter { message };
            self.store()
                .act::<Report, _, Error>(viewer, &id, now, |state, actor| {
                    let events = report::decide(state, command.clone(), actor)?;
                    Ok(report_deed(state, events, &rules, &fan, ()).entry(entry.clone()))
                })
                .await?;
        }
        self.inner.wake.notify_one();
        Ok(())
    }

    /// The choice of credit (S7), until the advisory is out.
    pub async fn choose_credit(&self, viewer: &Viewer, credit: Credit, name: &str) -> Result<(), Error> {
        let (me, id) = viewer.outsider().ok_or(Error::Absent)?;
        let wish = wish(credit, name)?;
        let now = self.now();
        let row = self
            .store()
            .look(viewer, now)
            .row::<Report>(&id)
            .await?
            .ok_or(Error::Absent)?;
        let listed = self.listed(&row.get().project)?;
        let rules = self.rules(&listed.profile)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let fan = Fanout {
            project: &project,
            id: &listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        self.store()
            .act::<Report, _, Error>(viewer, &id, now, |state, actor| {
                let events = report::decide(state, report::Command::ChooseCredit(wish.clone()), actor)?;
                Ok(report_deed(state, events, &rules, &fan, ()))
            })
            .await?;
        if let Some(case) = case_of(&row.get().state) {
            let command = case::Command::ReporterChoseCredit {
                reporter: me,
                credit: wish,
            };
            self.store()
                .act::<Case, _, Error>(viewer, &case, now, |state, actor| {
                    let rules = self.rules_of(state)?;
                    let events = case::decide(state, command.clone(), actor, &rules, now)?;
                    Ok(case_deed(state, events, &rules, &fan, ()))
                })
                .await?;
        }
        Ok(())
    }

    /// The advisory's public address, once there is one: public knowledge.
    async fn public_address(&self, viewer: &Viewer, report: &Report, site: &str) -> Result<Option<String>, Error> {
        let Some(case) = case_of(report) else { return Ok(None) };
        let row = self.store().look(viewer, self.now()).row::<Case>(&case).await?;
        let Some(row) = row else { return Ok(None) };
        let state = &row.get().state;
        if state.published.is_none() {
            return Ok(None);
        }
        let cve = state
            .facts
            .get(&ambergate_process::facts::FactKind::CveId)
            .map(|v| v.text().to_lowercase());
        Ok(cve.map(|slug| format!("{site}/advisories/{slug}/")))
    }
}

fn case_of(report: &Report) -> Option<CaseId> {
    match &report.standing {
        Standing::Opened(case) | Standing::Attached(case) => Some(case.clone()),
        _ => None,
    }
}

/// Both a case and no case read the same.
fn standing_word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Waiting | Standing::Opened(_) | Standing::Attached(_) => "Received",
        Standing::Asked => "The team asked you for more",
        Standing::Declined(_) => "Answered and closed",
        Standing::FixPublic(_) => "Already fixed in public",
    }
}

fn join(mut a: Vec<Entry>, b: Vec<Entry>) -> Vec<Entry> {
    a.extend(
        b.into_iter()
            .filter(|e| !a.iter().any(|known| known.id == e.id))
            .collect::<Vec<_>>(),
    );
    a.sort_by_key(|e| (e.at, e.seq));
    a
}

/// A stored message as it is shown.
pub(crate) fn letter(entry: &Entry) -> Option<Letter> {
    let body: MessageBody = serde_json::from_slice(&entry.body).ok()?;
    let files = entry.blobs.iter().map(|b| FileLine {
        entry: entry.id.clone(),
        n: b.n,
        name: b.name.clone(),
        media_type: b.media_type.clone(),
        size: b.size,
    });
    Some(Letter {
        id: entry.id.clone(),
        at: entry.at,
        name: body.name,
        by_reporter: matches!(body.who, Who::Outsider(_)),
        via: body.via,
        audiences: entry.audiences,
        text: body.text,
        warnings: body.warnings,
        in_clear: body.in_clear,
        assumed: None,
        files: files.collect(),
    })
}
