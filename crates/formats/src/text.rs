//! Text on its way into a public document.
//!
//! What lives here: what every writer does to words before it writes them, so that a control character, a character
//! that reorders a line, or an endless line cannot break a document or fool its reader. What must not: judgement of
//! what the words say.

/// Text of several lines: line ends are LF; control characters, non-characters and the characters that override the
/// direction of text (they can show another version than the one that is written) are gone; ends are trimmed.
pub fn plain(given: &str) -> String {
    let mut out = String::with_capacity(given.len());
    let mut chars = given.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || reorders(c) || is_noncharacter(c) || c == '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// Text of one line: as [`plain`], and every run of white space is one space.
pub fn line(given: &str) -> String {
    plain(given).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `max` characters; what was cut is shown by `…` in the last place.
pub fn clip(given: &str, max: usize) -> String {
    if given.chars().nth(max).is_none() {
        return given.to_owned();
    }
    let mut cut: String = given.chars().take(max.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// The paragraphs of a text: parts between empty lines, each as [`plain`], none empty.
pub fn paragraphs(given: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for line in plain(given).lines() {
        match parts.last_mut() {
            Some(open) if !line.trim().is_empty() => {
                if !open.is_empty() {
                    open.push('\n');
                }
                open.push_str(line.trim_end());
            }
            _ => parts.push(String::new()),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// What is wrong with a web address that stands in a document; `None` where nothing is.
pub fn url_fault(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some("is not a web address; begin it with https://");
    };
    if !matches!(scheme, "https" | "http") {
        return Some("does not begin with https://");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.ends_with(':') {
        return Some("has no host, or its scheme is there twice");
    }
    if host.contains('@') {
        return Some("holds a name or a password before its host; remove it");
    }
    let allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    if !rest.chars().all(allowed) {
        return Some("holds a character that must be percent-encoded");
    }
    if url.len() > 2048 {
        return Some("is longer than 2048 characters");
    }
    None
}

/// Embeddings, overrides and isolates of the bidirectional algorithm.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Code points that Unicode keeps for internal use and XML does not allow, in part.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (u32::from(c) & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_do_not_survive() {
        assert_eq!(
            plain("a\r\nb\rc\0\u{1b}[31m\u{202e}4.21.1\u{2066}\u{feff}\u{fffe}\n"),
            "a\nb\nc[31m4.21.1"
        );
        assert_eq!(line(" a \n\t b "), "a b");
        assert_eq!(plain("مرحبا שלום 🏴"), "مرحبا שלום 🏴");
    }

    #[test]
    fn cut_text_says_so() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("ab cd", 4), "ab…");
        assert_eq!(clip("äöü", 2), "ä…");
    }

    #[test]
    fn paragraphs_are_between_empty_lines() {
        assert_eq!(paragraphs("\n\na\nb\n \n\nc\n"), ["a\nb", "c"]);
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn addresses_that_mislead_are_faults() {
        for good in [
            "https://example.org",
            "http://example.org:8080/a?b=c#d",
            "https://[2001:db8::1]/",
        ] {
            assert_eq!(url_fault(good), None, "{good}");
        }
        for bad in [
            "example.org",
            "ftp://example.org/",
            "javascript:alert(1)",
            "https://https://example.org",
            "https://",
            "https:///x",
            "https://good.example@evil.example/",
            "https://example.org/a b",
            "https://example.org/ä",
            "https://example.org/\"",
        ] {
            assert!(url_fault(bad).is_some(), "{bad}");
        }
        assert!(url_fault(&format!("https://example.org/{}", "a".repeat(2100))).is_some());
    }

    proptest! {
        #[test]
        fn plain_is_stable_and_clean(given in any::<String>()) {
            let once = plain(&given);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }

        #[test]
        fn clip_keeps_to_the_limit(given in any::<String>(), max in 1_usize..50) {
            prop_assert!(clip(&given, max).chars().count() <= max);
        }
    }
}
