//! What people record by hand, and whose rules bind a case, among its decisions.

use super::Face;
use super::Until;
use super::decisions::off;
use super::legal;
use super::policy::{WHEN_OR_NOW, plain_field, send, sheet, time_field, why_field};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{InputKind, TextField, Width, form, hidden, text_field};
use crate::parts::text::calm;
use crate::parts::time;
use ambergate_coordinator::policies::{Met, Pinned};
use ambergate_coordinator::views::RecordedLine;
use ambergate_process::access::Act;
use ambergate_process::case::inputs::Awareness;
use maud::{Markup, html};

pub(super) fn all(face: &Face<'_>) -> Markup {
    html! { (milestones(face)) (corrections(face)) (legal::legal(face)) (aware(face)) (pins(face)) }
}

fn recorded(lines: &[RecordedLine]) -> Markup {
    html! {
        @if !lines.is_empty() {
            ul.stack {
                @for line in lines {
                    li {
                        b { (calm(&line.what)) } @if let Some(at) = line.at { ", " (time::utc(at)) } ". " (calm(&line.note))
                        br; span.small.quiet { "Recorded by " (calm(&line.by)) }
                    }
                }
            }
        }
    }
}

fn milestones(face: &Face<'_>) -> Markup {
    let keep = face.keep("milestones");
    let policy = &face.view.policy;
    let choice = |anchor: &ambergate_process::policy::Anchor| Choice::new(anchor.key(), anchor.word());
    sheet(
        face,
        "milestones",
        "What only people know",
        None,
        html! {
            (recorded(&policy.recorded))
            @match face.off(Act::ReachMilestone, Until::Close) {
                Some(why) => (off("milestones", "Record it", why)),
                None => (form(&face.form("milestones"), &html! {
                    (select(&Choices {
                        field: keep.field("anchor", "What happened"),
                        choices: std::iter::once(Choice::new("", "Choose")).chain(policy.recordable.iter().map(choice)).collect(),
                        chosen: Some(keep.text("anchor", "")),
                        width: Width::Full,
                    }))
                    (time_field(face, "milestones", "at", "When", WHEN_OR_NOW))
                    (plain_field(face, "milestones", "note", "How it is known", "A receipt, a link, a number."))
                    (send("Record it"))
                })),
            }
        },
    )
}

fn corrections(face: &Face<'_>) -> Markup {
    let keep = face.keep("corrections");
    let policy = &face.view.policy;
    if policy.correctable.is_empty() {
        return html! {};
    }
    let wrong = policy
        .correctable
        .iter()
        .map(|anchor| Choice::new(anchor.key(), anchor.word()));
    sheet(
        face,
        "corrections",
        "Correct a record",
        None,
        html! {
            p.quiet { "Clocks follow the corrected time. The wrong record stays in the log, and the PST is told that something changed." }
            @match face.off(Act::BindProfiles, Until::Close) {
                Some(why) => (off("corrections", "Correct it", why)),
                None => (form(&face.form("corrections"), &html! {
                    (select(&Choices {
                        field: keep.field("anchor", "Which record is wrong"),
                        choices: std::iter::once(Choice::new("", "Choose")).chain(wrong).collect(),
                        chosen: Some(keep.text("anchor", "")),
                        width: Width::Full,
                    }))
                    (text_field(&TextField {
                        field: keep.field("at", "When it was in truth").hint("UTC, as 2026-11-19 06:10. Empty: it did not happen.").optional(),
                        value: keep.text("at", ""),
                        kind: InputKind::Mono,
                        width: Width::Medium,
                    }))
                    (why_field(face, "corrections", "reason", "What was wrong"))
                    (send("Correct it"))
                })),
            }
        },
    )
}

fn aware(face: &Face<'_>) -> Markup {
    let keep = face.keep("awareness");
    sheet(
        face,
        "awareness",
        "Awareness under the Cyber Resilience Act",
        None,
        html! {
            @if let Some(line) = &face.view.policy.aware {
                (recorded(std::slice::from_ref(line)))
            } @else {
                p.quiet { "Whoever records it is the person who became aware; the clocks of the authorities run from that moment." }
                @match face.off(Act::RecordAwareness, Until::Close) {
                    Some(why) => (off("awareness", "Record that I am aware", why)),
                    None => (form(&face.form("awareness"), &html! {
                        (select(&Choices {
                            field: keep.field("about", "Of what"),
                            choices: std::iter::once(Choice::new("", "Choose"))
                                .chain(Awareness::ALL.iter().map(|about| Choice::new(about.key(), about.word())))
                                .collect(),
                            chosen: Some(keep.text("about", "")),
                            width: Width::Medium,
                        }))
                        (time_field(face, "awareness", "at", "Since when", WHEN_OR_NOW))
                        (why_field(face, "awareness", "evidence", "Evidence"))
                        (send("Record that I am aware"))
                    })),
                }
            }
        },
    )
}

