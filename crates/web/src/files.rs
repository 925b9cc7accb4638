//! The public site as it is served: all files of every project in memory, replaced as a whole.
//!
//! What lives here: the port that the public listener reads from and its one implementation, which is also the
//! coordinator's `Site` port. What must not: building (see [`crate::site`]), anything that is not public.

use crate::assets;
use crate::routes;
use crate::site::{self, File, Stylesheet};
use ambergate_coordinator::ports::{Answer, Clock, Site};
use ambergate_formats::published::SiteInput;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// A file of the public site, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    pub bytes: Bytes,
    pub content_type: &'static str,
    /// The quoted `ETag`.
    pub tag: String,
}

/// Where the public listener finds what was published.
pub trait PublicFiles: Send + Sync {
    /// The file at a path without a slash at its beginning.
    fn get(&self, project: &str, path: &str) -> Option<PublicFile>;
}

type Held = BTreeMap<String, PublicFile>;

/// The sites of all projects. Cheap to clone; a clone is the same holder.
#[derive(Clone)]
pub struct SiteFiles {
    clock: Arc<dyn Clock>,
    /// A folder for a web server in front, with a folder per project.
    folder: Option<PathBuf>,
    held: Arc<RwLock<BTreeMap<String, Arc<Held>>>>,
}

impl SiteFiles {
    pub fn new(clock: Arc<dyn Clock>, folder: Option<PathBuf>) -> Self {
        Self {
            clock,
            folder,
            held: Arc::default(),
        }
    }

    /// Builds a site and puts it in the place of the old one, which stays if anything is wrong with the new one.
    fn replace(&self, project: &str, input: &SiteInput) -> Result<Vec<File>, String> {
        if routes::reserved(project) {
            return Err(format!(
                "“{project}” is the name of a page of Ambergate. Give the project another short name."
            ));
        }
        let style = assets::stylesheet();
        let stylesheet = Stylesheet {
            path: &style.path,
            bytes: style.bytes,
        };
        let files = site::build(input, &stylesheet, self.clock.now()).map_err(|wrong| wrong.to_string())?;
        let new: Held = files.iter().map(|file| (file.path.clone(), held(file))).collect();
        let mut all = self.held.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(project.to_owned(), Arc::new(new));
        Ok(files)
    }
}

impl PublicFiles for SiteFiles {
    fn get(&self, project: &str, path: &str) -> Option<PublicFile> {
        let site = self
            .held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(project)
            .cloned()?;
        site.get(path).cloned()
    }
}

impl Site for SiteFiles {
    fn publish(&self, project: String, input: SiteInput) -> Answer<'_, Result<(), String>> {
        Box::pin(async move {
            let files = self.replace(&project, &input)?;
            let Some(folder) = self.folder.clone() else {
                return Ok(());
            };
            let written = tokio::task::spawn_blocking(move || write(&folder, &project, &files)).await;
            match written {
                Ok(done) => done.map_err(|why| format!("The public site could not be written to its folder: {why}")),
                Err(_) => Err("The public site could not be written to its folder.".to_owned()),
            }
        })
    }
}

fn held(file: &File) -> PublicFile {
    let hex: String = Sha256::digest(&file.bytes)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    PublicFile {
        bytes: Bytes::copy_from_slice(&file.bytes),
        content_type: file.content_type(),
        tag: format!("\"{hex}\""),
    }
}

/// Writes the whole site beside the old one, then exchanges the two in one step.
fn write(folder: &Path, project: &str, files: &[File]) -> io::Result<()> {
    let (place, next) = (folder.join(project), folder.join(format!(".{project}.next")));
    clear(&next)?;
    for file in files {
        let path = next.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, &file.bytes)?;
    }
    if place.exists() {
        exchange(&next, &place)?;
        clear(&next)
    } else {
        std::fs::rename(&next, &place)
    }
}

/// `renameat2` with `RENAME_EXCHANGE`: nobody sees a half-written or a missing site.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).or_else(|_| swap(a, b))
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    swap(a, b)
}

/// Where the file system cannot exchange: two renames, the site is gone for the moment between them.
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    let aside = a.with_extension("old");
    clear(&aside)?;
    std::fs::rename(b, &aside)?;
    std::fs::rename(a, b)?;
    std::fs::rename(&aside, a)
}

fn clear(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambergate_formats::sample;
    use ambergate_process::Instant;

    struct At;
    impl Clock for At {
        fn now(&self) -> Instant {
            sample::now()
        }
    }

    #[test]
    fn a_site_is_replaced_as_a_whole_and_stays_if_the_new_one_is_wrong() {
        let files = SiteFiles::new(Arc::new(At), None);
        files.replace("coredns", &sample::site()).unwrap();
        let before = files.get("coredns", "advisories/index.html").unwrap();
        assert_eq!(before.content_type, "text/html; charset=utf-8");
        let mut twice = sample::site();
        twice.publications.push(twice.publications[0].clone());
        assert!(files.replace("coredns", &twice).is_err());
        assert_eq!(files.get("coredns", "advisories/index.html").unwrap(), before);
        let mut empty = sample::site();
        empty.publications.clear();
        files.replace("coredns", &empty).unwrap();
        assert_ne!(files.get("coredns", "advisories/index.html").unwrap().tag, before.tag);
        assert!(files.get("other", "index.html").is_none());
        assert!(files.get("coredns", "../Cargo.toml").is_none());
    }

    #[test]
    fn the_folder_is_exchanged_and_nothing_old_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = |path: &str| File {
            path: path.to_owned(),
            bytes: path.as_bytes().to_vec(),
        };
        write(
            folder.path(),
            "coredns",
            &[file("index.html"), file("advisories/old/index.html")],
        )
        .unwrap();
        write(
            folder.path(),
            "coredns",
            &[file("index.html"), file("advisories/new/index.html")],
        )
        .unwrap();
        let at = |path: &str| folder.path().join("coredns").join(path);
        assert!(at("advisories/new/index.html").exists());
        assert!(!at("advisories/old").exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_project_cannot_take_the_name_of_a_page() {
        let files = SiteFiles::new(Arc::new(At), None);
        assert!(files.replace("assets", &sample::site()).is_err());
        assert!(files.replace("api", &sample::site()).is_err());
    }
}
