//! The commands. Each prints for people on standard output, says on standard error why it refuses, and ends with the
//! exit code of the table in cli.rs.

mod check;
mod host;
mod plan;
mod policy;
mod remote;

pub use host::sign_in_link;

use crate::cli::{Command, ConfigArg};
use crate::config::{self, Config};
use crate::wiring::{StartError, System};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why a command ends other than well.
pub enum Stop {
    /// Exit code 1; the sentence is for people.
    Refused(String),
    /// Exit code 1; the reason for programs, as JSON.
    RefusedJson(serde_json::Value),
    /// Exit code 75: the caller keeps what it has and tries again.
    TryAgain(String),
}

impl From<StartError> for Stop {
    fn from(error: StartError) -> Self {
        Stop::Refused(error.to_string())
    }
}

impl From<ambergate_coordinator::Error> for Stop {
    fn from(error: ambergate_coordinator::Error) -> Self {
        Stop::Refused(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Stop::Refused(error.to_string())
    }
}

pub fn run(command: Command) -> ExitCode {
    // One TLS provider in the whole graph; without it the first TLS client would panic.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let filter = tracing_subscriber::EnvFilter::new(match &command {
        Command::Demo(_) => "warn".to_owned(),
        _ => config::log_filter(),
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    // What a panic says may be a word of a case: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "a part of the program failed");
    }));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return end(Err(Stop::TryAgain(error.to_string()))),
    };
    let result = runtime.block_on(dispatch(command));
    // What still runs on its own threads must not hold the exit back.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    end(result)
}

async fn dispatch(command: Command) -> Result<(), Stop> {
    match command {
        Command::Demo(args) => crate::demo::run(args).await,
        Command::Serve(arg) => crate::serve::serve(&path_of(&arg), configuration(&arg)?).await,
        Command::Ingest(args) => host::ingest(args).await,
        Command::Policy(command) => policy::policy(command),
        Command::Member(command) => host::member(command).await,
        Command::Token(command) => host::token(command).await,
        Command::Case(command) => remote::case(command).await,
        Command::Cvss { vector, json } => check::cvss(&vector, Face::of(json)),
        Command::Advisory(command) => check::advisory(command),
        Command::Site(command) => host::site(command).await,
        Command::Audit(command) => host::audit(command).await,
        Command::Seed(args) => crate::seed::run(args).await,
        Command::Gallery { out } => check::gallery(&out),
    }
}

/// For whom a command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    People,
    Json,
}

impl Face {
    fn of(json: bool) -> Self {
        if json { Face::Json } else { Face::People }
    }
}

pub fn configuration(arg: &ConfigArg) -> Result<Config, Stop> {
    Config::read(&path_of(arg)).map_err(|error| Stop::Refused(error.to_string()))
}

fn path_of(arg: &ConfigArg) -> PathBuf {
    arg.config.clone().unwrap_or_else(config::default_path)
}

pub async fn system(arg: &ConfigArg) -> Result<System, Stop> {
    Ok(crate::wiring::open(configuration(arg)?).await?)
}

/// A line for people. A closed pipe is nobody's fault.
pub fn say(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref());
    let _ = out.flush();
}

fn end(result: Result<(), Stop>) -> ExitCode {
    let (code, why) = match result {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Stop::Refused(why)) => (1, why),
        Err(Stop::RefusedJson(why)) => {
            let _ = writeln!(std::io::stderr().lock(), "{why}");
            return ExitCode::from(1);
        }
        Err(Stop::TryAgain(why)) => (75, why),
    };
    let _ = writeln!(std::io::stderr().lock(), "ambergate: {why}");
    ExitCode::from(code)
}
