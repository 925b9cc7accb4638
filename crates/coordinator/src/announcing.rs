//! Announcements: drafted from the Brief that their readers will be cleared for, changed by people, linted, and sent as
//! exactly the bytes that were read.

use crate::coordinate::Table;
use crate::errands::{Fanout, case_deed};
use crate::messages::{DRAFT, DraftBody};
use crate::triage::needed;
use crate::{Coordinator, Error};
use ambergate_formats::published::{PublicNotice, Publication};
use ambergate_process::Instant;
use ambergate_process::access::Audiences;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::announce::{self, Draft, lint, phase_of};
use ambergate_process::brief::{Brief, Rehearsal, brief, rehearse};
use ambergate_process::case::inputs::mention;
use ambergate_process::case::{self, Announcement, Case, Command};
use ambergate_process::facts::{FactKind, FactValue};
use ambergate_process::ids::{AnnouncementId, CaseId, PublicationId};
use ambergate_process::policy::MessageKind;
use ambergate_store::{NewEntry, NewPublication, Viewer};
use sha2::{Digest, Sha256};

/// The kind of public record that a forthcoming-fix announcement makes.
pub(crate) const NOTICE: &str = "notice";

impl Coordinator {
    /// Drafts the standing text of an announcement from the case's facts.
    pub async fn draft_announcement(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        kind: MessageKind,
    ) -> Result<AnnouncementId, Error> {
        let table = self.table(viewer, case).await?;
        let draft = self.standing_text(&table, kind);
        let id = AnnouncementId::mint(self.rng());
        let publication = PublicationId::mint(self.rng());
        let digest = digest(&draft.subject, &draft.body);
        let body = DraftBody {
            subject: draft.subject.clone(),
            body: draft.body,
        };
        let entry = NewEntry {
            id: id.to_string(),
            kind: DRAFT,
            audiences: Audiences::TEAM,
            counterpart: None,
            body: serde_json::to_vec(&body).unwrap_or_default(),
            blobs: vec![],
        };
        let command = Command::Draft {
            id: id.clone(),
            kind,
            subject: draft.subject,
            digest,
            publication,
        };
        self.act(viewer, &table, command, vec![entry]).await?;
        Ok(id)
    }

    /// Replaces a draft's words. A sent announcement becomes a correction that waits for approval.
    pub async fn redraft(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        id: &AnnouncementId,
        subject: &str,
        body: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let subject = needed(
            "subject",
            &subject.split_whitespace().collect::<Vec<_>>().join(" "),
            "Write a subject.",
        )?;
        let body = needed("body", &body.replace("\r\n", "\n"), "Write the text.")? + "\n";
        if subject.chars().count() > 200 || body.len() > 60_000 {
            return Err(Error::invalid(
                "body",
                "A subject holds 200 characters, a text 60,000 bytes.",
            ));
        }
        let stored = DraftBody {
            subject: subject.clone(),
            body: body.clone(),
        };
        let bytes = serde_json::to_vec(&stored).unwrap_or_default();
        let command = Command::Redraft {
            id: id.clone(),
            subject: subject.clone(),
            digest: digest(&subject, &body),
        };
        let now = self.now();
        let fan = self.fanout(&table);
        Ok(self
            .store()
            .act::<Case, _, Error>(viewer, case, now, |state, actor| {
                let rules = self.rules_of(state)?;
                let events = case::decide(state, command.clone(), actor, &rules, now)?;
                if events.is_empty() {
                    return Ok(case_deed(state, events, &rules, &fan, ()));
                }
                Ok(case_deed(state, events, &rules, &fan, ()).replace_entry(id.to_string(), bytes.clone()))
            })
            .await?)
    }

