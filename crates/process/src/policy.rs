//! The policy profile: a Security Release Process as checked data. Unknown keys are refused; every error names file,
//! line and what was meant. This is the subset that the first full pass needs; the schema is versioned.

use crate::access::Audience;
use crate::case::Phase;
use crate::facts::{FactClass, FactKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use crate::calendar::Span;

/// The built-in profile of the first user.
pub const COREDNS: &str = include_str!("../../../policies/coredns.toml");

/// A checked profile. One that exists is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub id: String,
    pub version: String,
    pub name: String,
    pub source: String,
    pub clocks: Vec<Clock>,
    pub severity: SeverityRule,
    pub audiences: Vec<AudienceRule>,
    pub messages: Vec<MessageRule>,
    pub cve: CveRule,
    pub tlp_default: String,
}

/// Something that happens on a case and that clocks run from or to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    ReportReceived,
    FirstAnswer,
    CaseOpened,
    LeadNamed,
    FixTeamNamed,
    RepositoryLinked,
    SeveritySet,
    MitigationReady,
    FixReady,
    ExistenceAnnounced,
    DistributorsDecided,
    ListNotified,
    Released,
    AdvisoryPublished,
    CasePublic,
    Closed,
}

/// A deadline: from one anchor until another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub id: String,
    /// What the timeline and *Today* call it, as an act: "Name the Fix Team".
    pub act: String,
    /// What it is called once done: "Fix Team named".
    pub title: String,
    pub from: Anchor,
    pub until: Anchor,
    pub max: Span,
    pub strength: Strength,
    pub on_public: OnPublic,
    pub refs: Vec<String>,
    /// Only where the case's facts call for it.
    #[serde(default)]
    pub applies: Applies,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Warns and asks for a reason; never blocks (S17).
    Suggest,
    Should,
    Must,
}

/// What public disclosure does to a clock that still runs (S18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnPublic {
    Asap,
    Keep,
    Cancel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    #[default]
    Always,
    /// Only once somebody decided that distributors are told (S30).
    IfDistributorsTold,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityRule {
    pub schemes: Vec<crate::severity::Scheme>,
    pub required: bool,
    pub final_say: FinalSay,
    pub refs: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinalSay {
    FixLead,
    Pst,
}

/// Which fact classes an audience gets in which phase.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceRule {
    pub id: Audience,
    pub tlp: String,
    pub facts: PhaseFacts,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseFacts {
    pub embargoed: BTreeSet<FactClass>,
    pub announced: BTreeSet<FactClass>,
    pub released: BTreeSet<FactClass>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageRule {
    pub id: MessageKind,
    pub audience: Audience,
    pub required: Vec<FactKind>,
    pub refs: Vec<String>,
}

/// The announcements that a profile knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    ForthcomingFix,
    FinalAnnouncement,
}

impl MessageKind {
    pub fn word(self) -> &'static str {
        match self {
            MessageKind::ForthcomingFix => "Forthcoming fix",
            MessageKind::FinalAnnouncement => "Final announcement",
        }
    }
    pub fn key(self) -> &'static str {
        match self {
            MessageKind::ForthcomingFix => "forthcoming_fix",
            MessageKind::FinalAnnouncement => "final_announcement",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::ForthcomingFix, Self::FinalAnnouncement]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CveRule {
    pub source: String,
    pub refs: Vec<String>,
}

/// What is wrong with a profile file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct Fault {
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: toml::Spanned<u32>,
    policy: Head,
    #[serde(default)]
    clock: Vec<toml::Spanned<Clock>>,
    severity: SeverityRule,
    audience: Vec<toml::Spanned<AudienceRule>>,
    #[serde(default)]
    message: Vec<toml::Spanned<MessageRule>>,
    cve: CveRule,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    version: String,
    name: String,
    source: String,
    tlp_default: String,
}

