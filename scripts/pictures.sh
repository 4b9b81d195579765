#!/usr/bin/env bash
# Takes pictures of every page of the demo shop, in both themes and three widths.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/martlet.sh
source scripts/lib/python.sh
source scripts/lib/chromium.sh

folder=.build/pictures filter=''
while [ $# -gt 0 ]; do
    case $1 in
        --filter) filter=${2:?--filter needs a name} && shift 2 ;;
        -*) fail "./dev pictures does not know '$1'. It takes a folder and --filter NAME." ;;
        *) folder=$1 && shift ;;
    esac
done
prepare_chromium
prepare_python
prepare_martlet
say "Taking pictures"
exec "$PYTHON" -B Tests/Browser/pictures.py "$MARTLET_BINARY" "$folder" --filter "$filter"
