// An endpoint of Node's own, which verifies with Node's own HMAC.

import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Serves an endpoint until the test ends; it answers with this status and keeps what came. */
export async function startReceiver(t, status = 200, signatureHeader = 'logto-signature-sha-256') {
  const received = [];
  const server = createServer(async (request, response) => {
    received.push({ signature: request.headers[signatureHeader], body: await buffer(request) });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"seen":true}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}/webhook`, received };
}

/** The payload of a delivery, once it is proved to be signed with this key. */
export function verified({ signature, body }, signingKey) {
  assert.ok(isSignedWith({ signature, body }, signingKey), 'the signature is not of this key and body');
  return JSON.parse(body);
}

export function isSignedWith({ signature, body }, signingKey) {
  const expected = createHmac('sha256', signingKey).update(body).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}
