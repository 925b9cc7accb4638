//! One LMTP conversation. Answers are the same for every recipient token, known or not; nothing is logged but constants.

use super::data::{Body, Decoder, Refused, Whole};
use super::{Intake, Lmtp, Stream, stopped};
use crate::adapters::intake::NotNow;
use bytes::{Buf, BytesMut};
use futures_util::FutureExt;
use smtp_proto::{Error as Syntax, MAIL_BODY_BINARYMIME, Request};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::timeout;

/// Longest command line (RFC 5321, 4.5.3.1.4, with room for parameters).
const LONGEST_LINE: usize = 4_096;
/// After so many refused commands the client is sent away.
const MOST_FAULTS: usize = 20;
const READ: usize = 64 * 1024;

pub(super) struct Session<'l, I> {
    wire: Wire,
    lmtp: &'l Lmtp<I>,
    stop: watch::Receiver<bool>,
    greeted: bool,
    envelope: Option<Envelope>,
    faults: usize,
}

struct Envelope {
    from: String,
    recipients: Vec<String>,
}

/// What a command leads to.
enum Next {
    GoOn,
    Close,
}

/// The client is gone, too slow, or cannot be answered any more.
struct Gone;

impl<'l, I: Intake> Session<'l, I> {
    pub(super) fn new(stream: Box<dyn Stream>, lmtp: &'l Lmtp<I>, stop: watch::Receiver<bool>) -> Self {
        let wire = Wire {
            stream,
            input: BytesMut::new(),
            output: Vec::new(),
        };
        Self {
            wire,
            lmtp,
            stop,
            greeted: false,
            envelope: None,
            faults: 0,
        }
    }

    /// To the end of the conversation. A lost connection is no error: what was not answered will come again.
    pub(super) async fn run(mut self) {
        self.wire
            .say(&format!("220 {} LMTP ready", self.lmtp.settings.hostname));
        while let Ok(Next::GoOn) = self.step().await {
            if self.faults > MOST_FAULTS {
                self.wire.say("421 4.7.0 Too many wrong commands, closing");
                break;
            }
        }
        let idle = self.lmtp.settings.idle.min(Duration::from_secs(5));
        let _ = self.wire.flush(idle).await;
        let _ = timeout(idle, self.wire.stream.shutdown()).await;
    }

    async fn step(&mut self) -> Result<Next, Gone> {
        let line = match self.line().await? {
            Line::Command(line) => line,
            Line::BareLineFeed => {
                self.fault("500 5.5.2 Lines end with CRLF");
                return Ok(Next::GoOn);
            }
            Line::TooLong => {
                self.wire.say("500 5.5.2 Line too long, closing");
                return Ok(Next::Close);
            }
            Line::Silence => {
                self.wire.say("421 4.4.2 Too slow, closing");
                return Ok(Next::Close);
            }
            Line::Stopping => {
                self.wire.say("421 4.3.2 Stopping, try again later");
                return Ok(Next::Close);
            }
        };
        match Request::parse(&mut line.iter()) {
            Ok(request) => self.command(request.into_owned()).await,
            Err(syntax) => {
                self.fault(complaint(&syntax));
                Ok(Next::GoOn)
            }
        }
    }

