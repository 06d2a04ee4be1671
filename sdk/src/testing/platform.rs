//! The same for the platform's deliveries.
//!
//! ```
//! use logto_webhook::platform::{self, Event, EventName};
//! use logto_webhook::{SigningKey, testing};
//!
//! let key = SigningKey::new("whsec_abcdefghijklmnopqrstuvwxyz1234")?;
//! let event = testing::platform::sample(EventName::UserDeleted);
//! let delivery = testing::platform::deliver(&event, &key);
//!
//! let verified = platform::webhook(key).verify(&delivery.signature, delivery.body)?;
//! assert!(matches!(verified.event()?, Event::UserDeleted(_)));
//! # Ok::<(), logto_webhook::Error>(())
//! ```

use std::sync::LazyLock;

use serde_json::value::RawValue;

use super::SignedDelivery;
use crate::platform::{Event, EventName, SIGNATURE_HEADER, parse_already_verified};
use crate::signature::SigningKey;

/// Writes and signs an event.
pub fn deliver(event: &Event, key: &SigningKey) -> SignedDelivery {
    SignedDelivery::of(SIGNATURE_HEADER, event.to_json(), key)
}

/// An event with realistic values. The one of `user.created` is that of the platform's documentation.
pub fn sample(name: EventName) -> Event {
    let of_event = |event: &&Event| event.event_name() == Some(name);
    samples().iter().find(of_event).expect("there is a sample of every event: a test counts them").clone()
}

/// A sample of every event.
pub fn samples() -> &'static [Event] {
    static SAMPLES: LazyLock<Vec<Event>> = LazyLock::new(|| {
        let bodies: Vec<&RawValue> =
            serde_json::from_str(include_str!("platform.json")).expect("the file is part of the crate");
        let read = |body: &RawValue| parse_already_verified(body.get()).event();
        bodies
            .into_iter()
            .map(|body| read(body).expect("every sample is a webhook: a test reads them"))
            .collect()
    });
    &SAMPLES
}
