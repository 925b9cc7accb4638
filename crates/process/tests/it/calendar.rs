//! Counting in calendars, against an oracle that shares nothing with it: business days are positions in a table, leap
//! years, weekdays and summer time are rules written out here, and a wall time is found by trying minute after minute.

mod oracle;
mod windows;

use ambergate_process::Instant;
use ambergate_process::calendar::{Calendar, HolidayFault, Holidays, Span, Uncertain, zone};
use jiff::civil::{Date, date};
use oracle::{APIA, BERLIN, KOLKATA, LORD_HOWE, NEW_YORK, Oracle, UTC, ZONES};
use proptest::prelude::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}
fn in_zone(name: &str) -> Calendar {
    Calendar::new(zone(name).unwrap(), Holidays::none())
}
fn second(n: i64) -> Instant {
    Instant::from_second(n).unwrap()
}

/// What the calendar and the oracle say to the same question, both ways.
fn compare(calendar: &Calendar, oracle: &Oracle, from: i64, n: u16) {
    let days = Span::BusinessDays(n);
    let (forward, back) = (calendar.after(second(from), days), calendar.before(second(from), days));
    let place = || format!("{} {} {days:?}", oracle.zone.name, second(from));
    assert_eq!(
        forward.at,
        second(oracle.business_days_after(from, n)),
        "after {}",
        place()
    );
    assert_eq!(
        back.at,
        second(oracle.business_days_before(from, n)),
        "before {}",
        place()
    );
    assert_eq!((forward.uncertain, back.uncertain), (None, None), "{}", place());
    let months = Span::Months(n % 27);
    let place = || format!("{} {} {months:?}", oracle.zone.name, second(from));
    assert_eq!(
        calendar.after(second(from), months).at,
        second(oracle.months(from, i64::from(n % 27))),
        "after {}",
        place()
    );
    assert_eq!(
        calendar.before(second(from), months).at,
        second(oracle.months(from, -i64::from(n % 27))),
        "before {}",
        place()
    );
}

/// Every day of 200 years, at a time of day that wanders through all of them, near midnight and the hours of the night
/// at which clocks change as often as the rest.
#[test]
fn every_day_of_two_hundred_years_counts_as_the_oracle_counts() {
    for zone in ZONES {
        let oracle = Oracle::new(zone, &[]);
        let calendar = in_zone(zone.name);
        for day in zone.first_day..zone.last_day {
            let wandering = (day * 4_229).rem_euclid(86_400);
            let n = u16::try_from(day.rem_euclid(11)).unwrap() + 1;
            compare(&calendar, &oracle, day * 86_400 + wandering, n);
        }
    }
}

#[test]
fn every_minute_around_a_change_of_clocks_counts_as_the_oracle_counts() {
    for (zone, around) in [
        (NEW_YORK, "2025-03-09T07:00:00Z"),
        (NEW_YORK, "2025-11-02T06:00:00Z"),
        (NEW_YORK, "1974-01-06T07:00:00Z"),
        (BERLIN, "2096-03-25T01:00:00Z"),
        (BERLIN, "1980-04-06T01:00:00Z"),
        (LORD_HOWE, "2025-04-05T15:00:00Z"),
        (LORD_HOWE, "2025-10-04T15:30:00Z"),
        (APIA, "2011-12-30T10:00:00Z"),
    ] {
        let oracle = Oracle::new(zone, &[]);
        let calendar = in_zone(zone.name);
        for minute in -190..190_i64 {
            let from = at(around).as_second() + minute * 60;
            compare(&calendar, &oracle, from, 1);
            compare(&calendar, &oracle, from - 86_400, 1);
            compare(&calendar, &oracle, from + 86_400, 2);
            // Counted in months the change is a target as well.
            compare(&calendar, &oracle, oracle.months(from, 1), 1);
            compare(&calendar, &oracle, oracle.months(from, -1), 1);
        }
    }
}

fn holidays(dates: &[Date]) -> Holidays {
    Holidays::new("some", 1948..=2153, dates.iter().copied()).unwrap()
}

