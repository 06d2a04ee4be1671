//! What the table of events says of itself: a shape for every row, in the table's order.

use super::names::event_table;
use super::system::Logto;
use super::{
    AdaptiveMfaTriggered, DataEvent, GrantLimitExceeded, IdentifierLockout, InteractionEvent,
    MembershipUpdated, MessageRateLimited, Organization, OrganizationRole, OrganizationRoleScopesUpdated,
    OrganizationScope, Role, RoleScopesUpdated, Scope, TrustedDevice, User, UserDeleted,
};
use crate::json::{Docs, EventShape, Json, JsonObject, Structured};
use crate::system::Rules;

macro_rules! event_shapes {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $text:literal, $family:ident, $since:expr, $payload:ty
        $({ $($(#[doc = $route_doc:literal])* $route:literal => $variant:ident, $route_payload:ty;)* })?;
    )*) => {
        impl EventShape {
            /// What Logto sends, in its own order of the events; the shapes of an event's routes follow its own.
            pub const LOGTO: &'static [EventShape] = &[$(
                EventShape {
                    name: $text,
                    variant: stringify!($name),
                    route: None,
                    docs: Docs::of_lines(concat!($($doc, "\n"),*)),
                    payload: <$payload>::STRUCT,
                    key_of_the_name: Logto::KEYS.name,
                },
                $($(EventShape {
                    name: $text,
                    variant: stringify!($variant),
                    route: Some($route),
                    docs: Docs::of_lines(concat!($($route_doc, "\n"),*)),
                    payload: <$route_payload>::STRUCT,
                    key_of_the_name: Logto::KEYS.name,
                },)*)?
            )*];
        }
    };
}

event_table!(event_shapes);
