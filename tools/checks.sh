#!/bin/sh
# The checks that Django itself makes: nothing is written, the home folder is a passing one.
set -eu
POMOST_HOME=$(mktemp -d)
export POMOST_HOME
trap 'rm -rf "$POMOST_HOME"' EXIT
python=.venv/bin/python

echo "Migrations that are missing:"
$python manage.py makemigrations --check --dry-run

echo "Production settings:"
POMOST_URL=https://city.example POMOST_HOSTS=city.example \
  $python -W error::UserWarning manage.py check --deploy --fail-level WARNING

echo "Translations:"
command -v xgettext >/dev/null || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq gettext >/dev/null
  else
    echo "Checking translations needs gettext. On Debian: sudo apt install gettext." >&2
    exit 1
  fi
}
$python tools/check_messages.py
