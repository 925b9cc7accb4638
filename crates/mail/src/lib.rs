//! Mail, pure: bytes in, bytes out.
//!
//! What strangers send becomes a [`inbound::Letter`]; what we say becomes RFC 5322 bytes made from typed values only.
//! Here is no clock, no chance, no file and no network: dates, ids and boundary seeds are given by the caller.
//! Nothing here knows a case; text that is sent was cleared before it came here.

pub mod address;
mod body;
pub mod compose;
mod decode;
pub mod delivery;
pub mod form;
mod html;
pub mod inbound;
pub mod letters;
pub mod limits;
pub mod loops;
mod mime;
pub mod name;
pub mod visible;
