use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::Delivery;
use crate::faults::Fault;

/// The deliveries that wait until another one has overtaken them, by their recipients: one of each at most.
#[derive(Debug, Default)]
pub(super) struct Holds {
    /// Whether there are any: thousands of deliveries a second ask.
    are_any: AtomicBool,
    by_recipient: Mutex<HashMap<String, CancellationToken>>,
}

impl Holds {
    /// Lets a new delivery overtake the one of its recipient that is held back, and holds it back where a fault wants that.
    pub(super) fn enter(&self, delivery: &mut Delivery) {
        let is_held = delivery.faults.all().any(|fault| matches!(fault, Fault::Reordered { .. }));
        if !is_held && !self.are_any.load(Ordering::Acquire) {
            return;
        }
        let mut by_recipient = self.by_recipient();
        delivery.overtaken = by_recipient.remove(delivery.to.id()).map(CancellationToken::drop_guard);
        if is_held {
            let held = CancellationToken::new();
            by_recipient.insert(delivery.to.id().to_owned(), held.clone());
            delivery.held = Some(held);
        }
        self.are_any.store(!by_recipient.is_empty(), Ordering::Release);
    }

    /// Nothing panics while it has the lock.
    fn by_recipient(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.by_recipient.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
