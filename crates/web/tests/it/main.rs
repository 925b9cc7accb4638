//! The two listeners over HTTP, in process: a World behind the real routers, asked as a browser or a program would.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop, loudly"
)]

mod api;
mod authority;
mod browser;
mod doors;
mod forms;
mod headers;
mod inputs;
mod metrics;
mod nothing;
mod public;
mod reminders;
mod reporter;
mod sign_in;
