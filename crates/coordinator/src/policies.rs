//! The policy profiles of this instance: the built-in ones and those of its configuration, by id and version, and the
//! rules that a case is pinned to. What must not live here: what a rule means.

use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::case::Case;
use ambergate_process::policy::{BUILT_IN, Kind, Profile, Rules, in_force};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Profile id and version.
pub type Pin = (String, String);

/// Profiles, and the rules that were made of them.
#[derive(Default)]
pub(crate) struct Shelf {
    configured: Vec<Profile>,
    made: Mutex<BTreeMap<Vec<Pin>, Arc<Ruling>>>,
}

/// The rules of a case, and how each of its pins was met.
pub(crate) struct Ruling {
    pub rules: Arc<Rules>,
    pub pins: Vec<Pinned>,
}

/// A pinned profile as this instance has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    pub id: String,
    /// The version that the case is pinned to.
    pub version: String,
    pub name: String,
    pub kind: Option<Kind>,
    pub met: Met,
    /// The other versions of it that this instance has.
    pub others: Vec<String>,
}

/// Whether a pinned version is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    AsPinned,
    /// The version is gone from this instance; this one is used in its place until the case is moved.
    By(String),
    /// No version of it is there, and so it binds nothing.
    Gone,
}

/// So many cases may differ in their pins before all rules are made anew.
const KEPT: usize = 256;

static BUILT_INS: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read = |(id, text): &(&str, &str)| Profile::read(&format!("policies/{id}.toml"), text).ok();
    BUILT_IN.iter().filter_map(read).collect()
});

impl Shelf {
    pub fn of(configured: Vec<Profile>) -> Self {
        Self {
            configured,
            made: Mutex::default(),
        }
    }

    /// Every version of every profile; a configured one stands in for a built-in one of the same id and version.
    fn all(&self) -> impl Iterator<Item = &Profile> {
        let shown = move |one: &&Profile| {
            let same = |other: &Profile| other.id == one.id && other.version == one.version;
            !self.configured.iter().any(same)
        };
        self.configured.iter().chain(BUILT_INS.iter().filter(shown))
    }

    fn versions<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Profile> {
        self.all().filter(move |profile| profile.id == id)
    }

    /// The version in force at this instant; of configured and built-in ones the configured ones, if any is in force.
    pub fn in_force(&self, id: &str, at: Instant) -> Option<&Profile> {
        let configured = self.configured.iter().filter(|profile| profile.id == id);
        let found = in_force(configured, at).or_else(|| in_force(self.versions(id), at));
        found.or_else(|| self.versions(id).next())
    }

    fn find(&self, (id, version): &Pin, now: Instant) -> (Option<&Profile>, Met) {
        if let Some(profile) = self.versions(id).find(|profile| profile.version == *version) {
            return (Some(profile), Met::AsPinned);
        }
        match self.in_force(id, now) {
            Some(profile) => (Some(profile), Met::By(profile.version.clone())),
            None => (None, Met::Gone),
        }
    }

    /// The rules of these pins, the first being the project's own.
    pub fn ruling(&self, pins: &[Pin], now: Instant) -> Result<Arc<Ruling>, Error> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ruling) = made.get(pins) {
            return Ok(Arc::clone(ruling));
        }
        let found: Vec<(Option<&Profile>, Pinned)> = pins.iter().map(|pin| self.meet(pin, now)).collect();
        let mut profiles = found.iter().map(|(profile, _)| profile.cloned());
        let own = profiles.next().flatten();
        let own = own.ok_or_else(|| Error::NoProfile(pins.first().map(|pin| pin.0.clone()).unwrap_or_default()))?;
        let rules = Arc::new(Rules::new(own, profiles.flatten().collect(), &BTreeMap::new()));
        let pinned = found.into_iter().map(|(_, pinned)| pinned).collect();
        let ruling = Arc::new(Ruling { rules, pins: pinned });
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(pins.to_vec(), Arc::clone(&ruling));
        Ok(ruling)
    }

    fn meet(&self, pin: &Pin, now: Instant) -> (Option<&Profile>, Pinned) {
        let (profile, met) = self.find(pin, now);
        let others = self.versions(&pin.0).map(|profile| profile.version.clone());
        let pinned = Pinned {
            id: pin.0.clone(),
            version: pin.1.clone(),
            name: profile.map_or_else(|| pin.0.clone(), |profile| profile.name.clone()),
            kind: profile.map(|profile| profile.kind),
            met,
            others: others.filter(|version| *version != pin.1).collect(),
        };
        (profile, pinned)
    }

    /// Profiles of others that can bind a case: those in force now, each with its id, version and name.
    pub fn bindable(&self, now: Instant) -> Vec<(String, String, String)> {
        let mut ids: Vec<&str> = self
            .all()
            .filter(|profile| profile.kind != Kind::Project)
            .map(|profile| profile.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let line = |profile: &Profile| (profile.id.clone(), profile.version.clone(), profile.name.clone());
        ids.into_iter()
            .filter_map(|id| self.in_force(id, now).map(line))
            .collect()
    }

    /// The ids of all other profiles.
    pub fn ids_beside(&self, id: &str) -> Vec<String> {
        let ids = self
            .all()
            .filter(|profile| profile.id != id)
            .map(|profile| profile.id.clone());
        ids.collect::<BTreeSet<String>>().into_iter().collect()
    }

    pub fn has(&self, id: &str, version: &str) -> bool {
        self.versions(id).any(|profile| profile.version == version)
    }
}

