//! What the policies of a case ask, allow and keep back: the part of the decisions that follows from the profiles.

use super::decisions::{off, section};
use super::legal;
use super::{Face, Until};
use crate::pages::words::{count, text};
use crate::parts::buttons::{Button, Weight, button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{InputKind, TextArea, TextField, Width, form, hidden, text_area, text_field};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Run, calm, prose};
use crate::parts::time;
use ambergate_coordinator::policies::{Met, Pinned};
use ambergate_coordinator::views::{AskLine, GateLine, MovableLine, RecordedLine, Wish};
use ambergate_process::access::Act;
use ambergate_process::case::inputs::{Awareness, Reading};
use ambergate_process::condition::Truth;
use maud::{Markup, html};

const WHEN: &str = "UTC, as 2026-12-01 14:00.";
const WHEN_OR_NOW: &str = "UTC, as 2026-11-19 06:10. Empty means now.";

/// What stands above the decisions that every case has.
pub(super) fn before(face: &Face<'_>) -> Markup {
    html! { (conflicts(face)) (asks(face)) (gates(face)) }
}

/// What stands below them.
pub(super) fn after(face: &Face<'_>) -> Markup {
    html! {
        section.stack aria-labelledby="dates-h" {
            h2 id="dates-h" { "Dates, and what others do" }
            div.panel.sheets { (targets(face)) (upstream(face)) (reporter(face)) (exploit(face)) (attack(face)) }
        }
        section.stack aria-labelledby="records-h" {
            h2 id="records-h" { "Records, and whose rules bind" }
            div.panel.sheets { (milestones(face)) (corrections(face)) (legal::legal(face)) (aware(face)) (pins(face)) }
        }
    }
}

/// What is needed on few cases: how it stands in a line, and the form below it. Open where its form was refused.
pub(super) fn sheet(face: &Face<'_>, id: &'static str, title: &str, number: Option<&str>, inside: Markup) -> Markup {
    let forms: &[&'static str] = match id {
        "policies" => &["policies", "policy-version", "policy-off"],
        _ => &[id],
    };
    let refused = forms.iter().any(|form| face.keep(form).is_retained());
    html! {
        details.sheet id=(id) open[refused] {
            summary {
                span { (title) }
                span.quiet.stands { (stands(face, id)) }
            }
            div.sheet-b {
                (inside)
                // A link in a summary could not be reached by everybody.
                @if let Some(number) = number { p.small.quiet { "By " (prose(&[Run::Para(face.links.para(number))])) } }
            }
        }
    }
}

/// How the matter of a sheet stands, in a few words.
fn stands(face: &Face<'_>, id: &str) -> Markup {
    let policy = &face.view.policy;
    match id {
        "targets" => html! {
            @match policy.moved.last() {
                Some(moved) => { (calm(&moved.title)) " moved to " (time::utc(moved.to)) },
                None => "no target moved",
            }
        },
        "upstream" => html! {
            @match &policy.upstream {
                Some(line) => { (calm(&line.upstream.project)) @if let Some(date) = line.upstream.date { ", " (time::utc(date)) } },
                None => "none",
            }
        },
        "reporter-date" => {
            html! { @match &policy.reporter_date { Some(date) => (time::utc(date.at)), None => "none" } }
        }
        "exploit" => {
            html! { @match &policy.exploit { Some(known) => { "since " (time::utc(known.seen)) }, None => "none known" } }
        }
        "attack" => {
            html! { @match &policy.attack { Some(attack) => { "since " (time::utc(attack.seen)) }, None => "none known" } }
        }
        "corrections" => html! { (count(policy.correctable.len(), "record", "records")) " made by hand" },
        "milestones" => html! { (count(policy.recorded.len(), "record", "records")) },
        "role" => {
            html! { @match &policy.legal { Some(line) => (line.role.word()), None => "not stated" } }
        }
        "awareness" => {
            html! { @match &policy.aware { Some(line) => (calm(&line.what)), None => "nobody recorded it" } }
        }
        _ => {
            let names: Vec<&str> = policy.pins.iter().map(|pin| pin.id.as_str()).collect();
            html! { (calm(&names.join(", "))) }
        }
    }
}

