//! What a handler gets.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::json::Timestamp;
use crate::logto::Logto;
use crate::system::System;
use crate::webhook::{MatchedKey, Verified};

/// A genuine delivery, typed: what an adapter gives to a handler.
///
/// From an adapter it is never a test payload, and always a webhook: its event was read. [`Event::Unreadable`](crate::logto::Event::Unreadable)
/// and [`Event::Unknown`](crate::logto::Event::Unknown) are deliveries too. Clones are cheap.
#[derive(Clone)]
pub struct Delivery<W: System = Logto> {
    verified: Verified<W>,
    event: Arc<W::Event>,
}

impl Delivery {
    /// Takes bytes that were verified earlier, as a worker does that reads them from a queue of your own, so that it
    /// shares its handler with the endpoint.
    ///
    /// Nothing is checked: whoever can write to that queue can say anything.
    ///
    /// # Errors
    ///
    /// [`Code::PayloadInvalid`](crate::Code::PayloadInvalid), as [`Verified::event`].
    pub fn parse_already_verified(body: impl Into<Vec<u8>>) -> Result<Self, Error> {
        Self::read(Verified::parse_already_verified(body))
    }
}

impl<W: System> Delivery<W> {
    /// Reads the event of a genuine delivery.
    pub(crate) fn read(verified: Verified<W>) -> Result<Self, Error> {
        let event = Arc::new(verified.event()?);
        Ok(Self { verified, event })
    }

    /// What happened.
    pub fn event(&self) -> &W::Event {
        &self.event
    }

    /// What happened, to keep.
    pub fn into_event(self) -> W::Event {
        Arc::unwrap_or_clone(self.event)
    }

    /// The proof that it is genuine, as a [`ReplayGuard`](crate::replay::ReplayGuard) or a queue wants it.
    pub fn verified(&self) -> &Verified<W> {
        &self.verified
    }

    /// The delivery's identity: see [`Verified::id`].
    pub fn id(&self) -> &str {
        self.verified.id()
    }

    /// The identity of what happened: see [`Verified::occurrence_id`].
    pub fn occurrence_id(&self) -> &str {
        self.verified.occurrence_id()
    }

    /// The event's name.
    pub fn name(&self) -> &str {
        W::name_of(&self.event)
    }

    /// The hook for which the delivery was made.
    pub fn hook_id(&self) -> Option<&str> {
        self.verified.hook_id()
    }

    /// When Logto put the payload together, if it says so readably.
    pub fn created_at(&self) -> Option<&Timestamp> {
        self.verified.created_at()
    }

    /// The bytes that were signed.
    pub fn raw(&self) -> &[u8] {
        self.verified.raw()
    }

    /// The key that matched.
    pub fn key(&self) -> Option<&MatchedKey> {
        self.verified.key()
    }
}

impl<W: System> fmt::Debug for Delivery<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Delivery").field(&self.verified).finish()
    }
}
