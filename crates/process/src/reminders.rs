//! Reminders: which are due now, to whom, and in which words. Nothing is scheduled: who is reminded of what follows from
//! the plan, the person's settings and what was sent already, each time.
//!
//! What lives here: the rules and the words. What must not: addresses, sending, a clock, or anything that says what is
//! due. A reminder crosses the world in the clear, so its words are a count, an instant and a link that asks for sign-in.
//!
//! The rules:
//!
//! - A running clock reminds when it becomes due soon (the planner's rule: a quarter of its window is left, a day at
//!   most), when it is overdue, and then each 24 hours if it is a `should` or a `must`. A `suggest` is not repeated (S17).
//! - The Fix Lead is reminded; without one, the PST. What is overdue for 24 hours goes to the PST as well.
//! - Quiet hours put a reminder off to their end. A `must` is not put off past its deadline: if it would become due soon in
//!   quiet hours and be due before they end, it goes out in the hour before they begin ([`LEAD_IN`]); and if that was
//!   missed, or nobody could know of it then, at once. Being overdue already waits for the end of the night.
//! - Who chose a digest gets everything but `must` once a day, together. Nothing is snoozed.
//! - A moved deadline is another deadline: it reminds anew.
//!
//! How it is meant to be wired (a periodic job of the coordinator, at least every 15 minutes, on one node at a time):
//!
//! 1. Take the rows whose `next_due` is before now + [`HORIZON`]; others cannot remind of anything.
//! 2. For each make a [`Matter`]: `things(&agenda(..))`, the Fix Lead, and those PST members who see the case. Leave out
//!    who is recused, away or has no address; a Fix Lead who is away is no lead here, so that the PST hears of it.
//! 3. `remind(&matters, &people, &sent, now)`, with `sent` read from a table of [`Key::logical`] as keyed digests: the
//!    clock's id in the clear would tell what the sealed log does not.
//! 4. For each [`Letter`] one transaction: insert its keys (unique; if one is there already, roll back: another node was
//!    quicker) and one outbox row for the person, in the words of [`Letter::words`]. Its logical key is the digest of all
//!    its keys. Keys of ended matters can go after a month.

mod settings;

pub use settings::{BadHours, Digest, QuietHours, Settings};

use crate::Instant;
use crate::ids::{CaseId, MemberId, ReportId};
use crate::planner::{Milestone, Plan};
use crate::policy::Strength;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// How long before quiet hours a reminder goes out that must not wait for their end.
pub const LEAD_IN: SignedDuration = SignedDuration::from_hours(1);

/// What is due later than this from now reminds nobody yet: a day before it is due, or, for the night, an hour before
/// quiet hours of up to a day (25 hours when clocks go back).
pub const HORIZON: SignedDuration = SignedDuration::from_hours(26);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A case or a report with what is due on it, and who is to see to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    pub about: About,
    pub lead: Option<MemberId>,
    /// PST members who may know of it. The Fix Lead may be among them.
    pub pst: BTreeSet<MemberId>,
    pub things: Vec<Thing>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Case(CaseId),
    Report(ReportId),
}

/// A clock that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its id, unlike that of any other clock of the matter.
    pub clock: String,
    pub from: Instant,
    pub due: Instant,
    pub strength: Strength,
}

/// The running clocks of a plan.
pub fn things(plan: &Plan) -> Vec<Thing> {
    plan.milestones.iter().filter_map(Thing::of).collect()
}

/// What makes a reminder this one and no other. What was sent under a key is never sent again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    pub about: About,
    pub clock: String,
    pub due: Instant,
    pub step: Step,
    pub person: MemberId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Soon,
    /// Overdue for this many whole days. A clock that does not repeat has day 0 alone.
    Overdue(u32),
}

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: MemberId,
    /// The reminders in it, at least one.
    pub keys: BTreeSet<Key>,
}

/// What a reminder says. Holds no word of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub body: String,
}

