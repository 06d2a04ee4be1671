// `logto-webhook/testing` makes what a real Logto sends.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SigningKey, Webhook } from 'logto-webhook';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

import { EVENTS } from '../esm/logto/tables.js';
import { KEY as OTHER } from './recordings.mjs';

const webhook = new Webhook(KEY);

for (const { name, variant } of EVENTS) {
  test(`${variant} verifies, is what it says, and has a test payload`, () => {
    const { headers, body } = fakeDelivery(variant);
    const { event } = webhook.verify(headers, body);
    assert.deepEqual([event.name, event.variant], [name, variant]);
    const sent = fakeDelivery(name, { test: true });
    const tested = webhook.verify(sent.headers, sent.body);
    assert.deepEqual([tested.kind, tested.name], ['test', name]);
  });
}

test('it is signed with the key that is given, and made when that is said', () => {
  const createdAt = new Date('2026-08-21T12:00:00.000Z');
  for (const key of [OTHER, new SigningKey(OTHER)]) {
    const { headers, body } = fakeDelivery('User.Created', { key, createdAt });
    assert.equal(new Webhook(OTHER).verify(headers, body).createdAt.getTime(), createdAt.getTime());
  }
});

test('objects are merged into objects, and keep their places', () => {
  const merge = {
    data: { primaryEmail: 'ada@example.com', customData: { plan: 'gold' } },
    hookId: null,
    tenant: 'acme',
  };
  const before = JSON.parse(fakeDelivery('User.Created').body);
  const after = JSON.parse(fakeDelivery('User.Created', { merge }).body);
  assert.deepEqual(Object.keys(after), [...Object.keys(before), 'tenant']);
  assert.equal(after.data.primaryEmail, 'ada@example.com');
  assert.equal(after.data.customData.plan, 'gold');
  assert.deepEqual([after.hookId, after.tenant, after.data.id], [null, 'acme', before.data.id]);
});

test('it can be a request', async () => {
  const request = fakeDelivery('User.Created').request('https://example.com/webhook');
  assert.equal(request.method, 'POST');
  assert.equal(webhook.verify(request.headers, await request.arrayBuffer()).name, 'User.Created');
});

test('what is no event is told', () => {
  for (const event of ['User.created', 'constructor', undefined]) assert.throws(() => fakeDelivery(event), TypeError);
});
