//! The gallery of parts: every part once, on one page.

use super::Say;
use super::samples::{self, at, here, para, viewpoint, way_out};
use super::story;
use crate::parts::audience::{chip, chips};
use crate::parts::buttons::{
    Button, Filter, Here, LinkButton, OffButton, Size, Weight, button, filters, link_button, off_button, row,
};
use crate::parts::check::{Answer, Bytes, Fold, Progress, Step, StepStanding, answers, bytes, progress, steps};
use crate::parts::choices::{Check, Choice, Choices, check, radio_cards, radios, select};
use crate::parts::composer::composer;
use crate::parts::form::{
    BothValues, Field, FieldError, Form, InputKind, TextArea, TextField, Width, both_values, error_summary, file_field,
    form, text_area, text_field,
};
use crate::parts::layout::{Crumb, Display, MemberPage, PageHead, member_page, or_line, page_head};
use crate::parts::lists::{Pager, evidence, files, line_group, pager, strip, tabs};
use crate::parts::marks::{assumed, id, known_shortcuts, para as paragraph, shortcuts, tag, tlp};
use crate::parts::notes::{Empty, Note, NoteKind, empty, note};
use crate::parts::plan::plan;
use crate::parts::rail::{Checked, More, RailSection, checks, clocks, facts, pairs, people, rail, repositories};
use crate::parts::sprite::{Icon, glyph};
use crate::parts::state::{
    Clearance, ClockState, Phase, SeverityView, clearance, phase, severity, state, state_glyph, state_saying,
};
use crate::parts::table::{
    Caption, Column, Row, Sort, Sorted, Table, TableFrame, TickRow, cell, row_link, table, tick_table,
};
use crate::parts::text::{Link, Run, link, plain, prose};
use crate::parts::time::{left, soon, utc_and_own};
use crate::parts::timeline::{Entry, timeline};
use ambergate_process::access::{Audience, Audiences};
use ambergate_process::severity::Rating;
use maud::{Markup, html};

/// The page; `say` says its text.
pub fn page(display: Display, say: Say) -> Markup {
    let frame: MemberPage = samples::frame("Gallery", say, display);
    member_page(
        &frame,
        &html! {
            (page_head(&PageHead {
                crumbs: vec![
                    Crumb::Link(Link::new(say("Cases"), here("main"))),
                    Crumb::Id(say("AG-7K3F-9QXA"), Some(here("main"))),
                    Crumb::Id(say("R-7K3F-9QXA"), None),
                ],
                title: say("Gallery"),
                line: Some(plain(say("Every part, once."))),
                acts: Some(link_button(&LinkButton { key: Some("c"), ..LinkButton::new(say("New report"), here("forms")) })),
            }))
            div.gal {
                (section("colour", "Colours", swatches()))
                (section("marks", "Audiences, states, marks", marks(say)))
                (section("buttons", "Buttons", buttons(say)))
                (section("forms", "Forms", forms(say)))
                (section("notes", "Notices", notes(say)))
                (section("lines", "Lines", line_group(&samples::line_group(say), &viewpoint())))
                (section("tables", "Tables", tables(say)))
                (section("tabs", "Strip and tabs", html! {
                    (strip(&samples::strip(say)))
                    (tabs("Sample", &samples::tabs(say)))
                }))
                (section("timeline", "Timeline and rail", html! {
                    div.with-rail {
                        div.stack { (timeline(&story::entries(say), &viewpoint())) (composer(&story::composer(say))) }
                        (side(say))
                    }
                }))
                (section("check", "Check before it goes out", goes_out(say)))
                (section("plan", "Plan", plan(&story::plan(say))))
                (section("keys", "Keys", shortcuts(&known_shortcuts())))
            }
        },
    )
}

fn section(id: &str, title: &str, inside: Markup) -> Markup {
    html! { section id=(id) aria-labelledby={ (id) "-h" } { h2 id={ (id) "-h" } { (title) } (inside) } }
}

