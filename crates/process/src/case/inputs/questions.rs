//! The facts that conditions read and that nothing on a case shows: what people are asked, and why.

use super::super::Case;
use crate::condition::CaseFacts;
use crate::condition::declared::{
    EXPLOIT_PUBLIC, EXPLOITED, FactName, INCIDENT_SEVERE, MAIN_BRANCH_ONLY, MAIN_BUG_AGE_DAYS, PATCH_READY,
    PRIVILEGE_ESCALATION, REMOTE, REPORTER_RESPONSIVE, ROLE, SEVERITY_WORD, SIMPLE_MITIGATION, TAXONOMY,
    USER_INTERACTION, VENDOR_RESPONSIVE, declared,
};
use crate::policy::{Anchor, Rules};
use serde::{Deserialize, Serialize};

/// A fact that people state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedFact {
    SeverityWord,
    Remote,
    PrivilegeEscalation,
    UserInteraction,
    SimpleMitigation,
    MainBranchOnly,
    MainBugAgeDays,
    PatchReady,
    Exploited,
    ExploitPublic,
    ReporterResponsive,
    VendorResponsive,
    Taxonomy,
    Role,
    IncidentSevere,
}

/// What was stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    Flag(bool),
    Number(i64),
    Text(String),
}

impl Stated {
    /// As it is typed and shown: `yes`, `no`, `12`, `B1`.
    pub fn typed(&self) -> String {
        match self {
            Stated::Flag(true) => "yes".to_owned(),
            Stated::Flag(false) => "no".to_owned(),
            Stated::Number(number) => number.to_string(),
            Stated::Text(text) => text.clone(),
        }
    }
}

/// How a fact is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    YesNo,
    /// Yes has a form of its own, with evidence.
    OnlyNo,
    Number,
    Text,
}

impl StatedFact {
    pub const ALL: [StatedFact; 15] = [
        StatedFact::SeverityWord,
        StatedFact::Remote,
        StatedFact::PrivilegeEscalation,
        StatedFact::UserInteraction,
        StatedFact::SimpleMitigation,
        StatedFact::MainBranchOnly,
        StatedFact::MainBugAgeDays,
        StatedFact::PatchReady,
        StatedFact::Exploited,
        StatedFact::ExploitPublic,
        StatedFact::ReporterResponsive,
        StatedFact::VendorResponsive,
        StatedFact::Taxonomy,
        StatedFact::Role,
        StatedFact::IncidentSevere,
    ];

