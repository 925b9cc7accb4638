//! The public report form and the API, as mail: a submission becomes one RFC 5322 message with attachments, so that every
//! report is stored as raw bytes and read by the one reader.
//!
//! Secrets of the form (the reading secret, tokens) must not come in here. Only trust [`Filled::parse`] on a message that came
//! by the form: anyone can write mail that looks like it.

use crate::address::Address;
use crate::compose::{self, HeaderText, MessageId};
use crate::inbound::Attachment;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId as IdField;
use mail_builder::headers::text::Text;
use std::fmt;
use std::str::FromStr;

/// What somebody sent by the form. Debug prints none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// The project's own address.
    pub to: Address,
    /// None: the reporter gave no address, and the message has no `From`.
    pub contact: Option<Contact>,
    pub title: String,
    pub filled: Filled,
    pub files: Vec<Attachment>,
    pub received: Timestamp,
    pub message_id: MessageId,
    /// Random bytes; the boundary is made from them.
    pub boundary_seed: [u8; 16],
}

#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<HeaderText>,
    pub address: Address,
}

/// The form's answers, readable as text and readable again.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub fields: Vec<Field>,
    /// The free text.
    pub description: String,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    pub label: Label,
    /// May have several lines.
    pub value: String,
}

/// What a field is called: letters, digits, spaces, hyphens; 40 at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A field label has up to 40 letters, digits, spaces and hyphens, and is not 'Description'.")]
pub struct BadLabel;

const DESCRIPTION: &str = "Description";

/// The message that is stored for a submission.
pub fn form_message(submission: &Submission) -> Vec<u8> {
    let mut message = MessageBuilder::new();
    if let Some(contact) = &submission.contact {
        message = message.header("From", compose::mailbox(contact.name.as_ref(), &contact.address));
    }
    let subject = HeaderText::nearest(&submission.title);
    message = message
        .header("To", compose::mailbox(None, &submission.to))
        .header(
            "Subject",
            Text::new(subject.as_ref().map_or("Report", HeaderText::as_str)),
        )
        .header("Date", Date::new(submission.received.as_second()))
        .header("Message-ID", IdField::new(submission.message_id.as_str()));
    compose::finish(
        message,
        &submission.filled.text(),
        &submission.files,
        &submission.boundary_seed,
    )
}

impl Filled {
    /// `Label: value` lines, further lines of a value indented by four, then the description to the end.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for Field { label, value } in &self.fields {
            // Every character that the reader takes for a line end is one here, so that no value can leave its indent.
            let value = value
                .replace("\r\n", "\n")
                .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
            let mut lines = value.split('\n');
            text.push_str(format!("{}: {}", label.0, lines.next().unwrap_or_default()).trim_end());
            text.push('\n');
            lines.for_each(|line| text.push_str(&format!("    {line}\n")));
        }
        text.push_str(&format!("\n{DESCRIPTION}:\n\n{}\n", self.description));
        text
    }

    /// Reads back what [`Filled::text`] wrote, from a letter's text.
    pub fn parse(text: &str) -> Option<Self> {
        let mark = format!("\n{DESCRIPTION}:\n\n");
        let (head, description) = text
            .strip_prefix(&mark)
            .map(|rest| ("", rest))
            .or_else(|| text.split_once(&format!("\n{mark}")))?;
        let mut fields: Vec<Field> = Vec::new();
        for line in head.lines() {
            match (line.strip_prefix("    "), fields.last_mut()) {
                (Some(more), Some(field)) => field.value.push_str(&format!("\n{more}")),
                _ => {
                    let (label, value) = line.split_once(':')?;
                    fields.push(Field {
                        label: label.parse().ok()?,
                        value: value.trim_start().to_owned(),
                    });
                }
            }
        }
        Some(Self {
            fields,
            description: description.strip_suffix('\n').unwrap_or(description).to_owned(),
        })
    }
}

impl Label {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = BadLabel;
    fn from_str(text: &str) -> Result<Self, BadLabel> {
        let fine = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-')
            && text.trim() == text
            && text != DESCRIPTION;
        if fine { Ok(Self(text.to_owned())) } else { Err(BadLabel) }
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(..)")
    }
}
impl fmt::Debug for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filled")
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Field(..)")
    }
}
