//! How often the server makes the disk sync for each message, as strace sees its calls.

use super::instance::Instance;
use super::lmtp;
use crate::program::{Program, Trouble, say, seconds_since_epoch};
use crate::tools;

const MESSAGES: u64 = 400;

pub struct Each {
    /// From the first connection to the last 250; what the readers commit meanwhile is in it.
    pub until_answered: f64,
    /// Until the server was quiet again: read, acknowledged, queued.
    pub in_all: f64,
}

/// The inner error says why it could not be measured on this machine.
pub fn per_message(instance: &Instance, connections: usize) -> Result<Result<Each, String>, Trouble> {
    if tools::in_path("strace").is_none() {
        return Ok(Err("install strace".to_owned()));
    }
    let log = instance.folder().join(format!("strace-{connections}"));
    // With a filter in the kernel, only the traced calls become slower.
    let strace = Program::new("strace")
        .args([
            "-f",
            "--seccomp-bpf",
            "-q",
            "-ttt",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync",
            "-o",
        ])
        .arg(&log);
    let server = match instance.serve_below(strace) {
        Ok(server) => server,
        Err(trouble) => return Ok(Err(format!("strace could not start the server ({trouble})"))),
    };
    server.settle()?;
    say(format!("counting syncs, {connections} at once"));
    let begun = seconds_since_epoch();
    lmtp::deliver(&server.lmtp, connections, MESSAGES)?;
    let answered = seconds_since_epoch();
    server.settle()?;
    let quiet = seconds_since_epoch();
    server.stop()?;
    let text = std::fs::read_to_string(&log).map_err(Trouble::io(format!("reading {}", log.display())))?;
    let each = |until: f64| count(&text, begun, until) as f64 / MESSAGES as f64;
    Ok(Ok(Each {
        until_answered: each(answered),
        in_all: each(quiet),
    }))
}

/// Calls that began within the time. A call that another thread's line cuts in two is one: its second line says "resumed".
fn count(log: &str, from: f64, until: f64) -> usize {
    let at = |line: &str| -> Option<f64> {
        let (_, rest) = line.split_once(char::is_whitespace)?;
        let (time, call) = rest.trim_start().split_once(' ')?;
        call.contains('(').then_some(())?;
        (!call.starts_with('<')).then_some(())?;
        time.parse().ok()
    };
    log.lines()
        .filter_map(at)
        .filter(|time| (from..=until).contains(time))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_once_and_within_their_time() {
        let log = "71  100.000100 fdatasync(9) = 0\n\
                   72  100.200000 fsync(12 <unfinished ...>\n\
                   71  100.300000 fdatasync(9)                     = 0\n\
                   72  100.400000 <... fsync resumed>)           = 0\n\
                   73  100.450000 +++ exited with 0 +++\n\
                   71  101.000000 fdatasync(9) = 0\n";
        assert_eq!(count(log, 100.0, 100.5), 3);
        assert_eq!(count(log, 100.1, 102.0), 3);
        assert_eq!(count(log, 102.0, 103.0), 0);
    }
}
