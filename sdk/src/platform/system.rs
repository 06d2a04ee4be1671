use super::event::Event;
use crate::envelope::{Keys, Payload};
use crate::error::Error;
use crate::signature::SigningKeys;
use crate::system::{Rules, System};

/// The platform's webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {}

impl System for Platform {
    const SIGNATURE_HEADER: &'static str = "x-webhook-signature";

    type Event = Event;
}

impl Rules for Platform {
    const KEYS: Keys = Keys { name: "type", created_at: "created", id: Some("id"), hook: None };

    const BEGINNINGS: &'static [&'static str] = &["{\"id\":\""];

    fn read(payload: Payload<'_>) -> Result<Event, Error> {
        Event::read(payload)
    }

    fn name_of(event: &Event) -> &str {
        event.name()
    }

    /// Its test sends an event as any other: nothing tells one from the other.
    fn is_test(_: &Event) -> bool {
        false
    }

    fn hint_on_keys(_: &SigningKeys) -> &'static str {
        "is it the secret of this webhook, whole, with its `whsec_`? It is used literally, nothing is decoded"
    }
}
