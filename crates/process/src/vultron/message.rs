//! The 28 messages between participants: who may send which from where, what goes with it, what a received one changes.
//! Ambergate sends none of them over a wire; the couplings are the rules that its own events follow.
//!
//! Corrected against the documents: RI is sent from *received* only, and a received CA says that attacks were seen, not
//! that the public knows.

use super::embargo::Duty;
use super::{CaseState, CsEvent, Em, EmSymbol, FixPath, Forbidden, Machine, Rm, RmSymbol, Which, World};

/// First letter: R of reports, E of embargoes, C of the case, G in general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// The report itself.
    RS,
    RI,
    RV,
    RD,
    RA,
    RC,
    RK,
    RE,
    /// A proposal, and what answers it: EA yes, ER no.
    EP,
    ER,
    EA,
    /// A revision, and what answers it: EC yes, EJ no.
    EV,
    EJ,
    EC,
    /// The end of the embargo, at once.
    ET,
    EK,
    EE,
    CV,
    CF,
    CD,
    CP,
    CX,
    CA,
    CK,
    CE,
    GI,
    GK,
    GE,
}

/// Which machine a message speaks of; acknowledgements and complaints speak of none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Rm(RmSymbol),
    Em(EmSymbol),
    Cs(CsEvent),
    Nothing,
}

impl Message {
    pub const ALL: [Message; 28] = {
        use Message::*;
        [
            RS, RI, RV, RD, RA, RC, RK, RE, EP, ER, EA, EV, EJ, EC, ET, EK, EE, CV, CF, CD, CP, CX, CA, CK, CE, GI, GK,
            GE,
        ]
    };

    fn about(self) -> About {
        match self {
            Message::RI => About::Rm(RmSymbol::Invalidate),
            Message::RV => About::Rm(RmSymbol::Validate),
            Message::RD => About::Rm(RmSymbol::Defer),
            Message::RA => About::Rm(RmSymbol::Accept),
            Message::RC => About::Rm(RmSymbol::Close),
            Message::EP | Message::EV => About::Em(EmSymbol::Propose),
            Message::ER | Message::EJ => About::Em(EmSymbol::Reject),
            Message::EA | Message::EC => About::Em(EmSymbol::Accept),
            Message::ET => About::Em(EmSymbol::Terminate),
            Message::CV => About::Cs(CsEvent::V),
            Message::CF => About::Cs(CsEvent::F),
            Message::CD => About::Cs(CsEvent::D),
            Message::CP => About::Cs(CsEvent::P),
            Message::CX => About::Cs(CsEvent::X),
            Message::CA => About::Cs(CsEvent::A),
            Message::RS
            | Message::RK
            | Message::RE
            | Message::EK
            | Message::EE
            | Message::CK
            | Message::CE
            | Message::GI
            | Message::GK
            | Message::GE => About::Nothing,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Message::RS => "send the report on",
            Message::RK | Message::EK | Message::CK | Message::GK => "acknowledge",
            Message::RE | Message::EE | Message::CE | Message::GE => "say that a message was not expected",
            Message::GI => "ask",
            Message::EV => "propose a revision",
            Message::EJ => "reject the revision",
            Message::EC => "accept the revision",
            _ => match self.about() {
                About::Rm(symbol) => symbol.word(),
                About::Em(symbol) => symbol.word(),
                About::Cs(event) => event.word(),
                About::Nothing => "say",
            },
        }
    }

    /// Proposals are P's messages, revisions A's and R's, though both take the same symbols of the machine.
    fn fits(self, em: Em) -> bool {
        match self {
            Message::EP => matches!(em, Em::None | Em::Proposed),
            Message::EA | Message::ER => em == Em::Proposed,
            Message::EV => matches!(em, Em::Active | Em::Revise),
            Message::EC | Message::EJ => em == Em::Revise,
            _ => true,
        }
    }
}

/// One participant's view: its own report management and fix path, and what it holds true of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Local {
    pub rm: Rm,
    pub em: Em,
    /// Absent where the participant is no vendor.
    pub path: Option<FixPath>,
    pub world: World,
}

/// A message that goes out with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Companion {
    pub message: Message,
    /// SHALL, but for the end of an embargo on attacks, which is a SHOULD.
    pub duty: Duty,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The sender afterwards, who did all that it shall and should.
    pub after: Local,
    pub with: Vec<Companion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub after: Local,
    pub answers: Vec<Message>,
}

impl Local {
    fn case(self) -> CaseState {
        CaseState {
            path: self.path.unwrap_or_default(),
            world: self.world,
        }
    }

