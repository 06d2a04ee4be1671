import { bodyEncoded, WebhookError } from '../errors.js';
import { isPlain, type KnownHeaders } from '../headers.js';

/** Refuses what cannot be a delivery, whatever its body is. */
export function checkHead(method: string, { signature, encodings }: KnownHeaders): void {
  const isSigned = typeof signature === 'string' || !('count' in signature) || signature.count > 0;
  if (method !== 'POST') throw (method === 'GET' || method === 'HEAD') && isSigned ? redirected() : notAllowed();
  if (!encodings.every(isPlain)) throw bodyEncoded();
}

/** How long the body is said to be, where that is readable. */
export function announcedLength({ length }: KnownHeaders): number {
  const text = String(Array.isArray(length) ? length[0] : length).trim();
  return /^\+?\d+$/.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : 0;
}

function redirected(): WebhookError {
  return WebhookError.of(
    'redirected_delivery',
    'expected a POST, found a GET or HEAD with a signature; something redirected the delivery, and the sender followed without the body: give the webhook the URL that the redirect leads to (https, the trailing slash)',
  );
}

function notAllowed(): WebhookError {
  return WebhookError.of('method_not_allowed', 'expected a POST, found another method; deliveries are sent as POST');
}
