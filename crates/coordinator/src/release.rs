//! Release day, as one act: the release is recorded, the final announcement goes out, the advisory and its records become
//! public. What is approved is what goes out, to the byte.

use crate::announcing::{NOTICE, digest, notice, notice_record, refuse_leaks};
use crate::coordinate::Table;
use crate::errands::{Fanout, case_deed};
use crate::messages::DraftBody;
use crate::publication::{ADVISORY, Document, advisory, documents, documents_digest, publisher};
use crate::{Coordinator, Error};
use ambergate_formats::advisory::Advisory;
use ambergate_formats::published::Publication;
use ambergate_process::Instant;
use ambergate_process::access::Audiences;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::brief::{brief, rehearse};
use ambergate_process::case::{self, Case, Command, Phase};
use ambergate_process::ids::{AnnouncementId, CaseId};
use ambergate_process::policy::MessageKind;
use ambergate_store::{NewPublication, Viewer};
use jiff::{RoundMode, TimestampRound, Unit};

/// What a person reads before the gate opens.
#[derive(Clone)]
pub struct Prepared {
    /// The instant that stands in the documents; publishing more than a day later needs new ones.
    pub at: Instant,
    pub advisory: Advisory,
    pub documents: Vec<Document>,
    pub documents_digest: String,
    pub announcement_digest: String,
}

/// What was read and is now published.
#[derive(Clone)]
pub struct Gate {
    pub announcement: AnnouncementId,
    pub announcement_digest: String,
    pub documents_digest: String,
    pub prepared_at: Instant,
}

impl Coordinator {
    /// Prepares the documents of the publication as they would be now. Only those who work on the case see them.
    pub async fn prepare(&self, viewer: &Viewer, case: &CaseId, id: &AnnouncementId) -> Result<Prepared, Error> {
        let table = self.table(viewer, case).await?;
        let draft = self.draft_text(viewer, case, id).await?;
        self.prepared(&table, &draft, second(self.now()))
    }

    pub(crate) fn prepared(&self, table: &Table, draft: &DraftBody, at: Instant) -> Result<Prepared, Error> {
        let state = &table.case.get().state;
        let rehearsal = rehearse(state, Audiences::PUBLIC, Phase::Released, &table.rules);
        let advisory = advisory(rehearsal.preview(), state, &table.listed, at)?;
        let documents = documents(&advisory, &publisher(&table.listed))?;
        let documents_digest = documents_digest(&documents);
        let announcement_digest = digest(&draft.subject, &draft.body);
        Ok(Prepared {
            at,
            advisory,
            documents,
            documents_digest,
            announcement_digest,
        })
    }

    /// **Opens the gate.** Done by the Fix Lead; refused if any byte differs from what was prepared and read.
    pub async fn publish(&self, viewer: &Viewer, case: &CaseId, gate: Gate) -> Result<String, Error> {
        let table = self.table(viewer, case).await?;
        let draft = self.draft_text(viewer, case, &gate.announcement).await?;
        if digest(&draft.subject, &draft.body) != gate.announcement_digest {
            return Err(case::Refusal::OtherBytes.into());
        }
        let forthcoming = match table.case.get().state.current(MessageKind::ForthcomingFix) {
            Some(sent) if sent.sent_digest.is_some() => self.sent_text(&table, sent.publication.as_str()).await?,
            _ => None,
        };
        let now = self.now();
        let command = Command::Publish {
            id: gate.announcement.clone(),
            digest: gate.announcement_digest.clone(),
            documents_digest: gate.documents_digest.clone(),
            prepared_at: gate.prepared_at,
        };
        let fan = Fanout {
            text: Some((&draft.subject, &draft.body)),
            ..self.fanout(&table)
        };
        let slug = self
            .store()
            .act::<Case, _, Error>(viewer, case, now, |state, actor| {
                let rules = self.rules_of(state)?;
                let mut events = case::decide(state, command.clone(), actor, &rules, now)?;
                self.reserved_but_public(state, &mut events, (actor, now))?;
                let rehearsal = self.rehearsal(&table, state, MessageKind::FinalAnnouncement);
                refuse_leaks(state, &rehearsal, &draft)?;
                let mut after = state.clone();
                for event in &events {
                    after.apply(event, now);
                }
                // From here on the facts are public: this Brief is of the released case.
                let cleared = brief(&after, Audiences::PUBLIC, &rules);
                let advisory = advisory(&cleared, state, &table.listed, gate.prepared_at)?;
                let documents = documents(&advisory, &publisher(&table.listed))?;
                if documents_digest(&documents) != gate.documents_digest {
                    return Err(case::Refusal::OtherBytes.into());
                }
                let slug = advisory.slug.clone();
                let record = state
                    .announcement(&gate.announcement)
                    .ok_or(Error::Absent)?
                    .publication
                    .clone();
                let body = serde_json::to_vec(&Publication::Advisory(Box::new(advisory))).unwrap_or_default();
                let public = NewPublication {
                    id: record,
                    kind: ADVISORY,
                    slug: slug.clone(),
                    body,
                };
                let rules = self.rules_after(state, &events, now)?;
                let mut deed = case_deed(state, events, &rules, &fan, slug.clone()).publication(public);
                if let (Some(sent), Some(text)) = (state.current(MessageKind::ForthcomingFix), &forthcoming) {
                    let closed = notice(&cleared, sent, text, now, Some((now, slug)))?;
                    deed = deed.publication(notice_record(&sent.publication, &closed));
                }
                Ok(deed)
            })
            .await?;
        self.inner.wake.notify_one();
        Ok(slug)
    }

    /// The words of the forthcoming-fix announcement that are out, whatever a later draft says.
    async fn sent_text(&self, table: &Table, publication: &str) -> Result<Option<DraftBody>, Error> {
        let published = self.store().publications(&table.listed.id).await?;
        let record = published
            .into_iter()
            .find(|p| p.kind == NOTICE && p.id.as_str() == publication);
        Ok(record.and_then(|p| match serde_json::from_slice(&p.body) {
            Ok(Publication::Announcement(notice)) => Some(DraftBody {
                subject: notice.title,
                body: notice.text,
            }),
            _ => None,
        }))
    }
}

/// Documents carry whole seconds.
fn second(at: Instant) -> Instant {
    at.round(TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Trunc))
        .unwrap_or(at)
}
