// The vector file, which Rust and Python read too: what broken and hostile peers send, and what comes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IDS, LABELS, outcomeOf } from './outcome.mjs';
import { CASES, FILE } from './vectors.mjs';

test('there are vectors enough to prove something', () => {
  assert.equal(FILE.version, 1);
  assert.ok(CASES.length >= 200);
  assert.ok(CASES.filter(({ system }) => system === 'platform').length >= 100);
});

test('the runner knows every member of the file', () => {
  const known = (name, value, members) => {
    for (const member of Object.keys(value ?? {})) assert.ok(members.includes(member), `${name}: ${member}`);
  };
  for (const { name, ...vector } of CASES) {
    known(name, vector, ['system', 'keys', 'header', 'body', 'options', 'expect']);
    known(name, vector.options, ['bodyLimit', 'window', 'now', 'receivedAt']);
    const { event, ...expect } = vector.expect;
    known(name, expect, [...Object.keys(LABELS), 'construct', 'verify', 'hookId', 'createdAt']);
    known(name, event, ['kind', 'variant', 'path', 'fields', ...IDS]);
  }
});

for (const vector of CASES) {
  test(vector.name, () => assert.deepEqual(outcomeOf(vector), vector.expect));
}