proptest! {
    #[test]
    fn holidays_are_skipped_as_the_oracle_skips_them(
        from in oracle::SECONDS,
        n in 1_u16..60,
        offsets in prop::collection::btree_set(-90_i64..90, 0..60),
        zone_at in 0_usize..4,
    ) {
        let zone = [UTC, NEW_YORK, BERLIN, KOLKATA][zone_at];
        let free: Vec<i64> = offsets.iter().map(|o| from.div_euclid(86_400) + o).collect();
        let oracle = Oracle::new(zone, &free);
        let dates: Vec<Date> = free.iter().map(|day| oracle.date(*day)).collect();
        let calendar = Calendar::new(ambergate_process::calendar::zone(zone.name).unwrap(), holidays(&dates));
        compare(&calendar, &oracle, from, n);
        for (day, date) in free.iter().zip(dates) {
            prop_assert!(!calendar.is_business_day(date));
            prop_assert_eq!(calendar.is_business_day(oracle.date(day + 1)), oracle.works(day + 1));
        }
    }

    /// A later start never gives an earlier end, and a longer span never a nearer one. Where clocks went back between
    /// two starts the wall clock says which is later, for the wall time is what is kept.
    #[test]
    fn counting_is_monotone_in_start_and_span(
        from in oracle::SECONDS,
        later in 0_i64..10_000_000,
        n in 1_u16..400,
        more in 0_u16..400,
        zone_at in 0_usize..5,
        unit in 0_usize..5,
    ) {
        let zone = ZONES[zone_at];
        let calendar = in_zone(zone.name);
        let span = |n| [Span::Hours(n), Span::Days(n), Span::BusinessDays(n), Span::WorkingWeeks(n), Span::Months(n)][unit];
        let (a, b) = (second(from), second(from + later));
        prop_assert!(calendar.after(a, span(n)).at <= calendar.after(a, span(n + more)).at);
        prop_assert!(calendar.before(a, span(n)).at >= calendar.before(a, span(n + more)).at);
        prop_assert!(calendar.after(a, span(n)).at > a && calendar.before(a, span(n)).at < a);
        let wall = |at: Instant| ambergate_process::calendar::zone(zone.name).unwrap().to_datetime(at);
        let (after, before) = ([a, b].map(|at| calendar.after(at, span(n)).at), [a, b].map(|at| calendar.before(at, span(n)).at));
        if matches!(span(n), Span::Months(_)) {
            // The 30th in the evening and the 31st in the morning are both clamped to the 28th, with their times of day.
            prop_assert!(wall(a) > wall(b) || wall(after[0]).date() <= wall(after[1]).date());
            prop_assert!(wall(a) > wall(b) || wall(before[0]).date() <= wall(before[1]).date());
        } else if wall(a) <= wall(b) {
            prop_assert!(after[0] <= after[1] && before[0] <= before[1]);
        }
    }

    /// From a business day there and back is the same wall time; from another day it is the next beginning of one.
    #[test]
    fn back_undoes_after(from in oracle::SECONDS, n in 1_u16..300, zone_at in 0_usize..5) {
        let zone = ZONES[zone_at];
        let (calendar, oracle, from) = (in_zone(zone.name), Oracle::new(zone, &[]), zone.inside(from));
        let span = Span::BusinessDays(n);
        let there_and_back = calendar.before(calendar.after(second(from), span).at, span).at;
        let back_and_there = calendar.after(calendar.before(second(from), span).at, span).at;
        let (day, time) = oracle.wall(from);
        let expected = if oracle.works(day) {
            oracle.first(day, time)
        } else {
            oracle.first((day..).find(|d| oracle.works(*d)).unwrap(), 0)
        };
        prop_assert_eq!(there_and_back, second(expected));
        prop_assert_eq!(back_and_there, second(expected));
    }

    #[test]
    fn a_working_week_is_five_business_days(from in oracle::SECONDS, n in 1_u16..50) {
        let calendar = in_zone("Europe/Berlin");
        let (weeks, days) = (Span::WorkingWeeks(n), Span::BusinessDays(5 * n));
        prop_assert_eq!(calendar.after(second(from), weeks), calendar.after(second(from), days));
        prop_assert_eq!(calendar.before(second(from), weeks), calendar.before(second(from), days));
    }

    /// What is certain stays as it is whatever the holidays of further years turn out to be; and all else says so.
    #[test]
    fn a_certain_date_does_not_depend_on_years_that_are_not_covered(
        from in oracle::SECONDS,
        n in 1_u16..300,
        first in 1948_i16..2150,
        years in 1_i16..4,
    ) {
        let covered = || first..first + years;
        let known = Calendar::new(jiff::tz::TimeZone::UTC, Holidays::new("known", covered(), []).unwrap());
        // The worst that can turn out: all of January and December free, in every year but those covered.
        let oracle = Oracle::new(UTC, &[]);
        let feared = (1949..=2152_i16).filter(|y| !covered().contains(y)).flat_map(|y| {
            let month = move |m| (1..=31).map(move |d| date(y, m, d));
            month(1).chain(month(12))
        });
        let feared = Calendar::new(jiff::tz::TimeZone::UTC, holidays(&feared.collect::<Vec<_>>()));
        for counted in [Calendar::after, Calendar::before] {
            let (known, feared) = (counted(&known, second(from), Span::BusinessDays(n)), counted(&feared, second(from), Span::BusinessDays(n)));
            match &known.uncertain {
                None => prop_assert_eq!(known.at, feared.at),
                Some(Uncertain::HolidaysUnknown { calendar, year }) => {
                    prop_assert_eq!(calendar, "known");
                    prop_assert!(!covered().contains(year));
                    let (a, b) = (oracle.date(from.div_euclid(86_400)).year(), oracle.date(known.at.as_second().div_euclid(86_400)).year());
                    prop_assert!((a.min(b)..=a.max(b)).contains(year), "{} between {} and {}", year, a, b);
                }
                Some(other) => prop_assert!(false, "{other}"),
            }
        }
    }

    #[test]
    fn a_span_reads_back_as_written(n in 1_u16..=3_650, unit in 0_usize..5) {
        let span = [Span::Hours(n), Span::Days(n), Span::BusinessDays(n), Span::WorkingWeeks(n), Span::Months(n)][unit];
        prop_assert_eq!(span.written().parse(), Ok(span));
        prop_assert_eq!(serde_json::from_str::<Span>(&serde_json::to_string(&span).unwrap()).unwrap(), span);
    }

    #[test]
    fn counting_is_total(from in any::<i64>(), n in any::<u16>(), unit in 0_usize..5, zone_at in 0_usize..5) {
        let span = [Span::Hours(n), Span::Days(n), Span::BusinessDays(n / 16), Span::WorkingWeeks(n / 64), Span::Months(n)][unit];
        let from = second(from.rem_euclid(Instant::MAX.as_second() - Instant::MIN.as_second()) + Instant::MIN.as_second());
        let calendar = in_zone(ZONES[zone_at].name);
        for counted in [calendar.after(from, span), calendar.before(from, span)] {
            let limit = counted.at == Instant::MAX || counted.at == Instant::MIN;
            prop_assert!(counted.uncertain.is_none() || limit);
        }
    }
}

