//! Entries beside a report or case: what a message, a draft and an attachment look like when they are stored.

use ambergate_process::access::{Audiences, Who};
use ambergate_process::ids::{BlobId, MessageId, OutsiderId};
use ambergate_process::ports::Rng;
use ambergate_store::{NewBlob, NewEntry};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Kinds of entries.
pub(crate) const MESSAGE: &str = "message";
pub(crate) const DRAFT: &str = "draft";

/// A message as it is stored, sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MessageBody {
    pub who: Who,
    /// The writer's name at that time.
    pub name: String,
    pub via: MessageVia,
    pub text: String,
    /// What a reader should know before believing it.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The outer part of mail travelled in clear.
    #[serde(default)]
    pub in_clear: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageVia {
    Mail,
    Form,
    Page,
    Api,
}

impl MessageVia {
    pub fn word(self) -> &'static str {
        match self {
            MessageVia::Mail => "by mail",
            MessageVia::Form => "by the report form",
            MessageVia::Page => "in Ambergate",
            MessageVia::Api => "by the API",
        }
    }
}

/// A draft of an announcement as it is stored, sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DraftBody {
    pub subject: String,
    pub body: String,
}

/// A file to be stored beside a message.
pub struct NewFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

pub(crate) fn message_entry(
    id: &MessageId,
    audiences: Audiences,
    counterpart: Option<OutsiderId>,
    body: &MessageBody,
    files: &[NewFile],
    rng: &dyn Rng,
) -> NewEntry {
    let blob = |file: &NewFile| NewBlob {
        id: BlobId::mint(rng),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes.clone(),
    };
    NewEntry {
        id: id.to_string(),
        kind: MESSAGE,
        audiences,
        counterpart,
        body: serde_json::to_vec(body).unwrap_or_default(),
        blobs: files.iter().map(blob).collect(),
    }
}
