// What the README shows compiles, and its tables are true.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { PLATFORMS } from '../../platforms.mjs';

const here = (...parts) => join(import.meta.dirname, ...parts);
const README = readFileSync(here('../../README.md'), 'utf8');

test('every block of TypeScript compiles', () => {
  const blocks = [...README.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, block]) => block);
  assert.ok(blocks.length >= 5);
  const folder = mkdtempSync(here('readme-'));
  try {
    blocks.forEach((block, index) => writeFileSync(join(folder, `${index}.ts`), block));
    const config = { extends: here('../types/tsconfig.json'), include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    execFileSync(here('../../node_modules/.bin/tsc'), ['-p', folder], { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    assert.fail(error.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table of platforms is that of the packages', () => {
  const shown = [...README.matchAll(/`logto-webhook-((?:linux|darwin|win32)-[a-z0-9-]+)`/g)].map(
    ([, platform]) => platform,
  );
  assert.deepEqual(shown.sort(), Object.keys(PLATFORMS).sort());
});