    /// As conditions write it.
    pub fn name(self) -> &'static str {
        match self {
            StatedFact::SeverityWord => SEVERITY_WORD.as_str(),
            StatedFact::Remote => REMOTE.as_str(),
            StatedFact::PrivilegeEscalation => PRIVILEGE_ESCALATION.as_str(),
            StatedFact::UserInteraction => USER_INTERACTION.as_str(),
            StatedFact::SimpleMitigation => SIMPLE_MITIGATION.as_str(),
            StatedFact::MainBranchOnly => MAIN_BRANCH_ONLY.as_str(),
            StatedFact::MainBugAgeDays => MAIN_BUG_AGE_DAYS.as_str(),
            StatedFact::PatchReady => PATCH_READY.as_str(),
            StatedFact::Exploited => EXPLOITED.as_str(),
            StatedFact::ExploitPublic => EXPLOIT_PUBLIC.as_str(),
            StatedFact::ReporterResponsive => REPORTER_RESPONSIVE.as_str(),
            StatedFact::VendorResponsive => VENDOR_RESPONSIVE.as_str(),
            StatedFact::Taxonomy => TAXONOMY.as_str(),
            StatedFact::Role => ROLE.as_str(),
            StatedFact::IncidentSevere => INCIDENT_SEVERE.as_str(),
        }
    }

    /// In forms and in the API.
    pub fn key(self) -> &'static str {
        match self {
            StatedFact::SeverityWord => "severity_word",
            StatedFact::Remote => "remote",
            StatedFact::PrivilegeEscalation => "privilege_escalation",
            StatedFact::UserInteraction => "user_interaction",
            StatedFact::SimpleMitigation => "simple_mitigation",
            StatedFact::MainBranchOnly => "main_branch_only",
            StatedFact::MainBugAgeDays => "main_bug_age_days",
            StatedFact::PatchReady => "patch_ready",
            StatedFact::Exploited => "exploited",
            StatedFact::ExploitPublic => "exploit_public",
            StatedFact::ReporterResponsive => "reporter_responsive",
            StatedFact::VendorResponsive => "vendor_responsive",
            StatedFact::Taxonomy => "taxonomy",
            StatedFact::Role => "role",
            StatedFact::IncidentSevere => "incident_severe",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.key() == key)
    }

    /// As people are asked.
    pub fn question(self) -> &'static str {
        match self {
            StatedFact::SeverityWord => "How bad is it, in the project's own words?",
            StatedFact::Remote => "Can it be reached over the network?",
            StatedFact::PrivilegeEscalation => "Does it raise privileges?",
            StatedFact::UserInteraction => "Does an attack need somebody to do something?",
            StatedFact::SimpleMitigation => "Can people protect themselves by simple means?",
            StatedFact::MainBranchOnly => "Is it on the main branch only, in no release?",
            StatedFact::MainBugAgeDays => "How many days has it been on the main branch?",
            StatedFact::PatchReady => "Is there a reviewed patch?",
            StatedFact::Exploited => "Is it known to be attacked?",
            StatedFact::ExploitPublic => "Is an exploit public?",
            StatedFact::ReporterResponsive => "Does the reporter answer in time?",
            StatedFact::VendorResponsive => "Does the vendor answer in time?",
            StatedFact::Taxonomy => "Which class of the policy's taxonomy is it?",
            StatedFact::Role => "What is the project under the Cyber Resilience Act?",
            StatedFact::IncidentSevere => "Is it a severe incident under the Cyber Resilience Act?",
        }
    }

    pub fn reading(self) -> Reading {
        match self {
            StatedFact::Exploited | StatedFact::ExploitPublic => Reading::OnlyNo,
            StatedFact::MainBugAgeDays => Reading::Number,
            StatedFact::SeverityWord | StatedFact::Taxonomy | StatedFact::Role => Reading::Text,
            _ => Reading::YesNo,
        }
    }

    /// The only texts that it can be, where there are only some.
    pub fn values(self, rules: &Rules) -> Vec<String> {
        match self {
            StatedFact::SeverityWord => rules.profile.severity.levels.clone(),
            _ => declared(self.name())
                .map(|fact| fact.values.iter().map(|value| (*value).to_owned()).collect())
                .unwrap_or_default(),
        }
    }

    /// Whether something on the case shows it already; then nobody is asked, and what is shown counts.
    pub fn is_shown(self, case: &Case, rules: &Rules) -> bool {
        match self {
            // Where a project scores, the word follows from the score.
            StatedFact::SeverityWord => case.severity.is_some() || !rules.profile.severity.schemes.is_empty(),
            StatedFact::Remote => case.severity.is_some(),
            StatedFact::PatchReady => case.anchors.contains_key(&Anchor::FixReady),
            StatedFact::Exploited => case.anchors.contains_key(&Anchor::AttackSeen),
            StatedFact::ExploitPublic => case.anchors.contains_key(&Anchor::ExploitPublic),
            _ => false,
        }
    }

    /// Reads what was typed; empty is *not known*.
    ///
    /// # Errors
    /// What to write, as a sentence.
    pub fn read(self, typed: &str, rules: &Rules) -> Result<Option<Stated>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        match (self.reading(), typed) {
            (Reading::YesNo, "yes") => Ok(Some(Stated::Flag(true))),
            (Reading::YesNo | Reading::OnlyNo, "no") => Ok(Some(Stated::Flag(false))),
            (Reading::YesNo, _) => Err("Write yes or no, or leave it empty where nobody knows.".to_owned()),
            (Reading::OnlyNo, _) => {
                Err("Write no, or leave it empty. Yes is noted with its evidence, further down.".to_owned())
            }
            (Reading::Number, _) => match typed.parse::<u16>() {
                Ok(number) => Ok(Some(Stated::Number(number.into()))),
                Err(_) => Err("Write a whole number of days.".to_owned()),
            },
            (Reading::Text, _) => {
                let values = self.values(rules);
                if typed.len() > 60 {
                    Err("Write at most 60 letters.".to_owned())
                } else if values.is_empty() || values.iter().any(|value| value == typed) {
                    Ok(Some(Stated::Text(typed.to_owned())))
                } else {
                    Err(format!("Write one of: {}.", values.join(", ")))
                }
            }
        }
    }

    /// Whether this value is of the fact's type.
    pub(super) fn takes(self, value: &Stated, rules: &Rules) -> bool {
        self.read(&value.typed(), rules)
            .is_ok_and(|read| read.as_ref() == Some(value))
    }

    pub(in super::super) fn tell(self, value: &Stated, facts: &mut CaseFacts) {
        let mut flag = |name: FactName<bool>| {
            if let Stated::Flag(flag) = value {
                facts.set(name, *flag);
            }
        };
        match self {
            StatedFact::Remote => flag(REMOTE),
            StatedFact::PrivilegeEscalation => flag(PRIVILEGE_ESCALATION),
            StatedFact::UserInteraction => flag(USER_INTERACTION),
            StatedFact::SimpleMitigation => flag(SIMPLE_MITIGATION),
            StatedFact::MainBranchOnly => flag(MAIN_BRANCH_ONLY),
            StatedFact::PatchReady => flag(PATCH_READY),
            StatedFact::Exploited => flag(EXPLOITED),
            StatedFact::ExploitPublic => flag(EXPLOIT_PUBLIC),
            StatedFact::ReporterResponsive => flag(REPORTER_RESPONSIVE),
            StatedFact::VendorResponsive => flag(VENDOR_RESPONSIVE),
            StatedFact::IncidentSevere => flag(INCIDENT_SEVERE),
            StatedFact::MainBugAgeDays => {
                if let Stated::Number(number) = value {
                    facts.set(MAIN_BUG_AGE_DAYS, *number);
                }
            }
            StatedFact::SeverityWord | StatedFact::Taxonomy | StatedFact::Role => {
                if let Stated::Text(text) = value {
                    let name = match self {
                        StatedFact::SeverityWord => SEVERITY_WORD,
                        StatedFact::Taxonomy => TAXONOMY,
                        _ => ROLE,
                    };
                    facts.set(name, text.clone());
                }
            }
        }
    }
}

