//! The binary's own rooms, as a library so that tests can reach them.

pub mod adapters;
pub mod cli;
pub mod client;
pub mod commands;
pub mod config;
pub mod demo;
pub mod host;
pub mod seed;
pub mod serve;
pub mod wiring;
