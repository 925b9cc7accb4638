//! The only SQL and the only sealing.
