//! Outgoing mail, built from typed values only: no value that reaches a header can hold a line end, a NUL or a turning character.
//!
//! The bytes depend on the arguments alone (date, message id and boundary seed are given), so a retry sends the same message.
//! One recipient each; no `User-Agent`, no copied foreign header.

use crate::address::{Address, Domain, Token};
use crate::inbound::Attachment;
use crate::loops::{LOOP_HEADER, LoopMark};
use crate::visible;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address as AddressField;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId as IdField;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The RFC 5322 bytes: CRLF line ends, ASCII only, no line over 998.
pub fn compose(mail: &Outgoing) -> Vec<u8> {
    let mut message = MessageBuilder::new()
        .header("From", mailbox(mail.from_name.as_ref(), &mail.from))
        .header("To", mailbox(None, &mail.to));
    if let Some(address) = &mail.reply_to {
        message = message.header("Reply-To", mailbox(None, address));
    }
    message = message
        .header("Subject", Text::new(mail.subject.as_str()))
        .header("Date", Date::new(mail.date.as_second()))
        .header("Message-ID", IdField::new(mail.message_id.as_str()));
    if let Some(id) = &mail.in_reply_to {
        message = message
            .header("In-Reply-To", IdField::new(id.as_str()))
            .header("References", IdField::new(id.as_str()));
    }
    message = match mail.auto_submitted {
        AutoSubmitted::No => message,
        AutoSubmitted::Generated => message.header("Auto-Submitted", Raw::new("auto-generated")),
        AutoSubmitted::Replied => message.header("Auto-Submitted", Raw::new("auto-replied")),
    };
    if let Some(id) = &mail.list_id {
        message = message.header("List-Id", Raw::new(format!("<{id}>")));
    }
    if let Some(mark) = &mail.loop_mark {
        message = message.header(LOOP_HEADER, Raw::new(mark.0.as_str()));
    }
    let shown = visible::prose(&mail.text).text;
    finish(message, &shown, &mail.attachments, &mail.boundary_seed)
}

/// One mail to one recipient. Debug prints neither words nor people.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub from_name: Option<HeaderText>,
    pub from: Address,
    pub to: Address,
    pub reply_to: Option<Address>,
    pub subject: HeaderText,
    pub date: Timestamp,
    pub message_id: MessageId,
    pub in_reply_to: Option<MessageId>,
    pub auto_submitted: AutoSubmitted,
    pub list_id: Option<Domain>,
    pub loop_mark: Option<LoopMark>,
    /// Control and direction characters are written out, as for inbound text.
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// Random bytes; the boundary is made from them.
    pub boundary_seed: [u8; 16],
}

/// RFC 3834, 5: who is speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// A person wrote this.
    No,
    /// The system wrote by itself.
    Generated,
    /// The system answers one message.
    Replied,
}

/// The envelope's reverse path.
#[derive(Clone, PartialEq, Eq)]
pub enum EnvelopeFrom {
    /// `<>`: no delivery report, no answer.
    Null,
    /// An opaque bounce address of this one copy.
    Address(Address),
}

/// One line of text for a header: no controls, no invisible or turning characters, nothing that looks like an encoded word.
/// Debug prints dots: a title may be embargoed.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderText(String);

/// Longest header text, in bytes.
const LONGEST: usize = 400;

/// A text that must not stand in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    #[error("A header text is one line of up to {LONGEST} bytes without control or invisible characters. Remove them.")]
    Text,
    #[error("This is not a message id of the form name@example.org.")]
    MessageId,
}

impl HeaderText {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For the constant subjects of the standing letters; a test holds that each could be parsed.
    pub(crate) fn constant(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The nearest text that may stand in a header; None when nothing is left.
    pub fn nearest(text: &str) -> Option<Self> {
        let mut line = visible::line(text);
        // Taking one out may make another.
        while line.contains("=?") {
            line = line.replace("=?", "= ?");
        }
        let cut = (0..=LONGEST.min(line.len()))
            .rev()
            .find(|n| line.is_char_boundary(*n))
            .unwrap_or(0);
        line[..cut].trim().parse().ok()
    }
}

impl FromStr for HeaderText {
    type Err = BadHeader;
    fn from_str(text: &str) -> Result<Self, BadHeader> {
        let fine = !text.is_empty()
            && text.len() <= LONGEST
            && text.chars().all(visible::is_plain)
            && !text.starts_with(char::is_whitespace)
            && !text.ends_with(char::is_whitespace)
            && !text.contains("=?");
        if fine {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadHeader::Text)
        }
    }
}

/// `left@right`, without its angle brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    /// An id of our own. The token is random, so that it links to nothing.
    pub fn ours(token: &Token, domain: &Domain) -> Self {
        Self(format!("{token}@{domain}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = BadHeader;
    /// A foreign id, to be answered to.
    fn from_str(text: &str) -> Result<Self, BadHeader> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>');
        let side = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
        let fine = text.len() <= 250
            && text
                .split_once('@')
                .is_some_and(|(left, right)| side(left) && side(right));
        if fine {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadHeader::MessageId)
        }
    }
}

pub(crate) fn mailbox<'x>(name: Option<&'x HeaderText>, address: &Address) -> HeaderType<'x> {
    AddressField::new_address(name.map(HeaderText::as_str), address.to_string()).into()
}

/// Adds text and files, and writes everything out.
pub(crate) fn finish(message: MessageBuilder<'_>, text: &str, files: &[Attachment], seed: &[u8; 16]) -> Vec<u8> {
    let text = words(text);
    let body = if files.is_empty() {
        text
    } else {
        let parts = std::iter::once(text).chain(files.iter().map(file)).collect::<Vec<_>>();
        MimePart::new(
            ContentType::new("multipart/mixed").attribute("boundary", boundary(seed)),
            parts,
        )
    };
    let mut bytes = Vec::new();
    message.body(body).serialize(&mut bytes);
    bytes
}

/// Plain UTF-8: as it is where that is safe, else quoted-printable; base64 when control characters must survive.
fn words(text: &str) -> MimePart<'static> {
    let mut lines = text.replace("\r\n", "\n").replace('\r', "\n");
    if !lines.ends_with('\n') {
        lines.push('\n');
    }
    let lines = lines.replace('\n', "\r\n");
    if lines
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t'))
    {
        return binary("text/plain; charset=utf-8", lines.into_bytes());
    }
    MimePart::new(ContentType::new("text/plain").attribute("charset", "utf-8"), lines)
}

/// Always base64, so that the bytes arrive as they are. A file that claims to be a multipart is sent as plain bytes.
fn file(attachment: &Attachment) -> MimePart<'static> {
    let media = match attachment.media_type.as_str() {
        media if media.starts_with("multipart/") => "application/octet-stream",
        media => media,
    };
    binary(media, attachment.bytes.clone()).attachment(attachment.name.to_string())
}

fn binary(media: &str, bytes: Vec<u8>) -> MimePart<'static> {
    let contents = BodyPart::Binary(bytes.into());
    // A raw field: the builder would otherwise treat text files as words and change their line ends.
    MimePart {
        headers: vec![("Content-Type".into(), Raw::new(media.to_owned()).into())],
        contents,
    }
}

fn boundary(seed: &[u8; 16]) -> String {
    let digest = Sha256::new().chain_update(b"boundary").chain_update(seed).finalize();
    digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeaderText(..)")
    }
}
impl fmt::Display for EnvelopeFrom {
    /// As it stands in `MAIL FROM`, without brackets; the null path is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Address(address) => address.fmt(f),
        }
    }
}
impl fmt::Debug for EnvelopeFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Null { "Null" } else { "Address(..)" })
    }
}
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}
