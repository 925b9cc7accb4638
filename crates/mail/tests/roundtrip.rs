//! What we write can be read again; what strangers write never panics.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate_mail::compose::{AutoSubmitted, HeaderText, MessageId, Outgoing, compose};
use ambergate_mail::form::{Contact, Field, Filled, Submission, form_message};
use ambergate_mail::inbound::{Attachment, read};
use ambergate_mail::limits::Limits;
use ambergate_mail::loops::LoopMark;
use ambergate_mail::name::{FileName, MediaType};
use ambergate_mail::{delivery, visible};
use proptest::prelude::*;

const TOKEN: &str = "0123456789abcdefghjkmnpqrs";

/// Strings that break careless mail code, among any others.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{0,90}",
        prop::sample::select(vec![
            "\r\n",
            "\n.\r\n",
            "\r",
            "\n",
            "\0",
            "\r\nBcc: x@y.example\r\n",
            "=?utf-8?Q?=0D=0A?=",
            "=?",
            "\u{202e}",
            "\u{200b}",
            "\u{feff}",
            "--",
            "From ",
            ".",
            "=",
            "=3D",
            "\t",
            " ",
            "ü",
            "漢字",
            "😀",
            "\"",
            "\\",
            "(",
            "<",
            ">",
            ",",
            ";",
            ":",
            "\u{85}",
            "\u{2028}",
            "    ",
            "Description:",
            "\n\nDescription:\n\n",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn files() -> impl Strategy<Value = Vec<Attachment>> {
    let kinds = prop::sample::select(vec![
        "text/plain",
        "text/html",
        "multipart/mixed",
        "message/rfc822",
        "image/png",
        "nonsense",
    ]);
    let file =
        (hostile(), kinds, prop::collection::vec(any::<u8>(), 0..300)).prop_map(|(name, media, bytes)| Attachment {
            name: FileName::safe(&name),
            media_type: MediaType::of(media),
            bytes,
        });
    prop::collection::vec(file, 0..4)
}

/// What a text looks like after it was stored as mail and read.
fn shown(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let raw = if lines.ends_with('\n') { lines } else { lines + "\n" };
    let mut shown = String::new();
    for letter in raw.chars() {
        match u32::from(letter) {
            0x09 | 0x0a => shown.push(letter),
            code @ 0..0x20 => shown.push(char::from_u32(0x2400 + code).unwrap()),
            0x7f => shown.push('\u{2421}'),
            code @ (0x80..=0x9f | 0x61c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069) => {
                shown.push_str(&format!("[U+{code:04X}]"))
            }
            _ => shown.push(letter),
        }
    }
    shown
}

fn assert_mail_form(raw: &[u8]) {
    let text = std::str::from_utf8(raw).unwrap();
    assert!(text.is_ascii() && !text.contains('\0'));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a bare line end");
    assert!(text.split("\r\n").all(|line| line.len() <= 998), "a line is too long");
}

fn names(raw: &[u8]) -> Vec<String> {
    let head = String::from_utf8_lossy(raw)
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .to_owned();
    head.split("\r\n")
        .filter(|l| !l.starts_with([' ', '\t']))
        .map(|l| l.split(':').next().unwrap().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn outgoing_mail_says_what_it_was_given(text in hostile(), subject in hostile(), name in hostile(), files in files(), seed in any::<[u8; 16]>()) {
        let subject = HeaderText::nearest(&subject).unwrap_or_else(|| "constant".parse().unwrap());
        let mail = Outgoing {
            from_name: HeaderText::nearest(&name),
            from: "security@project.example".parse().unwrap(),
            to: "ada@x.example".parse().unwrap(),
            reply_to: Some(format!("reply+{TOKEN}@project.example").parse().unwrap()),
            subject: subject.clone(),
            date: "2025-09-08T09:37:00Z".parse().unwrap(),
            message_id: MessageId::ours(&TOKEN.parse().unwrap(), &"project.example".parse().unwrap()),
            in_reply_to: "<1@x.example>".parse().ok(),
            auto_submitted: AutoSubmitted::Generated,
            list_id: None,
            loop_mark: Some(LoopMark(TOKEN.parse().unwrap())),
            text: text.clone(),
            attachments: files.clone(),
            boundary_seed: seed,
        };
        let raw = compose(&mail);
        assert_mail_form(&raw);
        prop_assert_eq!(&raw, &compose(&mail));
        let mut expected = vec!["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Ambergate-Loop", "MIME-Version", "Content-Type"];
        if files.is_empty() {
            expected.push("Content-Transfer-Encoding");
        }
        prop_assert_eq!(names(&raw), expected);
        let letter = read(&raw, &Limits::default()).unwrap();
        prop_assert_eq!(&letter.subject, &visible::line(subject.as_str()));
        let from = letter.from.unwrap();
        prop_assert_eq!(from.address, "security@project.example");
        prop_assert_eq!(from.name.unwrap_or_default(), mail.from_name.as_ref().map(|n| visible::line(n.as_str())).unwrap_or_default());
        prop_assert_eq!(letter.reply_to[0].writable(), mail.reply_to);
        prop_assert_eq!(letter.date, Some(mail.date));
        prop_assert_eq!(letter.message_id.as_deref(), Some(mail.message_id.as_str()));
        prop_assert_eq!(letter.text, shown(&text));
        prop_assert_eq!(letter.attachments.len(), files.len());
        for (got, sent) in letter.attachments.iter().zip(&files) {
            prop_assert_eq!(&got.bytes, &sent.bytes);
            prop_assert_eq!(&got.name, &sent.name);
        }
    }

    #[test]
    fn a_submission_is_read_as_it_was_sent(title in hostile(), value in hostile(), description in hostile(), files in files(), known in any::<bool>()) {
        let submission = Submission {
            to: "security@project.example".parse().unwrap(),
            contact: known.then(|| Contact { name: HeaderText::nearest(&title), address: "ada@x.example".parse().unwrap() }),
            title: title.clone(),
            filled: Filled {
                fields: vec![
                    Field { label: "Credit".parse().unwrap(), value: value.clone() },
                    Field { label: "Already public at".parse().unwrap(), value: "https://x.example/1".into() },
                ],
                description: description.clone(),
            },
            files: files.clone(),
            received: "2025-09-08T09:37:00Z".parse().unwrap(),
            message_id: MessageId::ours(&TOKEN.parse().unwrap(), &"project.example".parse().unwrap()),
            boundary_seed: [7; 16],
        };
        let raw = form_message(&submission);
        assert_mail_form(&raw);
        let letter = read(&raw, &Limits::default()).unwrap();
        prop_assert_eq!(letter.from.is_some(), known);
        prop_assert_eq!(&letter.text, &shown(&submission.filled.text()));
        prop_assert_eq!(letter.attachments.iter().map(|a| &a.bytes).collect::<Vec<_>>(), files.iter().map(|a| &a.bytes).collect::<Vec<_>>());
        let filled = Filled::parse(&letter.text).unwrap();
        let given = shown(&description);
        prop_assert_eq!(filled.description.trim_end_matches('\n'), given.trim_end_matches('\n'));
        prop_assert_eq!(filled.fields.len(), 2);
        prop_assert_eq!(filled.fields[1].value.as_str(), "https://x.example/1");
        if value.chars().all(|c| c.is_ascii_graphic()) {
            prop_assert_eq!(&filled.fields[0].value, &value);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&raw, &Limits::default());
        prop_assert!(raw.ends_with(delivery::canonical(&raw)));
    }

    #[test]
    fn any_mail_like_bytes_are_read_or_refused(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec![
            "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/alternative;\r\n boundary=\"c\"\r\n", "\r\n", "\n", "\r", "--b\r\n", "--c\n",
            "--b--\r\n", "--c--", "Content-Type: text/html; charset=utf-7\r\n", "Content-Type: text/plain; charset=iso-2022-jp\r\n", "Content-Type: text/plain; charset=utf-16\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "=", "=4", "====", "+AGE-", "\u{1b}$B",
            "From: \"", "Subject: =?utf-8?B?", "?=", "To: a:b,c;(", "Date: 99 Foo 99999999999 99:99:99 +9999\r\n", "References: <", "Received: from ",
            "Content-Disposition: attachment; filename*0*=utf-8''%", "filename*1=", "&#x110000;", "&amp", "<a href='", "<!--", "<pre>", "\0",
        ]).prop_map(|s| s.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
    ], 0..60)) {
        let raw = pieces.concat();
        let _ = read(&raw, &Limits::default());
        let with_subject = [b"Subject: x\r\n".as_slice(), &raw].concat();
        let _ = read(&with_subject, &Limits::default());
    }
}
