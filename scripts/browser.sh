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
# The scripts are tried while the shop of the walk is being made, which is work for one core.
"$PYTHON" -B Tests/Browser/scripts.py --filter "$filter" >"$LOGS/browser-scripts.log" 2>&1 &
scripts=$!
trap 'kill $scripts 2>/dev/null || true' EXIT
say "Walking through the pages"
"$PYTHON" -B Tests/Browser/check.py "$MARTLET_BINARY" --filter "$filter" | tee "$LOGS/browser.log" || status=$?
say "Trying the scripts"
wait $scripts || [ -n "$filter" ] || status=$?
cat "$LOGS/browser-scripts.log"
exit $status
