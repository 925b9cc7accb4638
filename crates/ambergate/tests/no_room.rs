//! Disk full or database locked during intake: 75, and the message arrives on retry. Real files, the real binary.
#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]
#![expect(
    clippy::disallowed_methods,
    reason = "this test starts the real program and mounts a small disk"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[test]
fn a_locked_database_is_answered_by_75_and_the_retry_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let config = write_configuration(folder.path());
    assert_eq!(ingest(&config, "first").status.code(), Some(0));
    // Another process holds the writer's place for longer than anybody waits.
    let mut holder = Command::new("python3")
        .args(["-c", "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute('begin exclusive')\nprint('held',flush=True)\nsys.stdin.read()"])
        .arg(folder.path().join("data/ambergate.db"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = [0u8; 5];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut held).unwrap();
    let refused = ingest(&config, "second");
    assert_eq!(
        refused.status.code(),
        Some(75),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
    drop(holder.stdin.take());
    holder.wait().unwrap();
    assert_eq!(ingest(&config, "second").status.code(), Some(0));
    assert_eq!(titles(&config), ["first", "second"]);
}

#[test]
fn a_full_disk_is_answered_by_75_and_the_retry_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"])
        .arg(&disk)
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here (this needs root)");
        return;
    }
    let unmount = Unmount(disk.clone());
    let config = write_configuration(&disk);
    assert_eq!(ingest(&config, "first").status.code(), Some(0));
    let filler = disk.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    drop(file);
    let big = format!("second\r\n\r\n{}", ("x".repeat(70) + "\r\n").repeat(40_000));
    let refused = ingest(&config, &big);
    assert_eq!(
        refused.status.code(),
        Some(75),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
    std::fs::remove_file(&filler).unwrap();
    assert_eq!(ingest(&config, &big).status.code(), Some(0));
    assert_eq!(titles(&config), ["first", "second"]);
    drop(unmount);
}

#[test]
fn an_unknown_project_or_a_broken_configuration_is_75_too() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("none.toml");
    assert_eq!(
        ingest(&config, "x").status.code(),
        Some(75),
        "anything else would bounce the report to its author"
    );
}

struct Unmount(std::path::PathBuf);
impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn ingest(config: &Path, subject: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ambergate"))
        .args(["ingest", "--project", "small", "--sender", "a@example.org", "--config"])
        .arg(config)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let message = format!("From: a@example.org\r\nSubject: {subject}\r\n\r\nhello\r\n");
    let _ = child.stdin.take().unwrap().write_all(message.as_bytes());
    child.wait_with_output().unwrap()
}

fn titles(config: &Path) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let config = ambergate::config::Config::read(config).unwrap();
        let system = ambergate::wiring::open(config).await.unwrap();
        system.coordinator.run_jobs().await.unwrap();
        let mut titles = system.coordinator.report_titles_on_host("small").await.unwrap();
        system.coordinator.close().await;
        titles.sort();
        titles
    })
}

fn write_configuration(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("ambergate.toml");
    let text = format!(
        r#"
data = "{}"
[public]
listen = "127.0.0.1:0"
url = "http://localhost:1"
[members]
listen = "127.0.0.1:0"
url = "http://localhost:2"
[[project]]
slug = "small"
name = "Small"
contact = "security@small.example.org"
vendor = "small"
product = "small"
ecosystem = "Go"
package = "example.org/small"
cna_org_id = "a0819718-46f1-4df5-94e2-005712e83aaa"
cna_short_name = "GitHub_M"
[[project.member]]
name = "Robin Ashe"
address = "robin@example.org"
role = "pst"
"#,
        folder.join("data").display()
    );
    std::fs::write(&path, text).unwrap();
    path
}
