//! The LMTP listener (RFC 2033), on a unix socket or on loopback: the mail server in front keeps its queue and retries, and each
//! recipient gets an answer of its own. `250` is said only after the delivery is durable; every doubt is `451`.
//!
//! smtp-proto reads the commands. Lines and data are read by us: its data reader does not know a message that begins with the
//! closing dot, and takes bare line feeds as ends of command lines.

mod data;
mod session;

use super::intake::Intake;
use session::Session;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Limits and times of the listener.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What we call ourselves in the greeting.
    pub hostname: String,
    /// The largest message that is stored, in bytes; announced as SIZE.
    pub hard_limit: usize,
    /// Bytes of messages that all connections together hold in memory.
    pub memory: usize,
    pub connections: usize,
    pub recipients: usize,
    /// Longest silence of a client.
    pub idle: Duration,
    /// Longest time for one message's data.
    pub data: Duration,
    /// Longest time for storing one delivery.
    pub store: Duration,
    /// How long open conversations may go on after the stop.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hostname: "localhost".to_owned(),
            hard_limit: 100 * 1024 * 1024,
            memory: 256 * 1024 * 1024,
            connections: 64,
            recipients: 100,
            idle: Duration::from_secs(300),
            data: Duration::from_secs(1_800),
            store: Duration::from_secs(60),
            grace: Duration::from_secs(30),
        }
    }
}

/// Where clients come in.
#[derive(Debug)]
pub enum Door {
    Unix(UnixListener),
    Tcp(TcpListener),
}

impl Door {
    /// A unix socket that the group may use too. A socket left behind by a dead process is replaced, a living one is not.
    pub async fn unix(path: &Path) -> io::Result<Self> {
        if path.exists() {
            if UnixStream::connect(path).await.is_ok() {
                return Err(io::Error::new(
                    io::ErrorKind::AddrInUse,
                    "another process listens on this socket",
                ));
            }
            std::fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
        Ok(Self::Unix(listener))
    }

    /// Loopback only: LMTP knows no authentication.
    pub async fn loopback(address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "LMTP listens on loopback only: use 127.0.0.1 or ::1",
            ));
        }
        TcpListener::bind(address).await.map(Self::Tcp)
    }

    /// Where a TCP door listens; port 0 has become a real one.
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Unix(_) => None,
            Self::Tcp(listener) => listener.local_addr().ok(),
        }
    }
}

/// The listener. One of it serves several doors, so that memory and connections are counted together.
pub struct Lmtp<I> {
    intake: I,
    settings: Settings,
    /// Memory for messages, in KiB.
    memory: Arc<Semaphore>,
    seats: Arc<Semaphore>,
}

impl<I: Intake> Lmtp<I> {
    pub fn new(intake: I, settings: Settings) -> Arc<Self> {
        let memory = Arc::new(Semaphore::new((settings.memory / 1024).min(Semaphore::MAX_PERMITS)));
        let seats = Arc::new(Semaphore::new(settings.connections));
        Arc::new(Self {
            intake,
            settings,
            memory,
            seats,
        })
    }

    /// Serves a door until `stop` says true (or its sender is gone). Conversations between messages end at once, a message that is
    /// being sent may be finished within the grace time.
    pub async fn serve(self: Arc<Self>, door: Door, mut stop: watch::Receiver<bool>) {
        let mut sessions = JoinSet::new();
        let for_sessions = stop.clone();
        loop {
            tokio::select! {
                () = stopped(&mut stop) => break,
                Some(ended) = sessions.join_next(), if !sessions.is_empty() => report(ended),
                accepted = accept(&door) => match accepted {
                    Ok(stream) => {
                        let session = Arc::clone(&self).converse(stream, for_sessions.clone());
                        sessions.spawn(session);
                    }
                    Err(error) => {
                        // Out of file descriptors, most likely: existing conversations will free some.
                        tracing::warn!(kind = ?error.kind(), "LMTP: a connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
        drop(door);
        let rest = async {
            while let Some(ended) = sessions.join_next().await {
                report(ended);
            }
        };
        if tokio::time::timeout(self.settings.grace, rest).await.is_err() {
            tracing::warn!(
                open = sessions.len(),
                "LMTP: conversations were cut off; their senders will try again"
            );
            sessions.shutdown().await;
        }
    }

    async fn converse(self: Arc<Self>, mut stream: Box<dyn Stream>, stop: watch::Receiver<bool>) {
        let Ok(_seat) = Arc::clone(&self.seats).try_acquire_owned() else {
            let busy = stream.write_all(b"421 4.3.2 Too many connections, try again later\r\n");
            let _ = tokio::time::timeout(Duration::from_secs(5), busy).await;
            return;
        };
        Session::new(stream, &self, stop).run().await;
    }
}

/// Resolves when the stop is called, or nobody is left who could call it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

async fn accept(door: &Door) -> io::Result<Box<dyn Stream>> {
    Ok(match door {
        Door::Unix(listener) => Box::new(listener.accept().await?.0),
        Door::Tcp(listener) => {
            let stream = listener.accept().await?.0;
            stream.set_nodelay(true)?;
            Box::new(stream)
        }
    })
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("LMTP: a conversation failed inside; its sender will try again");
    }
}
