import { engine } from '#engine';

import { bytesOf, isWellFormed, type RawBody } from './body.js';
import type { Key } from './engine/engine.js';
import { SIGNING_KEY_VARIABLE } from './core/tables.js';
import { INSPECT, type Inspect } from './inspect.js';
import { typeName } from './types-of-values.js';

/** What a key can be told with. Neither is secret. */
export interface KeyLabels {
  /** A name, so that logs can tell which of several keys matched. */
  readonly name?: string | undefined;
  /** The id of the hook that the key belongs to. It informs; it does not restrict what the key verifies. */
  readonly hook?: string | undefined;
}

/**
 * The key with which the deliveries of one hook are signed, used as it stands: what Logto shows as the hook's signing key,
 * 32 letters and digits, or the whole secret of a webhook of the platform, `whsec_…`. It is never printed.
 */
export class SigningKey {
  /** The name that the key was given. */
  readonly name: string | undefined;
  /** The hook that the key was said to belong to. */
  readonly hook: string | undefined;
  readonly #key: Key;

  /**
   * Takes the key as it was shown.
   *
   * @throws {SigningKeyError} `signing_key_empty`, `signing_key_whitespace`.
   */
  constructor(key: string | null | undefined, labels?: KeyLabels);
  /** @internal */
  constructor(key: Uint8Array, labels: KeyLabels | undefined, isRaw: typeof RAW);
  constructor(key: unknown, labels: KeyLabels = {}, isRaw?: typeof RAW) {
    this.#key = engine.key(isRaw === RAW ? (key as Uint8Array) : textOf(key));
    this.name = labels.name;
    this.hook = labels.hook;
  }

  /**
   * Takes any bytes but none at all, white space included.
   *
   * @throws {SigningKeyError} `signing_key_empty`.
   */
  static fromBytes(key: Uint8Array, labels?: KeyLabels): SigningKey {
    if (!ArrayBuffer.isView(key)) throw new TypeError(`expected the key's bytes, found ${typeName(key)}`);
    return new SigningKey(key, labels, RAW);
  }

  /**
   * Takes the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`.
   *
   * @throws {SigningKeyError} As the constructor; a variable that is not set is an empty key, never a reason to skip
   * verification.
   */
  static fromEnv(labels?: KeyLabels): SigningKey {
    return new SigningKey(environment(SIGNING_KEY_VARIABLE), labels);
  }

  /** Signs a body as the sender does: 64 hexadecimal digits. For tests, and for whoever sends. */
  sign(body: RawBody): string {
    return engine.sign(this.#key, bytesOf(body));
  }

  /** @internal */
  static keyOf(key: SigningKey): Key {
    return key.#key;
  }

  /** Shows the labels, and nothing of the key. */
  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `SigningKey ${inspect({ name: this.name, hook: this.hook }, options)}`;
  }
}

const RAW = Symbol('raw');

/** What is not set is an empty key, which is refused. */
function textOf(key: unknown): string {
  if (key === null || key === undefined) return '';
  if (typeof key === 'string' && isWellFormed(key)) return key;
  const found = typeof key === 'string' ? 'text that cannot be encoded as UTF-8' : typeName(key);
  throw new TypeError(
    `expected the webhook's signing key as text, a SigningKey, or several of these, found ${found}; for raw bytes there is SigningKey.fromBytes`,
  );
}

/** One key or several, of which any may have signed: several while a key is replaced. */
export type Keys = string | SigningKey | null | undefined | readonly (string | SigningKey | null | undefined)[];

/** Makes keys of what was given. */
export function signingKeys(given: Keys): SigningKey[] {
  const list = Array.isArray(given) ? given : given === null || given === undefined ? [] : [given];
  return list.map((key: unknown) => (key instanceof SigningKey ? key : new SigningKey(key as string)));
}

/** A variable of the environment, in runtimes that have one. Bundlers that put values in its place do not see it. */
function environment(variable: string): string | undefined {
  const { process, Deno } = globalThis as {
    process?: { env?: Record<string, string | undefined> };
    Deno?: { env?: { get?(name: string): string | undefined } };
  };
  return process?.env?.[variable] ?? Deno?.env?.get?.(variable);
}
