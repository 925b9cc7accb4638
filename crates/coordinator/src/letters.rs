//! From an outbox row to the exact bytes of one mail. Nothing embargoed stands in a subject or in the clear.

use crate::intake::FormReport;
use crate::ports::Envelope;
use crate::projects::Listed;
use crate::{Coordinator, Error};
use ambergate_mail::address::{Address, BounceAddress, Domain, ReplyAddress, Token};
use ambergate_mail::compose::{self, AutoSubmitted, EnvelopeFrom, HeaderText, MessageId, Outgoing};
use ambergate_mail::form::{Contact, Field, Filled, Submission};
use ambergate_mail::inbound::Attachment;
use ambergate_mail::letters::{self, Acknowledgement, Letterhead, Link, Posting};
use ambergate_mail::loops::LoopMark;
use ambergate_mail::name::{FileName, MediaType};
use ambergate_process::Instant;
use ambergate_process::planner::first_answer_by;
use ambergate_process::ports::{Rng, random};
use ambergate_process::project::Settings;
use ambergate_process::reminders::Words;
use sha2::{Digest, Sha256};

/// Something configured cannot stand in a mail: an address, a link, a name.
pub(crate) fn unwritable(what: &str) -> Error {
    Error::Document(format!(
        "{what} cannot stand in a mail. Correct the project's settings; the mail waits."
    ))
}

/// One copy's own marks: stable over retries, so that a repeated copy is the same copy.
pub(crate) struct Copy {
    pub id: String,
    pub due: Instant,
}

impl Copy {
    fn digest(&self, what: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(what.as_bytes());
        hash.update([0]);
        hash.update(self.id.as_bytes());
        hash.finalize().into()
    }
    fn token(&self, what: &str) -> Result<Token, Error> {
        token_of(&self.digest(what))
    }
}

/// 26 letters and digits from a digest.
fn token_of(digest: &[u8; 32]) -> Result<Token, Error> {
    let letters: String = digest
        .iter()
        .take(26)
        .map(|b| char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[usize::from(b & 31)]))
        .collect();
    letters.parse().map_err(|_| unwritable("A token"))
}

impl Coordinator {
    /// The mark in our loop header: says nothing to others, and stays the same.
    pub(crate) fn loop_mark(&self, listed: &Listed) -> LoopMark {
        let digest: [u8; 32] = Sha256::digest(format!("loop\0{}", listed.id)).into();
        let token = token_of(&digest).unwrap_or_else(|_| unreachable_token());
        LoopMark(token)
    }

    pub(crate) fn head(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        reply: Option<&str>,
    ) -> Result<Letterhead, Error> {
        let settings = &listed.settings;
        let from: Address = settings
            .contact
            .parse()
            .map_err(|_| unwritable("The project's contact address"))?;
        let domain: Domain = from.domain().clone();
        let project = HeaderText::nearest(&settings.name).ok_or_else(|| unwritable("The project's name"))?;
        let reply_token: Option<Token> = reply.and_then(|t| t.parse().ok());
        let bounce = match &reply_token {
            Some(token) => token.clone(),
            None => copy.token("bounce")?,
        };
        let seed = copy.digest("boundary");
        Ok(Letterhead {
            project,
            to: to.parse().map_err(|_| unwritable("A recipient's address"))?,
            reply_to: reply_token.map(|token| ReplyAddress { token }.at(&domain)),
            bounces: BounceAddress { token: bounce }.at(&domain),
            date: copy.due,
            message_id: MessageId::ours(&copy.token("message-id")?, &domain),
            in_reply_to: None,
            loop_mark: self.loop_mark(listed),
            boundary_seed: std::array::from_fn(|n| seed[n]),
            from,
        })
    }

    pub(crate) fn acknowledgement(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        payload: (&str, &str),
        received: Instant,
    ) -> Result<Envelope, Error> {
        let (report, reply_token) = payload;
        let head = self.head(listed, copy, to, Some(reply_token))?;
        let rules = self.rules(&listed.profile)?;
        let answer_by = first_answer_by(&rules, received).unwrap_or(received);
        let reference: HeaderText = report.parse().map_err(|_| unwritable("A report's reference"))?;
        Ok(envelope(letters::acknowledgement(
            &head,
            &Acknowledgement {
                reference,
                received,
                answer_by,
            },
        )))
    }

