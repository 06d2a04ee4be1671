use super::event::Event;
use crate::envelope::{Keys, Payload};
use crate::error::Error;
use crate::signature::SigningKeys;
use crate::system::{Rules, System};

/// Logto's webhooks, for which the types of this crate are unless they say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logto {}

impl System for Logto {
    const SIGNATURE_HEADER: &'static str = "logto-signature-sha-256";

    type Event = Event;
}

impl Rules for Logto {
    const KEYS: Keys = Keys { name: "event", created_at: "createdAt", id: None, hook: Some("hookId") };

    /// Compact JSON that begins with the event's name, or with what adaptive MFA found.
    const BEGINNINGS: &'static [&'static str] =
        &["{\"event\":\"", "{\"adaptiveMfaResult\":{", "{\"hookId\":\""];

    fn read(payload: Payload<'_>) -> Result<Event, Error> {
        Event::read(payload)
    }

    fn name_of(event: &Event) -> &str {
        event.name()
    }

    fn is_test(event: &Event) -> bool {
        matches!(event, Event::Test(_))
    }

    fn hint_on_keys(keys: &SigningKeys) -> &'static str {
        if keys.any_of_logto_form() {
            "is it the key of this hook, and was it regenerated in Logto?"
        } else {
            "no key has the form of Logto's (32 letters and digits); keys are used literally, nothing is decoded"
        }
    }
}
