#!/usr/bin/env bash
# Has a real browser judge the pages of the built Martlet: axe on each of them, and the journeys of Tests/Browser.
# MARTLET_BINARY is the program to judge; ./dev test sets it.
source "$(dirname "$0")/../lib/say.sh"
source scripts/lib/chromium.sh

prepare_chromium
exec scripts/browser.sh