    pub(crate) fn notice(&self, listed: &Listed, copy: &Copy, to: &str) -> Result<Envelope, Error> {
        let head = self.head(listed, copy, to, None)?;
        let link = link(&listed.settings.members_url)?;
        Ok(envelope(letters::notice(&head, &link)))
    }

    pub(crate) fn sign_in_letter(&self, copy: &Copy, to: &str, url: &str, until: Instant) -> Result<Envelope, Error> {
        let listed = self.projects().first().cloned().ok_or(Error::Absent)?;
        let head = self.head(&listed, copy, to, None)?;
        Ok(envelope(letters::sign_in(&head, &link(url)?, until)))
    }

    /// A count, an instant and a link: `Words` are made of nothing else.
    pub(crate) fn reminder_letter(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        words: &Words,
    ) -> Result<Envelope, Error> {
        self.plain_mail(
            listed,
            copy,
            to,
            AutoSubmitted::Generated,
            (&words.subject, &words.body),
        )
    }

    /// Exactly the approved text, with the headers that every mail has.
    pub(crate) fn announcement_mail(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        subject: &str,
        body: &str,
    ) -> Result<Envelope, Error> {
        self.plain_mail(listed, copy, to, AutoSubmitted::No, (subject, body))
    }

    fn plain_mail(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        auto_submitted: AutoSubmitted,
        (subject, body): (&str, &str),
    ) -> Result<Envelope, Error> {
        let head = self.head(listed, copy, to, None)?;
        let mail = Outgoing {
            from_name: HeaderText::nearest(&format!("{} security", head.project)),
            from: head.from,
            to: head.to,
            reply_to: None,
            subject: HeaderText::nearest(subject).ok_or_else(|| unwritable("This subject"))?,
            date: head.date,
            message_id: head.message_id,
            in_reply_to: None,
            auto_submitted,
            list_id: None,
            loop_mark: Some(head.loop_mark),
            text: body.to_owned(),
            attachments: Vec::new(),
            boundary_seed: head.boundary_seed,
        };
        let from = Some(head.bounces.to_string());
        Ok(Envelope {
            from,
            to: to.to_owned(),
            message: compose::compose(&mail),
        })
    }
}

/// The fallback can never be reached: 26 letters of the alphabet above are a token. It exists so that nothing panics.
fn unreachable_token() -> Token {
    loop {
        if let Ok(token) = "00000000000000000000000000".parse() {
            return token;
        }
    }
}

pub(crate) fn link(url: &str) -> Result<Link, Error> {
    url.parse().map_err(|_| unwritable("The project's address on the web"))
}

pub(crate) fn envelope(posting: Posting) -> Envelope {
    let from = match posting.envelope_from {
        EnvelopeFrom::Null => None,
        EnvelopeFrom::Address(address) => Some(address.to_string()),
    };
    Envelope {
        from,
        to: posting.to.to_string(),
        message: posting.bytes,
    }
}

/// A report by form as the one raw message that is stored and read.
pub(crate) fn form_message(
    settings: &Settings,
    form: &FormReport,
    now: Instant,
    rng: &dyn Rng,
) -> Result<Vec<u8>, Error> {
    let to: Address = settings
        .contact
        .parse()
        .map_err(|_| unwritable("The project's contact address"))?;
    let mut fields = Vec::new();
    let mut field = |label: &str, value: &str| {
        if let (Ok(label), false) = (label.parse(), value.trim().is_empty()) {
            fields.push(Field {
                label,
                value: value.trim().to_owned(),
            });
        }
    };
    field("How to reproduce it", &form.steps);
    field("Anything else", &form.other);
    field("Already public at", &form.public_url);
    let contact = form.address.trim().parse::<Address>().ok();
    let contact = contact.map(|address| Contact {
        name: HeaderText::nearest(&form.name),
        address,
    });
    let file = |f: &crate::intake::FormFile| Attachment {
        name: FileName::safe(&f.name),
        media_type: MediaType::of(&f.media_type),
        bytes: f.bytes.to_vec(),
    };
    let token: Token = form
        .token
        .parse()
        .map_err(|_| Error::invalid("token", "Open the report form again."))?;
    Ok(ambergate_mail::form::form_message(&Submission {
        message_id: MessageId::ours(&token, to.domain()),
        to,
        contact,
        title: form.title.trim().to_owned(),
        filled: Filled {
            fields,
            description: form.what.trim().to_owned(),
        },
        files: form.files.iter().map(file).collect(),
        received: now,
        boundary_seed: random(rng),
    }))
}