    /// Writes the standing text anew from the facts as they are now.
    pub async fn draft_anew(&self, viewer: &Viewer, case: &CaseId, id: &AnnouncementId) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let kind = table.case.get().state.announcement(id).ok_or(Error::Absent)?.kind;
        let draft = self.standing_text(&table, kind);
        self.redraft(viewer, case, id, &draft.subject, &draft.body).await
    }

    /// Sends exactly the text with this digest to the public: site, feed, lists.
    pub async fn approve_announcement(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        id: &AnnouncementId,
        approved: &str,
    ) -> Result<(), Error> {
        let table = self.table(viewer, case).await?;
        let draft = self.draft_text(viewer, case, id).await?;
        if digest(&draft.subject, &draft.body) != approved {
            return Err(case::Refusal::OtherBytes.into());
        }
        let command = Command::ApproveAnnouncement {
            id: id.clone(),
            digest: approved.to_owned(),
        };
        let now = self.now();
        let text = Some((draft.subject.as_str(), draft.body.as_str()));
        let fan = Fanout {
            text,
            ..self.fanout(&table)
        };
        self.store()
            .act::<Case, _, Error>(viewer, case, now, |state, actor| {
                let rules = self.rules_of(state)?;
                let mut events = case::decide(state, command.clone(), actor, &rules, now)?;
                let sent = format!("{}\n{}", draft.subject, draft.body);
                events.extend(actor.member().and_then(|by| mention(state, &sent, by, now)));
                self.reserved_but_public(state, &mut events, (actor, now))?;
                let announcement = state.announcement(id).ok_or(Error::Absent)?.clone();
                refuse_leaks(state, &self.rehearsal(&table, state, announcement.kind), &draft)?;
                let mut after = state.clone();
                for event in &events {
                    after.apply(event, now);
                }
                // What goes out is rendered from the Brief of the case as it is after the act.
                let cleared = brief(&after, self.readers(&table, announcement.kind), &rules);
                let notice = notice(&cleared, &announcement, &draft, now, None)?;
                let rules = self.rules_after(state, &events, now)?;
                let deed = case_deed(state, events, &rules, &fan, ());
                Ok(deed.publication(notice_record(&announcement.publication, &notice)))
            })
            .await?;
        self.inner.wake.notify_one();
        Ok(())
    }

    pub(crate) async fn draft_text(
        &self,
        viewer: &Viewer,
        case: &CaseId,
        id: &AnnouncementId,
    ) -> Result<DraftBody, Error> {
        let entries = self
            .store()
            .look(viewer, self.now())
            .entries::<Case>(case)
            .await?
            .ok_or(Error::Absent)?;
        let entry = entries
            .get()
            .iter()
            .find(|e| e.kind == DRAFT && e.id == id.as_str())
            .ok_or(Error::Absent)?;
        serde_json::from_slice(&entry.body).map_err(|_| Error::Absent)
    }

    pub(crate) fn readers(&self, table: &Table, kind: MessageKind) -> Audiences {
        table
            .rules
            .profile
            .message(kind)
            .map_or(Audiences::PUBLIC, |rule| Audiences::of(&[rule.audience]))
    }

    pub(crate) fn rehearsal(&self, table: &Table, case: &Case, kind: MessageKind) -> Rehearsal {
        rehearse(case, self.readers(table, kind), phase_of(kind), &table.rules)
    }

    fn standing_text(&self, table: &Table, kind: MessageKind) -> Draft {
        let rehearsal = self.rehearsal(table, &table.case.get().state, kind);
        let s = &table.listed.settings;
        announce::draft(kind, rehearsal.preview(), &s.name, &s.contact, &s.public_url)
    }
}

/// SHA-256 over subject and text: what an approval names.
pub fn digest(subject: &str, body: &str) -> String {
    let hash = Sha256::digest(format!("{subject}\n\n{body}").as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn refuse_leaks(case: &Case, rehearsal: &Rehearsal, draft: &DraftBody) -> Result<(), Error> {
    let text = format!("{}\n{}", draft.subject, draft.body);
    let leaks = lint(case, rehearsal.preview(), &text);
    if leaks.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = leaks
        .iter()
        .map(|l| format!("{} (“{}”)", l.fact.label(), l.words))
        .collect();
    Err(case::Refusal::Leaks(named.join(", ")).into())
}

/// The public form of a forthcoming-fix announcement, from cleared facts only.
pub(crate) fn notice(
    brief: &Brief,
    announcement: &Announcement,
    draft: &DraftBody,
    now: Instant,
    closed: Option<(Instant, String)>,
) -> Result<PublicNotice, Error> {
    let Some(FactValue::Window { from, to }) = brief.fact(FactKind::ReleaseWindow) else {
        return Err(case::Refusal::Missing(vec![FactKind::ReleaseWindow]).into());
    };
    let (closed, closed_by) = closed.map_or((None, None), |(at, slug)| (Some(at), Some(slug)));
    Ok(PublicNotice {
        slug: slug(announcement),
        title: draft.subject.clone(),
        text: draft.body.clone(),
        mitigation: brief.fact(FactKind::Mitigation).map(|v| v.text().to_owned()),
        window_start: *from,
        window_end: *to,
        published: announcement.sent_at.unwrap_or(now),
        modified: now,
        revision: announcement.revision,
        closed,
        closed_by,
    })
}

/// The notice's address: chance, not the case's id.
fn slug(announcement: &Announcement) -> String {
    announcement.publication.as_str().chars().take(10).collect()
}

pub(crate) fn notice_record(id: &PublicationId, notice: &PublicNotice) -> NewPublication {
    let body = serde_json::to_vec(&Publication::Announcement(Box::new(notice.clone()))).unwrap_or_default();
    NewPublication {
        id: id.clone(),
        kind: NOTICE,
        slug: notice.slug.clone(),
        body,
    }
}
