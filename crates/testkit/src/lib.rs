//! The whole system in process, for tests.
