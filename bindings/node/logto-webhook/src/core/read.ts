import type { Reading } from '../engine/engine.js';
import { WebhookError } from '../errors.js';
import { contradiction, idsOf } from './ids.js';
import { Payload } from './payload.js';
import { mismatchIn, type Mismatch } from './struct.js';
import { EVENTS, type EventRow } from './tables.js';
import { parseTime } from './time.js';

/** Reads what genuine bytes say. */
export function read(body: Uint8Array): Reading {
  const payload = Payload.parse(body);
  if (payload instanceof WebhookError) {
    return { kind: 'invalid', name: null, hookId: null, createdAt: null, reason: payload.message };
  }
  const envelope = {
    name: payload.name,
    hookId: payload.textOf('hookId') ?? null,
    createdAt: parseTime(payload.textOf('createdAt')),
  };
  if (isTest(payload)) return { kind: 'test', ...envelope };
  const row = rowOf(payload);
  if (row === undefined) return { kind: 'unknown', ...envelope };
  const mismatch = mismatchOf(payload, row);
  if (mismatch !== null) return { kind: 'unreadable', ...envelope, ...mismatch };
  return { kind: 'known', ...envelope, variant: row.variant, ...idsOf(payload, row.payload) };
}

/** When Logto put the payload together, in milliseconds since 1970, if it says so readably. */
export function createdAtOf(body: Uint8Array): number | null {
  const payload = Payload.parse(body);
  return payload instanceof WebhookError ? null : parseTime(payload.textOf('createdAt'));
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
  const mismatch = mismatchIn(payload.text, payload.members.values(), row.payload);
  if (mismatch !== null) return mismatch;
  const reason = contradiction(payload, row.payload);
  return reason === null ? null : { path: 'data', reason };
}
