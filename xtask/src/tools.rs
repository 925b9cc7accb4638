//! What the commands need on the machine: found where it stands, installed where that is ours to do, or named with the
//! line to type. Everything of ours goes below `target/tools`; only Debian packages touch the machine.

use std::path::{Path, PathBuf};

use crate::program::{Program, Trouble, env, root, say, target};

const CARGO_DENY: &str = "0.20.2";
const CHECK_JSONSCHEMA: &str = "0.39.0";

/// Something that comes as a Debian package.
#[derive(Clone, Copy)]
pub enum Package {
    Chromium,
    Git,
    Postgresql,
    PythonVenv,
}

impl Package {
    fn debian(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Git => "git",
            Self::Postgresql => "postgresql",
            Self::PythonVenv => "python3-venv",
        }
    }

    fn is_here(self) -> bool {
        match self {
            Self::Chromium => chromium().exists(),
            Self::Git => in_path("git").is_some(),
            Self::Postgresql => postgres_bin().is_some(),
            Self::PythonVenv => Program::new("python3")
                .args(["-c", "import ensurepip, venv"])
                .read()
                .is_ok(),
        }
    }
}

/// Makes sure of Debian packages: installs them as root, else says what to run.
pub fn debian(packages: &[Package]) -> Result<(), Trouble> {
    let missing: Vec<&str> = packages
        .iter()
        .filter(|package| !package.is_here())
        .map(|p| p.debian())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install --yes --no-install-recommends {}", missing.join(" "));
    if in_path("apt-get").is_none() {
        return Err(Trouble::Said(format!(
            "missing: {}. There is no apt here; install them as your system does and run this again",
            missing.join(", ")
        )));
    }
    if !is_root() {
        return Err(Trouble::Said(format!(
            "missing: {}. Run this, then try again:\n  sudo apt-get update && sudo {line}",
            missing.join(", ")
        )));
    }
    say(format!("installing {}", missing.join(", ")));
    let apt = || Program::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    apt().args(["update", "-qq"]).run()?;
    apt()
        .args(["install", "--yes", "-qq", "--no-install-recommends"])
        .args(&missing)
        .run()?;
    match packages.iter().find(|package| !package.is_here()) {
        None => Ok(()),
        Some(package) => Err(Trouble::Said(format!(
            "the Debian package {} is installed, but what it should bring is not where it was looked for",
            package.debian()
        ))),
    }
}

/// Makes sure of rustfmt and clippy, which come with the toolchain.
pub fn lints() -> Result<(), Trouble> {
    for component in ["fmt", "clippy"] {
        if Program::cargo().args([component, "--version"]).read().is_err() {
            return Err(Trouble::Said(format!(
                "cargo {component} is missing. Run this, then try again:\n  rustup component add rustfmt clippy"
            )));
        }
    }
    Ok(())
}

/// cargo-deny: the machine's own if it has one, else ours, built once (about three minutes of CPU).
pub fn cargo_deny() -> Result<PathBuf, Trouble> {
    let ours = target().join("tools/bin/cargo-deny");
    let found = [Some(ours.clone()), in_path("cargo-deny")].into_iter().flatten();
    for candidate in found {
        if Program::new(&candidate).arg("--version").read().is_ok() {
            return Ok(candidate);
        }
    }
    say(format!("building cargo-deny {CARGO_DENY}, once"));
    Program::cargo()
        .args([
            "install",
            "--quiet",
            "--locked",
            "cargo-deny",
            "--version",
            CARGO_DENY,
            "--root",
        ])
        .arg(target().join("tools"))
        // Its build must not land among ours, nor take the time of a whole-program optimisation.
        .env("CARGO_TARGET_DIR", target().join("tools/build"))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .run()?;
    drop(std::fs::remove_dir_all(target().join("tools/build")));
    Ok(ours)
}

/// check-jsonschema, an independent reader of the official schemas, in a Python environment of ours.
pub fn check_jsonschema() -> Result<PathBuf, Trouble> {
    let venv = target().join("tools/venv");
    let program = venv.join("bin/check-jsonschema");
    let wanted = format!("check-jsonschema, version {CHECK_JSONSCHEMA}");
    if Program::new(&program)
        .arg("--version")
        .read()
        .is_ok_and(|version| version == wanted)
    {
        return Ok(program);
    }
    debian(&[Package::PythonVenv])?;
    say(format!(
        "installing check-jsonschema {CHECK_JSONSCHEMA} below target/tools"
    ));
    Program::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&venv)
        .run()?;
    Program::new(venv.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("check-jsonschema=={CHECK_JSONSCHEMA}"))
        .run()?;
    Ok(program)
}

/// The npm packages of `e2e`, exactly as its lock file says; no browser is downloaded.
pub fn npm_packages() -> Result<(), Trouble> {
    if in_path("npm").is_none() || in_path("node").is_none() {
        return Err(Trouble::Said(
            "Node.js 20 or later with npm is missing: install it and run this again".into(),
        ));
    }
    let e2e = root().join("e2e");
    let asked = modified(&e2e.join("package-lock.json"));
    let laid = modified(&e2e.join("node_modules/.package-lock.json"));
    if laid.is_some() && laid >= asked {
        return Ok(());
    }
    Program::new("npm")
        .args(["ci", "--no-fund", "--no-audit", "--loglevel=error"])
        .within(&e2e)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run()
}

/// Where Debian puts Chromium.
pub fn chromium() -> PathBuf {
    env("AMBERGATE_CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

/// The newest PostgreSQL server's programs: Debian keeps them out of the path.
pub fn postgres_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/initdb")).exists())
        .max();
    match newest {
        Some(version) => Some(PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"))),
        None => in_path("initdb").and_then(|initdb| initdb.parent().map(Path::to_path_buf)),
    }
}

pub fn is_root() -> bool {
    Program::new("id").arg("-u").read().is_ok_and(|uid| uid == "0")
}

pub fn in_path(name: &str) -> Option<PathBuf> {
    let path = env("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(file).and_then(|meta| meta.modified()).ok()
}
