//! What happened, typed: a variant for every row of the table, and three for what is no event to handle.

use serde::{Serialize, Serializer};

use super::data::{
    DataEvent, MembershipUpdated, OrganizationRoleScopesUpdated, RoleScopesUpdated, UserDeleted,
};
use super::entities::{Organization, OrganizationRole, OrganizationScope, Role, Scope, TrustedDevice, User};
use super::exception::{GrantLimitExceeded, IdentifierLockout, MessageRateLimited};
use super::ids::Ids;
use super::interaction::{AdaptiveMfaTriggered, InteractionEvent};
use super::names::{EventName, event_table};
use super::system::Logto;
use super::test_event::TestEvent;
use crate::envelope::Payload;
use crate::error::Error;
use crate::json::{Field, FromMembers, Json, JsonObject, Mismatch, Object, Timestamp, Word, write_object};
use crate::system::Rules;
use crate::untyped::{UnreadableEvent, UntypedEvent};

macro_rules! event_enum {
    ($(
        $(#[$doc:meta])*
        $name:ident = $text:literal, $family:ident, $since:expr, $payload:ty
        $({ $($(#[$route_doc:meta])* $route:literal => $variant:ident, $route_payload:ty;)* })?;
    )*) => {
        /// What happened.
        ///
        /// There is a variant for each of Logto's events, and one more for each route whose payload of the same
        /// event has another shape. It serialises in Logto's key order, and equals as JSON what was read.
        ///
        /// Match with a last arm for the rest: Logto's next version brings new variants.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                $(#[$doc])* $name(Box<$payload>),
                $($($(#[$route_doc])* $variant(Box<$route_payload>),)*)?
            )*
            /// The payload of Logto's *Send test payload* button: nothing happened, and its user is a fake.
            Test(Box<TestEvent>),
            /// An event that this version does not know.
            Unknown(Box<UntypedEvent>),
            /// A known event in which something that a handler acts on has another type than expected.
            Unreadable(Box<UnreadableEvent>),
        }

        impl Event {
            /// Reads a known event. Where a route shapes the payload, the route alone decides: what stands in the
            /// data can be anyone's.
            fn read_known(name: EventName, route: Option<&str>, members: &Object<'_>) -> Result<Self, Mismatch> {
                match (name, route) {
                    $(
                        $($((EventName::$name, Some($route)) => <$route_payload>::from_members(members).map(|event| Self::$variant(Box::new(event))),)*)?
                        (EventName::$name, _) => <$payload>::from_members(members).map(|event| Self::$name(Box::new(event))),
                    )*
                }
            }

            /// Which event it is; `None` for one that this version does not know, and for a test of such a one.
            pub fn event_name(&self) -> Option<EventName> {
                match self {
                    $(
                        Self::$name(_) => Some(EventName::$name),
                        $($(Self::$variant(_) => Some(EventName::$name),)*)?
                    )*
                    Self::Test(event) => event.name.as_str()?.parse().ok(),
                    Self::Unknown(_) => None,
                    Self::Unreadable(event) => event.event.name.parse().ok(),
                }
            }

            /// The variant's own name, as `UserCustomDataUpdated`: tells apart what [`Event::name`] does not.
            pub fn variant(&self) -> &'static str {
                match self {
                    $(
                        Self::$name(_) => stringify!($name),
                        $($(Self::$variant(_) => stringify!($variant),)*)?
                    )*
                    Self::Test(_) => "Test",
                    Self::Unknown(_) => "Unknown",
                    Self::Unreadable(_) => "Unreadable",
                }
            }

            fn ids(&self) -> Option<&dyn Ids> {
                match self {
                    $(
                        Self::$name(event) => Some(&**event),
                        $($(Self::$variant(event) => Some(&**event),)*)?
                    )*
                    Self::Test(_) | Self::Unknown(_) | Self::Unreadable(_) => None,
                }
            }

            /// The fields that a sender fills in for each hook. What is not typed has none: it is written as it came.
            fn stamp(&mut self) -> Option<(&mut Field<Timestamp>, &mut Field<Word>)> {
                match self {
                    $(
                        Self::$name(event) => Some((&mut event.created_at, &mut event.hook_id)),
                        $($(Self::$variant(event) => Some((&mut event.created_at, &mut event.hook_id)),)*)?
                    )*
                    Self::Test(event) => Some((&mut event.created_at, &mut event.hook_id)),
                    Self::Unknown(_) | Self::Unreadable(_) => None,
                }
            }

        }

        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(
                        Self::$name(event) => write_object(serializer, Some((Logto::KEYS.name, $text)), &**event),
                        $($(Self::$variant(event) => write_object(serializer, Some((Logto::KEYS.name, $text)), &**event),)*)?
                    )*
                    Self::Test(event) => event.serialize(serializer),
                    Self::Unknown(event) => event.json.serialize(serializer),
                    Self::Unreadable(event) => event.event.json.serialize(serializer),
                }
            }
        }
    };
}

event_table!(event_enum);

impl Event {
    /// Reads a payload that is a webhook: an object with a name, and no key twice.
    pub(super) fn read(mut payload: Payload<'_>) -> Result<Self, Error> {
        if TestEvent::is_test(&payload.members) {
            return match TestEvent::from_members(&payload.members) {
                Ok(test) => Ok(Self::Test(Box::new(test))),
                Err(mismatch) => unreadable(&payload, mismatch),
            };
        }
        let Ok(name) = payload.name.parse() else {
            return UntypedEvent::of(&payload).map(|event| Self::Unknown(Box::new(event)));
        };
        // The variant holds the name from here on.
        payload.members.remove(Logto::KEYS.name);
        let route = payload.members.text("matchedRoute");
        let event = match Self::read_known(name, route.as_deref(), &payload.members) {
            Ok(event) => event,
            Err(mismatch) => return unreadable(&payload, mismatch),
        };
        match event.ids().and_then(Ids::contradiction) {
            Some(reason) => unreadable(&payload, Mismatch { path: "data".to_owned(), reason: reason.into() }),
            None => Ok(event),
        }
    }

    /// The event's name on the wire, whether this version knows it or not.
    pub fn name(&self) -> &str {
        match self {
            Self::Test(event) => event.name.as_str().unwrap_or_default(),
            Self::Unknown(event) => &event.name,
            Self::Unreadable(event) => &event.event.name,
            known => known.event_name().map_or("", EventName::as_str),
        }
    }

    /// The user that the event is about: in its data, in the call's parameters, or in a field of its own.
    ///
    /// `None` where it is about something else, and for tests and what could not be typed.
    pub fn user_id(&self) -> Option<&str> {
        self.ids()?.user_id()
    }

    /// The organization that the event is about, as [`Event::user_id`].
    pub fn organization_id(&self) -> Option<&str> {
        self.ids()?.organization_id()
    }

    /// The role that the event is about, as [`Event::user_id`]. Roles in organizations are another thing:
    /// [`Event::organization_role_id`].
    pub fn role_id(&self) -> Option<&str> {
        self.ids()?.role_id()
    }

    /// The organization role that the event is about, as [`Event::user_id`].
    pub fn organization_role_id(&self) -> Option<&str> {
        self.ids()?.organization_role_id()
    }

    /// The payload as JSON: compact, in Logto's key order, ready to be signed.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("every key is a string, and no value's `Serialize` fails")
    }

    /// Sets the hook for which the payload is made. Does nothing to what is not typed, which stays as it came.
    pub fn set_hook_id(&mut self, hook_id: impl Into<Word>) {
        if let Some((_, field)) = self.stamp() {
            *field = Field::of(hook_id);
        }
    }

    /// Sets when the payload is made, as [`Event::set_hook_id`].
    pub fn set_created_at(&mut self, created_at: Timestamp) {
        if let Some((field, _)) = self.stamp() {
            *field = Field::Value(created_at);
        }
    }
}

fn unreadable(payload: &Payload<'_>, mismatch: Mismatch) -> Result<Event, Error> {
    UnreadableEvent::of(payload, mismatch).map(|event| Event::Unreadable(Box::new(event)))
}
