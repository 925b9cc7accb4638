//! The store on both databases. Every test runs as `sqlite::…` and as `postgres::…`.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests: they may panic, spawn and print"
)]

mod acts;
mod intake;
mod log;
mod outbox;
mod people;
mod policies;
mod publications;
mod reminders;
mod sealing;
mod sight;
mod speed;
mod sql;
mod support;
mod walk;
