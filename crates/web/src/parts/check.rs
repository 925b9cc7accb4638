//! Before something goes out: check-your-answers, the exact bytes, the steps of an approval.

use super::marks::size;
use super::sprite::{Icon, glyph};
use super::state::{ClockState, state_saying};
use super::text::{Href, calm, kept_newline};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

/// A row of the check page: what was answered, and where to change it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub question: String,
    /// Parts: prose, chips, times.
    pub answer: Markup,
    pub change: Option<Href>,
}

pub fn answers(list: &[Answer]) -> Markup {
    html! {
        dl.answers {
            @for row in list {
                div {
                    dt { (calm(&row.question)) }
                    dd { (row.answer) }
                    @if let Some(href) = &row.change {
                        dd.chg { a href=(href.as_str()) { "Change" span.sr { ": " (calm(&row.question)) } } }
                    }
                }
            }
        }
    }
}

/// A document that will go out, to the byte. Length and digest are computed from the bytes shown.
#[derive(Debug, Clone)]
pub struct Bytes {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    /// "Markdown", "RFC 5322, signed on sending".
    pub form: String,
    pub bytes: Vec<u8>,
    pub fold: Fold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Open,
    Folded,
}

pub fn bytes(view: &Bytes) -> Markup {
    let text = String::from_utf8_lossy(&view.bytes);
    let lossy = std::str::from_utf8(&view.bytes).is_err();
    let length = view.bytes.len() as u64;
    html! {
        details.bytes open[view.fold == Fold::Open] {
            summary { strong { (calm(&view.title)) } " " small { (calm(&view.form)) ", " (exact(length)) } }
            pre id=(view.id) tabindex="0" { (kept_newline(&calm(&text))) }
            div.sum {
                span { "SHA-256 " span.mono { (sha256(&view.bytes)) } }
                @if lossy { span { "Some bytes are not text and are shown as �." } }
                button.btn.copy type="button" data-size="s" data-copy=(view.id) hidden { "Copy" }
            }
        }
    }
}

/// `516 bytes`, and from a kilobyte on both: `84 KB (83,912 bytes)`.
fn exact(length: u64) -> String {
    if length < 1_000 {
        return size(length);
    }
    let digits = length.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} bytes")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A step of an act that several people take.
#[derive(Debug, Clone)]
pub struct Step {
    pub label: String,
    pub standing: StepStanding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStanding {
    Done,
    Now,
    ToDo,
}

pub fn steps(list: &[Step]) -> Markup {
    html! {
        ol.steps aria-label="Steps" {
            @for step in list {
                @match step.standing {
                    StepStanding::Done => li { (glyph(Icon::Met)) span { span.sr { "Done: " } (calm(&step.label)) } },
                    StepStanding::Now => li aria-current="step" { (glyph(Icon::Soon)) (calm(&step.label)) },
                    StepStanding::ToDo => li { (glyph(Icon::Open)) span { span.sr { "To do: " } (calm(&step.label)) } },
                }
            }
        }
    }
}

/// How far something that takes long has come: notices sent, files built.
#[derive(Debug, Clone)]
pub struct Progress {
    /// "Notices sent".
    pub label: String,
    pub done: u64,
    pub of: u64,
    pub state: ClockState,
}

pub fn progress(view: &Progress) -> Markup {
    let words = format!("{} of {}", view.done, view.of);
    html! {
        div {
            span { (calm(&view.label)) ": " (state_saying(view.state, &words)) }
            progress max=(view.of.max(1)) value=(view.done) aria-label=(calm(&view.label)) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_digest_are_those_of_the_bytes() {
        let view = Bytes {
            id: "b".to_owned(),
            title: "Mail".to_owned(),
            form: "RFC 5322".to_owned(),
            bytes: b"abc".to_vec(),
            fold: Fold::Open,
        };
        let html = bytes(&view).into_string();
        // SHA-256 of "abc", FIPS 180-4 example.
        assert!(html.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assert!(html.contains("RFC 5322, 3 bytes"));
        assert_eq!(exact(1_234_567), "1,234,567 bytes");
    }

    #[test]
    fn bytes_that_are_not_text_say_so() {
        let view = Bytes {
            id: "b".to_owned(),
            title: "File".to_owned(),
            form: "binary".to_owned(),
            bytes: vec![0xff, 0xfe],
            fold: Fold::Folded,
        };
        assert!(bytes(&view).into_string().contains("not text"));
    }
}