fn swatches() -> Markup {
    const SWATCHES: [(&str, &str); 13] = [
        ("paper", "ground"),
        ("sunken", "side, code"),
        ("surface", "panels"),
        ("hair", "separates"),
        ("edge", "bounds a control"),
        ("ink", "text, main button"),
        ("ink2", "second text"),
        ("ink3", "labels"),
        ("amber", "embargo, now, here"),
        ("amberink", "amber in words"),
        ("wash", "amber ground"),
        ("red", "danger only"),
        ("redwash", "danger ground"),
    ];
    html! {
        ul.swatches {
            @for (name, means) in SWATCHES {
                li {
                    svg aria-hidden="true" { rect class={ "sw-" (name) } {} }
                    span { span.mono { (name) } br; span.quiet { (means) } }
                }
            }
        }
    }
}

fn marks(say: Say) -> Markup {
    let sets = [
        Audiences::TEAM,
        Audiences::DISCLOSURE,
        Audiences::of(&[Audience::Pst, Audience::FixTeam, Audience::Upstream]),
        Audiences::of(&[Audience::Pst, Audience::Authority, Audience::Distributors]),
    ];
    let scored = |rating, tenths| severity(SeverityView::Scored { rating, tenths });
    html! {
        p.row { @for audience in Audience::ALL { (chip(audience)) } }
        h3 { "Sets" }
        p.row { @for set in sets { (chips(set)) } }
        h3 { "Phases" }
        p.row { @for each in Phase::ALL { (phase(each)) } }
        h3 { "Clocks" }
        p.row { @for each in ClockState::ALL { (state(each)) } (state_saying(ClockState::Met, &say("Acknowledged"))) (state_glyph(ClockState::Open)) }
        h3 { "Severity" }
        p.row {
            (scored(Rating::None, Some(0))) (scored(Rating::Low, Some(31))) (scored(Rating::Medium, Some(59)))
            (scored(Rating::High, Some(71))) (scored(Rating::Critical, Some(98))) (scored(Rating::High, None))
            (severity(SeverityView::NotScored))
        }
        h3 { "Marks" }
        p.row {
            (clearance(Clearance::Told)) (clearance(Clearance::Withheld)) (assumed(&say("assumed"))) (tag(&say("plugin/etcd")))
            (id(&say("AG-7K3F-9QXA"))) (paragraph(&para(&say("S28")))) (tlp(&say("TLP:AMBER+STRICT")))
        }
        h3 { "Signs" }
        p.row { @for icon in Icon::ALL { span.row { (glyph(icon)) span.mono { (icon.id()) } } } }
        h3 { "Times and sentences" }
        p { (utc_and_own(at("12-01 14:00"), &viewpoint())) ", " (left(at("12-01 14:00"), &viewpoint())) ", " (soon(at("11-20 07:31"), &viewpoint())) }
        p {
            (prose(&[
                Run::Strong(say("Robin Ashe")),
                Run::Text(say(" pushed ")),
                Run::Mono(say("4f1c2ab")),
                Run::Break,
                Run::Quiet(say("ellis@example.org")),
                Run::Assumed(say("assumed")),
            ]))
            " " (link(&Link::new(say("Hand over"), here("main"))))
        }
    }
}

fn buttons(say: Say) -> Markup {
    let weighted = |label: &str, weight| {
        button(&Button {
            label: say(label),
            weight,
            sends: None,
        })
    };
    html! {
        form {
            (row(&[
                button(&Button::main(say("Send to 8 people"))),
                button(&Button::plain(say("Save the draft")).sending("act", say("draft"))),
                weighted("Cancel", Weight::Bare),
                weighted("Report a leak", Weight::Danger),
                weighted("Remove Fjell OS from the list", Weight::DangerMain),
            ]))
        }
        div.btns.gap {
            (off_button(&OffButton {
                id: "publish".to_owned(),
                label: say("Publish"),
                why: say("Publish is off because one commit has no LGTM."),
            }))
            (link_button(&LinkButton { size: Size::Small, ..LinkButton::new(say("Small"), here("buttons")) }))
        }
        div.gap {
            (filters(&[
                Filter { label: say("Everything"), href: here("buttons"), here: Here::Here },
                Filter { label: say("Messages"), href: here("buttons"), here: Here::Elsewhere },
            ]))
        }
    }
}

