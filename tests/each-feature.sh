#!/usr/bin/env bash
# Checks the sdk alone: without features, and with each one. In a workspace features unify, and hide what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
features=$("$cargo" metadata --no-deps --format-version 1 | python3 -c '
import json, sys
packages = json.load(sys.stdin)["packages"]
features = next(package["features"] for package in packages if package["name"] == "logto-webhook")
print(*(feature for feature in features if feature != "default"), sep="\n")')

check() { echo "logto-webhook with ${*:-no features}"; "$cargo" check --quiet -p logto-webhook --no-default-features "$@"; }
check
for feature in $features; do check --features "$feature"; done

# The default tree stays small and free of C: what it is allowed to hold is listed here, and nowhere longer.
tree=$("$cargo" tree -p logto-webhook --edges normal,build --prefix none --no-default-features | awk '{print $1}' | sort -u)
allowed="block-buffer cfg-if cmov const-oid cpufeatures crypto-common ctutils digest hmac hybrid-array itoa logto-webhook memchr serde serde_core serde_json sha2 subtle typenum zeroize zmij"
for crate in $tree; do
    grep -qw -- "$crate" <<<"$allowed" || { echo "the sdk's default tree has grown by $crate: see tests/each-feature.sh" >&2; exit 1; }
done
