//! The public site: from what was published to files, and nothing else.
//!
//! What lives here: [`build`], a pure function whose files can be served by this program or copied to any web server,
//! and the pages that it writes. Links are relative, so the site works from any folder. What must not: case tables, a
//! Brief, a clock, script. Every document for machines passes [`ambergate_formats::check`] here, or nothing is built.

mod advisory;
mod announcement;
mod documents;
mod frame;
mod lists;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use ambergate_formats::advisory::{Advisory, AffectedRange, Credit, CreditKind, Fix, ScoredVector};
use ambergate_formats::check::Finding;
use ambergate_formats::published::{PublicNotice, Publication, SiteInput};
use ambergate_formats::sample;
use jiff::Timestamp;

/// What a page of this site may load. A server sends it as a header; every page also says it itself.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/// A file of the site. `path` has no slash at the beginning: `advisories/cve-2025-58063/index.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    /// By the ending of its path; the files are all ours.
    pub fn content_type(&self) -> &'static str {
        content_type(&self.path)
    }
}

/// The `Content-Type` of a path of the site.
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("atom") => "application/atom+xml; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

/// The stylesheet that the pages name. Its bytes become a file of the site.
#[derive(Debug, Clone, Copy)]
pub struct Stylesheet<'a> {
    /// `assets/site.css`; a slash at the beginning is dropped.
    pub path: &'a str,
    pub bytes: &'a [u8],
}

/// Why a site was not built. Nothing of it may be served then; the site that is there stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Unpublishable {
    #[error(
        "“{slug}” cannot be part of an address. Use small letters, digits and hyphens, 1 to 100 of them, beginning with a letter or digit"
    )]
    Slug { slug: String },
    #[error("two publications have the address “{slug}”. Give one of them another")]
    SlugTwice { slug: String },
    #[error("the document {path} was not published, because it is wrong: {}", first(.findings))]
    Document { path: String, findings: Vec<Finding> },
    #[error(transparent)]
    Format(#[from] ambergate_formats::Error),
}

fn first(findings: &[Finding]) -> String {
    let shown: Vec<String> = findings
        .iter()
        .take(3)
        .map(|finding| format!("{} {}", finding.at, finding.what))
        .collect();
    shown.join("; ")
}

/// All files of the site, sorted by path. `now` is for what may have expired; no page shows it.
pub fn build(input: &SiteInput, stylesheet: &Stylesheet<'_>, now: Timestamp) -> Result<Vec<File>, Unpublishable> {
    let site = Site::new(input, stylesheet)?;
    let mut files = vec![
        File {
            path: site.stylesheet.to_owned(),
            bytes: stylesheet.bytes.to_vec(),
        },
        page("index.html", lists::index(&site)),
        page("advisories/index.html", lists::advisories(&site)),
        page("thanks/index.html", lists::thanks(&site)),
        page("policy/index.html", lists::policy(&site)),
        documents::feed(&site, now),
        documents::security_txt(&site, now)?,
    ];
    for advisory in &site.advisories {
        files.extend(advisory_files(&site, advisory, now)?);
    }
    for notice in &site.notices {
        files.push(page(
            &format!("announcements/{}/index.html", notice.slug),
            announcement::page(&site, notice),
        ));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The page of one advisory, its documents and their checksums.
fn advisory_files(site: &Site<'_>, advisory: &Advisory, now: Timestamp) -> Result<Vec<File>, Unpublishable> {
    let [cve, osv] = documents::records(site, advisory, now)?;
    let page = page(
        &format!("{}index.html", documents::folder(advisory)),
        advisory::page(site, advisory, &cve, &osv),
    );
    let sums = documents::checksums(advisory, &[&cve, &page, &osv]);
    Ok(vec![page, cve, osv, sums])
}

fn page(path: &str, markup: maud::Markup) -> File {
    File {
        path: path.to_owned(),
        bytes: markup.into_string().into_bytes(),
    }
}

/// The input, sorted for showing: newest first, and every address known to be one.
struct Site<'a> {
    input: &'a SiteInput,
    advisories: Vec<&'a Advisory>,
    notices: Vec<&'a PublicNotice>,
    stylesheet: &'a str,
}

impl<'a> Site<'a> {
    fn new(input: &'a SiteInput, stylesheet: &Stylesheet<'a>) -> Result<Self, Unpublishable> {
        let (mut advisories, mut notices) = (Vec::new(), Vec::new());
        let mut slugs = BTreeSet::new();
        for publication in &input.publications {
            let address = match publication {
                Publication::Advisory(advisory) => {
                    advisories.push(&**advisory);
                    ("advisories", advisory.slug.as_str())
                }
                Publication::Announcement(notice) => {
                    notices.push(&**notice);
                    ("announcements", notice.slug.as_str())
                }
            };
            let (_, slug) = address;
            if !is_slug(slug) {
                return Err(Unpublishable::Slug {
                    slug: ambergate_formats::text::clip(slug, 40),
                });
            }
            if !slugs.insert(address) {
                return Err(Unpublishable::SlugTwice { slug: slug.to_owned() });
            }
        }
        advisories.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.slug.cmp(&b.slug)));
        notices.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.slug.cmp(&b.slug)));
        Ok(Self {
            input,
            advisories,
            notices,
            stylesheet: stylesheet.path.trim_start_matches('/'),
        })
    }

    /// Announcements whose release has not come, the next release first.
    fn open_notices(&self) -> Vec<&'a PublicNotice> {
        let mut open: Vec<_> = self
            .notices
            .iter()
            .copied()
            .filter(|notice| notice.closed.is_none())
            .collect();
        open.sort_by_key(|notice| notice.window_start);
        open
    }

    fn advisory(&self, slug: &str) -> Option<&'a Advisory> {
        self.advisories.iter().copied().find(|advisory| advisory.slug == slug)
    }

    fn base_url(&self) -> &'a str {
        self.input.publisher.base_url.trim().trim_end_matches('/')
    }
}