fn forms(say: Say) -> Markup {
    let wrong = "The vector has no value for Privileges. Add PR:N, PR:L or PR:H.";
    let choices = |name: &str, label: &str| Choices {
        field: Field::new(name, say(label)).hint(say("Change it whenever you like.")),
        choices: vec![
            Choice::new("name", say("By name")).hint(say("The advisory thanks you by the name you give below.")),
            Choice::new("handle", say("By handle")),
            Choice::new("none", say("Not at all")).hint(say("Nobody outside the PST learns your name.")),
        ],
        chosen: Some("name".to_owned()),
        width: Width::Medium,
    };
    html! {
        (error_summary(&[FieldError { field_id: "vec".to_owned(), message: say(wrong) }]))
        (both_values(&[BothValues {
            label: say("Mitigation"),
            yours: say("Cap the TTL, one hour"),
            theirs: say("Cap the TTL, ten minutes"),
            changed_by: say("Kim Solberg, 08:41 UTC"),
        }]))
        div.gap {
            (form(&Form::new(here("forms"), "sample").once("sample"), &html! {
                (text_field(&TextField {
                    field: Field::new("vec", say("CVSS vector")).hint(say("Version 3.1 or 4.0, as text")).error(Some(say(wrong))),
                    value: say("CVSS:3.1/AV:N/AC:L/UI:N/S:U/C:N/I:L/A:H"),
                    kind: InputKind::Mono,
                    width: Width::Full,
                }))
                (text_field(&TextField {
                    field: Field::new("mail", say("Your mail address")).optional(),
                    value: String::new(),
                    kind: InputKind::Email,
                    width: Width::Medium,
                }))
                (text_area(&TextArea { field: Field::new("why", say("Reason for the later date")), value: say("Upstream asks."), rows: 4 }))
                (file_field(&Field::new("proof", say("Files")).optional()))
                (select(&choices("second", "Who approves as second person")))
                (radios(&choices("thanks", "Thanks in public")))
                (radio_cards(&choices("credit", "Thanks in public")))
                (check(&Check { field: Field::new("public", say("This is already public")), value: "yes".to_owned(), ticked: Here::Here }))
                div.btns.gap { (button(&Button::main(say("Set the vector")))) }
            }))
        }
        (or_line())
    }
}

fn notes(say: Say) -> Markup {
    let view = |kind, title: &str, text: &str, acts| Note {
        kind,
        title: say(title),
        text: vec![plain(say(text))],
        acts,
    };
    html! {
        div.stack {
            (note(&view(NoteKind::Plain, "The first targets are kept", "All clocks say “as soon as possible” now.", vec![])))
            (note(&view(NoteKind::Warn, "The public notice goes out before distributors are told", "You may go on.", vec![])))
            (note(&view(
                NoteKind::Danger,
                "The text names a withheld fact",
                "Line 6 says “etcd”. Nothing was sent; your text is kept.",
                vec![way_out(say("Go to line 6"))],
            )))
            (empty(&Empty {
                icon: Icon::Closed,
                title: say("Nothing needs you"),
                text: plain(say("Sasha Okoye is on call until Monday 09:00 UTC.")),
                act: Some(way_out(say("Look at the inbox"))),
            }))
        }
    }
}

