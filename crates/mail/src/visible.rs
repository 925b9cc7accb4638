//! Words of strangers made safe to look at: nothing hides, turns round or moves the cursor.
//!
//! Names and subjects become one plain line; prose keeps its lines. The raw message is never changed.

/// One line for names and subjects: controls and line ends become one space, invisible characters go,
/// direction controls are written out as `[U+202E]`.
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_whitespace() || letter.is_control() {
            if !shown.is_empty() && !shown.ends_with(' ') {
                shown.push(' ');
            }
        } else if is_direction_control(letter) {
            push_code(&mut shown, letter);
        } else if !is_invisible(letter) {
            shown.push(letter);
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// Prose made visible, and what had to be changed for it.
#[derive(Default)]
pub(crate) struct Prose {
    pub text: String,
    /// NUL bytes were there; they are shown as `␀`.
    pub nul: bool,
    /// Direction controls were there (the "Trojan Source" trick); they are written out.
    pub direction: bool,
}

/// Several lines, each ending in LF alone. Controls become their pictures (`␛`), so that a terminal stays calm too.
pub(crate) fn prose(text: &str) -> Prose {
    let mut shown = Prose {
        text: String::with_capacity(text.len()),
        ..Prose::default()
    };
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                shown.text.push('\n');
            }
            '\n' | '\t' => shown.text.push(letter),
            '\u{2028}' | '\u{2029}' => shown.text.push('\n'),
            '\u{7f}' => shown.text.push('\u{2421}'),
            '\u{80}'..='\u{9f}' => push_code(&mut shown.text, letter),
            control if u32::from(control) < 0x20 => {
                shown.nul |= control == '\0';
                shown
                    .text
                    .push(char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{fffd}'));
            }
            turning if is_direction_control(turning) => {
                shown.direction = true;
                push_code(&mut shown.text, turning);
            }
            plain => shown.text.push(plain),
        }
    }
    shown
}

/// Whether a letter may stand in an outgoing header or a file name: no control, no invisible or turning character.
pub(crate) fn is_plain(letter: char) -> bool {
    !letter.is_control()
        && !is_direction_control(letter)
        && !is_invisible(letter)
        && !matches!(letter, '\u{2028}' | '\u{2029}')
}

fn push_code(into: &mut String, letter: char) {
    into.push_str(&format!("[U+{:04X}]", u32::from(letter)));
}

/// Unicode TR 9: marks, embeddings, overrides, isolates.
fn is_direction_control(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that take no room: soft hyphen, zero width, fillers, tags, annotation marks, byte order mark.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_turn_hide_or_break_the_line() {
        assert_eq!(line("evil\u{202e}fdp.exe"), "evil[U+202E]fdp.exe");
        assert_eq!(line("a\u{200b}b\u{feff}c"), "abc");
        assert_eq!(line("  Re:\r\n\tTwo\u{2028}lines\0 "), "Re: Two lines");
    }

    #[test]
    fn prose_keeps_its_lines_and_shows_its_controls() {
        let shown = prose("a\r\nb\rc\n\0\u{1b}[31m\u{202e}x\u{85}");
        assert_eq!(shown.text, "a\nb\nc\n\u{2400}\u{241b}[31m[U+202E]x[U+0085]");
        assert!(shown.nul && shown.direction);
        assert!(!prose("Grüße 😀").direction);
    }
}
