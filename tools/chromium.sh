#!/bin/sh
# Chromium for the browser tests, from the system's packages where this account may install them.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update && apt-get -qq -y --no-install-recommends install chromium </dev/null >/dev/null; then exit 0; fi
fi
echo "Chromium is not here and could not be installed: the browser tests will be skipped by name." >&2
[ "${CI:-}" != true ]
