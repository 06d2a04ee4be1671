// What every adapter does with what arrives, the same in each framework.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { mock, test } from 'node:test';

import { ReplayGuard } from 'logto-webhook/replay';

import { Remote } from '../stores.mjs';
import { SYSTEMS } from '../systems.mjs';
import { BODY_LIMIT, PATH, Site } from './site.mjs';

/**
 * Tests an adapter with each system. `start(site)` gives an `http.Server` whose every method on `/webhook` goes to the
 * adapter, which is told `site.options`, `site.respondBefore`, and `site.work(delivery)` as its handler. `can` names what not
 * every framework can: `readItself` (the adapter reads the body), `respondBefore`, `marksThrown` (the framework's answer to
 * what is thrown has the header), `parserInFront` (a parser of JSON that keeps the bytes, where `site.inFront` is `json`),
 * `parsedInFront` (one that does not, where it is `parsed`), `takerInFront` (something that takes the body, where it is
 * `taker`).
 */
export function testAdapter(name, start, can = ['readItself', 'respondBefore']) {
  for (const system of SYSTEMS) {
    const fact = (what, options, prove) =>
      test(`${name}, ${system.name}: ${what}`, () => Site.run(start, { system, ...options }, prove));
    testDeliveries(fact, system);
    testRefusals(fact, system);
    testHandlers(fact, system, can);
    testReplays(fact, system, can);
    testBodies(fact, system, can);
  }
}

/** What reaches a handler, and what of it does not. */
function testDeliveries(fact, system) {
  const genuine = system.body('answered');

  fact('a genuine delivery reaches the handler', {}, async (site) => {
    const answered = await site.post(genuine);
    assert.deepEqual([answered.status, answered.body], [204, '']);
    assert.equal(answered.headers['logto-webhook-error'], undefined);
    const [delivery] = site.seen;
    assert.deepEqual([delivery.kind, delivery.event.data.id], ['known', 'u1']);
    assert.equal(Buffer.from(delivery.raw).toString(), genuine);
    const outcome = await site.outcome();
    assert.deepEqual(
      [outcome.kind, outcome.label, outcome.code, outcome.level],
      ['delivered', 'delivered', null, 'info'],
    );
    assert.deepEqual([outcome.name, outcome.hookId], [system.events.answered, system.hookId]);
    assert.equal(outcome.size, genuine.length);
    assert.deepEqual([outcome.deliveryId, outcome.key], [delivery.id, delivery.key]);
    assert.match(outcome.toString(), line(`delivered ${system.events.answered}${system.ofHook} in \\d+ ms$`));
  });

  fact('a handler that returns nothing answers 200', {}, async (site) => {
    const answered = await site.post(system.body('silent'));
    assert.deepEqual([answered.status, answered.body], [200, '']);
  });

  fact('an event that is not known reaches the handler', {}, async (site) => {
    assert.equal((await site.post(system.body('unknown'))).status, 200);
    assert.deepEqual(
      site.seen.map(({ kind, name }) => [kind, name]),
      [['unknown', system.events.unknown]],
    );
  });

  if (system.test === null) return;
  fact('a test payload is answered and reaches no handler', {}, async (site) => {
    const answered = await site.post(system.test);
    assert.deepEqual([answered.status, answered.body], [200, '']);
    assert.deepEqual(
      site.tests.map((delivery) => delivery.name),
      [system.events.answered],
    );
    assert.deepEqual(site.seen, []);
    assert.equal((await site.outcome()).kind, 'test');
  });
}

function testRefusals(fact, system) {
  const genuine = system.body('answered');
  const { header } = system;
  const signed = (body) => system.signed(body);
  const others = SYSTEMS.find((other) => other !== system).header;
  const large = 'x'.repeat(BODY_LIMIT + 1);
  const REFUSALS = [
    ['POST', { [header]: '00' }, genuine, 'signature_malformed', 401],
    ['POST', { [header]: '00'.repeat(32) }, genuine, 'signature_mismatch', 401],
    ['POST', { [header]: `${signed('1')}, ${signed('2')}` }, '1', 'signature_ambiguous', 401],
    ['POST', {}, genuine, 'signature_missing', 401],
    ['POST', { [others]: signed(genuine) }, genuine, 'signature_missing', 401],
    ['POST', { [header]: signed('[]') }, '[]', 'payload_invalid', 400],
    ['POST', { [header]: signed(large) }, large, 'body_too_large', 413],
    ['POST', { [header]: signed(large), 'transfer-encoding': 'chunked' }, large, 'body_too_large', 413],
    ['POST', { 'content-encoding': 'gzip' }, genuine, 'body_encoded', 415],
    ['GET', { [header]: signed('') }, undefined, 'redirected_delivery', 405],
    ['GET', {}, undefined, 'method_not_allowed', 405],
    ['PUT', { [header]: signed(genuine) }, genuine, 'method_not_allowed', 405],
  ];
  fact('a refusal tells its code and nothing else', {}, async (site) => {
    for (const [method, headers, body, code, status] of REFUSALS) {
      const content = body === undefined ? {} : { 'content-type': 'application/octet-stream' };
      assertRefused(await site.send(method, body, { ...content, ...headers }), code, status);
      const outcome = await site.outcome();
      assert.deepEqual([outcome.kind, outcome.code, outcome.label, outcome.error.code], ['refused', code, code, code]);
      assert.equal(site.untold, 0, 'it is told once');
    }
    assert.deepEqual(site.seen, []);
  });
}

