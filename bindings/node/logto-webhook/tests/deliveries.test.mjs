// What a delivery gives, and what it shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { Delivery, Webhook, WebhookError } from 'logto-webhook';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

import { eventBody, signed } from './recordings.mjs';

const webhook = new Webhook(KEY);
const deliveryOf = (body) => webhook.verify(signed(body, KEY), body);

test('names and ids are shown, and nothing of the person', () => {
  const { headers, body } = fakeDelivery('PostRegister', {
    // No digit of an id is a letter of hers.
    merge: { user: { primaryEmail: 'zoy@example.com', username: 'zoy', name: 'Zoy' } },
  });
  const delivery = webhook.verify(headers, body);
  for (const shown of [
    inspect(delivery, { depth: 9 }),
    JSON.stringify(delivery),
    inspect(delivery.event, { depth: 9 }),
  ]) {
    assert.doesNotMatch(shown, /zoy/i);
    assert.match(shown, /PostRegister/);
  }
  assert.match(inspect(delivery.event), /^Event \{ name: 'PostRegister', userId: 'u758hu661ovk' \}$/);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(delivery))), [
    'id',
    'name',
    'kind',
    'hookId',
    'createdAt',
    'key',
  ]);
  assert.equal(delivery.event.user.primaryEmail, 'zoy@example.com');
});

test('an event that went through JSON still tells its name and whom it is about', () => {
  const { headers, body } = fakeDelivery('User.Deleted');
  const { name, variant, userId } = JSON.parse(JSON.stringify(webhook.verify(headers, body).event));
  assert.deepEqual([name, variant, userId], ['User.Deleted', 'UserDeleted', 'u758hu661ovk']);
});

test('the payload cannot speak for this package', () => {
  const { event } = deliveryOf(eventBody('User.Created', { name: 'PostRegister', variant: 'x', data: { id: 'u1' } }));
  assert.deepEqual([event.name, event.variant, event.userId], ['User.Created', 'UserCreated', 'u1']);
  const odd = deliveryOf('{"event":"User.Created","__proto__":{"admin":true},"constructor":1}').event;
  assert.equal(odd.admin, undefined);
  assert.equal(Object.getPrototypeOf(odd), Object.prototype);
});

test('the event is read once', () => {
  const delivery = deliveryOf(eventBody('User.Created'));
  assert.equal(delivery.event, delivery.event);
});

test('what is no webhook is invalid, and its event is refused', () => {
  const delivery = deliveryOf('[]');
  assert.deepEqual([delivery.known, delivery.kind, delivery.name, delivery.createdAt], [false, 'invalid', null, null]);
  assert.throws(
    () => delivery.event,
    (error) => {
      assert.ok(error instanceof WebhookError);
      assert.deepEqual([error.name, error.code, error.status], ['PayloadError', 'payload_invalid', 400]);
      return true;
    },
  );
});

test('what is unreadable says where and why', () => {
  const { kind, event } = deliveryOf(eventBody('User.Created', { data: { id: 7 } }));
  assert.equal(kind, 'unreadable');
  assert.deepEqual(
    { ...event },
    {
      name: 'User.Created',
      path: 'data.id',
      reason: 'expected a string, found a number',
      payload: { event: 'User.Created', data: { id: 7 } },
    },
  );
});

test('bytes that were verified before are read without a key', () => {
  const delivery = Delivery.parseAlreadyVerified(eventBody('User.Created'));
  assert.deepEqual([delivery.kind, delivery.key], ['known', null]);
});

test('the window is laid around now, or around when it came', () => {
  const at = new Date('2026-08-21T12:00:00.000Z');
  const { headers, body } = fakeDelivery('User.Created', { createdAt: at });
  const strict = new Webhook(KEY, { window: { pastMs: 1000, futureMs: 0 } });
  assert.equal(strict.verify(headers, body, { now: at }).createdAt.getTime(), at.getTime());
  assert.equal(strict.verify(headers, body, { now: at.getTime() + 1000 }).kind, 'known');
  const early = { name: 'TimestampError', code: 'timestamp_out_of_window', message: /1 ms too far ahead/ };
  assert.throws(() => strict.verify(headers, body, { now: at.getTime() - 1 }), early);
  assert.throws(() => strict.verify(headers, body), /ms too old; are both clocks right/);
  assert.throws(() => strict.verify(headers, body, { now: new Date(NaN) }), TypeError);
});
