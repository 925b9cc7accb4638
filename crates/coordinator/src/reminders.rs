//! How a member wants to be reminded: by mail or not, in which time zone, with which quiet hours, at once or once a day.
//!
//! What lives here: reading and changing these settings, and the secret address of a member's calendar. What must not:
//! who is reminded of what and when ([`crate::reminding`]); a word about a case.

use crate::projects::Listed;
use crate::sign_in::instance_url;
use crate::{Coordinator, Error, Fault};
use ambergate_process::Instant;
use ambergate_process::calendar;
use ambergate_process::ids::MemberId;
use ambergate_process::reminders::{Digest, QuietHours, Settings};
use ambergate_store::{System, Viewer};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether reminders go out by mail at all. The calendar is apart from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByMail {
    #[default]
    On,
    Off,
}

impl ByMail {
    pub const ALL: [ByMail; 2] = [ByMail::On, ByMail::Off];

    pub fn key(self) -> &'static str {
        match self {
            ByMail::On => "on",
            ByMail::Off => "off",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        ByMail::ALL.into_iter().find(|choice| choice.key() == key)
    }
}

/// The settings as a person types and reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderChoices {
    pub by_mail: ByMail,
    /// An IANA name: `Europe/Berlin`.
    pub zone: String,
    /// Times of day as `22:00`; both empty for none.
    pub quiet_from: String,
    pub quiet_until: String,
    /// A time of day; empty for reminders at once.
    pub digest: String,
}

/// What the page *Reminders* shows.
#[derive(Debug, Clone)]
pub struct RemindersView {
    pub choices: ReminderChoices,
    /// Where the mail goes.
    pub address: String,
    /// The reader's own clock now, `2025-11-19 09:40`.
    pub wall: String,
    /// Since when there is an address of their calendar.
    pub calendar: Option<Instant>,
}

/// What a member chose, as the job reads it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chosen {
    pub by_mail: ByMail,
    pub settings: Settings,
}

/// At rest.
#[derive(Serialize, Deserialize)]
struct Stored {
    by_mail: ByMail,
    zone: String,
    quiet: Option<String>,
    digest: Option<String>,
}

impl Coordinator {
    pub async fn reminders(&self, viewer: &Viewer, slug: &str) -> Result<RemindersView, Error> {
        let (listed, me) = self.me(viewer, slug)?;
        let system = self.store().system("shows a member their own settings");
        let Chosen { by_mail, settings } = self.chosen(&system, &me).await?;
        let now = self.now();
        let people = self.store().members(&system, &listed.id, now).await?;
        let address = people.into_iter().find(|person| person.member == me);
        Ok(RemindersView {
            address: address.map(|person| person.address).unwrap_or_default(),
            wall: now
                .to_zoned(settings.zone.clone())
                .strftime("%Y-%m-%d %H:%M")
                .to_string(),
            choices: written(by_mail, &settings),
            calendar: self.store().calendar_made(&system, &me).await?,
        })
    }

    /// A member's own settings, and nobody else's.
    pub async fn choose_reminders(&self, viewer: &Viewer, slug: &str, choices: ReminderChoices) -> Result<(), Error> {
        let (_, me) = self.me(viewer, slug)?;
        let settings = read(&choices)?;
        let by_mail = choices.by_mail;
        let told = written(by_mail, &settings);
        let stored = Stored {
            by_mail,
            zone: told.zone,
            quiet: settings.quiet.map(|hours| hours.to_string()),
            digest: Some(told.digest).filter(|time| !time.is_empty()),
        };
        let stored = serde_json::to_vec(&stored).unwrap_or_default();
        let system = self.store().system("keeps a member's own settings");
        Ok(self.store().put_reminder_settings(&system, &me, &stored).await?)
    }

    /// Makes an address for the member's calendar and says it: it is nowhere to be read again. One from before answers no
    /// more.
    pub async fn make_calendar(&self, viewer: &Viewer, slug: &str) -> Result<String, Error> {
        let (listed, me) = self.me(viewer, slug)?;
        let token = format!("{}{}", self.token(), self.token());
        let system = self.store().system("makes the address of a calendar");
        self.store()
            .put_calendar(&system, (&listed.id, &me), &token, self.now())
            .await?;
        let members = instance_url(&listed.settings.members_url);
        Ok(format!("{members}/calendar/{token}.ics"))
    }

    /// From now on the address of the member's calendar is like one that never was.
    pub async fn revoke_calendar(&self, viewer: &Viewer, slug: &str) -> Result<(), Error> {
        let (_, me) = self.me(viewer, slug)?;
        let system = self.store().system("revokes the address of a calendar");
        Ok(self.store().drop_calendar(&system, &me).await?)
    }

    /// What this member chose, or else the defaults.
    pub(crate) async fn chosen(&self, system: &System, member: &MemberId) -> Result<Chosen, Error> {
        let stored = self.store().reminder_settings(system, member).await?;
        Ok(stored.map(|bytes| chosen_of(&bytes)).unwrap_or_default())
    }

    /// What the members of a project chose; who chose nothing is not in it.
    pub(crate) async fn chosen_by_all(
        &self,
        system: &System,
        listed: &Listed,
        now: Instant,
    ) -> Result<BTreeMap<MemberId, Chosen>, Error> {
        let stored = self.store().reminder_settings_of_all(system, &listed.id, now).await?;
        let read = |(member, bytes): (MemberId, Vec<u8>)| (member, chosen_of(&bytes));
        Ok(stored.into_iter().map(read).collect())
    }

