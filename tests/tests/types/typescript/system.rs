//! What the modules of one system have that the other's have not.

use logto_webhook::shape::{EventShape, StructShape, TEST_EVENT};
use logto_webhook::{logto, platform};

pub(crate) struct System {
    pub(super) events: &'static [EventShape],
    pub(super) test: Option<&'static StructShape>,
    /// Who sends them.
    pub(super) sender: &'static str,
    /// What may bring words that are not known yet: a later one of these.
    pub(super) later: &'static str,
    pub(super) signature_header: &'static str,
    /// What its module of events begins with.
    pub(super) head: &'static str,
    /// What every event has that its payload does not hold.
    pub(super) base: Option<&'static str>,
    /// What tells an event from the others.
    pub(super) told_by: &'static str,
    /// What its module of events ends with, behind the union of all.
    pub(super) tail: &'static str,
}

pub(crate) const LOGTO: System = System {
    events: EventShape::LOGTO,
    test: Some(TEST_EVENT),
    sender: "Logto",
    later: "Logto",
    signature_header: logto::SIGNATURE_HEADER,
    head: r"
import type { EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent } from './event-base.js';

/** A time as Logto writes it into payloads: RFC 3339 in UTC, as `2026-08-21T12:16:09.123Z`. */
export type Timestamp = string;

/** A time as Logto writes it into entities: milliseconds since 1970. */
export type UnixMillis = number;
",
    base: Some("EventBase"),
    told_by: "`name`, and by `variant` where a route gives an event another shape",
    tail: r"
/** The name of an event that a hook can subscribe to. */
export type EventName = Event['name'];

/** The name of a shape: the event's without dots, or that of a shape which a route gives it. */
export type EventVariant = Event['variant'];

/** The event of a name, or of a variant: `EventOf<'User.Created'>`, `EventOf<'UserCustomDataUpdated'>`. */
export type EventOf<Name extends EventName | EventVariant> =
  | Extract<Event, { readonly name: Name }>
  | Extract<Event, { readonly variant: Name }>;

export type { EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent };
",
};

pub(crate) const PLATFORM: System = System {
    events: EventShape::PLATFORM,
    test: None,
    sender: "the platform",
    later: "version",
    signature_header: platform::SIGNATURE_HEADER,
    head: r"
import type { Json, JsonObject, UnknownEvent, UnreadableEvent } from '../event-base.js';

/** A time as the platform writes it: RFC 3339 in UTC, as `2023-06-21T09:15:30Z`. */
export type Timestamp = string;
",
    base: None,
    told_by: "`type`",
    tail: r"
/** The name of an event that a webhook can subscribe to. */
export type EventName = Event['type'];

/** The name of a shape, as `UserCreated`: each event has one. */
export type EventVariant = Event['variant'];

/** The event of a name, or of a variant: `EventOf<'user.created'>`, `EventOf<'UserCreated'>`. */
export type EventOf<Name extends EventName | EventVariant> =
  | Extract<Event, { readonly type: Name }>
  | Extract<Event, { readonly variant: Name }>;

export type { Json, JsonObject, UnknownEvent, UnreadableEvent };
",
};
