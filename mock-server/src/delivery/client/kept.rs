//! What is kept of an answer's body, up to a limit of its own and one of all that are read at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::config::ANSWERS_AT_ONCE;

/// An answer's body as far as it was kept.
pub(in super::super) struct Kept {
    pub(in super::super) bytes: Bytes,
    /// Whether there was more than the limits let through.
    pub(in super::super) cut: bool,
}

/// How many bytes are kept of all answers that are being read.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Arc<AtomicUsize>);

/// A body that grows. Its share of what is [`Held`] is given back when it is read to its end, or dropped.
pub(super) struct Growing {
    bytes: Vec<u8>,
    limit: usize,
    held: Held,
}

impl Held {
    pub(super) fn growing(&self, limit: usize) -> Growing {
        Growing { bytes: Vec::new(), limit, held: self.clone() }
    }

    /// Makes room, if there is some left.
    fn grow(&self, by: usize) -> bool {
        let fits = |held: usize| held.checked_add(by).filter(|held| *held <= ANSWERS_AT_ONCE);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok()
    }
}

impl Growing {
    /// Keeps bytes, and says with `false` that there were more than there is room for.
    pub(super) fn keep(&mut self, bytes: &[u8]) -> bool {
        let room = self.limit - self.bytes.len();
        let kept = &bytes[..bytes.len().min(room)];
        if !self.held.grow(kept.len()) {
            return false;
        }
        self.bytes.extend_from_slice(kept);
        bytes.len() <= room
    }

    pub(super) fn end(mut self, cut: bool) -> Kept {
        // The log has it for long.
        self.bytes.shrink_to_fit();
        // What is taken out is given back by its length, as the rest is when this is dropped.
        let bytes = std::mem::take(&mut self.bytes);
        self.held.0.fetch_sub(bytes.len(), Ordering::Relaxed);
        Kept { bytes: bytes.into(), cut }
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        self.held.0.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_share_the_room_and_give_it_back() {
        let held = Held::default();
        let mut one = held.growing(usize::MAX);
        assert!(one.keep(&vec![0; ANSWERS_AT_ONCE]));
        let mut other = held.growing(10);
        assert!(!other.keep(b"x"), "there is no room left");
        assert_eq!(one.end(false).bytes.len(), ANSWERS_AT_ONCE);
        assert!(other.keep(b"0123456789"));
        assert!(!other.keep(b"0"), "this one may have ten");
        drop(other);
        assert_eq!(held.0.load(Ordering::Relaxed), 0);
    }
}
