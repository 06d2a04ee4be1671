//! What the table of events says of itself: a shape for every row, in the table's order.

use super::names::{EventName, event_table};
use super::{
    AdaptiveMfaTriggered, DataEvent, GrantLimitExceeded, IdentifierLockout, InteractionEvent,
    MembershipUpdated, MessageRateLimited, Organization, OrganizationRole, OrganizationRoleScopesUpdated,
    OrganizationScope, Role, RoleScopesUpdated, Scope, TrustedDevice, User, UserDeleted,
};
use crate::json::{Docs, FieldShape, Json, JsonObject, Shape, StructShape, Structured};

/// A payload that Logto sends: of an event, or of an event by a route that shapes it in another way.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct EventShape {
    /// The event: knows its name on the wire, its family and since which Logto there is one.
    pub event: EventName,
    /// The variant of [`Event`](crate::logto::Event), which no other shape has: `UserCustomDataUpdated`.
    pub variant: &'static str,
    /// The `matchedRoute` by which this shape is told from the event's own. Absent from the event's own.
    pub route: Option<&'static str>,
    /// What happened.
    pub docs: Docs,
    /// What the payload holds, apart from the event's name. Events share payloads.
    pub payload: &'static StructShape,
}

macro_rules! event_shapes {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $text:literal, $family:ident, $since:expr, $payload:ty
        $({ $($(#[doc = $route_doc:literal])* $route:literal => $variant:ident, $route_payload:ty;)* })?;
    )*) => {
        impl EventShape {
            /// Every shape, in Logto's own order of the events; those of an event's routes follow its own.
            pub const ALL: &'static [EventShape] = &[$(
                EventShape {
                    event: EventName::$name,
                    variant: stringify!($name),
                    route: None,
                    docs: Docs::of_lines(concat!($($doc, "\n"),*)),
                    payload: <$payload>::STRUCT,
                },
                $($(EventShape {
                    event: EventName::$name,
                    variant: stringify!($variant),
                    route: Some($route),
                    docs: Docs::of_lines(concat!($($route_doc, "\n"),*)),
                    payload: <$route_payload>::STRUCT,
                },)*)?
            )*];
        }
    };
}

event_table!(event_shapes);

impl EventShape {
    /// Every member of the payload, in the order in which Logto writes them: with the event's name, which stands
    /// first in most.
    ///
    /// The name, and the route where it chose the shape, are a [`Shape::Constant`].
    ///
    /// ```
    /// use logto_webhook::shape::EventShape;
    ///
    /// let keys_of = |variant| {
    ///     let event = EventShape::ALL.iter().find(|event| event.variant == variant).unwrap();
    ///     event.fields().into_iter().map(|field| field.key).collect::<Vec<_>>()
    /// };
    /// assert_eq!(keys_of("UserCreated")[..2], ["event", "createdAt"]);
    /// assert_eq!(keys_of("PostSignInAdaptiveMfaTriggered")[..2], ["adaptiveMfaResult", "event"]);
    /// ```
    pub fn fields(&self) -> Vec<FieldShape> {
        let name = FieldShape {
            name: "event",
            key: "event",
            docs: Docs::of_lines("The event's name."),
            shape: Shape::Constant(self.event.as_str()),
            essential: true,
        };
        let (before, after) = self.payload.fields.split_at(self.payload.before_the_name);
        let constant = |field: &FieldShape| match (self.route, field.key) {
            (Some(route), "matchedRoute") => FieldShape { shape: Shape::Constant(route), ..*field },
            _ => *field,
        };
        before.iter().chain([&name]).chain(after).map(constant).collect()
    }
}
