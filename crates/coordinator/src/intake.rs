//! Intake: bytes become durable before their sender hears yes, and before anything parses them. Mail, form and API end
//! in the same place: one raw message, sealed under a key of its own from its first byte.

use crate::projects::Listed;
use crate::{Coordinator, Error, Fault};
use ambergate_mail::address::{Address, Recipient};
use ambergate_mail::delivery;
use ambergate_process::facts;
use ambergate_process::ids::ReportId;
use ambergate_process::report::{CreditWish, PublicKnowledge, Via, web_address};
use ambergate_store::{NewInbound, SecretHash};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// A report by form or API, as it was typed.
#[derive(Clone, Default)]
pub struct FormReport {
    /// Minted with the form: the same token twice is one report.
    pub token: String,
    pub name: String,
    pub address: String,
    pub title: String,
    /// Where it is and what it does.
    pub what: String,
    pub steps: String,
    pub other: String,
    pub credit: Credit,
    pub credit_name: String,
    /// "This is already public at" (S9).
    pub public_url: String,
    pub public_seen: String,
    /// For reading answers later.
    pub secret: String,
    pub clear_mail: ClearMail,
    pub files: Vec<FormFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Credit {
    #[default]
    NotSaid,
    ByName,
    Anonymous,
}

/// Whether answers may travel as clear text by mail. Only the reporter, or a recorded act of the PST, says yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ClearMail {
    #[default]
    No,
    Allowed,
}

#[derive(Clone)]
pub struct FormFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

/// What the door keeps beside the raw bytes of a form: sealed with them.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub via: Via,
    pub name: String,
    pub address: String,
    pub credit: CreditWish,
    pub public: Option<PublicKnowledge>,
    pub secret: Option<SecretHash>,
    pub clear_mail: ClearMail,
}

/// What the sender is told: the reference, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub report: ReportId,
}

/// The shortest secret that a reporter may choose.
const SECRET: usize = 12;

impl Coordinator {
    /// Whether mail to this recipient is taken at all. Decided by configuration and by form alone, never by case data:
    /// a guessed reply address is accepted like a real one.
    pub fn accepts(&self, recipient: &str) -> bool {
        self.project_of_recipient(recipient).is_some()
    }

    pub(crate) fn project_of_recipient(&self, recipient: &str) -> Option<Listed> {
        let address: Address = recipient.parse().ok()?;
        let projects = self.projects();
        let contact = |p: &Listed| p.settings.contact.parse::<Address>().ok();
        let found = match Recipient::of(&address) {
            Recipient::Plain(address) => projects
                .iter()
                .find(|p| contact(p).is_some_and(|c| c.folded() == address.folded())),
            _ => projects
                .iter()
                .find(|p| contact(p).is_some_and(|c| c.domain() == address.domain())),
        };
        found.cloned()
    }

    /// Takes one delivery. `Ok` means durable; any fault means "try again later", and the sender keeps it.
    pub async fn take_mail(&self, envelope_from: &str, recipient: &str, raw: Bytes) -> Result<Receipt, Error> {
        let project = self.project_of_recipient(recipient).ok_or(Error::Absent)?;
        let report = ReportId::mint(self.rng());
        let new = NewInbound {
            project: project.id,
            source: "mail",
            envelope_from: envelope_from.to_owned(),
            recipient: recipient.to_owned(),
            delivery_parts: &[delivery::canonical(&raw)],
            raw: raw.clone(),
            meta: Vec::new(),
            report,
        };
        let taken = self.store().take_in(new, self.now()).await?;
        self.inner.wake.notify_one();
        Ok(Receipt { report: taken.report })
    }

    /// Takes a report by form or API. The raw bytes are a message that we compose from it, so that every report can be
    /// read again from one kind of source.
    pub async fn take_form(&self, project: &str, form: FormReport, via: Via) -> Result<Receipt, Error> {
        let project = self.project(project).ok_or(Error::Absent)?;
        let now = self.now();
        let meta = self.meta(&form, via).await?;
        let raw = Bytes::from(crate::letters::form_message(&project.settings, &form, now, self.rng())?);
        let report = ReportId::mint(self.rng());
        let new = NewInbound {
            project: project.id,
            source: "form",
            envelope_from: String::new(),
            recipient: project.settings.contact.clone(),
            delivery_parts: &[b"form", form.token.as_bytes()],
            raw,
            meta: serde_json::to_vec(&meta).unwrap_or_default(),
            report,
        };
        let taken = self.store().take_in(new, now).await?;
        self.inner.wake.notify_one();
        Ok(Receipt { report: taken.report })
    }

    async fn meta(&self, form: &FormReport, via: Via) -> Result<Meta, Error> {
        let mut faults = Vec::new();
        let mut fault = |field, what: &str| {
            faults.push(Fault {
                field,
                what: what.to_owned(),
            })
        };
        if form.token.len() != 26 || !form.token.bytes().all(|b| b.is_ascii_alphanumeric()) {
            fault(
                "token",
                "This form has no token. Open the report form again; what you typed is below.",
            );
        }
        if form.title.trim().is_empty() {
            fault("title", "Give the report a title: a few words are enough.");
        }
        if form.what.trim().is_empty() && form.steps.trim().is_empty() && form.files.is_empty() {
            fault("what", "Say what you found, or attach a file that does.");
        }
        if !form.address.trim().is_empty() && form.address.parse::<Address>().is_err() {
            fault(
                "address",
                "This is no mail address. Write name@example.org, or leave it empty.",
            );
        }
        if !form.secret.is_empty() && form.secret.chars().count() < SECRET {
            fault("secret", "A secret needs at least 12 characters, or leave it empty.");
        }
        if form.credit == Credit::ByName && form.credit_name.trim().is_empty() {
            fault("credit_name", "Write the name or handle that shall be thanked.");
        }
        let public = match (form.public_url.trim(), form.public_seen.trim()) {
            ("", _) => None,
            (url, seen) => match (web_address(url), seen) {
                (Ok(url), "") => Some(PublicKnowledge { url, seen: self.now() }),
                (Ok(url), seen) => match facts::instant(seen) {
                    Some(seen) if seen <= self.now() => Some(PublicKnowledge { url, seen }),
                    _ => {
                        fault(
                            "public_seen",
                            "Write when you saw it as 2025-09-03 14:00 (UTC), not in the future.",
                        );
                        None
                    }
                },
                (Err(_), _) => {
                    fault("public_url", "Write the full address, beginning with https://.");
                    None
                }
            },
        };
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let credit = wish(form.credit, &form.credit_name)?;
        let secret = match form.secret.as_str() {
            "" => None,
            secret => Some(self.store().hash_secret(secret).await?),
        };
        let clear_mail = if form.address.trim().is_empty() {
            ClearMail::No
        } else {
            form.clear_mail
        };
        Ok(Meta {
            via,
            name: form.name.trim().to_owned(),
            address: form.address.trim().to_owned(),
            credit,
            public,
            secret,
            clear_mail,
        })
    }
}

/// The choice of credit as it is kept (S7).
pub(crate) fn wish(credit: Credit, name: &str) -> Result<CreditWish, Error> {
    Ok(match credit {
        Credit::NotSaid => CreditWish::NotSaid,
        Credit::Anonymous => CreditWish::Anonymous,
        Credit::ByName => {
            let what = "Write the name or handle that shall be thanked.";
            CreditWish::As(
                crate::triage::needed("credit_name", name, what)?
                    .chars()
                    .take(120)
                    .collect(),
            )
        }
    })
}
