//! Markdown being written: headings in order, rules as list items with anchors, tables. No policy is known here.

/// A page that is being written. A heading appears with the first thing below it, so that no section is empty.
pub(super) struct Page {
    text: String,
    waiting: Vec<(u8, String)>,
    in_list: bool,
}

impl Page {
    pub fn titled(title: &str) -> Self {
        Self {
            text: format!("# {}\n", escaped(title)),
            waiting: Vec::new(),
            in_list: false,
        }
    }

    /// Opens a section. Level 2 and below; without content until the next one it is left out.
    pub fn heading(&mut self, level: u8, title: &str) {
        self.end_of_list();
        self.waiting.retain(|(waiting, _)| *waiting < level);
        self.waiting.push((level, title.to_owned()));
    }

    pub fn paragraph(&mut self, text: &str) {
        self.open();
        self.end_of_list();
        self.text.push('\n');
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A rule: an item of a list, with the anchor by which it is known.
    pub fn rule(&mut self, id: &str, text: &str) {
        self.item(&format!("{}{text}", anchor(id)));
    }

    /// A rule that explains itself in further lines of the same item.
    pub fn rule_with(&mut self, id: &str, text: &str, below: &[String]) {
        self.rule(id, text);
        for line in below {
            self.text.push_str("  - ");
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn item(&mut self, text: &str) {
        self.open();
        if !self.in_list {
            self.text.push('\n');
        }
        self.in_list = true;
        self.text.push_str("- ");
        self.text.push_str(text);
        self.text.push('\n');
    }

    pub fn end_of_list(&mut self) {
        self.in_list = false;
    }

    /// A table. Cells may hold anchors.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        self.open();
        self.end_of_list();
        self.text.push('\n');
        self.text.push_str(&format!("| {} |\n", head.join(" | ")));
        self.text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
        for row in rows {
            self.text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
    }

    pub fn text(self) -> String {
        self.text
    }

    fn open(&mut self) {
        for (level, title) in std::mem::take(&mut self.waiting) {
            self.text
                .push_str(&format!("\n{} {}\n", "#".repeat(level.into()), escaped(&title)));
        }
    }
}

/// An anchor, to be put before what it names.
pub(super) fn anchor(id: &str) -> String {
    format!("<a id=\"{}\"></a>", slug(id))
}

/// A link to an anchor of the same page.
pub(super) fn link(words: &str, id: &str) -> String {
    format!("[{words}](#{})", slug(id))
}

/// An id as an anchor may be: letters, digits, `_`, `-` and `.`.
fn slug(id: &str) -> String {
    let kept = |c: char| {
        if c.is_alphanumeric() || "_-.".contains(c) {
            c
        } else {
            '-'
        }
    };
    id.chars().map(kept).collect()
}

/// Text of a profile as Markdown that shows it as it is, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*<>[]|".contains(c) {
            kept.push('\\');
        }
        kept.push(c);
    }
    kept
}

/// Text of a profile with a capital first letter and one point at its end.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    format!("{}.", capital(&escaped(text)))
}

/// With a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
