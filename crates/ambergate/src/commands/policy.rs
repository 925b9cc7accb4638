//! `ambergate policy`: list, check, show, render. Planning stands in `plan`; what a profile means, in the process room.

use super::{Face, Stop, plan, say};
use crate::cli::PolicyCommand;
use ambergate_process::policy::{BUILT_IN, Fault, Library, Profile};
use ambergate_process::prose::{Comparison, How, compare, render};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub fn policy(command: PolicyCommand) -> Result<(), Stop> {
    match command {
        PolicyCommand::List { json } => list(Face::of(json)),
        PolicyCommand::Check {
            profiles,
            against,
            json,
        } => check(profiles, against, Face::of(json)),
        PolicyCommand::Show { profile, json } => {
            let face = Face::of(json);
            let profile = one(profile, face)?;
            let written = profile.written();
            match face {
                Face::People => say(written.trim_end()),
                Face::Json => {
                    let keys: toml::Table = written
                        .parse()
                        .map_err(|error| refused(face, format!("The profile cannot be shown: {error}"), &[]))?;
                    say(json!(keys).to_string());
                }
            }
            Ok(())
        }
        PolicyCommand::Render { profile } => {
            say(render(&one(profile, Face::People)?).trim_end());
            Ok(())
        }
        PolicyCommand::Plan(args) => plan::plan(args),
    }
}

fn list(face: Face) -> Result<(), Stop> {
    let mut rows = Vec::new();
    for profile in read(&built_in(), face)? {
        match face {
            Face::People => say(format!(
                "{:<16} {:<14} {} (version {})",
                profile.id,
                profile.kind.key(),
                profile.name,
                profile.version
            )),
            Face::Json => rows.push(json!({
                "id": profile.id,
                "kind": profile.kind.key(),
                "name": profile.name,
                "version": profile.version,
                "source": profile.source,
            })),
        }
    }
    if face == Face::Json {
        say(Value::Array(rows).to_string());
    }
    Ok(())
}

