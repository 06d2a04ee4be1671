// The very runtimes: Cloudflare's and Bun, over a real socket.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { build } from 'esbuild';
import { fakeDelivery } from 'logto-webhook/testing';

const here = (file) => join(import.meta.dirname, file);
const program = (name) => here(`../../node_modules/.bin/${name}`);

test('workerd', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logto-webhook-'));
  cpSync(here('runtimes/workerd.capnp'), join(folder, 'workerd.capnp'));
  await build({
    entryPoints: [here('runtimes/site.mjs')],
    outfile: join(folder, 'site.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'import'],
  });
  try {
    const given = ['serve', join(folder, 'workerd.capnp'), '--control-fd=3'];
    await listening(spawn(program('workerd'), given, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] }), 3, prove);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Bun', async () => {
  await listening(
    spawn(program('bun'), [here('runtimes/bun.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] }),
    1,
    prove,
  );
});

async function prove(origin) {
  const { engine, vectors, failed } = await (await fetch(`${origin}/vectors`)).json();
  assert.deepEqual([engine, failed], ['edge', []]);
  assert.ok(vectors >= 200);

  const genuine = await fetch(fakeDelivery('User.Created').request(`${origin}/webhook`));
  assert.deepEqual([genuine.status, await genuine.text()], [200, '']);
  const sent = fakeDelivery('User.Created');
  const texts = [];
  for (let time = 0; time < 3; time += 1) texts.push(await (await fetch(sent.request(`${origin}/once`))).text());
  assert.deepEqual(texts, ['1', '', ''], 'the copies were not handled');
  const forged = await fetch(fakeDelivery('User.Created', { key: 'another' }).request(`${origin}/webhook`));
  assert.deepEqual([forged.status, forged.headers.get('logto-webhook-error')], [401, 'signature_mismatch']);
  assert.deepEqual(await forged.json(), { error: { code: 'signature_mismatch' } });
}

/** Waits until a program tells its port on a pipe, runs what is given, and ends the program. */
async function listening(child, pipe, run) {
  const ended = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it listened`)));
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdio[pipe] });
  const port = new Promise((resolve) => lines.on('line', (line) => resolve(JSON.parse(line).port)));
  try {
    await run(`http://127.0.0.1:${await Promise.race([port, ended])}`);
  } finally {
    child.kill('SIGKILL');
  }
}
