//! The one place of xtask that starts programs, reads the environment, sleeps and prints.

#![expect(
    clippy::disallowed_methods,
    reason = "xtask is the developers' shell: it starts programs and waits for them"
)]

use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What went wrong, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A program is not there or may not be started.
    #[error("{program} could not be started: {source}")]
    Start { program: String, source: std::io::Error },
    /// A program ran and was not content; its own output says why.
    #[error("`{program}` ended with {status}")]
    Ended { program: String, status: String },
    /// A file or a socket failed.
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    /// Anything else: the sentence says what happened and what to do.
    #[error("{0}")]
    Said(String),
    /// Tests failed, and the summary has said which.
    #[error("some checks failed")]
    Counted,
}

impl Trouble {
    /// For `map_err` on file and socket calls; `what` names the act and its object.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

/// A program to be started, with what a person would have typed.
pub struct Program {
    command: Command,
    typed: String,
}

impl Program {
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(name.as_ref());
        command.stdin(Stdio::null()).current_dir(root());
        Self {
            command,
            typed: short(name.as_ref()),
        }
    }

    /// Cargo itself, without what the outer `cargo run` told this process about the xtask package.
    pub fn cargo() -> Self {
        let mut program = Self::new(env("CARGO").unwrap_or_else(|| "cargo".into()));
        program.typed = "cargo".to_owned();
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                program.command.env_remove(name);
            }
        }
        program
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.typed.push(' ');
        self.typed.push_str(&short(arg.as_ref()));
        self.command.arg(arg);
        self
    }

    pub fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// The working directory; the workspace root unless said.
    pub fn within(mut self, dir: impl AsRef<Path>) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// What a person would have typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Runs it with this terminal's output.
    pub fn run(mut self) -> Result<(), Trouble> {
        let status = self.command.status().map_err(|source| Trouble::Start {
            program: self.typed.clone(),
            source,
        })?;
        if status.success() {
            Ok(())
        } else {
            Err(Trouble::Ended {
                program: self.typed,
                status: status.to_string(),
            })
        }
    }

    /// Runs it silently and gives its trimmed standard output.
    pub fn read(mut self) -> Result<String, Trouble> {
        let output = self.command.output().map_err(|source| Trouble::Start {
            program: self.typed.clone(),
            source,
        })?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Trouble::Said(format!(
                "`{}` ended with {}: {}",
                self.typed,
                output.status,
                said.trim()
            )))
        }
    }

    /// Runs it and hands over each line of both its outputs, in the order in which they come.
    pub fn watch(mut self, mut line: impl FnMut(&str)) -> Result<(), Trouble> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().map_err(|source| Trouble::Start {
            program: self.typed.clone(),
            source,
        })?;
        let (sender, lines) = mpsc::channel();
        let readers = [
            child.stdout.take().map(|out| feed(out, sender.clone())),
            child.stderr.take().map(|out| feed(out, sender)),
        ];
        for text in lines {
            line(&text);
        }
        for reader in readers.into_iter().flatten() {
            // A reader only ends at the end of its pipe; a panic in it would have lost lines, not the result.
            drop(reader.join());
        }
        let status = child
            .wait()
            .map_err(Trouble::io(format!("waiting for {}", self.typed)))?;
        if status.success() {
            Ok(())
        } else {
            Err(Trouble::Ended {
                program: self.typed,
                status: status.to_string(),
            })
        }
    }

    /// Starts it and goes on; it is ended when the value is dropped.
    pub fn start(mut self) -> Result<Running, Trouble> {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        match self.command.spawn() {
            Ok(child) => Ok(Running { child }),
            Err(source) => Err(Trouble::Start {
                program: self.typed,
                source,
            }),
        }
    }
}

/// A program that runs beside us.
pub struct Running {
    child: Child,
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<String> {
        self.child.try_wait().ok().flatten().map(|status| status.to_string())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone is as good as ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn feed(out: impl Read + Send + 'static, lines: mpsc::Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&line);
            if lines.send(text.trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    })
}

/// A name below the workspace is shown from there on.
fn short(text: &OsStr) -> String {
    let text = text.to_string_lossy();
    let root = format!("{}/", root().display());
    text.strip_prefix(&root).unwrap_or(&text).to_owned()
}

/// The workspace's folder.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// The folder that cargo builds in.
pub fn target() -> PathBuf {
    env("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

pub fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The wall clock, as strace writes it.
pub fn seconds_since_epoch() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

pub fn pause(time: Duration) {
    thread::sleep(time);
}

#[expect(clippy::print_stdout, reason = "a command's output")]
pub fn say(text: impl Display) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a command's complaint")]
pub fn complain(text: &impl Display) {
    eprintln!("xtask: {text}");
}
