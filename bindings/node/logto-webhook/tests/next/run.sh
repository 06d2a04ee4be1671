#!/usr/bin/env bash
# Builds a site of Next with the package as it is published, without any configuration and without a key, and asks it.
set -euo pipefail
cd "$(dirname "$0")"
npm=../../npm
[ -e "$npm/logto-webhook" ] || { echo "pack.sh comes first: it puts together what is published" >&2; exit 1; }

# What npm writes last.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --loglevel=error --no-audit --no-fund
fi
rm -rf node_modules/logto-webhook*
# As npm does it. A link out of the site would not be followed.
for package in "$npm"/*/; do cp -r "$package" node_modules/; done

mkdir -p app/example
cp ../../../../../examples/node/next-route.ts app/example/route.ts

export NEXT_TELEMETRY_DISABLED=1
unset LOGTO_WEBHOOK_SIGNING_KEY
rm -rf .next
node_modules/.bin/next build >node_modules/.output 2>&1 || { cat node_modules/.output; exit 1; }
node --test next.test.mjs suite.test.mjs >node_modules/.output 2>&1 || { cat node_modules/.output; exit 1; }
grep -E '^(# |ℹ )(tests|pass|fail) ' node_modules/.output
