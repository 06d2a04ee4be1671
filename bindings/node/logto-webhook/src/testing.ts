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
import { define } from './core/json.js';
import { EVENTS, SIGNATURE_HEADER } from './core/tables.js';
import type { EventName, EventVariant, JsonObject } from './events.js';
import { SAMPLES, TEST_OF_A_USER, TEST_OF_DATA, TESTS } from './samples.js';
import { SigningKey } from './signing-key.js';
import { isA } from './types-of-values.js';

/** The key with which deliveries are signed unless another is given. */
export const KEY = '0000KeyOfTestsAndOfNothingElse00';

/** How a delivery is made. */
export interface FakeOptions {
  /** What signs: `KEY` unless it is set. */
  readonly key?: string | SigningKey;
  /** What goes into the payload, objects into objects, under Logto's own keys. What is there already keeps its place. */
  readonly merge?: JsonObject;
  /** When it was made: now unless it is set. */
  readonly createdAt?: Date;
  /** Whether it is what Logto's *Send test payload* button sends. */
  readonly test?: boolean;
}

/** What Logto sends. */
export interface FakeDelivery {
  /** The raw body. */
  readonly body: string;
  /** The headers, with the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole as a request. */
  request(url: string | URL): Request;
}

/**
 * Makes and signs a delivery, in the shape in which a real Logto was recorded.
 *
 * The event is its name, or a variant's, which tells apart what a name does not: `UserCustomDataUpdated`.
 */
export function fakeDelivery(event: EventName | EventVariant, options: FakeOptions = {}): FakeDelivery {
  const at = options.createdAt ?? new Date();
  const payload = options.test === true ? testPayload(event, at) : sample(event);
  define(payload, 'createdAt', at.toISOString());
  merge(payload, options.merge ?? {});
  const body = JSON.stringify(payload);
  const { key = KEY } = options;
  const headers = {
    [SIGNATURE_HEADER]: (typeof key === 'string' ? new SigningKey(key) : key).sign(body),
    'content-type': 'application/json',
    'user-agent': 'Logto (https://logto.io/)',
  };
  return { body, headers, request: (url) => new Request(url, { method: 'POST', headers, body }) };
}

function sample(event: string): Payload {
  const row = EVENTS.find(({ name, variant }) => name === event || variant === event);
  const text = row && SAMPLES[row.variant];
  if (text === undefined) throw unknown(event);
  return JSON.parse(text) as Payload;
}

function testPayload(event: string, at: Date): Payload {
  const name = EVENTS.find(({ name, variant }) => name === event || variant === event)?.name;
  if (name === undefined) throw unknown(event);
  const payload = JSON.parse(TESTS[name] === 'user' ? TEST_OF_A_USER : TEST_OF_DATA) as Payload;
  const times = { lastSignInAt: at.getTime(), createdAt: at.getTime(), updatedAt: at.getTime() };
  merge(payload, { event: name, ...(payload['user'] === undefined ? {} : { user: times }) });
  return payload;
}

function unknown(event: string): TypeError {
  return new TypeError(`expected the name of an event, as User.Created, or of a variant, found ${String(event)}`);
}

type Payload = Record<string, unknown>;

function merge(into: Payload, changes: JsonObject): void {
  for (const [key, value] of Object.entries(changes)) {
    const found = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isA('Object', found) && isA('Object', value)) merge(found as Payload, value as JsonObject);
    else define(into, key, value);
  }
}
