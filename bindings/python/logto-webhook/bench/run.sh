#!/usr/bin/env bash
# Measures the package, built for release, against its peers. Makes a Python environment of its own beside this file.
set -euo pipefail
cd "$(dirname "$0")"

if [ ! -e .venv/installed ] || [ requirements.txt -nt .venv/installed ]; then
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
  touch .venv/installed
fi
quietly() { "$@" >.venv/output 2>&1 || { cat .venv/output; exit 1; }; }
# Cargo builds anew what maturin has built, and the other way round: they say different things of Python.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../../../target}/python
rm -rf .venv/dist
quietly .venv/bin/maturin build --release --manifest-path ../Cargo.toml --out .venv/dist
quietly .venv/bin/pip install --disable-pip-version-check --no-index --force-reinstall .venv/dist/*.whl
exec .venv/bin/python bench.py "$@"
