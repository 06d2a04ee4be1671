export type { Json, JsonObject, UnknownEvent, UnreadableEvent } from '../event-base.js';

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
