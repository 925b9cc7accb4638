//! Formats of the field, pure: write, read, check.
//!
//! What lives here: CVSS, the CVE record, OSV, security.txt, Atom, iCalendar, the internal [`advisory::Advisory`] that they are
//! written from, and [`check`], through which every document passes before it goes out. What must not: I/O, a clock,
//! a Brief, anything that is not public.

pub mod advisory;
pub mod atom;
pub mod check;
pub mod cve;
pub mod cvss;
mod error;
pub mod ical;
pub mod osv;
pub mod published;
pub mod purl;
pub mod sample;
pub mod securitytxt;
pub mod semver;
pub mod text;

pub use error::Error;

/// A document as indented JSON with a final newline: people read these files too, and diff them.
fn json_bytes(document: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(document).map_err(Error::Unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}
