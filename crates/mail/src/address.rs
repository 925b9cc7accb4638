//! Addresses that we write to, and the opaque ones that others write to: replies and bounces carry a token and nothing else.
//!
//! A token is minted by the coordinator. Whether one is known is never said here: a guess looks like any other.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A mail address that can be written to: a dot-atom, `@`, a host name (RFC 5321, 4.1.2). The domain is lower case.
/// Debug prints dots: outsiders' addresses are secret.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: String,
    domain: Domain,
}

/// A host name of letters, digits, hyphens and dots; lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// 128 bits as 26 letters and digits. Whoever holds it can answer; Debug prints dots.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Token(String);

/// Where one thread's answers go: `reply+<token>@domain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyAddress {
    pub token: Token,
}

/// Where one copy's delivery reports go: `b+<token>@domain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceAddress {
    pub token: Token,
}

/// What an envelope recipient asks for, by its form alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    Reply(ReplyAddress),
    Bounce(BounceAddress),
    /// Tagged like one of ours, with a token that none can have. Treat it as an unknown token, in the same way and time.
    Stray,
    /// Any other local part.
    Plain(Address),
}

/// Why a text is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("This is not a mail address. Write it as name@example.org, without a display name.")]
    Address,
    #[error("This is not a host name. Write it as example.org.")]
    Domain,
    #[error("This is not a token of 26 letters and digits.")]
    Token,
}

const REPLY: &str = "reply+";
const BOUNCE: &str = "b+";

impl ReplyAddress {
    pub fn at(&self, domain: &Domain) -> Address {
        Address {
            local: format!("{REPLY}{}", self.token.0),
            domain: domain.clone(),
        }
    }
}

impl BounceAddress {
    pub fn at(&self, domain: &Domain) -> Address {
        Address {
            local: format!("{BOUNCE}{}", self.token.0),
            domain: domain.clone(),
        }
    }
}

impl Recipient {
    /// Sorts an envelope recipient. Mail servers may change the case of a local part.
    pub fn of(recipient: &Address) -> Self {
        let local = recipient.local.to_ascii_lowercase();
        if let Some(token) = local.strip_prefix(REPLY) {
            token
                .parse()
                .map_or(Self::Stray, |token| Self::Reply(ReplyAddress { token }))
        } else if let Some(token) = local.strip_prefix(BOUNCE) {
            token
                .parse()
                .map_or(Self::Stray, |token| Self::Bounce(BounceAddress { token }))
        } else {
            Self::Plain(recipient.clone())
        }
    }
}

impl Address {
    pub fn local(&self) -> &str {
        &self.local
    }
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
    /// For looking a person up: all lower case, since no server in use tells two people apart by case.
    pub fn folded(&self) -> String {
        self.to_string().to_lowercase()
    }
}

impl Domain {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Token {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        let text = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
        let (local, domain) = text.rsplit_once('@').ok_or(BadAddress::Address)?;
        let atom = |a: &str| {
            !a.is_empty()
                && a.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        };
        if local.len() > 64 || !local.split('.').all(atom) {
            return Err(BadAddress::Address);
        }
        let domain = domain.parse().map_err(|_| BadAddress::Address)?;
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }
}

impl FromStr for Domain {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let label = |l: &str| {
            (1..=63).contains(&l.len())
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        if text.len() <= 253 && text.split('.').all(label) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(BadAddress::Domain)
        }
    }
}

impl FromStr for Token {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let fine = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fine {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(BadAddress::Token)
        }
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = BadAddress;
            fn try_from(text: String) -> Result<Self, BadAddress> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.to_string()
            }
        }
    };
}
as_text!(Address);
as_text!(Domain);
as_text!(Token);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}
impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_written_to_is_an_address() {
        let address: Address = " <Ada.Lovelace+x@Example.ORG> ".parse().unwrap();
        assert_eq!(address.to_string(), "Ada.Lovelace+x@example.org");
        assert_eq!(address.folded(), "ada.lovelace+x@example.org");
        assert_eq!(format!("{address:?}"), "Address(..)");
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@@b",
            "a b@c",
            "a@b c",
            "a@b\r\nBcc: x@y",
            "a\0@b",
            ".a@b",
            "a..b@c",
            "a@-b",
            "a@b..c",
            "\"a b\"@c",
            "a@[127.0.0.1]",
            "ü@b",
            "a@ü",
            "a@b\u{202e}",
            "A <a@b>",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad:?}");
        }
        assert!(format!("{}@b", "a".repeat(65)).parse::<Address>().is_err());
    }

    #[test]
    fn tokens_survive_the_way_through_mail_servers() {
        let token: Token = "0123456789abcdefghjkmnpqrs".parse().unwrap();
        let domain: Domain = "psirt.example.org".parse().unwrap();
        let reply = ReplyAddress { token: token.clone() };
        let bounce = BounceAddress { token };
        assert_eq!(
            reply.at(&domain).to_string(),
            "reply+0123456789abcdefghjkmnpqrs@psirt.example.org"
        );
        let shouted: Address = reply.at(&domain).to_string().to_uppercase().parse().unwrap();
        assert_eq!(Recipient::of(&shouted), Recipient::Reply(reply));
        assert_eq!(Recipient::of(&bounce.at(&domain)), Recipient::Bounce(bounce));
    }

    #[test]
    fn a_malformed_tag_is_like_an_unknown_one() {
        for stray in [
            "reply+@x",
            "reply+1@x",
            "b+short@x",
            "reply+0123456789abcdefghjkmnpqrs0@x",
        ] {
            assert_eq!(Recipient::of(&stray.parse().unwrap()), Recipient::Stray, "{stray}");
        }
        let plain: Address = "security@x".parse().unwrap();
        assert_eq!(Recipient::of(&plain), Recipient::Plain(plain.clone()));
    }
}
