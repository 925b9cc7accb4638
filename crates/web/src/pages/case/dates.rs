//! Dates of others and what others do, among the decisions of a case: slow-downs, upstream projects, the reporter, exploits,
//! attacks.

use super::Face;
use super::Until;
use super::decisions::off;
use super::policy::{WHEN, WHEN_OR_NOW, plain_field, send, sheet, time_field, why_field};
use crate::pages::words::text;
use crate::parts::buttons::{Button, Weight, button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{InputKind, TextField, Width, form, text_field};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Run, calm};
use crate::parts::time;
use ambergate_coordinator::views::MovableLine;
use ambergate_process::access::Act;
use maud::{Markup, html};

pub(super) fn all(face: &Face<'_>) -> Markup {
    html! { (targets(face)) (upstream(face)) (reporter(face)) (exploit(face)) (attack(face)) }
}

fn targets(face: &Face<'_>) -> Markup {
    let policy = &face.view.policy;
    sheet(
        face,
        "targets",
        "Slow down",
        None,
        html! {
            @if !policy.moved.is_empty() {
                ul.stack {
                    @for moved in &policy.moved {
                        li {
                            b { (calm(&moved.title)) } " moved to " (time::utc(moved.to))
                            @if let Some(first) = moved.first_target { ", first target " (time::utc(first)) }
                            ". " (calm(&moved.reason))
                            br; span.small.quiet {
                                "By " (calm(&moved.by)) ", " (time::utc(moved.at))
                                @if let Some(discussion) = &moved.discussion { ", discussed: " (calm(discussion)) }
                            }
                        }
                    }
                }
            }
            @if policy.movable.is_empty() {
                p.quiet { "The policies name no gate by which an open target could be moved. A late clock blocks nothing." }
            } @else {
                p.quiet { "A target moves only through the gate that the policy names; the first target stays for statistics." }
                @match face.off(Act::MoveTarget, Until::Close) {
                    Some(why) => (off("targets", "Move the target", why)),
                    None => (move_target(face, &policy.movable)),
                }
            }
        },
    )
}

fn move_target(face: &Face<'_>, movable: &[MovableLine]) -> Markup {
    let keep = face.keep("targets");
    let mut shut: Vec<&str> = movable.iter().filter_map(|line| line.shut.as_deref()).collect();
    shut.sort_unstable();
    shut.dedup();
    let choice = |line: &MovableLine| {
        let gate = match (&line.shut, line.decider) {
            (Some(_), _) => ", gate shut".to_owned(),
            (None, Some(who)) => format!(", {who} decides"),
            (None, None) => String::new(),
        };
        Choice::new(
            format!("{}:{}", line.profile, line.clock),
            format!("{}{gate}", line.title),
        )
    };
    html! {
        @for why in shut { p { (calm(why)) } }
        (form(&face.form("targets"), &html! {
            (select(&Choices {
                field: keep.field("clock", "Target"),
                choices: movable.iter().map(choice).collect(),
                chosen: Some(keep.text("clock", "")),
                width: Width::Full,
            }))
            (time_field(face, "targets", "to", "New date", WHEN))
            (plain_field(face, "targets", "discussion", "Where it was discussed", "The id of a message on this case, or where it is in the archive of the security list."))
            (why_field(face, "targets", "reason", "Why"))
            (send("Move the target"))
        }))
    }
}

fn upstream(face: &Face<'_>) -> Markup {
    let now = face.view.policy.upstream.as_ref();
    let keep = face.keep("upstream");
    let known = |pick: fn(&ambergate_process::case::inputs::Upstream) -> String| {
        now.map(|line| pick(&line.upstream)).unwrap_or_default()
    };
    let date = known(|upstream| upstream.date.map(ambergate_process::facts::minute).unwrap_or_default());
    let line = |name: &str, label: &str, hint: &str, value: String, kind| {
        text_field(&TextField {
            field: keep.field(name, label).hint(hint),
            value: keep.text(name, &value),
            kind,
            width: Width::Full,
        })
    };
    sheet(
        face,
        "upstream",
        "Upstream project",
        Some("S19"),
        html! {
            @if let Some(line) = now {
                p {
                    b { (calm(&line.upstream.project)) }
                    @match line.upstream.date {
                        Some(date) => { ", public on " (time::utc(date)) @if line.ahead { ". Nothing is published before." } },
                        None => { ", without a date yet." },
                    }
                }
            } @else {
                p.quiet { "Where the flaw is in a project that this one builds on: its date binds, and the plan follows it." }
            }
            @match face.off(Act::SetDates, Until::Release) {
                Some(why) => (off("upstream", "Record the upstream project", why)),
                None => (form(&face.form("upstream"), &html! {
                    (line("project", "Project", "Empty takes it away.", known(|upstream| upstream.project.clone()), InputKind::Line))
                    (line("date", "Its date", WHEN, date, InputKind::Mono))
                    (line("contact", "Whom we talk to", "A name or an address.", known(|upstream| upstream.contact.clone()), InputKind::Line))
                    (line("terms", "Its terms", "Its embargo, who may be told.", known(|upstream| upstream.terms.clone()), InputKind::Line))
                    @if now.is_some() { (why_field(face, "upstream", "reason", "Why it changes")) }
                    (send(if now.is_some() { "Change it" } else { "Record the upstream project" }))
                })),
            }
        },
    )
}

