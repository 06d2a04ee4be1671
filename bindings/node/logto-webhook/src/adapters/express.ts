/**
 * For Express 5 and 4: a handler for a route.
 *
 * ```ts
 * app.all('/webhook', logtoExpress({ onEvent: (delivery) => console.log(delivery.name) }));
 * app.use(express.json()); // after it
 * ```
 *
 * @module
 */
import type { NextFunction, Request, Response } from 'express';

import type { AnyDelivery, Real } from '../delivery.js';
import { ServerEndpoint, type ServerOptions } from '../endpoint/exchange.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';
export type { ServerOptions } from '../endpoint/exchange.js';

/** How deliveries are received. */
export interface ExpressOptions<Delivery extends AnyDelivery = OfLogto> extends ServerOptions<Delivery> {
  /**
   * What handles a delivery. It answers by `response`, or not at all for 200. An answer of 2xx says that the work is done;
   * anything else, and what it throws, says that it is not. What it leaves to go on after it returned is not waited for.
   */
  readonly onEvent: (delivery: Real<Delivery>, request: Request, response: Response) => unknown;
}

const REMEDY =
  'route the webhook before `app.use(express.json())`, or let that keep the bytes: `express.json({ verify: (request, response, bytes) => { request.rawBody = bytes; } })`';

/**
 * Receives deliveries. Route every method to it, with `app.all`, before `app.use(express.json())`: a GET with a signature
 * is a delivery which a redirect cut short. What the handler throws goes to `next`.
 */
export function logtoExpress<Delivery extends AnyDelivery = OfLogto>(
  options: ExpressOptions<Delivery>,
): (request: Request, response: Response, next: NextFunction) => Promise<void> {
  const endpoint = new ServerEndpoint(options);
  return (request, response, next) => {
    const handler = (delivery: Real<Delivery>) => options.onEvent(delivery, request, response);
    return endpoint.serveByResponse(request, response, REMEDY, handler).catch(next);
  };
}
