import type { ServerResponse } from 'node:http';

import { answerOf, marksOf, type Answer } from './answer.js';

/** Sends an answer by Node's own server. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

/**
 * Adds the refusal's header to whatever answer says that the work is not done. Handlers, and frameworks for what handlers
 * throw, send their answers themselves: the head is the last that can be changed, and all of them write it by this.
 */
export function markRefusal(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const isFailure = status < 200 || status > 299;
    if (isFailure)
      for (const [name, value] of Object.entries(marksOf(answerOf('handler_failed')))) response.setHeader(name, value);
    return writeHead(status, ...rest);
  };
}

/** Waits until an answer is sent, or nobody is there to take it. */
export function sent(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.writableFinished || response.destroyed) return resolve();
    response.once('finish', resolve);
    response.once('close', resolve);
  });
}
