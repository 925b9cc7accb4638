//! The pinned profiles that bind a case, each with the calendar that it counts in. No date is planned here.

use super::fault::Fault;
use super::{Profile, Start};
use crate::Instant;
use crate::calendar::{Calendar, Holidays};
use std::collections::BTreeMap;

/// The profiles that bind a case: the project's own, and those of lists, finders and regulators.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The project's own.
    pub profile: Profile,
    /// The others, in the order of their ids, so that a plan does not depend on how they were given.
    others: Vec<Profile>,
    /// One for each, the own first.
    calendars: Vec<Calendar>,
}

impl Rules {
    /// The project's own profile alone, without holidays.
    pub fn of(profile: Profile) -> Self {
        Self::new(profile, Vec::new(), &BTreeMap::new())
    }

    /// Several profiles. `holidays` are looked up by the name that a profile uses; where one is missing, every count of
    /// business days in that profile is uncertain.
    pub fn new(profile: Profile, mut others: Vec<Profile>, holidays: &BTreeMap<String, Holidays>) -> Self {
        others.sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
        others.dedup_by(|a, b| a.id == b.id && a.version == b.version);
        others.retain(|other| other.id != profile.id);
        let calendars = std::iter::once(&profile)
            .chain(&others)
            .map(|profile| Calendar::new(profile.zone.clone(), holidays_of(profile, holidays)))
            .collect();
        Self {
            profile,
            others,
            calendars,
        }
    }

    /// Every profile with its calendar, the own first.
    pub fn each(&self) -> impl Iterator<Item = (&Profile, &Calendar)> {
        std::iter::once(&self.profile).chain(&self.others).zip(&self.calendars)
    }

    /// The profiles beside the project's own.
    pub fn others(&self) -> &[Profile] {
        &self.others
    }
}

fn holidays_of(profile: &Profile, holidays: &BTreeMap<String, Holidays>) -> Holidays {
    let Some(name) = &profile.holidays else {
        return Holidays::none();
    };
    let given = holidays.get(name).cloned();
    // A calendar that covers only the year 1: no day is known to be free, and no count of our time is certain.
    given.unwrap_or_else(|| Holidays::new(name, [1], []).unwrap_or_else(|_| Holidays::none()))
}

/// Of several versions of a profile the one in force at this instant: the one that came into force last.
pub fn in_force<'p>(versions: impl IntoIterator<Item = &'p Profile>, at: Instant) -> Option<&'p Profile> {
    versions
        .into_iter()
        .filter(|profile| {
            let day = at.to_zoned(profile.zone.clone()).date();
            profile.valid_from.is_none_or(|from| from <= day) && profile.valid_until.is_none_or(|until| day < until)
        })
        .max_by(|a, b| (a.valid_from, &a.version).cmp(&(b.valid_from, &b.version)))
}

/// The clocks of a profile that a holiday calendar ends too early for, if a case arrived at `now`. `file` names the
/// calendar's file.
pub fn holiday_faults(profile: &Profile, holidays: &Holidays, now: Instant, file: &str) -> Vec<Fault> {
    if profile.holidays.is_none() {
        return Vec::new();
    }
    let calendar = Calendar::new(profile.zone.clone(), holidays.clone());
    let spans = profile
        .clocks
        .iter()
        .filter_map(|clock| Some((clock, clock.max.or(clock.min)?)));
    let short = spans.filter(|(clock, span)| {
        let counted = match clock.start {
            Start::From(_) => calendar.after(now, *span),
            Start::Before(_) => calendar.before(now, *span),
        };
        counted.uncertain.is_some()
    });
    short
        .map(|(clock, span)| Fault {
            file: file.to_owned(),
            line: 1,
            what: format!(
                "the holiday calendar \"{}\" ends before the clock \"{}\" of {span} does",
                holidays.name(),
                clock.id
            ),
            remedy: "add the holidays of the years that are missing, and the years".to_owned(),
        })
        .collect()
}
