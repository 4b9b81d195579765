#!/usr/bin/env bash
# Writes the files of a new module or action from scripts/templates/ and registers them.
source "$(dirname "$0")/lib/say.sh"
scripts/setup.sh test
exec python3 scripts/new.py "$@"
