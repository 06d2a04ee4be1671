/**
 * Proves that a webhook delivery comes from Logto, and gives it to you typed.
 *
 * ```ts
 * const webhook = new Webhook();
 * const delivery = webhook.verify(request.headers, rawBody);
 * if (delivery.known) switch (delivery.event.name) { … }
 * ```
 *
 * @module
 */
import { engine as running } from '#engine';

import type { EngineName } from './engine/engine.js';

export type { RawBody } from './body.js';
export { ERROR_HEADER, SIGNING_KEY_VARIABLE } from './core/tables.js';
export type { Window } from './core/window.js';
export type { AnyDelivery, MatchedKey } from './delivery.js';
export type { Answer } from './endpoint/answer.js';
export { Outcome } from './endpoint/outcome.js';
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
export { Delivery } from './logto/delivery.js';
export type {
  DeliveryBase,
  InvalidDelivery,
  KnownDelivery,
  RealDelivery,
  TestDelivery,
  UnknownDelivery,
  UnreadableDelivery,
} from './logto/delivery.js';
export type * from './logto/events.js';
export { SIGNATURE_HEADER } from './logto/tables.js';
export { Webhook } from './logto/webhook.js';
export { SigningKey } from './signing-key.js';
export type { KeyLabels, Keys } from './signing-key.js';
export type { KeySource, VerifyOptions, WebhookOf, WebhookOptions } from './webhook.js';

/** Which implementation runs: `native` is the crate itself, `node` and `edge` are JavaScript. */
export const engine: EngineName = running.name;
