//! The policy profiles of this instance: the built-in ones, those of its configuration, and every version that a case was
//! ever pinned to; and the rules that a case is pinned to. What must not live here: what a rule means.

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
    /// Versions that cases are pinned to, as they were when the first of them was.
    kept: Vec<Profile>,
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
    /// # Errors
    /// [`Error::ChangedProfile`] where a version that cases are pinned to is offered with other words: that would move their
    /// deadlines without an event.
    pub fn of(configured: Vec<Profile>, kept: Vec<Profile>) -> Result<Self, Error> {
        let changed = |one: &&Profile| {
            kept.iter()
                .any(|kept| is_version_of(kept, one) && kept.written() != one.written())
        };
        if let Some(changed) = configured.iter().find(changed) {
            return Err(Error::ChangedProfile {
                id: changed.id.clone(),
                version: changed.version.clone(),
            });
        }
        Ok(Self {
            configured,
            kept,
            made: Mutex::default(),
        })
    }

    /// Every version of every profile: of several of the same id and version what is configured, then what was kept, then
    /// what is built in.
    fn all(&self) -> impl Iterator<Item = &Profile> {
        let in_config = |one: &Profile| self.configured.iter().any(|other| is_version_of(other, one));
        let in_kept = |one: &Profile| self.kept.iter().any(|other| is_version_of(other, one));
        let kept = self.kept.iter().filter(move |one| !in_config(one));
        let built_in = BUILT_INS.iter().filter(move |one| !in_config(one) && !in_kept(one));
        self.configured.iter().chain(kept).chain(built_in)
    }

    /// What anybody may know that this instance has: a version that was only kept tells that a case was pinned to it.
    fn offered(&self) -> impl Iterator<Item = &Profile> {
        self.all().filter(|one| {
            let mut known = self.configured.iter().chain(BUILT_INS.iter());
            known.any(|other| is_version_of(other, one))
        })
    }

    /// The version in force of what is offered.
    pub fn offered_in_force(&self, id: &str, at: Instant) -> Option<&Profile> {
        let offered = self.offered().any(|profile| profile.id == id);
        self.in_force(id, at).filter(|_| offered)
    }

    fn versions<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Profile> {
        self.all().filter(move |profile| profile.id == id)
    }

    /// The version in force at this instant: of the configured ones, else of the built-in ones, else of those that only
    /// old cases are pinned to.
    pub fn in_force(&self, id: &str, at: Instant) -> Option<&Profile> {
        let configured = self.configured.iter().filter(|profile| profile.id == id);
        let built_in = self
            .versions(id)
            .filter(|one| BUILT_INS.iter().any(|other| is_version_of(other, one)));
        let found = in_force(configured, at).or_else(|| in_force(built_in, at));
        let found = found.or_else(|| in_force(self.versions(id), at));
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
        let others = self.offered().filter(|profile| profile.id == pin.0);
        let others = others.map(|profile| profile.version.clone());
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
            .offered()
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
            .offered()
            .filter(|profile| profile.id != id)
            .map(|profile| profile.id.clone());
        ids.collect::<BTreeSet<String>>().into_iter().collect()
    }

    fn written(&self, (id, version): &Pin) -> Option<String> {
        let found = self.versions(id).find(|profile| profile.version == *version);
        found.map(Profile::written)
    }

    pub fn has(&self, id: &str, version: &str) -> bool {
        self.offered()
            .any(|profile| profile.id == id && profile.version == version)
    }
}

fn is_version_of(one: &Profile, other: &Profile) -> bool {
    one.id == other.id && one.version == other.version
}

/// The pins of a case, the project's own first.
fn pins(case: &Case) -> Vec<Pin> {
    std::iter::once(&case.profile).chain(&case.others).cloned().collect()
}

impl Coordinator {
    /// As [`Coordinator::configure_profiles`], for the start, which a changed file must not keep from happening: what was
    /// kept goes on in its place.
    pub(crate) async fn start_with(&self, mut configured: Vec<Profile>) -> Result<(), Error> {
        loop {
            match self.configure_profiles(configured.clone()).await {
                Err(Error::ChangedProfile { id, version }) => {
                    tracing::error!(
                        id,
                        version,
                        "a policy was changed under the same version; the kept one goes on"
                    );
                    configured.retain(|profile| !(profile.id == id && profile.version == version));
                }
                other => return other,
            }
        }
    }

