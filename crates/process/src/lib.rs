//! The security release process as pure functions.
//!
//! Five functions are the heart: [`case::decide`], `apply` (of [`aggregate::Aggregate`]), [`case::react`],
//! [`case::agenda`] and [`brief::brief`]. What lives here: policy, planner, calendar, reminders, case, report, project, people,
//! facts, access, ids, vultron, and the `Clock` and `Rng` traits. What must not: a clock, chance, I/O, async, SQL, HTML,
//! mail.

pub mod access;
pub mod aggregate;
pub mod announce;
pub mod authority;
pub mod brief;
pub mod calendar;
pub mod case;
pub mod condition;
pub mod cra;
pub mod facts;
pub mod ids;
pub mod metrics;
pub mod people;
pub mod planner;
pub mod policy;
pub mod ports;
pub mod project;
pub mod prose;
pub mod reminders;
pub mod report;
pub mod severity;
pub mod vultron;

pub use jiff::Timestamp as Instant;
