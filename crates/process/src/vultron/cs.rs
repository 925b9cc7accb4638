//! The case state: how far a vendor's fix is (vfd, one per vendor) and what the world knows (pxa, one per case). A value
//! of [`CaseState`] is one of the 32 that exist: a fix path has four places, three facts of the world are true or not.

use super::{Forbidden, Machine, Which};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How far a vendor is: `vfd`, `Vfd`, `VFd`, `VFD`. Nothing else can be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum FixPath {
    #[default]
    Unaware,
    Aware,
    Ready,
    Deployed,
}

impl FixPath {
    pub const ALL: [FixPath; 4] = [FixPath::Unaware, FixPath::Aware, FixPath::Ready, FixPath::Deployed];
    pub fn word(self) -> &'static str {
        match self {
            FixPath::Unaware => "the vendor does not know",
            FixPath::Aware => "the vendor knows",
            FixPath::Ready => "the fix is ready",
            FixPath::Deployed => "the fix is deployed",
        }
    }
    /// The place that an event leads to.
    fn reached_by(event: FixEvent) -> Self {
        match event {
            FixEvent::VendorAware => FixPath::Aware,
            FixEvent::FixReady => FixPath::Ready,
            FixEvent::FixDeployed => FixPath::Deployed,
        }
    }
}

/// What is true of the world, whoever knows it: `pxa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct World {
    /// P: the public knows of the vulnerability. That an advisory is coming is not that.
    pub public: bool,
    /// X: an exploit is public.
    pub exploit: bool,
    /// A: attacks were observed.
    pub attacks: bool,
}

impl World {
    pub fn all() -> impl Iterator<Item = World> {
        (0..8_u8).map(|bits| World {
            public: bits & 4 != 0,
            exploit: bits & 2 != 0,
            attacks: bits & 1 != 0,
        })
    }
    /// `pxa`: the only place where an embargo may be proposed or accepted.
    pub fn is_quiet(self) -> bool {
        self == World::default()
    }
    pub fn has(self, event: WorldEvent) -> bool {
        match event {
            WorldEvent::Public => self.public,
            WorldEvent::Exploit => self.exploit,
            WorldEvent::Attacks => self.attacks,
        }
    }
    /// After this became true.
    pub fn with(self, event: WorldEvent) -> Self {
        match event {
            WorldEvent::Public => World { public: true, ..self },
            WorldEvent::Exploit => World { exploit: true, ..self },
            WorldEvent::Attacks => World { attacks: true, ..self },
        }
    }
}

/// V, F, D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixEvent {
    VendorAware,
    FixReady,
    FixDeployed,
}

/// P, X, A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldEvent {
    Public,
    Exploit,
    Attacks,
}

/// One of the six events of a case's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsEvent {
    Fix(FixEvent),
    World(WorldEvent),
}

impl CsEvent {
    pub const V: CsEvent = CsEvent::Fix(FixEvent::VendorAware);
    pub const F: CsEvent = CsEvent::Fix(FixEvent::FixReady);
    pub const D: CsEvent = CsEvent::Fix(FixEvent::FixDeployed);
    pub const P: CsEvent = CsEvent::World(WorldEvent::Public);
    pub const X: CsEvent = CsEvent::World(WorldEvent::Exploit);
    pub const A: CsEvent = CsEvent::World(WorldEvent::Attacks);
    pub const ALL: [CsEvent; 6] = [Self::V, Self::F, Self::D, Self::P, Self::X, Self::A];

