//! Real LMTP conversations over a unix socket and over loopback, against an intake in memory.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate::adapters::intake::{Intake, NotNow};
use ambergate::adapters::lmtp::{Door, Lmtp, Settings};
use bytes::Bytes;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

#[derive(Clone, Default)]
struct Memory {
    taken: Arc<Mutex<Vec<(String, String, Bytes)>>>,
}

impl Memory {
    fn all(&self) -> Vec<(String, String, String)> {
        let words = |raw: &Bytes| String::from_utf8_lossy(raw).into_owned();
        self.taken
            .lock()
            .unwrap()
            .iter()
            .map(|(from, to, raw)| (from.clone(), to.clone(), words(raw)))
            .collect()
    }
}

impl Intake for Memory {
    fn accepts(&self, recipient: &str) -> bool {
        ["security@", "full@", "slow@", "panic@", "postmaster", "reply+", "b+"]
            .iter()
            .any(|known| recipient.starts_with(known))
    }

    async fn take(&self, envelope_from: &str, recipient: &str, raw: Bytes) -> Result<(), NotNow> {
        match recipient.split('@').next().unwrap() {
            "full" => return Err(NotNow("the disk is full")),
            "slow" => tokio::time::sleep(Duration::from_secs(60)).await,
            "panic" => panic!("as asked for"),
            _ => {}
        }
        self.taken
            .lock()
            .unwrap()
            .push((envelope_from.to_owned(), recipient.to_owned(), raw));
        Ok(())
    }
}

struct House {
    memory: Memory,
    address: SocketAddr,
    socket: PathBuf,
    stop: watch::Sender<bool>,
    serving: JoinSet<()>,
    _folder: tempfile::TempDir,
}

async fn house(settings: Settings) -> House {
    let memory = Memory::default();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("lmtp");
    let lmtp = Lmtp::new(memory.clone(), settings);
    let (stop, stopped) = watch::channel(false);
    let tcp = Door::loopback("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let Door::Tcp(listener) = &tcp else { unreachable!() };
    let address = listener.local_addr().unwrap();
    let unix = Door::unix(&socket).await.unwrap();
    let mut serving = JoinSet::new();
    serving.spawn(Arc::clone(&lmtp).serve(tcp, stopped.clone()));
    serving.spawn(lmtp.serve(unix, stopped));
    House {
        memory,
        address,
        socket,
        stop,
        serving,
        _folder: folder,
    }
}

fn small() -> Settings {
    Settings {
        hostname: "mx.example".into(),
        store: Duration::from_millis(300),
        grace: Duration::from_millis(500),
        ..Settings::default()
    }
}

struct Client<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    async fn greet(stream: S) -> Self {
        let mut client = Self {
            stream: BufReader::new(stream),
        };
        assert_eq!(client.answer().await, "220 mx.example LMTP ready");
        assert!(client.ask("LHLO client.example\r\n").await.starts_with("250 "));
        client
    }

    /// Sends bytes and reads one answer.
    async fn ask(&mut self, bytes: impl AsRef<[u8]>) -> String {
        self.send(bytes).await;
        self.answer().await
    }

    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// The last line of one answer; empty at the end of the conversation.
    async fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(Duration::from_secs(20), self.stream.read_line(&mut line))
                .await
                .unwrap();
            if read.unwrap_or(0) == 0 {
                return String::new();
            }
            assert!(line.ends_with("\r\n"));
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn envelope(&mut self, recipients: &[&str]) {
        assert!(self.ask("MAIL FROM:<ada@x.example>\r\n").await.starts_with("250 "));
        for recipient in recipients {
            assert!(self.ask(format!("RCPT TO:<{recipient}>\r\n")).await.starts_with("250 "));
        }
        assert!(self.ask("DATA\r\n").await.starts_with("354 "));
    }
}

async fn tcp(house: &House) -> Client<TcpStream> {
    Client::greet(TcpStream::connect(house.address).await.unwrap()).await
}

