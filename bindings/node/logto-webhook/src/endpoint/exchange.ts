import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AnyDelivery, Real } from '../delivery.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';
import { OK, type Answer } from './answer.js';
import { Endpoint, type EndpointOptions } from './endpoint.js';
import { handle, handleLater, type WaitUntil } from './handling.js';
import { readParsed, type Parsed } from './incoming.js';
import { markRefusal, send, sent } from './outgoing.js';
import { Admitted } from './reception.js';

/** What every adapter for a framework on Node's own server can be told. */
export interface ServerOptions<Delivery extends AnyDelivery = OfLogto> extends EndpointOptions<Delivery> {
  /**
   * Answers 200 as soon as a delivery is genuine, and handles it when that is sent. Where the platform stops a function that
   * has answered, give its `waitUntil`. For handlers that may take longer than Logto waits, 10 s; Logto then counts the
   * delivery as done whatever the handler does.
   */
  readonly respondBefore?: boolean | WaitUntil | undefined;
}

/** A request in the hands of such a framework. */
export interface Exchange<Delivery extends AnyDelivery> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the framework's parsers left of the body. */
  readonly parsed: Parsed;
  /** What is to be done where they left nothing of use. */
  readonly remedy: string;
  readonly handler: (delivery: Real<Delivery>) => unknown;
  /** The status that the handler chose. */
  readonly statusOf: () => number;
}

/** An endpoint behind such a framework. */
export class ServerEndpoint<Delivery extends AnyDelivery = OfLogto> extends Endpoint<Delivery> {
  private readonly respondBefore: boolean | WaitUntil;

  constructor(options: ServerOptions<Delivery>) {
    super(options);
    this.respondBefore = options.respondBefore ?? false;
  }

  /** Gives the answer that is to be sent; `null` where the handler has run, and it is for the handler to answer. */
  async serve({ request, response, parsed, remedy, handler, statusOf }: Exchange<Delivery>): Promise<Answer | null> {
    const read = readParsed(request, parsed, remedy);
    const received = await this.receive(request.method!, request.headers, read);
    if (!(received instanceof Admitted)) return received;
    const { delivery } = received;
    if (this.respondBefore !== false) {
      const waitUntil = this.respondBefore === true ? undefined : this.respondBefore;
      handleLater(received, () => sent(response).then(() => handler(delivery)), statusOf, waitUntil);
      return OK;
    }
    markRefusal(response);
    await handle(received, () => handler(delivery), statusOf);
    return null;
  }

  /** As `serve`, where an answer is sent by the response itself. */
  async serveByResponse(
    request: IncomingMessage & Parsed,
    response: ServerResponse,
    remedy: string,
    handler: (delivery: Real<Delivery>) => unknown,
  ): Promise<void> {
    const statusOf = () => response.statusCode;
    const answer = await this.serve({ request, response, parsed: request, remedy, handler, statusOf });
    if (answer !== null) send(response, answer);
    else if (!response.headersSent) response.end();
  }
}
