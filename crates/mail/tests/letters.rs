//! The standing letters, word for word, and what must not be in them.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate_mail::compose::{EnvelopeFrom, HeaderText, MessageId};
use ambergate_mail::inbound::{AutoKind, read};
use ambergate_mail::letters::{self, Acknowledgement, AnswerKind, ClearMailConsent, Letterhead, Link, Posting};
use ambergate_mail::limits::Limits;
use ambergate_mail::loops::{self, LoopMark};

const TOKEN: &str = "0123456789abcdefghjkmnpqrs";

fn head() -> Letterhead {
    let domain = "coredns.example".parse().unwrap();
    Letterhead {
        project: "CoreDNS".parse().unwrap(),
        from: "security@coredns.example".parse().unwrap(),
        to: "ada@x.example".parse().unwrap(),
        reply_to: Some(format!("reply+{TOKEN}@coredns.example").parse().unwrap()),
        bounces: format!("b+{TOKEN}@coredns.example").parse().unwrap(),
        date: "2025-09-08T09:37:00Z".parse().unwrap(),
        message_id: MessageId::ours(&"zzzzzzzzzzzzzzzzzzzzzzzzzz".parse().unwrap(), &domain),
        in_reply_to: "1@x.example".parse().ok(),
        loop_mark: LoopMark(TOKEN.parse().unwrap()),
        boundary_seed: [1; 16],
    }
}

fn every_letter() -> Vec<(&'static str, Posting)> {
    let link: Link = "https://security.coredns.example/in/abc".parse().unwrap();
    let when = "2025-09-08T09:36:00Z".parse().unwrap();
    let fresh = Letterhead {
        reply_to: None,
        in_reply_to: None,
        ..head()
    };
    vec![
        (
            "acknowledgement",
            letters::acknowledgement(
                &head(),
                &Acknowledgement {
                    reference: "R-7K3F-9QXA".parse().unwrap(),
                    received: when,
                    answer_by: "2025-09-09T09:36:00Z".parse().unwrap(),
                },
            ),
        ),
        ("receipt", letters::receipt(&head(), when)),
        ("notice", letters::notice(&fresh, &link)),
        ("reporter_notice", letters::reporter_notice(&fresh, &link)),
        ("sign_in", letters::sign_in(&fresh, &link, when)),
        (
            "decline",
            letters::clear_answer(
                &head(),
                ClearMailConsent { chosen: when },
                AnswerKind::Decline,
                "It is documented behaviour.\n\nGrüße",
            ),
        ),
        (
            "ask_more",
            letters::clear_answer(
                &head(),
                ClearMailConsent { chosen: when },
                AnswerKind::AskMore,
                "Which version?",
            ),
        ),
    ]
}

#[test]
fn word_for_word() {
    for (name, posting) in every_letter() {
        let shown = format!(
            "MAIL FROM:<{}>\nRCPT TO:<{}>\n\n{}",
            posting.envelope_from,
            posting.to,
            String::from_utf8(posting.bytes).unwrap()
        );
        insta::assert_snapshot!(name, shown.replace("\r\n", "\n"));
    }
}

#[test]
fn the_acknowledgement_opens_nothing_and_answers_nobody() {
    let (_, posting) = every_letter().remove(0);
    assert_eq!(posting.envelope_from, EnvelopeFrom::Null);
    let letter = read(&posting.bytes, &Limits::default()).unwrap();
    assert_eq!(letter.auto, AutoKind::AutoReplied);
    assert!(loops::check(&letter.trace, &head().loop_mark).is_some());
    let words = String::from_utf8(posting.bytes).unwrap().to_lowercase();
    for never in ["http", "www.", "case", "token=", "ag-"] {
        assert!(!words.contains(never), "{never}");
    }
}

#[test]
fn subjects_are_constant_and_plain() {
    for (name, posting) in every_letter() {
        let letter = read(&posting.bytes, &Limits::default()).unwrap();
        assert!(letter.subject.parse::<HeaderText>().is_ok(), "{name}");
        for told in ["CoreDNS", "R-7K3F", "AG-", "CVE", "version", "behaviour"] {
            assert!(!letter.subject.contains(told), "{name}: {}", letter.subject);
        }
        assert!(!String::from_utf8(posting.bytes).unwrap().contains("User-Agent"));
    }
}

#[test]
fn notices_say_nothing_of_a_report_or_its_number() {
    for (name, posting) in every_letter()
        .into_iter()
        .filter(|(name, _)| matches!(*name, "notice" | "reporter_notice"))
    {
        let words = String::from_utf8(posting.bytes).unwrap();
        for told in ["R-7K3F", "report", "case", "embargo"] {
            assert!(!words.contains(told), "{name}: {told}");
        }
    }
}

#[test]
fn links_are_plain_and_secure() {
    for bad in [
        "",
        "http://x.example",
        "https://",
        "javascript:alert(1)",
        "https://x.example/\r\nBcc: y",
        "https://x.example/a b",
        "http://localhost.evil.example",
        "https://x/<",
    ] {
        assert!(bad.parse::<Link>().is_err(), "{bad:?}");
    }
    for good in [
        "https://x.example/a?b=c#d",
        "http://localhost:8080/in/abc",
        "http://127.0.0.1:1/",
    ] {
        assert!(good.parse::<Link>().is_ok(), "{good:?}");
    }
}
