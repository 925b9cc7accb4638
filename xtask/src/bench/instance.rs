//! A throwaway instance of the real binary: its configuration, its seeded cases, its running server.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::{Connection, Page};
use crate::program::{Program, Running, Trouble, pause, say};

/// How long a server may take to its first page before the measurement gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// The line by which `ambergate seed` hands over what it made.
const MARK: &str = "AMBERGATE_SEED ";

pub struct Instance {
    binary: PathBuf,
    folder: PathBuf,
    config: PathBuf,
    /// Loopback ports of the public pages, the members' pages and LMTP.
    ports: [u16; 3],
    /// `name=value` of a signed-in member's session.
    pub cookie: String,
    /// A case that the list shows.
    pub case: String,
    /// What the seeding took, founding and opening included.
    pub took: Duration,
}

impl Instance {
    /// Fills an empty instance through the real use cases.
    pub fn seed(binary: &Path, parent: &Path, cases: u32) -> Result<Self, Trouble> {
        let folder = parent.join(cases.to_string());
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(Trouble::io(format!("removing {}", folder.display())))?;
        }
        std::fs::create_dir_all(&folder).map_err(Trouble::io(format!("making {}", folder.display())))?;
        let ports = free_ports()?;
        let config = folder.join("ambergate.toml");
        std::fs::write(&config, configuration(&folder, ports))
            .map_err(Trouble::io(format!("writing {}", config.display())))?;
        say(format!("seeding {cases} cases"));
        let begun = Instant::now();
        let mut seeded = None;
        Program::new(binary)
            .args(["seed", "--cases", &cases.to_string(), "--config"])
            .arg(&config)
            .env("AMBERGATE_LOG", "warn")
            .watch(|line| match line.strip_prefix(MARK) {
                Some(made) => seeded = serde_json::from_str::<Value>(made).ok(),
                None => say(line),
            })?;
        let took = begun.elapsed();
        let word = |key: &str| seeded.as_ref().and_then(|made| made[key].as_str()).map(str::to_owned);
        let (Some(session), Some(case)) = (word("session"), word("case")) else {
            return Err(Trouble::Said(format!(
                "ambergate seed did not print its line {MARK}{{..}}"
            )));
        };
        // The name that the members' session cookie has over plain HTTP.
        let cookie = format!("ambergate={session}");
        Ok(Self {
            binary: binary.to_owned(),
            folder,
            config,
            ports,
            cookie,
            case,
            took,
        })
    }

    /// Starts the server; gives the time from there to the last byte of a page.
    pub fn serve(&self) -> Result<(Server, Duration), Trouble> {
        let program = Program::new(&self.binary).args(["serve", "--config"]).arg(&self.config);
        self.started(program.env("AMBERGATE_LOG", "warn"))
    }

    /// The same below another program, which is given first: strace and its options.
    pub fn serve_below(&self, tracer: Program) -> Result<Server, Trouble> {
        let program = tracer.arg(&self.binary).args(["serve", "--config"]).arg(&self.config);
        self.started(program.env("AMBERGATE_LOG", "warn"))
            .map(|(server, _)| server)
    }

    fn started(&self, program: Program) -> Result<(Server, Duration), Trouble> {
        let [public, members, lmtp] = self.ports.map(|port| format!("127.0.0.1:{port}"));
        let first = Page {
            host: public,
            path: "/seed/report".to_owned(),
        };
        let begun = Instant::now();
        let mut server = Server {
            running: program.start()?,
            members,
            lmtp,
        };
        let mut last = "nothing".to_owned();
        while begun.elapsed() < PATIENCE {
            match Connection::open(&first, "").and_then(|mut on| on.get(&first.path)) {
                Ok(answer) if answer.status == 200 => {
                    let took = begun.elapsed();
                    return Ok((server, took));
                }
                Ok(answer) => last = format!("status {}", answer.status),
                Err(trouble) => last = trouble.to_string(),
            }
            if let Some(status) = server.running.ended() {
                return Err(Trouble::Said(format!(
                    "ambergate serve ended with {status} before it gave a page"
                )));
            }
            pause(Duration::from_millis(1));
        }
        // A tracer takes its server with it only when the server ends by itself.
        drop(server.stop());
        Err(Trouble::Said(format!(
            "no page from {} within {} s, at last {last}",
            first.host,
            PATIENCE.as_secs()
        )))
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn remove(self) -> Result<(), Trouble> {
        std::fs::remove_dir_all(&self.folder).map_err(Trouble::io(format!("removing {}", self.folder.display())))
    }
}

