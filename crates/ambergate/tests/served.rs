//! The served program, started and killed as an operating system would. `kill -9` at any moment of an LMTP run, restart:
//! every message that got 250 is there exactly once. And no word of a message is in the log, however much is logged.
#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]
#![expect(clippy::disallowed_methods, reason = "this test starts and kills the real program")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Messages of the whole run, and how many times the program is killed meanwhile.
const MESSAGES: usize = 2_000;
const KILLS: usize = 12;

#[test]
fn every_message_that_got_250_is_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let (lmtp, web) = (free_port(), (free_port(), free_port()));
    let config = folder.path().join("ambergate.toml");
    std::fs::write(&config, configuration(folder.path(), lmtp, web)).unwrap();
    let mut program = start(&config, lmtp);
    let mut accepted = BTreeSet::new();
    let mut kills = 0;
    let mut connection: Option<BufReader<TcpStream>> = None;
    for n in 0..MESSAGES {
        // Kills are spread over the run; each comes a different, short time after a message was begun.
        let kill_here = n % (MESSAGES / KILLS) == MESSAGES / KILLS / 2;
        loop {
            if kill_here && kills <= n / (MESSAGES / KILLS) {
                let delay = Duration::from_micros(137 * (kills as u64 * 7 + 1));
                let pid = program.id();
                let killer = std::thread::spawn(move || {
                    let until = Instant::now() + delay;
                    while Instant::now() < until {}
                    let _ = Command::new("kill").arg("-9").arg(pid.to_string()).status();
                });
                let got = connected(&mut connection, lmtp).and_then(|c| deliver(c, n));
                killer.join().unwrap();
                program.wait().unwrap();
                program = start(&config, lmtp);
                connection = None;
                kills += 1;
                if got.is_some() {
                    accepted.insert(n);
                    break;
                }
                continue;
            }
            match connected(&mut connection, lmtp).and_then(|c| deliver(c, n)) {
                Some(()) => {
                    accepted.insert(n);
                    break;
                }
                // Anything but 250: the sender keeps the message and tries again.
                None => connection = None,
            }
        }
    }
    assert_eq!((accepted.len(), kills), (MESSAGES, KILLS));
    let _ = Command::new("kill").arg("-TERM").arg(program.id().to_string()).status();
    program.wait().unwrap();
    let titles = titles(&config);
    let once: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(titles.len(), MESSAGES, "each message is one report");
    assert_eq!(once.len(), MESSAGES, "none is there twice");
    let verify = Command::new(env!("CARGO_BIN_EXE_ambergate"))
        .args(["audit", "verify", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stderr));
}

/// Words of the message; none may be in any line of the log.
const CANARIES: [&str; 4] = ["quixotic-subject", "quixotic-body", "quixotic-sender", "Zanzibar"];

#[test]
fn no_word_of_a_message_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (lmtp, web) = (free_port(), (free_port(), free_port()));
    let config = folder.path().join("ambergate.toml");
    std::fs::write(&config, configuration(folder.path(), lmtp, web)).unwrap();
    let log = folder.path().join("log");
    let mut program = start_logging(&config, lmtp, "trace", std::fs::File::create(&log).unwrap().into());
    let mut connection = None;
    let stream = connected(&mut connection, lmtp).unwrap();
    ask(stream, "MAIL FROM:<quixotic-sender@example.org>").unwrap();
    ask(stream, "RCPT TO:<security@kill.example.org>").unwrap();
    ask(stream, "DATA").unwrap();
    let message =
        "From: Zanzibar <quixotic-sender@example.org>\r\nSubject: quixotic-subject\r\n\r\nquixotic-body\r\n.\r\n";
    stream.get_mut().write_all(message.as_bytes()).unwrap();
    assert!(answer(stream).unwrap().starts_with("250"));
    // Half a message, and one for nobody: faults are logged without words too.
    let mut broken = TcpStream::connect(("127.0.0.1", lmtp)).unwrap();
    broken
        .write_all(
            b"LHLO x\r\nMAIL FROM:<quixotic-sender@example.org>\r\nRCPT TO:<quixotic-body@nowhere.example>\r\nDATA\r\n",
        )
        .unwrap();
    drop(broken);
    std::thread::sleep(Duration::from_secs(2));
    let _ = Command::new("kill").arg("-TERM").arg(program.id().to_string()).status();
    program.wait().unwrap();
    let text = String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
    assert!(text.lines().count() > 20, "the log says something: {text}");
    for canary in CANARIES {
        let line = text.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "{canary} is logged: {line:?}");
    }
}

/// Reads what is left unread, then lists the titles of all reports from the database, through the store's own doors.
fn titles(config: &Path) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let config = ambergate::config::Config::read(config).unwrap();
        let system = ambergate::wiring::open(config).await.unwrap();
        // What a killed reader had taken is free again after its lease.
        let until = Instant::now() + Duration::from_secs(90);
        let mut titles = Vec::new();
        while titles.len() < MESSAGES && Instant::now() < until {
            system.coordinator.run_jobs().await.unwrap();
            titles = system.coordinator.report_titles_on_host("kill").await.unwrap();
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        system.coordinator.close().await;
        titles
    })
}