    async fn command(&mut self, request: Request<String>) -> Result<Next, Gone> {
        match request {
            Request::Lhlo { .. } => {
                self.greeted = true;
                self.envelope = None;
                let Lmtp { settings, .. } = self.lmtp;
                self.wire.say(&format!("250-{}", settings.hostname));
                ["250-PIPELINING", "250-8BITMIME", "250-ENHANCEDSTATUSCODES"]
                    .into_iter()
                    .for_each(|line| self.wire.say(line));
                self.wire.say(&format!("250 SIZE {}", settings.hard_limit));
            }
            Request::Ehlo { .. } | Request::Helo { .. } => self.fault("500 5.5.1 This is LMTP, say LHLO"),
            Request::Mail { .. } if !self.greeted => self.fault("503 5.5.1 Say LHLO first"),
            Request::Mail { .. } if self.envelope.is_some() => self.fault("503 5.5.1 One sender per message"),
            Request::Mail { from } if from.size > self.lmtp.settings.hard_limit => self.wire.say(TOO_LARGE),
            Request::Mail { from } if from.flags & MAIL_BODY_BINARYMIME != 0 => {
                self.fault("555 5.5.4 BINARYMIME is not known here")
            }
            Request::Mail { from } => {
                self.envelope = Some(Envelope {
                    from: from.address,
                    recipients: Vec::new(),
                });
                self.wire.say("250 2.1.0 Sender ok");
            }
            Request::Rcpt { to } => self.recipient(to.address),
            Request::Data => return self.data().await,
            Request::Rset => {
                self.envelope = None;
                self.wire.say("250 2.0.0 Reset");
            }
            Request::Noop { .. } => self.wire.say("250 2.0.0 Ok"),
            Request::Vrfy { .. } => self.wire.say("252 2.5.0 Send it and see"),
            Request::Help { .. } => self.wire.say("214 2.0.0 RFC 2033"),
            Request::Quit => {
                self.wire.say("221 2.0.0 Bye");
                return Ok(Next::Close);
            }
            Request::Bdat { .. } => {
                // Its bytes may be on their way already and must not be read as commands.
                self.wire.say("502 5.5.1 BDAT is not known here, closing");
                return Ok(Next::Close);
            }
            _ => self.fault("502 5.5.1 Not known here"),
        }
        Ok(Next::GoOn)
    }

    fn recipient(&mut self, address: String) {
        let Lmtp { intake, settings, .. } = self.lmtp;
        // smtp-proto gives the bare `<postmaster>` as an empty address.
        let address = if address.is_empty() {
            "postmaster".to_owned()
        } else {
            address
        };
        match &mut self.envelope {
            None => self.fault("503 5.5.1 Say MAIL first"),
            Some(envelope) if envelope.recipients.len() >= settings.recipients => {
                self.wire.say("452 4.5.3 Too many recipients")
            }
            Some(envelope) if intake.accepts(&address) => {
                envelope.recipients.push(address);
                self.wire.say("250 2.1.5 Recipient ok");
            }
            Some(_) => self.wire.say("550 5.1.1 No such mailbox here"),
        }
    }

    /// DATA to its end, then one answer per recipient, in order (RFC 2033, 4.2).
    async fn data(&mut self) -> Result<Next, Gone> {
        let envelope = match self.envelope.take() {
            Some(envelope) if !envelope.recipients.is_empty() => envelope,
            other => {
                self.envelope = other;
                self.fault("503 5.5.1 No valid recipients");
                return Ok(Next::GoOn);
            }
        };
        self.wire.say("354 Go ahead, end with CRLF.CRLF");
        let received = match timeout(self.lmtp.settings.data, self.receive()).await {
            Ok(received) => received?,
            Err(_) => None,
        };
        let Some(body) = received else {
            self.wire.say("421 4.4.2 Too slow or too much, closing");
            return Ok(Next::Close);
        };
        let body = body.finish();
        for recipient in &envelope.recipients {
            let answer = match &body {
                Ok(whole) => store(self.lmtp, &envelope.from, recipient, whole).await,
                Err(Refused::TooLarge) => TOO_LARGE,
                Err(Refused::NoRoom) => "451 4.3.1 No memory free, try again later",
            };
            self.wire.say(answer);
            // At once, so that a fault with the next recipient cannot take this answer back.
            self.wire.flush(self.lmtp.settings.idle).await?;
        }
        Ok(Next::GoOn)
    }

    /// Reads to the closing dot. None: the client took too long, or sent far more than can be kept.
    async fn receive(&mut self) -> Result<Option<Body>, Gone> {
        let Lmtp { settings, memory, .. } = self.lmtp;
        let mut body = Body::new(Arc::clone(memory), settings.hard_limit);
        let mut decoder = Decoder::default();
        loop {
            let used = decoder.feed(&self.wire.input, |piece| body.push(piece));
            self.wire.input.advance(used.unwrap_or(self.wire.input.len()));
            if used.is_some() {
                return Ok(Some(body));
            }
            if body.dropped() > settings.hard_limit {
                return Ok(None);
            }
            match timeout(settings.idle, self.wire.read(settings.idle)).await {
                Ok(read) => read?,
                Err(_) => return Ok(None),
            }
        }
    }

