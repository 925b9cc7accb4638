//! `ambergate policy plan`: a case that stands in a file, planned by the profiles that bind it. How it is planned is not decided
//! here.

use super::policy::{contents, read, refused, texts};
use super::{Face, Stop, say};
use crate::cli::PlanArgs;
use crate::host::HostClock;
use ambergate_process::Instant;
use ambergate_process::planner::scenario::Scenario;
use ambergate_process::planner::{Hold, Milestone, Plan, Side, Warning, plan as planned};
use ambergate_process::policy::{Profile, Rules};
use ambergate_process::ports::Clock;
use serde_json::{Value, json};

pub fn plan(args: PlanArgs) -> Result<(), Stop> {
    let face = Face::of(args.json);
    let mut profiles = read(&texts(args.profiles, face)?, face)?.into_iter();
    let Some(own) = profiles.next() else {
        return Err(refused(face, "Name at least one profile.".to_owned(), &[]));
    };
    let text = contents(&args.facts, face)?;
    let scenario = Scenario::read(&text).map_err(|faults| {
        let place = args.facts.display();
        let lines: Vec<String> = faults.iter().map(|fault| format!("{place}: {fault}")).collect();
        refused(face, lines.join("\n"), &[])
    })?;
    let now = match &args.now {
        Some(text) => text.parse().map_err(|_| {
            let why = format!("--now: \"{text}\" is no instant; write 2025-09-03T00:14:00Z, with Z or an offset");
            refused(face, why, &[])
        })?,
        None => scenario.now.unwrap_or_else(|| HostClock.now()),
    };
    let rules = Rules::new(own, profiles.collect(), &scenario.holidays);
    let plan = planned(&scenario.anchors, &rules, &scenario.circumstances, now);
    match face {
        Face::People => tell(&plan, &rules, &scenario, now),
        Face::Json => say(value(&plan, &rules, &scenario, now).to_string()),
    }
    Ok(())
}

/// A table and sentences.
fn tell(plan: &Plan, rules: &Rules, scenario: &Scenario, now: Instant) {
    let named: Vec<String> = rules.each().map(|(profile, _)| called(profile)).collect();
    say(format!("{}, as of {}", named.join(", "), shown(now)));
    for (anchor, why) in &scenario.assumed {
        say(format!("assumed: {}: {why}", anchor.word()));
    }
    say("");
    let several = !rules.others().is_empty();
    let mut rows = vec![vec![
        "clock".to_owned(),
        "paragraph".to_owned(),
        "earliest".to_owned(),
        "due".to_owned(),
        "state".to_owned(),
        "held by".to_owned(),
    ]];
    for milestone in &plan.milestones {
        let clock = if several {
            format!("{}: {}", milestone.profile, milestone.clock)
        } else {
            milestone.clock.clone()
        };
        let again = if milestone.round > 1 {
            format!(" (round {})", milestone.round)
        } else {
            String::new()
        };
        let at = |at: Option<Instant>| at.map_or_else(|| "-".to_owned(), shown);
        let mut due = at(milestone.due);
        if milestone.asap {
            due.push_str(" (as soon as possible)");
        }
        let held: Vec<String> = milestone.holds.iter().filter(|hold| holds(hold)).map(name).collect();
        rows.push(vec![
            format!("{clock}{again}"),
            milestone.refs.join(", "),
            at(milestone.earliest),
            due,
            milestone.state.word().to_lowercase(),
            if held.is_empty() {
                "-".to_owned()
            } else {
                held.join(", ")
            },
        ]);
    }
    for line in columns(&rows) {
        say(line);
    }
    let warnings: Vec<String> = plan.milestones.iter().flat_map(warnings).collect();
    if !warnings.is_empty() {
        say("");
    }
    for warning in warnings {
        say(warning);
    }
    say("");
    if plan.conflicts.is_empty() {
        say("Nothing collides.");
    }
    for conflict in &plan.conflicts {
        say(&conflict.what);
    }
}

