/**
 * For Hono, on any runtime: a handler for a route.
 *
 * ```ts
 * app.all('/webhook', logtoHono({ onEvent: (delivery) => console.log(delivery.name) }));
 * ```
 *
 * @module
 */
import type { Context, Env } from 'hono';

import { alreadyParsed, bytesOf, isRaw } from '../body.js';
import type { AnyDelivery, Real } from '../delivery.js';
import { answerOf, marksOf, OK } from '../endpoint/answer.js';
import { Endpoint, type EndpointOptions, type ReadBody } from '../endpoint/endpoint.js';
import { handle, handleLater, type WaitUntil } from '../endpoint/handling.js';
import { Admitted, alreadyRead } from '../endpoint/reception.js';
import { readRequest, responseOf, withRefusal } from '../endpoint/web.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';
import { typeName } from '../types-of-values.js';

export type { EndpointOptions } from '../endpoint/endpoint.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** How deliveries are received. */
export interface HonoOptions<
  E extends Env = any,
  Delivery extends AnyDelivery = OfLogto,
> extends EndpointOptions<Delivery> {
  /**
   * What handles a delivery. It gives a response, or nothing for 200. An answer of 2xx says that the work is done; anything
   * else, and what it throws, says that it is not.
   */
  readonly onEvent: (delivery: Real<Delivery>, c: Context<E>) => Response | void | Promise<Response | void>;
  /**
   * Answers 200 as soon as a delivery is genuine, and handles it after, in the `waitUntil` of `c.executionCtx` where the
   * runtime has one. For handlers that may take longer than Logto waits, 10 s; Logto then counts the delivery as done
   * whatever the handler does.
   */
  readonly respondBefore?: boolean | WaitUntil | undefined;
}

const REMEDY = 'route the webhook before it, or read the body there with `c.req.text()`, which Hono keeps';

/** Receives deliveries. Route every method to it, with `app.all`: a GET with a signature is a delivery which a redirect cut short. */
export function logtoHono<E extends Env = any, Delivery extends AnyDelivery = OfLogto>(
  options: HonoOptions<E, Delivery>,
): (c: Context<E>) => Promise<Response> {
  const endpoint = new Endpoint(options);
  const { onEvent, respondBefore } = options;
  return async (c) => {
    const received = await endpoint.receive(c.req.method, c.req.raw.headers, readKept(c));
    if (!(received instanceof Admitted)) return responseOf(received);
    const handler = async () => (await onEvent(received.delivery, c)) ?? responseOf(OK);
    if (respondBefore !== undefined && respondBefore !== false) {
      handleLater(received, handler, statusOf, respondBefore === true ? waitUntilOf(c) : respondBefore);
      return responseOf(OK);
    }
    try {
      const { result, refusal } = await handle(received, handler, statusOf);
      return withRefusal(result, refusal);
    } catch (error) {
      for (const [name, value] of Object.entries(marksOf(answerOf('handler_failed')))) c.header(name, value);
      throw error;
    }
  };
}

function statusOf(response: Response): number {
  return response.status;
}

/** Reads the body, or takes what Hono kept of it when something in front read it: promises, against their types. */
function readKept<E extends Env>(c: Context<E>): ReadBody {
  const { arrayBuffer, text, blob, json, formData } = c.req.bodyCache;
  return async (add, signal) => {
    const kept = await (arrayBuffer ?? text ?? blob);
    if (kept !== undefined) return add(bytesOf(isRaw(kept) ? kept : await kept.arrayBuffer()));
    const parsed: unknown = await (json ?? formData);
    if (parsed !== undefined) throw alreadyParsed(typeName(parsed), REMEDY);
    if (c.req.raw.bodyUsed) throw alreadyRead(REMEDY);
    return readRequest(c.req.raw)(add, signal);
  };
}

/** Where a runtime has none, asking for it throws. */
function waitUntilOf<E extends Env>(c: Context<E>): WaitUntil | undefined {
  try {
    const { executionCtx } = c;
    return (work) => executionCtx.waitUntil(work);
  } catch {
    return undefined;
  }
}
