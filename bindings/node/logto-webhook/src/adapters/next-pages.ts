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

import { OK } from '../endpoint/answer.js';
import { Endpoint, type EndpointOptions, type ReadBody } from '../endpoint/endpoint.js';
import { handle, handleLater, type WaitUntil } from '../endpoint/handling.js';
import { readIncoming } from '../endpoint/incoming.js';
import { markRefusal, send } from '../endpoint/outgoing.js';
import { Admitted, type RealDelivery } from '../endpoint/reception.js';
import { WebhookError } from '../errors.js';

export type { Answer } from '../endpoint/answer.js';
export type { EndpointOptions } from '../endpoint/endpoint.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../endpoint/reception.js';

/** How deliveries are received. */
export interface ApiRouteOptions<
  Request extends IncomingMessage,
  Response extends ServerResponse,
> extends EndpointOptions {
  /**
   * What handles a delivery. It answers through the response before it ends, or leaves that: then the status is sent that it
   * set, 200 if none. 2xx says that the work is done; anything else, and what it throws, says that it is not.
   */
  readonly onEvent: (delivery: RealDelivery, request: Request, response: Response) => void | Promise<void>;
  /**
   * Answers 200 as soon as a delivery is genuine, and handles it after. Where the platform stops a function that has answered,
   * give its `waitUntil`. For handlers that may take longer than Logto waits, 10 s; Logto then counts the delivery as done
   * whatever the handler does.
   */
  readonly respondBefore?: boolean | WaitUntil;
}

/** Receives deliveries in an API route. */
export function logtoApiRoute<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
>(options: ApiRouteOptions<Request, Response>): (request: Request, response: Response) => Promise<void> {
  const endpoint = new Endpoint(options);
  const { onEvent, respondBefore } = options;
  return async (request, response) => {
    const received = await endpoint.receive(request.method ?? '', request.headers, read(request));
    if (!(received instanceof Admitted)) return send(response, received);
    const handler = () => onEvent(received.delivery, request, response);
    if (respondBefore !== undefined && respondBefore !== false) {
      send(response, OK);
      return handleLater(received, handler, () => OK.status, respondBefore === true ? undefined : respondBefore);
    }
    markRefusal(response);
    await handle(received, handler, () => response.statusCode);
    if (!response.headersSent) response.end();
  };
}

/** Next's parser leaves what it made of the body. */
function read(request: IncomingMessage & { body?: unknown }): ReadBody {
  if (request.body === undefined) return readIncoming(request);
  return async () => {
    throw WebhookError.of(
      'body_already_read',
      'expected the raw body, found one that Next has parsed; export `const config = { api: { bodyParser: false } }` beside the handler',
    );
  };
}
