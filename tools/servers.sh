#!/bin/sh
# Makes sure that the benchmark finds nginx, which it compares with, and wrk, which asks. Both are Debian packages;
# the system's own nginx is neither started nor touched.
set -eu
for name in nginx wrk; do
  if command -v "$name" >/dev/null || [ -x "/usr/sbin/$name" ]; then continue; fi
  package=$name
  if [ "$name" = nginx ]; then package=nginx-light; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing from Debian for the benchmark: $package …"
    # No service is started by the package: policy-rc.d says no for as long as it is installed.
    policy=/usr/sbin/policy-rc.d
    made=""
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=yes; fi
    status=0
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"; } \
      >/dev/null 2>&1 || status=$?
    if [ -n "$made" ]; then rm "$policy"; fi
    if [ "$status" = 0 ]; then continue; fi
  fi
  echo "The benchmark needs $name. On Debian: sudo apt install $package." >&2
  exit 1
done
