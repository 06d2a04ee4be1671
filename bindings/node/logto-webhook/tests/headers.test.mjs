// Wherever a server has its headers, the signature is found there.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SignatureError, Webhook } from 'logto-webhook';

import { eventBody, KEY, signed } from './recordings.mjs';

const webhook = new Webhook(KEY);
const BODY = eventBody('User.Deleted');
const SIGNATURE = signed(BODY);
const NAME = 'logto-signature-sha-256';
const OTHERS = { host: 'example.com', 'content-type': 'application/json', 'content-length': '24' };
const ofFetch = (...values) => {
  const headers = new Headers(OTHERS);
  for (const value of values) headers.append(NAME, value);
  return headers;
};

const FOUND = {
  'the value': SIGNATURE,
  'the value in upper case': SIGNATURE.toUpperCase(),
  'the value with blanks': ` \t${SIGNATURE}\t`,
  "Node's object": { ...OTHERS, [NAME]: SIGNATURE },
  'an object without a prototype': Object.assign(Object.create(null), { [NAME]: SIGNATURE }),
  'another case': { ...OTHERS, 'Logto-Signature-SHA-256': SIGNATURE },
  'a list of one': { ...OTHERS, [NAME]: [SIGNATURE] },
  'the list of values alone': [SIGNATURE],
  Headers: ofFetch(SIGNATURE),
  pairs: [
    ['Host', 'example.com'],
    ['Logto-Signature-Sha-256', SIGNATURE],
  ],
  'a Map': new Map([['logto-signature-sha-256', SIGNATURE]]),
  'a plain coding': { [NAME]: SIGNATURE, 'content-encoding': 'identity' },
  'an empty coding': { [NAME]: SIGNATURE, 'Content-Encoding': '' },
};
for (const [what, headers] of Object.entries(FOUND)) {
  test(`${what}: the signature is found`, () => assert.equal(webhook.verify(headers, BODY).name, 'User.Deleted'));
}

const REFUSED = {
  null: [null, 'signature_missing'],
  undefined: [undefined, 'signature_missing'],
  'no headers': [{}, 'signature_missing'],
  'other headers': [OTHERS, 'signature_missing'],
  'headers of fetch without it': [ofFetch(), 'signature_missing'],
  'a header that is undefined': [{ [NAME]: undefined }, 'signature_missing'],
  'no values': [{ [NAME]: [] }, 'signature_missing'],
  'an empty list': [[], 'signature_missing'],
  'an empty value': ['', 'signature_malformed'],
  'letters that look like digits': ['\uff41'.repeat(64), 'signature_malformed'],
  'a lone surrogate': ['\ud800', 'signature_malformed'],
  'a number as the value': [{ [NAME]: 7 }, 'signature_malformed'],
  'an object as the value': [{ [NAME]: {} }, 'signature_malformed'],
  'a number': [7, 'signature_malformed'],
  'a function': [() => SIGNATURE, 'signature_malformed'],
  'items that are no pairs': [[1, 2], 'signature_malformed'],
  bytes: [Buffer.from(BODY), 'signature_malformed'],
  'two values': [{ [NAME]: [SIGNATURE, SIGNATURE] }, 'signature_ambiguous'],
  'two cases': [{ [NAME]: SIGNATURE, 'Logto-Signature-Sha-256': SIGNATURE }, 'signature_ambiguous'],
  'two pairs': [
    [
      [NAME, SIGNATURE],
      [NAME, SIGNATURE],
    ],
    'signature_ambiguous',
  ],
  'two headers of fetch': [ofFetch(SIGNATURE, SIGNATURE), 'signature_ambiguous'],
  'a comma': [`${SIGNATURE}, ${SIGNATURE}`, 'signature_ambiguous'],
  'the signature of another body': [signed('{}'), 'signature_mismatch'],
};
for (const [what, [headers, code]] of Object.entries(REFUSED)) {
  test(`${what}: ${code}`, () => {
    assert.throws(
      () => webhook.verify(headers, BODY),
      (error) => {
        assert.ok(error instanceof SignatureError);
        assert.deepEqual([error.name, error.code, error.status, error.action], ['SignatureError', code, 401, 'refuse']);
        return true;
      },
    );
  });
}

test('the type of what is no header is told', () => {
  assert.throws(() => webhook.verify({ [NAME]: 7 }, BODY), /found something of the type number$/);
});

test('swapped arguments are told', () => {
  assert.throws(() => webhook.verify(BODY, SIGNATURE), /are the arguments swapped/);
});

for (const encoding of ['gzip', 'br', ['identity', 'gzip'], 7]) {
  test(`a body in the coding ${encoding} is told where the headers tell`, () => {
    for (const headers of [{ [NAME]: SIGNATURE, 'Content-Encoding': encoding }, { 'content-encoding': encoding }]) {
      assert.throws(() => webhook.verify(headers, BODY), { name: 'BodyError', code: 'body_encoded', status: 415 });
    }
  });
}
