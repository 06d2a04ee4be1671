// The replay guard by hand: what it lets through, and what becomes of a delivery whose store or handler fails.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { inspect } from 'node:util';

import { Webhook } from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { MemoryStore, ReplayGuard } from 'logto-webhook/replay';

import { Endpoint } from '../esm/endpoint/endpoint.js';
import { eventBody, KEY, signed } from './recordings.mjs';
import { Remote } from './stores.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function delivery(number = 1, members = {}) {
  const body = eventBody('User.Created', { createdAt: `2026-01-01T00:00:0${number}.000Z`, ...members });
  return new Webhook(KEY).verify(signed(body), body);
}

async function leased(guard, what) {
  const lease = await guard.begin(what);
  assert.notEqual(lease, null);
  return lease;
}

test('a delivery is handled once', async () => {
  const guard = new ReplayGuard();
  const result = await (
    await leased(guard, delivery())
  ).run(async () => {
    await assert.rejects(guard.begin(delivery()), {
      name: 'ReplayError',
      code: 'delivery_in_progress',
      status: 503,
      action: 'retry',
      message: 'the same delivery is being handled; it is free again after 60s at most',
    });
    return 'the work';
  });
  assert.equal(result, 'the work');
  assert.equal(await guard.begin(delivery()), null);
  await leased(guard, delivery(2));
});

test('work that throws gives its delivery back', async () => {
  const guard = new ReplayGuard();
  const fails = async () => {
    throw new RangeError('work');
  };
  await assert.rejects((await leased(guard, delivery())).run(fails), RangeError);
  await (await leased(guard, delivery())).release();
  await (await leased(guard, delivery())).complete();
  assert.equal(await guard.begin(delivery()), null);
});

test('a lease ends once', async () => {
  const lease = await leased(new ReplayGuard(), delivery());
  await lease.complete();
  await assert.rejects(lease.complete(), /completed or released before/);
  await assert.rejects(lease.release(), /completed or released before/);
});

test('a lease runs out, and ids are kept for the retention', async () => {
  let now = 0;
  const guard = new ReplayGuard({ store: new MemoryStore({ now: () => now }) });
  const late = await leased(guard, delivery());
  now += 59_999;
  await assert.rejects(guard.begin(delivery()), { code: 'delivery_in_progress' });
  now += 1;
  const next = await leased(guard, delivery());
  await late.release();
  await assert.rejects(guard.begin(delivery()), { code: 'delivery_in_progress' }, 'another has it now');
  await next.complete();
  now += DAY - 1;
  assert.equal(await guard.begin(delivery()), null);
  now += 1;
  await leased(guard, delivery());
});

