//! The steps of the replay: what is done, what is checked, and how it came out. They are printed as they happen.

use crate::commands::say;
use serde_json::{Value, json};
use std::time::Duration;

pub struct Steps {
    done: Vec<Step>,
    /// Headless runs print each check; a person watching sees the steps.
    detailed: bool,
}

struct Step {
    id: &'static str,
    title: String,
    paragraphs: Vec<&'static str>,
    at: String,
    checks: Vec<(String, bool)>,
}

impl Steps {
    pub fn new(detailed: bool) -> Self {
        Self {
            done: Vec::new(),
            detailed,
        }
    }

    /// Begins a step; its checks follow.
    pub fn begin(
        &mut self,
        id: &'static str,
        title: &str,
        paragraphs: &[&'static str],
        at: ambergate_process::Instant,
    ) {
        let at = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
        let n = self.done.len() + 1;
        say(format!("{n:>3}  {at}  {title}{}", cited(paragraphs)));
        let paragraphs = paragraphs.to_vec();
        self.done.push(Step {
            id,
            title: title.to_owned(),
            paragraphs,
            at,
            checks: Vec::new(),
        });
    }

    /// Records what was read back from outside.
    pub fn check(&mut self, what: impl Into<String>, holds: Holds) {
        let what = what.into();
        if self.detailed || holds == Holds::No {
            say(format!(
                "       {} {what}",
                if holds == Holds::Yes { "ok  " } else { "FAIL" }
            ));
        }
        if let Some(step) = self.done.last_mut() {
            step.checks.push((what, holds == Holds::Yes));
        }
    }

    pub fn failed(&self) -> Option<&str> {
        self.done
            .iter()
            .find(|s| s.checks.iter().any(|(_, ok)| !ok))
            .map(|s| s.title.as_str())
    }

    /// Prints the totals and gives the summary for programs.
    pub fn finish(&self, took: Duration) -> Value {
        let checks: usize = self.done.iter().map(|s| s.checks.len()).sum();
        let failed: usize = self.done.iter().flat_map(|s| &s.checks).filter(|(_, ok)| !ok).count();
        say(format!(
            "\n{} steps, {} checks read back from outside, {failed} failed, {:.1} s",
            self.done.len(),
            checks,
            took.as_secs_f64()
        ));
        let step = |s: &Step| {
            json!({
                "id": s.id,
                "title": s.title,
                "paragraphs": s.paragraphs,
                "at": s.at,
                "checked": s.checks.iter().map(|(what, ok)| json!({ "what": what, "ok": ok })).collect::<Vec<_>>(),
                "result": if s.checks.iter().all(|(_, ok)| *ok) { "ok" } else { "failed" },
            })
        };
        json!({
            "case": "CVE-2025-58063",
            "assumed": super::story::ASSUMED,
            "steps": self.done.iter().map(step).collect::<Vec<_>>(),
            "figures": { "steps": self.done.len(), "checks": checks, "failed": failed, "seconds": took.as_secs_f64() },
        })
    }
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Yes,
    No,
}

impl From<bool> for Holds {
    fn from(found: bool) -> Self {
        if found { Holds::Yes } else { Holds::No }
    }
}

fn cited(paragraphs: &[&str]) -> String {
    if paragraphs.is_empty() {
        String::new()
    } else {
        format!("  [{}]", paragraphs.join(", "))
    }
}