fn connected(held: &mut Option<BufReader<TcpStream>>, port: u16) -> Option<&mut BufReader<TcpStream>> {
    if held.is_none() {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let mut stream = BufReader::new(stream);
        answer(&mut stream)?;
        ask(&mut stream, "LHLO test.example.org")?;
        *held = Some(stream);
    }
    held.as_mut()
}

fn deliver(stream: &mut BufReader<TcpStream>, n: usize) -> Option<()> {
    ask(stream, "MAIL FROM:<a@example.org>")?;
    ask(stream, "RCPT TO:<security@kill.example.org>")?;
    ask(stream, "DATA")?;
    let body = "x".repeat(70) + "\r\n";
    let message = format!(
        "From: a@example.org\r\nSubject: number {n}\r\n\r\n{}.\r\n",
        body.repeat(n % 40)
    );
    stream.get_mut().write_all(message.as_bytes()).ok()?;
    answer(stream).filter(|line| line.starts_with("250")).map(|_| ())
}

fn ask(stream: &mut BufReader<TcpStream>, line: &str) -> Option<String> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).ok()?;
    answer(stream)
}

fn answer(stream: &mut BufReader<TcpStream>) -> Option<String> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Some(line);
        }
    }
}

fn start(config: &Path, lmtp: u16) -> Child {
    start_logging(config, lmtp, "warn", Stdio::null())
}

fn start_logging(config: &Path, lmtp: u16, level: &str, log: Stdio) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_ambergate"))
        .args(["serve", "--config"])
        .arg(config)
        .stdout(Stdio::null())
        .env("AMBERGATE_LOG", level)
        .stderr(log)
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(("127.0.0.1", lmtp)).is_err() {
        assert!(Instant::now() < until, "the program did not start");
        std::thread::yield_now();
    }
    child
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn configuration(folder: &Path, lmtp: u16, (public, members): (u16, u16)) -> String {
    format!(
        r#"
data = "{}"
[public]
listen = "127.0.0.1:{public}"
url = "http://localhost:{public}"
[members]
listen = "127.0.0.1:{members}"
url = "http://localhost:{members}"
[lmtp]
tcp = "127.0.0.1:{lmtp}"
[[project]]
slug = "kill"
name = "Kill"
contact = "security@kill.example.org"
vendor = "kill"
product = "kill"
ecosystem = "Go"
package = "example.org/kill"
cna_org_id = "a0819718-46f1-4df5-94e2-005712e83aaa"
cna_short_name = "GitHub_M"
[[project.member]]
name = "Robin Ashe"
address = "robin@example.org"
role = "pst"
"#,
        folder.join("data").display()
    )
}

/// A running instance reads its policies again when it is told to; one with a fault is refused, and so is a version that a
/// case is pinned to with other words.
#[test]
fn a_policy_with_a_fault_is_refused_while_the_program_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (lmtp, web) = (free_port(), (free_port(), free_port()));
    let config = folder.path().join("ambergate.toml");
    let policy = folder.path().join("ours.toml");
    let said = folder.path().join("said.txt");
    let text = |version: &str, max: &str| {
        format!(
            "schema = 1\nextends = \"coredns\"\n[policy]\nid = \"ours\"\nversion = \"{version}\"\nkind = \"project\"\nname = \"Ours\"\n\
             source = \"https://example.org/SECURITY.md\"\ntz = \"UTC\"\nholidays = \"none\"\ntlp_default = \"TLP:AMBER+STRICT\"\n[[clock]]\nid = \"severity_set\"\nmax = \"{max}\"\n"
        )
    };
    std::fs::write(&policy, text("1", "3d")).unwrap();
    let configuration = configuration(folder.path(), lmtp, web);
    std::fs::write(
        &config,
        format!("policies = [{:?}]\n{configuration}", policy.display().to_string()),
    )
    .unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_ambergate"))
        .arg("serve")
        .arg("--config")
        .arg(&config)
        .stdout(std::fs::File::create(&said).unwrap())
        .stderr(std::fs::File::create(folder.path().join("log.txt")).unwrap())
        .spawn()
        .unwrap();
    let says = |program: &mut Child, words: &str| {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let text = std::fs::read_to_string(&said).unwrap();
            if text.contains(words) {
                return;
            }
            let log = std::fs::read_to_string(folder.path().join("log.txt")).unwrap();
            let running = program.try_wait().unwrap().is_none();
            assert!(running && Instant::now() < until, "never said {words:?}: {text}{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let again = |program: &Child| {
        let told = Command::new("kill").arg("-HUP").arg(program.id().to_string()).status();
        assert!(told.unwrap().success());
    };
    says(&mut program, "members' pages");
    std::fs::write(&policy, text("2", "a while")).unwrap();
    again(&program);
    says(&mut program, "the new policies are refused, the old ones stay");
    says(&mut program, "ours.toml:14: ");
    std::fs::write(&policy, text("2", "5d")).unwrap();
    again(&program);
    says(
        &mut program,
        "policies were read anew: 1 of the configuration are in force",
    );
    program.kill().unwrap();
    program.wait().unwrap();
}
