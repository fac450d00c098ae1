#!/bin/bash
# Handles the variables of the compose files as the entrypoint of postgres:18 does.
set -euo pipefail
data=/var/lib/postgresql/18/docker
if [ ! -f "$data/ready" ]; then
  rm -rf "$data"
  mkdir -p "$data"
  initdb --pgdata="$data" --username="$POSTGRES_USER" --auth-host=scram-sha-256 --auth-local=trust \
    --pwfile=<([ -z "${POSTGRES_PASSWORD_FILE:-}" ] && echo "$POSTGRES_PASSWORD" || cat "$POSTGRES_PASSWORD_FILE") \
    --encoding=UTF8 --locale=C --no-instructions
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
  echo "create database \"$POSTGRES_DB\"" | postgres --single -D "$data" postgres
  touch "$data/ready"
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "${@:2}"
