import type { Payload } from './core/payload.js';
import type { Told } from './engine/engine.js';

/** The members that all payloads of a system have, by their keys. */
export interface Keys {
  readonly name: string;
  readonly createdAt: string;
  /** The delivery's own identity, where the sender gives it one. */
  readonly id: string | null;
  /** The one that differs from hook to hook. */
  readonly hook: string | null;
}

/**
 * A system that sends webhooks: all that differs from one to another, for what is the same in both. The crate has it as
 * its trait of this name; what stands here beside the name and the header is for runtimes without the crate.
 */
export interface System {
  /** By this name the crate is asked for it. */
  readonly name: 'logto' | 'platform';
  /** The header that carries the signature, in lower case. */
  readonly signatureHeader: string;
  readonly keys: Keys;
  /** How its payloads begin: bytes that begin in another way were written by somebody else. */
  readonly beginnings: readonly string[];
  /** What happened, by a payload that is a webhook. */
  read(payload: Payload): Told;
  /** What may be wrong with keys that do not match, where the body is well. */
  hintOnKeys(keys: readonly { readonly hasLogtoForm: boolean }[]): string;
}
