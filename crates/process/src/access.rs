//! Who may read and do what. `may` is a total, pure function; its matrix is a reviewed snapshot.
//!
//! Absent and forbidden are one answer: the store's visibility predicate decides whether a row exists for somebody;
//! `may` speaks only of rows that are visible.

use crate::ids::{MemberId, OutsiderId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Those who may read a message or a fact. A message names a *set* of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Pst,
    FixTeam,
    Reporter,
    Upstream,
    Distributors,
    Authority,
    Public,
}

impl Audience {
    pub const ALL: [Audience; 7] = [
        Audience::Pst,
        Audience::FixTeam,
        Audience::Reporter,
        Audience::Upstream,
        Audience::Distributors,
        Audience::Authority,
        Audience::Public,
    ];

    /// The word on pages and in mail.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Pst => "PST",
            Audience::FixTeam => "Fix Team",
            Audience::Reporter => "Reporter",
            Audience::Upstream => "Upstream",
            Audience::Distributors => "Distributors",
            Audience::Authority => "Authority",
            Audience::Public => "Public",
        }
    }

    /// The name in policy files, the API and forms.
    pub fn key(self) -> &'static str {
        match self {
            Audience::Pst => "pst",
            Audience::FixTeam => "fix_team",
            Audience::Reporter => "reporter",
            Audience::Upstream => "upstream",
            Audience::Distributors => "distributors",
            Audience::Authority => "authority",
            Audience::Public => "public",
        }
    }

    fn bit(self) -> u8 {
        1 << Audience::ALL.iter().position(|a| *a == self).unwrap_or(0)
    }
}

/// A set of audiences. The PST is part of every set that is not public alone: it works on the case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(from = "Vec<Audience>", into = "Vec<Audience>")]
pub struct Audiences(u8);

impl Audiences {
    pub const PST: Audiences = Audiences(0b1);
    /// Disclosure thread: PST, Fix Team and Reporter.
    pub const DISCLOSURE: Audiences = Audiences(0b111);
    pub const TEAM: Audiences = Audiences(0b11);
    /// One thread per counterpart: the PST and the reporter.
    pub const REPORTER: Audiences = Audiences(0b101);
    pub const PUBLIC: Audiences = Audiences(0b100_0000);

    pub fn of(members: &[Audience]) -> Self {
        Self(members.iter().fold(0, |set, a| set | a.bit()))
    }
    pub fn has(self, audience: Audience) -> bool {
        self.0 & audience.bit() != 0
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn meets(self, other: Audiences) -> bool {
        self.0 & other.0 != 0
    }
    pub fn iter(self) -> impl Iterator<Item = Audience> {
        Audience::ALL.into_iter().filter(move |a| self.has(*a))
    }
    /// For the store's column: a bit per audience, in the order of [`Audience::ALL`].
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }
    pub fn from_bits(bits: i64) -> Self {
        Self(u8::try_from(bits & 0x7f).unwrap_or(0))
    }
    /// The set's name where it has one, else its words joined.
    pub fn name(self) -> String {
        match self {
            Audiences::DISCLOSURE => "Disclosure thread".to_owned(),
            set => set.iter().map(Audience::word).collect::<Vec<_>>().join(" and "),
        }
    }
}

impl From<Vec<Audience>> for Audiences {
    fn from(members: Vec<Audience>) -> Self {
        Self::of(&members)
    }
}
impl From<Audiences> for Vec<Audience> {
    fn from(set: Audiences) -> Self {
        set.iter().collect()
    }
}
impl fmt::Debug for Audiences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// A member's standing in the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Product Security Team: sees every case of the project that is not restricted.
    Pst,
    /// Maintainer: sees a case only when named to its Fix Team; their LGTM counts (S24).
    Maintainer,
}

impl Role {
    pub fn key(self) -> &'static str {
        match self {
            Role::Pst => "pst",
            Role::Maintainer => "maintainer",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        [Role::Pst, Role::Maintainer].into_iter().find(|role| role.key() == key)
    }
}

/// Who acts, with the grants of the row they act on. Built by the store from that row, never by a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub who: Who,
    pub role: Option<Role>,
    pub fix_team: bool,
}

/// The person or part of the system that acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Member(MemberId),
    Outsider(OutsiderId),
    /// Nobody signed in: the public report form, an arriving mail.
    Anyone,
    /// The program itself, with the reason it gave the store.
    System(String),
}

