//! People: accounts, members, outsiders and the reporter's own secret.
//!
//! Addresses are looked up by keyed digest; names and addresses are sealed.

use crate::Store;
use crate::db::in_write;
use crate::error::StoreError;
use crate::look::Look;
use crate::predicate::membership;
use crate::seal::Place;
use crate::seen::Seen;
use crate::thread::{OutsiderColumns, OutsiderPerson, PersonAbout, outsider_place};
use crate::value::{Wide, args};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::access::Role;
use ambergate_process::ids::{AccountId, MemberId, OutsiderId, ProjectId};
use ambergate_process::ports::{Rng, random};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use std::fmt;

/// "Until" of a member who has not left.
const STAYS: i64 = i64::MAX;

crate::db::statements! {
    ACCOUNT_PUT = "insert into accounts (id, address, about, created) values ($1, $2, $3, $4) on conflict (address) do nothing";
    ACCOUNT_BY_ADDRESS = "select id from accounts where address = $1";
    ACCOUNT = "select about from accounts where id = $1";
    MEMBER_PUT = "insert into members (id, project, account, role, since, until) values ($1, $2, $3, $4, $5, $6)";
    MEMBER_END = "update members set until = $2 where id = $1 and until > $2";
    MEMBERS = "select m.id, m.account, m.role, m.since, m.until, a.about from members m join accounts a on a.id = m.account \
               where m.project = $1 and m.since <= $2 and m.until > $2 order by m.since, m.id";
    /// All members, past ones too, for those who are members today.
    MEMBERS_SEEN = concat!(
        "select x.id, x.account, x.role, x.since, x.until, a.about from members x join accounts a on a.id = x.account ",
        "where x.project = $6 and $2 in ('', $2) and ($3 = 1 or exists (select 1 from members m where ", membership!("$6"), ")) ",
        "order by x.since, x.id");
    SECRETS = "select outsider, hash from secrets where report = $1 order by outsider";
    SECRET_SET = "insert into secrets (outsider, report, hash) values ($1, $2, $3) \
                  on conflict (outsider) do update set hash = excluded.hash";
}

/// One who signs in.
pub struct NewAccount {
    pub id: AccountId,
    pub name: String,
    pub address: String,
}

/// An account, read.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub address: String,
}

/// An account's place in a project.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub id: MemberId,
    pub project: ProjectId,
    pub account: AccountId,
    pub role: Role,
    pub since: Instant,
}

/// A member with the name and address of their account.
#[derive(Clone)]
pub struct Person {
    pub member: MemberId,
    pub account: AccountId,
    pub role: Role,
    pub since: Instant,
    /// When they left or will leave.
    pub until: Option<Instant>,
    pub name: String,
    pub address: String,
}

/// A reporter's secret, hashed with argon2id.
#[derive(serde::Serialize, serde::Deserialize, Clone)]
pub struct SecretHash(String);

impl SecretHash {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(•••)")
    }
}

/// An address as it is compared: without spaces around it, in lower case.
pub(crate) fn fold_address(address: &str) -> String {
    address.trim().to_lowercase()
}

fn account_place(id: &str) -> Place<'_> {
    Place {
        table: "accounts.about",
        row: id,
        project: "",
    }
}

type PersonColumns = (MemberId, AccountId, String, Instant, i64, Vec<u8>);

impl Store {
    /// Makes an account, or finds the one that has this address.
    pub async fn create_account(&self, _: &System, new: NewAccount, now: Instant) -> Result<AccountId, StoreError> {
        let digest = self.address_digest(&new.address);
        let about = serde_json::to_vec(&PersonAbout {
            name: new.name,
            address: new.address,
        })?;
        let about = self
            .instance()
            .people
            .seal(self.rng(), account_place(new.id.as_str()), &about)?
            .into_bytes();
        in_write!(self.db(), |tx| {
            if tx
                .write(&ACCOUNT_PUT, args![&new.id, digest, about.clone(), now])
                .await?
                == 1
            {
                return Ok(new.id.clone());
            }
            let found: Option<(AccountId,)> = tx.one(&ACCOUNT_BY_ADDRESS, args![digest]).await?;
            found.map(|(id,)| id).ok_or(StoreError::Taken)
        })
    }

    pub async fn account_by_address(&self, _: &System, address: &str) -> Result<Option<AccountId>, StoreError> {
        let found: Option<(AccountId,)> = self
            .db()
            .one(&ACCOUNT_BY_ADDRESS, args![self.address_digest(address)])
            .await?;
        Ok(found.map(|(id,)| id))
    }

    pub async fn account(&self, _: &System, id: &AccountId) -> Result<Option<Account>, StoreError> {
        let found: Option<(Vec<u8>,)> = self.db().one(&ACCOUNT, args![id]).await?;
        let Some((about,)) = found else { return Ok(None) };
        let PersonAbout { name, address } = self.open_account(id, &about)?;
        Ok(Some(Account {
            id: id.clone(),
            name,
            address,
        }))
    }

    pub async fn add_member(&self, _: &System, new: NewMember) -> Result<(), StoreError> {
        let arguments = args![&new.id, &new.project, &new.account, new.role.key(), new.since, STAYS];
        self.db().write(&MEMBER_PUT, arguments).await.map(|_| ())
    }

    /// A member leaves; what they did stays theirs. From then on nothing is visible to them.
    pub async fn end_member(&self, _: &System, id: &MemberId, at: Instant) -> Result<(), StoreError> {
        self.db().write(&MEMBER_END, args![id, at]).await.map(|_| ())
    }

