// The examples run as they stand, each in a process of its own, and receive.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import * as ofPlatform from 'logto-webhook/platform/testing';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

const here = (...parts) => join(import.meta.dirname, ...parts);
const EXAMPLES = here('../../../../../examples/node');

for (const example of readdirSync(EXAMPLES).filter((file) => file.endsWith('.mjs'))) {
  test(`${example} receives`, async () => {
    // Beside the package, where Node finds it and the frameworks.
    const folder = mkdtempSync(here('example-'));
    cpSync(join(EXAMPLES, example), join(folder, example));
    try {
      await running(join(folder, example), example === 'platform.mjs' ? proveOfPlatform : prove);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

async function prove({ port, told }) {
  const url = `http://localhost:${port}/webhook`;
  for (const [event, line] of [
    ['User.Deleted', /^purge \w+$/],
    ['PostRegister', /^welcome \w+$/],
    ['Role.Created', /^Role\.Created is not handled$/],
  ]) {
    assert.equal((await fetch(fakeDelivery(event).request(url))).status, 200);
    await told(line);
  }
  assert.equal((await fetch(fakeDelivery('PostSignIn', { test: true }).request(url))).status, 200);
  await assertRefusesForged(url);
}

async function proveOfPlatform({ port, told }) {
  const url = `http://localhost:${port}/webhook`;
  for (const [event, line] of [
    ['user.created', /^welcome usr_\d+$/],
    ['user.deleted', /^purge usr_\d+$/],
    ['system.alert', /^warning: look at alr_\d+$/],
    ['data.updated', /^data\.updated is not handled$/],
  ]) {
    const sent = ofPlatform.fakeDelivery(event);
    assert.equal((await fetch(sent.request(url))).status, 200);
    await told(line);
    assert.equal((await fetch(sent.request(url))).status, 200, 'a copy is answered');
  }
  assert.equal((await fetch(ofPlatform.fakeDelivery('report.generated').request(url))).status, 200);
  assert.match((await told(/^.*$/))[0], /^report\.generated is not handled$/, 'no copy was handled');
  await assertRefusesForged(url);
}

async function assertRefusesForged(url) {
  const forged = await fetch(url, { method: 'POST', body: '{}' });
  assert.deepEqual([forged.status, forged.headers.get('logto-webhook-error')], [401, 'signature_missing']);
}

/** Starts an example on a port of its own, runs what is given, and ends it. */
async function running(file, run) {
  const keys = { LOGTO_WEBHOOK_SIGNING_KEY: KEY, PLATFORM_WEBHOOK_SECRET: ofPlatform.KEY };
  const env = { ...process.env, ...keys, PORT: '0' };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const told = async (pattern) => {
    for (;;) {
      const { done, value } = await lines.next();
      assert.ok(!done, `it ended before it told ${pattern}`);
      const found = pattern.exec(value);
      if (found !== null) return found;
    }
  };
  try {
    const [, port] = await told(/^listening on port (\d+)$/);
    await run({ port, told });
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}
