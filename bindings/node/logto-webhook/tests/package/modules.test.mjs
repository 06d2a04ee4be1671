// The package as CommonJS and as ESM, under the conditions that runtimes set.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import * as esm from 'logto-webhook';
import * as testing from 'logto-webhook/testing';

import { ENGINE } from '../recordings.mjs';

const require = createRequire(import.meta.url);
const { exports, typesVersions } = require('../../package.json');
const PARTS = Object.keys(exports)
  .filter((part) => !part.endsWith('.json'))
  .map((part) => part.replace('.', 'logto-webhook'));
const TYPES = Object.fromEntries(Object.keys(typesVersions['*']).map((part) => [`logto-webhook/${part}`, true]));

test('CommonJS has the same', () => {
  const cjs = require('logto-webhook');
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  assert.equal(cjs.engine, ENGINE);
});

test('every part is there in both', async () => {
  assert.ok(PARTS.length >= 6);
  for (const part of PARTS) {
    assert.deepEqual(Object.keys(require(part)).sort(), Object.keys(await import(part)).sort(), part);
    assert.ok(part in TYPES || part === 'logto-webhook', `${part} has no types for the old resolution`);
  }
});

test('CommonJS chooses its engine as ESM does', () => {
  const [ofEsm, ofCjs] = ['../../package.json', '../../cjs/package.json'].map(
    (file) => require(file).imports['#engine'],
  );
  assert.deepEqual(
    Object.entries(ofCjs),
    Object.entries(ofEsm).map(([condition, file]) => [condition, file.replace('./esm/', './')]),
  );
});

test('an error of one copy is one for the other', () => {
  const cjs = require('logto-webhook');
  const thrown = (run) =>
    assert.throws(run, (error) => {
      for (const { WebhookError, SignatureError, BodyError } of [cjs, esm]) {
        assert.ok(error instanceof WebhookError && error instanceof SignatureError && error instanceof Error);
        assert.ok(!(error instanceof BodyError));
      }
      return true;
    });
  thrown(() => new cjs.Webhook('key').verify(null, ''));
  thrown(() => new esm.Webhook('key').verify(null, ''));
  for (const other of [new Error('x'), null, undefined, 7, {}]) assert.ok(!(other instanceof esm.WebhookError));
});

test("a class of one's own is told from its base", () => {
  class Own extends esm.WebhookError {}
  const own = new Own('signature_missing', 'x');
  assert.ok(own instanceof Own && own instanceof esm.WebhookError);
  assert.ok(!(esm.WebhookError.of('signature_missing', 'x') instanceof Own));
});

test('a key of one copy is none of the other, and is refused', () => {
  const key = new (require('logto-webhook').SigningKey)(testing.KEY);
  assert.throws(() => new esm.Webhook(key), TypeError);
});

const CONDITIONS = {
  node: 'native',
  'logto-webhook-crypto': 'node',
  workerd: 'edge',
  'edge-light': 'edge',
  deno: 'edge',
  bun: 'edge',
  browser: 'edge',
};
const ESM = "import { engine } from 'logto-webhook'; import 'logto-webhook/fetch'; console.log(engine)";
const CJS = "console.log(require('logto-webhook').engine)";

for (const [condition, engine] of Object.entries(CONDITIONS)) {
  test(`under the condition ${condition} the engine is ${engine}`, () => {
    for (const [type, code] of [
      ['module', ESM],
      ['commonjs', CJS],
    ]) {
      const given = ['--conditions', condition, `--input-type=${type}`, '--eval', code];
      const env = { ...process.env, NODE_OPTIONS: '' };
      const found = execFileSync(process.execPath, given, { cwd: import.meta.dirname, env, encoding: 'utf8' });
      assert.equal(found, `${engine}\n`);
    }
  });
}

test('nothing is read of the environment when it is imported', () => {
  const env = 'new Proxy({}, { get(_, name) { if (String(name).startsWith("LOGTO")) throw new Error(String(name)) } })';
  const code = `Object.defineProperty(process, 'env', { value: ${env} }); for (const part of ${JSON.stringify(PARTS)}) await import(part)`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: import.meta.dirname });
});
