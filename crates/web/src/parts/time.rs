//! Instants and spans in words. UTC always comes first; the reader's own time stands beside it where they must act.

use ambergate_process::Instant;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};
use maud::{Markup, html};

/// From where a page is read: the instant it was made, and the reader's own zone where it is known.
#[derive(Debug, Clone)]
pub struct Viewpoint {
    pub now: Instant,
    pub own: Option<OwnZone>,
}

/// A reader's time zone and the place that stands for it.
#[derive(Debug, Clone)]
pub struct OwnZone {
    pub zone: TimeZone,
    /// As in `15:00 in Berlin`.
    pub place: String,
}

impl OwnZone {
    /// From an IANA name, `Europe/Berlin`; none if there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let place = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        Some(Self { zone, place })
    }
}

impl Viewpoint {
    /// A reader whose zone is not known; the script fills in their own time.
    pub fn utc(now: Instant) -> Self {
        Self { now, own: None }
    }
}

/// `2026-12-01 14:00 UTC`.
pub fn utc(at: Instant) -> Markup {
    html! { time datetime=(machine(at)) { (utc_words(at)) } }
}

/// `2026-12-01 14:00 UTC`, then `15:00 in Berlin`.
pub fn utc_and_own(at: Instant, view: &Viewpoint) -> Markup {
    html! { (utc(at)) " " (own(at, view)) }
}

/// The reader's own time alone: `15:00 in Berlin`, with the day where it differs from the UTC day.
pub fn own(at: Instant, view: &Viewpoint) -> Markup {
    match &view.own {
        Some(own) => html! { span.own { (own_words(at, own)) } },
        None => html! { span.own data-own=(machine(at)) hidden {} },
    }
}

/// How long until then, `12 d 5 h left`, or since, `2 d late`; the script lets it count on.
pub fn left(at: Instant, view: &Viewpoint) -> Markup {
    html! { span data-left=(machine(at)) { (left_words(at, view.now)) } }
}

/// How long until then and nothing else, `12 d 5 h`; for headings that say the rest. `over` once it has passed.
pub fn countdown(at: Instant, view: &Viewpoint) -> Markup {
    let words = if at < view.now {
        "over".to_owned()
    } else {
        span(at.duration_since(view.now))
    };
    html! { span data-left=(machine(at)) data-ahead="" data-past="over" { (words) } }
}

/// `00:14`, the time of day in UTC; for a list whose headings say the day.
pub fn clock(at: Instant) -> Markup {
    html! { time datetime=(machine(at)) { (zulu(at).strftime("%H:%M")) } }
}

/// `today 14:02`, `tomorrow 07:31`, `Mon 23 Nov 00:14`; UTC. Lists say it so; `datetime` has the rest.
pub fn soon(at: Instant, view: &Viewpoint) -> Markup {
    html! { time datetime=(machine(at)) { (soon_words(at, view.now)) } }
}

/// As [`soon`], but the day alone where it is not today or tomorrow: `Mon 23 Nov`.
pub fn soon_date(at: Instant, view: &Viewpoint) -> Markup {
    let words = soon_words(at, view.now);
    let near = words.starts_with("to");
    let day = words.rsplit_once(' ').map_or(words.as_str(), |(day, _)| day);
    html! { time datetime=(machine(at)) { (if near { words.as_str() } else { day }) } }
}

/// `17 Nov`, with the year where it is not this one; UTC.
pub fn date(at: Instant, view: &Viewpoint) -> Markup {
    let form = if zulu(at).year() == zulu(view.now).year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    html! { time datetime=(machine(at)) { (zulu(at).strftime(form)) } }
}

