//! The ends towards other programs: mail in (LMTP, standard input) and mail out (SMTP).
//!
//! Bytes pass through unread: nothing here parses a message, decides about a case or logs a word, a name or an address.

pub mod ingest;
pub mod intake;
pub mod lmtp;
pub mod smtp;
