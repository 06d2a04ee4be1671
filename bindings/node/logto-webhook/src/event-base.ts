/** JSON, as users and operators of Logto shape it freely. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** JSON that is an object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whom an event is about, wherever its payload hides that: in its data, in the call's parameters, in a field of its own. */
export interface EventBase {
  /** The user that it is about. */
  readonly userId?: string | null;
  /** The organization that it is about. */
  readonly organizationId?: string | null;
  /** The role that it is about. Roles in organizations are another thing. */
  readonly roleId?: string | null;
  /** The organization role that it is about. */
  readonly organizationRoleId?: string | null;
}

/** An event that this version does not know. */
export interface UnknownEvent {
  /** The event's name. */
  readonly name: string;
  /** The whole payload. */
  readonly payload: JsonObject;
}

/**
 * A known event in which something that a handler acts on has another type than expected: its data, its user, or an id.
 * Logto changed, or something broke: do not guess, report it.
 */
export interface UnreadableEvent extends UnknownEvent {
  /** Where, as `data.id`. */
  readonly path: string;
  /** What was expected and what was found: never what stands there. */
  readonly reason: string;
}