/// The words of [`utc`].
pub fn utc_words(at: Instant) -> String {
    zulu(at).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The words of [`left`].
pub fn left_words(at: Instant, now: Instant) -> String {
    let duration = at.duration_since(now);
    let word = if duration.is_negative() { "late" } else { "left" };
    format!("{} {word}", span(duration))
}

/// The words of [`soon`].
pub fn soon_words(at: Instant, now: Instant) -> String {
    let (at, now) = (zulu(at), zulu(now));
    let days = now.date().until(at.date()).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => at.strftime("today %H:%M").to_string(),
        1 => at.strftime("tomorrow %H:%M").to_string(),
        _ if at.year() == now.year() => at.strftime("%a %-d %b %H:%M").to_string(),
        _ => at.strftime("%-d %b %Y %H:%M").to_string(),
    }
}

/// `Thursday 19 November`, with the year where it is not this one, and `Today, ` before it where it is.
pub fn day_words(at: Instant, now: Instant) -> String {
    let (at, now) = (zulu(at), zulu(now));
    let form = if at.year() == now.year() {
        "%A %-d %B"
    } else {
        "%A %-d %B %Y"
    };
    let day = at.strftime(form).to_string();
    if at.date() == now.date() {
        format!("Today, {day}")
    } else {
        day
    }
}

/// A span in its two largest units: `12 d 5 h`, `5 h 22 min`, `16 h`. Cut, never rounded up; the sign is left out.
pub fn span(duration: SignedDuration) -> String {
    let minutes = duration.as_secs().unsigned_abs() / 60;
    let units = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")];
    let Some(first) = units.iter().position(|(count, _)| *count > 0) else {
        return "less than 1 min".to_owned();
    };
    let shown = units.iter().skip(first).take(2).filter(|(count, _)| *count > 0);
    shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The words of [`own`] for a known zone.
pub fn own_words(at: Instant, own: &OwnZone) -> String {
    let local = at.to_zoned(own.zone.clone());
    let form = if local.date() == zulu(at).date() {
        "%H:%M"
    } else {
        "%-d %b, %H:%M"
    };
    format!("{} in {}", local.strftime(form), own.place)
}

/// The value of `datetime`.
pub fn machine(at: Instant) -> String {
    zulu(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn zulu(at: Instant) -> Zoned {
    at.to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn spans_show_their_two_largest_units() {
        let of = |minutes: i64| span(SignedDuration::from_mins(minutes));
        assert_eq!(of(12 * 1440 + 5 * 60 + 20), "12 d 5 h");
        assert_eq!(of(5 * 60 + 22), "5 h 22 min");
        assert_eq!(of(16 * 60), "16 h");
        assert_eq!(of(1440 + 5), "1 d");
        assert_eq!(of(-77), "1 h 17 min");
        assert_eq!(of(0), "less than 1 min");
    }

    #[test]
    fn a_time_is_utc_first_and_own_beside_it() {
        let own = OwnZone {
            zone: TimeZone::fixed(jiff::tz::offset(1)),
            place: "Berlin".to_owned(),
        };
        let view = Viewpoint {
            now: at("2026-11-19T08:40:00Z"),
            own: Some(own.clone()),
        };
        assert_eq!(
            utc_and_own(at("2026-12-01T14:00:00Z"), &view).into_string(),
            "<time datetime=\"2026-12-01T14:00:00Z\">2026-12-01 14:00 UTC</time> <span class=\"own\">15:00 in Berlin</span>"
        );
        assert_eq!(own_words(at("2026-12-01T23:30:00Z"), &own), "2 Dec, 00:30 in Berlin");
    }

    #[test]
    fn near_days_have_names() {
        let now = at("2026-11-19T08:40:00Z");
        assert_eq!(soon_words(at("2026-11-19T14:02:00Z"), now), "today 14:02");
        assert_eq!(soon_words(at("2026-11-20T07:31:00Z"), now), "tomorrow 07:31");
        assert_eq!(soon_words(at("2026-11-23T00:14:00Z"), now), "Mon 23 Nov 00:14");
        assert_eq!(soon_words(at("2027-03-01T00:14:00Z"), now), "1 Mar 2027 00:14");
        assert_eq!(day_words(now, now), "Today, Thursday 19 November");
        assert_eq!(left_words(at("2026-11-17T00:14:00Z"), now), "2 d 8 h late");
    }
}
