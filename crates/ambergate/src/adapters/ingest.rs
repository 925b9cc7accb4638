//! `ambergate ingest`: one message on standard input, for `.forward`, pipe(8), Sieve and imports.
//!
//! Exit code 0 after the commit, 75 (EX_TEMPFAIL) for every fault: any other code would bounce the report to its author.

use super::intake::Intake;
use bytes::Bytes;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Who it is for, as the calling mail server knows it.
#[derive(Clone)]
pub struct Envelope {
    /// Empty when unknown or null.
    pub from: String,
    pub recipient: String,
}

/// What became of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Durable.
    Stored,
    /// Not stored; the caller keeps it. The reason is for the operator.
    TryAgain(&'static str),
}

impl Outcome {
    /// The process' exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Stored => 0,
            Self::TryAgain(_) => 75,
        }
    }
}

/// Reads one message to the end and stores it. Holds at most `hard_limit` bytes.
pub async fn ingest(
    input: impl AsyncRead + Unpin,
    intake: &impl Intake,
    envelope: &Envelope,
    hard_limit: usize,
) -> Outcome {
    let mut raw = Vec::new();
    let most = u64::try_from(hard_limit).unwrap_or(u64::MAX).saturating_add(1);
    if input.take(most).read_to_end(&mut raw).await.is_err() {
        return Outcome::TryAgain("The message could not be read from standard input.");
    }
    if raw.len() > hard_limit {
        return Outcome::TryAgain("The message is larger than the configured limit. Raise the limit to take it.");
    }
    let taken = AssertUnwindSafe(intake.take(&envelope.from, &envelope.recipient, Bytes::from(raw)))
        .catch_unwind()
        .await;
    match taken {
        Ok(Ok(())) => Outcome::Stored,
        Ok(Err(not_now)) => Outcome::TryAgain(not_now.0),
        Err(_) => Outcome::TryAgain("Storing the message failed inside."),
    }
}
