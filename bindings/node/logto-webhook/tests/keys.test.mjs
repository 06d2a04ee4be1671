// Keys: which are taken, when they are looked for, and how they are replaced.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { inspect } from 'node:util';

import { SigningKey, SigningKeyError, Webhook } from 'logto-webhook';

import { eventBody, KEY, signed } from './recordings.mjs';

const BODY = eventBody('User.Created');
const VARIABLE = 'LOGTO_WEBHOOK_SIGNING_KEY';
const OTHER = '0ldKeyThatIsToBeReplacedToday000';
const empty = { name: 'SigningKeyError', code: 'signing_key_empty', status: 500, action: 'fix_configuration' };

afterEach(() => delete process.env[VARIABLE]);

test('without a key, that of the environment is taken when the first delivery comes', () => {
  const webhook = new Webhook();
  assert.throws(() => webhook.verify(signed(BODY), BODY), empty);
  process.env[VARIABLE] = KEY;
  assert.equal(webhook.verify(signed(BODY), BODY).name, 'User.Created');
  process.env[VARIABLE] = OTHER;
  assert.equal(webhook.verify(signed(BODY), BODY).name, 'User.Created', 'it is looked for once');
});

test('the key of the environment can have options', () => {
  process.env[VARIABLE] = KEY;
  assert.throws(() => Webhook.fromEnv({ bodyLimit: 1 }).verify(signed(BODY), BODY), { code: 'body_too_large' });
});

test('a variable that somebody forgot to set is refused where the verifier is built', () => {
  process.env[VARIABLE] = KEY;
  for (const key of [undefined, null, '', ' \n', [], [undefined], [KEY, null]]) {
    assert.throws(() => new Webhook(key), empty);
    assert.throws(
      () => new Webhook(key),
      (error) => error instanceof SigningKeyError,
    );
  }
});

test('white space around a key is told', () => {
  assert.throws(() => new Webhook(`${KEY}\n`), {
    code: 'signing_key_whitespace',
    message: /but it ends in white space/,
  });
  assert.throws(() => new Webhook(` ${KEY}`), { code: 'signing_key_whitespace', message: /but it begins in/ });
});

test('there are at most 16', () => {
  assert.throws(() => new Webhook(Array(17).fill(KEY)), { code: 'signing_keys_too_many' });
  assert.equal(new Webhook([...Array(15).fill(OTHER), KEY]).verify(signed(BODY), BODY).key.index, 15);
});

test('what is no key is told', () => {
  for (const key of [7, {}, Buffer.from(KEY), [Buffer.from(KEY)], Promise.resolve(KEY), '\ud800']) {
    assert.throws(() => new Webhook(key), {
      name: 'TypeError',
      message: /^expected the webhook's signing key as text, /,
    });
  }
});

test('the key that matched is told', () => {
  const webhook = new Webhook([
    new SigningKey(OTHER, { name: 'new' }),
    new SigningKey(KEY, { name: 'old', hook: 'h1' }),
  ]);
  assert.deepEqual(webhook.verify(signed(BODY), BODY).key, { index: 1, name: 'old', hook: 'h1' });
  assert.deepEqual(webhook.verify(signed(BODY, OTHER), BODY).key, { index: 0, name: 'new', hook: undefined });
});

test('a function gives the keys at each delivery', () => {
  let keys = KEY;
  const webhook = new Webhook(() => keys);
  assert.equal(webhook.verify(signed(BODY), BODY).key.index, 0);
  keys = [OTHER, KEY];
  assert.equal(webhook.verify(signed(BODY), BODY).key.index, 1);
  keys.pop();
  assert.throws(() => webhook.verify(signed(BODY), BODY), { code: 'signature_mismatch' });
  keys = undefined;
  assert.throws(() => webhook.verify(signed(BODY), BODY), empty);
});

test('keys can be replaced', () => {
  const webhook = new Webhook(KEY);
  webhook.replaceKeys([OTHER]);
  assert.throws(() => webhook.verify(signed(BODY), BODY), { code: 'signature_mismatch' });
  assert.equal(webhook.verify(signed(BODY, OTHER), BODY).name, 'User.Created');
  assert.throws(() => webhook.replaceKeys(''), empty);
  assert.equal(webhook.verify(signed(BODY, OTHER), BODY).name, 'User.Created', 'what is refused replaces nothing');
});

test('raw bytes are taken with their white space', () => {
  const key = SigningKey.fromBytes(Buffer.from(` ${KEY}\n`));
  assert.equal(new Webhook(key).verify(key.sign(BODY), BODY).name, 'User.Created');
  assert.throws(() => SigningKey.fromBytes(Buffer.alloc(0)), empty);
  assert.throws(() => SigningKey.fromBytes(KEY), TypeError);
});

test('nothing shows a key', () => {
  const key = new SigningKey(KEY, { name: 'new' });
  for (const holder of [key, new Webhook(key), new Webhook(KEY), new Webhook([KEY]), new Webhook(() => KEY)]) {
    new Webhook(key).verify(signed(BODY), BODY);
    for (const shown of [inspect(holder, { depth: 9, showHidden: true }), JSON.stringify(holder), String(holder)]) {
      assert.ok(!shown.includes(KEY.slice(0, 8)), shown);
    }
  }
});

test('options that are none are told', () => {
  for (const bodyLimit of [-1, 0.5, Infinity, '1mb', null]) {
    if (bodyLimit === null) continue;
    assert.throws(() => new Webhook(KEY, { bodyLimit }), {
      name: 'TypeError',
      message: /^expected `bodyLimit` as a whole/,
    });
  }
  assert.throws(() => new Webhook(KEY, { window: { pastMs: 1 } }), /^TypeError: expected `window.futureMs`/);
});
