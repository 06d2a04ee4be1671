#!/bin/sh
# Fuzzes: run.sh [SECONDS [TARGET...]], every target for 30 seconds unless told otherwise.
#
# cargo-fuzz asks for a nightly compiler only for its sanitizers. The crate forbids unsafe code, so they would have
# nothing to find, and stable does.
set -eu
cd "$(dirname "$0")"

seconds=${1:-30}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- verify event timestamp

tools=${CARGO_TARGET_DIR:-$PWD/target}/tools
PATH=$tools/bin:$PATH
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version '^0.13' --locked --root "$tools"

cargo run --quiet --release --example seeds -- corpus
for target; do
    dictionary=
    [ "$target" != event ] || dictionary=-dict=json.dict
    cargo fuzz run --sanitizer none "$target" -- $dictionary -max_total_time="$seconds" -timeout=10 -print_final_stats=1
done
