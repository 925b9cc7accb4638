//! Words: text of others made harmless, sentences with names and links in them, addresses, plain-text message bodies.

use super::marks::{Para, para};
use super::time;
use ambergate_process::Instant;
use maud::{Markup, html};
use std::borrow::Cow;
use std::fmt;

/// Text in which characters that would be obeyed are written out: `photo[U+202E]gnp.exe`.
///
/// Meant are control characters, the directional overrides and isolates, and the invisible tag characters. Joiners stay
/// (emoji and several scripts need them), so do newline and tab.
pub fn calm(text: &str) -> Cow<'_, str> {
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if obeyed(c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn obeyed(c: char) -> bool {
    let tag = ('\u{E0000}'..='\u{E007F}').contains(&c);
    let direction = ('\u{202A}'..='\u{202E}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let other = matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}');
    (c.is_control() && c != '\n' && c != '\t' && c != '\r') || direction || tag || other
}

/// Where a link may lead. Nothing but the three constructors makes one, so a link never runs `javascript:`.
#[derive(Clone, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// A path, query or fragment of this listener. What is none of these leads to `#`.
    pub fn to(path: impl Into<String>) -> Self {
        let path = path.into();
        // Browsers drop tabs and newlines and read a backslash as a slash: `/\host` would leave this server.
        let odd = path.contains(|c: char| c.is_control() || c == '\\');
        let leaves = path.starts_with("//") || !path.starts_with(['/', '?', '#']);
        if odd || leaves {
            Self("#".to_owned())
        } else {
            Self(path)
        }
    }
    /// An address on the web, `https` or `http` only.
    pub fn web(address: &str) -> Option<Self> {
        let fine = (address.starts_with("https://") || address.starts_with("http://"))
            && !address.contains(|c: char| c.is_control() || c.is_whitespace());
        fine.then(|| Self(address.to_owned()))
    }
    /// A mail address, opened in the reader's mail program.
    pub fn mail(address: &str) -> Option<Self> {
        let fine = address.contains('@') && !address.contains(|c: char| c.is_control() || " ?&<>\"".contains(c));
        fine.then(|| Self(format!("mailto:{address}")))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A link in a sentence or a list.
#[derive(Debug, Clone)]
pub struct Link {
    pub label: String,
    pub href: Href,
}

impl Link {
    pub fn new(label: impl Into<String>, href: Href) -> Self {
        Self {
            label: label.into(),
            href,
        }
    }
}

pub fn link(view: &Link) -> Markup {
    html! { a href=(view.href.as_str()) { (calm(&view.label)) } }
}

/// A piece of a sentence.
#[derive(Debug, Clone)]
pub enum Run {
    Text(String),
    /// A name, or what matters in the sentence.
    Strong(String),
    /// An id, a hash, a vector, a path.
    Mono(String),
    Link(Link),
    /// An instant, as `2026-12-01 14:00 UTC`.
    Time(Instant),
    Para(Para),
    /// Something that was assumed, not observed; dotted line.
    Assumed(String),
    /// Second text: an address under a name.
    Quiet(String),
    Break,
}

/// A sentence made of runs. Spaces are part of the runs.
pub type Prose = Vec<Run>;

/// A sentence that is nothing but text.
pub fn plain(text: impl Into<String>) -> Prose {
    vec![Run::Text(text.into())]
}

pub fn prose(runs: &[Run]) -> Markup {
    html! {
        @for run in runs {
            @match run {
                Run::Text(text) => (calm(text)),
                Run::Strong(text) => b { (calm(text)) },
                Run::Mono(text) => span.mono { (calm(text)) },
                Run::Link(view) => (link(view)),
                Run::Time(at) => (time::utc(*at)),
                Run::Para(view) => (para(view)),
                Run::Assumed(text) => (super::marks::assumed(text)),
                Run::Quiet(text) => span.small.quiet { (calm(text)) },
                Run::Break => br;,
            }
        }
    }
}

/// A message as its sender wrote it: paragraphs, quotes, code. No link in it can be clicked, for its author may be
/// anybody.
pub fn message_body(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! {
        @for block in blocks(&text) {
            @match block {
                Block::Paragraph(text) => p dir="auto" { (calm(text)) },
                Block::Quote(text) => blockquote { p dir="auto" { (calm(&text)) } },
                Block::Code(text) => pre tabindex="0" { (calm(&text)) },
            }
        }
    }
}

enum Block<'a> {
    Paragraph(&'a str),
    Quote(String),
    Code(String),
}

/// Splits at blank lines. A block whose every line is indented is code; one whose every line starts with `>` is a quote.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for block in text
        .split("\n\n")
        .map(|block| block.trim_matches('\n'))
        .filter(|block| !block.trim().is_empty())
    {
        let every = |test: fn(&str) -> bool| block.lines().filter(|line| !line.is_empty()).all(test);
        if every(|line| line.starts_with("    ") || line.starts_with('\t')) {
            let lines = block
                .lines()
                .map(|line| line.strip_prefix('\t').or(line.strip_prefix("    ")).unwrap_or(line));
            blocks.push(Block::Code(lines.collect::<Vec<_>>().join("\n")));
        } else if every(|line| line.starts_with('>')) {
            let lines = block.lines().map(|line| line.trim_start_matches('>').trim_start());
            blocks.push(Block::Quote(lines.collect::<Vec<_>>().join("\n")));
        } else {
            blocks.push(Block::Paragraph(block));
        }
    }
    blocks
}

/// Text for `pre` and `textarea`: HTML drops one newline at their beginning, so one that is part of the text is doubled.
pub fn kept_newline(text: &str) -> Cow<'_, str> {
    if text.starts_with('\n') || text.starts_with("\r\n") {
        Cow::Owned(format!("\n{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_seen_and_not_obeyed() {
        assert_eq!(calm("photo\u{202E}gnp.exe"), "photo[U+202E]gnp.exe");
        assert_eq!(calm("a\u{0}b\u{E0041}"), "a[U+0000]b[U+E0041]");
        assert!(matches!(calm("line\n\tnext 👩‍💻 שלום"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_link_leads_into_this_server_or_to_the_web() {
        for bad in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "data:text/html,x",
            "",
        ] {
            assert_eq!(Href::to(bad).as_str(), "#", "{bad}");
        }
        assert_eq!(
            Href::to("/cases/AG-7K3F-9QXA?show=all#m1").as_str(),
            "/cases/AG-7K3F-9QXA?show=all#m1"
        );
        assert!(Href::web("javascript:alert(1)").is_none());
        assert!(Href::web("https://example.org/post").is_some());
        assert!(Href::mail("a@example.org?bcc=b@example.org").is_none());
    }

    #[test]
    fn a_message_keeps_its_quotes_and_code() {
        let html = message_body("Hello\r\nthere\r\n\r\n> you said\n> this\n\n    $ dig\n    web 1").into_string();
        assert_eq!(
            html,
            "<p dir=\"auto\">Hello\nthere</p><blockquote><p dir=\"auto\">you said\nthis</p></blockquote>\
             <pre tabindex=\"0\">$ dig\nweb 1</pre>"
        );
        assert_eq!(
            message_body("see https://evil.example").into_string(),
            "<p dir=\"auto\">see https://evil.example</p>"
        );
    }
}
