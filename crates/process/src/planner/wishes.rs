//! What a profile wants of a date and binds nobody to: the day and hour of releases, the length and last day of an embargo,
//! notice before a release. What must be kept stands in `rule`.

use super::Window;
use super::hold::{Hold, HoldKind, Side};
use super::milestone::Scene;
use super::rule::PUBLICATION;
use crate::Instant;
use crate::calendar::{Calendar, ReleaseWindow, Weekdays};
use crate::policy::{Anchor, Embargo, Profile, Release, Rules, Start};
use std::collections::BTreeMap;

/// What the profile wants of `until`, which lies not before `earliest`.
pub(super) fn wishes(
    until: Anchor,
    (profile, calendar): (&Profile, &Calendar),
    earliest: Option<Instant>,
    scene: &Scene<'_>,
) -> Vec<Hold> {
    let published = PUBLICATION.contains(&until);
    let mut wishes = Vec::new();
    if let Some(release) = profile.release.as_ref().filter(|_| published) {
        wishes
            .extend(window(release).map(|window| next_release(&window, release, (profile, calendar), earliest, scene)));
        if let Some(planned) = planned(until, scene) {
            wishes.extend(outside(planned, release, (profile, calendar)));
            wishes.extend(notice(planned, release, (profile, calendar)));
        }
    }
    if let Some(embargo) = profile
        .embargo
        .as_ref()
        .filter(|_| published || until == Anchor::EmbargoEnd)
    {
        wishes.extend(preferred(embargo, (profile, calendar), scene));
        let end = planned(Anchor::EmbargoEnd, scene).or(planned(until, scene));
        wishes.extend(end.and_then(|end| last_day(end, embargo, (profile, calendar))));
    }
    wishes
}

/// Adds what profiles want of a publication that none of their clocks runs to, so that a plan without such a clock says it too.
pub(super) fn without_clock(windows: &mut BTreeMap<Anchor, Window>, rules: &Rules, scene: &Scene<'_>) {
    let over = scene.circumstances.ended.is_some() || scene.circumstances.published.is_some();
    if over || PUBLICATION.iter().any(|anchor| scene.reached(*anchor).is_some()) {
        return;
    }
    let ends = |anchor: &Anchor| PUBLICATION.contains(anchor) || *anchor == Anchor::EmbargoEnd;
    for (profile, calendar) in rules.each() {
        if profile.clocks.iter().any(|clock| ends(&clock.until)) {
            continue;
        }
        let earliest = windows.get(&Anchor::Released).and_then(|window| window.earliest);
        let wishes = wishes(Anchor::Released, (profile, calendar), earliest, scene);
        if !wishes.is_empty() {
            windows.entry(Anchor::Released).or_default().holds.extend(wishes);
        }
    }
}

/// What is agreed on and has not happened.
fn planned(anchor: Anchor, scene: &Scene<'_>) -> Option<Instant> {
    let open = scene.reached(anchor).is_none();
    scene.circumstances.planned.get(&anchor).copied().filter(|_| open)
}

/// The first day and hour at which the profile releases, seen from now.
fn next_release(
    window: &ReleaseWindow,
    release: &Release,
    (profile, calendar): (&Profile, &Calendar),
    earliest: Option<Instant>,
    scene: &Scene<'_>,
) -> Hold {
    let from = earliest.map_or(scene.now, |earliest| earliest.max(scene.now));
    Hold {
        side: Side::NotBefore,
        at: Some(window.next_at_or_after(calendar, from).at),
        ..of_release(
            profile,
            release,
            "the next day and hour at which releases are made".to_owned(),
        )
    }
}

/// The day and hour of releases that follow a date which is neither.
fn outside(planned: Instant, release: &Release, (profile, calendar): (&Profile, &Calendar)) -> Option<Hold> {
    let window = window(release)?;
    let next = window.next_at_or_after(calendar, planned).at;
    (!window.allows(calendar, planned)).then(|| {
        let planned = crate::facts::minute(planned);
        Hold {
            at: Some(next),
            ..of_release(
                profile,
                release,
                format!("planned for {planned} UTC, which is not when releases are made"),
            )
        }
    })
}

/// Notice before the release, where no clock of the profile counts it.
fn notice<'n>(
    planned: Instant,
    release: &'n Release,
    (profile, calendar): (&'n Profile, &'n Calendar),
) -> impl Iterator<Item = Hold> + 'n {
    let counted = |span| {
        profile.clocks.iter().any(|clock| {
            matches!(clock.start, Start::Before(anchor) if PUBLICATION.contains(&anchor))
                && (clock.min == Some(span) || clock.max == Some(span))
        })
    };
    let open = release.notice.iter().copied().filter(move |span| !counted(*span));
    open.map(move |span| Hold {
        at: Some(calendar.before(planned, span).at),
        ..of_release(profile, release, format!("notice of it is given {span} before"))
    })
}

fn preferred(embargo: &Embargo, (profile, calendar): (&Profile, &Calendar), scene: &Scene<'_>) -> Option<Hold> {
    let span = embargo.preferred_max.span()?;
    let from = embargo.from?;
    let start = scene.reached(from)?;
    let ended = embargo.ends_on.iter().any(|anchor| scene.reached(*anchor).is_some());
    (!ended).then(|| Hold {
        at: Some(calendar.after(start, span).at),
        ..of_embargo(
            profile,
            embargo,
            format!("an embargo of at most {span} after {} is preferred", from.word()),
        )
    })
}

fn last_day(end: Instant, embargo: &Embargo, (profile, calendar): (&Profile, &Calendar)) -> Option<Hold> {
    let days = Weekdays::new(embargo.ends_on_weekdays.iter().map(|day| day.weekday())).ok()?;
    let named: Vec<&str> = embargo.ends_on_weekdays.iter().map(|day| day.word()).collect();
    let window = ReleaseWindow {
        weekdays: days,
        at: None,
        avoid_holidays: false,
    };
    (!window.allows(calendar, end)).then(|| Hold {
        at: Some(window.next_at_or_after(calendar, end).at),
        ..of_embargo(
            profile,
            embargo,
            format!(
                "the embargo would end on {} UTC, and embargoes end on {}",
                crate::facts::minute(end),
                named.join(", ")
            ),
        )
    })
}

fn of_release(profile: &Profile, release: &Release, what: String) -> Hold {
    Hold {
        kind: HoldKind::ReleaseWindow,
        profile: profile.id.clone(),
        rule: "release".to_owned(),
        refs: release.refs.clone(),
        side: Side::Suggests,
        at: None,
        what,
    }
}

fn of_embargo(profile: &Profile, embargo: &Embargo, what: String) -> Hold {
    Hold {
        kind: HoldKind::Embargo,
        profile: profile.id.clone(),
        rule: "embargo".to_owned(),
        refs: embargo.refs.clone(),
        side: Side::Suggests,
        at: None,
        what,
    }
}

fn window(release: &Release) -> Option<ReleaseWindow> {
    if release.weekdays.is_empty() && release.at.is_none() {
        return None;
    }
    let days = release.weekdays.iter().map(|day| day.weekday());
    let closed = release.avoid.iter().any(|avoid| avoid == "holidays");
    Some(ReleaseWindow {
        weekdays: Weekdays::new(days).unwrap_or(Weekdays::EVERY),
        at: release.at,
        avoid_holidays: closed,
    })
}
