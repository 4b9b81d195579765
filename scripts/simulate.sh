#!/usr/bin/env bash
# Runs Martlet on a simulated computer that fails: random walks over everything that can be done, repeatable by their seed.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh

configuration=release
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --nightly)
            # A few minutes of new seeds every day, the same ones all day long.
            arguments+=(--seed "$(date +%Y%m%d)000" --steps 10000 --minutes 5 --actions)
            shift
            ;;
        --ledger)
            commit=$(git describe --always --dirty --abbrev=12 --exclude='*')
            arguments+=(--ledger docs/proof/campaigns.tsv --commit "${MARTLET_COMMIT:-$commit}")
            shift
            ;;
        --debug) configuration=debug && shift ;;
        *) arguments+=("$1") && shift ;;
    esac
done

if [ -z "${MARTLET_BINARY:-}" ]; then
    scripts/setup.sh run
    say "Building Martlet ($configuration)"
    build_visibly simulate-build swift build --configuration $configuration --product martlet
    MARTLET_BINARY=$ROOT/.build/$configuration/martlet
fi
exec "$MARTLET_BINARY" simulate "${arguments[@]}"
