#!/bin/sh
# Makes sure that nginx is there, for the tests of docs/deployment and for the benchmark, redis-server for those of several
# machines, and wrk, which asks in the benchmark: `servers.sh nginx …`. All are Debian packages; what the system itself
# runs of them is neither started nor touched.
set -eu
for name in "${@:-}"; do
  if command -v "$name" >/dev/null || [ -x "/usr/sbin/$name" ]; then continue; fi
  package=$name
  if [ "$name" = nginx ]; then package=nginx-light; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing from Debian: $package …"
    # The package is not to start its service: policy-rc.d says so for as long as it is being installed.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
    fi
    if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"; } \
      >/dev/null 2>&1; then continue; fi
  fi
  echo "What was asked for needs $name. On Debian: sudo apt install $package." >&2
  exit 1
done
