//! Names of files and kinds of files, as strangers give them, reduced to what is safe to store, show and send on.

use crate::visible;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A base name that is safe as a name on every file system and in a header. Debug prints dots: a name may be embargoed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct FileName(String);

/// Longest kept name, in bytes; the ending survives the cut.
const LONGEST: usize = 120;

impl FileName {
    /// Makes a name safe: the last path element, no controls, nothing a shell or a file system treats specially. Empty becomes `file`.
    pub fn safe(given: &str) -> Self {
        let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut kept: String = base
            .chars()
            .filter(|c| visible::is_plain(*c))
            .map(|c| {
                if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' | '$') {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
        if kept.starts_with('-') || is_device(&kept) {
            kept.insert(0, '_');
        }
        if kept.len() > LONGEST {
            kept = shorten(&kept);
        }
        if kept.is_empty() {
            Self("file".to_owned())
        } else {
            Self(kept)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names that Windows gives to devices, with any ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn shorten(name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = LONGEST - ending.len();
    let cut = (0..=room.min(stem.len()))
        .rev()
        .find(|n| stem.is_char_boundary(*n))
        .unwrap_or(0);
    format!("{}{ending}", stem[..cut].trim_end())
}

impl From<String> for FileName {
    fn from(given: String) -> Self {
        Self::safe(&given)
    }
}
impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}
impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(..)")
    }
}

/// A media type, `type/subtype`, lower case, without parameters (RFC 2045, 5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct MediaType(String);

impl MediaType {
    /// What is not a media type becomes `application/octet-stream`.
    pub fn of(given: &str) -> Self {
        let bare = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let token = |t: &str| {
            !t.is_empty()
                && t.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        let fine = bare.len() <= 127
            && bare
                .split_once('/')
                .is_some_and(|(kind, sub)| token(kind) && token(sub));
        if fine {
            Self(bare)
        } else {
            Self("application/octet-stream".to_owned())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is(&self, whole: &str) -> bool {
        self.0 == whole
    }

    /// The file ending that people expect for it, with its dot.
    pub(crate) fn ending(&self) -> &'static str {
        match self.0.as_str() {
            "text/plain" => ".txt",
            "text/html" => ".html",
            "text/x-patch" | "text/x-diff" => ".patch",
            "image/png" => ".png",
            "image/jpeg" => ".jpg",
            "image/gif" => ".gif",
            "application/pdf" => ".pdf",
            "application/gzip" | "application/x-gzip" => ".gz",
            "application/zip" => ".zip",
            "application/pgp-signature" => ".asc",
            "message/rfc822" | "message/global" => ".eml",
            _ => ".bin",
        }
    }
}

impl From<String> for MediaType {
    fn from(given: String) -> Self {
        Self::of(&given)
    }
}
impl From<MediaType> for String {
    fn from(media: MediaType) -> Self {
        media.0
    }
}
impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_stays_in_its_folder() {
        for (given, safe) in [
            ("poc.py", "poc.py"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\x.exe", "x.exe"),
            ("..", "file"),
            ("", "file"),
            (".bashrc", "bashrc"),
            ("a\r\nb\0.txt", "ab.txt"),
            ("evil\u{202e}gpj.exe", "evilgpj.exe"),
            ("NUL.txt", "_NUL.txt"),
            ("com1", "_com1"),
            ("-rf", "_-rf"),
            ("what?\"*.pcap", "what___.pcap"),
            ("$(id)`.sh", "_(id)_.sh"),
        ] {
            assert_eq!(FileName::safe(given).as_str(), safe, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = FileName::safe(&format!("{}.pcap.gz", "ü".repeat(300)));
        assert!(name.as_str().len() <= LONGEST && name.as_str().ends_with("ü.gz") || name.as_str().ends_with(".gz"));
        assert_eq!(FileName::safe(name.as_str()), name);
    }

    #[test]
    fn what_is_no_media_type_is_bytes() {
        assert_eq!(MediaType::of("Text/Plain; charset=x").as_str(), "text/plain");
        for bad in ["", "text", "text/", "a/b\r\nX: y", "té/x", "a/b/c"] {
            assert_eq!(MediaType::of(bad).as_str(), "application/octet-stream", "{bad:?}");
        }
    }
}
