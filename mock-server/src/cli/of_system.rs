//! What the commands that receive and verify ask of a system, so that each of them is the same for both.

use clap::Args;
use logto_webhook::logto::{Logto, UnreadableEvent};
use logto_webhook::platform::{self, Platform};
use logto_webhook::shape::{EventShape, FieldShape, TEST_EVENT};
use logto_webhook::{SigningKeys, Verified, Webhook, logto};

use crate::system::System;

/// The system that a command is for.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct SystemOption {
    /// Whose webhooks they are: `logto`, or `platform` for those of the API under `/api/v1/webhooks`
    #[arg(long, value_name = "SYSTEM", default_value_t)]
    pub(super) system: System,
}

/// A system as the sdk has it.
pub(super) trait OfSystem: logto_webhook::System<Event: PrintedEvent> {
    const SYSTEM: System;

    fn webhook(keys: SigningKeys) -> Webhook<Self>
    where
        Self: Sized;

    /// What a body says, whoever signed it.
    fn unverified(body: Vec<u8>) -> Verified<Self>
    where
        Self: Sized;
}

/// What is printed of an event.
pub(super) trait PrintedEvent {
    /// Every payload that the system sends.
    const SHAPES: &'static [EventShape];

    fn name(&self) -> &str;

    fn variant(&self) -> &'static str;

    fn to_json(&self) -> String;

    fn unreadable(&self) -> Option<&UnreadableEvent>;

    /// The members that its payload may have, in the order of the sender.
    fn fields(&self) -> Vec<FieldShape> {
        let shape = Self::SHAPES.iter().find(|shape| shape.variant == self.variant());
        shape.map_or_else(|| TEST_EVENT.fields.to_vec(), EventShape::fields)
    }
}

impl OfSystem for Logto {
    const SYSTEM: System = System::Logto;

    fn webhook(keys: SigningKeys) -> Webhook {
        Webhook::new(keys)
    }

    fn unverified(body: Vec<u8>) -> Verified {
        Verified::parse_already_verified(body)
    }
}

impl OfSystem for Platform {
    const SYSTEM: System = System::Platform;

    fn webhook(keys: SigningKeys) -> Webhook<Self> {
        platform::webhook(keys)
    }

    fn unverified(body: Vec<u8>) -> Verified<Self> {
        platform::parse_already_verified(body)
    }
}

macro_rules! printed {
    ($event:ty, $shapes:expr) => {
        impl PrintedEvent for $event {
            const SHAPES: &'static [EventShape] = $shapes;

            fn name(&self) -> &str {
                self.name()
            }

            fn variant(&self) -> &'static str {
                self.variant()
            }

            fn to_json(&self) -> String {
                self.to_json()
            }

            fn unreadable(&self) -> Option<&UnreadableEvent> {
                match self {
                    Self::Unreadable(event) => Some(event),
                    _ => None,
                }
            }
        }
    };
}

printed!(logto::Event, EventShape::LOGTO);
printed!(platform::Event, EventShape::PLATFORM);