/// Suggestions and permissions hold nothing; they are in the answer for programs.
fn holds(hold: &Hold) -> bool {
    !matches!(hold.side, Side::Suggests | Side::Allows)
}

fn name(hold: &Hold) -> String {
    format!("{} {}", hold.profile, hold.rule)
}

fn warnings(milestone: &Milestone) -> Vec<String> {
    let said = |warning: &Warning| match warning {
        Warning::TooEarly => "reached before its earliest instant".to_owned(),
        Warning::Without(anchor) => format!("reached before {}", anchor.word()),
        Warning::Uncertain => "the holiday calendar ends before this count does: the date may move".to_owned(),
    };
    milestone
        .warnings
        .iter()
        .map(|warning| format!("{} {}: {}.", milestone.profile, milestone.clock, said(warning)))
        .collect()
}

/// Cells below each other; no line ends in spaces.
fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    rows.iter()
        .map(|row| {
            let cells = row
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell:<width$}", width = width(column).unwrap_or_default()));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

fn called(profile: &Profile) -> String {
    format!("{} (version {})", profile.id, profile.version)
}

fn shown(at: Instant) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The shape is part of the interface: docs/guide/cli.md describes it.
fn value(plan: &Plan, rules: &Rules, scenario: &Scenario, now: Instant) -> Value {
    let profiles: Vec<Value> = rules
        .each()
        .map(|(profile, _)| json!({ "id": profile.id, "version": profile.version, "name": profile.name }))
        .collect();
    let assumed: Vec<Value> = scenario
        .assumed
        .iter()
        .map(|(anchor, why)| json!({ "event": anchor.key(), "why": why }))
        .collect();
    let windows: Vec<Value> = plan
        .windows
        .iter()
        .map(|(anchor, window)| {
            json!({
                "event": anchor.key(),
                "earliest": window.earliest,
                "latest": window.latest,
                "holds": window.holds.iter().map(hold).collect::<Vec<_>>(),
            })
        })
        .collect();
    let conflicts: Vec<Value> = plan
        .conflicts
        .iter()
        .map(|conflict| json!({ "what": conflict.what, "rules": conflict.rules.iter().map(hold).collect::<Vec<_>>() }))
        .collect();
    json!({
        "now": now,
        "profiles": profiles,
        "assumed": assumed,
        "milestones": plan.milestones.iter().map(milestone).collect::<Vec<_>>(),
        "windows": windows,
        "conflicts": conflicts,
        "next_due": plan.next_due(),
    })
}

fn milestone(milestone: &Milestone) -> Value {
    let warnings: Vec<Value> = milestone
        .warnings
        .iter()
        .map(|warning| match warning {
            Warning::TooEarly => json!({ "kind": "too_early" }),
            Warning::Without(anchor) => json!({ "kind": "without", "event": anchor.key() }),
            Warning::Uncertain => json!({ "kind": "uncertain" }),
        })
        .collect();
    json!({
        "profile": milestone.profile,
        "clock": milestone.clock,
        "act": milestone.act,
        "title": milestone.title,
        "until": milestone.until.key(),
        "from": milestone.from,
        "earliest": milestone.earliest,
        "due": milestone.due,
        "first_target": milestone.first_target,
        "reached": milestone.reached,
        "state": milestone.state.key(),
        "strength": milestone.strength.key(),
        "asap": milestone.asap,
        "round": milestone.round,
        "paragraphs": milestone.refs,
        "holds": milestone.holds.iter().map(hold).collect::<Vec<_>>(),
        "warnings": warnings,
        "note": milestone.note,
    })
}

fn hold(hold: &Hold) -> Value {
    json!({
        "kind": hold.kind.key(),
        "side": hold.side.key(),
        "profile": hold.profile,
        "rule": hold.rule,
        "paragraphs": hold.refs,
        "at": hold.at,
        "what": hold.what,
    })
}