/** What becomes of it in a handler. */
function testHandlers(fact, system, can) {
  const genuine = system.body('answered');

  fact('what the handler answers goes through and is told', {}, async (site) => {
    const answered = await site.post(system.body('refused'));
    assert.deepEqual([answered.status, answered.headers['logto-webhook-error']], [404, 'handler_failed']);
    const outcome = await site.outcome();
    assert.deepEqual([outcome.kind, outcome.code, outcome.level], ['failed', 'handler_failed', 'error']);
    assert.match(outcome.error.message, /it answered 404/);
    assert.equal(outcome.delivery.name, system.events.refused, 'it is seen here for the last time');
  });

  fact('a handler that throws is told without what it says', {}, async (site) => {
    const answered = await site.post(system.body('thrown'));
    assert.equal(answered.status, 500);
    if (can.includes('marksThrown')) assert.equal(answered.headers['logto-webhook-error'], 'handler_failed');
    const outcome = await site.outcome();
    assert.deepEqual([outcome.kind, outcome.code], ['failed', 'handler_failed']);
    assert.match(outcome.error.message, /it threw RangeError/);
    assert.doesNotMatch(`${outcome} ${JSON.stringify(outcome)}`, /someone typed/);
  });

  fact('the key is looked for at the first request', { keyInEnvironment: true }, async (site) => {
    assertRefused(await site.post(genuine), 'signing_key_empty', 500);
    assert.match((await site.outcome()).error.message, /is LOGTO_WEBHOOK_SIGNING_KEY set\?$/);
    process.env.LOGTO_WEBHOOK_SIGNING_KEY = system.key;
    try {
      assert.equal((await site.post(genuine)).status, 204);
    } finally {
      delete process.env.LOGTO_WEBHOOK_SIGNING_KEY;
    }
  });

  const fails = () => {
    throw new Error('the log is full');
  };
  fact('an observer that throws changes no answer', { onTest: fails, onOutcome: fails }, async (site) => {
    const reported = mock.method(console, 'error', () => undefined);
    assert.equal((await site.post(genuine)).status, 204);
    assert.equal(reported.mock.callCount(), 1);
    if (system.test !== null) {
      assert.equal((await site.post(system.test)).status, 200);
      assert.equal(reported.mock.callCount(), 3);
    }
    reported.mock.restore();
  });

  if (can.includes('respondBefore')) {
    fact('an answer can come first', { respondBefore: true }, async (site) => {
      const shown = mock.method(console, 'error', () => undefined);
      const answered = await site.post(genuine);
      assert.deepEqual([answered.status, answered.body], [200, '']);
      assert.deepEqual([site.seen.length, site.untold], [0, 0]);
      site.mayGoOn();
      assert.equal((await site.outcome()).kind, 'delivered');
      assert.equal(site.seen.length, 1);
      assert.equal((await site.post(system.body('thrown'))).status, 200);
      assert.equal((await site.outcome()).code, 'handler_failed', 'Logto has a success: this alone tells');
      const unchanged = await site.post(system.body('refused'));
      assert.deepEqual([unchanged.status, unchanged.headers['logto-webhook-error']], [200, undefined]);
      await site.outcome();
      shown.mock.restore();
    });
  }
}

/** How its body comes. */
function testBodies(fact, system, can) {
  const genuine = system.body('answered');

  if (can.includes('readItself')) {
    fact('a body that never ends is not waited for', { bodyTimeLimitMs: 200 }, async (site) => {
      const connection = await begun(site);
      const [answer] = await once(connection, 'data');
      assert.match(String(answer), /^HTTP\/1\.1 400 /);
      assert.equal((await site.outcome()).code, 'body_incomplete');
      connection.destroy();
    });

    fact('a body that breaks off is told', {}, async (site) => {
      (await begun(site)).end();
      assert.equal((await site.outcome()).code, 'body_incomplete');
    });
  }

  if (can.includes('parserInFront')) {
    fact('a parser of JSON in front does no harm', { inFront: 'json' }, async (site) => {
      assert.equal((await site.post(genuine)).status, 204);
    });
  }

  if (can.includes('parsedInFront')) {
    fact('a body that was parsed is told, with what helps', { inFront: 'parsed' }, async (site) => {
      assertRefused(await site.post(genuine), 'body_already_parsed', 500);
      assert.match((await site.outcome()).error.message, /found it parsed, as Object; .*`.+`/);
    });
  }

  if (can.includes('takerInFront')) {
    fact('a body that was taken is told', { inFront: 'taker' }, async (site) => {
      assertRefused(await site.post(genuine), 'body_already_read', 500);
    });
  }
}

