//! HTML to plain text: tags go, words and link targets stay. Nothing is fetched, nothing is run, nothing is hidden by style.
//!
//! One pass; every search that finds nothing is remembered as "to the end", so the cost is linear in the input.

use mail_parser::decoders::html::add_html_token;

/// The words of an HTML text. Links show their target in angle brackets.
pub(crate) fn to_text(html: &str) -> String {
    let mut out = Out::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.words(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('&') {
            entity(rest, &mut out)
        } else {
            tag(rest, &mut out)
        };
    }
    out.words(rest);
    out.finish()
}

#[derive(Default)]
struct Out {
    text: String,
    /// A space is due before the next word.
    space: bool,
    /// Depth of `pre`.
    verbatim: usize,
    /// Where the words of the open link start, and where it points.
    link: Option<(usize, String)>,
}

impl Out {
    fn words(&mut self, words: &str) {
        if self.verbatim > 0 {
            self.text.push_str(words);
            return;
        }
        for letter in words.chars() {
            if letter.is_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push(letter);
            }
        }
    }

    /// Ends the line; at most one empty line in a row.
    fn line_break(&mut self) {
        self.space = false;
        if self.verbatim > 0 || !(self.text.is_empty() || self.text.ends_with("\n\n")) {
            self.text.push('\n');
        }
    }

    /// Starts a block on its own line.
    fn block(&mut self) {
        if !self.text.ends_with('\n') {
            self.line_break();
        }
        self.space = false;
    }

    fn close_link(&mut self) {
        if let Some((start, target)) = self.link.take() {
            let words = self.text.get(start..).unwrap_or_default().trim();
            let same = |t: &str| words == t || words == t.trim_end_matches('/');
            let bare = target.strip_prefix("mailto:").unwrap_or(&target);
            if !target.is_empty() && !same(&target) && !same(bare) {
                self.space = !words.is_empty();
                self.words("<");
                self.words(&target);
                self.words(">");
            }
        }
    }

    fn finish(mut self) -> String {
        self.close_link();
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

/// Character references up to 32 bytes long; a lone `&` is itself.
fn entity<'h>(rest: &'h str, out: &mut Out) -> &'h str {
    let window = &rest.as_bytes()[..rest.len().min(32)];
    match memchr::memchr(b';', window) {
        Some(end) if rest[1..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') => {
            let mut letter = String::new();
            add_html_token(&mut letter, &rest.as_bytes()[..=end], false);
            out.words(&letter);
            &rest[end + 1..]
        }
        _ => {
            out.words("&");
            &rest[1..]
        }
    }
}

fn tag<'h>(rest: &'h str, out: &mut Out) -> &'h str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return after(comment, "-->");
    }
    let inside = &rest[1..];
    let starts_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if !starts_tag {
        out.words("<");
        return inside;
    }
    let Some(end) = memchr::memchr(b'>', inside.as_bytes()) else {
        // No `>` is left at all: the rest holds no tag.
        out.words(rest);
        return "";
    };
    let (tag, rest) = (&inside[..end], &inside[end + 1..]);
    let name_length = tag
        .trim_start_matches('/')
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let closing = tag.starts_with('/');
    let name = tag.trim_start_matches('/')[..name_length].to_ascii_lowercase();
    match (name.as_str(), closing) {
        ("script" | "style" | "title" | "template", false) if !tag.ends_with('/') => return after_element(rest, &name),
        ("br", _) => out.line_break(),
        ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "table" | "hr", _) => {
            out.block();
            if closing {
                out.line_break();
            }
        }
        ("pre", false) => {
            out.block();
            out.verbatim += 1;
        }
        ("pre", true) => {
            out.verbatim = out.verbatim.saturating_sub(1);
            out.block();
        }
        ("li", false) => {
            out.block();
            out.words("-");
            out.space = true;
        }
        ("div" | "tr" | "dt" | "dd" | "section" | "article" | "header" | "footer" | "address" | "body", _) => {
            out.block()
        }
        ("td" | "th", _) => out.space = true,
        ("a", false) => {
            out.close_link();
            let target = attribute(tag, "href").unwrap_or_default();
            out.link = Some((
                out.text.len(),
                if target.starts_with('#') { String::new() } else { target },
            ));
        }
        ("a", true) => out.close_link(),
        ("img", false) => {
            if let Some(alt) = attribute(tag, "alt").filter(|alt| !alt.trim().is_empty()) {
                out.words(&format!("[image: {alt}]"));
            }
        }
        _ => {}
    }
    rest
}

fn after<'h>(text: &'h str, mark: &str) -> &'h str {
    memchr::memmem::find(text.as_bytes(), mark.as_bytes()).map_or("", |at| &text[at + mark.len()..])
}

/// Behind `</name`, whatever its case. Without an end tag nothing is left, as in a browser.
fn after_element<'h>(text: &'h str, name: &str) -> &'h str {
    for at in memchr::memmem::find_iter(text.as_bytes(), "</") {
        let here = &text.as_bytes()[at + 2..];
        if here
            .get(..name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        {
            return after(&text[at + 2 + name.len()..], ">");
        }
    }
    ""
}

/// An attribute's value with its character references resolved.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find(name).map(|n| n + from) {
        from = at + name.len();
        let before = lower[..at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/'));
        let value = tag[from..].trim_start();
        if let (true, Some(value)) = (before, value.strip_prefix('=')) {
            let value = value.trim_start();
            let raw = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
                _ => value
                    .split(|c: char| c.is_ascii_whitespace())
                    .next()
                    .unwrap_or_default(),
            };
            let mut plain = Out::default();
            let mut rest = raw;
            while let Some(at) = rest.find('&') {
                plain.words(&rest[..at]);
                rest = entity(&rest[at..], &mut plain);
            }
            plain.words(rest);
            return Some(plain.text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lines_and_links_survive() {
        let html = "<html><head><title>no</title><style>p{}</style></head><body><p>Hello &amp; good&nbsp;day,</p>\
            <div>see <a href=\"https://evil.example/?a=1&amp;b=2\">https://bank.example</a></div>\
            <ul><li>one</li><li>two</li></ul><pre>  if a &lt; b\n    c</pre>2 < 3 & 4<br>end<script>alert(1)</script></body></html>";
        assert_eq!(
            to_text(html),
            "Hello & good day,\n\nsee https://bank.example <https://evil.example/?a=1&b=2>\n- one\n- two\n\n  if a < b\n    c\n2 < 3 & 4\nend"
        );
    }

    #[test]
    fn a_link_that_shows_its_target_is_shown_once() {
        assert_eq!(
            to_text("<a href='https://x.example/'>https://x.example</a>"),
            "https://x.example"
        );
        assert_eq!(to_text("<a href=mailto:a@b.example>a@b.example</a>"), "a@b.example");
    }

    #[test]
    fn hostile_html_costs_linear_time() {
        for piece in [
            "<a '",
            "<!--",
            "<",
            "&",
            "<script>",
            "<pre>",
            "</",
            "<a href=x>",
            "<a href",
        ] {
            let text = to_text(&piece.repeat(300_000 / piece.len()));
            assert!(text.len() <= 400_000, "{piece}");
        }
    }

    #[test]
    fn style_hides_nothing() {
        assert_eq!(to_text("a<span style=\"display:none\">b</span><![if x]>c"), "abc");
    }
}
