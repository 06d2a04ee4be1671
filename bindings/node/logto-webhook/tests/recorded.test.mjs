// What a real Logto sent, recorded: it verifies, is read as the right shape, and loses nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine, Webhook } from 'logto-webhook';

import { ENGINE, recorded } from './recordings.mjs';

const DELIVERIES = recorded('deliveries');
const TESTS = recorded('test-deliveries');
const ROUTES = {
  '/users/:userId/custom-data': 'UserCustomDataUpdated',
  '/users/:userId/profile': 'UserProfileUpdated',
};

test('the engine is the one that is tested', () => assert.equal(engine, ENGINE));

test('everything is there', () => {
  assert.deepEqual([DELIVERIES.length, TESTS.length], [55, 31]);
  assert.equal(new Set(DELIVERIES.map(({ body }) => JSON.parse(body).event)).size, 31);
});

for (const { file, headers, body, key } of DELIVERIES) {
  test(`${file} verifies and is typed without loss`, () => {
    const payload = JSON.parse(body);
    const delivery = new Webhook(key).verify(headers, body);
    assert.equal(delivery.kind, 'known');
    assert.equal(delivery.name, payload.event);
    assert.equal(delivery.hookId, payload.hookId);
    assert.equal(delivery.createdAt.toISOString(), payload.createdAt);
    assert.equal(delivery.event.name, payload.event);
    assert.equal(delivery.event.variant, ROUTES[payload.matchedRoute] ?? payload.event.replaceAll('.', ''));
    for (const [field, value] of Object.entries(payload)) assert.deepEqual(delivery.event[field], value);
    const beside = Object.keys(delivery.event).filter((field) => !Object.hasOwn(payload, field));
    const known = ['name', 'variant', 'userId', 'organizationId', 'roleId', 'organizationRoleId'];
    assert.deepEqual(
      beside.filter((field) => !known.includes(field)),
      [],
    );
  });
}

for (const { file, headers, body, key } of TESTS) {
  test(`${file} verifies and is a test`, () => {
    const delivery = new Webhook(key).verify(headers, body);
    assert.equal(delivery.kind, 'test');
    assert.equal(delivery.known, false);
    assert.deepEqual({ ...delivery.event }, { name: JSON.parse(body).event, payload: JSON.parse(body) });
    assert.equal(delivery.event.userId, undefined, 'the fake user is nobody');
  });
}
