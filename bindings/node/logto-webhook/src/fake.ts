import { define } from './core/json.js';
import type { EventRow } from './core/tables.js';
import type { JsonObject } from './event-base.js';
import { SigningKey } from './signing-key.js';
import type { System } from './system.js';
import { isA } from './types-of-values.js';

/** How a delivery is made. */
export interface FakeOptions {
  /** What signs: `KEY` unless it is set. */
  readonly key?: string | SigningKey;
  /** What goes into the payload, objects into objects, under the sender's own keys. What is there already keeps its place. */
  readonly merge?: JsonObject;
  /** When it was made: now unless it is set. */
  readonly createdAt?: Date;
}

/** What is sent. */
export interface FakeDelivery {
  /** The raw body. */
  readonly body: string;
  /** The headers, with the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole as a request. */
  request(url: string | URL): Request;
}

/** A payload that is still being made. */
export type Payload = Record<string, unknown>;

/** The row of an event, by its name or by a variant's. */
export function rowOf(event: string, rows: readonly EventRow[]): EventRow {
  const row = rows.find(({ name, variant }) => name === event || variant === event);
  if (row !== undefined) return row;
  const example = rows[0]!.name;
  throw new TypeError(`expected the name of an event, as ${example}, or of a variant, found ${String(event)}`);
}

export function sampleOf({ variant }: EventRow, samples: Readonly<Record<string, string>>): Payload {
  return JSON.parse(samples[variant]!) as Payload;
}

/** Writes a payload compactly, with what goes into it, and signs it. */
export function signed(
  { signatureHeader }: System,
  payload: Payload,
  changes: JsonObject | undefined,
  key: string | SigningKey,
  otherHeaders: Readonly<Record<string, string>> = {},
): FakeDelivery {
  merge(payload, changes ?? {});
  const body = JSON.stringify(payload);
  const headers = {
    [signatureHeader]: (typeof key === 'string' ? new SigningKey(key) : key).sign(body),
    'content-type': 'application/json',
    ...otherHeaders,
  };
  return { body, headers, request: (url) => new Request(url, { method: 'POST', headers, body }) };
}

export function merge(into: Payload, changes: JsonObject): void {
  for (const [key, value] of Object.entries(changes)) {
    const found = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isA('Object', found) && isA('Object', value)) merge(found as Payload, value as JsonObject);
    else define(into, key, value);
  }
}
