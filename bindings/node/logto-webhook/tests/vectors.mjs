// The vector file, which Rust and Python read too.

import { readFileSync } from 'node:fs';

import { TESTS } from './recordings.mjs';

export const FILE = JSON.parse(readFileSync(new URL('vectors/verify.json', TESTS), 'utf8'));
export const CASES = FILE.cases;
