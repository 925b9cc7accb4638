//! security.txt (RFC 9116): the file that tells a finder where to report.
//!
//! What lives here: a writer and a checker of the rules of sections 2 and 3. What must not: fetching one.

use jiff::{SignedDuration, Timestamp};

use crate::advisory::Publisher;
use crate::check::Finding;
use crate::text;

/// The fields that are written. Addresses are absolute; the first contact is the preferred one (2.5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityTxt {
    pub contact: Vec<String>,
    pub expires: Timestamp,
    pub policy: Option<String>,
    pub acknowledgments: Option<String>,
    /// Where this file itself may be found.
    pub canonical: Vec<String>,
    /// Language tags, `en`.
    pub preferred_languages: Vec<String>,
}

impl SecurityTxt {
    /// The file of a project whose public site has the pages that `web::site` builds.
    pub fn of_site(publisher: &Publisher, report_url: &str, expires: Timestamp) -> Self {
        let base = publisher.base_url.trim().trim_end_matches('/');
        let contact = publisher.contact.trim();
        let mail = if contact.contains(':') {
            contact.to_owned()
        } else {
            format!("mailto:{contact}")
        };
        Self {
            contact: vec![report_url.trim().to_owned(), mail],
            expires,
            policy: Some(format!("{base}/policy/")),
            acknowledgments: Some(format!("{base}/thanks/")),
            canonical: vec![format!("{base}/.well-known/security.txt")],
            preferred_languages: vec!["en".to_owned()],
        }
    }

    /// The file: UTF-8, lines end in LF (2.2 allows both).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        let mut field = |name: &str, value: &str| {
            let value = text::line(value);
            if !value.is_empty() {
                out.push_str(&format!("{name}: {value}\n"));
            }
        };
        self.contact.iter().for_each(|contact| field("Contact", contact));
        field("Expires", &self.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        self.policy.iter().for_each(|policy| field("Policy", policy));
        self.acknowledgments
            .iter()
            .for_each(|page| field("Acknowledgments", page));
        self.canonical.iter().for_each(|url| field("Canonical", url));
        field("Preferred-Languages", &self.preferred_languages.join(", "));
        out.into_bytes()
    }
}

/// A year: an `Expires` further ahead is advised against (2.5.5).
const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// What is wrong with the file. Places are `line N`, or `file`.
pub fn check(bytes: &[u8], now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Ok(content) = std::str::from_utf8(bytes) else {
        return vec![Finding::error(
            "securitytxt-utf8",
            "file",
            "is not UTF-8 (RFC 9116, 2.2); save it as UTF-8",
        )];
    };
    if content.starts_with('\u{feff}') {
        findings.push(Finding::error(
            "securitytxt-utf8",
            "file",
            "begins with a byte order mark; save it without",
        ));
    }
    let mut contacts = 0_usize;
    let mut expires = 0_usize;
    let mut languages = 0_usize;
    for (at, line) in unsigned(content.trim_start_matches('\u{feff}')) {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.chars().any(|c| c.is_control() && c != '\t') {
            findings.push(Finding::error(
                "securitytxt-syntax",
                &at,
                "holds a control character; remove it",
            ));
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            findings.push(Finding::error(
                "securitytxt-syntax",
                &at,
                "is neither “Name: value”, nor a comment, nor empty (2.2)",
            ));
            continue;
        };
        let value = value.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            findings.push(Finding::error(
                "securitytxt-syntax",
                &at,
                "has a field name that is empty or holds a space (2.2)",
            ));
            continue;
        }
        if value.is_empty() {
            findings.push(Finding::error(
                "securitytxt-syntax",
                &at,
                "has a field without a value; give one or remove the line",
            ));
            continue;
        }
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "contact" => {
                contacts += 1;
                findings.extend(address_finding("securitytxt-contact", &at, value));
            }
            "expires" => {
                expires += 1;
                findings.extend(expires_fault(&at, value, now));
            }
            "preferred-languages" => {
                languages += 1;
                let tags = value.split(',').map(str::trim);
                if !tags.clone().all(is_language_tag) {
                    findings.push(Finding::error(
                        "securitytxt-languages",
                        &at,
                        "is not a list of language tags with commas, such as “en, de” (2.5.8)",
                    ));
                }
            }
            "policy" | "acknowledgments" | "canonical" | "encryption" | "hiring" | "csaf" => {
                findings.extend(address_finding("securitytxt-uri", &at, value));
            }
            "acknowledgements" => {
                findings.push(Finding::warning(
                    "securitytxt-field",
                    &at,
                    "is spelled “Acknowledgments” in RFC 9116 (2.5.1); readers do not know this one",
                ));
            }
            _ => findings.push(Finding::warning(
                "securitytxt-field",
                &at,
                "is a field that RFC 9116 does not know; readers ignore it",
            )),
        }
    }
    if contacts == 0 {
        findings.push(Finding::error(
            "securitytxt-contact",
            "file",
            "has no Contact; add one, such as “Contact: mailto:security@example.org” (2.5.3)",
        ));
    }
    match expires {
        0 => findings.push(Finding::error(
            "securitytxt-expires",
            "file",
            "has no Expires; add one, less than a year ahead (2.5.5)",
        )),
        1 => {}
        _ => findings.push(Finding::error(
            "securitytxt-expires",
            "file",
            "has several Expires; keep one (2.5.5)",
        )),
    }
    if languages > 1 {
        findings.push(Finding::error(
            "securitytxt-languages",
            "file",
            "has several Preferred-Languages; join them with commas (2.5.8)",
        ));
    }
    findings
}

