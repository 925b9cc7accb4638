//! Stories of the whole system in process, each on both databases.
#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]

mod inputs;
mod intake;
mod legal;
mod metrics;
mod plan;
mod reminders;
mod replay;
mod secrets;
