//! Looking from outside: LMTP as a mail server speaks it, second processes, and every byte on the disk.

use super::Stage;
use super::story::MARKERS;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Delivers one message to one recipient; gives the answer after the data.
pub async fn deliver(stage: &Stage, from: &str, to: &str, message: &str) -> Result<String, String> {
    let stream = TcpStream::connect(stage.lmtp).await.map_err(|e| e.to_string())?;
    let mut stream = BufReader::new(stream);
    answer(&mut stream).await?;
    ask(&mut stream, "LHLO demo.example.org").await?;
    ask(&mut stream, &format!("MAIL FROM:<{from}>")).await?;
    ask(&mut stream, &format!("RCPT TO:<{to}>")).await?;
    ask(&mut stream, "DATA").await?;
    let mut data = String::new();
    for line in message.lines() {
        if line.starts_with('.') {
            data.push('.');
        }
        data.push_str(line);
        data.push_str("\r\n");
    }
    data.push_str(".\r\n");
    stream
        .get_mut()
        .write_all(data.as_bytes())
        .await
        .map_err(|e| e.to_string())?;
    let last = answer(&mut stream).await?;
    let _ = stream.get_mut().write_all(b"QUIT\r\n").await;
    Ok(last)
}

async fn ask(stream: &mut BufReader<TcpStream>, line: &str) -> Result<String, String> {
    stream
        .get_mut()
        .write_all(format!("{line}\r\n").as_bytes())
        .await
        .map_err(|e| e.to_string())?;
    answer(stream).await
}

async fn answer(stream: &mut BufReader<TcpStream>) -> Result<String, String> {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.map_err(|e| e.to_string())?;
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(line.trim_end().to_owned());
        }
    }
}

/// Runs this program again, as somebody on the host would; gives exit code and output.
#[expect(
    clippy::disallowed_methods,
    reason = "the second process of the demo is this program itself"
)]
pub async fn second_process(stage: &Stage, args: &[&str], input: &[u8]) -> Result<(i32, String), String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = tokio::process::Command::new(program);
    command.args(args).arg("--config").arg(&stage.config);
    run(command, input).await
}

/// The same without a configuration: commands that need no instance.
#[expect(
    clippy::disallowed_methods,
    reason = "the second process of the demo is this program itself"
)]
pub async fn second_process_alone(args: &[&str]) -> Result<(i32, String), String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = tokio::process::Command::new(program);
    command.args(args);
    run(command, b"").await
}

async fn run(mut command: tokio::process::Command, input: &[u8]) -> Result<(i32, String), String> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| e.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input).await;
    }
    let output = child.wait_with_output().await.map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok((output.status.code().unwrap_or(-1), text))
}

/// Where marker words of the embargoed report stand in clear under a folder: as they are, in base64 at any offset, in
/// UTF-16. (Nothing there is compressed by us; a file that is, is named.)
pub fn markers_on_disk(folder: &Path) -> (usize, Vec<String>) {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let mut found = Vec::new();
    let mut bytes_read = 0;
    for path in files {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        bytes_read += bytes.len();
        if bytes.windows(3).any(|w| w == [0x1f, 0x8b, 0x08]) && path.extension().is_some_and(|e| e == "gz") {
            found.push(format!("{} is compressed", path.display()));
        }
        for marker in MARKERS {
            for form in forms(marker) {
                if contains(&bytes, &form) {
                    found.push(format!("“{marker}” in {}", path.display()));
                }
            }
        }
    }
    (bytes_read, found)
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|e| e.path()) {
        if path.is_dir() {
            collect(&path, into)
        } else {
            into.push(path)
        }
    }
}

fn forms(marker: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![marker.as_bytes().to_vec()];
    forms.push(marker.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.push(marker.encode_utf16().flat_map(u16::to_be_bytes).collect());
    for offset in 0..3 {
        let padded: Vec<u8> = std::iter::repeat_n(b' ', offset).chain(marker.bytes()).collect();
        let encoded = base64(&padded);
        // The first and last letters depend on what stands beside the marker.
        let (skip, end) = ([0, 2, 3][offset], encoded.len() - 4);
        if end > skip + 6 {
            forms.push(encoded.as_bytes()[skip..end].to_vec());
        }
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = (u32::from(chunk[0]) << 16)
            | (u32::from(*chunk.get(1).unwrap_or(&0)) << 8)
            | u32::from(*chunk.get(2).unwrap_or(&0));
        for shift in [18, 12, 6, 0] {
            out.push(char::from(LETTERS[(n >> shift) as usize & 63]));
        }
    }
    out
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}
