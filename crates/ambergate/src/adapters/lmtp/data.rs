//! The body of a DATA command: the end is CRLF `.` CRLF and nothing else, so a bare line feed can smuggle no second message.
//! Bytes are kept only while they fit into the limit and the common memory.

use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Undoes dot-stuffing (RFC 5321, 4.5.2) and finds the end, over any cut of the stream into pieces.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Behind CRLF, or at the beginning.
    #[default]
    LineStart,
    InLine,
    /// Behind a CR that was not passed on yet.
    Cr,
    /// Behind a dot at the start of a line; the dot is dropped.
    Dot,
    /// Behind that dot and a CR.
    DotCr,
}

impl Decoder {
    /// Passes the message's bytes on. `Some(n)`: the end was found, `n` bytes of the piece were used.
    pub(super) fn feed(&mut self, piece: &[u8], mut pass: impl FnMut(&[u8])) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            self.state = match (self.state, byte) {
                (State::DotCr, b'\n') => return Some(at + 1),
                (State::Cr, b'\n') => {
                    pass(b"\r\n");
                    State::LineStart
                }
                (State::Cr | State::DotCr, _) => {
                    pass(b"\r");
                    self.state = State::InLine;
                    continue;
                }
                (State::Dot, b'\r') => State::DotCr,
                (State::LineStart, b'.') => State::Dot,
                (_, b'\r') => State::Cr,
                (State::LineStart | State::InLine | State::Dot, _) => {
                    let rest = &piece[at..];
                    let run = memchr::memchr(b'\r', rest).unwrap_or(rest.len());
                    pass(&rest[..run]);
                    at += run;
                    self.state = State::InLine;
                    continue;
                }
            };
            at += 1;
        }
        None
    }
}

/// A message while it comes in.
pub(super) struct Body {
    bytes: Vec<u8>,
    /// What the buffer's capacity costs of the common memory.
    held: Option<OwnedSemaphorePermit>,
    memory: Arc<Semaphore>,
    limit: usize,
    refused: Option<Refused>,
    dropped: usize,
}

/// Why a message is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Above the hard limit.
    TooLarge,
    /// The common memory is in use; later there will be room.
    NoRoom,
}

/// A whole message, with its share of the common memory.
pub(super) struct Whole {
    pub raw: Bytes,
    _held: Option<OwnedSemaphorePermit>,
}

const FIRST: usize = 64 * 1024;

impl Body {
    pub(super) fn new(memory: Arc<Semaphore>, limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            held: None,
            memory,
            limit,
            refused: None,
            dropped: 0,
        }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        if self.refused.is_none()
            && let Err(refused) = self.make_room(piece.len())
        {
            self.refused = Some(refused);
            self.bytes = Vec::new();
            self.held = None;
        }
        if self.refused.is_some() {
            self.dropped = self.dropped.saturating_add(piece.len());
        } else {
            self.bytes.extend_from_slice(piece);
        }
    }

    /// Bytes that came in and were not kept.
    pub(super) fn dropped(&self) -> usize {
        self.dropped
    }

    pub(super) fn finish(self) -> Result<Whole, Refused> {
        match self.refused {
            Some(refused) => Err(refused),
            None => Ok(Whole {
                raw: Bytes::from(self.bytes),
                _held: self.held,
            }),
        }
    }

    /// Grows by doubling, after the memory was granted.
    fn make_room(&mut self, more: usize) -> Result<(), Refused> {
        let needed = self.bytes.len().saturating_add(more);
        if needed > self.limit {
            return Err(Refused::TooLarge);
        }
        let capacity = self.bytes.capacity();
        if needed <= capacity {
            return Ok(());
        }
        let wanted = (capacity * 2).clamp(FIRST, self.limit.max(FIRST)).max(needed);
        let cost = u32::try_from((wanted - capacity).div_ceil(1024)).map_err(|_| Refused::NoRoom)?;
        let granted = Arc::clone(&self.memory)
            .try_acquire_many_owned(cost)
            .map_err(|_| Refused::NoRoom)?;
        match &mut self.held {
            Some(held) => held.merge(granted),
            None => self.held = Some(granted),
        }
        self.bytes.reserve_exact(wanted - self.bytes.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes in pieces of every size and expects the same.
    fn decode(wire: &[u8]) -> Option<(String, usize)> {
        let results: Vec<_> = (1..=wire.len())
            .map(|size| {
                let (mut decoder, mut out, mut used) = (Decoder::default(), Vec::new(), 0);
                for piece in wire.chunks(size) {
                    if let Some(n) = decoder.feed(piece, |bytes| out.extend_from_slice(bytes)) {
                        return Some((String::from_utf8(out).unwrap(), used + n));
                    }
                    used += piece.len();
                }
                None
            })
            .collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{results:?}");
        results[0].clone()
    }

    #[test]
    fn the_end_is_found_and_dots_are_unstuffed() {
        assert_eq!(decode(b".\r\n"), Some((String::new(), 3)));
        assert_eq!(decode(b"a\r\n.\r\nQUIT\r\n"), Some(("a\r\n".into(), 6)));
        assert_eq!(
            decode(b"..\r\n...x\r\n.y\r\n.\r\n"),
            Some((".\r\n..x\r\ny\r\n".into(), 17))
        );
        assert_eq!(decode(b"a.\r\nb\r\n.\r\n").unwrap().0, "a.\r\nb\r\n");
    }

    #[test]
    fn nothing_else_ends_a_message() {
        for smuggled in [
            "a\n.\n",
            "a\n.\r\nb",
            "a\r\n.\nb",
            "a\r.\rb",
            "a\r.\r\nb",
            "a\r\n.\r\rb",
            "\n.\r\n",
            "a\r\n\n.\r\n",
            "a\r\r\n\r.\r\n",
        ] {
            assert_eq!(decode(smuggled.as_bytes()), None, "{smuggled:?}");
            let closed = format!("{smuggled}\r\n.\r\n");
            assert_eq!(decode(closed.as_bytes()).unwrap().1, closed.len(), "{smuggled:?}");
        }
        assert_eq!(decode(b"a\r\n.\rb\r\n.\r\n").unwrap().0, "a\r\n\rb\r\n");
        assert_eq!(decode(b"a\r\n.\r\r\n.\r\n").unwrap().0, "a\r\n\r\r\n");
    }

    #[test]
    fn memory_is_asked_for_before_it_is_used_and_given_back() {
        let memory = Arc::new(Semaphore::new(256));
        let mut first = Body::new(Arc::clone(&memory), 1_000_000);
        first.push(&[0; 100_000]);
        let mut second = Body::new(Arc::clone(&memory), 1_000_000);
        second.push(&[0; 200_000]);
        assert_eq!(second.finish().err(), Some(Refused::NoRoom));
        let whole = first.finish().ok().unwrap();
        assert_eq!(whole.raw.len(), 100_000);
        assert!(memory.available_permits() < 256);
        drop(whole);
        assert_eq!(memory.available_permits(), 256);
        let mut large = Body::new(memory, 1_000);
        large.push(&[0; 1_001]);
        assert_eq!(
            (large.dropped(), large.finish().err()),
            (1_001, Some(Refused::TooLarge))
        );
    }
}