#[track_caller]
fn after(calendar: &Calendar, from: &str, span: Span, expected: &str) {
    assert_eq!(calendar.after(at(from), span).at, at(expected), "{span} after {from}");
}
#[track_caller]
fn before(calendar: &Calendar, from: &str, span: Span, expected: &str) {
    assert_eq!(calendar.before(at(from), span).at, at(expected), "{span} before {from}");
}

#[test]
fn months_keep_the_day_and_are_cut_to_the_last_one() {
    let utc = Calendar::utc();
    after(&utc, "2025-01-31T09:30:00Z", Span::Months(1), "2025-02-28T09:30:00Z");
    after(&utc, "2024-01-31T09:30:00Z", Span::Months(1), "2024-02-29T09:30:00Z");
    after(&utc, "2025-01-31T09:30:00Z", Span::Months(2), "2025-03-31T09:30:00Z");
    after(&utc, "2100-01-30T00:00:00Z", Span::Months(1), "2100-02-28T00:00:00Z");
    before(&utc, "2025-03-31T09:30:00Z", Span::Months(1), "2025-02-28T09:30:00Z");
    // 31 January, 23:30 in Berlin, is 22:30 in UTC; in UTC the day would be the same, in Kolkata the next.
    after(
        &in_zone("Europe/Berlin"),
        "2025-02-28T22:30:00Z",
        Span::Months(1),
        "2025-03-28T22:30:00Z",
    );
    // 1 March 04:00 in Kolkata, still 28 February in UTC.
    after(
        &in_zone("Asia/Kolkata"),
        "2025-02-28T22:30:00Z",
        Span::Months(1),
        "2025-03-31T22:30:00Z",
    );
    // Berlin's clocks go forward between: 09:30 stays 09:30.
    after(
        &in_zone("Europe/Berlin"),
        "2025-03-01T08:30:00Z",
        Span::Months(1),
        "2025-04-01T07:30:00Z",
    );
}

