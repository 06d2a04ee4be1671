// The engines are one: whatever a vector sends, all give the same, or refuse with the same code and the same words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine as ofCrypto } from '../../esm/engine/crypto.js';
import { engine as ofEdge } from '../../esm/engine/edge.js';
import { engine as ofNode } from '../../esm/engine/node.js';
import { knownHeaders } from '../../esm/headers.js';
import { LOGTO } from '../../esm/logto/system.js';
import { PLATFORM } from '../../esm/platform/system.js';
import { SAMPLES } from '../../esm/platform/samples.js';
import { bodyOf, bytesOf, headerOf } from '../outcome.mjs';
import { recorded } from '../recordings.mjs';
import { CASES } from '../vectors.mjs';

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

const SYSTEMS = { logto: LOGTO, platform: PLATFORM };

function told(engine, vector) {
  const system = SYSTEMS[vector.system ?? 'logto'];
  const { bodyLimit = 4 * 1024 * 1024, window, now, receivedAt } = vector.options ?? {};
  const body = bodyOf(vector);
  try {
    const keys = vector.keys.map(({ text, base64 }) => engine.key(text ?? bytesOf(base64)));
    const verifier = engine.verifier(system, keys, { bodyLimit, window });
    const { signature } = knownHeaders(headerOf(vector), system.signatureHeader);
    const at = receivedAt ?? now;
    const index = at === undefined ? verifier.verify(signature, body) : verifier.verifyAt(signature, body, at);
    return { index, ...readingOf(engine, system, body) };
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}

const SENT = {
  logto: recorded('deliveries').map(({ body }) => body),
  platform: Object.values(SAMPLES),
};
for (const [name, sent] of Object.entries(SENT)) {
  // Bytes that are genuine and broken: whoever holds the key can sign anything, and all engines read it alike.
  test(`what is broken in any way is read alike, of ${name}`, () => {
    const random = numbers(2026);
    const bodies = sent.map((body) => Buffer.from(body));
    for (let round = 0; round < 4000; round++) {
      const body = broken(bodies[random(bodies.length)], random);
      const expected = readingOf(ofNode, SYSTEMS[name], body);
      for (const engine of [ofCrypto, ofEdge])
        assert.deepEqual(readingOf(engine, SYSTEMS[name], body), expected, body.toString('latin1'));
    }
  });
}

function readingOf(engine, system, body) {
  const reading = Object.entries(engine.read(system, body)).filter(([, value]) => value !== undefined);
  const [id, occurrenceId] = [engine.id(system, body), engine.occurrenceId(system, body)];
  return { ...Object.fromEntries(reading), id, occurrenceId };
}

const VALUES = [
  'null',
  '7',
  'true',
  '{}',
  '[]',
  '[7]',
  '[{"id":7}]',
  '"u2"',
  '"\\ud800"',
  '{"id":"u2","id":"u3"}',
  '{"userId":7}',
];
const MEMBERS = [
  '"id":1,',
  '"id":"",',
  '"type":7,',
  '"event":"x",',
  '"userId":"u2",',
  '"hookId":"h2",',
  '"id":{},',
  '"x":[1,{"y":"}"}],',
];
const NOISE = [',', '}', '{', '\\', '"', '\n', '\xff', '\u00ef\u00bb\u00bf'];

/** Puts another value in the place of one, adds a member to an object, or breaks what is JSON. */
function broken(body, random) {
  const one = (list) => list[random(list.length)];
  const text = body.toString('latin1');
  const at = (mark) => one([...text.matchAll(mark)]).index;
  const way = random(10);
  if (way < 6) {
    const from = at(/:(?=["{[\dnft])/g) + 1;
    const to = from + text.slice(from).search(/[,}]/);
    return Buffer.from(text.slice(0, from) + one(VALUES) + text.slice(to), 'latin1');
  }
  const from = way < 9 ? at(/\{(?=")/g) + 1 : random(text.length);
  return Buffer.from(text.slice(0, from) + one(way < 9 ? MEMBERS : NOISE) + text.slice(from), 'latin1');
}

/** Numbers that look random, and are the same in each run. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