impl Actor {
    pub fn system(reason: &str) -> Self {
        Self {
            who: Who::System(reason.to_owned()),
            role: None,
            fix_team: false,
        }
    }
    pub fn member(&self) -> Option<&MemberId> {
        match &self.who {
            Who::Member(id) => Some(id),
            _ => None,
        }
    }
    /// The audiences whose messages this actor reads.
    pub fn reads(&self) -> Audiences {
        match (&self.who, self.role) {
            (Who::System(_), _) => Audiences::of(&Audience::ALL),
            // The PST organises the entire response, internal and external (S1): it reads every thread of its cases.
            (Who::Member(_), Some(Role::Pst)) => Audiences::of(&Audience::ALL),
            (Who::Member(_), _) if self.fix_team => Audiences::of(&[Audience::FixTeam, Audience::Public]),
            (Who::Outsider(_), _) => Audiences::of(&[Audience::Reporter, Audience::Public]),
            _ => Audiences::PUBLIC,
        }
    }
}

/// What somebody wants to do to a case. One word per command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Open,
    Read,
    Write,
    TakeLead,
    HandOver,
    NameTeam,
    LinkRepository,
    RecordLgtm,
    SetSeverity,
    SetFacts,
    MarkPublic,
    GiveReason,
    DecideDistributors,
    Draft,
    Approve,
    Publish,
    Attach,
    Close,
    MoveTarget,
    BreakGate,
    /// The dates of others: of an upstream project, of the reporter.
    SetDates,
    StateFacts,
    ReachMilestone,
    RecordAwareness,
    BindProfiles,
}

impl Act {
    pub const ALL: [Act; 25] = [
        Act::Open,
        Act::Read,
        Act::Write,
        Act::TakeLead,
        Act::HandOver,
        Act::NameTeam,
        Act::LinkRepository,
        Act::RecordLgtm,
        Act::SetSeverity,
        Act::SetFacts,
        Act::MarkPublic,
        Act::GiveReason,
        Act::DecideDistributors,
        Act::Draft,
        Act::Approve,
        Act::Publish,
        Act::Attach,
        Act::Close,
        Act::MoveTarget,
        Act::BreakGate,
        Act::SetDates,
        Act::StateFacts,
        Act::ReachMilestone,
        Act::RecordAwareness,
        Act::BindProfiles,
    ];
}

/// Where the actor stands towards a case, as far as `may` needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    FixLead,
    Pst,
    FixTeam,
    Reporter,
    System,
    Stranger,
}

/// The standing of an actor on a case with this Fix Lead.
pub fn standing(actor: &Actor, lead: Option<&MemberId>) -> Standing {
    match (&actor.who, actor.role) {
        (Who::System(_), _) => Standing::System,
        (Who::Member(id), Some(Role::Pst)) if Some(id) == lead => Standing::FixLead,
        (Who::Member(_), Some(Role::Pst)) => Standing::Pst,
        (Who::Member(_), _) if actor.fix_team => Standing::FixTeam,
        (Who::Outsider(_), _) => Standing::Reporter,
        _ => Standing::Stranger,
    }
}

/// Whether somebody of this standing may do this at all. State and policy may still refuse (`decide`).
pub fn may(standing: Standing, act: Act) -> bool {
    use Act::*;
    match standing {
        // The program receives mail for people and publishes nothing by itself (invariant 11).
        Standing::System => matches!(act, Read | Write | Open | Attach),
        Standing::FixLead => true,
        // The Fix Lead has the last word on severity (S23) and sends external mail (S13); the PST does the rest.
        Standing::Pst => !matches!(act, Publish),
        // The Fix Team slows down where the policy lets it (S25) and says what it knows of the matter.
        Standing::FixTeam => matches!(
            act,
            Read | Write | LinkRepository | RecordLgtm | SetFacts | SetSeverity | MoveTarget | StateFacts
        ),
        Standing::Reporter => matches!(act, Read | Write),
        Standing::Stranger => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_matrix_of_may_is_reviewed() {
        let standings = [
            Standing::FixLead,
            Standing::Pst,
            Standing::FixTeam,
            Standing::Reporter,
            Standing::System,
            Standing::Stranger,
        ];
        let mut text = String::new();
        for act in Act::ALL {
            let row: Vec<String> = standings
                .iter()
                .map(|s| format!("{s:?}={}", if may(*s, act) { "may" } else { "-" }))
                .collect();
            writeln!(text, "{act:?}: {}", row.join(" ")).unwrap();
        }
        insta::assert_snapshot!("may", text);
    }

    #[test]
    fn a_set_goes_to_bits_and_back() {
        for bits in 0..128 {
            assert_eq!(Audiences::from_bits(bits).bits(), bits);
        }
        assert_eq!(Audiences::DISCLOSURE.name(), "Disclosure thread");
        assert!(!Audiences::PST.has(Audience::FixTeam));
    }
}
