//! Identifiers. All are random: a sequence would tell an outsider how many secrets there are.
//!
//! People see two kinds: `AG-7K3F-9QXA` (case) and `R-7K3F-9QXA` (report). The rest is internal: 26 letters, 128 bits.

use crate::ports::{Rng, random};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Crockford's base 32 without I, L, O, U: no two letters are mistaken for each other on the phone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An id that does not have the form of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of the form {0}")]
pub struct BadId(pub &'static str);

fn letters(bytes: &[u8], count: usize) -> String {
    let mut bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |n| (byte >> n) & 1));
    (0..count)
        .map(|_| {
            let index = (0..5).fold(0usize, |sum, _| (sum << 1) | usize::from(bits.next().unwrap_or(0)));
            char::from(ALPHABET[index & 31])
        })
        .collect()
}

/// Upper-cases and maps the letters that people confuse, as Crockford defines: `o` is 0, `i` and `l` are 1.
fn fold(letter: char) -> Option<char> {
    let upper = letter.to_ascii_uppercase();
    let mapped = match upper {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.contains(&u8::try_from(mapped).ok()?).then_some(mapped)
}

macro_rules! spoken_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $form:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Mints a new id: 40 bits of chance.
            pub fn mint(rng: &dyn Rng) -> Self {
                let text = letters(&random::<5>(rng), 8);
                Self(format!(concat!($prefix, "-{}-{}"), &text[..4], &text[4..]))
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bad = BadId($form);
                let rest = text.trim().get($prefix.len()..).ok_or(bad)?;
                let head = text.trim().get(..$prefix.len()).ok_or(bad)?;
                if !head.eq_ignore_ascii_case($prefix) {
                    return Err(bad);
                }
                let letters: Option<String> = rest.chars().filter(|c| *c != '-').map(fold).collect();
                let letters = letters.filter(|l| l.len() == 8).ok_or(bad)?;
                Ok(Self(format!(concat!($prefix, "-{}-{}"), &letters[..4], &letters[4..])))
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
        id_words!($name);
    };
}

macro_rules! inner_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Mints a new id: 128 bits of chance.
            pub fn mint(rng: &dyn Rng) -> Self {
                Self(letters(&random::<17>(rng), 26).to_ascii_lowercase())
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bad = BadId("26 letters and digits");
                let ok = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
                if ok { Ok(Self(text.to_ascii_lowercase())) } else { Err(bad) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
        id_words!($name);
    };
}

macro_rules! id_words {
    ($name:ident) => {
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

spoken_id!(
    /// A case, `AG-7K3F-9QXA`. A number is given only at publication (the CVE id).
    CaseId, "AG", "AG-7K3F-9QXA"
);
spoken_id!(
    /// A report, `R-7K3F-9QXA`; the reporter is given it.
    ReportId, "R", "R-7K3F-9QXA"
);
inner_id!(/** One who signs in, on this instance. */ AccountId);
inner_id!(/** An account in a project, with roles and dates. */ MemberId);
inner_id!(/** A reporter or another outsider, known to one report or case only. */ OutsiderId);
inner_id!(/** A project, inside. People see its slug. */ ProjectId);
inner_id!(/** A message in a thread of a report or case. */ MessageId);
inner_id!(/** A file beside a message. */ AttachmentId);
inner_id!(/** The stored bytes of something. */ BlobId);
inner_id!(/** A drafted, approved or sent announcement. */ AnnouncementId);
inner_id!(/** A link to a fix repository. */ RepositoryId);
inner_id!(/** The public record of a case; says nothing of the case's own id. */ PublicationId);

/// A project's short name in addresses: lower case letters, digits, hyphens.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl FromStr for Slug {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let ok = (1..=40).contains(&text.len()) && text.bytes().all(fine) && !text.starts_with('-');
        if ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadId("lower-case letters, digits and hyphens, 40 at most"))
        }
    }
}
impl TryFrom<String> for Slug {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}
id_words!(Slug);

#[cfg(test)]
mod tests {
    use super::*;

    struct Count;
    impl Rng for Count {
        fn fill(&self, into: &mut [u8]) {
            for (n, byte) in into.iter_mut().enumerate() {
                *byte = u8::try_from(n * 37 % 251).unwrap();
            }
        }
    }

    #[test]
    fn a_spoken_id_survives_being_written_down() {
        let id = CaseId::mint(&Count);
        assert_eq!(id.as_str().len(), 12);
        assert_eq!(id.as_str().to_ascii_lowercase().parse::<CaseId>().unwrap(), id);
        assert_eq!("ag-oil1-9qxa".parse::<CaseId>().unwrap().as_str(), "AG-0111-9QXA");
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for bad in [
            "",
            "AG",
            "AG-7K3F-9QX",
            "AG-7K3F-9QXAA",
            "R-7K3F-9QXA",
            "AG-7K3U-9QXA",
            "AG-7é3F-9QXA",
        ] {
            assert!(bad.parse::<CaseId>().is_err(), "{bad}");
        }
        assert!("../../etc/passwd".parse::<MessageId>().is_err());
        assert!("CoreDNS".parse::<Slug>().is_err());
    }
}
