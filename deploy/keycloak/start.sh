#!/usr/bin/env bash
# Starts Keycloak with its secrets from files. It does not start with one that is missing or short: the realm would be
# imported with a secret that anybody can guess.
set -euo pipefail

secret() {
  local file="${SECRETS:-/run/secrets}/$1" text
  [ -s "$file" ] || { echo "$file is missing or empty; run deploy/make-secrets.sh" >&2; exit 1; }
  text="$(cat "$file")"
  [ "${#text}" -ge 32 ] || { echo "$file is too short: 32 characters at least" >&2; exit 1; }
  printf '%s' "$text"
}

# Assigned before they are exported: a failure inside of `export` would go unnoticed.
KC_DB_PASSWORD="$(secret keycloak-db.password)"
KC_BOOTSTRAP_ADMIN_PASSWORD="$(secret keycloak-admin.password)"
WATCHROOM_CLIENT_SECRET="$(secret client.secret)"
WATCHROOM_SERVICE_SECRET="$(secret service.secret)"
: "${WATCHROOM_PUBLIC_URL:?where people reach Watchroom, such as https://watchroom.example}"
: "${WATCHROOM_INTERNAL_URL:?where Keycloak itself reaches Watchroom, such as http://watchroom:8080}"
export KC_DB_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD WATCHROOM_CLIENT_SECRET WATCHROOM_SERVICE_SECRET
export WATCHROOM_PUBLIC_URL WATCHROOM_INTERNAL_URL

exec "${KEYCLOAK_HOME:-/opt/keycloak}/bin/kc.sh" start --optimized --import-realm
