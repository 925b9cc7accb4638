//! The binary's own rooms, as a library so that tests can reach them.

pub mod adapters;
