//! From the raw bytes of a stranger's message to a [`Letter`] that people can read, within limits, without a panic.
//!
//! The raw bytes are stored before this runs and stay the truth; a letter can be read again by a later version.
//! A letter says what the message claims. Who really wrote it is not decided here.

use crate::address::Address;
use crate::body;
use crate::limits::Limits;
use crate::loops::LOOP_HEADER;
use crate::mime;
use crate::name::{FileName, MediaType};
use crate::visible;
use jiff::Timestamp;
use mail_parser::{Addr, HeaderName, HeaderValue, Message, MimeHeaders};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Reads a message. Pure and bounded: the same bytes and limits give the same letter.
pub fn read(raw: &[u8], limits: &Limits) -> Result<Letter, Unreadable> {
    limits.scan(raw)?;
    let raw = old_mac_lines(raw);
    let tree = mime::walk(&raw, limits)?;
    let head = &tree.head;
    let mut body = body::gather(&tree.root, limits)?;
    let from = mailboxes(head, HeaderName::From);
    if from.is_empty() {
        body.warnings.insert(Warning::NoFrom);
    }
    if from.len() > 1 {
        body.warnings.insert(Warning::SeveralFrom);
    }
    let trace = trace(head);
    Ok(Letter {
        from: from.into_iter().next(),
        reply_to: mailboxes(head, HeaderName::ReplyTo),
        to: mailboxes(head, HeaderName::To),
        cc: mailboxes(head, HeaderName::Cc),
        subject: visible::line(&text_of(head, "Subject")),
        date: head
            .date()
            .filter(|d| d.is_valid())
            .and_then(|d| Timestamp::from_second(d.to_timestamp()).ok()),
        message_id: ids(head, HeaderName::MessageId).pop(),
        in_reply_to: ids(head, HeaderName::InReplyTo),
        references: ids(head, HeaderName::References),
        text: body.text,
        auto: auto_kind(head, &trace, &body.attachments),
        attachments: body.attachments,
        trace,
        warnings: body.warnings.into_iter().collect(),
    })
}

/// A message as people read it. Debug prints no word of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The first author that the message claims. None is a readable letter too.
    pub from: Option<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// One line, possibly empty.
    pub subject: String,
    /// When the sender says it was written.
    pub date: Option<Timestamp>,
    /// Without angle brackets; chosen by the sender, so never a key on its own.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// Lines end in LF. Empty when the message holds no words.
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub auto: AutoKind,
    pub trace: Trace,
    /// Each kind once, in order.
    pub warnings: Vec<Warning>,
}

/// A name and an address as the message gives them, made visible. Parse the address before writing to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

impl Mailbox {
    /// The address if it is one that we can write to.
    pub fn writable(&self) -> Option<Address> {
        self.address.parse().ok()
    }
}

/// A file that came with a message. Never unpacked, never run, never shown in line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: FileName,
    /// What the sender says it is; not trusted.
    pub media_type: MediaType,
    pub bytes: Vec<u8>,
}

/// Who wrote: a person or a program (RFC 3834, RFC 3464, RFC 2919).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AutoKind {
    Human,
    /// Out of office and the like; stored, never answered, never sent on.
    AutoReplied,
    /// Came by a mailing list or as bulk mail. A forwarded report may be one.
    List,
    /// A delivery report.
    Bounce,
}

/// What the way of the message tells, for loop checks.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// How many servers it passed (`Received` fields).
    pub hops: usize,
    /// Values of our own loop header, as found.
    pub loop_marks: Vec<String>,
    pub return_path: ReturnPath,
}

/// The `Return-Path` field; the envelope of the delivery itself is known to the listener only.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ReturnPath {
    #[default]
    Absent,
    /// `<>`: nothing may be answered.
    Null,
    Address(String),
}

/// What a reader should know before believing the text. Display is a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
pub enum Warning {
    #[error("The message names no sender.")]
    NoFrom,
    #[error("The message names several senders; the first is shown.")]
    SeveralFrom,
    #[error("The message is encrypted. Download the raw message to decrypt it.")]
    Encrypted,
    #[error("The message holds no text.")]
    NoText,
    #[error("The text was made from HTML; the raw message has the original.")]
    TextFromHtml,
    #[error("The text is long and was cut here; the raw message has all of it.")]
    TextCut,
    #[error("The text is in an unknown character set; letters may be wrong.")]
    CharsetUnknown,
    #[error("The text has bytes that its character set does not know; they are shown as \u{fffd}.")]
    CharsetBroken,
    #[error("A part is encoded wrongly; what could be decoded is shown.")]
    EncodingBroken,
    #[error("The message announces parts that it does not have.")]
    StructureBroken,
    #[error("The text holds NUL bytes; they are shown as \u{2400}.")]
    NulBytes,
    #[error("The text holds characters that turn the reading direction; they are written out, like [U+202E].")]
    DirectionControls,
}

