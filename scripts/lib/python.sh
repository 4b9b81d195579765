# Sourced: a Python of our own in .build/venv with the pinned packages of scripts/external/requirements.txt.

# prepare_python: sets PYTHON. Installs only when the list changed since the last time.
prepare_python() {
    local list=scripts/external/requirements.txt venv=.build/venv system=/usr/bin/python3
    PYTHON=$ROOT/$venv/bin/python
    cmp -s "$list" "$venv/installed.txt" && return
    [ -x $system ] || system=python3
    rm -rf "$venv"
    "$system" -m venv "$venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$list" ||
        fail "The Python packages in $list could not be installed."
    cp "$list" "$venv/installed.txt"
}
