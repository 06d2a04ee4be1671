/** JSON, as senders, users and operators shape it freely. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** JSON that is an object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
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
 * The sender changed, or something broke: do not guess, report it.
 */
export interface UnreadableEvent extends UnknownEvent {
  /** Where, as `data.id`. */
  readonly path: string;
  /** What was expected and what was found: never what stands there. */
  readonly reason: string;
}
