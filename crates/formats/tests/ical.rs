//! What is written as iCalendar, read back by a parser that is not ours.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use ambergate_formats::ical::{Calendar, Due, Uid, write};
use icalendar::parser::{Component, read_calendar, unfold};
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn due(when: &str, things: u16, alarm: Option<u16>) -> Due {
    Due {
        at: at(when),
        things: NonZeroU16::new(things).unwrap(),
        alarm,
    }
}

fn calendar(name: &str, entries: impl IntoIterator<Item = (Uid, Due)>) -> Calendar {
    Calendar {
        name: name.into(),
        revised: at("2025-09-03T00:14:00Z"),
        url: "https://security.example.org/p/coredns/today".into(),
        entries: entries.into_iter().collect(),
    }
}

fn written(calendar: &Calendar) -> String {
    String::from_utf8(write(calendar)).unwrap()
}

fn value(component: &Component<'_>, name: &str) -> Option<String> {
    component
        .properties
        .iter()
        .find(|p| p.name == name)
        .map(|p| p.val.to_string())
}

#[test]
fn a_deadline_reads_back_with_its_instant_its_opaque_title_and_its_alarm() {
    let entries = [
        (Uid([0; 16]), due("2025-09-10T00:14:00Z", 1, Some(60))),
        (Uid([255; 16]), due("2025-12-31T23:59:59.9Z", 3, None)),
    ];
    let text = written(&calendar("Ambergate", entries));
    let unfolded = unfold(&text);
    let read = read_calendar(&unfolded).unwrap();
    let property = |name: &str| read.properties.iter().find(|p| p.name == name).unwrap().val.to_string();
    assert_eq!(property("VERSION"), "2.0");
    assert_eq!(property("X-WR-CALNAME"), "Ambergate");
    let [first, second] = &read.components[..] else {
        panic!("two events: {:?}", read.components)
    };
    assert_eq!(first.name, "VEVENT");
    assert_eq!(value(first, "UID").unwrap(), "0".repeat(32));
    assert_eq!(value(first, "DTSTAMP").unwrap(), "20250903T001400Z");
    assert_eq!(value(first, "DTSTART").unwrap(), "20250910T001400Z");
    assert_eq!(value(first, "SUMMARY").unwrap(), "Ambergate: something is due");
    assert_eq!(
        value(first, "URL").unwrap(),
        "https://security.example.org/p/coredns/today"
    );
    assert_eq!(value(first, "TRANSP").unwrap(), "TRANSPARENT");
    let [alarm] = &first.components[..] else {
        panic!("one alarm: {:?}", first.components)
    };
    assert_eq!(
        (alarm.name.to_string(), value(alarm, "TRIGGER").unwrap()),
        ("VALARM".into(), "-PT60M".into())
    );
    assert_eq!(value(alarm, "DESCRIPTION").unwrap(), "Ambergate: something is due");
    assert_eq!(value(alarm, "ACTION").unwrap(), "DISPLAY");
    assert_eq!(value(second, "SUMMARY").unwrap(), "Ambergate: 3 things are due");
    assert_eq!(value(second, "DTSTART").unwrap(), "20251231T235959Z");
    assert!(second.components.is_empty());
}

/// The order of RFC 5545: what a person would compare with the text of the standard.
#[test]
fn the_bytes_of_a_small_calendar() {
    let entries = [(Uid([0xab; 16]), due("2025-09-10T00:14:00Z", 1, Some(15)))];
    let expected = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//Ambergate//Ambergate//EN|CALSCALE:GREGORIAN|NAME:a\\, b|\
        X-WR-CALNAME:a\\, b|REFRESH-INTERVAL;VALUE=DURATION:PT1H|X-PUBLISHED-TTL:PT1H|BEGIN:VEVENT|\
        UID:abababababababababababababababab|DTSTAMP:20250903T001400Z|DTSTART:20250910T001400Z|\
        SUMMARY:Ambergate: something is due|URL:https://security.example.org/p/coredns/today|CLASS:PRIVATE|\
        TRANSP:TRANSPARENT|BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:Ambergate: something is due|TRIGGER:-PT15M|\
        END:VALARM|END:VEVENT|END:VCALENDAR|";
    assert_eq!(written(&calendar("a, b", entries)), expected.replace('|', "\r\n"));
}

