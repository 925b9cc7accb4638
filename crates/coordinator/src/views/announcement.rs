//! The announcement's pages: draft, what its audience will see, what is withheld, the exact bytes; and the gate.

use crate::announcing::digest;
use crate::letters::Copy;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::{Audiences, Standing, standing};
use ambergate_process::announce::{Leak, lint, missing};
use ambergate_process::brief::all_facts;
use ambergate_process::case::gates::{Gates, PUBLISHING};
use ambergate_process::case::{AnnouncementState, Refusal};
use ambergate_process::facts::{FactClass, FactKind};
use ambergate_process::policy::{GateAct, MessageKind};
use ambergate_store::{Seen, Viewer};

#[derive(Clone)]
pub struct AnnouncementView {
    pub case: String,
    pub case_title: String,
    pub id: String,
    pub kind: MessageKind,
    pub state: AnnouncementState,
    pub subject: String,
    pub body: String,
    /// SHA-256 of subject and text: what an approval names.
    pub digest: String,
    pub revision: u32,
    pub sent_at: Option<Instant>,
    pub readers: Audiences,
    /// Facts that must be there before it may go out.
    pub missing: Vec<FactKind>,
    pub leaks: Vec<Leak>,
    pub withheld: Vec<WithheldLine>,
    pub to: Vec<TextReadBy>,
    /// Fix Leads send (S13); others see why the button is off.
    pub may_send: bool,
    pub embargo_end: Option<Instant>,
    pub tlp: String,
}

#[derive(Clone)]
pub struct WithheldLine {
    pub class: FactClass,
    pub told: bool,
    pub known: bool,
}

/// One recipient and the exact mail.
#[derive(Clone)]
pub struct TextReadBy {
    pub recipient: String,
    pub mail: Vec<u8>,
}

/// The gate: everything that becomes public in one act.
#[derive(Clone)]
pub struct PublishView {
    pub announcement: AnnouncementView,
    /// Why the gate stays shut, where it does.
    pub blocked: Option<String>,
    pub prepared_at: Instant,
    pub documents: Vec<(String, Vec<u8>, String)>,
    pub documents_digest: String,
    pub advisory: Option<ambergate_formats::advisory::Advisory>,
}

impl Coordinator {
    pub async fn announcement(
        &self,
        viewer: &Viewer,
        slug: &str,
        case: &str,
        id: &str,
    ) -> Result<Seen<AnnouncementView>, Error> {
        let (case_id, id) = (
            case.parse().map_err(|_| Error::Absent)?,
            id.parse().map_err(|_| Error::Absent)?,
        );
        let table = self.table(viewer, &case_id).await?;
        if table.listed.slug.as_str() != slug {
            return Err(Error::Absent);
        }
        let draft = self.draft_text(viewer, &case_id, &id).await?;
        let state = &table.case.get().state;
        let announcement = state.announcement(&id).ok_or(Error::Absent)?.clone();
        let rehearsal = self.rehearsal(&table, state, announcement.kind);
        let text = format!("{}\n{}", draft.subject, draft.body);
        let facts = all_facts(state);
        let withheld = FactClass::ALL
            .into_iter()
            .map(|class| WithheldLine {
                class,
                told: rehearsal.preview().is_cleared(class),
                known: class == FactClass::Existence || facts.keys().any(|kind| kind.class() == class),
            })
            .collect();
        let mut to = Vec::new();
        for list in &table.listed.settings.announce_to {
            let copy = Copy {
                id: format!("preview/{id}/{list}"),
                due: self.now(),
            };
            let mail = self.announcement_mail(&table.listed, &copy, list, &draft.subject, &draft.body)?;
            to.push(TextReadBy {
                recipient: list.clone(),
                mail: mail.message,
            });
        }
        let lead = standing(&table.case.get().actor, state.lead.as_ref()) == Standing::FixLead;
        let view = AnnouncementView {
            case: case_id.to_string(),
            case_title: state.title.clone(),
            id: id.to_string(),
            kind: announcement.kind,
            state: announcement.state,
            digest: digest(&draft.subject, &draft.body),
            revision: announcement.revision,
            sent_at: announcement.sent_at,
            readers: self.readers(&table, announcement.kind),
            missing: missing(&table.rules.profile, announcement.kind, rehearsal.preview()),
            leaks: lint(state, rehearsal.preview(), &text),
            withheld,
            to,
            may_send: lead,
            embargo_end: match state.facts.get(&FactKind::EmbargoEnd) {
                Some(ambergate_process::facts::FactValue::At(at)) => Some(*at),
                _ => None,
            },
            tlp: table.rules.profile.tlp_default.clone(),
            subject: draft.subject,
            body: draft.body,
        };
        Ok(table.case.map(|_| view))
    }

    /// The publication act as it would be now.
    pub async fn gate(&self, viewer: &Viewer, slug: &str, case: &str, id: &str) -> Result<Seen<PublishView>, Error> {
        let announcement = self.announcement(viewer, slug, case, id).await?;
        if announcement.get().kind != MessageKind::FinalAnnouncement {
            return Err(Error::Absent);
        }
        let (case_id, id) = (
            case.parse().map_err(|_| Error::Absent)?,
            id.parse().map_err(|_| Error::Absent)?,
        );
        let prepared = self.prepare(viewer, &case_id, &id).await;
        let now = self.now();
        // Said before anybody reads all of it: the act itself asks the gates again.
        let table = self.table(viewer, &case_id).await?;
        let gates = Gates::of(&table.case.get().state, &table.rules, now);
        let acts = [GateAct::FixReady].into_iter().chain(PUBLISHING);
        let open = table.case.get().state.published.is_none();
        let shut = acts
            .filter(|_| open)
            .find_map(|act| gates.shut(act))
            .map(|shut| shut.to_string());
        let unscored = table.rules.profile.severity.required && table.case.get().state.severity.is_none();
        let shut = unscored.then(|| Refusal::NoSeverity.to_string()).or(shut);
        Ok(announcement.map(|announcement| match prepared {
            Ok(prepared) => PublishView {
                announcement,
                blocked: shut,
                prepared_at: prepared.at,
                documents: prepared
                    .documents
                    .into_iter()
                    .map(|d| (d.name.to_owned(), d.bytes.clone(), d.digest()))
                    .collect(),
                documents_digest: prepared.documents_digest,
                advisory: Some(prepared.advisory),
            },
            Err(error) => PublishView {
                announcement,
                blocked: Some(error.to_string()),
                prepared_at: now,
                documents: vec![],
                documents_digest: String::new(),
                advisory: None,
            },
        }))
    }
}
