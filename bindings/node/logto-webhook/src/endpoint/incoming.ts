import type { IncomingMessage } from 'node:http';

import type { ReadBody } from './endpoint.js';
import { alreadyRead, broken } from './reception.js';

/**
 * Reads the body of a request of Node's own server. Not as an iterator: leaving one half-way closes the connection, and
 * with it the answer. What comes after a refusal is let go by.
 */
export function readIncoming(request: IncomingMessage): ReadBody {
  return (add, signal) =>
    new Promise((resolve, reject) => {
      if (request.readableDidRead || request.readableEnded) throw alreadyRead();
      const stop = (error: unknown) => {
        request.off('data', take);
        request.resume();
        reject(error as Error);
      };
      const take = (chunk: Uint8Array) => {
        try {
          add(chunk);
        } catch (error) {
          stop(error);
        }
      };
      signal.addEventListener('abort', () => stop(signal.reason));
      request.on('data', take);
      request.once('end', resolve);
      request.once('error', () => reject(broken()));
      request.once('close', () => reject(broken()));
    });
}
