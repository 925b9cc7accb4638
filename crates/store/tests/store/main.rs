//! The store on both databases. Every test runs as `sqlite::…` and as `postgres::…`.

mod acts;
mod intake;
mod log;
mod outbox;
mod people;
mod publications;
mod sealing;
mod sight;
mod speed;
mod sql;
mod support;
