// What can be handed over as the body, and what is told of the rest.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { BodyError, BodyTypeError, Delivery, SigningKey, Webhook, WebhookError } from 'logto-webhook';

import { eventBody, KEY, signed } from './recordings.mjs';

const webhook = new Webhook(KEY);
const TEXT = eventBody('User.Created', { data: { name: 'Ada Lövelace' } });
const BYTES = Buffer.from(TEXT);

function pooled() {
  const pool = Buffer.alloc(BYTES.length + 20, '!');
  BYTES.copy(pool, 7);
  return pool.subarray(7, 7 + BYTES.length);
}

function sharedBytes() {
  const bytes = new Uint8Array(new SharedArrayBuffer(BYTES.length));
  bytes.set(BYTES);
  return bytes;
}

const TAKEN = {
  'a Buffer': BYTES,
  'a slice of a pool': pooled(),
  'a Uint8Array': new Uint8Array(BYTES),
  'an ArrayBuffer': new Uint8Array(BYTES).buffer,
  text: TEXT,
  'bytes that are shared': sharedBytes(),
  'a SharedArrayBuffer': sharedBytes().buffer,
  'bytes of another realm': runInNewContext('new Uint8Array(bytes)', { bytes: [...BYTES] }),
};
for (const [what, body] of Object.entries(TAKEN)) {
  test(`${what} is taken`, () => {
    assert.deepEqual(Buffer.from(webhook.verify(signed(TEXT), body).raw), BYTES);
    assert.deepEqual(Buffer.from(Delivery.parseAlreadyVerified(body).raw), BYTES);
    assert.equal(new SigningKey(KEY).sign(body), signed(TEXT));
  });
}

test('bytes are kept and not copied', () => assert.equal(webhook.verify(signed(TEXT), BYTES).raw, BYTES));

test('bytes that other threads may change are copied first', () => {
  const body = sharedBytes();
  const delivery = webhook.verify(signed(TEXT), body);
  body.fill(0);
  assert.equal(delivery.name, 'User.Created');
});

class UserDto {}
const PARSED = {
  Object: [JSON.parse(TEXT), Object.create(null), { constructor: { name: 'Forged' } }],
  Array: [[1]],
  Map: [new Map()],
  UserDto: [new UserDto()],
  FormData: [new FormData()],
  URLSearchParams: [new URLSearchParams()],
};
for (const [found, bodies] of Object.entries(PARSED)) {
  test(`${found}: what was parsed is refused with what to do instead`, () => {
    for (const body of bodies) {
      assert.throws(
        () => webhook.verify(signed(TEXT), body),
        (error) => {
          for (const kind of [BodyTypeError, BodyError, WebhookError]) assert.ok(error instanceof kind);
          assert.deepEqual([error.code, error.status, error.action], ['body_already_parsed', 500, 'fix_code']);
          assert.ok(error.message.includes(`found it parsed, as ${found};`), error.message);
          assert.match(error.message, /express\.raw/);
          return true;
        },
      );
    }
  });
}

const NO_BODIES = [
  [undefined, 'undefined'],
  [null, 'null'],
  [7, 'number'],
  [true, 'boolean'],
  [Readable.from([]), 'Readable'],
  [new Request('http://localhost'), 'Request'],
  [new Blob([]), 'Blob'],
  [new Float64Array(3), 'Float64Array'],
  ['\ud800', 'text that cannot be encoded as UTF-8'],
  [Promise.resolve(BYTES), 'Promise that nobody awaited'],
];
for (const [body, found] of NO_BODIES) {
  test(`${found} is no body`, () => {
    assert.throws(
      () => webhook.verify(signed(TEXT), body),
      (error) => {
        assert.deepEqual([error.name, error.code], ['BodyTypeError', 'body_not_bytes']);
        assert.ok(error.message.startsWith(`expected the raw bytes of the body, found ${found}: `), error.message);
        return true;
      },
    );
  });
}

test('the limit holds', () => {
  const small = new Webhook(KEY, { bodyLimit: BYTES.length });
  assert.deepEqual([small.bodyLimit, webhook.bodyLimit], [BYTES.length, 4 * 1024 * 1024]);
  assert.equal(small.verify(signed(TEXT), TEXT).name, 'User.Created');
  assert.throws(() => small.verify(signed(`${TEXT} `), `${TEXT} `), { code: 'body_too_large', status: 413 });
  assert.throws(() => small.checkSize(BYTES.length + 1), { code: 'body_too_large' });
});
