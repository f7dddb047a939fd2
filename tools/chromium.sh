#!/bin/sh
# Makes sure that the browser tests find a Chromium, and pdftotext to read what it prints; they are never skipped. The
# headless shell is the same browser without windows of its own, and with it the tests take half the time.
set -eu
may_install=""
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then may_install=yes; fi
find_one() {
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}
install() {
  [ -n "$may_install" ] || return 1
  echo "Installing from Debian for the browser tests: $1 …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}

find_one "${POMOST_CHROMIUM:-}" chromium-headless-shell || install chromium-headless-shell \
  || find_one chromium chromium-browser google-chrome || install chromium || {
  echo "The browser tests need Chromium. On Debian: sudo apt install chromium-headless-shell." >&2
  echo "A browser that stands elsewhere is named by POMOST_CHROMIUM=/path/to/it." >&2
  exit 1
}
find_one pdftotext || install poppler-utils || {
  echo "The browser tests need pdftotext. On Debian: sudo apt install poppler-utils." >&2
  exit 1
}
