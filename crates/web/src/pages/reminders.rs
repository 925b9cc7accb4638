//! *Reminders*: how a member hears of what is due, and the calendar that they subscribe to; and that calendar, as it is
//! served to whoever has its address.

use super::around::{Around, member_with, refusal};
use super::links::Links;
use super::{Page, Section, done, stacked};
use crate::errors::Trouble;
use crate::forms::{Fields, Keep};
use crate::parts::buttons::{Button, Weight, button, row};
use crate::parts::choices::{Choice, Choices, radios};
use crate::parts::form::{Field, Form, InputKind, TextField, Width, form, text_field};
use crate::parts::layout::{PageHead, page_head};
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::text::{Link, Run, plain};
use crate::parts::time;
use crate::visitor::{Act, Member, Visit};
use ambergate_coordinator::reminders::{ByMail, ReminderChoices, RemindersView};
use ambergate_coordinator::views::Shell;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::REMINDERS;

/// A calendar's address that was made just now. It is shown on this one page and kept nowhere.
pub(crate) struct Made(pub String);

pub async fn show(member: Member) -> Result<Page, Trouble> {
    show_with(&member, Around::asked(&member), None).await
}

async fn show_with(member: &Member, around: Around, made: Option<Made>) -> Result<Page, Trouble> {
    let view = member.app.coordinator.reminders(&member.viewer, member.slug()).await?;
    let page = shown(member.shell.get(), &view, made.as_ref(), &around);
    Ok(Page::with(around.status(), page))
}

pub async fn save(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let chosen = choices(&form.fields);
    let coordinator = &member.app.coordinator;
    match coordinator
        .choose_reminders(&member.viewer, member.slug(), chosen)
        .await
    {
        Ok(()) => Ok(done(&Links::of(member.shell.get()).reminders(), "reminders")),
        Err(error) => {
            let around = refusal("reminders", &form.fields, error)?;
            Ok(show_with(&member, around, None).await?.into_response())
        }
    }
}

/// No redirect: an address that held the new one would be kept in places where nobody looks.
pub async fn make_calendar(act: Act) -> Result<Page, Trouble> {
    let Act { member, .. } = act;
    let coordinator = &member.app.coordinator;
    let made = coordinator.make_calendar(&member.viewer, member.slug()).await?;
    show_with(&member, Around::default(), Some(Made(made))).await
}

pub async fn revoke_calendar(act: Act) -> Result<Response, Trouble> {
    let Act { member, .. } = act;
    let coordinator = &member.app.coordinator;
    coordinator.revoke_calendar(&member.viewer, member.slug()).await?;
    Ok(done(&Links::of(member.shell.get()).reminders(), "calendar-revoked"))
}

