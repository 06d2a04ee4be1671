'use strict';

// Finds the native module of this platform: beside this file where it was built, else in a package of its own.

const { createRequire } = require('node:module');

// A bundler cannot follow a native module, and need not: without one, JavaScript does the work.
const load = createRequire(__filename);

const LIBC = { linux: ['-gnu', '-musl'], win32: ['-msvc'] };

function find() {
  const { version } = load('./package.json');
  for (const libc of LIBC[process.platform] ?? ['']) {
    const platform = `${process.platform}-${process.arch}${libc}`;
    for (const from of [`./logto-webhook.${platform}.node`, `logto-webhook-${platform}`]) {
      try {
        const native = load(from);
        if (native.version() === version) return native;
      } catch {
        // Not for this platform, or not installed.
      }
    }
  }
  return null;
}

module.exports = (() => {
  try {
    return find();
  } catch {
    return null;
  }
})();
