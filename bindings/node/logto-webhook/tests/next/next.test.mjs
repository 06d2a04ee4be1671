// A site that `next build` made and `next start` serves: both routers, in the runtime of Node and at the edge.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import * as ofPlatform from 'logto-webhook/platform/testing';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

const ROUTES = { '/webhook': 'node', '/edge': 'edge', '/api/webhook': 'native' };

let next;
let site;
let lines;

before(async () => {
  const start = ['node_modules/next/dist/bin/next', 'start', '--port', '0'];
  const env = { ...process.env, LOGTO_WEBHOOK_SIGNING_KEY: KEY };
  next = spawn(process.execPath, start, { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'inherit'] });
  lines = createInterface({ input: next.stdout })[Symbol.asyncIterator]();
  const local = await line(/Local:\s+(http:\S+)/);
  site = local[1];
  await line(/Ready/);
});

after(async () => {
  next.kill();
  await once(next, 'exit');
});

/** The next line that it prints of this form. */
async function line(form) {
  for (;;) {
    const { value, done } = await lines.next();
    assert.ok(!done, 'Next has ended');
    const found = form.exec(value);
    if (found !== null) return found;
  }
}

function send(path, { body, headers }, method = 'POST') {
  return fetch(site + path, { method, headers, ...(method === 'GET' ? {} : { body }) });
}

async function assertRefused(response, code, status) {
  assert.deepEqual([response.status, response.headers.get('logto-webhook-error')], [status, code]);
  assert.deepEqual(await response.json(), { error: { code } });
}

for (const [path, engine] of Object.entries(ROUTES)) {
  test(`${path}: a genuine delivery reaches the handler, on the engine ${engine}`, async () => {
    const response = await send(path, fakeDelivery('User.Created'));
    assert.deepEqual([response.status, await response.json()], [202, { engine, name: 'User.Created' }]);
  });

  test(`${path}: a test payload is answered`, async () => {
    const response = await send(path, fakeDelivery('User.Created', { test: true }));
    assert.deepEqual([response.status, await response.text()], [200, '']);
  });

  test(`${path}: what is not genuine is refused`, async () => {
    const { headers, body } = fakeDelivery('User.Created', { key: 'another' });
    await assertRefused(await send(path, { headers, body }), 'signature_mismatch', 401);
    await assertRefused(await send(path, { headers: {}, body }), 'signature_missing', 401);
  });

  test(`${path}: a redirected delivery is told`, async () => {
    await assertRefused(await send(path, fakeDelivery('User.Created'), 'GET'), 'redirected_delivery', 405);
  });

  test(`${path}: a body that is too large is refused`, async () => {
    const { headers } = fakeDelivery('User.Created');
    await assertRefused(await send(path, { headers, body: 'x'.repeat(4 * 1024 * 1024 + 1) }), 'body_too_large', 413);
  });
}

test("the platform's deliveries reach a handler of their own", async () => {
  const response = await send('/platform', ofPlatform.fakeDelivery('user.created', { id: 'evt_1' }));
  const told = { engine: 'edge', id: 'evt_1', name: 'user.created' };
  assert.deepEqual([response.status, await response.json()], [202, told]);
  await assertRefused(await send('/platform', fakeDelivery('User.Created')), 'signature_missing', 401);
});

test('what Next has parsed is told', async () => {
  await assertRefused(await send('/api/parsed', fakeDelivery('User.Created')), 'body_already_parsed', 500);
});

test('the example handles each delivery once', async () => {
  const sent = [fakeDelivery('PostRegister'), fakeDelivery('User.Deleted'), fakeDelivery('Role.Created')];
  for (const delivery of sent) {
    assert.equal((await send('/example', delivery)).status, 200);
    await line(/^(welcome|purge) (?!undefined$)[a-z0-9]+$|^Role\.Created is not handled$/);
  }
  assert.equal((await send('/example', sent[0])).status, 200);
  assert.equal((await send('/example', fakeDelivery('Scope.Created'))).status, 200);
  const [told] = await line(/^(welcome|purge|Scope\.Created) .*$/);
  assert.equal(told, 'Scope.Created is not handled', 'the copy was not handled');
});

test('an answer can come first', async () => {
  const response = await send('/webhook', fakeDelivery('User.Deleted'), 'PUT');
  assert.deepEqual([response.status, await response.text()], [200, '']);
  await line(/^handled later: User\.Deleted$/);
});
