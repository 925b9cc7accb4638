//! The sections of a profile as types: what each key means and in which unit. Here: the policy itself, roles, clocks,
//! severity and gates; the others stand in `sections`. Reading and checking live beside; no decision and no date is made here.

pub use super::sections::{
    AudienceRule, Bound, Checklist, Communication, Criterion, CveRule, Embargo, Leak, Membership, MessageRule,
    PhaseFacts, Reference, Release, When,
};

use super::words::{Anchor, Decider, Effect, FinalSay, GateAct, Kind, OnPublic, Selection, Strength};
use crate::calendar::Span;
use crate::condition::{Condition, DateTerm};
use crate::severity::Scheme;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error as _};

/// `[policy]`: which text this is. Never inherited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub id: String,
    pub version: String,
    pub kind: Kind,
    pub name: String,
    /// Where the prose is.
    pub source: String,
    /// When it was read.
    #[serde(default)]
    pub read: Option<Date>,
    /// Shown beside the source where what was read is not its newest text.
    #[serde(default)]
    pub copy: Option<String>,
    /// The first day on which it is in force.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The first day on which it is no longer in force.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// An IANA name; days, business days and release times are counted in it.
    pub tz: String,
    /// `none`, or the name of a calendar that the caller provides.
    pub holidays: String,
    /// The TLP 2.0 label of what has no other.
    pub tlp_default: String,
}

/// `[[role]]`: who takes part and how they come to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    pub title: String,
    pub selection: Selection,
    /// The role from whose holders it is taken.
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub min: Option<u16>,
    #[serde(default)]
    pub max: Option<u16>,
    /// The share of its holders that one organisation may have.
    #[serde(default)]
    pub org_cap: Option<Share>,
    /// Whether its holders write to outsiders (S13).
    #[serde(default)]
    pub sends_external: bool,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// A share, written `1/2`; never more than the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub of: u16,
    pub whole: u16,
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let share = text.split_once('/').and_then(|(of, whole)| {
            let (of, whole) = (of.trim().parse().ok()?, whole.trim().parse().ok()?);
            (of > 0 && of <= whole).then_some(Share { of, whole })
        });
        share.ok_or_else(|| D::Error::custom(format!("\"{text}\" is no share; write 1/2")))
    }
}

/// `[[clock]]`: a deadline, counted on from an anchor or back from one.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    pub id: String,
    /// What the timeline and *Today* call it, as an act: "Name the Fix Team".
    pub act: String,
    /// What it is called once done: "Fix Team named".
    pub title: String,
    pub start: Start,
    /// The milestone: what is reached.
    pub until: Anchor,
    /// Counted on: not before. Counted back: at the latest.
    pub min: Option<Span>,
    /// Counted on: at the latest. Counted back: not before.
    pub max: Option<Span>,
    pub strength: Strength,
    pub on_public: OnPublic,
    /// It applies only where this is true; while it is unknown, the clock waits.
    pub when: Option<Condition>,
    /// What should have happened before its milestone; warned about, never blocked.
    pub needs: Vec<Anchor>,
    /// The gate that allows its target to be moved (S25).
    pub extend: Option<String>,
    /// It starts again each time its milestone is reached.
    pub every: bool,
    pub refs: Vec<String>,
    pub note: Option<String>,
}

/// What a clock counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On from what happened.
    From(Anchor),
    /// Back from what happened or is planned.
    Before(Anchor),
}

impl Start {
    pub fn anchor(self) -> Anchor {
        match self {
            Start::From(anchor) | Start::Before(anchor) => anchor,
        }
    }
}

/// A clock as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockFile {
    pub id: String,
    pub act: String,
    pub title: String,
    pub from: Option<Anchor>,
    pub before: Option<Anchor>,
    pub until: Anchor,
    pub min: Option<Span>,
    pub max: Option<Span>,
    pub strength: Strength,
    pub on_public: OnPublic,
    pub when: Option<String>,
    #[serde(default)]
    pub needs: Vec<Anchor>,
    pub extend: Option<String>,
    #[serde(default)]
    pub every: bool,
    #[serde(default)]
    pub refs: Vec<String>,
    pub note: Option<String>,
}

