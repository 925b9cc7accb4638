//! The oracle: days are numbers since 1970-01-01, business days are positions in a table.

use jiff::civil::Date;
use std::ops::Range;
use std::sync::LazyLock;

/// 1950-01-01 to 2149-12-31 in UTC.
pub const SECONDS: Range<i64> = FIRST * 86_400..LAST * 86_400;
/// 1950-01-01: twenty years and five leap days before 1970.
const FIRST: i64 = -(20 * 365 + 5);
/// 2150-01-01: 180 years after 1970 with 44 leap days, 2100 having none.
const LAST: i64 = 180 * 365 + 44;
/// Room for counts that leave the range: 1901-01-01, 69 years and 17 leap days before 1970.
const TABLE_FROM: i64 = -(69 * 365 + 17);
const TABLE_TO: i64 = 2_199;

#[derive(Clone, Copy)]
pub struct Zone {
    pub name: &'static str,
    /// The days in which `offset` is right.
    pub first_day: i64,
    pub last_day: i64,
    largest: i64,
    skipped: Option<i64>,
    /// Seconds east of UTC at a second of UTC.
    offset: fn(i64) -> i64,
}

pub const UTC: Zone = Zone {
    name: "UTC",
    first_day: FIRST,
    last_day: LAST,
    largest: 0,
    skipped: None,
    offset: |_| 0,
};
pub const KOLKATA: Zone = Zone {
    name: "Asia/Kolkata",
    largest: 19_800,
    offset: |_| 19_800,
    ..UTC
};
pub const NEW_YORK: Zone = Zone {
    name: "America/New_York",
    largest: -4 * 3_600,
    offset: new_york,
    ..UTC
};
pub const BERLIN: Zone = Zone {
    name: "Europe/Berlin",
    largest: 2 * 3_600,
    offset: berlin,
    ..UTC
};
/// The rules of today hold since 2008: from 2011 on, so that counts backwards find them.
pub const LORD_HOWE: Zone = Zone {
    name: "Australia/Lord_Howe",
    first_day: 41 * 365 + 10,
    largest: 11 * 3_600,
    offset: lord_howe,
    ..UTC
};
/// Between two changes of its summer time, around the day that it skipped.
pub const APIA: Zone = Zone {
    name: "Pacific/Apia",
    first_day: 15_300,
    last_day: 15_370,
    largest: 14 * 3_600,
    skipped: Some(15_338),
    offset: |utc| {
        if utc < 15_338 * 86_400 + 36_000 {
            -36_000
        } else {
            50_400
        }
    },
};
pub const ZONES: [Zone; 5] = [UTC, KOLKATA, NEW_YORK, BERLIN, LORD_HOWE];

fn leap(year: i64) -> bool {
    // Right for 1901 to 2199, which is all that is asked.
    year % 4 == 0 && year != 2_100
}
fn lengths(year: i64) -> [i64; 12] {
    [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ]
}
/// The first days of the years from 1901 on, by adding up.
static YEARS: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let mut start = TABLE_FROM;
    let mut starts = Vec::new();
    for year in 1_901..=TABLE_TO {
        starts.push(start);
        start += lengths(year).iter().sum::<i64>();
    }
    starts
});
fn number(year: i64, month: usize, day: i64) -> i64 {
    let january = YEARS[usize::try_from(year - 1_901).unwrap()];
    january + lengths(year)[..month - 1].iter().sum::<i64>() + day - 1
}
fn year_of(day: i64) -> i64 {
    1_900 + i64::try_from(YEARS.partition_point(|start| *start <= day)).unwrap()
}
/// 1970-01-01 was a Thursday; 0 is Sunday.
fn weekday(day: i64) -> i64 {
    (day + 4).rem_euclid(7)
}
fn sunday_from(year: i64, month: usize, first: i64) -> i64 {
    let start = number(year, month, first);
    start + (7 - weekday(start)) % 7
}
fn last_sunday(year: i64, month: usize) -> i64 {
    let end = number(year, month, lengths(year)[month - 1]);
    end - weekday(end)
}

/// Uniform Time Act and its changes; before 1967 the rules of New York City.
fn new_york(utc: i64) -> i64 {
    let year = year_of(utc.div_euclid(86_400));
    let start = match year {
        2_007.. => sunday_from(year, 3, 8),
        1_987.. => sunday_from(year, 4, 1),
        1_975 => number(1_975, 2, 23),
        1_974 => number(1_974, 1, 6),
        _ => last_sunday(year, 4),
    };
    let end = match year {
        2_007.. => sunday_from(year, 11, 1),
        1_955.. => last_sunday(year, 10),
        _ => last_sunday(year, 9),
    };
    let summer = start * 86_400 + 7 * 3_600..end * 86_400 + 6 * 3_600;
    if summer.contains(&utc) { -4 * 3_600 } else { -5 * 3_600 }
}

