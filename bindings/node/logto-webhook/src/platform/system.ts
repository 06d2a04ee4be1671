import type { Payload } from '../core/payload.js';
import { mismatchIn } from '../core/struct.js';
import type { Told } from '../engine/engine.js';
import type { System } from '../system.js';
import { EVENTS, SIGNATURE_HEADER, STRUCTS } from './tables.js';

/** The platform's webhooks. */
export const PLATFORM: System = {
  name: 'platform',
  signatureHeader: SIGNATURE_HEADER,
  keys: { name: 'type', createdAt: 'created', id: 'id', hook: null },
  beginnings: ['{"id":"'],
  read,
  hintOnKeys: () =>
    'is it the secret of this webhook, whole, with its `whsec_`? It is used literally, nothing is decoded',
};

/** Its test sends an event as any other: nothing tells one from the other. */
function read(payload: Payload): Told {
  const row = EVENTS.find(({ name }) => name === payload.name);
  if (row === undefined) return { kind: 'unknown' };
  const mismatch = mismatchIn(payload, row.payload, STRUCTS);
  return mismatch === null ? { kind: 'known', variant: row.variant } : { kind: 'unreadable', ...mismatch };
}