test('of many one handles', async () => {
  const guard = new ReplayGuard({ store: new Remote() });
  const begun = await Promise.allSettled(Array.from({ length: 100 }, () => guard.begin(delivery())));
  assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('an occurrence is one delivery however many hooks tell of it', async () => {
  const [first, second] = [delivery(1, { hookId: 'a' }), delivery(1, { hookId: 'b' })];
  const [byDelivery, byOccurrence] = [new ReplayGuard(), new ReplayGuard({ identity: 'occurrence' })];
  for (const guard of [byDelivery, byOccurrence]) await (await leased(guard, first)).complete();
  await leased(byDelivery, second);
  assert.equal(await byOccurrence.begin(second), null);
});

test("times are the crate's and yours", () => {
  const timesOf = ({ leaseMs, retentionMs }) => [leaseMs, retentionMs];
  assert.deepEqual(timesOf(new ReplayGuard()), [60_000, DAY]);
  assert.deepEqual(timesOf(new ReplayGuard({ leaseMs: 120_000, retentionMs: HOUR })), [120_000, HOUR]);
  assert.deepEqual(timesOf(new ReplayGuard({ leaseMs: 2 * DAY })), [2 * DAY, 2 * DAY]);
});

test('a window is covered or the guard is refused', () => {
  const webhook = new Webhook(KEY, { window: { pastMs: 2 * DAY, futureMs: HOUR } });
  assert.equal(new ReplayGuard({ webhook }).retentionMs, 2 * DAY + HOUR);
  assert.equal(new ReplayGuard({ retentionMs: HOUR }).covering(webhook).retentionMs, 2 * DAY + HOUR);
  assert.equal(new ReplayGuard({ retentionMs: 7 * DAY }).covering(webhook).retentionMs, 7 * DAY);
  const refused = (options, message) =>
    assert.throws(() => new ReplayGuard(options), { name: 'ReplayError', code: 'retention_too_short', message });
  refused(
    { webhook, retentionMs: DAY },
    'expected a retention of at least 176400s, for which the window accepts a delivery, found 86400s; keep ids longer, or narrow the window or the lease',
  );
  refused({ retentionMs: 1 }, /^expected a retention of at least 60s, for which a handler has it, found 1ms;/);
});

test('an adapter remembers as long as its window accepts, and counts with the guard that it was given', async () => {
  const store = new Remote();
  const replay = new ReplayGuard({ store, retentionMs: HOUR, onStoreFailure: 'deliver' });
  const webhook = new Webhook(KEY, { window: { pastMs: 2 * DAY, futureMs: HOUR } });
  const receive = logtoFetch({ webhook, replay, onEvent: () => undefined, onOutcome: () => undefined });
  const post = (members) => {
    const body = eventBody('User.Created', { createdAt: new Date().toISOString(), ...members });
    const headers = { 'logto-signature-sha-256': signed(body) };
    return receive(new Request('http://localhost', { method: 'POST', headers, body }));
  };
  assert.equal((await post({ hookId: 'a' })).status, 200);
  assert.deepEqual(store.asked, [
    ['begin', 60_000],
    ['complete', 2 * DAY + HOUR],
  ]);
  store.isDown = true;
  assert.equal((await post({ hookId: 'b' })).status, 200);
  assert.equal(replay.unguarded, 1);
});

test('what is handed over to a handler whose end is not seen has no guard', async () => {
  const endpoint = new Endpoint({ webhook: new Webhook(KEY), replay: new ReplayGuard() });
  const headers = { 'logto-signature-sha-256': signed(eventBody('User.Created')) };
  const admitted = await endpoint.receiveWhole('POST', headers, eventBody('User.Created'));
  assert.throws(() => admitted.handOver(), { name: 'TypeError', message: /^expected no `replay`/ });
});

test('options that make no sense are refused', () => {
  const refused = (options, message) => assert.throws(() => new ReplayGuard(options), { name: 'TypeError', message });
  refused({ identity: 'both' }, "expected `identity` as 'delivery' or 'occurrence', found another word");
  refused({ onStoreFailure: true }, "expected `onStoreFailure` as 'refuse' or 'deliver', found boolean");
  refused({ leaseMs: -1 }, 'expected `leaseMs` as a whole number from 0, found -1');
  refused({ retentionMs: '1h' }, 'expected `retentionMs` as a whole number from 0, found 1h');
  assert.throws(() => new MemoryStore({ capacity: 0.5 }), TypeError);
});

test('a memory that is full refuses, and what ends makes room', async () => {
  let now = 0;
  const guard = new ReplayGuard({ store: new MemoryStore({ capacity: 1, now: () => now }) });
  await (await leased(guard, delivery())).complete();
  await assert.rejects(guard.begin(delivery(2)), { code: 'store_unavailable', message: /it holds 1 ids, as many as/ });
  assert.equal(await guard.begin(delivery()), null);
  now += DAY;
  await leased(guard, delivery(2));
});

test('a store that is down refuses, and is asked to give back what it may have taken', async () => {
  const store = new Remote();
  const guard = new ReplayGuard({ store });
  store.isDown = true;
  await assert.rejects(guard.begin(delivery()), {
    code: 'store_unavailable',
    status: 500,
    message: 'the replay store could not say whether the delivery was handled before: Error: the line is cut',
  });
  assert.deepEqual(store.asked, [['begin', 60_000], ['release']]);
  store.isDown = false;
  await (await leased(guard, delivery())).complete();
  assert.equal(guard.unguarded, 0);
});

test('a store that is down delivers by choice, and each is counted', async () => {
  const store = new Remote();
  const guard = new ReplayGuard({ store, onStoreFailure: 'deliver' });
  store.isDown = true;
  for (const number of [1, 2]) {
    const lease = await leased(guard, delivery());
    assert.equal(lease.unguarded.code, 'store_unavailable');
    await lease.complete();
    assert.equal(guard.unguarded, number);
  }
  store.isDown = false;
  assert.equal((await leased(guard, delivery())).unguarded, null);
});

test('what is done and cannot be remembered is told', async () => {
  const store = new Remote();
  const guard = new ReplayGuard({ store });
  const lease = await leased(guard, delivery());
  store.isDown = true;
  await assert.rejects(lease.complete(), {
    code: 'store_unavailable',
    message: /could not remember that the delivery/,
  });
  assert.equal(guard.unguarded, 1);

  store.isDown = false;
  const shown = mock.method(console, 'error', () => undefined);
  const next = await leased(guard, delivery(2));
  assert.equal(await next.run(() => void (store.isDown = true)), undefined, 'the work is done: nothing is thrown');
  assert.match(String(shown.mock.calls[0].arguments[0]), /could not remember that the delivery/);
  shown.mock.restore();
});

test('what cannot be given back is told', async () => {
  const store = new Remote();
  const guard = new ReplayGuard({ store });
  const lease = await leased(guard, delivery());
  store.isDown = true;
  await assert.rejects(lease.release(), { code: 'store_unavailable', message: /could not give the delivery back/ });
  assert.equal(guard.unguarded, 0);
});

test('a store that says something else, or throws at once, is down', async () => {
  const store = new Remote();
  const guard = new ReplayGuard({ store });
  for (const [said, found] of [
    ['perhaps', 'another word'],
    [undefined, 'undefined'],
    [true, 'boolean'],
  ]) {
    store.begin = async () => said;
    await assert.rejects(guard.begin(delivery()), { message: new RegExp(`'completed', found ${found}$`) });
  }
  store.begin = () => {
    throw 'credentials';
  };
  store.release = store.begin;
  await assert.rejects(guard.begin(delivery()), { message: /handled before: string$/ });
});

test('a guard, a lease and a memory show no secrets', async () => {
  const store = new MemoryStore();
  const guard = new ReplayGuard({ store });
  const lease = await leased(guard, delivery());
  assert.equal(inspect(guard), 'ReplayGuard { leaseMs: 60000, retentionMs: 86400000, unguarded: 0 }');
  assert.equal(inspect(store), "MemoryStore { guards: 'this process alone', capacity: 250000, ids: 1 }");
  assert.equal(inspect(lease), `Lease { id: '${delivery().id}' }`);
});
