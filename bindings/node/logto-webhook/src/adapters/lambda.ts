/**
 * For AWS Lambda behind API Gateway (REST and HTTP) or a function URL.
 *
 * ```ts
 * export const handler = logtoLambda({ onEvent: (delivery) => console.log(delivery.name) });
 * ```
 *
 * It sees a request when API Gateway has read it, up to 10 MB, and a function URL up to 6 MB.
 *
 * @module
 */
import type { AnyDelivery, Real } from '../delivery.js';
import { marksOf, OK, type Answer } from '../endpoint/answer.js';
import { Endpoint, type EndpointOptions } from '../endpoint/endpoint.js';
import { handle } from '../endpoint/handling.js';
import { Admitted } from '../endpoint/reception.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

export type { Answer } from '../endpoint/answer.js';
export type { EndpointOptions } from '../endpoint/endpoint.js';
export type { Outcome, OutcomeKind } from '../endpoint/outcome.js';
export type { RealDelivery } from '../logto/delivery.js';

/** What Lambda hands over of a request, in the format 1.0 or 2.0. */
export interface LambdaEvent {
  readonly httpMethod?: string;
  /** In the format 2.0 it has `http`, with the method. */
  readonly requestContext?: object;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What a handler answers. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** How deliveries are received. There is no answering first: Lambda stops a function that has answered. */
export interface LambdaOptions<
  Event extends LambdaEvent,
  Context,
  Delivery extends AnyDelivery = OfLogto,
> extends EndpointOptions<Delivery> {
  /**
   * What handles a delivery. It answers, or returns nothing for 200. 2xx says that the work is done; anything else, and what it
   * throws, says that it is not.
   */
  readonly onEvent: (
    delivery: Real<Delivery>,
    event: Event,
    context: Context,
  ) => LambdaAnswer | void | Promise<LambdaAnswer | void>;
}

/** Receives deliveries in a Lambda function. */
export function logtoLambda<
  Event extends LambdaEvent = LambdaEvent,
  Context = unknown,
  Delivery extends AnyDelivery = OfLogto,
>(
  options: LambdaOptions<Event, Context, Delivery>,
): (event: Event, context: Context) => Promise<Required<LambdaAnswer>> {
  const endpoint = new Endpoint(options);
  return async (event, context) => {
    const received = await receive(endpoint, event);
    if (!(received instanceof Admitted)) return answered(received);
    const handler = async () => (await options.onEvent(received.delivery, event, context)) ?? answered(OK);
    const { result, refusal } = await handle(received, handler, ({ statusCode }) => Number(statusCode));
    return { body: '', ...result, headers: { ...result.headers, ...(refusal && marksOf(refusal)) } };
  };
}

/** In the form of either version. */
function methodOf({ httpMethod, requestContext }: LambdaEvent): string {
  return httpMethod ?? (requestContext as { http?: { method?: string } } | undefined)?.http?.method ?? '';
}

function receive<Delivery extends AnyDelivery>(
  endpoint: Endpoint<Delivery>,
  event: LambdaEvent,
): Promise<Admitted<Delivery> | Answer> {
  const { body, isBase64Encoded } = event;
  const method = methodOf(event);
  const headers = event.multiValueHeaders ?? event.headers ?? {};
  if (isBase64Encoded && typeof body === 'string') {
    return endpoint.receive(method, headers, async (add) => add(decoded(body)));
  }
  return endpoint.receiveWhole(method, headers, body ?? new Uint8Array());
}

/** What is no base64 is a body that did not come whole: `Buffer` would leave out what it cannot read. */
function decoded(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new TypeError('no base64');
  return bytes;
}

function answered({ status, headers, body }: Answer): Required<LambdaAnswer> {
  return { statusCode: status, headers: { ...headers }, body };
}