/// A calendar for whoever has its address. A revoked address is answered as one that never was.
pub async fn calendar(visit: Visit) -> Result<Response, Trouble> {
    let token = visit.param("file").strip_suffix(".ics").ok_or(Trouble::NotFound)?;
    let bytes = visit.app.coordinator.calendar(token).await?.ok_or(Trouble::NotFound)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/calendar; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

fn choices(fields: &Fields) -> ReminderChoices {
    let text = |name: &str| fields.get(name).to_owned();
    ReminderChoices {
        by_mail: ByMail::from_key(fields.get("by_mail")).unwrap_or_default(),
        zone: text("zone"),
        quiet_from: text("quiet_from"),
        quiet_until: text("quiet_until"),
        digest: text("digest"),
    }
}

pub(crate) fn shown(shell: &Shell, view: &RemindersView, made: Option<&Made>, around: &Around) -> Markup {
    let links = Links::of(shell);
    let line = vec![
        Run::Text(
            "They say how many things are due and when the first is, never what. What it is stands on ".to_owned(),
        ),
        Run::Link(Link::new("Today", links.today())),
        Run::Text(".".to_owned()),
    ];
    let main = html! {
        (page_head(&PageHead {
            crumbs: vec![],
            title: "Reminders".to_owned(),
            line: Some(line),
            acts: None,
        }))
        // An address that is shown this once stands where nobody has to look for it.
        @if made.is_some() {
            (feed(shell, view, &links, made))
            div.gap { (settings(shell, view, &links, around)) }
        } @else {
            (settings(shell, view, &links, around))
            div.gap { (feed(shell, view, &links, made)) }
        }
    };
    member_with(shell, around, Section::Reminders, "Reminders", None, &main)
}

fn settings(shell: &Shell, view: &RemindersView, links: &Links, around: &Around) -> Markup {
    let keep = Keep::of(around.kept(), "reminders");
    let kept = &view.choices;
    let by_mail = radios(&Choices {
        field: keep.field("by_mail", "Reminders by mail"),
        choices: vec![
            Choice::new(ByMail::On.key(), format!("Yes, to {}", view.address)),
            Choice::new(ByMail::Off.key(), "No"),
        ],
        chosen: keep.chosen("by_mail", Some(kept.by_mail.key())),
        width: Width::Full,
    });
    let line = |field: Field, value: String, width| {
        text_field(&TextField {
            field,
            value,
            kind: InputKind::Mono,
            width,
        })
    };
    let zone = keep.field("zone", "Your time zone").hint(format!(
        "As Europe/Berlin, or UTC. By the one that is saved, your clock shows {} now.",
        view.wall
    ));
    let from = keep.field("quiet_from", "Quiet from").hint("As 22:00").optional();
    let until = keep.field("quiet_until", "Quiet until").hint("As 07:00").optional();
    let digest = keep
        .field("digest", "Together once a day, at")
        .hint("As 09:00. Left empty, each comes as soon as it is due soon.")
        .optional();
    html! {
        section.panel.panel-b id="reminders" aria-labelledby="reminders-h" {
            h2 id="reminders-h" { "How you are reminded" }
            p.quiet {
                "A thing reminds you when it is due soon and when it is overdue, first the Fix Lead, after a day the PST. "
                "In quiet hours mail waits for their end, and a day’s digest holds the rest. What the policy demands does "
                "not wait past its deadline. While you are away you get none."
            }
            (form(&stacked(Form::new(links.reminders(), shell.csrf.clone())), &html! {
                (by_mail)
                (line(zone, keep.text("zone", &kept.zone), Width::Medium))
                (line(from, keep.text("quiet_from", &kept.quiet_from), Width::Small))
                (line(until, keep.text("quiet_until", &kept.quiet_until), Width::Small))
                (line(digest, keep.text("digest", &kept.digest), Width::Small))
                (row(&[button(&Button::main("Save my settings"))]))
            }))
        }
    }
}

fn feed(shell: &Shell, view: &RemindersView, links: &Links, made: Option<&Made>) -> Markup {
    let make = match view.calendar {
        None => "Make an address",
        Some(_) => "Make a new address",
    };
    let revoke = Button {
        label: "Revoke the address".to_owned(),
        weight: Weight::Danger,
        sends: None,
    };
    html! {
        section.panel.panel-b id="calendar" aria-labelledby="calendar-h" {
            h2 id="calendar-h" { "Your calendar" }
            p.quiet {
                "The calendar on your desk or phone can show when something is due for you. Whoever has its address sees "
                "the same, and learns that something is due and when, not what."
            }
            @match (made, view.calendar) {
                (Some(Made(address)), _) => {
                    (note(&Note {
                        kind: NoteKind::Warn,
                        title: "Copy the address now".to_owned(),
                        text: vec![plain(
                            "It is not kept and not shown again. Subscribe to it in your calendar program; one from before \
                             answers no more.",
                        )],
                        acts: vec![],
                    }))
                    div.gap {
                        (text_field(&TextField {
                            field: Field::new("calendar-address", "Address of your calendar"),
                            value: address.clone(),
                            kind: InputKind::Mono,
                            width: Width::Full,
                        }))
                    }
                },
                (None, Some(since)) => p { "It has had an address since " (time::utc(since)) ". A new one ends it." },
                (None, None) => p { "It has no address." },
            }
            div.btns.gap {
                (form(&Form::new(links.calendar(), shell.csrf.clone()), &button(&Button::plain(make))))
                @if view.calendar.is_some() {
                    (form(&Form::new(links.calendar_revoke(), shell.csrf.clone()), &button(&revoke)))
                }
            }
        }
    }
}
