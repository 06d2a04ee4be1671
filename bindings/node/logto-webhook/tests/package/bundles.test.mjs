// The package, bundled as for the edge: nothing of Node is in it, and it verifies what the vectors sign.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

import { build } from 'esbuild';
import * as ofPlatform from 'logto-webhook/platform/testing';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

const { body, headers } = fakeDelivery('User.Created');

const SITE = `
  import { engine, Webhook } from 'logto-webhook';
  const code = (run) => { try { run() } catch (error) { return error.code } };
  export { engine };
  export const receive = (key, headers, body) => new Webhook(key).verify(headers, body).event.name;
  export const refuse = (key, headers) => code(() => new Webhook(key).verify(headers, '{}'));`;

for (const condition of ['workerd', 'edge-light', 'deno', 'bun', 'browser']) {
  test(`for ${condition}, a bundle runs without Node`, async () => {
    const { text, inputs } = await bundle({ conditions: [condition, 'import'], platform: 'neutral' });
    assert.doesNotMatch(text, /node:|require\(/);
    assert.deepEqual(
      inputs.filter((input) => input.includes('native')),
      [],
    );
    const { engine, name, code } = run(text);
    assert.deepEqual([engine, name, code], ['edge', 'User.Created', 'signature_mismatch']);
  });
}

test('for Node, a bundle runs without its native module', async () => {
  const { text } = await bundle({ platform: 'node', format: 'cjs' });
  assert.equal(
    runInContext(`(require, module, __filename) => { ${text}; return module.exports }`, context())(
      process.getBuiltinModule,
      { exports: {} },
      '/nowhere/bundle.js',
    ).engine,
    'node',
  );
});

test('what is not used is left out', async () => {
  const { text } = await bundle({ conditions: ['workerd', 'import'], platform: 'neutral', minify: true });
  assert.ok(text.length < 42_000, `${text.length} bytes`);
  assert.doesNotMatch(text, /fake-spa-application-id/, 'the samples');
  assert.doesNotMatch(text, /x-webhook-signature|report\.generated/, 'the other system');
});

test("the platform alone is bundled without what is Logto's", async () => {
  const contents = "export { Webhook } from 'logto-webhook/platform'";
  const options = { conditions: ['workerd', 'import'], platform: 'neutral', minify: true };
  const { text } = await bundle(options, contents);
  assert.ok(text.length < 32_000, `${text.length} bytes`);
  assert.match(text, /report\.generated/);
  assert.doesNotMatch(text, /logto-signature-sha-256|PostRegister|newuser@example\.com/);
  const sent = ofPlatform.fakeDelivery('user.created');
  const { Webhook } = runInContext(`${text}; site`, context());
  assert.equal(new Webhook(ofPlatform.KEY).verify(sent.headers, sent.body).name, 'user.created');
});

test("Hono's adapter is without Node", async () => {
  const contents = "export { logtoHono } from 'logto-webhook/hono'";
  const { text } = await bundle({ conditions: ['workerd', 'import'], platform: 'neutral' }, contents);
  assert.match(text, /logtoHono/);
  assert.doesNotMatch(text, /node:|require\(/);
});

async function bundle(options, contents = SITE) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'site',
    ...options,
  });
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

/** What the runtimes at the edge have, and nothing else. */
function context() {
  return createContext({ TextEncoder, TextDecoder, Uint8Array, ArrayBuffer });
}

function run(text) {
  const { engine, receive, refuse } = runInContext(`${text}; site`, context());
  return { engine, name: receive(KEY, headers, body), code: refuse(KEY, headers) };
}
