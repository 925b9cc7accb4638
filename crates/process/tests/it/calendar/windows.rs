//! Release windows as the policies of the reference state them.

use super::oracle::{self, Oracle, ZONES};
use super::{at, in_zone, second};
use ambergate_process::calendar::{Calendar, Holidays, NotADay, ReleaseWindow, Uncertain, Weekdays};
use jiff::civil::{Time, Weekday, date, time};
use proptest::prelude::*;

fn window(days: &[&str], at: Option<Time>) -> ReleaseWindow {
    ReleaseWindow {
        weekdays: Weekdays::read(days.iter().copied()).unwrap(),
        at,
        avoid_holidays: false,
    }
}
/// 16:00 UTC on a weekday that is not a Friday; Istio has the same.
fn kubernetes() -> ReleaseWindow {
    window(&["mon", "tue", "wed", "thu"], Some(time(16, 0, 0, 0)))
}
/// 15:00 UTC, not on a Monday, a Friday or a holiday.
fn openstack() -> ReleaseWindow {
    ReleaseWindow {
        avoid_holidays: true,
        ..window(&["tue", "wed", "thu"], Some(time(15, 0, 0, 0)))
    }
}
/// Not on weekends; no time of day is said.
fn linux_distros() -> ReleaseWindow {
    window(&["mon", "tue", "wed", "thu", "fri"], None)
}

#[track_caller]
fn next(window: &ReleaseWindow, calendar: &Calendar, from: &str, expected: &str) {
    let counted = window.next_at_or_after(calendar, at(from));
    assert_eq!(counted.at, at(expected), "{from}");
    assert!(window.allows(calendar, counted.at));
}
#[track_caller]
fn last(window: &ReleaseWindow, calendar: &Calendar, from: &str, expected: &str) {
    let counted = window.last_at_or_before(calendar, at(from));
    assert_eq!(counted.at, at(expected), "{from}");
    assert!(window.allows(calendar, counted.at));
}

/// 2025-09-05 is a Friday.
#[test]
fn kubernetes_and_istio_release_at_four_from_monday_to_thursday() {
    let utc = Calendar::utc();
    next(&kubernetes(), &utc, "2025-09-04T15:59:59Z", "2025-09-04T16:00:00Z");
    next(&kubernetes(), &utc, "2025-09-04T16:00:00Z", "2025-09-04T16:00:00Z");
    next(&kubernetes(), &utc, "2025-09-04T16:00:01Z", "2025-09-08T16:00:00Z");
    next(&kubernetes(), &utc, "2025-09-05T16:00:00Z", "2025-09-08T16:00:00Z");
    next(&kubernetes(), &utc, "2025-09-07T23:59:59Z", "2025-09-08T16:00:00Z");
    last(&kubernetes(), &utc, "2025-09-07T00:00:00Z", "2025-09-04T16:00:00Z");
    last(&kubernetes(), &utc, "2025-09-08T15:59:00Z", "2025-09-04T16:00:00Z");
    for (instant, is_allowed) in [
        ("2025-09-04T16:00:00Z", true),
        ("2025-09-04T16:00:59.999Z", true),
        ("2025-09-04T16:01:00Z", false),
        ("2025-09-04T15:59:59.999Z", false),
        ("2025-09-05T16:00:00Z", false),
        ("2025-09-07T16:00:00Z", false),
    ] {
        assert_eq!(kubernetes().allows(&utc, at(instant)), is_allowed, "{instant}");
    }
}

#[test]
fn openstack_releases_at_three_from_tuesday_to_thursday_and_never_on_a_holiday() {
    // Christmas 2025 is a Thursday.
    let holidays = Holidays::new("us", [2025], [date(2025, 12, 25)]).unwrap();
    let calendar = Calendar::new(jiff::tz::TimeZone::UTC, holidays);
    next(&openstack(), &calendar, "2025-12-23T15:00:00Z", "2025-12-23T15:00:00Z");
    next(&openstack(), &calendar, "2025-12-24T15:00:01Z", "2025-12-30T15:00:00Z");
    next(&openstack(), &calendar, "2025-12-26T00:00:00Z", "2025-12-30T15:00:00Z");
    last(&openstack(), &calendar, "2025-12-29T00:00:00Z", "2025-12-24T15:00:00Z");
    assert!(!openstack().allows(&calendar, at("2025-12-25T15:00:00Z")));
    assert!(openstack().allows(&Calendar::utc(), at("2025-12-25T15:00:00Z")));
    // 2025-12-31 is a Wednesday; Thursday 2026-01-01 is a holiday that nobody has entered.
    let sure = openstack().next_at_or_after(&calendar, at("2025-12-31T15:00:00Z"));
    assert_eq!(sure.uncertain, None);
    let unsure = openstack().next_at_or_after(&calendar, at("2025-12-31T15:00:01Z"));
    assert_eq!(unsure.at, at("2026-01-01T15:00:00Z"));
    assert!(matches!(
        unsure.uncertain,
        Some(Uncertain::HolidaysUnknown { year: 2026, .. })
    ));
    assert_eq!(
        kubernetes()
            .next_at_or_after(&calendar, at("2026-01-01T00:00:00Z"))
            .uncertain,
        None
    );
}