#[tokio::test]
async fn each_recipient_gets_its_own_answer() {
    let house = house(small()).await;
    let mut client = Client::greet(UnixStream::connect(&house.socket).await.unwrap()).await;
    client
        .envelope(&[
            "full@p.example",
            "security@p.example",
            "slow@p.example",
            "panic@p.example",
            "security@q.example",
        ])
        .await;
    client.send("Subject: x\r\n\r\n..dot\r\n.\r\n").await;
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(client.answer().await);
    }
    let later = "451 4.3.0 Not stored, try again later";
    assert_eq!(answers, [later, "250 2.0.0 Stored", later, later, "250 2.0.0 Stored"]);
    let message = "Subject: x\r\n\r\n.dot\r\n".to_owned();
    let from = "ada@x.example".to_owned();
    assert_eq!(
        house.memory.all(),
        [
            (from.clone(), "security@p.example".to_owned(), message.clone()),
            (from, "security@q.example".to_owned(), message)
        ]
    );
    // The conversation goes on after a fault.
    assert!(client.ask("NOOP\r\n").await.starts_with("250 "));
    assert_eq!(client.ask("QUIT\r\n").await, "221 2.0.0 Bye");
    assert_eq!(client.answer().await, "");
}

#[tokio::test]
async fn a_whole_conversation_in_one_packet() {
    let house = house(small()).await;
    let mut client = tcp(&house).await;
    let mail =
        "MAIL FROM:<> BODY=8BITMIME SIZE=20\r\nRCPT TO:<nobody@p.example>\r\nRCPT TO:<security@p.example>\r\nDATA\r\n";
    client
        .send(format!(
            "{mail}one\r\n.\r\n{mail}two\r\n.\r\nRSET\r\nVRFY security\r\nQUIT\r\n"
        ))
        .await;
    let mut answers = Vec::new();
    for _ in 0..13 {
        answers.push(client.answer().await[..9].to_owned());
    }
    let once = ["250 2.1.0", "550 5.1.1", "250 2.1.5", "354 Go ah", "250 2.0.0"];
    assert_eq!(
        answers,
        [once.as_slice(), &once, &["250 2.0.0", "252 2.5.0", "221 2.0.0"]].concat()
    );
    assert_eq!(
        house.memory.all().iter().map(|m| m.2.as_str()).collect::<Vec<_>>(),
        ["one\r\n", "two\r\n"]
    );
    assert_eq!(house.memory.all()[0].0, "");
}

#[tokio::test]
async fn the_greeting_tells_what_we_can() {
    let house = house(small()).await;
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    stream.write_all(b"LHLO c\r\nQUIT\r\n").await.unwrap();
    let mut all = String::new();
    stream.read_to_string(&mut all).await.unwrap();
    assert_eq!(
        all,
        "220 mx.example LMTP ready\r\n250-mx.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n\
         250 SIZE 104857600\r\n221 2.0.0 Bye\r\n"
    );
}

