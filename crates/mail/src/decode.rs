//! Transfer encodings and character sets, forgiving: what cannot be decoded is still shown, and said to be so.

use mail_parser::decoders::{base64::base64_decode, charsets::map::charset_decoder};
use std::borrow::Cow;

/// Content-Transfer-Encoding (RFC 2045, 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    /// 7bit, 8bit, binary, or none given.
    Identity,
    Base64,
    QuotedPrintable,
    /// A name we do not know: bytes are taken as they are.
    Unknown,
}

impl Transfer {
    pub(crate) fn named(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit" => Self::Identity,
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Unknown,
        }
    }

    /// The decoded bytes, and whether the encoding was sound. Never longer than the input.
    pub(crate) fn decode(self, body: &[u8]) -> (Cow<'_, [u8]>, Soundness) {
        match self {
            Self::Identity => (body.into(), Soundness::Sound),
            Self::Unknown => (body.into(), Soundness::Broken),
            Self::QuotedPrintable => quoted_printable(body),
            Self::Base64 => match base64_decode(body) {
                Some(bytes) => (bytes.into(), Soundness::Sound),
                None => {
                    // RFC 2045, 6.8: characters outside the alphabet are ignored.
                    let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
                    let kept: Vec<u8> = body.iter().copied().filter(inside).collect();
                    (base64_decode(&kept).unwrap_or_default().into(), Soundness::Broken)
                }
            },
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Soundness {
    Sound,
    Broken,
}

/// RFC 2045, 6.7; an escape that is none is kept as it stands.
fn quoted_printable(body: &[u8]) -> (Cow<'_, [u8]>, Soundness) {
    let mut out = Vec::with_capacity(body.len());
    let mut soundness = Soundness::Sound;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let ending = if line.ends_with(b"\r\n") {
            2
        } else {
            usize::from(line.ends_with(b"\n"))
        };
        let (text, ending) = line.split_at(line.len() - ending);
        let text = text.trim_ascii_end();
        let (text, soft) = match text.split_last() {
            Some((b'=', before)) => (before, true),
            _ => (text, false),
        };
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'=', rest) {
            out.extend_from_slice(&rest[..at]);
            match rest[at + 1..] {
                [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    out.push(hex(high) << 4 | hex(low));
                    rest = &rest[at + 3..];
                }
                _ => {
                    soundness = Soundness::Broken;
                    out.push(b'=');
                    rest = &rest[at + 1..];
                }
            }
        }
        out.extend_from_slice(rest);
        if !soft {
            out.extend_from_slice(ending);
        }
    }
    (out.into(), soundness)
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.wrapping_sub(b'A').wrapping_add(10) & 15,
    }
}

/// How well the words could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Clean,
    /// The named character set is unknown.
    UnknownCharset,
    /// Bytes that the character set does not have.
    BadBytes,
}

/// Words in a character set, or in UTF-8 when none is named. UTF-8 wins over a claimed ASCII.
pub(crate) fn words(bytes: &[u8], charset: Option<&str>) -> (String, Reading) {
    let name = charset.unwrap_or("utf-8").trim().to_ascii_lowercase();
    let plain = matches!(name.as_str(), "" | "utf-8" | "utf8" | "us-ascii" | "ascii");
    if plain && let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), Reading::Clean);
    }
    let lossy = || String::from_utf8_lossy(bytes).into_owned();
    match charset_decoder(name.as_bytes()) {
        _ if plain => (lossy(), Reading::BadBytes),
        Some(decoder) => (decoder(bytes), Reading::Clean),
        None => (lossy(), Reading::UnknownCharset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn qp(text: &str) -> (String, Soundness) {
        let (bytes, soundness) = quoted_printable(text.as_bytes());
        (String::from_utf8_lossy(&bytes).into_owned(), soundness)
    }

    #[test]
    fn quoted_printable_is_read_and_forgiven() {
        assert_eq!(
            qp("gr=C3=BC=C3=9Fe  \r\nso=\r\nft =\n"),
            ("grüße\r\nsoft ".into(), Soundness::Sound)
        );
        assert_eq!(qp("1=ZZ2=4"), ("1=ZZ2=4".into(), Soundness::Broken));
        assert_eq!(qp("="), (String::new(), Soundness::Sound));
    }

    #[test]
    fn base64_ignores_what_is_not_base64() {
        assert_eq!(
            Transfer::Base64.decode(b"aGVs\r\nbG8="),
            (b"hello".as_slice().into(), Soundness::Sound)
        );
        assert_eq!(
            Transfer::Base64.decode(b"aG!Vs*bG8="),
            (b"hello".as_slice().into(), Soundness::Broken)
        );
        assert_eq!(Transfer::named("x-uuencode"), Transfer::Unknown);
    }

    #[test]
    fn charsets() {
        assert_eq!(
            words(b"gr\xfc\xdfe", Some("ISO-8859-1")),
            ("grüße".into(), Reading::Clean)
        );
        assert_eq!(
            words("grüße".as_bytes(), Some("us-ascii")),
            ("grüße".into(), Reading::Clean)
        );
        assert_eq!(words(b"a\xffb", None), ("a\u{fffd}b".into(), Reading::BadBytes));
        assert_eq!(
            words(b"abc", Some("x-klingon")),
            ("abc".into(), Reading::UnknownCharset)
        );
        assert_eq!(words(b"abc", Some(&"x".repeat(5000))).1, Reading::UnknownCharset);
    }
}
