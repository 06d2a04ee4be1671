// Writes what is published into `npm/`: the package, and one for each platform whose native module lies beside this file.
//
// On a machine of each platform `node build-native.mjs --release` makes its module; they are brought together here.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PLATFORMS } from './platforms.mjs';

const here = (...parts) => join(import.meta.dirname, ...parts);
const { devDependencies, ...published } = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const { name, version, license } = published;

rmSync(here('npm'), { recursive: true, force: true });
const built = Object.entries(PLATFORMS).filter(([platform]) => existsSync(here(`${name}.${platform}.node`)));
for (const [platform, { os, cpu, libc }] of built) {
  const only = { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
  const main = `${name}.${platform}.node`;
  const description = `The native module of ${name} for ${platform}.`;
  folder(
    `${name}-${platform}`,
    { name: `${name}-${platform}`, version, description, license, main, files: [main], ...only },
    [main],
  );
}
const optionalDependencies = Object.fromEntries(built.map(([platform]) => [`${name}-${platform}`, version]));
folder(name, { ...published, optionalDependencies }, [...published.files, 'README.md']);

/** Puts a package together, and packs it. */
function folder(packaged, manifest, files) {
  const into = here('npm', packaged);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of files) cpSync(here(file), join(into, file), { recursive: true, dereference: true });
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(here('../../..', licence), join(into, licence));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', here('npm'), into], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
