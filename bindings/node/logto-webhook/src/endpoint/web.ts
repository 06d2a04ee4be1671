import { marksOf, type Answer } from './answer.js';
import type { ReadBody } from './endpoint.js';
import { alreadyRead } from './reception.js';

/** Reads the body of a `Request` of fetch. */
export function readRequest(request: Request): ReadBody {
  return async (add, signal) => {
    if (request.bodyUsed || request.body?.locked === true) throw alreadyRead();
    if (request.body === null) return;
    const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) add(piece.value);
  };
}

/** An answer as a `Response`. */
export function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers: { ...headers } });
}

/** The handler's response with what a refusal adds. That of `fetch` itself cannot be changed: its copy can. */
export function withRefusal(response: Response, refusal: Answer | null): Response {
  if (refusal === null) return response;
  const marked = new Response(response.body, response);
  for (const [name, value] of Object.entries(marksOf(refusal))) marked.headers.set(name, value);
  return marked;
}
