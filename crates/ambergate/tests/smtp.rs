//! Real SMTP against a small relay in this process.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate::adapters::smtp::{Outcome, Relay, RelaySettings, Sender, Tls};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Everything that the relay heard, line by line, and how often somebody came.
#[derive(Clone, Default)]
struct Heard {
    lines: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

/// Answers by what the recipient's local part asks for.
async fn relay(heard: Heard, greeting: &'static str) -> (u16, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut conversations = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            *heard.connections.lock().unwrap() += 1;
            conversations.spawn(converse(stream, heard.clone(), greeting));
        }
    });
    (port, tasks)
}

async fn converse(stream: TcpStream, heard: Heard, greeting: &'static str) {
    let mut stream = BufReader::new(stream);
    stream.write_all(greeting.as_bytes()).await.unwrap();
    let mut in_data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        heard
            .lines
            .lock()
            .unwrap()
            .push(line.trim_end_matches("\r\n").to_owned());
        let answer = match line.trim_end() {
            "." if in_data => {
                in_data = false;
                "250 2.0.0 queued as 4711\r\n"
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                "354 go\r\n"
            }
            l if l.starts_with("EHLO") => "250-relay\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n",
            l if l.starts_with("AUTH") => "535 5.7.8 wrong\r\n",
            l if l.starts_with("RCPT TO:<later") => "451 4.2.0 greylisted\r\n",
            l if l.starts_with("RCPT TO:<never") => "550 5.1.1 unknown\r\n",
            l if l.starts_with("RCPT TO:<login") => "530 5.7.0 authenticate first\r\n",
            l if l.starts_with("RCPT TO:<silent") => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                return;
            }
            l if l.starts_with("RCPT TO:<gone") => return,
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn sender(port: u16, tls: Tls, credentials: Option<(String, String)>) -> Sender {
    let settings = RelaySettings {
        host: "127.0.0.1".into(),
        port,
        tls,
        credentials,
        hostname: "here.example".into(),
        private_root: None,
    };
    Sender::new(Relay::new(settings).unwrap(), Duration::from_secs(2))
}

const MAIL: &[u8] = b"From: a@b.example\r\nSubject: x\r\n\r\n.a line with a dot\r\n..\r\nend\r\n";

#[tokio::test]
async fn the_bytes_arrive_as_they_are_one_recipient_each() {
    let heard = Heard::default();
    let (port, _relay) = relay(heard.clone(), "220 relay\r\n").await;
    let sender = sender(port, Tls::None, None);
    let accepted = Outcome::Accepted {
        reply: "2.0.0 queued as 4711".into(),
    };
    assert!(sender.send(Some("b+0123@p.example"), "ada@x.example", MAIL).await == accepted);
    assert!(sender.send(None, "bob@x.example", MAIL).await == accepted);
    sender.close().await;
    let lines = heard.lines.lock().unwrap().clone();
    let data = [
        "From: a@b.example",
        "Subject: x",
        "",
        "..a line with a dot",
        "...",
        "end",
        ".",
    ];
    let expected: Vec<&str> = [
        [
            "EHLO here.example",
            "MAIL FROM:<b+0123@p.example>",
            "RCPT TO:<ada@x.example>",
            "DATA",
        ]
        .as_slice(),
        &data,
        &["NOOP", "MAIL FROM:<>", "RCPT TO:<bob@x.example>", "DATA"],
        &data,
        &["QUIT"],
    ]
    .concat();
    assert_eq!(lines, expected);
    assert_eq!(*heard.connections.lock().unwrap(), 1, "the connection is used again");
}

#[tokio::test]
async fn later_never_and_our_own_faults_are_told_apart() {
    let (port, _relay) = relay(Heard::default(), "220 relay\r\n").await;
    let sender = sender(port, Tls::None, None);
    let deferred =
        |outcome: &Outcome, what: &str| matches!(outcome, Outcome::Deferred { reason } if reason.contains(what));
    assert!(deferred(&sender.send(None, "later@x.example", MAIL).await, "451"));
    let never = sender.send(None, "never@x.example", MAIL).await;
    assert!(matches!(&never, Outcome::Refused { reason } if reason.contains("550")));
    assert_eq!(format!("{never:?}"), "Refused(..)");
    assert!(deferred(&sender.send(None, "login@x.example", MAIL).await, "530"));
    assert!(deferred(&sender.send(None, "silent@x.example", MAIL).await, "in time"));
    assert!(deferred(&sender.send(None, "gone@x.example", MAIL).await, ""));
    // One recipient's fault does not stay with the next.
    assert!(matches!(
        sender.send(None, "ada@x.example", MAIL).await,
        Outcome::Accepted { .. }
    ));
}

#[tokio::test]
async fn what_must_not_be_sent_never_reaches_the_relay() {
    let heard = Heard::default();
    let (port, _relay) = relay(heard.clone(), "220 relay\r\n").await;
    let sender = sender(port, Tls::None, None);
    for (from, to, raw) in [
        (None, "ada@x.example\r\nRCPT TO:<evil@x.example>", MAIL),
        (None, "", MAIL),
        (Some("a b"), "ada@x.example", MAIL),
        (None, "ada@x.example", b"a: b\n.\nMAIL FROM:<>".as_slice()),
        (None, "ada@x.example", b"a\0b"),
    ] {
        assert!(matches!(sender.send(from, to, raw).await, Outcome::Refused { .. }));
    }
    assert_eq!(*heard.connections.lock().unwrap(), 0);
}

#[tokio::test]
async fn no_tls_no_mail() {
    let heard = Heard::default();
    let (port, _relay) = relay(heard.clone(), "220 relay\r\n").await;
    let starttls = sender(port, Tls::StartTls, None);
    assert!(matches!(
        starttls.send(None, "ada@x.example", MAIL).await,
        Outcome::Deferred { .. }
    ));
    let implicit = sender(port, Tls::Implicit, None);
    assert!(matches!(
        implicit.send(None, "ada@x.example", MAIL).await,
        Outcome::Deferred { .. }
    ));
    let lines = heard.lines.lock().unwrap().join("\n");
    assert!(!lines.contains("MAIL FROM") && !lines.contains("Subject"), "{lines}");
}

#[tokio::test]
async fn a_relay_that_does_not_want_us_at_all_is_no_reason_to_give_up() {
    let (closed, _relay) = relay(Heard::default(), "554 no service\r\n").await;
    assert!(matches!(
        sender(closed, Tls::None, None).send(None, "ada@x.example", MAIL).await,
        Outcome::Deferred { .. }
    ));
    let (port, _relay) = relay(Heard::default(), "220 relay\r\n").await;
    let wrong = Some(("name".into(), "wrong".into()));
    assert!(matches!(
        sender(port, Tls::None, wrong).send(None, "ada@x.example", MAIL).await,
        Outcome::Deferred { .. }
    ));
    let nobody = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert!(matches!(
        sender(nobody, Tls::None, None).send(None, "ada@x.example", MAIL).await,
        Outcome::Deferred { .. }
    ));
}

#[tokio::test]
async fn a_long_connection_is_renewed() {
    let heard = Heard::default();
    let (port, _relay) = relay(heard.clone(), "220 relay\r\n").await;
    let sender = sender(port, Tls::None, None);
    for _ in 0..120 {
        assert!(matches!(
            sender.send(None, "ada@x.example", MAIL).await,
            Outcome::Accepted { .. }
        ));
    }
    assert_eq!(*heard.connections.lock().unwrap(), 3);
}
