//! The embargo of a case with its dates. An embargo cannot lack its end, there is never more than one, and every change
//! goes through the machine in `em`, so none happens that the machine does not have.
//!
//! Rules of Vultron's embargo principles, defaults, early termination and case merging.

use super::em::forbidden;
use super::{CaseState, Em, EmSymbol, FixPath, Forbidden, Machine, World};
use crate::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is agreed, or would be. An embargo names an unambiguous instant at which it ends; a span or a bare date is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Terms {
    /// From this instant nobody is held any more. That somebody publishes then does not follow from it.
    pub ends: Instant,
}

/// What is on the table: at least one proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposals {
    shortest: Terms,
    longer: BTreeSet<Terms>,
}

impl Proposals {
    fn of(terms: Terms) -> Self {
        let longer = BTreeSet::new();
        Self {
            shortest: terms,
            longer,
        }
    }
    fn and(mut self, terms: Terms) -> Self {
        let (shortest, other) = (self.shortest.min(terms), self.shortest.max(terms));
        if other > shortest {
            self.longer.insert(other);
        }
        Self { shortest, ..self }
    }
    fn collect(all: impl IntoIterator<Item = Terms>) -> Option<Self> {
        all.into_iter().fold(None, |all, terms| match all {
            None => Some(Self::of(terms)),
            Some(all) => Some(all.and(terms)),
        })
    }
    /// The one that wins: any embargo is better than none, and more can be asked for once there is one.
    pub fn shortest(&self) -> Terms {
        self.shortest
    }
    /// From the shortest to the longest.
    pub fn iter(&self) -> impl Iterator<Item = Terms> {
        std::iter::once(self.shortest).chain(self.longer.iter().copied())
    }
}

/// Where the embargo of a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Embargo {
    #[default]
    None,
    Proposed(Proposals),
    Active(Terms),
    Revise {
        active: Terms,
        proposals: Proposals,
    },
    Exited,
}

/// What people do to an embargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbargoAct {
    Propose(Terms),
    Accept,
    Reject,
    Terminate,
}

impl EmbargoAct {
    pub fn symbol(self) -> EmSymbol {
        match self {
            EmbargoAct::Propose(_) => EmSymbol::Propose,
            EmbargoAct::Accept => EmSymbol::Accept,
            EmbargoAct::Reject => EmSymbol::Reject,
            EmbargoAct::Terminate => EmSymbol::Terminate,
        }
    }
}

/// How strongly something is asked for (RFC 2119; SHALL is the strongest).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    May,
    Should,
    Shall,
}

impl Duty {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Duty::May => "may",
            Duty::Should => "should",
            Duty::Shall => "shall",
        }
    }
}

impl Embargo {
    pub fn state(&self) -> Em {
        match self {
            Embargo::None => Em::None,
            Embargo::Proposed(_) => Em::Proposed,
            Embargo::Active(_) => Em::Active,
            Embargo::Revise { .. } => Em::Revise,
            Embargo::Exited => Em::Exited,
        }
    }

    /// What holds now, if anything does.
    pub fn terms(&self) -> Option<Terms> {
        match self {
            Embargo::Active(terms) | Embargo::Revise { active: terms, .. } => Some(*terms),
            Embargo::None | Embargo::Proposed(_) | Embargo::Exited => None,
        }
    }

    /// The ends that are asked for and not agreed on, from the earliest.
    pub fn proposed(&self) -> Vec<Terms> {
        match self {
            Embargo::Proposed(proposals) | Embargo::Revise { proposals, .. } => proposals.iter().collect(),
            Embargo::None | Embargo::Active(_) | Embargo::Exited => vec![],
        }
    }

    /// Whether anybody is held at this instant. An embargo whose end has passed holds nobody, also before somebody ends it.
    pub fn binds(&self, now: Instant) -> bool {
        self.terms().is_some_and(|terms| now < terms.ends)
    }

