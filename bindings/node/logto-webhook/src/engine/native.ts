import type { NativeModule, Refusal } from '../../native.cjs';
import { WebhookError, type Code } from '../errors.js';
import type { Engine, Key, Limits, Reading, Signature, Verifier } from './engine.js';

/** The crate itself. */
export function nativeEngine(native: NativeModule): Engine {
  const numbers = { logto: native.System.Logto, platform: native.System.Platform };
  return {
    name: 'native',
    key: (secret) => orThrow(typeof secret === 'string' ? native.key(secret) : native.keyOfBytes(secret)),
    sign: (key, body) => native.sign(key, body),
    checkSize(bodyLimit, bytes) {
      const refusal = native.checkSize(bodyLimit, bytes);
      if (refusal !== null) throw thrown(refusal);
    },
    verifier: (system, keys, limits) => new NativeVerifier(native, numbers[system.name], keys, limits),
    read: (system, body) => JSON.parse(native.read(numbers[system.name], body)) as Reading,
    id: (system, body) => native.id(numbers[system.name], body),
    occurrenceId: (system, body) => native.occurrenceId(numbers[system.name], body),
  };
}

class NativeVerifier implements Verifier {
  private readonly verifier: object;

  constructor(
    private readonly native: NativeModule,
    system: number,
    keys: readonly Key[],
    { bodyLimit, window }: Limits,
  ) {
    this.verifier = orThrow(native.verifier(system, [...keys], bodyLimit, window?.pastMs, window?.futureMs));
  }

  verify(signature: Signature, body: Uint8Array): number {
    if (typeof signature !== 'string') throw this.refused(signature, body);
    const found = this.native.verify(this.verifier, signature, body);
    if (typeof found !== 'number') throw thrown(found);
    return found;
  }

  verifyAt(signature: Signature, body: Uint8Array, now: number): number {
    if (typeof signature !== 'string') throw this.refused(signature, body);
    const found = this.native.verifyAt(this.verifier, signature, body, now);
    if (typeof found !== 'number') throw thrown(found);
    return found;
  }

  private refused(signature: Exclude<Signature, string>, body: Uint8Array): WebhookError {
    const [count, otherType] = 'count' in signature ? [signature.count] : [1, signature.otherType];
    return thrown(this.native.refuse(this.verifier, count, otherType, body));
  }
}

/** What the native module gives; an error that it gives instead is thrown. */
function orThrow(given: object): object {
  if (isRefusal(given)) throw thrown(given);
  return given;
}

function isRefusal(given: object): given is Refusal {
  return Object.hasOwn(given, 'code');
}

function thrown({ code, message }: Refusal): WebhookError {
  return WebhookError.of(code as Code, message);
}
