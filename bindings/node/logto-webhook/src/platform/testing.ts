/**
 * For tests: a signed delivery of every event of the platform, for any test client.
 *
 * ```ts
 * const sent = fakeDelivery('user.created', { merge: { data: { email: 'ada@example.com' } } });
 * const response = await POST(sent.request('https://example.com/webhook'));
 * ```
 *
 * @module
 */
import { define } from '../core/json.js';
import { rowOf, sampleOf, signed, type FakeDelivery, type FakeOptions as Options } from '../fake.js';
import type { EventName, EventVariant } from './events.js';
import { SAMPLES } from './samples.js';
import { PLATFORM } from './system.js';
import { EVENTS } from './tables.js';

export type { FakeDelivery } from '../fake.js';

/** The secret with which deliveries are signed unless another is given. */
export const KEY = 'whsec_0000SecretOfTestsAndNothingElse0';

/** How a delivery is made. */
export interface FakeOptions extends Options {
  /** Its id: a new one unless it is set. */
  readonly id?: string;
}

/** Makes and signs a delivery. The event is its name, or its variant's. */
export function fakeDelivery(event: EventName | EventVariant, options: FakeOptions = {}): FakeDelivery {
  const payload = sampleOf(rowOf(event, EVENTS), SAMPLES);
  define(payload, 'id', options.id ?? `evt_${crypto.randomUUID().replaceAll('-', '')}`);
  define(payload, 'created', (options.createdAt ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z'));
  return signed(PLATFORM, payload, options.merge, options.key ?? KEY);
}
