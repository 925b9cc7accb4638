//! Lists and ways through them: what needs me, evidence, files, tabs, pages of a list, the headline strip.

use super::buttons::Here;
use super::marks::{Para, id, para, size};
use super::sprite::{Icon, glyph};
use super::state::{ClockState, state_glyph};
use super::text::{Href, Prose, calm, prose};
use super::time::{self, Viewpoint};
use ambergate_process::Instant;
use maud::{Markup, html};

/// One thing to do, one line. The act begins with a verb.
#[derive(Debug, Clone)]
pub struct Line {
    pub state: ClockState,
    pub act: String,
    pub href: Href,
    /// The case or report: `AG-7K3F-9QXA`.
    pub about: String,
    pub para: Option<Para>,
    pub due: Due,
}

/// When a line is due, or since when it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    At(Instant),
    Since(Instant),
    /// No date: as soon as possible (S18).
    Asap,
    Never,
}

/// Lines under a heading that says how urgent they are.
#[derive(Debug, Clone)]
pub struct LineGroup {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    pub lines: Vec<Line>,
}

pub fn line_group(group: &LineGroup, view: &Viewpoint) -> Markup {
    let count = group.lines.len();
    html! {
        section aria-labelledby=(group.id) {
            div.today-h {
                h2 id=(group.id) { (calm(&group.title)) }
                span.quieter { (count) @if count == 1 { " line" } @else { " lines" } }
            }
            ul.lines.panel { @for line in &group.lines { (line_row(line, view)) } }
        }
    }
}

fn line_row(line: &Line, view: &Viewpoint) -> Markup {
    html! {
        li {
            (state_glyph(line.state))
            a.what href=(line.href.as_str()) data-line { (calm(&line.act)) }
            (id(&line.about))
            @match &line.para { Some(mark) => (para(mark)), None => span {}, }
            span.due { (due(line.due, view)) }
        }
    }
}

fn due(due: Due, view: &Viewpoint) -> Markup {
    match due {
        Due::At(at) if at < view.now => html! {
            b { (time::left(at, view)) } " " small { "since " (time::date(at, view)) }
        },
        Due::At(at) => html! { b { (time::countdown(at, view)) } " " small { (time::soon_date(at, view)) } },
        Due::Since(at) => html! {
            b { (time::span(view.now.duration_since(at))) } " " small { "since " (time::date(at, view)) }
        },
        Due::Asap => html! { b { "as soon as possible" } },
        Due::Never => html! { b { "no date" } },
    }
}

/// Whether a piece of evidence speaks for or against what it is beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighs {
    Fine,
    /// A reason to look twice; amber.
    Against,
}

/// Evidence beside a message: DKIM, encryption, files, what the sender said.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub icon: Icon,
    pub words: String,
    pub weighs: Weighs,
}

pub fn evidence(list: &[Evidence]) -> Markup {
    html! {
        ul.facts {
            @for each in list {
                li data-bad[each.weighs == Weighs::Against] { (glyph(each.icon)) span { (calm(&each.words)) } }
            }
        }
    }
}

/// A file beside a message; it is only ever downloaded.
#[derive(Debug, Clone)]
pub struct FileView {
    pub name: String,
    pub bytes: u64,
    pub href: Href,
}

pub fn files(list: &[FileView]) -> Markup {
    html! {
        ul.files {
            @for file in list {
                li {
                    a href=(file.href.as_str()) download {
                        (glyph(Icon::File)) span { (calm(&file.name)) } " " small { (size(file.bytes)) }
                    }
                }
            }
        }
    }
}

/// A tab is a link to a page.
#[derive(Debug, Clone)]
pub struct Tab {
    pub label: String,
    pub href: Href,
    /// "14", "2 commits".
    pub note: Option<String>,
    pub here: Here,
}

/// `label` names the tabs for those who do not see them: "Case".
pub fn tabs(label: &str, list: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for tab in list {
                a href=(tab.href.as_str()) aria-current=[(tab.here == Here::Here).then_some("page")] {
                    (calm(&tab.label))
                    @if let Some(note) = &tab.note { " " span.n { (calm(note)) } }
                }
            }
        }
    }
}

/// Where in a long list the page is.
#[derive(Debug, Clone)]
pub struct Pager {
    /// "1 to 50 of 312".
    pub range: String,
    pub newer: Option<Href>,
    pub older: Option<Href>,
}

pub fn pager(view: &Pager) -> Markup {
    let way = |label: &str, end: &str, href: &Option<Href>| {
        html! {
            @match href {
                Some(href) => a.btn data-size="s" href=(href.as_str()) { (label) },
                None => span.small.quiet { (end) },
            }
        }
    };
    html! {
        nav.pager aria-label="Pages" {
            span { (view.range) }
            span.btns { (way("Newer", "Newest", &view.newer)) (way("Older", "Oldest", &view.older)) }
        }
    }
}

/// A cell of the strip under a case's title: state, severity, embargo, Fix Lead.
#[derive(Debug, Clone)]
pub struct StripCell {
    pub label: String,
    /// A part that says the value: a phase, a severity, a countdown, a name.
    pub big: Markup,
    pub sub: Vec<Prose>,
    pub width: StripWidth,
}

/// Whether a cell takes the whole line on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripWidth {
    Half,
    Whole,
}

pub fn strip(cells: &[StripCell]) -> Markup {
    html! {
        dl.strip {
            @for cell in cells {
                div class=[(cell.width == StripWidth::Whole).then_some("wide")] {
                    dt { (calm(&cell.label)) }
                    dd {
                        span.big { (cell.big) }
                        @for line in &cell.sub { p.sub { (prose(line)) } }
                    }
                }
            }
        }
    }
}

/// Words for [`StripCell::big`].
pub fn words(text: &str) -> Markup {
    html! { (calm(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_long_and_since_when() {
        let view = Viewpoint::utc("2026-11-19T08:40:00Z".parse().unwrap());
        let say = |at: &str| due(Due::At(at.parse().unwrap()), &view).into_string();
        assert!(say("2026-11-19T14:02:00Z").contains(">5 h 22 min</span></b> <small><time"));
        assert!(say("2026-11-17T00:14:00Z").contains(">2 d 8 h late</span></b> <small>since <time"));
        assert!(due(Due::Asap, &view).into_string().contains("as soon as possible"));
    }
}