/// The letters that are due now, in the order of people's ids, one for each person at most. Whose settings are missing has
/// the default ones.
pub fn remind(
    matters: &[Matter],
    people: &BTreeMap<MemberId, Settings>,
    sent: &BTreeSet<Key>,
    now: Instant,
) -> Vec<Letter> {
    let mut hours: BTreeMap<&MemberId, Hours> = BTreeMap::new();
    let mut letters: BTreeMap<&MemberId, BTreeSet<Key>> = BTreeMap::new();
    for matter in matters {
        for (person, turn) in matter.circle() {
            let hours = hours
                .entry(person)
                .or_insert_with(|| Hours::of(people.get(person), now));
            let keys = matter.things.iter().filter_map(|thing| {
                let step = hours.lets_out(thing, turn, now)?;
                let key = thing.key(matter, step, person);
                (!sent.contains(&key)).then_some(key)
            });
            letters.entry(person).or_default().extend(keys);
        }
    }
    let letters = letters.into_iter().filter(|(_, keys)| !keys.is_empty());
    letters.map(|(to, keys)| Letter { to: to.clone(), keys }).collect()
}

/// When somebody's turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// From the first reminder on.
    First,
    /// Once it is overdue for a day.
    Later,
}

impl Matter {
    /// Whether this person is to see to it before anybody else.
    pub fn is_for(&self, person: &MemberId) -> bool {
        self.circle().any(|(one, turn)| one == person && turn == Turn::First)
    }

    /// Whether the thing of this reminder still runs until the same instant, and is still that person's to hear of.
    pub fn owes(&self, key: &Key) -> bool {
        let runs = |thing: &Thing| thing.clock == key.clock && thing.due == key.due;
        let hears = self.lead.as_ref() == Some(&key.person) || self.pst.contains(&key.person);
        hears && self.things.iter().any(runs)
    }

    fn circle(&self) -> impl Iterator<Item = (&MemberId, Turn)> {
        let turn = if self.lead.is_some() { Turn::Later } else { Turn::First };
        let others = self.pst.iter().filter(|person| Some(*person) != self.lead.as_ref());
        let lead = self.lead.iter().map(|person| (person, Turn::First));
        lead.chain(others.map(move |person| (person, turn)))
    }
}

impl Thing {
    /// Two profiles may name their clocks alike, so the profile is part of the id: it goes into the key under which a
    /// reminder is sent once. Of a clock's rounds one runs.
    fn of(milestone: &Milestone) -> Option<Self> {
        milestone.state.is_running().then_some(())?;
        let due = milestone.due?;
        // A clock that counts back begins ahead. Its window is what is left of it, or four days, so that it is due soon a
        // day before.
        let back = milestone.earliest.filter(|earliest| *earliest < due);
        let back = back.unwrap_or_else(|| due.checked_sub(4 * DAY).unwrap_or(Instant::MIN));
        Some(Self {
            clock: format!("{}/{}", milestone.profile, milestone.clock),
            from: milestone.from.filter(|from| *from <= due).unwrap_or(back),
            due,
            strength: milestone.strength,
        })
    }

    /// When it becomes due soon, as the planner reckons.
    fn soon(&self) -> Instant {
        let quarter = self.due.duration_since(self.from) / 4;
        let left = quarter.clamp(SignedDuration::ZERO, DAY);
        self.due.checked_sub(left).unwrap_or(Instant::MIN)
    }

    /// The reminder that stands now, and since when. One that was missed is not made up for: the next says the same.
    fn step(&self, turn: Turn, now: Instant) -> Option<(Step, Instant)> {
        if now <= self.due {
            let soon = self.soon();
            return (turn == Turn::First && soon <= now).then_some((Step::Soon, soon));
        }
        let days = now.duration_since(self.due).as_hours() / 24;
        let first = match turn {
            Turn::First => 0,
            Turn::Later => 1,
        };
        (first <= days).then_some(())?;
        let day = if self.strength == Strength::Suggest {
            first
        } else {
            days
        };
        // At its last instant a thing is not overdue yet, so that it is since the next one.
        let late = SignedDuration::from_hours(24 * day).max(SignedDuration::from_nanos(1));
        let since = self.due.checked_add(late).unwrap_or(Instant::MAX);
        let step = match self.strength {
            Strength::Suggest => Step::Overdue(0),
            Strength::Should | Strength::Must => Step::Overdue(u32::try_from(day).unwrap_or(u32::MAX)),
        };
        Some((step, since))
    }

