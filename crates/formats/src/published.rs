//! What the public site is made of: what a publication act has made public, and nothing else.
//!
//! What lives here: the input of `web::site`. What must not: a case id, a Brief, anything that is still withheld; only
//! the publication act of the coordinator makes a [`Publication`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::advisory::{Advisory, Publisher};

/// One thing that was made public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publication {
    Advisory(Box<Advisory>),
    Announcement(Box<PublicNotice>),
}

impl Publication {
    /// The instant of its first publication, by which lists are ordered.
    pub fn published(&self) -> Timestamp {
        match self {
            Self::Advisory(advisory) => advisory.published,
            Self::Announcement(notice) => notice.published,
        }
    }
}

/// A forthcoming fix (S28): that there is a vulnerability, when the fix comes, what one can do until then. It names
/// neither component nor impact unless they were cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicNotice {
    /// The address part of its page; random or dated, never the case id.
    pub slug: String,
    pub title: String,
    /// What is announced, in paragraphs of plain text.
    pub text: String,
    /// What to do until the release (S29); `None` is said in words on the page.
    pub mitigation: Option<String>,
    /// The release comes within this window (S29).
    pub window_start: Timestamp,
    pub window_end: Timestamp,
    pub published: Timestamp,
    pub modified: Timestamp,
    /// Counts from 1; a correction adds one.
    pub revision: u32,
    /// When the release closed it.
    pub closed: Option<Timestamp>,
    /// The slug of the advisory that took its place.
    pub closed_by: Option<String>,
}

/// Everything that the public site shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteInput {
    pub publisher: Publisher,
    /// The project's policy: plain text in sections, headings marked by `#`, lists by `-` or `1.`.
    pub policy_text: String,
    /// Where a report can be made without an account, `https://...`.
    pub report_url: String,
    pub publications: Vec<Publication>,
    /// `Expires` of security.txt: less than a year ahead (RFC 9116, 2.5.5).
    pub security_txt_expires: Timestamp,
}
