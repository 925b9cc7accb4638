//! The tree of a message: header blocks and multiparts, walked with the limits in hand. mail-parser reads the header fields;
//! the walk is ours, because a limit that is checked beside another program's walk is a limit that can be walked around.
//!
//! Leaves are slices of the message: nothing is decoded here. An attached message (`message/rfc822`) is a leaf.

use crate::decode::Transfer;
use crate::inbound::Unreadable;
use crate::limits::Limits;
use crate::name::MediaType;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};
use memchr::memmem;

pub(crate) enum Node<'x> {
    Leaf(Leaf<'x>),
    Multipart { subtype: String, children: Vec<Node<'x>> },
}

pub(crate) struct Leaf<'x> {
    pub media: MediaType,
    pub charset: Option<String>,
    /// As the sender wrote it: not safe yet.
    pub name: Option<String>,
    /// The sender asked for it not to be shown in line.
    pub attached: bool,
    pub transfer: Transfer,
    pub body: &'x [u8],
    /// A multipart whose boundary never came.
    pub broken: bool,
}

/// The root's header fields and the tree below them.
pub(crate) struct Tree<'x> {
    pub head: Message<'x>,
    pub root: Node<'x>,
}

/// Walks a whole message. Work and memory are bounded by `limits`, whatever the bytes.
pub(crate) fn walk<'x>(raw: &'x [u8], limits: &Limits) -> Result<Tree<'x>, Unreadable> {
    let raw = skip_envelope_line(skip_blank_lines(raw));
    let block = split(raw, limits)?;
    if block.fields == 0 {
        return Err(Unreadable::NoHeaders);
    }
    let mut walker = Walker {
        limits,
        parser: MessageParser::new(),
        parts: 0,
    };
    let head = walker.parser.parse_headers(block.head).ok_or(Unreadable::NoHeaders)?;
    let root = walker.node(Some(&head), block.body, "text/plain", 0)?;
    Ok(Tree { head, root })
}

struct Walker<'l> {
    limits: &'l Limits,
    parser: MessageParser,
    parts: usize,
}

impl Walker<'_> {
    /// Recursion is bounded by `limits.depth`.
    fn node<'x>(
        &mut self,
        head: Option<&Message<'_>>,
        body: &'x [u8],
        default: &str,
        depth: usize,
    ) -> Result<Node<'x>, Unreadable> {
        self.parts += 1;
        if self.parts > self.limits.parts {
            return Err(Unreadable::TooManyParts {
                limit: self.limits.parts,
            });
        }
        let mut leaf = self.leaf(head, body, default);
        let Some(subtype) = leaf.media.as_str().strip_prefix("multipart/").map(str::to_owned) else {
            return Ok(Node::Leaf(leaf));
        };
        let boundary = head
            .and_then(Message::content_type)
            .and_then(|c| c.attribute("boundary"))
            .unwrap_or_default();
        let sections = self.sections(body, boundary)?;
        if sections.is_empty() {
            leaf.media = MediaType::of("text/plain");
            leaf.broken = true;
            return Ok(Node::Leaf(leaf));
        }
        if depth >= self.limits.depth {
            return Err(Unreadable::TooDeep {
                limit: self.limits.depth,
            });
        }
        let default = if subtype == "digest" {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let mut children = Vec::with_capacity(sections.len());
        for section in sections {
            let block = split(section, self.limits)?;
            // None: a part without header fields. mail-parser's empty message must not be asked for its fields.
            let head = self.parser.parse_headers(block.head);
            children.push(self.node(head.as_ref(), block.body, default, depth + 1)?);
        }
        Ok(Node::Multipart { subtype, children })
    }

    fn leaf<'x>(&self, head: Option<&Message<'_>>, body: &'x [u8], default: &str) -> Leaf<'x> {
        let kind = head.and_then(Message::content_type);
        let media = match kind {
            Some(kind) => MediaType::of(&format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())),
            None => MediaType::of(default),
        };
        let disposition = head.and_then(Message::content_disposition);
        let transfer = head
            .and_then(|h| h.header(HeaderName::ContentTransferEncoding))
            .and_then(|v| v.as_text());
        let name = disposition
            .and_then(|d| d.attribute("filename"))
            .or_else(|| kind.and_then(|k| k.attribute("name")));
        Leaf {
            media,
            charset: kind.and_then(|k| k.attribute("charset")).map(str::to_owned),
            name: name.map(str::to_owned),
            attached: disposition.is_some_and(|d| d.is_attachment()),
            transfer: Transfer::named(transfer.unwrap_or_default()),
            body,
            broken: false,
        }
    }

    /// What lies between the boundary lines (RFC 2046, 5.1.1). Empty when there is no boundary line at all.
    fn sections<'x>(&self, body: &'x [u8], boundary: &str) -> Result<Vec<&'x [u8]>, Unreadable> {
        let mut sections = Vec::new();
        if boundary.is_empty() || boundary.len() > 256 {
            return Ok(sections);
        }
        let delimiter = format!("--{boundary}");
        let mut open: Option<usize> = None;
        for at in memmem::find_iter(body, delimiter.as_bytes()) {
            let Some(line) = boundary_line(body, at, delimiter.len()) else {
                continue;
            };
            if let Some(start) = open.take() {
                if self.parts + sections.len() >= self.limits.parts {
                    return Err(Unreadable::TooManyParts {
                        limit: self.limits.parts,
                    });
                }
                sections.push(body.get(start..before_line_end(body, at)).unwrap_or_default());
            }
            if line.closes {
                return Ok(sections);
            }
            open = Some(line.end);
        }
        if let Some(start) = open {
            sections.push(&body[start..]);
        }
        Ok(sections)
    }
}

