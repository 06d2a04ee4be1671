// The engines are one: whatever a vector sends, all give the same, or refuse with the same code and the same words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine as ofCrypto } from '../esm/engine/crypto.js';
import { engine as ofEdge } from '../esm/engine/edge.js';
import { engine as ofNode } from '../esm/engine/node.js';
import { knownHeaders } from '../esm/headers.js';
import { bodyOf, CASES, headerOf } from './vectors.mjs';

test('all three are there', () => {
  assert.deepEqual([ofNode.name, ofCrypto.name, ofEdge.name], ['native', 'node', 'edge']);
});

for (const vector of CASES) {
  test(`${vector.name}, in the words of the crate`, () => {
    const expected = told(ofNode, vector);
    assert.deepEqual(told(ofCrypto, vector), expected);
    assert.deepEqual(told(ofEdge, vector), expected);
  });
}

function told(engine, vector) {
  const { bodyLimit = 4 * 1024 * 1024, window, now, receivedAt } = vector.options ?? {};
  const body = bodyOf(vector);
  try {
    const keys = vector.keys.map(({ text, base64 }) => engine.key(text ?? Buffer.from(base64, 'base64')));
    const verifier = engine.verifier(keys, { bodyLimit, window });
    const { signature } = knownHeaders(headerOf(vector));
    const at = receivedAt ?? now;
    const index = at === undefined ? verifier.verify(signature, body) : verifier.verifyAt(signature, body, at);
    const reading = Object.entries(engine.read(body)).filter(([, value]) => value !== undefined);
    return { index, ...Object.fromEntries(reading), id: engine.id(body), occurrenceId: engine.occurrenceId(body) };
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}
