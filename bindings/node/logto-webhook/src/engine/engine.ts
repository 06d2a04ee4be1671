import type { System } from '../system.js';

/** Which implementation runs: the crate itself, JavaScript on `node:crypto`, or JavaScript on `@noble/hashes`. */
export type EngineName = 'native' | 'node' | 'edge';

/** The signature header: its one value, how many there are instead, or of what type it is. */
export type Signature = string | { readonly count: number } | { readonly otherType: string };

/** A key as an engine keeps it. */
export type Key = object;

/** What verifies under some keys. It gives the index of the key that matched, or throws a `WebhookError`. */
export interface Verifier {
  /** Checks size and signature. */
  verify(signature: Signature, body: Uint8Array): number;
  /** Checks the window, too, around `now` in milliseconds since 1970. */
  verifyAt(signature: Signature, body: Uint8Array, now: number): number;
}

/** The window and the limit of a verifier. */
export interface Limits {
  readonly bodyLimit: number;
  readonly window: { readonly pastMs: number; readonly futureMs: number } | undefined;
}

/** What an event tells of itself, apart from the payload. */
export interface Told {
  readonly kind: 'known' | 'test' | 'unknown' | 'unreadable' | 'invalid';
  /** Of what is known, where a route can give an event another shape. */
  readonly variant?: string | undefined;
  readonly userId?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly roleId?: string | undefined;
  readonly organizationRoleId?: string | undefined;
  /** Of what is unreadable. */
  readonly path?: string | undefined;
  /** Of what is unreadable, and the message of what is invalid. */
  readonly reason?: string | undefined;
}

/** What genuine bytes say. */
export interface Reading extends Told {
  /** The event's name; `null` for what is invalid. */
  readonly name: string | null;
  readonly hookId: string | null;
  /** In milliseconds since 1970. */
  readonly createdAt: number | null;
}

/** What runs: everything that decides about a delivery of either system. */
export interface Engine {
  readonly name: EngineName;
  /** Takes a key as it is shown, or any bytes. */
  key(secret: string | Uint8Array): Key;
  /** Signs a body: 64 hexadecimal digits. */
  sign(key: Key, body: Uint8Array): string;
  /** Refuses a body by its size alone. */
  checkSize(bodyLimit: number, bytes: number): void;
  verifier(system: System, keys: readonly Key[], limits: Limits): Verifier;
  read(system: System, body: Uint8Array): Reading;
  id(system: System, body: Uint8Array): string;
  occurrenceId(system: System, body: Uint8Array): string;
}
