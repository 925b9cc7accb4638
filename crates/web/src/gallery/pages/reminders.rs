//! Samples of *Reminders*.

use super::{drawn, maintainer, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::reminders::{Made, shown};
use crate::pages::{DONE, Sample};
use crate::parts::layout::Display;
use crate::parts::notes::Flash;
use ambergate_coordinator::reminders::{ByMail, ReminderChoices, RemindersView};
use maud::Markup;

pub const REMINDERS: &[Sample] = &[
    Sample {
        name: "reminders",
        page: chosen,
    },
    Sample {
        name: "reminders-new",
        page: nothing_chosen,
    },
    Sample {
        name: "reminders-refused",
        page: not_taken,
    },
    Sample {
        name: "reminders-calendar-made",
        page: calendar_made,
    },
];

fn view(say: Say) -> RemindersView {
    RemindersView {
        choices: ReminderChoices {
            by_mail: ByMail::On,
            zone: "Europe/Berlin".to_owned(),
            quiet_from: "22:00".to_owned(),
            quiet_until: "07:00".to_owned(),
            digest: "09:00".to_owned(),
        },
        address: say("robin@example.org"),
        wall: "2026-11-19 09:40".to_owned(),
        calendar: Some(at("11-02 16:20")),
    }
}

fn chosen(display: Display, say: Say) -> Markup {
    let saved = DONE.iter().find(|(key, _)| *key == "reminders");
    let mut around = drawn(display);
    around.flash = saved.map(|(_, words)| Flash {
        words: (*words).to_owned(),
        link: None,
    });
    shown(&pst(say), &view(say), None, &around)
}

fn nothing_chosen(display: Display, say: Say) -> Markup {
    let view = RemindersView {
        choices: ReminderChoices {
            by_mail: ByMail::On,
            zone: "UTC".to_owned(),
            quiet_from: String::new(),
            quiet_until: String::new(),
            digest: String::new(),
        },
        wall: "2026-11-19 08:40".to_owned(),
        calendar: None,
        ..view(say)
    };
    shown(&maintainer(say), &view, None, &drawn(display))
}

fn not_taken(display: Display, say: Say) -> Markup {
    let typed = [
        ("by_mail", "off".to_owned()),
        ("zone", say("Berlin")),
        ("quiet_from", "22:00".to_owned()),
        ("quiet_until", "07:00".to_owned()),
    ];
    let says = "\"Berlin\" is no time zone; write an IANA name such as UTC or Europe/Berlin.";
    let around = refused(display, "reminders", &typed, "zone", &say(says));
    shown(&pst(say), &view(say), None, &around)
}

fn calendar_made(display: Display, say: Say) -> Markup {
    let address = "https://psirt.example.org/calendar/0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs.ics";
    shown(&pst(say), &view(say), Some(&Made(say(address))), &drawn(display))
}