/// 2026-07-05 is a Sunday.
#[test]
fn linux_distros_go_public_on_no_weekend() {
    let utc = Calendar::utc();
    next(&linux_distros(), &utc, "2026-07-05T12:00:00Z", "2026-07-06T00:00:00Z");
    next(&linux_distros(), &utc, "2026-07-03T23:59:59Z", "2026-07-03T23:59:59Z");
    next(&linux_distros(), &utc, "2026-07-04T00:00:00Z", "2026-07-06T00:00:00Z");
    last(
        &linux_distros(),
        &utc,
        "2026-07-05T12:00:00Z",
        "2026-07-03T23:59:59.999999Z",
    );
    last(&linux_distros(), &utc, "2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z");
    assert!(!linux_distros().allows(&utc, at("2026-07-05T12:00:00Z")));
}

#[test]
fn a_window_is_on_the_wall_of_its_zone() {
    let new_york = in_zone("America/New_York");
    let window = window(&["sun", "mon"], Some(time(2, 30, 0, 0)));
    // Sunday 2025-03-09 has no 02:30: at 02:00 the clocks jump to 03:00, and that is when it opens.
    next(&window, &new_york, "2025-03-09T00:00:00Z", "2025-03-09T07:00:00Z");
    next(&window, &new_york, "2025-03-09T07:00:01Z", "2025-03-10T06:30:00Z");
}

#[test]
fn weekdays_read_back_and_are_never_none() {
    let days: Weekdays = serde_json::from_str("[\"thu\", \"mon\", \"mon\"]").unwrap();
    assert_eq!(days.to_string(), "Monday, Thursday");
    assert_eq!(serde_json::to_string(&days).unwrap(), "[\"mon\",\"thu\"]");
    assert_eq!(Weekdays::new([]), Err(NotADay::None));
    assert_eq!(Weekdays::read(["Mon"]), Err(NotADay::Unknown("Mon".into())));
    assert!(Weekdays::EVERY.contain(Weekday::Sunday) && !Weekdays::MONDAY_TO_FRIDAY.contain(Weekday::Saturday));
}

proptest! {
    /// No day between the question and the answer has the window open, by the weekdays of the oracle.
    #[test]
    fn nothing_nearer_is_in_the_window(
        from in oracle::SECONDS,
        days in 1_u8..128,
        hour in 0_i8..24,
        is_timed in any::<bool>(),
        zone_at in 0_usize..5,
    ) {
        let (oracle, calendar) = (Oracle::new(ZONES[zone_at], &[]), in_zone(ZONES[zone_at].name));
        let from = ZONES[zone_at].inside(from);
        let is_in = |monday_is_0: i64| days & (1 << monday_is_0) != 0;
        let named = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().zip(0..).filter(|(_, n)| is_in(*n));
        let named: Vec<&str> = named.map(|(name, _)| *name).collect();
        let window = window(&named, is_timed.then(|| time(hour, 0, 0, 0)));
        let (today, now) = oracle.wall(from);
        let opens = |day: i64| is_in((day + 3).rem_euclid(7)).then(|| {
            if is_timed { oracle.first(day, i64::from(hour) * 3_600) } else { oracle.first(day, 0) }
        });
        let next = (today..).find_map(|day| match opens(day) {
            Some(_) if !is_timed && day == today => Some(from),
            Some(open) if open >= from => Some(open),
            _ => None,
        });
        prop_assert_eq!(window.next_at_or_after(&calendar, second(from)).at, second(next.unwrap()), "{} {}", today, now);
        prop_assert!(window.allows(&calendar, second(next.unwrap())));
        let last = window.last_at_or_before(&calendar, second(from)).at;
        prop_assert!(last <= second(from) && window.allows(&calendar, last));
        if is_timed {
            let expected = (0..).find_map(|n| opens(today - n).filter(|open| *open <= from));
            prop_assert_eq!(last, second(expected.unwrap()));
        }
    }
}
