//! Where the case stands, in words: the embargo and who agreed to it, each participant, the state of the case, and what
//! would be refused now. Read from the machines; nothing is decided here.

use crate::pages::case::Face;
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, table};
use crate::parts::text::calm;
use crate::parts::time;
use ambergate_coordinator::views::{CourseView, ParticipantLine, Party, RefusedLine};
use ambergate_process::vultron::{Consent, CsEvent, Duty, Em, FixEvent, WorldEvent};
use maud::{Markup, html};

pub(super) fn section(face: &Face<'_>, course: &CourseView) -> Markup {
    html! {
        section.stack id="standing" aria-labelledby="standing-h" {
            h2 id="standing-h" { "Where the case stands" }
            p.small.quiet {
                "Follows from what is recorded, by the rules of Vultron, the protocol of CERT/CC for coordinated disclosure. "
                "An act that these rules do not have is refused."
            }
            dl.kv {
                dt { "Embargo" }
                dd { (embargo(face, course)) }
                dt { "State" }
                dd { (state(course)) }
            }
            (participants(course))
            (refused(course))
        }
    }
}

fn embargo(face: &Face<'_>, course: &CourseView) -> Markup {
    let line = &course.embargo;
    let past = line.ends.is_some_and(|ends| ends <= face.seen.now);
    html! {
        b { (capital(line.state.word())) }
        @if let Some(ends) = line.ends { " until " (time::utc(ends)) }
        "."
        @if past { " That has passed and holds nobody; it ends when people publish." }
        @for asked in &line.asked { " Asked for, and not agreed to yet: until " (time::utc(*asked)) "." }
        (with(course, Consent::Signatory, "Agreed"))
        (with(course, Consent::Invited, "Asked, and not agreed yet"))
        (with(course, Consent::Lapsed, "Agreed to earlier terms only"))
        (with(course, Consent::Declined, "Declined"))
        @match (line.duty, line.state) {
            (Some(Duty::Shall), _) => " The matter is public: it has to end.",
            (Some(Duty::Should), _) => " Attacks were seen: it should end. Publish as soon as you can.",
            (Some(Duty::May), _) => " The fix is ready: it may end.",
            (None, Em::None) => " The policy promises none to whoever reports, and no end is written among the facts.",
            (None, Em::Proposed) => " Nobody is held before it is agreed on; record among the decisions when it was.",
            (None, _) => {},
        }
    }
}

fn with(course: &CourseView, consent: Consent, word: &str) -> Markup {
    let names: Vec<String> = course
        .participants
        .iter()
        .filter(|line| line.consent == consent)
        .map(name)
        .collect();
    html! { @if !names.is_empty() { " " (word) ": " (calm(&names.join(", "))) "." } }
}

fn name(line: &ParticipantLine) -> String {
    match line.party {
        Party::Project => "the project".to_owned(),
        Party::Distributors => "the distributors".to_owned(),
        Party::Reporter => format!("{} (reporter)", line.name),
    }
}

/// `Vfdpxa`, and what each letter says.
fn state(course: &CourseView) -> Markup {
    let said: Vec<&str> = CsEvent::ALL
        .into_iter()
        .map(|event| letter_words(event, course.state.has(event)))
        .collect();
    html! {
        abbr.mono title="A capital letter has happened: the vendor knows, the fix is ready, it is deployed; the public knows, an exploit is public, attacks were seen." {
            (course.state.to_string())
        }
        ": " (said.join(", ")) "."
    }
}

fn letter_words(event: CsEvent, so: bool) -> &'static str {
    match (event, so) {
        (CsEvent::Fix(FixEvent::VendorAware), false) => "the vendor does not know",
        (CsEvent::Fix(FixEvent::FixReady), false) => "the fix is not ready",
        (CsEvent::Fix(FixEvent::FixDeployed), false) => "whether the fix is deployed is not recorded",
        (CsEvent::World(WorldEvent::Public), false) => "the public does not know",
        (CsEvent::World(WorldEvent::Exploit), false) => "no exploit is noted",
        (CsEvent::World(WorldEvent::Attacks), false) => "no attack is noted",
        (event, true) => event.word(),
    }
}

fn participants(course: &CourseView) -> Markup {
    let row = |line: &ParticipantLine| Row {
        cells: vec![
            html! { (calm(&capital(&name(line)))) },
            html! { (capital(line.rm.word())) },
            html! { (capital(line.consent.word())) },
        ],
    };
    table(&Table {
        caption: "Who takes part, and how far each is".to_owned(),
        shows_caption: Caption::Heard,
        columns: vec![
            Column::words("Participant"),
            Column::words("The report"),
            Column::words("The embargo"),
        ],
        rows: course.participants.iter().map(row).collect(),
        frame: TableFrame::Panel,
    })
}

fn refused(course: &CourseView) -> Markup {
    let line = |line: &RefusedLine| {
        html! {
            li {
                b { (line.machine.word()) } ", " (line.steps.join(", ")) ": " (line.why) " " (line.way_out)
            }
        }
    };
    html! {
        @if !course.refused.is_empty() {
            h3 { "Refused now" }
            ul.holds { @for refused in &course.refused { (line(refused)) } }
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
