//! The right rail of a page: clocks, people, facts, repositories, and whatever has a heading and a few lines.

use super::audience::shape;
use super::marks::{Para, para};
use super::sprite::{Icon, glyph};
use super::state::ClockState;
use super::text::{Href, Link, Prose, calm, link, prose};
use ambergate_process::access::Audience;
use maud::{Markup, html};

/// What stands at the end of a rail heading.
#[derive(Debug, Clone)]
pub enum More {
    Nothing,
    Link(Link),
    Para(Para),
}

/// A section of the rail.
#[derive(Debug, Clone)]
pub struct RailSection {
    pub title: String,
    pub more: More,
    /// A part: clocks, people, facts.
    pub inside: Markup,
}

/// `label` names the rail for those who do not see it: "About this case".
pub fn rail(label: &str, sections: &[RailSection]) -> Markup {
    html! {
        aside.rail aria-label=(label) {
            @for section in sections {
                section {
                    div.rail-h {
                        h2 { (calm(&section.title)) }
                        @match &section.more {
                            More::Nothing => {},
                            More::Link(view) => (link(view)),
                            More::Para(view) => (para(view)),
                        }
                    }
                    (section.inside)
                }
            }
        }
    }
}

/// A clock of the case.
#[derive(Debug, Clone)]
pub struct Clock {
    pub state: ClockState,
    pub label: String,
    pub para: Option<Para>,
    /// "3 d 15 h left, Mon 23 Nov 00:14 UTC".
    pub when: Prose,
    pub used: Option<Used>,
}

/// How much of a window is used, in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub hours: u32,
    pub of: u32,
    /// From here on it is due soon.
    pub soon: u32,
}

pub fn clocks(list: &[Clock]) -> Markup {
    html! {
        ul.clocks {
            @for clock in list {
                li data-state=(clock.state.key()) {
                    (glyph(clock.state.icon()))
                    span { span.sr { (clock.state.word()) ": " } (calm(&clock.label)) }
                    @match &clock.para { Some(mark) => (para(mark)), None => span {}, }
                    span.when { (prose(&clock.when)) }
                    @if let Some(used) = clock.used {
                        meter min="0" max=(used.of) high=(used.soon) optimum="0" value=(used.hours.min(used.of))
                            aria-label={ (calm(&clock.label)) ": " (used.hours) " of " (used.of) " hours used" } {}
                    }
                }
            }
        }
    }
}

/// A check before something goes out: met, or warned about.
#[derive(Debug, Clone)]
pub struct Checked {
    pub state: ClockState,
    pub label: String,
    pub para: Option<Para>,
    pub note: Option<String>,
}

pub fn checks(list: &[Checked]) -> Markup {
    html! {
        ul.clocks {
            @for check in list {
                li data-state=(check.state.key()) {
                    (glyph(check.state.icon()))
                    span { span.sr { (check.state.word()) ": " } (calm(&check.label)) }
                    @match &check.para { Some(mark) => (para(mark)), None => span {}, }
                    @if let Some(note) = &check.note { span.when { (calm(note)) } }
                }
            }
        }
    }
}

/// Somebody who takes part.
#[derive(Debug, Clone)]
pub struct Person {
    pub audience: Audience,
    pub name: String,
    /// "Fix Lead, PST".
    pub role: String,
}

pub fn people(list: &[Person]) -> Markup {
    html! {
        ul.people {
            @for person in list {
                li {
                    (glyph(shape(person.audience)))
                    span { (calm(&person.name)) }
                    span.r { (calm(&person.role)) }
                }
            }
        }
    }
}

/// A fact and its value.
#[derive(Debug, Clone)]
pub struct Fact {
    pub label: String,
    pub value: Prose,
}

pub fn facts(list: &[Fact]) -> Markup {
    html! {
        dl.kv {
            @for fact in list { dt { (calm(&fact.label)) } dd { (prose(&fact.value)) } }
        }
    }
}

/// A private repository of the case.
#[derive(Debug, Clone)]
pub struct Repository {
    pub name: String,
    pub href: Href,
    /// "4 can read".
    pub note: String,
}

pub fn repositories(list: &[Repository]) -> Markup {
    html! {
        ul.people {
            @for repository in list {
                li {
                    (glyph(Icon::Repository))
                    a href=(repository.href.as_str()) rel="noreferrer" { (calm(&repository.name)) }
                    span.r { (calm(&repository.note)) }
                }
            }
        }
    }
}

/// A line of two ends: a name and a count, an id and the time left.
#[derive(Debug, Clone)]
pub struct Pair {
    pub left: Prose,
    pub right: String,
    /// Below both.
    pub below: Option<Prose>,
}

pub fn pairs(list: &[Pair]) -> Markup {
    html! {
        ul.rota {
            @for pair in list {
                li {
                    span { (prose(&pair.left)) }
                    span.r { (calm(&pair.right)) }
                    @if let Some(below) = &pair.below { span.quiet { (prose(below)) } }
                }
            }
        }
    }
}