fn reporter(face: &Face<'_>) -> Markup {
    let keep = face.keep("reporter-date");
    let now = face.view.policy.reporter_date.as_ref();
    let typed = now
        .map(|date| ambergate_process::facts::minute(date.at))
        .unwrap_or_default();
    sheet(
        face,
        "reporter-date",
        "The reporter’s own date",
        None,
        html! {
            @if let Some(date) = now {
                p { "They publish on " (time::utc(date.at)) ", with a fix or without one. " (calm(&date.said)) }
            } @else {
                p.quiet { "If the reporter publishes on a date whatever happens, the plan takes it as hard." }
            }
            @match face.off(Act::SetDates, Until::Release) {
                Some(why) => (off("reporter-date", "Record their date", why)),
                None => (form(&face.form("reporter-date"), &html! {
                    (text_field(&TextField {
                        field: keep.field("date", "They publish on").hint("UTC, as 2026-12-01 14:00. Empty: no longer."),
                        value: keep.text("date", &typed),
                        kind: InputKind::Mono,
                        width: Width::Medium,
                    }))
                    (plain_field(face, "reporter-date", "said", "How they said so", "For example: mail of 19 November."))
                    (send("Record their date"))
                })),
            }
        },
    )
}

fn exploit(face: &Face<'_>) -> Markup {
    let keep = face.keep("exploit");
    sheet(
        face,
        "exploit",
        "An exploit is public",
        Some("S3"),
        html! {
            @if let Some(known) = &face.view.policy.exploit {
                (note(&Note {
                    kind: NoteKind::Danger,
                    title: "An exploit is public".to_owned(),
                    text: vec![vec![text("At "), Run::Mono(known.url.clone()), text(", since "), Run::Time(known.seen), text(".")]],
                    acts: vec![],
                }))
            } @else {
                p.quiet { "Where an exploit is public, so is the vulnerability: every clock then says as soon as possible." }
                @match face.off(Act::MarkPublic, Until::Close) {
                    Some(why) => (off("exploit", "Note the exploit", why)),
                    None => (form(&face.form("exploit"), &html! {
                        (text_field(&TextField {
                            field: keep.field("url", "Where it is").hint("Beginning with https://"),
                            value: keep.text("url", ""),
                            kind: InputKind::Url,
                            width: Width::Full,
                        }))
                        (time_field(face, "exploit", "seen", "Since when", WHEN_OR_NOW))
                        div.gap { (row(&[button(&Button { weight: Weight::Danger, ..Button::plain("Note the exploit") })])) }
                    })),
                }
            }
        },
    )
}

fn attack(face: &Face<'_>) -> Markup {
    sheet(
        face,
        "attack",
        "Attacks",
        Some("S3"),
        html! {
            @if let Some(attack) = &face.view.policy.attack {
                (note(&Note {
                    kind: NoteKind::Danger,
                    title: "Attacks were seen".to_owned(),
                    text: vec![vec![text("Since "), Run::Time(attack.seen), text(format!(". {}", attack.evidence))]],
                    acts: vec![],
                }))
            } @else {
                p.quiet { "An attack makes nothing public by itself." }
                @match face.off(Act::MarkPublic, Until::Close) {
                    Some(why) => (off("attack", "Note the attack", why)),
                    None => (form(&face.form("attack"), &html! {
                        (time_field(face, "attack", "seen", "Seen", WHEN_OR_NOW))
                        (why_field(face, "attack", "evidence", "How it is known"))
                        div.gap { (row(&[button(&Button { weight: Weight::Danger, ..Button::plain("Note the attack") })])) }
                    })),
                }
            }
        },
    )
}
