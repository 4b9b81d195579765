#!/usr/bin/env bash
# Runs a campaign of Tests/Campaigns against the release build of Martlet.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh

[ $# -gt 0 ] || fail "Which campaign? Tests/Campaigns/README.md has them."
program=$(sed -n 's/^PROGRAM = "\(.*\)"$/\1/p' "Tests/Campaigns/${1//-/_}.py" 2>/dev/null) || true
program=${program:-martlet} # some campaigns are a program of their own
commit=${MARTLET_COMMIT:-unknown}
if [ -z "${MARTLET_BINARY:-}" ]; then
    scripts/setup.sh run
    say "Building $program (release)"
    folder=.build
    if [ "$program" = fuzz ]; then # everything tells libFuzzer where it has been: nothing for anybody else
        folder=.build-fuzz
        MARTLET_FUZZER=$(find "$(dirname "$(readlink -f "$(command -v swiftc)")")/../lib" \
            -name "libclang_rt.fuzzer_no_main-$(uname -m).a" -print -quit)
        [ -n "$MARTLET_FUZZER" ] || fail "This toolchain has no libFuzzer."
        export MARTLET_FUZZER
    fi
    build_visibly release-build \
        swift build --configuration release --scratch-path $folder --product "$program"
    unset MARTLET_FUZZER
    MARTLET_BINARY=$ROOT/$folder/release/$program
    commit=$(git describe --always --dirty --abbrev=12 --exclude='*')
fi
scripts/setup.sh test
exec python3 -B Tests/Campaigns/run.py "$@" --binary "$MARTLET_BINARY" --commit "$commit"