/// What the policies say about early notice.
pub(super) fn early_words(wishes: &[Wish]) -> String {
    let one = |wish: &Wish| {
        let so = match &wish.truth {
            Truth::True => "that is so here",
            Truth::False => "that is not so here",
            Truth::Unknown { .. } => "nobody has said yet whether that is so",
        };
        format!("{} ({}): {so}.", wish.title, wish.refs.join(", "))
    };
    if wishes.is_empty() {
        return "The policy says nothing about whom to tell early; say why you decide as you do.".to_owned();
    }
    wishes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn conflicts(face: &Face<'_>) -> Markup {
    let said = &face.view.policy.conflicts;
    html! {
        @if !said.is_empty() {
            (note(&Note {
                kind: NoteKind::Danger,
                title: "Not all rules can be kept".to_owned(),
                text: said.iter().map(|what| vec![text(what.clone())]).collect(),
                acts: vec![],
            }))
        }
    }
}

fn plain_field(face: &Face<'_>, form: &'static str, name: &str, label: &str, hint: &str) -> Markup {
    let keep = face.keep(form);
    text_field(&TextField {
        field: keep.field(name, label).hint(hint),
        value: keep.text(name, ""),
        ..TextField::default()
    })
}

fn time_field(face: &Face<'_>, form: &'static str, name: &str, label: &str, hint: &str) -> Markup {
    let keep = face.keep(form);
    text_field(&TextField {
        field: keep.field(name, label).hint(hint),
        value: keep.text(name, ""),
        kind: InputKind::Mono,
        width: Width::Medium,
    })
}

fn why_field(face: &Face<'_>, form: &'static str, name: &str, label: &str) -> Markup {
    let keep = face.keep(form);
    text_area(&TextArea {
        field: keep.field(name, label),
        value: keep.text(name, ""),
        rows: 2,
    })
}

pub(super) fn send(label: &str) -> Markup {
    html! { div.gap { (row(&[button(&Button::plain(label))])) } }
}

fn asks(face: &Face<'_>) -> Markup {
    let asks = &face.view.policy.asks;
    let body = |lines: &[AskLine]| {
        html! {
            @for line in lines { (ask(face, line)) }
            (send("Record the answers"))
        }
    };
    section(
        face,
        "asked",
        "What the policy asks",
        None,
        html! {
            @if asks.is_empty() {
                p.quiet { "Nothing that the case does not show already." }
            } @else {
                p.quiet { "Gates and clocks hang on these. What nobody has said is not known, and they wait for it." }
                @match face.off(Act::StateFacts, Until::Close) {
                    Some(why) => {
                        dl.kv { @for line in asks { dt { (line.question) } dd { @if line.answer.is_empty() { "not known" } @else { (calm(&line.answer)) } } } }
                        (off("asked", "Record the answers", why))
                    },
                    None => (form(&face.form("asked"), &body(asks))),
                }
            }
        },
    )
}

fn ask(face: &Face<'_>, line: &AskLine) -> Markup {
    let keep = face.keep("asked");
    let name = line.fact.key();
    let field = keep
        .field(name, line.question)
        .hint(match line.for_the_sake_of.as_slice() {
            [] => "No rule that binds the case reads it now.".to_owned(),
            rules => format!("Read by: {}.", rules.join("; ")),
        });
    let answers: Vec<(String, String)> = match line.reading {
        Reading::YesNo => vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())],
        Reading::OnlyNo => vec![("no".to_owned(), "No".to_owned())],
        Reading::Number | Reading::Text => line.values.iter().map(|v| (v.clone(), v.clone())).collect(),
    };
    let value = keep.text(name, &line.answer);
    if answers.is_empty() {
        return text_field(&TextField {
            field: field.optional(),
            value,
            kind: InputKind::Line,
            width: Width::Medium,
        });
    }
    let mut choices = vec![Choice::new("", "Not known")];
    choices.extend(answers.into_iter().map(|(value, label)| Choice::new(value, label)));
    select(&Choices {
        field,
        choices,
        chosen: Some(value),
        width: Width::Medium,
    })
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

fn gates(face: &Face<'_>) -> Markup {
    let gates = &face.view.policy.gates;
    if gates.is_empty() {
        return html! {};
    }
    section(
        face,
        "gates",
        "Gates that are shut or broken",
        None,
        html! {
            @for line in gates { (gate(face, line)) }
        },
    )
}

/// One form per gate; they share a name, so that only the one that was sent is shown again as it was typed.
fn gate(face: &Face<'_>, line: &GateLine) -> Markup {
    let keep = face.keep("gates");
    let value = format!("{}:{}", line.profile, line.gate);
    let sent = keep.text("gate", "") == value;
    let mut field = keep.field("reason", "Why it is broken");
    if !sent {
        field.id = format!("gates-reason-{}-{}", line.profile, line.gate);
        field.error = None;
    }
    let reason = if sent { keep.text("reason", "") } else { String::new() };
    let label = if line.agreed.is_empty() {
        "Break the gate"
    } else {
        "Agree, or break it"
    };
    let off_id = format!("gate-{}-{}", line.profile, line.gate);
    html! {
        div.stack {
            @if line.says.is_empty() { p { b { (calm(&line.title)) } " (" (calm(&line.refs.join(", "))) ")" } } @else { p { (calm(&line.says)) } }
            @if !line.agreed.is_empty() {
                p.small.quiet {
                    @match line.broken {
                        Some(at) => { "Broken since " (time::utc(at)) " by " },
                        None => { (line.agreed.len()) " of " (line.needed) " agreed: " },
                    }
                    (calm(&line.agreed.join(", ")))
                    @if let Some(reason) = &line.reason { ". " (calm(reason)) }
                }
            }
            @if let (None, Some(breaker)) = (line.broken, line.breaker) {
                @match face.off(Act::BreakGate, Until::Close).or_else(|| (!line.mine).then(|| format!("Off: {breaker} may break this gate."))) {
                    Some(why) => (off(&off_id, label, why)),
                    None => (form(&face.form("gates"), &html! {
                        (hidden("gate", &value))
                        (text_field(&TextField { field, value: reason, ..TextField::default() }))
                        div.gap { (row(&[button(&Button { weight: Weight::Danger, ..Button::plain(label) })])) }
                    })),
                }
            }
        }
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
