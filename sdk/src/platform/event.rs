//! What happened, typed: a variant for every row of the table, and two for what could not be typed.

use serde::{Serialize, Serializer};

use super::entities::{Alert, DataItem, Happening, Report, User};
use super::names::{EventName, event_table};
use super::system::Platform;
use crate::envelope::Payload;
use crate::error::Error;
use crate::json::{FromMembers, Mismatch, Object, write_object};
use crate::system::Rules;
use crate::untyped::{UnreadableEvent, UntypedEvent};

macro_rules! event_enum {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $data:ty;)*) => {
        /// What happened.
        ///
        /// It serialises in the platform's key order, and equals as JSON what was read. Match with a last arm for the
        /// rest: the platform's next version brings new variants.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])* $name(Box<Happening<$data>>),)*
            /// An event that this version does not know.
            Unknown(Box<UntypedEvent>),
            /// A known event in which something that a handler acts on has another type than expected.
            Unreadable(Box<UnreadableEvent>),
        }

        impl Event {
            fn read_known(name: EventName, members: &Object<'_>) -> Result<Self, Mismatch> {
                match name {
                    $(EventName::$name => Happening::from_members(members).map(|event| Self::$name(Box::new(event))),)*
                }
            }

            /// The variant's own name, as `UserCreated`.
            pub fn variant(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                    Self::Unknown(_) => "Unknown",
                    Self::Unreadable(_) => "Unreadable",
                }
            }

            /// Which event it is; `None` for one that this version does not know.
            pub fn event_name(&self) -> Option<EventName> {
                match self {
                    $(Self::$name(_) => Some(EventName::$name),)*
                    Self::Unknown(_) => None,
                    Self::Unreadable(event) => event.event.name.parse().ok(),
                }
            }
        }

        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$name(event) => write_object(serializer, Some((Platform::KEYS.name, $text)), &**event),)*
                    Self::Unknown(event) => event.json.serialize(serializer),
                    Self::Unreadable(event) => event.event.json.serialize(serializer),
                }
            }
        }
    };
}

event_table!(event_enum);

impl Event {
    pub(super) fn read(mut payload: Payload<'_>) -> Result<Self, Error> {
        let Ok(name) = payload.name.parse() else {
            return UntypedEvent::of(&payload).map(|event| Self::Unknown(Box::new(event)));
        };
        // The variant holds the name from here on.
        payload.members.remove(Platform::KEYS.name);
        Self::read_known(name, &payload.members).or_else(|mismatch| {
            UnreadableEvent::of(&payload, mismatch).map(|event| Self::Unreadable(Box::new(event)))
        })
    }

    /// The event's name on the wire, whether this version knows it or not.
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown(event) => &event.name,
            Self::Unreadable(event) => &event.event.name,
            known => known.event_name().map_or("", EventName::as_str),
        }
    }

    /// The payload as JSON: compact, in the platform's key order, ready to be signed.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("every key is a string, and no value's `Serialize` fails")
    }
}