/// Something that the policies of a case ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub fact: StatedFact,
    pub stated: Option<Stated>,
    /// What reads it, and its paragraphs: "Below 4.0 the Fix Team may slow down (S25, S26)".
    pub for_the_sake_of: Vec<String>,
}

/// What people are asked on this case: the facts that the gates and clocks of its policies read and that nothing shows.
pub fn asked(case: &Case, rules: &Rules) -> Vec<Question> {
    let mut read: Vec<(&'static str, String)> = Vec::new();
    for (profile, _) in rules.each() {
        let said = |title: &str, refs: &[String]| {
            if refs.is_empty() {
                title.to_owned()
            } else {
                format!("{title} ({})", refs.join(", "))
            }
        };
        for gate in &profile.gates {
            let until = gate.until.iter().flat_map(|until| until.names());
            let names = gate.when.names().into_iter().chain(until);
            read.extend(names.map(|name| (name, said(&gate.title, &gate.refs))));
        }
        for clock in &profile.clocks {
            let names = clock.when.iter().flat_map(|when| when.names());
            read.extend(names.map(|name| (name, said(&clock.title, &clock.refs))));
        }
    }
    let question = |fact: StatedFact| {
        let mut sakes: Vec<String> = Vec::new();
        for (_, sake) in read.iter().filter(|(name, _)| *name == fact.name()) {
            if !sakes.contains(sake) {
                sakes.push(sake.clone());
            }
        }
        (!sakes.is_empty() && !fact.is_shown(case, rules)).then(|| Question {
            fact,
            stated: case.inputs.stated.get(&fact).cloned(),
            for_the_sake_of: sakes,
        })
    };
    StatedFact::ALL.into_iter().filter_map(question).collect()
}
