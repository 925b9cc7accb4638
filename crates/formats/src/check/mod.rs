//! Is this document right? Nothing is published that this has not seen, and `advisory check` shows it to people.
//!
//! What lives here: recognising a document by its content, its official schema, and the rules of the format that no
//! schema holds. What must not: repairing a document, fetching what it refers to.

mod cve;
mod osv;
mod rules;
mod schema;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{securitytxt, text};

/// Recognises the document and says everything that is wrong with it. `now` is for what may have expired.
pub fn check(bytes: &[u8], now: Timestamp) -> Report {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if start.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
        return match serde_json::from_slice::<Value>(start) {
            Ok(document) => json(&document),
            Err(fault) => Report {
                kind: Kind::Unknown,
                findings: vec![Finding::error(
                    "json",
                    &format!("line {}", fault.line()),
                    format!("is not JSON: {fault}"),
                )],
            },
        };
    }
    if securitytxt::looks_like(&String::from_utf8_lossy(bytes)) {
        return Report {
            kind: Kind::SecurityTxt,
            findings: securitytxt::check(bytes, now),
        };
    }
    unknown()
}

fn json(document: &Value) -> Report {
    let has = |key: &str| document.get(key).is_some();
    if has("cveMetadata") || document["dataType"] == "CVE_RECORD" {
        Report {
            kind: Kind::CveRecord,
            findings: [schema::cve(document), cve::rules(document)].concat(),
        }
    } else if document["document"].get("csaf_version").is_some() {
        not_yet(Kind::Csaf)
    } else if document["@context"]
        .as_str()
        .is_some_and(|context| context.contains("openvex"))
    {
        not_yet(Kind::OpenVex)
    } else if has("id") && (has("modified") || has("affected") || has("schema_version")) {
        Report {
            kind: Kind::Osv,
            findings: [schema::osv(document), osv::rules(document)].concat(),
        }
    } else {
        unknown()
    }
}

fn not_yet(kind: Kind) -> Report {
    let what = format!(
        "is a document of {}, which this version recognises but cannot check yet",
        kind.name()
    );
    Report {
        kind,
        findings: vec![Finding::error("not-checked", "file", what)],
    }
}

fn unknown() -> Report {
    let what =
        "is no CVE record, OSV record, CSAF or OpenVEX document, nor a security.txt; see whether it is the right file";
    Report {
        kind: Kind::Unknown,
        findings: vec![Finding::error("unknown", "file", what)],
    }
}

/// What the document is, and everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub kind: Kind,
    pub findings: Vec<Finding>,
}

impl Report {
    /// True where nothing stands against publication. Warnings do not.
    pub fn passes(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Error)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    CveRecord,
    Osv,
    SecurityTxt,
    Csaf,
    OpenVex,
    Unknown,
}

impl Kind {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::CveRecord => "CVE record",
            Self::Osv => "OSV record",
            Self::SecurityTxt => "security.txt",
            Self::Csaf => "CSAF",
            Self::OpenVex => "OpenVEX",
            Self::Unknown => "unknown document",
        }
    }
}

/// One thing that is wrong. Read as a sentence: `at` `what`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Level,
    /// The short name of the rule, stable: `cve-semver`, `schema`.
    pub rule: &'static str,
    /// A JSON pointer, `line 3`, or `file`.
    pub at: String,
    pub what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Must not be published so.
    Error,
    /// May be published; someone should look.
    Warning,
}

/// Findings quote the document; what is longer is cut.
const QUOTED: usize = 400;

impl Finding {
    pub(crate) fn error(rule: &'static str, at: &str, what: impl AsRef<str>) -> Self {
        Self::new(Level::Error, rule, at, what.as_ref())
    }

    pub(crate) fn warning(rule: &'static str, at: &str, what: impl AsRef<str>) -> Self {
        Self::new(Level::Warning, rule, at, what.as_ref())
    }

    fn new(level: Level, rule: &'static str, at: &str, what: &str) -> Self {
        let at = if at.is_empty() { "file" } else { at };
        Self {
            level,
            rule,
            at: text::clip(&text::line(at), QUOTED),
            what: text::clip(&text::line(what), QUOTED),
        }
    }
}
