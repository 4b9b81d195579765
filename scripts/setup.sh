#!/usr/bin/env bash
# Installs the Debian packages Martlet needs, only those that are missing, and says so.
#   scripts/setup.sh          what it takes to build and run
#   scripts/setup.sh test     the same and what the tests need
#   scripts/setup.sh browser  what it takes to look at the pages
source "$(dirname "$0")/lib/say.sh"

to_build=(libsqlite3-dev libpq-dev zlib1g-dev pkg-config git curl ca-certificates tzdata)
# A toolchain unpacked by hand may lack the C++ headers that it compiles with.
ls -d /usr/include/c++/* >/dev/null 2>&1 || to_build+=(g++)
to_test=(postgresql python3 python3-venv)
to_browse=(chromium fonts-dejavu-core)
case ${1:-all} in
    browser) wanted=("${to_browse[@]}") ;;
    run) wanted=("${to_build[@]}") ;;
    test | all) wanted=("${to_build[@]}" "${to_test[@]}") ;;
    *) fail "Usage: ./dev setup" ;;
esac

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_missing() {
    local missing=("$@")
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "These packages are missing and neither root nor sudo is at hand. Run as root: apt-get install ${missing[*]}"
    fi
    say "Installing ${missing[*]}"
    if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$LOGS/setup.log" 2>&1 </dev/null; then
        tail -n 20 "$LOGS/setup.log" >&2
        fail "apt-get could not install ${missing[*]} (everything it said: .build/dev/setup.log)"
    fi
}

command -v swift >/dev/null ||
    fail "There is no Swift toolchain on the PATH. Install Swift 6.3 or newer from https://www.swift.org/install/linux/ and try again."

if command -v dpkg-query >/dev/null; then
    missing=()
    for package in "${wanted[@]}"; do is_installed "$package" || missing+=("$package"); done
    if [ ${#missing[@]} -gt 0 ]; then
        install_missing "${missing[@]}"
    elif [ "${1:-all}" = all ]; then
        say "Nothing to install: ${wanted[*]} are here."
    fi
elif [ "${1:-all}" = all ]; then
    say "This is not Debian or Ubuntu: please see that your system has what they call ${wanted[*]}."
fi
