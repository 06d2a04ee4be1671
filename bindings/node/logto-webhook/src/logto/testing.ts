/**
 * For tests: a signed delivery of every event, for any test client.
 *
 * ```ts
 * const sent = fakeDelivery('User.Created', { merge: { data: { primaryEmail: 'ada@example.com' } } });
 * const response = await POST(sent.request('https://example.com/webhook'));
 * ```
 *
 * @module
 */
import { define } from '../core/json.js';
import type { EventRow } from '../core/tables.js';
import {
  merge,
  rowOf,
  sampleOf,
  signed,
  type FakeDelivery,
  type FakeOptions as Options,
  type Payload,
} from '../fake.js';
import type { EventName, EventVariant } from './events.js';
import { SAMPLES, TEST_OF_A_USER, TEST_OF_DATA, TESTS } from './samples.js';
import { LOGTO } from './system.js';
import { EVENTS } from './tables.js';

export type { FakeDelivery } from '../fake.js';

/** The key with which deliveries are signed unless another is given. */
export const KEY = '0000KeyOfTestsAndOfNothingElse00';

/** How a delivery is made. */
export interface FakeOptions extends Options {
  /** Whether it is what Logto's *Send test payload* button sends. */
  readonly test?: boolean;
}

/**
 * Makes and signs a delivery, in the shape in which a real Logto was recorded.
 *
 * The event is its name, or a variant's, which tells apart what a name does not: `UserCustomDataUpdated`.
 */
export function fakeDelivery(event: EventName | EventVariant, options: FakeOptions = {}): FakeDelivery {
  const row = rowOf(event, EVENTS);
  const at = options.createdAt ?? new Date();
  const payload = options.test === true ? testPayload(row, at) : sampleOf(row, SAMPLES);
  define(payload, 'createdAt', at.toISOString());
  return signed(LOGTO, payload, options.merge, options.key ?? KEY, { 'user-agent': 'Logto (https://logto.io/)' });
}

function testPayload({ name }: EventRow, at: Date): Payload {
  const payload = JSON.parse(TESTS[name] === 'user' ? TEST_OF_A_USER : TEST_OF_DATA) as Payload;
  const times = { lastSignInAt: at.getTime(), createdAt: at.getTime(), updatedAt: at.getTime() };
  merge(payload, { event: name, ...(payload['user'] === undefined ? {} : { user: times }) });
  return payload;
}