/// `[severity]`: how bad it is, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityRule {
    /// The versions of CVSS that are accepted; empty where the project does not score.
    #[serde(default)]
    pub schemes: Vec<Scheme>,
    pub required: bool,
    /// The project's own words, the worst last.
    #[serde(default)]
    pub levels: Vec<String>,
    pub final_say: FinalSay,
    /// Which score gates read where several stand on a case.
    #[serde(default)]
    pub decides: Decides,
    #[serde(default)]
    pub refs: Vec<String>,
}

impl Default for SeverityRule {
    /// A profile without the section asks for nothing.
    fn default() -> Self {
        Self {
            schemes: Vec::new(),
            required: false,
            levels: Vec::new(),
            final_say: FinalSay::Pst,
            decides: Decides::Highest,
            refs: Vec::new(),
        }
    }
}

/// Which of several scores counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decides {
    #[default]
    Highest,
    /// The score of the newest version of CVSS on the case.
    Latest,
    Scheme(Scheme),
}

impl<'de> Deserialize<'de> for Decides {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        match text.as_str() {
            "highest" => Ok(Decides::Highest),
            "latest" => Ok(Decides::Latest),
            "CVSS:3.0" => Ok(Decides::Scheme(Scheme::V30)),
            "CVSS:3.1" => Ok(Decides::Scheme(Scheme::V31)),
            "CVSS:4.0" => Ok(Decides::Scheme(Scheme::V40)),
            _ => Err(D::Error::custom(format!(
                "\"{text}\" does not say which score decides; write highest, latest, CVSS:3.0, CVSS:3.1 or CVSS:4.0"
            ))),
        }
    }
}

/// `[[gate]]`: what the facts of a case allow, suggest, require or forbid.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub id: String,
    pub title: String,
    pub when: Condition,
    pub effect: Effect,
    pub act: GateAct,
    /// Of `forbid_before` only, and always of it.
    pub until: Option<DateTerm>,
    pub decider: Option<Decider>,
    pub needs: Vec<Need>,
    /// Who may break it; nobody where it is absent.
    pub breaking: Option<Override>,
    pub refs: Vec<String>,
    pub note: Option<String>,
}

/// A gate as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GateFile {
    pub id: String,
    pub title: String,
    pub when: String,
    pub effect: Effect,
    pub act: GateAct,
    pub until: Option<String>,
    pub decider: Option<Decider>,
    #[serde(default)]
    pub needs: Vec<Need>,
    #[serde(rename = "override")]
    pub breaking: Option<Override>,
    #[serde(default)]
    pub refs: Vec<String>,
    pub note: Option<String>,
}

/// What has to come with an act that a gate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Reason,
    NewDate,
    /// The message in which it was discussed (S26).
    DiscussionMessage,
    Approvals(u8),
}

impl<'de> Deserialize<'de> for Need {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let approvals = |n: &str| n.parse().ok().filter(|n| *n > 0).map(Need::Approvals);
        let need = match text.as_str() {
            "reason" => Some(Need::Reason),
            "new_date" => Some(Need::NewDate),
            "discussion_message" => Some(Need::DiscussionMessage),
            other => other.strip_prefix("approvals:").and_then(approvals),
        };
        need.ok_or_else(|| {
            D::Error::custom(format!(
                "\"{text}\" is nothing that a gate can need; write reason, new_date, discussion_message or approvals:2"
            ))
        })
    }
}

/// Who may break a gate, after which delay, and when that is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    pub by: Decider,
    #[serde(default)]
    pub delay: Option<Span>,
    #[serde(default)]
    pub review: Option<Span>,
    #[serde(default)]
    pub approvals: Option<u8>,
}
