//! What the gates of a case's policies say to an act, now. A gate is data over facts: nothing is decided here about what
//! the act itself needs, and nothing is written.

use super::inputs::{Breaking, StatedFact};
use super::{Case, circumstances};
use crate::Instant;
use crate::access::Standing;
use crate::calendar::{Calendar, Span};
use crate::condition::{CaseFacts, Truth};
use crate::policy::{Anchor, Decider, Effect, Gate, GateAct, Override, Profile, Rules};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::fmt;

/// Who asked for a gate to be broken and got no answer for so long may break it alone: nobody is ever locked out by people
/// who cannot be reached.
pub const ALONE_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A gate that is not open, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shut {
    /// Whose gate it is.
    pub profile: String,
    pub gate: String,
    pub title: String,
    pub refs: Vec<String>,
    pub why: Why,
    pub way_out: String,
}

/// Why a gate is not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// What it wants is not so.
    NotSo,
    /// What it forbids is so.
    Forbids,
    Before(Instant),
    /// Nobody has said how these facts are.
    Asks(BTreeSet<&'static str>),
    /// It forbids until a date that nobody has said.
    NoDate,
}

impl fmt::Display for Shut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.title, self.profile)?;
        if !self.refs.is_empty() {
            write!(f, " {}", self.refs.join(", "))?;
        }
        write!(f, "): ")?;
        match &self.why {
            Why::NotSo => write!(f, "that is not so here.")?,
            Why::Forbids => write!(f, "that is so here, and it keeps this back.")?,
            Why::Before(at) => write!(f, "not before {} UTC.", crate::facts::minute(*at))?,
            Why::NoDate => write!(f, "nobody has said until when.")?,
            Why::Asks(names) => {
                let names: Vec<String> = names.iter().map(|name| words_of(name)).collect();
                write!(
                    f,
                    "nobody has said yet: {}. Say it first; the severity has its own page, the rest is asked on the case\u{2019}s decisions.",
                    names.join("; ")
                )?;
            }
        }
        write!(f, " {}", self.way_out)
    }
}

fn words_of(name: &str) -> String {
    let fact = StatedFact::ALL.into_iter().find(|fact| fact.name() == name);
    match (fact, name) {
        (_, "severity.base" | "severity.word" | "severity.scheme") => "how severe it is".to_owned(),
        (Some(fact), _) => fact.question().trim_end_matches('?').to_lowercase(),
        (None, "commits") => "the commits of the fix".to_owned(),
        (None, "distributors.told") => "whether distributors are told early".to_owned(),
        (None, other) => other.replace(['.', '_'], " "),
    }
}

/// A case as its gates see it.
pub struct Gates<'a> {
    case: &'a Case,
    rules: &'a Rules,
    facts: CaseFacts,
    now: Instant,
}

impl<'a> Gates<'a> {
    pub fn of(case: &'a Case, rules: &'a Rules, now: Instant) -> Self {
        let facts = circumstances(case, rules).known(&case.anchors);
        Self {
            case,
            rules,
            facts,
            now,
        }
    }

    /// The first gate about this act that keeps it back: what is required and not so, what is forbidden, what is forbidden
    /// until later. A gate that was broken keeps nothing back.
    pub fn shut(&self, act: GateAct) -> Option<Shut> {
        let about = self.each().filter(|(_, gate)| gate.act == act);
        about.into_iter().find_map(|(profile, gate)| {
            let why = self.keeps_back(gate)?;
            (!self.is_broken(profile, gate)).then(|| self.as_shut(profile, gate, why))
        })
    }

    /// What keeps a clock's target where it is: a gate lets it be moved only where its condition is true, or where the gate
    /// was broken.
    pub fn holds_target(&self, profile: &Profile, gate: &Gate) -> Option<Shut> {
        let why = match gate.when.holds(&self.facts) {
            Truth::True => return None,
            Truth::False => Why::NotSo,
            Truth::Unknown { missing } => Why::Asks(missing),
        };
        (!self.is_broken(profile, gate)).then(|| self.as_shut(profile, gate, why))
    }

    /// The gates that wish for something about this act, and whether what they hang on is so.
    pub fn wishes(&self, act: GateAct) -> Vec<(&'a Profile, &'a Gate, Truth)> {
        self.each()
            .filter(|(_, gate)| gate.act == act && gate.effect == Effect::Suggest)
            .map(|(profile, gate)| (profile, gate, gate.when.holds(&self.facts)))
            .collect()
    }

    pub fn is_shut(&self, profile: &str, gate: &str) -> bool {
        let shut = self.standing_in_the_way();
        shut.iter().any(|one| one.profile == profile && one.gate == gate)
    }

