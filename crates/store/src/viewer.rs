//! Who asks. A `Viewer` is minted only here, from a credential that the database knows.
//!
//! ```compile_fail
//! let forged = ambergate_store::Viewer { asks: todo!() };
//! ```
//! ```compile_fail
//! let forged: ambergate_store::Viewer = Default::default();
//! ```

use crate::Store;
use crate::db::statements;
use crate::error::StoreError;
use crate::predicate::{Standing, membership};
use crate::seal::hex;
use crate::value::{Value, args};
use ambergate_process::Instant;
use ambergate_process::access::{Actor, Role, Who};
use ambergate_process::ids::{AccountId, MemberId, OutsiderId, ProjectId, ReportId};
use jiff::SignedDuration;
use std::fmt;

statements! {
    SESSION = "select subject_kind, subject, report, seen from sessions \
               where digest = $1 and revoked is null and expires > $2";
    SESSION_SEEN = "update sessions set seen = $2 where digest = $1";
    API_TOKEN = "select a.member, a.project, a.scopes, m.account from api_tokens a join members m on m.id = a.member \
                 where a.digest = $1 and a.revoked is null and a.expires > $2 and m.since <= $2 and m.until > $2";
    CALENDAR = "select c.member, c.project, m.account from calendars c join members m on m.id = c.member \
                where c.digest = $1 and m.since <= $2 and m.until > $2";
    MEMBERSHIPS = "select project, id, role from members where account = $1 and since <= $2 and until > $2 \
                   order by project, role desc";
    /// How the viewer stands to a project in which a row is begun; arguments 2 and 3 are named for their types only.
    MEMBERSHIP = concat!("select m.id, m.role from members m where ", membership!("$6"),
                         " and $2 in ('', $2) and $3 <= 1 order by m.role desc limit 1");
}

