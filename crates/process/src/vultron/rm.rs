//! Report management: how far one participant is with a report. One machine per participant (Vultron, RM).
//! Seven states, eleven transitions. There is no way from valid to invalid, and none from valid to closed.

use super::{Forbidden, Machine, Which};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Rm {
    /// The participant knows of no report.
    #[default]
    Start,
    Received,
    /// Judged not valid, for now: new evidence may change that.
    Invalid,
    Valid,
    /// Valid, and put aside.
    Deferred,
    /// Valid, and worked on.
    Accepted,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RmSymbol {
    Receive,
    Validate,
    Invalidate,
    Accept,
    Defer,
    Close,
}

impl Rm {
    pub const ALL: [Rm; 7] = [
        Rm::Start,
        Rm::Received,
        Rm::Invalid,
        Rm::Valid,
        Rm::Deferred,
        Rm::Accepted,
        Rm::Closed,
    ];
    pub fn letter(self) -> char {
        match self {
            Rm::Start => 'S',
            Rm::Received => 'R',
            Rm::Invalid => 'I',
            Rm::Valid => 'V',
            Rm::Deferred => 'D',
            Rm::Accepted => 'A',
            Rm::Closed => 'C',
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Rm::Start => "knows of no report",
            Rm::Received => "received",
            Rm::Invalid => "judged not valid",
            Rm::Valid => "judged valid",
            Rm::Deferred => "put aside",
            Rm::Accepted => "accepted",
            Rm::Closed => "closed",
        }
    }
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Rm::Start => "start",
            Rm::Received => "received",
            Rm::Invalid => "invalid",
            Rm::Valid => "valid",
            Rm::Deferred => "deferred",
            Rm::Accepted => "accepted",
            Rm::Closed => "closed",
        }
    }
}

impl RmSymbol {
    pub const ALL: [RmSymbol; 6] = [
        RmSymbol::Receive,
        RmSymbol::Validate,
        RmSymbol::Invalidate,
        RmSymbol::Accept,
        RmSymbol::Defer,
        RmSymbol::Close,
    ];
    pub fn letter(self) -> char {
        match self {
            RmSymbol::Receive => 'r',
            RmSymbol::Validate => 'v',
            RmSymbol::Invalidate => 'i',
            RmSymbol::Accept => 'a',
            RmSymbol::Defer => 'd',
            RmSymbol::Close => 'c',
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            RmSymbol::Receive => "receive",
            RmSymbol::Validate => "judge valid",
            RmSymbol::Invalidate => "judge not valid",
            RmSymbol::Accept => "accept",
            RmSymbol::Defer => "put aside",
            RmSymbol::Close => "close",
        }
    }
}

impl Machine for Rm {
    type Symbol = RmSymbol;
    const START: Self = Rm::Start;

    fn states() -> Vec<Self> {
        Rm::ALL.to_vec()
    }
    fn symbols() -> &'static [RmSymbol] {
        &RmSymbol::ALL
    }
    fn is_final(self) -> bool {
        self == Rm::Closed
    }

    fn step(self, symbol: RmSymbol) -> Result<Self, Forbidden> {
        match (self, symbol) {
            (Rm::Start, RmSymbol::Receive) => Ok(Rm::Received),
            (Rm::Received | Rm::Invalid, RmSymbol::Validate) => Ok(Rm::Valid),
            (Rm::Received, RmSymbol::Invalidate) => Ok(Rm::Invalid),
            (Rm::Valid | Rm::Deferred, RmSymbol::Accept) => Ok(Rm::Accepted),
            (Rm::Valid | Rm::Accepted, RmSymbol::Defer) => Ok(Rm::Deferred),
            (Rm::Invalid | Rm::Deferred | Rm::Accepted, RmSymbol::Close) => Ok(Rm::Closed),
            _ => Err(refuse(self, symbol)),
        }
    }
}

fn refuse(from: Rm, symbol: RmSymbol) -> Forbidden {
    let (why, way_out) = match (from, symbol) {
        (Rm::Closed, _) => (
            "A closed report takes nothing more.",
            "Send what is new as another report.",
        ),
        (Rm::Start, _) => ("No report was received yet.", "Receive it first."),
        (_, RmSymbol::Receive) => (
            "The report was received already.",
            "Attach what came again to what is there.",
        ),
        (Rm::Received, _) => (
            "Nobody has judged the report yet.",
            "Judge it valid or not valid first.",
        ),
        (Rm::Invalid, RmSymbol::Invalidate) => (
            "That is its judgement already.",
            "Close it, or judge it valid on new evidence.",
        ),
        (Rm::Invalid, _) => (
            "It was judged not valid.",
            "Judge it valid on new evidence first, or close it.",
        ),
        (_, RmSymbol::Invalidate) => (
            "What was judged valid never becomes not valid.",
            "Put it aside, then close it.",
        ),
        (_, RmSymbol::Validate) => ("It was judged valid already.", "Accept it or put it aside."),
        (Rm::Valid, _) => (
            "A valid report is not closed before somebody decided on it.",
            "Accept it or put it aside first, then close it.",
        ),
        _ => ("It is so already.", "Nothing has to be done."),
    };
    Forbidden {
        machine: Which::Rm,
        from: from.word().to_owned(),
        symbol: symbol.word(),
        why,
        way_out,
    }
}
