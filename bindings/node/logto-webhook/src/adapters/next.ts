/**
 * For route handlers of Next's App Router, in the runtime of Node and at the edge.
 *
 * ```ts
 * export const { POST, GET } = logtoRoute({ onEvent: (delivery) => console.log(delivery.name) });
 * ```
 *
 * @module
 */
import type { AnyDelivery } from '../delivery.js';
import type { WaitUntil } from '../endpoint/handling.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';
import { logtoFetch, type FetchOptions } from './fetch.js';

export type { Answer } from '../endpoint/answer.js';
export type { EndpointOptions } from '../endpoint/endpoint.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** How deliveries are received. */
export interface RouteOptions<Delivery extends AnyDelivery = OfLogto> extends Omit<
  FetchOptions<Delivery>,
  'respondBefore'
> {
  /**
   * Give `after` of `next/server`: it answers 200 as soon as a delivery is genuine, and handles it after. For handlers that may
   * take longer than Logto waits, 10 s; Logto then counts the delivery as done whatever the handler does.
   */
  readonly respondBefore?: WaitUntil;
}

/** What a `route.ts` exports. Next answers the other methods with 405 by itself. */
export interface Route {
  readonly POST: (request: Request) => Promise<Response>;
  /** A GET with a signature is a delivery which a redirect cut short. */
  readonly GET: (request: Request) => Promise<Response>;
}

/** Receives deliveries in a route handler. Nothing is read of the environment before the first request, so that builds pass. */
export function logtoRoute<Delivery extends AnyDelivery = OfLogto>(options: RouteOptions<Delivery>): Route {
  const receive = logtoFetch(options);
  const handler = (request: Request) => receive(request);
  return { POST: handler, GET: handler };
}
