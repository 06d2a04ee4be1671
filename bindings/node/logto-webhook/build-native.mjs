// Builds the native module for this machine, and puts it beside this file. `--release` as it is published.

import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { here } from './platforms.mjs';

const profile = process.argv.includes('--release') ? ['--release'] : [];
const root = join(import.meta.dirname, '../../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const NAMES = { win32: 'logto_webhook_node.dll', darwin: 'liblogto_webhook_node.dylib' };

execFileSync(process.env.CARGO ?? 'cargo', ['build', '--quiet', '--package', 'logto-webhook-node', ...profile], {
  cwd: root,
  stdio: 'inherit',
});
const built = join(
  target,
  profile.length > 0 ? 'release' : 'debug',
  NAMES[process.platform] ?? 'liblogto_webhook_node.so',
);
const module = join(import.meta.dirname, `logto-webhook.${here()}.node`);
// Renamed into its place: a process may still have the old one open.
copyFileSync(built, `${module}.new`);
renameSync(`${module}.new`, module);
