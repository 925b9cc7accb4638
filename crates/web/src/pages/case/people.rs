//! The people of a case: who leads (S13, S14), who is on the Fix Team (S20), who reads what.

use super::timeline::write_link;
use super::{Face, Until};
use crate::pages::today::next_lead;
use crate::pages::words::role;
use crate::parts::buttons::{Button, Here, OffButton, Weight, button, off_button, row};
use crate::parts::choices::{Check, Choice, Choices, check, select};
use crate::parts::form::{TextArea, Width, form, hidden, text_area};
use crate::parts::layout::with_rail;
use crate::parts::rail::{More, Person, RailSection, people, rail};
use crate::parts::text::{Run, calm, prose};
use crate::parts::time;
use ambergate_process::access::{Act, Role};
use ambergate_process::people::Member;
use maud::{Markup, html};

pub(super) fn body(face: &Face<'_>) -> Markup {
    let person = |line: &ambergate_coordinator::views::PersonLine| Person {
        audience: line.audience,
        name: line.name.clone(),
        role: line.what.clone(),
    };
    let all: Vec<Person> = face.view.people.iter().map(person).collect();
    let beside = [
        RailSection {
            title: "On this case".to_owned(),
            more: More::Nothing,
            inside: html! { (people(&all)) p.gap { (prose(&[write_link(face)])) } },
        },
        next_lead(&face.view.rota, &face.shell.me, &face.links, &face.seen),
    ];
    with_rail(&html! { (lead(face)) (team(face)) }, &rail("On this case", &beside))
}

fn lead(face: &Face<'_>) -> Markup {
    html! {
        section.panel.panel-b.stack id="lead" aria-labelledby="lead-h" {
            h2 id="lead-h" { "Fix Lead " (prose(&[Run::Para(face.links.para("S13"))])) }
            @match &face.view.lead {
                Some(lead) => {
                    p {
                        b { (calm(lead)) } @if face.view.lead_is_me { " (you)" } " leads"
                        @if let Some(since) = face.view.lead_since { " since " (time::utc(since)) }
                        ". The Fix Lead leads the Fix Team, has the final say on severity and sends what goes out."
                    }
                    (hand_over(face))
                },
                None => (take(face)),
            }
        }
    }
}

fn take(face: &Face<'_>) -> Markup {
    let says = html! { p.quiet { "One PST member leads each fix. Volunteer, or ask the one whose turn it is: the rota goes round and skips who is away (S14)." } };
    if let Some(why) = face.off(Act::TakeLead, Until::Release) {
        let off = OffButton {
            id: "take".to_owned(),
            label: "Take the lead".to_owned(),
            why,
        };
        return html! { (says) (row(&[off_button(&off)])) };
    }
    let me = &face.shell.me;
    let turns = &face.view.rota.turns;
    let next = turns
        .iter()
        .find(|turn| Some(&turn.member) == face.view.rota.proposed.as_ref());
    let mut buttons = vec![button(&Button::main("Take the lead").sending("member", me.as_str()))];
    if let Some(next) = next.filter(|next| &next.member != me) {
        let label = format!("Make {} Fix Lead", next.name);
        buttons.push(button(&Button::plain(label).sending("member", next.member.as_str())));
    }
    html! { (says) (form(&face.form("lead"), &row(&buttons))) }
}

fn hand_over(face: &Face<'_>) -> Markup {
    if let Some(why) = face.off(Act::HandOver, Until::Close) {
        return row(&[off_button(&OffButton {
            id: "hand".to_owned(),
            label: "Hand over the lead".to_owned(),
            why,
        })]);
    }
    let keep = face.keep("hand-over");
    let lead = face.view.lead.as_deref();
    let could = |m: &&Member| m.role == Role::Pst && Some(m.name.as_str()) != lead;
    let mut choices = vec![Choice::new("", "Choose who leads")];
    choices.extend(face.view.members.iter().filter(could).map(|m| {
        let away = m
            .away_until(face.seen.now)
            .map(|until| format!(", away until {}", time::soon_words(until, face.seen.now)));
        Choice::new(m.id.as_str(), format!("{}{}", m.name, away.unwrap_or_default()))
    }));
    html! {
        div id="hand-over" {
            h3 { "Hand over" }
            (form(&face.form("hand-over"), &html! {
                div.gap {
                    (select(&Choices {
                        field: keep.field("to", "To"),
                        choices,
                        chosen: Some(keep.text("to", "")),
                        width: Width::Medium,
                    }))
                    (text_area(&TextArea { field: keep.field("reason", "Why"), value: keep.text("reason", ""), rows: 2 }))
                }
                div.gap { (row(&[button(&Button::plain("Hand over the lead"))])) }
            }))
        }
    }
}

fn team(face: &Face<'_>) -> Markup {
    let view = face.view;
    let off = face.off(Act::NameTeam, Until::Release);
    let keep = face.keep("team");
    let ticked = |m: &Member| match keep.is_retained() {
        true => keep.ticked("member", m.id.as_str()),
        false => view.team.contains(&m.id),
    };
    html! {
        section.panel.panel-b.stack id="team" aria-labelledby="team-h" {
            h2 id="team-h" { "Fix Team " (prose(&[Run::Para(face.links.para("S20"))])) }
            p.quiet {
                "Whoever is named reads the messages to the Fix Team and the disclosure thread from then on, sees the facts and works on the fix. "
                "Each gets a notice without content."
            }
            @match off {
                Some(why) => {
                    @let named: Vec<&str> = view.members.iter().filter(|m| view.team.contains(&m.id)).map(|m| m.name.as_str()).collect();
                    p { @if named.is_empty() { "Nobody is named yet." } @else { (calm(&named.join(", "))) } }
                    (row(&[off_button(&OffButton { id: "name".to_owned(), label: "Change the Fix Team".to_owned(), why })]))
                },
                None => (form(&face.form("team"), &html! {
                    @for member in &view.team { (hidden("was", member.as_str())) }
                    fieldset {
                        legend.sr { "Members" }
                        @for (place, member) in view.members.iter().enumerate() {
                            (tick(face, place, member, ticked(member)))
                        }
                    }
                    // One main button on a page: while nobody leads, that is the lead's.
                    @let save = Button { weight: if view.lead.is_some() { Weight::Main } else { Weight::Plain }, ..Button::plain("Save the Fix Team") };
                    div.gap { (row(&[button(&save)])) }
                })),
            }
        }
    }
}

fn tick(face: &Face<'_>, place: usize, member: &Member, ticked: bool) -> Markup {
    let away = member
        .away_until(face.seen.now)
        .map(|until| format!(", away until {}", time::soon_words(until, face.seen.now)));
    let mut field = face.keep("team").field(
        "member",
        &format!("{}, {}{}", member.name, role(member.role), away.unwrap_or_default()),
    );
    // Each tick has an id of its own; the first has the field's, for the summary of a refused form.
    if place > 0 {
        field.id = format!("{}-{place}", field.id);
        field.error = None;
    }
    check(&Check {
        field,
        value: member.id.to_string(),
        ticked: if ticked { Here::Here } else { Here::Elsewhere },
    })
}