    /// Takes these profiles in place of those that were configured before. Open cases keep their versions.
    ///
    /// # Errors
    /// [`Error::ChangedProfile`]; then those from before stay.
    pub async fn configure_profiles(&self, configured: Vec<Profile>) -> Result<(), Error> {
        // A project whose file goes is planned on by what it had.
        for listed in self.projects().iter() {
            self.keep_profile(&self.pin_now(&listed.profile)).await?;
        }
        let system = self.store().system("reads the profiles that cases are pinned to");
        let mut kept = Vec::new();
        for ((id, version), text) in self.store().kept_profiles(&system).await? {
            match Profile::read(&format!("{id} {version}"), &text) {
                Ok(profile) => kept.push(profile),
                Err(_) => tracing::warn!(id, version, "a kept profile is not read by this version of the program"),
            }
        }
        let shelf = Arc::new(Shelf::of(configured, kept)?);
        *self.inner.shelf.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&shelf);
        // These bind a case in the transaction that calls for them, when it is too late to keep them.
        for law in crate::legal::LAWS {
            let pins = shelf
                .versions(law)
                .map(|profile| (profile.id.clone(), profile.version.clone()));
            for pin in pins.collect::<Vec<_>>() {
                self.keep_profile(&pin).await?;
            }
        }
        Ok(())
    }

    pub(crate) fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.inner.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps a version before a case is pinned to it.
    pub(crate) async fn keep_profile(&self, pin: &Pin) -> Result<(), Error> {
        let kept = || self.inner.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept().contains(pin) {
            return Ok(());
        }
        if let Some(text) = self.shelf().written(pin) {
            let system = self.store().system("keeps a profile that a case is pinned to");
            self.store().keep_profile(&system, &pin.0, &pin.1, &text).await?;
            kept().insert(pin.clone());
        }
        Ok(())
    }

    /// The rules of a project, for what is no case yet: the version in force.
    pub(crate) fn rules(&self, profile: &Pin) -> Result<Arc<Rules>, Error> {
        let ruling = self.shelf().ruling(&[self.pin_now(profile)], self.now())?;
        Ok(Arc::clone(&ruling.rules))
    }

    /// The rules that a case is pinned to: its project's, and those of others that bind it.
    pub(crate) fn rules_of(&self, case: &Case) -> Result<Arc<Rules>, Error> {
        Ok(Arc::clone(&self.ruling(case)?.rules))
    }

    pub(crate) fn ruling(&self, case: &Case) -> Result<Arc<Ruling>, Error> {
        self.shelf().ruling(&pins(case), self.now())
    }

    /// What a case that is opened now is pinned to: the version in force of the project's profile.
    pub(crate) fn pin_now(&self, profile: &Pin) -> Pin {
        let shelf = self.shelf();
        let found = shelf.in_force(&profile.0, self.now());
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
        let configured = vec![
            version("old", "2024-01-01", Some("2026-01-01")),
            version("new", "2026-01-01", None),
        ];
        let shelf = Shelf::of(configured, vec![]).unwrap();
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
    fn a_version_that_cases_are_pinned_to_never_changes_and_stays_when_its_file_goes() {
        let old = version("old", "2024-01-01", None);
        let mut changed = old.clone();
        changed.clocks.pop();
        let refused = Shelf::of(vec![changed.clone()], vec![old.clone()])
            .err()
            .unwrap()
            .to_string();
        assert!(
            refused.contains("coredns") && refused.contains("another version"),
            "{refused}"
        );
        assert!(Shelf::of(vec![changed], vec![version("older", "2020-01-01", None)]).is_ok());
        let now = "2026-06-01T12:00:00Z".parse().unwrap();
        let shelf = Shelf::of(vec![], vec![old]).unwrap();
        let ruling = shelf.ruling(&[pin("coredns", "old")], now).unwrap();
        assert_eq!(
            (ruling.rules.profile.version.as_str(), &ruling.pins[0].met),
            ("old", &Met::AsPinned)
        );
        let acme = Profile {
            id: "acme".to_owned(),
            ..version("1", "2024-01-01", None)
        };
        let kept = Shelf::of(vec![], vec![acme, version("old", "2024-01-01", None)]).unwrap();
        assert!(
            kept.in_force("acme", now).is_some(),
            "a case that is pinned to it has it"
        );
        assert!(kept.offered_in_force("acme", now).is_none() && !kept.has("acme", "1"));
        assert!(!kept.ids_beside("coredns").contains(&"acme".to_owned()));
        let own = kept.in_force("coredns", now).unwrap().version.clone();
        let ruling = kept.ruling(&[pin("coredns", &own)], now).unwrap();
        assert!(
            ruling.pins[0].others.is_empty(),
            "what another case is pinned to is no list's to tell"
        );
        assert_ne!(
            shelf.in_force("coredns", now).unwrap().version,
            "old",
            "new cases get what is offered"
        );
    }

    #[test]
    fn a_kept_text_is_the_profile() {
        for (id, text) in BUILT_IN {
            let profile = Profile::read(id, text).unwrap();
            let kept = Profile::read(id, &profile.written()).unwrap();
            assert!(
                kept.written() == profile.written() && kept.clocks == profile.clocks,
                "{id}"
            );
        }
    }

    #[test]
    fn every_built_in_profile_is_on_the_shelf() {
        assert_eq!(BUILT_INS.len(), BUILT_IN.len());
    }
}
