//! Against mail that answers itself: loops of our own, and programs that we must not answer (RFC 3834, section 2).
//!
//! How often one sender is answered is the coordinator's business (it has the clock).

use crate::address::{Address, Token};
use crate::inbound::{AutoKind, Letter, ReturnPath, Trace};

/// The header that every message of ours carries.
pub const LOOP_HEADER: &str = "X-Ambergate-Loop";

/// A message that passed more servers than this goes round.
pub const MOST_HOPS: usize = 30;

/// What stands in our loop header: a keyed digest of the project, so that it says nothing to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopMark(pub Token);

/// A message that goes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Loop {
    #[error("The message came from this project itself and was sent back.")]
    OurOwn,
    #[error("The message passed {hops} servers; more than {MOST_HOPS} means that it goes round.")]
    TooManyHops { hops: usize },
}

/// Whether a message goes round. Such a message is stored, but makes nothing happen.
pub fn check(trace: &Trace, own: &LoopMark) -> Option<Loop> {
    if trace
        .loop_marks
        .iter()
        .any(|mark| mark.eq_ignore_ascii_case(own.0.as_str()))
    {
        Some(Loop::OurOwn)
    } else if trace.hops > MOST_HOPS {
        Some(Loop::TooManyHops { hops: trace.hops })
    } else {
        None
    }
}

/// Why no automatic answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("{0}")]
    Loop(Loop),
    #[error("The message was written by a program.")]
    Automatic,
    #[error("The message came by a mailing list.")]
    List,
    #[error("The message says that it must not be answered: its return path is empty.")]
    NullReturnPath,
    #[error("The sender's address belongs to a program.")]
    RoleAddress,
    #[error("The message names no address that can be written to.")]
    NoAddress,
}

/// The address for an automatic answer to fresh human mail. `envelope_from` is the delivery's reverse path; empty is the null path.
pub fn answer_to(letter: &Letter, envelope_from: &str, own: &LoopMark) -> Result<Address, NoAnswer> {
    if let Some(found) = check(&letter.trace, own) {
        return Err(NoAnswer::Loop(found));
    }
    match letter.auto {
        AutoKind::Human => {}
        AutoKind::List => return Err(NoAnswer::List),
        AutoKind::AutoReplied | AutoKind::Bounce => return Err(NoAnswer::Automatic),
    }
    let envelope_from = envelope_from.trim().trim_matches(['<', '>']);
    if envelope_from.is_empty() || letter.trace.return_path == ReturnPath::Null {
        return Err(NoAnswer::NullReturnPath);
    }
    let claimed = letter
        .reply_to
        .first()
        .or(letter.from.as_ref())
        .ok_or(NoAnswer::NoAddress)?;
    let author = letter.from.iter().map(|from| from.address.as_str());
    let header_path = match &letter.trace.return_path {
        ReturnPath::Address(path) => Some(path.as_str()),
        ReturnPath::Absent | ReturnPath::Null => None,
    };
    if author
        .chain([envelope_from, claimed.address.as_str()])
        .chain(header_path)
        .any(is_role)
    {
        return Err(NoAnswer::RoleAddress);
    }
    claimed.writable().ok_or(NoAnswer::NoAddress)
}

fn is_role(address: &str) -> bool {
    let local = address
        .rsplit_once('@')
        .map_or(address, |(local, _)| local)
        .to_ascii_lowercase();
    local.starts_with("owner-")
        || local.ends_with("-request")
        || local.ends_with("-owner")
        || matches!(
            local.as_str(),
            "mailer-daemon" | "postmaster" | "noreply" | "no-reply" | "donotreply" | "do-not-reply"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::read;
    use crate::limits::Limits;

    fn mark() -> LoopMark {
        LoopMark("0123456789abcdefghjkmnpqrs".parse().unwrap())
    }

    fn answer(fields: &str, envelope: &str) -> Result<String, NoAnswer> {
        let letter = read(format!("{fields}\r\n\r\nhello").as_bytes(), &Limits::default()).unwrap();
        answer_to(&letter, envelope, &mark()).map(|address| address.to_string())
    }

    #[test]
    fn people_are_answered_where_they_ask_for_it() {
        assert_eq!(
            answer("From: Ada <ada@x.example>", "ada@x.example"),
            Ok("ada@x.example".into())
        );
        assert_eq!(
            answer("From: ada@x.example\r\nReply-To: b@y.example", "bounces@z.example"),
            Ok("b@y.example".into())
        );
        assert_eq!(
            answer("From: ada@x.example\r\nAuto-Submitted: no", "a@x"),
            Ok("ada@x.example".into())
        );
    }

    #[test]
    fn programs_are_not() {
        let from = "From: ada@x.example\r\n";
        for (fields, why) in [
            ("Auto-Submitted: auto-replied (vacation)", NoAnswer::Automatic),
            ("Auto-Submitted: auto-generated; owner-email=x", NoAnswer::Automatic),
            (
                "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
                NoAnswer::Automatic,
            ),
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
                NoAnswer::Automatic,
            ),
            ("Precedence: bulk", NoAnswer::List),
            ("List-Id: <l.example>", NoAnswer::List),
            ("Return-Path: <>", NoAnswer::Automatic),
            ("Return-Path: <owner-list@x.example>", NoAnswer::RoleAddress),
            ("Reply-To: list-request@x.example", NoAnswer::RoleAddress),
            ("Reply-To: \"who?\" <not an address>", NoAnswer::NoAddress),
            (
                "X-Ambergate-Loop: 0123456789ABCDEFGHJKMNPQRS",
                NoAnswer::Loop(Loop::OurOwn),
            ),
        ] {
            assert_eq!(
                answer(&format!("{from}{fields}"), "ada@x.example"),
                Err(why),
                "{fields}"
            );
        }
        assert_eq!(answer(from.trim(), ""), Err(NoAnswer::NullReturnPath));
        assert_eq!(answer(from.trim(), "<>"), Err(NoAnswer::NullReturnPath));
        assert_eq!(
            answer(from.trim(), "MAILER-DAEMON@x.example"),
            Err(NoAnswer::RoleAddress)
        );
        assert_eq!(answer("Subject: nobody", "ada@x.example"), Err(NoAnswer::NoAddress));
        let hops = "Received: from a by b\r\n".repeat(31);
        assert_eq!(
            answer(&format!("{hops}{}", from.trim()), "a@x"),
            Err(NoAnswer::Loop(Loop::TooManyHops { hops: 31 }))
        );
    }
}
