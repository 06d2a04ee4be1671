#!/bin/sh
# Fuzzes: run.sh [SECONDS [TARGET...]], every target for 30 seconds unless told otherwise.
#
# With a nightly compiler it does so under the address sanitizer: the crate forbids unsafe code, but what it hashes and
# parses with does not. Stable has no sanitizers, and finds the rest all the same.
set -eu
cd "$(dirname "$0")"

seconds=${1:-30}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- verify header event timestamp

tools=${CARGO_TARGET_DIR:-$PWD/target}/tools
PATH=$tools/bin:$PATH
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version '^0.13' --locked --root "$tools"

if cargo +nightly --version >/dev/null 2>&1; then
    toolchain=+nightly sanitizer=address
else
    toolchain= sanitizer=none
fi
echo "Fuzzing with $(cargo $toolchain --version), sanitizer: $sanitizer"

cargo run --quiet --release --example seeds -- corpus
for target; do
    case $target in
        event) dictionary=-dict=json.dict ;;
        header | verify) dictionary=-dict=header.dict ;;
        *) dictionary= ;;
    esac
    cargo $toolchain fuzz run --sanitizer "$sanitizer" "$target" -- \
        $dictionary -max_total_time="$seconds" -timeout=10 -print_final_stats=1
done
