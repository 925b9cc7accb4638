//! Every sign, drawn once: 16 by 16, in the text's colour. A page holds the sprite once and refers to it.

use maud::{Markup, html};

/// A sign. It never stands alone: a word is beside it, or in the page for those who cannot see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Pst,
    FixTeam,
    Reporter,
    Upstream,
    Distributors,
    Authority,
    Public,
    Received,
    Embargoed,
    Announced,
    Released,
    Closed,
    Open,
    Soon,
    Overdue,
    Met,
    MetLate,
    Cancelled,
    NotApplicable,
    Waiting,
    Conflict,
    Brand,
    Menu,
    Info,
    File,
    Clip,
    Key,
    NoKey,
    Signature,
    Globe,
    Mail,
    Repository,
}

impl Icon {
    pub const ALL: [Icon; 32] = [
        Icon::Pst,
        Icon::FixTeam,
        Icon::Reporter,
        Icon::Upstream,
        Icon::Distributors,
        Icon::Authority,
        Icon::Public,
        Icon::Received,
        Icon::Embargoed,
        Icon::Announced,
        Icon::Released,
        Icon::Closed,
        Icon::Open,
        Icon::Soon,
        Icon::Overdue,
        Icon::Met,
        Icon::MetLate,
        Icon::Cancelled,
        Icon::NotApplicable,
        Icon::Waiting,
        Icon::Conflict,
        Icon::Brand,
        Icon::Menu,
        Icon::Info,
        Icon::File,
        Icon::Clip,
        Icon::Key,
        Icon::NoKey,
        Icon::Signature,
        Icon::Globe,
        Icon::Mail,
        Icon::Repository,
    ];

    /// The symbol's id in the sprite: `a-` audiences, `p-` phases, `s-` states, `i-` the rest.
    pub fn id(self) -> &'static str {
        match self {
            Icon::Pst => "a-pst",
            Icon::FixTeam => "a-fix",
            Icon::Reporter => "a-reporter",
            Icon::Upstream => "a-upstream",
            Icon::Distributors => "a-distributors",
            Icon::Authority => "a-authority",
            Icon::Public => "a-public",
            Icon::Received => "p-received",
            Icon::Embargoed => "p-embargoed",
            Icon::Announced => "p-announced",
            Icon::Released => "p-released",
            Icon::Closed => "p-closed",
            Icon::Open => "s-open",
            Icon::Soon => "s-soon",
            Icon::Overdue => "s-overdue",
            Icon::Met => "s-met",
            Icon::MetLate => "s-met-late",
            Icon::Cancelled => "s-off",
            Icon::NotApplicable => "s-na",
            Icon::Waiting => "s-wait",
            Icon::Conflict => "s-conflict",
            Icon::Brand => "i-brand",
            Icon::Menu => "i-menu",
            Icon::Info => "i-info",
            Icon::File => "i-file",
            Icon::Clip => "i-clip",
            Icon::Key => "i-key",
            Icon::NoKey => "i-nokey",
            Icon::Signature => "i-sign",
            Icon::Globe => "i-globe",
            Icon::Mail => "i-mail",
            Icon::Repository => "i-repo",
        }
    }
}

/// The sign, for eyes only; the word is the caller's.
pub fn glyph(icon: Icon) -> Markup {
    html! { svg.g viewBox="0 0 16 16" aria-hidden="true" { use href={ "#" (icon.id()) } {} } }
}

/// All symbols, once per page, before the first [`glyph`].
pub fn sprite() -> Markup {
    html! {
        svg.sprite aria-hidden="true" {
            @for icon in Icon::ALL {
                symbol id=(icon.id()) viewBox="0 0 16 16" { (drawing(icon)) }
            }
            defs {
                pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    path.hatch-l d="M0 0v7" {}
                }
            }
        }
    }
}

