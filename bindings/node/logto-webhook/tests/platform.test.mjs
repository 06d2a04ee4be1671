// The platform's deliveries: read typed, known by their own ids, and told apart from Logto's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';

import * as logto from 'logto-webhook';
import { Delivery, PayloadError, SIGNATURE_HEADER, SigningKey, TimestampError, Webhook } from 'logto-webhook/platform';
import { fakeDelivery, KEY } from 'logto-webhook/platform/testing';
import { ReplayGuard } from 'logto-webhook/replay';

import { EVENTS } from '../esm/platform/tables.js';
import { TESTS } from './recordings.mjs';

const webhook = new Webhook(KEY);
const verified = (members) => {
  const body = JSON.stringify(members);
  return webhook.verify(new SigningKey(KEY).sign(body), body);
};
/** What the platform's documentation prints to verify with, as it stands. */
const PRINTED = readFileSync(new URL('fixtures/platform/verify.js', TESTS), 'utf8');

test('there are eight events, under a header of their own', () => {
  assert.equal(EVENTS.length, 8);
  assert.deepEqual([SIGNATURE_HEADER, webhook.signatureHeader], ['x-webhook-signature', 'x-webhook-signature']);
});

for (const { name, variant } of EVENTS) {
  test(`${name} verifies and is typed without loss`, () => {
    for (const sent of [fakeDelivery(name), fakeDelivery(variant)]) {
      const delivery = webhook.verify(sent.headers, sent.body);
      assert.deepEqual([delivery.kind, delivery.known, delivery.name], ['known', true, name]);
      assert.deepEqual({ ...delivery.event }, { ...JSON.parse(sent.body), name, variant });
      assert.equal(delivery.event.type, name);
      assert.equal(delivery.createdAt.getTime(), Date.parse(delivery.event.created));
    }
  });
}

test('the verifier that is printed in the documentation accepts what is made for tests', () => {
  const require = (name) => process.getBuiltinModule(name);
  const verify = runInNewContext(`${PRINTED}; verifyWebhookSignature`, { require, Buffer });
  for (const { name } of EVENTS) {
    const { headers, body } = fakeDelivery(name);
    assert.equal(verify(body, headers[SIGNATURE_HEADER], KEY), true);
    assert.equal(verify(`${body} `, headers[SIGNATURE_HEADER], KEY), false);
  }
});

test('a delivery is known by its own id', () => {
  const delivery = verified({ id: 'evt_1', type: 'user.deleted', data: { id: 'usr_1' } });
  assert.deepEqual([delivery.id, delivery.occurrenceId], ['evt_1', 'evt_1']);
  for (const id of [undefined, null, 7, '', 'x'.repeat(256)]) {
    assert.match(verified({ id, type: 'user.deleted' }).id, /^[0-9a-f]{64}$/);
  }
});

test('it has no hook, and shows names and ids alone', () => {
  const { headers, body } = fakeDelivery('user.created', { id: 'evt_1', merge: { data: { name: 'Zoy' } } });
  const delivery = webhook.verify(headers, body);
  assert.equal(delivery.hookId, undefined);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(delivery))), ['id', 'name', 'kind', 'createdAt', 'key']);
  assert.equal(delivery.event.data.name, 'Zoy');
  for (const shown of [inspect(delivery, { depth: 9 }), inspect(delivery.event), JSON.stringify(delivery)]) {
    assert.doesNotMatch(shown, /zoy|hook[^:]/i);
    assert.match(shown, /user\.created/);
  }
});

test('a type that is not known is kept, and a known one that does not fit is told of', () => {
  const paid = { id: 'evt_1', type: 'invoice.paid', data: { id: 'inv_1' } };
  const unknown = verified(paid);
  assert.deepEqual([unknown.kind, unknown.name, unknown.id], ['unknown', 'invoice.paid', 'evt_1']);
  assert.deepEqual({ ...unknown.event }, { name: 'invoice.paid', payload: paid });
  const { kind, event } = verified({ id: 'evt_1', type: 'user.created', data: { id: 7 } });
  assert.deepEqual([kind, event.path, event.reason], ['unreadable', 'data.id', 'expected a string, found a number']);
});

