import { engine } from '#engine';

import { bytesOf, type RawBody } from './body.js';
import { DEFAULT_BODY_LIMIT } from './core/tables.js';
import type { Window } from './core/window.js';
import { deliveryOf, type AnyDelivery, type MatchedKey } from './delivery.js';
import type { Verifier } from './engine/engine.js';
import { bodyEncoded } from './errors.js';
import { signatureOf, type HeadersLike } from './headers.js';
import { INSPECT, type Inspect } from './inspect.js';
import { signingKeys, SigningKey, type Keys } from './signing-key.js';
import type { System } from './system.js';
import { wholeNumber } from './types-of-values.js';

/** How a `Webhook` verifies. */
export interface WebhookOptions {
  /** The largest body that is accepted, in bytes: 4 MiB unless it is set. Users' custom data can grow an event. */
  readonly bodyLimit?: number;
  /**
   * Accepts only deliveries that were made within a window around now. Off by default: a retry carries the old time too,
   * and an endpoint that was down for longer than the window loses events.
   */
  readonly window?: Window;
}

/** What one call of `verify` can be told. */
export interface VerifyOptions {
  /** When the delivery came, where it waited in a queue: the window is laid around that time. `Date.now()` unless set. */
  readonly now?: Date | number;
}

/** One key or several, or a function that gives them at each delivery; the function must not be asynchronous. */
export type KeySource = Keys | (() => Keys);

/** What every `Webhook` does, of whatever system: `Delivery` is what it proves genuine. */
export abstract class WebhookOf<Delivery extends AnyDelivery> {
  /** The header that carries the signature, in lower case. */
  readonly signatureHeader: string;
  /** The largest body that is accepted, in bytes. */
  readonly bodyLimit: number;
  /** The window around now in which deliveries are accepted, where one is set. */
  readonly window: Window | undefined;
  readonly #system: System;
  #source: KeySource;
  #verifying: Verifying | undefined;

  /** @internal */
  protected constructor(system: System, keys: KeySource, options: WebhookOptions = {}) {
    this.#system = system;
    this.signatureHeader = system.signatureHeader;
    this.bodyLimit = wholeNumber('bodyLimit', options.bodyLimit ?? DEFAULT_BODY_LIMIT);
    this.window = options.window && checked(options.window);
    this.#source = keys;
    if (typeof keys !== 'function') this.#verifying = this.#make(keys);
  }

  /**
   * Proves that a delivery is genuine. It is synchronous on every runtime.
   *
   * Takes the signature header's value, or the headers: Node's object, a `Headers`, pairs. The body must be the raw
   * bytes of the request: JSON that was parsed and written again has another signature.
   *
   * @throws {WebhookError} With `code` and `status`.
   */
  verify(headers: HeadersLike, body: RawBody, options?: VerifyOptions): Delivery {
    const bytes = bytesOf(body);
    const signature = signatureOf(headers, this.signatureHeader);
    if (signature === null) throw bodyEncoded();
    const { verifier, keys } = this.#current();
    const index =
      this.window === undefined
        ? verifier.verify(signature, bytes)
        : verifier.verifyAt(signature, bytes, millis(options?.now));
    return deliveryOf(this.#system, bytes, keys[index]!);
  }

  /** Replaces the keys, for whoever shares this `Webhook`. */
  replaceKeys(keys: KeySource): void {
    this.#verifying = typeof keys === 'function' ? undefined : this.#make(keys);
    this.#source = keys;
  }

  /**
   * Refuses a body by its size alone, as `verify` does: for what reads a request piece by piece.
   *
   * @throws {BodyError} `body_too_large`.
   */
  checkSize(bytes: number): void {
    engine.checkSize(this.bodyLimit, bytes);
  }

  #current(): Verifying {
    const source = this.#source;
    if (typeof source !== 'function' || (source === fromEnvironment && this.#verifying)) return this.#verifying!;
    const given = source();
    if (this.#verifying !== undefined && areSame(this.#verifying.given, given)) return this.#verifying;
    return (this.#verifying = this.#make(given));
  }

  #make(given: Keys): Verifying {
    const keys = signingKeys(given);
    const limits = { bodyLimit: this.bodyLimit, window: this.window };
    const verifier = engine.verifier(this.#system, keys.map(SigningKey.keyOf), limits);
    const matched = keys.map(({ name, hook }, index) => Object.freeze({ index, name, hook }));
    return { given: Array.isArray(given) ? [...(given as [])] : given, verifier, keys: matched };
  }

  /** Says nothing of the keys. */
  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `Webhook ${inspect({ bodyLimit: this.bodyLimit, window: this.window }, options)}`;
  }
}

interface Verifying {
  readonly given: Keys;
  readonly verifier: Verifier;
  readonly keys: readonly MatchedKey[];
}

/** The key of the environment, which is looked for once. @internal */
export function fromEnvironment(): Keys {
  return SigningKey.fromEnv();
}

/** Whether a function gave the same keys again, of which all is prepared. */
function areSame(before: Keys, now: Keys): boolean {
  if (!Array.isArray(before) || !Array.isArray(now)) return before === now;
  return before.length === now.length && before.every((key, at) => key === now[at]);
}

function millis(now: Date | number | undefined): number {
  const at = now === undefined ? Date.now() : Number(now);
  if (!Number.isFinite(at))
    throw new TypeError('expected `now` as a Date or as milliseconds since 1970, found no time');
  return at;
}

function checked({ pastMs, futureMs }: Window): Window {
  return Object.freeze({
    pastMs: wholeNumber('window.pastMs', pastMs),
    futureMs: wholeNumber('window.futureMs', futureMs),
  });
}
