#!/usr/bin/env bash
# Opens the demo shop in a headless Chromium: every page by the rules of Tests/Browser, then the journeys.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/martlet.sh
source scripts/lib/python.sh
source scripts/lib/chromium.sh

filter=''
while [ $# -gt 0 ]; do
    case $1 in
        --filter) filter=${2:?--filter needs a name} && shift 2 ;;
        *) fail "./dev browser does not know '$1'. It takes --filter NAME." ;;
    esac
done
prepare_chromium
prepare_python
prepare_martlet
status=0
say "Trying the scripts"
"$PYTHON" -B Tests/Browser/scripts.py --filter "$filter" || [ -n "$filter" ] || status=$?
say "Walking through the pages"
"$PYTHON" -B Tests/Browser/check.py "$MARTLET_BINARY" --filter "$filter" | tee "$LOGS/browser.log" || status=$?
exit $status
