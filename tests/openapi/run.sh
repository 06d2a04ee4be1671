#!/usr/bin/env bash
# Lets schemathesis call everything that the mock's own description names, with what it allows and what it does not.
# Makes a Python environment of its own beside this file. LOGTO_MOCK is the program to call. EXAMPLES (20) says how many
# calls of each operation it draws, SEED (1) which.
set -euo pipefail
cd "$(dirname "$0")"

if [ ! -e .venv/installed ] || [ requirements.txt -nt .venv/installed ]; then
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
  touch .venv/installed
fi

work=$(mktemp -d)
mkfifo "$work/ready"
"${LOGTO_MOCK:-../../target/debug/logto-mock}" serve --port 0 --json >"$work/ready" &
mock=$!
trap 'kill $mock 2>/dev/null; rm -rf "$work"' EXIT
read -r ready <"$work/ready"
field() { python3 -c 'import json, sys; print(eval("json.loads(sys.argv[1])" + sys.argv[2]))' "$ready" "$1"; }
url=$(field '["url"]')
token=$(curl --silent --fail --user "$(field '["client"]["id"]'):$(field '["client"]["secret"]')" "$url/oidc/token" \
  --data 'grant_type=client_credentials&scope=all' --data-urlencode 'resource=https://default.logto.app/api' |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

# Not asked for: that it refuses all that its description forbids (Logto takes more than it says), that any other caller
# is refused (the header development-user-id stands for a token, whatever it says), that every path answers another
# method with 405 (Logto's OIDC provider answers with 404), and that Allow names the methods of one pattern only
# (/users/roles of an organization is /users/:userId, too, and Logto's router lists the methods of both). Not called: what
# waits, what never ends, and what ends the mock.
# Of the platform's API all of it is asked for, but for what schemathesis.toml says.
here=$PWD
not_asked=not_a_server_error,negative_data_rejection,positive_data_acceptance,ignored_auth,unsupported_method,allow_header_conformance
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here SCHEMATHESIS_HOOKS=checks
cd "$work"
run() {
  "$here/.venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/api/swagger.json" --checks all --max-examples "${EXAMPLES:-20}" --seed "${SEED:-1}" \
    --no-color "$@" >report 2>&1 || { cat report; exit 1; }
  sed -n 's/^ *\([0-9]* generated.*\)/schemathesis: \1/p' report
}
run --header "Authorization: Bearer $token" --exclude-checks "$not_asked" \
  --exclude-path-regex '^/(__mock/(wait|idle|stream|shutdown)$|api/v1/)'
run --header "Authorization: Bearer $(field '["platformKeys"]["readWrite"]')" --include-path-regex '^/api/v1/'
