import { CODES, ERROR_HEADER } from '../core/tables.js';
import type { Code } from '../errors.js';

/**
 * What an endpoint answers without its handler: that all is well, or an error's code. The code is all that a peer is
 * told; the message goes to `onOutcome`. Logto keeps the answer with the hook's log, so that its Console shows the code.
 */
export interface Answer {
  /** The code with which it refuses; `null` where all is well. */
  readonly code: Code | null;
  readonly status: number;
  /** Names, in lower case, and values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there is nothing to tell. */
  readonly body: string;
}

/** 200 and nothing more: a test payload, or a delivery that is handled later. */
export const OK: Answer = { code: null, status: 200, headers: {}, body: '' };

/** Refuses with a code. */
export function answerOf(code: Code): Answer {
  const { status } = CODES[code];
  const allow = status === 405 ? { allow: 'POST' } : {};
  return {
    code,
    status,
    headers: { 'content-type': 'application/json', [ERROR_HEADER]: code, ...allow },
    body: JSON.stringify({ error: { code } }),
  };
}

/** The headers that a refusal adds to a handler's own answer. */
export function marksOf({ headers }: Answer): Record<string, string> {
  const { 'content-type': _, ...marks } = headers;
  return marks;
}
