import type { IncomingMessage } from 'node:http';

import { alreadyParsed, bytesOf, isRaw } from '../body.js';
import { typeName } from '../types-of-values.js';
import type { ReadBody } from './endpoint.js';
import { alreadyRead, broken } from './reception.js';

/** What a parser in front leaves of a request: what it made of the body, and the bytes if it keeps them. */
export interface Parsed {
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/**
 * Reads the body of a request, or takes the bytes that a parser in front kept of it. Where there are none it says so, with
 * what its framework has for it.
 */
export function readParsed(request: IncomingMessage, parsed: Parsed, remedy: string): ReadBody {
  return async (add, signal) => {
    if (request.readableFlowing === true) await ended(request);
    const { body, rawBody } = parsed;
    const kept = [rawBody, body].find(isRaw);
    if (kept !== undefined) return add(bytesOf(kept));
    if (!request.readableDidRead) return readIncoming(request)(add, signal);
    throw body === undefined || body === null ? alreadyRead(remedy) : alreadyParsed(typeName(body), remedy);
  };
}

/** Waits for what reads a request just now: it may keep the bytes. */
function ended(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve();
    request.once('end', resolve);
    request.once('close', resolve);
  });
}

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
