//! Commands that need no instance: policy, cvss, advisory check, gallery.

use super::{Face, Stop, say};
use crate::cli::{AdvisoryCommand, PolicyCommand};
use crate::host::HostClock;
use ambergate_formats::check::{Level, check};
use ambergate_formats::cvss::{Vector, metrics, score};
use ambergate_process::policy::{BUILT_IN, Library, Profile};
use ambergate_process::ports::Clock;
use std::path::Path;

pub fn policy(command: PolicyCommand) -> Result<(), Stop> {
    match command {
        PolicyCommand::List => {
            for (name, text) in BUILT_IN {
                let profile = read(name, text)?;
                say(format!("{name:<16} {} (version {})", profile.name, profile.version));
            }
            Ok(())
        }
        PolicyCommand::Show { name } => {
            let known = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
            let names = || BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            let (_, text) = known.ok_or_else(|| {
                Stop::Refused(format!(
                    "There is no built-in profile named {name}. There are: {}.",
                    names()
                ))
            })?;
            say(text.trim_end());
            Ok(())
        }
        PolicyCommand::Check { files } if files.is_empty() => {
            Err(Stop::Refused("Name at least one profile file.".to_owned()))
        }
        PolicyCommand::Check { files } => {
            let mut texts = Vec::new();
            for file in files {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(&file).map_err(|error| Stop::Refused(format!("{name}: {error}")))?;
                texts.push((name, text));
            }
            let shelf = texts
                .iter()
                .fold(Library::built_in(), |shelf, (name, text)| shelf.with(name, text));
            let mut faults = Vec::new();
            for (name, text) in &texts {
                match Profile::read_with(name, text, &shelf) {
                    Ok(profile) => say(format!("{name}: {} is valid", profile.id)),
                    Err(found) => faults.extend(found),
                }
            }
            if faults.is_empty() {
                return Ok(());
            }
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Err(Stop::Refused(format!("the profile is not valid\n{}", lines.join("\n"))))
        }
    }
}

fn read(name: &str, text: &str) -> Result<Profile, Stop> {
    Profile::read(name, text)
        .map_err(|faults| Stop::Refused(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

pub fn cvss(text: &str, face: Face) -> Result<(), Stop> {
    let vector: Vector = text.parse().map_err(|error| Stop::Refused(format!("{error}")))?;
    let result = score(&vector);
    if face == Face::Json {
        let value = serde_json::json!({
            "vector": vector.as_str(),
            "version": vector.version(),
            "score": f64::from(result.tenths) / 10.0,
            "rating": result.rating.word(),
            "nomenclature": result.nomenclature,
            "metrics": metrics(&vector).iter().map(|m| serde_json::json!({
                "metric": m.key, "name": m.name, "value": m.value_key, "means": m.value,
            })).collect::<Vec<_>>(),
        });
        say(value.to_string());
        return Ok(());
    }
    say(format!("{result} {}  {}", result.rating.word(), vector));
    for metric in metrics(&vector) {
        say(format!(
            "  {:<28} {:<4} {}",
            metric.name, metric.value_key, metric.value
        ));
    }
    Ok(())
}

pub fn advisory(command: AdvisoryCommand) -> Result<(), Stop> {
    let AdvisoryCommand::Check { files, json } = command;
    let now = HostClock.now();
    let mut wrong = 0;
    if files.is_empty() {
        return Err(Stop::Refused("Name at least one file.".to_owned()));
    }
    for file in &files {
        let bytes = std::fs::read(file).map_err(|error| Stop::Refused(format!("{}: {error}", file.display())))?;
        let report = check(&bytes, now);
        wrong += usize::from(!report.passes());
        if json {
            let value = serde_json::json!({ "file": file, "passes": report.passes(), "report": report });
            say(value.to_string());
            continue;
        }
        let verdict = if report.passes() { "passes" } else { "does not pass" };
        say(format!("{}: {}, {verdict}", file.display(), report.kind.name()));
        for finding in &report.findings {
            let level = if finding.level == Level::Error {
                "error"
            } else {
                "warning"
            };
            say(format!(
                "  {level} at {}: {} [{}]",
                finding.at, finding.what, finding.rule
            ));
        }
    }
    if wrong == 0 {
        Ok(())
    } else {
        Err(Stop::Refused(format!("{wrong} of {} files do not pass", files.len())))
    }
}

pub fn gallery(out: &Path) -> Result<(), Stop> {
    let pages = ambergate_web::gallery::write(out)?;
    say(format!("{pages} pages in {}", out.display()));
    Ok(())
}
