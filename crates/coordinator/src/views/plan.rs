//! The plan of a case as it is shown: the milestones of every profile that binds it, what holds them, what cannot be kept,
//! and what would be if something happened otherwise. Nothing is written here.

use super::CourseView;
use crate::{Coordinator, Error, Fault};
use ambergate_process::Instant;
use ambergate_process::case::{Case, agenda, circumstances};
use ambergate_process::condition::declared;
use ambergate_process::facts;
use ambergate_process::planner::{
    Anchors, Change, Circumstances, Conflict, Difference, Plan, differences, if_it_happened, new_conflicts, said,
    what_if,
};
use ambergate_process::policy::{Anchor, Profile, Rules};
use ambergate_process::severity::Rating;
use ambergate_store::{Seen, Viewer};
use std::collections::BTreeMap;

#[derive(Clone)]
pub struct PlanView {
    pub id: String,
    pub now: Instant,
    /// The profiles that bind the case, the project's own first.
    pub profiles: Vec<PlanProfile>,
    pub plan: Plan,
    /// What is agreed on and has not happened: the release, the end of the embargo.
    pub planned: Anchors,
    /// From what the time of arrival was assumed.
    pub assumed: Option<String>,
    pub what_if: Option<Imagined>,
    /// Where the case stands by the machines of Vultron; none where there is no case.
    pub course: Option<CourseView>,
}

#[derive(Clone)]
pub struct PlanProfile {
    pub id: String,
    pub name: String,
    pub version: String,
    /// How each clock counts, by its id: "at most 24 hours after the report arrived".
    pub counted: BTreeMap<String, String>,
}

/// What somebody imagines; every part may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WhatIf {
    /// Release and advisory are public then.
    pub release: Option<Instant>,
    /// The vulnerability becomes public then, by others.
    pub public: Option<Instant>,
    /// Tenths: 39 is 3.9.
    pub score: Option<u16>,
    pub remote: Option<Reach>,
}

/// Whether it can be reached over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Network,
    Near,
}

/// The plan as it would be.
#[derive(Clone)]
pub struct Imagined {
    pub asked: WhatIf,
    pub plan: Plan,
    pub planned: Anchors,
    /// What stands otherwise, milestone by milestone.
    pub differences: Vec<Difference>,
    /// What the imagined release day means for the clocks and rules about it, before it comes.
    pub verdicts: Vec<Difference>,
    pub conflicts: Vec<Conflict>,
}

impl WhatIf {
    /// Reads what was typed. `None` where nothing was.
    ///
    /// # Errors
    /// Each part that cannot be read, with what it should look like.
    pub fn read(release: &str, public: &str, score: &str, remote: &str) -> Result<Option<Self>, Error> {
        const TIME: &str = "Write 2026-12-01 14:00 (UTC).";
        let mut faults = Vec::new();
        let mut fault = |field, what: &str| {
            faults.push(Fault {
                field,
                what: what.to_owned(),
            });
        };
        let mut moment = |field, text: &str| match text.trim() {
            "" => None,
            typed => facts::instant(typed).or_else(|| {
                fault(field, TIME);
                None
            }),
        };
        let (release, public) = (moment("release", release), moment("public", public));
        let score = match score.trim() {
            "" => None,
            typed => tenths(typed).or_else(|| {
                fault("score", "Write a base score from 0.0 to 10.0, as 3.9.");
                None
            }),
        };
        let remote = match remote {
            "" => None,
            "yes" => Some(Reach::Network),
            "no" => Some(Reach::Near),
            _ => {
                fault("remote", "Write yes or no.");
                None
            }
        };
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let asked = Self {
            release,
            public,
            score,
            remote,
        };
        Ok((asked != Self::default()).then_some(asked))
    }

    fn changes(&self, circumstances: &Circumstances) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.score.is_some() || self.remote.is_some() {
            let mut facts = circumstances.facts.clone();
            if let Some(tenths) = self.score {
                facts.set(declared::SEVERITY_BASE, f64::from(tenths) / 10.0);
                facts.set(declared::SEVERITY_WORD, Rating::of(tenths).word().to_lowercase());
            }
            if let Some(reach) = self.remote {
                facts.set(declared::REMOTE, reach == Reach::Network);
            }
            changes.push(Change::Facts(facts));
        }
        if let Some(at) = self.release {
            // What is planned anew is planned as a whole: an embargo does not outlive the release.
            for anchor in [Anchor::Released, Anchor::AdvisoryPublished, Anchor::EmbargoEnd] {
                changes.push(Change::Planned(anchor, at));
            }
        }
        changes.extend(self.public.map(|at| Change::Reached(Anchor::CasePublic, at)));
        changes
    }
}