    /// The members of a project at this instant, for mail that goes to them.
    pub async fn members(&self, _: &System, project: &ProjectId, now: Instant) -> Result<Vec<Person>, StoreError> {
        let found: Vec<PersonColumns> = self.db().rows(&MEMBERS, args![project, now]).await?;
        found.into_iter().map(|columns| self.person(columns)).collect()
    }

    /// Hashes a reporter's secret; slow on purpose.
    pub async fn hash_secret(&self, secret: &str) -> Result<SecretHash, StoreError> {
        let salt: [u8; 16] = random(self.rng());
        hash(secret.to_owned(), salt).await
    }

    /// The outsider of this report whose secret this is. The same work whether the report, or its secret, exists or not.
    pub async fn check_secret(&self, report: &str, secret: &str) -> Result<Option<OutsiderId>, StoreError> {
        let mut found: Vec<(OutsiderId, String)> = self.db().rows(&SECRETS, args![report]).await?;
        let unknown = self
            .nobodys_secret()
            .get_or_try_init(|| nobodys_secret(self.rng()))
            .await?;
        // One hash is checked, always: the first outsider of a report is its reporter.
        found.truncate(1);
        let (outsider, stored) = match found.pop() {
            Some((outsider, stored)) => (Some(outsider), stored),
            None => (None, unknown.as_str().to_owned()),
        };
        let fits = verify(stored, secret.to_owned()).await?;
        Ok(outsider.filter(|_| fits))
    }

    /// Sets or changes the secret of an outsider.
    pub async fn set_secret(
        &self,
        system: &System,
        outsider: &OutsiderId,
        secret: SecretHash,
    ) -> Result<(), StoreError> {
        let report = self.report_of(system, outsider).await?.ok_or(StoreError::Malformed {
            what: "an outsider's report",
        })?;
        self.db()
            .write(&SECRET_SET, args![outsider, &report, secret.as_str()])
            .await
            .map(|_| ())
    }

    pub(crate) async fn open_outsiders(&self, found: Vec<OutsiderColumns>) -> Result<Vec<OutsiderPerson>, StoreError> {
        let mut people = Vec::with_capacity(found.len());
        for Wide((id, report, about, secrets, project), columns) in found {
            let key = self.row_key(&project, "report", report.as_str(), &columns).await?;
            let plain = key.open(outsider_place(id.as_str(), project.as_str()), &about)?;
            let PersonAbout { name, address } = serde_json::from_slice(&plain)?;
            people.push(OutsiderPerson {
                id,
                report,
                name,
                address,
                has_secret: secrets > 0,
            });
        }
        Ok(people)
    }

    fn address_digest(&self, address: &str) -> [u8; 32] {
        self.instance()
            .digest
            .digest("account address", &[fold_address(address).as_bytes()])
    }

    fn open_account(&self, id: &AccountId, about: &[u8]) -> Result<PersonAbout, StoreError> {
        let plain = self.instance().people.open(account_place(id.as_str()), about)?;
        Ok(serde_json::from_slice(&plain)?)
    }

    fn person(&self, (member, account, role, since, until, about): PersonColumns) -> Result<Person, StoreError> {
        let PersonAbout { name, address } = self.open_account(&account, &about)?;
        let role = Role::from_key(&role).ok_or(StoreError::Malformed { what: "a role" })?;
        let until = (until != STAYS)
            .then(|| Instant::from_microsecond(until).ok())
            .flatten();
        Ok(Person {
            member,
            account,
            role,
            since,
            until,
            name,
            address,
        })
    }
}

impl Look<'_> {
    /// The members of a project, past ones too: for its members today, and the system.
    pub async fn members(&self, project: &ProjectId) -> Result<Seen<Vec<Person>>, StoreError> {
        let found: Vec<PersonColumns> = self
            .store
            .db()
            .rows(&MEMBERS_SEEN, self.arguments(args![project]))
            .await?;
        let people: Result<Vec<_>, _> = found.into_iter().map(|columns| self.store.person(columns)).collect();
        people.map(Seen::new)
    }
}

/// A hash that no secret has, made once per process: what is checked where there is nothing to check.
async fn nobodys_secret(rng: &dyn Rng) -> Result<SecretHash, StoreError> {
    let unknown: [u8; 32] = random(rng);
    hash(crate::seal::hex(&unknown), random(rng)).await
}

async fn hash(secret: String, salt: [u8; 16]) -> Result<SecretHash, StoreError> {
    let work = move || -> Result<SecretHash, argon2::password_hash::Error> {
        let salt = SaltString::encode_b64(&salt)?;
        Ok(SecretHash(
            Argon2::default().hash_password(secret.as_bytes(), &salt)?.to_string(),
        ))
    };
    aside(work)
        .await?
        .map_err(|error| StoreError::Secret(error.to_string()))
}

async fn verify(stored: String, secret: String) -> Result<bool, StoreError> {
    let work = move || -> Result<bool, argon2::password_hash::Error> {
        let stored = PasswordHash::new(&stored)?;
        Ok(Argon2::default().verify_password(secret.as_bytes(), &stored).is_ok())
    };
    aside(work)
        .await?
        .map_err(|error| StoreError::Secret(error.to_string()))
}

/// Argon2 takes tens of milliseconds and 19 MiB: not on a thread that serves others.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Secret(error.to_string()))
}
