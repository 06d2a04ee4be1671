#!/usr/bin/env bash
# Builds what is published, and tests it as users have it: in an empty folder, without a toolchain, with and without the
# native module.
set -euo pipefail
cd "$(dirname "$0")"
[ -e esm/index.js ] || { echo "run.sh comes first: it builds the JavaScript" >&2; exit 1; }

node pack.mjs
here=$PWD packages=$PWD/npm tsc=$PWD/node_modules/.bin/tsc types=$PWD/node_modules/@types
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clean() { env -i PATH="$(dirname "$(command -v node)"):/usr/bin:/bin" HOME="$work" "$@"; }
quietly() { "$@" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }; }
cp tests/package/published/* tests/types/narrowing.ts tests/types/platform.ts "$work"
cd "$work"
# The registry is asked for @noble/hashes alone.
quietly npm install --no-audit --no-fund --prefer-offline "$packages"/*.tgz

quietly clean node esm.mjs native
quietly clean node commonjs.cjs native
mkdir -p node_modules/@types && ln -s "$types/node" node_modules/@types/node
for resolution in "nodenext nodenext" "esnext bundler" "commonjs node10"; do
  read -r module how <<<"$resolution"
  quietly "$tsc" --noEmit --strict --target es2022 --types node --module "$module" --moduleResolution "$how" --esModuleInterop narrowing.ts platform.ts
done

rm -rf node_modules/logto-webhook-*
quietly clean node esm.mjs node
quietly clean node commonjs.cjs node

"$here/tests/next/run.sh"
echo "logto-webhook for Node: what is published works, with its native module and without"
