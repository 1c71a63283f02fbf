#!/usr/bin/env bash
# PostgreSQL's image runs this once, over an empty volume: a role and a database for Watchroom, and for Keycloak. Neither
# may look into the other's.
set -euo pipefail

secret() {
  local file="${SECRETS:-/run/secrets}/$1"
  [ -s "$file" ] || { echo "$file is missing or empty; run deploy/make-secrets.sh" >&2; exit 1; }
  cat "$file"
}

# make ROLE PASSWORD: the database has the role's name.
make() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set role="$1" --set password="$2" \
    --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" << 'SQL'
    CREATE ROLE :"role" LOGIN PASSWORD :'password';
    CREATE DATABASE :"role" OWNER :"role";
    REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
}

make watchroom "$(secret central.password)"
make keycloak "$(secret keycloak-db.password)"
