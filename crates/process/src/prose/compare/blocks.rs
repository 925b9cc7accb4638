//! The rules of a text with anchors: what stands from one anchor to the next one, to a heading or to an empty line. Prose between
//! them belongs to nobody and is not compared.

/// A rule as a text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub id: String,
    /// Counted from 1.
    pub line: usize,
    /// On one line, as it is written.
    pub text: String,
}

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            open = false;
            // A heading may hold the anchor of a section; nothing follows it.
            if line.trim().is_empty() {
                continue;
            }
        }
        let mut rest = line;
        while let Some((before, id, after)) = next_anchor(rest) {
            if open {
                append(&mut blocks, before);
            }
            blocks.push(Block {
                id: id.to_owned(),
                line: at + 1,
                text: String::new(),
            });
            open = true;
            rest = after;
        }
        if open {
            append(&mut blocks, rest);
        }
    }
    blocks
}

/// What stands before the next anchor, its id, and what follows it.
fn next_anchor(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once("<a id=\"").or_else(|| line.split_once("<a name=\""))?;
    let (id, rest) = rest.split_once('"')?;
    let (_, rest) = rest.split_once('>')?;
    Some((before, id, rest.strip_prefix("</a>").unwrap_or(rest)))
}

fn append(blocks: &mut [Block], text: &str) {
    let Some(block) = blocks.last_mut() else {
        return;
    };
    // The marks of lists and tables are not part of what is said.
    let words = text
        .split_whitespace()
        .filter(|word| !["-", "*", "+", "|"].contains(word));
    for word in words {
        if !block.text.is_empty() {
            block.text.push(' ');
        }
        block.text.push_str(word);
    }
}

/// Without what only changes how it looks.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !"*`\\".contains(*c)).collect()
}
