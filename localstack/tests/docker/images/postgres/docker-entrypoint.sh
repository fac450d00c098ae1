#!/bin/bash
# Handles the variables of the compose files as the entrypoint of postgres:18 does.
set -euo pipefail
data=/var/lib/postgresql/18/docker
if [ ! -e "$data/global/pg_control" ]; then
  # Made beside its place, so that a folder that holds a database is never one that was half made.
  mkdir -p "${data%/*}"
  fresh=$(mktemp -d "$data.XXXXXX")
  initdb --pgdata="$fresh" --username="$POSTGRES_USER" --auth-host=scram-sha-256 --auth-local=trust \
    --pwfile=<(cat "${POSTGRES_PASSWORD_FILE:-/dev/stdin}" <<<"${POSTGRES_PASSWORD:-}") \
    --encoding=UTF8 --locale=C --no-instructions
  echo "host all all all scram-sha-256" >>"$fresh/pg_hba.conf"
  echo "create database \"$POSTGRES_DB\"" | postgres --single -D "$fresh" postgres
  [ ! -d "$data" ] || rmdir "$data" # Fails when it holds files, which are not ours to delete.
  mv -T "$fresh" "$data"
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "${@:2}"
