//! Sign-in: one-time links, sessions, API tokens. Only keyed digests of tokens are stored.

use crate::Store;
use crate::error::StoreError;
use crate::value::args;
use crate::viewer::{System, Viewer};
use ambergate_process::Instant;
use ambergate_process::ids::{AccountId, MemberId, OutsiderId, ProjectId, ReportId};
use std::fmt;

crate::db::statements! {
    LINK_PUT = "insert into links (digest, purpose, subject_kind, subject, browser, created, expires) \
                values ($1, $2, $3, $4, $5, $6, $7)";
    LINK_STANDS = "select count(*) from links where digest = $1 and purpose = $2 and used is null and expires > $3";
    /// One statement, so that of two uses at the same instant one finds it used.
    LINK_USE = "update links set used = $3 where digest = $1 and purpose = $2 and used is null and expires > $3 \
                and (browser is null or browser = $4) returning subject_kind, subject";
    SESSION_PUT = "insert into sessions (digest, subject_kind, subject, report, created, seen, expires) \
                   values ($1, $2, $3, $4, $5, $5, $6)";
    SESSION_CLOSE = "update sessions set revoked = $2 where digest = $1 and revoked is null";
    SESSIONS_CLOSE = "update sessions set revoked = $3 where subject_kind = $1 and subject = $2 and revoked is null";
    API_TOKEN_PUT = "insert into api_tokens (digest, member, project, scopes, created, expires) values ($1, $2, $3, $4, $5, $6)";
    API_TOKEN_REVOKE = "update api_tokens set revoked = $2 where digest = $1 and revoked is null";
}

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Account(AccountId),
    Outsider(OutsiderId),
}

impl Subject {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Subject::Account(id) => ("account", id.as_str()),
            Subject::Outsider(id) => ("outsider", id.as_str()),
        }
    }
    fn read(kind: &str, id: &str) -> Result<Self, StoreError> {
        let strange = |_| StoreError::Malformed {
            what: "the subject of a link",
        };
        match kind {
            "account" => id.parse().map(Subject::Account).map_err(strange),
            _ => id.parse().map(Subject::Outsider).map_err(strange),
        }
    }
}

/// A link that works once.
pub struct NewLink {
    pub token: String,
    /// What it is for: `sign-in`, `set-up`. A link for one thing opens no other.
    pub purpose: &'static str,
    pub subject: Subject,
    pub expires: Instant,
    /// What the browser that asked for it must show again, if it must be the same one.
    pub browser: Option<String>,
}

/// A member's token for the API.
pub struct NewApiToken {
    pub token: String,
    pub member: MemberId,
    pub project: ProjectId,
    /// The coordinator's words for what it may do.
    pub scopes: String,
    pub expires: Instant,
}

impl fmt::Debug for NewLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewLink({}, {:?}, •••)", self.purpose, self.subject)
    }
}
impl fmt::Debug for NewApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewApiToken({}, •••)", self.member)
    }
}

impl Store {
    pub async fn issue_link(&self, _: &System, new: NewLink, now: Instant) -> Result<(), StoreError> {
        let (kind, subject) = new.subject.columns();
        let browser = new.browser.map(|shown| self.token_digest("browser", &shown).to_vec());
        let digest = self.token_digest("link", &new.token);
        self.db()
            .write(
                &LINK_PUT,
                args![digest, new.purpose, kind, subject, browser, now, new.expires],
            )
            .await?;
        Ok(())
    }

    /// Whether a link would work; a mail scanner that follows it uses nothing up.
    pub async fn link_stands(&self, token: &str, purpose: &str, now: Instant) -> Result<bool, StoreError> {
        let digest = self.token_digest("link", token);
        let found: Option<(i64,)> = self.db().one(&LINK_STANDS, args![digest, purpose, now]).await?;
        Ok(found == Some((1,)))
    }

    /// Uses a link up. `None`: unknown, used, expired, or another browser, which are one answer.
    pub async fn use_link(
        &self,
        token: &str,
        purpose: &str,
        browser: Option<&str>,
        now: Instant,
    ) -> Result<Option<Subject>, StoreError> {
        let digest = self.token_digest("link", token);
        let browser = browser.map(|shown| self.token_digest("browser", shown).to_vec());
        let used: Vec<(String, String)> = self
            .db()
            .write_rows(&LINK_USE, args![digest, purpose, now, browser])
            .await?;
        used.first().map(|(kind, id)| Subject::read(kind, id)).transpose()
    }

    pub async fn open_session(
        &self,
        system: &System,
        token: &str,
        subject: &Subject,
        now: Instant,
        expires: Instant,
    ) -> Result<(), StoreError> {
        // An outsider's session is for its report; the report is looked up once, here.
        let report = match subject {
            Subject::Account(_) => None,
            Subject::Outsider(id) => Some(self.report_of(system, id).await?.ok_or(StoreError::Malformed {
                what: "an outsider's report",
            })?),
        };
        let report = report.as_ref().map_or("", ReportId::as_str);
        let (kind, id) = subject.columns();
        let digest = self.token_digest("session", token);
        self.db()
            .write(&SESSION_PUT, args![digest, kind, id, report, now, expires])
            .await?;
        Ok(())
    }

    /// Signs the viewer out.
    pub async fn close_session(&self, viewer: &Viewer, now: Instant) -> Result<(), StoreError> {
        if let Some(digest) = viewer.session_digest() {
            self.db().write(&SESSION_CLOSE, args![digest, now]).await?;
        }
        Ok(())
    }

    /// Signs somebody out everywhere.
    pub async fn close_sessions(&self, _: &System, subject: &Subject, now: Instant) -> Result<(), StoreError> {
        let (kind, id) = subject.columns();
        self.db().write(&SESSIONS_CLOSE, args![kind, id, now]).await.map(|_| ())
    }

    pub async fn issue_api_token(&self, _: &System, new: NewApiToken, now: Instant) -> Result<(), StoreError> {
        let digest = self.token_digest("api token", &new.token);
        let arguments = args![digest, &new.member, &new.project, new.scopes, now, new.expires];
        self.db().write(&API_TOKEN_PUT, arguments).await.map(|_| ())
    }

    pub async fn revoke_api_token(&self, _: &System, token: &str, now: Instant) -> Result<(), StoreError> {
        self.db()
            .write(&API_TOKEN_REVOKE, args![self.token_digest("api token", token), now])
            .await
            .map(|_| ())
    }
}
