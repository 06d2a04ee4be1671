//! How a change reaches the endpoints of the hooks that want it.
//!
//! The [`Dispatcher`] makes a [`Delivery`] for each hook, notes it in the [`journal`] and hands it to the
//! [`sender`], which makes [`attempt`]s, each over the [`client`] with the [`headers`] of Logto, until the
//! [`retry`] rule says stop. What it came to is [`record`]ed: first in the store's log, then in the journal, where
//! others may be waiting for it. All of it goes by the mock's [`clock`].

mod attempt;
mod client;
mod clock;
mod dispatcher;
mod headers;
mod journal;
mod record;
mod retry;
mod sender;

use std::sync::Arc;

use bytes::Bytes;
use logto_webhook::logto::EventName;

use crate::change::Change;
use crate::faults::Fault;
use crate::payload;
use crate::store::{Hook, standard_id};

pub(crate) use client::Tls;
pub(crate) use clock::Clock;
pub(crate) use dispatcher::Dispatcher;
pub(crate) use headers::USER_AGENT;
pub use journal::{Attempt, DeliveryState, Entry};

/// What is sent to one hook for one event, the same in every attempt.
pub(crate) struct Delivery {
    pub(crate) id: Arc<str>,
    pub(crate) event: EventName,
    pub(crate) hook: Arc<Hook>,
    /// What is signed.
    pub(crate) payload: Bytes,
    pub(crate) fault: Option<Fault>,
}

impl Delivery {
    pub(crate) fn new(change: &mut Change, hook: Arc<Hook>, fault: Option<Fault>) -> Self {
        let payload = payload::bytes(change, &hook.id);
        Self { id: standard_id().into(), event: change.name, hook, payload, fault }
    }
}
