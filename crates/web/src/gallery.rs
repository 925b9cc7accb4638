//! Sample pages: what `cargo xtask gallery` writes and the browser tests look at. Content is invented around CoreDNS's
//! lease-as-TTL case; `CVE-2026-00063` can never be issued. What must not live here: anything a served page needs.

pub mod pages;
pub mod parts;
pub mod samples;
pub mod story;
#[cfg(test)]
mod tests;

use crate::assets;
use crate::pages::samples as page_samples;
use crate::parts::layout::Display;
use crate::site::{self, Stylesheet};
use ambergate_formats::sample;
use maud::Markup;
use std::path::Path;
use std::{fs, io};

/// How sample text is said: as it is, or turned into something hostile to see that every part stands it.
pub type Say = fn(&str) -> String;

/// The text itself.
pub fn as_written(text: &str) -> String {
    text.to_owned()
}

/// The canary: markup, a directional override, an emoji made of four characters, ten thousand letters now and then.
pub fn hostile(text: &str) -> String {
    let tail = if text.len().is_multiple_of(7) {
        "x".repeat(10_000)
    } else {
        String::new()
    };
    format!("</title></textarea><script>alert('{text}')</script>\" onload=\"x\u{202E}gnp.exe\u{0} 👩‍💻 שלום{tail}")
}

/// A page of the gallery, made.
pub struct Shot {
    /// The file's name without its ending; a public page stands in the folder `site`.
    pub name: String,
    pub html: String,
}

/// Every page: the parts, each page in each of its states, the public site.
pub fn all(display: Display, say: Say) -> Vec<Shot> {
    let shot = |name: &str, page: Markup| Shot {
        name: name.to_owned(),
        html: page.into_string(),
    };
    let mut shots = vec![shot("parts", parts::page(display, say))];
    shots.extend(
        page_samples()
            .iter()
            .map(|sample| shot(sample.name, (sample.page)(display, say))),
    );
    shots
}

/// Writes `FOLDER/NAME.html` for every page, the assets, and the public site into `FOLDER/site`. Works from the root of
/// any web server. Returns the number of pages.
pub fn write(folder: &Path) -> io::Result<usize> {
    let shots = all(Display::default(), as_written);
    for shot in &shots {
        put(folder, &format!("{}.html", shot.name), shot.html.as_bytes())?;
    }
    for asset in assets::all() {
        put(folder, asset.path.trim_start_matches('/'), asset.bytes)?;
    }
    let style = assets::stylesheet();
    let stylesheet = Stylesheet {
        path: &style.path,
        bytes: style.bytes,
    };
    let files = site::build(&sample::site(), &stylesheet, sample::now()).map_err(io::Error::other)?;
    for file in &files {
        put(folder, &format!("site/{}", file.path), &file.bytes)?;
    }
    let public = files.iter().filter(|file| file.path.ends_with(".html")).count();
    Ok(shots.len() + public)
}

fn put(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let file = folder.join(path);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, bytes)
}
