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

/// A body that grows. What it took of what is [`Held`] is given back when it is read to its end, or dropped.
pub(super) struct Growing {
    bytes: Vec<u8>,
    limit: usize,
    held: Held,
    /// How much room it has. Memory is taken in advance, so that is more than its length.
    room: usize,
}

impl Held {
    pub(super) fn growing(&self, limit: usize) -> Growing {
        Growing { bytes: Vec::new(), limit, held: self.clone(), room: 0 }
    }

    /// Makes room, if there is some left.
    fn grow(&self, by: usize) -> bool {
        let fits = |held: usize| held.checked_add(by).filter(|held| *held <= ANSWERS_AT_ONCE);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok()
    }

    fn give_back(&self, room: usize) {
        self.0.fetch_sub(room, Ordering::Relaxed);
    }
}

impl Growing {
    /// Keeps bytes, and says with `false` that there were more than there is room for.
    pub(super) fn keep(&mut self, bytes: &[u8]) -> bool {
        let wanted = &bytes[..bytes.len().min(self.limit - self.bytes.len())];
        if !self.make_room(self.bytes.len() + wanted.len()) {
            return false;
        }
        self.bytes.extend_from_slice(wanted);
        wanted.len() == bytes.len()
    }

    /// Twice as much at a time, or what is needed where that is too much.
    fn make_room(&mut self, needed: usize) -> bool {
        if needed <= self.room {
            return true;
        }
        let doubled = self.room.saturating_mul(2).clamp(needed, self.limit);
        let Some(room) = [doubled, needed].into_iter().find(|room| self.held.grow(room - self.room)) else {
            return false;
        };
        self.bytes.reserve_exact(room - self.bytes.len());
        self.room = room;
        true
    }

    pub(super) fn end(mut self, cut: bool) -> Kept {
        // The log has it for long.
        self.bytes.shrink_to_fit();
        Kept { bytes: std::mem::take(&mut self.bytes).into(), cut }
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        self.held.give_back(self.room);
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
