#!/usr/bin/env bash
# Builds the package and checks it: format, lints, types, tests. Makes a Python environment of its own beside this file.
set -euo pipefail
cd "$(dirname "$0")"

if [ ! -e .venv/installed ] || [ requirements.txt -nt .venv/installed ]; then
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
  touch .venv/installed
fi
# Cargo builds anew what maturin has built, and the other way round: they say different things of Python.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../../target}/python
export VIRTUAL_ENV=$PWD/.venv PATH=$PWD/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYRIGHT_PYTHON_IGNORE_WARNINGS=1

quietly() { "$@" >.venv/output 2>&1 || { cat .venv/output; exit 1; }; }

quietly maturin develop
for folder in . ../../../examples/python; do
  ruff format --check --quiet --config pyproject.toml "$folder"
  ruff check --quiet --config pyproject.toml "$folder"
done
mypy --no-error-summary
quietly pyright
quietly pytest --quiet -p no:cacheprovider
tail -n 1 .venv/output
