//! What an act does, as a value: events and everything that is written in the same transaction.

use crate::inbound::InboundId;
use crate::people::SecretHash;
use ambergate_process::Instant;
use ambergate_process::access::Audiences;
use ambergate_process::aggregate::Aggregate;
use ambergate_process::ids::{BlobId, OutsiderId, PublicationId, ReportId};
use bytes::Bytes;
use std::fmt;

/// An act on a row: its events, what hangs on them, and what the caller gets back.
#[must_use = "a deed happens only when it is returned to `act`"]
pub struct Deed<A: Aggregate, T = ()> {
    pub(crate) events: Vec<A::Event>,
    pub(crate) next_due: Option<Instant>,
    pub(crate) entries: Vec<NewEntry>,
    pub(crate) replaced: Vec<(String, Vec<u8>)>,
    pub(crate) outsiders: Vec<NewOutsider>,
    pub(crate) reply_tokens: Vec<(String, OutsiderId)>,
    pub(crate) errands: Vec<NewErrand>,
    pub(crate) publications: Vec<NewPublication>,
    pub(crate) settles: Option<InboundId>,
    pub(crate) result: T,
}

impl<A: Aggregate, T> Deed<A, T> {
    /// `next_due`: when the row, as it is after these events, next needs somebody (invariant 7).
    pub fn new(events: Vec<A::Event>, next_due: Option<Instant>, result: T) -> Self {
        Self {
            events,
            next_due,
            entries: Vec::new(),
            replaced: Vec::new(),
            outsiders: Vec::new(),
            reply_tokens: Vec::new(),
            errands: Vec::new(),
            publications: Vec::new(),
            settles: None,
            result,
        }
    }

    /// No event: the row stays as it is, its clock too.
    pub fn nothing(result: T) -> Self {
        Self::new(Vec::new(), None, result)
    }

    pub fn entry(mut self, entry: NewEntry) -> Self {
        self.entries.push(entry);
        self
    }
    pub fn entries(mut self, entries: impl IntoIterator<Item = NewEntry>) -> Self {
        self.entries.extend(entries);
        self
    }
    /// New words for an entry of this row; the old ones are gone, their key with them.
    pub fn replace_entry(mut self, id: impl Into<String>, body: Vec<u8>) -> Self {
        self.replaced.push((id.into(), body));
        self
    }
    pub fn outsider(mut self, outsider: NewOutsider) -> Self {
        self.outsiders.push(outsider);
        self
    }
    /// An opaque reply address: whoever writes to it, writes to this row as this outsider's thread.
    pub fn reply_token(mut self, token: impl Into<String>, outsider: OutsiderId) -> Self {
        self.reply_tokens.push((token.into(), outsider));
        self
    }
    pub fn errand(mut self, errand: NewErrand) -> Self {
        self.errands.push(errand);
        self
    }
    pub fn errands(mut self, errands: impl IntoIterator<Item = NewErrand>) -> Self {
        self.errands.extend(errands);
        self
    }
    pub fn publication(mut self, publication: NewPublication) -> Self {
        self.publications.push(publication);
        self
    }
    /// The inbound message that this act answers for: settled in the same transaction, or nothing happens.
    pub fn settles(mut self, inbound: InboundId) -> Self {
        self.settles = Some(inbound);
        self
    }
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Deed<A, U> {
        Deed {
            events: self.events,
            next_due: self.next_due,
            entries: self.entries,
            replaced: self.replaced,
            outsiders: self.outsiders,
            reply_tokens: self.reply_tokens,
            errands: self.errands,
            publications: self.publications,
            settles: self.settles,
            result: make(self.result),
        }
    }

    /// Whether something hangs on the row beside its events.
    pub(crate) fn has_children(&self) -> bool {
        !(self.entries.is_empty()
            && self.replaced.is_empty()
            && self.outsiders.is_empty()
            && self.reply_tokens.is_empty()
            && self.errands.is_empty()
            && self.publications.is_empty()
            && self.settles.is_none())
    }
}

/// A child row with words: a message, a draft, a review.
#[derive(Clone)]
pub struct NewEntry {
    /// A `MessageId`, `AnnouncementId` or the like; unique in the instance.
    pub id: String,
    /// What it is, in clear: `message`, `draft`.
    pub kind: &'static str,
    pub audiences: Audiences,
    /// Whose thread it belongs to; an outsider reads only its own.
    pub counterpart: Option<OutsiderId>,
    /// Sealed; the coordinator's JSON.
    pub body: Vec<u8>,
    /// The files beside it, numbered from 0.
    pub blobs: Vec<NewBlob>,
}

/// A file beside an entry.
#[derive(Clone)]
pub struct NewBlob {
    pub id: BlobId,
    /// Sealed: a file name says much.
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

/// An outward act for one recipient. Its key is aggregate, seq of the last event, kind and recipient.
#[derive(Clone)]
pub struct NewErrand {
    /// In clear: `mail`, `forge`.
    pub kind: &'static str,
    /// Sealed.
    pub recipient: String,
    /// Not before.
    pub due: Instant,
    /// Sealed; what the worker needs.
    pub payload: Vec<u8>,
}

/// A public document, stored in clear. The same kind and slug again is a new revision.
#[derive(Clone)]
pub struct NewPublication {
    pub id: PublicationId,
    pub kind: &'static str,
    pub slug: String,
    pub body: Vec<u8>,
}

/// A reporter or another outsider of a report.
#[derive(Clone)]
pub struct NewOutsider {
    pub id: OutsiderId,
    pub report: ReportId,
    pub name: String,
    pub address: String,
    /// What they set in the form to read later.
    pub secret: Option<SecretHash>,
}

macro_rules! dots {
    ($($name:ident: $($id:ident)?),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?}, •••)"), ($(&self.$id,)?))
            }
        }
    )*};
}
dots!(NewEntry: id, NewBlob: id, NewErrand: kind, NewPublication: id, NewOutsider: id);