test('what is no webhook is refused in words of its own', () => {
  for (const members of [[], {}, { type: 7 }, { event: 'User.Created' }]) {
    const delivery = verified(members);
    assert.deepEqual([delivery.kind, delivery.name, delivery.id.length], ['invalid', null, 64]);
    assert.throws(
      () => delivery.event,
      (error) => error instanceof PayloadError && error.message.startsWith('expected a JSON object with a `type`,'),
    );
  }
});

test('the window looks at when it was created', () => {
  const createdAt = new Date('2023-06-21T09:15:30.900Z');
  const strict = new Webhook(KEY, { window: { pastMs: 60_000, futureMs: 0 } });
  const { headers, body } = fakeDelivery('user.created', { createdAt });
  assert.equal(strict.verify(headers, body, { now: createdAt }).createdAt.toISOString(), '2023-06-21T09:15:30.000Z');
  assert.throws(() => strict.verify(headers, body), TimestampError);
  const bare = '{"type":"user.deleted"}';
  assert.throws(() => strict.verify(new SigningKey(KEY).sign(bare), bare), /no readable `created`/);
});

test('a guard knows it by its id', async () => {
  const guard = new ReplayGuard();
  const one = verified({ id: 'evt_1', type: 'user.deleted' });
  await (await guard.begin(one)).complete();
  assert.equal(await guard.begin(verified({ id: 'evt_1', type: 'user.deleted', again: true })), null);
  assert.notEqual(await guard.begin(verified({ id: 'evt_2', type: 'user.deleted' })), null);
});

test('the delivery of one system is none of the other', () => {
  const { headers, body } = fakeDelivery('user.created');
  assert.throws(() => new logto.Webhook(KEY).verify(headers, body), { code: 'signature_missing' });
  const mistaken = new logto.Webhook(KEY).verify(headers[SIGNATURE_HEADER], body);
  assert.equal(mistaken.kind, 'invalid', 'it has no `event`');
});

test('what does not match names what may be wrong', () => {
  const { headers, body } = fakeDelivery('user.created');
  const refused = (key, message) =>
    assert.throws(() => new Webhook(key).verify(headers, body), { code: 'signature_mismatch', message });
  refused(KEY.slice(6), /is it the secret of this webhook, whole, with its `whsec_`\?/);
  const pretty = JSON.stringify(JSON.parse(body), null, 2);
  assert.throws(() => webhook.verify(headers, pretty), /the body looks parsed and written again/);
});

test('bytes that were verified before are read without a key', () => {
  const delivery = Delivery.parseAlreadyVerified(fakeDelivery('system.alert', { id: 'evt_7' }).body);
  assert.deepEqual([delivery.kind, delivery.id, delivery.key], ['known', 'evt_7', null]);
});

test('no secret is taken from the environment by itself', () => {
  const { headers, body } = fakeDelivery('user.created');
  process.env[logto.SIGNING_KEY_VARIABLE] = KEY;
  try {
    assert.throws(() => new Webhook(), { code: 'signing_key_empty' });
    assert.throws(() => new Webhook(process.env.PLATFORM_WEBHOOK_SECRET), { code: 'signing_key_empty' });
  } finally {
    delete process.env[logto.SIGNING_KEY_VARIABLE];
  }
  const keys = [];
  const later = new Webhook(() => keys);
  assert.throws(() => later.verify(headers, body), { code: 'signing_key_empty' });
  keys.push(KEY);
  assert.equal(later.verify(headers, body).name, 'user.created');
});

test('what is made for tests has an id of its own, and what is given', () => {
  const idOf = (options) => JSON.parse(fakeDelivery('data.updated', options).body).id;
  assert.notEqual(idOf(), idOf());
  assert.equal(idOf({ id: 'evt_9' }), 'evt_9');
  const { headers, body } = fakeDelivery('data.updated', { key: 'whsec_another', merge: { data: { kind: 'x' } } });
  assert.equal(new Webhook('whsec_another').verify(headers, body).event.data.kind, 'x');
  assert.deepEqual(Object.keys(JSON.parse(body)), ['id', 'type', 'created', 'data']);
  for (const event of ['User.Created', 'constructor', undefined]) assert.throws(() => fakeDelivery(event), TypeError);
});