/// Does the text look like this format? For recognising only.
pub(crate) fn looks_like(content: &str) -> bool {
    let names = [
        "contact:",
        "expires:",
        "policy:",
        "encryption:",
        "canonical:",
        "acknowledgments:",
        "preferred-languages:",
    ];
    let lines = content.trim_start_matches('\u{feff}').lines();
    lines
        .map(str::to_ascii_lowercase)
        .any(|line| names.iter().any(|name| line.starts_with(name)))
}

/// The lines with their places, without the armour of an OpenPGP cleartext signature (2.3); the signature is not verified.
fn unsigned(content: &str) -> Vec<(String, &str)> {
    let numbered = content
        .lines()
        .enumerate()
        .map(|(index, line)| (format!("line {}", index + 1), line));
    if !content.starts_with("-----BEGIN PGP SIGNED MESSAGE-----") {
        return numbered.collect();
    }
    numbered
        .skip_while(|(_, line)| !line.trim().is_empty())
        .take_while(|(_, line)| !line.starts_with("-----BEGIN PGP SIGNATURE-----"))
        .map(|(at, line)| (at, line.strip_prefix("- ").unwrap_or(line)))
        .collect()
}

fn expires_fault(at: &str, value: &str, now: Timestamp) -> Option<Finding> {
    let Ok(expires) = value.to_ascii_uppercase().parse::<Timestamp>() else {
        return Some(Finding::error(
            "securitytxt-expires",
            at,
            "is not an instant such as 2026-12-01T00:00:00Z (2.5.5)",
        ));
    };
    if expires <= now {
        return Some(Finding::error(
            "securitytxt-expires",
            at,
            "has passed: the file must not be used any more; set a later one",
        ));
    }
    (expires.duration_since(now) > YEAR).then(|| {
        Finding::warning(
            "securitytxt-expires",
            at,
            "is more than a year ahead; less is recommended (2.5.5)",
        )
    })
}

/// What is wrong with an address. A site that is only served on this machine, for a first try, has no https: that is
/// said, and does not stop it.
fn address_finding(rule: &'static str, at: &str, value: &str) -> Option<Finding> {
    let rest = value.strip_prefix("http://localhost");
    if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])) {
        return Some(Finding::warning(
            rule,
            at,
            "is an address of this machine only; use https:// where others read it (2.5)",
        ));
    }
    address_fault(value).map(|fault| Finding::error(rule, at, fault))
}

