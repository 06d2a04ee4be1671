#!/usr/bin/env bash
# Installs redis-server where it is missing, and starts no service: the tests start servers of their own.
set -euo pipefail
if command -v redis-server >/dev/null; then exit; fi

give_up() { echo "make test needs redis-server, and $1: install it" >&2; exit 1; }
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

command -v apt-get >/dev/null || give_up "there is no apt-get here"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    # Debian starts what it installs, unless this answers 101.
    trap 'root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | root tee "$policy" >/dev/null || give_up "this user may not install it"
    root chmod 755 "$policy"
fi
root apt-get update -qq || echo "apt-get update failed; trying what is known" >&2
root apt-get install -y -qq redis-server >/dev/null || give_up "apt-get could not install it"
