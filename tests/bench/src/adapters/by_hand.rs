//! What handlers do that are written without an adapter.

use std::hint::black_box;

use bytes::Bytes;
use logto_webhook::{SignatureHeader, Webhook};

/// How much of an adapter's work a handler does.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ByHand {
    /// Takes the body, and answers.
    RawBody,
    /// Verifies it too.
    Verify,
    /// Reads the event too: all that an adapter does.
    Event,
}

impl ByHand {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::RawBody => "raw body",
            Self::Verify => "verify by hand",
            Self::Event => "event by hand",
        }
    }
}

pub(super) fn is_genuine<'h>(
    webhook: &Webhook,
    signature: impl Into<SignatureHeader<'h>>,
    body: Bytes,
) -> bool {
    webhook.verify(signature, body).map(black_box).is_ok()
}

pub(super) fn event_is_read<'h>(
    webhook: &Webhook,
    signature: impl Into<SignatureHeader<'h>>,
    body: Bytes,
) -> bool {
    webhook.verify(signature, body).and_then(|verified| verified.event()).map(black_box).is_ok()
}