#[test]
fn a_calendar_with_nothing_due_is_still_a_calendar() {
    let text = written(&calendar("Ambergate", []));
    let unfolded = unfold(&text);
    let read = read_calendar(&unfolded).unwrap();
    assert!(!read.components.is_empty(), "RFC 5545 3.6 asks for a component");
    assert!(read.components.iter().all(|c| c.name != "VEVENT"));
}

#[test]
fn an_address_cannot_begin_a_line_of_its_own() {
    let mut calendar = calendar("Ambergate", [(Uid([1; 16]), due("2025-09-10T00:14:00Z", 1, None))]);
    calendar.url = "https://example.org/\r\nSUMMARY:secret ä".into();
    let text = written(&calendar).replace("\r\n ", "");
    assert!(
        text.contains("\r\nURL:https://example.org/%0D%0ASUMMARY:secret%20%C3%A4\r\n"),
        "{text}"
    );
}

#[test]
fn an_instant_that_no_calendar_can_hold_is_moved_into_range() {
    let entries = [
        (
            Uid([1; 16]),
            Due {
                at: Timestamp::MIN,
                ..due("2025-09-10T00:14:00Z", 1, None)
            },
        ),
        (
            Uid([2; 16]),
            Due {
                at: Timestamp::MAX,
                ..due("2025-09-10T00:14:00Z", 1, None)
            },
        ),
    ];
    let text = written(&calendar("Ambergate", entries));
    assert!(
        text.contains("DTSTART:19700101T000000Z\r\n") && text.contains("DTSTART:99991230T220000Z\r\n"),
        "{text}"
    );
}

fn entries() -> impl Strategy<Value = BTreeMap<Uid, Due>> {
    let entry =
        (0_i64..4_000_000_000, 1_u16.., proptest::option::of(any::<u16>())).prop_map(|(second, things, alarm)| Due {
            at: Timestamp::from_second(second).unwrap(),
            things: NonZeroU16::new(things).unwrap(),
            alarm,
        });
    proptest::collection::btree_map(any::<[u8; 16]>().prop_map(Uid), entry, 0..6)
}

proptest! {
    /// Whatever the name: lines of at most 75 octets that end in CR LF, whole characters in each, and every value reads
    /// back as it was given.
    #[test]
    fn everything_reads_back(name in "\\PC{0,120}", entries in entries()) {
        let calendar = Calendar { entries, ..calendar(&name, []) };
        let bytes = write(&calendar);
        for line in bytes.strip_suffix(b"\r\n").unwrap().split(|b| *b == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            prop_assert!(line.len() <= 75);
            prop_assert!(std::str::from_utf8(line).is_ok() && !line.contains(&b'\r'));
        }
        let text = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).unwrap();
        let shown = read.properties.iter().find(|p| p.name == "X-WR-CALNAME").unwrap().val.to_string();
        prop_assert_eq!(shown, ambergate_formats::text::line(&name));
        let events: Vec<_> = read.components.iter().filter(|c| c.name == "VEVENT").collect();
        prop_assert_eq!(events.len(), calendar.entries.len());
        for (event, (uid, due)) in events.iter().zip(&calendar.entries) {
            let uid: String = uid.0.iter().map(|b| format!("{b:02x}")).collect();
            prop_assert_eq!(value(event, "UID").unwrap(), uid);
            prop_assert_eq!(value(event, "DTSTART").unwrap(), due.at.strftime("%Y%m%dT%H%M%SZ").to_string());
            prop_assert_eq!(event.components.len(), usize::from(due.alarm.is_some()));
            prop_assert_eq!(event.components.first().and_then(|a| value(a, "TRIGGER")), due.alarm.map(|m| format!("-PT{m}M")));
        }
    }

    /// The words of two calendars differ in nothing but digits: no entry can carry a word.
    #[test]
    fn no_entry_has_words_of_its_own(entries in entries()) {
        let text = written(&Calendar { entries, ..calendar("Ambergate", []) });
        for line in text.replace("\r\n ", "").lines() {
            if let Some(title) = line.strip_prefix("SUMMARY:").or_else(|| line.strip_prefix("DESCRIPTION:")) {
                let words = title.replace(|c: char| c.is_ascii_digit(), "");
                prop_assert!(["Ambergate: something is due", "Ambergate:  things are due"].contains(&words.as_str()));
            }
        }
    }
}
