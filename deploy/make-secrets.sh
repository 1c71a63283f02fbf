#!/usr/bin/env bash
# Makes every secret of compose.yaml, in the folder `secrets` beside this file. What is there already stays as it is.
#
#   ./make-secrets.sh                     secrets; the certificate comes from you (secrets/tls.crt, secrets/tls.key)
#   ./make-secrets.sh --self-signed HOST  and a certificate of its own for HOST and id.HOST, to try it all out
set -euo pipefail

host=""
case "${1:-}" in
  "") ;;
  --self-signed) host="${2:?name the host: --self-signed watchroom.example}" ;;
  *) printf 'usage: %s [--self-signed HOST]\n' "$0" >&2; exit 2 ;;
esac

command -v openssl > /dev/null || { echo "openssl is missing; install it and try again" >&2; exit 2; }

# Nobody else on this machine gets into the folder. The files inside can be read by the containers that they are mounted into,
# whose users are others.
folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets"
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

# put NAME TEXT: writes it unless it is there.
put() {
  if [ -s "$1" ]; then
    printf 'kept  %s\n' "$1"
    return
  fi
  printf '%s\n' "$2" > "$1.new"
  chmod 644 "$1.new"
  mv "$1.new" "$1"
  printf 'made  %s\n' "$1"
}

random() {
  openssl rand -hex 32
}

for name in postgres.password central.password keycloak-db.password keycloak-admin.password client.secret service.secret redis.password secret.key; do
  put "$name" "$(random)"
done
put central.url "postgresql://watchroom:$(cat central.password)@postgres:5432/watchroom?sslmode=disable"

if [ -n "$host" ] && [ ! -s tls.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 397 \
    -subj "/CN=$host" -addext "subjectAltName=DNS:$host,DNS:id.$host" \
    -keyout tls.key -out tls.crt 2> /dev/null
  chmod 644 tls.key tls.crt
  printf 'made  tls.crt and tls.key for %s and id.%s; no browser trusts them\n' "$host" "$host"
fi

for name in tls.crt tls.key; do
  [ -s "$name" ] || printf 'still missing: %s/%s\n' "$folder" "$name"
done
echo "Copy secret.key to a safe place now, apart from the backups of the databases."
