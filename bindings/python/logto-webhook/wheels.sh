#!/usr/bin/env bash
# Builds what is uploaded, the wheel and the source, and tests it as users have it: the wheel in an environment without
# anything else, and without a toolchain, of each Python from 3.10 to 3.13 that is here; the source where it is built.
set -euo pipefail
cd "$(dirname "$0")"
[ -e .venv/installed ] || { echo "run.sh comes first: it makes the environment" >&2; exit 1; }

# Cargo builds anew what maturin has built, and the other way round: they say different things of Python.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../../target}/python
work=$PWD/.venv/wheels
quietly() { "$@" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }; }
mkdir -p "$work"
rm -rf "$work/dist"
quietly .venv/bin/maturin build --out "$work/dist"
quietly .venv/bin/maturin sdist --out "$work/dist"
tools=$(grep -E '^(pytest|freezegun|time-machine)==' requirements.txt)

# Where a Python of this version is: on the path, or pyenv's.
find_python() {
  command -v "python$1" >/dev/null && "python$1" -c '' 2>/dev/null && { command -v "python$1"; return; }
  ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python 2>/dev/null | tail -n 1 || true
}

# Both licences are in what is installed, whole.
has_licences() {
  for text in LICENSE-MIT LICENSE-APACHE; do
    cmp -s "$text" "$1"/lib/python3.*/site-packages/logto_webhook-*.dist-info/licenses/"$text" ||
      { echo "expected $text in what is installed in $1" >&2; exit 1; }
  done
}

tested=()
for version in 3.10 3.11 3.12 3.13; do
  python=$(find_python "$version")
  [ -n "$python" ] || continue
  environment=$work/$version
  if [ ! -e "$environment/installed" ] || [ requirements.txt -nt "$environment/installed" ]; then
    rm -rf "$environment"
    "$python" -m venv "$environment"
    # shellcheck disable=SC2086 # one argument each
    quietly "$environment/bin/pip" install --disable-pip-version-check $tools
    touch "$environment/installed"
  fi
  quietly env -i PATH=/usr/bin:/bin "$environment/bin/pip" install --disable-pip-version-check --no-index \
    --force-reinstall "$work"/dist/*.whl
  has_licences "$environment"
  quietly env -i PATH=/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 \
    "$environment/bin/python" -m pytest -q -p no:cacheprovider --ignore tests/adapters
  tested+=("$version")
done
[ ${#tested[@]} -gt 0 ] || { echo "make test needs CPython 3.10, 3.11, 3.12 or 3.13" >&2; exit 1; }

source=$work/source
[ -e "$source/bin/python" ] || quietly python3 -m venv "$source"
[ -e "$source/bin/maturin" ] || quietly "$source/bin/pip" install --disable-pip-version-check "$(grep ^maturin requirements.txt)"
MATURIN_PEP517_ARGS="--profile dev" PATH="$source/bin:$PATH" \
  quietly "$source/bin/pip" install --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall \
  "$work"/dist/*.tar.gz
has_licences "$source"
(cd "$work" && "$source/bin/python" -c 'import logto_webhook; logto_webhook.Webhook("key")')

echo "logto-webhook for Python: the wheel works with ${tested[*]}, the source builds"
