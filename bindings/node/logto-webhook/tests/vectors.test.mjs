// The vector file, which Rust and Python read too: what broken and hostile peers send, and what comes of it.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { SigningKey, Webhook, WebhookError } from 'logto-webhook';

import { bodyOf, CASES, FILE, headerOf } from './vectors.mjs';

test('there are vectors enough to prove something', () => {
  assert.equal(FILE.version, 1);
  assert.ok(CASES.length >= 200);
});

test('the runner knows every member of the file', () => {
  const known = (name, value, members) => {
    for (const member of Object.keys(value ?? {})) assert.ok(members.includes(member), `${name}: ${member}`);
  };
  for (const { name, ...vector } of CASES) {
    known(name, vector, ['keys', 'header', 'body', 'options', 'expect']);
    known(name, vector.options, ['bodyLimit', 'window', 'now', 'receivedAt']);
    const { event, ...expect } = vector.expect;
    known(name, expect, [...Object.keys(LABELS), 'construct', 'verify', 'hookId', 'createdAt']);
    known(name, event, ['kind', 'variant', 'path', 'fields', ...IDS]);
  }
});

for (const vector of CASES) {
  test(vector.name, () => assert.deepEqual(outcomeOf(vector), vector.expect));
}

const IDS = ['userId', 'organizationId', 'roleId', 'organizationRoleId'];
const LABELS = {
  key: (delivery) => delivery.key.index,
  keyName: (delivery) => delivery.key.name,
  keyHook: (delivery) => delivery.key.hook,
  id: (delivery) => delivery.id,
  occurrenceId: (delivery) => delivery.occurrenceId,
  name: (delivery) => delivery.name,
  hookId: (delivery) => delivery.hookId,
};

function outcomeOf(vector) {
  const webhook = orCode(() => verifierOf(vector));
  if (typeof webhook === 'string') return { construct: webhook };
  const delivery = orCode(() => verify(webhook, vector), vector);
  return typeof delivery === 'string' ? { verify: delivery } : describe(delivery, vector.expect);
}

function orCode(run, vector) {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof WebhookError, error);
    if (vector !== undefined) assertRepeatsNothing(error.message, vector);
    return error.code;
  }
}

function verifierOf({ keys, options = {} }) {
  const { bodyLimit, window } = options;
  return new Webhook(keys.map(keyOf), { ...(bodyLimit === undefined ? {} : { bodyLimit }), window });
}

function keyOf({ text, base64, ...labels }) {
  return text === undefined ? SigningKey.fromBytes(Buffer.from(base64, 'base64'), labels) : new SigningKey(text, labels);
}

function verify(webhook, vector) {
  const { now, receivedAt } = vector.options ?? {};
  const [header, body] = [headerOf(vector), bodyOf(vector)];
  if (receivedAt !== undefined) return webhook.verify(header, body, { now: receivedAt });
  if (now === undefined) return webhook.verify(header, body);
  mock.timers.enable({ apis: ['Date'], now });
  try {
    return webhook.verify(header, body);
  } finally {
    mock.timers.reset();
  }
}

function describe(delivery, expected) {
  const found = { verify: 'ok' };
  for (const [member, tell] of Object.entries(LABELS)) if (member in expected) found[member] = tell(delivery);
  if ('createdAt' in expected) found.createdAt = timeOf(delivery, expected.createdAt);
  if ('event' in expected) found.event = describeEvent(delivery, expected.event);
  return found;
}

/** The expected text, if it is the very time: a `Date` does not keep its text, and has whole milliseconds. */
function timeOf({ createdAt }, expected) {
  if (createdAt === null || expected === null) return createdAt;
  const cut = expected.replace(/(\.\d{3})\d+Z$/, '$1Z');
  return createdAt.getTime() === Date.parse(cut) ? expected : createdAt.toISOString();
}

function describeEvent(delivery, expected) {
  const event = orCode(() => delivery.event);
  assert.equal(delivery.known, delivery.kind === 'known');
  if (typeof event === 'string') {
    assert.equal(delivery.kind, 'invalid');
    return { kind: event };
  }
  assert.equal(event.name, delivery.name);
  const found = {
    known: () => ({ kind: 'typed', variant: event.variant }),
    unreadable: () => ({ kind: 'unreadable', path: event.path }),
  }[delivery.kind]?.() ?? { kind: delivery.kind };
  for (const id of IDS) if (id in expected) found[id] = event[id] ?? null;
  if ('fields' in expected) found.fields = fieldsOf(payloadOf(delivery), Object.keys(expected.fields));
  return found;
}

/** The event without what this package puts beside the payload's own members. */
function payloadOf({ event, raw }) {
  if (event.payload !== undefined) return event.payload;
  const own = Object.keys(JSON.parse(Buffer.from(raw).toString()));
  return Object.fromEntries(own.map((member) => [member, event[member]]));
}

function fieldsOf(payload, pointers) {
  return Object.fromEntries(pointers.map((pointer) => [pointer, fieldOf(payload, pointer)]));
}

function fieldOf(payload, pointer) {
  let value = payload;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return { absent: true };
    value = value[key];
  }
  return value;
}

/** Messages go to logs: nothing of a key, a header or a body may stand there. */
function assertRepeatsNothing(message, vector) {
  const RUN = 14;
  const keys = vector.keys.map(({ text }) => text ?? '');
  const headers = [headerOf(vector) ?? []].flat();
  for (const sent of [...keys, ...headers, bodyOf(vector).subarray(0, 10_000).toString('latin1')]) {
    for (let at = 0; at + RUN <= message.length; at++) {
      assert.ok(!sent.includes(message.slice(at, at + RUN)), vector.name);
    }
  }
}
