//! Numbers in words. Too few to say something is said so.

use super::super::words::{count, text};
use crate::parts::text::{Prose, Run};
use crate::parts::time;
use ambergate_process::metrics::{Period, Skill, Spread, Wish};
use ambergate_process::vultron::CsEvent;
use jiff::SignedDuration;
use maud::{Markup, html};

pub(super) fn period_words(period: Period) -> &'static str {
    match period {
        Period::Year => "The last year",
        Period::ThreeYears => "The last three years",
        Period::All => "All time",
    }
}

/// `2 d 3 h`; nothing is `none`.
pub(super) fn span(seconds: i64) -> String {
    match seconds {
        0 => "none".to_owned(),
        seconds => time::span(SignedDuration::from_secs(seconds)),
    }
}

/// `87 %`, cut; of nothing there is no share.
pub(super) fn share(part: u32, whole: u32) -> String {
    let percent = (u64::from(part) * 100).checked_div(u64::from(whole));
    percent.map_or("none yet".to_owned(), |percent| format!("{percent} %"))
}

/// "1 case", "3 cases".
pub(super) fn plural(n: u32, one: &str, many: &str) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), one, many)
}

/// A number of a spread as a span of time, or why there is none.
pub(super) fn spread(numbers: Option<Spread>, pick: fn(Spread) -> Option<i64>, from: u32) -> Markup {
    match numbers.map(|numbers| (pick(numbers), numbers.count)) {
        Some((Some(seconds), _)) => html! { (span(seconds)) },
        Some((None, _)) => html! { span.quiet { "from " (from) " on" } },
        None => html! { span.quiet { "none" } },
    }
}

/// A wish, and what can be said of it.
pub(super) fn wish_words(wish: &Wish) -> (&'static str, Prose) {
    let title = match (wish.wish.first, wish.wish.second) {
        (CsEvent::V, CsEvent::P) => "We knew before the public did",
        (CsEvent::F, CsEvent::P) => "The fix was ready before the public knew",
        _ => "Another wish",
    };
    let words = match (wish.skill(), wish.observed) {
        (Skill::TooFew(n), _) => vec![
            Run::Strong("Too few cases. ".to_owned()),
            text(format!(
                "{} {} something of it; below {} a frequency says more of chance than of skill.",
                plural(n, "case", "cases"),
                if n == 1 { "says" } else { "say" },
                Wish::FROM
            )),
        ],
        (Skill::Known(skill, interval), seen) => {
            let (met, of) = seen.map_or((0, 0), |seen| (seen.met(), seen.of()));
            let doubt = match interval {
                Some(interval) => format!(" (95 %: {:.2} to {:.2})", interval.low, interval.high),
                None if met == of => " (all met it, so nothing is known of how often it may fail)".to_owned(),
                None => " (none met it, so nothing is known of how often it may succeed)".to_owned(),
            };
            vec![
                Run::Strong(format!("Skill {}", skill.decimals())),
                text(format!(
                    "{doubt}. {met} of {of} cases, where chance gives {}.",
                    wish.chance.decimals()
                )),
            ]
        }
    };
    (title, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambergate_process::vultron::{Desideratum, Observed, expected};

    fn said(met: u32, of: u32) -> String {
        let wish = Desideratum {
            first: CsEvent::F,
            second: CsEvent::P,
        };
        let observed = std::num::NonZeroU32::new(of).and_then(|of| Observed::new(met, of));
        let (_, words) = wish_words(&Wish {
            wish,
            chance: expected(wish),
            observed,
        });
        crate::parts::text::prose(&words).into_string()
    }

    #[test]
    fn few_cases_are_said_to_be_few() {
        assert!(said(0, 0).contains("<b>Too few cases. </b>0 cases say"));
        assert!(said(1, 1).contains("1 case says"));
        assert!(said(9, 9).contains("Too few"));
        assert!(said(10, 10).contains("<b>Skill 1.000</b> (all met it"));
        let some = said(9, 10);
        assert!(
            some.contains("<b>Skill 0.888</b> (95 %: ") && some.contains("9 of 10 cases, where chance gives 0.111."),
            "{some}"
        );
    }

    #[test]
    fn numbers_read_as_words() {
        assert_eq!((span(0), span(90_000)), ("none".to_owned(), "1 d 1 h".to_owned()));
        assert_eq!((share(2, 3), share(0, 0)), ("66 %".to_owned(), "none yet".to_owned()));
        let few = Spread::of(vec![3_600, 7_200]);
        assert_eq!(
            spread(few, |s| s.median, 3).into_string(),
            "<span class=\"quiet\">from 3 on</span>"
        );
        assert_eq!(spread(few, |s| Some(s.most), 1).into_string(), "2 h");
    }
}
