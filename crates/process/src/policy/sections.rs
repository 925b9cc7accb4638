//! The sections of a profile about readers, the embargo, the list, releases and messages. Roles, clocks, severity and gates
//! stand in `schema`; no decision and no date is made here.

use super::words::{Anchor, CveSource, Day, LeakDefault, ReporterOverrides, Strength, Unit};
use crate::access::Audience;
use crate::calendar::Span;
use crate::facts::{FactClass, FactKind};
use jiff::civil::Time;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeSet;

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
