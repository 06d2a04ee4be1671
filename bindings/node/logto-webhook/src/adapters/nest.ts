/**
 * For Nest, on Express and on Fastify: a decorator for a method of a controller.
 *
 * ```ts
 * @LogtoWebhook()
 * receive(@LogtoDelivery() delivery: RealDelivery): void { … }
 * ```
 *
 * The application keeps the raw bodies: `NestFactory.create(AppModule, { rawBody: true })`.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { All, applyDecorators, createParamDecorator, HttpCode, HttpException, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';

import type { AnyDelivery } from '../delivery.js';
import type { Answer } from '../endpoint/answer.js';
import { ServerEndpoint, type ServerOptions } from '../endpoint/exchange.js';
import type { Parsed } from '../endpoint/incoming.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { ServerOptions } from '../endpoint/exchange.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

const REMEDY = 'let Nest keep the bytes: `NestFactory.create(AppModule, { rawBody: true })`';

/** Of each request that came through the decorator. */
const deliveries = new WeakMap<object, AnyDelivery>();

/** Express's request or Fastify's, and their responses: Fastify's have Node's own in them. */
type PlatformRequest = IncomingMessage & { readonly raw?: IncomingMessage } & Parsed;
type PlatformResponse = ServerResponse & { readonly raw?: ServerResponse };

/**
 * Receives deliveries in front of a method: all methods of HTTP on the controller's path, or on one below it. The method
 * answers as any of Nest does, with 200 unless it sets another status. An answer of 2xx says that the work is done; anything
 * else, and what it throws, says that it is not. Refusals are thrown as `HttpException`, for your filters to see.
 */
export function LogtoWebhook<Delivery extends AnyDelivery = OfLogto>({
  path,
  ...options
}: ServerOptions<Delivery> & { readonly path?: string } = {}): MethodDecorator {
  return applyDecorators(All(path), HttpCode(200), UseInterceptors(new Receiver(options)));
}

/** The delivery, as a parameter of a method with `@LogtoWebhook()`. */
export const LogtoDelivery = createParamDecorator((_: unknown, context: ExecutionContext): AnyDelivery => {
  const delivery = deliveries.get(context.switchToHttp().getRequest());
  if (delivery === undefined) throw new Error('expected a method with `@LogtoWebhook()`, found one without');
  return delivery;
});

class Receiver<Delivery extends AnyDelivery> implements NestInterceptor {
  private readonly endpoint: ServerEndpoint<Delivery>;

  constructor(options: ServerOptions<Delivery>) {
    this.endpoint = new ServerEndpoint(options);
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<PlatformRequest>();
    const response = context.switchToHttp().getResponse<PlatformResponse>();
    let result: unknown;
    const answer = await this.endpoint.serve({
      request: request.raw ?? request,
      response: response.raw ?? response,
      parsed: request,
      remedy: REMEDY,
      async handler(delivery) {
        deliveries.set(request, delivery);
        result = await lastValueFrom(next.handle(), { defaultValue: undefined });
      },
      statusOf: () => response.statusCode,
    });
    if (answer !== null) answerOrThrow(response.raw ?? response, answer);
    return of(result);
  }
}

/** What is no refusal is answered as a method's that returns nothing. */
function answerOrThrow(response: ServerResponse, { code, status, headers, body }: Answer): void {
  if (code === null) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  throw new HttpException(JSON.parse(body) as object, status);
}
