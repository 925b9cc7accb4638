//! What the machines say of a case or a report of ours: its row, read as a course of steps in the order in which things
//! happened in the world. Pure and total. A row that no permitted course leads to is not hidden: [`Course::refused`].
//!
//! The order is that of the facts, not of our learning them: what turns out to have been public before the report
//! arrived was never under embargo, however late we learn of it.

use super::embargo::EmbargoAct;
use super::{ConsentSymbol, CsEvent, EmSymbol, Embargo, Forbidden, RmSymbol, Standing, Step, Terms, Who, World};
use crate::Instant;
use crate::case::{Case, Ending};
use crate::ids::OutsiderId;
use crate::policy::Anchor;
use crate::report::{self, Exit, Report};

/// What the machines need to know of a case beside its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// The profile's standing proposal for this report: who sends a report to a project that publishes a default, and
    /// says nothing to the contrary, has accepted it. `None`: the profile has none, and then there is no embargo.
    pub proposal: Option<Terms>,
    /// Another end that somebody wrote on the case, and what the reporter says to it.
    pub named: Option<Named>,
    pub exploit_public: Option<Instant>,
    pub attack_seen: Option<Instant>,
    /// Rarely known: the deployers are others.
    pub fix_deployed: Option<Instant>,
}

/// An end of the embargo beside the standing proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The project asks for it; nobody has agreed yet.
    Asked(Terms),
    /// The reporter and the project agreed on it.
    Agreed(Terms),
}

/// What happened to the machines, and where they stand after it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Course {
    pub standing: Standing,
    pub steps: Vec<(Instant, Step)>,
    /// What no machine permits; it was left out of the standing. Empty for every case that `decide` let happen.
    pub refused: Vec<(Instant, Forbidden)>,
}

impl Course {
    /// The case's history so far: the events of the case state in their order.
    pub fn history(&self) -> Vec<CsEvent> {
        let event = |step: &Step| match step {
            Step::Cs(event) => Some(*event),
            _ => None,
        };
        self.steps.iter().filter_map(|(_, step)| event(step)).collect()
    }
    pub fn em_word(&self) -> Vec<EmSymbol> {
        let symbol = |step: &Step| match step {
            Step::Embargo(act) => Some(act.symbol()),
            _ => None,
        };
        self.steps.iter().filter_map(|(_, step)| symbol(step)).collect()
    }
    pub fn rm_word(&self, whose: &Who) -> Vec<RmSymbol> {
        let symbol = |step: &Step| match step {
            Step::Rm(who, symbol) if who == whose => Some(*symbol),
            _ => None,
        };
        self.steps.iter().filter_map(|(_, step)| symbol(step)).collect()
    }

    /// What had become true of the world by this instant.
    pub fn world_at(&self, at: Instant) -> World {
        let event = |(when, step): &(Instant, Step)| match step {
            Step::Cs(CsEvent::World(event)) if *when <= at => Some(*event),
            _ => None,
        };
        self.steps.iter().filter_map(event).fold(World::default(), World::with)
    }

    fn take(&mut self, at: Instant, step: Step) {
        match self.standing.take(step) {
            Ok(taken) => self.steps.extend(taken.into_iter().map(|step| (at, step))),
            Err(forbidden) => self.refused.push((at, forbidden)),
        }
    }
}