    pub fn letter(self) -> char {
        match self {
            CsEvent::Fix(FixEvent::VendorAware) => 'V',
            CsEvent::Fix(FixEvent::FixReady) => 'F',
            CsEvent::Fix(FixEvent::FixDeployed) => 'D',
            CsEvent::World(WorldEvent::Public) => 'P',
            CsEvent::World(WorldEvent::Exploit) => 'X',
            CsEvent::World(WorldEvent::Attacks) => 'A',
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            CsEvent::Fix(FixEvent::VendorAware) => "the vendor knows",
            CsEvent::Fix(FixEvent::FixReady) => "the fix is ready",
            CsEvent::Fix(FixEvent::FixDeployed) => "the fix is deployed",
            CsEvent::World(WorldEvent::Public) => "the public knows",
            CsEvent::World(WorldEvent::Exploit) => "an exploit is public",
            CsEvent::World(WorldEvent::Attacks) => "attacks are seen",
        }
    }
}

/// One of the 32 states of a case with one vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct CaseState {
    pub path: FixPath,
    pub world: World,
}

impl CaseState {
    pub fn has(self, event: CsEvent) -> bool {
        match event {
            CsEvent::Fix(event) => self.path >= FixPath::reached_by(event),
            CsEvent::World(event) => self.world.has(event),
        }
    }
}

impl Machine for CaseState {
    type Symbol = CsEvent;
    const START: Self = CaseState {
        path: FixPath::Unaware,
        world: World {
            public: false,
            exploit: false,
            attacks: false,
        },
    };

    fn states() -> Vec<Self> {
        let of = |path| World::all().map(move |world| CaseState { path, world });
        FixPath::ALL.into_iter().flat_map(of).collect()
    }
    fn symbols() -> &'static [CsEvent] {
        &CsEvent::ALL
    }
    fn is_final(self) -> bool {
        CsEvent::ALL.into_iter().all(|event| self.has(event))
    }

    /// What happened stays so, and one thing happens at a time. Two places last no longer than it takes to say so: after
    /// a public exploit the public knows (`pX`), and the vendor knows what the public knows (`vP`). An attack makes
    /// nothing public.
    fn step(self, event: CsEvent) -> Result<Self, Forbidden> {
        let World { public, exploit, .. } = self.world;
        let refuse = |why, way_out| {
            Err(Forbidden {
                machine: Which::Cs,
                from: self.to_string(),
                symbol: event.word(),
                why,
                way_out,
            })
        };
        match event {
            _ if self.has(event) => refuse("That has happened already.", "Nothing has to be recorded."),
            _ if exploit && !public && event != CsEvent::P => refuse(
                "Where an exploit is public, so is the vulnerability.",
                "Record first that the public knows.",
            ),
            _ if public && self.path == FixPath::Unaware && event != CsEvent::V => refuse(
                "The vendor knows what the public knows.",
                "Record first that the vendor knows.",
            ),
            CsEvent::World(event) => Ok(CaseState {
                world: self.world.with(event),
                ..self
            }),
            CsEvent::Fix(event) => match (self.path, event) {
                (FixPath::Unaware, FixEvent::VendorAware)
                | (FixPath::Aware, FixEvent::FixReady)
                | (FixPath::Ready, FixEvent::FixDeployed) => Ok(CaseState {
                    path: FixPath::reached_by(event),
                    ..self
                }),
                (FixPath::Unaware, _) => refuse(
                    "A vendor who does not know has no fix.",
                    "Record first that the vendor knows.",
                ),
                _ => refuse("There is no fix to deploy yet.", "Record first that the fix is ready."),
            },
        }
    }
}

/// As the documents write it: a capital letter for what has happened.
impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        CsEvent::ALL.into_iter().try_for_each(|event| {
            let letter = event.letter();
            write!(
                f,
                "{}",
                if self.has(event) {
                    letter
                } else {
                    letter.to_ascii_lowercase()
                }
            )
        })
    }
}

/// A text that is none of the 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A state of a case is six letters, vfdpxa; a capital one has happened, and no F without V, no D without F.")]
pub struct NotACaseState;

impl FromStr for CaseState {
    type Err = NotACaseState;
    fn from_str(text: &str) -> Result<Self, NotACaseState> {
        CaseState::states()
            .into_iter()
            .find(|state| state.to_string() == text)
            .ok_or(NotACaseState)
    }
}