/// What somebody shows to be let in.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// The token of a session, from its cookie.
    Session(&'a str),
    /// A member's token for the API.
    ApiToken(&'a str),
    /// The secret part of the address of a member's calendar. Read the calendar for it, and do nothing else.
    Calendar(&'a str),
    /// Nothing: anybody on the internet.
    Public,
    /// The program itself, and why.
    System(&'static str),
}

/// The program itself at work, with its reason; functions that read without a person asking take it.
#[derive(Clone, Copy)]
pub struct System {
    pub(crate) reason: &'static str,
}

/// Who asks: valid at the instant it was minted for. Visibility itself is looked up again in every read and write.
#[derive(Clone)]
pub struct Viewer {
    asks: Asks,
}

#[derive(Clone)]
enum Asks {
    Account {
        account: AccountId,
        memberships: Vec<(ProjectId, MemberId, Role)>,
        by: By,
    },
    Outsider {
        outsider: OutsiderId,
        report: ReportId,
        session: [u8; 32],
    },
    Public,
    System(&'static str),
}

#[derive(Clone)]
enum By {
    Session([u8; 32]),
    ApiToken {
        project: ProjectId,
        scopes: String,
    },
    /// Reads as the member, and acts as nobody.
    Calendar {
        project: ProjectId,
    },
}

impl Viewer {
    pub(crate) fn system(system: &System) -> Self {
        Self {
            asks: Asks::System(system.reason),
        }
    }

    pub fn account(&self) -> Option<&AccountId> {
        match &self.asks {
            Asks::Account { account, .. } => Some(account),
            _ => None,
        }
    }

    /// The viewer's standing in a project; the PST's where there are two.
    pub fn member_in(&self, project: &ProjectId) -> Option<(MemberId, Role)> {
        let Asks::Account { memberships, .. } = &self.asks else {
            return None;
        };
        memberships
            .iter()
            .find(|(p, ..)| p == project)
            .map(|(_, id, role)| (id.clone(), *role))
    }

    /// The projects of which the viewer is a member.
    pub fn projects(&self) -> Vec<ProjectId> {
        let Asks::Account { memberships, .. } = &self.asks else {
            return Vec::new();
        };
        let mut projects: Vec<_> = memberships.iter().map(|(project, ..)| project.clone()).collect();
        projects.dedup();
        projects
    }

    pub fn outsider(&self) -> Option<(OutsiderId, ReportId)> {
        match &self.asks {
            Asks::Outsider { outsider, report, .. } => Some((outsider.clone(), report.clone())),
            _ => None,
        }
    }

    /// The scopes of the API token it came with.
    pub fn scopes(&self) -> Option<&str> {
        match &self.asks {
            Asks::Account {
                by: By::ApiToken { scopes, .. },
                ..
            } => Some(scopes),
            _ => None,
        }
    }

    pub fn session_digest(&self) -> Option<[u8; 32]> {
        match &self.asks {
            Asks::Account {
                by: By::Session(digest),
                ..
            }
            | Asks::Outsider { session: digest, .. } => Some(*digest),
            _ => None,
        }
    }

    pub fn is_public(&self) -> bool {
        matches!(self.asks, Asks::Public)
    }

    pub(crate) fn is_system(&self) -> bool {
        matches!(self.asks, Asks::System(_))
    }

    /// Arguments 1 to 5 of every statement with the predicate.
    pub(crate) fn arguments(&self, now: Instant) -> Vec<Value> {
        let (account, outsider, system, project) = match &self.asks {
            Asks::Account {
                account,
                by: By::Session(_),
                ..
            } => (account.as_str(), "", 0, ""),
            Asks::Account {
                account,
                by: By::ApiToken { project, .. } | By::Calendar { project },
                ..
            } => (account.as_str(), "", 0, project.as_str()),
            Asks::Outsider { outsider, .. } => ("", outsider.as_str(), 0, ""),
            Asks::Public => ("", "", 0, ""),
            Asks::System(_) => ("", "", 1, ""),
        };
        args![account, outsider, i64::from(system), now, project]
    }

    /// The Actor on a row, from how the database says the viewer stands to it.
    pub(crate) fn actor(&self, (_, member, role, grants): &Standing) -> Actor {
        let reads_only = matches!(
            self.asks,
            Asks::Account {
                by: By::Calendar { .. },
                ..
            }
        );
        if reads_only {
            return Actor {
                who: Who::Anyone,
                role: None,
                fix_team: false,
            };
        }
        let role = Role::from_key(role);
        let who = match &self.asks {
            Asks::Account { .. } => member.parse().map_or(Who::Anyone, Who::Member),
            Asks::Outsider { outsider, .. } => Who::Outsider(outsider.clone()),
            Asks::Public => Who::Anyone,
            Asks::System(reason) => Who::System((*reason).to_owned()),
        };
        Actor {
            who,
            role,
            fix_team: *grants > 0,
        }
    }
}

impl fmt::Debug for Viewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.asks {
            Asks::Account { account, .. } => write!(f, "Viewer(account {account})"),
            Asks::Outsider { outsider, .. } => write!(f, "Viewer(outsider {outsider})"),
            Asks::Public => f.write_str("Viewer(public)"),
            Asks::System(reason) => write!(f, "Viewer(system: {reason})"),
        }
    }
}

impl System {
    /// The system as a viewer, for `look` and `act`.
    pub fn viewer(&self) -> Viewer {
        Viewer::system(self)
    }
}

/// A session's last use is written at most this often: a page costs no fsync.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

impl Store {
    /// The program itself, for jobs. The reason stands in the log of what it does.
    pub fn system(&self, reason: &'static str) -> System {
        tracing::trace!(reason, "the system works");
        System { reason }
    }

    /// Looks the credential up. `None`: unknown, expired or revoked, which are one answer.
    pub async fn viewer(&self, credential: Credential<'_>, now: Instant) -> Result<Option<Viewer>, StoreError> {
        let asks = match credential {
            Credential::Public => Some(Asks::Public),
            Credential::System(reason) => Some(Asks::System(self.system(reason).reason)),
            Credential::Session(token) => self.by_session(token, now).await?,
            Credential::ApiToken(token) => self.by_api_token(token, now).await?,
            Credential::Calendar(token) => self.by_calendar(token, now).await?,
        };
        Ok(asks.map(|asks| Viewer { asks }))
    }

    /// What a form must carry to be accepted from this viewer: bound to the session, made of the instance's key.
    pub fn csrf(&self, viewer: &Viewer) -> String {
        let session = viewer.session_digest().unwrap_or_default();
        hex(&self.instance().digest.digest("csrf", &[&session]))
    }

    /// The digest under which a token is stored.
    pub(crate) fn token_digest(&self, purpose: &'static str, token: &str) -> [u8; 32] {
        self.instance().digest.digest(purpose, &[token.as_bytes()])
    }

    async fn by_session(&self, token: &str, now: Instant) -> Result<Option<Asks>, StoreError> {
        let digest = self.token_digest("session", token);
        let found: Option<(String, String, String, Instant)> = self.db().one(&SESSION, args![digest, now]).await?;
        let Some((kind, subject, report, seen)) = found else {
            return Ok(None);
        };
        if now.duration_since(seen) > SEEN_EVERY {
            self.db().write(&SESSION_SEEN, args![digest, now]).await?;
        }
        let strange = |_| StoreError::Malformed { what: "a session" };
        if kind == "outsider" {
            let outsider = subject.parse().map_err(strange)?;
            let report = report.parse().map_err(strange)?;
            return Ok(Some(Asks::Outsider {
                outsider,
                report,
                session: digest,
            }));
        }
        let account: AccountId = subject.parse().map_err(strange)?;
        let memberships = self.memberships(&account, now).await?;
        Ok(Some(Asks::Account {
            account,
            memberships,
            by: By::Session(digest),
        }))
    }

    async fn by_api_token(&self, token: &str, now: Instant) -> Result<Option<Asks>, StoreError> {
        let digest = self.token_digest("api token", token);
        let found: Option<(MemberId, ProjectId, String, AccountId)> =
            self.db().one(&API_TOKEN, args![digest, now]).await?;
        let Some((_, project, scopes, account)) = found else {
            return Ok(None);
        };
        let by = By::ApiToken {
            project: project.clone(),
            scopes,
        };
        self.in_project(account, &project, by, now).await.map(Some)
    }

    async fn by_calendar(&self, token: &str, now: Instant) -> Result<Option<Asks>, StoreError> {
        let digest = self.token_digest("calendar", token);
        let found: Option<(MemberId, ProjectId, AccountId)> = self.db().one(&CALENDAR, args![digest, now]).await?;
        let Some((_, project, account)) = found else {
            return Ok(None);
        };
        let by = By::Calendar {
            project: project.clone(),
        };
        self.in_project(account, &project, by, now).await.map(Some)
    }

    /// An account in one of its projects.
    async fn in_project(
        &self,
        account: AccountId,
        project: &ProjectId,
        by: By,
        now: Instant,
    ) -> Result<Asks, StoreError> {
        let mut memberships = self.memberships(&account, now).await?;
        memberships.retain(|(theirs, ..)| theirs == project);
        Ok(Asks::Account {
            account,
            memberships,
            by,
        })
    }

    async fn memberships(
        &self,
        account: &AccountId,
        now: Instant,
    ) -> Result<Vec<(ProjectId, MemberId, Role)>, StoreError> {
        let found: Vec<(ProjectId, MemberId, String)> = self.db().rows(&MEMBERSHIPS, args![account, now]).await?;
        found
            .into_iter()
            .map(|(project, member, role)| {
                let role = Role::from_key(&role).ok_or(StoreError::Malformed { what: "a role" })?;
                Ok((project, member, role))
            })
            .collect()
    }
}
