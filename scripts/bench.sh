#!/usr/bin/env bash
# Measures what Martlet does in a second beside what its engines could do at most.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh

commit=${MARTLET_COMMIT:-unknown}
if [ -z "${MARTLET_BINARY:-}" ]; then
    scripts/setup.sh run
    say "Building Martlet (release)"
    build_visibly release-build swift build --configuration release --product martlet
    MARTLET_BINARY=$ROOT/.build/release/martlet
    commit=$(git describe --always --dirty --abbrev=12 --exclude='*')
fi
scripts/setup.sh test
exec python3 -B Tests/Bench/run.py "$@" --binary "$MARTLET_BINARY" --commit "$commit"