fn is_slug(slug: &str) -> bool {
    (1..=100).contains(&slug.len())
        && !slug.starts_with('-')
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Sites for the gallery and the browser tests, each with the name of its folder.
pub fn samples() -> Vec<(&'static str, SiteInput)> {
    let full = sample::site();
    let empty = SiteInput {
        publications: Vec::new(),
        ..full.clone()
    };
    let busy = SiteInput {
        publications: vec![Publication::Advisory(Box::new(corrected()))],
        ..full.clone()
    };
    vec![("full", full), ("empty", empty), ("corrected", busy)]
}

/// An invented advisory with several release lines, one without a fix, two versions of CVSS, several people, no
/// mitigation, and a correction. Its CVE id can never be issued.
fn corrected() -> Advisory {
    let mut advisory = sample::advisory();
    let range = |introduced: &str, fixed: Option<&str>| AffectedRange {
        introduced: introduced.into(),
        fixed: fixed.map(str::to_owned),
    };
    let credit = |name: &str, kind| Credit {
        name: name.into(),
        kind,
    };
    advisory.slug = "cve-2026-00063".into();
    advisory.cve_id = "CVE-2026-00063".into();
    advisory.affected = vec![
        range("1.2.0", Some("1.11.5")),
        range("1.12.0", Some("1.12.4")),
        range("1.13.0-beta.1", None),
    ];
    if let Some(severity) = &mut advisory.severity {
        severity.vectors.push(ScoredVector {
            vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:L/VA:H/SC:N/SI:N/SA:N".into(),
            tenths: 71,
            rating: "HIGH".into(),
        });
    }
    advisory.credits = vec![
        credit("Quinn Varga", CreditKind::Finder),
        credit("Quinn Varga", CreditKind::Reporter),
        credit("Jules Tanaka", CreditKind::RemediationDeveloper),
        credit("Taylor Brandt", CreditKind::RemediationReviewer),
        credit("Robin Ashe", CreditKind::Coordinator),
    ];
    advisory.fixes = vec![Fix {
        name: "pull request 4711".into(),
        url: Some("https://forge.example.org/coredns/pull/4711".into()),
        commit: None,
    }];
    advisory.references.clear();
    advisory.mitigation = None;
    advisory.modified = sample::now();
    advisory.revision = 2;
    advisory
}
