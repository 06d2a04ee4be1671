import { engine } from '#engine';

import { makeWellFormed } from './core/json.js';
import type { Reading } from './engine/engine.js';
import { WebhookError } from './errors.js';
import type { UnknownEvent, UnreadableEvent } from './event-base.js';
import { INSPECT, type Inspect } from './inspect.js';
import type { System } from './system.js';

/** Which of the keys made the signature. */
export interface MatchedKey {
  /** The key's place among those that the `Webhook` was given, from 0. */
  readonly index: number;
  /** The name that the key was given. */
  readonly name: string | undefined;
  /** The hook that the key was said to belong to. */
  readonly hook: string | undefined;
}

/** What every delivery has, of whatever system. */
export interface Base {
  /** The delivery's identity: what the sender calls it, or the SHA-256 of the body in hexadecimal. */
  readonly id: string;
  /** The identity of what happened. */
  readonly occurrenceId: string;
  /** The bytes that were signed: those that were handed over, not a copy. */
  readonly raw: Uint8Array;
  /** When the sender put the payload together, if it says so readably. */
  readonly createdAt: Date | null;
  /** The key that matched; `null` after `Delivery.parseAlreadyVerified`. */
  readonly key: MatchedKey | null;
  /** What a log may have: names and ids, nothing of a person's. */
  toJSON(): object;
}

/** A delivery of any system, of any kind: what adapters and guards ask of one. */
export interface AnyDelivery extends Base {
  readonly known: boolean;
  readonly kind: Reading['kind'];
  readonly name: string | null;
  readonly event: object;
  /** The hook for which the delivery was made, where the system tells it. */
  readonly hookId?: string | null | undefined;
}

/** What is of an event that this version knows. */
export interface Known<Name extends string, Event extends object> {
  readonly known: true;
  readonly kind: 'known';
  readonly name: Name;
  readonly event: Event;
}

/** What is of an event that this version does not know. */
export interface Unknown {
  readonly known: false;
  readonly kind: 'unknown';
  readonly name: string;
  readonly event: UnknownEvent;
}

/** What is of a known event in an unexpected shape. */
export interface Unreadable {
  readonly known: false;
  readonly kind: 'unreadable';
  readonly name: string;
  readonly event: UnreadableEvent;
}

/** What is genuine, but not a webhook. */
export interface Invalid {
  readonly known: false;
  readonly kind: 'invalid';
  readonly name: null;
  /** @throws {PayloadError} `payload_invalid`. */
  readonly event: never;
}

/**
 * Of a system's deliveries those that reach a handler: never a test payload, and always a webhook. Which system it is, the
 * webhook says: a handler cannot make it another.
 */
export type Real<Delivery extends AnyDelivery> = NoInfer<Exclude<Delivery, { readonly kind: 'test' | 'invalid' }>>;

/** Of a system's deliveries those with which the sender tries an endpoint. */
export type Test<Delivery extends AnyDelivery> = Extract<Delivery, { readonly kind: 'test' }>;

/** @internal */
export function deliveryOf<Delivery extends AnyDelivery>(
  system: System,
  raw: Uint8Array,
  key: MatchedKey | null,
): Delivery {
  return new Genuine(system, raw, key) as AnyDelivery as Delivery;
}

/** Everything but the bytes is read when it is first asked for. */
class Genuine {
  readonly #system: System;
  #reading: Reading | undefined;
  #event: object | undefined;

  constructor(
    system: System,
    readonly raw: Uint8Array,
    readonly key: MatchedKey | null,
  ) {
    this.#system = system;
  }

  get id(): string {
    return engine.id(this.#system, this.raw);
  }

  get occurrenceId(): string {
    return engine.occurrenceId(this.#system, this.raw);
  }

  get name(): string | null {
    return this.#read().name;
  }

  get hookId(): string | null | undefined {
    return this.#system.keys.hook === null ? undefined : this.#read().hookId;
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
    return `Delivery ${inspect(told(this.toJSON()), options)}`;
  }

  #read(): Reading {
    return (this.#reading ??= engine.read(this.#system, this.raw));
  }
}

const IDS = ['userId', 'organizationId', 'roleId', 'organizationRoleId'] as const;
const BESIDE = ['name', 'variant', ...IDS] as const;

/** The payload as it came; a known event's has its name, its variant and whom it is about beside its own members. */
function eventOf(reading: Reading, raw: Uint8Array): object {
  const { kind, name, path, reason } = reading;
  if (kind === 'invalid') throw WebhookError.of('payload_invalid', reason ?? '');
  const payload = payloadOf(raw);
  if (kind === 'unreadable') return shown({ name, path, reason, payload });
  if (kind !== 'known') return shown({ name, payload });
  for (const member of BESIDE) if (reading[member] !== undefined) payload[member] = reading[member];
  return shown(payload);
}

/** Without what is not told. */
function told(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
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
    const parts = Object.fromEntries(members.map((member) => [member, this[member]]));
    return `Event ${inspect(told(parts), options)}`;
  },
};
