//! iCalendar feeds (RFC 5545, RFC 7986): what a person has to see to and when, for the calendar on their desk and phone.
//!
//! What lives here: a writer. What must not: a word of a case. A calendar is fetched without a session, kept by phone
//! makers and shown on locked screens, so an entry has no text of its own: its title is one of [`Due::title`], its link
//! is the feed's, and its id is bytes without a meaning. Every instant is written in UTC, so no time zone is sent along.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroU16;

use crate::text;

/// A person's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// How calendar programs list it. The only free text; not the name of a project that is not public.
    pub name: String,
    /// When what it says last changed (`DTSTAMP`, RFC 5545 3.8.7.2). The same calendar with the same instant is the same
    /// bytes.
    pub revised: Timestamp,
    /// Where every entry leads: a page that asks for sign-in, such as *Today*. Names no case.
    pub url: String,
    pub entries: BTreeMap<Uid, Due>,
}

/// What one entry is known by in all versions of the calendar (`UID`): 128 bits that nobody else can make sense of, such
/// as a keyed digest of person, case and clock. The same one moves an entry, a new one adds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub [u8; 16]);

/// Something is due at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Written to the second. One before 1970 is written as 1970-01-01.
    pub at: Timestamp,
    /// How many things are.
    pub things: NonZeroU16,
    /// How many minutes before it the calendar rings; none where it stays silent.
    pub alarm: Option<u16>,
}

impl Due {
    /// What calendar programs show. Says nothing of what is due.
    pub fn title(&self) -> String {
        match self.things.get() {
            1 => "Ambergate: something is due".to_owned(),
            n => format!("Ambergate: {n} things are due"),
        }
    }
}

/// How often programs are asked to look again (RFC 7986 5.7).
const REFRESH: &str = "PT1H";
/// The longest line in octets, without its line end (RFC 5545 3.1).
const LINE: usize = 75;

/// The calendar as `text/calendar; charset=utf-8`, entries in the order of their ids.
pub fn write(calendar: &Calendar) -> Vec<u8> {
    let name = text::line(&calendar.name);
    let mut out = Lines(String::new());
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//Ambergate//Ambergate//EN");
    out.line("CALSCALE", "GREGORIAN");
    out.text("NAME", &name);
    out.text("X-WR-CALNAME", &name);
    out.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    out.line("X-PUBLISHED-TTL", REFRESH);
    for (uid, due) in &calendar.entries {
        out.event(calendar, *uid, due);
    }
    if calendar.entries.is_empty() {
        out.placeholder();
    }
    out.line("END", "VCALENDAR");
    out.0.into_bytes()
}

/// Content lines, each folded and with its line end.
struct Lines(String);

impl Lines {
    /// A value that needs no escaping. Lines longer than 75 octets go on after a line end and a space; a character of
    /// several octets stays whole (RFC 5545 3.1).
    fn line(&mut self, name: &'static str, value: &str) {
        let mut room = LINE;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A value of type TEXT (RFC 5545 3.3.11).
    fn text(&mut self, name: &'static str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\n' => escaped.push_str("\\n"),
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    fn event(&mut self, calendar: &Calendar, uid: Uid, due: &Due) {
        let title = due.title();
        self.line("BEGIN", "VEVENT");
        self.line("UID", &hex(uid));
        self.line("DTSTAMP", &instant(calendar.revised));
        // Without DTEND it ends when it starts: a deadline takes no time, and blocks none (TRANSP).
        self.line("DTSTART", &instant(due.at));
        self.text("SUMMARY", &title);
        self.line("URL", &uri(&calendar.url));
        self.line("CLASS", "PRIVATE");
        self.line("TRANSP", "TRANSPARENT");
        if let Some(minutes) = due.alarm {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            self.text("DESCRIPTION", &title);
            self.line("TRIGGER", &format!("-PT{minutes}M"));
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }

    /// A calendar must have a component (RFC 5545 3.6). One that shows nowhere is a time zone.
    fn placeholder(&mut self) {
        self.line("BEGIN", "VTIMEZONE");
        self.line("TZID", "Etc/UTC");
        self.line("BEGIN", "STANDARD");
        self.line("DTSTART", "19700101T000000");
        self.line("TZOFFSETFROM", "+0000");
        self.line("TZOFFSETTO", "+0000");
        self.line("END", "STANDARD");
        self.line("END", "VTIMEZONE");
    }
}

fn instant(at: Timestamp) -> String {
    at.max(Timestamp::UNIX_EPOCH).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn hex(uid: Uid) -> String {
    uid.0.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An address as it stands; what no address may hold is percent-encoded, so that it cannot begin another line.
fn uri(given: &str) -> String {
    given
        .bytes()
        .fold(String::with_capacity(given.len()), |mut text, byte| {
            if byte.is_ascii_graphic() {
                text.push(char::from(byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
            text
        })
}
