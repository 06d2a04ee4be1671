// What is the same for every system: both entries of the package give it.

import { engine as running } from '#engine';

import type { EngineName } from './engine/engine.js';

export type { RawBody } from './body.js';
export { ERROR_HEADER, SIGNING_KEY_VARIABLE } from './core/tables.js';
export type { Window } from './core/window.js';
export type { AnyDelivery, MatchedKey } from './delivery.js';
export type { Answer } from './endpoint/answer.js';
export type { OutcomeKind } from './endpoint/outcome.js';
export type { EngineName } from './engine/engine.js';
export {
  BodyError,
  BodyTypeError,
  HandlerError,
  MethodError,
  PayloadError,
  ReplayError,
  SignatureError,
  SigningKeyError,
  TimestampError,
  WebhookError,
} from './errors.js';
export type { Action, Code } from './errors.js';
export type { HeadersLike } from './headers.js';
export { SigningKey } from './signing-key.js';
export type { KeyLabels, Keys } from './signing-key.js';
export type { KeySource, VerifyOptions, WebhookOf, WebhookOptions } from './webhook.js';

/** Which implementation runs: `native` is the crate itself, `node` and `edge` are JavaScript. */
export const engine: EngineName = running.name;