struct BoundaryLine {
    closes: bool,
    /// Where the next line starts.
    end: usize,
}

/// A delimiter counts only at the start of a line with nothing but white space behind it.
fn boundary_line(body: &[u8], at: usize, length: usize) -> Option<BoundaryLine> {
    if at > 0 && body[at - 1] != b'\n' {
        return None;
    }
    let rest = &body[at + length..];
    let line_end = memchr::memchr(b'\n', rest);
    let tail = rest[..line_end.unwrap_or(rest.len())].trim_ascii_end();
    let closes = tail == b"--";
    (closes || tail.is_empty()).then(|| BoundaryLine {
        closes,
        end: line_end.map_or(body.len(), |n| at + length + n + 1),
    })
}

/// The line end before a boundary belongs to the boundary.
fn before_line_end(body: &[u8], at: usize) -> usize {
    let head = &body[..at];
    let head = head.strip_suffix(b"\n").unwrap_or(head);
    head.strip_suffix(b"\r").unwrap_or(head).len()
}

struct Block<'x> {
    head: &'x [u8],
    body: &'x [u8],
    fields: usize,
}

/// Parts header block and body at the first empty line, counting fields and bytes on the way.
/// A part whose first line is no field has no header block.
fn split<'x>(entity: &'x [u8], limits: &Limits) -> Result<Block<'x>, Unreadable> {
    let (mut at, mut fields) = (0, 0);
    while at < entity.len() {
        let end = memchr::memchr(b'\n', &entity[at..]).map_or(entity.len(), |n| at + n + 1);
        let line = entity[at..end].trim_ascii_end();
        if line.is_empty() {
            return Ok(Block {
                head: &entity[..at],
                body: &entity[end..],
                fields,
            });
        }
        if is_field(&entity[at..end]) {
            fields += 1;
        } else if fields == 0 {
            return Ok(Block {
                head: &[],
                body: entity,
                fields,
            });
        }
        if fields > limits.header_fields {
            return Err(Unreadable::TooManyHeaders {
                limit: limits.header_fields,
            });
        }
        if end > limits.header_bytes {
            return Err(Unreadable::HeadersTooLong {
                limit: limits.header_bytes,
            });
        }
        at = end;
    }
    Ok(Block {
        head: entity,
        body: &[],
        fields,
    })
}

/// `name:` with printable ASCII before the colon (RFC 5322, 3.6.8; white space before the colon is the obsolete form).
pub(crate) fn is_field(line: &[u8]) -> bool {
    memchr::memchr(b':', line).is_some_and(|colon| {
        let name = line[..colon].trim_ascii_end();
        !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
    })
}

fn skip_blank_lines(raw: &[u8]) -> &[u8] {
    let blank = raw.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    &raw[blank..]
}

/// mbox's `From ` line, with or without its quote.
pub(crate) fn skip_envelope_line(raw: &[u8]) -> &[u8] {
    let unquoted = raw.strip_prefix(b">").unwrap_or(raw);
    if unquoted.starts_with(b"From ") {
        memchr::memchr(b'\n', raw).map_or(&[], |end| &raw[end + 1..])
    } else {
        raw
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(raw: &str) -> Result<Vec<String>, Unreadable> {
        fn flat(node: &Node<'_>, into: &mut Vec<String>) {
            match node {
                Node::Leaf(leaf) => into.push(format!("{}={}", leaf.media, String::from_utf8_lossy(leaf.body))),
                Node::Multipart { subtype, children } => {
                    into.push(format!("({subtype}"));
                    children.iter().for_each(|child| flat(child, into));
                    into.push(")".into());
                }
            }
        }
        let raw = raw.as_bytes();
        let tree = walk(raw, &Limits::default())?;
        let mut list = Vec::new();
        flat(&tree.root, &mut list);
        Ok(list)
    }

    #[test]
    fn boundaries_must_stand_alone_on_their_line() {
        let list = tree(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\n\r\none --b\r\n--bb\r\n--b  \r\nContent-Type: image/png\r\n\r\ntwo\r\n--b--\r\nepilogue\r\n--b\r\n\r\nghost",
        );
        assert_eq!(
            list.unwrap(),
            ["(mixed", "text/plain=one --b\r\n--bb", "image/png=two", ")"]
        );
    }

    #[test]
    fn an_outer_boundary_ends_an_unclosed_inner_one() {
        let list = tree(
            "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\na\n--o\nContent-Type: text/html\n\nb\n",
        );
        assert_eq!(
            list.unwrap(),
            ["(mixed", "(alternative", "text/plain=a", ")", "text/html=b\n", ")"]
        );
    }

    #[test]
    fn no_boundary_no_multipart() {
        assert_eq!(
            tree("Content-Type: multipart/mixed\n\nhello").unwrap(),
            ["text/plain=hello"]
        );
        assert_eq!(
            tree("Content-Type: multipart/mixed; boundary=x\n\nhello").unwrap(),
            ["text/plain=hello"]
        );
    }

    #[test]
    fn an_attached_message_is_not_walked() {
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
        assert_eq!(tree(&nested).unwrap().len(), 1);
    }
}
