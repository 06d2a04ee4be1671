//! The webhook systems: all that differs from one to another, for what is the same in both.

use std::fmt;

use serde::Serialize;

use crate::envelope::{Keys, Payload};
use crate::error::Error;
use crate::signature::SigningKeys;

/// A system that sends webhooks: [`Logto`](crate::logto::Logto), which the types of this crate are for unless they say
/// otherwise, or [`Platform`](crate::platform::Platform).
///
/// It is what keeps a delivery of one from being taken for the other's. Nobody else can implement it.
pub trait System: Rules + fmt::Debug + Clone + Copy + Send + Sync + 'static {
    /// The header that carries the signature, in lower case.
    const SIGNATURE_HEADER: &'static str;

    /// What its deliveries tell, typed.
    type Event: Clone + fmt::Debug + Serialize + Send + Sync + 'static;
}

/// What only this crate asks of a system.
pub trait Rules {
    /// How its payloads name what all of them have.
    const KEYS: Keys;

    /// How its payloads begin: bytes that begin in another way were written by somebody else.
    const BEGINNINGS: &'static [&'static str];

    /// What happened, by a payload that is a webhook.
    fn read(payload: Payload<'_>) -> Result<<Self as System>::Event, Error>
    where
        Self: System;

    /// The event's name on the wire.
    fn name_of(event: &<Self as System>::Event) -> &str
    where
        Self: System;

    /// Whether nothing happened: the sender tries the endpoint.
    fn is_test(event: &<Self as System>::Event) -> bool
    where
        Self: System;

    /// What may be wrong with a key that does not match, where the body is well.
    fn hint_on_keys(keys: &SigningKeys) -> &'static str;
}