fn drawing(icon: Icon) -> Markup {
    match icon {
        Icon::Pst => html! { rect x="2.5" y="2.5" width="11" height="11" rx="1" {} },
        Icon::FixTeam => fill("M8 1 15 8 8 15 1 8z"),
        Icon::Reporter => html! { circle cx="8" cy="8" r="6" {} },
        Icon::Upstream => fill("M8 1.5 15 14H1z"),
        Icon::Distributors => line("2", "M8 1.6 13.6 4.8v6.4L8 14.4 2.4 11.2V4.8z"),
        Icon::Authority => line("2", "M8 2 14 6.4 11.7 13.5H4.3L2 6.4z"),
        Icon::Public => line("2", "M5.2 2.9a5.8 5.8 0 1 0 5.6 0"),
        Icon::Received => html! {
            path d="M2 1.5h2v13H2zM12 1.5h2v13h-2z" opacity=".35" {}
            circle cx="8" cy="8" r="2" {}
        },
        Icon::Embargoed => fill("M1.5 1.5h2v13h-2zM12.5 1.5h2v13h-2zM3.5 4.5h9v2.2h-9zM3.5 9.3h9v2.2h-9z"),
        Icon::Announced => html! {
            (fill("M1.5 1.5h2v13h-2zM12.5 1.5h2v13h-2zM3.5 9.3h9v2.2h-9z"))
            path d="M4 5.6h8" stroke="currentColor" stroke-width="1.4" stroke-dasharray="1.6 1.5" {}
        },
        Icon::Released => html! { (posts()) (line("1.8", "M8 3v9M5 9l3 3.2L11 9")) },
        Icon::Closed => html! { (posts()) (line("1.8", "m5 8.2 2.2 2.3L11 5.6")) },
        Icon::Open => ring("6", "1.5"),
        Icon::Soon => html! { (ring("6", "1.5")) (fill("M8 2a6 6 0 0 1 0 12z")) },
        Icon::Overdue => html! {
            (fill("M8 1 15.5 14.5H.5z"))
            path d="M7.2 5.5h1.6l-.3 4.6h-1zM7.2 11h1.6v1.6H7.2z" fill="var(--surface)" {}
        },
        Icon::Met => html! {
            circle cx="8" cy="8" r="7" {}
            path d="m4.6 8.2 2.3 2.4 4.5-5" fill="none" stroke="var(--surface)" stroke-width="1.8" {}
        },
        Icon::MetLate => html! { (ring("6.2", "1.6")) (line("1.8", "m4.9 8.2 2.1 2.2 4.1-4.6")) },
        Icon::Cancelled => html! { (ring("6", "1.5")) (line("1.5", "m4 12 8-8")) },
        Icon::NotApplicable => fill("M3 7.2h10v1.6H3z"),
        Icon::Waiting => html! {
            circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.4 2.2" {}
        },
        Icon::Conflict => html! {
            (fill("M5 1h6l4 4v6l-4 4H5l-4-4V5z"))
            path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="var(--surface)" stroke-width="1.8" {}
        },
        Icon::Brand => html! {
            (fill("M1.5 1h2.6v14H1.5zM11.9 1h2.6v14h-2.6z"))
            path.brand-bar d="M4.1 5.7h7.8v4.6H4.1z" {}
        },
        Icon::Menu => fill("M2 3.5h12V5H2zM2 7.3h12v1.5H2zM2 11h12v1.5H2z"),
        Icon::Info => html! { (ring("6.4", "1.5")) (fill("M7.2 7h1.6v5H7.2zM7.2 4h1.6v1.7H7.2z")) },
        Icon::File => line("1.4", "M3.5 1.7h5.8l3.2 3.3v9.3h-9zM9 2v3.5h3.5"),
        Icon::Clip => line(
            "1.5",
            "m13 7.3-5.4 5.4a3 3 0 0 1-4.3-4.3l5.9-5.9a2 2 0 0 1 2.9 2.9L6.3 11.2a1 1 0 0 1-1.4-1.4l4.9-5",
        ),
        Icon::Key => html! { (line("1.6", "M7.6 8.4 14 2m-2.2 2.2 1.9 1.9M9.6 6.4l1.4 1.4")) (key_bow()) },
        Icon::NoKey => html! { (key_bow()) (line("1.6", "M7.6 8.4 14 2M2 2l12 12")) },
        Icon::Signature => html! {
            (line("1.5", "M8 1.5 13.5 3.6v4c0 3.4-2.3 5.6-5.5 6.9-3.2-1.3-5.5-3.5-5.5-6.9v-4z"))
            (line("1.5", "m5.4 7.8 1.9 1.9 3.4-3.9"))
        },
        Icon::Globe => html! {
            (ring("6.3", "1.4"))
            (line("1.2", "M1.7 8h12.6M8 1.7c4 4 4 8.6 0 12.6M8 1.7c-4 4-4 8.6 0 12.6"))
        },
        Icon::Mail => line("1.4", "M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5"),
        Icon::Repository => html! {
            (line("1.4", "M4 2v8.3M12 6.2c0 3-2.5 3.3-4.7 3.9"))
            circle cx="4" cy="12.3" r="1.9" fill="none" stroke="currentColor" stroke-width="1.4" {}
            circle cx="12" cy="4.2" r="1.9" fill="none" stroke="currentColor" stroke-width="1.4" {}
        },
    }
}

fn fill(d: &str) -> Markup {
    html! { path d=(d) {} }
}

fn line(width: &str, d: &str) -> Markup {
    html! { path fill="none" stroke="currentColor" stroke-width=(width) stroke-linecap="round" d=(d) {} }
}

fn ring(radius: &str, width: &str) -> Markup {
    html! { circle cx="8" cy="8" r=(radius) fill="none" stroke="currentColor" stroke-width=(width) {} }
}

/// The two posts of the gate.
fn posts() -> Markup {
    fill("M1.5 1.5h2v13h-2zM12.5 1.5h2v13h-2z")
}

fn key_bow() -> Markup {
    html! { circle cx="5.2" cy="10.8" r="3" fill="none" stroke="currentColor" stroke-width="1.6" {} }
}
