// The verifier that the platform's documentation prints, as it stands, accepts what the mock delivers; and its API is
// used as the documentation shows it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { startMock } from './mock.mjs';
import { startReceiver } from './receiver.mjs';

const EVENTS = [
  'user.created',
  'user.updated',
  'user.deleted',
  'data.created',
  'data.updated',
  'data.deleted',
  'report.generated',
  'system.alert',
];

const printed = readFileSync(new URL('../fixtures/platform/verify.js', import.meta.url), 'utf8');
const verifyWebhookSignature = new Function('require', `${printed}; return verifyWebhookSignature;`)(
  createRequire(import.meta.url),
);

/** Calls the API with a key, and gives what it answered. */
async function call({ url, keys }, method, path, body) {
  const headers = { authorization: `Bearer ${keys.readWrite}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

test('the printed verifier accepts every delivery, and none under another secret', async (t) => {
  const mock = await startMock(t);
  const receiver = await startReceiver(t, 200, 'x-webhook-signature');
  const { status, data: webhook } = await call(mock.platform, 'POST', '', { url: receiver.url, events: EVENTS });
  assert.equal(status, 201);
  assert.match(webhook.secret, /^whsec_[0-9A-Za-z]{30}$/);

  for (const event of EVENTS) {
    assert.equal((await mock.deliver(event, 'platform')).state, 'succeeded');
    const tested = await call(mock.platform, 'POST', `/${webhook.id}/test`, { event });
    assert.deepEqual([tested.success, tested.details.status_code], [true, 200]);
  }
  assert.equal(receiver.received.length, 2 * EVENTS.length);
  for (const [number, { signature, body }] of receiver.received.entries()) {
    assert.ok(verifyWebhookSignature(body, signature, webhook.secret));
    assert.ok(!verifyWebhookSignature(body, signature, `${webhook.secret}0`));
    const payload = JSON.parse(body);
    assert.deepEqual(Object.keys(payload), ['id', 'type', 'created', 'data']);
    assert.equal(payload.type, EVENTS[Math.floor(number / 2)]);
    assert.match(payload.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  const ids = new Set(receiver.received.map(({ body }) => JSON.parse(body).id));
  assert.equal(ids.size, receiver.received.length, 'each delivery has an id of its own');
});

test('a webhook goes the way of the documentation', async (t) => {
  const { platform } = await startMock(t);
  const made = await call(platform, 'POST', '', {
    url: 'https://example.com/webhooks/data-events',
    events: ['data.created', 'data.updated', 'data.deleted'],
    description: 'Data events webhook for analytics platform',
  });
  assert.deepEqual(Object.keys(made.data), ['id', 'url', 'events', 'status', 'created_at', 'secret', 'description']);
  const { id } = made.data;

  const change = { events: ['data.created', 'data.updated'], status: 'inactive', description: 'Fewer' };
  const changed = await call(platform, 'PUT', `/${id}`, change);
  assert.deepEqual(Object.keys(changed.data), [
    'id',
    'url',
    'events',
    'status',
    'created_at',
    'updated_at',
    'description',
  ]);
  const read = await call(platform, 'GET', `/${id}`);
  assert.deepEqual(read.data, { ...changed.data, secret: `whsec_${'•'.repeat(30)}` });

  const listed = await call(platform, 'GET', '?status=inactive&event=data.created&page=1&limit=20');
  assert.deepEqual(listed.meta, { total: 1, page: 1, limit: 20, pages: 1 });
  assert.deepEqual(Object.keys(listed.data[0]), ['id', 'url', 'events', 'status', 'created_at']);

  const deleted = await call(platform, 'DELETE', `/${id}`);
  assert.deepEqual(deleted, { status: 200, success: true, message: 'Webhook deleted successfully' });
  const gone = await call(platform, 'GET', `/${id}`);
  const error = { code: 404, message: 'Not Found - Webhook does not exist' };
  assert.deepEqual(gone, { status: 404, success: false, error });
});