    fn fault(&mut self, answer: &str) {
        self.faults += 1;
        self.wire.say(answer);
    }

    /// The next command line. The stop is heard only here: between commands, never inside a message.
    async fn line(&mut self) -> Result<Line, Gone> {
        let idle = self.lmtp.settings.idle;
        loop {
            if let Some(line) = self.wire.next_line() {
                return Ok(line);
            }
            self.wire.flush(idle).await?;
            tokio::select! {
                biased;
                () = stopped(&mut self.stop) => return Ok(Line::Stopping),
                read = timeout(idle, self.wire.read(idle)) => match read {
                    Ok(read) => read?,
                    Err(_) => return Ok(Line::Silence),
                },
            }
        }
    }
}

/// Any fault, a panic included, is "not now".
async fn store<I: Intake>(lmtp: &Lmtp<I>, from: &str, recipient: &str, whole: &Whole) -> &'static str {
    let take = AssertUnwindSafe(lmtp.intake.take(from, recipient, whole.raw.clone())).catch_unwind();
    let why = match timeout(lmtp.settings.store, take).await {
        Ok(Ok(Ok(()))) => return "250 2.0.0 Stored",
        Ok(Ok(Err(NotNow(why)))) => why,
        Ok(Err(_)) => "it failed inside",
        Err(_) => "it took too long",
    };
    tracing::warn!(why, "LMTP: a message could not be stored; its sender will try again");
    "451 4.3.0 Not stored, try again later"
}

const TOO_LARGE: &str = "552 5.3.4 Message too large";

fn complaint(syntax: &Syntax) -> &'static str {
    match syntax {
        Syntax::InvalidSenderAddress => "501 5.1.7 This is no sender address",
        Syntax::InvalidRecipientAddress => "501 5.1.3 This is no recipient address",
        Syntax::UnsupportedParameter { .. } => "555 5.5.4 Parameter not known here",
        Syntax::SyntaxError { .. } | Syntax::InvalidParameter { .. } => "501 5.5.4 Syntax error",
        _ => "500 5.5.1 Not a command",
    }
}

enum Line {
    /// With its line end.
    Command(BytesMut),
    BareLineFeed,
    TooLong,
    Silence,
    Stopping,
}

/// The connection with its two buffers. Answers are sent together when nothing is left to read (PIPELINING, RFC 2920).
struct Wire {
    stream: Box<dyn Stream>,
    input: BytesMut,
    output: Vec<u8>,
}

impl Wire {
    fn say(&mut self, line: &str) {
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }

    fn next_line(&mut self) -> Option<Line> {
        let Some(end) = memchr::memchr(b'\n', &self.input) else {
            return (self.input.len() > LONGEST_LINE).then_some(Line::TooLong);
        };
        let line = self.input.split_to(end + 1);
        Some(if line.len() > LONGEST_LINE {
            Line::TooLong
        } else if line.ends_with(b"\r\n") {
            Line::Command(line)
        } else {
            Line::BareLineFeed
        })
    }

    /// Sends what is due, then waits for more bytes. Dropping it loses nothing.
    async fn read(&mut self, idle: Duration) -> Result<(), Gone> {
        self.flush(idle).await?;
        let start = self.input.len();
        self.input.reserve(READ);
        match self.stream.read_buf(&mut self.input).await {
            Ok(_) if self.input.len() > start => Ok(()),
            _ => Err(Gone),
        }
    }

    async fn flush(&mut self, idle: Duration) -> Result<(), Gone> {
        if self.output.is_empty() {
            return Ok(());
        }
        let output = std::mem::take(&mut self.output);
        let sent = async {
            self.stream.write_all(&output).await?;
            self.stream.flush().await
        };
        match timeout(idle, sent).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Gone),
        }
    }
}
