//! Reminders at rest: how each member wants them (sealed), which were sent (keyed digests), and the secret address of a
//! member's calendar (a keyed digest).
//!
//! What must not live here: who is reminded of what, and when; that is `ambergate_process::reminders`.

use crate::Store;
use crate::children::{ERRAND, errand_id};
use crate::db::in_write;
use crate::deed::NewErrand;
use crate::error::StoreError;
use crate::outbox::INSTANCE;
use crate::seal::Place;
use crate::value::args;
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::ids::{MemberId, ProjectId};
use std::collections::BTreeMap;

crate::db::statements! {
    SETTINGS = "select settings from reminder_settings where member = $1";
    SETTINGS_PUT = "insert into reminder_settings (member, settings) values ($1, $2) \
                    on conflict (member) do update set settings = excluded.settings";
    SETTINGS_OF_ALL = "select r.member, r.settings from members m cross join reminder_settings r \
                       where r.member = m.id and m.project = $1 and m.since <= $2 and m.until > $2";
    REMINDED = "select count(*) from reminded where digest = $1";
    /// Of two nodes that remind at once, one finds the digest there.
    REMINDED_PUT = "insert into reminded (digest, at) values ($1, $2) on conflict (digest) do nothing";
    CALENDAR_PUT = "insert into calendars (member, project, digest, created) values ($1, $2, $3, $4) \
                    on conflict (member) do update set digest = excluded.digest, created = excluded.created";
    CALENDAR_MADE = "select created from calendars where member = $1";
    CALENDAR_DROP = "delete from calendars where member = $1";
}

fn settings_place(member: &str) -> Place<'_> {
    Place {
        table: "reminder_settings.settings",
        row: member,
        project: "",
    }
}

impl Store {
    /// What a member chose; `None` if nothing.
    pub async fn reminder_settings(&self, _: &System, member: &MemberId) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Option<(Vec<u8>,)> = self.db().one(&SETTINGS, args![member]).await?;
        found.map(|(sealed,)| self.open_settings(member, &sealed)).transpose()
    }

    /// What the members of a project chose who serve now. Who chose nothing is not in it.
    pub async fn reminder_settings_of_all(
        &self,
        _: &System,
        project: &ProjectId,
        now: Instant,
    ) -> Result<BTreeMap<MemberId, Vec<u8>>, StoreError> {
        let found: Vec<(MemberId, Vec<u8>)> = self.db().rows(&SETTINGS_OF_ALL, args![project, now]).await?;
        found
            .into_iter()
            .map(|(member, sealed)| {
                let settings = self.open_settings(&member, &sealed)?;
                Ok((member, settings))
            })
            .collect()
    }

    pub async fn put_reminder_settings(
        &self,
        _: &System,
        member: &MemberId,
        settings: &[u8],
    ) -> Result<(), StoreError> {
        let place = settings_place(member.as_str());
        let sealed = self.instance().people.seal(self.rng(), place, settings)?.into_bytes();
        self.db().write(&SETTINGS_PUT, args![member, sealed]).await.map(|_| ())
    }

    /// Which of these reminders were sent, by their place in the list.
    pub async fn reminded(&self, _: &System, logical_keys: &[String]) -> Result<Vec<bool>, StoreError> {
        let mut there = Vec::with_capacity(logical_keys.len());
        for key in logical_keys {
            let found: Option<(i64,)> = self.db().one(&REMINDED, args![self.reminder_digest(key)]).await?;
            there.push(found == Some((1,)));
        }
        Ok(there)
    }

    /// Queues a mail and remembers the reminders in it, in one transaction. `false`: one of them was sent already, by
    /// somebody quicker, and nothing was queued.
    pub async fn enqueue_reminder(
        &self,
        _: &System,
        project: &ProjectId,
        logical_keys: &[String],
        errand: NewErrand,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let digests: Vec<_> = logical_keys.iter().map(|key| self.reminder_digest(key)).collect();
        let parts: Vec<&[u8]> = logical_keys.iter().map(String::as_bytes).collect();
        let id = errand_id(&self.instance().digest, &parts);
        let [key, recipient, payload] = self.seal_errand(&self.instance().people, &id, project.as_str(), &errand)?;
        let written = in_write!(self.db(), |tx| {
            for digest in &digests {
                if tx.write(&REMINDED_PUT, args![*digest, now]).await? == 0 {
                    return Err(StoreError::Taken);
                }
            }
            let arguments = args![
                &id,
                project,
                INSTANCE,
                "",
                0i64,
                errand.kind,
                errand.due,
                now,
                key.clone(),
                recipient.clone(),
                payload.clone()
            ];
            tx.write(&ERRAND, arguments).await?;
            Ok(())
        });
        match written {
            Ok(()) => Ok(true),
            Err(StoreError::Taken) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes this the address of the member's calendar; one from before answers no more.
    pub async fn put_calendar(
        &self,
        _: &System,
        (project, member): (&ProjectId, &MemberId),
        token: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let digest = self.token_digest("calendar", token);
        self.db()
            .write(&CALENDAR_PUT, args![member, project, digest, now])
            .await
            .map(|_| ())
    }

    /// Since when the member's calendar has its address; `None` if it has none.
    pub async fn calendar_made(&self, _: &System, member: &MemberId) -> Result<Option<Instant>, StoreError> {
        let found: Option<(Instant,)> = self.db().one(&CALENDAR_MADE, args![member]).await?;
        Ok(found.map(|(created,)| created))
    }

    /// The member's calendar answers nobody any more.
    pub async fn drop_calendar(&self, _: &System, member: &MemberId) -> Result<(), StoreError> {
        self.db().write(&CALENDAR_DROP, args![member]).await.map(|_| ())
    }

    /// 128 bits that stand for these parts: always the same, and without a meaning to anybody who lacks the key.
    pub fn opaque_id(&self, purpose: &'static str, parts: &[&[u8]]) -> [u8; 16] {
        let digest = self.instance().digest.digest(purpose, parts);
        std::array::from_fn(|n| digest[n])
    }

    fn reminder_digest(&self, logical_key: &str) -> [u8; 32] {
        self.instance().digest.digest("reminder", &[logical_key.as_bytes()])
    }

    fn open_settings(&self, member: &MemberId, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let place = settings_place(member.as_str());
        Ok(self.instance().people.open(place, sealed)?.to_vec())
    }
}