/// No summer time from 1950 to 1979, then that of the European Communities. 1948 and 1949 are there for counts backwards.
fn berlin(utc: i64) -> i64 {
    let year = year_of(utc.div_euclid(86_400));
    let (start, end) = match year {
        1_996.. => (last_sunday(year, 3), last_sunday(year, 10)),
        1_981.. => (last_sunday(year, 3), last_sunday(year, 9)),
        1_980 => (number(1_980, 4, 6), last_sunday(year, 9)),
        1_949 => (number(1_949, 4, 10), number(1_949, 10, 2)),
        1_948 => (number(1_948, 4, 18), number(1_948, 10, 3)),
        _ => (0, 0),
    };
    let summer = start * 86_400 + 3_600..end * 86_400 + 3_600;
    if summer.contains(&utc) { 7_200 } else { 3_600 }
}

/// Half an hour of summer time from October to April, changed at 02:00 on the wall.
fn lord_howe(utc: i64) -> i64 {
    let year = year_of(utc.div_euclid(86_400));
    let end = sunday_from(year, 4, 1) * 86_400 + 2 * 3_600 - 39_600;
    let start = sunday_from(year, 10, 1) * 86_400 + 2 * 3_600 - 37_800;
    if (end..start).contains(&utc) { 37_800 } else { 39_600 }
}

impl Zone {
    /// The second itself where the rules above are right for it, else another for which they are.
    pub fn inside(self, second: i64) -> i64 {
        let (first, last) = (self.first_day * 86_400, self.last_day * 86_400);
        first + (second - first).rem_euclid(last - first)
    }
}

pub struct Oracle {
    pub zone: Zone,
    business: Vec<i64>,
}

impl Oracle {
    pub fn new(zone: Zone, holidays: &[i64]) -> Self {
        let free = |day: &i64| matches!(weekday(*day), 0 | 6) || holidays.contains(day) || zone.skipped == Some(*day);
        let business = (TABLE_FROM..number(TABLE_TO, 12, 31))
            .filter(|day| !free(day))
            .collect();
        Self { zone, business }
    }

    pub fn date(&self, day: i64) -> Date {
        let year = year_of(day);
        let (month, day) = month_and_day(year, day);
        Date::new(
            year.try_into().unwrap(),
            month.try_into().unwrap(),
            day.try_into().unwrap(),
        )
        .unwrap()
    }

    pub fn works(&self, day: i64) -> bool {
        self.business.binary_search(&day).is_ok()
    }

    /// Day and second of the day that the wall clock shows.
    pub fn wall(&self, utc: i64) -> (i64, i64) {
        let wall = utc + (self.zone.offset)(utc);
        (wall.div_euclid(86_400), wall.rem_euclid(86_400))
    }

    /// The first second at which the wall clock shows this or more: minute after minute, then back second by second.
    pub fn first(&self, day: i64, time: i64) -> i64 {
        let wanted = day * 86_400 + time;
        let shows = |utc: i64| utc + (self.zone.offset)(utc) >= wanted;
        let mut utc = wanted - self.zone.largest;
        while !shows(utc) {
            utc += 60;
        }
        while shows(utc - 1) {
            utc -= 1;
        }
        utc
    }

    pub fn business_days_after(&self, from: i64, n: u16) -> i64 {
        let (day, time) = self.wall(from);
        match self.business.binary_search(&day) {
            Ok(place) => self.first(self.business[place + usize::from(n)], time),
            Err(place) => self.first(self.business[place + usize::from(n)], 0),
        }
    }

    pub fn business_days_before(&self, from: i64, n: u16) -> i64 {
        let (day, time) = self.wall(from);
        match self.business.binary_search(&day) {
            Ok(place) => self.first(self.business[place - usize::from(n)], time),
            Err(place) => self.first(self.business[place - 1 - usize::from(n)] + 1, 0),
        }
    }

    pub fn months(&self, from: i64, n: i64) -> i64 {
        let (day, time) = self.wall(from);
        let year = year_of(day);
        let (month, in_month) = month_and_day(year, day);
        let months = year * 12 + i64::try_from(month).unwrap() - 1 + n;
        let (year, month) = (months.div_euclid(12), usize::try_from(months.rem_euclid(12)).unwrap());
        let in_month = in_month.min(lengths(year)[month]);
        self.first(number(year, month + 1, in_month), time)
    }
}

fn month_and_day(year: i64, day: i64) -> (usize, i64) {
    let month = (1..=12).rev().find(|m| number(year, *m, 1) <= day).unwrap();
    (month, day - number(year, month, 1) + 1)
}