#[test]
fn days_and_hours_are_exact_whatever_the_clocks_do() {
    let new_york = in_zone("America/New_York");
    after(&new_york, "2025-03-09T06:30:00Z", Span::Days(1), "2025-03-10T06:30:00Z");
    after(
        &new_york,
        "2025-03-09T06:30:00Z",
        Span::Hours(24),
        "2025-03-10T06:30:00Z",
    );
    before(&new_york, "2025-11-02T06:30:00Z", Span::Days(1), "2025-11-01T06:30:00Z");
}

#[test]
fn a_count_from_a_weekend_starts_where_the_business_day_does() {
    // 2025-09-06 is a Saturday. In New York the Monday begins at 04:00 UTC.
    after(
        &Calendar::utc(),
        "2025-09-06T16:00:00Z",
        Span::BusinessDays(1),
        "2025-09-09T00:00:00Z",
    );
    after(
        &in_zone("America/New_York"),
        "2025-09-06T16:00:00Z",
        Span::BusinessDays(1),
        "2025-09-09T04:00:00Z",
    );
    // Friday evening in New York is Saturday in UTC.
    after(
        &in_zone("America/New_York"),
        "2025-09-06T01:00:00Z",
        Span::BusinessDays(1),
        "2025-09-09T01:00:00Z",
    );
    // Backwards from Saturday: from Friday 24:00 to Thursday 24:00.
    before(
        &Calendar::utc(),
        "2025-09-06T16:00:00Z",
        Span::BusinessDays(1),
        "2025-09-05T00:00:00Z",
    );
    before(
        &Calendar::utc(),
        "2025-09-08T16:00:00Z",
        Span::BusinessDays(1),
        "2025-09-05T16:00:00Z",
    );
    before(
        &Calendar::utc(),
        "2025-09-06T16:00:00Z",
        Span::WorkingWeeks(1),
        "2025-08-30T00:00:00Z",
    );
}

/// Egypt changes its clocks in the night to a Friday, which is a business day here.
#[test]
fn a_wall_time_that_is_skipped_is_the_moment_of_the_change_and_one_that_comes_twice_is_the_first() {
    let cairo = in_zone("Africa/Cairo");
    // 2023-04-28 00:00 became 01:00, which is 22:00 UTC the day before.
    after(
        &cairo,
        "2023-04-26T22:30:00Z",
        Span::BusinessDays(1),
        "2023-04-27T22:00:00Z",
    );
    after(
        &cairo,
        "2023-04-26T22:00:00Z",
        Span::BusinessDays(1),
        "2023-04-27T22:00:00Z",
    );
    after(
        &cairo,
        "2023-04-26T23:30:00Z",
        Span::BusinessDays(1),
        "2023-04-27T22:30:00Z",
    );
    // 2023-10-26 24:00 became 23:00: 23:30 was at 20:30 and again at 21:30 UTC.
    after(
        &cairo,
        "2023-10-25T20:30:00Z",
        Span::BusinessDays(1),
        "2023-10-26T20:30:00Z",
    );
    before(
        &cairo,
        "2023-10-27T21:30:00Z",
        Span::BusinessDays(1),
        "2023-10-26T20:30:00Z",
    );
}

/// Samoa went over the date line: Thursday 29 December 2011 was followed by Saturday the 31st.
#[test]
fn a_day_that_never_was_is_not_counted() {
    let apia = in_zone("Pacific/Apia");
    assert!(!apia.is_business_day(date(2011, 12, 30)));
    assert!(apia.is_business_day(date(2011, 12, 29)) && apia.is_business_day(date(2012, 1, 2)));
    assert!(Calendar::utc().is_business_day(date(2011, 12, 30)));
    // Thursday 10:00 (UTC-10) to Monday 10:00 (UTC+14).
    after(
        &apia,
        "2011-12-29T20:00:00Z",
        Span::BusinessDays(1),
        "2012-01-01T20:00:00Z",
    );
    before(
        &apia,
        "2012-01-01T20:00:00Z",
        Span::BusinessDays(1),
        "2011-12-29T20:00:00Z",
    );
    after(&apia, "2011-11-30T20:00:00Z", Span::Months(1), "2011-12-30T10:00:00Z");
}

