//! Frames: the member page with its side and band, the public page, the sign-in page. Page code fills in `main`.

use super::buttons::Here;
use super::form::{Form, form};
use super::marks::{id, tlp};
use super::notes::{Flash, flash};
use super::sprite::{Icon, glyph, sprite};
use super::text::{Href, Link, Prose, calm, link, prose};
use super::time::{self, Viewpoint, machine};
use crate::assets;
use ambergate_process::Instant;
use maud::{DOCTYPE, Markup, html};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

/// How close the lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    #[default]
    Normal,
    Compact,
    Roomy,
}

/// Whether single keys act (WCAG 2.1.4: they can be switched off).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    #[default]
    On,
    Off,
}

/// What a person chose for all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Display {
    pub scheme: Scheme,
    pub density: Density,
    pub keys: Keys,
}

/// A page for members.
#[derive(Debug, Clone)]
pub struct MemberPage {
    /// Stands in the browser's tab and history: an id is fine, a case's title is not.
    pub title: String,
    pub project: String,
    pub home: Href,
    pub view: Viewpoint,
    pub display: Display,
    pub nav: Vec<NavGroup>,
    /// Set on every page that shows embargoed matter.
    pub band: Option<Band>,
    pub flash: Option<Flash>,
    pub foot: Foot,
}

/// Links of the side, under a heading.
#[derive(Debug, Clone)]
pub struct NavGroup {
    pub heading: Option<String>,
    pub items: Vec<NavItem>,
}

#[derive(Debug, Clone)]
pub enum NavItem {
    Link(NavLink),
    /// Something that is done and not visited: "Sign out".
    Act {
        label: String,
        form: Form,
    },
}

#[derive(Debug, Clone)]
pub struct NavLink {
    pub label: String,
    pub href: Href,
    /// How many wait there.
    pub open: Option<u64>,
    /// The keys that lead there: `g t`.
    pub key: Option<&'static str>,
    pub here: Here,
}

impl NavLink {
    pub fn new(label: impl Into<String>, href: Href) -> Self {
        Self {
            label: label.into(),
            href,
            open: None,
            key: None,
            here: Here::Elsewhere,
        }
    }
}

/// The embargo band.
#[derive(Debug, Clone)]
pub struct Band {
    /// None while no end is agreed.
    pub until: Option<Instant>,
    /// `TLP:AMBER+STRICT`.
    pub tlp: String,
}

/// The last line of a page.
#[derive(Debug, Clone, Default)]
pub struct Foot {
    pub note: String,
    pub links: Vec<Link>,
}

pub fn member_page(page: &MemberPage, main: &Markup) -> Markup {
    let title = if page.band.is_some() {
        format!("Embargoed: {}", page.title)
    } else {
        page.title.clone()
    };
    document(
        &Head {
            title,
            project: &page.project,
            display: page.display,
            now: Some(page.view.now),
            robots: Robots::Away,
        },
        &html! {
            div.app {
                @if let Some(view) = &page.band { (band(view, &page.view)) }
                header.bar {
                    (brand(&page.project, &page.home))
                    button.btn.menu-btn type="button" popovertarget="menu" { (glyph(Icon::Menu)) "Menu" }
                }
                (side(&page.nav))
                div.main {
                    main.page id="main" {
                        @if let Some(view) = &page.flash { (flash(view)) }
                        (main)
                    }
                    (foot(&page.foot))
                }
            }
        },
    )
}

/// A page that everyone may read: the report form, a reporter's status page, advisories.
#[derive(Debug, Clone)]
pub struct PublicPage {
    pub title: String,
    /// "CoreDNS security".
    pub project: String,
    pub home: Href,
    pub nav: Vec<NavLink>,
    pub flash: Option<Flash>,
    pub foot: Foot,
    pub robots: Robots,
    pub display: Display,
    /// When the page was made for its reader; none on a page that is a file and is the same for all.
    pub now: Option<Instant>,
}

/// Whether search engines may keep the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robots {
    Welcome,
    Away,
}

pub fn public_page(page: &PublicPage, main: &Markup) -> Markup {
    let head = Head {
        title: page.title.clone(),
        project: &page.project,
        display: page.display,
        now: page.now,
        robots: page.robots,
    };
    document(
        &head,
        &html! {
            header.pub-head {
                div.pub-in {
                    (brand(&page.project, &page.home))
                    nav aria-label="Main" {
                        ul.nav { @for view in &page.nav { li { (nav_link(view)) } } }
                    }
                }
            }
            div.pub-in.pub-main {
                main.adv id="main" {
                    @if let Some(view) = &page.flash { (flash(view)) }
                    (main)
                }
                (foot(&page.foot))
            }
        },
    )
}

/// A page with one form in the middle.
#[derive(Debug, Clone)]
pub struct SignInPage {
    pub title: String,
    pub project: String,
    pub home: Href,
    pub display: Display,
    pub flash: Option<Flash>,
    pub foot: Foot,
}

