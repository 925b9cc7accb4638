//! The answer of a machine that has no such transition. It reads like a `case::Refusal`: what, why, and the way out.

/// Which machine refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    Rm,
    Em,
    Consent,
    Cs,
}

impl Which {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Which::Rm => "Report management",
            Which::Em => "Embargo management",
            Which::Consent => "Embargo consent",
            Which::Cs => "The state of the case",
        }
    }
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Which::Rm => "report_management",
            Which::Em => "embargo",
            Which::Consent => "consent",
            Which::Cs => "case_state",
        }
    }
}

/// A transition that does not exist, or that a rule above the machine does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} does not go from \u{201c}{from}\u{201d} by \u{201c}{symbol}\u{201d}. {why} {way_out}", machine.word())]
pub struct Forbidden {
    pub machine: Which,
    /// The state it was in, as people call it.
    pub from: String,
    /// What was tried, as people call it.
    pub symbol: &'static str,
    pub why: &'static str,
    pub way_out: &'static str,
}
