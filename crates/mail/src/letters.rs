//! The standing mails of the system. Subjects are constant per kind; the words of a report or case are in none of them, with
//! one exception: [`clear_answer`], and that asks for the reporter's consent as a value.
//!
//! No letter says whether a case exists. The acknowledgement holds nothing that can be read through it: no link at all.

use crate::address::Address;
use crate::compose::{AutoSubmitted, EnvelopeFrom, HeaderText, MessageId, Outgoing, compose};
use crate::loops::LoopMark;
use jiff::Timestamp;
use std::fmt;
use std::str::FromStr;

/// A mail that is ready for the outbox: one envelope, one recipient, the exact bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Posting {
    pub envelope_from: EnvelopeFrom,
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// What every letter needs to know.
#[derive(Clone)]
pub struct Letterhead {
    /// The project's name, shown as the sender.
    pub project: HeaderText,
    pub from: Address,
    pub to: Address,
    /// Where answers go: the thread's opaque address.
    pub reply_to: Option<Address>,
    /// Where delivery reports of this one copy go.
    pub bounces: Address,
    pub date: Timestamp,
    pub message_id: MessageId,
    pub in_reply_to: Option<MessageId>,
    pub loop_mark: LoopMark,
    pub boundary_seed: [u8; 16],
}

/// What the reporter is told when a report has arrived.
#[derive(Clone)]
pub struct Acknowledgement {
    /// The report's own reference, `R-7K3F-9QXA`. It opens nothing.
    pub reference: HeaderText,
    pub received: Timestamp,
    /// When the project promises a first answer by a person.
    pub answer_by: Timestamp,
}

/// "Received": sent once to fresh human mail, as an automatic answer without a return path.
pub fn acknowledgement(head: &Letterhead, about: &Acknowledgement) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         your report to the security team of {project} has arrived on {received}.\n\
         Its reference is {reference}.\n\
         \n\
         What happens next\n\
         \n\
         A person of the team reads it and answers you by {answer_by}.\n\
         Until then please keep the report to yourself.\n\
         \n\
         If you want to add something\n\
         \n\
         Answer this mail. Your answer reaches the security team only.\n\
         Leave out the text of your report, since mail can be read on its way.\n\
         \n\
         This is an automatic message. It quotes nothing of what you wrote.\n",
        project = head.project,
        received = utc(about.received),
        reference = about.reference,
        answer_by = utc(about.answer_by),
    );
    automatic_answer(head, "Your report has arrived", text)
}

/// "Received" for a later message of somebody who is known already.
pub fn receipt(head: &Letterhead, received: Timestamp) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         your message to the security team of {project} has arrived on {received}.\n\
         The security team can read it now.\n\
         \n\
         This is an automatic message. It quotes nothing of what you wrote.\n",
        project = head.project,
        received = utc(received),
    );
    automatic_answer(head, "Your message has arrived", text)
}

/// To a person without a key: something waits, and where to sign in. Says nothing of what.
pub fn notice(head: &Letterhead, sign_in: &Link) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         something waits for you in {project}.\n\
         Sign in to read it:\n\
         \n\
         {sign_in}\n\
         \n\
         This mail says nothing more, because it travels unencrypted.\n",
        project = head.project,
    );
    written(head, "Something waits for you", AutoSubmitted::Generated, text)
}

/// To a reporter who did not choose mail in the clear: an answer waits on the status page, which asks for the reporter's secret.
pub fn reporter_notice(head: &Letterhead, status_page: &Link) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         the security team of {project} has an answer for you.\n\
         Read it on the status page, with the secret that you chose:\n\
         \n\
         {status_page}\n\
         \n\
         This mail says nothing more, because it travels unencrypted.\n",
        project = head.project,
    );
    written(head, "Something waits for you", AutoSubmitted::Generated, text)
}

/// To a reporter by mail who has neither a key nor a secret: an answer waits, and how to get it. Reading needs their consent
/// to mail in the clear, which they give by answering.
pub fn answer_waits(head: &Letterhead) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         the security team of {project} has an answer for you.\n\
         It is not in this mail, because this mail travels unencrypted.\n\
         \n\
         To get it, answer this mail with one sentence: that the team may write to you\n\
         in unencrypted mail, or how else it can reach you.\n",
        project = head.project,
    );
    written(head, "Something waits for you", AutoSubmitted::Generated, text)
}