fn pins(face: &Face<'_>) -> Markup {
    let policy = &face.view.policy;
    sheet(
        face,
        "policies",
        "Whose rules bind this case",
        None,
        html! {
            // Forms of these names stand below; a refused one is found by its name.
            div.stack id="policy-version" { div.stack id="policy-off" {
                @for (place, pin) in policy.pins.iter().enumerate() { (pin_line(face, pin, place == 0)) }
            } }
            @if !policy.bindable.is_empty() { (bind(face)) }
        },
    )
}

fn pin_line(face: &Face<'_>, pin: &Pinned, own: bool) -> Markup {
    let off_at_all = face.off(Act::BindProfiles, Until::Close);
    html! {
        div.stack {
            p {
                b { (calm(&pin.name)) } ", " (calm(&pin.id)) " version " (calm(&pin.version))
                @if own { ", the project’s own" }
                @match &pin.met {
                    Met::AsPinned => ".",
                    Met::By(other) => { ". This instance no longer has this version; it plans by version " (calm(other)) ". Move the case, or have the administrator bring the version back." },
                    Met::Gone => { ". This instance has no version of it, so it binds nothing. Take it off, or have the administrator bring it back." },
                }
            }
            @if off_at_all.is_none() {
                @if !pin.others.is_empty() { (move_pin(face, pin)) }
                @if !own { (unbind(face, pin)) }
            }
        }
    }
}

fn move_pin(face: &Face<'_>, pin: &Pinned) -> Markup {
    let keep = face.keep("policy-version");
    let sent = keep.text("profile", "") == pin.id;
    let mut version = keep.field("version", "Another version");
    let mut reason = keep.field("reason", "Why");
    if !sent {
        version.id = format!("policy-version-{}", pin.id);
        reason.id = format!("policy-version-reason-{}", pin.id);
        (version.error, reason.error) = (None, None);
    }
    let chosen = if sent { keep.text("version", "") } else { String::new() };
    let value = if sent { keep.text("reason", "") } else { String::new() };
    form(
        &face.form("policy-version"),
        &html! {
            (hidden("profile", &pin.id))
            (select(&Choices {
                field: version,
                choices: pin.others.iter().map(|one| Choice::new(one.clone(), one.clone())).collect(),
                chosen: Some(chosen),
                width: Width::Medium,
            }))
            (text_field(&TextField { field: reason, value, ..TextField::default() }))
            (send("Move the case to it"))
        },
    )
}

fn unbind(face: &Face<'_>, pin: &Pinned) -> Markup {
    let keep = face.keep("policy-off");
    let sent = keep.text("profile", "") == pin.id;
    let mut reason = keep.field("reason", "Why it no longer binds");
    if !sent {
        reason.id = format!("policy-off-reason-{}", pin.id);
        reason.error = None;
    }
    let value = if sent { keep.text("reason", "") } else { String::new() };
    form(
        &face.form("policy-off"),
        &html! {
            (hidden("profile", &pin.id))
            (text_field(&TextField { field: reason, value, ..TextField::default() }))
            (send("Take it off this case"))
        },
    )
}

fn bind(face: &Face<'_>) -> Markup {
    let keep = face.keep("policies");
    let choice =
        |(id, version, name): &(String, String, String)| Choice::new(id.clone(), format!("{name} ({version})"));
    match face.off(Act::BindProfiles, Until::Close) {
        Some(why) => off("policies", "Bind the case to them too", why),
        None => form(
            &face.form("policies"),
            &html! {
                (select(&Choices {
                    field: keep.field("profile", "Rules of others"),
                    choices: face.view.policy.bindable.iter().map(choice).collect(),
                    chosen: Some(keep.text("profile", "")),
                    width: Width::Full,
                }))
                (send("Bind the case to them too"))
            },
        ),
    }
}
