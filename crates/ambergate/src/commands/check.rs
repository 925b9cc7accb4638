//! Commands that need no instance: cvss, advisory check, gallery.

use super::{Face, Stop, say};
use crate::cli::AdvisoryCommand;
use crate::host::HostClock;
use ambergate_formats::check::{Level, check};
use ambergate_formats::cvss::{Vector, metrics, score};
use ambergate_process::ports::Clock;
use std::path::Path;

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