/// A link that signs its holder in once. Not an answer to anything, so that it looks the same for everybody.
pub fn sign_in(head: &Letterhead, link: &Link, valid_until: Timestamp) -> Posting {
    let text = format!(
        "Hello,\n\
         \n\
         here is your link to sign in to {project}. It works once, until {until}:\n\
         \n\
         {link}\n\
         \n\
         If you did not ask for it, do nothing: without the link nobody gets in.\n\
         Nobody of the team will ever ask you for this link.\n",
        project = head.project,
        until = utc(valid_until),
    );
    written(head, "Your sign-in link", AutoSubmitted::Generated, text)
}

/// The reporter chose mail in the clear for this report, and the choice is in the log. Make one only from that record.
#[derive(Debug, Clone, Copy)]
pub struct ClearMailConsent {
    /// When the reporter chose it.
    pub chosen: Timestamp,
}

/// What a person of the team answers to a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerKind {
    /// The report is not taken up; the words say why.
    Decline,
    /// The team needs to know more.
    AskMore,
    /// Anything else that a person of the team writes.
    Answer,
}

/// A person's answer in the clear. The words were written for this reporter and cleared by the coordinator.
pub fn clear_answer(head: &Letterhead, consent: ClearMailConsent, kind: AnswerKind, words: &str) -> Posting {
    let opening = match kind {
        AnswerKind::Decline => "the security team has looked at your report and does not take it up:",
        AnswerKind::AskMore => "the security team has read your report and asks you:",
        AnswerKind::Answer => "the security team writes to you about your report:",
    };
    let text = format!(
        "Hello,\n\
         \n\
         {opening}\n\
         \n\
         {words}\n\
         \n\
         You can answer this mail; your answer reaches the security team of {project} only.\n\
         You chose on {chosen} to get answers in unencrypted mail.\n",
        words = words.trim(),
        project = head.project,
        chosen = utc(consent.chosen),
    );
    written(head, "An answer to your report", AutoSubmitted::No, text)
}

/// An `https` address, or `http` on this machine's own name for a first try; printable ASCII without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A link in a mail must begin with https:// (or http://localhost) and hold no spaces.")]
pub struct BadLink;

impl FromStr for Link {
    type Err = BadLink;
    fn from_str(text: &str) -> Result<Self, BadLink> {
        let local = ["http://localhost", "http://127.0.0.1"].into_iter().any(|host| {
            text.strip_prefix(host)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
        let secure = text
            .strip_prefix("https://")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let fine = text.len() <= 900
            && text
                .bytes()
                .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"'));
        if fine && (local || secure) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadLink)
        }
    }
}

fn automatic_answer(head: &Letterhead, subject: &'static str, text: String) -> Posting {
    post(head, subject, AutoSubmitted::Replied, EnvelopeFrom::Null, text)
}

fn written(head: &Letterhead, subject: &'static str, by: AutoSubmitted, text: String) -> Posting {
    post(head, subject, by, EnvelopeFrom::Address(head.bounces.clone()), text)
}

/// Subjects are `&'static str`: none can be made from what somebody wrote.
fn post(
    head: &Letterhead,
    subject: &'static str,
    by: AutoSubmitted,
    envelope_from: EnvelopeFrom,
    text: String,
) -> Posting {
    let mail = Outgoing {
        from_name: HeaderText::nearest(&format!("{} security", head.project)).or_else(|| Some(head.project.clone())),
        from: head.from.clone(),
        to: head.to.clone(),
        reply_to: head.reply_to.clone(),
        subject: HeaderText::constant(subject),
        date: head.date,
        message_id: head.message_id.clone(),
        in_reply_to: head.in_reply_to.clone(),
        auto_submitted: by,
        list_id: None,
        loop_mark: Some(head.loop_mark.clone()),
        text,
        attachments: Vec::new(),
        boundary_seed: head.boundary_seed,
    };
    Posting {
        envelope_from,
        to: head.to.clone(),
        bytes: compose(&mail),
    }
}

/// `2025-09-08 09:37 UTC`.
fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(..)")
    }
}
impl fmt::Debug for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posting")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
