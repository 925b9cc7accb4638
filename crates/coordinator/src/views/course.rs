//! Where a case stands by the machines of Vultron, in words: the embargo and who agreed to it, how far each participant is
//! with the report, what is true of the case, and which steps would be refused now. Nothing is decided here.

use ambergate_process::Instant;
use ambergate_process::case::{Case, machines};
use ambergate_process::policy::Rules;
use ambergate_process::vultron::{
    CaseState, Consent, CsEvent, Duty, Em, EmSymbol, EmbargoAct, Forbidden, Rm, RmSymbol, Standing, Step, Terms, Which,
    Who,
};

#[derive(Clone)]
pub struct CourseView {
    pub embargo: EmbargoLine,
    /// The project first, then the reporters, then the distributors once they were told.
    pub participants: Vec<ParticipantLine>,
    pub state: CaseState,
    pub refused: Vec<RefusedLine>,
}

#[derive(Clone)]
pub struct EmbargoLine {
    pub state: Em,
    /// When what is agreed on ends.
    pub ends: Option<Instant>,
    /// Ends that somebody asked for and nobody agreed to yet.
    pub asked: Vec<Instant>,
    /// How strongly the state of the case asks for its end.
    pub duty: Option<Duty>,
}

#[derive(Clone)]
pub struct ParticipantLine {
    pub party: Party,
    /// Of a reporter; empty for the others.
    pub name: String,
    pub rm: Rm,
    pub consent: Consent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Project,
    Reporter,
    Distributors,
}

impl Party {
    /// As it is written in answers for machines.
    pub fn key(self) -> &'static str {
        match self {
            Party::Project => "project",
            Party::Reporter => "reporter",
            Party::Distributors => "distributors",
        }
    }
}

/// Steps that a machine does not have from here, all for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    pub machine: Which,
    pub steps: Vec<&'static str>,
    pub why: &'static str,
    pub way_out: &'static str,
}

impl CourseView {
    /// None before a case is opened.
    pub fn of(case: &Case, rules: &Rules) -> Option<Self> {
        case.opened?;
        let standing = machines(case, rules).standing;
        let line = |(who, participant): (&Who, &ambergate_process::vultron::Participant)| {
            let (party, name) = match who {
                Who::Project => (Party::Project, String::new()),
                Who::Distributors => (Party::Distributors, String::new()),
                Who::Reporter(id) => {
                    let report = case.reports.iter().find(|report| &report.reporter == id);
                    (
                        Party::Reporter,
                        report.map(|report| report.name.clone()).unwrap_or_default(),
                    )
                }
            };
            ParticipantLine {
                party,
                name,
                rm: participant.rm,
                consent: participant.consent,
            }
        };
        let ends = |terms: Terms| terms.ends;
        Some(Self {
            embargo: EmbargoLine {
                state: standing.embargo.state(),
                ends: standing.embargo.terms().map(ends),
                asked: standing.embargo.proposed().into_iter().map(ends).collect(),
                duty: standing.embargo.duty(standing.case_state()),
            },
            participants: standing.participants.iter().map(line).collect(),
            state: standing.case_state(),
            refused: refused(&standing),
        })
    }
}

/// What a machine refuses now and somebody could want; what is so already is left out.
fn refused(standing: &Standing) -> Vec<RefusedLine> {
    let rm = standing.of(&Who::Project).rm;
    // Any end will do: that something is negotiated at all is what is refused.
    let terms = Terms { ends: Instant::MAX };
    let embargo = [
        EmbargoAct::Propose(terms),
        EmbargoAct::Accept,
        EmbargoAct::Reject,
        EmbargoAct::Terminate,
    ];
    // There is nothing to answer where nobody has asked, and nobody wants to.
    let unasked = standing.embargo.proposed().is_empty();
    let idle = |act: &EmbargoAct| match act.symbol() {
        EmSymbol::Propose => false,
        EmSymbol::Accept | EmSymbol::Reject => unasked,
        EmSymbol::Terminate => !standing.embargo.state().is_in_force() && unasked,
    };
    let so = |symbol: &RmSymbol| match symbol {
        RmSymbol::Receive => true,
        RmSymbol::Validate => matches!(rm, Rm::Valid | Rm::Accepted | Rm::Deferred),
        RmSymbol::Invalidate => rm == Rm::Invalid,
        RmSymbol::Accept => rm == Rm::Accepted,
        RmSymbol::Defer => rm == Rm::Deferred,
        RmSymbol::Close => rm == Rm::Closed,
    };
    let state = standing.case_state();
    let steps = embargo
        .into_iter()
        .filter(|act| !idle(act))
        .map(Step::Embargo)
        .chain(
            CsEvent::ALL
                .into_iter()
                .filter(|event| !state.has(*event))
                .map(Step::Cs),
        )
        .chain(
            RmSymbol::ALL
                .into_iter()
                .filter(|symbol| !so(symbol))
                .map(|symbol| Step::Rm(Who::Project, symbol)),
        );
    let mut lines: Vec<RefusedLine> = Vec::new();
    for step in steps {
        let Err(Forbidden {
            machine,
            symbol,
            why,
            way_out,
            ..
        }) = standing.clone().take(step)
        else {
            continue;
        };
        let same = |line: &&mut RefusedLine| (line.machine, line.why, line.way_out) == (machine, why, way_out);
        match lines.iter_mut().find(same) {
            Some(line) => line.steps.push(symbol),
            None => lines.push(RefusedLine {
                machine,
                steps: vec![symbol],
                why,
                way_out,
            }),
        }
    }
    lines
}
