#!/usr/bin/env bash
# Measures the package, with its native module built for release, against its peers. Installs them beside this file.
set -euo pipefail
cd "$(dirname "$0")"

for folder in .. .; do
  if [ ! -e $folder/node_modules/.package-lock.json ] || [ $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]; then
    npm --prefix $folder ci --loglevel=error --no-audit --no-fund
  fi
done
../node_modules/.bin/tsc -b ..
node ../build-native.mjs --release
exec node bench.mjs "$@"
