//! The two listeners over HTTP, in process: a World behind the real routers, asked as a browser or a program would.
#![expect(clippy::expect_used, reason = "tests")]

mod api;
mod browser;
mod doors;
mod forms;
mod headers;
mod nothing;
mod public;
mod reporter;
mod sign_in;