/** Each delivery reaches its handler once, where there is a guard. */
function testReplays(fact, system, can) {
  const genuine = system.body('answered');
  const guarded = (options) => ({ replay: new ReplayGuard(options) });

  fact('a delivery reaches its handler once', guarded(), async (site) => {
    assert.equal((await site.post(genuine)).status, 204);
    assert.equal((await site.outcome()).kind, 'delivered');
    const again = await site.post(genuine);
    assert.deepEqual([again.status, again.body, again.headers['logto-webhook-error']], [200, '', undefined]);
    const outcome = await site.outcome();
    assert.deepEqual([outcome.kind, outcome.label, outcome.level], ['repeated', 'repeated', 'info']);
    assert.deepEqual([site.seen.length, site.untold], [1, 0]);
  });

  fact('a handler that fails gives its delivery back', guarded(), async (site) => {
    for (const body of [system.body('refused'), system.body('thrown')]) {
      const { status } = await site.post(body);
      assert.equal((await site.outcome()).code, 'handler_failed');
      assert.equal((await site.post(body)).status, status);
      assert.equal((await site.outcome()).code, 'handler_failed', 'the retry was handled, too');
    }
    assert.equal(site.seen.length, 4);
  });

  fact('a copy that comes meanwhile is told to come again', guarded(), async (site) => {
    const body = system.body('awaited');
    const first = site.post(body);
    await site.begun;
    assertRefused(await site.post(body), 'delivery_in_progress', 503);
    assert.equal((await site.outcome()).code, 'delivery_in_progress');
    site.mayGoOn();
    assert.equal((await first).status, 200);
    assert.equal((await site.post(body)).status, 200);
    assert.equal(site.seen.length, 1);
  });

  const cut = new Remote();
  fact('a store that is down is told', guarded({ store: cut }), async (site) => {
    cut.isDown = true;
    if (system.test !== null) {
      assert.equal((await site.post(system.test)).status, 200, 'a test asks no store');
      await site.outcome();
    }
    assertRefused(await site.post(genuine), 'store_unavailable', 500);
    const outcome = await site.outcome();
    assert.deepEqual([outcome.code, outcome.level], ['store_unavailable', 'error']);
    assert.match(outcome.error.message, /Error: the line is cut$/);
    assert.deepEqual(site.seen, []);
    cut.isDown = false;
    assert.equal((await site.post(genuine)).status, 204);
  });

  const down = new Remote();
  const delivers = guarded({ store: down, onStoreFailure: 'deliver' });
  fact('what is handled unguarded is told', delivers, async (site) => {
    down.isDown = true;
    assert.equal((await site.post(genuine)).status, 204);
    const outcome = await site.outcome();
    assert.deepEqual(
      [outcome.kind, outcome.label, outcome.code, outcome.level],
      ['delivered', 'delivered', 'store_unavailable', 'error'],
    );
    const delivered = `delivered ${system.events.answered}${system.ofHook} in \\d+ ms`;
    assert.match(`${outcome}`, line(`${delivered}, unguarded: store_unavailable: `));
    assert.equal(delivers.replay.unguarded, 1);
  });

  if (!can.includes('respondBefore')) return;
  fact('a copy is known though the answer came first', { ...guarded(), respondBefore: true }, async (site) => {
    assert.equal((await site.post(genuine)).status, 200);
    assertRefused(await site.post(genuine), 'delivery_in_progress', 503);
    assert.equal((await site.outcome()).code, 'delivery_in_progress');
    site.mayGoOn();
    assert.equal((await site.outcome()).kind, 'delivered');
    assert.equal((await site.post(genuine)).status, 200);
    assert.deepEqual([(await site.outcome()).kind, site.seen.length], ['repeated', 1]);
  });
}

/** A connection on which a body of nine bytes has begun. */
async function begun(site) {
  const { header } = site.system;
  const connection = net.connect(site.port);
  await once(connection, 'connect');
  connection.write(
    `POST ${PATH} HTTP/1.1\r\nhost: localhost\r\n${header}: ${'0'.repeat(64)}\r\ncontent-length: 9\r\n\r\n{`,
  );
  return connection;
}

/** The beginning of a line, of which the dots are dots. */
function line(text) {
  return new RegExp(`^${text.replaceAll('.', '\\.')}`);
}

function assertRefused(answered, code, status) {
  assert.deepEqual([answered.status, answered.headers['logto-webhook-error']], [status, code]);
  assert.deepEqual(JSON.parse(answered.body), { error: { code } });
  assert.match(answered.headers['content-type'], /^application\/json(; charset=utf-8)?$/);
  assert.equal(answered.headers.allow, status === 405 ? 'POST' : undefined);
}