/// Why a message is not shown. It is stored; the raw message can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Unreadable {
    #[error("The message is empty.")]
    Empty,
    #[error(
        "The message does not begin with header fields, so it is not a mail. Download the raw bytes to look at them."
    )]
    NoHeaders,
    #[error(
        "The message has {bytes} bytes; up to {limit} are read. Download the raw message to open it in a mail program."
    )]
    TooLarge { bytes: usize, limit: usize },
    #[error("The message has more than {limit} header fields in one part. Download the raw message to look at it.")]
    TooManyHeaders { limit: usize },
    #[error("The message has a header of more than {limit} bytes. Download the raw message to look at it.")]
    HeadersTooLong { limit: usize },
    #[error("The message has a line of more than {limit} bytes. Download the raw message to look at it.")]
    LineTooLong { limit: usize },
    #[error("The message has more than {limit} parts. Download the raw message to look at it.")]
    TooManyParts { limit: usize },
    #[error("The message has parts nested more than {limit} deep. Download the raw message to look at it.")]
    TooDeep { limit: usize },
    #[error("The message unpacks to more than {limit} bytes. Download the raw message to look at it.")]
    DecodedTooLarge { limit: usize },
}

/// Files from before Unix line ends: CR alone.
fn old_mac_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return raw.into();
    }
    raw.iter()
        .map(|b| if *b == b'\r' { b'\n' } else { *b })
        .collect::<Vec<_>>()
        .into()
}

fn mailboxes(head: &Message<'_>, name: HeaderName<'static>) -> Vec<Mailbox> {
    let address = |a: &Addr<'_>| {
        let name = a.name.as_deref().map(visible::line).filter(|n| !n.is_empty());
        let address = visible::line(a.address.as_deref().unwrap_or_default());
        (name.is_some() || !address.is_empty()).then_some(Mailbox { name, address })
    };
    head.header_values(name)
        .filter_map(HeaderValue::as_address)
        .flat_map(|list| list.iter().filter_map(address))
        .collect()
}

/// Message ids without their brackets. They are opaque, but still shown sometimes.
fn ids(head: &Message<'_>, name: HeaderName<'static>) -> Vec<String> {
    let found = head.header_values(name).flat_map(|value| match value {
        HeaderValue::Text(id) => vec![visible::line(id)],
        HeaderValue::TextList(ids) => ids.iter().map(|id| visible::line(id)).collect(),
        _ => Vec::new(),
    });
    found.filter(|id| !id.is_empty()).collect()
}

/// The first field of that name, decoded, else as it stands.
fn text_of(head: &Message<'_>, name: &'static str) -> String {
    match head.header(name) {
        Some(HeaderValue::Text(text)) => text.to_string(),
        Some(HeaderValue::TextList(list)) => list.join(" "),
        _ => raw_of(head, name),
    }
}

fn raw_of(head: &Message<'_>, name: &'static str) -> String {
    head.header_raw(name).unwrap_or_default().trim().to_owned()
}

fn trace(head: &Message<'_>) -> Trace {
    let count = |name: &HeaderName<'_>| head.headers().iter().filter(|h| &h.name == name).count();
    let loop_header = |h: &&mail_parser::Header<'_>| h.name().eq_ignore_ascii_case(LOOP_HEADER);
    let return_path = if count(&HeaderName::ReturnPath) == 0 {
        ReturnPath::Absent
    } else {
        match visible::line(raw_of(head, "Return-Path").trim_matches(['<', '>', ' '])).as_str() {
            "" => ReturnPath::Null,
            address => ReturnPath::Address(address.to_owned()),
        }
    };
    Trace {
        hops: count(&HeaderName::Received),
        loop_marks: head
            .headers()
            .iter()
            .filter(loop_header)
            .filter_map(|h| h.value.as_text())
            .map(visible::line)
            .collect(),
        return_path,
    }
}

/// Marks that programs set; the words of a subject never decide.
fn auto_kind(head: &Message<'_>, trace: &Trace, attachments: &[Attachment]) -> AutoKind {
    let word = |name| raw_of(head, name).to_ascii_lowercase();
    let has = |name: &str| head.headers().iter().any(|h| h.name().eq_ignore_ascii_case(name));
    let content = head.content_type();
    let report = content.filter(|c| c.ctype() == "multipart" && c.subtype() == Some("report"));
    let is_delivery_report = report
        .and_then(|c| c.attribute("report-type"))
        .is_some_and(|t| t.eq_ignore_ascii_case("delivery-status"))
        || attachments.iter().any(|a| a.media_type.is("message/delivery-status"));
    let from_daemon = raw_of(head, "From").to_ascii_lowercase().contains("mailer-daemon");
    let auto_submitted = word("Auto-Submitted");
    let auto_submitted = auto_submitted.split([';', ' ']).next().unwrap_or_default();
    let precedence = word("Precedence");
    if is_delivery_report || from_daemon || has("X-Failed-Recipients") {
        AutoKind::Bounce
    } else if report.is_some()
        || !matches!(auto_submitted, "" | "no")
        || precedence == "auto_reply"
        || has("X-Autoreply")
        || has("X-Autorespond")
    {
        AutoKind::AutoReplied
    } else if trace.return_path == ReturnPath::Null {
        AutoKind::Bounce
    } else if matches!(precedence.as_str(), "bulk" | "list" | "junk")
        || ["List-Id", "List-Unsubscribe", "List-Post"].into_iter().any(has)
    {
        AutoKind::List
    } else {
        AutoKind::Human
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("attachments", &self.attachments.len())
            .field("auto", &self.auto)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}
impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(..)")
    }
}
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attachment(..)")
    }
}
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("hops", &self.hops)
            .finish_non_exhaustive()
    }
}
impl fmt::Debug for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Null => "Null",
            Self::Address(_) => "Address(..)",
        })
    }
}
