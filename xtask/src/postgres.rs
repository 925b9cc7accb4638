//! A throwaway PostgreSQL for the tests: its own data directory, a unix socket, no network, no durability.
//! The server lives in a temporary folder of its own, since it runs as `postgres` when we are root, and that account
//! may not be able to reach the workspace; `target/pg/server` remembers the folder.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::program::{Program, Trouble, say, target};
use crate::tools::{self, Package};

#[derive(Subcommand)]
pub enum Command {
    /// Start it (or find it running) and print its address
    Up,
    /// Stop it and remove its data
    Down,
    /// Print its address, or fail when it is not running
    Url,
}

pub fn run(command: &Command) -> Result<(), Trouble> {
    match command {
        Command::Up => say(Server::up()?.url()),
        Command::Down => match Server::remembered() {
            Some(server) => server.down()?,
            None => say("no PostgreSQL of ours is running"),
        },
        Command::Url => match Server::remembered().filter(Server::is_running) {
            Some(server) => say(server.url()),
            None => {
                return Err(Trouble::Said(
                    "no PostgreSQL of ours is running: `cargo xtask postgres up` starts it".into(),
                ));
            }
        },
    }
    Ok(())
}

/// A server that was started, now or earlier.
pub struct Server {
    folder: PathBuf,
    bin: PathBuf,
}

impl Server {
    /// Starts a server, or gives the one that runs already.
    pub fn up() -> Result<Self, Trouble> {
        if let Some(server) = Self::remembered() {
            if server.is_running() {
                return Ok(server);
            }
            server.down()?;
        }
        tools::debian(&[Package::Postgresql])?;
        let bin = tools::postgres_bin()
            .ok_or_else(|| Trouble::Said("PostgreSQL's initdb was not found: install `postgresql`".into()))?;
        // A unix socket's path is at most 107 bytes, so the folder stands near the root.
        let folder = PathBuf::from(
            Program::new("mktemp")
                .args(["-d", "-t", "ambergate-pg-XXXXXX"])
                .read()?,
        );
        let server = Self { folder, bin };
        if tools::is_root() {
            Program::new("chown").arg("postgres:").arg(&server.folder).run()?;
        }
        server.remember()?;
        server
            .program("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ])
            .arg("--pgdata")
            .arg(server.data())
            .read()?;
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=200 -c max_wal_size=256MB -c log_min_messages=fatal",
            server.folder.display()
        );
        server
            .program("pg_ctl")
            .args(["--wait", "--silent", "--timeout=60", "--pgdata"])
            .arg(server.data())
            .arg("--log")
            .arg(server.folder.join("log"))
            .arg("--options")
            .arg(settings)
            .arg("start")
            .run()?;
        Ok(server)
    }

    /// The server that an earlier `up` left, running or not.
    pub fn remembered() -> Option<Self> {
        let folder = PathBuf::from(std::fs::read_to_string(note()).ok()?.trim());
        let bin = tools::postgres_bin()?;
        folder.is_dir().then_some(Self { folder, bin })
    }

    pub fn is_running(&self) -> bool {
        self.program("pg_ctl")
            .args(["status", "--pgdata"])
            .arg(self.data())
            .read()
            .is_ok()
    }

    /// For `AMBERGATE_TEST_PG`: the maintenance database, as superuser, by the socket.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }

    /// Stops it and removes its data.
    pub fn down(&self) -> Result<(), Trouble> {
        if self.is_running() {
            self.program("pg_ctl")
                .args(["--silent", "--mode=immediate", "--timeout=30", "--pgdata"])
                .arg(self.data())
                .arg("stop")
                .run()?;
        }
        std::fs::remove_dir_all(&self.folder).map_err(Trouble::io(format!("removing {}", self.folder.display())))?;
        std::fs::remove_file(note()).map_err(Trouble::io("forgetting the PostgreSQL server"))
    }

    fn remember(&self) -> Result<(), Trouble> {
        let note = note();
        if let Some(folder) = note.parent() {
            std::fs::create_dir_all(folder).map_err(Trouble::io(format!("making {}", folder.display())))?;
        }
        std::fs::write(&note, self.folder.display().to_string())
            .map_err(Trouble::io(format!("writing {}", note.display())))
    }

    /// One of the server's programs, as the account that may run it: `initdb` refuses root.
    fn program(&self, name: &str) -> Program {
        let program = if tools::is_root() {
            Program::new("runuser")
                .args(["-u", "postgres", "--"])
                .arg(self.bin.join(name))
        } else {
            Program::new(self.bin.join(name))
        };
        // `--locale` above decides; a caller's locale that is not installed would only print warnings.
        program.within(Path::new("/")).env("LC_ALL", "C.UTF-8")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

fn note() -> PathBuf {
    target().join("pg/server")
}