/// A running server of an instance.
pub struct Server {
    running: Running,
    members: String,
    /// `host:port` of the LMTP listener.
    pub lmtp: String,
}

impl Server {
    /// A page of the members' listener.
    pub fn members(&self, path: &str) -> Page {
        Page {
            host: self.members.clone(),
            path: path.to_owned(),
        }
    }

    /// Resident bytes, from the kernel.
    pub fn resident(&self) -> Result<u64, Trouble> {
        resident(self.running.pid())
    }

    /// Waits until the work that earlier measurements left behind is done: the server's processor time stands still.
    pub fn settle(&self) -> Result<(), Trouble> {
        let begun = Instant::now();
        let mut before = ticks(self.pid())?;
        while begun.elapsed() < Duration::from_secs(300) {
            pause(Duration::from_millis(500));
            let now = ticks(self.pid())?;
            // A tick is 10 ms; the worker looks around now and then.
            if now - before <= 2 {
                return Ok(());
            }
            before = now;
        }
        Err(Trouble::Said("the server was still at work after five minutes".into()))
    }

    /// Asks it to stop and waits until it is gone.
    pub fn stop(mut self) -> Result<(), Trouble> {
        Program::new("kill").args(["-TERM", &self.pid().to_string()]).read()?;
        let begun = Instant::now();
        while self.running.ended().is_none() {
            if begun.elapsed() > PATIENCE {
                return Err(Trouble::Said("ambergate serve did not stop when it was told to".into()));
            }
            pause(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The server itself, also where a tracer started it.
    fn pid(&self) -> u32 {
        let started = self.running.pid();
        let children = std::fs::read_to_string(format!("/proc/{started}/task/{started}/children")).unwrap_or_default();
        children
            .split_whitespace()
            .next()
            .and_then(|pid| pid.parse().ok())
            .unwrap_or(started)
    }
}

fn configuration(folder: &Path, [public, members, lmtp]: [u16; 3]) -> String {
    let data = folder.join("data");
    format!(
        "data = {data:?}\n\
         [public]\nlisten = \"127.0.0.1:{public}\"\nurl = \"http://localhost:{public}\"\n\
         [members]\nlisten = \"127.0.0.1:{members}\"\nurl = \"http://localhost:{members}\"\n\
         [lmtp]\ntcp = \"127.0.0.1:{lmtp}\"\n"
    )
}

/// Ports that were free a moment ago.
fn free_ports() -> Result<[u16; 3], Trouble> {
    let port = |listener: &TcpListener| listener.local_addr().map(|address| address.port());
    let taken = || -> std::io::Result<[u16; 3]> {
        let all = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0"));
        let [a, b, c] = all;
        Ok([port(&a?)?, port(&b?)?, port(&c?)?])
    };
    taken().map_err(Trouble::io("finding free ports"))
}

fn resident(pid: u32) -> Result<u64, Trouble> {
    let file = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&file).map_err(Trouble::io(format!("reading {file}")))?;
    let line = status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?
            .trim()
            .strip_suffix(" kB")?
            .parse::<u64>()
            .ok()
    });
    line.map(|kibibytes| kibibytes * 1024)
        .ok_or_else(|| Trouble::Said(format!("{file} has no VmRSS line")))
}

/// Processor time of a process in ticks, its own and the kernel's for it.
fn ticks(pid: u32) -> Result<u64, Trouble> {
    let file = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&file).map_err(Trouble::io(format!("reading {file}")))?;
    // The name in brackets may hold spaces; the times are the 12th and 13th words after it.
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let times = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|word| word.parse::<u64>().ok());
    Ok(times.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_memory_and_time_are_read() {
        let bytes = resident(std::process::id()).unwrap();
        assert!((100_000..10_000_000_000).contains(&bytes), "{bytes}");
        assert!(ticks(std::process::id()).unwrap() < 100_000);
    }

    #[test]
    fn three_free_ports_differ() {
        let [a, b, c] = free_ports().unwrap();
        assert!(a != b && b != c && a != c);
    }
}