fn tables(say: Say) -> Markup {
    let distributor = |name: &str, key: &str, standing, word: &str, attempts: &str| Row {
        cells: vec![
            row_link(&say(name), &here("tables")),
            cell(&say(key)),
            state_saying(standing, &say(word)),
            cell(attempts),
        ],
    };
    let columns = vec![
        Column::words(say("Organisation")).sorted(Sort {
            href: here("tables"),
            now: Sorted::Ascending,
        }),
        Column::time("Key"),
        Column::words("Notice"),
        Column::number("Attempts"),
    ];
    let rows = vec![
        distributor(
            "Northwind Linux",
            "valid until 2027-03",
            ClockState::Met,
            "Acknowledged",
            "1",
        ),
        distributor(
            "Kestrel Platform",
            "none usable",
            ClockState::Late,
            "Notice without content",
            "2",
        ),
        distributor(
            "Harbour Distribution",
            "valid until 2027-08",
            ClockState::Conflict,
            "Bounced",
            "4",
        ),
    ];
    let report = |value: &str, title: &str, ticked| TickRow {
        value: value.to_owned(),
        title: say(title),
        href: here("tables"),
        snippet: say("After SIGUSR1 the transfer plugin served my zone to a host that has no key."),
        below: evidence(&samples::evidence(say)),
        cells: vec![
            prose(&[
                Run::Text(say("Ellis Duarte")),
                Run::Break,
                Run::Quiet(say("ellis@example.org")),
            ]),
            state_saying(ClockState::Soon, "5 h 22 min"),
        ],
        ticked,
    };
    let inbox = [
        report(
            "q7xm",
            "Zone transfer answers without TSIG after reload",
            Here::Elsewhere,
        ),
        report("w3bf", "etcd records live for years in resolver caches", Here::Here),
    ];
    html! {
        (table(&Table { caption: say("Distributors and the notice"), shows_caption: Caption::Heard, columns: columns.clone(), rows: rows.clone(), frame: TableFrame::Panel }))
        (table(&Table { caption: say("The same in running text"), shows_caption: Caption::Shown, columns, rows, frame: TableFrame::Flush }))
        form.inbox {
            (tick_table("Waiting reports, most urgent first", "report", &[Column::words("Report and evidence"), Column::words("From"), Column::time("First answer")], &inbox, &html! {
                div.bulk.sticky-acts {
                    span.count {}
                    (button(&Button::main("Open a case").sending("act", "open")))
                    (button(&Button::plain("Decline").sending("act", "decline")))
                }
            }))
        }
        (pager(&Pager { range: "1 to 4 of 31".to_owned(), newer: None, older: Some(here("tables")) }))
        (files(&story::entries(say).into_iter().find_map(first_files).unwrap_or_default()))
    }
}

fn first_files(entry: Entry) -> Option<Vec<crate::parts::lists::FileView>> {
    match entry {
        Entry::Message(message) => Some(message.files),
        Entry::Event(_) => None,
    }
}

fn side(say: Say) -> Markup {
    let section = |title: &str, more, inside| RailSection {
        title: say(title),
        more,
        inside,
    };
    rail(
        "About this case",
        &[
            section(
                "Clocks",
                More::Link(Link::new("Plan", here("plan"))),
                clocks(&samples::clocks(say)),
            ),
            section("People", More::Nothing, people(&samples::people(say))),
            section("Facts", More::Nothing, facts(&samples::facts(say))),
            section("Repositories", More::Nothing, repositories(&samples::repositories(say))),
            section("Next Fix Lead", More::Para(para("S14")), pairs(&samples::pairs(say))),
        ],
    )
}

fn goes_out(say: Say) -> Markup {
    let step = |label: &str, standing| Step {
        label: say(label),
        standing,
    };
    let text = say("# CoreDNS: security release on 1 December 2026\n\nIt fixes one vulnerability.\n");
    html! {
        (steps(&[
            step("Draft", StepStanding::Done),
            step("Check and approve", StepStanding::Now),
            step("Sent", StepStanding::ToDo),
        ]))
        (answers(&[
            Answer { question: say("Announcement"), answer: cell(&say("Forthcoming fix")), change: None },
            Answer {
                question: say("Who will read it"),
                answer: html! { (chip(Audience::Public)) " Everyone. It cannot be taken back, only corrected." },
                change: Some(here("check")),
            },
        ]))
        div.gap {
            (bytes(&Bytes { id: "bytes-1".to_owned(), title: say("Public issue"), form: say("Markdown"), bytes: text.into_bytes(), fold: Fold::Open }))
        }
        div.gap { (progress(&Progress { label: say("Notices sent"), done: 24, of: 31, state: ClockState::Open })) }
        div.gap {
            (checks(&[
                Checked { state: ClockState::Met, label: say("Release window given"), para: Some(para("S29")), note: None },
                Checked { state: ClockState::Soon, label: say("Before distributors are told"), para: None, note: Some(say("You may go on.")) },
            ]))
        }
    }
}
