//! How well the process does what it is for: exposure (S3), milestones against their first targets (S17, S18), load per
//! person (S2, S14), the trend per quarter, and the wishes of Vultron against chance.
//!
//! What lives here: numbers counted from rows of cases and the planner's answers. What must not: reading rows, words for
//! people, drawing. Cases are added in any order: it changes nothing.

mod measured;
mod quarter;
mod spread;

pub use measured::{Exposure, Mark, Measured};
pub use quarter::{Quarter, QuarterNumbers};
pub use spread::Spread;

use crate::Instant;
use crate::case::Case;
use crate::ids::{CaseId, MemberId};
use crate::planner::{Plan, State};
use crate::vultron::{CsEvent, Desideratum, Interval, Known, Observed, Ratio, expected};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

/// Which cases count: those that came to their release or end within it, and every open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Period {
    #[default]
    Year,
    ThreeYears,
    All,
}

impl Period {
    pub const ALL: [Period; 3] = [Period::Year, Period::ThreeYears, Period::All];

    pub fn key(self) -> &'static str {
        match self {
            Period::Year => "year",
            Period::ThreeYears => "three_years",
            Period::All => "all",
        }
    }
    pub fn from_key(key: &str) -> Option<Self> {
        Period::ALL.into_iter().find(|period| period.key() == key)
    }
    /// Its first instant; none where it has no beginning. Calendar years in UTC.
    pub fn since(self, now: Instant) -> Option<Instant> {
        match self {
            Period::Year => Some(years_before(now, 1)),
            Period::ThreeYears => Some(years_before(now, 3)),
            Period::All => None,
        }
    }
}

/// Cases on their way to [`Metrics`]: what is kept of each are numbers, not its row.
#[derive(Clone, Default)]
pub struct Tally {
    cases: BTreeMap<CaseId, Measured>,
    names: BTreeMap<String, ClockName>,
}

/// What a clock is called. Its place in the profile comes first, so that clocks sort as the profile has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockName {
    pub place: usize,
    pub title: String,
    pub refs: Vec<String>,
}

/// All numbers of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// The instant that they were counted at: open exposures and open clocks are measured up to it.
    pub at: Instant,
    pub period: Period,
    /// The cases of the period, the earliest release or end first, open ones last.
    pub cases: Vec<Measured>,
    pub exposure: ExposureNumbers,
    /// In the order of the profile.
    pub clocks: Vec<ClockNumbers>,
    /// Everybody who has something to show, by id.
    pub load: BTreeMap<MemberId, Load>,
    /// One after the other without a gap, the oldest first.
    pub quarters: Vec<QuarterNumbers>,
    pub wishes: Vec<Wish>,
}

/// Exposure over the cases of a period, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExposureNumbers {
    /// Of the released cases, zeros included.
    pub released: Option<Spread>,
    /// Released cases that were public before their fix.
    pub exposed: u32,
    /// Open cases that are public now: theirs still grows.
    pub growing: u32,
    /// The sum over all, the growing ones up to now.
    pub total: i64,
}

/// One clock over the cases of a period. Late is measured against the first target: that something became public makes
/// nobody late (S18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockNumbers {
    pub clock: String,
    pub name: ClockName,
    pub met: u32,
    pub met_late: u32,
    /// Still running.
    pub open: u32,
    /// Still running, past its first target; counted in `open` too.
    pub behind: u32,
    /// From the clock's start until the milestone, in seconds.
    pub taken: Option<Spread>,
    /// By how much the late ones were late, in seconds.
    pub late_by: Option<Spread>,
    /// The time taken in thousandths of the window: 1000 is the target itself.
    pub share: Option<Spread>,
}

/// What somebody carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Open cases with this Fix Lead, now.
    pub open: u32,
    /// Cases opened in the last year with this Fix Lead; the rota counts the same (S14).
    pub led: u32,
    /// Commits that they gave their LGTM, over the cases of the period (S24).
    pub lgtms: u32,
    /// Clocks of their open cases that are overdue now.
    pub overdue: u32,
}

/// A wish of Vultron, and how often it came true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub wish: Desideratum,
    /// Its frequency where nobody has any skill.
    pub chance: Ratio,
    /// None where no case says anything of it.
    pub observed: Option<Observed>,
}

/// What can be said of the skill in a wish.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Skill {
    /// So many cases say something of it; fewer than [`Wish::FROM`].
    TooFew(u32),
    /// α, and where the true one lies. No interval where all cases or none met the wish.
    Known(Ratio, Option<Interval>),
}

impl Wish {
    /// Below so many cases a frequency says more of chance than of skill.
    pub const FROM: u32 = 10;
    /// Events that a case's row always has when they happened. An exploit or attacks are noted where somebody saw them, and a
    /// deployment is not; that nobody noted one must not count as "has not happened".
    pub const RECORDED: [CsEvent; 3] = [CsEvent::V, CsEvent::F, CsEvent::P];

    /// The wishes that recorded events decide.
    pub fn measured() -> impl Iterator<Item = Desideratum> {
        let recorded = |event| Self::RECORDED.contains(&event);
        Desideratum::ALL
            .into_iter()
            .filter(move |wish| recorded(wish.first) && recorded(wish.second))
    }

