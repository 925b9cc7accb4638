//! Bad input: every kind that the issue names, and what people are told.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate_mail::inbound::{AutoKind, Letter, Unreadable, Warning, read};
use ambergate_mail::limits::Limits;
use std::fmt::Write as _;

fn letter(raw: impl AsRef<[u8]>) -> Letter {
    read(raw.as_ref(), &Limits::default()).unwrap()
}

fn refused(raw: impl AsRef<[u8]>) -> Unreadable {
    read(raw.as_ref(), &Limits::default()).unwrap_err()
}

#[test]
fn sixty_megabytes_are_not_parsed() {
    let mut raw = b"From: a@b.example\r\nSubject: big\r\n\r\n".to_vec();
    raw.resize(60_000_000, b'x');
    assert_eq!(
        refused(&raw),
        Unreadable::TooLarge {
            bytes: 60_000_000,
            limit: 40_000_000
        }
    );
}

#[test]
fn nested_parts_are_counted_before_they_are_walked() {
    let mut raw = String::new();
    for n in 0..5_000 {
        write!(raw, "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n").unwrap();
    }
    assert_eq!(refused(&raw), Unreadable::TooDeep { limit: 32 });

    let siblings = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--",
        "--b\r\n\r\nx\r\n".repeat(5_000)
    );
    assert_eq!(refused(&siblings), Unreadable::TooManyParts { limit: 1_000 });

    // The same boundary at every level does not nest; attached messages are not opened.
    let attached = format!("Subject: x\r\n{}", "Content-Type: message/rfc822\r\n\r\n".repeat(5_000));
    assert_eq!(letter(&attached).attachments.len(), 1);
}

#[test]
fn thirty_two_levels_are_read() {
    let nested = |levels: usize| {
        let open: String = (0..levels)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
            .collect();
        format!("{open}\r\ndeep")
    };
    assert_eq!(letter(nested(32)).text, "deep");
    assert_eq!(refused(nested(33)), Unreadable::TooDeep { limit: 32 });
}

#[test]
fn header_floods() {
    assert_eq!(
        refused("X-A: b\r\n".repeat(100_000)),
        Unreadable::TooManyHeaders { limit: 1_000 }
    );
    let folded = format!("Subject: a\r\n{}\r\nbody", " more\r\n".repeat(60_000));
    assert_eq!(refused(folded), Unreadable::HeadersTooLong { limit: 262_144 });
    assert_eq!(
        refused(format!("Subject: {}\r\n\r\n", "x".repeat(70_000))),
        Unreadable::LineTooLong { limit: 65_536 }
    );
    let in_part = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{}\r\nx",
        "X-A: b\r\n".repeat(2_000)
    );
    assert_eq!(refused(in_part), Unreadable::TooManyHeaders { limit: 1_000 });
}

#[test]
fn recipients_by_the_thousand_cost_little() {
    let to: String = (0..4_000)
        .map(|n| format!(" \"a, (b) <c>\" <p{n}@example.org>,\r\n"))
        .collect();
    let to = &to[..to.len() - 3];
    assert_eq!(letter(format!("From: a@b.example\r\nTo:{to}\r\n\r\nx")).to.len(), 4_000);
}

#[test]
fn nothing_at_all() {
    for empty in ["", "\r\n", " \t\r\n\r\n"] {
        assert_eq!(refused(empty), Unreadable::Empty);
    }
    assert_eq!(refused("just words\r\nno header"), Unreadable::NoHeaders);
    assert_eq!(refused(b"\x1f\x8b\x08\x00binary\nnoise"), Unreadable::NoHeaders);
    assert_eq!(refused(vec![0u8; 4_096]), Unreadable::NoHeaders);
}

#[test]
fn nobody_wrote_it() {
    let letter = letter("Subject: hi\r\n\r\nhello\r\n");
    assert_eq!(letter.from, None);
    assert_eq!(letter.warnings, [Warning::NoFrom]);
    assert_eq!(letter.text, "hello\n");
}