fn address_fault(value: &str) -> Option<&'static str> {
    let (scheme, rest) = match value.split_once(':') {
        Some((scheme, rest))
            if !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) =>
        {
            (scheme, rest)
        }
        _ => return Some("is not a URI; an address of mail begins with “mailto:” (2.5.3)"),
    };
    if rest.is_empty() || value.chars().any(|c| !c.is_ascii_graphic()) {
        return Some("is not a URI: it is empty, or holds a character that must be percent-encoded");
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => text::url_fault(value),
        "http" => Some("begins with http://; web addresses must begin with https:// (2.5)"),
        "mailto" if !rest.contains('@') => Some("is not an address of mail"),
        _ => None,
    }
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Level;
    use proptest::prelude::*;

    const GOOD: &str = "Contact: mailto:security@example.org\nExpires: 2026-06-01T00:00:00Z\n";

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn rules(content: &str) -> Vec<&'static str> {
        check(content.as_bytes(), now())
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn an_address_of_this_machine_is_a_warning_and_no_other_http_is() {
        let levels = |line: &str| -> Vec<Level> {
            check(format!("{GOOD}{line}\n").as_bytes(), now())
                .into_iter()
                .map(|f| f.level)
                .collect()
        };
        assert_eq!(
            levels("Policy: http://localhost:8180/coredns/policy/"),
            [Level::Warning]
        );
        assert_eq!(levels("Policy: http://localhost.example.org/"), [Level::Error]);
    }

    #[test]
    fn a_good_file_has_no_findings() {
        assert!(rules(GOOD).is_empty());
        assert!(rules(&format!("# comment\r\n\r\n{}", GOOD.replace('\n', "\r\n"))).is_empty());
        let signed = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{GOOD}-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
        );
        assert!(rules(&signed).is_empty());
    }

    #[test]
    fn each_rule_of_the_rfc_fires() {
        let cases = [
            ("Expires: 2026-06-01T00:00:00Z\n".to_owned(), "securitytxt-contact"),
            (
                "Contact: security@example.org\nExpires: 2026-06-01T00:00:00Z\n".to_owned(),
                "securitytxt-contact",
            ),
            (
                "Contact: http://example.org/\nExpires: 2026-06-01T00:00:00Z\n".to_owned(),
                "securitytxt-contact",
            ),
            (
                "Contact: mailto:security@example.org\n".to_owned(),
                "securitytxt-expires",
            ),
            (format!("{GOOD}Expires: 2026-05-01T00:00:00Z\n"), "securitytxt-expires"),
            (GOOD.replace("2026-06-01", "2025-06-01"), "securitytxt-expires"),
            (GOOD.replace("2026-06-01", "2028-06-01"), "securitytxt-expires"),
            (
                GOOD.replace("2026-06-01T00:00:00Z", "next summer"),
                "securitytxt-expires",
            ),
            (
                format!("{GOOD}Preferred-Languages: en\nPreferred-Languages: de\n"),
                "securitytxt-languages",
            ),
            (format!("{GOOD}Preferred-Languages: en;de\n"), "securitytxt-languages"),
            (format!("{GOOD}Policy: http://example.org/policy\n"), "securitytxt-uri"),
            (
                format!("{GOOD}Canonical: https://https://example.org/\n"),
                "securitytxt-uri",
            ),
            (
                format!("{GOOD}Acknowledgements: https://example.org/\n"),
                "securitytxt-field",
            ),
            (format!("{GOOD}Colour: blue\n"), "securitytxt-field"),
            (format!("{GOOD}no field\n"), "securitytxt-syntax"),
            (format!("{GOOD}Policy:\n"), "securitytxt-syntax"),
            (format!("{GOOD}Poli cy: https://example.org/\n"), "securitytxt-syntax"),
            (format!("{GOOD}Policy: https://example.org/\0\n"), "securitytxt-syntax"),
            (format!("\u{feff}{GOOD}"), "securitytxt-utf8"),
        ];
        for (content, rule) in cases {
            assert_eq!(rules(&content), [rule], "{content}");
        }
        assert_eq!(check(b"Contact: \xff", now())[0].rule, "securitytxt-utf8");
    }

    proptest! {
        #[test]
        fn no_value_makes_a_second_field(words in any::<String>()) {
            let file = SecurityTxt {
                contact: vec!["mailto:security@example.org".into()],
                expires: "2026-06-01T00:00:00Z".parse().unwrap(),
                policy: Some(words),
                acknowledgments: None,
                canonical: vec![],
                preferred_languages: vec![],
            };
            let written = String::from_utf8(file.to_bytes()).unwrap();
            prop_assert!((2..=3).contains(&written.lines().count()));
        }

        #[test]
        fn garbage_never_panics(bytes in any::<Vec<u8>>()) {
            check(&bytes, now());
        }
    }
}
