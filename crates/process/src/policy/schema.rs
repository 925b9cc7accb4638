//! The sections of a profile as types: what each key means and in which unit. Reading and checking live beside; no
//! decision and no date is made here.

use super::words::{
    Anchor, CveSource, Day, Decider, Effect, FinalSay, GateAct, Kind, LeakDefault, OnPublic, ReporterOverrides,
    Selection, Strength, Unit,
};
use crate::access::Audience;
use crate::calendar::Span;
use crate::condition::{Condition, DateTerm};
use crate::facts::{FactClass, FactKind};
use crate::severity::Scheme;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeSet;

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

/// `[[audience]]`: which fact classes these readers get in which phase.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceRule {
    pub id: Audience,
    /// A label of TLP 2.0.
    pub tlp: String,
    pub facts: PhaseFacts,
    #[serde(default)]
    pub refs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseFacts {
    pub embargoed: BTreeSet<FactClass>,
    pub announced: BTreeSet<FactClass>,
    pub released: BTreeSet<FactClass>,
}

/// `[embargo]`: how long, and what it covers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embargo {
    #[serde(default)]
    pub max: Bound,
    #[serde(default)]
    pub preferred_max: Bound,
    #[serde(default)]
    pub min: Bound,
    /// What the lengths are counted from.
    #[serde(default)]
    pub from: Option<Anchor>,
    #[serde(default)]
    pub strength: Option<Strength>,
    /// Whichever happens first ends it.
    #[serde(default)]
    pub ends_on: Vec<Anchor>,
    #[serde(default)]
    pub deploy_allowed: Option<String>,
    #[serde(default)]
    pub binaries_covered: Option<String>,
    #[serde(default)]
    pub share_between_members: Option<bool>,
    #[serde(default)]
    pub cve_id_shareable: Option<bool>,
    #[serde(default)]
    pub reporter_overrides: Option<ReporterOverrides>,
    /// The days on which it may end, where only some are wanted.
    #[serde(default)]
    pub ends_on_weekdays: Vec<Day>,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// A length that a policy states, says there is none of, or does not speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bound {
    #[default]
    NotStated,
    None,
    Of(Span),
}

impl Bound {
    pub fn span(self) -> Option<Span> {
        match self {
            Bound::Of(span) => Some(span),
            Bound::NotStated | Bound::None => None,
        }
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if text == "none" {
            return Ok(Bound::None);
        }
        let span = serde::de::IntoDeserializer::<D::Error>::into_deserializer(text);
        Span::deserialize(span).map(Bound::Of)
    }
}

/// `[membership]`: who gets early word, and how they come to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub unit: Unit,
    /// `private:` or `public:` and where requests go.
    pub application: String,
    pub decider: String,
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    #[serde(default)]
    pub vouch: Option<String>,
    #[serde(default)]
    pub review_every: Option<Span>,
    #[serde(default)]
    pub slots: Option<u16>,
    #[serde(default)]
    pub contact_rule: Option<String>,
    #[serde(default)]
    pub appeal: Option<String>,
    #[serde(default)]
    pub names_public: Option<bool>,
    #[serde(default)]
    pub refs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    pub id: String,
    pub text: String,
}

/// `[leak]`: what follows when somebody broke the embargo.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leak {
    pub report_to: String,
    pub must_state: Vec<String>,
    #[serde(default)]
    pub assessor: Option<String>,
    #[serde(default)]
    pub default: Option<LeakDefault>,
    #[serde(default)]
    pub sanction: Option<String>,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// `[release]`: on which days and at what time releases are made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Allowed days; all where the list is empty.
    #[serde(default)]
    pub weekdays: Vec<Day>,
    /// Wall time in the profile's time zone.
    #[serde(default, deserialize_with = "wall_time")]
    pub at: Option<Time>,
    /// In words; `holidays` is understood by the planner.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// How long before it notice is given.
    #[serde(default)]
    pub notice: Vec<Span>,
    #[serde(default)]
    pub refs: Vec<String>,
}

fn wall_time<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Time>, D::Error> {
    let text = String::deserialize(d)?;
    let time = Time::strptime("%H:%M", &text);
    time.map(Some)
        .map_err(|_| D::Error::custom(format!("\"{text}\" is no time of day; write 16:00")))
}

/// `[[message]]`: what a message must and must not say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageRule {
    /// `forthcoming_fix` and `final_announcement` are drafted by Ambergate.
    pub id: String,
    pub audience: Audience,
    #[serde(default)]
    pub channel: Option<String>,
    #[serde(default)]
    pub required: Vec<FactKind>,
    #[serde(default)]
    pub forbidden: BTreeSet<FactClass>,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// `[[communication]]`: a line of the communication plan (S27).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Communication {
    pub id: String,
    pub audience: Audience,
    /// The id of a message.
    pub message: String,
    pub channel: String,
    pub when: When,
    pub anchor: Anchor,
    /// The id of a role.
    pub owner: String,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// When a message goes out, seen from its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    At,
    After(Span),
    Before(Span),
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let span = |rest: &str| {
            let rest = serde::de::IntoDeserializer::<D::Error>::into_deserializer(rest.trim().to_owned());
            Span::deserialize(rest)
        };
        match text.split_once(' ') {
            None if text == "at" => Ok(When::At),
            Some(("after", rest)) => span(rest).map(When::After),
            Some(("before", rest)) => span(rest).map(When::Before),
            _ => Err(D::Error::custom(format!(
                "\"{text}\" does not say when; write at, after 1d or before 7d"
            ))),
        }
    }
}

/// `[cve]`: where ids come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CveRule {
    pub source: CveSource,
    /// With which event the id is asked for.
    #[serde(default)]
    pub when: Option<Anchor>,
    /// What the policy itself calls the source.
    #[serde(default)]
    pub policy_text: Option<String>,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// `[[checklist]]`: steps for people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    pub id: String,
    pub title: String,
    pub items: Vec<String>,
    #[serde(default)]
    pub refs: Vec<String>,
}

/// `[[reference]]`: a paragraph of the source, in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub id: String,
    /// One sentence: what the paragraph says.
    pub title: String,
    /// The heading of the source that it stands under.
    pub place: String,
}
