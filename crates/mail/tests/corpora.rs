//! Real mail of forty years, where the corpora are at hand: nothing panics, and what others read, we read too.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate_mail::delivery;
use ambergate_mail::inbound::{AutoKind, Letter, read};
use ambergate_mail::limits::Limits;
use ambergate_mail::visible;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `AMBERGATE_CORPORA`, or the folder beside a checkout. None is said loudly.
fn corpora() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let root = std::env::var_os("AMBERGATE_CORPORA")
        .map_or(beside, PathBuf::from)
        .join("mail");
    if !root.is_dir() {
        // Not `eprintln!`: the test harness would swallow it.
        let told = format!(
            "SKIPPED: no mail corpora at {}; set AMBERGATE_CORPORA\n",
            root.display()
        );
        std::io::stderr().write_all(told.as_bytes()).unwrap();
        return None;
    }
    Some(root)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_file_is_read_or_refused() {
    let Some(root) = corpora() else { return };
    let (mut seen, mut letters) = (0, 0);
    for path in files(&root) {
        let raw = fs::read(&path).unwrap();
        letters += usize::from(read(&raw, &Limits::default()).is_ok());
        let mac: Vec<u8> = raw.iter().copied().filter(|b| *b != b'\n').collect();
        let _ = read(&mac, &Limits::default());
        for cut in [raw.len() / 2, raw.len() / 3, raw.len().saturating_sub(1)] {
            let _ = read(&raw[..cut], &Limits::default());
        }
        assert!(raw.ends_with(delivery::canonical(&raw)));
        seen += 1;
    }
    assert!(seen > 1_000, "only {seen} files");
    assert!(letters > 500, "only {letters} of {seen} are letters");
}

#[test]
fn mail_folders_hold_letters() {
    let Some(root) = corpora() else { return };
    for (folder, least) in [("cpython", 46), ("notmuch", 20), ("sisimai/maildir", 250)] {
        let read_all = files(&root.join(folder))
            .iter()
            .filter(|path| read(&fs::read(path).unwrap(), &Limits::default()).is_ok())
            .count();
        assert!(read_all >= least, "{folder}: {read_all}");
    }
}

#[test]
fn bounces_are_known_as_written_by_programs() {
    let Some(root) = corpora() else { return };
    let mut wrong = Vec::new();
    let bounces = files(&root.join("sisimai/maildir/bsd"));
    for path in &bounces {
        if let Ok(letter) = read(&fs::read(path).unwrap(), &Limits::default())
            && !matches!(letter.auto, AutoKind::Bounce | AutoKind::AutoReplied)
        {
            wrong.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    eprintln!("{} of {} not recognised: {wrong:?}", wrong.len(), bounces.len());
    assert!(
        bounces.len() > 200 && wrong.len() * 10 < bounces.len(),
        "{} of {}",
        wrong.len(),
        bounces.len()
    );
}

/// Subject, sender and number of files against the expected results that come with mail-parser's corpus.
#[test]
fn others_read_the_same() {
    let Some(root) = corpora() else { return };
    let (mut compared, mut same_files, mut told) = (0, 0, Vec::new());
    for path in files(&root.join("mail-parser"))
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
    {
        let raw: Vec<u8> = fs::read(&path).unwrap().into_iter().filter(|b| *b != b'\r').collect();
        let expected: Value = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let letter = match read(&raw, &Limits::default()) {
            Ok(letter) => letter,
            Err(why) => {
                told.push(format!("{name}: {why}"));
                continue;
            }
        };
        compared += 1;
        let headers = expected["parts"][0]["headers"].as_array().unwrap();
        let value = |name: &str| headers.iter().rfind(|h| h["name"] == name).map(|h| &h["value"]);
        if let Some(subject) = value("subject").and_then(|v| v["Text"].as_str()) {
            assert_eq!(letter.subject, visible::line(subject), "{name}");
        }
        if let Some(from) = value("from").and_then(|v| v["Address"]["List"][0].as_object()) {
            assert_eq!(
                sender(&letter),
                [&from["name"], &from["address"]].map(|v| visible::line(v.as_str().unwrap_or_default())),
                "{name}"
            );
        }
        let count = expected["attachments"].as_array().unwrap().len();
        if letter.attachments.len() == count {
            same_files += 1;
        } else {
            told.push(format!("{name}: {count} expected, {} found", letter.attachments.len()));
        }
    }
    eprintln!(
        "{compared} compared, {same_files} with the same number of files\n{}",
        told.join("\n")
    );
    assert!(compared >= 100, "{compared}");
    assert!(same_files * 100 >= compared * 80, "{same_files} of {compared}");
}

fn sender(letter: &Letter) -> [String; 2] {
    let from = letter.from.clone();
    from.map_or_else(Default::default, |from| [from.name.unwrap_or_default(), from.address])
}
