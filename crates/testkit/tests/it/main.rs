//! Stories of the whole system in process, each on both databases.

mod intake;
mod replay;
mod secrets;