/// Something that happened, in the order in which things at the same instant count: first what the world knows, then what
/// people do about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening<'a> {
    Exploit,
    Public,
    VendorAware,
    Attack,
    Arrived(&'a OutsiderId),
    Handled(&'a [RmSymbol]),
    FixReady,
    FixDeployed,
    ListNotified,
    Published,
    Closed(&'a [RmSymbol]),
}

/// The machines of a case. A report that nobody opened a case from has [`of_report`].
pub fn of_case(case: &Case, known: &Known) -> Course {
    let Some(opened) = case.opened else {
        return Course::default();
    };
    let mut timeline: Vec<(Instant, Happening<'_>)> =
        vec![(opened, Happening::Handled(&[RmSymbol::Validate, RmSymbol::Accept]))];
    let mut add = |at: Option<Instant>, happening| timeline.extend(at.map(|at| (at, happening)));
    // The case was opened from its first report, which therefore had arrived.
    for (n, report) in case.reports.iter().enumerate() {
        let arrived = if n == 0 {
            report.arrived.min(opened)
        } else {
            report.arrived
        };
        add(Some(arrived), Happening::Arrived(&report.reporter));
    }
    add(case.public.as_ref().map(|public| public.seen), Happening::Public);
    add(case.published, Happening::Published);
    add(case.anchors.get(&Anchor::FixReady).copied(), Happening::FixReady);
    add(
        case.anchors.get(&Anchor::ListNotified).copied(),
        Happening::ListNotified,
    );
    if let Some((ending, at)) = case.ended {
        add(Some(at), Happening::Closed(closing(ending)));
    }
    run(timeline, known)
}

/// The machines of a report before it is a case.
pub fn of_report(report: &Report, known: &Known) -> Course {
    let (Some(arrived), Some(reporter)) = (report.arrived, &report.reporter) else {
        return Course::default();
    };
    let arrived = report.handled.map_or(arrived, |handled| arrived.min(handled));
    let mut timeline = vec![(arrived, Happening::Arrived(reporter))];
    timeline.extend(report.public.as_ref().map(|public| (public.seen, Happening::Public)));
    if let Some(at) = report.handled {
        timeline.push((at, Happening::Handled(handling(&report.standing))));
        if matches!(report.standing, report::Standing::FixPublic(_)) {
            timeline.push((at, Happening::Published));
        }
    }
    run(timeline, known)
}

/// How a participant's report management ends with a case. What was accepted is never judged invalid again: what was not
/// worked on to its end is put aside first.
fn closing(ending: Ending) -> &'static [RmSymbol] {
    match ending {
        Ending::Done => &[RmSymbol::Close],
        Ending::NotSecurity | Ending::Duplicate | Ending::OtherVendor | Ending::Obsolete => {
            &[RmSymbol::Defer, RmSymbol::Close]
        }
    }
}

/// A duplicate is a valid report, put aside in favour of the first one; so is one that is real and not ours to fix.
fn handling(standing: &report::Standing) -> &'static [RmSymbol] {
    match standing {
        report::Standing::Waiting | report::Standing::Asked => &[],
        report::Standing::Opened(_) => &[RmSymbol::Validate, RmSymbol::Accept],
        report::Standing::Attached(_) => &[RmSymbol::Validate, RmSymbol::Defer],
        report::Standing::Declined(Exit::NotSecurity | Exit::NotReproducible | Exit::Spam) => {
            &[RmSymbol::Invalidate, RmSymbol::Close]
        }
        report::Standing::Declined(Exit::Obsolete | Exit::OtherVendor) | report::Standing::FixPublic(_) => {
            &[RmSymbol::Validate, RmSymbol::Defer, RmSymbol::Close]
        }
    }
}

fn run(mut timeline: Vec<(Instant, Happening<'_>)>, known: &Known) -> Course {
    let mut add = |at: Option<Instant>, happening| timeline.extend(at.map(|at| (at, happening)));
    add(known.exploit_public, Happening::Exploit);
    // A public exploit makes the matter public, and what is public the vendor knows.
    add(known.exploit_public, Happening::Public);
    add(known.attack_seen, Happening::Attack);
    add(known.fix_deployed, Happening::FixDeployed);
    let aware = timeline.iter().filter(|(_, happening)| {
        matches!(
            happening,
            Happening::Arrived(_) | Happening::Public | Happening::Published | Happening::Handled(_)
        )
    });
    if let Some(aware) = aware.map(|(at, _)| *at).min() {
        timeline.push((aware, Happening::VendorAware));
    }
    timeline.sort();
    let mut course = Course::default();
    for (at, happening) in timeline {
        happen(&mut course, at, happening, known);
    }
    course
}

fn happen(course: &mut Course, at: Instant, happening: Happening<'_>, known: &Known) {
    match happening {
        Happening::Exploit => course.take(at, Step::Cs(CsEvent::X)),
        // Public once is public; the advisory of what leaked before makes nothing more public.
        Happening::Public | Happening::Published => {
            if !course.standing.world.public {
                course.take(at, Step::Cs(CsEvent::P));
            }
        }
        Happening::VendorAware => course.take(at, Step::Cs(CsEvent::V)),
        Happening::Attack => course.take(at, Step::Cs(CsEvent::A)),
        Happening::Arrived(reporter) => arrived(course, at, reporter, known),
        Happening::FixReady => course.take(at, Step::Cs(CsEvent::F)),
        Happening::FixDeployed => course.take(at, Step::Cs(CsEvent::D)),
        Happening::ListNotified => {
            course.take(at, Step::Tell(Who::Distributors));
            // They are asked, not counted as having agreed: whose organisation has, its membership says (S53).
            if course.standing.embargo.state().is_in_force() {
                course.take(at, Step::Consent(Who::Distributors, ConsentSymbol::Invite));
            }
        }
        Happening::Handled(word) | Happening::Closed(word) => {
            for symbol in word {
                course.take(at, Step::Rm(Who::Project, *symbol));
            }
        }
    }
}

/// A report arrives: the project has received it, and who reports has accepted the matter long before.
fn arrived(course: &mut Course, at: Instant, reporter: &OutsiderId, known: &Known) {
    use crate::vultron::{Consent, Rm};
    let who = Who::Reporter(reporter.clone());
    if course.standing.of(&who).rm == Rm::Start {
        for symbol in [RmSymbol::Receive, RmSymbol::Validate, RmSymbol::Accept] {
            course.take(at, Step::Rm(who.clone(), symbol));
        }
    }
    if course.standing.of(&Who::Project).rm == Rm::Start {
        course.take(at, Step::Rm(Who::Project, RmSymbol::Receive));
    }
    if course.standing.embargo == Embargo::None && course.standing.world.is_quiet() {
        negotiated(course, at, &who, known);
    }
    if course.standing.embargo.state().is_in_force() && course.standing.of(&who).consent == Consent::NoEmbargo {
        course.take(at, Step::Consent(who, ConsentSymbol::Accept));
    }
}

/// What reporter and project have come to. What was sent in confidence counts from its arrival, whenever the end was named.
fn negotiated(course: &mut Course, at: Instant, reporter: &Who, known: &Known) {
    let both = |course: &mut Course| {
        course.take(at, Step::Embargo(EmbargoAct::Accept));
        for who in [Who::Project, reporter.clone()] {
            course.take(at, Step::Consent(who, ConsentSymbol::Accept));
        }
    };
    if let Some(terms) = known.proposal {
        course.take(at, Step::Embargo(EmbargoAct::Propose(terms)));
        both(course);
    }
    match known.named {
        Some(Named::Agreed(terms)) => {
            course.take(at, Step::Embargo(EmbargoAct::Propose(terms)));
            both(course);
        }
        Some(Named::Asked(terms)) => {
            course.take(at, Step::Embargo(EmbargoAct::Propose(terms)));
            if known.proposal.is_none() {
                course.take(at, Step::Consent(reporter.clone(), ConsentSymbol::Invite));
            }
        }
        None => {}
    }
}
