import { bytesOf, type RawBody } from '../body.js';
import { deliveryOf, type Base, type Invalid, type Known, type Unknown, type Unreadable } from '../delivery.js';
import type { Event, EventName } from './events.js';
import { PLATFORM } from './system.js';

/** What every delivery has. */
export interface DeliveryBase extends Base {
  /**
   * The delivery's identity, as the platform gives it: `evt_…`. Its retries have the same. Of a payload that has none it
   * is the SHA-256 of the body in hexadecimal.
   */
  readonly id: string;
  /** The same: the platform tells one webhook of an event under one id. */
  readonly occurrenceId: string;
}

/** A delivery of an event that this version knows. */
export interface KnownDelivery extends DeliveryBase, Known<EventName, Event> {}

/** A delivery of an event that this version does not know. */
export interface UnknownDelivery extends DeliveryBase, Unknown {}

/** A delivery of a known event in an unexpected shape. */
export interface UnreadableDelivery extends DeliveryBase, Unreadable {}

/** Genuine, but not a webhook: not JSON, not an object, without a type, or with a key twice. */
export interface InvalidDelivery extends DeliveryBase, Invalid {}

/** A delivery that is proved genuine: its bytes, and what they say. `known` and `kind` narrow it. */
export type Delivery = KnownDelivery | UnknownDelivery | UnreadableDelivery | InvalidDelivery;

/** What a handler gets: always a webhook. */
export type RealDelivery = KnownDelivery | UnknownDelivery | UnreadableDelivery;

/**
 * There are two ways to have a delivery: `Webhook.verify`, and `Delivery.parseAlreadyVerified`, which is named so that a
 * reviewer stops there.
 */
export const Delivery = {
  /**
   * Takes bytes that were verified earlier, as a worker does that reads them from a queue of yours.
   *
   * Nothing is checked: whoever can write to that queue can say anything.
   */
  parseAlreadyVerified(body: RawBody): Delivery {
    return deliveryOf(PLATFORM, bytesOf(body), null);
  },
};
