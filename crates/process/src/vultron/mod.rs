//! The machines of Vultron, the protocol for coordinated disclosure of CERT/CC, and what they say of a case of ours.
//!
//! What lives here: report management ([`Rm`], one per participant), embargo management ([`Em`], one per case), embargo
//! consent ([`Consent`], one per participant), the case state ([`CaseState`]), the messages between participants and
//! what they couple, the rules of embargoes, and the measures of skill. [`of_case`] derives all of it from a case.
//! What must not: permission (that is `access`), clocks and deadlines (the planner), anything that changes a case.
//!
//! Source: the Vultron documentation of CERT/CC, revision 6883299d of 2026-08-21, with seven of its errors corrected;
//! each correction is named where it is made.

mod beta;
mod cs;
mod drive;
mod em;
mod embargo;
mod forbidden;
mod history;
mod message;
mod pec;
mod ratio;
mod rm;
mod skill;
mod standing;

pub use cs::{CaseState, CsEvent, FixEvent, FixPath, NotACaseState, World, WorldEvent};
pub use drive::{Course, Known, Named, of_case, of_report};
pub use em::{Em, EmSymbol};
pub use embargo::{Duty, Embargo, EmbargoAct, Proposals, Terms};
pub use forbidden::{Forbidden, Which};
pub use history::{History, histories};
pub use message::{Companion, Local, Message, Received, Sent};
pub use pec::{Consent, ConsentSymbol};
pub use ratio::Ratio;
pub use rm::{Rm, RmSymbol};
pub use skill::{Desideratum, Interval, Observed, expected};
pub use standing::{Participant, Standing, Step, Who};

/// A finite machine: from a state, a symbol leads to one next state or is refused with a reason.
pub trait Machine: Copy + Ord + std::fmt::Debug + Sized + 'static {
    type Symbol: Copy + Ord + std::fmt::Debug + 'static;
    const START: Self;
    /// Every state that can exist.
    fn states() -> Vec<Self>;
    fn symbols() -> &'static [Self::Symbol];
    /// The next state.
    ///
    /// # Errors
    /// [`Forbidden`] where the machine has no such transition: why, and what to do instead.
    fn step(self, symbol: Self::Symbol) -> Result<Self, Forbidden>;
    /// Whether a history may end here.
    fn is_final(self) -> bool;
}
