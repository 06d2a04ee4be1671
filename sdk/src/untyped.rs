//! What is genuine and was not typed: kept whole, and handed to the handler all the same.

use crate::envelope::Payload;
use crate::error::Error;
use crate::json::{Json, Mismatch, Word};

/// An event that this version does not know.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct UntypedEvent {
    /// The event's name.
    pub name: Word,
    /// The whole payload.
    pub json: Json,
}

impl UntypedEvent {
    pub(crate) fn of(payload: &Payload<'_>) -> Result<Self, Error> {
        Ok(Self { name: (&*payload.name).into(), json: payload.json()? })
    }
}

/// A known event in which something that a handler acts on has another type than expected: its data, its user, or
/// an id. The sender changed, or something broke: do not guess, report it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct UnreadableEvent {
    /// Where, as `data.id`.
    pub path: Box<str>,
    /// What was expected and what was found: never what stands there.
    pub reason: Box<str>,
    /// The payload, as it came.
    pub event: UntypedEvent,
}

impl UnreadableEvent {
    pub(crate) fn of(payload: &Payload<'_>, mismatch: Mismatch) -> Result<Self, Error> {
        let Mismatch { path, reason } = mismatch;
        Ok(Self { path: path.into(), reason: reason.into(), event: UntypedEvent::of(payload)? })
    }
}
