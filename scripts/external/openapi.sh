#!/usr/bin/env bash
# Starts the built Martlet and has two independent programs judge what it says about itself at /openapi.json.
# MARTLET_BINARY is the program to judge; ./dev test sets it.
source "$(dirname "$0")/../lib/say.sh"
source scripts/lib/python.sh
source scripts/lib/server.sh

MARTLET_BINARY=${MARTLET_BINARY:-$ROOT/.build/debug/martlet}

prepare_python
trap stop_server EXIT
start_server
curl --silent --show-error --fail --max-time 20 --output "$SERVER_DIR/openapi.json" "$SERVER_URL/openapi.json"
"$PYTHON" scripts/external/openapi.py "$SERVER_DIR/openapi.json"
