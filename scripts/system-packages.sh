#!/bin/sh
# Install missing Debian packages as root or with passwordless sudo, or else print the command to run and fail.
# usage: system-packages.sh PACKAGE...
missing=""
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These system packages are missing. Run:  sudo apt-get install -y$missing" >&2
    exit 1
fi
echo "Installing these Debian packages:$missing ..."
$as_root apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    { echo "Could not install:$missing. Run:  sudo apt-get install -y$missing" >&2; exit 1; }
