import { bytesOf, type RawBody } from '../body.js';
import { deliveryOf, type Base, type Invalid, type Known, type Unknown, type Unreadable } from '../delivery.js';
import type { Event, EventName, TestEvent } from './events.js';
import { LOGTO } from './system.js';

/** What every delivery has. */
export interface DeliveryBase extends Base {
  /** The delivery's identity: the SHA-256 of the body in hexadecimal. Logto sends none; its retries have the same. */
  readonly id: string;
  /** The identity of what happened: the same for every hook that tells of it. */
  readonly occurrenceId: string;
  /** The hook for which the delivery was made. */
  readonly hookId: string | null;
}

/** A delivery of an event that this version knows. */
export interface KnownDelivery extends DeliveryBase, Known<EventName, Event> {}

/** Logto's test payload: nothing happened. */
export interface TestDelivery extends DeliveryBase {
  readonly known: false;
  readonly kind: 'test';
  readonly name: string;
  readonly event: TestEvent;
}

/** A delivery of an event that this version does not know. */
export interface UnknownDelivery extends DeliveryBase, Unknown {}

/** A delivery of a known event in an unexpected shape. */
export interface UnreadableDelivery extends DeliveryBase, Unreadable {}

/** Genuine, but not a webhook: not JSON, not an object, without an event, or with a key twice. */
export interface InvalidDelivery extends DeliveryBase, Invalid {}

/** A delivery that is proved genuine: its bytes, and what they say. `known` and `kind` narrow it. */
export type Delivery = KnownDelivery | TestDelivery | UnknownDelivery | UnreadableDelivery | InvalidDelivery;

/** What a handler gets: never a test payload, and always a webhook. */
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
    return deliveryOf(LOGTO, bytesOf(body), null);
  },
};