#[tokio::test]
async fn commands_out_of_order_or_unknown() {
    let house = house(small()).await;
    let mut client = Client {
        stream: BufReader::new(TcpStream::connect(house.address).await.unwrap()),
    };
    client.answer().await;
    for (command, answer) in [
        ("MAIL FROM:<a@b>", "503 5.5.1"),
        ("EHLO x", "500 5.5.1"),
        ("HELO x", "500 5.5.1"),
        ("LHLO x", "250 SIZE "),
        ("RCPT TO:<security@p>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("MAIL FROM:<a@b> BODY=BINARYMIME", "555 5.5.4"),
        ("MAIL FROM:<a@b> SIZE=104857601", "552 5.3.4"),
        ("MAIL FROM:a@b", "501 5.5.4"),
        ("MAIL FROM:<a@b>", "250 2.1.0"),
        ("MAIL FROM:<a@b>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("RCPT TO:<stranger@p.example>", "550 5.1.1"),
        ("RCPT TO:<postmaster>", "250 2.1.5"),
        ("STARTTLS", "502 5.5.1"),
        ("EXPN x", "502 5.5.1"),
        ("GET / HTTP/1.1", "500 5.5.1"),
        ("HELP", "214 2.0.0"),
        ("RSET", "250 2.0.0"),
        ("BDAT 10 LAST", "502 5.5.1"),
    ] {
        let said = client.ask(format!("{command}\r\n")).await;
        assert!(said.starts_with(answer), "{command}: {said}");
    }
    assert_eq!(client.answer().await, "", "BDAT closes");
    assert!(house.memory.all().is_empty());
}

#[tokio::test]
async fn every_token_gets_the_same_answers() {
    let house = house(small()).await;
    let mut transcripts = Vec::new();
    for recipient in [
        "reply+0123456789abcdefghjkmnpqrs@p.example",
        "reply+zzzzzzzzzzzzzzzzzzzzzzzzzz@p.example",
        "reply+x@p.example",
        "b+0@p.example",
    ] {
        let mut client = tcp(&house).await;
        client
            .send(format!(
                "VRFY {recipient}\r\nMAIL FROM:<a@b>\r\nRCPT TO:<{recipient}>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n"
            ))
            .await;
        let mut transcript = Vec::new();
        for _ in 0..6 {
            transcript.push(client.answer().await);
        }
        transcripts.push(transcript);
    }
    assert!(transcripts.windows(2).all(|pair| pair[0] == pair[1]), "{transcripts:?}");
    assert_eq!(transcripts[0][4], "250 2.0.0 Stored");
}

#[tokio::test]
async fn a_bare_line_feed_smuggles_nothing() {
    let house = house(small()).await;
    let mut client = tcp(&house).await;
    for end in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r\r\n"] {
        client.envelope(&["security@p.example"]).await;
        let smuggled =
            format!("first{end}MAIL FROM:<evil@x>\r\nRCPT TO:<security@p.example>\r\nDATA\r\nsecond\r\n.\r\n");
        assert_eq!(client.ask(smuggled).await, "250 2.0.0 Stored", "{end:?}");
    }
    assert!(client.ask("NOOP\n").await.starts_with("500 5.5.2"));
    assert!(client.ask("QUIT\r\n").await.starts_with("221"));
    let all = house.memory.all();
    assert_eq!(all.len(), 5);
    assert!(
        all.iter().all(|(from, _, raw)| from == "ada@x.example"
            && raw.contains("second")
            && raw.contains("MAIL FROM:<evil@x>"))
    );
}

#[tokio::test]
async fn above_the_limit_is_refused_below_it_is_kept() {
    let house = house(Settings {
        hard_limit: 1_000,
        ..small()
    })
    .await;
    let mut client = tcp(&house).await;
    client.envelope(&["security@p.example", "security@q.example"]).await;
    assert_eq!(
        client.ask(format!("{}\r\n.\r\n", "x".repeat(999))).await,
        "552 5.3.4 Message too large"
    );
    assert_eq!(client.answer().await, "552 5.3.4 Message too large");
    client.envelope(&["security@p.example"]).await;
    assert_eq!(
        client.ask(format!("{}\r\n.\r\n", "x".repeat(998))).await,
        "250 2.0.0 Stored"
    );
    client.envelope(&["security@p.example"]).await;
    assert!(
        client.ask("x".repeat(200_000)).await.starts_with("421 "),
        "endless data ends the conversation"
    );
    assert_eq!(house.memory.all().len(), 1);
}

#[tokio::test]
async fn sixty_megabytes_are_stored_as_they_are() {
    let house = house(Settings {
        store: Duration::from_secs(30),
        ..small()
    })
    .await;
    let mut client = tcp(&house).await;
    client.envelope(&["security@p.example"]).await;
    let line = format!(".{}\r\n", "y".repeat(997));
    let count = 60_000;
    for _ in 0..count / 100 {
        client.send(format!(".{line}").repeat(100)).await;
    }
    assert_eq!(client.ask(".\r\n").await, "250 2.0.0 Stored");
    let (_, _, raw) = house.memory.taken.lock().unwrap().remove(0);
    assert_eq!(raw.len(), 60_000_000);
    assert!(raw.chunks(1_000).all(|chunk| chunk == line.as_bytes()));
}

#[tokio::test]
async fn memory_is_shared_and_bounded() {
    let house = house(Settings {
        memory: 1024 * 1024,
        hard_limit: 10 * 1024 * 1024,
        ..small()
    })
    .await;
    let mut first = tcp(&house).await;
    first.envelope(&["security@p.example"]).await;
    first.send("x\r\n".repeat(250_000)).await;
    let mut second = tcp(&house).await;
    second.envelope(&["security@p.example"]).await;
    let answer = second.ask(format!("{}.\r\n", "y\r\n".repeat(250_000))).await;
    let finished = first.ask(".\r\n").await;
    let mut both = [answer, finished];
    both.sort();
    assert_eq!(both, ["250 2.0.0 Stored", "451 4.3.1 No memory free, try again later"]);
    // The room is free again.
    house.memory.taken.lock().unwrap().clear();
    second.envelope(&["security@p.example"]).await;
    assert_eq!(
        second.ask(format!("{}.\r\n", "y\r\n".repeat(100_000))).await,
        "250 2.0.0 Stored"
    );
}

#[tokio::test]
async fn a_slow_client_is_sent_away_and_nothing_half_is_stored() {
    let house = house(Settings {
        idle: Duration::from_millis(200),
        ..small()
    })
    .await;
    let mut silent = tcp(&house).await;
    let mut dripping = tcp(&house).await;
    dripping.envelope(&["security@p.example"]).await;
    dripping.send("half a mess").await;
    assert!(silent.answer().await.starts_with("421 4.4.2"));
    assert!(dripping.answer().await.starts_with("421 4.4.2"));

    let house = self::house(Settings {
        data: Duration::from_millis(300),
        ..small()
    })
    .await;
    let mut dripping = tcp(&house).await;
    dripping.envelope(&["security@p.example"]).await;
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let _ = dripping.stream.write_all(b"x").await;
    }
    assert!(dripping.answer().await.starts_with("421 4.4.2"));
    assert!(house.memory.all().is_empty());
}

