// What a real Logto sent, and what is made of it for a test.

import { readdirSync, readFileSync } from 'node:fs';

import { SigningKey } from 'logto-webhook';

export const TESTS = new URL('../../../../tests/', import.meta.url);
export const KEY = '9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP';
/** Which engine the runner chose by a condition. */
export const ENGINE = process.env.LOGTO_WEBHOOK_ENGINE ?? 'native';

/** Every delivery of a folder of recordings, with the headers that a receiver saw and the key of its hook. */
export function recorded(folder) {
  const files = readdirSync(new URL(`fixtures/recorded/${folder}/`, TESTS)).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const fixture = JSON.parse(readFileSync(new URL(`fixtures/recorded/${folder}/${file}`, TESTS), 'utf8'));
    return (fixture.deliveries ?? []).map(({ headers, body }) => ({
      file,
      headers,
      body,
      key: fixture.hook.signingKey,
    }));
  });
}

/** Signs a body as Logto does. */
export function signed(body, key = KEY) {
  return new SigningKey(key).sign(body);
}

/** Writes an event compactly, as Logto does. */
export function eventBody(event, members = {}) {
  return JSON.stringify({ event, ...members });
}
