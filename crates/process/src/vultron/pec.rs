//! Embargo consent: whether one participant has agreed to the terms that count now. One machine per participant (Vultron,
//! PEC; S43 and S53 need it). Whether somebody adheres is computed and never stored, so a gap means no.

use super::{Forbidden, Machine, Which};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// No embargo concerns this participant.
    #[default]
    NoEmbargo,
    Invited,
    Signatory,
    Declined,
    /// Agreed once; the terms have changed since.
    Lapsed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSymbol {
    Invite,
    Accept,
    Decline,
    /// The terms changed.
    Revise,
    /// The embargo ended or is gone.
    Reset,
}

impl Consent {
    pub const ALL: [Consent; 5] = [
        Consent::NoEmbargo,
        Consent::Invited,
        Consent::Signatory,
        Consent::Declined,
        Consent::Lapsed,
    ];
    pub fn word(self) -> &'static str {
        match self {
            Consent::NoEmbargo => "no embargo",
            Consent::Invited => "invited",
            Consent::Signatory => "agreed",
            Consent::Declined => "declined",
            Consent::Lapsed => "agreed to earlier terms",
        }
    }
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Consent::NoEmbargo => "no_embargo",
            Consent::Invited => "invited",
            Consent::Signatory => "signatory",
            Consent::Declined => "declined",
            Consent::Lapsed => "lapsed",
        }
    }
    /// May be told what is under embargo as far as consent goes: only who has agreed to the terms of now.
    pub fn is_adherent(self) -> bool {
        self == Consent::Signatory
    }
}

impl ConsentSymbol {
    pub const ALL: [ConsentSymbol; 5] = [
        ConsentSymbol::Invite,
        ConsentSymbol::Accept,
        ConsentSymbol::Decline,
        ConsentSymbol::Revise,
        ConsentSymbol::Reset,
    ];
    pub fn word(self) -> &'static str {
        match self {
            ConsentSymbol::Invite => "invite",
            ConsentSymbol::Accept => "agree",
            ConsentSymbol::Decline => "decline",
            ConsentSymbol::Revise => "change the terms",
            ConsentSymbol::Reset => "be free of it",
        }
    }
}

impl Machine for Consent {
    type Symbol = ConsentSymbol;
    const START: Self = Consent::NoEmbargo;

    fn states() -> Vec<Self> {
        Consent::ALL.to_vec()
    }
    fn symbols() -> &'static [ConsentSymbol] {
        &ConsentSymbol::ALL
    }
    fn is_final(self) -> bool {
        self == Consent::NoEmbargo
    }

    fn step(self, symbol: ConsentSymbol) -> Result<Self, Forbidden> {
        use Consent as C;
        match (self, symbol) {
            (C::NoEmbargo | C::Lapsed | C::Declined, ConsentSymbol::Invite) => Ok(C::Invited),
            (C::NoEmbargo | C::Invited | C::Lapsed, ConsentSymbol::Accept) => Ok(C::Signatory),
            (C::NoEmbargo | C::Invited | C::Lapsed, ConsentSymbol::Decline) => Ok(C::Declined),
            (C::Signatory, ConsentSymbol::Revise) => Ok(C::Lapsed),
            (_, ConsentSymbol::Reset) => Ok(C::NoEmbargo),
            _ => Err(refuse(self, symbol)),
        }
    }
}

fn refuse(from: Consent, symbol: ConsentSymbol) -> Forbidden {
    let (why, way_out) = match (from, symbol) {
        (Consent::Invited, ConsentSymbol::Invite) => {
            ("They were asked already.", "Wait for their answer, or remind them.")
        }
        (Consent::Signatory, ConsentSymbol::Invite | ConsentSymbol::Accept) => {
            ("They have agreed to these terms already.", "Nothing has to be done.")
        }
        (Consent::Signatory, _) => (
            "Who has agreed is bound until the terms change or the embargo ends.",
            "Propose a revision of the embargo, or end it.",
        ),
        (Consent::Declined, ConsentSymbol::Accept | ConsentSymbol::Decline) => {
            ("They have declined.", "Invite them again first.")
        }
        _ => (
            "Only consent that was given can lapse, and there is none.",
            "Invite them to the terms of now.",
        ),
    };
    Forbidden {
        machine: Which::Consent,
        from: from.word().to_owned(),
        symbol: symbol.word(),
        why,
        way_out,
    }
}