pub fn sign_in_page(page: &SignInPage, main: &Markup) -> Markup {
    let head = Head {
        title: page.title.clone(),
        project: &page.project,
        display: page.display,
        now: None,
        robots: Robots::Away,
    };
    document(
        &head,
        &html! {
            div.sign {
                main.sign-in id="main" {
                    (brand(&page.project, &page.home))
                    h1 { (calm(&page.title)) }
                    @if let Some(view) = &page.flash { (flash(view)) }
                    (main)
                }
                (foot(&page.foot))
            }
        },
    )
}

/// "or", between two ways to sign in.
pub fn or_line() -> Markup {
    html! { p.or { "or" } }
}

/// The band of an embargoed page: words first, for colour alone says nothing.
pub fn band(view: &Band, seen: &Viewpoint) -> Markup {
    html! {
        section.band aria-label="Embargo" {
            @match view.until {
                Some(until) => {
                    span { strong { "EMBARGOED until " (time::utc(until)) } }
                    (time::own(until, seen))
                    (time::left(until, seen))
                },
                None => span { strong { "EMBARGOED" } ", no end agreed" },
            }
            (tlp(&view.tlp))
        }
    }
}

/// The head of a page without crumbs: its `h1`, a line beside it, acts at the end.
#[derive(Debug, Clone)]
pub struct PageHead {
    pub crumbs: Vec<Crumb>,
    pub title: String,
    pub line: Option<Prose>,
    /// Buttons, from the parts.
    pub acts: Option<Markup>,
}

/// A step on the way to this page.
#[derive(Debug, Clone)]
pub enum Crumb {
    Link(Link),
    /// An id, with a link where its page is another one.
    Id(String, Option<Href>),
}

pub fn page_head(view: &PageHead) -> Markup {
    html! {
        @if !view.crumbs.is_empty() {
            nav aria-label="Where this is" {
                ol.crumbs {
                    @for crumb in &view.crumbs {
                        li {
                            @match crumb {
                                Crumb::Link(to) => (link(to)),
                                Crumb::Id(text, None) => (id(text)),
                                Crumb::Id(text, Some(href)) => a.id href=(href.as_str()) { (calm(text)) },
                            }
                        }
                    }
                }
            }
        }
        div.head {
            h1 { (calm(&view.title)) }
            @if let Some(line) = &view.line { p { (prose(line)) } }
            @if let Some(acts) = &view.acts { div.acts { (acts) } }
        }
    }
}

/// Main column and rail; the rail goes below where there is no room beside.
pub fn with_rail(main: &Markup, rail: &Markup) -> Markup {
    html! { div.with-rail { div.stack { (main) } (rail) } }
}

struct Head<'a> {
    title: String,
    project: &'a str,
    display: Display,
    now: Option<Instant>,
    robots: Robots,
}

fn document(head: &Head, body: &Markup) -> Markup {
    let scheme = match head.display.scheme {
        Scheme::System => None,
        Scheme::Light => Some("light"),
        Scheme::Dark => Some("dark"),
    };
    let density = match head.display.density {
        Density::Normal => None,
        Density::Compact => Some("compact"),
        Density::Roomy => Some("roomy"),
    };
    let keys = (head.display.keys == Keys::Off).then_some("off");
    html! {
        (DOCTYPE)
        html lang="en" data-scheme=[scheme] data-density=[density] data-keys=[keys] data-now=[head.now.map(machine)] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content=(scheme.unwrap_or("light dark"));
                @if head.robots == Robots::Away { meta name="robots" content="noindex, nofollow"; }
                title { (calm(&ambergate_process::aggregate::cut(&head.title, 160))) " – " (calm(head.project)) }
                link rel="stylesheet" href=(assets::stylesheet().path);
                link rel="icon" type="image/svg+xml" href=(assets::icon().path);
                script type="module" src=(assets::script().path) {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (sprite())
                (body)
            }
        }
    }
}

fn brand(project: &str, home: &Href) -> Markup {
    html! {
        a.brand href=(home.as_str()) {
            svg viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" { use href={ "#" (Icon::Brand.id()) } {} }
            (calm(project))
        }
    }
}

fn side(groups: &[NavGroup]) -> Markup {
    html! {
        nav.side id="menu" popover aria-label="Main" {
            div.side-in {
                @for group in groups {
                    @if let Some(heading) = &group.heading { p.side-h { (calm(heading)) } }
                    ul.nav {
                        @for item in &group.items {
                            li {
                                @match item {
                                    NavItem::Link(view) => (nav_link(view)),
                                    NavItem::Act { label, form: view } => (form(view, &html! { button type="submit" { (label) } })),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn nav_link(view: &NavLink) -> Markup {
    html! {
        a href=(view.href.as_str()) aria-current=[(view.here == Here::Here).then_some("page")] data-key=[view.key] {
            (calm(&view.label))
            @if let Some(open) = view.open { span.n { (open) span.sr { " open" } } }
        }
    }
}

fn foot(view: &Foot) -> Markup {
    html! {
        footer.foot { span { (calm(&view.note)) } @for to in &view.links { (link(to)) } }
    }
}
