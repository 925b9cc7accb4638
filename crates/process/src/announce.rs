//! Announcements: drafted from a Brief, linted against every fact that the audience is not cleared for, refused while a
//! required fact is missing (S28, S29, S38).

mod lint;
mod reading;

pub use lint::{Leak, lint, told_by};

use crate::brief::Brief;
use crate::case::Phase;
use crate::facts::{FactKind, FactValue, minute};
use crate::policy::{MessageKind, Profile};
use crate::severity::decimal;

/// A text ready for people to check. Plain text with blank lines between paragraphs.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: MessageKind,
    pub subject: String,
    pub body: String,
}

/// What a message still needs: the required facts that its Brief does not hold. Credit is owed to whoever chose one; who has
/// not said is not named (S7), and keeps nothing back by their silence.
pub fn missing(profile: &Profile, kind: MessageKind, brief: &Brief) -> Vec<FactKind> {
    let required = profile
        .message(kind)
        .map(|rule| rule.required.as_slice())
        .unwrap_or_default();
    required
        .iter()
        .copied()
        .filter(|fact| brief.fact(*fact).is_none())
        .filter(|fact| *fact != FactKind::Credit || !brief.is_cleared(fact.class()))
        .collect()
}

/// The phase that the case is in once this message is out.
pub fn phase_of(kind: MessageKind) -> Phase {
    match kind {
        MessageKind::ForthcomingFix => Phase::Announced,
        MessageKind::FinalAnnouncement => Phase::Released,
    }
}

/// Writes the standing text of a message from cleared facts. Missing facts leave their paragraph out; whether one may go
/// out without it is for [`missing`] to say.
pub fn draft(kind: MessageKind, brief: &Brief, project: &str, contact: &str, site: &str) -> Draft {
    match kind {
        MessageKind::ForthcomingFix => forthcoming(brief, project, contact, site),
        MessageKind::FinalAnnouncement => final_announcement(brief, project, contact, site),
    }
}

fn forthcoming(brief: &Brief, project: &str, contact: &str, site: &str) -> Draft {
    let mut paragraphs = Vec::new();
    let mut subject = format!("{project}: a security release is coming");
    if let Some(FactValue::Window { from, to }) = brief.fact(FactKind::ReleaseWindow) {
        let day = from
            .to_zoned(jiff::tz::TimeZone::UTC)
            .strftime("%A, %-d %B %Y")
            .to_string();
        let short = from.to_zoned(jiff::tz::TimeZone::UTC).strftime("%-d %B %Y").to_string();
        subject = format!("{project}: security release on {short}");
        paragraphs.push(format!(
            "{project} will publish a security release on {day},\nbetween {} and {} UTC. It fixes one vulnerability.",
            minute(*from),
            minute(*to)
        ));
        paragraphs.push("Please set aside time on that day to upgrade.".to_owned());
    }
    if let Some(mitigation) = brief.fact(FactKind::Mitigation) {
        paragraphs.push(format!("Until then:\n{}", mitigation.text()));
    }
    paragraphs.push(format!(
        "Details follow with the release, on this page and at\n{site}/. Please do not ask for them here."
    ));
    paragraphs.push(format!("Contact: {contact}"));
    Draft {
        kind: MessageKind::ForthcomingFix,
        subject,
        body: paragraphs.join("\n\n") + "\n",
    }
}

fn final_announcement(brief: &Brief, project: &str, contact: &str, site: &str) -> Draft {
    let text = |kind| brief.fact(kind).map(|v| v.typed()).unwrap_or_default();
    let title = text(FactKind::Title);
    let cve = text(FactKind::CveId);
    let fixed = brief
        .fact(FactKind::FixedVersions)
        .map(|v| v.lines().join(", "))
        .unwrap_or_default();
    let mut paragraphs = vec![format!("{project} {fixed} fixes {cve}: {title}.")];
    let push = |paragraphs: &mut Vec<String>, head: &str, body: String| {
        if !body.is_empty() {
            paragraphs.push(format!("{head}\n{body}"));
        }
    };
    push(&mut paragraphs, "What it is", text(FactKind::Summary));
    push(&mut paragraphs, "Affected", {
        let component = text(FactKind::Component);
        let ranges = text(FactKind::Affected);
        if component.is_empty() {
            ranges
        } else {
            format!("{component}, versions {}", ranges.replace('\n', "; "))
        }
    });
    push(&mut paragraphs, "Fixed in", fixed.clone());
    if let Some(severity) = brief.severity() {
        let lines: Vec<String> = severity
            .scored
            .iter()
            .map(|s| {
                let word = crate::severity::Rating::of(s.tenths).word();
                format!("{} {} ({}), {}", s.scheme.word(), decimal(s.tenths), word, s.vector)
            })
            .collect();
        push(&mut paragraphs, "Severity", lines.join("\n"));
    }
    push(&mut paragraphs, "How to apply the fix", text(FactKind::HowToApply));
    push(
        &mut paragraphs,
        "If you cannot upgrade today",
        text(FactKind::Mitigation),
    );
    push(&mut paragraphs, "Merged changes", text(FactKind::Changes));
    push(&mut paragraphs, "Thanks", text(FactKind::Credit));
    paragraphs.push(format!("The full advisory, with the CVE and OSV records: {site}/"));
    paragraphs.push(format!("Contact: {contact}"));
    let subject = format!("{project} {fixed}: {cve}");
    Draft {
        kind: MessageKind::FinalAnnouncement,
        subject,
        body: paragraphs.join("\n\n") + "\n",
    }
}
