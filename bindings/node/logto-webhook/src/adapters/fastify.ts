/**
 * For Fastify: a plugin with a route, and a parser of its own that leaves the body alone.
 *
 * ```ts
 * app.register(logtoFastify, { path: '/webhook', onEvent: (delivery) => console.log(delivery.name) });
 * ```
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { AnyDelivery, Real } from '../delivery.js';
import { ServerEndpoint, type ServerOptions } from '../endpoint/exchange.js';
import type { Parsed } from '../endpoint/incoming.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { ServerOptions } from '../endpoint/exchange.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** Where and how deliveries are received. */
export interface FastifyOptions<Delivery extends AnyDelivery = OfLogto> extends ServerOptions<Delivery> {
  /** The path of the route: all methods of it. */
  readonly path: string;
  /**
   * What handles a delivery. It answers by `reply`, or not at all for 200. An answer of 2xx says that the work is done;
   * anything else, and what it throws, says that it is not.
   */
  readonly onEvent: (delivery: Real<Delivery>, request: FastifyRequest, reply: FastifyReply) => unknown;
}

const REMEDY =
  'take what reads bodies, as a hook `preParsing`, off the webhook, or let it keep the bytes as `request.rawBody`';

/**
 * Receives deliveries. The parsers of the app stay as they are for all other routes.
 *
 * Of another system than Logto it takes them as `app.register((app) => logtoFastify(app, { webhook, path, onEvent }))`:
 * what `register` is told beside a plugin, it cannot infer.
 */
export function logtoFastify<Delivery extends AnyDelivery>(
  app: FastifyInstance,
  options: FastifyOptions<Delivery>,
): Promise<void>;
export function logtoFastify(app: FastifyInstance, options: FastifyOptions): Promise<void>;
export async function logtoFastify<Delivery extends AnyDelivery = OfLogto>(
  app: FastifyInstance,
  options: FastifyOptions<Delivery>,
): Promise<void> {
  const endpoint = new ServerEndpoint(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.all(options.path, async (request, reply) => {
    const answer = await endpoint.serve({
      request: request.raw,
      response: reply.raw,
      parsed: request as Parsed,
      remedy: REMEDY,
      handler: (delivery) => options.onEvent(delivery, request, reply),
      statusOf: () => reply.statusCode,
    });
    if (answer !== null) reply.code(answer.status).headers(answer.headers);
    // Of an empty text Fastify says that it is plain.
    return reply.sent ? reply : reply.send(answer?.body || undefined);
  });
}
