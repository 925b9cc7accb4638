//! `cargo xtask gallery`: every page from its samples as static files, then photographed by a real browser.
//! The photographs are for eyes (and for the README); tests compare words and rules, never pixels.

use std::path::PathBuf;

use crate::program::{Program, Trouble, root, say, target};
use crate::tools::{self, Package};

pub fn run() -> Result<(), Trouble> {
    tools::debian(&[Package::Chromium])?;
    tools::npm_packages()?;
    Program::cargo()
        .args(["build", "--locked", "--workspace", "--bin", "ambergate"])
        .run()?;
    pages()?;
    let shots = target().join("gallery-shots");
    Program::new("node")
        .arg("shots.mjs")
        .arg(folder())
        .arg(&shots)
        .within(root().join("e2e"))
        .env("AMBERGATE_CHROMIUM", tools::chromium())
        .run()?;
    say(format!(
        "pages: {}\nphotographs: {}",
        folder().display(),
        shots.display()
    ));
    Ok(())
}

/// Writes the pages anew with the binary that stands in `target/debug`.
pub fn pages() -> Result<(), Trouble> {
    let folder = folder();
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Trouble::io(format!("removing {}", folder.display())))?;
    }
    Program::new(target().join("debug/ambergate"))
        .args(["gallery", "--out"])
        .arg(&folder)
        .read()
        .map(drop)
}

pub fn folder() -> PathBuf {
    target().join("gallery")
}
