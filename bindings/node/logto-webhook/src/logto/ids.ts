import { membersOf } from '../core/json.js';
import { textOf, type Payload } from '../core/payload.js';

/** Whom an event is about. */
export interface Ids {
  userId?: string | undefined;
  organizationId?: string | undefined;
  roleId?: string | undefined;
  organizationRoleId?: string | undefined;
}

/** Whom a payload is about, wherever it hides that. */
export function idsOf(payload: Payload, struct: string): Ids {
  switch (struct) {
    case 'InteractionEvent':
    case 'AdaptiveMfaTriggered':
      return { userId: payload.textOf('userId') ?? idInside(payload, 'user') };
    case 'UserDeleted':
      return { userId: ofData(payload, struct).userId ?? call(payload).userId };
    case 'RoleScopesUpdated':
      return { roleId: payload.textOf('roleId') ?? call(payload).roleId };
    case 'OrganizationRoleScopesUpdated':
      return { organizationRoleId: payload.textOf('organizationRoleId') ?? call(payload).organizationRoleId };
    case 'MembershipUpdated':
      return {
        userId: call(payload).userId,
        organizationId: payload.textOf('organizationId') ?? call(payload).organizationId,
      };
    case 'IdentifierLockout':
      return { userId: payload.textOf('type') === 'userId' ? payload.textOf('value') : undefined };
    case 'GrantLimitExceeded':
      return { userId: payload.textOf('userId') };
    default:
      return struct.startsWith('DataEvent<') ? ofDataOrCall(payload, struct) : {};
  }
}

/**
 * Why the data cannot be of the one that the call named, if it cannot: then it is something else, what a user may shape,
 * by a route that this version does not know.
 */
export function contradiction(payload: Payload, struct: string): string | null {
  const [told, named] = [ofData(payload, struct), call(payload)];
  const differs = IDS.some((id) => told[id] !== undefined && named[id] !== undefined && told[id] !== named[id]);
  return differs ? "expected data of the one that the call named, found another's" : null;
}

const IDS = ['userId', 'organizationId', 'roleId', 'organizationRoleId'] as const;

function ofDataOrCall(payload: Payload, struct: string): Ids {
  const [told, named] = [ofData(payload, struct), call(payload)];
  return Object.fromEntries(IDS.map((id) => [id, told[id] ?? named[id]]));
}

/** The ids that the data itself tells. What applications or Logto's next version put there is never taken for one. */
function ofData(payload: Payload, struct: string): Ids {
  switch (struct) {
    case 'DataEvent<User>':
    case 'UserDeleted':
      return { userId: idInside(payload, 'data') };
    case 'DataEvent<TrustedDevice>':
      return { userId: idInside(payload, 'data', 'userId') };
    case 'DataEvent<Organization>':
      return { organizationId: idInside(payload, 'data') };
    case 'DataEvent<Role>':
      return { roleId: idInside(payload, 'data') };
    case 'DataEvent<OrganizationRole>':
      return { organizationRoleId: idInside(payload, 'data') };
    default:
      return {};
  }
}

function idInside(payload: Payload, key: string, id = 'id'): string | undefined {
  const object = payload.members.get(key);
  if (object === undefined || payload.text[object.from] !== '{') return undefined;
  const member = membersOf(payload.text, object.from).find((one) => one.key === id);
  return textOf(payload.text, member);
}

/** Whom the call of the Management API named. */
function call(payload: Payload): Ids {
  const params = paramsOf(payload);
  const route = payload.textOf('matchedRoute');
  // The `:id` of a route is that of one thing of a kind only there or below it: an invitation's is no organization's.
  const idBelow = (one: string) => (route === one || route?.startsWith(`${one}/`) ? params.get('id') : undefined);
  return {
    userId: params.get('userId'),
    organizationId: idBelow('/organizations/:id'),
    roleId: idBelow('/roles/:id'),
    organizationRoleId: idBelow('/organization-roles/:id'),
  };
}

/** None where what stands there is no object of texts, or tells one twice. */
function paramsOf({ text, members }: Payload): Map<string, string> {
  const none = new Map<string, string>();
  const object = members.get('params');
  if (object === undefined || text[object.from] !== '{') return none;
  const params = new Map<string, string>();
  for (const member of membersOf(text, object.from)) {
    const value = textOf(text, member);
    if (value === undefined || params.has(member.key)) return none;
    params.set(member.key, value);
  }
  return params;
}
