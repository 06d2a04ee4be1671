// What the platform tells of: an interface for each event, and what they hold.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

import type { Json, JsonObject, UnknownEvent, UnreadableEvent } from '../event-base.js';

/** A time as the platform writes it: RFC 3339 in UTC, as `2023-06-21T09:15:30Z`. */
export type Timestamp = string;

/** What a report is written in. */
export type ReportFormat =
  /** A document to read. */
  | 'pdf'
  /** A table. */
  | 'csv'
  /** A word of a later version. */
  | (string & {});

/** How bad it is. */
export type Severity =
  /** Good to know. */
  | 'info'
  /** Somebody should look. */
  | 'warning'
  /** Somebody must act. */
  | 'critical'
  /** A word of a later version. */
  | (string & {});

/** A user of the platform. */
export interface User {
  /** The user's id, as `usr_789012`. */
  readonly id?: string | null;
  /** The address. */
  readonly email?: string | null;
  /** The display name. */
  readonly name?: string | null;
  /** What the user may do, as `editor`. */
  readonly role?: string | null;
  /** As `pending`. */
  readonly status?: string | null;
  /** When the user was made. */
  readonly created_at?: Timestamp | null;
}

/** A piece of data. */
export interface DataItem {
  /** The id, as `dat_123456`. */
  readonly id?: string | null;
  /** What it is called. */
  readonly name?: string | null;
  /** What kind of data it is. */
  readonly kind?: string | null;
  /** When it was made. */
  readonly created_at?: Timestamp | null;
  /** When it was changed last. Absent before the first time. */
  readonly updated_at?: Timestamp | null;
}

/** A report that can be fetched. */
export interface Report {
  /** The id, as `rep_123456`. */
  readonly id?: string | null;
  /** What it is called. */
  readonly name?: string | null;
  /** What it is written in. */
  readonly format?: ReportFormat | null;
  /** Where it is. */
  readonly url?: string | null;
  /** When it was made. */
  readonly created_at?: Timestamp | null;
}

/** What the platform warns of. */
export interface Alert {
  /** The id, as `alr_123456`. */
  readonly id?: string | null;
  /** How bad it is. */
  readonly severity?: Severity | null;
  /** In words for people. */
  readonly message?: string | null;
  /** When it was noticed. */
  readonly created_at?: Timestamp | null;
}

/** Something happened to what `data` tells of. */
export interface Happening<Data> {
  /** The delivery's identity, as `evt_123456`: a retry and a replay have the same. */
  readonly id?: string | null;
  /** When it happened, to the second. */
  readonly created?: Timestamp | null;
  /** What it happened to. */
  readonly data?: Data | null;
}

/** A user was made. */
export interface UserCreated extends Happening<User> {
  readonly name: 'user.created';
  readonly variant: 'UserCreated';
  /** The event's name. */
  readonly type: 'user.created';
}

/** A user changed. */
export interface UserUpdated extends Happening<User> {
  readonly name: 'user.updated';
  readonly variant: 'UserUpdated';
  /** The event's name. */
  readonly type: 'user.updated';
}

/** A user was deleted. */
export interface UserDeleted extends Happening<User> {
  readonly name: 'user.deleted';
  readonly variant: 'UserDeleted';
  /** The event's name. */
  readonly type: 'user.deleted';
}

/** A piece of data was made. */
export interface DataCreated extends Happening<DataItem> {
  readonly name: 'data.created';
  readonly variant: 'DataCreated';
  /** The event's name. */
  readonly type: 'data.created';
}

/** A piece of data changed. */
export interface DataUpdated extends Happening<DataItem> {
  readonly name: 'data.updated';
  readonly variant: 'DataUpdated';
  /** The event's name. */
  readonly type: 'data.updated';
}

/** A piece of data was deleted. */
export interface DataDeleted extends Happening<DataItem> {
  readonly name: 'data.deleted';
  readonly variant: 'DataDeleted';
  /** The event's name. */
  readonly type: 'data.deleted';
}

/** A report can be fetched. */
export interface ReportGenerated extends Happening<Report> {
  readonly name: 'report.generated';
  readonly variant: 'ReportGenerated';
  /** The event's name. */
  readonly type: 'report.generated';
}

/** Something is wrong with the platform, or will be. */
export interface SystemAlert extends Happening<Alert> {
  readonly name: 'system.alert';
  readonly variant: 'SystemAlert';
  /** The event's name. */
  readonly type: 'system.alert';
}

/** What happened, told apart by `type`. */
export type Event =
  | UserCreated
  | UserUpdated
  | UserDeleted
  | DataCreated
  | DataUpdated
  | DataDeleted
  | ReportGenerated
  | SystemAlert;

/** The name of an event that a webhook can subscribe to. */
export type EventName = Event['type'];

/** The name of a shape, as `UserCreated`: each event has one. */
export type EventVariant = Event['variant'];

/** The event of a name, or of a variant: `EventOf<'user.created'>`, `EventOf<'UserCreated'>`. */
export type EventOf<Name extends EventName | EventVariant> =
  | Extract<Event, { readonly type: Name }>
  | Extract<Event, { readonly variant: Name }>;

export type { Json, JsonObject, UnknownEvent, UnreadableEvent };
