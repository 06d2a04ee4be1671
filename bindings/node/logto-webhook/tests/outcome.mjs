// What comes of a vector, in any runtime: the README of the vectors says what stands in one.

import { SigningKey, Webhook, WebhookError } from 'logto-webhook';
import { Webhook as OfPlatform } from 'logto-webhook/platform';

const WEBHOOKS = { logto: Webhook, platform: OfPlatform };

export function bodyOf(vector) {
  const chunks = vector.body.map(([base64, times]) => [bytesOf(base64), times]);
  const body = new Uint8Array(chunks.reduce((length, [chunk, times]) => length + chunk.length * times, 0));
  let at = 0;
  for (const [chunk, times] of chunks) {
    const end = at + chunk.length * times;
    body.set(chunk.subarray(0, end - at), at);
    // What is there is copied behind itself, twice as much each time: some are repeated millions of times.
    for (let done = chunk.length; at + done < end; done *= 2)
      body.copyWithin(at + done, at, Math.min(at + done, end - done));
    at = end;
  }
  return body;
}

export function headerOf({ header }) {
  return typeof header === 'object' && header?.base64 !== undefined ? atob(header.base64) : header;
}

export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export const IDS = ['userId', 'organizationId', 'roleId', 'organizationRoleId'];
export const LABELS = {
  key: (delivery) => delivery.key.index,
  keyName: (delivery) => delivery.key.name,
  keyHook: (delivery) => delivery.key.hook,
  id: (delivery) => delivery.id,
  occurrenceId: (delivery) => delivery.occurrenceId,
  name: (delivery) => delivery.name,
  // The platform's deliveries have none.
  hookId: (delivery) => delivery.hookId ?? null,
};

export function outcomeOf(vector) {
  const webhook = orCode(() => verifierOf(vector));
  if (typeof webhook === 'string') return { construct: webhook };
  const delivery = orCode(() => verify(webhook, vector), vector);
  return typeof delivery === 'string' ? { verify: delivery } : describe(delivery, vector.expect);
}

function orCode(run, vector) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    if (vector !== undefined && repeats(error.message, vector)) return `a message that repeats: ${error.message}`;
    return error.code;
  }
}

function verifierOf({ system = 'logto', keys, options = {} }) {
  const { bodyLimit, window } = options;
  return new WEBHOOKS[system](keys.map(keyOf), { ...(bodyLimit === undefined ? {} : { bodyLimit }), window });
}

function keyOf({ text, base64, ...labels }) {
  return text === undefined ? SigningKey.fromBytes(bytesOf(base64), labels) : new SigningKey(text, labels);
}

function verify(webhook, vector) {
  const { now, receivedAt } = vector.options ?? {};
  const [header, body] = [headerOf(vector), bodyOf(vector)];
  if (receivedAt !== undefined) return webhook.verify(header, body, { now: receivedAt });
  if (now === undefined) return webhook.verify(header, body);
  const clock = Date.now;
  Date.now = () => now;
  try {
    return webhook.verify(header, body);
  } finally {
    Date.now = clock;
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
  if (typeof event === 'string')
    return { kind: delivery.kind === 'invalid' ? event : `${delivery.kind}, and ${event}` };
  if (event.name !== delivery.name) return { name: event.name };
  if (delivery.known !== (delivery.kind === 'known')) return { known: delivery.known };
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
  const own = Object.keys(JSON.parse(new TextDecoder().decode(raw)));
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
function repeats(message, vector) {
  const RUN = 14;
  const keys = vector.keys.map(({ text }) => text ?? '');
  const headers = [headerOf(vector) ?? []].flat();
  const body = String.fromCharCode(...bodyOf(vector).subarray(0, 10_000));
  const runs = Array.from({ length: Math.max(message.length - RUN + 1, 0) }, (_, at) => message.slice(at, at + RUN));
  return [...keys, ...headers, body].some((sent) => runs.some((run) => sent.includes(run)));
}
