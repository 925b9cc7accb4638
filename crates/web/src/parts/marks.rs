//! Small marks in running text: paragraphs of the policy, ids, tags, what was assumed, keys, TLP labels.

use super::text::{Href, calm};
use maud::{Markup, html};

/// A paragraph of the policy, `S28`; every deadline and refusal names one.
#[derive(Debug, Clone)]
pub struct Para {
    pub number: String,
    /// Where it can be read.
    pub href: Option<Href>,
}

impl Para {
    pub fn new(number: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            href: None,
        }
    }
    pub fn at(number: impl Into<String>, href: Href) -> Self {
        Self {
            number: number.into(),
            href: Some(href),
        }
    }
}

pub fn para(view: &Para) -> Markup {
    let words = html! { span.sr { "Policy paragraph " } (calm(&view.number)) };
    match &view.href {
        Some(href) => html! { a.para href=(href.as_str()) { (words) } },
        None => html! { span.para { (words) } },
    }
}

/// An id: `AG-7K3F-9QXA`.
pub fn id(text: &str) -> Markup {
    html! { span.id { (calm(text)) } }
}

/// A word that sorts things: a component, a role.
pub fn tag(text: &str) -> Markup {
    html! { span.tag { (calm(text)) } }
}

/// What is assumed and was not observed: `time assumed`.
pub fn assumed(words: &str) -> Markup {
    html! { span.assumed { (calm(words)) } }
}

/// `TLP:AMBER+STRICT`. Labels are profile data.
pub fn tlp(label: &str) -> Markup {
    html! { span.tlp { (calm(label)) } }
}

/// A row of the list of keys: the keys, then what they do.
#[derive(Debug, Clone)]
pub struct Shortcut {
    pub keys: Vec<String>,
    pub does: String,
}

pub fn shortcuts(list: &[Shortcut]) -> Markup {
    html! {
        dl.keys {
            @for row in list {
                dt { @for key in &row.keys { kbd { (key) } } }
                dd { (row.does) }
            }
        }
    }
}

/// The keys that the script knows; shown on the help page.
pub fn known_shortcuts() -> Vec<Shortcut> {
    let row = |keys: &[&str], does: &str| Shortcut {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        does: does.to_owned(),
    };
    vec![
        row(&["g", "t"], "Today"),
        row(&["g", "i"], "Inbox"),
        row(&["g", "c"], "Cases"),
        row(&["j", "k"], "next, previous line"),
        row(&["Enter"], "open the line"),
        row(&["c"], "new report"),
        row(&["r"], "write in this case"),
        row(&["?"], "this list"),
    ]
}

/// A size in words: `516 bytes`, `84 KB`, `3.1 MB`. A kilobyte is 1,000 bytes.
pub fn size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_words() {
        assert_eq!(size(0), "0 bytes");
        assert_eq!(size(516), "516 bytes");
        assert_eq!(size(1_001), "2 KB");
        assert_eq!(size(3_140_000), "3.1 MB");
    }

    #[test]
    fn a_paragraph_is_read_out_as_one() {
        assert_eq!(
            para(&Para::at("S28", Href::to("/policy#S28"))).into_string(),
            "<a class=\"para\" href=\"/policy#S28\"><span class=\"sr\">Policy paragraph </span>S28</a>"
        );
    }
}
