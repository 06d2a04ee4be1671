/**
 * For Koa: middleware for a route.
 *
 * ```ts
 * router.all('/webhook', logtoKoa({ onEvent: (delivery) => console.log(delivery.name) }));
 * ```
 *
 * @module
 */
import type { Context } from 'koa';

import type { AnyDelivery, Real } from '../delivery.js';
import { OK, type Answer } from '../endpoint/answer.js';
import { ServerEndpoint, type ServerOptions } from '../endpoint/exchange.js';
import type { Parsed } from '../endpoint/incoming.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { ServerOptions } from '../endpoint/exchange.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** How deliveries are received. */
export interface KoaOptions<Delivery extends AnyDelivery = OfLogto> extends ServerOptions<Delivery> {
  /**
   * What handles a delivery. It answers by `ctx.status` and `ctx.body`, or not at all for 200. An answer of 2xx says that
   * the work is done; anything else, and what it throws, says that it is not. With `respondBefore` the status is set for
   * good, and only what it throws is told.
   */
  readonly onEvent: (delivery: Real<Delivery>, ctx: Context) => unknown;
}

const REMEDY =
  'use the webhook before the parser, or a parser that keeps the bytes as `ctx.request.rawBody`: `@koa/bodyparser`, `koa-bodyparser`';

/**
 * Receives deliveries. Route every method to it: a GET with a signature is a delivery which a redirect cut short. What
 * `@koa/bodyparser` read in front of it is taken from `ctx.request.rawBody`.
 */
export function logtoKoa<Delivery extends AnyDelivery = OfLogto>(
  options: KoaOptions<Delivery>,
): (ctx: Context) => Promise<void> {
  const endpoint = new ServerEndpoint(options);
  return async (ctx) => {
    const answer = await endpoint.serve({
      request: ctx.req,
      response: ctx.res,
      parsed: ctx.request as Parsed,
      remedy: REMEDY,
      handler(delivery) {
        // Of a context that nobody answered, Koa says that nothing was found.
        if (!ctx.headerSent) put(ctx, OK);
        return options.onEvent(delivery, ctx);
      },
      statusOf: () => ctx.status,
    });
    if (answer !== null) put(ctx, answer);
  };
}

function put(ctx: Context, { status, headers, body }: Answer): void {
  ctx.set({ ...headers });
  // An empty text would have a type, and no body at all is answered 204 until a status is set.
  ctx.body = body === '' ? null : body;
  ctx.status = status;
}
