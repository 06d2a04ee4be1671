import type { Engine, EngineName, Limits, Reading, Signature, Verifier } from '../engine/engine.js';
import { WebhookError } from '../errors.js';
import type { System } from '../system.js';
import { Payload } from './payload.js';
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
    checkSize,
    verifier: (system, keys, limits) => new CoreVerifier(system, keys as readonly CoreKey[], limits),
    read,
    id({ keys }, body) {
      if (keys.id === null) return hashes.sha256(body);
      const payload = Payload.parse(body, keys);
      return payload instanceof WebhookError ? hashes.sha256(body) : (payload.id ?? hashes.sha256(body));
    },
    occurrenceId({ keys }, body) {
      const payload = Payload.parse(body, keys);
      if (payload instanceof WebhookError) return hashes.sha256(body);
      return payload.id ?? hashes.sha256(new TextEncoder().encode(payload.withoutHook()));
    },
  };
}

/** Reads what genuine bytes say. */
function read(system: System, body: Uint8Array): Reading {
  const payload = Payload.parse(body, system.keys);
  if (payload instanceof WebhookError) {
    return { kind: 'invalid', name: null, hookId: null, createdAt: null, reason: payload.message };
  }
  const { name, hookId, createdAt } = payload;
  return { name, hookId, createdAt, ...system.read(payload) };
}

class CoreVerifier implements Verifier {
  constructor(
    private readonly system: System,
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
    throw mismatch(this.system, this.keys, body);
  }

  verifyAt(signature: Signature, body: Uint8Array, now: number): number {
    const index = this.verify(signature, body);
    if (this.limits.window === undefined) return index;
    const payload = Payload.parse(body, this.system.keys);
    const createdAt = payload instanceof WebhookError ? null : payload.createdAt;
    checkWindow(this.limits.window, createdAt, this.system.keys.createdAt, now);
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
