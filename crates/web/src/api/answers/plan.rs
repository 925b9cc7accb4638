//! The plan of a case as the API shows it.

use super::MilestoneDoc;
use ambergate_coordinator::views::{CourseView, Imagined, ParticipantLine, Party, PlanView, RefusedLine};
use ambergate_process::planner::{Anchors, Conflict, Difference, Hold, Milestone, Window, said};
use ambergate_process::policy::Anchor;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct PlanDoc {
    pub case: String,
    /// The plan is of this instant.
    pub now: Timestamp,
    /// The profiles that bind the case, the project's own first.
    pub profiles: Vec<PlanProfileDoc>,
    pub milestones: Vec<PlanStepDoc>,
    /// What the rules of all profiles together leave open for what has not happened yet.
    pub windows: Vec<PlanWindowDoc>,
    /// The smallest sets of rules that cannot be kept together.
    pub conflicts: Vec<ConflictDoc>,
    /// What is agreed on and has not happened.
    pub planned: Vec<PlannedDoc>,
    /// From what the time of arrival was assumed.
    pub assumed: Option<String>,
    /// The plan as it would be, where the query asks.
    pub what_if: Option<ImaginedDoc>,
    /// Where the case stands by the machines of Vultron.
    pub standing: Option<StandingDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct StandingDoc {
    pub embargo: EmbargoDoc,
    /// `vfdpxa`, a capital letter for what has happened: the vendor knows, the fix is ready, it is deployed; the public knows,
    /// an exploit is public, attacks were seen. Deployment is not recorded, so the third letter is always small.
    pub case_state: String,
    pub participants: Vec<ParticipantDoc>,
    /// Steps that would be refused now.
    pub refused: Vec<RefusedDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct EmbargoDoc {
    /// `none`, `proposed`, `active`, `revise`, `exited`.
    pub state: String,
    pub ends: Option<Timestamp>,
    /// Ends that were asked for and that nobody has agreed to yet.
    pub asked: Vec<Timestamp>,
    /// How strongly the state of the case asks for its end: `may`, `should`, `shall`.
    pub end_it: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct ParticipantDoc {
    /// `project`, `reporter`, `distributors`.
    pub who: String,
    /// Of a reporter.
    pub name: Option<String>,
    /// `start`, `received`, `invalid`, `valid`, `deferred`, `accepted`, `closed`.
    pub report_management: String,
    /// `no_embargo`, `invited`, `signatory`, `declined`, `lapsed`.
    pub consent: String,
}

#[derive(Serialize, JsonSchema)]
pub struct RefusedDoc {
    /// `embargo`, `case_state`, `report_management`, `consent`.
    pub machine: String,
    /// In words, for people.
    pub steps: Vec<String>,
    pub why: String,
    pub way_out: String,
}

#[derive(Serialize, JsonSchema)]
pub struct PlanProfileDoc {
    pub id: String,
    pub name: String,
    pub version: String,
}

#[derive(Serialize, JsonSchema)]
pub struct PlanStepDoc {
    /// The profile whose clock it is.
    pub profile: String,
    #[serde(flatten)]
    pub milestone: MilestoneDoc,
    /// The act that is owed: "Name the Fix Team".
    pub act: String,
    /// Every rule that binds taken together.
    pub earliest: Option<Timestamp>,
    /// `suggest`, `should`, `must`.
    pub strength: String,
    pub holds: Vec<HoldDoc>,
    /// Sentences; nothing is blocked by them.
    pub warnings: Vec<String>,
    /// More than 1 for what is done again after the case was reopened.
    pub round: u16,
}

/// The time that is left for something.
#[derive(Serialize, JsonSchema)]
pub struct PlanWindowDoc {
    /// `released`, `advisory_published`, `embargo_end`, …
    pub what: String,
    pub earliest: Option<Timestamp>,
    pub latest: Option<Timestamp>,
    pub holds: Vec<HoldDoc>,
}

/// What holds a milestone.
#[derive(Serialize, JsonSchema)]
pub struct HoldDoc {
    /// `clock`, `gate`, `upstream`, `reporter`, `release_window`, `embargo`, `extension`, `planned`.
    pub kind: String,
    pub profile: String,
    /// The id of the clock or gate, or the section's or fact's name.
    pub rule: String,
    /// `not_before`, `not_after`, `needs`, `forbids`, `suggests`, `allows`.
    pub side: String,
    pub at: Option<Timestamp>,
    pub what: String,
    pub paragraphs: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct ConflictDoc {
    pub what: String,
    pub rules: Vec<HoldDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct PlannedDoc {
    /// `released`, `advisory_published`, `embargo_end`, …
    pub what: String,
    pub at: Timestamp,
}

#[derive(Serialize, JsonSchema)]
pub struct ImaginedDoc {
    pub milestones: Vec<PlanStepDoc>,
    pub differences: Vec<DifferenceDoc>,
    /// What the imagined release day means for the clocks and rules about it.
    pub that_day: Vec<DifferenceDoc>,
    /// Those that the plan as it is has not.
    pub new_conflicts: Vec<ConflictDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct DifferenceDoc {
    pub profile: String,
    /// Empty where a rule speaks that is no clock.
    pub clock: String,
    pub title: String,
    pub what: String,
    pub paragraphs: Vec<String>,
}

impl From<&PlanView> for PlanDoc {
    fn from(view: &PlanView) -> Self {
        let profile = |one: &ambergate_coordinator::views::PlanProfile| PlanProfileDoc {
            id: one.id.clone(),
            name: one.name.clone(),
            version: one.version.clone(),
        };
        let window = |(anchor, window): (&Anchor, &Window)| PlanWindowDoc {
            what: anchor.key().to_owned(),
            earliest: window.earliest,
            latest: window.latest,
            holds: window.holds.iter().map(HoldDoc::from).collect(),
        };
        Self {
            case: view.id.clone(),
            now: view.now,
            profiles: view.profiles.iter().map(profile).collect(),
            milestones: view.plan.milestones.iter().map(PlanStepDoc::from).collect(),
            windows: view.plan.windows.iter().map(window).collect(),
            conflicts: view.plan.conflicts.iter().map(ConflictDoc::from).collect(),
            planned: planned(&view.planned),
            assumed: view.assumed.clone(),
            what_if: view.what_if.as_ref().map(ImaginedDoc::from),
            standing: view.course.as_ref().map(StandingDoc::from),
        }
    }
}

impl From<&CourseView> for StandingDoc {
    fn from(course: &CourseView) -> Self {
        let participant = |line: &ParticipantLine| ParticipantDoc {
            who: line.party.key().to_owned(),
            name: (line.party == Party::Reporter).then(|| line.name.clone()),
            report_management: line.rm.key().to_owned(),
            consent: line.consent.key().to_owned(),
        };
        let refused = |line: &RefusedLine| RefusedDoc {
            machine: line.machine.key().to_owned(),
            steps: line.steps.iter().map(|step| (*step).to_owned()).collect(),
            why: line.why.to_owned(),
            way_out: line.way_out.to_owned(),
        };
        Self {
            embargo: EmbargoDoc {
                state: course.embargo.state.key().to_owned(),
                ends: course.embargo.ends,
                asked: course.embargo.asked.clone(),
                end_it: course.embargo.duty.map(|duty| duty.key().to_owned()),
            },
            case_state: course.state.to_string(),
            participants: course.participants.iter().map(participant).collect(),
            refused: course.refused.iter().map(refused).collect(),
        }
    }
}

impl From<&Milestone> for PlanStepDoc {
    fn from(m: &Milestone) -> Self {
        Self {
            profile: m.profile.clone(),
            milestone: MilestoneDoc::from(m),
            act: m.act.clone(),
            earliest: m.earliest,
            strength: m.strength.key().to_owned(),
            holds: m.holds.iter().map(HoldDoc::from).collect(),
            warnings: m.warnings.iter().map(|warning| said::warned(*warning)).collect(),
            round: m.round,
        }
    }
}

impl From<&Hold> for HoldDoc {
    fn from(hold: &Hold) -> Self {
        Self {
            kind: hold.kind.key().to_owned(),
            profile: hold.profile.clone(),
            rule: hold.rule.clone(),
            side: hold.side.key().to_owned(),
            at: hold.at,
            what: hold.what.clone(),
            paragraphs: hold.refs.clone(),
        }
    }
}

impl From<&Conflict> for ConflictDoc {
    fn from(conflict: &Conflict) -> Self {
        Self {
            what: conflict.what.clone(),
            rules: conflict.rules.iter().map(HoldDoc::from).collect(),
        }
    }
}

impl From<&Imagined> for ImaginedDoc {
    fn from(imagined: &Imagined) -> Self {
        Self {
            milestones: imagined.plan.milestones.iter().map(PlanStepDoc::from).collect(),
            differences: imagined.differences.iter().map(DifferenceDoc::from).collect(),
            that_day: imagined.verdicts.iter().map(DifferenceDoc::from).collect(),
            new_conflicts: imagined.conflicts.iter().map(ConflictDoc::from).collect(),
        }
    }
}

impl From<&Difference> for DifferenceDoc {
    fn from(one: &Difference) -> Self {
        Self {
            profile: one.profile.clone(),
            clock: one.clock.clone(),
            title: one.title.clone(),
            what: one.what.clone(),
            paragraphs: one.refs.clone(),
        }
    }
}

fn planned(anchors: &Anchors) -> Vec<PlannedDoc> {
    let one = |(anchor, at): (&ambergate_process::policy::Anchor, &Timestamp)| PlannedDoc {
        what: anchor.key().to_owned(),
        at: *at,
    };
    anchors.iter().map(one).collect()
}
