//! The documents for machines: each is checked before it becomes a file.

use ambergate_formats::advisory::Advisory;
use ambergate_formats::atom::{self, Entry, Feed};
use ambergate_formats::check::check;
use ambergate_formats::published::PublicNotice;
use ambergate_formats::securitytxt::SecurityTxt;
use ambergate_formats::{cve, osv, text};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{File, Site, Unpublishable, words};

/// Entries of the feed; who wants more reads the list of advisories.
const FEED: usize = 100;

/// `advisories/cve-2025-58063/`
pub(super) fn folder(advisory: &Advisory) -> String {
    format!("advisories/{}/", advisory.slug)
}

/// The CVE record and the OSV record.
pub(super) fn records(site: &Site<'_>, advisory: &Advisory, now: Timestamp) -> Result<[File; 2], Unpublishable> {
    let publisher = &site.input.publisher;
    let folder = folder(advisory);
    Ok([
        checked(
            format!("{folder}cve.json"),
            cve::record(advisory, publisher).to_bytes()?,
            now,
        )?,
        checked(
            format!("{folder}osv.json"),
            osv::record(advisory, publisher).to_bytes()?,
            now,
        )?,
    ])
}

pub(super) fn security_txt(site: &Site<'_>, now: Timestamp) -> Result<File, Unpublishable> {
    let input = site.input;
    let txt = SecurityTxt::of_site(&input.publisher, &input.report_url, input.security_txt_expires);
    checked(".well-known/security.txt".to_owned(), txt.to_bytes(), now)
}

fn checked(path: String, bytes: Vec<u8>, now: Timestamp) -> Result<File, Unpublishable> {
    let report = check(&bytes, now);
    if report.passes() {
        Ok(File { path, bytes })
    } else {
        Err(Unpublishable::Document {
            path,
            findings: report.findings,
        })
    }
}

/// `SHA256SUMS` as `sha256sum --check` reads it, in the folder of the files.
pub(super) fn checksums(advisory: &Advisory, files: &[&File]) -> File {
    let folder = folder(advisory);
    let lines = files.iter().map(|file| {
        let name = file.path.strip_prefix(&folder).unwrap_or(&file.path);
        let digest: String = Sha256::digest(&file.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("{digest}  {name}\n")
    });
    File {
        path: format!("{folder}SHA256SUMS"),
        bytes: lines.collect::<String>().into_bytes(),
    }
}

/// The feed of advisories and announcements, the newest change first. `created` dates it while it is empty.
pub(super) fn feed(site: &Site<'_>, created: Timestamp) -> File {
    let base = site.base_url();
    let advisories = site.advisories.iter().map(|advisory| advisory_entry(base, advisory));
    let mut entries: Vec<Entry> = advisories
        .chain(site.notices.iter().map(|notice| notice_entry(base, notice)))
        .collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(FEED);
    let name = &site.input.publisher.name;
    let feed = Feed {
        id: format!("{base}/"),
        title: format!("{name} security"),
        author: name.clone(),
        self_url: format!("{base}/feed.atom"),
        site_url: format!("{base}/"),
        created,
        entries,
    };
    File {
        path: "feed.atom".to_owned(),
        bytes: atom::write(&feed),
    }
}

fn advisory_entry(base: &str, advisory: &Advisory) -> Entry {
    let url = format!("{base}/{}", folder(advisory));
    Entry {
        id: url.clone(),
        title: format!("{}: {}", advisory.cve_id, advisory.title),
        url,
        published: advisory.published,
        updated: advisory.modified,
        summary: advisory.summary.clone(),
        category: "advisory",
    }
}

fn notice_entry(base: &str, notice: &PublicNotice) -> Entry {
    let url = format!("{base}/announcements/{}/", notice.slug);
    let when = match notice.closed {
        Some(closed) => format!("Closed on {}: the fix is released.", words::utc(closed)),
        None => format!(
            "The release comes between {} and {}.",
            words::utc(notice.window_start),
            words::utc(notice.window_end)
        ),
    };
    Entry {
        id: url.clone(),
        title: notice.title.clone(),
        url,
        published: notice.published,
        updated: notice
            .closed
            .map_or(notice.modified, |closed| closed.max(notice.modified)),
        summary: format!("{when}\n\n{}", text::plain(&notice.text)),
        category: "announcement",
    }
}
