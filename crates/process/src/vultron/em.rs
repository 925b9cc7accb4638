//! Embargo management: one machine per case (Vultron, EM). Five states, ten transitions; at most one embargo is active, and
//! one that has ended is never begun again. The dates are in `embargo`, which goes through this machine.

use super::{Forbidden, Machine, Which};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Em {
    #[default]
    None,
    Proposed,
    Active,
    /// Active, and another end is proposed.
    Revise,
    Exited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmSymbol {
    Propose,
    Reject,
    Accept,
    Terminate,
}

impl Em {
    pub const ALL: [Em; 5] = [Em::None, Em::Proposed, Em::Active, Em::Revise, Em::Exited];
    pub fn letter(self) -> char {
        match self {
            Em::None => 'N',
            Em::Proposed => 'P',
            Em::Active => 'A',
            Em::Revise => 'R',
            Em::Exited => 'X',
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Em::None => "no embargo",
            Em::Proposed => "proposed",
            Em::Active => "active",
            Em::Revise => "active, revision proposed",
            Em::Exited => "ended",
        }
    }
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Em::None => "none",
            Em::Proposed => "proposed",
            Em::Active => "active",
            Em::Revise => "revise",
            Em::Exited => "exited",
        }
    }
    /// Somebody has to keep something to themselves.
    pub fn is_in_force(self) -> bool {
        matches!(self, Em::Active | Em::Revise)
    }
}

impl EmSymbol {
    pub const ALL: [EmSymbol; 4] = [
        EmSymbol::Propose,
        EmSymbol::Reject,
        EmSymbol::Accept,
        EmSymbol::Terminate,
    ];
    pub fn letter(self) -> char {
        match self {
            EmSymbol::Propose => 'p',
            EmSymbol::Reject => 'r',
            EmSymbol::Accept => 'a',
            EmSymbol::Terminate => 't',
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            EmSymbol::Propose => "propose",
            EmSymbol::Reject => "reject",
            EmSymbol::Accept => "accept",
            EmSymbol::Terminate => "end the embargo",
        }
    }
}

impl Machine for Em {
    type Symbol = EmSymbol;
    const START: Self = Em::None;

    fn states() -> Vec<Self> {
        Em::ALL.to_vec()
    }
    fn symbols() -> &'static [EmSymbol] {
        &EmSymbol::ALL
    }
    fn is_final(self) -> bool {
        matches!(self, Em::None | Em::Exited)
    }

    fn step(self, symbol: EmSymbol) -> Result<Self, Forbidden> {
        match (self, symbol) {
            (Em::None | Em::Proposed, EmSymbol::Propose) => Ok(Em::Proposed),
            (Em::Proposed, EmSymbol::Reject) => Ok(Em::None),
            (Em::Proposed, EmSymbol::Accept) => Ok(Em::Active),
            (Em::Active | Em::Revise, EmSymbol::Propose) => Ok(Em::Revise),
            (Em::Revise, EmSymbol::Accept | EmSymbol::Reject) => Ok(Em::Active),
            (Em::Active | Em::Revise, EmSymbol::Terminate) => Ok(Em::Exited),
            _ => Err(refuse(self, symbol)),
        }
    }
}

fn refuse(from: Em, symbol: EmSymbol) -> Forbidden {
    let (why, way_out) = match (from, symbol) {
        (Em::Exited, _) => (
            "An embargo that has ended is never begun again.",
            "Work in the open on this case, or open another one for another matter.",
        ),
        (Em::None, EmSymbol::Terminate) => ("There is no embargo to end.", "Nothing holds you; publish when ready."),
        (Em::None, _) => (
            "No embargo is proposed.",
            "Propose one, with the instant at which it ends.",
        ),
        (Em::Proposed, _) => ("A proposal is not an embargo yet.", "Reject the proposal instead."),
        _ => (
            "No revision of the embargo is proposed.",
            "Propose one with another end, or end the embargo.",
        ),
    };
    forbidden(from, symbol, why, way_out)
}

pub(super) fn forbidden(from: Em, symbol: EmSymbol, why: &'static str, way_out: &'static str) -> Forbidden {
    Forbidden {
        machine: Which::Em,
        from: from.word().to_owned(),
        symbol: symbol.word(),
        why,
        way_out,
    }
}
