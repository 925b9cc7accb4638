//! An announcement and the gate: the exact bytes, their digests, what is withheld.

use super::{audiences, word};
use ambergate_coordinator::views::{AnnouncementView, PublishView, TextReadBy, WithheldLine};
use ambergate_process::announce::Leak;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

#[derive(Serialize, JsonSchema)]
pub struct AnnouncementDoc {
    pub id: String,
    pub case: String,
    pub kind: String,
    pub state: String,
    pub subject: String,
    pub body: String,
    /// What an approval names.
    pub digest: String,
    pub revision: u32,
    pub sent_at: Option<Timestamp>,
    pub readers: Vec<String>,
    /// Facts that must be there before it may go out.
    pub missing: Vec<String>,
    /// Words of it that its readers are not cleared for.
    pub leaks: Vec<LeakDoc>,
    pub withheld: Vec<WithheldDoc>,
    pub mails: Vec<MailDoc>,
    /// Only the Fix Lead sends (S13).
    pub may_send: bool,
    pub tlp: String,
}

#[derive(Serialize, JsonSchema)]
pub struct LeakDoc {
    pub fact: String,
    pub words: String,
}

/// A fact class: whether these readers are told it, and whether the case knows something of it.
#[derive(Serialize, JsonSchema)]
pub struct WithheldDoc {
    pub class: String,
    pub told: bool,
    pub known: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct MailDoc {
    pub recipient: String,
    /// The exact message; bytes that are no UTF-8 are shown as replaced, the digest is of the bytes.
    pub message: String,
    pub sha256: String,
}

impl From<&AnnouncementView> for AnnouncementDoc {
    fn from(view: &AnnouncementView) -> Self {
        Self {
            id: view.id.clone(),
            case: view.case.clone(),
            kind: view.kind.key().to_owned(),
            state: word(&view.state),
            subject: view.subject.clone(),
            body: view.body.clone(),
            digest: view.digest.clone(),
            revision: view.revision,
            sent_at: view.sent_at,
            readers: audiences(view.readers),
            missing: view.missing.iter().map(|fact| fact.key().to_owned()).collect(),
            leaks: view.leaks.iter().map(LeakDoc::from).collect(),
            withheld: view.withheld.iter().map(WithheldDoc::from).collect(),
            mails: view.to.iter().map(MailDoc::from).collect(),
            may_send: view.may_send,
            tlp: view.tlp.clone(),
        }
    }
}

impl From<&Leak> for LeakDoc {
    fn from(leak: &Leak) -> Self {
        Self {
            fact: leak.fact.key().to_owned(),
            words: leak.words.clone(),
        }
    }
}

impl From<&WithheldLine> for WithheldDoc {
    fn from(line: &WithheldLine) -> Self {
        Self {
            class: word(&line.class),
            told: line.told,
            known: line.known,
        }
    }
}

impl From<&TextReadBy> for MailDoc {
    fn from(read: &TextReadBy) -> Self {
        Self {
            recipient: read.recipient.clone(),
            message: String::from_utf8_lossy(&read.mail).into_owned(),
            sha256: Sha256::digest(&read.mail)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }
}

/// The publication act as it would be now. Read it, then publish with the two digests and the instant.
#[derive(Serialize, JsonSchema)]
pub struct GateDoc {
    pub announcement: AnnouncementDoc,
    /// Why the gate stays shut.
    pub blocked: Option<String>,
    pub prepared_at: Timestamp,
    pub documents: Vec<DocumentDoc>,
    pub documents_digest: String,
}

#[derive(Serialize, JsonSchema)]
pub struct DocumentDoc {
    pub name: String,
    /// The exact text.
    pub text: String,
    pub sha256: String,
}

impl From<&PublishView> for GateDoc {
    fn from(view: &PublishView) -> Self {
        let document = |(name, bytes, sha256): &(String, Vec<u8>, String)| DocumentDoc {
            name: name.clone(),
            text: String::from_utf8_lossy(bytes).into_owned(),
            sha256: sha256.clone(),
        };
        Self {
            announcement: AnnouncementDoc::from(&view.announcement),
            blocked: view.blocked.clone(),
            prepared_at: view.prepared_at,
            documents: view.documents.iter().map(document).collect(),
            documents_digest: view.documents_digest.clone(),
        }
    }
}
