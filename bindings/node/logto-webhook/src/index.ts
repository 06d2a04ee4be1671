/**
 * Proves that a webhook delivery comes from Logto, and gives it to you typed.
 *
 * ```ts
 * const webhook = new Webhook();
 * const delivery = webhook.verify(request.headers, rawBody);
 * if (delivery.known) switch (delivery.event.name) { … }
 * ```
 *
 * `logto-webhook/platform` does the same for the webhooks of the platform's API.
 *
 * @module
 */
export * from './common.js';
export { Outcome } from './endpoint/outcome.js';
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
