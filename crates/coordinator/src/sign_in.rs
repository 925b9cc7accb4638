//! Sign-in: a one-time link by mail, hashed sessions, sign-out. There are no passwords, so there is nothing to steal.

use crate::errands::Payload;
use crate::{Coordinator, Error};
use ambergate_mail::address::Address;
use ambergate_process::aggregate::Kind;
use ambergate_process::ids::{AccountId, OutsiderId, ReportId};
use ambergate_process::report::Report;
use ambergate_store::{ListQuery, NewLink, Order, Subject, Viewer};
use jiff::SignedDuration;

/// A link works once, for ten minutes.
pub const LINK: SignedDuration = SignedDuration::from_mins(10);
/// A session ends by itself.
pub const SESSION: SignedDuration = SignedDuration::from_hours(24 * 7);
/// A reporter's session, after the secret was given.
pub const REPORTER_SESSION: SignedDuration = SignedDuration::from_hours(12);

const PURPOSE: &str = "sign_in";

/// A new session: its token goes into a cookie and nowhere else.
pub struct Session {
    pub token: String,
    pub lasts: SignedDuration,
}

impl Coordinator {
    /// Sends a link if the address is known here. The answer is the same either way, and so is the work that the sender
    /// can see: the mail itself leaves later, by the outbox.
    pub async fn request_link(&self, address: &str, browser: &str) -> Result<(), Error> {
        let now = self.now();
        let token = self.token();
        let system = self.store().system("mails a sign-in link");
        let Ok(address) = address.parse::<Address>() else {
            return Err(Error::invalid("mail", "Write your mail address as name@example.org."));
        };
        let known = self.store().account_by_address(&system, &address.folded()).await?;
        let Some(account) = known else { return Ok(()) };
        let Some(person) = self.store().account(&system, &account).await? else {
            return Ok(());
        };
        let link = NewLink {
            token: token.clone(),
            purpose: PURPOSE,
            subject: Subject::Account(account),
            expires: now + LINK,
            browser: Some(browser.to_owned()),
        };
        self.store().issue_link(&system, link, now).await?;
        let url = match self.projects().first() {
            Some(listed) => format!("{}/sign-in/link?t={token}", instance_url(&listed.settings.members_url)),
            None => return Ok(()),
        };
        let payload = Payload::SignInLink {
            address: person.address.clone(),
            name: person.name,
            link: url,
        };
        let errand = payload.errand(&person.address, now);
        self.store()
            .enqueue(&system, &format!("sign_in/{token}"), errand, now)
            .await?;
        self.inner.wake.notify_one();
        Ok(())
    }

    /// A link for whoever runs the host: printed, never mailed. Used by the demo and the first start.
    pub async fn print_link(&self, subject: Subject, lasts: SignedDuration) -> Result<String, Error> {
        let now = self.now();
        let token = self.token();
        let system = self.store().system("prints a sign-in link on the host");
        let link = NewLink {
            token: token.clone(),
            purpose: PURPOSE,
            subject,
            expires: now + lasts,
            browser: None,
        };
        self.store().issue_link(&system, link, now).await?;
        Ok(token)
    }

    /// The account of this address, for the host's own commands.
    pub async fn account_of(&self, address: &str) -> Result<Option<AccountId>, Error> {
        let system = self.store().system("looks an account up on the host");
        Ok(self
            .store()
            .account_by_address(&system, &address.to_lowercase())
            .await?)
    }

    /// The first reporter of a project with this address, for the host's own commands.
    pub async fn reporter_on_host(&self, project: &str, address: &str) -> Result<OutsiderId, Error> {
        let listed = self.project(project).ok_or(Error::Absent)?;
        let viewer = self.system("finds a reporter on the host").await?;
        let system = self.store().system("finds a reporter on the host");
        let query = ListQuery {
            project: listed.id,
            phases: 0..=3,
            order: Order::Opened,
            limit: 200,
            after: None,
            lead: None,
        };
        let lines = self.store().look(&viewer, self.now()).list::<Report>(&query).await?;
        for line in lines.get() {
            let people = self.store().outsiders_of(&system, Kind::Report, &line.id).await?;
            if let Some(person) = people.into_iter().find(|p| p.address.eq_ignore_ascii_case(address)) {
                return Ok(person.id);
            }
        }
        Err(Error::Absent)
    }

    /// Whether a link would still work: shown before the button is pressed, so that a mail scanner does not use it up.
    pub async fn link_stands(&self, token: &str) -> Result<bool, Error> {
        Ok(self.store().link_stands(token, PURPOSE, self.now()).await?)
    }

    /// Uses a link once. `None`: forged, expired, used, or asked for in another browser.
    pub async fn use_link(&self, token: &str, browser: Option<&str>) -> Result<Option<Session>, Error> {
        let now = self.now();
        let Some(subject) = self.store().use_link(token, PURPOSE, browser, now).await? else {
            return Ok(None);
        };
        let lasts = match subject {
            Subject::Account(_) => SESSION,
            Subject::Outsider(_) => REPORTER_SESSION,
        };
        Ok(Some(self.open_session(&subject, lasts).await?))
    }

    /// The reporter's way in: the report's reference and the secret of the form. Unknown and wrong are one answer after
    /// the same work.
    pub async fn reporter_sign_in(&self, reference: &str, secret: &str) -> Result<Option<Session>, Error> {
        let reference = reference
            .parse::<ReportId>()
            .map(|id| id.to_string())
            .unwrap_or_default();
        let Some(outsider) = self.store().check_secret(&reference, secret).await? else {
            return Ok(None);
        };
        Ok(Some(
            self.open_session(&Subject::Outsider(outsider), REPORTER_SESSION)
                .await?,
        ))
    }

    async fn open_session(&self, subject: &Subject, lasts: SignedDuration) -> Result<Session, Error> {
        let now = self.now();
        let token = format!("{}{}", self.token(), self.token());
        let system = self.store().system("opens a session");
        self.store()
            .open_session(&system, &token, subject, now, now + lasts)
            .await?;
        Ok(Session { token, lasts })
    }

    pub async fn sign_out(&self, viewer: &Viewer) -> Result<(), Error> {
        Ok(self.store().close_session(viewer, self.now()).await?)
    }
}

/// The instance's own address, without a project's path.
pub(crate) fn instance_url(members_url: &str) -> String {
    let end = members_url.find("://").map_or(0, |n| n + 3);
    let host = members_url[end..].find('/').map_or(members_url.len(), |n| end + n);
    members_url[..host].to_owned()
}
