/**
 * For any server that makes a `Response` of a `Request`: Workers, Deno, Bun, and frameworks that speak fetch.
 *
 * ```ts
 * export default { fetch: logtoFetch({ onEvent: (delivery) => console.log(delivery.name) }) };
 * ```
 *
 * @module
 */
import type { AnyDelivery, Real } from '../delivery.js';
import { OK } from '../endpoint/answer.js';
import { Endpoint, type EndpointOptions } from '../endpoint/endpoint.js';
import { handle, handleLater, type WaitUntil } from '../endpoint/handling.js';
import { Admitted } from '../endpoint/reception.js';
import { readRequest, responseOf, withRefusal } from '../endpoint/web.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { Answer } from '../endpoint/answer.js';
export type { EndpointOptions } from '../endpoint/endpoint.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** How deliveries are received. */
export interface FetchOptions<Delivery extends AnyDelivery = OfLogto> extends EndpointOptions<Delivery> {
  /**
   * What handles a delivery. It answers, or returns nothing for 200. An answer of 2xx says that the work is done; anything
   * else, and what it throws, says that it is not.
   */
  readonly onEvent: (delivery: Real<Delivery>, request: Request) => Response | void | Promise<Response | void>;
  /**
   * Answers 200 as soon as a delivery is genuine, and handles it after, in what the runtime has for that: the `waitUntil`
   * of the context that it hands over. For handlers that may take longer than Logto waits, 10 s; Logto then counts the
   * delivery as done whatever the handler does.
   */
  readonly respondBefore?: boolean | WaitUntil;
}

/** Receives deliveries. Route every method to it: a GET with a signature is a delivery which a redirect cut short. */
export function logtoFetch<Delivery extends AnyDelivery = OfLogto>(
  options: FetchOptions<Delivery>,
): (request: Request, ...context: unknown[]) => Promise<Response> {
  const endpoint = new Endpoint(options);
  const { onEvent, respondBefore } = options;
  return async (request, ...context) => {
    const received = await endpoint.receive(request.method, request.headers, readRequest(request));
    if (!(received instanceof Admitted)) return responseOf(received);
    const handler = async () => (await onEvent(received.delivery, request)) ?? responseOf(OK);
    if (respondBefore !== undefined && respondBefore !== false) {
      handleLater(received, handler, statusOf, respondBefore === true ? waitUntilOf(context) : respondBefore);
      return responseOf(OK);
    }
    const { result, refusal } = await handle(received, handler, statusOf);
    return withRefusal(result, refusal);
  };
}

function statusOf(response: Response): number {
  return response.status;
}

/** Workers hand over `(env, ctx)`, others only their context. */
function waitUntilOf(context: unknown[]): WaitUntil | undefined {
  for (const one of context as ({ waitUntil?: WaitUntil } | null | undefined)[]) {
    if (typeof one?.waitUntil === 'function') return (work) => one.waitUntil!(work);
  }
  return undefined;
}
