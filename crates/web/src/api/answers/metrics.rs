//! What is measured. Spans are whole seconds; what so few numbers cannot say is left out.

use super::state;
use ambergate_coordinator::views::{LoadLine, MetricsView};
use ambergate_process::metrics::{
    ClockNumbers, Exposure, ExposureNumbers, Mark, Measured, QuarterNumbers, Skill, Spread, Wish,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// The numbers of a period: of the cases that came to their release or end within it, and of every open one.
#[derive(Serialize, JsonSchema)]
pub struct MetricsDoc {
    /// When they were counted; at most a minute ago.
    pub at: Timestamp,
    /// `year`, `three_years`, `all`.
    pub period: String,
    pub exposure: ExposureDoc,
    pub milestones: Vec<ClockNumbersDoc>,
    pub load: Vec<LoadDoc>,
    /// By the quarter of the release, the oldest first, at most forty.
    pub quarters: Vec<QuarterDoc>,
    /// The wishes of Vultron that can be measured.
    pub wishes: Vec<WishDoc>,
    /// The earliest release first, open ones last.
    pub cases: Vec<MeasuredDoc>,
}

/// The time between the first public knowledge and the release of the fix.
#[derive(Serialize, JsonSchema)]
pub struct ExposureDoc {
    /// Of released cases, zeros included.
    pub released: Option<SpreadDoc>,
    /// Released cases that were public before their fix.
    pub exposed: u32,
    /// Open cases that are public.
    pub growing: u32,
    /// Summed over all, in seconds.
    pub total: i64,
}

#[derive(Serialize, JsonSchema)]
pub struct SpreadDoc {
    pub count: u32,
    pub least: i64,
    /// From 3 numbers on.
    pub median: Option<i64>,
    /// What nine of ten do not exceed; from 10 numbers on.
    pub p90: Option<i64>,
    pub most: i64,
}

/// A clock over all cases. Late is measured against the first target.
#[derive(Serialize, JsonSchema)]
pub struct ClockNumbersDoc {
    pub clock: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub met: u32,
    pub met_late: u32,
    pub open: u32,
    /// Open and past the first target; counted in `open` too.
    pub behind: u32,
    /// From the clock's start to the milestone.
    pub taken: Option<SpreadDoc>,
    pub late_by: Option<SpreadDoc>,
    /// The time taken in thousandths of the window.
    pub share: Option<SpreadDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct LoadDoc {
    pub member: String,
    pub name: String,
    /// Open cases led.
    pub open: u32,
    /// Cases led that were opened in the last year.
    pub led: u32,
    pub lgtms: u32,
    pub overdue: u32,
}

#[derive(Serialize, JsonSchema)]
pub struct QuarterDoc {
    /// `2026 Q3`, in UTC.
    pub quarter: String,
    pub released: u32,
    pub exposed: u32,
    /// Summed, in seconds.
    pub exposure: i64,
    pub met: u32,
    pub met_late: u32,
}

/// How often the first event came before the second.
#[derive(Serialize, JsonSchema)]
pub struct WishDoc {
    /// A letter of Vultron: V the team knows, F the fix is ready, P the public knows.
    pub first: String,
    pub second: String,
    pub met: u32,
    pub of: u32,
    /// How often by chance: an exact fraction, `1/9`.
    pub chance: String,
    /// From 10 cases on: an exact fraction.
    pub skill: Option<String>,
    /// Where the true skill lies with 95 percent; none where all cases or none met the wish.
    pub skill_low: Option<f64>,
    pub skill_high: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
pub struct MeasuredDoc {
    pub case: String,
    pub opened: Timestamp,
    pub public_since: Option<Timestamp>,
    /// Released, or ended without a release.
    pub done: Option<Timestamp>,
    /// `released`, `growing`, `not_public`, `no_release`.
    pub exposure: String,
    pub exposure_seconds: Option<i64>,
    /// The id of the Fix Lead.
    pub lead: Option<String>,
    pub milestones: Vec<MarkDoc>,
}

#[derive(Serialize, JsonSchema)]
pub struct MarkDoc {
    pub clock: String,
    /// `open`, `due_soon`, `overdue`, `met`, `met_late`.
    pub state: String,
    /// From the start to the first target.
    pub window: i64,
    pub taken: Option<i64>,
    pub late_by: Option<i64>,
}

impl From<&MetricsView> for MetricsDoc {
    fn from(view: &MetricsView) -> Self {
        let m = &view.metrics;
        Self {
            at: m.at,
            period: m.period.key().to_owned(),
            exposure: ExposureDoc::from(&m.exposure),
            milestones: m.clocks.iter().map(ClockNumbersDoc::from).collect(),
            load: view.load.iter().map(LoadDoc::from).collect(),
            quarters: m.quarters.iter().map(QuarterDoc::from).collect(),
            wishes: m.wishes.iter().map(WishDoc::from).collect(),
            cases: m.cases.iter().map(MeasuredDoc::from).collect(),
        }
    }
}

impl From<Spread> for SpreadDoc {
    fn from(spread: Spread) -> Self {
        let Spread {
            count,
            least,
            median,
            p90,
            most,
        } = spread;
        Self {
            count,
            least,
            median,
            p90,
            most,
        }
    }
}

impl From<&ExposureNumbers> for ExposureDoc {
    fn from(numbers: &ExposureNumbers) -> Self {
        Self {
            released: numbers.released.map(SpreadDoc::from),
            exposed: numbers.exposed,
            growing: numbers.growing,
            total: numbers.total,
        }
    }
}

impl From<&ClockNumbers> for ClockNumbersDoc {
    fn from(numbers: &ClockNumbers) -> Self {
        Self {
            clock: numbers.clock.clone(),
            title: numbers.name.title.clone(),
            paragraphs: numbers.name.refs.clone(),
            met: numbers.met,
            met_late: numbers.met_late,
            open: numbers.open,
            behind: numbers.behind,
            taken: numbers.taken.map(SpreadDoc::from),
            late_by: numbers.late_by.map(SpreadDoc::from),
            share: numbers.share.map(SpreadDoc::from),
        }
    }
}

impl From<&LoadLine> for LoadDoc {
    fn from(line: &LoadLine) -> Self {
        Self {
            member: line.member.to_string(),
            name: line.name.clone(),
            open: line.load.open,
            led: line.load.led,
            lgtms: line.load.lgtms,
            overdue: line.load.overdue,
        }
    }
}

impl From<&QuarterNumbers> for QuarterDoc {
    fn from(numbers: &QuarterNumbers) -> Self {
        Self {
            quarter: numbers.quarter.to_string(),
            released: numbers.released,
            exposed: numbers.exposed,
            exposure: numbers.exposure,
            met: numbers.met,
            met_late: numbers.met_late,
        }
    }
}

impl From<&Wish> for WishDoc {
    fn from(wish: &Wish) -> Self {
        let (skill, interval) = match wish.skill() {
            Skill::TooFew(_) => (None, None),
            Skill::Known(skill, interval) => (Some(skill.to_string()), interval),
        };
        Self {
            first: wish.wish.first.letter().to_string(),
            second: wish.wish.second.letter().to_string(),
            met: wish.observed.map_or(0, |seen| seen.met()),
            of: wish.observed.map_or(0, |seen| seen.of()),
            chance: wish.chance.to_string(),
            skill,
            skill_low: interval.map(|interval| interval.low),
            skill_high: interval.map(|interval| interval.high),
        }
    }
}

impl From<&Measured> for MeasuredDoc {
    fn from(case: &Measured) -> Self {
        let seconds = match case.exposure {
            Exposure::Released(seconds) | Exposure::Growing(seconds) => Some(seconds),
            Exposure::NotYet | Exposure::None => None,
        };
        Self {
            case: case.case.to_string(),
            opened: case.opened,
            public_since: case.public,
            done: case.done,
            exposure: case.exposure.key().to_owned(),
            exposure_seconds: seconds,
            lead: case.lead.as_ref().map(ToString::to_string),
            milestones: case.marks.iter().map(MarkDoc::from).collect(),
        }
    }
}

impl From<&Mark> for MarkDoc {
    fn from(mark: &Mark) -> Self {
        Self {
            clock: mark.clock.clone(),
            state: state(mark.state).to_owned(),
            window: mark.window,
            taken: mark.taken,
            late_by: mark.late_by,
        }
    }
}
