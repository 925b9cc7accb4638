//! Mail out: raw bytes to a configured relay, one recipient per transaction, so that nobody learns who else was written to.
//!
//! Whether and when to try again is the outbox' business. What the relay says may name people: keep it sealed, do not log it.
//! lettre's debug traces would print messages; its `tracing` feature stays off.

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// What became of one message to one recipient. Debug prints no word of the relay.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it over; its words.
    Accepted { reply: String },
    /// Not now: a fault on the way, at the relay, or in our own configuration. Try again later.
    Deferred { reason: String },
    /// Never: the relay, or we ourselves, will not take this message for this recipient.
    Refused { reason: String },
}

/// How the way to the relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Clear text; on this machine only.
    None,
    /// STARTTLS, and nothing is sent without it.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// The relay that takes our mail. Made by [`Relay::new`], which refuses what would travel in the clear.
#[derive(Clone)]
pub struct Relay {
    host: String,
    port: u16,
    tls: Option<TlsParameters>,
    mode: Tls,
    credentials: Option<Credentials>,
    hello: ClientId,
}

/// Everything that is configured about the relay.
#[derive(Clone)]
pub struct RelaySettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Name and password.
    pub credentials: Option<(String, String)>,
    /// Our own host name, for EHLO.
    pub hostname: String,
    /// A certificate authority of the house, in PEM, beside the public ones.
    pub private_root: Option<Vec<u8>>,
}

/// A relay that cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum BadRelay {
    #[error(
        "mail would travel in the clear to {host}. Use tls = \"starttls\" or \"implicit\"; no TLS is for a relay on this machine"
    )]
    ClearText { host: String },
    #[error("TLS to the relay cannot be set up: {0}. Check the host name and the certificate file")]
    Tls(Error),
}

impl Relay {
    pub fn new(settings: RelaySettings) -> Result<Self, BadRelay> {
        let RelaySettings {
            host,
            port,
            tls: mode,
            credentials,
            hostname,
            private_root,
        } = settings;
        let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let tls = match mode {
            Tls::None if !local => return Err(BadRelay::ClearText { host }),
            Tls::None => None,
            Tls::StartTls | Tls::Implicit => {
                let mut builder = TlsParameters::builder(host.clone());
                if let Some(pem) = private_root {
                    builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(BadRelay::Tls)?);
                }
                Some(builder.build().map_err(BadRelay::Tls)?)
            }
        };
        let credentials = credentials.map(|(name, password)| Credentials::new(name, password));
        Ok(Self {
            host,
            port,
            tls,
            mode,
            credentials,
            hello: ClientId::Domain(hostname),
        })
    }
}

/// Sends to one relay and keeps a few connections open between messages.
pub struct Sender {
    relay: Relay,
    patience: Duration,
    idle: Mutex<Vec<Open>>,
}

struct Open {
    connection: AsyncSmtpConnection,
    sent: usize,
}

/// Connections kept open, and messages sent over one: many relays close it after a hundred.
const KEPT: usize = 4;
const PER_CONNECTION: usize = 50;

impl Sender {
    /// `patience` bounds one whole transaction, connecting included.
    pub fn new(relay: Relay, patience: Duration) -> Self {
        Self {
            relay,
            patience,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Sends one message. `from` None is the null path. A timeout may have come after the relay's yes: the next try sends the
    /// same Message-ID.
    pub async fn send(&self, from: Option<&str>, to: &str, raw: &[u8]) -> Outcome {
        if let Err(reason) = fit_for_the_wire(raw) {
            return Outcome::Refused {
                reason: reason.to_owned(),
            };
        }
        let Some(envelope) = envelope(from, to) else {
            return Outcome::Refused {
                reason: "The address cannot be written to. Correct it and send again.".to_owned(),
            };
        };
        match timeout(self.patience, self.transaction(&envelope, raw)).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Deferred {
                reason: "The relay did not answer in time.".to_owned(),
            },
        }
    }

    /// Closes what is open.
    pub async fn close(&self) {
        for mut open in self.idle.lock().await.drain(..) {
            let _ = timeout(Duration::from_secs(5), open.connection.quit()).await;
        }
    }

    async fn transaction(&self, envelope: &Envelope, raw: &[u8]) -> Outcome {
        let mut open = match self.open().await {
            Ok(open) => open,
            // Even a "never" of this stage concerns all our mail, not this one: an operator can mend it.
            Err(error) => {
                return Outcome::Deferred {
                    reason: format!("The relay could not be used: {error}"),
                };
            }
        };
        // lettre adds the line end before the closing dot.
        let raw = raw.strip_suffix(b"\r\n").unwrap_or(raw);
        match open.connection.send(envelope, raw).await {
            Ok(reply) => {
                open.sent += 1;
                self.keep(open).await;
                Outcome::Accepted {
                    reply: reply.message().collect::<Vec<_>>().join(" "),
                }
            }
            Err(error) if error.is_permanent() && !is_about_us(&error) => Outcome::Refused {
                reason: error.to_string(),
            },
            Err(error) => Outcome::Deferred {
                reason: error.to_string(),
            },
        }
    }

    async fn open(&self) -> Result<Open, Error> {
        loop {
            let Some(mut kept) = self.idle.lock().await.pop() else {
                break;
            };
            // The relay may have closed it meanwhile.
            if timeout(Duration::from_secs(5), kept.connection.test_connected()).await == Ok(true) {
                return Ok(kept);
            }
        }
        let Relay {
            host,
            port,
            tls,
            mode,
            credentials,
            hello,
        } = &self.relay;
        let implicit = tls.clone().filter(|_| *mode == Tls::Implicit);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), Some(self.patience), hello, implicit, None)
                .await?;
        if let (Tls::StartTls, Some(tls)) = (mode, tls) {
            connection.starttls(tls.clone(), hello).await?;
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(Open { connection, sent: 0 })
    }

