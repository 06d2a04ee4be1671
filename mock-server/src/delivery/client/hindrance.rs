//! What a fault does to a request while it is written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use crate::config::PIECES_OF_A_SLOW_BODY;
use crate::faults::Manner;

/// Lets the head of a request pass, and its body as told.
#[derive(Debug)]
pub(super) struct Hindrance {
    /// How many bytes of the head's end have passed.
    of_head_end: usize,
    /// How much of the body passes piece by piece, or before the end.
    left: usize,
    piece: usize,
    /// What is waited for after each piece.
    pause: Duration,
    pausing: Option<Pin<Box<Sleep>>>,
    then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Pass,
    Close,
    Reset,
}

const HEAD_END: &[u8] = b"\r\n\r\n";

impl Hindrance {
    /// The hindrance for a body of this length, if the manner wants one.
    pub(super) fn of(manner: Manner, body_length: usize) -> Option<Self> {
        let (left, piece, pause, then) = match manner {
            Manner::AtOnce | Manner::NotAtAll => return None,
            Manner::Slowly(within) => {
                let piece = body_length.div_ceil(PIECES_OF_A_SLOW_BODY).max(1);
                let pauses =
                    u32::try_from(body_length.div_ceil(piece)).unwrap_or(u32::MAX).saturating_sub(1).max(1);
                (body_length, piece, within / pauses, Then::Pass)
            }
            Manner::HalfThenClosed => (body_length / 2, usize::MAX, Duration::ZERO, Then::Close),
            Manner::HalfThenReset => (body_length / 2, usize::MAX, Duration::ZERO, Then::Reset),
        };
        Some(Self { of_head_end: 0, left, piece, pause, pausing: None, then })
    }

    /// Whether the connection is reset when it is closed.
    pub(super) fn resets(&self) -> bool {
        self.then == Then::Reset
    }

    /// How many of these bytes may be written next, once that is so.
    pub(super) fn poll_room(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.of_head_end < HEAD_END.len() {
            return Poll::Ready(Ok(self.until_head_end(bytes)));
        }
        if self.left == 0 {
            return Poll::Ready(match self.then {
                Then::Pass => Ok(bytes.len()),
                Then::Close | Then::Reset => Err(io::ErrorKind::ConnectionAborted.into()),
            });
        }
        if let Some(pausing) = &mut self.pausing {
            ready!(pausing.as_mut().poll(cx));
            self.pausing = None;
        }
        Poll::Ready(Ok(bytes.len().min(self.piece).min(self.left)))
    }

    /// Notes what was written.
    pub(super) fn wrote(&mut self, bytes: &[u8]) {
        if self.of_head_end < HEAD_END.len() {
            for byte in bytes {
                self.of_head_end = after(self.of_head_end, *byte);
            }
            return;
        }
        self.left = self.left.saturating_sub(bytes.len());
        if self.left > 0 && !self.pause.is_zero() {
            self.pausing = Some(Box::pin(sleep(self.pause)));
        }
    }

    fn until_head_end(&self, bytes: &[u8]) -> usize {
        let mut seen = self.of_head_end;
        for (at, byte) in bytes.iter().enumerate() {
            seen = after(seen, *byte);
            if seen == HEAD_END.len() {
                return at + 1;
            }
        }
        bytes.len()
    }
}

/// How many bytes of the head's end have been seen after one more.
fn after(seen: usize, byte: u8) -> usize {
    match (HEAD_END[seen] == byte, byte) {
        (true, _) => seen + 1,
        (false, b'\r') => 1,
        (false, _) => 0,
    }
}