    fn me(&self, viewer: &Viewer, slug: &str) -> Result<(Listed, MemberId), Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (me, _) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        Ok((listed, me))
    }
}

/// Every fault at once, each beside its field.
fn read(choices: &ReminderChoices) -> Result<Settings, Error> {
    let mut faults = Vec::new();
    let mut fault = |field, what: String| faults.push(Fault { field, what });
    let zone = match calendar::zone(choices.zone.trim()) {
        Ok(zone) => Some(zone),
        Err(unknown) => {
            fault("zone", sentence(&unknown.to_string()));
            None
        }
    };
    let mut time = |field, text: &str| match Time::strptime("%H:%M", text) {
        Ok(time) => Some(time),
        Err(_) => {
            fault(field, "Write a time of day as 22:00, or leave it empty.".to_owned());
            None
        }
    };
    let (from, until) = (choices.quiet_from.trim(), choices.quiet_until.trim());
    let ends = match (from, until) {
        ("", "") => None,
        (from, until) => time("quiet_from", from).zip(time("quiet_until", until)),
    };
    let digest = match choices.digest.trim() {
        "" => Digest::Off,
        text => time("digest", text).map_or(Digest::Off, Digest::Daily),
    };
    let quiet = match ends.map(|(from, until)| QuietHours::new(from, until)).transpose() {
        Ok(quiet) => quiet,
        Err(same) => {
            fault("quiet_until", sentence(&same.to_string()));
            None
        }
    };
    match zone {
        Some(zone) if faults.is_empty() => Ok(Settings { zone, quiet, digest }),
        _ => Err(Error::Invalid(faults)),
    }
}

/// An error's words as a sentence of a form.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn written(by_mail: ByMail, settings: &Settings) -> ReminderChoices {
    let quiet = settings.quiet.map(|hours| hours.to_string()).unwrap_or_default();
    let (from, until) = quiet.split_once('-').unwrap_or_default();
    ReminderChoices {
        by_mail,
        zone: settings.zone.iana_name().unwrap_or("UTC").to_owned(),
        quiet_from: from.to_owned(),
        quiet_until: until.to_owned(),
        digest: match settings.digest {
            Digest::Off => String::new(),
            Digest::Daily(time) => time.strftime("%H:%M").to_string(),
        },
    }
}

/// What cannot be read any more, such as a time zone that was given up, is as if it had not been chosen.
fn chosen_of(bytes: &[u8]) -> Chosen {
    let Ok(stored) = serde_json::from_slice::<Stored>(bytes) else {
        return Chosen::default();
    };
    let digest = stored.digest.and_then(|time| Time::strptime("%H:%M", time).ok());
    Chosen {
        by_mail: stored.by_mail,
        settings: Settings {
            zone: calendar::zone(&stored.zone).unwrap_or(jiff::tz::TimeZone::UTC),
            quiet: stored.quiet.and_then(|hours| hours.parse().ok()),
            digest: digest.map_or(Digest::Off, Digest::Daily),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(zone: &str, from: &str, until: &str, digest: &str) -> ReminderChoices {
        ReminderChoices {
            by_mail: ByMail::On,
            zone: zone.to_owned(),
            quiet_from: from.to_owned(),
            quiet_until: until.to_owned(),
            digest: digest.to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_what_is_read_again() {
        for typed in [
            choices("UTC", "", "", ""),
            choices("Europe/Berlin", "22:00", "07:00", "08:30"),
            choices("Pacific/Apia", "00:00", "23:59", ""),
        ] {
            assert_eq!(written(ByMail::On, &read(&typed).unwrap()), typed);
        }
        let calm = read(&choices(" europe/berlin ", " 7:00 ", "8:00", "")).unwrap();
        assert_eq!(
            written(ByMail::On, &calm),
            choices("Europe/Berlin", "07:00", "08:00", "")
        );
    }

    #[test]
    fn every_fault_is_said_beside_its_field() {
        let fields = |typed: ReminderChoices| {
            let Err(Error::Invalid(faults)) = read(&typed) else {
                panic!("{typed:?} was taken")
            };
            assert!(faults.iter().all(|f| f.what.ends_with('.')), "{faults:?}");
            faults.iter().map(|f| f.field).collect::<Vec<_>>()
        };
        assert_eq!(
            fields(choices("Mars/Olympus", "late", "", "noon")),
            ["zone", "quiet_from", "quiet_until", "digest"]
        );
        assert_eq!(fields(choices("UTC", "22:00", "", "")), ["quiet_until"]);
        assert_eq!(
            fields(choices("", "08:00", "08:00", "25:00")),
            ["zone", "digest", "quiet_until"]
        );
    }

    #[test]
    fn settings_that_cannot_be_read_are_the_defaults() {
        assert_eq!(chosen_of(b"{").settings, Settings::default());
        let gone = br#"{"by_mail":"off","zone":"Mars/Olympus","quiet":"22:00-07:00","digest":null}"#;
        let chosen = chosen_of(gone);
        assert_eq!(
            (chosen.by_mail, chosen.settings.zone),
            (ByMail::Off, jiff::tz::TimeZone::UTC)
        );
    }
}
