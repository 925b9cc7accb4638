//! Buttons and links that look like them. The words begin with a verb and name the object.

use super::text::{Href, calm};
use maud::{Markup, html};

/// How much a button weighs. One `Main` or `DangerMain` per form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    #[default]
    Plain,
    Main,
    /// An act that destroys; names its victim.
    Danger,
    DangerMain,
    Bare,
}

impl Weight {
    fn key(self) -> Option<&'static str> {
        match self {
            Weight::Plain => None,
            Weight::Main => Some("main"),
            Weight::Danger => Some("danger"),
            Weight::DangerMain => Some("danger-main"),
            Weight::Bare => Some("bare"),
        }
    }
}

/// A button that sends its form.
#[derive(Debug, Clone, Default)]
pub struct Button {
    pub label: String,
    pub weight: Weight,
    /// Name and value sent with the form, where it has several buttons.
    pub sends: Option<(String, String)>,
}

impl Button {
    pub fn main(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            weight: Weight::Main,
            sends: None,
        }
    }
    pub fn plain(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            weight: Weight::Plain,
            sends: None,
        }
    }
    pub fn sending(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sends = Some((name.into(), value.into()));
        self
    }
}

pub fn button(view: &Button) -> Markup {
    let (name, value) = view
        .sends
        .as_ref()
        .map_or((None, None), |(name, value)| (Some(name), Some(value)));
    html! {
        button.btn type="submit" data-kind=[view.weight.key()] name=[name] value=[value] { (calm(&view.label)) }
    }
}

/// A button that is off, with the reason beside it. It stays on the page, so that people know it exists.
#[derive(Debug, Clone)]
pub struct OffButton {
    /// Unique on the page.
    pub id: String,
    pub label: String,
    /// "Publish is off because one commit has no LGTM."
    pub why: String,
}

pub fn off_button(view: &OffButton) -> Markup {
    html! {
        button.btn type="button" disabled aria-describedby={ (view.id) "-why" } { (calm(&view.label)) }
        span.off-why id={ (view.id) "-why" } { (calm(&view.why)) }
    }
}

/// How tall a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    #[default]
    Normal,
    Small,
}

/// A link that looks like a button: it leads to the page of an act.
#[derive(Debug, Clone)]
pub struct LinkButton {
    pub label: String,
    pub href: Href,
    pub weight: Weight,
    pub size: Size,
    /// The key that presses it, shown on it.
    pub key: Option<&'static str>,
}

impl LinkButton {
    pub fn new(label: impl Into<String>, href: Href) -> Self {
        Self {
            label: label.into(),
            href,
            weight: Weight::Plain,
            size: Size::Normal,
            key: None,
        }
    }
}

pub fn link_button(view: &LinkButton) -> Markup {
    let size = (view.size == Size::Small).then_some("s");
    html! {
        a.btn href=(view.href.as_str()) data-kind=[view.weight.key()] data-size=[size] data-key=[view.key] {
            (calm(&view.label))
            @if let Some(key) = view.key { " " kbd aria-hidden="true" { (key) } }
        }
    }
}

/// One of several ways to see a list; the chosen one is marked.
#[derive(Debug, Clone)]
pub struct Filter {
    pub label: String,
    pub href: Href,
    pub here: Here,
}

/// Whether a link leads to what is on the page now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Here {
    #[default]
    Elsewhere,
    Here,
}

pub fn filters(list: &[Filter]) -> Markup {
    html! {
        nav.row aria-label="Show" {
            span.small.quiet aria-hidden="true" { "Show" }
            @for view in list {
                a.btn data-size="s" href=(view.href.as_str())
                    aria-current=[(view.here == Here::Here).then_some("true")] { (calm(&view.label)) }
            }
        }
    }
}

/// Buttons and links side by side.
pub fn row(buttons: &[Markup]) -> Markup {
    html! { div.btns { @for each in buttons { (each) } } }
}
