//! States: a glyph and a word, never one alone. Clocks, phases (the gate), facts told or withheld, severity.

use super::sprite::{Icon, glyph};
use super::text::calm;
use ambergate_process::severity::Rating;
use maud::{Markup, html};

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    Open,
    Soon,
    /// A deadline that must be kept has passed; red.
    Overdue,
    /// A target that is only advised has passed; amber, for it warns and does not block (S17).
    Late,
    Met,
    MetLate,
    Cancelled,
    NotApplicable,
    Waiting,
    Conflict,
}

impl ClockState {
    pub const ALL: [ClockState; 10] = [
        ClockState::Open,
        ClockState::Soon,
        ClockState::Overdue,
        ClockState::Late,
        ClockState::Met,
        ClockState::MetLate,
        ClockState::Cancelled,
        ClockState::NotApplicable,
        ClockState::Waiting,
        ClockState::Conflict,
    ];

    pub fn word(self) -> &'static str {
        match self {
            ClockState::Open => "Open",
            ClockState::Soon => "Due soon",
            ClockState::Overdue => "Overdue",
            ClockState::Late => "Late",
            ClockState::Met => "Met",
            ClockState::MetLate => "Met late",
            ClockState::Cancelled => "Cancelled",
            ClockState::NotApplicable => "Not applicable",
            ClockState::Waiting => "Waiting",
            ClockState::Conflict => "Conflict",
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            ClockState::Open => Icon::Open,
            ClockState::Soon => Icon::Soon,
            ClockState::Overdue | ClockState::Late => Icon::Overdue,
            ClockState::Met => Icon::Met,
            ClockState::MetLate => Icon::MetLate,
            ClockState::Cancelled => Icon::Cancelled,
            ClockState::NotApplicable => Icon::NotApplicable,
            ClockState::Waiting => Icon::Waiting,
            ClockState::Conflict => Icon::Conflict,
        }
    }

    /// The value of `data-state`, by which the stylesheet colours it.
    pub fn key(self) -> &'static str {
        match self {
            ClockState::Open => "open",
            ClockState::Soon => "soon",
            ClockState::Overdue => "overdue",
            ClockState::Late => "late",
            ClockState::Met => "met",
            ClockState::MetLate => "met-late",
            ClockState::Cancelled => "off",
            ClockState::NotApplicable => "na",
            ClockState::Waiting => "wait",
            ClockState::Conflict => "conflict",
        }
    }
}

/// Glyph and the state's own word.
pub fn state(state: ClockState) -> Markup {
    state_saying(state, state.word())
}

/// Glyph and other words: `3 d 15 h left`, `Acknowledged`. They must say the state too.
pub fn state_saying(state: ClockState, words: &str) -> Markup {
    html! { span.state data-state=(state.key()) { (glyph(state.icon())) (calm(words)) } }
}

/// Glyph, and the word for screen readers only; for a list whose heading says the state.
pub fn state_glyph(state: ClockState) -> Markup {
    html! { span.gbox data-state=(state.key()) { (glyph(state.icon())) span.sr { (state.word()) ": " } } }
}

/// Where a case stands. The glyph is the gate: shut, half open, open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Received,
    Embargoed,
    Announced,
    Released,
    Closed,
}

impl Phase {
    pub const ALL: [Phase; 5] = [
        Phase::Received,
        Phase::Embargoed,
        Phase::Announced,
        Phase::Released,
        Phase::Closed,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Phase::Received => "Received",
            Phase::Embargoed => "Embargoed",
            Phase::Announced => "Announced",
            Phase::Released => "Released",
            Phase::Closed => "Closed",
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Phase::Received => Icon::Received,
            Phase::Embargoed => Icon::Embargoed,
            Phase::Announced => Icon::Announced,
            Phase::Released => Icon::Released,
            Phase::Closed => Icon::Closed,
        }
    }
}

pub fn phase(phase: Phase) -> Markup {
    html! { span.state { (glyph(phase.icon())) (phase.word()) } }
}

/// Whether a text gives a fact away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearance {
    Told,
    Withheld,
}

pub fn clearance(clearance: Clearance) -> Markup {
    let (key, icon, word) = match clearance {
        Clearance::Told => ("told", Icon::Released, "Told"),
        Clearance::Withheld => ("held", Icon::Embargoed, "Withheld"),
    };
    html! { span.state data-state=(key) { (glyph(icon)) (word) } }
}

/// How bad it is, as the case has it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeverityView {
    NotScored,
    Scored {
        rating: Rating,
        /// Tenths: 71 is 7.1. None where only the word is told.
        tenths: Option<u16>,
    },
}

/// Four bars and a word: `High 7.1`.
pub fn severity(view: SeverityView) -> Markup {
    let SeverityView::Scored { rating, tenths } = view else {
        return html! { span.sev { "Not scored" } };
    };
    const BARS: [&str; 4] = [
        "M1 11h2.6v3.5h-2.6z",
        "M4.8 8h2.6v6.5h-2.6z",
        "M8.6 5h2.6v9.5h-2.6z",
        "M12.4 2h2.6v12.5h-2.6z",
    ];
    html! {
        span.sev {
            svg.g viewBox="0 0 16 16" aria-hidden="true" {
                @for (bar, rank) in BARS.iter().zip(1i64..) {
                    path class=[(rating.rank() < rank).then_some("off")] d=(bar) {}
                }
            }
            (rating.word())
            @if let Some(tenths) = tenths { " " (tenths / 10) "." (tenths % 10) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_is_bars_and_a_word() {
        let high = severity(SeverityView::Scored {
            rating: Rating::High,
            tenths: Some(71),
        })
        .into_string();
        assert_eq!(high.matches("class=\"off\"").count(), 1);
        assert!(high.ends_with("High 7.1</span>"));
        assert_eq!(
            severity(SeverityView::NotScored).into_string(),
            "<span class=\"sev\">Not scored</span>"
        );
        let told = severity(SeverityView::Scored {
            rating: Rating::Critical,
            tenths: None,
        })
        .into_string();
        assert!(told.ends_with("</svg>Critical</span>"));
    }

    #[test]
    fn no_state_is_without_a_word() {
        for each in ClockState::ALL {
            assert!(state(each).into_string().contains(each.word()));
            assert!(
                state_glyph(each)
                    .into_string()
                    .contains(&format!("<span class=\"sr\">{}: </span>", each.word()))
            );
        }
        for each in Phase::ALL {
            assert!(phase(each).into_string().contains(each.word()));
        }
    }
}
