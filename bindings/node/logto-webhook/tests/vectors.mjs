// How the vector file is read: its own README says what stands there.

import { readFileSync } from 'node:fs';

import { TESTS } from './recordings.mjs';

export const FILE = JSON.parse(readFileSync(new URL('vectors/verify.json', TESTS), 'utf8'));
export const CASES = FILE.cases;

export function bodyOf(vector) {
  return Buffer.concat(
    vector.body.map(([base64, times]) => {
      const chunk = Buffer.from(base64, 'base64');
      return times === 0 ? Buffer.alloc(0) : Buffer.alloc(chunk.length * times, chunk);
    }),
  );
}

export function headerOf({ header }) {
  if (header === null || typeof header === 'string' || Array.isArray(header)) return header;
  return Buffer.from(header.base64, 'base64').toString('latin1');
}