    fn key(&self, matter: &Matter, step: Step, person: &MemberId) -> Key {
        Key {
            about: matter.about.clone(),
            clock: self.clock.clone(),
            due: self.due,
            step,
            person: person.clone(),
        }
    }
}

/// A person's hours as they bear on one moment.
struct Hours {
    /// The quiet hours that it lies in.
    quiet: Option<Range<Instant>>,
    /// Those that begin within [`LEAD_IN`].
    coming: Option<Range<Instant>>,
    /// For who wants a digest: the last time that one was to go out.
    digest: Option<Instant>,
}

impl Hours {
    fn of(settings: Option<&Settings>, now: Instant) -> Self {
        let default = Settings::default();
        let settings = settings.unwrap_or(&default);
        Self {
            quiet: settings.quiet_at(now),
            coming: settings.quiet_within(now, LEAD_IN),
            digest: settings.last_digest(now),
        }
    }

    /// The step of this thing that may go out now.
    fn lets_out(&self, thing: &Thing, turn: Turn, now: Instant) -> Option<Step> {
        let is_must = thing.strength == Strength::Must;
        let cannot_wait = |quiet: &Range<Instant>| is_must && thing.due <= quiet.end;
        let would_fall_in = |quiet: &Range<Instant>| quiet.contains(&thing.soon()) && cannot_wait(quiet);
        if turn == Turn::First && self.quiet.is_none() && self.coming.as_ref().is_some_and(would_fall_in) {
            return Some(Step::Soon);
        }
        let (step, since) = thing.step(turn, now)?;
        let goes = match &self.quiet {
            Some(quiet) => step == Step::Soon && cannot_wait(quiet),
            None => is_must || self.digest.is_none_or(|last| since <= last),
        };
        goes.then_some(step)
    }
}

impl Key {
    /// As one line: the same for the same reminder, in all versions. For a keyed digest, not to be stored as it is.
    pub fn logical(&self) -> String {
        let about = match &self.about {
            About::Case(id) => id.as_str(),
            About::Report(id) => id.as_str(),
        };
        format!(
            "reminder {about} {} {} {} {}",
            self.clock, self.due, self.step, self.person
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Soon => f.write_str("soon"),
            Step::Overdue(day) => write!(f, "overdue-{day}"),
        }
    }
}

impl Letter {
    /// The mail: how many things, when the first is due, and where to look. `zone` is the reader's; `link` a page that asks
    /// for sign-in and names no case, such as *Today*.
    pub fn words(&self, zone: &TimeZone, link: &str, now: Instant) -> Words {
        let first = self.keys.iter().map(|key| key.due).min().unwrap_or(now);
        let when = instant(first, zone);
        let (things, opening) = match (self.keys.len(), first < now) {
            (1, false) => ("something is due".to_owned(), format!("Something is due on {when}.")),
            (1, true) => ("something is due".to_owned(), format!("Something was due on {when}.")),
            (n, false) => (
                format!("{n} things are due"),
                format!("{n} things are due, the first on {when}."),
            ),
            (n, true) => (
                format!("{n} things are due"),
                format!("{n} things are due. The first was due on {when}."),
            ),
        };
        Words {
            subject: format!("Ambergate: {things}"),
            body: format!("{opening}\n\nWhat it is, and which rule asks for it, is shown after sign-in:\n{link}\n"),
        }
    }
}

/// "2025-09-10 00:14 UTC (02:14 in Europe/Berlin)".
fn instant(at: Instant, zone: &TimeZone) -> String {
    let utc = at.to_zoned(TimeZone::UTC);
    let own = at.to_zoned(zone.clone());
    let written = utc.strftime("%Y-%m-%d %H:%M UTC");
    match zone.iana_name() {
        Some(name) if own.date() == utc.date() && own.offset() != utc.offset() => {
            format!("{written} ({} in {name})", own.strftime("%H:%M"))
        }
        Some(name) if own.date() != utc.date() => {
            format!("{written} ({} in {name})", own.strftime("%Y-%m-%d %H:%M"))
        }
        _ => written.to_string(),
    }
}
