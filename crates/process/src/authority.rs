//! What is filed with authorities under the Cyber Resilience Act (Regulation (EU) 2024/2847, Article 14): for each stage the
//! questions of the law, each with what the case says that authorities may be told, and a marked blank where it says
//! nothing. Ambergate files nothing: a person copies this into the platform's form.
//!
//! What lives here: the drafts. What must not: a fact past the [`Brief`], a guess.

mod questions;
mod text;

pub use text::text;

use crate::Instant;
use crate::brief::{Brief, for_authority};
use crate::case::inputs::{Awareness, Stated, StatedFact};
use crate::case::{Case, agenda};
use crate::cra::{Binding, MANUFACTURERS, STEWARDS};
use crate::ids::MemberId;
use crate::planner::{Milestone, Plan, State};
use crate::policy::{Anchor, Rules};
use crate::project::Project;

/// What is filed, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 24 hours after awareness.
    EarlyWarning,
    /// 72 hours after awareness.
    Notification,
    /// 14 days after a measure is available; of an incident one month after the notification.
    FinalReport,
}

impl Stage {
    pub const ALL: [Stage; 3] = [Stage::EarlyWarning, Stage::Notification, Stage::FinalReport];

    pub fn key(self) -> &'static str {
        match self {
            Stage::EarlyWarning => "early_warning",
            Stage::Notification => "notification",
            Stage::FinalReport => "final_report",
        }
    }

    /// What is recorded once it is filed.
    pub fn anchor(self) -> Anchor {
        match self {
            Stage::EarlyWarning => Anchor::AuthorityEarlyWarning,
            Stage::Notification => Anchor::AuthorityNotified72h,
            Stage::FinalReport => Anchor::AuthorityFinalReport,
        }
    }

    pub fn title(self, about: Awareness) -> &'static str {
        match (self, about) {
            (Stage::EarlyWarning, _) => "Early warning",
            (Stage::Notification, Awareness::Exploited) => "Vulnerability notification",
            (Stage::Notification, Awareness::SevereIncident) => "Incident notification",
            (Stage::FinalReport, _) => "Final report",
        }
    }

    /// When it is due, in the words of the law.
    pub fn term(self, about: Awareness) -> &'static str {
        match (self, about) {
            (Stage::EarlyWarning, _) => "24 hours after becoming aware",
            (Stage::Notification, _) => "72 hours after becoming aware",
            (Stage::FinalReport, Awareness::Exploited) => {
                "14 days after a corrective or mitigating measure is available"
            }
            (Stage::FinalReport, Awareness::SevereIncident) => "one month after the 72-hour notification was submitted",
        }
    }

    pub fn article(self, about: Awareness) -> &'static str {
        match (self, about) {
            (Stage::EarlyWarning, Awareness::Exploited) => "Article 14(2)(a)",
            (Stage::Notification, Awareness::Exploited) => "Article 14(2)(b)",
            (Stage::FinalReport, Awareness::Exploited) => "Article 14(2)(c)",
            (Stage::EarlyWarning, Awareness::SevereIncident) => "Article 14(4)(a)",
            (Stage::Notification, Awareness::SevereIncident) => "Article 14(4)(b)",
            (Stage::FinalReport, Awareness::SevereIncident) => "Article 14(4)(c)",
        }
    }
}

/// One form, as far as the case fills it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub stage: Stage,
    pub about: Awareness,
    /// The clock that counts it, of the law that binds the case; `None`: none does.
    pub milestone: Option<Milestone>,
    pub sent: Option<Sent>,
    pub answers: Vec<Answer>,
}

/// That it was filed, as somebody recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub at: Instant,
    pub note: String,
    pub by: String,
}

/// A question of the law, and what the case says to it. Both parts may be there: what is known, and what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub asks: &'static str,
    pub article: &'static str,
    pub known: Option<String>,
    /// What a person writes in.
    pub blank: Option<&'static str>,
    /// The case knows something that the policy does not clear for authorities.
    pub withheld: bool,
}

impl Form {
    /// When it is due, where that runs.
    pub fn due(&self) -> Option<Instant> {
        let running = self.milestone.as_ref().filter(|m| m.state != State::NotApplicable);
        running.and_then(|m| m.due)
    }

    /// The answers that still need a person.
    pub fn open(&self) -> usize {
        let open = self.answers.iter().filter(|one| one.blank.is_some() || one.withheld);
        open.count()
    }
}

/// All forms of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    pub about: Awareness,
    /// Who became aware, and since when; `None`: nobody recorded it, and no hour runs.
    pub aware: Option<(String, Instant)>,
    /// No law that binds the case says what authorities may be told, so nothing of its facts is filled in.
    pub uncleared: bool,
    pub forms: Vec<Form>,
}

/// Drafts of everything that is filed for this case.
pub fn filing(case: &Case, project: &Project, rules: &Rules, now: Instant) -> Filing {
    let known = Known {
        case,
        project,
        brief: &for_authority(case, rules),
        binding: project.products.binding(component(case)),
        about: about(case),
        now,
    };
    let plan = agenda(case, rules, now);
    let form = |stage: Stage| Form {
        stage,
        about: known.about,
        milestone: milestone(&plan, stage, known.about),
        sent: known.sent(stage),
        answers: questions::of(stage, &known),
    };
    let aware = case.inputs.aware.as_ref();
    Filing {
        about: known.about,
        aware: aware.map(|aware| (project.name_of(&aware.by), aware.at)),
        uncleared: !known.brief.is_cleared(crate::facts::FactClass::Existence),
        forms: Stage::ALL.into_iter().map(form).collect(),
    }
}

/// What the answers are made from.
struct Known<'k> {
    case: &'k Case,
    project: &'k Project,
    brief: &'k Brief,
    binding: Option<Binding>,
    about: Awareness,
    now: Instant,
}

impl Known<'_> {
    fn name(&self, member: &MemberId) -> String {
        self.project.name_of(member)
    }

    fn sent(&self, stage: Stage) -> Option<Sent> {
        let record = self.case.inputs.recorded.get(&stage.anchor())?;
        Some(Sent {
            at: *self.case.anchors.get(&stage.anchor())?,
            note: record.note.clone(),
            by: self.name(&record.by),
        })
    }
}

fn component(case: &Case) -> Option<&str> {
    case.facts
        .get(&crate::facts::FactKind::Component)
        .map(|value| value.text())
}

/// Of which of the two tracks the forms are: what somebody became aware of, else what was stated.
fn about(case: &Case) -> Awareness {
    let incident = case.inputs.stated.get(&StatedFact::IncidentSevere) == Some(&Stated::Flag(true));
    let seen = case.inputs.attack.is_some();
    match &case.inputs.aware {
        Some(aware) => aware.about,
        None if incident && !seen => Awareness::SevereIncident,
        None => Awareness::Exploited,
    }
}

/// The clock of a stage. One that applies is preferred to one that does not, and of those the one of this track.
fn milestone(plan: &Plan, stage: Stage, about: Awareness) -> Option<Milestone> {
    let track = match about {
        Awareness::Exploited => "exploited_",
        Awareness::SevereIncident => "incident_",
    };
    let law = |m: &&Milestone| [MANUFACTURERS, STEWARDS].contains(&m.profile.as_str()) && m.until == stage.anchor();
    let found = plan.milestones.iter().filter(law);
    let found = found.min_by_key(|m| (m.state == State::NotApplicable, !m.clock.starts_with(track)));
    found.cloned()
}
