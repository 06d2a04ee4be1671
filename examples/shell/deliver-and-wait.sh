#!/usr/bin/env bash
# A test of an endpoint in any language, with nothing but curl: the mock is told where the endpoint is, makes something
# happen, and says how the endpoint answered.
#
#   logto-mock serve &
#   deliver-and-wait.sh http://127.0.0.1:3000/webhook [SIGNING_KEY]
set -euo pipefail

endpoint=${1:?expected the URL of an endpoint}
key=${2:-${LOGTO_WEBHOOK_SIGNING_KEY:?expected a signing key, as the second argument or in LOGTO_WEBHOOK_SIGNING_KEY}}
mock=${LOGTO_MOCK_CONTROL_URL:-http://127.0.0.1:3001/__mock}

# What the mock answers, or on stderr why it does not.
ask() {
  local answer
  answer=$(curl --silent --show-error --fail-with-body "$@") || { echo "$answer" >&2; exit 1; }
  echo "$answer"
}

hook=$(printf '{"url":"%s","events":"User.Created","signingKey":"%s"}' "$endpoint" "$key" |
  ask "$mock/hooks" --data @- | sed -E 's/.*"id":"([^"]*)".*/\1/')

# What is to be accepted …
ask "$mock/trigger" --data '{"event":"User.Created","hookId":"'"$hook"'"}' >/dev/null
ask "$mock/wait" --data '{"hookId":"'"$hook"'","state":"succeeded","timeoutMs":2000}' >/dev/null
echo "ok: a genuine delivery is accepted"

# … and what is to be refused: one byte was changed after signing.
ask "$mock/trigger" --data '{"event":"User.Created","hookId":"'"$hook"'","fault":"body_changed"}' >/dev/null
ask "$mock/wait" --data '{"hookId":"'"$hook"'","state":"failed","timeoutMs":2000}' >/dev/null
echo "ok: a forged delivery is refused"
