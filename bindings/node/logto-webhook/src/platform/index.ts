/**
 * The webhooks of the platform's API (`/api/v1/webhooks`): the same proof, for deliveries of another system.
 *
 * ```ts
 * const webhook = new Webhook(secret); // as it was shown when the webhook was made, whole
 * const delivery = webhook.verify(request.headers, rawBody);
 * if (delivery.known) switch (delivery.event.type) { … }
 * ```
 *
 * All that takes a `webhook` takes this one: the adapters, which then give their handlers this module's deliveries, and the
 * replay guard. What differs from Logto: the header, the payloads, and that the platform gives each delivery an id, which
 * `delivery.id` is. It has no payload for tests: its test sends an event as any other.
 *
 * `system.ts` says to all of this package how the platform is to be taken; `tables.ts`, `events.ts` and `samples.ts` are
 * made of the crate's types.
 *
 * @module
 */
import type { Outcome as OutcomeOf } from '../endpoint/outcome.js';
import type { Delivery } from './delivery.js';

export * from '../common.js';
export { Delivery } from './delivery.js';
export type {
  DeliveryBase,
  InvalidDelivery,
  KnownDelivery,
  RealDelivery,
  UnknownDelivery,
  UnreadableDelivery,
} from './delivery.js';
export type * from './events.js';
export { SIGNATURE_HEADER } from './tables.js';
export { Webhook } from './webhook.js';

/** What became of a request: what `onOutcome` of an adapter is told. */
export type Outcome = OutcomeOf<Delivery>;