#[tokio::test]
async fn a_lost_connection_stores_nothing_that_was_not_ended() {
    let house = house(small()).await;
    let mut client = tcp(&house).await;
    client.envelope(&["security@p.example"]).await;
    client.send("half\r\n.\r").await;
    drop(client);
    // Dropped after the end: stored, though nobody hears the answer. The retry is the same delivery.
    let mut client = tcp(&house).await;
    client.envelope(&["security@p.example"]).await;
    client.send("whole\r\n.\r\n").await;
    drop(client);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if !house.memory.all().is_empty() {
            break;
        }
    }
    assert_eq!(
        house.memory.all().iter().map(|m| m.2.as_str()).collect::<Vec<_>>(),
        ["whole\r\n"]
    );
}

#[tokio::test]
async fn seats_recipients_faults_and_lines_are_limited() {
    let house = house(Settings {
        connections: 1,
        recipients: 2,
        ..small()
    })
    .await;
    let mut client = tcp(&house).await;
    let mut second = BufReader::new(UnixStream::connect(&house.socket).await.unwrap());
    let mut line = String::new();
    second.read_line(&mut line).await.unwrap();
    assert_eq!(line, "421 4.3.2 Too many connections, try again later\r\n");
    client.ask("MAIL FROM:<a@b>\r\n").await;
    client.send("RCPT TO:<security@p>\r\n".repeat(3)).await;
    client.answer().await;
    client.answer().await;
    assert!(client.answer().await.starts_with("452 4.5.3"));
    assert!(client.ask("x".repeat(5_000)).await.starts_with("500 5.5.2"));
    assert_eq!(client.answer().await, "");
    drop(client);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut rude = tcp(&house).await;
    rude.send("FOO\r\n".repeat(30)).await;
    let mut last = String::new();
    loop {
        match rude.answer().await {
            end if end.is_empty() => break,
            line => last = line,
        }
    }
    assert!(last.starts_with("421 4.7.0"), "{last}");
}

#[tokio::test]
async fn a_stop_lets_a_message_finish() {
    let mut house = house(Settings {
        grace: Duration::from_secs(10),
        ..small()
    })
    .await;
    let mut idle = tcp(&house).await;
    let mut busy = tcp(&house).await;
    busy.envelope(&["security@p.example"]).await;
    busy.send("first half, ").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    house.stop.send(true).unwrap();
    assert!(idle.answer().await.starts_with("421 4.3.2"));
    assert_eq!(busy.ask("second half\r\n.\r\n").await, "250 2.0.0 Stored");
    assert!(busy.answer().await.starts_with("421 4.3.2"));
    while let Some(ended) = house.serving.join_next().await {
        ended.unwrap();
    }
    assert!(TcpStream::connect(house.address).await.is_err());
    assert_eq!(house.memory.all().len(), 1);
}

#[tokio::test]
async fn doors_are_for_this_machine() {
    assert!(Door::loopback("0.0.0.0:0".parse().unwrap()).await.is_err());
    let house = house(small()).await;
    assert!(
        Door::unix(&house.socket).await.is_err(),
        "a living socket is not taken over"
    );
    let dead = house.socket.with_file_name("dead");
    drop(std::os::unix::net::UnixListener::bind(&dead).unwrap());
    assert!(Door::unix(&dead).await.is_ok());
}
