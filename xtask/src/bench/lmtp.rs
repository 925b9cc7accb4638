//! The smallest LMTP client that can load the listener: one conversation per connection, one message after another, each
//! with an id and a text of its own. What counts is a 250 after the data and nothing else.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::Trouble;

const TIMEOUT: Duration = Duration::from_secs(60);
/// The address that `ambergate seed` gives its project.
const RECIPIENT: &str = "security@seed.example.org";

/// Every message of this process differs from every other: a second delivery of the same one would not be stored.
static SENT: AtomicU64 = AtomicU64::new(0);

pub struct Done {
    /// Answered with 250.
    pub messages: u64,
    pub took: Duration,
}

/// Delivers so many messages over `connections` threads together.
pub fn deliver(host: &str, connections: usize, all: u64) -> Result<Done, Trouble> {
    let (begun, next) = (Instant::now(), AtomicU64::new(0));
    let one = || -> std::io::Result<u64> {
        let mut talk = Talk::open(host)?;
        let mut messages = 0;
        loop {
            if next.fetch_add(1, Ordering::Relaxed) >= all {
                talk.say("QUIT")?;
                return Ok(messages);
            }
            talk.message(&message(SENT.fetch_add(1, Ordering::Relaxed)))?;
            messages += 1;
        }
    };
    let ended: Vec<std::io::Result<u64>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
        let gone = || Err(std::io::Error::other("a delivering thread died"));
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| gone()))
            .collect()
    });
    let took = begun.elapsed();
    let messages: std::io::Result<Vec<u64>> = ended.into_iter().collect();
    let messages = messages
        .map_err(Trouble::io(format!("delivering by LMTP to {host}")))?
        .iter()
        .sum();
    Ok(Done { messages, took })
}

/// About 2 KB, as a short report has.
fn message(number: u64) -> String {
    let id = format!("bench-{}-{number}", std::process::id());
    let line = "What was found, in words that nobody will read: a resolver answers where it should not.\r\n";
    format!(
        "From: Bench {number} <bench{number}@example.net>\r\nTo: <{RECIPIENT}>\r\nSubject: Measured {id}\r\n\
         Message-ID: <{id}@example.net>\r\nDate: Thu, 19 Nov 2026 08:40:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{}.\r\n",
        line.repeat(20)
    )
}

struct Talk {
    stream: BufReader<TcpStream>,
}

impl Talk {
    fn open(host: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let mut talk = Self {
            stream: BufReader::new(stream),
        };
        talk.answer("2")?;
        talk.say("LHLO bench.example.net")?;
        Ok(talk)
    }

    fn message(&mut self, text: &str) -> std::io::Result<()> {
        // In one piece, as mail servers send to a listener that offers PIPELINING (RFC 2920).
        let commands = format!("MAIL FROM:<bench@example.net>\r\nRCPT TO:<{RECIPIENT}>\r\nDATA\r\n");
        self.stream.get_mut().write_all(commands.as_bytes())?;
        self.answer("2")?;
        self.answer("2")?;
        self.answer("3")?;
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.answer("2")
    }

    fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.ask(line, "2")
    }

    fn ask(&mut self, line: &str, wanted: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.answer(wanted)
    }

    /// Reads an answer of one or more lines; anything but the wanted kind ends the measurement.
    fn answer(&mut self, wanted: &str) -> std::io::Result<()> {
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if !line.starts_with(wanted) {
                return Err(std::io::Error::other(format!(
                    "the server answered {}",
                    line.trim_end()
                )));
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A listener that takes everything, or refuses messages from the given one on.
    fn listener(refuses_from: u64) -> (String, thread::JoinHandle<u64>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let serving = thread::spawn(move || {
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            let (mut taken, mut data) = (0, false);
            stream.get_mut().write_all(b"220 here\r\n").unwrap();
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).unwrap() == 0 {
                    return taken;
                }
                let answer: &[u8] = match (data, line.trim_end()) {
                    (false, "DATA") => {
                        data = true;
                        b"354 go on\r\n"
                    }
                    (true, ".") if taken >= refuses_from => b"451 not now\r\n",
                    (true, ".") => {
                        (data, taken) = (false, taken + 1);
                        b"250 stored\r\n"
                    }
                    (true, _) => continue,
                    (false, "QUIT") => b"221 bye\r\n",
                    (false, line) if line.starts_with("LHLO") => b"250-here\r\n250 SIZE\r\n",
                    (false, _) => b"250 fine\r\n",
                };
                stream.get_mut().write_all(answer).unwrap();
            }
        });
        (host, serving)
    }

    #[test]
    fn every_message_is_delivered_and_counted_once() {
        let (host, serving) = listener(u64::MAX);
        let done = deliver(&host, 1, 7).unwrap();
        assert_eq!((done.messages, serving.join().unwrap()), (7, 7));
    }

    #[test]
    fn a_refused_message_ends_the_measurement() {
        let (host, _serving) = listener(2);
        let refused = deliver(&host, 1, 7).err().unwrap().to_string();
        assert!(refused.contains("451 not now"), "{refused}");
    }
}