impl Profile {
    /// Reads and checks a profile. All faults that can be found are reported, not only the first.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let line = |offset: usize| text.get(..offset).map_or(1, |head| head.matches('\n').count() + 1);
        let fault = |offset: usize, what: String| Fault {
            file: file.to_owned(),
            line: line(offset),
            what,
        };
        let parsed: File = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            vec![fault(offset, error.message().to_owned())]
        })?;
        let mut faults = Vec::new();
        if *parsed.schema.get_ref() != 1 {
            let what = "this program reads schema = 1; a newer profile needs a newer Ambergate".to_owned();
            faults.push(fault(parsed.schema.span().start, what));
        }
        let mut seen = BTreeSet::new();
        for clock in &parsed.clock {
            let (at, clock) = (clock.span().start, clock.get_ref());
            if !seen.insert(clock.id.clone()) {
                faults.push(fault(
                    at,
                    format!("clock \"{}\" stands twice; give each clock an id of its own", clock.id),
                ));
            }
            if clock.from == clock.until {
                faults.push(fault(
                    at,
                    format!("clock \"{}\" runs from an anchor to itself", clock.id),
                ));
            }
            if clock.refs.is_empty() {
                faults.push(fault(
                    at,
                    format!("clock \"{}\" has no paragraph; say in refs what it rests on", clock.id),
                ));
            }
        }
        let mut told = BTreeSet::new();
        for audience in &parsed.audience {
            let (at, audience) = (audience.span().start, audience.get_ref());
            if !told.insert(audience.id) {
                faults.push(fault(at, format!("audience \"{}\" stands twice", audience.id.key())));
            }
            let facts = &audience.facts;
            if !facts.embargoed.is_subset(&facts.announced) || !facts.announced.is_subset(&facts.released) {
                let what = format!(
                    "audience \"{}\" knows less in a later phase; what was told cannot be untold",
                    audience.id.key()
                );
                faults.push(fault(at, what));
            }
        }
        let head = parsed.policy;
        let profile = Profile {
            id: head.id,
            version: head.version,
            name: head.name,
            source: head.source,
            tlp_default: head.tlp_default,
            clocks: parsed.clock.into_iter().map(toml::Spanned::into_inner).collect(),
            severity: parsed.severity,
            audiences: parsed.audience.into_iter().map(toml::Spanned::into_inner).collect(),
            messages: Vec::new(),
            cve: parsed.cve,
        };
        for message in &parsed.message {
            let (at, rule) = (message.span().start, message.get_ref());
            let phase = match rule.id {
                MessageKind::ForthcomingFix => Phase::Announced,
                MessageKind::FinalAnnouncement => Phase::Released,
            };
            let cleared = profile.cleared(rule.audience, phase);
            for fact in rule.required.iter().filter(|fact| !cleared.contains(&fact.class())) {
                let what = format!(
                    "message \"{}\" requires {}, which its audience is not cleared for; clear the class \"{}\" or drop the fact",
                    rule.id.key(),
                    fact.key(),
                    fact.class().word()
                );
                faults.push(fault(at, what));
            }
        }
        let messages = parsed.message.into_iter().map(toml::Spanned::into_inner).collect();
        if faults.is_empty() {
            Ok(Profile { messages, ..profile })
        } else {
            Err(faults)
        }
    }

    /// The fact classes that this audience is cleared for in this phase. Who works on the case knows all of it.
    pub fn cleared(&self, audience: Audience, phase: Phase) -> BTreeSet<FactClass> {
        if matches!(audience, Audience::Pst | Audience::FixTeam) {
            return FactClass::ALL.into_iter().collect();
        }
        let Some(rule) = self.audiences.iter().find(|rule| rule.id == audience) else {
            return BTreeSet::new();
        };
        match phase {
            Phase::Received => BTreeSet::new(),
            Phase::Embargoed => rule.facts.embargoed.clone(),
            Phase::Announced => rule.facts.announced.clone(),
            Phase::Released | Phase::Closed => rule.facts.released.clone(),
        }
    }

    pub fn message(&self, kind: MessageKind) -> Option<&MessageRule> {
        self.messages.iter().find(|rule| rule.id == kind)
    }

    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }
}

/// The pinned profiles that bind a case. One for now: the project's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub profile: Profile,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coredns() -> Profile {
        Profile::read("coredns.toml", COREDNS).unwrap()
    }

    #[test]
    fn the_built_in_profile_is_valid_and_has_the_windows_of_the_policy() {
        let max = |id: &str| coredns().clock(id).unwrap().max;
        assert_eq!(max("fix_team_named"), Span::Hours(24));
        assert_eq!(max("repository_linked"), Span::Hours(24));
        assert_eq!(max("severity_set"), Span::Days(7));
        assert_eq!(max("fix_ready"), Span::Days(7));
        assert_eq!(max("existence_announced"), Span::Days(7));
        assert_eq!(max("list_notified"), Span::Days(14));
        assert_eq!(max("released"), Span::Days(21));
        assert_eq!(max("first_answer"), Span::BusinessDays(1));
        assert!(
            coredns().clocks.iter().all(|c| c.strength == Strength::Suggest),
            "S17: all windows are suggestions"
        );
    }

    #[test]
    fn the_public_is_never_cleared_for_a_proof_of_concept_or_for_the_component_before_release() {
        let profile = coredns();
        for phase in [Phase::Received, Phase::Embargoed, Phase::Announced] {
            let cleared = profile.cleared(Audience::Public, phase);
            assert!(!cleared.contains(&FactClass::Component) && !cleared.contains(&FactClass::Impact));
        }
        assert!(
            !profile
                .cleared(Audience::Public, Phase::Released)
                .contains(&FactClass::Poc)
        );
    }

    #[track_caller]
    fn broken(from: &str, to: &str, expected: &str) {
        assert!(COREDNS.contains(from), "{from}");
        let faults = Profile::read("p.toml", &COREDNS.replacen(from, to, 1)).unwrap_err();
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|f| f.contains(expected)), "{all:?}");
    }

    #[test]
    fn a_broken_profile_is_refused_with_its_line_and_what_was_meant() {
        broken("schema = 1", "schema = 2", "p.toml:5: this program reads schema = 1");
        broken("max = \"24h\"", "max = \"1 day\"", "write 24h, 7d or 1bd");
        broken(
            "strength = \"suggest\"",
            "strengt = \"suggest\"",
            "unknown field `strengt`",
        );
        broken(
            "until = \"severity_set\"",
            "until = \"severity\"",
            "unknown variant `severity`",
        );
        broken("id = \"repository_linked\"", "id = \"fix_team_named\"", "stands twice");
        broken(
            "required = [\"release_window\", \"mitigation\"]",
            "required = [\"component\"]",
            "is not cleared for",
        );
    }
}
