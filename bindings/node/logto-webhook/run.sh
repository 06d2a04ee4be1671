#!/usr/bin/env bash
# Builds the package and checks it: format, types, the tests under each engine. Installs what it needs beside this file.
set -euo pipefail
cd "$(dirname "$0")"

quietly() { "$@" >node_modules/.output 2>&1 || { cat node_modules/.output; exit 1; }; }

# What npm writes last.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --loglevel=error --no-audit --no-fund
fi
export PATH=$PWD/node_modules/.bin:$PATH

prettier --check --log-level=warn .
prettier --check --log-level=warn --config .prettierrc.json ../../../examples/node
tsc -b
node build-native.mjs
tsc -p tests/types

node_test() { quietly node --test "$@"; grep -E '^(# |ℹ )(tests|pass|fail) ' node_modules/.output; }
node_test tests/*.test.mjs tests/adapters/*.test.mjs tests/package/*.test.mjs tests/redis/*.test.mjs
# Under the conditions that choose another engine.
LOGTO_WEBHOOK_ENGINE=node NODE_OPTIONS=--conditions=logto-webhook-crypto node_test tests/*.test.mjs tests/adapters/*.test.mjs
LOGTO_WEBHOOK_ENGINE=edge NODE_OPTIONS=--conditions=workerd node_test tests/*.test.mjs tests/adapters/*.test.mjs
