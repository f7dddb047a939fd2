#!/usr/bin/env bash
# start FOLDER:   prints the address of a PostgreSQL on which databases may be made: POMOST_TEST_POSTGRESQL, else one
#                 that runs on this machine, else a cluster of its own that is started in FOLDER.
# own FOLDER:     starts a cluster of its own in FOLDER, whatever else runs, and prints its address.
# follow FOLDER PRIMARY: starts a streaming replica in FOLDER of the cluster in the folder PRIMARY, prints its address.
# restart FOLDER: ends that cluster as a crash would, and starts it again three seconds later.
# stop FOLDER:    stops that cluster, if there is one.
# begin FOLDER:   starts it again.
set -euo pipefail
what=$1 folder=$2
address=${POMOST_TEST_POSTGRESQL:-postgresql://postgres@127.0.0.1:5432/postgres}

programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
control() { as_server "$(programs)/pg_ctl" -D "$folder/data" "$@"; }
begin() { control -w -l "$folder/log" -o "$(cat "$folder/options")" start; }

case $what in
  stop)
    if [ -d "$folder/data" ]; then control -m fast -s stop; fi
    exit 0 ;;
  begin)
    begin >&2
    exit 0 ;;
  restart)
    { control -m immediate -s stop; sleep 3; begin; } >&2
    exit 0 ;;
  start)
    if command -v psql >/dev/null && psql "$address" -qAtc 'SELECT 1' >/dev/null 2>&1; then
      echo "$address"
      exit 0
    fi ;;
esac
if [ -z "$(programs)" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests on PostgreSQL need a server: apt install postgresql, or name one by POMOST_TEST_POSTGRESQL." >&2
    exit 1
  fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >&2
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off" >"$folder/options"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
{
  if [ "$what" = follow ]; then
    port_of_primary=$(sed -n 4p "$3/data/postmaster.pid")
    as_server "$(programs)/pg_basebackup" -D "$folder/data" -R -c fast --no-sync \
      -d "host=127.0.0.1 port=$port_of_primary user=postgres"
  else
    as_server "$(programs)/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync
  fi
  begin
} >&2
echo "postgresql://postgres@127.0.0.1:$port/postgres"
