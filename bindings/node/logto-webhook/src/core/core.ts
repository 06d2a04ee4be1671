import type { Engine, EngineName, Limits, Signature, Verifier } from '../engine/engine.js';
import { WebhookError } from '../errors.js';
import { Payload } from './payload.js';
import { createdAtOf, read } from './read.js';
import { areEqual, bytesOfKey, digitsOf, emptyKey, hasLogtoForm, mismatch } from './signature.js';
import { MAX_KEYS } from './tables.js';
import { checkWindow } from './window.js';

/** The two functions that a runtime has, each giving lower-case hexadecimal digits. */
export interface Hashes {
  /** Prepares a key for HMAC-SHA256. */
  hmac(key: Uint8Array): (body: Uint8Array) => string;
  sha256(body: Uint8Array): string;
}

interface CoreKey {
  readonly sign: (body: Uint8Array) => string;
  readonly hasLogtoForm: boolean;
}

/** The rules of the crate in JavaScript, for runtimes without native code. The vectors of the project judge them. */
export function coreEngine(name: EngineName, hashes: Hashes): Engine {
  return {
    name,
    key(secret) {
      const bytes = bytesOfKey(secret);
      return { sign: hashes.hmac(bytes), hasLogtoForm: hasLogtoForm(bytes) } satisfies CoreKey;
    },
    sign: (key, body) => (key as CoreKey).sign(body),
    verifier: (keys, limits) => new CoreVerifier(keys as readonly CoreKey[], limits),
    checkSize,
    read,
    id: (body) => hashes.sha256(body),
    occurrenceId(body) {
      const payload = Payload.parse(body);
      return hashes.sha256(payload instanceof WebhookError ? body : new TextEncoder().encode(payload.withoutHook()));
    },
  };
}

class CoreVerifier implements Verifier {
  constructor(
    private readonly keys: readonly CoreKey[],
    private readonly limits: Limits,
  ) {
    if (keys.length === 0) throw emptyKey();
    if (keys.length > MAX_KEYS) throw tooMany();
  }

  verify(signature: Signature, body: Uint8Array): number {
    checkSize(this.limits.bodyLimit, body.length);
    const digits = digitsOf(signature);
    for (let index = 0; index < this.keys.length; index++) {
      if (areEqual(this.keys[index]!.sign(body), digits)) return index;
    }
    throw mismatch(
      body,
      this.keys.some((key) => key.hasLogtoForm),
    );
  }

  verifyAt(signature: Signature, body: Uint8Array, now: number): number {
    const index = this.verify(signature, body);
    if (this.limits.window !== undefined) checkWindow(this.limits.window, createdAtOf(body), now);
    return index;
  }
}

function checkSize(limit: number, bytes: number): void {
  if (bytes <= limit) return;
  throw WebhookError.of(
    'body_too_large',
    `expected at most ${limit} bytes, found ${bytes}; what users store is part of the payload: raise the webhook's body limit if yours store that much`,
  );
}

function tooMany(): WebhookError {
  return WebhookError.of(
    'signing_keys_too_many',
    `expected at most ${MAX_KEYS} signing keys, found more; drop those that no webhook uses any more`,
  );
}
