//! How the lint reads a text: as words without regard to case, hyphens, line breaks, markup and invisible characters.
//! What must not live here: what a fact is and who is cleared for it.

/// What gives a fact away when it stands in a text.
pub(super) enum Marker {
    Words(String),
    /// Any form of it that is seven digits or longer.
    Commit(String),
}

/// A text as it is compared: as words, as words with broken lines healed, and without any gaps.
pub(super) struct Reading {
    words: String,
    healed: String,
    run: String,
}

/// From this length on, letters in a row are no accident, wherever the gaps are.
const RUN: usize = 12;

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let words = tokens(text);
        let run = words.concat();
        Self {
            words: padded(&words),
            healed: padded(&tokens(&healed(text))),
            run,
        }
    }

    /// The marker's words, if they stand here.
    pub(super) fn says(&self, marker: &Marker) -> Option<String> {
        match marker {
            Marker::Words(marker) => {
                let words = tokens(marker);
                let needle = padded(&words);
                let run = words.concat();
                let found = !words.is_empty()
                    && (self.words.contains(&needle)
                        || self.healed.contains(&needle)
                        || (run.chars().count() >= RUN && self.run.contains(&run)));
                found.then(|| marker.clone())
            }
            Marker::Commit(id) => {
                let all = self.words.split(' ').chain(self.healed.split(' '));
                let mut hex = all.filter(|word| is_commit(word));
                hex.find(|word| id.starts_with(*word) || word.starts_with(id))
                    .map(str::to_owned)
            }
        }
    }
}

fn padded(words: &[String]) -> String {
    format!(" {} ", words.join(" "))
}

/// Lower-case words. A hyphen parts words like a space does, a dot only outside numbers, and a version loses its `v`.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let spaced: String = letters
        .iter()
        .enumerate()
        .map(|(at, c)| match c {
            '.' if digit(at.checked_sub(1)) && digit(at.checked_add(1)) => '.',
            c if c.is_alphanumeric() => *c,
            _ => ' ',
        })
        .collect();
    let version = |word: &str| {
        word.strip_prefix('v')
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            .map(str::to_owned)
    };
    spaced
        .split_whitespace()
        .map(|word| version(word).unwrap_or_else(|| word.to_owned()))
        .collect()
}

/// Soft hyphens, zero-width characters and marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Joins words that a hyphen parts at the end of a line, quoted lines too.
fn healed(text: &str) -> String {
    let mut healed = String::new();
    for line in text.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
        match line.strip_suffix(['-', '\u{2010}', '\u{2011}']) {
            Some(open) => healed.push_str(open),
            None => {
                healed.push_str(line);
                healed.push('\n');
            }
        }
    }
    healed
}

pub(super) fn is_commit(word: &str) -> bool {
    (7..=64).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit())
}
