//! The webhooks of the platform's API (`/api/v1/webhooks`): the same proof, for deliveries of another system.
//!
//! ```
//! use logto_webhook::platform::{self, Event};
//! use logto_webhook::{Error, SigningKey};
//!
//! // The whole secret, as it was shown when the webhook was made.
//! let key = SigningKey::new("whsec_abcdefghijklmnopqrstuvwxyz1234")?;
//! let body = r#"{"id":"evt_123456","type":"user.deleted","created":"2023-06-21T09:15:30Z","data":{"id":"usr_789012"}}"#;
//! let header = key.sign(body).to_string(); // the platform does that: `X-Webhook-Signature`
//!
//! let verified = platform::webhook(key).verify(&header, body)?;
//! assert_eq!(verified.id(), "evt_123456");
//! match verified.event()? {
//!     Event::UserDeleted(e) => println!("purge {:?}", e.data.value().and_then(|user| user.id.as_str())),
//!     Event::Unreadable(e) => println!("look at {}: {}", e.path, e.reason),
//!     other => println!("{} is not handled", other.name()),
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! What [`webhook`] makes is a [`Webhook`], and so all that is made of one is here too: an
//! [`Endpoint`](crate::Endpoint), the adapters, the [`ReplayGuard`](crate::replay::ReplayGuard). What differs from Logto:
//! the header, the payloads, and that the platform gives each delivery an id, which [`Verified::id`] is. It has no
//! payload for tests: its test sends an event as any other.
//!
//! `names.rs` is the table of events, which `event.rs` expands; `entities.rs` has what they tell of, and `shapes.rs`
//! tells what the rows look like. `system.rs` says to all of this crate how the platform is to be taken.

mod entities;
mod event;
mod names;
#[cfg(feature = "shapes")]
mod shapes;
mod system;

pub use crate::untyped::{UnreadableEvent, UntypedEvent};
pub use entities::{Alert, DataItem, Happening, Report, ReportFormat, Severity, User};
pub use event::Event;
pub use names::{EventName, UnknownEventName};
pub use system::Platform;

use crate::error::Error;
use crate::signature::SigningKeys;
use crate::system::System;
use crate::webhook::{Verified, Webhook};

/// The header that carries the signature, in lower case: as HTTP/2 has it, and as servers compare it.
pub const SIGNATURE_HEADER: &str = Platform::SIGNATURE_HEADER;

/// Proves that deliveries come from the platform: takes the secret of a webhook, whole, or several of them.
pub fn webhook(keys: impl Into<SigningKeys>) -> Webhook<Platform> {
    Webhook::of_system(keys)
}

/// Takes bytes that were verified earlier: see [`Verified::parse_already_verified`].
///
/// Nothing is checked: whoever can write to the queue that they come from can say anything.
pub fn parse_already_verified(body: impl Into<Vec<u8>>) -> Verified<Platform> {
    Verified::of_bytes(body)
}

/// Takes such bytes as what adapters give to handlers: see
/// [`Delivery::parse_already_verified`](crate::Delivery::parse_already_verified).
///
/// # Errors
///
/// [`Code::PayloadInvalid`](crate::Code::PayloadInvalid), as [`Verified::event`].
pub fn delivery_already_verified(body: impl Into<Vec<u8>>) -> Result<crate::Delivery<Platform>, Error> {
    crate::Delivery::read(parse_already_verified(body))
}