#[test]
fn broken_charsets_are_shown_and_said() {
    let unknown = letter(b"From: a@b.example\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\nab\xff");
    assert_eq!(unknown.text, "ab\u{fffd}");
    assert_eq!(unknown.warnings, [Warning::CharsetUnknown]);
    let broken = letter(b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nab\xff\xfe");
    assert_eq!(broken.warnings, [Warning::CharsetBroken]);
    let subject =
        letter("From: a@b.example\r\nSubject: =?x-klingon?Q?=FF?= =?utf-8?B?!!!?= =?utf-8?Q?gr=C3=BC=C3=9Fe?=\r\n\r\n");
    assert!(subject.subject.ends_with("grüße"), "{}", subject.subject);
}

#[test]
fn nul_bytes_are_shown() {
    let letter = letter(b"From: a@b.example\r\nSubject: a\0b\r\n\r\none\0two\r\n");
    assert_eq!(
        (letter.subject.as_str(), letter.text.as_str()),
        ("a b", "one\u{2400}two\n")
    );
    assert_eq!(letter.warnings, [Warning::NulBytes]);
}

#[test]
fn turning_characters_do_not_turn() {
    let letter = letter(
        "From: \"x\u{202e}y\" <a@b.example>\r\nSubject: =?utf-8?Q?a=E2=80=AEb=0D=0ABcc:_c?=\r\n\r\n/*\u{2066}*/\r\n",
    );
    assert_eq!(letter.from.unwrap().name.unwrap(), "x[U+202E]y");
    assert_eq!(letter.subject, "a[U+202E]b Bcc: c");
    assert_eq!(letter.text, "/*[U+2066]*/\n");
    assert_eq!(letter.warnings, [Warning::DirectionControls]);
}

#[test]
fn a_long_text_is_cut_and_said_to_be() {
    let limits = Limits {
        text: 100,
        ..Limits::default()
    };
    let raw = format!("From: a@b.example\r\n\r\n{}", "ü\r\n".repeat(1_000));
    let letter = read(raw.as_bytes(), &limits).unwrap();
    assert!(letter.text.len() <= 100 && letter.text.contains('ü'));
    assert_eq!(letter.warnings, [Warning::TextCut]);
}

#[test]
fn unpacked_size_is_bounded() {
    let limits = Limits {
        decoded: 1_000,
        ..Limits::default()
    };
    let raw = format!("From: a@b.example\r\n\r\n{}", "line\r\n".repeat(1_000));
    assert_eq!(
        read(raw.as_bytes(), &limits).unwrap_err(),
        Unreadable::DecodedTooLarge { limit: 1_000 }
    );
}

#[test]
fn an_alternative_is_read_once_and_html_only_when_it_must() {
    let part = |kind: &str, body: &str| format!("--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
    let head = "From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n";
    let both = letter(format!(
        "{head}{}{}--b--",
        part("text/plain", "plain"),
        part("text/html", "<b>html</b>")
    ));
    assert_eq!((both.text.as_str(), both.attachments.len()), ("plain", 0));
    let html = letter(format!(
        "{head}{}{}--b--",
        part("text/html", "<p>a &lt; b</p>"),
        part("text/calendar", "BEGIN:")
    ));
    assert_eq!((html.text.as_str(), html.attachments.len()), ("a < b", 1));
    assert_eq!(html.warnings, [Warning::TextFromHtml]);
}

#[test]
fn a_report_with_its_files() {
    let raw = "Return-Path: <ada@x.example>\r\nReceived: from x by y; Mon, 1 Sep 2025 10:00:00 +0000\r\n\
        From: =?utf-8?Q?Ad=C3=A4?= <ada@x.example>\r\nTo: security@coredns.example\r\nCc: Bob <bob@x.example>, c@x.example\r\n\
        Subject: =?utf-8?B?w5xiZXI=?=\r\n flow\r\nDate: Mon, 1 Sep 2025 12:00:00 +0200\r\nMessage-ID: <1@x.example>\r\n\
        In-Reply-To: <0@x.example>\r\nReferences: <a@x> <b@x>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe=\r\n!\r\n\
        --b\r\nContent-Type: text/x-python; name=\"../../poc.py\"\r\n\r\nprint(1)\n\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename*=UTF-8''sch%C3%B6n.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n\
        --b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\nH4sI\r\n--b--\r\n";
    let letter = letter(raw);
    let from = letter.from.clone().unwrap();
    assert_eq!(
        (from.name.as_deref(), from.address.as_str()),
        (Some("Adä"), "ada@x.example")
    );
    assert_eq!(letter.subject, "Über flow");
    assert_eq!(letter.date.unwrap().to_string(), "2025-09-01T10:00:00Z");
    assert_eq!(letter.cc.len(), 2);
    assert_eq!(letter.message_id.as_deref(), Some("1@x.example"));
    assert_eq!(
        (letter.in_reply_to.as_slice(), letter.references.len()),
        (["0@x.example".to_owned()].as_slice(), 2)
    );
    assert_eq!(letter.text, "Grüße!");
    let files: Vec<_> = letter
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), a.media_type.as_str(), a.bytes.as_slice()))
        .collect();
    assert_eq!(
        files,
        [
            ("poc.py", "text/x-python", b"print(1)\n".as_slice()),
            ("schön.png", "image/png", b"\x89PN"),
            ("attachment-3.gz", "application/gzip", b"\x1f\x8b\x08"),
        ]
    );
    assert_eq!(
        (letter.auto, letter.trace.hops, letter.warnings.len()),
        (AutoKind::Human, 1, 0)
    );
    let debug = format!("{letter:?} {from:?} {:?}", letter.attachments);
    for secret in ["Gr", "Über", "ada", "poc", "example"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}

#[test]
fn encrypted_mail_is_said_to_be() {
    let mime = "From: a@b.example\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n\
        --b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nxx\r\n--b--";
    assert!(letter(mime).warnings.contains(&Warning::Encrypted));
    let inline = "From: a@b.example\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nxx\r\n-----END PGP MESSAGE-----\r\n";
    assert!(letter(inline).warnings.contains(&Warning::Encrypted));
}
