//! From the tree of a message to what people read: one text, and the files beside it.

use crate::decode::{self, Reading, Soundness};
use crate::html;
use crate::inbound::{Attachment, Unreadable, Warning};
use crate::limits::Limits;
use crate::mime::{Leaf, Node};
use crate::name::FileName;
use crate::visible;
use std::borrow::Cow;
use std::collections::BTreeSet;

#[derive(Default)]
pub(crate) struct Body {
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub warnings: BTreeSet<Warning>,
}

/// Reads text and files out of the tree.
pub(crate) fn gather(root: &Node<'_>, limits: &Limits) -> Result<Body, Unreadable> {
    let mut reader = Reader {
        limits,
        decoded: 0,
        body: Body::default(),
    };
    reader.visit(root, Wanted::TextAndFiles)?;
    let mut body = reader.body;
    let shown = visible::prose(&body.text);
    body.text = shown.text;
    if shown.nul {
        body.warnings.insert(Warning::NulBytes);
    }
    if shown.direction {
        body.warnings.insert(Warning::DirectionControls);
    }
    if body.text.trim().is_empty() {
        body.warnings.insert(Warning::NoText);
    }
    Ok(body)
}

struct Reader<'l> {
    limits: &'l Limits,
    decoded: usize,
    body: Body,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    TextAndFiles,
    /// The other forms of an alternative: their words are the same words again.
    FilesOnly,
}

impl Reader<'_> {
    fn visit(&mut self, node: &Node<'_>, wanted: Wanted) -> Result<(), Unreadable> {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf, wanted),
            Node::Multipart { subtype, children } => {
                if subtype == "encrypted" {
                    self.body.warnings.insert(Warning::Encrypted);
                }
                let chosen = if subtype == "alternative" {
                    choose(children)
                } else {
                    None
                };
                for (index, child) in children.iter().enumerate() {
                    let left_out = chosen.is_some_and(|chosen| chosen != index);
                    self.visit(child, if left_out { Wanted::FilesOnly } else { wanted })?;
                }
                Ok(())
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf<'_>, wanted: Wanted) -> Result<(), Unreadable> {
        if leaf.broken {
            self.body.warnings.insert(Warning::StructureBroken);
        }
        if leaf.media.as_str().ends_with("pkcs7-mime") {
            self.body.warnings.insert(Warning::Encrypted);
        }
        let (bytes, soundness) = leaf.transfer.decode(leaf.body);
        if soundness == Soundness::Broken {
            self.body.warnings.insert(Warning::EncodingBroken);
        }
        self.decoded = self.decoded.saturating_add(bytes.len());
        if self.decoded > self.limits.decoded {
            return Err(Unreadable::DecodedTooLarge {
                limit: self.limits.decoded,
            });
        }
        match (is_words(leaf), wanted) {
            (true, Wanted::TextAndFiles) => self.words(leaf, &bytes),
            (true, Wanted::FilesOnly) => {}
            (false, _) => self.file(leaf, bytes),
        }
        Ok(())
    }

    fn words(&mut self, leaf: &Leaf<'_>, bytes: &[u8]) {
        if self.body.text.len() >= self.limits.text {
            self.body.warnings.insert(Warning::TextCut);
            return;
        }
        // Twice the limit is read, so that markup does not push the words out; the cut is told.
        let window = bytes.get(..self.limits.text.saturating_mul(2)).unwrap_or(bytes);
        let mut cut = window.len() < bytes.len();
        let (mut text, reading) = decode::words(window, leaf.charset.as_deref());
        match reading {
            Reading::Clean => {}
            Reading::UnknownCharset => drop(self.body.warnings.insert(Warning::CharsetUnknown)),
            // The window may have cut a letter in two.
            Reading::BadBytes if cut => {}
            Reading::BadBytes => drop(self.body.warnings.insert(Warning::CharsetBroken)),
        }
        if leaf.media.is("text/html") {
            text = html::to_text(&text);
            self.body.warnings.insert(Warning::TextFromHtml);
        }
        if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
            self.body.warnings.insert(Warning::Encrypted);
        }
        let whole = &mut self.body.text;
        if !whole.is_empty() && !text.is_empty() {
            whole.push_str(if whole.ends_with('\n') { "\n" } else { "\n\n" });
        }
        let room = self.limits.text.saturating_sub(whole.len());
        if text.len() > room {
            text.truncate((0..=room).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0));
            cut = true;
        }
        whole.push_str(&text);
        if cut {
            self.body.warnings.insert(Warning::TextCut);
        }
    }

    fn file(&mut self, leaf: &Leaf<'_>, bytes: Cow<'_, [u8]>) {
        let number = self.body.attachments.len() + 1;
        let given = leaf.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = match given {
            Some(name) => FileName::safe(name),
            None => FileName::safe(&format!("attachment-{number}{}", leaf.media.ending())),
        };
        self.body.attachments.push(Attachment {
            name,
            media_type: leaf.media.clone(),
            bytes: bytes.into_owned(),
        });
    }
}

/// Words that belong to the message itself: plain or HTML, without a file name, not sent as a file.
fn is_words(leaf: &Leaf<'_>) -> bool {
    let named = leaf.name.as_deref().is_some_and(|name| !name.trim().is_empty());
    leaf.broken || !leaf.attached && !named && (leaf.media.is("text/plain") || leaf.media.is("text/html"))
}

/// Which form of an alternative to read: plain text before HTML; none when it holds neither.
fn choose(children: &[Node<'_>]) -> Option<usize> {
    let first = |media: &str| children.iter().position(|child| holds(child, media));
    first("text/plain").or_else(|| first("text/html"))
}

fn holds(node: &Node<'_>, media: &str) -> bool {
    match node {
        Node::Leaf(leaf) => leaf.media.is(media) && is_words(leaf),
        Node::Multipart { children, .. } => children.iter().any(|child| holds(child, media)),
    }
}