    /// What sending this message does to the sender, and what goes with it.
    ///
    /// # Errors
    /// [`Forbidden`] where the message is not the sender's to send from here.
    pub fn send(self, message: Message) -> Result<Sent, Forbidden> {
        let alone = |after| Ok(Sent { after, with: vec![] });
        let refuse = |why, way_out| Err(self.refuse(message, why, way_out));
        match message.about() {
            About::Nothing if message == Message::RS && self.rm != Rm::Accepted => refuse(
                "Only who has accepted a report sends it on.",
                "Accept the report first.",
            ),
            About::Nothing => alone(self),
            About::Rm(symbol) => alone(Local {
                rm: self.rm.step(symbol)?,
                ..self
            }),
            _ if self.rm == Rm::Closed => refuse("The sender has closed the report.", "Ask somebody who works on it."),
            About::Em(symbol) => {
                let viable = matches!(symbol, EmSymbol::Reject | EmSymbol::Terminate) && message != Message::EJ;
                if !viable && !self.world.is_quiet() {
                    return refuse(
                        "The public knows, an exploit is public or attacks were seen; nobody negotiates an embargo then.",
                        "Reject what is proposed, or end what is active.",
                    );
                }
                if !message.fits(self.em) {
                    return refuse(
                        "It answers something else than what is on the table.",
                        "Look at where the embargo stands, and answer that.",
                    );
                }
                alone(Local {
                    em: self.em.step(symbol)?,
                    ..self
                })
            }
            About::Cs(event @ CsEvent::Fix(_)) => {
                if self.path.is_none() {
                    return refuse("The sender is no vendor.", "Leave it to the vendor.");
                }
                let path = Some(self.case().step(event)?.path);
                let rm = match (event, self.rm) {
                    (CsEvent::V, Rm::Start) => Rm::Received,
                    (_, rm) => rm,
                };
                alone(Local { rm, path, ..self })
            }
            About::Cs(CsEvent::World(event)) => {
                if self.world.has(event) {
                    return refuse("That is known already.", "Nothing has to be said.");
                }
                let (after, public) = self.informed(event);
                let mut with: Vec<Companion> = public.into_iter().map(shall).collect();
                with.extend(self.ended(after).map(|message| Companion {
                    message,
                    duty: if after.world.public || after.world.exploit {
                        Duty::Shall
                    } else {
                        Duty::Should
                    },
                }));
                Ok(Sent { after, with })
            }
        }
    }

    /// What receiving this message does to the receiver, and what it answers. Total.
    pub fn receive(self, message: Message) -> Received {
        let says = |after, answers: &[Message]| Received {
            after,
            answers: answers.to_vec(),
        };
        match (message, message.about()) {
            (Message::GI, _) => says(self, &[Message::GK]),
            (Message::GE, _) => says(self, &[Message::GI]),
            // What comes for a closed report may be ignored.
            _ if self.rm == Rm::Closed => says(self, &[]),
            (Message::RE, _) => says(self, &[Message::RK, Message::GI]),
            (Message::EE, _) => says(self, &[Message::EK, Message::GI]),
            (Message::CE, _) => says(self, &[Message::CK, Message::GI]),
            (Message::RS, _) => self.reported(),
            // The sender thought that the receiver knew of the report.
            (_, About::Rm(_)) if self.rm == Rm::Start => says(self, &[Message::RE, Message::GI]),
            (_, About::Rm(_)) => says(self, &[Message::RK]),
            (_, About::Em(symbol)) => self.negotiated(message, symbol),
            // Another's fix path is another's.
            (_, About::Cs(CsEvent::Fix(_))) => says(self, &[Message::CK]),
            (_, About::Cs(CsEvent::World(event))) => says(self.informed(event).0, &[Message::CK]),
            (_, About::Nothing) => says(self, &[]),
        }
    }

    /// A report reaches somebody: the only message that moves the receiver's report management.
    fn reported(self) -> Received {
        let rm = match self.rm {
            Rm::Start => Rm::Received,
            rm => rm,
        };
        let path = self.path.map(|path| path.max(FixPath::Aware));
        let cv = path.map(|_| Message::CV);
        Received {
            after: Local { rm, path, ..self },
            answers: std::iter::once(Message::RK).chain(cv).collect(),
        }
    }

    fn negotiated(self, message: Message, symbol: EmSymbol) -> Received {
        let says = |em, answer| Received {
            after: Local { em, ..self },
            answers: vec![answer],
        };
        if message == Message::ET && self.em == Em::Exited {
            return says(self.em, Message::EK);
        }
        let ends = matches!(message, Message::ER | Message::ET);
        match self.em.step(symbol) {
            Ok(next) if message.fits(self.em) && (ends || self.world.is_quiet()) => says(next, Message::EK),
            // Out of time: what is proposed is rejected, what is active ends.
            Ok(_) if message.fits(self.em) => match self.em {
                Em::None | Em::Proposed => says(Em::None, Message::ER),
                Em::Active | Em::Revise | Em::Exited => says(Em::Exited, Message::ET),
            },
            _ => says(self.em, Message::EE),
        }
    }

    /// Something became true of the world: with it a public exploit's public knowledge, and the end of the embargo, which
    /// on attacks alone is a SHOULD that is followed here.
    fn informed(self, event: super::WorldEvent) -> (Local, Option<Message>) {
        use super::WorldEvent;
        if self.world.has(event) {
            return (self, None);
        }
        let publishes = event == WorldEvent::Exploit && !self.world.public;
        let world = self.world.with(event);
        let world = if publishes {
            world.with(WorldEvent::Public)
        } else {
            world
        };
        let em = match self.em {
            Em::Proposed => Em::None,
            Em::Active | Em::Revise => Em::Exited,
            em => em,
        };
        (Local { em, world, ..self }, publishes.then_some(Message::CP))
    }

    /// How the others are told that the embargo changed between here and there.
    fn ended(self, after: Local) -> Option<Message> {
        match (self.em, after.em) {
            (before, after) if before == after => None,
            (_, Em::None) => Some(Message::ER),
            _ => Some(Message::ET),
        }
    }

    fn refuse(self, message: Message, why: &'static str, way_out: &'static str) -> Forbidden {
        let (machine, from) = match message.about() {
            About::Em(_) => (Which::Em, self.em.word().to_owned()),
            About::Cs(_) => (Which::Cs, self.case().to_string()),
            About::Rm(_) | About::Nothing => (Which::Rm, self.rm.word().to_owned()),
        };
        Forbidden {
            machine,
            from,
            symbol: message.word(),
            why,
            way_out,
        }
    }
}

fn shall(message: Message) -> Companion {
    Companion {
        message,
        duty: Duty::Shall,
    }
}
