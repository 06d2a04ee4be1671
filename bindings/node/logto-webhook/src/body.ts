import { WebhookError } from './errors.js';
import { isA, typeName } from './types-of-values.js';

/** A raw body: a `Buffer` is a `Uint8Array`. */
export type RawBody = Uint8Array | ArrayBuffer | string;

const REMEDY =
  "hand over `await request.arrayBuffer()` (fetch, Next), `await c.req.arrayBuffer()` (Hono), or what `express.raw({ type: () => true })` puts into `request.body` (Express), or use this package's adapter";

const encoder = new TextEncoder();

/** Whether a value is a raw body, of whatever request. */
export function isRaw(body: unknown): body is RawBody {
  return typeof body === 'string' || ['Uint8Array', 'ArrayBuffer'].some((tag) => isA(tag, body));
}

/** The bytes of a raw body: its own, and a copy only of what other threads may change meanwhile. */
export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array || isA('Uint8Array', body)) return unshared(body as Uint8Array);
  if (typeof body === 'string') return encoded(body);
  if (isA('ArrayBuffer', body) || isA('SharedArrayBuffer', body)) return unshared(new Uint8Array(body as ArrayBuffer));
  throw refused(body);
}

function unshared(bytes: Uint8Array): Uint8Array {
  return typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer
    ? new Uint8Array(bytes)
    : bytes;
}

/** Text with lone surrogates is not what was signed: encoding would put something else there. */
function encoded(text: string): Uint8Array {
  if (!isWellFormed(text)) throw notBytes('text that cannot be encoded as UTF-8');
  return encoder.encode(text);
}

export function isWellFormed(text: string): boolean {
  const native = (text as { isWellFormed?: () => boolean }).isWellFormed;
  return native === undefined ? !/\p{Surrogate}/u.test(text) : native.call(text);
}

function refused(body: unknown): WebhookError {
  const found = typeName(body);
  if (typeof body !== 'object' || body === null) return notBytes(found);
  const has = (member: string) => typeof (body as Record<string, unknown>)[member] === 'function';
  if (has('then')) return notBytes(`${found} that nobody awaited`);
  const isToBeRead = ['pipe', 'getReader', 'arrayBuffer'].some(has) || ArrayBuffer.isView(body);
  return isToBeRead ? notBytes(found) : alreadyParsed(found);
}

/** A body that something made a value of. The remedy is what the framework has for it. */
export function alreadyParsed(found: string, remedy = REMEDY): WebhookError {
  return WebhookError.of(
    'body_already_parsed',
    `expected the raw bytes of the body, found it parsed, as ${found}; written again it would have another signature: ${remedy}`,
  );
}

function notBytes(found: string): WebhookError {
  return WebhookError.of('body_not_bytes', `expected the raw bytes of the body, found ${found}: ${REMEDY}`);
}
