//! All machines of one case together: the embargo and the world, and each participant's report management, consent and
//! fix path. What lives here: a step, and what it couples. What must not: which event of ours is which step (`drive`).

use super::embargo::EmbargoAct;
use super::{
    CaseState, Consent, ConsentSymbol, CsEvent, Em, Embargo, FixEvent, FixPath, Forbidden, Machine, Rm, RmSymbol,
    Which, World,
};
use crate::ids::OutsiderId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who takes part in a case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The project: the vendor, who alone has a fix path.
    Project,
    Reporter(OutsiderId),
    /// The distributors' list as one participant. Each organisation's own consent comes with its membership.
    Distributors,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Participant {
    pub rm: Rm,
    pub consent: Consent,
    /// Only a vendor has one.
    pub path: Option<FixPath>,
}

/// The states of all machines of a case.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Standing {
    pub embargo: Embargo,
    pub world: World,
    pub participants: BTreeMap<Who, Participant>,
}

/// One transition of one machine.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    Rm(Who, RmSymbol),
    Embargo(EmbargoAct),
    Consent(Who, ConsentSymbol),
    Cs(CsEvent),
    /// The project sends the report on to somebody new (message RS).
    Tell(Who),
}

impl Standing {
    /// A participant; one who is not in the case yet stands at every machine's start.
    pub fn of(&self, who: &Who) -> Participant {
        let path = (*who == Who::Project).then_some(FixPath::Unaware);
        let start = Participant {
            path,
            ..Participant::default()
        };
        self.participants.get(who).copied().unwrap_or(start)
    }

    /// The state of the case as the project, its one vendor, has it.
    pub fn case_state(&self) -> CaseState {
        CaseState {
            path: self.of(&Who::Project).path.unwrap_or_default(),
            world: self.world,
        }
    }

    /// Takes a step and everything that it couples: the end of an embargo on public knowledge, the consents that an ended
    /// or changed embargo leaves behind. Answers what was taken, in order; what is refused changes nothing.
    ///
    /// # Errors
    /// [`Forbidden`] from the machine concerned, or from a rule between machines.
    pub fn take(&mut self, step: Step) -> Result<Vec<Step>, Forbidden> {
        let mut taken = vec![step.clone()];
        match step {
            Step::Rm(who, symbol) => {
                let rm = self.of(&who).rm.step(symbol)?;
                self.set(who, |p| p.rm = rm);
            }
            Step::Consent(who, symbol) => {
                let consent = self.of(&who).consent.step(symbol)?;
                self.set(who, |p| p.consent = consent);
            }
            Step::Tell(who) => {
                self.sends()?;
                if self.of(&who).rm == Rm::Start {
                    taken.extend(self.take(Step::Rm(who, RmSymbol::Receive))?);
                }
            }
            Step::Embargo(act) => taken.extend(self.embargo(act)?),
            Step::Cs(event) => {
                let rm = self.of(&Who::Project).rm;
                if event == CsEvent::F && rm != Rm::Accepted {
                    return Err(self.unaccepted(rm, CsEvent::Fix(FixEvent::FixReady).word()));
                }
                let next = self.case_state().step(event)?;
                self.world = next.world;
                self.set(Who::Project, |p| p.path = Some(next.path));
                if let Some(act) = self.embargo.forced(self.world) {
                    taken.extend(self.take(Step::Embargo(act))?);
                }
            }
        }
        Ok(taken)
    }

    fn embargo(&mut self, act: EmbargoAct) -> Result<Vec<Step>, Forbidden> {
        let before = self.embargo.state();
        self.embargo = self.embargo.act(act, self.case_state())?;
        let symbol = match (act, before) {
            (EmbargoAct::Terminate, _) | (EmbargoAct::Reject, Em::Proposed) => ConsentSymbol::Reset,
            (EmbargoAct::Accept, Em::Revise) => ConsentSymbol::Revise,
            _ => return Ok(vec![]),
        };
        let touched = self.participants.iter().filter(|(_, p)| match symbol {
            ConsentSymbol::Revise => p.consent == Consent::Signatory,
            _ => p.consent != Consent::NoEmbargo,
        });
        let touched: Vec<Who> = touched.map(|(who, _)| who.clone()).collect();
        let mut taken = vec![];
        for who in touched {
            taken.extend(self.take(Step::Consent(who, symbol))?);
        }
        Ok(taken)
    }

    /// Only who has accepted a report sends it on.
    fn sends(&self) -> Result<(), Forbidden> {
        match self.of(&Who::Project).rm {
            Rm::Accepted => Ok(()),
            rm => Err(self.unaccepted(rm, "send the report on")),
        }
    }

    fn unaccepted(&self, rm: Rm, symbol: &'static str) -> Forbidden {
        Forbidden {
            machine: Which::Rm,
            from: rm.word().to_owned(),
            symbol,
            why: "Only who has accepted a report works on it and sends it on.",
            way_out: "Accept the report first.",
        }
    }

    fn set(&mut self, who: Who, change: impl FnOnce(&mut Participant)) {
        let mut participant = self.of(&who);
        change(&mut participant);
        self.participants.insert(who, participant);
    }
}