fn holidays_of_2025() -> Calendar {
    let dates = [date(2025, 12, 25), date(2025, 12, 26)];
    Calendar::new(jiff::tz::TimeZone::UTC, Holidays::new("de", [2025], dates).unwrap())
}

#[test]
fn a_count_beyond_the_holidays_that_are_known_says_so() {
    let calendar = holidays_of_2025();
    let sure = calendar.after(at("2025-12-24T12:00:00Z"), Span::BusinessDays(3));
    assert_eq!((sure.at, sure.uncertain), (at("2025-12-31T12:00:00Z"), None));
    let unsure = calendar.after(at("2025-12-24T12:00:00Z"), Span::BusinessDays(4));
    assert_eq!(unsure.at, at("2026-01-01T12:00:00Z"), "the best that is known");
    let why = unsure.uncertain.unwrap().to_string();
    assert!(
        why.contains("\"de\" does not cover 2026: add that year's holidays"),
        "{why}"
    );
    let back = calendar.before(at("2025-01-01T12:00:00Z"), Span::BusinessDays(1));
    assert!(matches!(
        back.uncertain,
        Some(Uncertain::HolidaysUnknown { year: 2024, .. })
    ));
    // What needs no holidays is certain.
    for span in [Span::Hours(9_000 / 3), Span::Days(3_000), Span::Months(100)] {
        assert_eq!(calendar.after(at("2025-12-24T12:00:00Z"), span).uncertain, None);
    }
    // Saturday 2027-01-02 was free whatever the holidays of 2027 are, but the Monday after it is not known.
    let after_2026 = Calendar::new(jiff::tz::TimeZone::UTC, Holidays::new("x", [2026], []).unwrap());
    assert_eq!(
        after_2026
            .before(at("2027-01-02T12:00:00Z"), Span::BusinessDays(1))
            .uncertain,
        {
            Some(Uncertain::HolidaysUnknown {
                calendar: "x".into(),
                year: 2027,
            })
        }
    );
    let saturday = Calendar::new(jiff::tz::TimeZone::UTC, Holidays::new("x", [2021], []).unwrap());
    assert_eq!(
        saturday
            .before(at("2022-01-01T12:00:00Z"), Span::BusinessDays(1))
            .uncertain,
        None
    );
}

#[test]
fn holidays_that_cannot_be_meant_are_refused() {
    let of =
        |name: &str, years: &[i16], dates: &[Date]| Holidays::new(name, years.iter().copied(), dates.iter().copied());
    assert!(matches!(
        of("de", &[2025], &[date(2026, 1, 1)]),
        Err(HolidayFault::OutsideYears { .. })
    ));
    assert!(matches!(of("de", &[], &[]), Err(HolidayFault::NoYears { .. })));
    assert!(matches!(of("none", &[2025], &[]), Err(HolidayFault::Name(_))));
    assert!(matches!(of(" ", &[2025], &[]), Err(HolidayFault::Name(_))));
    let told = of("de", &[2025], &[date(2026, 1, 1)]).unwrap_err().to_string();
    assert!(told.contains("has 2026-01-01, but does not cover 2026"), "{told}");
}

#[test]
fn what_is_no_span_or_no_zone_is_refused_with_what_was_meant() {
    for bad in [
        "", "7", "d", "0d", "3651d", "1 day", "1w", "-1d", "1.5h", "99999h", "7D", "١d",
    ] {
        let told = bad.parse::<Span>().unwrap_err().to_string();
        assert!(told.contains("write 24h, 7d or 1bd (business days)"), "{told}");
    }
    assert_eq!("2ww".parse::<Span>().unwrap().to_string(), "2 working weeks");
    assert_eq!("1mo".parse::<Span>().unwrap().to_string(), "1 month");
    assert!(zone("Mars/Olympus").unwrap_err().to_string().contains("IANA name"));
    assert_eq!(in_zone("Europe/Berlin").to_string(), "Europe/Berlin, holidays: none");
}