    pub fn skill(&self) -> Skill {
        match self.observed {
            Some(seen) if seen.of() >= Self::FROM => {
                Skill::Known(seen.skill(self.wish), seen.skill_interval(self.wish))
            }
            seen => Skill::TooFew(seen.map_or(0, Observed::of)),
        }
    }
}

impl Tally {
    /// Counts a case; one that was counted already is counted anew. `plan` is what the planner says of it at `now`, `known`
    /// what is known beside its row. A case that was never opened is left out.
    pub fn add(&mut self, case: &Case, plan: &Plan, known: &Known, now: Instant) {
        let Some(measured) = Measured::of(case, plan, known, now) else {
            return;
        };
        for (place, milestone) in plan.milestones.iter().enumerate() {
            let name = ClockName {
                place,
                title: milestone.title.clone(),
                refs: milestone.refs.clone(),
            };
            // Two versions of a profile may differ: the least of the names is the same in any order.
            match self.names.get_mut(&milestone.clock) {
                Some(held) if *held <= name => {}
                Some(held) => *held = name,
                None => {
                    self.names.insert(milestone.clock.clone(), name);
                }
            }
        }
        self.cases.insert(measured.case.clone(), measured);
    }

    /// The numbers of a period that ends now.
    pub fn finish(self, period: Period, now: Instant) -> Metrics {
        let Tally { cases, names } = self;
        let mut cases: Vec<Measured> = cases.into_values().collect();
        let year_ago = years_before(now, 1);
        let mut load: BTreeMap<MemberId, Load> = BTreeMap::new();
        for case in &cases {
            let Some(lead) = &case.lead else { continue };
            let carried = load.entry(lead.clone()).or_default();
            carried.led += u32::from(case.opened >= year_ago);
            carried.open += u32::from(case.done.is_none());
            carried.overdue += case.overdue;
        }
        let since = period.since(now);
        cases.retain(|case| case.done.is_none_or(|done| since.is_none_or(|since| since <= done)));
        for (member, lgtms) in cases.iter().flat_map(|case| &case.lgtms) {
            load.entry(member.clone()).or_default().lgtms += lgtms;
        }
        load.retain(|_, carried| *carried != Load::default());
        cases.sort_by(|a, b| (a.done.is_none(), a.done, &a.case).cmp(&(b.done.is_none(), b.done, &b.case)));
        let clocks = names
            .into_iter()
            .filter_map(|(clock, name)| ClockNumbers::of(clock, name, &cases));
        let mut clocks: Vec<ClockNumbers> = clocks.collect();
        clocks.sort_by(|a, b| (&a.name, &a.clock).cmp(&(&b.name, &b.clock)));
        let wish = |wish| Wish {
            wish,
            chance: expected(wish),
            observed: Observed::count(wish, cases.iter().map(|case| case.history.as_slice())),
        };
        Metrics {
            at: now,
            period,
            exposure: ExposureNumbers::of(&cases),
            clocks,
            load,
            quarters: quarter::trend(&cases),
            wishes: Wish::measured().map(wish).collect(),
            cases,
        }
    }
}

impl ExposureNumbers {
    fn of(cases: &[Measured]) -> Self {
        let released: Vec<i64> = cases.iter().filter_map(|case| case.exposure.released()).collect();
        let growing: Vec<i64> = cases.iter().filter_map(|case| case.exposure.growing()).collect();
        Self {
            exposed: counted(released.iter().filter(|seconds| **seconds > 0).count()),
            growing: counted(growing.len()),
            total: released.iter().chain(&growing).fold(0, |sum, s| sum.saturating_add(*s)),
            released: Spread::of(released),
        }
    }
}

impl ClockNumbers {
    /// None where no case of the period had this clock at all.
    fn of(clock: String, name: ClockName, cases: &[Measured]) -> Option<Self> {
        let marks: Vec<&Mark> = cases
            .iter()
            .flat_map(|case| &case.marks)
            .filter(|mark| mark.clock == clock)
            .collect();
        let having = |state: State| counted(marks.iter().filter(|mark| mark.state == state).count());
        let running = || marks.iter().filter(|mark| mark.state.is_running());
        (!marks.is_empty()).then(|| Self {
            met: having(State::Met),
            met_late: having(State::MetLate),
            open: counted(running().count()),
            behind: counted(running().filter(|mark| mark.late_by.is_some()).count()),
            taken: Spread::of(marks.iter().filter_map(|mark| mark.taken).collect()),
            late_by: Spread::of(
                marks
                    .iter()
                    .filter(|mark| mark.state == State::MetLate)
                    .filter_map(|mark| mark.late_by)
                    .collect(),
            ),
            share: Spread::of(marks.iter().filter_map(|mark| mark.share()).collect()),
            clock,
            name,
        })
    }
}

/// The same day so many calendar years earlier, in UTC.
fn years_before(now: Instant, years: i64) -> Instant {
    let then = now.to_zoned(TimeZone::UTC).checked_sub(years.years());
    then.map_or(now, |then| then.timestamp())
}

/// From one instant to a later one, in seconds; none of it is negative.
fn seconds_between(from: Instant, to: Instant) -> i64 {
    to.duration_since(from).max(SignedDuration::ZERO).as_secs()
}

fn counted(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