    /// What the embargo becomes, in this state of the case.
    ///
    /// # Errors
    /// [`Forbidden`] where the machine has no such transition; where something is proposed or accepted although the
    /// public knows, an exploit is public or attacks were seen; where a new embargo would begin although the fix is ready.
    pub fn act(&self, act: EmbargoAct, case: CaseState) -> Result<Self, Forbidden> {
        let symbol = act.symbol();
        let next = self.state().step(symbol)?;
        if matches!(symbol, EmSymbol::Propose | EmSymbol::Accept) {
            viable(self.state(), symbol, case)?;
        }
        let next_is_free = match next {
            Em::None => Embargo::None,
            _ => Embargo::Exited,
        };
        Ok(match (self.clone(), act) {
            (Embargo::None, EmbargoAct::Propose(terms)) => Embargo::Proposed(Proposals::of(terms)),
            (Embargo::Proposed(all), EmbargoAct::Propose(terms)) => Embargo::Proposed(all.and(terms)),
            (Embargo::Proposed(all), EmbargoAct::Accept) => settled(all),
            (Embargo::Active(active), EmbargoAct::Propose(terms)) => Embargo::Revise {
                active,
                proposals: Proposals::of(terms),
            },
            (Embargo::Revise { active, proposals }, EmbargoAct::Propose(terms)) => Embargo::Revise {
                active,
                proposals: proposals.and(terms),
            },
            // Revisions are answered one by one, from the earliest; who accepts one may still be asked for more.
            (Embargo::Revise { proposals, .. }, EmbargoAct::Accept) => settled(proposals),
            // Who rejects the earliest would not have accepted a later one either.
            (Embargo::Revise { active, .. }, EmbargoAct::Reject) => Embargo::Active(active),
            _ => next_is_free,
        })
    }

    /// What the world does to an embargo, without anybody's doing: on public knowledge or a public exploit a proposal is
    /// rejected and an embargo ends. Attacks alone end nothing; [`Embargo::duty`] says what they ask for.
    pub fn forced(&self, world: World) -> Option<EmbargoAct> {
        if !(world.public || world.exploit) {
            return None;
        }
        match self.state() {
            Em::Proposed => Some(EmbargoAct::Reject),
            Em::Active | Em::Revise => Some(EmbargoAct::Terminate),
            Em::None | Em::Exited => None,
        }
    }

    /// How strongly the state of the case asks for the end of an embargo that holds.
    pub fn duty(&self, case: CaseState) -> Option<Duty> {
        let World {
            public,
            exploit,
            attacks,
        } = case.world;
        match case.path {
            _ if !self.state().is_in_force() => None,
            _ if public || exploit => Some(Duty::Shall),
            _ if attacks => Some(Duty::Should),
            FixPath::Deployed => Some(Duty::Should),
            // Those whose fix is ready may end it, though others are not.
            FixPath::Ready => Some(Duty::May),
            FixPath::Unaware | FixPath::Aware => None,
        }
    }

    /// The embargo of a case that two cases became. The earliest accepted end holds; everything proposed stays on the
    /// table; if one has ended, what it was about is out.
    pub fn merged(&self, other: &Self) -> Self {
        if [self, other].contains(&&Embargo::Exited) {
            return Embargo::Exited;
        }
        let active = self.terms().into_iter().chain(other.terms()).min();
        let open = self.proposed().into_iter().chain(other.proposed());
        match active {
            None => Proposals::collect(open).map_or(Embargo::None, Embargo::Proposed),
            Some(active) => {
                let proposals = Proposals::collect(open.filter(|terms| *terms != active));
                proposals.map_or(Embargo::Active(active), |proposals| Embargo::Revise {
                    active,
                    proposals,
                })
            }
        }
    }
}

/// The shortest proposal holds, the others are asked for as revisions.
fn settled(proposals: Proposals) -> Embargo {
    let active = proposals.shortest;
    match Proposals::collect(proposals.longer) {
        None => Embargo::Active(active),
        Some(proposals) => Embargo::Revise { active, proposals },
    }
}

fn viable(from: Em, symbol: EmSymbol, case: CaseState) -> Result<(), Forbidden> {
    if !case.world.is_quiet() {
        return Err(forbidden(
            from,
            symbol,
            "The public knows, an exploit is public or attacks were seen; nobody negotiates an embargo then.",
            "Reject what is proposed, end what is active, and go on in the open.",
        ));
    }
    // The documents say SHOULD NOT here and MAY, if brief, on another page; the stricter one counts.
    if !from.is_in_force() && case.path >= FixPath::Ready {
        return Err(forbidden(
            from,
            symbol,
            "The fix is ready; a new embargo would only delay it.",
            "Reject what is proposed and publish; agree the hour in the release plan.",
        ));
    }
    Ok(())
}
