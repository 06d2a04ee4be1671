//! How a change reaches the endpoints of the hooks that want it.
//!
//! The [`Dispatcher`] makes a [`Delivery`] for each hook, with the faults that strike it, notes it in the [`journal`] and hands it to the
//! [`sender`], which makes [`attempt`]s, each over the [`client`] with the [`headers`] of Logto, until the
//! [`retry`] rule says stop. Each is a [`noted_attempt`] in the journal's entry; who looks at it is shown what was [`attempted`] and
//! each [`exchange`] of bytes. What a delivery came to is [`record`]ed: first in the store's log, then in the journal, where
//! others may be waiting for it. All of it goes by the mock's [`clock`]. What the journal has can be sent
//! again: [`replay`].

mod attempt;
mod attempted;
mod client;
mod clock;
mod dispatcher;
mod exchange;
mod headers;
mod holds;
mod journal;
mod noted_attempt;
mod record;
mod replay;
mod retry;
mod sender;

use std::sync::Arc;

use bytes::Bytes;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::faults::{Sending, Strikes};
use crate::recipient::Recipient;
use crate::store::standard_id;
use crate::system::EventName;

pub use attempted::Attempt;
pub(crate) use client::Tls;
pub(crate) use clock::Clock;
pub(crate) use dispatcher::Dispatcher;
pub use exchange::{Exchange, HttpMessage};
pub(crate) use journal::InDetail;
pub use journal::{DeliveryState, Entry};

/// What is sent to one recipient for one event, the same in every attempt unless a fault wants otherwise.
pub(crate) struct Delivery {
    pub(crate) id: Arc<str>,
    pub(crate) event: EventName,
    pub(crate) to: Recipient,
    /// What is signed.
    pub(crate) payload: Bytes,
    pub(crate) faults: Strikes,
    /// Whether it is sent once, whatever is answered.
    is_sent_once: bool,
    /// The id of the delivery that this repeats.
    pub(crate) replay_of: Option<Arc<str>>,
    /// Where it may be overtaken: by the next one to its recipient.
    held: Option<CancellationToken>,
    /// Lets go of the one that it overtakes, when it has ended.
    overtaken: Option<DropGuard>,
}

impl Delivery {
    pub(crate) fn new(event: EventName, to: Recipient, payload: Bytes, faults: Strikes) -> Self {
        Self::with_id(standard_id().into(), event, to, payload, faults)
    }

    fn with_id(id: Arc<str>, event: EventName, to: Recipient, payload: Bytes, faults: Strikes) -> Self {
        let (replay_of, held, overtaken) = (None, None, None);
        Self { id, event, to, payload, faults, is_sent_once: false, replay_of, held, overtaken }
    }

    /// The same, sent once: somebody waits for the answer, whatever it is.
    pub(crate) fn without_retries(self) -> Self {
        Self { is_sent_once: true, ..self }
    }

    /// How often it is tried again at most.
    fn retries(&self) -> f64 {
        if self.is_sent_once { 0.0 } else { self.to.retries() }
    }

    /// What one of its attempts sends, and how.
    fn sending(&self, attempt: u32) -> Sending {
        Sending::of(self.faults.in_attempt(attempt), &self.to, &self.payload)
    }

    /// Returns when the next delivery to its recipient has ended.
    async fn is_overtaken(&self) {
        match &self.held {
            Some(held) => held.cancelled().await,
            None => std::future::pending().await,
        }
    }
}
