//! Atom feeds (RFC 4287): what is new, for feed readers and for machines that poll.
//!
//! What lives here: a writer. What must not: markup in texts; every text is plain, so that no reader runs anything.

use jiff::Timestamp;

use crate::text;

/// A feed. `id` and addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Never changes as long as the feed lives.
    pub id: String,
    pub title: String,
    pub author: String,
    /// Where the feed itself is.
    pub self_url: String,
    /// The page that it belongs to.
    pub site_url: String,
    /// `updated` while there is no entry; RFC 4287 demands one.
    pub created: Timestamp,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The same in every revision of what it stands for.
    pub id: String,
    pub title: String,
    pub url: String,
    pub published: Timestamp,
    pub updated: Timestamp,
    /// Plain text.
    pub summary: String,
    /// `advisory`, `announcement`.
    pub category: &'static str,
}

/// The feed as UTF-8 XML, entries in the order given.
pub fn write(feed: &Feed) -> Vec<u8> {
    let updated = feed
        .entries
        .iter()
        .map(|entry| entry.updated)
        .max()
        .unwrap_or(feed.created);
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    xml.raw("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
    xml.element("  ", "id", &feed.id);
    xml.element("  ", "title", &text::line(&feed.title));
    xml.element("  ", "updated", &instant(updated));
    xml.link("  ", "self", "application/atom+xml", &feed.self_url);
    xml.link("  ", "alternate", "text/html", &feed.site_url);
    xml.raw("  <author>\n");
    xml.element("    ", "name", &text::line(&feed.author));
    xml.raw("  </author>\n");
    for entry in &feed.entries {
        xml.raw("  <entry>\n");
        xml.element("    ", "id", &entry.id);
        xml.element("    ", "title", &text::line(&entry.title));
        xml.element("    ", "published", &instant(entry.published));
        xml.element("    ", "updated", &instant(entry.updated));
        xml.link("    ", "alternate", "text/html", &entry.url);
        xml.raw("    <category term=\"");
        xml.text(entry.category);
        xml.raw("\"/>\n");
        xml.element("    ", "summary", &text::plain(&entry.summary));
        xml.raw("  </entry>\n");
    }
    xml.raw("</feed>\n");
    xml.0.into_bytes()
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A string to which text is added escaped, and markup only from this file.
struct Xml(String);

impl Xml {
    fn raw(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Fit for element content and for an attribute in double quotes. What XML 1.0 does not allow at all is left out.
    fn text(&mut self, given: &str) {
        for c in given.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\r' => self.0.push_str("&#13;"),
                '\n' | '\t' => self.0.push(c),
                c if c < ' ' || matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}') => {}
                c => self.0.push(c),
            }
        }
    }

    fn element(&mut self, indent: &'static str, name: &'static str, content: &str) {
        for part in [indent, "<", name, ">"] {
            self.raw(part);
        }
        self.text(content);
        for part in ["</", name, ">\n"] {
            self.raw(part);
        }
    }

    fn link(&mut self, indent: &'static str, relation: &'static str, media: &'static str, url: &str) {
        for part in [indent, "<link rel=\"", relation, "\" type=\"", media, "\" href=\""] {
            self.raw(part);
        }
        self.text(url);
        self.raw("\"/>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed(title: &str) -> String {
        let at: Timestamp = "2025-09-09T00:00:00Z".parse().unwrap();
        let entry = Entry {
            id: "https://security.example.org/advisories/x/".into(),
            title: title.into(),
            url: "https://security.example.org/advisories/x/?a=1&b=2".into(),
            published: at,
            updated: at,
            summary: title.into(),
            category: "advisory",
        };
        let feed = Feed {
            id: "https://security.example.org/".into(),
            title: title.into(),
            author: title.into(),
            self_url: "https://security.example.org/feed.atom".into(),
            site_url: "https://security.example.org/".into(),
            created: at,
            entries: vec![entry],
        };
        String::from_utf8(write(&feed)).unwrap()
    }

    #[test]
    fn markup_in_text_stays_text() {
        let xml = feed("</title><script>alert(\"1\")</script> & 'so'");
        assert!(xml.contains("&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;so&#39;"));
        assert!(!xml.contains("<script"));
        assert!(xml.contains("?a=1&amp;b=2"));
    }

    #[test]
    fn updated_is_the_newest_entry_or_the_beginning() {
        let xml = feed("a");
        assert!(xml.contains("<updated>2025-09-09T00:00:00Z</updated>"));
    }

    proptest! {
        /// Whatever the words are: the same tags in the same number, and only characters that XML 1.0 allows.
        #[test]
        fn words_never_change_the_structure(words in any::<String>()) {
            let tags = |xml: &str| xml.matches('<').count();
            let xml = feed(&words);
            prop_assert_eq!(tags(&xml), tags(&feed("plain")));
            let is_allowed = |c| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
            prop_assert!(xml.chars().all(is_allowed));
            for after in xml.split('&').skip(1) {
                prop_assert!(["amp;", "lt;", "gt;", "quot;", "#39;", "#13;"].iter().any(|e| after.starts_with(e)));
            }
        }
    }
}
