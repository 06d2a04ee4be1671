import type { Payload } from '../core/payload.js';
import { mismatchIn, type Mismatch } from '../core/struct.js';
import type { EventRow } from '../core/tables.js';
import type { Told } from '../engine/engine.js';
import type { System } from '../system.js';
import { contradiction, idsOf } from './ids.js';
import { EVENTS, SIGNATURE_HEADER, STRUCTS } from './tables.js';

/** Logto's webhooks. */
export const LOGTO: System = {
  name: 'logto',
  signatureHeader: SIGNATURE_HEADER,
  keys: { name: 'event', createdAt: 'createdAt', id: null, hook: 'hookId' },
  // Compact JSON that begins with the event's name, or with what adaptive MFA found.
  beginnings: ['{"event":"', '{"adaptiveMfaResult":{', '{"hookId":"'],
  read,
  hintOnKeys: (keys) =>
    keys.some(({ hasLogtoForm }) => hasLogtoForm)
      ? 'is it the key of this hook, and was it regenerated in Logto?'
      : "no key has the form of Logto's (32 letters and digits); keys are used literally, nothing is decoded",
};

function read(payload: Payload): Told {
  if (isTest(payload)) return { kind: 'test' };
  const row = rowOf(payload);
  if (row === undefined) return { kind: 'unknown' };
  const mismatch = mismatchOf(payload, row);
  if (mismatch !== null) return { kind: 'unreadable', ...mismatch };
  return { kind: 'known', variant: row.variant, ...idsOf(payload, row.payload) };
}

/**
 * Told by what no caller of Logto can choose: a path that no route has, or a session with a user that Logto never makes.
 * Not by the user agent, which anybody can send.
 */
function isTest(payload: Payload): boolean {
  return (
    payload.textOf('path') === '/fake-path/:id' ||
    (payload.textOf('userId') === 'fake-id' && payload.textOf('sessionId') === 'fake-session-id')
  );
}

/** Where a route shapes the payload, the route alone decides: what stands in the data can be anyone's. */
function rowOf(payload: Payload): EventRow | undefined {
  const rows = EVENTS.filter((row) => row.name === payload.name);
  const route = payload.textOf('matchedRoute');
  return rows.find((row) => row.route !== null && row.route === route) ?? rows.find((row) => row.route === null);
}

function mismatchOf(payload: Payload, row: EventRow): Mismatch | null {
  const mismatch = mismatchIn(payload, row.payload, STRUCTS);
  if (mismatch !== null) return mismatch;
  const reason = contradiction(payload, row.payload);
  return reason === null ? null : { path: 'data', reason };
}