fn check(names: Vec<String>, against: Option<PathBuf>, face: Face) -> Result<(), Stop> {
    let texts = if names.is_empty() {
        built_in()
    } else {
        texts(names, face)?
    };
    if against.is_some() && texts.len() != 1 {
        let why = "Name the one profile that the file is compared with.";
        return Err(refused(face, why.to_owned(), &[]));
    }
    let mut faults = Vec::new();
    let mut valid = Vec::new();
    for (text, result) in texts.iter().zip(results(&texts)) {
        match result {
            Ok(profile) => {
                if face == Face::People {
                    say(format!("{}: {} is valid", text.file, profile.id));
                }
                valid.push(profile);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        let why = match faults.len() {
            1 => "1 fault".to_owned(),
            many => format!("{many} faults"),
        };
        return Err(refused(face, why, &faults));
    }
    let comparison = match (&against, valid.first()) {
        (Some(file), Some(profile)) => Some((file, compare(profile, &contents(file, face)?))),
        _ => None,
    };
    if face == Face::Json {
        let profiles: Vec<Value> = texts
            .iter()
            .zip(&valid)
            .map(|(text, profile)| json!({ "file": text.file, "id": profile.id, "version": profile.version }))
            .collect();
        let against = comparison.as_ref().map(|(file, comparison)| compared(file, comparison));
        say(json!({ "profiles": profiles, "against": against }).to_string());
    }
    let Some((file, comparison)) = comparison else {
        return Ok(());
    };
    if face == Face::People {
        tell(file, &comparison);
    }
    match comparison.drift.len() {
        0 => Ok(()),
        many => {
            let plural = if many == 1 { "" } else { "s" };
            let why = format!("{} and the profile differ in {many} place{plural}", file.display());
            Err(refused(face, why, &[]))
        }
    }
}

/// A comparison for people, line by line.
fn tell(file: &Path, comparison: &Comparison) {
    say(comparison.how.meaning());
    say(format!(
        "The file and the profile agree in {} places.",
        comparison.agree
    ));
    for drift in &comparison.drift {
        let line = drift.line.map_or_else(String::new, |line| format!("{line}:"));
        say(format!("{}:{line} {}", file.display(), drift.what));
        if let Some(profile) = &drift.profile {
            let rule = drift
                .rule
                .as_deref()
                .map_or_else(String::new, |rule| format!(" ({rule})"));
            say(format!("  profile: {profile}{rule}"));
        }
        if let Some(file) = &drift.file {
            say(format!("  file:    {}", short(file, comparison.how)));
        }
    }
}

/// A whole rule is shown as it is; of a line by hand its beginning is enough to find it.
fn short(line: &str, how: How) -> String {
    const ENOUGH: usize = 160;
    if how == How::ByAnchor || line.chars().count() <= ENOUGH {
        return line.to_owned();
    }
    let beginning: String = line.chars().take(ENOUGH).collect();
    format!("{} ..", beginning.trim_end())
}

fn compared(file: &Path, comparison: &Comparison) -> Value {
    let drift: Vec<Value> = comparison
        .drift
        .iter()
        .map(|drift| {
            json!({
                "kind": drift.kind.key(),
                "rule": drift.rule,
                "line": drift.line,
                "what": drift.what,
                "profile": drift.profile,
                "file": drift.file,
            })
        })
        .collect();
    json!({
        "file": file,
        "how": comparison.how.key(),
        "meaning": comparison.how.meaning(),
        "agree": comparison.agree,
        "drift": drift,
    })
}

/// A profile as text, and what it is called in messages.
pub(super) struct Text {
    file: String,
    text: String,
}

fn built_in() -> Vec<Text> {
    let text = |(id, text): &(&str, &str)| Text {
        file: (*id).to_owned(),
        text: (*text).to_owned(),
    };
    BUILT_IN.iter().map(text).collect()
}

/// The texts of profiles by name or file; what is both is the built-in one, since a file can be named with `./`.
pub(super) fn texts(names: Vec<String>, face: Face) -> Result<Vec<Text>, Stop> {
    let text = |name: String| {
        if let Some((id, text)) = BUILT_IN.iter().find(|(id, _)| *id == name) {
            return Ok(Text {
                file: (*id).to_owned(),
                text: (*text).to_owned(),
            });
        }
        if !name.contains(['/', '.']) && !Path::new(&name).exists() {
            let known: Vec<&str> = BUILT_IN.iter().map(|(id, _)| *id).collect();
            let why = format!(
                "There is no built-in profile named {name}, and no such file. There are: {}.",
                known.join(", ")
            );
            return Err(refused(face, why, &[]));
        }
        let text = contents(Path::new(&name), face)?;
        Ok(Text { file: name, text })
    };
    names.into_iter().map(text).collect()
}

/// All of them read, over the built-in ones and over each other.
pub(super) fn read(texts: &[Text], face: Face) -> Result<Vec<Profile>, Stop> {
    let mut faults = Vec::new();
    let mut profiles = Vec::new();
    for result in results(texts) {
        match result {
            Ok(profile) => profiles.push(profile),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() {
        Ok(profiles)
    } else {
        Err(refused(face, "the profile is not valid".to_owned(), &faults))
    }
}

fn results(texts: &[Text]) -> Vec<Result<Profile, Vec<Fault>>> {
    let shelf = texts
        .iter()
        .fold(Library::built_in(), |shelf, text| shelf.with(&text.file, &text.text));
    texts
        .iter()
        .map(|text| Profile::read_with(&text.file, &text.text, &shelf))
        .collect()
}

fn one(name: String, face: Face) -> Result<Profile, Stop> {
    let mut profiles = read(&texts(vec![name], face)?, face)?;
    profiles
        .pop()
        .ok_or_else(|| refused(face, "Name a profile.".to_owned(), &[]))
}

pub(super) fn contents(file: &Path, face: Face) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(|error| refused(face, format!("{}: {error}", file.display()), &[]))
}

/// Why not, for people or for programs.
pub(super) fn refused(face: Face, what: String, faults: &[Fault]) -> Stop {
    if face == Face::Json {
        let faults: Vec<Value> = faults
            .iter()
            .map(|fault| json!({ "file": fault.file, "line": fault.line, "what": fault.what, "remedy": fault.remedy }))
            .collect();
        return Stop::RefusedJson(json!({ "error": { "what": what, "faults": faults } }));
    }
    let lines = faults.iter().map(ToString::to_string);
    Stop::Refused(std::iter::once(what).chain(lines).collect::<Vec<_>>().join("\n"))
}
