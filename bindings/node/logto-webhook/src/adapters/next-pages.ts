/**
 * For API routes of Next's Pages Router.
 *
 * ```ts
 * export const config = { api: { bodyParser: false } };
 * export default logtoApiRoute({ onEvent: (delivery) => console.log(delivery.name) });
 * ```
 *
 * Next reads `config` without running the file: it must stand there literally.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AnyDelivery, Real } from '../delivery.js';
import { ServerEndpoint, type ServerOptions } from '../endpoint/exchange.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { Answer } from '../endpoint/answer.js';
export type { ServerOptions } from '../endpoint/exchange.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** How deliveries are received. */
export interface ApiRouteOptions<
  Request extends IncomingMessage,
  Response extends ServerResponse,
  Delivery extends AnyDelivery = OfLogto,
> extends ServerOptions<Delivery> {
  /**
   * What handles a delivery. It answers through the response before it ends, or leaves that: then the status is sent that it
   * set, 200 if none. 2xx says that the work is done; anything else, and what it throws, says that it is not.
   */
  readonly onEvent: (delivery: Real<Delivery>, request: Request, response: Response) => void | Promise<void>;
}

const REMEDY = 'export `const config = { api: { bodyParser: false } }` beside the handler';

/** Receives deliveries in an API route. */
export function logtoApiRoute<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
  Delivery extends AnyDelivery = OfLogto,
>(options: ApiRouteOptions<Request, Response, Delivery>): (request: Request, response: Response) => Promise<void> {
  const endpoint = new ServerEndpoint(options);
  return (request, response) =>
    endpoint.serveByResponse(request, response, REMEDY, (delivery) => options.onEvent(delivery, request, response));
}
