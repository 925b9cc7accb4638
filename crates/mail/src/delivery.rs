//! What makes two deliveries the same: the bytes without what the servers on the way wrote on top.
//!
//! The store keys an HMAC over project, envelope recipient and these bytes. A Message-ID alone is never a key:
//! the sender chooses it, so whoever guesses one could make a report vanish.

use crate::inbound::Letter;
use crate::mime;
use sha2::{Digest, Sha256};

/// The message without its leading trace block: `Return-Path`, `Delivered-To`, `X-Original-To` and `Received` fields with their
/// folded lines, and an mbox `From ` line. Fields of these names further down stay.
pub fn canonical(raw: &[u8]) -> &[u8] {
    let mut rest = mime::skip_envelope_line(raw);
    while is_trace_field(rest) {
        rest = after_field(rest);
    }
    rest
}

/// Links copies of one message that came by different ways. It joins, it never drops.
pub fn content_key(letter: &Letter) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    field(letter.message_id.as_deref().unwrap_or_default().as_bytes());
    field(letter.text.as_bytes());
    letter
        .attachments
        .iter()
        .for_each(|attachment| field(&attachment.bytes));
    hash.finalize().into()
}

fn is_trace_field(rest: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"return-path", b"delivered-to", b"x-original-to", b"received"];
    names.iter().any(|name| {
        rest.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
            && rest[name.len()..].trim_ascii_start().first() == Some(&b':')
    })
}

/// Behind a field: its line and the lines that start with white space.
fn after_field(field: &[u8]) -> &[u8] {
    let mut at = 0;
    loop {
        at = memchr::memchr(b'\n', &field[at..]).map_or(field.len(), |end| at + end + 1);
        if !matches!(field.get(at), Some(b' ' | b'\t')) {
            return &field[at..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::read;
    use crate::limits::Limits;

    const LETTER: &str = "From: a@b.example\r\nReceived: not trace\r\nSubject: x\r\n\r\nReturn-Path: body\r\n";

    #[test]
    fn the_way_is_left_out_and_nothing_else() {
        for way in [
            "",
            "Return-Path: <a@b.example>\r\n",
            "From a@b Mon Jan  1 00:00:00 2026\nRECEIVED: from x\r\n\tby y;\r\n Mon, 1 Jan 2026\r\nX-Original-To : z\r\nDelivered-To: z\r\n",
        ] {
            assert_eq!(canonical(format!("{way}{LETTER}").as_bytes()), LETTER.as_bytes());
        }
        assert_eq!(canonical(b"Received-SPF: pass\r\n\r\n"), b"Received-SPF: pass\r\n\r\n");
        assert_eq!(canonical(b"Received: x"), b"");
        assert_eq!(canonical(b""), b"");
    }

    #[test]
    fn the_same_message_id_on_other_words_is_another_letter() {
        let letter = |text: &str| {
            read(
                format!("Message-ID: <1@x>\r\n\r\n{text}").as_bytes(),
                &Limits::default(),
            )
            .unwrap()
        };
        assert_ne!(content_key(&letter("one")), content_key(&letter("two")));
        assert_eq!(content_key(&letter("one")), content_key(&letter("one")));
    }
}