    async fn keep(&self, mut open: Open) {
        let mut idle = self.idle.lock().await;
        if open.sent < PER_CONNECTION && idle.len() < KEPT && !open.connection.has_broken() {
            idle.push(open);
        } else {
            drop(idle);
            let _ = timeout(Duration::from_secs(5), open.connection.quit()).await;
        }
    }
}

/// Authentication wanted, wrong or too weak (RFC 4954, 6): our configuration, not this message.
fn is_about_us(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|code| matches!(code.to_string().as_str(), "530" | "534" | "535" | "538"))
}

fn envelope(from: Option<&str>, to: &str) -> Option<Envelope> {
    let from = match from.filter(|from| !from.is_empty()) {
        Some(from) => Some(from.parse().ok()?),
        None => None,
    };
    Envelope::new(from, vec![to.parse().ok()?]).ok()
}

/// CRLF line ends only (a bare one could smuggle a second message past some relays), no NUL, no line over 998 bytes.
fn fit_for_the_wire(raw: &[u8]) -> Result<(), &'static str> {
    let mut start = 0;
    for at in memchr::memchr3_iter(b'\r', b'\n', 0, raw) {
        match raw[at] {
            b'\r' if raw.get(at + 1) == Some(&b'\n') && at - start <= 998 => {}
            b'\n' if at > 0 && raw[at - 1] == b'\r' => start = at + 1,
            0 => return Err("The message holds a NUL byte. It was built wrongly; report this."),
            _ => return Err("The message has a bare or too distant line end. It was built wrongly; report this."),
        }
    }
    if raw.len() - start > 998 {
        Err("The message has a line of more than 998 bytes. It was built wrongly; report this.")
    } else {
        Ok(())
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted { .. } => "Accepted(..)",
            Self::Deferred { .. } => "Deferred(..)",
            Self::Refused { .. } => "Refused(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clean_bytes_are_sent() {
        assert!(fit_for_the_wire(b"a: b\r\n\r\nc\r\n.\r\n").is_ok());
        assert!(fit_for_the_wire(b"no end").is_ok());
        for bad in ["a\nb", "a\rb", "a\r\r\nb", "\n", "a\r\n.\n", "a\0b"] {
            assert!(fit_for_the_wire(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert!(fit_for_the_wire(&[b'x'; 999]).is_err());
        assert!(fit_for_the_wire(format!("{}\r\n", "x".repeat(999)).as_bytes()).is_err());
        assert!(fit_for_the_wire(format!("{0}\r\n{0}\r\n", "x".repeat(998)).as_bytes()).is_ok());
    }

    #[test]
    fn nothing_leaves_this_machine_in_the_clear() {
        let settings = |host: &str, tls| RelaySettings {
            host: host.to_owned(),
            port: 25,
            tls,
            credentials: None,
            hostname: "here.example".to_owned(),
            private_root: None,
        };
        for local in ["localhost", "127.0.0.1", "::1"] {
            assert!(Relay::new(settings(local, Tls::None)).is_ok());
        }
        for far in ["mail.example", "192.0.2.1", "localhost.example"] {
            assert!(matches!(
                Relay::new(settings(far, Tls::None)),
                Err(BadRelay::ClearText { .. })
            ));
            assert!(Relay::new(settings(far, Tls::StartTls)).is_ok());
        }
    }
}
