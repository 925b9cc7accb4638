//! One message on standard input: 0 after the commit, 75 for everything else.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate::adapters::ingest::{Envelope, Outcome, ingest};
use ambergate::adapters::intake::{Intake, NotNow};
use bytes::Bytes;
use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

#[derive(Default)]
struct Memory(Mutex<Vec<Bytes>>);

impl Intake for Memory {
    fn accepts(&self, _: &str) -> bool {
        true
    }
    async fn take(&self, _: &str, recipient: &str, raw: Bytes) -> Result<(), NotNow> {
        match recipient {
            "full" => Err(NotNow("the disk is full")),
            "panic" => panic!("as asked for"),
            _ => {
                self.0.lock().unwrap().push(raw);
                Ok(())
            }
        }
    }
}

struct Broken;
impl AsyncRead for Broken {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::Error::other("gone")))
    }
}

fn to(recipient: &str) -> Envelope {
    Envelope {
        from: String::new(),
        recipient: recipient.to_owned(),
    }
}

#[tokio::test]
async fn zero_only_after_the_commit() {
    let memory = Memory::default();
    for raw in [b"Subject: x\n\nbare line feeds stay\n".as_slice(), b""] {
        let outcome = ingest(raw, &memory, &to("security@p.example"), 100).await;
        assert_eq!((outcome, outcome.exit_code()), (Outcome::Stored, 0));
        assert_eq!(memory.0.lock().unwrap().pop().unwrap(), raw);
    }
}

#[tokio::test]
async fn seventy_five_for_every_fault() {
    let memory = Memory::default();
    let raw = b"Subject: x\r\n\r\n".as_slice();
    let faults = [
        ingest(raw, &memory, &to("full"), 100).await,
        ingest(raw, &memory, &to("panic"), 100).await,
        ingest(raw, &memory, &to("security@p.example"), raw.len() - 1).await,
        ingest(Broken, &memory, &to("security@p.example"), 100).await,
    ];
    for fault in faults {
        assert_eq!(fault.exit_code(), 75, "{fault:?}");
    }
    assert!(memory.0.lock().unwrap().is_empty());
}
