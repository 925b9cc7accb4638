//! A form as plain text, to be copied into the platform's form or printed.

use super::{Answer, Form};
use crate::Instant;
use crate::facts::minute;
use crate::ids::CaseId;
use std::fmt::Write as _;

/// What stands where a person writes.
const BLANK: &str = "[TO BE FILLED IN";

/// The form in lines. `tlp` is the label of the case.
pub fn text(form: &Form, case: &CaseId, tlp: &str, now: Instant) -> String {
    let mut out = String::new();
    let title = form.stage.title(form.about);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", title.to_uppercase());
    let _ = writeln!(
        out,
        "Regulation (EU) 2024/2847, {}; {}",
        form.stage.article(form.about),
        form.stage.term(form.about)
    );
    if let Some(due) = form.due() {
        let _ = writeln!(out, "Due {} UTC", minute(due));
    }
    let _ = writeln!(out, "Draft of {} UTC, case {case}, {tlp}", minute(now));
    for (place, answer) in form.answers.iter().enumerate() {
        let _ = write!(out, "\n{}. {} ({})\n", place + 1, answer.asks, answer.article);
        for line in lines(answer) {
            let _ = writeln!(out, "   {line}");
        }
    }
    out
}

fn lines(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .known
        .iter()
        .flat_map(|known| known.lines().map(str::to_owned))
        .collect();
    if answer.withheld {
        lines.push(format!(
            "{BLANK}: the case knows more, which its rules do not clear for authorities]"
        ));
    }
    if let Some(blank) = answer.blank {
        lines.push(format!("{BLANK}: {blank}]"));
    }
    lines
}
