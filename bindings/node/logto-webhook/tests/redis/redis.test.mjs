// The store in Redis, on a real server, with both clients: what one process knows, all know, Rust's too.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';

import { Redis } from 'ioredis';
import { Webhook } from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { ReplayGuard, RedisStore } from 'logto-webhook/replay';
import { createClient, createClientPool } from 'redis';

import { eventBody, KEY, signed } from '../recordings.mjs';
import { RedisServer } from './server.mjs';

const NAMESPACE = 'example:logto';
/** A time limit that a busy machine keeps: nothing here is about time, but where it is said. */
const PATIENT = { timeLimitMs: 60_000 };
const FLEET = process.env.FLEET ?? join(import.meta.dirname, '../../../../../target/debug/fleet');

let server;
let opened;
beforeEach(async () => {
  opened = [];
  server = await new RedisServer().start();
});
afterEach(async () => {
  for (const close of opened) close();
  await server.stop();
});

const CLIENTS = {
  redis: async () => {
    const client = createClient({ socket: { path: server.socket } });
    client.on('error', () => undefined);
    opened.push(() => client.destroy());
    return client.connect();
  },
  'a pool of redis': async () => {
    const pool = createClientPool({ socket: { path: server.socket } });
    pool.on('error', () => undefined);
    opened.push(() => pool.destroy());
    return pool.connect();
  },
  ioredis: async () => {
    const client = new Redis(server.socket);
    client.on('error', () => undefined);
    opened.push(() => client.disconnect());
    return client;
  },
};

async function guardOf(client, options = {}, ofStore = PATIENT) {
  return new ReplayGuard({ store: new RedisStore(await CLIENTS[client](), NAMESPACE, ofStore), ...options });
}

function delivery(number = 1) {
  const body = eventBody('User.Created', { createdAt: `2026-01-01T00:00:0${number}.000Z` });
  return new Webhook(KEY).verify(signed(body), body);
}

for (const client of Object.keys(CLIENTS)) {
  test(`${client}: what one knows, all know`, async () => {
    for (const other of Object.keys(CLIENTS)) {
      const [here, there] = [await guardOf(client), await guardOf(other)];
      const lease = await here.begin(delivery());
      await assert.rejects(there.begin(delivery()), { code: 'delivery_in_progress' });
      await lease.release();
      await (await there.begin(delivery())).complete();
      assert.equal(await here.begin(delivery()), null);
      server.ask('FLUSHALL');
    }
  });

  test(`${client}: Redis itself forgets when a time is over`, async () => {
    const guard = await guardOf(client, { leaseMs: 5_000, retentionMs: 100_000 });
    const key = `${NAMESPACE}:${delivery().id}`;
    const lease = await guard.begin(delivery());
    assert.match(server.ask('GET', key), /^[0-9a-f]{32}$/);
    const between = (least, most) => {
      const found = Number(server.ask('PTTL', key));
      assert.ok(least < found && found <= most, `${found}`);
    };
    between(0, 5_000);
    await lease.complete();
    assert.equal(server.ask('GET', key), 'completed');
    between(5_000, 100_000);
    assert.equal(server.ask('DBSIZE'), '1');
  });

  test(`${client}: what another took after the lease is not given back`, async () => {
    const guard = await guardOf(client);
    const lease = await guard.begin(delivery());
    const key = `${NAMESPACE}:${delivery().id}`;
    server.ask('SET', key, 'another');
    await lease.release();
    assert.equal(server.ask('GET', key), 'another');
  });

  test(`${client}: of many one handles`, async () => {
    const guards = await Promise.all(Array.from({ length: 8 }, () => guardOf(client)));
    const begun = await Promise.allSettled(guards.map((guard) => guard.begin(delivery())));
    assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  // A pool asks on several connections, of which one may be overtaken: there the lease runs out.
  const isOne = client !== 'a pool of redis';
  test(`${client}: a Redis that hangs is not waited for, and what it took late is given back`, async () => {
    const guard = await guardOf(client, {}, { timeLimitMs: 200 });
    await (await guard.begin(delivery(2))).release();
    server.hang();
    await assert.rejects(guard.begin(delivery()), {
      code: 'store_unavailable',
      message: /Error: Redis did not answer within 200ms$/,
    });
    server.goOn();
    const other = await guardOf(client);
    while (isOne)
      if (await other.begin(delivery()).catch(({ code }) => assert.equal(code, 'delivery_in_progress'))) break;
  });

  test(`${client}: a Redis that is gone is told, and found again`, async () => {
    const guard = await guardOf(client, {}, { timeLimitMs: 300 });
    await server.kill();
    await assert.rejects(guard.begin(delivery()), { code: 'store_unavailable', status: 500 });
    await server.start();
    for (;;) if (await guard.begin(delivery(2)).catch(({ code }) => assert.equal(code, 'store_unavailable'))) break;
  });
}

test('a namespace is required, and so is a client', async () => {
  const client = await CLIENTS.ioredis();
  for (const namespace of ['', ' ', '\t\n', undefined]) {
    assert.throws(() => new RedisStore(client, namespace), {
      name: 'ReplayError',
      code: 'namespace_empty',
      message: /^expected a name of its own/,
    });
  }
  for (const other of [undefined, null, {}, 'redis://u:hunter2@host/']) {
    assert.throws(() => new RedisStore(other, NAMESPACE), { name: 'TypeError', message: /`redis` or `ioredis`/ });
  }
  assert.equal(
    inspect(new RedisStore(client, NAMESPACE)),
    'RedisStore { namespace: "example:logto", timeLimitMs: 1000 }',
  );
});

test('Node and Rust share one store', async () => {
  assert.ok(
    existsSync(FLEET),
    'build it, as `make javascript` does: cargo build --workspace --all-features --bin fleet',
  );
  const env = { PORT: '0', REDIS_URL: `redis+unix://${server.socket}`, LOGTO_WEBHOOK_SIGNING_KEY: KEY };
  const fleet = spawn(FLEET, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: fleet.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  try {
    const url = await next();
    const replay = await guardOf('redis');
    const [seen, outcomes] = [[], []];
    const receive = logtoFetch({
      webhook: new Webhook(KEY),
      replay,
      onEvent: ({ name }) => void seen.push(name),
      onOutcome: ({ kind }) => void outcomes.push(kind),
    });
    const request = (body) => ({ method: 'POST', headers: { 'logto-signature-sha-256': signed(body) }, body });
    const node = async (body) => (await receive(new Request('http://node', request(body)))).status;
    const rust = async (body) => (await fetch(url, request(body))).status;

    assert.equal(await node(eventBody('User.Deleted')), 200);
    assert.equal(await rust(eventBody('User.Deleted')), 200);
    assert.equal(await rust(eventBody('PostSignIn')), 200);
    assert.equal(await next(), 'PostSignIn about no user', 'it handled this alone');
    assert.equal(await node(eventBody('PostSignIn')), 200);
    assert.deepEqual([seen, outcomes], [['User.Deleted'], ['delivered', 'repeated']]);

    const body = eventBody('User.Created');
    const held = await replay.begin(new Webhook(KEY).verify(signed(body), body));
    assert.equal(await rust(body), 503);
    await held.release();
    assert.equal(await rust(body), 200);
    assert.equal(await node(body), 200);
    assert.deepEqual(outcomes.slice(2), ['repeated']);
  } finally {
    fleet.kill();
    await once(fleet, 'exit');
  }
});
