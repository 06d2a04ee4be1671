import { engine } from '#engine';

import { bytesOf, type RawBody } from './body.js';
import { makeWellFormed } from './core/json.js';
import type { Reading } from './engine/engine.js';
import { WebhookError } from './errors.js';
import type { Event, EventName, TestEvent, UnknownEvent, UnreadableEvent } from './events.js';
import { INSPECT, type Inspect } from './inspect.js';

/** Which of the keys made the signature. */
export interface MatchedKey {
  /** The key's place among those that the `Webhook` was given, from 0. */
  readonly index: number;
  /** The name that the key was given. */
  readonly name: string | undefined;
  /** The hook that the key was said to belong to. */
  readonly hook: string | undefined;
}

/** What every delivery has. */
export interface DeliveryBase {
  /** The delivery's identity: the SHA-256 of the body in hexadecimal. Logto sends none; its retries have the same. */
  readonly id: string;
  /** The identity of what happened: the same for every hook that tells of it. */
  readonly occurrenceId: string;
  /** The bytes that were signed: those that were handed over, not a copy. */
  readonly raw: Uint8Array;
  /** The hook for which the delivery was made. */
  readonly hookId: string | null;
  /** When Logto put the payload together, if it says so readably. */
  readonly createdAt: Date | null;
  /** The key that matched; `null` after `Delivery.parseAlreadyVerified`. */
  readonly key: MatchedKey | null;
  /** What a log may have: names and ids, nothing of a person's. */
  toJSON(): object;
}

/** A delivery of an event that this version knows. */
export interface KnownDelivery extends DeliveryBase {
  readonly known: true;
  readonly kind: 'known';
  readonly name: EventName;
  readonly event: Event;
}

/** Logto's test payload: nothing happened. */
export interface TestDelivery extends DeliveryBase {
  readonly known: false;
  readonly kind: 'test';
  readonly name: string;
  readonly event: TestEvent;
}

/** A delivery of an event that this version does not know. */
export interface UnknownDelivery extends DeliveryBase {
  readonly known: false;
  readonly kind: 'unknown';
  readonly name: string;
  readonly event: UnknownEvent;
}

/** A delivery of a known event in an unexpected shape. */
export interface UnreadableDelivery extends DeliveryBase {
  readonly known: false;
  readonly kind: 'unreadable';
  readonly name: string;
  readonly event: UnreadableEvent;
}

/** Genuine, but not a webhook: not JSON, not an object, without an event, or with a key twice. */
export interface InvalidDelivery extends DeliveryBase {
  readonly known: false;
  readonly kind: 'invalid';
  readonly name: null;
  /** @throws {PayloadError} `payload_invalid`. */
  readonly event: never;
}

/** A delivery that is proved genuine: its bytes, and what they say. `known` and `kind` narrow it. */
export type Delivery = KnownDelivery | TestDelivery | UnknownDelivery | UnreadableDelivery | InvalidDelivery;

/**
 * There are two ways to have a delivery: `Webhook.verify`, and `Delivery.parseAlreadyVerified`, which is named so that a
 * reviewer stops there.
 */
export const Delivery = {
  /**
   * Takes bytes that were verified earlier, as a worker does that reads them from a queue of yours.
   *
   * Nothing is checked: whoever can write to that queue can say anything.
   */
  parseAlreadyVerified(body: RawBody): Delivery {
    return deliveryOf(bytesOf(body), null);
  },
};

/** @internal */
export function deliveryOf(raw: Uint8Array, key: MatchedKey | null): Delivery {
  return new Genuine(raw, key) as unknown as Delivery;
}

/** Everything but the bytes is read when it is first asked for. */
class Genuine {
  #reading: Reading | undefined;
  #event: object | undefined;

  constructor(
    readonly raw: Uint8Array,
    readonly key: MatchedKey | null,
  ) {}

  get id(): string {
    return engine.id(this.raw);
  }

  get occurrenceId(): string {
    return engine.occurrenceId(this.raw);
  }

  get name(): string | null {
    return this.#read().name;
  }

  get hookId(): string | null {
    return this.#read().hookId;
  }

  get createdAt(): Date | null {
    const at = this.#read().createdAt;
    return at === null ? null : new Date(at);
  }

  get kind(): Reading['kind'] {
    return this.#read().kind;
  }

  get known(): boolean {
    return this.kind === 'known';
  }

  get event(): object {
    return (this.#event ??= eventOf(this.#read(), this.raw));
  }

  toJSON(): object {
    const { id, name, kind, hookId, createdAt, key } = this;
    return { id, name, kind, hookId, createdAt, key };
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `Delivery ${inspect(this.toJSON(), options)}`;
  }

  #read(): Reading {
    return (this.#reading ??= engine.read(this.raw));
  }
}

const IDS = ['userId', 'organizationId', 'roleId', 'organizationRoleId'] as const;

/** The payload as it came; a known event's has its name, its variant and whom it is about beside its own members. */
function eventOf(reading: Reading, raw: Uint8Array): object {
  const { kind, name, variant, path, reason } = reading;
  if (kind === 'invalid') throw WebhookError.of('payload_invalid', reason ?? '');
  const payload = payloadOf(raw);
  if (kind === 'unreadable') return shown({ name, path, reason, payload });
  if (kind !== 'known') return shown({ name, payload });
  const event = Object.assign(payload, { name, variant });
  for (const id of IDS) if (reading[id] !== undefined) event[id] = reading[id];
  return shown(event);
}

function payloadOf(raw: Uint8Array): Record<string, unknown> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw);
  const payload = JSON.parse(text) as Record<string, unknown>;
  // Only an escape can make a lone surrogate of UTF-8.
  if (/\\u[dD][89a-fA-F]/.test(text)) makeWellFormed(payload);
  return payload;
}

/** Lets `console.log` show names and ids: the rest can be someone's data. */
function shown(event: object): object {
  return Object.defineProperty(event, INSPECT, SHOWN);
}

const SHOWN = {
  value(this: Record<string, unknown>, _depth: number, options: object, inspect: Inspect): string {
    const members = Object.hasOwn(this, 'payload') ? ['name', 'path', 'reason'] : ['name', ...IDS];
    const parts = members.filter((member) => this[member] !== undefined).map((member) => [member, this[member]]);
    return `Event ${inspect(Object.fromEntries(parts), options)}`;
  },
};