/// The pins of a case, the project's own first.
fn pins(case: &Case) -> Vec<Pin> {
    std::iter::once(&case.profile).chain(&case.others).cloned().collect()
}

impl Coordinator {
    /// The rules of a project, for what is no case yet.
    pub(crate) fn rules(&self, profile: &Pin) -> Result<Arc<Rules>, Error> {
        let ruling = self.inner.shelf.ruling(std::slice::from_ref(profile), self.now())?;
        Ok(Arc::clone(&ruling.rules))
    }

    /// The rules that a case is pinned to: its project's, and those of others that bind it.
    pub(crate) fn rules_of(&self, case: &Case) -> Result<Arc<Rules>, Error> {
        Ok(Arc::clone(&self.ruling(case)?.rules))
    }

    pub(crate) fn ruling(&self, case: &Case) -> Result<Arc<Ruling>, Error> {
        self.inner.shelf.ruling(&pins(case), self.now())
    }

    /// What a case that is opened now is pinned to: the version in force of the project's profile.
    pub(crate) fn pin_now(&self, profile: &Pin) -> Pin {
        let found = self.inner.shelf.in_force(&profile.0, self.now());
        found.map_or_else(|| profile.clone(), |found| (found.id.clone(), found.version.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambergate_process::policy::COREDNS;

    fn version(version: &str, from: &str, until: Option<&str>) -> Profile {
        let mut profile = Profile::read("coredns.toml", COREDNS).unwrap();
        profile.version = version.to_owned();
        profile.valid_from = Some(from.parse().unwrap());
        profile.valid_until = until.map(|until| until.parse().unwrap());
        profile
    }

    fn pin(id: &str, version: &str) -> Pin {
        (id.to_owned(), version.to_owned())
    }

    #[test]
    fn a_case_keeps_its_version_and_a_new_one_gets_the_one_in_force() {
        let shelf = Shelf::of(vec![
            version("old", "2024-01-01", Some("2026-01-01")),
            version("new", "2026-01-01", None),
        ]);
        let at = |day: &str| format!("{day}T12:00:00Z").parse().unwrap();
        assert_eq!(shelf.in_force("coredns", at("2025-06-01")).unwrap().version, "old");
        assert_eq!(shelf.in_force("coredns", at("2026-06-01")).unwrap().version, "new");
        let ruling = shelf
            .ruling(&[pin("coredns", "old"), pin("cra", "gone")], at("2026-06-01"))
            .unwrap();
        assert_eq!(ruling.rules.profile.version, "old");
        assert_eq!(ruling.pins[0].met, Met::AsPinned);
        assert!(ruling.pins[0].others.contains(&"new".to_owned()));
        assert!(
            matches!(&ruling.pins[1].met, Met::By(_)),
            "a version that is gone is said plainly"
        );
        assert_eq!(ruling.rules.others().len(), 1);
    }

    #[test]
    fn a_profile_that_is_gone_binds_nothing_and_the_own_one_must_be_there() {
        let shelf = Shelf::default();
        let now = "2026-06-01T12:00:00Z".parse().unwrap();
        let ruling = shelf.ruling(&[pin("coredns", "1"), pin("lost", "1")], now).unwrap();
        assert_eq!(ruling.pins[1].met, Met::Gone);
        assert!(ruling.rules.others().is_empty());
        assert!(matches!(
            shelf.ruling(&[pin("lost", "1")], now),
            Err(Error::NoProfile(_))
        ));
        assert!(shelf.bindable(now).iter().any(|(id, _, _)| id == "linux-distros"));
    }

    #[test]
    fn every_built_in_profile_is_on_the_shelf() {
        assert_eq!(BUILT_INS.len(), BUILT_IN.len());
    }
}