/// `7.1`, `4`, `10.0` as tenths.
fn tenths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 2 || part.len() != 1 {
        return None;
    }
    let tenths = whole.parse::<u16>().ok()? * 10 + part.parse::<u16>().ok()?;
    (tenths <= 100).then_some(tenths)
}

impl PlanView {
    /// The view of a case in this state; for the gallery and tests too, which have no store.
    pub fn of(id: &str, case: &Case, rules: &Rules, asked: Option<WhatIf>, now: Instant) -> Self {
        let circumstances = circumstances(case, rules);
        Self {
            assumed: case.origin().and_then(|report| report.assumed.clone()),
            course: CourseView::of(case, rules),
            ..Self::from_parts(
                id,
                &case.anchors,
                &circumstances,
                rules,
                asked,
                agenda(case, rules, now),
                now,
            )
        }
    }

    /// As [`PlanView::of`], from what the planner takes.
    pub fn planned(
        id: &str,
        anchors: &Anchors,
        circumstances: &Circumstances,
        rules: &Rules,
        asked: Option<WhatIf>,
        now: Instant,
    ) -> Self {
        let plan = ambergate_process::planner::plan(anchors, rules, circumstances, now);
        Self::from_parts(id, anchors, circumstances, rules, asked, plan, now)
    }

    fn from_parts(
        id: &str,
        anchors: &Anchors,
        circumstances: &Circumstances,
        rules: &Rules,
        asked: Option<WhatIf>,
        plan: Plan,
        now: Instant,
    ) -> Self {
        let open = |planned: &Anchors| -> Anchors {
            let open = planned.iter().filter(|(anchor, _)| !anchors.contains_key(anchor));
            open.map(|(anchor, at)| (*anchor, *at)).collect()
        };
        let imagined = asked.map(|asked| {
            let changes = asked.changes(circumstances);
            let mut planned = circumstances.planned.clone();
            for change in &changes {
                if let Change::Planned(anchor, at) = change {
                    planned.insert(*anchor, *at);
                }
            }
            let then = what_if(anchors, rules, circumstances, changes, now);
            let verdicts = asked.release.map(|at| {
                let about = [Anchor::Released, Anchor::AdvisoryPublished];
                about
                    .into_iter()
                    .flat_map(|anchor| if_it_happened(&then, anchor, at))
                    .collect()
            });
            Imagined {
                asked,
                planned: open(&planned),
                differences: differences(&plan, &then),
                verdicts: verdicts.unwrap_or_default(),
                conflicts: new_conflicts(&plan, &then).into_iter().cloned().collect(),
                plan: then,
            }
        });
        Self {
            id: id.to_owned(),
            now,
            profiles: rules.each().map(|(profile, _)| PlanProfile::of(profile)).collect(),
            planned: open(&circumstances.planned),
            assumed: None,
            course: None,
            what_if: imagined,
            plan,
        }
    }

    pub fn profile(&self, id: &str) -> Option<&PlanProfile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }
}

impl PlanProfile {
    fn of(profile: &Profile) -> Self {
        let counted = profile
            .clocks
            .iter()
            .map(|clock| (clock.id.clone(), said::counted(clock)));
        Self {
            id: profile.id.clone(),
            name: profile.name.clone(),
            version: profile.version.clone(),
            counted: counted.collect(),
        }
    }
}

impl Coordinator {
    /// The plan of a case, for whoever may see the case; with what somebody imagines, the plan as it would be beside it.
    pub async fn plan(
        &self,
        viewer: &Viewer,
        slug: &str,
        id: &str,
        asked: Option<WhatIf>,
    ) -> Result<Seen<PlanView>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let id = id.parse().map_err(|_| Error::Absent)?;
        let now = self.now();
        let row = self.store().look(viewer, now).row::<Case>(&id).await?;
        let row = row.filter(|row| row.get().project == listed.id).ok_or(Error::Absent)?;
        let rules = self.rules_of(&row.get().state)?;
        Ok(row.map(|row| PlanView::of(id.as_str(), &row.state, &rules, asked, now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_imagines_is_read_or_named() {
        assert_eq!(WhatIf::read("", " ", "", "").unwrap(), None);
        let asked = WhatIf::read("2026-12-01 14:00", "", "3.9", "no").unwrap().unwrap();
        assert_eq!((asked.score, asked.remote), (Some(39), Some(Reach::Near)));
        assert_eq!(asked.release, Some("2026-12-01T14:00:00Z".parse().unwrap()));
        for score in ["11", "10.1", "3.95", "-1", "x", "3.", ".5", "65536"] {
            assert!(WhatIf::read("", "", score, "").is_err(), "{score}");
        }
        let Err(Error::Invalid(faults)) = WhatIf::read("tomorrow", "soon", "high", "maybe") else {
            panic!("all four are wrong");
        };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["release", "public", "score", "remote"]);
    }
}
