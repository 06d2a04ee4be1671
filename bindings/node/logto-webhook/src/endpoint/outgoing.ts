import type { ServerResponse } from 'node:http';

import { answerOf, marksOf, type Answer } from './answer.js';

/** Answers through a response of Node's own server. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

/**
 * Has a handler's own answer say with `logto-webhook-error` that the work is not done, where that is no 2xx. It is sent before
 * the handler's end is seen, so its head is looked at when it is written.
 */
export function markRefusal(response: ServerResponse): void {
  const write = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (...given: unknown[]) => {
    const status = given[0] as number;
    const marks = status < 200 || status > 299 ? marksOf(answerOf('handler_failed')) : {};
    for (const [name, value] of Object.entries(marks)) response.setHeader(name, value);
    return write(...given);
  };
}