    /// Every gate that keeps something back now or was asked to be broken, and why.
    pub fn standing_in_the_way(&self) -> Vec<Shut> {
        self.each()
            .filter(|(profile, gate)| !self.is_broken(profile, gate))
            .filter_map(|(profile, gate)| {
                let why = match gate.effect {
                    Effect::Allow if gate.act == GateAct::Extend => match gate.when.holds(&self.facts) {
                        Truth::True => return None,
                        Truth::False => Why::NotSo,
                        Truth::Unknown { missing } => Why::Asks(missing),
                    },
                    _ => self.keeps_back(gate)?,
                };
                Some(self.as_shut(profile, gate, why))
            })
            .collect()
    }

    fn each(&self) -> impl Iterator<Item = (&'a Profile, &'a Gate)> + use<'a> {
        let profiles = self.rules.each();
        profiles.flat_map(|(profile, _)| profile.gates.iter().map(move |gate| (profile, gate)))
    }

    fn is_broken(&self, profile: &Profile, gate: &Gate) -> bool {
        let breaking = self.case.inputs.breaking_of(&profile.id, &gate.id);
        breaking.is_some_and(|one| one.broken.is_some_and(|from| from <= self.now))
    }

    fn keeps_back(&self, gate: &Gate) -> Option<Why> {
        let holds = gate.when.holds(&self.facts);
        match (gate.effect, holds) {
            (Effect::Allow | Effect::Suggest, _) => None,
            (Effect::Require, Truth::True) => None,
            (Effect::Require, Truth::False) => Some(Why::NotSo),
            (Effect::Forbid, Truth::True) => Some(Why::Forbids),
            (Effect::Forbid | Effect::ForbidBefore, Truth::False) => None,
            (Effect::ForbidBefore, Truth::True) => match gate.until.as_ref().and_then(|until| until.at(&self.facts)) {
                None => Some(Why::NoDate),
                Some(at) if self.now < at => Some(Why::Before(at)),
                Some(_) => None,
            },
            (_, Truth::Unknown { missing }) => Some(Why::Asks(missing)),
        }
    }

    fn as_shut(&self, profile: &Profile, gate: &Gate, why: Why) -> Shut {
        Shut {
            profile: profile.id.clone(),
            gate: gate.id.clone(),
            title: gate.title.clone(),
            refs: gate.refs.clone(),
            why,
            way_out: way_out(gate, self.case.inputs.breaking_of(&profile.id, &gate.id)),
        }
    }
}

fn way_out(gate: &Gate, breaking: Option<&Breaking>) -> String {
    let Some(over) = gate.breaking else {
        return "The policy lets nobody break this gate; change what it hangs on, or wait.".to_owned();
    };
    let who = over.by.word();
    let needed = approvals(over);
    match (needed, breaking) {
        (1, None) => format!("Or break the gate: {who} may, with a reason, and it is logged."),
        (needed, None) => format!(
            "Or break the gate: {who} may, with a reason; {needed} people have to agree, or who asked asks again after 24 hours."
        ),
        (_, Some(one)) => format!(
            "{} of {needed} have agreed to break the gate, since {} UTC; {who} may agree, or ask again 24 hours after that.",
            one.by.len(),
            crate::facts::minute(one.since)
        ),
    }
}

/// How many people have to agree; at least one.
pub fn approvals(over: Override) -> usize {
    usize::from(over.approvals.unwrap_or(1)).max(1)
}

/// Whether who stands so may decide by a gate, or break it. The PST may be the Fix Team (S15).
pub fn is_for(decider: Decider, standing: Standing) -> bool {
    match decider {
        Decider::FixLead => standing == Standing::FixLead,
        Decider::Pst => matches!(standing, Standing::FixLead | Standing::Pst),
        Decider::FixTeam => matches!(standing, Standing::FixLead | Standing::Pst | Standing::FixTeam),
    }
}

/// Whether a gate is broken by this call: enough people agree, or who asks waited long enough; and its delay is over.
pub fn breaks(over: Override, calendar: &Calendar, breaking: &Breaking, now: Instant) -> bool {
    let waited = now.duration_since(breaking.since) >= ALONE_AFTER;
    let delay = over.delay.unwrap_or(Span::Hours(0));
    (breaking.by.len() >= approvals(over) || waited) && calendar.after(breaking.since, delay).at <= now
}

/// What publishing has to pass.
pub const PUBLISHING: [GateAct; 2] = [GateAct::Publish, GateAct::AdvisoryPublished];

/// Whether an anchor was reached on this case.
pub(super) fn has(case: &Case, anchor: Anchor) -> bool {
    case.anchors.contains_key(&anchor)
}
